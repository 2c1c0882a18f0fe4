"""The checkout that a spec is in: what it refers to, links followed, is in there as well."""

import os
from pathlib import Path


def find_checkout(directory: Path) -> Path | None:
    """Find the top of the checkout that a directory is in; None where there is none."""
    absolute = directory.resolve()
    above = (absolute, *absolute.parents)
    return next((each for each in above if os.path.lexists(each / ".git")), None)


def leaves_checkout(path: Path, directory: Path) -> bool:
    """Tell whether a path is outside of the checkout that a directory is in.

    A spec may come from anybody who can open a pull request: what it names is read, rendered and
    shown, so that it must not be a file of the machine. Outside of a checkout, nothing is known.
    """
    top = find_checkout(directory)
    return top is not None and not path.resolve().is_relative_to(top)
