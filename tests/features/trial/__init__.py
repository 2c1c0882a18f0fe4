"""A feature that lmgen does not have, added step by step as CONTRIBUTING.md says."""

from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile
from types import MappingProxyType

from tests.support.checkout import list_feature

NAME = "trial_queue"

_RECORD = "lambda_monitored_gen/catalog/features/<name>.py"
_TESTS = "tests/features/test_<name>.py"
_TEMPLATES = "templates/features/<name>"

PLACES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "record": {"record.py": _RECORD},
        "list": {},
        "tests": {"promises.py": _TESTS},
        "file": {"failed_events.tf.j2": f"{_TEMPLATES}/failed_events.tf.j2"},
        "parts": {
            part: f"{_TEMPLATES}/{part}"
            for part in ("_function.tf.j2", "_readme.md.j2", "_module.tftest.hcl.j2")
        },
    }
)
"""For each step, the files of this directory that it adds, with where they go."""


def take_step(checkout: Path, step: str) -> None:
    """Do in a copy of the checkout what one step says.

    Args:
        checkout: The copy.
        step: A key of `PLACES`.
    """
    if step == "list":
        list_feature(checkout, NAME)
    for source, place in PLACES[step].items():
        target = checkout / place.replace("<name>", NAME)
        target.parent.mkdir(parents=True, exist_ok=True)
        copyfile(Path(__file__).parent / source, target)
