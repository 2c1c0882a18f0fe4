from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.packaging.packager_support import SCRIPTS, Index, Packager, sdist, wheel

pytestmark = pytest.mark.process

NOT_PACKAGED = (
    "package.sh: error: the directory src holds what cannot be packaged\n"
    "  found: {}\n"
    "  do: repair or remove it, or leave it out with package_excludes (PACKAGE_EXCLUDES)\n"
)
REFUSED = "{resolver} finds no set of wheels of requirements.txt for {runtime} on x86_64\n"
USAGE = "usage: package.sh [OPTION]...\n"
BUILD_IT = "  do: build a wheel, and serve it from an index, --find-links or an address\n"


@dataclass
class Case:
    """One bad input, all that the packager says about it, and words of what a resolver says."""

    name: str
    message: str
    words: str = ""
    requirements: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    code: int = 1
    make: Callable[[Packager], object] = lambda _: None


def link(name: str, target: str) -> Callable[[Packager], object]:
    def make(packager: Packager) -> None:
        path = packager.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)

    return make


def big(packager: Packager) -> None:
    with (packager.source / "big.bin").open("wb") as file:
        file.truncate(262_144_000)


CASES = [
    Case(
        "no source directory",
        "package.sh: error: the source nowhere is no directory\n",
        values={"source_dir": "nowhere"},
    ),
    Case(
        "source is a file",
        "package.sh: error: the source src/main.py is no directory\n",
        values={"source_dir": "src/main.py"},
    ),
    Case(
        "empty source",
        "package.sh: error: the directory src holds no file to package\n",
        values={"excludes": '["**"]'},
    ),
    Case(
        "broken link",
        NOT_PACKAGED.format("sub/gone is a broken link to nowhere"),
        make=link("sub/gone", "nowhere"),
    ),
    Case(
        "link to a directory that holds it",
        NOT_PACKAGED.format("a/loop is a link to a directory that holds it"),
        make=link("a/loop", ".."),
    ),
    Case(
        "link to itself",
        NOT_PACKAGED.format("self is a broken link to self"),
        make=link("self", "self"),
    ),
    Case(
        "broken link with an odd name",
        NOT_PACKAGED.format(r"""'q\'u"o\nte\U0001f600' is a broken link to nowhere"""),
        make=link("q'u\"o\nte😀", "nowhere"),
    ),
    Case(
        "named pipe",
        NOT_PACKAGED.format("pipe is neither a file nor a directory"),
        make=lambda p: os.mkfifo(p.source / "pipe"),
    ),
    Case(
        "name that is not UTF-8",
        NOT_PACKAGED.format(r"'\udcff.py' has a name that is not UTF-8"),
        make=lambda p: Path(os.fsdecode(os.fsencode(p.source) + b"/\xff.py")).touch(),
    ),
    Case(
        "over the limit",
        "package.sh: error: the package is 262,144,049 bytes at least, Lambda takes at most "
        "262,144,000 unzipped\n"
        "  found: your source: 262,144,049 bytes\n"
        "  do: leave out the largest packages or files, or use a container image (limit 10 GB)\n",
        make=big,
    ),
    Case(
        "missing requirements file",
        "package.sh: error: the requirements file {root}/nowhere.txt does not exist\n",
        values={"requirements_file": "{root}/nowhere.txt"},
    ),
    Case(
        "requirements file that includes itself",
        "package.sh: error: the requirements file {root}/requirements.txt includes itself\n",
        requirements="-r ./requirements.txt\n",
        values={"requirements_file": "{root}/requirements.txt"},
    ),
    Case("sdist only", REFUSED, "onlysource", requirements="onlysource==1.0\n"),
    Case("sdist only, any version", REFUSED, "onlysource", requirements="onlysource\n"),
    Case("wheel for another machine", REFUSED, "armed", requirements="armed==1.0\n"),
    Case(
        "wheel for a newer glibc",
        REFUSED,
        "newer",
        requirements="newer==1.0\n",
        values={"python_version": "python3.11"},
    ),
    Case("unknown version", REFUSED, "good==9", requirements="good==9\n"),
    Case("unknown package", REFUSED, "nosuch", requirements="nosuch\n"),
    Case(
        "archive on this machine",
        "package.sh: error: what is asked for is no wheel: requirements.txt line 1: "
        "x @ file:///x-1.tar.gz\n" + BUILD_IT,
        requirements="x @ file:///x-1.tar.gz\n",
    ),
    Case(
        "directory that is no project",
        "package.sh: error: ",
        "/out",
        requirements="-e ./out\n",
    ),
    Case(
        "repository",
        "package.sh: error: what is asked for is no wheel: requirements.txt line 1: "
        "x @ git+https://host.invalid/x.git\n" + BUILD_IT,
        requirements="x @ git+https://host.invalid/x.git  # why\n",
    ),
    Case(
        "source archive by URL",
        "package.sh: error: what is asked for is no wheel: requirements.txt line 1: "
        "https://host.invalid/x-1.tar.gz\n" + BUILD_IT,
        requirements="https://host.invalid/x-1.tar.gz\n",
    ),
    Case(
        "no binary",
        "package.sh: error: requirements.txt line 1 asks for more than wheels: --no-binary good\n"
        + BUILD_IT,
        requirements="--no-binary good\ngood\n",
    ),
    Case(
        "damaged wheel",
        "package.sh: error: the wheel broken-1.0-py3-none-any.whl is damaged or malformed\n"
        "  found: its member ../evil leads out of the package\n",
        requirements="broken\n",
    ),
    Case(
        "output inside the source",
        "package.sh: error: the output src/build/p.zip lies in the source, and no exclude "
        "leaves it out\n",
        values={"output": "src/build/p.zip"},
        code=2,
    ),
    Case(
        "source is the output",
        "package.sh: error: the output src is a directory\n",
        values={"output": "src"},
        code=2,
    ),
    Case(
        "output cannot be written",
        "package.sh: error: the system refuses: [Errno 20] Not a directory: '{root}/file/x'\n",
        values={"output": "file/x/p.zip"},
        make=lambda p: p.write({"file": ""}),
    ),
    Case(
        "no output",
        USAGE,
        "the following arguments are required: --output",
        values={"output": ""},
        code=2,
    ),
    Case(
        "excludes are no JSON",
        USAGE,
        "--excludes: invalid strings value: '*.pyc'",
        values={"excludes": "*.pyc"},
        code=2,
    ),
    Case(
        "excludes are no list",
        USAGE,
        "--excludes: invalid strings value: ",
        values={"excludes": '{"a": 1}'},
        code=2,
    ),
    Case(
        "excludes are no strings",
        USAGE,
        "--excludes: invalid strings value: ",
        values={"excludes": "[1]"},
        code=2,
    ),
    Case(
        "an odd pattern",
        "package.sh: error: pattern '[a]': only *, ? and ** have a meaning, within the directory\n",
        values={"excludes": '["[a]"]'},
        code=2,
    ),
    Case(
        "unknown runtime",
        USAGE,
        "invalid choice: 'python3.7'",
        values={"python_version": "python3.7"},
        code=2,
    ),
    Case(
        "unknown architecture",
        USAGE,
        "invalid choice: 'sparc'",
        values={"architecture": "sparc"},
        code=2,
    ),
    Case(
        "unknown resolver", USAGE, "invalid choice: 'conda'", values={"resolver": "conda"}, code=2
    ),
    Case("quiet is no number", USAGE, "invalid choice: 'yes'", values={"quiet": "yes"}, code=2),
]


