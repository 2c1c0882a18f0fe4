"""The bytes of eight sample packages, and the number of the format that they are in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.packaging.packager_support import HANDLER, Index, Packager, wheel
from tests.support.modules import render_files
from tests.support.specs import example_spec

pytestmark = pytest.mark.process

RECORDED = Path(__file__).parent / "digests.json"

REQUIREMENTS = {
    "source": "",
    "pure": "one\n",
    "amazon-linux-2": "native\nabi\n",
    "amazon-linux-2023": "native\nabi\n",
    "arm64": "native\nscheme\n",
    "schemes": "scheme\n",
    "markers": 'old; python_version < "3.11"\nnew; python_version >= "3.11"\n',
    "overlap": "one\noverlap\n",
}
TARGETS = {
    "amazon-linux-2": {"python_version": "python3.11"},
    "arm64": {"architecture": "arm64", "python_version": "python3.13"},
    "markers": {"python_version": "python3.9"},
}


def prepare(packager: Packager, index: Index) -> None:
    """Serve wheels of every kind, and write a source of every kind."""
    entry_points = "[console_scripts]\ntwo = two:main\n"
    index.add(wheel("one", requires=("two",), files={"one/data.txt": "1\n" * 10_000}))
    index.add(
        wheel(
            "two",
            executable=("two/__init__.py",),
            files={"two-1.0.dist-info/entry_points.txt": entry_points},
        )
    )
    for tag in ("manylinux_2_17_x86_64", "manylinux_2_28_x86_64", "manylinux_2_28_aarch64"):
        for python in ("cp311", "cp312", "cp313"):
            files = {f"native/{python}.so": f"{python} {tag}"}
            index.add(wheel("native", "2.0", f"{python}-{python}-{tag}", files=files))
    index.add(wheel("abi", "1.0", "cp38-abi3-manylinux2014_x86_64", files={"abi/a.so": "a"}))
    scheme = {
        "scheme-1.0.data/purelib/pure.py": "1",
        "scheme-1.0.data/scripts/run": "#!python",
        "scheme-1.0.data/headers/x.h": "",
        "scheme/__pycache__/x.pyc": "",
        "scheme/é.txt": "é",
    }
    index.add(wheel("scheme", files=scheme))
    index.add(wheel("old"))
    index.add(wheel("new"))
    index.add(wheel("overlap", files={"one/data.txt": "other", "main.py": "other"}))
    packager.use(index)
    source = {"src/b.py": "b", "src/a/z.py": "z", "src/é.txt": "é", "src/.hidden/x": "x" * 5000}
    packager.write({**source, "src/main.py": HANDLER, "src/run.sh": "#!/bin/sh\n"})
    (packager.source / "run.sh").chmod(0o755)


def built(packager: Packager, name: str) -> str:
    """Build a sample; give its SHA-256."""
    packager.write({"requirements.txt": REQUIREMENTS[name]})
    return packager.build(
        requirements_file="requirements.txt" if REQUIREMENTS[name] else "", **TARGETS.get(name, {})
    )


def stated_format() -> int:
    """The number of the format that a rendered module hashes with its package."""
    text = render_files(example_spec("minimal"))["packaging.tf"].content.decode()
    (number,) = re.findall(r"^ *package_format += (\d+)$", text, re.MULTILINE)
    return int(number)


def test_other_bytes_are_another_format(
    packager: Packager, index: Index, *, regenerate: bool
) -> None:
    """When the same files make other bytes, the number counts up: else nobody would deploy them."""
    prepare(packager, index)
    digests = {name: built(packager, name) for name in REQUIREMENTS}
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    now = {"format": stated_format(), "digests": digests}
    if digests != recorded["digests"]:
        assert now["format"] > recorded["format"], "count the format of packages up"
        assert regenerate, "the bytes are those of another format: record them"
        RECORDED.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
    else:
        assert now == recorded
