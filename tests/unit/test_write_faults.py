"""A render that fails at any step leaves the old tree, or the new one: never a mixture."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import module
from lambda_monitored_gen.rendering.files import EXECUTABLE, REGULAR, RenderedFile
from lambda_monitored_gen.spec.model import Spec
from tests.support.specs import spec_of
from tests.unit.directory_state import contents, tree

OLD = {
    "a-stale.tf": RenderedFile(b"old\n", REGULAR),
    "b-same.tf": RenderedFile(b"same\n", REGULAR),
    "gone/orphan.tf": RenderedFile(b"orphan\n", REGULAR),
    "run.sh": RenderedFile(b"#!/bin/sh\n", EXECUTABLE),
    "z-stale.tf": RenderedFile(b"old\n", REGULAR),
}
NEW = {
    "a-stale.tf": RenderedFile(b"new\n", REGULAR),
    "b-same.tf": RenderedFile(b"same\n", REGULAR),
    "deep/down/new.tf": RenderedFile(b"new\n", REGULAR),
    "new.tf": RenderedFile(b"new\n", REGULAR),
    "run.sh": RenderedFile(b"#!/bin/sh\n", EXECUTABLE),
    "z-stale.tf": RenderedFile(b"new\n", REGULAR),
}
PATH_STEPS = ("replace", "mkdir", "unlink", "chmod", "write_bytes", "write_text", "rename", "rmdir")


class Faults:
    """Makes one of the steps that change a directory fail, and counts them."""

    def __init__(self, directory: Path, error: BaseException | None, at: int) -> None:
        self.directory = directory
        self.error = error
        self.at = at
        self.steps = 0
        self.failed = ""
        self.raised = False

    def step(self, name: str, path: object) -> None:
        """Take note of a step; raise at the chosen one."""
        if not str(path).startswith(str(self.directory)):
            return
        if self.steps == self.at and self.error is not None:
            self.steps += 1
            self.failed = f"{name} {path}"
            raise self.error
        self.steps += 1

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put the faults between lmgen and the file system."""
        for name in PATH_STEPS:
            patch.setattr(Path, name, self._wrapped(name, getattr(Path, name)))
        patch.setattr(os, "link", self._wrapped("link", os.link))

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def act(path: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as the original
            self.step(name, path)
            return real(path, *arguments, **options)

        return act


class Renders:
    """Renders trees of a few files, which takes no time."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.directory = directory
        self._monkeypatch = monkeypatch
        self._spec: Spec = spec_of()

    def __call__(self, files: Mapping[str, RenderedFile], *, force: bool = False) -> None:
        """Render a plan of these files."""
        self._monkeypatch.setattr(module, "render_files", lambda *_arguments: dict(files))
        module.render_module(self._spec, self.directory, force=force)

    def failing(self, error: BaseException, at: int) -> Faults:
        """Render the new tree while one step fails."""
        faults = Faults(self.directory, error, at)
        with pytest.MonkeyPatch.context() as patch:
            faults.install(patch)
            try:
                self(NEW)
            except (LmgenError, KeyboardInterrupt):
                assert faults.failed
                faults.raised = True
        return faults


@pytest.fixture(name="renders")
def _renders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Renders:
    return Renders(tmp_path / "module", monkeypatch)


def steps(renders: Renders) -> int:
    """How many steps a render of the new tree takes."""
    faults = Faults(renders.directory, None, -1)
    with pytest.MonkeyPatch.context() as patch:
        faults.install(patch)
        renders(NEW)
    return faults.steps


ERRORS: dict[str, Callable[[], BaseException]] = {
    "no-space": lambda: OSError(28, "No space left on device"),
    "denied": lambda: PermissionError(13, "Permission denied"),
    "interrupted": KeyboardInterrupt,
}


@pytest.mark.parametrize("error", ERRORS)
def test_a_fault_at_any_step(error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever step fails, the tree is exactly as before, times too; then a render succeeds."""
    probe = Renders(tmp_path / "probe", monkeypatch)
    probe(OLD)
    count = steps(probe)
    assert count > 15
    new = contents(probe.directory)
    undone = 0
    for at in range(count):
        renders = Renders(tmp_path / f"{at:03}" / "module", monkeypatch)
        renders(OLD)
        foreign = renders.directory / "gone" / "foreign.txt"
        foreign.write_text("mine", encoding="utf-8")
        before = tree(renders.directory)
        faults = renders.failing(ERRORS[error](), at)
        after = tree(renders.directory)
        if faults.raised:
            assert after == before, faults.failed
            undone += 1
        else:  # a step that can fail without harm, such as tidying up
            entries = {path: (entry.mode, entry.content) for path, entry in after.items()}
            entries.pop("gone/foreign.txt")
            assert entries == new, faults.failed
        renders(NEW)
        entries = contents(renders.directory)
        assert entries.pop("gone/foreign.txt")[1] == b"mine"
        assert entries == new, faults.failed
    assert undone > 10


def test_a_fault_at_any_step_of_the_first_render(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step of the first render fails, no file is left; then a render succeeds."""
    probe = Renders(tmp_path / "probe", monkeypatch)
    count = steps(probe)
    new = contents(probe.directory)
    for at in range(count):
        renders = Renders(tmp_path / f"{at:03}" / "module", monkeypatch)
        faults = renders.failing(OSError(28, "No space left on device"), at)
        left = contents(renders.directory)
        assert left in ({}, new), faults.failed
        renders(NEW)
        assert contents(renders.directory) == new


def test_message_of_a_fault(renders: Renders, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault is told with the file, the reason, and that nothing was changed."""
    renders(OLD)

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device", "x.tf")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(LmgenError) as caught:
        renders(NEW)
    assert caught.value.message == (
        "x.tf: cannot be written: No space left on device; nothing was changed"
    )
    assert "free space" in (caught.value.hint or "")


def test_no_hard_links(renders: Renders, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without hard links is no obstacle."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(95, "Operation not supported")

    renders(OLD)
    monkeypatch.setattr(os, "link", refuse)
    renders(NEW)
    left = contents(renders.directory)
    assert {path: left[path] for path in NEW} == {
        path: (file.mode, file.content) for path, file in NEW.items()
    }


def test_nothing_of_the_work_is_left(renders: Renders) -> None:
    """After a render, `.lmgen` holds the manifest alone and no directory is empty."""
    renders(OLD)
    renders(NEW)
    assert [path.name for path in (renders.directory / ".lmgen").iterdir()] == ["manifest.json"]
    assert not (renders.directory / "gone").exists()
    for path in renders.directory.rglob("*"):
        assert not path.is_dir() or any(path.iterdir())


def test_deep_directories_come_and_go(renders: Renders) -> None:
    """Directories are made as deep as needed and removed once nothing is in them."""
    renders(NEW)
    assert (renders.directory / "deep" / "down" / "new.tf").is_file()
    renders(OLD)
    assert not (renders.directory / "deep").exists()
    assert (renders.directory / "gone" / "orphan.tf").is_file()


def test_a_file_becomes_a_directory(renders: Renders) -> None:
    """An orphan may make room for a directory of its name, or the render refuses and says why."""
    renders({"x": RenderedFile(b"file\n", REGULAR)})
    before = tree(renders.directory)
    try:
        renders({"x/y": RenderedFile(b"new\n", REGULAR)})
    except LmgenError as error:
        assert "a directory above it is a file" in error.message  # noqa: PT017 - either is right
        assert tree(renders.directory) == before
    else:
        assert (renders.directory / "x" / "y").is_file()


def test_crlf_checkout_is_no_edit(renders: Renders) -> None:
    """A checkout that turned line ends into CRLF is neither drift nor an edit."""
    renders(OLD)
    file = renders.directory / "a-stale.tf"
    file.write_bytes(b"old\r\n")
    renders(OLD)
    assert file.read_bytes() == b"old\r\n"
    renders(NEW)
    assert file.read_bytes() == b"new\n"
