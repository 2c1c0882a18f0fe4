from __future__ import annotations

import base64
import hashlib
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.packaging.packager_support import HANDLER, Index, Packager, Quiet, sdist, wheel

pytestmark = pytest.mark.process


def requirements(packager: Packager, *lines: str) -> None:
    packager.write({"requirements.txt": "\n".join(lines) + "\n"})


def report(packager: Packager) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(Path(f"{packager.output}.json").read_text())
    return loaded


def chosen(packager: Packager) -> dict[str, str]:
    """Give the version of each package in the report."""
    packages = report(packager)["packages"]
    assert isinstance(packages, list)
    return {row["name"]: row["version"] for row in packages}


def test_source_alone(packager: Packager) -> None:
    """Everything in the source goes in, dotfiles too; excluded files do not."""
    packager.write({"src/.a": "A=1", "src/sub/x.py": "", "src/.git/HEAD": "", "src/a.pyc": ""})
    (packager.source / "run.sh").write_text("#!/bin/sh\n")
    (packager.source / "run.sh").chmod(0o700)
    packager.build()
    assert packager.names() == [".a", "main.py", "run.sh", "sub/x.py"]
    with zipfile.ZipFile(packager.output) as archive:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
        assert archive.read("main.py").decode() == HANDLER
    assert modes == {".a": 0o644, "main.py": 0o644, "run.sh": 0o755, "sub/x.py": 0o644}


def test_links_become_files(packager: Packager) -> None:
    """A link within the source is packaged as what it leads to."""
    packager.write({"src/a/x.py": "X"})
    (packager.source / "b").symlink_to("a")
    (packager.source / "c.py").symlink_to("a/x.py")
    packager.build()
    assert packager.names() == ["a/x.py", "b/x.py", "c.py", "main.py"]
    with zipfile.ZipFile(packager.output) as archive:
        assert archive.read("c.py") == b"X"
        assert archive.getinfo("c.py").external_attr >> 16 == 0o100644


def test_odd_names_are_packaged(packager: Packager) -> None:
    """Quotes, spaces, newlines, brackets and emoji pass through, in paths of every kind."""
    odd = "q'u\"o te$(x)\n😀[a]"
    packager.write({f"{odd}/src/{odd}.py": "1", f"{odd}/{odd}.txt": "# nothing\n"})
    packager.build(source_dir=f"{odd}/src", requirements_file=f"{odd}/{odd}.txt")
    assert packager.names() == [f"{odd}.py"]
    ended = packager.run(source_dir=f"{odd}/src", output=f"{odd}/{odd}.zip")
    assert ended.returncode == 0, ended.stderr
    assert (packager.root / odd / f"{odd}.zip").is_file()


def test_options_and_environment_mean_the_same(packager: Packager) -> None:
    """Each variable has an option; the option wins."""
    packager.write({"other/handler.py": "", "empty.txt": ""})
    by_environment = packager.build(source_dir="other", excludes='["*.md"]')
    for style in ([], ["="]):
        options = {
            "--source-dir": "other",
            "--requirements-file": "empty.txt",
            "--python-version": "python3.12",
            "--architecture": "x86_64",
            "--output": "out/package.zip",
            "--excludes": '["*.md"]',
            "--resolver": "auto",
            "--cache-dir": "cache",
        }
        words = [f"{name}={value}" for name, value in options.items()] if style else []
        words = words or [word for pair in options.items() for word in pair]
        assert packager.build(*words, "-q", python_version="python3.9") == by_environment


def test_pip_and_uv_build_the_same_zip(packager: Packager, index: Index) -> None:
    """Which tool resolves is not seen in the package."""
    index.add(wheel("top", requires=("below>=1", 'only; python_version < "3.10"', "more[fast]")))
    index.add(wheel("below", "1.5"))
    index.add(wheel("below", "2.0", "cp312-cp312-manylinux_2_28_x86_64"))
    index.add(wheel("below", "2.0", "cp312-abi3-manylinux_2_17_x86_64"))
    index.add(wheel("more", requires=('quick; extra == "fast"', 'slow; extra == "slow"')))
    index.add(wheel("quick"))
    packager.use(index)
    requirements(packager, "top")
    digests = {
        packager.build(requirements_file="requirements.txt", resolver=name)
        for name in ("pip", "uv", "auto")
    }
    assert len(digests) == 1
    assert chosen(packager) == {"below": "2.0", "more": "1.0", "quick": "1.0", "top": "1.0"}


