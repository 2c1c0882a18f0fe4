"""Paths of a spec that are surely a mistake, or that not every clone of a repository can have."""

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.fleet.specs import OutputDirectories
from lambda_monitored_gen.spec.paths import find_mistake, find_obstacle
from tests.support.specs import CALL, checked, codes


@pytest.mark.parametrize(
    "path", ["~", "~/mod", "~nouser/mod", "$HOME/x", "a/${HOME}", "%USERPROFILE%/x", "..\\mods"]
)
def test_what_only_shells_or_windows_read_is_a_mistake(path: str) -> None:
    """`~`, variables and backslashes are taken literally here, which nobody means."""
    (found,) = checked(output=path).diagnostics
    assert (found.code, found.line) == ("path", 6)
    assert "ath relative to this file" in found.hint


@pytest.mark.parametrize("path", ["~/mod", "$HOME/{name}", "..\\mods"])
def test_a_directory_on_the_command_line(path: str) -> None:
    """`--output=~/mod` is not replaced by most shells, and is no directory that is meant."""
    with pytest.raises(LmgenError, match=r"which only shells replace|needs /"):
        OutputDirectories(path, multiple=False)


@pytest.mark.parametrize("path", [".", "..", "../modules/jobs", "/srv/mod", "a~b/~c", "5$", "a%b"])
def test_other_paths_are_none(path: str) -> None:
    """A path that may well be meant is not refused."""
    assert find_mistake(path) == ""
    assert codes(checked(output=path)) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("con", "con"),
        ("modules/NUL", "NUL"),
        ("aux.py", "aux.py"),
        ("a/Prn.tar.gz/b", "Prn.tar.gz"),
        ("com1", "com1"),
        ("lpt\u00b2", "lpt\u00b2"),
        ("mods./x", "mods."),
        ("mods /x", "mods "),
        ("a:b", "a:b"),
        ("what?", "what?"),
    ],
)
def test_what_windows_cannot_check_out(path: str, name: str) -> None:
    """Names of devices, some signs and a dot or a space at the end are refused, with the name."""
    assert f"'{name}'" in find_obstacle(path)
    assert codes(checked(output=path)) == ["path"]


@pytest.mark.parametrize("path", ["console", "auxiliary.py", "a/../.x", "com10", "com", "x.con"])
def test_what_windows_can_check_out(path: str) -> None:
    """Names that only resemble those of devices are fine."""
    assert find_obstacle(path) == ""


@pytest.mark.parametrize("handler", ["aux.run", "app/con.run", "nul.handlers.run"])
def test_the_code_of_an_example(handler: str) -> None:
    """The file that an example's handler names is rendered, so its name counts too."""
    example = {"name": "one", "values": {**CALL, "handler": handler}}
    assert codes(checked(examples=[example])) == ["path"]


def test_the_directory_of_an_example() -> None:
    """An example's name is that of its directory."""
    assert codes(checked(examples=[{"name": "nul", "values": CALL}])) == ["path"]
