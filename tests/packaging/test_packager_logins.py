"""Log-ins of every tool reach the index, and its refusal is told as one, without passwords."""

from __future__ import annotations

import base64
import http.server
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from tests.packaging.packager_support import Index, Packager, Quiet, wheel
from tests.packaging.projects import shipped

pytestmark = pytest.mark.process

LOGIN = "me:se%cret/@geheim"
PASSWORD = "se%cret/@geheim"  # noqa: S105 - of the index on the loopback interface
QUOTED = "me:se%25cret%2F%40geheim"
FN = (
    '[project]\nname = "fn"\nversion = "0"\nrequires-python = ">=3.9"\ndependencies = ["private"]\n'
)


class Guarded(Quiet):
    """Asks for a log-in where `guarded` begins the path, or answers with `answers`."""

    login = LOGIN
    guarded = "/"
    answers: int | None = None

    def do_GET(self) -> None:  # noqa: N802 - http.server looks for this name
        """Serve a file, or refuse."""
        given = self.headers.get("Authorization", "")
        wanted = "Basic " + base64.b64encode(self.login.encode()).decode()
        if not self.path.startswith(self.guarded) or (given == wanted and not self.answers):
            http.server.SimpleHTTPRequestHandler.do_GET(self)
            return
        self.send_response(self.answers or 401)
        if not self.answers:
            self.send_header("WWW-Authenticate", 'Basic realm="index"')
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def guarded(packager: Packager, index: Index) -> Iterator[Index]:
    """The index, behind a log-in, at another port."""
    index.add(wheel("private"))
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Guarded, directory=str(index.root))
    )
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    packager.environment |= {"PIP_RETRIES": "0", "UV_HTTP_RETRIES": "0"}
    yield Index(index.root, f"http://127.0.0.1:{server.server_address[1]}/simple/")
    server.shutdown()
    server.server_close()


def test_a_named_index_of_uv(packager: Packager, guarded: Index) -> None:
    """`UV_INDEX` with a name has the log-in of `UV_INDEX_<NAME>_USERNAME` and `_PASSWORD`.

    https://docs.astral.sh/uv/concepts/indexes/#authentication
    """
    packager.environment |= {
        "UV_INDEX": f"corp={guarded.url}",
        "UV_INDEX_CORP_USERNAME": "me",
        "UV_INDEX_CORP_PASSWORD": PASSWORD,
        "UV_DEFAULT_INDEX": guarded.url,
    }
    packager.write({"requirements.txt": "private\n"})
    packager.build(requirements_file="requirements.txt")
    assert shipped(packager) == {"private"}


@pytest.mark.parametrize("variable", ["UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL"])
def test_a_log_in_of_uv_in_the_address(
    packager: Packager, guarded: Index, index: Index, variable: str
) -> None:
    """A log-in within an address that only uv knows reaches the wheels, too."""
    packager.environment |= {"UV_DEFAULT_INDEX": index.url.replace("simple", "none")}
    packager.environment[variable] = guarded.url.replace("//", f"//{QUOTED}@")
    if variable == "UV_INDEX_URL":
        del packager.environment["UV_DEFAULT_INDEX"]
    packager.write({"requirements.txt": "private\n"})
    packager.build(requirements_file="requirements.txt")
    assert shipped(packager) == {"private"}


def test_an_index_of_pyproject(packager: Packager, guarded: Index) -> None:
    """An index that [tool.uv] names has the log-in of the environment."""
    packager.environment |= {"UV_INDEX_CORP_USERNAME": "me", "UV_INDEX_CORP_PASSWORD": PASSWORD}
    packager.write(
        {
            "pyproject.toml": FN
            + f'[[tool.uv.index]]\nname = "corp"\nurl = "{guarded.url}"\ndefault = true\n'
        }
    )
    packager.build(requirements_file="pyproject.toml")
    assert shipped(packager) == {"private"}


