"""Template filters: the only ways in which a value of the spec reaches rendered text.

Each makes its value inert in one language, whatever it contains.
"""

import json
import re
import shlex

from lambda_monitored_gen.hcl import indent, literal
from lambda_monitored_gen.hcl.layout import align
from lambda_monitored_gen.type_constraints import Value

_MARKDOWN = re.compile(r"([\\`*\[\]{}#~|!]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z]))")
_YAML_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def hcl(value: Value, columns: int = 0) -> str:
    """Write a value as an HCL literal whose continuation lines are indented by `columns`."""
    return indent(literal(value), columns)


def markdown(value: object) -> str:
    """Write text as Markdown that shows as it is, on one line, in a table too."""
    text = one_line(value)
    for character, entity in _ENTITIES.items():
        text = text.replace(character, entity)
    return _MARKDOWN.sub(r"\\\1", text)


def markdown_code(value: object) -> str:
    """Write text as inline code of Markdown, on one line, in a table too."""
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


def shell(value: object) -> str:
    """Write text as one word of a POSIX shell."""
    return shlex.quote(str(value))


def yaml(value: Value) -> str:
    """Write a value as YAML in flow style: as JSON, with what only YAML reads as a line break."""
    text = json.dumps(value, ensure_ascii=False)
    return _YAML_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def python(value: Value) -> str:
    """Write a value as a Python literal of ASCII."""
    return ascii(value)


FILTERS = {
    "align": align,
    "code": markdown_code,
    "hcl": hcl,
    "md": markdown,
    "oneline": one_line,
    "py": python,
    "sentence": sentence,
    "sh": shell,
    "yaml": yaml,
}
"""The filters by the names that templates use."""
