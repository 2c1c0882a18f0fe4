"""Which packages are chosen, and what is said when none can be."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from tests.packaging.packager_support import Index, Packager, sdist, wheel
from tests.packaging.projects import report, shipped

pytestmark = pytest.mark.process

FILE = "requirements.txt"


def wanted(packager: Packager, text: str) -> None:
    packager.write({FILE: text})


def refused(packager: Packager, resolver: str, *words: str) -> str:
    """Run, and give what is said of requirements that cannot be met."""
    ended = packager.run("-q", requirements_file=FILE, resolver=resolver)
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    for word in words:
        assert word in ended.stderr
    assert not packager.output.exists()
    return ended.stderr


@pytest.fixture
def good(packager: Packager, index: Index) -> dict[str, str]:
    packager.use(index)
    return {
        "good": index.add(wheel("good")),
        "more": index.add(wheel("more", requires=("good",))),
    }


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("--require-hashes\ngood==1.0\n", {}),
        ("--require-hashes\nmore==1.0 --hash=sha256:{more}\n", {}),
        ("-r inner.txt\n", {}),
        ("good==1.0\n", {"PIP_REQUIRE_HASHES": "1", "UV_REQUIRE_HASHES": "1"}),
    ],
)
def test_hashes_that_are_required(
    packager: Packager, good: dict[str, str], resolver: str, text: str, settings: dict[str, str]
) -> None:
    """Who requires hashes gets no package that has none."""
    packager.environment |= settings
    packager.write({"inner.txt": "--require-hashes\ngood==1.0\n"})
    wanted(packager, text.format(**good))
    refused(packager, resolver, "good", "hash")


def test_hashes_that_are_required_and_given(
    packager: Packager, good: dict[str, str], resolver: str
) -> None:
    """Where each has its hash, all is well."""
    lines = (f"{name}==1.0 --hash=sha256:{digest}" for name, digest in good.items())
    wanted(packager, "\n".join(["--require-hashes", *lines, ""]))
    packager.build(requirements_file=FILE, resolver=resolver)
    assert shipped(packager) == {"good", "more"}


@pytest.mark.parametrize("kind", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("right", [True, False])
def test_hashes_of_each_kind(
    packager: Packager, index: Index, resolver: str, kind: str, *, right: bool
) -> None:
    """A hash of any kind that pip takes is held against the wheel."""
    packager.use(index)
    file = wheel("good")
    index.add(file)
    digest = hashlib.new(kind, file[1] if right else b"another").hexdigest()
    wanted(packager, f"good==1.0 --hash={kind}:{digest}\n")
    if right:
        packager.build(requirements_file=FILE, resolver=resolver)
        assert shipped(packager) == {"good"}
    else:
        refused(packager, resolver, "good")


def test_the_hash_of_another_wheel(packager: Packager, index: Index, resolver: str) -> None:
    """Hashes that fit a wheel for another machine only do not let in the one that is chosen."""
    packager.use(index)
    index.add(wheel("native", "1.0", "cp312-cp312-manylinux_2_28_x86_64"))
    other = index.add(wheel("native", "1.0", "cp312-cp312-manylinux_2_28_aarch64"))
    wanted(packager, f"native==1.0 --hash=sha256:{other}\n")
    refused(packager, resolver, "native")


def test_the_hash_decides_among_wheels(packager: Packager, index: Index, resolver: str) -> None:
    """Of several wheels that would do, the one whose hash is given is taken."""
    packager.use(index)
    index.add(wheel("native", "1.0", "cp312-cp312-manylinux_2_28_x86_64"))
    pure = index.add(wheel("native", "1.0"))
    wanted(packager, f"native==1.0 --hash=sha256:{pure}\n")
    packager.build(requirements_file=FILE, resolver=resolver)
    assert pure in report(packager)


@pytest.mark.parametrize("text", ["good>4,<3\n", "good>4\ngood<3\n", "more\ngood<1\n"])
def test_requirements_that_contradict(
    packager: Packager, good: dict[str, str], resolver: str, text: str
) -> None:
    """Requirements that nothing can meet are told as such, not as a platform without wheels."""
    assert good
    wanted(packager, text)
    said = refused(packager, resolver, "good")
    assert "no wheel of good" not in said
    assert "source archive" not in said


@pytest.mark.parametrize(
    "file",
    [
        sdist("needed", "1.0"),
        wheel("needed", "1.0", "cp312-cp312-manylinux_2_17_aarch64"),
        wheel("needed", "1.0", "cp312-cp312-win_amd64"),
    ],
    ids=lambda file: file[0],
)
def test_who_requires_what_is_missing(
    packager: Packager, index: Index, resolver: str, file: tuple[str, bytes]
) -> None:
    """A package without a wheel is named, and so is the one that requires it."""
    packager.use(index)
    index.add(wheel("top", requires=("needed>=1",)))
    index.add(file)
    wanted(packager, "top\n")
    said = refused(packager, resolver, "needed", "top")
    assert "python3.12 on x86_64" in said.splitlines()[0]


def test_the_tool_is_heard(packager: Packager, good: dict[str, str], resolver: str) -> None:
    """What the tool says of a package that is not there is passed on, below what was asked."""
    assert good
    wanted(packager, "nosuch>=7\n")
    said = refused(packager, resolver, "nosuch").splitlines()
    assert re.match(r"package\.sh: error: .*python3\.12 on x86_64", said[0])
    assert resolver in said[0] or any(resolver in line for line in said[1:])
    assert len(said) > 1
    assert not [line for line in said if "[notice]" in line or "\x1b" in line]


def second(index: Index) -> Index:
    """Give another index, whose files are its own."""
    root = index.root / "other"
    (root / "simple").mkdir(parents=True)
    return Index(root, index.url.replace("/simple/", "/other/simple/"))


def settled(other: Index) -> None:
    """Let the pages of another index lead to its own files."""
    for page in other.root.glob("simple/*/index.html"):
        page.write_text(page.read_text().replace('"/files/', '"/other/files/'))


TWO = [
    (("1.0",), ("2.0",)),
    (("2.0",), ("1.0",)),
    (("1.0", "2.0"), ("1.5",)),
    (("2.0",), ("1.0", "3.0")),
    (("1.0",), ("1.0",)),
    (("1.0", "1.1"), ("1.1",)),
]


@pytest.mark.parametrize("told", ["lines", "settings", "settings of pip"])
@pytest.mark.parametrize(("ours", "theirs"), TWO)
def test_two_indexes(
    packager: Packager, index: Index, ours: tuple[str, ...], theirs: tuple[str, ...], told: str
) -> None:
    """With two indexes uv and pip choose the same file, of the newest version of both."""
    other = second(index)
    for versions, place in ((ours, index), (theirs, other)):
        for version in versions:
            place.add(wheel("one", version, files={"one/of.txt": place.url}))
    settled(other)
    same_from_both(packager, index, other, told)
    assert json.loads(report(packager))["packages"][0]["version"] == max(ours + theirs)


TAGS = ["py3-none-any", "cp312-cp312-manylinux_2_28_x86_64", "cp312-abi3-manylinux_2_17_x86_64"]


@pytest.mark.parametrize(("ours", "theirs"), [(TAGS[0], TAGS[1]), (TAGS[2], TAGS[0])])
def test_wheels_of_two_indexes(packager: Packager, index: Index, ours: str, theirs: str) -> None:
    """Of one version, the wheel that fits best is taken, whichever index has it."""
    other = second(index)
    index.add(wheel("one", "1.0", ours))
    other.add(wheel("one", "1.0", theirs))
    settled(other)
    same_from_both(packager, index, other, "settings")
    assert "manylinux" in json.loads(report(packager))["packages"][0]["wheel"]


def same_from_both(packager: Packager, index: Index, other: Index, told: str) -> None:
    """Build with either tool from two indexes; the packages must be the same."""
    if told == "lines":
        wanted(packager, f"--index-url {index.url}\n--extra-index-url {other.url}\none\n")
    else:
        packager.environment |= {"PIP_INDEX_URL": index.url, "PIP_EXTRA_INDEX_URL": other.url}
        wanted(packager, "one\n")
    if told == "settings":
        packager.environment |= {"UV_DEFAULT_INDEX": index.url, "UV_EXTRA_INDEX_URL": other.url}
    # What only pip is told of, pip alone can resolve.
    names = ("pip", "auto") if told == "settings of pip" else ("pip", "uv", "auto")
    digests = {name: packager.build(requirements_file=FILE, resolver=name) for name in names}
    assert len(set(digests.values())) == 1, digests


def test_old_pips_are_passed_over(packager: Packager, good: dict[str, str]) -> None:
    """A pip that evaluates markers for this machine only is no end where a next Python has one."""
    assert good
    python = packager.environment["PACKAGE_PYTHON"]
    packager.write(
        {
            "old/python3": f'#!/bin/sh\ncase "$*" in *pip*) exit 1;; esac\nexec "{python}" "$@"\n',
            "bin/python3.11": f'#!/bin/sh\nexec "{python}" "$@"\n',
        }
    )
    for path in (packager.root / "old/python3", packager.root / "bin/python3.11"):
        path.chmod(0o755)
    packager.environment["PACKAGE_PYTHON"] = str(packager.root / "old/python3")
    packager.environment["PATH"] = f"{packager.root}/bin:/usr/bin:/bin"
    wanted(packager, "good\n")
    packager.build(requirements_file=FILE, resolver="pip")
    assert shipped(packager) == {"good"}
