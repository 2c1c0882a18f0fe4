"""What the packager reads is what Terraform has hashed, and nothing else."""

from __future__ import annotations

import json
import time

import pytest

from tests.packaging.packager_support import Index, Packager, wheel
from tests.packaging.projects import hashed, lock, own_package, shipped

pytestmark = pytest.mark.process

FILE = "requirements.txt"


@pytest.fixture
def served(packager: Packager, index: Index) -> Index:
    packager.use(index)
    index.add(wheel("one", "1.0"))
    index.add(wheel("one", "2.0"))
    name, data = wheel("local", "3.0")
    (packager.root / "wheels").mkdir()
    (packager.root / "wheels" / name).write_bytes(data)
    return index


LOCAL = "wheels/local-3.0-py3-none-any.whl"
READ = {
    "an include": ({FILE: "-r more.txt\n", "more.txt": "one\n"}, "more.txt"),
    "an include of an include of an include": (
        {FILE: "-r a.txt\n", "a.txt": "-r b.txt\n", "b.txt": "-r c.txt\n", "c.txt": "one\n"},
        "c.txt",
    ),
    "constraints": ({FILE: "-c limits.txt\none\n", "limits.txt": "one<2\n"}, "limits.txt"),
    "constraints of an include": (
        {FILE: "-r a.txt\n", "a.txt": "-c limits.txt\none\n", "limits.txt": "one<2\n"},
        "limits.txt",
    ),
    "an include in another directory": (
        {FILE: "-r deps/a.txt\n", "deps/a.txt": "-r b.txt\n", "deps/b.txt": "one\n"},
        "deps/b.txt",
    ),
    "an include by a variable": ({FILE: "-r ${HOME}/a.txt\n", "home/a.txt": "one\n"}, "home/a.txt"),
    "a local wheel": ({FILE: f"./{LOCAL}\n"}, LOCAL),
    "a local wheel by URL": ({FILE: f"local @ file:./{LOCAL}\n"}, LOCAL),
    "a local wheel of an include": ({FILE: "-r a.txt\n", "a.txt": f"./{LOCAL}\n"}, LOCAL),
    "a directory of wheels": ({FILE: "--find-links ./wheels\nlocal\n"}, "wheels"),
    "a directory of wheels of an include": (
        {FILE: "-r a.txt\nlocal\n", "a.txt": "--find-links=wheels\n"},
        "wheels",
    ),
}


@pytest.mark.parametrize("case", READ)
def test_what_is_read_is_covered(
    packager: Packager, served: Index, resolver: str, case: str
) -> None:
    """A file that is read and not hashed is refused by name; once it is hashed, all is well."""
    files, missing = READ[case]
    packager.write(files)
    assert served
    others = [name for name in files if name != missing]
    ended = packager.run(requirements_file=FILE, resolver=resolver, **hashed(packager, *others))
    assert ended.returncode == 1
    assert missing.rsplit("/", 1)[-1] in ended.stderr
    assert "package_inputs" in ended.stderr
    assert not packager.output.exists()
    everything = hashed(packager, *others, missing)
    packager.build(requirements_file=FILE, resolver=resolver, **everything)
    assert len(shipped(packager)) == 1


def test_find_links_of_the_environment(packager: Packager, served: Index, resolver: str) -> None:
    """A directory of wheels that a tool's settings name is read, so it is hashed or refused."""
    packager.write({FILE: "local\n"})
    assert served
    for variable in ("PIP_FIND_LINKS", "UV_FIND_LINKS"):
        packager.environment[variable] = str(packager.root / "wheels")
    ended = packager.run(requirements_file=FILE, resolver=resolver, **hashed(packager, FILE))
    assert ended.returncode == 1
    assert "package_inputs" in ended.stderr
    packager.build(
        requirements_file=FILE, resolver=resolver, **hashed(packager, FILE, "wheels/*.whl")
    )


