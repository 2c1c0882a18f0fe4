"""Findings as values: their order, their place, and hints at what was meant."""

from lambda_monitored_gen.spec.diagnostics import (
    Diagnostic,
    Severity,
    did_you_mean,
    has_errors,
    in_order,
)


def found(line: int, column: int = 1, rule: str = "value") -> Diagnostic:
    """A finding at a place."""
    return Diagnostic(code=rule, path="s.yaml", line=line, column=column, message="m")


def test_findings_come_in_the_order_of_the_file() -> None:
    """Findings come in the order of the file, each once."""
    shuffled = [found(10), found(2, 5), found(2, 4), found(10), found(2, 4, "a"), found(0, 0)]
    assert in_order(shuffled) == [
        found(0, 0),
        found(2, 4, "a"),
        found(2, 4),
        found(2, 5),
        found(10),
    ]


def test_a_place_is_file_line_and_column() -> None:
    """A place is `file:line:column`; of a file as a whole it is the file."""
    assert found(3, 7).location == "s.yaml:3:7"
    assert found(0, 0).location == "s.yaml"


def test_errors_and_warnings() -> None:
    """Warnings alone are no errors."""
    warning = found(1)._replace(severity=Severity.WARNING)
    assert not has_errors([])
    assert not has_errors([warning])
    assert has_errors([warning, found(2)])


def test_did_you_mean() -> None:
    """A near word is named; else a short list is given whole and a long one by its place."""
    assert did_you_mean("timout", ["timeout", "tags"]) == "Did you mean 'timeout'?"
    assert did_you_mean("TIMEOUT", ["timeout", "tags"]) == "Did you mean 'timeout'?"
    assert did_you_mean("zzz", ["b", "a"]) == "Known here: a, b."
    assert did_you_mean("zzz", []) == ""
    many = [f"word_{number}" for number in range(30)]
    assert did_you_mean("zzz", many) == "`lmgen explain` lists all that there are."
