"""A spec as it was in a revision of git, with the files that it extends."""

import os
import tempfile
from pathlib import Path

from lambda_monitored_gen.output.git import Git
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.validate import validate_file


def spec_at(path: str, revision: str) -> Spec:
    """Read a spec as it was.

    Args:
        path: The spec's file, which need not exist any more.
        revision: Of git, such as `HEAD~1` or `main`.

    Raises:
        SimulationError: There is no such revision, the file was not in it, or was not valid.
    """
    directory = Path(path).parent
    git = Git(directory)
    if not git.knows(revision):
        raise SimulationError(
            f"--against {revision}: neither a file nor a revision of the repository of {path}",
            hint="Such as HEAD~1, main or another spec. A shallow clone lacks older revisions.",
        )
    prefix = git.prefix()
    with tempfile.TemporaryDirectory(prefix="lmgen-against-") as scratch:
        # As deep as in the checkout, so that what it extends lies where it should.
        home = Path(scratch, "checkout", prefix)
        # What a spec names must lie in its checkout, here as well.
        Path(scratch, "checkout", ".git").mkdir(parents=True)
        spec = home / Path(path).name
        if not _restore(git, revision, spec, home):
            raise SimulationError(f"--against {revision}: {path} was not in that revision")
        tried: set[str] = set()
        while True:
            validated = validate_file(str(spec))
            missing = [each for each in validated.files if not Path(each).exists()]
            new = [each for each in missing if each not in tried]
            tried.update(new)
            restored = [_restore(git, revision, Path(each), home) for each in new]
            if not any(restored):
                break
    if validated.spec is None:
        first = next(each for each in validated.diagnostics if each.severity.value == "error")
        raise SimulationError(
            f"--against {revision}: {path} was not valid: line {first.line}: {first.message}"
        )
    return validated.spec


def _restore(git: Git, revision: str, file: Path, home: Path) -> bool:
    """Write a file of the revision; tell whether there was one."""
    name = f"{revision}:./{Path(os.path.relpath(file, home)).as_posix()}"
    content = git.contents([name]).get(name)
    if content is None:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return True
