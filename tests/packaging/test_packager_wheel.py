from __future__ import annotations

import io
import struct
import tempfile
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.packaging.packager_support import package
from tests.packaging.packager_support import wheel as make


def packaged(file: tuple[str, bytes]) -> dict[str, Any]:
    """Check a wheel, and give what of it is packaged."""
    name, data = file
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(data)
        kept.flush()
        wheel = package.Wheel(name, "", "", data=package.mapped(kept.name))
        package.check(wheel, kept.name)
    entries, _ = package.contents(wheel)
    return {name.decode(): entry for name, entry in entries.items()}


def test_each_member_goes_where_an_installer_puts_it() -> None:
    """Library schemes go to the root; commands, headers and installers' records go nowhere."""
    stem = "demo-1.0"
    file = make(
        "demo",
        files={
            f"{stem}.data/purelib/pure.py": "",
            f"{stem}.data/platlib/plat.py": "",
            f"{stem}.data/data/share/x.txt": "",
            f"{stem}.data/data/bin/tool": "",
            f"{stem}.data/scripts/run": "#!python",
            f"{stem}.data/headers/x.h": "",
            f"{stem}.dist-info/INSTALLER": "pip",
            f"{stem}.dist-info/REQUESTED": "",
            f"{stem}.dist-info/direct_url.json": "{}",
            f"{stem}.dist-info/entry_points.txt": "[console_scripts]\nrun = demo:main\n",
            f"{stem}.dist-info/licenses/RECORD": "kept: it is not the record",
            "demo/__pycache__/x.cpython-312.pyc": "",
            "demo/bin/tool.py": "",
        },
    )
    assert sorted(packaged(file)) == [
        "demo-1.0.dist-info/METADATA",
        "demo-1.0.dist-info/RECORD",
        "demo-1.0.dist-info/WHEEL",
        "demo-1.0.dist-info/entry_points.txt",
        "demo-1.0.dist-info/licenses/RECORD",
        "demo/__init__.py",
        "demo/bin/tool.py",
        "plat.py",
        "pure.py",
        "share/x.txt",
    ]


def test_compressed_bytes_are_moved_unchanged() -> None:
    """No member is compressed anew: its deflated bytes are those of the wheel."""
    text = "".join(f"line {at}\n" for at in range(1000))
    name, data = make("demo", files={"demo/long.py": text}, executable=("demo/long.py",))
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        info = before.getinfo("demo/long.py")
        start = info.header_offset + 30 + len(info.filename)
        packed = data[start : start + info.compress_size]
    moved = packaged((name, data))
    assert bytes(moved["demo/long.py"].data) == packed
    assert moved["demo/long.py"].executable
    assert not moved["demo/__init__.py"].executable