def test_find_links_of_the_machine(
    packager: Packager, resolver: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A directory outside of the project is as an index: no other machine could hash it alike."""
    place = tmp_path_factory.mktemp("wheels")
    name, data = wheel("local")
    (place / name).write_bytes(data)
    packager.write({FILE: "--no-index\nlocal\n"})
    for variable in ("PIP_FIND_LINKS", "UV_FIND_LINKS"):
        packager.environment[variable] = str(place)
    packager.build(requirements_file=FILE, resolver=resolver, **hashed(packager, FILE))
    assert len(shipped(packager)) == 1


SETTINGS = {
    "pip": ("pip.conf", "[global]\nfind-links =\n    https://host.invalid/\n    {}\n"),
    "uv": ("uv.toml", 'find-links = ["{}"]\n'),
}


def test_find_links_of_a_file(packager: Packager, served: Index, resolver: str) -> None:
    """A directory of wheels that a file of settings names is read, so it is hashed or refused."""
    name, text = SETTINGS[resolver]
    packager.write({FILE: "local\n", name: text.format(packager.root / "wheels")})
    assert served
    if resolver == "pip":
        packager.environment["PIP_CONFIG_FILE"] = str(packager.root / name)
    ended = packager.run(requirements_file=FILE, resolver=resolver, **hashed(packager, FILE))
    assert ended.returncode == 1
    assert "package_inputs" in ended.stderr


def test_a_lock_above(packager: Packager, served: Index) -> None:
    """The lock of the workspace's root decides, so a change of it must be seen."""
    packager.write(
        {
            "pyproject.toml": '[tool.uv.workspace]\nmembers = ["fn"]\n',
            "fn/pyproject.toml": '[project]\nname = "fn"\nversion = "0"\n'
            'requires-python = ">=3.9"\ndependencies = ["one"]\n',
        }
    )
    lock(packager, served)
    named = "fn/pyproject.toml"
    for missing in ("uv.lock", "pyproject.toml"):
        others = {"uv.lock", "pyproject.toml"} - {missing}
        ended = packager.run(requirements_file=named, **hashed(packager, named, *others))
        assert ended.returncode == 1
        assert str(packager.root / missing) in ended.stderr or f" {missing}" in ended.stderr
        assert "package_inputs" in ended.stderr
    packager.build(requirements_file=named, **hashed(packager, named, "uv.lock", "pyproject.toml"))


@pytest.mark.parametrize(
    "item", ["../lib", "{root}/lib", "../lib/**", "{root}/lib/**/*", "../li?/**"]
)
def test_how_inputs_may_be_written(packager: Packager, served: Index, item: str) -> None:
    """Directories and globs, relative to the working directory or absolute, mean the same."""
    own_package(packager, "lib", "lib")
    assert served
    packager.write({f"work/{FILE}": "../lib\n", "work/src/main.py": ""})
    item = item.format(root=packager.root)
    packager.root /= "work"
    packager.build(requirements_file=FILE, **hashed(packager, FILE, item))
    assert shipped(packager) == {"lib"}


@pytest.mark.parametrize("item", ["nowhere.txt", "nowhere/**", "*.nothing"])
def test_an_input_that_matches_nothing(packager: Packager, item: str) -> None:
    """An input that matches no file has no line in the listing."""
    packager.build(**hashed(packager, item))


def test_an_input_twice(packager: Packager) -> None:
    """A file in two inputs is listed twice, with names of either."""
    packager.write({"deps/a.txt": "1", "deps/b.txt": "2"})
    packager.build(**hashed(packager, "deps", "deps/*.txt", "deps/a.txt", "**/a.txt"))


def test_the_order_is_that_of_bytes(packager: Packager) -> None:
    """Names are sorted by their bytes, where upper case and other scripts have their places."""
    names = ["Z.py", "a.py", "a/b.py", "a-b.py", "é.py", "\U0001f600.py", "\uffee.py", "_.py"]
    packager.write({f"src/{name}": name for name in names if name != "a/b.py"})
    packager.build(**hashed(packager))


CHANGES = {
    "source": ({"src/b.py": "changed"}, "b.py"),
    "input": ({"deps/b.txt": "changed"}, "b.txt"),
    "added": ({"src/new.py": ""}, ""),
}


@pytest.mark.parametrize("case", CHANGES)
def test_the_file_that_changed_is_named(packager: Packager, case: str) -> None:
    """A file that changed between plan and apply is named; the package is not built."""
    changed, name = CHANGES[case]
    packager.write({f"src/{letter}.py": letter for letter in "abcde"})
    packager.write({f"deps/{letter}.txt": letter for letter in "abc"})
    values = hashed(packager, "deps")
    packager.build(**values)
    packager.output.unlink()
    packager.write(changed)
    ended = packager.run(**values)
    assert ended.returncode == 1
    assert name in ended.stderr
    others = [f"{letter}.py" for letter in "acde"] + ["a.txt", "c.txt"]
    assert not [other for other in others if other in ended.stderr]
    assert "\n  do: " in ended.stderr
    assert not packager.output.exists()


def test_a_file_that_was_removed(packager: Packager) -> None:
    """That a file is gone since the plan is told, with how many there were."""
    packager.write({"src/a.py": "", "src/b.py": ""})
    values = hashed(packager)
    (packager.source / "a.py").unlink()
    ended = packager.run(**values)
    assert ended.returncode == 1
    assert "2 files are there, 3 were hashed" in ended.stderr


@pytest.mark.parametrize("count", [20_000, 31_000])
def test_many_files(packager: Packager, count: int) -> None:
    """As many files as a package may hold are listed; the environment's limit is not met.

    Linux takes 128 KiB for one variable (MAX_ARG_STRLEN of execve(2)).
    """
    for number in range(count):
        (packager.source / f"{number:05}.py").write_text(f"{number}")
    values = hashed(packager)
    assert len(values["content_digests"]) < 131_000 - len("PACKAGE_CONTENT_DIGESTS=")
    began = time.monotonic()
    ended = packager.run(**values)
    assert ended.returncode == 0, ended.stderr
    assert time.monotonic() - began < 30
    (packager.source / "07777.py").write_text("changed")
    ended = packager.run("--preflight", **values)
    assert ended.returncode == 1
    assert ("07777.py" in ended.stderr) == (count <= 30_000)


SECRETS = (".env", ".env.local", "conf/.env", ".aws/credentials", "a/server.pem", "tls.key",
           "id_rsa", "keys/id_ed25519")  # fmt: skip


def test_secrets_stay_out(packager: Packager) -> None:
    """Files that look like secrets are packaged only if `package_includes` names them."""
    packager.write({f"src/{name}": "s3cret" for name in SECRETS})
    packager.build()
    assert packager.names() == ["main.py"]
    packager.build(includes=json.dumps(["conf/.env", "**/*.pem"]))
    assert packager.names() == ["a/server.pem", "conf/.env", "main.py"]
    packager.build(includes='["**"]')
    assert packager.names() == sorted([*SECRETS, "main.py"])
    packager.build(includes='["**"]', secrets='["**/*.secret"]', excludes='["**/id_*"]')
    assert packager.names() == sorted({*SECRETS, "main.py"} - {"id_rsa", "keys/id_ed25519"})
    values = hashed(packager, leave_out=SECRETS)
    packager.build(**values)


def test_terraforms_own_files_stay_out(packager: Packager) -> None:
    """State and variables of Terraform are never packaged by default, whatever is included."""
    names = ("terraform.tfstate", "terraform.tfstate.backup", "x.tfplan", "prod.tfvars",
             ".terraform/modules/modules.json", "a.auto.tfvars.json", ".terraform.lock.hcl",
             ".terraform.tfstate.lock.info")  # fmt: skip
    packager.write({f"src/{name}": "" for name in names})
    packager.build(includes='["**"]')
    assert packager.names() == ["main.py"]
