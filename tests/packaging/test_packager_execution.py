"""Nothing that comes from an index, an address or a cache is run while packaging."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.packaging.packager_support import Index, Packager, wheel

pytestmark = pytest.mark.process


def trap(packager: Packager) -> str:
    """Code that leaves a trace when it is run."""
    return f"open({str(packager.root / 'ran')!r}, 'w').close()\n"


def source_archive(packager: Packager, name: str) -> bytes:
    """Make a source archive whose setup.py is a trap, with all that pip and uv want of one."""
    out = io.BytesIO()
    files = {
        "setup.py": trap(packager) + f"from setuptools import setup\nsetup(name={name!r})\n",
        "PKG-INFO": f"Metadata-Version: 1.0\nName: {name}\nVersion: 1.0\n",
        "backend.py": trap(packager),
        "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'backend'\n"
        "backend-path = ['.']\n",
    }
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in files.items():
            info = tarfile.TarInfo(f"{name}-1.0/{path}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


@pytest.fixture
def traps(packager: Packager, index: Index) -> dict[str, str]:
    """Serve and lay out what must not be run; give where it is."""
    packager.use(index)
    archive = source_archive(packager, "gitdep")
    index.add(("gitdep-1.0.tar.gz", archive))
    (packager.root / "gitdep-1.0.tar.gz").write_bytes(archive)
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        opened.extractall(packager.root, filter="data")
    packager.write({"bin/git": f"#!/bin/sh\n: > '{packager.root}/ran'\nexit 1\n"})
    for tool in ("hg", "svn", "bzr"):
        shutil.copy(packager.root / "bin/git", packager.root / "bin" / tool)
    for path in (packager.root / "bin").iterdir():
        path.chmod(0o755)
    packager.environment["PATH"] = f"{packager.root}/bin:{packager.environment['PATH']}"
    return {
        "archive": (packager.root / "gitdep-1.0.tar.gz").as_uri(),
        "directory": (packager.root / "gitdep-1.0").as_uri(),
        "served": index.url.replace("simple/", "files/gitdep-1.0.tar.gz"),
        "git": f"git+file://{packager.root}/gitdep-1.0",
        "hg": "hg+https://127.0.0.1:9/gitdep",
    }


KINDS = ["archive", "directory", "served", "git", "hg"]


def held(packager: Packager, *words: str, **values: object) -> None:
    """Run; nothing may have been run, and the dependency must be named."""
    ended = packager.run(**values)
    assert not (packager.root / "ran").exists(), "code of a dependency was run"
    assert ended.returncode == 1
    for word in words:
        assert word in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("kind", "extra"), [*((kind, "") for kind in KINDS), ("served", "[more]")])
def test_a_dependency_of_a_wheel(  # noqa: PLR0913, PLR0917 - two parameters and four fixtures
    packager: Packager, index: Index, traps: dict[str, str], resolver: str, kind: str, extra: str
) -> None:
    """A wheel's dependency on a checkout, a directory or a source archive is refused unbuilt."""
    marker = ' ; extra == "more"' if extra else ""
    index.add(wheel("top", requires=(f"gitdep @ {traps[kind]}{marker}",)))
    packager.write({"requirements.txt": f"top{extra}\n"})
    held(packager, "gitdep", requirements_file="requirements.txt", resolver=resolver)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("archive", "gitdep @ {}"), ("archive", "{}"), ("served", "gitdep @ {}"),
        ("served", "gitdep @ {} ; python_version > '3'"), ("git", "gitdep @ {}"), ("git", "{}"),
        ("git", "-e {}#egg=gitdep"), ("hg", "{}#egg=gitdep"),
    ],
)  # fmt: skip
def test_a_line_of_the_requirements(
    packager: Packager, traps: dict[str, str], resolver: str, kind: str, line: str
) -> None:
    """A line that asks for a checkout or a source archive is refused unbuilt, by its number."""
    packager.write({"requirements.txt": f"\n{line.format(traps[kind])}\n"})
    held(packager, "line 2", requirements_file="requirements.txt", resolver=resolver)


@pytest.mark.parametrize(
    ("lines", "settings"),
    [
        ("--no-binary :all:\ngitdep", {}),
        ("--no-binary=gitdep\ngitdep", {}),
        ("gitdep", {"PIP_NO_BINARY": ":all:", "UV_NO_BINARY": "1"}),
        ("gitdep", {"PIP_ONLY_BINARY": ":none:", "PIP_PREFER_BINARY": "0"}),
        ("gitdep", {"UV_NO_BINARY_PACKAGE": "gitdep"}),
        ("gitdep", {"PIP_NO_BUILD_ISOLATION": "0", "UV_NO_BUILD_ISOLATION": "1"}),
        ("gitdep\n--find-links .\n--no-index", {}),
    ],
)
def test_settings_do_not_make_it_build(  # noqa: PLR0913, PLR0917 - two parameters, four fixtures
    packager: Packager,
    index: Index,
    traps: dict[str, str],
    resolver: str,
    lines: str,
    settings: dict[str, str],
) -> None:
    """No setting of the file or of the environment makes either tool build what an index serves."""
    assert traps
    assert index
    packager.environment.update(settings)
    packager.write({"requirements.txt": f"{lines}\n"})
    asked = lines.split("\n", maxsplit=1)[0].removeprefix("--no-binary").strip(" =")
    held(packager, asked, requirements_file="requirements.txt", resolver=resolver)


@pytest.mark.parametrize("kind", ["served", "git"])
def test_a_locked_archive(packager: Packager, traps: dict[str, str], kind: str) -> None:
    """A lock that names a checkout or a source archive does not make it run."""
    row = {
        "served": f"sdist = {{url = '{traps['served']}', hashes = {{sha256 = '{'0' * 64}'}}}}",
        "git": f"vcs = {{type = 'git', url = 'file://{packager.root}', commit-id = '{'0' * 40}'}}",
    }[kind]
    lock = "lock-version = '1.0'\ncreated-by = 'x'\nrequires-python = '>=3.9'\n"
    lock += f"[[packages]]\nname = 'gitdep'\nversion = '1.0'\n{row}\n"
    packager.write({"pylock.toml": lock})
    held(packager, "gitdep", requirements_file="pylock.toml")


def test_code_of_the_source_is_not_run(packager: Packager, index: Index) -> None:
    """Modules in the source or the working directory that are named as the tools' are not run."""
    packager.use(index)
    index.add(wheel("one"))
    for place in ("src", "."):
        for name in ("pip", "json", "tomllib", "sitecustomize", "uv"):
            packager.write({f"{place}/{name}.py": trap(packager)})
    packager.write({"requirements.txt": "one\n"})
    packager.environment["PYTHONPATH"] = str(packager.root)
    for resolver in ("pip", "uv"):
        packager.build(requirements_file="requirements.txt", resolver=resolver)
    assert not (packager.root / "ran").exists()


def test_no_compiled_module_is_kept_or_read(packager: Packager, index: Index) -> None:
    """No compiled code lies in the cache or beside the scripts, for others to change."""
    packager.use(index)
    index.add(wheel("one"))
    packager.write({"requirements.txt": "one\n"})
    packager.build(requirements_file="requirements.txt", resolver="pip")
    kept = [path for path in packager.root.rglob("*.pyc") if "pip" not in path.parts]
    assert kept == []
    scripts = Path(packager.command()[0][0]).parent
    assert not list(scripts.rglob("*.pyc"))
