from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.packager_support import Packager, pythons

pytestmark = pytest.mark.index

# Popular packages with compiled parts, as the last releases that have wheels for all
# of the oldest and newest runtimes differ.
POPULAR = {
    "numpy": "numpy",
    "pandas": "pandas",
    "pydantic-core": "pydantic_core",
    "cryptography": "cryptography.hazmat.bindings._rust",
    "lxml": "lxml.etree",
    "pillow": "PIL._imaging",
    "psycopg2-binary": "psycopg2",
    "orjson": "orjson",
    "aiohttp": "aiohttp",
    "charset-normalizer": "charset_normalizer",
}


@pytest.fixture
def real(packager: Packager) -> Packager:
    """Take packages from the index that both tools have by default, or that both are told of."""
    for name, value in os.environ.items():
        if name.lower() in ("https_proxy", "http_proxy", "no_proxy") or name.startswith(
            ("PIP_", "UV_", "SSL_CERT", "REQUESTS_CA")
        ):
            packager.environment[name] = value
    # What only pip is told would keep uv from resolving.
    for name in ("PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"):
        packager.environment.pop(name, None)
    packager.environment["PIP_CONFIG_FILE"] = os.devnull
    packager.write({"requirements.txt": "idna\n"})
    ended = packager.run("-q", requirements_file="requirements.txt")
    if ended.returncode:
        pytest.skip("no package index can be reached")
    return packager


def versions(packager: Packager) -> dict[str, str]:
    report = json.loads(Path(f"{packager.output}.json").read_text())
    return {row["name"]: row["version"] for row in report["packages"]}


def test_pip_and_uv_agree_about_real_packages(real: Packager) -> None:
    """For both glibcs and both architectures pip and uv give the same zip."""
    real.write({"requirements.txt": "pydantic\ncryptography\naiohttp\ncharset-normalizer\n"})
    for runtime, architecture in (("python3.11", "arm64"), ("python3.12", "x86_64")):
        digests = {
            name: real.build(
                requirements_file="requirements.txt",
                python_version=runtime,
                architecture=architecture,
                resolver=name,
            )
            for name in ("pip", "uv")
        }
        assert len(set(digests.values())) == 1, (runtime, architecture, versions(real))


@pytest.mark.parametrize("minor", [9, 10, 11, 12, 13])
def test_popular_packages_import(real: Packager, minor: int) -> None:
    """A package built for this machine's architecture imports under the runtime's Python."""
    if os.uname().machine != "x86_64" or sys.platform != "linux":
        pytest.skip("this machine cannot run what is built for x86_64 Linux")
    python = pythons().get(f"3.{minor}")
    if python is None:
        pytest.skip(f"no Python 3.{minor} on this machine")
    real.write({"requirements.txt": "".join(f"{name}\n" for name in POPULAR)})
    real.build(requirements_file="requirements.txt", python_version=f"python3.{minor}")
    assert set(POPULAR) <= set(versions(real))
    place = real.root / "unzipped"
    subprocess.run([python, "-I", "-m", "zipfile", "-e", str(real.output), str(place)], check=True)
    code = f"import sys; sys.path.insert(0, {str(place)!r}); import {', '.join(POPULAR.values())}"
    ran = subprocess.run(
        [python, "-I", "-S", "-B", "-c", code], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_markers_of_a_real_package(real: Packager) -> None:
    """For python3.10 aiohttp has async-timeout, whatever Python builds the package."""
    real.write({"requirements.txt": "aiohttp==3.10.11\n"})
    for name in ("pip", "uv"):
        real.build(requirements_file="requirements.txt", python_version="python3.10", resolver=name)
        assert "async-timeout" in versions(real)
