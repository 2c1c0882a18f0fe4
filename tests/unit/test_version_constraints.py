"""Version constraints of Terraform, as far as their bounds."""

import pytest

from lambda_monitored_gen.hcl.version_constraints import (
    Bounds,
    ConstraintError,
    parse_bounds,
    parse_version,
)


@pytest.mark.parametrize(
    ("constraint", "lower", "upper"),
    [
        (">= 5.76.0, < 7.0.0", (5, 76, 0), (7, 0, 0)),
        (">=1.5", (1, 5, 0), None),
        ("> 1.5.0", (1, 5, 1), None),
        ("<= 2", (0, 0, 0), (2, 0, 1)),
        ("< 2", (0, 0, 0), (2, 0, 0)),
        ("~> 5.31", (5, 31, 0), (6, 0, 0)),
        ("~> 5.31.2", (5, 31, 2), (5, 32, 0)),
        ("~> 6", (6, 0, 0), (7, 0, 0)),
        ("1.2.3", (1, 2, 3), (1, 2, 4)),
        ("= 1.2.3", (1, 2, 3), (1, 2, 4)),
        ("!= 1.2.3", (0, 0, 0), None),
        (">= 1.0, >= 2.0, < 5, < 4", (2, 0, 0), (4, 0, 0)),
        ("< 5, >= 1.2", (1, 2, 0), (5, 0, 0)),
        (">= 1.0.0-beta1", (1, 0, 0), None),
        ("  >=   1.0  ,  < 2 ", (1, 0, 0), (2, 0, 0)),
    ],
)
def test_a_constraint_leaves_what_is_between_its_bounds(
    constraint: str, lower: tuple[int, int, int], upper: tuple[int, int, int] | None
) -> None:
    """A constraint leaves the versions between these bounds."""
    assert parse_bounds(constraint) == Bounds(lower, upper)


@pytest.mark.parametrize(
    "text",
    ["", "latest", ">= x", ">= 1.2.3.4", "=> 1", ">= 1 < 2", ">= 1,", "1.x", ">= v1", "^1.2"],
)
def test_no_constraint(text: str) -> None:
    """What Terraform would not read is refused, naming the part that is wrong."""
    with pytest.raises(ConstraintError, match="is not a version constraint"):
        parse_bounds(text)


@pytest.mark.parametrize(
    ("constraint", "empty"),
    [(">= 2, < 2", True), (">= 2, < 1", True), ("1.0, 2.0", True), (">= 1, < 2", False)],
)
def test_a_contradiction_leaves_nothing(constraint: str, *, empty: bool) -> None:
    """A constraint that contradicts itself is known to leave nothing."""
    assert parse_bounds(constraint).empty is empty


def test_parse_version() -> None:
    """Missing parts of a version are zero."""
    assert [parse_version(text) for text in ("1", "1.5", "1.5.7")] == [
        (1, 0, 0),
        (1, 5, 0),
        (1, 5, 7),
    ]
