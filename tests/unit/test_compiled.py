"""The cache of compiled templates: used when it fits, never trusted when it does not."""

import os
from pathlib import Path

import jinja2
import pytest

from lambda_monitored_gen.rendering.environment import Renderer


@pytest.fixture(name="cache")
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LMGEN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "templates"


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    root = tmp_path / "templates"
    root.mkdir()
    (root / "one.txt.j2").write_text("<{ word }> one")
    (root / "two.txt.j2").write_text("<{ word }> two")
    return root


@pytest.fixture(name="compiled")
def _compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that are compiled from now on."""
    sources: list[str] = []
    real = jinja2.Environment.compile

    def compile_and_note(self: jinja2.Environment, source: str, *rest: object) -> object:
        sources.append(source)
        return real(self, source, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "compile", compile_and_note)
    return sources


def render(root: Path) -> list[str]:
    """Render both templates as a new process would."""
    renderer = Renderer(root)
    return [renderer.render(f"{name}.txt.j2", {"word": "a"}) for name in ("one", "two")]


def test_templates_are_compiled_once(cache: Path, root: Path, compiled: list[str]) -> None:
    """The second process finds the code of all of them in one file."""
    assert render(root) == ["a one", "a two"]
    assert len(compiled) == 2
    assert len(list(cache.iterdir())) == 1
    compiled.clear()
    assert render(root) == ["a one", "a two"]
    assert compiled == []


def test_a_changed_template_is_compiled_again(cache: Path, root: Path, compiled: list[str]) -> None:
    """By its content: a time of change does not matter."""
    render(root)
    compiled.clear()
    (root / "one.txt.j2").write_text("<{ word }> new")
    assert render(root) == ["a new", "a two"]
    assert compiled == ["<{ word }> new"]
    compiled.clear()
    assert render(root) == ["a new", "a two"]
    assert compiled == []
    assert cache.is_dir()


def test_another_directory_has_another_cache(cache: Path, root: Path, tmp_path: Path) -> None:
    """Templates of one name in two directories do not change places."""
    other = tmp_path / "other"
    other.mkdir()
    for name in ("one", "two"):
        (other / f"{name}.txt.j2").write_text(f"<{{ word }}> other {name}")
    for _ in range(2):
        assert render(root) == ["a one", "a two"]
        assert render(other) == ["a other one", "a other two"]
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("kept", [0, 10, 32, 33, -1])
def test_a_damaged_cache_is_made_anew(
    cache: Path, root: Path, compiled: list[str], kept: int
) -> None:
    """A file that was cut short, or is somebody else's, costs time and nothing else."""
    render(root)
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:kept])
    assert render(root) == ["a one", "a two"]
    compiled.clear()
    assert render(root) == ["a one", "a two"]
    assert compiled == []


def test_code_of_another_python_is_not_used(
    cache: Path, root: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor that of another Jinja or lmgen: bytecode is only good for what wrote it."""
    render(root)
    compiled.clear()
    monkeypatch.setattr(
        "lambda_monitored_gen.rendering.bytecode_cache._compiled_by", lambda: b"x" * 32
    )
    assert render(root) == ["a one", "a two"]
    assert len(compiled) == 2
    (file,) = cache.iterdir()
    assert file.read_bytes().startswith(b"x" * 32)


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path, root: Path) -> None:
    """A home that is read-only is no reason to fail."""
    cache.parent.mkdir()
    cache.write_text("a file where the directory should be")
    assert render(root) == ["a one", "a two"]
    assert cache.read_text() == "a file where the directory should be"


def test_nothing_staged_is_left(cache: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed replacement takes its staged file away."""

    def fail(_self: Path, _target: Path) -> None:
        raise OSError("no")

    monkeypatch.setattr(Path, "replace", fail)
    assert render(root) == ["a one", "a two"]
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("taint", ["owner", "group", "others", "pipe", "link"])
def test_a_cache_that_others_may_write_to_is_not_run(
    cache: Path, root: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch, taint: str
) -> None:
    """Code of another user, behind a link or in a pipe is neither read nor waited for."""
    render(root)
    (file,) = cache.iterdir()
    if taint == "owner":
        monkeypatch.setattr("os.geteuid", lambda: file.stat().st_uid + 1)
    elif taint in {"group", "others"}:
        file.chmod(0o620 if taint == "group" else 0o602)
    elif taint == "pipe":
        file.unlink()
        os.mkfifo(file)
    else:
        file.rename(cache.parent / "elsewhere")
        file.symlink_to(cache.parent / "elsewhere")
    compiled.clear()
    assert render(root) == ["a one", "a two"]
    assert len(compiled) == 2


def test_the_cache_is_for_its_user_alone(cache: Path, root: Path) -> None:
    """Whatever the umask, nobody else can write code into it; and no link is written through."""
    before = os.umask(0)
    try:
        render(root)
    finally:
        os.umask(before)
    (file,) = cache.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    outside = cache.parent / "mine"
    outside.write_text("mine")
    file.with_suffix(f".{os.getpid()}").symlink_to(outside)
    render(root)
    assert outside.read_text() == "mine"


def test_without_a_home_there_is_no_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whom no file knows renders all the same."""
    monkeypatch.setenv("LMGEN_CACHE_DIR", "~nobody-of-that-name/x")
    assert render(root) == ["a one", "a two"]
