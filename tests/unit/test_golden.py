"""What specs render to, file by file.

`tests/golden/full` is a module with every feature. `tests/golden/features` has, for each feature,
the difference that it makes to a module with none.
"""

import difflib
import hashlib
import re
import shutil
import stat
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from lambda_monitored_gen import __version__, commands
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.output import manifest
from lambda_monitored_gen.output.manifest import MANIFEST
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.notices import NOTICE, with_comments
from lambda_monitored_gen.rendering.paths import SCAFFOLDED
from lambda_monitored_gen.rendering.sources import (
    builtin_root,
    feature_of,
    find_sources,
    rendered_path,
)
from lambda_monitored_gen.spec.document import parse
from lambda_monitored_gen.spec.sections import PREDECESSORS
from lambda_monitored_gen.spec.validate import validate_document
from tests.support.feature_sets import feature_sets, switches
from tests.support.specs import call_with, example_spec
from tests.unit.snapshots import compare

REPOSITORY = Path(__file__).parents[2]
GOLDEN = REPOSITORY / "tests" / "golden"
EXAMPLES = sorted(file.stem for file in (REPOSITORY / "examples").glob("*.yaml"))
CACHES = {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}

every_example = pytest.mark.parametrize("name", EXAMPLES)


def spec_text(on: frozenset[str]) -> str:
    """A spec with these features, one example, and all that is optional."""
    spec: dict[str, Any] = {
        "lmgen": 1,
        "module": {
            "namespace": "acme",
            "name": "lambda-monitored",
            "version": "1.2.0",
            "registry": "registry.example.com",
            "replaces": PREDECESSORS[0],
        },
        "features": switches(on),
        "examples": [
            {
                "name": "immediate-alerts",
                "description": "Page on the first error",
                "values": call_with(on),
            }
        ],
    }
    return yaml.safe_dump(spec, sort_keys=False)


@lru_cache(maxsize=64)
def rendered(on: frozenset[str]) -> dict[str, str]:
    """The files of a module with these features that are made from its spec, by path."""
    found = validate_document(parse(spec_text(on).encode(), "spec.yaml"))
    assert found.spec is not None, found.diagnostics
    return {
        path: file.content.decode()
        for path, file in render_files(found.spec).items()
        if not copied(path)
    }


@lru_cache(maxsize=1)
def static_files(on: frozenset[str] = frozenset(CATALOG.features)) -> dict[str, Path]:
    """The files of templates/ that are copied with these features, by where they are copied to."""
    return {
        rendered_path(name): file
        for name, file in find_sources(builtin_root()).files.items()
        if not name.endswith(".j2") and feature_of(name) in {"", *on}
    }


def copied(path: str) -> bool:
    """Whether a file is compared with its source instead of with a golden one."""
    return path == "LICENSE" or path in static_files()


def files(root: Path) -> dict[str, Path]:
    """All files under a directory by their path in it."""
    return {
        file.relative_to(root).as_posix(): file for file in root.rglob("*") if not file.is_dir()
    }


def test_full_module(*, regenerate: bool) -> None:
    """A spec with every feature renders to exactly the files of the golden tree, byte by byte."""
    golden = GOLDEN / "full"
    found = rendered(feature_sets()["all"])
    if regenerate:
        shutil.rmtree(golden, ignore_errors=True)
    else:
        assert files(golden).keys() == found.keys(), "`pytest --regenerate` accepts it"
    for path, text in found.items():
        compare(text, golden / path, regenerate=regenerate)


@pytest.mark.parametrize("feature", CATALOG.features)
def test_difference_of_a_feature(feature: str, *, regenerate: bool) -> None:
    """A feature adds to a module what its golden difference says, and takes nothing else away."""
    sets = feature_sets()
    found = difference(rendered(sets["none"]), rendered(sets[f"only-{feature}"]))
    assert found, "a feature that changes nothing"
    compare(found, GOLDEN / "features" / f"{feature}.diff", regenerate=regenerate)


def test_every_feature_has_a_golden_difference(*, regenerate: bool) -> None:
    """A new feature without a golden difference fails here by its name, and so does a gone one."""
    golden = {file.stem: file for file in (GOLDEN / "features").iterdir()}
    if regenerate:
        for name in golden.keys() - CATALOG.features.keys():
            golden.pop(name).unlink()
    assert golden.keys() == CATALOG.features.keys()


