"""Unified diffs between files on disk and rendered files, which `git apply` takes.

The format is that of `git diff`; see <https://git-scm.com/docs/diff-format>.
"""

import hashlib
import os
import re
import stat
from pathlib import Path

from lambda_monitored_gen.output.comparison import Difference, Verdict
from lambda_monitored_gen.output.manifest import with_lf

_PLAIN_NAME = re.compile(r"[ !#-\[\]-~]*")
_NO_OBJECT = "0" * 40
_BINARY_LINE = 52
"""Bytes in a line of a binary patch."""


def name_prefix(directory: Path) -> str:
    """How the names in diffs of a directory begin, so that a diff applies from where it is made.

    As in `git diff`, they begin at the top of the checkout that the working directory is in;
    without one, at the working directory. What is outside of that begins at the root.
    """
    from lambda_monitored_gen.spec.checkout import find_checkout  # noqa: PLC0415 - only diffs need it

    absolute = Path(os.path.abspath(directory))  # noqa: PTH100 - as people wrote it, without `..`
    working = Path.cwd()
    top = find_checkout(working) or working
    for base in (top, Path(absolute.anchor)):
        if absolute.is_relative_to(base):
            below = absolute.relative_to(base).as_posix()
            return "" if below == "." else f"{below}/"
    return ""


def unified_diff(difference: Difference, prefix: str = "") -> str:
    """Write one file's difference as a unified diff; empty when there is none.

    Line endings of a checkout are left out. What cannot be written as a diff is said in a line that
    programs skip: line endings of a script, and a file whose content is not lmgen's to show.

    Args:
        difference: The difference.
        prefix: What names in the diff begin with, as `name_prefix` says it.
    """
    if difference.verdict is Verdict.OWNED:
        return ""
    name = f"{prefix}{difference.path}"
    remark = _remark(difference)
    if remark:
        return f"{name} {remark}\n"
    before = None if difference.before is None else with_lf(difference.before)
    after = None if difference.after is None else with_lf(difference.after.content)
    modes = _modes(difference)
    if before == after and (not modes or difference.verdict is Verdict.SAME):
        return ""
    old, new = (_quoted(f"{side}/{name}") for side in "ab")
    patch = ""
    if after is None or not (_is_text(before) and _is_text(after)):
        # The content of an orphan is not shown, for nobody asked lmgen to render it.
        patch = _binary_patch(before, after)
    elif before != after:
        patch = _text_patch(before, after, old, new)
    return f"diff --git {old} {new}\n{modes}{patch}"


def _remark(difference: Difference) -> str:
    """What to say of a file whose difference is not a diff; empty for all others."""
    if difference.verdict is Verdict.LINE_ENDINGS:
        return "gets LF line endings"
    if difference.verdict in {Verdict.LEFT, Verdict.MODIFIED_ORPHAN}:
        return "is no longer rendered"
    if difference.before is None and difference.mode:
        return "is a link, and becomes a file"
    return ""


def count_changed_lines(difference: Difference) -> tuple[int, int]:
    """Count the lines that a render would add and remove."""
    if difference.after is None:
        return 0, (difference.before or b"").count(b"\n")
    lines = unified_diff(difference).splitlines()
    added = sum(line.startswith("+") and not line.startswith("+++") for line in lines)
    removed = sum(line.startswith("-") and not line.startswith("---") for line in lines)
    return added, removed


def _modes(difference: Difference) -> str:
    old = _git_mode(difference.mode)
    if difference.after is None:
        return f"deleted file mode {old}\n"
    new = _git_mode(difference.after.mode)
    if difference.before is None:
        return f"new file mode {new}\n"
    # Where the mode is not to change, for git or the drive cannot keep it, the verdict says so.
    return f"old mode {old}\nnew mode {new}\n" if old != new else ""


def _git_mode(mode: int) -> str:
    return "100755" if mode & stat.S_IXUSR else "100644"


def _quoted(name: str) -> str:
    """Write a name as git does: bytes that are not plain ASCII are octal."""
    if _PLAIN_NAME.fullmatch(name):
        return name
    plain = (
        chr(byte) if _PLAIN_NAME.fullmatch(chr(byte)) else f"\\{byte:03o}" for byte in name.encode()
    )
    return f'"{"".join(plain)}"'


def _is_text(content: bytes | None) -> bool:
    try:
        return b"\0" not in (content or b"") and (content or b"").decode() is not None
    except UnicodeDecodeError:
        return False


def _text_patch(before: bytes | None, after: bytes, old: str, new: str) -> str:
    import difflib  # noqa: PLC0415 - only files that differ need it

    old_name = "/dev/null" if before is None else old
    ending = "\t" if " " in new else ""  # without it, a name would end at its space
    patch = difflib.unified_diff(
        _lines(before or b""), _lines(after), f"{old_name}{ending}", f"{new}{ending}"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in patch
    )


def _lines(content: bytes) -> list[str]:
    """Split text where git does, which is in fewer places than `splitlines`."""
    *lines, rest = content.decode().split("\n")
    return [*(f"{line}\n" for line in lines), *filter(None, [rest])]


def _binary_patch(before: bytes | None, after: bytes | None) -> str:
    import base64  # noqa: PLC0415 - as difflib
    import zlib  # noqa: PLC0415 - as difflib

    packed = zlib.compress(after or b"")
    lines = []
    for start in range(0, len(packed), _BINARY_LINE):
        piece = packed[start : start + _BINARY_LINE]
        length = len(piece)
        letter = chr(ord("A") + length - 1) if length <= 26 else chr(ord("a") + length - 27)  # noqa: PLR2004 - of the alphabet
        lines.append(f"{letter}{base64.b85encode(piece, pad=True).decode()}\n")
    return (
        f"index {_object_id(before)}..{_object_id(after)}\nGIT binary patch\n"
        f"literal {len(after or b'')}\n{''.join(lines)}\n"
    )


def _object_id(content: bytes | None) -> str:
    if content is None:
        return _NO_OBJECT
    head = f"blob {len(content)}\0".encode()
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()
