"""What the packaging tests share: a runner of package.sh and an index of their own."""

from __future__ import annotations

import base64
import hashlib
import http.server
import importlib.util
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

SCRIPTS = Path(__file__).parents[2] / "templates" / "scripts"


def _load() -> ModuleType:
    """Load the packager as a module, for what no run of it could show in reasonable time."""
    spec = importlib.util.spec_from_file_location("package", SCRIPTS / "package.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["package"] = module
    # No compiled file is left among the templates.
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = writes
    return module


package = _load()

HANDLER = "def lambda_handler(event, context):\n    return 1\n"


def pythons() -> dict[str, str]:
    """Find Pythons that can run the packager, by minor version: on PATH, then in pyenv."""
    found: dict[str, str] = {}
    for minor in range(9, 15):
        name = f"3.{minor}"
        places = [shutil.which(f"python{name}")]
        places += sorted(
            str(path) for path in Path.home().glob(f".pyenv/versions/{name}.*/bin/python{name}")
        )
        for path in filter(None, places):
            asked = subprocess.run(
                [path, "-I", "-S", "-c", "import sys; print(sys.executable)"],
                capture_output=True,
                text=True,
                check=False,
            )
            if asked.returncode == 0:
                found[name] = asked.stdout.strip()
                break
    return found


def wheel(  # noqa: PLR0913 - every part of a wheel can be set
    name: str,
    version: str = "1.0",
    tag: str = "py3-none-any",
    *,
    requires: tuple[str, ...] = (),
    files: dict[str, str] | None = None,
    executable: tuple[str, ...] = (),
    requires_python: str = "",
) -> tuple[str, bytes]:
    """Make a wheel; give its file name and content."""
    stem = f"{name.replace('-', '_')}-{version}"
    members = {f"{name.replace('-', '_')}/__init__.py": f"VERSION = {version!r}\n"}
    members.update(files or {})
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += f"Requires-Python: {requires_python}\n" if requires_python else ""
    extras = {r.split("extra == ")[1].strip("\"' ") for r in requires if "extra == " in r}
    metadata += "".join(f"Provides-Extra: {extra}\n" for extra in sorted(extras))
    metadata += "".join(f"Requires-Dist: {text}\n" for text in requires)
    members[f"{stem}.dist-info/METADATA"] = metadata
    members[f"{stem}.dist-info/WHEEL"] = f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"
    members[f"{stem}.dist-info/RECORD"] = "".join(f"{path},,\n" for path in members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in members.items():
            info = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o100755 if path in executable else 0o100644) << 16
            archive.writestr(info, text)
    return f"{stem}-{tag}.whl", out.getvalue()


def sdist(name: str, version: str) -> tuple[str, bytes]:
    """Make a source archive; give its file name and content."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        data = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
        info = tarfile.TarInfo(f"{name}-{version}/PKG-INFO")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return f"{name}-{version}.tar.gz", out.getvalue()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and keeps no log; asks for `login` where that is set."""

    login = ""

    def do_GET(self) -> None:
        """Serve a file to who may have it."""
        given = self.headers.get("Authorization", "")
        if self.login and given != "Basic " + base64.b64encode(self.login.encode()).decode():
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="index"')
            self.send_header("Content-LengthBetween", "0")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Index:
    """A package index (PEP 503) on the loopback interface."""

    root: Path
    url: str = ""
    links: dict[str, list[str]] = field(default_factory=dict)

    def add(self, file: tuple[str, bytes], requires_python: str = "") -> str:
        """Serve a file; give its SHA-256."""
        name, data = file
        project = name.split("-")[0].replace("_", "-").lower()
        digest = hashlib.sha256(data).hexdigest()
        (self.root / "files").mkdir(exist_ok=True)
        (self.root / "files" / name).write_bytes(data)
        wants = f' data-requires-python="{requires_python}"' if requires_python else ""
        wants = wants.replace('data-requires-python=">', 'data-requires-python="&gt;')
        self.links.setdefault(project, []).append(
            f'<a href="/files/{name}#sha256={digest}"{wants}>{name}</a><br>'
        )
        page = self.root / "simple" / project
        page.mkdir(parents=True, exist_ok=True)
        body = "\n".join(self.links[project])
        (page / "index.html").write_text(f"<!DOCTYPE html><html><body>{body}</body></html>")
        return digest


@dataclass
class Packager:
    """Runs package.sh in a directory of its own, apart from the user's settings."""

    root: Path
    environment: dict[str, str]

    @property
    def source(self) -> Path:
        """The source directory."""
        return self.root / "src"

    @property
    def output(self) -> Path:
        """The zip."""
        return self.root / "out" / "package.zip"

    def write(self, files: dict[str, str]) -> None:
        """Write files below the working directory."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def command(self, **values: object) -> tuple[list[str], dict[str, str]]:
        """Give the command line and the environment of a run."""
        given = {
            "SOURCE_DIR": "src",
            "PYTHON_VERSION": "python3.12",
            "ARCHITECTURE": "x86_64",
            "OUTPUT": "out/package.zip",
        }
        given.update({name.upper(): str(value) for name, value in values.items()})
        environment = dict(self.environment)
        environment.update({f"PACKAGE_{name}": value for name, value in given.items()})
        return [str(SCRIPTS / "package.sh")], environment

    def run(self, *arguments: str, **values: object) -> subprocess.CompletedProcess[str]:
        """Run package.sh; values are PACKAGE_* variables."""
        command, environment = self.command(**values)
        return subprocess.run(
            [*command, *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def build(self, *arguments: str, **values: object) -> str:
        """Build, and give the SHA-256 of the zip."""
        ended = self.run(*arguments, **values)
        assert ended.returncode == 0, ended.stderr
        return hashlib.sha256(self.output.read_bytes()).hexdigest()

    def names(self) -> list[str]:
        """Names in the zip that was built."""
        with zipfile.ZipFile(self.output) as archive:
            assert archive.testzip() is None
            return archive.namelist()

    def use(self, index: Index) -> None:
        """Take packages from an index, whichever tool resolves."""
        self.environment["PIP_INDEX_URL"] = self.environment["UV_DEFAULT_INDEX"] = index.url
