"""The module to test: a directory that has one, or a spec that is rendered to a temporary place."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.testing.errors import SuiteError

PARAMETERS = Path("tests", "parameters.json")
"""File in the module with the parameters of its suite, which are derived from the spec."""

TEST_DATA = "test_data"
"""Directory in the module in which the suite creates its root modules."""


@contextmanager
def render_temporary_module(spec: Spec) -> Iterator[Path]:
    """Render a spec to a temporary directory for the length of a `with` block.

    The directory is kept if root modules in it have not been destroyed: that needs their state.

    Args:
        spec: A valid spec.

    Raises:
        LmgenError: It cannot be rendered.
    """
    # Resolved, because Terraform resolves paths too, and temporary places are often links.
    directory = Path(tempfile.mkdtemp(prefix="lmgen-module-")).resolve()
    module = directory / spec.module.repository_name
    try:
        for name, file in render_files(spec).items():
            path = module / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
            path.chmod(file.mode)
        yield module
    finally:
        if not any((module / TEST_DATA).glob("*")):
            shutil.rmtree(directory)


def require_suite(directory: Path) -> None:
    """Make sure that a directory has a module with a suite that can be run.

    Args:
        directory: What the user calls a module.

    Raises:
        SuiteError: It does not have one.
    """
    if not any(directory.glob("*.tf")):
        raise SuiteError(
            f"{directory} should be a module that lmgen rendered, and has no .tf file.",
            hint="Name a spec, or the directory that `lmgen render` wrote.",
        )
    try:
        parameters = json.loads((directory / PARAMETERS).read_text(encoding="utf-8"))
        required = parameters["required"]
    except FileNotFoundError:
        raise SuiteError(
            f"{directory} should be a module that lmgen rendered, and has no {PARAMETERS}.",
            hint="Render the module again: its suite comes with it.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SuiteError(
            f"{directory / PARAMETERS} should hold the parameters of the suite, and cannot be "
            f"read: {error!r}.",
            hint="Render the module again with --force.",
        ) from error
    if required is None:
        raise SuiteError(
            f"The policy that {directory} was rendered with leaves no value that the suite could "
            "give to each required variable.",
            hint="Add an example to the spec that has one for each, and render again.",
        )
