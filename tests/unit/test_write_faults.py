"""A render that fails at any step leaves the old tree, or whole files that the next one knows."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output import module
from lambda_monitored_gen.output.manifest import MANIFEST
from lambda_monitored_gen.output.writer import SUFFIX
from lambda_monitored_gen.rendering.files import EXECUTABLE, REGULAR, RenderedFile
from lambda_monitored_gen.spec.model import Spec
from tests.support.specs import spec_of
from tests.unit.directory_state import contents, tree

OLD = {
    "alarms.tf": RenderedFile(b"old\n", REGULAR),
    "iam.tf": RenderedFile(b"same\n", REGULAR),
    "examples/gone/main.tf": RenderedFile(b"orphan\n", REGULAR),
    "scripts/package.sh": RenderedFile(b"#!/bin/sh\n", EXECUTABLE),
    "versions.tf": RenderedFile(b"old\n", REGULAR),
}
NEW = {
    "alarms.tf": RenderedFile(b"new\n", REGULAR),
    "iam.tf": RenderedFile(b"same\n", REGULAR),
    "examples/deep/main.tf": RenderedFile(b"new\n", REGULAR),
    "kms.tf": RenderedFile(b"new\n", REGULAR),
    "scripts/package.sh": RenderedFile(b"#!/bin/sh\n", EXECUTABLE),
    "versions.tf": RenderedFile(b"new\n", REGULAR),
}
OTHER = {
    "alarms.tf": RenderedFile(b"other\n", REGULAR),
    "sns.tf": RenderedFile(b"other\n", REGULAR),
}
PATH_STEPS = ("replace", "mkdir", "unlink", "rmdir")


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
        patch.setattr(os, "open", self._opened(os.open))

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def act(path: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as the original
            self.step(name, path)
            return real(path, *arguments, **options)

        return act

    def _opened(self, real: Callable[..., int]) -> Callable[..., int]:
        def act(path: Any, flags: int, *arguments: Any) -> int:  # noqa: ANN401 - as the original
            if flags & os.O_CREAT:
                self.step("open", path)
            return real(path, flags, *arguments)

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

    def interrupted(self) -> bool:
        """Whether a check says that a render was interrupted."""
        self._monkeypatch.setattr(module, "render_files", lambda *_arguments: dict(NEW))
        try:
            module.compare_module(self._spec, self.directory)
        except module.InterruptedRenderError:
            return True
        return False

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
@pytest.mark.parametrize("then", [NEW, OTHER], ids=["same-spec", "other-spec"])
def test_a_fault_at_any_step(
    error: str,
    then: Mapping[str, RenderedFile],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whichever step fails, the old tree is there, times too, or each file is whole and known.

    The next render goes through without `--force`, also if the spec has changed meanwhile, and
    leaves what it would have made of an empty directory.
    """
    probe = Renders(tmp_path / "probe", monkeypatch)
    probe(OLD)
    count = steps(probe)
    assert count > 15
    new = contents(probe.directory)
    probe(then)
    wanted = contents(probe.directory)
    seen = {"old": 0, "mixed": 0, "new": 0}
    for at in range(count):
        renders = Renders(tmp_path / f"{at:03}" / "module", monkeypatch)
        renders(OLD)
        foreign = renders.directory / "examples" / "gone" / "foreign.txt"
        foreign.write_text("mine", encoding="utf-8")
        before = tree(renders.directory)
        faults = renders.failing(ERRORS[error](), at)
        after = tree(renders.directory)
        assert not [path for path in after if path.endswith(SUFFIX)] or "unlink" in faults.failed
        entries = {path: (entry.mode, entry.content) for path, entry in after.items()}
        del entries["examples/gone/foreign.txt"]
        if after == before:
            seen["old"] += 1
        elif renders.interrupted():
            seen["mixed"] += 1
            assert faults.raised, faults.failed
            for path, entry in entries.items():
                sides = [side[path] for side in (OLD, NEW) if path in side]
                assert path == MANIFEST or entry in [(each.mode, each.content) for each in sides]
        else:  # a step that can fail without harm, such as tidying up
            seen["new"] += 1
            assert not faults.raised, faults.failed
            assert entries == new, faults.failed
        renders(then)
        entries = contents(renders.directory)
        assert entries.pop("examples/gone/foreign.txt")[1] == b"mine"
        assert entries == wanted, faults.failed
    assert min(seen["old"], seen["mixed"]) > 5


def test_a_fault_at_any_step_of_the_first_render(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step of the first render fails, no file is left or a render was interrupted."""
    probe = Renders(tmp_path / "probe", monkeypatch)
    count = steps(probe)
    new = contents(probe.directory)
    for at in range(count):
        renders = Renders(tmp_path / f"{at:03}" / "module", monkeypatch)
        faults = renders.failing(OSError(28, "No space left on device"), at)
        left = contents(renders.directory)
        assert left in ({}, new) or renders.interrupted(), faults.failed
        assert left or not renders.directory.parent.exists(), faults.failed
        renders(NEW)
        assert contents(renders.directory) == new


@pytest.mark.parametrize(
    ("at", "left"),
    [("staging", "nothing was changed"), ("replacing", "each file is the old or the new one")],
)
def test_message_of_a_fault(
    renders: Renders, monkeypatch: pytest.MonkeyPatch, at: str, left: str
) -> None:
    """A fault is told with the file, the reason, and what it left."""
    renders(OLD)
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if (target.name == "manifest") == (at == "staging"):
            raise OSError(28, "No space left on device", "x.tf")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(LmgenError) as caught:
        renders(NEW)
    said = caught.value.message
    assert said.startswith(f"x.tf: cannot be written: No space left on device; {left}")
    assert "free space" in (caught.value.hint or "")


def test_nothing_of_the_work_is_left(renders: Renders) -> None:
    """After a render, `.lmgen` holds the manifest alone and no directory is empty."""
    renders(OLD)
    renders(NEW)
    assert [path.name for path in (renders.directory / ".lmgen").iterdir()] == ["manifest"]
    assert not (renders.directory / "examples" / "gone").exists()
    for path in renders.directory.rglob("*"):
        assert not path.is_dir() or any(path.iterdir())


def test_deep_directories_come_and_go(renders: Renders) -> None:
    """Directories are made as deep as needed and removed once nothing is in them."""
    renders(NEW)
    assert (renders.directory / "examples" / "deep" / "main.tf").is_file()
    renders(OLD)
    assert not (renders.directory / "examples" / "deep").exists()
    assert (renders.directory / "examples" / "gone" / "main.tf").is_file()


def test_a_file_becomes_a_directory(renders: Renders) -> None:
    """An orphan in the place of a directory has to be moved away by hand."""
    renders({"locals.tf": RenderedFile(b"file\n", REGULAR)})
    before = tree(renders.directory)
    with pytest.raises(LmgenError, match="a directory above it is a file"):
        renders({"locals.tf/y": RenderedFile(b"new\n", REGULAR)})
    assert tree(renders.directory) == before


def test_crlf_checkout_is_no_edit(renders: Renders) -> None:
    """A checkout that turned line ends into CRLF is neither drift nor an edit."""
    renders(OLD)
    file = renders.directory / "alarms.tf"
    file.write_bytes(b"old\r\n")
    renders(OLD)
    assert file.read_bytes() == b"old\r\n"
    renders(NEW)
    assert file.read_bytes() == b"new\n"
