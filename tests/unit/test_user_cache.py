"""Caches are where the platform keeps them, and are filled by one process at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.user_cache import file_lock, user_cache_directory

HOLD = """\
import sys
from pathlib import Path
from lambda_monitored_gen.user_cache import file_lock
with file_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

TRY = """\
import fcntl, sys
with open(sys.argv[1], "a") as handle:
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
"""


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"HOME": "/h"}, "linux", "/h/.cache/lmgen"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "linux", "/x/lmgen"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "linux", "/h/.cache/lmgen"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "darwin", "/h/Library/Caches/lmgen"),
        ({"HOME": "/h", "LMGEN_CACHE_DIR": "/own"}, "darwin", "/own"),
        ({"HOME": "/h", "LMGEN_CACHE_DIR": "/own", "XDG_CACHE_HOME": "/x"}, "linux", "/own"),
    ],
)
def test_the_variable_wins_then_the_platform(
    environ: dict[str, str], platform: str, expected: str
) -> None:
    """The variable wins, then the platform's convention."""
    assert user_cache_directory(environ, platform=platform) == Path(expected)


@pytest.mark.process
def test_lock_is_exclusive_and_dies_with_its_holder(tmp_path: Path) -> None:
    """A second process cannot have it, and gets it when the first is killed."""
    path = tmp_path / "deep" / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        attempt = [sys.executable, "-c", TRY, str(path)]
        assert subprocess.run(attempt, check=False, capture_output=True).returncode != 0
        holder.kill()
        holder.wait()
    with file_lock(path):
        assert path.exists()


@pytest.mark.parametrize("environ", [{}, {"LMGEN_CACHE_DIR": "~nobody-of-that-name/x"}])
def test_a_user_without_a_home_is_told_what_to_do(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers run as users that no file knows: the variable helps, and nothing breaks."""

    def unknown(*_arguments: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", unknown)
    with pytest.raises(LmgenError, match="there is no such home directory") as caught:
        user_cache_directory(environ)
    assert "LMGEN_CACHE_DIR" in (caught.value.hint or "")
