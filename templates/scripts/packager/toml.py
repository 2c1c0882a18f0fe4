"""Reading TOML, with what the Python at hand has for it."""

from __future__ import annotations

import importlib
import site
import sys
from typing import Any

from packager.errors import PackagingError


class NoTomlError(PackagingError):
    """The Python that runs the packager cannot read TOML."""


def loads(text: str, name: str) -> dict[str, Any]:
    """Parse a TOML document.

    Args:
        text: The document.
        name: What it is, for messages.

    Returns:
        Its content.

    Raises:
        NoTomlError: Python is older than 3.11 and has no pip or tomli beside it.
        PackagingError: It is not TOML.
    """
    module = _module()
    if module is None:
        raise NoTomlError(
            f"{name} is TOML, which Python {sys.version_info[0]}.{sys.version_info[1]} cannot read",
            do="install Python 3.11 or newer, or name one in PACKAGE_PYTHON",
        )
    try:
        parsed: dict[str, Any] = module.loads(text)
    except ValueError as error:
        raise PackagingError(
            f"{name} is not TOML: {error}", do="repair the file, or write it anew with its tool"
        ) from error
    return parsed


def _module() -> Any:  # noqa: ANN401 - tomllib has no stub for Python 3.9
    if sys.version_info >= (3, 11):
        return importlib.import_module("tomllib")
    # package.sh leaves site packages out; pip brings a parser along.
    site.main()
    for name in ("tomli", "pip._vendor.tomli"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None