def test_markers_are_the_targets(packager: Packager, index: Index, resolver: str) -> None:
    """Markers are evaluated for the function's Python and machine, not for the builder's."""
    names = {
        "old": 'python_version < "3.11"',
        "arm": 'platform_machine == "aarch64"',
        "exact": 'python_full_version >= "3.10.13" and python_full_version < "3.10.14"',
        "windows": 'sys_platform == "win32"',
        "here": f'python_version == "{sys.version_info[0]}.{sys.version_info[1]}"',
    }
    index.add(wheel("top", requires=tuple(f"{name}; {marker}" for name, marker in names.items())))
    for name in names:
        index.add(wheel(name))
    packager.use(index)
    requirements(
        packager, "top", 'windows; sys_platform == "win32"', 'arm; python_version == "3.10"'
    )
    packager.build(
        requirements_file="requirements.txt",
        python_version="python3.10",
        architecture="arm64",
        resolver=resolver,
    )
    expected = {"arm", "exact", "old", "top"}
    assert set(chosen(packager)) - {"here"} == expected
    assert ("here" in chosen(packager)) == (sys.version_info[:2] == (3, 10))


@pytest.mark.parametrize(("runtime", "version"), [("python3.11", "1.0"), ("python3.12", "3.0")])
def test_only_wheels_that_the_runtime_can_load(
    packager: Packager, index: Index, resolver: str, runtime: str, version: str
) -> None:
    """A newer version whose wheels need a newer glibc is passed over."""
    own = f"cp3{runtime.split('.')[1]}"
    index.add(wheel("native", "1.0", f"{own}-{own}-manylinux_2_24_x86_64"))
    for number in range(1, 6):
        index.add(wheel("native", f"2.{number}", f"{own}-{own}-manylinux_2_27_x86_64"))
    index.add(wheel("native", "3.0", f"{own}-{own}-manylinux_2_28_x86_64"))
    index.add(wheel("native", "4.0", f"{own}-{own}-linux_x86_64"))
    index.add(wheel("native", "5.0", f"{own}-{own}-manylinux_2_17_aarch64"))
    index.add(sdist("native", "6.0"))
    packager.use(index)
    requirements(packager, "native")
    packager.build(requirements_file="requirements.txt", python_version=runtime, resolver=resolver)
    assert chosen(packager) == {"native": version}


def test_requires_python_is_the_runtimes(packager: Packager, index: Index, resolver: str) -> None:
    """Requires-Python is held against the release that the runtime runs, not against 3.9.0."""
    index.add(wheel("crypt", "1.0"))
    index.add(wheel("crypt", "2.0", requires_python=">=3.9,!=3.9.0,!=3.9.1"))
    index.add(wheel("crypt", "3.0", requires_python=">=3.13"))
    page = index.root / "simple" / "crypt" / "index.html"
    text = page.read_text()
    text = text.replace(
        '">crypt-2.0', '" data-requires-python="&gt;=3.9,!=3.9.0,!=3.9.1">crypt-2.0'
    )
    page.write_text(text.replace('">crypt-3.0', '" data-requires-python="&gt;=3.13">crypt-3.0'))
    packager.use(index)
    requirements(packager, "crypt")
    packager.build(
        requirements_file="requirements.txt", python_version="python3.9", resolver=resolver
    )
    assert chosen(packager) == {"crypt": "2.0"}


def test_requirements_files_in_full(packager: Packager, index: Index, resolver: str) -> None:
    """Includes, constraints, extras, continuation lines, find-links and URLs are understood."""
    index.add(wheel("one", "1.0"))
    index.add(wheel("one", "2.0"))
    index.add(wheel("two", requires=('extra-thing; extra == "x"',)))
    index.add(wheel("extra-thing"))
    packager.use(index)
    url = index.url.replace("simple/", "files/")
    index.add(wheel("direct"))
    name, data = wheel("local", "3.0")
    (packager.root / "links").mkdir()
    (packager.root / "links" / name).write_bytes(data)
    packager.write(
        {
            "deps/requirements.txt": "-r more.txt\n-c limits.txt\n--find-links ../links\n"
            f"local\ndirect @ {url}direct-1.0-py3-none-any.whl\n",
            "deps/more.txt": "one >= 1.0 \\\n  # the first\ntwo[x]\n",
            "deps/limits.txt": "one<2\n",
        }
    )
    packager.build(requirements_file="deps/requirements.txt", resolver=resolver)
    assert chosen(packager) == {
        "direct": "1.0", "extra-thing": "1.0", "local": "3.0", "one": "1.0", "two": "1.0",
    }  # fmt: skip


