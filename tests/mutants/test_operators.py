import pytest

pytest.importorskip("mutmut", reason="mutmut is not installed")

from tests.mutants.operators import mutants

SOURCE = '''\
@cache
def first(names: list[str]) -> str:
    """Find the first."""
    if not names:
        raise ValueError("no name at all")
    log(names)
    return sorted(names)[0]
'''


def changes() -> set[tuple[str, str]]:
    return {(each.was, each.now) for each in mutants(SOURCE)}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("if not names:", "if False:"),
        ("if not names:", "if True:"),
        ("if not names:", "if names:"),
        ("log(names)", "pass"),
        ("return sorted(names)[0]", "return list(names)[0]"),
        ("return sorted(names)[0]", "return sorted(names)[1]"),
    ],
)
def test_what_is_changed(was: str, now: str) -> None:
    """Guards, calls, order and numbers are changed, in decorated functions too."""
    assert (was, now) in changes()


def test_what_is_left() -> None:
    """Annotations, decorators, docstrings and the wording of messages are not changed."""
    assert {was for was, _ in changes()} == {
        "if not names:",
        "log(names)",
        "return sorted(names)[0]",
    }


def test_every_mutant_is_another_program() -> None:
    """No two mutants are the same, none is the module itself, and each can be compiled."""
    codes = [each.code for each in mutants(SOURCE)]
    assert len({SOURCE, *codes}) == len(codes) + 1
    for code in codes:
        compile(code, "mutant", "exec")
