"""Diagnostics as values: their order, their place, and hints at what was meant."""

from lambda_monitored_gen.spec.diagnostics import (
    Diagnostic,
    Severity,
    did_you_mean,
    has_errors,
    sort_diagnostics,
)


def at(line: int, column: int = 1, code: str = "value") -> Diagnostic:
    """A diagnostic at a place."""
    return Diagnostic(code=code, path="s.yaml", line=line, column=column, message="m")


def test_diagnostics_come_in_the_order_of_the_file() -> None:
    """Diagnostics come in the order of the file, each once."""
    shuffled = [at(10), at(2, 5), at(2, 4), at(10), at(2, 4, "a"), at(0, 0)]
    assert sort_diagnostics(shuffled) == [
        at(0, 0),
        at(2, 4, "a"),
        at(2, 4),
        at(2, 5),
        at(10),
    ]


def test_a_place_is_file_line_and_column() -> None:
    """A place is `file:line:column`; of a file as a whole it is the file."""
    assert at(3, 7).location == "s.yaml:3:7"
    assert at(0, 0).location == "s.yaml"


def test_errors_and_warnings() -> None:
    """Warnings alone are no errors."""
    warning = at(1)._replace(severity=Severity.WARNING)
    assert not has_errors([])
    assert not has_errors([warning])
    assert has_errors([warning, at(2)])


def test_did_you_mean() -> None:
    """A near word is named; else a short list is given whole and a long one by its place."""
    assert did_you_mean("timout", ["timeout", "tags"]) == "Did you mean 'timeout'?"
    assert did_you_mean("TIMEOUT", ["timeout", "tags"]) == "Did you mean 'timeout'?"
    assert did_you_mean("zzz", ["b", "a"]) == "Expected one of: a, b."
    assert did_you_mean("zzz", []) == ""
    many = [f"word_{number}" for number in range(30)]
    assert did_you_mean("zzz", many) == "`lmgen explain` lists all known names."
