"""Unified diffs between files on disk and rendered files."""

from lambda_monitored_gen.output.comparison import Difference, Verdict


def unified_diff(difference: Difference) -> str:
    """Write one file's difference as a unified diff; empty when there is none to show.

    A file that is not UTF-8 text is only said to differ.
    """
    if difference.verdict is Verdict.SAME:
        return ""
    if difference.verdict is Verdict.MODE and difference.after is not None:
        return f"mode of {difference.path} becomes {difference.after.mode:o}\n"
    before = difference.before or b""
    after = difference.after.content if difference.after else b""
    try:
        old, new = (
            before.decode().splitlines(keepends=True),
            after.decode().splitlines(keepends=True),
        )
    except UnicodeDecodeError:
        return f"Binary file {difference.path} differs\n"
    import difflib  # noqa: PLC0415 - only files that differ need it

    old_name = f"a/{difference.path}" if difference.before is not None else "/dev/null"
    new_name = f"b/{difference.path}" if difference.after is not None else "/dev/null"
    lines = difflib.unified_diff(old, new, old_name, new_name)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def count_changed_lines(difference: Difference) -> tuple[int, int]:
    """Count the lines that a render would add and remove."""
    lines = unified_diff(difference).splitlines()
    added = sum(line.startswith("+") and not line.startswith("+++") for line in lines)
    removed = sum(line.startswith("-") and not line.startswith("---") for line in lines)
    return added, removed
