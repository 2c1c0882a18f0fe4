r"""The regular expressions of lmgen itself, in a subset that Python and RE2 read alike.

A pattern of the catalog is written once and read by Terraform (RE2), by Python and by JSON Schema.
The subset has ASCII classes, groups, alternatives, counts, `^`, and `$` at the end of an
alternative. In it Python differs in two points only: `$` forgives a final newline, and `\s`, of
which RE2 has five characters, has more. `tests/unit/test_dialect.py` gives every pattern to both
engines.

Patterns that somebody else wrote are read by RE2 itself: `rules.re2_patterns`.
"""

import re
from functools import lru_cache

_SPACE = r"\t\n\f\r "
"""What RE2's `\\s` stands for; the subset has it within a class only."""


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the subset for Python, with RE2's meaning; use it with `search`."""
    return re.compile(re.sub(r"\$(?=\)|$)", r"\\Z", pattern).replace(r"\s", _SPACE))
