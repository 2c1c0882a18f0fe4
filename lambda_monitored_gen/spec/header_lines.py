"""A rule for lines that stand at the top of every rendered file."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.type_constraints import JsonSchema, Value
from lambda_monitored_gen.rules import Violation

_FORM = r"^(\S(.*\S)?)?$"

# What ends or nests a comment of Markdown, <https://html.spec.whatwg.org/#comments>, and what
# Python takes for the encoding of a file, <https://peps.python.org/pep-0263/>.
_NOT_A_COMMENT = r"--!?>|<!--|coding[:=][ \t]*[-_.a-zA-Z0-9]"


class IsComment(NamedTuple):
    """The value is a line that is a comment in every language that modules have."""

    @property
    def requirement(self) -> str:
        """With what is not allowed, for most lines are."""
        return (
            "must be one line of printable characters without white space at its ends, and without "
            "-->, --!> or <!--, which Markdown reads, or coding: and coding=, which Python reads"
        )

    def violations(self, value: Value) -> Iterator[Violation]:
        """Yield a line that would not be a comment, or not stay as it is."""
        text = str(value)
        plain = text.isprintable() and re.search(_FORM, text)
        if not plain or re.search(_NOT_A_COMMENT, text):
            yield Violation((), self.requirement, value)

    def condition(self, expression: str) -> str:
        """Never rendered: the rule is about a key of the spec, not about a variable."""
        return hcl.call("can", hcl.call("regex", hcl.literal(_FORM), expression))

    def json_schema(self) -> JsonSchema:
        """The rule as JSON Schema, draft-07."""
        return {"pattern": _FORM, "not": {"pattern": _NOT_A_COMMENT}}
