from __future__ import annotations

import operator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packager import markers
from packager.target import Target
from packaging.markers import Marker
from packaging.version import Version

ENVIRONMENT: markers.Environment = {**Target("python3.12", "arm64").environment, "extra": ""}
SIGNS = {"==": operator.eq, "<": operator.lt, ">=": operator.ge}

versions = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "1!"]),
    st.sampled_from(["1", "1.0", "1.0.0", "1.1", "1.10", "2", "0.9"]),
    st.sampled_from(["", "a1", "b2", "rc1", ".alpha.1", "c0"]),
    st.sampled_from(["", ".post1", "-2", ".rev3"]),
    st.sampled_from(["", ".dev1", "dev2"]),
)


@given(versions, versions)
def test_versions_sort_as_pep_440_says(left: str, right: str) -> None:
    """The order of any two versions is that of the packaging library."""
    theirs = (Version(left) < Version(right), Version(left) == Version(right))
    a, b = markers.version_key(left), markers.version_key(right)
    assert (a < b, a == b) == theirs


comparisons = st.one_of(
    st.builds(
        '{} {} "{}"'.format,
        st.sampled_from(["python_version", "python_full_version", "implementation_version"]),
        st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "~="]),
        st.sampled_from(["3.9", "3.12", "3.12.1", "3.13", "3.12.0", "3.12.1.post1", "4.0"]),
    ),
    st.builds(
        'python_version {} "{}"'.format,
        st.sampled_from(["==", "!="]),
        st.sampled_from(["3.*", "3.12.*", "2.*"]),
    ),
    st.builds(
        "{} {} '{}'".format,
        st.sampled_from(
            ["sys_platform", "platform_machine", "os_name", "platform_system", "extra"]
        ),
        st.sampled_from(["==", "!=", "in", "not in"]),
        st.sampled_from(["linux", "win32 linux", "aarch64", "x86_64", "posix", "Linux", ""]),
    ),
    st.builds("'{}' in sys_platform".format, st.sampled_from(["lin", "win"])),
)
expressions = st.recursive(
    comparisons,
    lambda inner: (
        st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or"]), inner)
        | st.builds("({})".format, inner)
    ),
    max_leaves=5,
)


@given(expressions)
def test_markers_hold_as_packaging_says(marker: str) -> None:
    """Every marker has the verdict of the packaging library, in the target's environment."""
    assert markers.holds(marker, ENVIRONMENT) == Marker(marker).evaluate(dict(ENVIRONMENT))


@pytest.mark.parametrize(
    "marker",
    [
        "python_version",
        "python_version ==",
        "(os_name == 'posix'",
        "nothing == 'x'",
        "os_name == 'posix' os_name",
        "'a' ~= os_name",
    ],
)
def test_what_is_no_marker_is_refused(marker: str) -> None:
    """A marker that has no meaning is an error, not a verdict."""
    with pytest.raises(ValueError, match=r"marker|compares no versions"):
        markers.holds(marker, ENVIRONMENT)


def test_requirements_are_taken_apart() -> None:
    """Name, extras, version and marker are found in every spelling."""
    assert markers.requirement('Foo.Bar [B_b, a] (>=1,<2) ; extra == "x"') == markers.Requirement(
        "foo-bar", frozenset({"b-b", "a"}), ">=1,<2", 'extra == "x"'
    )
    assert (
        markers.requirement("a@ https://host/x;y.whl ; os_name == 'nt'").marker == "os_name == 'nt'"
    )


def test_pylock_sets_are_asked_for_membership() -> None:
    """PEP 751's markers ask whether a group or extra is in a set."""
    environment: markers.Environment = {**ENVIRONMENT, "dependency_groups": frozenset({"main"})}
    for name, sign in product(["main", "dev"], ["in", "not in"]):
        held = markers.holds(f"'{name}' {sign} dependency_groups", environment)
        assert held == ((name == "main") == (sign == "in"))
