"""Read back what HCL writes as a quoted string, without lmgen's own code.

Source: <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions>.
"""

import re
from typing import Any

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_TOKEN = re.compile(
    r"""\\(?P<escape>[nrt"\\])
    |\\u(?P<short>[0-9a-fA-F]{4})
    |\\U(?P<long>[0-9a-fA-F]{8})
    |\$(?P<dollar>\$\{)
    |%(?P<percent>%\{)
    |(?P<code>[$%]\{|["\\\n\r])
    |(?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)


def decode(quoted: str) -> str:
    """The string that a quoted template of HCL stands for.

    Raises:
        ValueError: It holds code, or is no quoted string.
    """
    if len(quoted) < 2 or quoted[0] != '"' or quoted[-1] != '"':
        raise ValueError(f"no quoted string: {quoted}")
    out: list[str] = []
    for token in _TOKEN.finditer(quoted[1:-1]):
        found = token.groupdict()
        if found["code"] is not None:
            raise ValueError(f"code in a string: {quoted}")
        if found["escape"] is not None:
            out.append(_ESCAPES[found["escape"]])
        elif found["short"] or found["long"]:
            out.append(chr(int(found["short"] or found["long"], 16)))
        else:
            out.append(found["plain"] or (found["dollar"] or found["percent"]))
    return "".join(out)


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever python-hcl2 reads
    """What python-hcl2 reads, with quoted strings decoded and its own marks left out.

    A string with code in it stays as it is, in its quotes, so that it equals no text.
    """
    if isinstance(value, dict):
        return {
            decode(key) if key.startswith('"') else key: plain(item)
            for key, item in value.items()
            if key not in {"__is_block__", "__comments__", "__inline_comments__"}
        }
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and value.startswith('"'):
        try:
            return decode(value)
        except ValueError:
            return value
    return value