def difference(before: dict[str, str], after: dict[str, str]) -> str:
    """A unified diff of two modules, file by file."""
    lines: list[str] = []
    for path in sorted(before.keys() | after.keys()):
        lines += difflib.unified_diff(
            before.get(path, "").splitlines(keepends=True),
            after.get(path, "").splitlines(keepends=True),
            path if path in before else "/dev/null",
            path if path in after else "/dev/null",
            n=1,
        )
    return "".join(lines)


@pytest.fixture(name="module")
def _module(name: str, tmp_path: Path) -> Path:
    directory = tmp_path / "module"
    source = str(REPOSITORY / "examples" / f"{name}.yaml")
    assert commands.run(["-q", "render", source, "-o", str(directory)]) == 0
    return directory


@every_example
def test_static_files(name: str, module: Path) -> None:
    """What is no template arrives as it is in templates/, below the notice, and no tool's cache."""
    sources = static_files(frozenset(example_spec(name).interface.features))
    assert {"scripts/package.sh", "scripts/package.py"} <= sources.keys()
    found = files(module)
    assert {path: found[path].read_bytes() for path in sources} == {
        path: with_comments(file.read_bytes(), path, (NOTICE,)) for path, file in sources.items()
    }
    assert not [path for path in found if CACHES.intersection(Path(path).parts)]


@every_example
def test_license(name: str, module: Path) -> None:
    """The licence is the text of the spec's SPDX identifier, ours being Apache-2.0."""
    del name
    assert (module / "LICENSE").read_bytes() == (REPOSITORY / "LICENSE").read_bytes()


@every_example
def test_modes(name: str, module: Path) -> None:
    """Scripts with a shebang can be run, everything else is a plain file."""
    del name
    for path, file in files(module).items():
        wanted = 0o755 if file.read_bytes().startswith(b"#!") else 0o644
        if path != MANIFEST:
            assert stat.S_IMODE(file.stat().st_mode) == wanted, path
    assert (module / "scripts" / "package.sh").stat().st_mode & stat.S_IXUSR


@every_example
def test_manifest(name: str, module: Path) -> None:
    """The manifest names the generator, and the digest of each file but scaffolds."""
    del name
    head = [f"# lmgen manifest {manifest.FORMAT}", f"# generator {__version__}"]
    found = (module / MANIFEST).read_text(encoding="utf-8").splitlines()
    assert found[:2] == head
    assert found[2].startswith("# module ")
    assert found[3:] == [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {path}"
        for path, file in sorted(files(module).items())
        if path not in {MANIFEST, *SCAFFOLDED}
    ]


@pytest.mark.parametrize("label", feature_sets())
def test_text_is_tidy(label: str) -> None:
    """Rendered text has no trailing white space, needless tab, or missing or doubled end."""
    for path, text in rendered(feature_sets()[label]).items():
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        recipes = "\n\t" if path == "Makefile" else ""  # make takes nothing else
        assert "\t" not in text.replace(recipes, ""), path
        if not path.endswith(".py"):
            assert "\n\n\n" not in text, path
        assert all(line == line.rstrip() for line in text.split("\n")), path


@pytest.mark.parametrize("label", feature_sets())
def test_no_template_is_left(label: str) -> None:
    """No delimiter of a template and no name of Python's reaches a rendered file."""
    for path, text in rendered(feature_sets()[label]).items():
        for mark in ("<%", "%>", "<{", "}>", "<#", "#>", "Undefined"):
            assert mark not in text, f"{path}: {mark}"
        for name in () if path.endswith(".py") else ("None", "True", "False"):
            assert not re.search(rf"\b{name}\b", text), f"{path}: {name}"


@every_example
def test_another_place_renders_the_same(name: str, module: Path, tmp_path: Path) -> None:
    """The same spec in another directory, with comments and CRLF, makes the same bytes."""
    text = (REPOSITORY / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    other = tmp_path / "somewhere" / "else" / "spec.yaml"
    other.parent.mkdir(parents=True)
    other.write_bytes(f"# moved\n{text}\n".replace("\n", "\r\n").encode())
    target = tmp_path / "other"
    assert commands.run(["-q", "render", str(other), "-o", str(target)]) == 0
    assert {path: file.read_bytes() for path, file in files(target).items()} == {
        path: file.read_bytes() for path, file in files(module).items()
    }
