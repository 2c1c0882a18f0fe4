"""What lmgen sees in a pattern: its tokens, and the lengths of texts that match."""

import math

import pytest

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.rules.pattern_syntax import count_characters, tokens


@pytest.mark.parametrize(
    ("pattern", "lowest", "highest"),
    [
        ("^abc$", 3, 3),
        (r"\Aa\z", 1, 1),
        ("abc", 3, math.inf),
        ("^abc", 3, math.inf),
        ("abc$", 3, math.inf),
        ("", 0, math.inf),
        ("^$", 0, 0),
        ("^a?$", 0, 1),
        ("^a*$", 0, math.inf),
        ("^a+b{2}$", 3, math.inf),
        ("^a{2,5}?$", 2, 5),
        ("^a{2,}$", 2, math.inf),
        ("^(ab|c)$", 1, 2),
        ("^(?:ab|c|){3}$", 0, 6),
        ("^a|b$", 1, math.inf),
        ("^(a|^b$)$", 1, 1),
        (r"^[\]a[:alpha:]]\x{1F600}\x41\.$", 4, 4),
        (r"^a\b\$$", 2, 2),
        (r"^a\$", 2, math.inf),
        ("^*a$", 1, math.inf),
        ("^{0}a$", 1, math.inf),
        ("(?m)^a$", 1, math.inf),
        ("^(?-m:a)$", 1, 1),
        ("^(?m:a$)b$", 2, math.inf),
        ("^(?i:a)(?s)b$", 2, 2),
        ("^(a{0}b*){0}$", 0, 0),
        ("^a{x}$", 4, 4),
        (patterns.FUNCTION_NAME, 1, 64),
        (patterns.SNS_TOPIC_NAME, 1, 256),
        (patterns.BUCKET_NAME, 3, 63),
        (patterns.HANDLER, 3, math.inf),
    ],
)
def test_lengths(pattern: str, lowest: int, highest: float) -> None:
    """The counts of a pattern's parts add up; only a pattern with both ends has a most."""
    assert count_characters(pattern) == (lowest, highest)


def test_tokens() -> None:
    """A set is one token, whatever is in it, and so is an escape."""
    found = [(token.kind, token.text) for token in tokens(r"(?i)^[]\]^[:alpha:]a(]{2,}?\)|(?s:.)$")]
    assert found == [
        ("flags", "(?i)"),
        ("anchor", "^"),
        ("set", r"[]\]^[:alpha:]a(]"),
        ("repeat", "{2,}?"),
        ("escape", r"\)"),
        ("either", "|"),
        ("open", "(?s:"),
        ("character", "."),
        ("close", ")"),
        ("anchor", "$"),
    ]