@pytest.mark.parametrize(
    ("case", "resolver"),
    [
        pytest.param(case, resolver, id=f"{case.name}-{resolver}")
        for case in CASES
        for resolver in (("pip", "uv") if case.requirements is not None else ("auto",))
    ],
)
def test_bad_input(packager: Packager, index: Index, resolver: str, case: Case) -> None:
    """Each bad input has its exact message and exit code, whichever tool resolves."""
    index.add(wheel("good"))
    index.add(sdist("onlysource", "1.0"))
    index.add(wheel("armed", "1.0", "cp312-cp312-manylinux_2_17_aarch64"))
    index.add(wheel("newer", "1.0", "cp311-cp311-manylinux_2_28_x86_64"))
    index.add(wheel("broken", files={"../evil": ""}))
    packager.use(index)
    case.make(packager)
    values = {"resolver": resolver, "quiet": "1", **case.values}
    if case.requirements is not None:
        packager.write({"requirements.txt": case.requirements})
        values.setdefault("requirements_file", "requirements.txt")
    before = b"the package of before"
    packager.output.parent.mkdir()
    packager.output.write_bytes(before)
    root = str(packager.root)
    ended = packager.run(**{k: v.replace("{root}", root) for k, v in values.items()})
    runtime = values.get("python_version", "python3.12")
    expected = case.message.replace("{root}", root).replace("{runtime}", runtime)
    expected = expected.replace("{resolver}", values["resolver"])
    if case.words:
        assert expected in ended.stderr
        assert case.words in ended.stderr.partition(expected)[2]
    else:
        assert ended.stderr == expected
    assert ended.returncode == case.code
    assert ended.stdout == ""
    assert packager.output.read_bytes() == before
    assert [path.name for path in packager.output.parent.iterdir()] == ["package.zip"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--nothing"], "unrecognized arguments: --nothing"),
        (["x.zip"], "unrecognized arguments: x.zip"),
        (["--output"], "argument --output: expected one argument"),
        (["--out", "x.zip"], "unrecognized arguments: --out x.zip"),
    ],
)
def test_wrong_arguments(packager: Packager, arguments: list[str], words: str) -> None:
    """Arguments that are not known are usage errors."""
    ended = packager.run(*arguments)
    assert ended.returncode == 2
    assert words in ended.stderr


