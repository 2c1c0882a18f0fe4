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

RUNTIME = "python3.12 on x86_64"
NO_WHEEL_FOUND = (
    "  found: only a source archive, or wheels for other systems than Amazon Linux 2023 "
    "(glibc 2.34)\n"
    "  do: ask for a version that has such a wheel, or build one and serve it from an index or "
    "--find-links\n"
)
NOT_PACKAGED = (
    "package.sh: error: the source directory src holds what cannot be packaged\n"
    "  found: {}\n"
    "  do: repair or remove it, or leave it out with PACKAGE_EXCLUDES\n"
)


@dataclass
class Case:
    """One bad input and all that is said about it."""

    name: str
    message: str
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


def outside(packager: Packager) -> None:
    packager.write({"other/x": ""})
    link("out", "../other")(packager)


def big(packager: Packager) -> None:
    with (packager.source / "big.bin").open("wb") as file:
        file.truncate(262_144_000)


CASES = [
    Case(
        "no source directory",
        "package.sh: error: the source directory nowhere does not exist\n"
        "  do: name the directory that holds the function's code in PACKAGE_SOURCE_DIR\n",
        values={"source_dir": "nowhere"},
    ),
    Case(
        "source is a file",
        "package.sh: error: the source directory src/main.py is not a directory\n"
        "  do: name the directory that holds the function's code in PACKAGE_SOURCE_DIR\n",
        values={"source_dir": "src/main.py"},
    ),
    Case(
        "empty source",
        "package.sh: error: the source directory src holds no file to package\n"
        "  do: put the function's code there, or exclude less with PACKAGE_EXCLUDES\n",
        values={"excludes": '["**"]'},
    ),
    Case(
        "broken link",
        NOT_PACKAGED.format("sub/gone is a broken link to nowhere"),
        make=link("sub/gone", "nowhere"),
    ),
    Case(
        "link that leads out",
        NOT_PACKAGED.format("out is a link that leads out of the source to ../other"),
        make=outside,
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
        "package.sh: error: the package is 262,144,049 bytes unzipped, Lambda takes at most "
        "262,144,000\n"
        "  found: your source: 262,144,049 bytes (250.0 MiB)\n"
        "  do: remove or replace the largest packages, exclude files of your source, or use a "
        "container image (limit 10 GB)\n",
        make=big,
    ),
    Case(
        "missing requirements file",
        "package.sh: error: the requirements file {root}/nowhere.txt does not exist\n"
        "  do: correct PACKAGE_REQUIREMENTS_FILE, or leave it empty for no dependencies\n",
        values={"requirements_file": "{root}/nowhere.txt"},
    ),
    Case(
        "requirements file that includes itself",
        "package.sh: error: the requirements file requirements.txt includes itself\n"
        "  do: remove one of the -r or -c lines that lead back to it\n",
        requirements="-r ./requirements.txt\n",
        values={"requirements_file": "./requirements.txt"},
    ),
    Case(
        "sdist only",
        f"package.sh: error: no wheel of onlysource 1.0 for {RUNTIME}\n" + NO_WHEEL_FOUND,
        requirements="onlysource==1.0\n",
    ),
    Case(
        "sdist only, any version",
        f"package.sh: error: no wheel of onlysource for {RUNTIME}\n" + NO_WHEEL_FOUND,
        requirements="onlysource\n",
    ),
    Case(
        "wheel for another machine",
        f"package.sh: error: no wheel of armed 1.0 for {RUNTIME}\n" + NO_WHEEL_FOUND,
        requirements="armed==1.0\n",
    ),
    Case(
        "wheel for a newer glibc",
        "package.sh: error: no wheel of newer 1.0 for python3.11 on x86_64\n"
        + NO_WHEEL_FOUND.replace("2023", "2").replace("2.34", "2.26"),
        requirements="newer==1.0\n",
        values={"python_version": "python3.11"},
    ),
    Case(
        "unknown version",
        "package.sh: error: the index has no version good==9\n"
        "  do: correct the version, or name the index that has it\n",
        requirements="good==9\n",
    ),
    Case(
        "unknown package",
        "package.sh: error: the index has no package nosuch\n"
        "  do: correct the name, or name the index that has it with --index-url or "
        "--extra-index-url\n",
        requirements="nosuch\n",
    ),
    Case(
        "wrong hash",
        "package.sh: error: no wheel of good 1.0 has a hash that the requirements allow\n"
        "  do: lock the requirements again, and find out why the files differ if you did not "
        "change the version\n",
        requirements="good==1.0 --hash=sha256:" + "0" * 64 + "\n",
    ),
    Case(
        "local directory",
        "package.sh: error: requirements.txt line 2 asks for a directory or archive on this "
        "machine: ./lib\n"
        "  do: move the code into the source directory, or build a wheel of it and name that\n",
        requirements="good\n./lib\n",
    ),
    Case(
        "local archive by URL",
        "package.sh: error: requirements.txt line 1 asks for a directory or archive on this "
        "machine: x @ file:///x-1.tar.gz\n"
        "  do: move the code into the source directory, or build a wheel of it and name that\n",
        requirements="x @ file:///x-1.tar.gz\n",
    ),
    Case(
        "editable",
        "package.sh: error: requirements.txt line 1 asks for an editable install: -e ./lib\n"
        "  do: a package holds files, not links to a checkout: move the code into the source "
        "directory, or build a wheel of it\n",
        requirements="-e ./lib\n",
    ),
    Case(
        "repository",
        "package.sh: error: requirements.txt line 1 asks for a checkout of a repository: "
        "x @ git+https://host.invalid/x.git\n"
        "  do: build a wheel of it and serve that from an index, --find-links or a URL\n",
        requirements="x @ git+https://host.invalid/x.git  # why\n",
    ),
    Case(
        "source archive by URL",
        "package.sh: error: requirements.txt line 1 asks for a source archive: "
        "https://host.invalid/x-1.tar.gz\n"
        "  do: name the URL of a wheel: only wheels are packaged, nothing is built here\n",
        requirements="https://host.invalid/x-1.tar.gz\n",
    ),
    Case(
        "no binary",
        "package.sh: error: requirements.txt line 1 refuses wheels: --no-binary good\n"
        "  do: remove it: only wheels are packaged, nothing is built on this machine\n",
        requirements="--no-binary good\ngood\n",
    ),
    Case(
        "damaged wheel",
        "package.sh: error: the wheel broken-1.0-py3-none-any.whl is damaged or malformed\n"
        "  found: its member ../evil leads out of the package\n"
        "  do: ask the index that serves it for a sound one, or pin another version\n",
        requirements="broken\n",
    ),
    Case(
        "unknown runtime",
        "package.sh: error: unknown runtime 'python3.7'\n"
        "  do: use one of python3.9, python3.10, python3.11, python3.12, python3.13, python3.14\n",
        values={"python_version": "python3.7"},
        code=2,
    ),
    Case(
        "unknown architecture",
        "package.sh: error: unknown architecture 'sparc'\n  do: use one of x86_64, arm64\n",
        values={"architecture": "sparc"},
        code=2,
    ),
    Case(
        "output inside the source",
        "package.sh: error: the output src/build/p.zip lies in the source directory src, so that "
        "the next build would package it\n"
        "  do: write it elsewhere, or to a directory of the source that PACKAGE_EXCLUDES leaves "
        "out\n",
        values={"output": "src/build/p.zip"},
        code=2,
    ),
    Case(
        "source is the output",
        "package.sh: error: the output src is the source directory\n"
        "  do: name the zip file to write in PACKAGE_OUTPUT, outside of the source directory\n",
        values={"output": "src"},
        code=2,
    ),
    Case(
        "output cannot be written",
        "package.sh: error: the directory of the output file/x/p.zip cannot be written: "
        "Not a directory\n"
        "  do: name another place in PACKAGE_OUTPUT, or give the right to write there\n",
        values={"output": "file/x/p.zip"},
        make=lambda p: p.write({"file": ""}),
    ),
    Case(
        "no output",
        "package.sh: error: PACKAGE_OUTPUT is not set: zip to write; a report goes to FILE.json\n"
        "  do: set it, or use --output\n",
        values={"output": ""},
        code=2,
    ),
    Case(
        "excludes are no JSON",
        "package.sh: error: PACKAGE_EXCLUDES is not JSON: "
        "Expecting value: line 1 column 1 (char 0)\n"
        '  do: write a list, such as ["**/tests/**"]\n',
        values={"excludes": "*.pyc"},
        code=2,
    ),
    Case(
        "excludes are no list",
        "package.sh: error: PACKAGE_EXCLUDES is not a list of strings\n"
        '  do: write a list, such as ["**/tests/**"]\n',
        values={"excludes": '{"a": 1}'},
        code=2,
    ),
    Case(
        "unknown resolver",
        "package.sh: error: unknown resolver 'conda'\n  do: use one of auto, uv, pip\n",
        values={"resolver": "conda"},
        code=2,
    ),
    Case(
        "quiet is no number",
        "package.sh: error: PACKAGE_QUIET is 'yes', not 0 or 1\n  do: set it to 0 or 1\n",
        values={"quiet": "yes"},
        code=2,
    ),
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
    assert ended.stderr == case.message.replace("{root}", root)
    assert ended.returncode == case.code
    assert ended.stdout == ""
    assert packager.output.read_bytes() == before
    assert [path.name for path in packager.output.parent.iterdir()] == ["package.zip"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--nothing"],
            "package.sh: error: unknown argument '--nothing'\n  do: see package.sh --help\n",
        ),
        (["x.zip"], "package.sh: error: unknown argument 'x.zip'\n  do: see package.sh --help\n"),
        (
            ["--output"],
            "package.sh: error: --output lacks its value\n  do: see package.sh --help\n",
        ),
    ],
)
def test_wrong_arguments(packager: Packager, arguments: list[str], message: str) -> None:
    """Arguments that are not known are usage errors."""
    ended = packager.run(*arguments)
    assert (ended.returncode, ended.stderr) == (2, message)


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
    assert lines[0].endswith("bytes unzipped, Lambda takes at most 262,144,000")
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
        "package.sh: error: secret.txt in the source cannot be read: Permission denied\n"
        "  do: give the user that builds the package the right to read it, or exclude it\n"
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
    assert ended.stderr == (
        "package.sh: error: the system refuses: File too large\n"
        "  do: free space or grant the right that is missing, and build again; the output is as "
        "it was\n"
    )
    assert ended.returncode == 1
    assert packager.output.read_text() == "before"
    assert [path.name for path in packager.output.parent.iterdir()] == ["package.zip"]


