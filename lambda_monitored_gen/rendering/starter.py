"""The starter spec of `lmgen init`."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path

from lambda_monitored_gen.catalog import CATALOG, DEFAULT_RUNTIMES, RUNTIMES, Feature
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering.environment import Renderer
from lambda_monitored_gen.rendering.sources import builtin_root
from lambda_monitored_gen.spec.document import parse
from lambda_monitored_gen.spec.sections import PREDECESSORS
from lambda_monitored_gen.spec.validate import find_deprecations, validate_document

TEMPLATE = "_starter/spec.yaml.j2"


class Kind(Enum):
    """What a starter spec is to begin with."""

    COMMENTED = "commented"
    MINIMAL = "minimal"
    EVERYTHING = "everything"
    PUBLISHED = "published"


def starter(*, namespace: str, name: str, today: date, kind: Kind = Kind.COMMENTED) -> str:
    """Write the text of a spec that is valid and has no warning.

    Args:
        namespace: Of the module.
        name: Of the module.
        today: The day by which a runtime must not be deprecated to be named.
        kind: With a comment on each key, with the required keys alone, with all features that can
            be on together, or as successor of the published module.

    Raises:
        LmgenError: The names make no valid spec.
    """
    context = {
        "namespace": namespace,
        "name": name,
        "kind": kind.value,
        "predecessor": PREDECESSORS[0],
        "runtimes": [
            each
            for each in DEFAULT_RUNTIMES
            if date.fromisoformat(RUNTIMES[each].deprecation) > today
        ],
        "features": CATALOG.features.values(),
        "chosen": set(together(CATALOG.features)),
    }
    text = Renderer(builtin_root()).render(TEMPLATE, context)
    result = validate_document(parse(text.encode(), "the starter spec"))
    found = [*result.diagnostics, *(find_deprecations(result.spec, today) if result.spec else ())]
    if found:
        raise LmgenError("; ".join(each.message for each in found))
    return text


def together(features: Mapping[str, Feature]) -> Iterable[str]:
    """The features that add something, which can be on together."""
    return (name for name, each in features.items() if not each.replaces_core)


def refuse_existing(path: str) -> None:
    """Make sure that a starter spec would replace no file.

    Raises:
        LmgenError: There is one.
    """
    if Path(path).exists() or Path(path).is_symlink():
        raise _exists(path)


def write(path: str, text: str) -> None:
    """Write a starter spec; an existing file is never replaced.

    Raises:
        LmgenError: The file exists or cannot be written.
    """
    try:
        with Path(path).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise LmgenError(
            f"{path}: cannot be written: {error.strerror}",
            hint=f"Make the directory first: {_make_directory(path)}"
            if isinstance(error, FileNotFoundError)
            else "Name a file in another directory.",
        ) from error


def _exists(path: str) -> LmgenError:
    return LmgenError(f"{path}: exists already, and was left as it is", hint="Name another file.")


def _make_directory(path: str) -> str:
    import shlex  # noqa: PLC0415 - only an error needs it

    return shlex.join(["mkdir", "-p", str(Path(path).parent)])