def test_the_ten_largest_packages_are_named(packager: Packager, index: Index) -> None:
    """Over the limit, the packages that would help most to remove are listed."""
    for number in range(11):
        text = "x" * (24_000_000 + number)
        index.add(wheel(f"big{number:02}", files={f"big{number:02}/data": text}))
    packager.use(index)
    packager.write({"requirements.txt": "".join(f"big{number:02}\n" for number in range(11))})
    ended = packager.run("-q", requirements_file="requirements.txt")
    lines = ended.stderr.splitlines()
    assert ended.returncode == 1
    assert lines[0].endswith("bytes unzipped, Lambda takes at most 262,144,000 unzipped")
    assert [line.split()[1] for line in lines[1:11]] == [f"big{n:02}" for n in range(10, 0, -1)]
    assert lines[11].startswith("  do: ")
    assert not packager.output.exists()


def test_an_unreadable_file_is_named(packager: Packager, tmp_path: Path) -> None:
    """A file that may not be read is an error, not a file less in the package."""
    packager.write({"src/secret.txt": "x"})
    (packager.source / "secret.txt").chmod(0)
    command, environment = packager.command(output=str(tmp_path / "out" / "p.zip"))
    user: int | None = None
    scripts = SCRIPTS
    if os.geteuid() == 0:
        # Root may read everything: run as nobody, from a copy that nobody can reach.
        user = 65534
        place = Path(f"/tmp/{tmp_path.name}-{os.getpid()}")  # noqa: S108 - others must reach it
        shutil.copytree(packager.root / "src", place / "src")
        shutil.copytree(SCRIPTS, place / "scripts")
        (place / "src" / "secret.txt").chmod(0)
        (place / "out").mkdir()
        (place / "out").chmod(0o777)
        python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
        if python is None:
            pytest.skip("no Python that another user may run")
        environment |= {"PACKAGE_PYTHON": python, "PACKAGE_OUTPUT": str(place / "out" / "p.zip")}
        environment |= {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"}
        scripts = place / "scripts"
    else:
        place = packager.root
    ended = subprocess.run(
        [str(scripts / "package.sh"), "-q"],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        user=user,
    )
    if user is not None:
        shutil.rmtree(place)
    assert command
    assert ended.stderr == (
        "package.sh: error: the system refuses: [Errno 13] Permission denied: 'src/secret.txt'\n"
    )
    assert ended.returncode == 1


def limit_file_size() -> None:
    """Let no file grow over 64 KiB, as if the disk were full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))


def test_a_full_disk(packager: Packager) -> None:
    """When the package cannot be written whole, the one of before stays."""
    packager.write({"src/data": "x" * 200_000, "out/package.zip": "before"})
    command, environment = packager.command()
    ended = subprocess.run(
        [*command, "-q"],
        cwd=packager.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit_file_size,
    )
    assert ended.stderr == ("package.sh: error: the system refuses: [Errno 27] File too large\n")
    assert ended.returncode == 1
    assert packager.output.read_text() == "before"
    assert [path.name for path in packager.output.parent.iterdir()] == ["package.zip"]


def test_no_network(packager: Packager, resolver: str) -> None:
    """An index that does not answer is told from a package that does not exist."""
    packager.environment |= {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple/",
        "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple/",
        "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
    }
    packager.write({"requirements.txt": "good\n"})
    ended = packager.run("-q", requirements_file="requirements.txt", resolver=resolver)
    lines = ended.stderr.splitlines()
    expected = REFUSED.format(resolver=resolver, runtime="python3.12")
    assert lines[0] == "package.sh: error: " + expected.strip()
    assert "onnect" in ended.stderr, "the tool says that it got no connection"
    assert ended.returncode == 1


def test_passwords_are_not_shown(packager: Packager, resolver: str) -> None:
    """What a tool says of an index is shown without the log-in for it."""
    packager.environment |= {
        "PIP_INDEX_URL": "http://user:geheim@127.0.0.1:9/simple/",
        "UV_DEFAULT_INDEX": "http://user:geheim@127.0.0.1:9/simple/",
        "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
    }
    packager.write({"requirements.txt": "good\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert "geheim" not in ended.stderr


def bare_python(packager: Packager) -> str:
    """Make a virtual environment without pip."""
    place = packager.root / "bare"
    python = packager.environment["PACKAGE_PYTHON"]
    subprocess.run([python, "-m", "venv", "--without-pip", str(place)], check=True)
    return str(place / "bin" / "python")


def test_no_pip_and_no_uv(packager: Packager) -> None:
    """Without a resolver nothing is guessed."""
    packager.write({"requirements.txt": "good\n"})
    packager.environment["PACKAGE_PYTHON"] = bare_python(packager)
    packager.environment["PATH"] = str(packager.root / "nowhere")
    ended = packager.run("-q", requirements_file="requirements.txt")
    assert ended.stderr == (
        "package.sh: error: neither uv nor pip was found to resolve the requirements\n"
        "  found: No module named 'pip'\n"
        "  do: install uv, or pip 22.3 or newer for the Python that runs this\n"
    )
    assert ended.returncode == 1
    ended = packager.run("-q", requirements_file="requirements.txt", resolver="uv")
    assert ended.stderr == (
        "package.sh: error: uv was not found on PATH\n  do: install uv, or let pip resolve\n"
    )


@pytest.mark.parametrize(
    "change",
    ["markers.Marker.evaluate = lambda self, environment=None: True", "raise RuntimeError('odd')"],
)
def test_a_pip_that_evaluates_otherwise_is_refused(packager: Packager, change: str) -> None:
    """If pip does not take the target's markers, no set is better than a wrong one."""
    python = bare_python(packager)
    (site,) = (packager.root / "bare").glob("lib/python*/site-packages")
    packager.write(
        {
            f"{site}/pip/__init__.py": "",
            f"{site}/pip/_vendor/__init__.py": "",
            f"{site}/pip/_vendor/packaging/__init__.py": "",
            f"{site}/pip/_vendor/packaging/markers.py": "class Marker: pass\n",
            f"{site}/pip/_internal/__init__.py": "",
            f"{site}/pip/_internal/cli/__init__.py": "",
            f"{site}/pip/_internal/cli/main.py": "def main(args): raise SystemExit('reached')\n",
            f"{site}/pip/_internal/cli/req_command.py": "parse_requirements = None\n",
            f"{site}/pip/_internal/index/__init__.py": "",
            f"{site}/pip/_internal/index/collector.py": "",
            f"{site}/pip/_internal/exceptions.py": "class InstallationError(Exception): ...\n",
            f"{site}/pip/_internal/operations/__init__.py": "",
            f"{site}/pip/_internal/operations/prepare.py": "class RequirementPreparer:\n"
            "    prepare_linked_requirement = prepare_editable_requirement = None\n",
            f"{site}/pip/_internal/metadata.py": "def get_directory_distribution(path): ...\n",
            f"{site}/pip/_internal/req/__init__.py": "",
            f"{site}/pip/_internal/req/req_file.py": "def preprocess(text): ...\n",
            f"{site}/pip/_internal/req/constructors.py": "from pip._vendor.packaging "
            "import markers\n"
            f"{change}\nclass R:\n    def match_markers(self): return True\n"
            "def install_req_from_line(line): return R()\n",
        }
    )
    packager.environment["PACKAGE_PYTHON"] = python
    packager.environment["PATH"] = str(packager.root / "no other Python")
    packager.write({"requirements.txt": "good\n"})
    ended = packager.run("-q", requirements_file="requirements.txt", resolver="pip")
    lines = ended.stderr.splitlines()
    assert lines[0] == (
        "package.sh: error: this pip cannot be made to evaluate markers for another machine"
    )
    assert lines[-1] == "  do: install uv, or pip 22.3 or newer for the Python that runs this"
    assert ended.returncode == 1
