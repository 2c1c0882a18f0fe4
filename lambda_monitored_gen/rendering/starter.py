"""The starter spec of `lmgen init`."""

from pathlib import Path

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering.environment import Renderer
from lambda_monitored_gen.rendering.sources import builtin_root
from lambda_monitored_gen.spec.document import parse
from lambda_monitored_gen.spec.validate import validate_document

TEMPLATE = "_starter/spec.yaml.j2"


def starter(*, namespace: str, name: str) -> str:
    """Write the text of a commented spec.

    Raises:
        LmgenError: The names make no valid spec.
    """
    context = {"namespace": namespace, "name": name, "features": CATALOG.features.values()}
    text = Renderer(builtin_root()).render(TEMPLATE, context)
    _check(text)
    return text


def _check(text: str) -> None:
    diagnostics = validate_document(parse(text.encode(), "the starter spec")).diagnostics
    if diagnostics:
        raise LmgenError("; ".join(found.message for found in diagnostics))


def write(path: str, *, namespace: str, name: str) -> None:
    """Write a starter spec; an existing file is never replaced.

    Raises:
        LmgenError: The file exists, cannot be written, or the names make no valid spec.
    """
    text = starter(namespace=namespace, name=name)
    try:
        with Path(path).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise LmgenError(
            f"{path}: exists already, and was left as it is", hint="Name another file."
        ) from error
    except OSError as error:
        raise LmgenError(
            f"{path}: cannot be written: {error.strerror}",
            hint=f"Make the directory first: {_make_directory(path)}"
            if isinstance(error, FileNotFoundError)
            else "Name a file in another directory.",
        ) from error


def _make_directory(path: str) -> str:
    import shlex  # noqa: PLC0415 - only an error needs it

    return shlex.join(["mkdir", "-p", str(Path(path).parent)])