def test_hashes_are_for_all_or_none(packager: Packager, index: Index, resolver: str) -> None:
    """A set of which a part is locked by hash is refused, as pip refuses it."""
    digest = index.add(wheel("one", requires=("two",)))
    index.add(wheel("two"))
    packager.use(index)
    requirements(packager, f"one==1.0 --hash=sha256:{digest}")
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert "two" in ended.stderr.split("error: ")[1]
    assert "hash" in ended.stderr.split("error: ")[1]


def test_options_of_pip_that_uv_lacks(packager: Packager, index: Index, resolver: str) -> None:
    """Options in the file that only pip knows do not stop uv."""
    index.add(wheel("one", "1.0"))
    index.add(wheel("one", "2.0rc1"))
    packager.use(index)
    requirements(packager, "--pre", "--prefer-binary", "--trusted-host host.invalid", "one")
    packager.build(requirements_file="requirements.txt", resolver=resolver)
    assert chosen(packager) == {"one": "2.0rc1"}


def test_latin_1_is_no_matter(packager: Packager) -> None:
    """Names of files are UTF-8 in the package in every locale."""
    packager.write({"src/é.py": ""})
    packager.environment["LC_ALL"] = "en_US.ISO-8859-1"
    packager.build()
    assert packager.names() == ["main.py", "é.py"]


