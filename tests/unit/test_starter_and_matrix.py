"""The starter spec, and the test matrix."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from lambda_monitored_gen.catalog import CATALOG, DEFAULT_RUNTIMES
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering.starter import Kind, starter, write
from lambda_monitored_gen.spec.validate import validate_file
from lambda_monitored_gen.testing.matrix import list_cases
from tests.support.specs import check_text, spec_of

TODAY = date(2026, 11, 26)


def written(namespace: str = "acme", name: str = "x", kind: Kind = Kind.COMMENTED) -> str:
    """The text of a starter spec, by today."""
    return starter(namespace=namespace, name=name, today=TODAY, kind=kind)


@pytest.mark.parametrize("kind", Kind)
def test_starter_is_valid(kind: Kind) -> None:
    """The starter spec has no finding as it is, and carries the names that were asked for."""
    text = written(name="payments-api", kind=kind)
    result = check_text(text)
    assert result.diagnostics == ()
    assert result.spec is not None
    assert (result.spec.module.namespace, result.spec.module.name) == ("acme", "payments-api")
    assert "\n\n\n" not in text
    assert all(line == line.rstrip() for line in text.split("\n"))


def test_minimal_starter_has_the_required_keys_alone() -> None:
    """`--minimal` writes nothing that could be left out."""
    assert set(yaml.safe_load(written(kind=Kind.MINIMAL))) == {"lmgen", "module"}
    assert "#" not in written(kind=Kind.MINIMAL).replace("# repository", "")


def test_everything_starter_has_all_that_goes_together() -> None:
    """`--everything` switches on each feature but those that take the place of the core's parts."""
    found = check_text(written(kind=Kind.EVERYTHING)).spec
    assert found is not None
    replacing = {name for name, each in CATALOG.features.items() if each.replaces_core}
    assert set(found.interface.features) == set(CATALOG.features) - replacing
    assert all(f"# {name}: true" in written(kind=Kind.EVERYTHING) for name in replacing)


def test_published_starter_replaces_the_published_module() -> None:
    """`--from published` offers what that module's callers have, runtimes that are old included."""
    found = check_text(written(kind=Kind.PUBLISHED)).spec
    assert found is not None
    assert found.module.replaces == "infrahouse/lambda-monitored/aws"
    assert set(found.runtimes) == set(DEFAULT_RUNTIMES)


def test_starter_names_no_deprecated_runtime() -> None:
    """What the starter suggests in its comments has no warning when it is used."""
    (line,) = (line for line in written().split("\n") if line.startswith("# runtimes:"))
    assert "python3.10" not in line
    assert "python3.13" in line


@pytest.mark.parametrize("key", ["runtimes", "features", "defaults", "required", "policy"])
def test_starter_comments_are_valid(key: str) -> None:
    """What the starter suggests in comments is right once the comment sign is removed."""
    lines = written().split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(f"# {key}:"))
    for number in range(start, len(lines)):
        if not lines[number].startswith("# "):
            break
        lines[number] = lines[number][2:]
    text = "\n".join(lines)
    assert key in yaml.safe_load(text)
    found = [each.code for each in check_text(text).diagnostics]
    # To require tags, the example has to give some: that much is the reader's own work.
    assert found == (["missing-variable"] if key == "required" else [])


@pytest.mark.parametrize(
    ("namespace", "name"),
    [("-x", "ok"), ("acme", "Not Ok"), ("acme", 'x"\nevil: 1'), ("a: b", "x")],
)
def test_starter_refuses_bad_names(namespace: str, name: str) -> None:
    """Names that make no valid spec are refused before a file is written."""
    with pytest.raises(LmgenError):
        written(namespace, name)


def test_starter_is_written_once(tmp_path: Path) -> None:
    """An existing file is never replaced."""
    path = tmp_path / "spec.yaml"
    write(str(path), written())
    before = path.read_bytes()
    assert validate_file(str(path)).diagnostics == ()
    with pytest.raises(LmgenError, match="exists already, and was left as it is"):
        write(str(path), written(name="y"))
    assert path.read_bytes() == before


def test_starter_in_a_missing_directory(tmp_path: Path) -> None:
    """A place that cannot be written to is an error with the reason."""
    with pytest.raises(LmgenError, match="cannot be written: No such file or directory"):
        write(str(tmp_path / "missing" / "spec.yaml"), written())


def test_matrix_of_the_default() -> None:
    """Without a word, the three newest runtimes, all architectures and strategies are tested."""
    found = list_cases(spec_of().tests)
    assert len(found) == 2 * 2 * 3 * 2
    assert {case["python_version"] for case in found} == {"python3.11", "python3.12", "python3.13"}
    assert {case["provider_version"] for case in found} == {"~> 5.31", "~> 6.0"}


def test_matrix_of_a_spec() -> None:
    """The matrix is every combination of the spec's dimensions, once, in their order."""
    tests = {
        "provider_versions": ["~> 6.0"],
        "architectures": ["arm64"],
        "python_versions": ["python3.13", "python3.12"],
        "alert_strategies": ["threshold", "immediate"],
    }
    found = [tuple(case.values()) for case in list_cases(spec_of(tests=tests).tests)]
    assert found == [
        ("~> 6.0", "arm64", "python3.13", "threshold"),
        ("~> 6.0", "arm64", "python3.13", "immediate"),
        ("~> 6.0", "arm64", "python3.12", "threshold"),
        ("~> 6.0", "arm64", "python3.12", "immediate"),
    ]
    assert set(list_cases(spec_of().tests)[0]) == {
        "provider_version",
        "architecture",
        "python_version",
        "alert_strategy",
    }


def test_matrix_follows_what_is_offered() -> None:
    """A module for one runtime and one architecture is tested on those."""
    found = list_cases(spec_of(runtimes=["python3.12"], architectures=["arm64"]).tests)
    assert {case["python_version"] for case in found} == {"python3.12"}
    assert {case["architecture"] for case in found} == {"arm64"}
