"""What tests cannot notice, and why: the files `explained.yaml`."""

from pathlib import Path
from typing import NamedTuple

import yaml


class Change(NamedTuple):
    """A mutant as `explained.yaml` names it: lines move, so it has no number.

    Attributes:
        place: What is changed: a module of Python, or a block of HCL.
        was: The lines that change, joined.
        now: What they become.
    """

    place: str
    was: str
    now: str


def read(file: Path) -> dict[Change, str]:
    """Read why mutants survive.

    Args:
        file: A list of groups, each with `place`, `why` and `mutants`.
    """
    return {
        Change(group["place"], each["was"], each["now"]): group["why"]
        for group in yaml.safe_load(file.read_text(encoding="utf-8")) or ()
        for each in group["mutants"]
    }
