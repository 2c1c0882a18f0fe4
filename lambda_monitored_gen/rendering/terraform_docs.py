r"""The reference of the README as terraform-docs writes it, so that running that changes nothing.

What it does to text has quirks, such as underscores that it escapes in the middle of words and
pipes in code that it does not escape. They are followed here, not judged. Its settings are those of
the rendered `.terraform-docs.yml`.

Source: `format/templates/markdown_table_*.tmpl`, `template/sanitizer.go`, `template/anchor.go` and
`terraform/load.go` of <https://github.com/terraform-docs/terraform-docs/tree/v0.24.0>.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from lambda_monitored_gen.catalog import Variable
from lambda_monitored_gen.hcl.type_constraints import Value

_BLOCK = re.compile(r'^(resource|data) "(([a-z0-9]+)_(\w+))" "([\w-]+)" \{', re.MULTILINE)
"""The first line of a resource or a data source, as `terraform fmt` writes it."""

_PINNED = re.compile(r"=? ?(\d\S*)")
"""A constraint that only one version keeps."""

_LINE_BREAK = re.compile(r"(\S*)(\r?\n)(\s*)(\w+)", re.ASCII)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s<>\"]+", re.IGNORECASE)
_LONE_UNDERSCORES = re.compile(r"\A(\s*)(_+)(?=\s)", re.ASCII)
_EMPHASIS = re.compile(r"(\s)(_+)([^\t\n\f\r _].*[^\t\n\f\r _])(_+)(?=\s)", re.ASCII)
_KEPT = "\0"

_SMALLEST, _LARGEST = 1e-6, 1e21
"""Between them, Go writes a number without an exponent."""


class Resource(NamedTuple):
    """A resource or a data source of the module.

    Attributes:
        address: Such as `aws_sns_topic.alarms`.
        url: Where the registry describes it.
        is_data: Whether it is a data source.
    """

    address: str
    url: str
    is_data: bool

    @property
    def provider(self) -> str:
        """The local name of its provider."""
        return self.address.partition("_")[0]


def find_resources(files: Iterable[str], aws_provider: str) -> list[Resource]:
    """Find what the configuration of a module declares.

    Args:
        files: The texts of its `.tf` files.
        aws_provider: The constraint on hashicorp/aws: pages are those of one version if it pins
            one, else of the latest.

    Returns:
        Resources, then data sources, each sorted by address.
    """
    pinned = _PINNED.fullmatch(aws_provider)
    versions = {"aws": pinned[1] if pinned else "latest"}
    found = {
        Resource(
            f"{kind}.{name}",
            f"https://registry.terraform.io/providers/hashicorp/{provider}/"
            f"{versions.get(provider, 'latest')}/docs/"
            f"{'data-sources' if keyword == 'data' else 'resources'}/{short}",
            keyword == "data",
        )
        for text in files
        for keyword, kind, provider, short, name in _BLOCK.findall(text)
    }
    return sorted(found, key=lambda each: (each.is_data, each.address))


def required_first(variables: Iterable[Variable]) -> list[Variable]:
    """Sort variables as `sort: {by: required}` does."""
    return sorted(variables, key=lambda each: (not each.required, each.name))


def anchor(name: str, section: str) -> str:
    """Write the name of a row, with the anchor that links lead to.

    Args:
        name: Such as `alarm_emails`.
        section: `requirement`, `provider`, `module`, `input` or `output`.
    """
    target = f"{section}_{name}"
    return f'<a name="{target}"></a> [{_escape(name)}](#{_escape(target)})'


@lru_cache(2048)  # modules of one fleet share most of their texts
def cell(text: str) -> str:
    """Write plain text, or code between backticks, into a cell of a table."""
    return _by_segment(text, "```", _prose, _block) if text else "n/a"


def type_cell(variable: Variable) -> str:
    """Write the type of a variable."""
    return cell(_code(variable.type.hcl))


def default_cell(variable: Variable) -> str:
    """Write the default of a variable, which is JSON there."""
    return "n/a" if variable.required else cell(_code(_json(variable.default)))  # type: ignore[arg-type]


def _json(value: Value) -> str:
    """Write a value as Go's encoder does."""
    if isinstance(value, float) and not value.is_integer() and abs(value) >= _SMALLEST:
        return format(Decimal(repr(value)), "f")
    text = json.dumps(_whole(value), ensure_ascii=False, indent=2, sort_keys=True)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _whole(value: Value) -> Value:
    """The value with its numbers as Go has them: all are floats, and whole ones look so."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        whole = number.is_integer() and abs(number) < _LARGEST
        return int(Decimal(repr(number))) if whole else number
    if isinstance(value, Mapping):
        return {name: _whole(each) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_whole(each) for each in value]
    return value


def _code(text: str) -> str:
    return f"\n\n```\n{text}\n```\n" if "\n" in text else f"`{text}`"


def _by_segment(
    text: str, fence: str, plain: Callable[[str], str], code: Callable[[str], str]
) -> str:
    """Write what is between fences in another way than the rest."""
    writers = (code, plain) if text.startswith(fence) else (plain, code)
    segments = [each for each in text.split(fence) if each]
    return "".join(writers[number % 2](each) for number, each in enumerate(segments))


def _prose(text: str) -> str:
    piped = _by_segment(text, "`", lambda each: each.replace("|", "\\|"), "`{}`".format)
    escaped = _by_segment(piped, "`", _escape_lines, "`{}`".format)
    lines = _LINE_BREAK.sub(r"\1  \2\3\4", escaped.strip())
    for found, written in (
        ("    \n", "  \n"),
        ("  \n\n", "\n\n"),
        ("\n  \n", "\n\n"),
        ("  \n", "<br/>"),
        ("\n", "<br/>"),
    ):
        lines = lines.replace(found, written)
    return _URL.sub(lambda url: url[0].replace("\\", ""), lines)


def _block(text: str) -> str:
    lines = text.strip().replace("\r", "").replace("\n", "<br/>")
    return f"<pre>{lines}</pre>"


def _escape_lines(text: str) -> str:
    return "\n".join(map(_escape_line, text.split("\n")))


def _escape_line(line: str) -> str:
    """Escape underscores, but for those that stand alone at the start, or around words."""
    line = _LONE_UNDERSCORES.sub(lambda found: found[1] + _KEPT * len(found[2]), line)
    line = _EMPHASIS.sub(
        lambda found: f"{found[1]}{_KEPT * len(found[2])}{found[3]}{_KEPT * len(found[4])}", line
    )
    return _escape(line).replace(_KEPT, "_")


def _escape(text: str) -> str:
    return text.replace("_", "\\_")
