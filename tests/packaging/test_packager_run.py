"""A run can be tried first, and writes its package and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.packaging.packager_support import Packager
from tests.packaging.projects import hashed, own_package, tree

pytestmark = pytest.mark.process

FILE = "requirements.txt"


def test_preflight_builds_nothing(packager: Packager) -> None:
    """A preflight asks no index, writes nothing and says that all is well."""
    packager.environment |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple/"}
    packager.write({FILE: "one==1.0\n"})
    before = tree(packager.root)
    ended = packager.run("--preflight", requirements_file=FILE, **hashed(packager, FILE))
    assert ended.returncode == 0, ended.stderr
    assert tree(packager.root) == before


def odd_source(packager: Packager) -> None:
    os.mkfifo(packager.source / "pipe")


def broken_link(packager: Packager) -> None:
    (packager.source / "gone").symlink_to("nowhere")


def bad_name(packager: Packager) -> None:
    Path(os.fsdecode(os.fsencode(packager.source) + b"/\xff.py")).touch()


BAD = {
    "pipe": (odd_source, {}, "pipe"),
    "broken link": (broken_link, {}, "gone"),
    "name": (bad_name, {}, "UTF-8"),
    "no source": (None, {"source_dir": "nowhere"}, "nowhere"),
    "no requirements": (None, {"requirements_file": "nowhere.txt"}, "nowhere.txt"),
    "runtime": (None, {"python_version": "python2.7"}, "python2.7"),
    "architecture": (None, {"architecture": "sparc"}, "sparc"),
    "output in the source": (None, {"output": "src/p.zip"}, "src/p.zip"),
    "pattern": (None, {"excludes": '["[ab].py"]'}, "[ab].py"),
    "pattern of what to include": (None, {"includes": '["{a,b}.py"]'}, "{a,b}.py"),
    "pattern that leads out": (None, {"excludes": '["../x"]'}, "../x"),
    "excludes": (None, {"excludes": '["a", 1]'}, "excludes"),
    "secrets": (None, {"secrets": '"**/.env"'}, "secrets"),
    "inputs": (None, {"inputs": "{}"}, "inputs"),
    "selection": (None, {"selection": "[]"}, "selection"),
    "another hash": (None, {"content_hash": "0" * 64}, "hashed"),
    "no hash": (None, {"content_hash": "xyz"}, "hash"),
    "lock of another tool": (lambda p: p.write({"pdm.lock": ""}), {"requirements_file": "pdm.lock"},
                             "pdm"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_preflight_says_what_the_build_would_say(packager: Packager, case: str) -> None:
    """What can be known without an index is told by the preflight, in the words of the build."""
    make, values, word = BAD[case]
    if make is not None:
        make(packager)
    first = packager.run("-q", "--preflight", **values)
    assert first.returncode in {1, 2}
    assert word in first.stderr
    assert "Traceback" not in first.stderr
    assert not packager.output.parent.exists()
    then = packager.run("-q", **values)
    assert (then.returncode, then.stderr) == (first.returncode, first.stderr)


def test_preflight_reads_includes(packager: Packager, resolver: str) -> None:
    """A preflight finds a file that is read and not hashed, and code of one's own that is not."""
    own_package(packager, "lib", "lib")
    packager.write({FILE: "-r a.txt\n", "a.txt": "-r b.txt\n", "b.txt": "-e ./lib\n"})
    for items, missing in (((FILE, "a.txt"), "b.txt"), ((FILE, "a.txt", "b.txt"), "lib")):
        values = {"requirements_file": FILE, "resolver": resolver, **hashed(packager, *items)}
        ended = packager.run("--preflight", **values)
        assert ended.returncode == 1
        assert missing in ended.stderr
        assert "package_inputs" in ended.stderr
    everything = hashed(packager, FILE, "a.txt", "b.txt", "lib")
    ended = packager.run("--preflight", requirements_file=FILE, resolver=resolver, **everything)
    assert ended.returncode == 0, ended.stderr


def test_preflight_misses_uv(packager: Packager) -> None:
    """A preflight tells of a resolver that is not there, where there is something to resolve."""
    packager.environment["PATH"] = "/usr/bin:/bin"
    packager.write({FILE: "one\n"})
    ended = packager.run("--preflight", resolver="uv", requirements_file=FILE)
    assert ended.returncode == 1
    assert "uv" in ended.stderr
    packager.write({FILE: "# none\n"})
    assert packager.run("--preflight", requirements_file="", resolver="uv").returncode == 0


def test_packages_of_before_are_removed(packager: Packager) -> None:
    """After a build, older packages of the same function beside it are removed, nothing else."""
    old, new = "a" * 64, "b" * 64
    kept = [
        f"fn2-{old}.zip", f"a-fn-{old}.zip", f"fn-{'a' * 63}.zip", f"fn-{'g' * 64}.zip",
        f"fn-{old}.zip.txt", f"fn-{old}.tar", f"fn-x-{old}.zip", "fn.zip", "notes.txt",
    ]  # fmt: skip
    gone = [f"fn-{old}.zip", f"fn-{old}.zip.json", f"fn-{'0' * 64}.zip"]
    packager.write({f"out/{name}": "" for name in [*kept, *gone]})
    own = [f"fn-{new}.zip", f"fn-{new}.zip.json"]
    packager.run("--preflight", output=f"out/fn-{new}.zip")
    failed = packager.run(output=f"out/fn-{new}.zip", requirements_file="nowhere.txt")
    assert failed.returncode == 1
    assert set(tree(packager.root / "out")) == {*kept, *gone}
    ended = packager.run(output=f"out/fn-{new}.zip")
    assert ended.returncode == 0, ended.stderr
    assert set(tree(packager.root / "out")) == {*kept, *own}


def test_packages_of_other_names_stay(packager: Packager) -> None:
    """An output whose name ends in no hash removes nothing."""
    packager.write({f"out/package-{'a' * 64}.zip": "", "out/package-1.zip": ""})
    packager.build()
    assert len(tree(packager.root / "out")) == 4


@pytest.mark.parametrize("output", ["src/p.zip", "src/new/p.zip", "link/p.zip", "src/../src/p.zip"])
def test_the_output_is_not_in_the_source(packager: Packager, output: str) -> None:
    """An output that the next build would package is refused, by whatever way it leads there."""
    (packager.root / "link").symlink_to("src")
    ended = packager.run(output=output)
    assert ended.returncode == 2
    assert "source" in ended.stderr
    assert [path.name for path in packager.source.iterdir()] == ["main.py"]
