"""Arguments and options that several commands share."""

from lambda_monitored_gen.console import Console
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.spec.model import Spec


class InvalidSpecError(LmgenError):
    """A spec has errors, which have been printed already."""


def load_spec(path: str, console: Console) -> Spec:
    """Read a spec; print its findings.

    Raises:
        InvalidSpecError: It has errors.
    """
    from lambda_monitored_gen.spec.check import check_file

    checked = check_file(path)
    console.findings(checked.diagnostics)
    if checked.spec is None:
        raise InvalidSpecError(f"{path} is not a valid spec; nothing was changed")
    return checked.spec
