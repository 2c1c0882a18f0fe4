"""One's own code outside the source is packaged or refused, never replaced by a public package."""

from __future__ import annotations

import zipfile

import pytest

from tests.packaging.packager_support import Index, Packager, sdist, wheel
from tests.packaging.projects import hashed, lock, own_package, shipped, tree

pytestmark = pytest.mark.process

FUNCTION = '[project]\nname = "fn"\nversion = "0"\nrequires-python = ">=3.9"\n'
PUBLIC = {"shared/__init__.py": "OWNER = 'a stranger'\n"}


@pytest.fixture
def public(packager: Packager, index: Index) -> Index:
    """An index where strangers have published packages of the names that we use inside."""
    packager.use(index)
    index.add(wheel("shared", "1.0", files=PUBLIC))
    index.add(wheel("shared", "9.0", files=PUBLIC))
    index.add(wheel("one"))
    own_package(packager, "shared", "shared")
    return index


def workspace(packager: Packager) -> None:
    packager.write(
        {
            "pyproject.toml": '[tool.uv.workspace]\nmembers = ["fn", "shared"]\n',
            "fn/pyproject.toml": FUNCTION + 'dependencies = ["shared", "one"]\n'
            "[tool.uv.sources]\nshared = {workspace = true}\n",
        }
    )


def owner(packager: Packager) -> str:
    """Who wrote the package named shared that is in the zip."""
    with zipfile.ZipFile(packager.output) as archive:
        return archive.read("shared/__init__.py").decode()


def refused_by_name(packager: Packager, resolver: str, file: str, *words: str) -> None:
    """Run, and hold what must be said when own code is refused."""
    before = tree(packager.root / "shared")
    ended = packager.run(requirements_file=file, resolver=resolver)
    if ended.returncode == 0:
        assert owner(packager) == "OWNER = 'we'\n"
    else:
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        assert "shared" in ended.stderr or "sources" in ended.stderr
        # What to do, or what the tool itself says of it.
        assert "\n  do: " in ended.stderr or "\n  found: uv: " in ended.stderr
        for word in words:
            assert word in ended.stderr
    assert tree(packager.root / "shared") == before


def test_a_workspace_member_with_a_public_name(packager: Packager, public: Index) -> None:
    """A member of the workspace that a lock names is built from its directory, never fetched."""
    workspace(packager)
    lock(packager, public)
    before = tree(packager.root / "shared")
    packager.build(requirements_file="fn/pyproject.toml")
    assert owner(packager) == "OWNER = 'we'\n"
    assert shipped(packager) == {"one", "shared"}
    assert tree(packager.root / "shared") == before


@pytest.mark.parametrize(
    "source", ['{path = "../shared"}', '{path = "../shared", editable = true}']
)
@pytest.mark.parametrize("locked", [True, False])
def test_a_path_source_with_a_public_name(
    packager: Packager, public: Index, resolver: str, source: str, *, locked: bool
) -> None:
    """A path dependency of [tool.uv.sources] is the code at that path, or refused by name."""
    packager.write(
        {
            "fn/pyproject.toml": FUNCTION + f'dependencies = ["shared"]\n'
            f"[tool.uv.sources]\nshared = {source}\n"
        }
    )
    if locked:
        lock(packager, public, "fn")
        packager.build(requirements_file="fn/pyproject.toml", resolver=resolver)
        assert owner(packager) == "OWNER = 'we'\n"
    else:
        refused_by_name(packager, resolver, "fn/pyproject.toml")


@pytest.mark.parametrize(
    "source",
    [
        '{git = "https://host.invalid/shared"}',
        '{url = "https://host.invalid/shared-1.0.tar.gz"}',
        '{index = "corp"}',
        "{workspace = true}",
        '[{path = "../shared", marker = "sys_platform == \'linux\'"}]',
    ],
)
def test_no_source_is_dropped(
    packager: Packager, public: Index, resolver: str, source: str
) -> None:
    """Whatever [tool.uv.sources] says of a package: without a lock, too, no other one is taken."""
    assert public
    packager.write(
        {
            "fn/pyproject.toml": FUNCTION + 'dependencies = ["shared"]\n'
            f"[tool.uv.sources]\nshared = {source}\n"
            '[[tool.uv.index]]\nname = "corp"\nurl = "http://127.0.0.1:9/simple/"\n'
            "explicit = true\n"
        }
    )
    refused_by_name(packager, resolver, "fn/pyproject.toml")


@pytest.mark.parametrize(
    "line", ["-e ../shared", "../shared", "--editable=../shared", "shared @ {url}", "-e {url}"]
)
def test_a_directory_in_requirements(
    packager: Packager, public: Index, resolver: str, line: str
) -> None:
    """A directory of one's own is built as a wheel, and is as it was afterwards."""
    assert public
    line = line.format(url=(packager.root / "shared").as_uri())
    packager.write({"deps/requirements.txt": f"one\n{line}\n"})
    before = tree(packager.root / "shared")
    packager.build(requirements_file="deps/requirements.txt", resolver=resolver)
    assert owner(packager) == "OWNER = 'we'\n"
    assert shipped(packager) == {"one", "shared"}
    assert tree(packager.root / "shared") == before


