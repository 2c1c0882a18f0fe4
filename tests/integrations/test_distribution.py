"""The wheel and the source archive work alone: installed in a clean environment, used anywhere."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.checkout import copy_checkout
from tests.support.programs import development_program

pytestmark = pytest.mark.index


def clean(**more: str) -> dict[str, str]:
    """The environment without what would lead to this checkout."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LMGEN", "VIRTUAL"))}
    return {**kept, **more}


def run(directory: Path, *command: str | Path, **more: str) -> str:
    """Run a program in a directory, and return what it prints."""
    ran = subprocess.run(
        list(map(str, command)),
        cwd=directory,
        env=clean(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(name="uv", scope="module")
def _uv() -> str:
    return development_program("uv")


@pytest.fixture(name="built", scope="module")
def _built(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, which is built of the source archive, as releases are."""
    directory = tmp_path_factory.mktemp("built")
    checkout = copy_checkout(directory / "checkout")
    run(checkout, uv, "build", "--quiet", "--out-dir", directory / "dist")
    shutil.rmtree(checkout)
    return directory / "dist"


@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_lmgen_is_used_from_an_empty_directory(
    kind: str, uv: str, built: Path, tmp_path: Path
) -> None:
    """Init, validate, render, check and explain need nothing but what was installed."""
    (archive,) = built.glob(kind)
    environment = tmp_path / "environment"
    run(tmp_path, uv, "venv", "--quiet", "--python", sys.executable, environment)
    python = environment / "bin" / "python"
    run(tmp_path, uv, "pip", "install", "--quiet", "--python", python, archive)
    lmgen = environment / "bin" / "lmgen"
    empty = tmp_path / "empty"
    empty.mkdir()
    cache = {"LMGEN_CACHE_DIR": str(tmp_path / "cache")}
    assert "next: lmgen render spec.yaml" in run(empty, lmgen, "init", **cache)
    assert run(empty, lmgen, "validate", "spec.yaml", **cache) == "spec.yaml: valid\n"
    assert "files written" in run(empty, lmgen, "render", "spec.yaml", **cache)
    assert "up to date" in run(empty, lmgen, "check", "spec.yaml", **cache)
    assert run(empty, lmgen, "explain", "timeout", **cache).startswith("variable timeout\n")
    assert sorted(each.name for each in empty.iterdir()) == [
        "spec.yaml",
        "terraform-aws-lambda-monitored",
    ]
    where = run(empty, python, "-c", "import lambda_monitored_gen as l; print(l.__file__)", **cache)
    assert Path(where.strip()).is_relative_to(environment)


def test_archives_have_what_they_need(built: Path) -> None:
    """The wheel has the templates and no tests; the archive has the tests and their data."""
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    assert "lambda_monitored_gen/templates/README.md.j2" in names
    assert "lambda_monitored_gen/templates/_starter/spec.yaml.j2" in names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]
    with tarfile.open(sdist) as archive:
        parts = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {
        "README.md",
        "templates/README.md.j2",
        "docs/pictures/run.svg",
        "Makefile",
        "action.yml",
    }
    assert wanted <= parts
    assert {"mkdocs.yml", ".pre-commit-hooks.yaml", "examples/minimal.yaml"} <= parts
