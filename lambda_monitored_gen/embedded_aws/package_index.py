"""The package index of pip's configuration, as environment variables of uv.

uv does not read pip's configuration. Without this, users who have configured an index for pip,
because the public one cannot be reached or is not allowed, would get packages from the public one.
"""

import configparser
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from lambda_monitored_gen.user_cache import home_directory

MACHINE_FILE = Path("/etc/pip.conf")
"""pip's system-wide configuration; every other file of pip overrides it."""

_UV_INDEX_VARIABLES = frozenset(
    {
        "UV_CONFIG_FILE",
        "UV_DEFAULT_INDEX",
        "UV_EXTRA_INDEX_URL",
        "UV_FIND_LINKS",
        "UV_INDEX",
        "UV_INDEX_URL",
        "UV_NO_INDEX",
    }
)

# Option of pip: variable of uv, and what uv puts between several values.
_TRANSLATION = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
}


def translate_pip_configuration(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Translate pip's configuration into variables for uv.

    Args:
        environ: Environment variables; pip's own, `HOME` and `XDG_CONFIG_HOME` count.

    Returns:
        The variables; none if uv has its own configuration, or if pip has none.
    """
    if _UV_INDEX_VARIABLES & environ.keys() or _uv_configuration(environ).is_file():
        return {}
    variables = {}
    for option, values in _pip_options(environ).items():
        variable, separator = _TRANSLATION[option]
        if values and variable not in environ:
            variables[variable] = separator.join(values)
    if "UV_INDEX" in variables:
        # pip takes the best version of all indexes; uv, the first index that knows the name.
        variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return variables


def _pip_options(environ: Mapping[str, str]) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    for file in _pip_files(environ):
        # Interpolation would trip over the `%` of escaped passwords in addresses.
        parser = configparser.RawConfigParser()
        try:
            parser.read(file, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            # pip itself says what is wrong with its files, better than we could.
            continue
        for section in ("global", "install"):
            if parser.has_section(section):
                found = {name.replace("_", "-"): text for name, text in parser.items(section)}
                options |= {name: found[name].split() for name in _TRANSLATION if name in found}
    for option in _TRANSLATION:
        if text := environ.get("PIP_" + option.upper().replace("-", "_")):
            options[option] = text.split()
    return options


def _pip_files(environ: Mapping[str, str]) -> list[Path]:
    """List pip's configuration files; each overrides those before it."""
    named = environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    home = _home(environ)
    machine = [MACHINE_FILE, home / ".pip/pip.conf"]
    if sys.platform == "darwin":
        machine.insert(0, Path("/Library/Application Support/pip/pip.conf"))
        machine.append(home / "Library/Application Support/pip/pip.conf")
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = [*machine, config / "pip/pip.conf", Path(sys.prefix) / "pip.conf"]
    return [*files, Path(named)] if named else files


def _uv_configuration(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("XDG_CONFIG_HOME") or _home(environ) / ".config") / "uv/uv.toml"


def _home(environ: Mapping[str, str]) -> Path:
    return home_directory(environ)
