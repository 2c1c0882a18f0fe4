"""Reading of specs, which several commands share."""

from collections.abc import Sequence

from lambda_monitored_gen.commands.console import Console
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.spec.model import Spec


class InvalidSpecError(LmgenError):
    """A spec has errors, which have been printed already."""


def load_spec(path: str, console: Console) -> Spec:
    """Read a spec; print its diagnostics.

    Raises:
        InvalidSpecError: It has errors.
    """
    from lambda_monitored_gen.spec.validate import validate_file

    validated = validate_file(path)
    console.print_diagnostics(validated.diagnostics)
    if validated.spec is None:
        raise InvalidSpecError(f"{path} is not a valid spec; nothing was changed")
    return validated.spec


def list_specs(arguments: Sequence[str], console: Console) -> list[str]:
    """Expand files, directories and patterns; say which files there are no specs.

    Raises:
        LmgenError: A directory or a pattern holds no spec.
    """
    from lambda_monitored_gen.fleet.specs import find_specs

    found = find_specs(arguments)
    for note in found.notes:
        console.note(note)
    return found.specs