def test_no_network(packager: Packager, resolver: str) -> None:
    """An index that does not answer is told from a package that does not exist."""
    packager.environment |= {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple/",
        "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
    }
    packager.write({"requirements.txt": "good\n"})
    ended = packager.run("-q", requirements_file="requirements.txt", resolver=resolver)
    lines = ended.stderr.splitlines()
    assert lines[0] == "package.sh: error: the package index cannot be reached"
    assert lines[-1] == (
        "  do: check the network, the proxy (HTTPS_PROXY) and the index settings of pip and uv; a "
        "locked set that was packaged here before needs no network"
    )
    assert all(line.startswith(f"  found: {resolver}: ") for line in lines[1:-1])
    assert ended.returncode == 1


def test_passwords_are_not_shown(packager: Packager, resolver: str) -> None:
    """What a tool says of an index is shown without the log-in for it."""
    packager.environment |= {
        "PIP_INDEX_URL": "http://user:geheim@127.0.0.1:9/simple/",
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
    tools = packager.root / "tools"
    tools.mkdir()
    for name in ("bash", "env"):
        (tools / name).symlink_to(shutil.which(name) or name)
    packager.environment["PATH"] = str(tools)
    ended = packager.run("-q", requirements_file="requirements.txt")
    assert ended.stderr == (
        "package.sh: error: neither uv nor pip was found to resolve the requirements\n"
        "  found: No module named 'pip'\n"
        "  do: install uv, or pip for the Python that runs this\n"
    )
    assert ended.returncode == 1
    ended = packager.run("-q", requirements_file="requirements.txt", resolver="uv")
    assert ended.stderr == (
        "package.sh: error: uv was not found on PATH\n"
        "  do: install uv, or set PACKAGE_RESOLVER to auto or pip\n"
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
            f"{site}/pip/_internal/metadata.py": "def get_directory_distribution(path): ...\n",
            f"{site}/pip/_internal/req/__init__.py": "",
            f"{site}/pip/_internal/req/constructors.py": "from pip._vendor.packaging "
            "import markers\n"
            f"{change}\nclass R:\n    def match_markers(self): return True\n"
            "def install_req_from_line(line): return R()\n",
        }
    )
    packager.environment["PACKAGE_PYTHON"] = python
    packager.write({"requirements.txt": "good\n"})
    ended = packager.run("-q", requirements_file="requirements.txt", resolver="pip")
    lines = ended.stderr.splitlines()
    assert lines[0] == (
        "package.sh: error: this pip cannot be made to evaluate markers for another machine"
    )
    assert lines[-1] == "  do: install uv, or pip 22.3 or newer"
    assert ended.returncode == 1
