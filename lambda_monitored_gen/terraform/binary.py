"""The terraform binary: where it is and which version it has."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lambda_monitored_gen.terraform.errors import TerraformError

MINIMUM_VERSION = (1, 5, 0)
"""The oldest Terraform that a generated module allows unless its spec says otherwise."""

_VERSION_SECONDS = 60.0
_INSTALL_HINT = "Install it from https://developer.hashicorp.com/terraform/install."


@dataclass(frozen=True)
class TerraformBinary:
    """A terraform executable whose version is known.

    Attributes:
        path: The executable.
        version: Major, minor and patch number.
        platform: Operating system and processor as providers name them, e.g. `linux_amd64`.
    """

    path: Path
    version: tuple[int, int, int]
    platform: str

    @property
    def version_text(self) -> str:
        """The version as people write it, e.g. `1.11.4`."""
        return format_version(self.version)


def format_version(version: tuple[int, ...]) -> str:
    """Write version numbers as people do: `(1, 5, 0)` becomes `1.5.0`."""
    return ".".join(map(str, version))


def find_terraform(
    *,
    environ: Mapping[str, str] = os.environ,
    minimum: tuple[int, int, int] = MINIMUM_VERSION,
) -> TerraformBinary:
    """Find `terraform` on the `PATH` of `environ` and ask for its version.

    Args:
        environ: Environment variables; only `PATH` says where to look.
        minimum: The oldest version that will do.

    Raises:
        TerraformError: There is none, it does not answer, or it is older than `minimum`.
    """
    # An empty PATH must find nothing: shutil.which(path=None) would ask os.environ instead.
    found = shutil.which("terraform", path=environ.get("PATH", ""))
    if found is None:
        raise TerraformError(
            f"Terraform {format_version(minimum)} or later is needed, and no directory of PATH "
            "holds a program named terraform.",
            hint=_INSTALL_HINT,
        )
    path = Path(found)
    answer = _ask_version(path, environ)
    version = _numbers(path, answer.get("terraform_version"))
    if version < minimum:
        raise TerraformError(
            f"Terraform {format_version(minimum)} or later is needed, and {path} is "
            f"{format_version(version)}.",
            hint=_INSTALL_HINT,
        )
    return TerraformBinary(path, version, str(answer.get("platform", "")))


def _ask_version(path: Path, environ: Mapping[str, str]) -> dict[str, object]:
    # A TF_CLI_CONFIG_FILE that names no file makes every command warn, and TF_CLI_ARGS may
    # hold options that `version` refuses: neither has a say in which version this is.
    quiet = {
        name: value
        for name, value in environ.items()
        if name != "TF_CLI_CONFIG_FILE" and not name.startswith("TF_CLI_ARGS")
    }
    # Otherwise `version` asks HashiCorp whether a newer one is out.
    quiet["CHECKPOINT_DISABLE"] = "1"
    try:
        done = subprocess.run(
            [path, "version", "-json"],
            env=quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=_VERSION_SECONDS,
        )
        answer = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise TerraformError(
            f"`{path} version -json` should name Terraform's version, and it failed: {error}",
            hint=_INSTALL_HINT,
        ) from error
    return answer if isinstance(answer, dict) else {}


def _numbers(path: Path, text: object) -> tuple[int, int, int]:
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", text) if isinstance(text, str) else None
    if match is None:
        raise TerraformError(
            f"`{path} version -json` should name Terraform's version, and it said {text!r}.",
            hint=_INSTALL_HINT,
        )
    major, minor, patch = map(int, match.groups())
    return (major, minor, patch)