def test_an_index_of_poetry(packager: Packager, guarded: Index, index: Index) -> None:
    """Poetry exports with its log-ins when it is asked to, and it is asked to.

    https://github.com/python-poetry/poetry-plugin-export
    """
    digest = index.add(wheel("private", "2.0"))
    bare, full = guarded.url, guarded.url.replace("//", f"//{QUOTED}@")
    script = (
        "#!/bin/sh\nout=/dev/stdout url=" + bare + "\nfor word; do case $word in\n"
        "  --output=*) out=${word#--output=};; --with-credentials) url=" + full + ";;\n"
        "esac; done\n"
        f'printf -- "--index-url %s\\nprivate==2.0 --hash=sha256:{digest}\\n" "$url" > "$out"\n'
    )
    packager.write({"bin/poetry": script, "poetry.lock": "", "pyproject.toml": "[tool.poetry]\n"})
    (packager.root / "bin/poetry").chmod(0o755)
    packager.environment["PATH"] = f"{packager.root}/bin:{packager.environment['PATH']}"
    packager.build(requirements_file="poetry.lock")
    assert shipped(packager) == {"private"}


def test_netrc_of_another_place(packager: Packager, guarded: Index, resolver: str) -> None:
    """`NETRC` names a file with log-ins, for the index and for the wheels."""
    packager.use(guarded)
    packager.write({"logins": f"machine 127.0.0.1 login me password {PASSWORD}\n"})
    (packager.root / "logins").chmod(0o600)
    packager.environment["NETRC"] = str(packager.root / "logins")
    packager.write({"requirements.txt": "private\n"})
    packager.build(requirements_file="requirements.txt", resolver=resolver)
    assert shipped(packager) == {"private"}


REFUSALS = [
    ("/", None),
    ("/files/", None),
    ("/", 403),
    ("/files/", 403),
    ("/", 503),
    ("/files/", 503),
]


@pytest.mark.parametrize(("place", "status"), REFUSALS)
@pytest.mark.parametrize("login", ["", "me:geheim@"])
def test_a_refusal_of_the_index(  # noqa: PLR0913, PLR0917 - parameters and fixtures
    packager: Packager,
    guarded: Index,
    resolver: str,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    status: int | None,
    login: str,
) -> None:
    """What the index refuses is told with its code, not as a package that does not exist."""
    monkeypatch.setattr(Guarded, "guarded", place)
    monkeypatch.setattr(Guarded, "answers", status)
    url = guarded.url.replace("//", f"//{login}")
    packager.environment |= {"PIP_INDEX_URL": url, "UV_DEFAULT_INDEX": url}
    packager.write({"requirements.txt": "private\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert str(status or 401) in ended.stderr
    assert "has no version" not in ended.stderr
    assert "has no package" not in ended.stderr
    assert "geheim" not in ended.stderr


@pytest.mark.parametrize(
    "place", ["--index-url {}", "--extra-index-url {}", "--find-links {}", "private @ {}x-1.0.whl"]
)
def test_passwords_are_masked(
    packager: Packager, guarded: Index, resolver: str, place: str
) -> None:
    """However an address with a password came in, none of the messages shows it."""
    packager.use(guarded)
    line = place.format(guarded.url.replace("//", "//me:gehe%20im@"))
    packager.write({"requirements.txt": f"{line}\nprivate\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    for shown in ("gehe%20im", "gehe im"):
        assert shown not in ended.stderr


def test_passwords_of_a_lock_are_masked(packager: Packager, guarded: Index) -> None:
    """A lock's address with a password that does not let in is shown without it."""
    url = guarded.url.replace("//", "//me:geheim@").replace("simple", "files")
    packager.write(
        {
            "pylock.toml": "lock-version = '1.0'\ncreated-by = 'x'\nrequires-python = '>=3.9'\n"
            "[[packages]]\nname = 'private'\nversion = '1.0'\nwheels = [{url = '"
            f"{url}private-1.0-py3-none-any.whl', hashes = {{sha256 = '{'0' * 64}'}}}}]\n"
        }
    )
    ended = packager.run(requirements_file="pylock.toml")
    assert ended.returncode == 1
    assert "geheim" not in ended.stderr
    assert "401" in ended.stderr


def test_the_report_has_no_password(packager: Packager, guarded: Index, resolver: str) -> None:
    """Neither the report nor what is told of progress shows a log-in that works."""
    url = guarded.url.replace("//", f"//{QUOTED}@")
    packager.write({"requirements.txt": f"--index-url {url}\nprivate\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 0, ended.stderr
    beside = packager.output.with_name("package.zip.json").read_text(encoding="utf-8")
    assert "geheim" not in ended.stderr + ended.stdout + beside
