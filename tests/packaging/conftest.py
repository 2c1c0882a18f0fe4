"""Fixtures of the packaging tests."""

from __future__ import annotations

import http.server
import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.packaging.packager_support import HANDLER, Index, Packager, Quiet
from tests.support.programs import development_program


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    root = tmp_path / "index"
    (root / "simple").mkdir(parents=True)
    handler = partial(Quiet, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    # A server that polls rarely is rarely asked whether it should end: shutdown waits for that.
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield Index(root, f"http://127.0.0.1:{server.server_address[1]}/simple/")
    server.shutdown()
    server.server_close()


@pytest.fixture
def packager(tmp_path: Path) -> Packager:
    kept = ("PATH", "LANG", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    first = [str(Path(program).parent) for program in (sys.executable, development_program("uv"))]
    environment["PATH"] = os.pathsep.join([*first, environment.get("PATH", "")])
    environment["HOME"] = str(tmp_path / "home")
    environment["PIP_CONFIG_FILE"] = os.devnull
    environment["PACKAGE_PYTHON"] = sys.executable
    (tmp_path / "home").mkdir()
    made = Packager(tmp_path, environment)
    made.write({"src/main.py": HANDLER})
    return made


@pytest.fixture(params=["pip", "uv"])
def resolver(request: pytest.FixtureRequest) -> str:
    return str(request.param)
