from __future__ import annotations

import pytest
from packager.errors import UsageError
from packager.target import MACHINES, RUNTIMES, Target
from packaging import tags
from packaging.markers import default_environment


@pytest.mark.parametrize("architecture", list(MACHINES))
@pytest.mark.parametrize("runtime", list(RUNTIMES))
def test_tags_are_those_of_packaging_in_its_order(runtime: str, architecture: str) -> None:
    """Wheels are ranked as pip ranks them, by the library that pip uses."""
    target = Target(runtime, architecture)
    version = (3, target.minor)
    theirs = [
        *tags.cpython_tags(version, [target.interpreter, "abi3", "none"], target.platforms),
        *tags.compatible_tags(version, target.interpreter, target.platforms),
    ]
    expected = list(dict.fromkeys(str(tag) for tag in theirs))
    ranks = [target.rank(tag) for tag in expected]
    assert None not in ranks
    assert ranks == sorted(ranks)  # type: ignore[type-var] # none of them is None
    assert target.rank(f"{target.interpreter}-{target.interpreter}-linux_{target.machine}") is None
    assert (
        target.rank(f"{target.interpreter}-{target.interpreter}-musllinux_1_2_{target.machine}")
        is None
    )


@pytest.mark.parametrize(
    ("runtime", "newest", "too_new"),
    [
        ("python3.11", "manylinux_2_26", "manylinux_2_27"),
        ("python3.12", "manylinux_2_34", "manylinux_2_35"),
    ],
)
def test_glibc_decides_on_manylinux(runtime: str, newest: str, too_new: str) -> None:
    """A wheel for a newer glibc than the runtime's is never taken."""
    target = Target(runtime, "arm64")
    own = target.interpreter
    assert target.platforms[0] == f"{newest}_aarch64"
    assert target.platforms[-1] == "manylinux2014_aarch64"
    assert target.rank(f"{own}-{own}-{newest}_aarch64") == 0
    assert target.rank(f"{own}-{own}-{too_new}_aarch64") is None


def test_the_environment_has_every_marker_variable() -> None:
    """No variable of PEP 508 is left to the Python that happens to run this."""
    environment = Target("python3.12", "arm64").environment
    assert set(environment) == set(default_environment()) - {"extra"}
    assert environment["platform_machine"] == "aarch64"


@pytest.mark.parametrize(
    ("runtime", "architecture", "message", "do"),
    [
        (
            "python3.8",
            "x86_64",
            "unknown runtime 'python3.8'",
            "use one of python3.9, python3.10, python3.11, python3.12, python3.13, python3.14",
        ),
        ("python3.12", "aarch64", "unknown architecture 'aarch64'", "use one of x86_64, arm64"),
    ],
)
def test_unknown_targets_are_named(runtime: str, architecture: str, message: str, do: str) -> None:
    """What AWS does not call so is refused, with what it does."""
    with pytest.raises(UsageError) as caught:
        Target(runtime, architecture)
    assert (caught.value.message, caught.value.do) == (message, do)