@pytest.mark.parametrize("size", [100, 3 << 20])
def test_a_damaged_cache_is_not_used(
    packager: Packager, index: Index, resolver: str, size: int
) -> None:
    """A wheel that changed on disk is fetched again, however large it is."""
    noise = random.Random(1)  # noqa: S311 - only to be large when compressed
    text = "".join(noise.choices("0123456789abcdef", k=size * 2))
    digest = index.add(wheel("one", files={"one/data.txt": text}))
    packager.use(index)
    requirements(packager, f"one==1.0 --hash=sha256:{digest}")
    before = packager.build(requirements_file="requirements.txt", resolver=resolver)
    (kept,) = packager.root.glob(f"home/**/{digest}.whl")
    whole = kept.read_bytes()
    for at in (40, len(whole) // 2, len(whole) - 1):
        data = bytearray(whole)
        data[at] ^= 1
        kept.write_bytes(data)
        assert packager.build(requirements_file="requirements.txt", resolver=resolver) == before
        assert kept.read_bytes() == whole
    for left in (b"", whole[: len(whole) // 2], whole + b"more"):
        kept.write_bytes(left)
        assert packager.build(requirements_file="requirements.txt", resolver=resolver) == before


def test_without_a_cache_directory(packager: Packager, index: Index) -> None:
    """A home that cannot be written is no reason not to build."""
    index.add(wheel("one"))
    packager.use(index)
    packager.write({"file": ""})
    requirements(packager, "one")
    ended = packager.run(requirements_file="requirements.txt", cache_dir="file/below")
    assert ended.returncode == 0, ended.stderr
    assert "wheels are not kept, " in ended.stderr
    assert "file/below/v2 cannot be used: Not a directory" in ended.stderr
    assert "one/__init__.py" in packager.names()


def test_the_source_wins(packager: Packager, index: Index, resolver: str) -> None:
    """A file of the source replaces a dependency's, and the user is told."""
    index.add(wheel("one", files={"one/x.py": "theirs", "one/y.py": ""}))
    packager.use(index)
    packager.write({"src/one/x.py": "ours"})
    requirements(packager, "one")
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert "package.sh: warning: your source replaces files of one 1.0: one/x.py\n" in ended.stderr
    with zipfile.ZipFile(packager.output) as archive:
        assert archive.read("one/x.py") == b"ours"
    assert len(packager.names()) == len(set(packager.names()))


def test_packages_that_share_a_name(packager: Packager, index: Index, resolver: str) -> None:
    """Of different files of one name that of the first package is taken, and the user told."""
    index.add(wheel("one", files={"shared/__init__.py": "", "shared/a.py": "one"}))
    index.add(wheel("two", files={"shared/__init__.py": "", "shared/a.py": "two"}))
    packager.use(index)
    requirements(packager, "two", "one")
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert "package.sh: warning: one 1.0 replaces files of two 1.0: shared/a.py\n" in ended.stderr
    with zipfile.ZipFile(packager.output) as archive:
        assert archive.read("shared/a.py") == b"one"


def test_metadata_works_at_run_time(packager: Packager, index: Index) -> None:
    """importlib.metadata finds versions and entry points in the package."""
    entry_points = "[plugins]\nname = one:VERSION\n"
    index.add(wheel("one", "1.2", files={"one-1.2.dist-info/entry_points.txt": entry_points}))
    packager.use(index)
    requirements(packager, "one")
    packager.build(requirements_file="requirements.txt")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import importlib.metadata as m, one;"
        "print(m.version('one'), one.VERSION, next(iter(m.distribution('one').entry_points)).value)"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-c", code, str(packager.output)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["1.2", "1.2", "one:VERSION"]


def test_the_report_describes_the_zip(packager: Packager, index: Index) -> None:
    """The report's digest is what Lambda will report, its sizes are those of the files."""
    digest = index.add(wheel("one"))
    packager.use(index)
    requirements(packager, "one")
    packager.build(requirements_file="requirements.txt", architecture="arm64")
    data = packager.output.read_bytes()
    told = report(packager)
    with zipfile.ZipFile(packager.output) as archive:
        infos = archive.infolist()
    own = [info for info in infos if info.filename.startswith("one")]
    assert told == {
        "format": 1,
        "sha256": base64.b64encode(hashlib.sha256(data).digest()).decode(),
        "size": len(data),
        "unzipped_size": sum(info.file_size for info in infos),
        "files": 5,
        "python_version": "python3.12",
        "architecture": "arm64",
        "packages": [
            {
                "name": "one",
                "version": "1.0",
                "wheel": "one-1.0-py3-none-any.whl",
                "sha256": digest,
                "files": 4,
                "unzipped_size": sum(info.file_size for info in own),
                "commands_left_out": [],
            }
        ],
        "warnings": [],
    }


def test_progress_is_for_people(packager: Packager, index: Index) -> None:
    """Without -q each package and its size is told; with it one line."""
    index.add(wheel("one"))
    packager.use(index)
    requirements(packager, "one")
    loud = packager.run(requirements_file="requirements.txt", resolver="pip").stderr
    assert "resolving for python3.12 on x86_64 with pip\n" in loud
    assert "one 1.0: wheel of " in loud
    assert "one 1.0: 4 files, " in loud
    for quiet in (packager.run("-q"), packager.run(quiet=1)):
        assert len(quiet.stderr.splitlines()) == 1
        assert quiet.stderr.startswith("package.sh: out/package.zip: ")
        assert quiet.stdout == ""


def sparse(packager: Packager, name: str, size: int) -> None:
    with (packager.source / name).open("wb") as file:
        file.truncate(size)


@pytest.mark.parametrize(
    ("size", "warning"),
    [
        (209_715_199, ""),
        (209_715_200, "the package is 209,715,200 bytes unzipped, 80 % of what Lambda "),
        (262_144_000, "the package is 262,144,000 bytes unzipped, 100 % of what Lambda "),
    ],
)
def test_a_warning_from_80_percent(packager: Packager, size: int, warning: str) -> None:
    """Up to the limit is packaged, from 80 % of it with a warning."""
    sparse(packager, "big.bin", size - len(HANDLER))
    ended = packager.run()
    assert ended.returncode == 0
    assert ("warning: " in ended.stderr) == bool(warning)
    assert warning in ended.stderr


def test_an_index_of_pip_alone(packager: Packager, index: Index) -> None:
    """Where only pip is told of an index, pip resolves: nothing comes from elsewhere."""
    index.add(wheel("private"))
    packager.write({"pip.conf": f"[global]\nindex-url = {index.url}\n"})
    requirements(packager, "private")
    packager.environment["PIP_CONFIG_FILE"] = str(packager.root / "pip.conf")
    packager.build(requirements_file="requirements.txt")
    assert chosen(packager) == {"private": "1.0"}


def test_uv_does_not_look_elsewhere(packager: Packager, index: Index) -> None:
    """Who asks for uv where only pip is told of an index gets an error, no stranger's package."""
    index.add(wheel("private"))
    requirements(packager, "private")
    packager.write({"pyproject.toml": '[project]\nname = "fn"\ndependencies = ["private"]\n'})
    packager.environment["PIP_INDEX_URL"] = index.url
    for file, name in (("requirements.txt", "uv"), ("pyproject.toml", "auto")):
        ended = packager.run(requirements_file=file, resolver=name)
        assert ended.returncode == 1
        assert "UV_DEFAULT_INDEX" in ended.stderr


@pytest.mark.parametrize("place", ["requirements", "settings", "netrc"])
def test_an_index_with_a_log_in(
    packager: Packager, index: Index, resolver: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A log-in is found where pip finds it, for the index and for the wheels that it serves."""
    monkeypatch.setattr(Quiet, "login", "me:se%cret")
    index.add(wheel("private"))
    url = index.url.replace("//", "//me:se%25cret@")
    lines = ["private"]
    if place == "requirements":
        lines.insert(0, f"--index-url {url}")
    elif place == "settings":
        packager.environment["PIP_INDEX_URL"] = packager.environment["UV_DEFAULT_INDEX"] = url
    else:
        packager.use(index)
        packager.write({"home/.netrc": "machine 127.0.0.1 login me password se%cret\n"})
        (packager.root / "home" / ".netrc").chmod(0o600)
    requirements(packager, *lines)
    packager.build(requirements_file="requirements.txt", resolver=resolver)
    assert chosen(packager) == {"private": "1.0"}


def test_uvs_own_settings_count_for_more(packager: Packager, index: Index) -> None:
    """Who told uv where packages come from is not overruled by pip's settings."""
    index.add(wheel("private"))
    packager.environment["PIP_INDEX_URL"] = "http://127.0.0.1:9/simple/"
    packager.environment["UV_DEFAULT_INDEX"] = index.url
    requirements(packager, "private")
    packager.build(requirements_file="requirements.txt", resolver="uv")
    assert chosen(packager) == {"private": "1.0"}


@pytest.mark.parametrize(
    "settings",
    [
        {"PIP_USER": "1"},
        {"PIP_TARGET": "elsewhere"},
        {"PIP_PLATFORM": "win_amd64", "PIP_NO_BINARY": ":all:", "PIP_ABI": "cp27"},
        {"PIP_REQUIRE_VIRTUALENV": "1", "PIP_DEST": "elsewhere", "PIP_QUIET": "3"},
        {"PYTHONPATH": "broken", "PYTHONHOME": "broken", "VIRTUAL_ENV": "broken"},
    ],
    ids=" ".join,
)
def test_settings_meant_for_installs_change_nothing(
    packager: Packager, index: Index, resolver: str, settings: dict[str, str]
) -> None:
    """What the user set for other runs of pip does not change the package."""
    index.add(wheel("one"))
    packager.use(index)
    packager.write({"broken/json.py": "raise SystemExit(9)"})
    requirements(packager, "one")
    before = packager.build(requirements_file="requirements.txt", resolver=resolver)
    packager.environment.update(settings)
    assert packager.build(requirements_file="requirements.txt", resolver=resolver) == before
    assert not (packager.root / "elsewhere").exists()


def test_nothing_is_left_beside_the_output(packager: Packager, index: Index) -> None:
    """Neither in the module, nor next to the output, nor in the source remains a trace."""
    index.add(wheel("one"))
    packager.use(index)
    requirements(packager, "one")
    packager.build(requirements_file="requirements.txt", resolver="pip")
    assert sorted(path.name for path in packager.output.parent.iterdir()) == [
        "package.zip",
        "package.zip.json",
    ]
    assert [path.name for path in packager.source.iterdir()] == ["main.py"]


def test_output_in_an_excluded_directory_of_the_source(packager: Packager) -> None:
    """The build directory may lie in the source where the source leaves it out."""
    before = packager.build()
    ended = packager.run(output="src/.terraform/build/p.zip")
    assert ended.returncode == 0, ended.stderr
    again = packager.root / "src/.terraform/build/p.zip"
    assert hashlib.sha256(again.read_bytes()).hexdigest() == before
