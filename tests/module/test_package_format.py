"""The number by which all functions are deployed anew when the same files make other bytes."""

import base64
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from lambda_monitored_gen.catalog.packaging import PACKAGE_EXCLUDES, PACKAGE_RULES
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.sources import builtin_root
from tests.support.specs import spec_of

SCRIPTS = builtin_root() / "scripts"
RECORDED = Path(__file__).parents[1] / "golden" / "package_format.json"

MAIN = {"main.py": "def lambda_handler(event, context): ...\n"}
PURE = "py3-none-any"
ARM = "cp312-cp312-manylinux_2_17_aarch64"


def _wheel(directory: Path, name: str, files: Mapping[str, str], tag: str = PURE) -> str:
    """Write a wheel, and give the line that asks for it."""
    info = f"{name}-1.0.dist-info"
    members = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: {tag == PURE}\nTag: {tag}\n",
    }
    record = ""
    for path, text in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
        record += f"{path},sha256={digest.decode().rstrip('=')},{len(text.encode())}\n"
    members[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    file = directory / f"{name}-1.0-{tag}.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for member, text in members.items():
            archive.writestr(zipfile.ZipInfo(member), text)
    return f"./{file.name}\n"


def _entry_points(name: str) -> dict[str, str]:
    points = f"[console_scripts]\n{name} = {name}:main\n"
    return {f"{name}.py": "", f"{name}-1.0.dist-info/entry_points.txt": points}


SAMPLES: dict[str, tuple[dict[str, str], dict[str, tuple[dict[str, str], str]]]] = {
    # The files of the source, and the wheels with their files and tags.
    "code": (MAIN, {}),
    "names": ({**MAIN, "a b/é.txt": "x", ".hidden": "", "A.py": "", "a.py": ""}, {}),
    "executable": ({**MAIN, "run.sh": "#!/bin/sh\n"}, {}),
    "pure": (MAIN, {"pure": ({"pure/__init__.py": "x = 1\n"}, PURE)}),
    "native": (MAIN, {"native": ({"native.so": "x"}, ARM)}),
    "entry-points": (MAIN, {"points": (_entry_points("points"), PURE)}),
    "data": (
        MAIN,
        {"data": ({"data-1.0.data/purelib/d.py": "", "data-1.0.data/scripts/d": "#!python"}, PURE)},
    ),
    "two": (
        MAIN,
        {"one": ({"one.py": "1"}, PURE), "two": ({"two.py": "2", "tests/t.py": ""}, PURE)},
    ),
}


def _digest(name: str, directory: Path) -> str:
    """Build a sample without any index, and give the SHA-256 of its zip."""
    files, wheels = SAMPLES[name]
    for path, text in files.items():
        file = directory / "src" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755 if path.endswith(".sh") else 0o644)
    lines = [_wheel(directory, wheel, *parts) for wheel, parts in wheels.items()]
    (directory / "requirements.txt").write_text("--no-index\n" + "".join(lines), encoding="utf-8")
    environment = {key: each for key, each in os.environ.items() if not key.startswith("PACKAGE_")}
    environment |= {
        "PACKAGE_SOURCE_DIR": "src",
        "PACKAGE_REQUIREMENTS_FILE": "requirements.txt" if wheels else "",
        "PACKAGE_PYTHON_VERSION": "python3.12",
        "PACKAGE_ARCHITECTURE": "arm64",
        "PACKAGE_OUTPUT": "function.zip",
        "PACKAGE_CACHE_DIR": str(directory / "cache"),
        "PACKAGE_PYTHON": sys.executable,
    }
    command = ["sh", str(SCRIPTS / "package.sh")]
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return hashlib.sha256((directory / "function.zip").read_bytes()).hexdigest()


@pytest.mark.process
def test_other_bytes_need_another_format(tmp_path: Path, *, regenerate: bool) -> None:
    """When the bytes of eight packages change, so does `PACKAGE_RULES.format`; nothing else helps.

    `--regenerate` records the digests of a new format, and never others for a known one.
    """
    found = {}
    for name in SAMPLES:
        (tmp_path / name).mkdir()
        found[name] = _digest(name, tmp_path / name)
    assert len(set(found.values())) == len(found) == 8
    recorded = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}
    if regenerate and recorded.get("format") != PACKAGE_RULES.format:
        recorded = {"format": PACKAGE_RULES.format, "digests": found}
        RECORDED.write_text(f"{json.dumps(recorded, indent=2)}\n", encoding="utf-8")
    assert recorded["format"] == PACKAGE_RULES.format, "`pytest --regenerate` records the digests"
    assert found == recorded["digests"], "count PACKAGE_RULES.format up"


def test_the_format_is_hashed() -> None:
    """The number is in the module, where the hash of the package has it."""
    text = render_files(spec_of())["packaging.tf"].content.decode()
    assert re.findall(r"package_format = (\d+)\n", text) == [str(PACKAGE_RULES.format)]
    assert re.search(r"format += local\.package_format\n", text)


@pytest.fixture(name="packager")
def _packager() -> ModuleType:
    spec = importlib.util.spec_from_file_location("package_of_a_module", SCRIPTS / "package.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_both_have_the_same_patterns(packager: ModuleType) -> None:
    """What a run by hand leaves out is what Terraform leaves out."""
    assert set(packager.NEVER) == set(PACKAGE_RULES.never)
    assert tuple(packager.EXCLUDES) == PACKAGE_EXCLUDES
    assert tuple(packager.SECRETS) == PACKAGE_RULES.secrets
    assert tuple(packager.CODE) == PACKAGE_RULES.code
