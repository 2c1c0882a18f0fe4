"""How the files of a directory stand to a plan, one by one."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output.comparison import (
    Verdict,
    compare_files,
    find_untracked_files,
)
from lambda_monitored_gen.output.manifest import Manifest, digest
from lambda_monitored_gen.rendering.files import EXECUTABLE, REGULAR, RenderedFile

PLANNED = RenderedFile(b"new\n", REGULAR)


def recorded(**files: bytes) -> Manifest:
    """What an earlier render left, with `__` for `/` and `_tf` for `.tf`."""
    return Manifest(
        {
            name.replace("__", "/").replace("_tf", ".tf"): frozenset({digest(content)})
            for name, content in files.items()
        }
    )


def verdicts(
    files: Mapping[str, RenderedFile], directory: Path, manifest: Manifest | None
) -> list[tuple[str, Verdict, bytes | None, RenderedFile | None]]:
    """Differences without the modes."""
    return [each[:4] for each in compare_files(files, directory, manifest)]


def test_each_verdict(tmp_path: Path) -> None:
    """Every file of plan and manifest has its verdict, what is there, and what is to be."""
    on_disk = {
        "crlf.tf": b"new\r\n",
        "modified.tf": b"mine\n",
        "house.tf": b"old\n",
        "locals.tf": b"mine\n",
        "vpc.tf": b"old\r\n",
        "same.tf": b"new\n",
        "stale.tf": b"old\r\n",
        "unknown.tf": b"mine\n",
    }
    for name, content in on_disk.items():
        (tmp_path / name).write_bytes(content)
    planned = ("unknown", "stale", "same", "modified", "missing", "crlf")
    manifest = recorded(
        house_tf=b"old\n",
        gone_tf=b"old\n",
        moved_tf=b"old\n",
        locals_tf=b"old\n",
        vpc_tf=b"old\n",
        stale_tf=b"old\n",
        modified_tf=b"old\n",
        same_tf=b"new\n",
    )
    found = verdicts({f"{name}.tf": PLANNED for name in planned}, tmp_path, manifest)
    assert found == [
        ("crlf.tf", Verdict.SAME, b"new\r\n", PLANNED),
        ("house.tf", Verdict.LEFT, None, None),
        ("locals.tf", Verdict.MODIFIED_ORPHAN, b"mine\n", None),
        ("missing.tf", Verdict.MISSING, None, PLANNED),
        ("modified.tf", Verdict.MODIFIED, b"mine\n", PLANNED),
        ("same.tf", Verdict.SAME, b"new\n", PLANNED),
        ("stale.tf", Verdict.STALE, b"old\r\n", PLANNED),
        ("unknown.tf", Verdict.MODIFIED, b"mine\n", PLANNED),
        ("vpc.tf", Verdict.ORPHAN, b"old\r\n", None),
    ]


def test_each_content_that_is_recorded_is_ours(tmp_path: Path) -> None:
    """With several lines for one path, whichever content is there is not an edit."""
    manifest = Manifest({"a.tf": frozenset({digest(b"one\n"), digest(b"two\n")})})
    for content, verdict in ((b"one\n", Verdict.STALE), (b"two\n", Verdict.STALE),
                             (b"three\n", Verdict.MODIFIED)):  # fmt: skip
        (tmp_path / "a.tf").write_bytes(content)
        (found,) = compare_files({"a.tf": PLANNED}, tmp_path, manifest)
        assert found.verdict is verdict


@pytest.mark.parametrize(
    ("mode", "planned", "content", "verdict"),
    [
        (0o755, EXECUTABLE, b"new\r\n", Verdict.LINE_ENDINGS),
        (0o644, EXECUTABLE, b"new\r\n", Verdict.LINE_ENDINGS),
        (0o644, REGULAR, b"new\r\n", Verdict.SAME),
        (0o755, REGULAR, b"new\r\n", Verdict.MODE),
    ],
)
def test_a_script_with_crlf_is_broken(
    tmp_path: Path, mode: int, planned: int, content: bytes, verdict: Verdict
) -> None:
    """The system does not find its shell; in a file that nobody runs, line endings do not count."""
    file = tmp_path / "run.sh"
    file.write_bytes(content)
    file.chmod(mode)
    (found,) = compare_files({"run.sh": RenderedFile(b"new\n", planned)}, tmp_path, None)
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("mode", "planned", "verdict"),
    [
        (0o755, EXECUTABLE, Verdict.SAME),
        (0o700, EXECUTABLE, Verdict.SAME),
        (0o655, EXECUTABLE, Verdict.MODE),
        (0o600, REGULAR, Verdict.SAME),
        (0o655, REGULAR, Verdict.SAME),
        (0o744, REGULAR, Verdict.MODE),
    ],
)
def test_modes(tmp_path: Path, mode: int, planned: int, verdict: Verdict) -> None:
    """Of the mode only that counts which git keeps: whether the owner may run it."""
    file = tmp_path / "run.sh"
    file.write_bytes(b"new\n")
    file.chmod(mode)
    (found,) = compare_files({"run.sh": RenderedFile(b"new\n", planned)}, tmp_path, None)
    assert found.verdict is verdict


def test_links_are_not_read(tmp_path: Path) -> None:
    """A link is somebody's, whatever it leads to, and what it leads to is not looked at."""
    (tmp_path / "elsewhere").write_bytes(b"new\n")
    for name in ("planned.tf", "vpc.tf", "dangling.tf"):
        (tmp_path / name).symlink_to("nowhere" if name == "dangling.tf" else "elsewhere")
    plan = {"planned.tf": PLANNED, "dangling.tf": PLANNED}
    found = verdicts(plan, tmp_path, recorded(vpc_tf=b"new\n", planned_tf=b"new\n"))
    assert found == [
        ("dangling.tf", Verdict.MODIFIED, None, PLANNED),
        ("planned.tf", Verdict.MODIFIED, None, PLANNED),
        ("vpc.tf", Verdict.MODIFIED_ORPHAN, None, None),
    ]


