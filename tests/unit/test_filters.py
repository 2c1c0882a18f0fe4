"""Template filters: each makes any value inert in its language."""

import ast
import html
import re
import subprocess

import pytest
import yaml as pyyaml
from hypothesis import example, given
from hypothesis import strategies as st

from lambda_monitored_gen.rendering import filters

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
NASTY = [
    "$(id) `id` ${x} $x",
    "it's; rm -rf / # \\",
    '"double"',
    "line\nline",
    "<script>alert(1)</script>",
    "a | b \\| c",
    "[x](javascript:y) ![i](u)",
    "**bold** _em_ snake_case ~~x~~",
    "# heading",
    "<!-- comment -->",
    "&lt; &amp;",
    "``` fence",
    "`",
    "🚨 é",
    "",
]


@pytest.mark.process
@pytest.mark.parametrize("value", NASTY)
def test_a_shell_gives_the_text_back_as_one_word(value: str) -> None:
    """A shell takes the text as one word and gives it back."""
    script = f"printf %s {filters.shell(value)}"
    ran = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    assert ran.stdout.decode() == value


@given(TEXT.map(lambda text: text.replace("\0", "")))
def test_shell_quotes(value: str) -> None:
    """Outside single quotes nothing is left that a shell would read."""
    outside = re.sub(r"'[^']*'", "", filters.shell(value).replace('"\'"', ""))
    assert re.fullmatch(r"[\w@%+=:,./-]*", outside, re.ASCII)


@given(TEXT | st.integers() | st.booleans() | st.none() | st.lists(TEXT, max_size=3))
@example("\x85 \u2028 \u2029 \ufeff \x7f \uffff")
def test_yaml_reads_back_what_was_written(value: object) -> None:
    """YAML reads back what was written, on one line."""
    text = filters.yaml(value)  # type: ignore[arg-type]
    assert len(text.splitlines()) == 1
    assert pyyaml.safe_load(text) == value


@given(TEXT | st.integers() | st.booleans() | st.none() | st.lists(TEXT, max_size=3))
def test_python_reads_back_what_was_written(value: object) -> None:
    """Python reads back what was written, from ASCII on one line."""
    text = filters.python(value)  # type: ignore[arg-type]
    assert text.isascii()
    assert "\n" not in text
    assert ast.literal_eval(text) == value


@pytest.mark.parametrize("value", NASTY)
def test_markdown_shows_the_text_as_it_is(value: str) -> None:
    """Markdown shows the text as it is: no tag, link, cell, heading or emphasis comes of it."""
    text = filters.markdown(value)
    assert "\n" not in text
    assert "<" not in text
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*\[\]|~#]", text)
    shown = html.unescape(re.sub(r"\\([\\`*\[\]{}#~|!_])", r"\1", text))
    assert shown == " ".join(value.split())


@given(TEXT)
def test_markdown_never_opens_anything(value: str) -> None:
    """No text breaks a table, starts a tag or leaves its line."""
    text = filters.markdown(value)
    assert "<" not in text
    assert not set("\n\r\v\f\x85\u2028") & set(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*\|", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "`plain`"),
        ('"x"', '`"x"`'),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a``b`c", "```a``b`c```"),
        ("a|b", "`a\\|b`"),
        ("a\nb", "`a b`"),
        ("", "`  `"),
    ],
)
def test_markdown_code(value: str, text: str) -> None:
    """Inline code has a fence longer than any run of backticks in it, and stays in its cell."""
    assert filters.markdown_code(value) == text


def test_small_filters() -> None:
    """Sentences start with a capital and end; one line is one line."""
    assert filters.sentence("must be 5") == "Must be 5."
    assert filters.one_line(" a\n\tb\r\nc ") == "a b c"
    assert filters.hcl({"a": "b"}, 2) == '{\n    a = "b"\n  }'
    assert filters.FILTERS["md"] is filters.markdown
