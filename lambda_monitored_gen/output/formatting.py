"""Whether two contents of a file differ in layout alone, as formatters leave it."""

import ast
import re

_SPACE = re.compile(r"\s+")
_TABLE_RULE = re.compile(r"^[ \t]*\|[ \t:|-]+\|[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)[*+-] ", re.MULTILINE)
_CHOSEN_BY_FORMATTERS = str.maketrans({",": "", "(": "", ")": "", "'": '"'})


def differs_in_layout_only(path: str, before: bytes, after: bytes) -> bool:
    """Tell whether a formatter may have made one content of the other.

    That is so if they differ in white space only. Formatters of Python also choose quotes,
    parentheses and commas at an end, which count as layout where the syntax tree is the same; those
    of Markdown choose rules of tables, bullets and signs of emphasis.

    Args:
        path: The file, which tells its language.
        before: One content.
        after: The other.
    """
    try:
        one, other = before.decode(), after.decode()
    except UnicodeDecodeError:
        return False
    if _SPACE.sub("", one) == _SPACE.sub("", other):
        return True
    if path.endswith(".py"):
        return _python(one) == _python(other) and _same_tree(one, other)
    return path.endswith(".md") and _markdown(one) == _markdown(other)


def _python(text: str) -> str:
    return _SPACE.sub("", text).translate(_CHOSEN_BY_FORMATTERS)


def _same_tree(one: str, other: str) -> bool:
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _markdown(text: str) -> str:
    return _SPACE.sub("", _BULLET.sub(r"\1- ", _TABLE_RULE.sub("", text))).replace("*", "_")
