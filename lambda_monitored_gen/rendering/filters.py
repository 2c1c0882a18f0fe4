"""Template filters: the only ways in which a value of the spec reaches rendered text.

Each makes its value inert in one language, whatever it contains.
"""

import json
import re
from functools import lru_cache

from lambda_monitored_gen.hcl import indent, literal
from lambda_monitored_gen.hcl.layout import align
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering import terraform_docs
from lambda_monitored_gen.rendering.json_layout import json_document

_MARKDOWN = re.compile(r"([\\`*\[\]{}#~|!]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z]))")
_YAML_UNSAFE = "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
_NOT_IN_GIT_PATTERNS = re.compile(r"[^A-Za-z0-9._/@+,=-]")
_JSON = json.JSONEncoder(ensure_ascii=False).encode  # `dumps` would make an encoder each time
_SHARED = 2048
"""Texts that are kept: modules of one fleet share most of them."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def hcl(value: Value, columns: int = 0) -> str:
    """Write a value as an HCL literal whose continuation lines are indented by `columns`."""
    return indent(literal(value), columns)


def markdown(value: object) -> str:
    """Write text as Markdown that shows as it is, on one line, in a table too."""
    return _markdown(str(value))


@lru_cache(_SHARED)
def _markdown(value: str) -> str:
    text = one_line(value)
    for character, entity in _ENTITIES.items():
        text = text.replace(character, entity)
    return _MARKDOWN.sub(r"\\\1", text)


def markdown_code(value: object) -> str:
    """Write text as inline code of Markdown, on one line, in a table too."""
    return _markdown_code(str(value))


@lru_cache(_SHARED)
def _markdown_code(value: str) -> str:
    text = one_line(value).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def one_line(value: object) -> str:
    """Write text on one line, as comments need it."""
    return " ".join(str(value).split())


def sentence(value: str) -> str:
    """Make a clause a sentence: a capital first, a full stop last."""
    return f"{value[:1].upper()}{value[1:]}."


def prefix(text: str, before: str) -> str:
    """Put text before text, for `map`."""
    return f"{before}{text}"


def shell(value: object) -> str:
    """Write text as one word of a POSIX shell."""
    import shlex  # noqa: PLC0415 - only some templates need it

    return shlex.quote(str(value))


def yaml(value: Value) -> str:
    """Write a value as YAML in flow style: as JSON, with what only YAML reads as a line break."""
    return _yaml_string(value) if isinstance(value, str) else _yaml(value)


@lru_cache(_SHARED)
def _yaml_string(value: str) -> str:
    return _yaml(value)


def _yaml(value: Value) -> str:
    if type(value) is int:
        return str(value)
    text = _JSON(value)
    return re.sub(_YAML_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text)


def python(value: Value) -> str:
    """Write a value as a Python literal of ASCII."""
    return ascii(value)


@lru_cache(_SHARED)
def git_pattern(path: str) -> str:
    """Write a path as a pattern of git, whose other characters stand for any single one."""
    # As git does, byte by byte.
    return "/" + _NOT_IN_GIT_PATTERNS.sub("?", path.encode().decode("latin-1"))


def xml(value: object) -> str:
    """Write text as text of XML, or inside a quoted attribute."""
    import html  # noqa: PLC0415 - only some templates need it

    return html.escape(one_line(value))


FILTERS = {
    "align": align,
    "code": markdown_code,
    "docs_anchor": terraform_docs.anchor,
    "docs_cell": terraform_docs.cell,
    "docs_default": terraform_docs.default_cell,
    "docs_type": terraform_docs.type_cell,
    "gitpattern": git_pattern,
    "hcl": hcl,
    "json": json_document,
    "md": markdown,
    "oneline": one_line,
    "prefix": prefix,
    "py": python,
    "sentence": sentence,
    "sh": shell,
    "xml": xml,
    "yaml": yaml,
}
"""The filters by the names that templates use."""
