"""Terraform's CLI configuration for one run: where its providers come from."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from lambda_monitored_gen.terraform.mirror import REGISTRY, ProviderMirror
from lambda_monitored_gen.user_cache import home_directory, user_cache_directory

CONFIG_VARIABLE = "TF_CLI_CONFIG_FILE"

_COLLECTING = "GOGC"
"""How often Go's garbage collector runs, <https://pkg.go.dev/runtime#hdr-Environment_Variables>.

The provider's schema alone is 150 MB, and at Go's own setting a quarter of Terraform's and the
provider's time goes into looking through it again and again.
"""

# Each would make a command do something else than its caller asked for.
_UNWANTED = re.compile(r"TF_CLI_ARGS.*|TF_VAR_.*|TF_DATA_DIR|TF_WORKSPACE|TF_INPUT")


def terraform_environment(
    directory: Path,
    *,
    mirror: ProviderMirror | None,
    environ: Mapping[str, str] = os.environ,
) -> dict[str, str]:
    """Make the environment that Terraform runs in, and the CLI configuration that it names.

    A user whose own configuration says where providers come from knows better than any search:
    it is left in place. Otherwise `terraform.tfrc` is written into `directory`; it begins with
    the user's own settings, such as credentials of a private registry.

    Args:
        directory: An existing directory of this run.
        mirror: Where the providers that it has are taken from, without a look at the network;
            all others come from their registries. None: all come from their registries.
        environ: What the environment starts from.

    Returns:
        A whole environment: `environ` without the variables that change what commands mean.

    Raises:
        OSError: The file or the plug-in cache cannot be written.
    """
    environment = {name: value for name, value in environ.items() if not _UNWANTED.fullmatch(name)}
    environment |= {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}
    environment.setdefault(_COLLECTING, "400")
    users_own = _users_configuration(environ)
    if _sets(users_own, "provider_installation"):
        return environment
    plugin_cache = None
    if not _sets(users_own, "plugin_cache_dir"):
        plugin_cache = user_cache_directory(environ) / "terraform-plugins"
        plugin_cache.mkdir(parents=True, exist_ok=True)
    config = directory / "terraform.tfrc"
    # What it begins with may be secret.
    config.touch(mode=0o600)
    config.write_text(
        users_own + format_cli_config(mirror=mirror, plugin_cache=plugin_cache), encoding="utf-8"
    )
    return environment | {CONFIG_VARIABLE: str(config)}


def format_cli_config(*, mirror: ProviderMirror | None, plugin_cache: Path | None) -> str:
    """Write the text of a CLI configuration file.

    Args:
        mirror: Where the providers that it has are taken from; None leaves all to registries.
        plugin_cache: An existing directory in which runs share what they download, if any.
    """
    lines = []
    if plugin_cache is not None:
        lines += [
            f"plugin_cache_dir = {_quoted(plugin_cache)}",
            # Without it a root that has no lock file yet downloads 600 MB past a full cache.
            "plugin_cache_may_break_dependency_lock_file = true",
        ]
    if mirror is not None:
        held = ", ".join(f'"{REGISTRY}/{source}"' for source in mirror.providers())
        lines += [
            "provider_installation {",
            "  filesystem_mirror {",
            f"    path    = {_quoted(mirror.directory)}",
            f"    include = [{held}]",
            "  }",
            "  direct {",
            f"    exclude = [{held}]",
            "  }",
            "}",
        ]
    return "\n".join(lines) + "\n"


def _users_configuration(environ: Mapping[str, str]) -> str:
    named = environ.get(CONFIG_VARIABLE)
    home = home_directory(environ)
    config = Path(named) if named else home / ".terraformrc"
    try:
        return config.read_text(encoding="utf-8").rstrip() + "\n"
    except (OSError, UnicodeDecodeError):
        # Often there is none, and one that cannot be read would be no use to Terraform either.
        return ""


def _sets(config: str, setting: str) -> bool:
    return re.search(rf'^\s*"?{setting}\b', config, re.MULTILINE) is not None


def _quoted(path: Path) -> str:
    # This file is read by HCL 1, which knows no escapes but these.
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