@pytest.mark.parametrize("link", ["a", "a/b", "a/b/c"])
def test_a_link_on_the_way_is_refused(tmp_path: Path, link: str) -> None:
    """However deep, a directory that is a link is named and not entered."""
    outside = tmp_path / "outside"
    (outside / "b" / "c").mkdir(parents=True)
    place = tmp_path / "module" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(outside)
    with pytest.raises(LmgenError, match="is a link, and could lead out") as caught:
        compare_files({"a/b/c/d.tf": PLANNED}, tmp_path / "module", None)
    assert caught.value.message.startswith(f"{place}: ")
    assert "by a directory" in (caught.value.hint or "")
    with pytest.raises(LmgenError, match="is a link"):
        compare_files({}, tmp_path / "module", recorded(a__b__c__d_tf=b"x"))


@pytest.mark.parametrize("content", [b"", b"0123456789" * 10])
def test_a_file_that_comes_in_pieces_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """A file system may return less than it was asked for; then it is asked again."""
    (tmp_path / "a.tf").write_bytes(content)
    read = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 7)))
    (found,) = compare_files({"a.tf": PLANNED}, tmp_path, None)
    assert found.before == content


def test_a_file_that_shrinks_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that somebody cuts while it is read is not waited for."""
    (tmp_path / "a.tf").write_bytes(b"0123456789")
    pieces = [b"", b"0123"]
    monkeypatch.setattr(os, "read", lambda _descriptor, _size: pieces.pop())
    (found,) = compare_files({"a.tf": PLANNED}, tmp_path, None)
    assert found.before == b"0123"


@pytest.mark.parametrize("call", ["open", "read"])
def test_a_file_that_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The message has the file and the reason, and the hint what to do."""
    (tmp_path / "a.tf").write_bytes(b"x")

    def refuse(*_arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(LmgenError) as caught:
        compare_files({"a.tf": PLANNED}, tmp_path, None)
    assert caught.value.message == (
        f"{tmp_path}/a.tf: expected a file that can be read: Permission denied"
    )
    assert "permissions" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("make", "reason"), [(os.mkfifo, "is not a regular file"), (os.mkdir, "is a directory")]
)
def test_what_is_no_file_is_said(tmp_path: Path, make: Callable[[Path], None], reason: str) -> None:
    """A pipe is not waited for, and a directory is not taken for a file."""
    make(tmp_path / "a.tf")
    with pytest.raises(LmgenError, match=f"a.tf: expected a file that can be read: {reason}"):
        compare_files({"a.tf": PLANNED}, tmp_path, None)


def test_a_file_on_the_way_is_said(tmp_path: Path) -> None:
    """Where a directory is needed and a file is, people are told to move it."""
    (tmp_path / "a").touch()
    with pytest.raises(LmgenError, match="a directory above it is a file") as caught:
        compare_files({"a/b.tf": PLANNED}, tmp_path, None)
    assert caught.value.hint == "Move that file away."


def test_files_are_closed(tmp_path: Path) -> None:
    """A fleet has more files than a process may have open."""
    plan = {f"{number}.tf": PLANNED for number in range(20)}
    for name in plan:
        (tmp_path / name).write_bytes(b"x")
    before = len(list(Path("/dev/fd").iterdir()))
    compare_files(plan, tmp_path, None)
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_untracked_files(tmp_path: Path) -> None:
    """Files that nobody knows are listed in order; what tools keep for themselves is not."""
    for path in (
        "b/z.tf", "b/a.tf", "a/known.tf", "a/x.tf", "z.tf", "c.tf",
        ".git/config", ".lmgen/lock", ".terraform/x", ".build/x.zip", "b/.git",
    ):  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    found = list(find_untracked_files({"a/known.tf"}, tmp_path))
    assert found == ["c.tf", "z.tf", "a/x.tf", "b/a.tf", "b/z.tf"]
