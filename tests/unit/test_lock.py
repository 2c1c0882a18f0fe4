"""The locks hold what pyproject.toml asks for, and nothing that cannot be verified."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REPOSITORY = Path(__file__).parent.parent.parent
PROJECT: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def lock_text(name: str) -> str:
    return (REPOSITORY / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def entries(name: str) -> list[str]:
    """Each locked release with its hashes, as one line."""
    lines = lock_text(name).replace("\\\n", "").splitlines()
    return [line for line in lines if not line.startswith("#")]


def releases(name: str) -> list[Requirement]:
    """Each locked release."""
    return [Requirement(entry.split("--hash")[0]) for entry in entries(name)]


def group(name: str) -> Iterator[str]:
    """What a dependency group asks for, with the groups that it includes."""
    for item in GROUPS[name]:
        if isinstance(item, str):
            yield item
        else:
            yield from group(item["include-group"])


def asked(name: str) -> list[Requirement]:
    """What pyproject.toml asks for in a lock."""
    texts = [*PROJECT["project"]["dependencies"], *group("build" if name == "runtime" else name)]
    if name == "dev":
        extras = PROJECT["project"]["optional-dependencies"]
        texts += [text for extra in extras.values() for text in extra]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize("name", ["runtime", "dev", "mutants"])
@pytest.mark.parametrize("system", ["linux", "darwin"])
@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13"])
def test_every_dependency_is_locked_at_a_version_that_it_allows(
    python: str, system: str, name: str
) -> None:
    """On every supported Python each dependency has one release, which pyproject.toml allows."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_machine": "x86_64",
    }
    for requirement in asked(name):
        found = [
            release
            for release in releases(name)
            if canonicalize_name(release.name) == canonicalize_name(requirement.name)
            and (release.marker is None or release.marker.evaluate(environment))
        ]
        assert len(found) == 1, f"{requirement}: `make lock`"
        (pin,) = found[0].specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version), f"{requirement}: `make lock`"


@pytest.mark.parametrize("name", ["runtime", "dev", "mutants"])
def test_every_entry_has_a_hash_and_no_address(name: str) -> None:
    """Whatever index people install from, they get the files that were locked."""
    assert entries(name)
    for entry in entries(name):
        assert HASH.search(entry), entry
    assert "://" not in lock_text(name)
    assert "--index" not in lock_text(name)


def test_what_is_run_is_what_is_tested() -> None:
    """The environment of `make demo` is part of the one of `make test`."""
    assert set(entries("runtime")) <= set(entries("dev"))


def test_the_build_backend_is_locked() -> None:
    """Nothing that builds lmgen comes from outside the locks."""
    assert GROUPS["build"] == PROJECT["build-system"]["requires"]
