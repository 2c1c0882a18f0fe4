from __future__ import annotations

import pytest
from packaging import tags
from packaging.markers import default_environment

from tests.packaging.packager_support import Packager, package


@pytest.mark.parametrize("architecture", ["x86_64", "arm64"])
@pytest.mark.parametrize("runtime", list(package.RUNTIMES))
def test_tags_are_those_of_packaging_in_its_order(runtime: str, architecture: str) -> None:
    """Wheels are ranked as pip ranks them, by the library that pip uses."""
    target = package.Target(runtime, architecture)
    version = (3, target.minor)
    theirs = [
        *tags.cpython_tags(version, [target.abi, "abi3", "none"], target.platforms),
        *tags.compatible_tags(version, target.abi, target.platforms),
    ]
    expected = list(dict.fromkeys(str(tag) for tag in theirs))
    ranks = [target.ranks.get(tag) for tag in expected]
    assert None not in ranks
    assert ranks == sorted(ranks)
    assert target.ranks.get(f"{target.abi}-{target.abi}-linux_{target.machine}") is None
    assert target.ranks.get(f"{target.abi}-{target.abi}-musllinux_1_2_{target.machine}") is None


@pytest.mark.parametrize(
    ("runtime", "newest", "too_new"),
    [
        ("python3.11", "manylinux_2_26", "manylinux_2_27"),
        ("python3.12", "manylinux_2_34", "manylinux_2_35"),
    ],
)
def test_glibc_decides_on_manylinux(runtime: str, newest: str, too_new: str) -> None:
    """A wheel for a newer glibc than the runtime's is never taken."""
    target = package.Target(runtime, "arm64")
    own = target.abi
    assert target.platforms[0] == f"{newest}_aarch64"
    assert target.platforms[-1] == "manylinux2014_aarch64"
    assert target.ranks.get(f"{own}-{own}-{newest}_aarch64") == 0
    assert target.ranks.get(f"{own}-{own}-{too_new}_aarch64") is None


def test_the_environment_has_every_marker_variable() -> None:
    """No variable of PEP 508 is left to the Python that happens to run this."""
    environment = package.Target("python3.12", "arm64").markers
    assert set(environment) == set(default_environment()) - {"extra"}
    assert environment["platform_machine"] == "aarch64"


@pytest.mark.process
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"python_version": "python3.8"}, "invalid choice: 'python3.8' (choose from "),
        ({"architecture": "aarch64"}, "invalid choice: 'aarch64' (choose from "),
    ],
)
def test_unknown_targets_are_named(
    packager: Packager, values: dict[str, str], message: str
) -> None:
    """What AWS does not call so is refused, with what it does."""
    ended = packager.run(**values)
    assert ended.returncode == 2
    assert message in ended.stderr
