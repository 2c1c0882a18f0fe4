"""Many specs at once: which they are, and where each renders to."""

import re
from collections.abc import Sequence
from pathlib import Path

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.fleet.selection import Selection, select_specs
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.paths import find_mistake

_UNSET = "An empty name would mean the current directory. Is a variable of the shell unset?"
SUFFIXES = {".yaml", ".yml"}
"""Endings of the files in a directory that are specs."""

_WILDCARDS = frozenset("*?[")
_PLACEHOLDER = r"\{([a-z]*)\}"
_SHARD = r"([0-9]{1,6})/([0-9]{1,6})"


def find_specs(arguments: Sequence[str]) -> Selection:
    """Expand what the user named into spec files.

    Args:
        arguments: Files; directories, whose `.yaml` and `.yml` files count unless they are hidden;
            or glob patterns, in which `**` stands for any directories.

    Returns:
        The files, each once, in the order of the arguments and sorted within one; and which were
        left out because they are no specs. A file that was named by itself never is.

    Raises:
        LmgenError: A directory or a pattern holds no spec.
    """
    found = [_expand(argument) for argument in arguments]
    specs = dict.fromkeys(path for each in found for path in each.specs)
    notes = dict.fromkeys(note for each in found for note in each.notes)
    return Selection(list(specs), list(notes))


def _expand(argument: str) -> Selection:
    if not argument:
        raise LmgenError("expected the name of a spec, found an empty one", hint=_UNSET)
    directory = Path(argument)
    if _is_dir(argument):
        files = sorted(str(file) for file in directory.iterdir() if _may_be_spec(file))
        what = "a directory with .yaml or .yml files"
    elif not _WILDCARDS.isdisjoint(argument) and not _exists(directory):
        files = sorted(path for path in _glob(argument) if not _is_dir(path))
        what = "a pattern that matches spec files"
    else:
        return Selection([argument], [])  # a missing file becomes a diagnostic when it is read
    found = select_specs(files)
    if not found.specs:
        others = f"{len(files)} that are no specs of lmgen" if files else "none"
        raise LmgenError(f"{argument}: expected {what}, found {others}", hint="Check the path.")
    return found


def _may_be_spec(file: Path) -> bool:
    return file.suffix in SUFFIXES and not file.name.startswith(".") and file.is_file()


def _glob(pattern: str) -> list[str]:
    import glob  # noqa: PLC0415 - only patterns need it

    # Path.glob takes no absolute pattern before Python 3.13.
    return glob.glob(pattern, recursive=True)  # noqa: PTH207


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # as below
        return False


def _is_dir(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except OSError:  # such as a name that is too long, which is told when the file is read
        return False


def shard_specs(specs: Sequence[str], choice: str | None) -> list[str]:
    """Select the specs of one shard.

    Args:
        specs: All of them, in the same order on every machine.
        choice: `I/N`, the part I of N, counted from 1; None for all.

    Raises:
        LmgenError: The choice is not such a fraction.
    """
    if choice is None:
        return list(specs)
    found = re.fullmatch(_SHARD, choice)
    index, count = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= index <= count:
        raise LmgenError(
            f"--shard {choice}: expected I/N with I from 1 to N, such as 2/8",
            hint="Give each machine another I and all the same N.",
        )
    return list(specs[index - 1 :: count])


class OutputDirectories:
    """Chooses the output directory of each spec, and refuses that two specs share one.

    Args:
        pattern: What the user gave as `-o`: a directory for one spec; for several a pattern with
            `{name}`, `{namespace}`, `{version}` or `{spec}`, the file's name without its ending.
        multiple: Whether there is more than one spec.

    Raises:
        LmgenError: The pattern would put several specs into one directory, has an unknown
            placeholder, or is surely a mistake.
    """

    def __init__(self, pattern: str | None, *, multiple: bool) -> None:
        if pattern == "":
            raise LmgenError("-o: expected a directory, found an empty name", hint=_UNSET)
        if mistake := find_mistake(pattern or ""):
            raise LmgenError(f"-o {pattern} {mistake}", hint="Write the path out.")
        self._pattern = pattern
        self._taken: dict[Path, str] = {}
        names = set(re.findall(_PLACEHOLDER, pattern)) if pattern and "{" in pattern else set()
        unknown = names - {"name", "namespace", "version", "spec"}
        if multiple and pattern is not None and (unknown or not names):
            raise LmgenError(
                f"-o {pattern}: expected a pattern such as 'modules/{{name}}' for several specs",
                hint="Placeholders: {name}, {namespace}, {version}, {spec} (the spec's file name).",
            )
        self._fill = multiple or bool(names and not unknown)

    @property
    def has_pattern(self) -> bool:
        """Whether the user gave `-o`."""
        return self._pattern is not None

    def directory(self, spec: Spec) -> Path:
        """The directory of one spec."""
        # It brings templates and their engine, which a list of specs does without.
        from lambda_monitored_gen.output.module import choose_output_directory  # noqa: PLC0415

        pattern = self._pattern
        if pattern is not None and self._fill:
            module = spec.module
            known = {
                "name": module.name,
                "namespace": module.namespace,
                "version": module.version,
                "spec": Path(spec.path).stem,
            }
            pattern = re.sub(_PLACEHOLDER, lambda found: known[found[1]], pattern)
        return choose_output_directory(spec, pattern)

    def claim(self, directory: Path, path: str) -> None:
        """Reserve an output directory for one spec.

        Args:
            directory: As `directory` returned it; however it is spelled, it is the same one.
            path: The spec's file, for the message to the next one that wants the directory.

        Raises:
            LmgenError: Another spec has it already.
        """
        other = self._taken.setdefault(directory.resolve(), path)
        if other != path:
            raise LmgenError(
                f"{path}: renders into {directory}, and so does {other}",
                hint="Give each spec an `output` of its own, or a pattern with -o.",
            )
