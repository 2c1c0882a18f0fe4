"""The index settings that pip would use, for when uv resolves in its place.

A user who told pip where packages come from must not get them from elsewhere
because uv happens to be installed. uv's own settings count for more.
"""

from __future__ import annotations

import os
import sys

_OPTIONS = (
    "index-url",
    "extra-index-url",
    "find-links",
    "no-index",
    "trusted-host",
    "proxy",
    "cert",
    "client-cert",
)
_UV_INDEX_SETTINGS = (
    "UV_DEFAULT_INDEX",
    "UV_INDEX",
    "UV_INDEX_URL",
    "UV_EXTRA_INDEX_URL",
    "UV_CONFIG_FILE",
    "UV_FIND_LINKS",
    "UV_NO_INDEX",
)


def settings() -> dict[str, str]:
    """Read the settings of pip that say where packages come from, and how.

    Configuration files from the least to the most specific, then ``PIP_*``
    variables, as pip's documentation orders them.

    Returns:
        Values by option name; lists separated by white space.
    """
    result: dict[str, str] = {}
    for path in _files():
        if not os.path.exists(path):
            continue
        import configparser  # noqa: PLC0415 - often there is no such file

        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError):
            # pip itself refuses a broken file, with a better message.
            continue
        for section in ("global", "download"):
            if parser.has_section(section):
                result.update(
                    {
                        key.replace("_", "-"): " ".join(value.split())
                        for key, value in parser.items(section)
                    }
                )
    for option in _OPTIONS:
        value = os.environ.get("PIP_" + option.upper().replace("-", "_"))
        if value:
            result[option] = value
    return {key: value for key, value in result.items() if key in _OPTIONS and value}


def _files() -> list[str]:
    named = os.environ.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return []
    home = os.path.expanduser("~")
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    if sys.platform == "darwin":
        files = ["/Library/Application Support/pip/pip.conf"]
        apple = os.path.join(home, "Library", "Application Support", "pip")
        own = apple if os.path.isdir(apple) else os.path.join(config, "pip")
    else:
        places = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
        files = [os.path.join(place, "pip", "pip.conf") for place in places] + ["/etc/pip.conf"]
        own = os.path.join(config, "pip")
    prefix = os.path.dirname(os.path.dirname(sys.executable))
    files += [os.path.join(home, ".pip", "pip.conf"), os.path.join(own, "pip.conf")]
    files.append(os.path.join(prefix, "pip.conf"))
    return files + ([named] if named else [])


def uv_is_configured(directory: str) -> bool:
    """Tell whether the user told uv itself where packages come from.

    Args:
        directory: Where uv will run; it looks there and above for its settings.
    """
    if any(os.environ.get(name) for name in _UV_INDEX_SETTINGS):
        return True
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    files = [os.path.join(config, "uv", "uv.toml"), "/etc/uv/uv.toml"]
    while True:
        files.append(os.path.join(directory, "uv.toml"))
        project = os.path.join(directory, "pyproject.toml")
        if os.path.isfile(project):
            with open(project, encoding="utf-8", errors="replace") as file:
                if "[tool.uv" in file.read():
                    return True
        above = os.path.dirname(directory)
        if above == directory:
            return any(os.path.isfile(path) for path in files)
        directory = above


def for_uv(directory: str) -> dict[str, str]:
    """Give pip's settings as the environment variables that uv reads.

    Args:
        directory: Where uv will run.

    Returns:
        Variables to add to its environment.
    """
    result: dict[str, str] = {}
    if not os.environ.get("UV_INDEX_STRATEGY") and not uv_is_configured(directory):
        # pip takes the best version of all indexes, and requirements files are pip's format.
        result["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    found = settings()
    if not uv_is_configured(directory):
        names = {
            "index-url": "UV_DEFAULT_INDEX",
            "extra-index-url": "UV_INDEX",
            "no-index": "UV_NO_INDEX",
        }
        result.update({names[key]: value for key, value in found.items() if key in names})
        if "find-links" in found:
            result["UV_FIND_LINKS"] = ",".join(found["find-links"].split())
    if "trusted-host" in found and not os.environ.get("UV_INSECURE_HOST"):
        result["UV_INSECURE_HOST"] = found["trusted-host"]
    if "cert" in found and not os.environ.get("SSL_CERT_FILE"):
        result["SSL_CERT_FILE"] = found["cert"]
    if "client-cert" in found and not os.environ.get("SSL_CLIENT_CERT"):
        result["SSL_CLIENT_CERT"] = found["client-cert"]
    if "proxy" in found:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            if not os.environ.get(name) and not os.environ.get(name.lower()):
                result[name] = found["proxy"]
    return result
