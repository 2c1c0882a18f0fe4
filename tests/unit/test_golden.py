"""What the example specs render to, file by file."""

import json
import re
import shutil
import stat
from pathlib import Path

import pytest

from lambda_monitored_gen import __version__, commands
from lambda_monitored_gen.output import manifest
from lambda_monitored_gen.output.manifest import MANIFEST
from tests.unit.snapshots import compare

REPOSITORY = Path(__file__).parent.parent.parent
GOLDEN = REPOSITORY / "tests" / "golden"
SPECS = sorted(file.stem for file in (REPOSITORY / "examples").glob("*.yaml"))
TEMPLATES = REPOSITORY / "templates"
CACHES = {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}

pytestmark = pytest.mark.parametrize("spec", SPECS)


def files(root: Path) -> dict[str, Path]:
    """All files under a directory by their path in it."""
    return {
        file.relative_to(root).as_posix(): file for file in root.rglob("*") if not file.is_dir()
    }


def elsewhere(path: str) -> bool:
    """Whether a file is compared with its source instead of with the golden tree."""
    return path == "LICENSE" or (TEMPLATES / path).is_file()


def without_static_files(manifest_text: str) -> str:
    """The manifest without what a release or another packager would change."""
    document = json.loads(manifest_text)
    document["generator"] = "VERSION"
    document["files"] = {
        path: checksum for path, checksum in document["files"].items() if not elsewhere(path)
    }
    return json.dumps(document, indent=2) + "\n"


def remove_empty(path: Path) -> None:
    """Remove the directories that a removed file leaves empty."""
    for parent in path.parents:
        if any(parent.iterdir()):
            return
        parent.rmdir()


@pytest.fixture(name="module")
def _module(spec: str, tmp_path: Path) -> Path:
    directory = tmp_path / "module"
    source = str(REPOSITORY / "examples" / f"{spec}.yaml")
    assert commands.run(["-q", "render", source, "-o", str(directory)]) == 0
    return directory


def test_golden_tree(spec: str, module: Path, *, regenerate: bool) -> None:
    """An example spec renders to exactly the files of its golden tree, byte for byte."""
    rendered = {path: file for path, file in files(module).items() if not elsewhere(path)}
    golden = GOLDEN / spec
    if regenerate:
        for path in files(golden).keys() - rendered.keys():
            (golden / path).unlink()
            remove_empty(golden / path)
    else:
        assert files(golden).keys() == rendered.keys(), "`pytest --regenerate` accepts it"
    for path, file in rendered.items():
        text = file.read_bytes().decode()
        found = without_static_files(text) if path == MANIFEST else text
        compare(found, golden / path, regenerate=regenerate)


def static_files() -> dict[str, bytes]:
    """The files of templates/ that are copied: no template, no partial, no tool's cache."""
    return {
        path: file.read_bytes()
        for path, file in files(TEMPLATES).items()
        if not path.endswith((".j2", ".pyc", "~"))
        and not CACHES.intersection(Path(path).parts)
        and not any(re.match("_[^_]", part) for part in Path(path).parts)
    }


def test_static_files(spec: str, module: Path) -> None:
    """What is no template arrives as it is in templates/, and no tool's cache beside it."""
    del spec
    sources = static_files()
    assert {"scripts/package.sh", "scripts/packager/__init__.py"} <= sources.keys()
    rendered = files(module)
    assert {path: rendered[path].read_bytes() for path in sources} == sources
    assert not [path for path in rendered if CACHES.intersection(Path(path).parts)]


def test_license(spec: str, module: Path) -> None:
    """The licence is the text of the spec's SPDX identifier, ours being Apache-2.0."""
    del spec
    assert (module / "LICENSE").read_bytes() == (REPOSITORY / "LICENSE").read_bytes()


def test_modes(spec: str, module: Path) -> None:
    """Scripts with a shebang can be run, everything else is a plain file."""
    del spec
    for path, file in files(module).items():
        wanted = 0o755 if file.read_bytes().startswith(b"#!") else 0o644
        if path != MANIFEST:
            assert stat.S_IMODE(file.stat().st_mode) == wanted, path
    assert (module / "scripts" / "package.sh").stat().st_mode & stat.S_IXUSR


def test_manifest(spec: str, module: Path) -> None:
    """The manifest names every rendered file with the SHA-256 of its bytes, and the generator."""
    del spec
    document = json.loads((module / MANIFEST).read_bytes())
    assert document["format"] == 1
    assert document["generator"] == __version__
    assert list(document["files"]) == sorted(document["files"])
    assert document["files"] == {
        path: manifest.digest(file.read_bytes())
        for path, file in files(module).items()
        if path != MANIFEST
    }


def test_text_is_tidy(spec: str, module: Path) -> None:
    """Rendered text has no trailing white space, tabs, or missing or doubled end of file."""
    del spec
    for path, file in files(module).items():
        if elsewhere(path):
            continue
        text = file.read_bytes().decode()
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert "\t" not in text, path
        if not path.endswith(".py"):
            assert "\n\n\n" not in text, path
        assert all(line == line.rstrip() for line in text.split("\n")), path


def test_no_template_is_left(spec: str, module: Path) -> None:
    """No delimiter of a template and no name of Python's reaches a rendered file."""
    del spec
    for path, file in files(module).items():
        if elsewhere(path):
            continue
        text = file.read_bytes().decode()
        for mark in ("<%", "%>", "<{", "}>", "<#", "#>", "Undefined"):
            assert mark not in text, f"{path}: {mark}"
        for name in () if path.endswith(".py") else ("None", "True", "False"):
            assert not re.search(rf"\b{name}\b", text), f"{path}: {name}"


def test_another_place_renders_the_same(spec: str, module: Path, tmp_path: Path) -> None:
    """The same spec in another directory, with comments and CRLF, makes the same bytes."""
    text = (REPOSITORY / "examples" / f"{spec}.yaml").read_text(encoding="utf-8")
    other = tmp_path / "somewhere" / "else" / "spec.yaml"
    other.parent.mkdir(parents=True)
    other.write_bytes(f"# moved\n{text}\n".replace("\n", "\r\n").encode())
    target = tmp_path / "other"
    assert commands.run(["-q", "render", str(other), "-o", str(target)]) == 0
    assert {path: file.read_bytes() for path, file in files(target).items()} == {
        path: file.read_bytes() for path, file in files(module).items()
    }
    shutil.rmtree(target)
