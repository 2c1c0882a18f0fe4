"""Whether the suite of a module, on the embedded AWS, notices what `terraform test` does not.

One run takes a minute, and few changes are left for it. So they are made together.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.mutants.module.groups import groups, noticed
from tests.mutants.module.mutation import Mutant
from tests.mutants.module.workshop import Workshop, applied

_PASSED, _FAILED = 0, 1


def noticed_by_suite(workshop: Workshop, mutants: Sequence[Mutant], scratch: Path) -> set[Mutant]:
    """Find the changes by which the suite fails.

    Args:
        workshop: Of the module.
        mutants: The changes.
        scratch: An existing directory for copies of the module.
    """
    passes = partial(_passes, workshop, scratch)
    return {each for group in groups(mutants) for each in noticed(group, passes)}


def _passes(workshop: Workshop, scratch: Path, mutants: Sequence[Mutant]) -> bool:
    module = scratch / "suite"
    shutil.copytree(workshop.module, module, ignore=shutil.ignore_patterns(".terraform*", ".build"))
    command = [sys.executable, "-m", "lambda_monitored_gen", "--quiet", "test", "--quick"]
    with applied(mutants, workshop.files, module):
        run = subprocess.run([*command, str(module)], check=False, capture_output=True, text=True)
    shutil.rmtree(module)
    if run.returncode not in {_PASSED, _FAILED}:
        sys.exit(f"The suite cannot be run:\n{run.stdout}{run.stderr}")
    return run.returncode == _PASSED
