"""A project file gives what it states, or is refused: never an empty package."""

from __future__ import annotations

import json

import pytest

from tests.packaging.packager_support import Index, Packager, wheel
from tests.packaging.projects import lock, own_package, shipped, tree

pytestmark = pytest.mark.process

FN = '[project]\nname = "fn"\nversion = "0"\nrequires-python = ">=3.9"\n'
POETRY = '[tool.poetry]\nname = "fn"\nversion = "0"\n[tool.poetry.dependencies]\none = "*"\n'


@pytest.fixture
def served(packager: Packager, index: Index) -> Index:
    packager.use(index)
    for name in ("one", "two", "three", "four", "boto3"):
        index.add(wheel(name, requires=("boto3",) if name == "three" else ()))
    return index


@pytest.mark.parametrize(
    "text",
    [
        POETRY,
        "[tool.ruff]\nline-length = 100\n",
        "",
        '[build-system]\nrequires = ["setuptools"]\n',
        "[dependency-groups]\nall = ['one']\n",
    ],
)
def test_a_project_that_states_nothing(
    packager: Packager, served: Index, resolver: str, text: str
) -> None:
    """Where neither a lock nor [project] says what is needed, nothing is packaged as if it did."""
    assert served
    packager.write({"pyproject.toml": text})
    ended = packager.run(requirements_file="pyproject.toml", resolver=resolver)
    assert ended.returncode == 1
    assert "pyproject.toml" in ended.stderr
    assert "\n  do: " in ended.stderr


def test_a_project_without_dependencies(packager: Packager) -> None:
    """A project that states that it needs nothing gets nothing."""
    for text in (FN, FN + "dependencies = []\n"):
        packager.write({"pyproject.toml": text})
        packager.build(requirements_file="pyproject.toml")
        assert packager.names() == ["main.py"]


@pytest.mark.parametrize("backend", ["setuptools.build_meta", "poetry.core.masonry.api"])
def test_dependencies_that_a_backend_states(
    packager: Packager, served: Index, resolver: str, backend: str
) -> None:
    """`dynamic = ["dependencies"]` is resolved or refused, never read as none."""
    assert served
    packager.write(
        {
            "pyproject.toml": FN + 'dynamic = ["dependencies"]\n'
            f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n'
            "[tool.poetry.dependencies]\none = '*'\n"
        }
    )
    ended = packager.run(requirements_file="pyproject.toml", resolver=resolver)
    if ended.returncode == 0:
        assert shipped(packager) == {"one"}
    else:
        assert ended.returncode == 1
        assert "dependencies" in ended.stderr
        assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("file", "tool"),
    [("Pipfile.lock", "pipenv requirements"), ("pdm.lock", "pdm export"), ("Pipfile", "pipenv")],
)
def test_locks_of_other_tools(packager: Packager, file: str, tool: str) -> None:
    """A lock that is not read is told with the command that makes one of it that is."""
    packager.write({file: '{"default": {"one": {"version": "==1.0"}}}'})
    ended = packager.run(requirements_file=file)
    assert ended.returncode == 1
    assert file in ended.stderr
    assert tool in ended.stderr


BROKEN = {
    "pyproject.toml": [
        "project = 1\n", "project = []\n", "[project\n",
        "[project]\nname = 1\ndependencies = ['one']\n",
        '[project]\nname = "fn"\ndependencies = "one"\n',
        '[project]\nname = "fn"\nversion = "0"\ndependencies = [1]\n',
        '[project]\nname = "fn"\nversion = "0"\ndependencies = ["one two"]\n',
        FN + "dependencies = ['one']\n[tool]\nuv = 1\n",
        FN + "dependencies = ['one']\n[tool.uv]\nsources = 1\n",
        "tool = 1\n", "[tool]\npoetry = 1\n",
    ],
    "pylock.toml": [
        "packages = 1\n", "lock-version = 1\n", "lock-version = '1.0'\npackages = [1]\n", "[[\n",
        "", "lock-version = '1.0'\n[[packages]]\nname = 'one'\nversion = '1'\nwheels = 1\n",
    ],
    "uv.lock": ["version = 1\n", "[[\n", ""],
    "poetry.lock": ["[[\n", ""],
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "text"), [(file, text) for file, texts in BROKEN.items() for text in texts]
)
def test_a_project_file_that_is_broken(
    packager: Packager, served: Index, file: str, text: str
) -> None:
    """What is no sound project file or lock is told with its name, without a traceback."""
    assert served
    packager.write({"pyproject.toml": FN + "dependencies = ['one']\n", file: text})
    for name in ("auto", "pip"):
        ended = packager.run(requirements_file=file, resolver=name)
        if ended.returncode == 0:  # a tool that reads the rest
            assert shipped(packager) == {"one"}
        assert ended.returncode in {0, 1}
        assert "Traceback" not in ended.stderr
        assert ended.returncode == 0 or file in ended.stderr