def test_dependencies_of_own_code(packager: Packager, public: Index, resolver: str) -> None:
    """What own code depends on is packaged with it."""
    own_package(packager, "lib", "lib", dependencies=("one>=1",))
    assert public
    packager.write({"requirements.txt": "-e ./lib\n"})
    packager.build(requirements_file="requirements.txt", resolver=resolver)
    assert shipped(packager) == {"one", "lib"}


def test_the_backend_is_not_seen(packager: Packager, public: Index, resolver: str) -> None:
    """Own code has the same bytes whatever its backend signs with, however that compresses."""
    assert public
    packager.write({"requirements.txt": "./shared\n"})
    digests = {
        packager.build(
            requirements_file="requirements.txt",
            resolver=resolver,
            cache_dir=packager.root / f"cache{turn}",
        )
        for turn in range(2)
    }
    assert len((packager.root / "shared.count").read_text()) > 1, "it was built once only"
    assert len(digests) == 1


def test_own_code_must_be_pure(packager: Packager, public: Index, resolver: str) -> None:
    """What is compiled on this machine is for this machine: it is refused."""
    own_package(packager, "native", "native", tag="cp311-cp311-linux_x86_64")
    assert public
    packager.write({"requirements.txt": "./native\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert "native-1.0-cp311-cp311-linux_x86_64.whl" in ended.stderr
    assert "\n  do: build a wheel, " in ended.stderr


@pytest.mark.parametrize("file", ["requirements.txt", "fn/pyproject.toml"])
def test_own_code_must_be_hashed(packager: Packager, public: Index, file: str) -> None:
    """A directory that Terraform has not hashed is refused with the variable that adds it."""
    workspace(packager)
    packager.write({"requirements.txt": "-e ./shared\n"})
    lock(packager, public)
    locks = ("pyproject.toml", "uv.lock") if file.startswith("fn") else ()
    ended = packager.run(requirements_file=file, **hashed(packager, file, *locks))
    assert ended.returncode == 1
    assert "shared" in ended.stderr
    assert "package_inputs" in ended.stderr
    assert not packager.output.exists()
    packager.build(requirements_file=file, **hashed(packager, file, *locks, "shared"))
    assert owner(packager) == "OWNER = 'we'\n"


def test_a_backend_that_is_not_at_hand(packager: Packager, public: Index, resolver: str) -> None:
    """Where the build backend cannot be fetched, it is named with the code that asks for it."""
    assert public
    backend = '[build-system]\nrequires = ["no-such-backend"]\nbuild-backend = "no_such_backend"\n'
    packager.write({"shared/pyproject.toml": FUNCTION.replace('"fn"', '"shared"') + backend})
    packager.write({"requirements.txt": "./shared\n"})
    ended = packager.run("-q", requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert "no-such-backend" in ended.stderr
    assert "shared" in ended.stderr.splitlines()[0]


@pytest.mark.parametrize("develop", [True, False])
def test_a_path_dependency_of_poetry(packager: Packager, public: Index, *, develop: bool) -> None:
    """What Poetry exports as a path is built; a message names Poetry's file, which the user has."""
    url = (packager.root / "shared").as_uri()
    line = f"-e {url}" if develop else f"shared @ {url}"
    script = (
        "#!/bin/sh\nout=/dev/stdout\n"
        "for word; do case $word in --output=*) out=${word#--output=};; esac; done\n"
        f'echo \'{line} ; python_version >= "3.9"\' > "$out"\n'
    )
    assert public
    packager.write({"bin/poetry": script, "poetry.lock": "", "pyproject.toml": "[tool.poetry]\n"})
    (packager.root / "bin" / "poetry").chmod(0o755)
    packager.environment["PATH"] = f"{packager.root}/bin:{packager.environment['PATH']}"
    packager.build(requirements_file="poetry.lock")
    assert owner(packager) == "OWNER = 'we'\n"
    locks = ("poetry.lock", "pyproject.toml")
    ended = packager.run(requirements_file="poetry.lock", **hashed(packager, *locks))
    assert ended.returncode == 1
    assert "requirements.txt" not in ended.stderr
    assert str(packager.root / "shared") in ended.stderr
    assert "package_inputs" in ended.stderr


def test_an_export_that_names_its_project(packager: Packager, public: Index) -> None:
    """The project's own line of `uv export` is built, or refused with the option that omits it."""
    own_package(packager, "fn", "fn")
    assert public
    packager.write({"fn/requirements.txt": "-e .\none==1.0\n"})
    named = "fn/requirements.txt"
    packager.build(requirements_file=named)
    assert shipped(packager) == {"fn", "one"}
    ended = packager.run(requirements_file=named, **hashed(packager, named))
    assert ended.returncode == 1
    assert "--no-emit-project" in ended.stderr


def test_what_comes_from_an_index_is_never_built(
    packager: Packager, public: Index, resolver: str
) -> None:
    """Beside own code, a package of the index that is a source archive only is refused."""
    public.add(sdist("onlysource", "1.0"))
    packager.write({"requirements.txt": "./shared\nonlysource\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert "onlysource" in ended.stderr