def test_streamed_wheels_are_read() -> None:
    """A wheel written to a pipe has its sizes behind its data; they are moved to the front."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:  # noqa: ANN401 - whatever zipfile writes
            self.data += data
            return len(data)

    name, data = make("demo")
    pipe = Pipe()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(pipe, "w") as after:
        for info in before.infolist():
            after.writestr(info, before.read(info))
    assert bytes(pipe.data) != data
    assert packaged((name, bytes(pipe.data))) == packaged((name, data))


def damaged(change: Callable[[bytearray, zipfile.ZipInfo], None]) -> bytes:
    _, data = make("demo", files={"demo/long.py": "x = 1\n" * 500})
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        change(changed, found.getinfo("demo/long.py"))
    return bytes(changed)


def central(data: bytearray, info: zipfile.ZipInfo) -> int:
    """Find the central record of a member."""
    return data.rindex(info.filename.encode()) - 46


def flip_crc(data: bytearray, info: zipfile.ZipInfo) -> None:
    data[central(data, info) + 16] ^= 1


def flip_data(data: bytearray, info: zipfile.ZipInfo) -> None:
    data[info.header_offset + 30 + len(info.filename)] = 0xFF


def lie_about_size(data: bytearray, info: zipfile.ZipInfo) -> None:
    struct.pack_into("<L", data, central(data, info) + 24, 10)


def encrypt(data: bytearray, info: zipfile.ZipInfo) -> None:
    data[central(data, info) + 8] |= 1


def odd_method(data: bytearray, info: zipfile.ZipInfo) -> None:
    data[central(data, info) + 10] = 93


def shift(data: bytearray, info: zipfile.ZipInfo) -> None:
    struct.pack_into("<L", data, central(data, info) + 42, info.header_offset + 1)


LONG = "its member demo/long.py"
NAME = "demo-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(lambda: b"no zip", "File is not a zip file", id="no zip"),
        pytest.param(lambda: make("demo")[1][:-30], "File is not a zip file", id="cut"),
        pytest.param(lambda: damaged(flip_crc), f"{LONG} has a wrong CRC-32 or header", id="crc"),
        pytest.param(
            lambda: damaged(flip_data),
            "Error -3 while decompressing data: invalid block type",
            id="data",
        ),
        pytest.param(
            lambda: damaged(lie_about_size), f"{LONG} has a wrong CRC-32 or header", id="bomb"
        ),
        pytest.param(
            lambda: damaged(encrypt),
            "File 'demo/long.py' is encrypted, password required for extraction",
            id="encrypted",
        ),
        pytest.param(
            lambda: damaged(odd_method), "That compression method is not supported", id="method"
        ),
        pytest.param(lambda: damaged(shift), f"{LONG} has a wrong CRC-32 or header", id="offset"),
        pytest.param(
            lambda: make("demo", files={"../evil.py": ""})[1],
            "its member ../evil.py leads out of the package",
            id="dotdot",
        ),
        pytest.param(
            lambda: make("demo", files={"/etc/evil": ""})[1],
            "its member /etc/evil leads out of the package",
            id="absolute",
        ),
        pytest.param(
            lambda: make("demo", files={"a\\b": ""})[1],
            "its member a\\b leads out of the package",
            id="backslash",
        ),
        pytest.param(
            lambda: make("demo", files={"demo-1.0.data/purelib/demo/__init__.py": ""})[1],
            "two members become demo/__init__.py",
            id="twice",
        ),
        pytest.param(
            lambda: make("demo", files={"demo-1.0.data/odd/x": ""})[1],
            "its member demo-1.0.data/odd/x has an unknown place",
            id="scheme",
        ),
        pytest.param(
            lambda: make("demo", files={"other-1.dist-info/METADATA": ""})[1],
            "it has not one .dist-info directory with METADATA",
            id="two dist-info",
        ),
    ],
)
def test_a_wheel_that_is_not_sound_is_refused(data: Callable[[], bytes], found: str) -> None:
    """Each fault of a wheel has its own sentence, and nothing of it is packaged."""
    with pytest.raises(package.Failure) as caught:
        packaged((NAME, data()))
    message = f"error: the wheel {NAME} is damaged or malformed\n  found: {found}"
    assert str(caught.value) == message


def test_the_best_wheel_comes_first() -> None:
    """The own ABI before abi3 before pure, the newer glibc before the older, builds by number."""
    target = package.Target("python3.12", "x86_64")
    order = [
        "a-1-2-cp312-cp312-manylinux_2_34_x86_64.whl",
        "a-1-1x-cp312-cp312-manylinux_2_34_x86_64.whl",
        "a-1-cp312-cp312-manylinux_2_34_x86_64.whl",
        "a-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "a-1-cp312-cp312-manylinux2010_x86_64.whl",
        "a-1-cp312-abi3-manylinux_2_28_x86_64.whl",
        "a-1-cp38-abi3-manylinux_2_28_x86_64.whl",
        "a-1-py3-none-manylinux_2_28_x86_64.whl",
        "a-1-py2.py3-none-any.whl",
    ]
    keys = [target.rank(name) for name in order]
    assert None not in keys
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    "name",
    ["a-1-cp312-cp312-linux_x86_64.whl", "a-1-cp312-cp312-manylinux_2_35_x86_64.whl",
     "a-1-cp312-cp312-manylinux_2_17_aarch64.whl", "a-1-cp312-cp312t-manylinux_2_17_x86_64.whl",
     "a-1-cp313-abi3-manylinux_2_17_x86_64.whl", "a-1-cp312-cp312-musllinux_1_2_x86_64.whl",
     "a-1-py2-none-any.whl", "a-1.tar.gz", "a.whl"],
)  # fmt: skip
def test_what_the_runtime_cannot_load_has_no_rank(name: str) -> None:
    """Other systems, architectures, ABIs and newer glibcs are never taken."""
    assert package.Target("python3.12", "x86_64").rank(name) is None