@pytest.mark.parametrize("file", ["requirements.txt", "pyproject.toml", "pylock.toml"])
def test_a_file_that_is_not_utf_8(packager: Packager, file: str) -> None:
    """A file in another encoding is told by its name."""
    (packager.root / file).write_bytes(b"# \xff\xfe\nnosuch\n")
    ended = packager.run(requirements_file=file)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert file in ended.stderr


def project(packager: Packager, served: Index) -> None:
    packager.write(
        {
            "pyproject.toml": FN + 'dependencies = ["one", "boto3", "three"]\n'
            '[project.optional-dependencies]\nmore = ["two"]\n'
            '[dependency-groups]\nextra = ["four"]\n[tool.uv]\npackage = false\n'
        }
    )
    lock(packager, served)


CHOICES = [
    ({}, {"one", "boto3", "three"}),
    ({"extras": ["more"]}, {"one", "boto3", "three", "two"}),
    ({"groups": ["extra"]}, {"one", "boto3", "three", "four"}),
    ({"omit": ["boto3"]}, {"one", "three"}),
    ({"omit": ["Boto3", "one"], "groups": ["extra"], "extras": ["more"]}, {"three", "two", "four"}),
]


@pytest.mark.parametrize(("choice", "expected"), CHOICES)
def test_choosing_from_a_lock(
    packager: Packager, served: Index, choice: dict[str, list[str]], expected: set[str]
) -> None:
    """Extras, groups and packages to omit are those of `dependency_selection`."""
    project(packager, served)
    whole = {"member": None, "extras": [], "groups": [], "omit": [], **choice}
    before = tree(packager.root)
    packager.build(requirements_file="pyproject.toml", selection=json.dumps(whole))
    assert shipped(packager) == expected
    changed = {name for name, data in tree(packager.root).items() if before.get(name) != data}
    assert not [name for name in changed if not name.startswith(("out", "home", "index"))]


def test_choosing_a_member(packager: Packager, served: Index) -> None:
    """A member of the workspace is chosen by its name from the root's lock."""
    packager.write({"pyproject.toml": '[tool.uv.workspace]\nmembers = ["a", "b"]\n'})
    own_package(packager, "a", "a", dependencies=("one",))
    own_package(packager, "b", "b", dependencies=("two",))
    lock(packager, served)
    for member, expected in (("a", "one"), ("b", "two")):
        packager.build(
            requirements_file="uv.lock",
            selection=json.dumps({"member": member, "extras": [], "groups": [], "omit": []}),
        )
        assert shipped(packager) - {member} == {expected}


@pytest.mark.parametrize(
    "choice",
    [{"member": "nosuch"}, {"extras": ["nosuch"]}, {"groups": ["nosuch"]}, {"omit": ["nosuch"]}],
)
def test_a_choice_that_is_not_there(
    packager: Packager, served: Index, choice: dict[str, object]
) -> None:
    """What is chosen and does not exist is refused by its name; what need not be omitted, told."""
    project(packager, served)
    whole = {"member": None, "extras": [], "groups": [], "omit": [], **choice}
    ended = packager.run(requirements_file="pyproject.toml", selection=json.dumps(whole))
    assert ended.returncode == (0 if "omit" in choice else 1)
    assert "nosuch" in ended.stderr


@pytest.mark.parametrize("choice", ["[]", "1", "{", '{"omit": "boto3"}', '{"skip": ["boto3"]}'])
def test_a_choice_of_another_kind(packager: Packager, choice: str) -> None:
    """A selection that is no object of the four kinds is a usage error, never passed over."""
    ended = packager.run(selection=choice)
    assert ended.returncode == 2
    assert "selection" in ended.stderr.lower()
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("choice", ["extras", "groups", "member"])
def test_a_choice_from_requirements(packager: Packager, served: Index, choice: str) -> None:
    """A requirements file has neither extras nor groups nor members: asking for one is refused."""
    assert served
    packager.write({"requirements.txt": "one\n"})
    given = {choice: "fn" if choice == "member" else ["more"]}
    ended = packager.run(requirements_file="requirements.txt", selection=json.dumps(given))
    assert ended.returncode in {1, 2}
    assert choice.rstrip("s") in ended.stderr


def test_omitting_from_requirements(packager: Packager, served: Index, resolver: str) -> None:
    """What the runtime or a layer has may be left out of a requirements file's set, too."""
    assert served
    packager.write({"requirements.txt": "three\none\n"})
    packager.build(
        requirements_file="requirements.txt", resolver=resolver, selection='{"omit": ["boto3"]}'
    )
    assert shipped(packager) == {"one", "three"}


def test_a_lock_that_is_stale(packager: Packager, served: Index) -> None:
    """A lock that no longer fits its project is refused; nothing is dropped, nothing written."""
    project(packager, served)
    text = (packager.root / "pyproject.toml").read_text()
    packager.write({"pyproject.toml": text.replace('"one", ', '"one", "two", ')})
    before = tree(packager.root)
    ended = packager.run(requirements_file="pyproject.toml")
    assert ended.returncode == 1
    assert "uv lock" in ended.stderr
    assert tree(packager.root)["uv.lock"] == before["uv.lock"]
