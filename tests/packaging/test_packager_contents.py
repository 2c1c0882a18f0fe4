"""What of wheels goes into a package works there, and what does not go in is told."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import warnings
import zipfile

import pytest

from tests.packaging.packager_support import Index, Packager, wheel
from tests.packaging.projects import report

pytestmark = pytest.mark.process

FILE = "requirements.txt"


def built(packager: Packager, index: Index, *files: tuple[str, bytes]) -> None:
    """Build a package of wheels."""
    names = []
    for file in files:
        index.add(file)
        names.append(file[0].split("-")[0])
    packager.use(index)
    packager.write({FILE: "\n".join([*names, ""])})
    packager.build(requirements_file=FILE)


def asked(packager: Packager, code: str) -> object:
    """Unpack the package as Lambda does, and give what a Python says there, as JSON."""
    place = packager.root / "unpacked"
    with zipfile.ZipFile(packager.output) as archive:
        archive.extractall(place)
    code = f"import json, sys; sys.path[:0] = [{str(place)!r}]; {code}"
    command = [sys.executable, "-I", "-S", "-B", "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def demo(**files: str) -> tuple[str, bytes]:
    """Make a wheel whose files have hashes in its record, as those of backends have."""
    stem = "demo-1.0"
    name, data = wheel(
        "demo",
        files={
            f"{stem}.data/purelib/pure.py": "",
            f"{stem}.data/scripts/serve": "#!python\n",
            f"{stem}.data/headers/demo.h": "",
            f"{stem}.dist-info/entry_points.txt": "[console_scripts]\nserve = demo:main\n"
            "[gui_scripts]\nshow = demo:main\n[plugins]\nx = demo\n",
            f"{stem}.dist-info/INSTALLER": "pip",
            "demo/__pycache__/x.cpython-312.pyc": "",
            "demo/with, comma.txt": "",
            **files,
        },
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        record = io.StringIO()
        rows = csv.writer(record, lineterminator="\n")
        for info in before.infolist():
            if info.filename.endswith(".dist-info/RECORD"):
                continue
            after.writestr(info, before.read(info))
            rows.writerow([info.filename, f"sha256=of-{info.filename}", info.file_size])
        rows.writerow([f"{stem}.dist-info/RECORD", "", ""])
        after.writestr(f"{stem}.dist-info/RECORD", record.getvalue())
    return name, out.getvalue()


def test_the_record_is_kept(packager: Packager, index: Index) -> None:
    """The record names each file of the package that is shipped, by its place there, and no other.

    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    built(packager, index, demo())
    found = asked(
        packager,
        "import importlib.metadata as m; print(json.dumps([[str(f), f.locate().exists()] for f in "
        "m.files('demo') or []]))",
    )
    assert isinstance(found, list)
    own = {name for name in packager.names() if name != "main.py"}
    assert {name for name, _ in found} == own
    assert all(there for _, there in found)
    assert "pure.py" in own
    with zipfile.ZipFile(packager.output) as archive:
        text = archive.read("demo-1.0.dist-info/RECORD").decode()
    assert "demo/__init__.py,sha256=of-demo/__init__.py," in text


def test_modules_lead_to_their_packages(packager: Packager, index: Index) -> None:
    """`packages_distributions()` knows which package a module is of."""
    built(packager, index, demo())
    code = "import importlib.metadata as m; print(json.dumps(m.packages_distributions()))"
    found = asked(packager, code)
    assert isinstance(found, dict)
    assert found["demo"] == ["demo"]
    assert found["pure"] == ["demo"]


@pytest.mark.parametrize("data", ["Demo.Pkg-1.0", "demo.pkg-1.0", "Demo_Pkg-1.0", "demo-pkg-1.0"])
@pytest.mark.parametrize("scheme", ["purelib", "platlib"])
def test_a_data_directory_of_another_spelling(
    packager: Packager, index: Index, data: str, scheme: str
) -> None:
    """The .data directory is the package's however its name is spelt.

    https://packaging.python.org/en/latest/specifications/name-normalization/
    """
    built(packager, index, wheel("demo-pkg", files={f"{data}.data/{scheme}/found.py": ""}))
    assert "found.py" in packager.names()
    assert not [name for name in packager.names() if ".data/" in name]


def test_commands_that_are_left_out(packager: Packager, index: Index) -> None:
    """The report names the commands for which nothing is made, with the package that has them."""
    built(packager, index, demo(), wheel("one"))
    packages = json.loads(report(packager))["packages"]
    said = {row["name"]: json.dumps(row) for row in packages}
    assert '"serve"' in said["demo"]
    assert '"show"' in said["demo"]
    assert "serve" not in said["one"]
    assert not [name for name in packager.names() if name.startswith(("bin/", "serve"))]


def test_members_that_come_twice(packager: Packager, index: Index) -> None:
    """A wheel with two members of one name is refused: tools differ about which one counts."""
    name, data = wheel("demo")
    out = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("demo/__init__.py", "VERSION = 'another'\n")
    index.add((name, out.getvalue()))
    packager.use(index)
    packager.write({FILE: "demo\n"})
    for resolver in ("pip", "uv"):
        ended = packager.run(requirements_file=FILE, resolver=resolver)
        assert ended.returncode == 1
        assert "demo-1.0-py3-none-any.whl" in ended.stderr
        assert "demo/__init__.py" in ended.stderr


def test_members_with_names_of_all_scripts(packager: Packager, index: Index) -> None:
    """Names of wheels that are not ASCII are what they were, whatever the locale."""
    names = ["demo/é.txt", "demo/日本.py", "demo/\U0001f600.txt"]
    packager.environment["LC_ALL"] = "C"
    built(packager, index, wheel("demo", files=dict.fromkeys(names, "")))
    assert set(names) <= set(packager.names())
    found = asked(packager, "import importlib; importlib.import_module('demo.日本'); print(1)")
    assert found == 1


def test_a_wheel_with_a_name_of_another_script(packager: Packager, index: Index) -> None:
    """A wheel's address with escaped letters leads to the wheel."""
    name, data = wheel("demo", "1.0+abc.1")
    (index.root / "files").mkdir()
    (index.root / "files" / name).write_bytes(data)
    url = index.url.replace("simple/", "files/") + name.replace("+", "%2B")
    packager.write({FILE: f"demo @ {url}\n"})
    digests = {
        packager.build(requirements_file=FILE, resolver=resolver) for resolver in ("pip", "uv")
    }
    assert len(digests) == 1
    assert "demo-1.0+abc.1.dist-info/METADATA" in packager.names()


def test_a_name_that_is_file_and_directory(packager: Packager, index: Index) -> None:
    """A file of one package where another has a directory is refused or told: both cannot be."""
    index.add(wheel("one", files={"shared": "a file"}))
    index.add(wheel("two", files={"shared/x.py": ""}))
    packager.use(index)
    packager.write({FILE: "one\ntwo\n"})
    ended = packager.run(requirements_file=FILE)
    assert "shared" in ended.stderr
    if ended.returncode == 0:
        assert not {"shared", "shared/x.py"} <= set(packager.names())
