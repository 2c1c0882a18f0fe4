"""The layout of `terraform fmt`, as far as lmgen makes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_monitored_gen.hcl.layout import align


@pytest.mark.parametrize(
    ("text", "aligned"),
    [
        ("a = 1\nlonger = 2\n", "a      = 1\nlonger = 2\n"),
        ("  a = 1\n  bb   =   2\n", "  a  = 1\n  bb = 2\n"),
        ("a = 1\n\nlonger = 2\n", "a = 1\n\nlonger = 2\n"),
        ("a = 1\n# note\nlonger = 2\n", "a = 1\n# note\nlonger = 2\n"),
        ("a = {\nlonger = 2\n}\n", "a = {\nlonger = 2\n}\n"),
        ("a = 1\nlonger = [\n  1,\n]\n", "a = 1\nlonger = [\n  1,\n]\n"),
        ("a = 1\nb {\n", "a = 1\nb {\n"),
        ("condition = a == b\nx = 1\n", "condition = a == b\nx         = 1\n"),
        ("a == b\nlonger = 1\n", "a == b\nlonger = 1\n"),
        ("a => b\nlonger = 1\n", "a => b\nlonger = 1\n"),
        ('"a = b" = 1\nc = 2\n', '"a = b" = 1\nc       = 2\n'),
        ('a = "{"\nlonger = "("\n', 'a      = "{"\nlonger = "("\n'),
        ('a = "${b}" # = {\nlonger = 1\n', 'a      = "${b}" # = {\nlonger = 1\n'),
        ('a = "${f("}")}"\nlonger = 1\n', 'a      = "${f("}")}"\nlonger = 1\n'),
        ('a = "$${"\nlonger = 1\n', 'a      = "$${"\nlonger = 1\n'),
        ('a = "\\""\nlonger = 1\n', 'a      = "\\""\nlonger = 1\n'),
        ("a = <<EOT\nb = 1\nlonger = 2\nEOT\n", "a = <<EOT\nb = 1\nlonger = 2\nEOT\n"),
        (
            "a = <<-EOT\n  b = 1\n  longer = 2\n  EOT\nc = 1\ndd = 2\n",
            "a = <<-EOT\n  b = 1\n  longer = 2\n  EOT\nc  = 1\ndd = 2\n",
        ),
        ("", ""),
        ("a = 1", "a = 1"),
    ],
)
def test_align(text: str, aligned: str) -> None:
    """Neighbouring arguments of one line are aligned; strings, comments and heredocs are not."""
    assert align(text) == aligned
    assert align(aligned) == aligned


@given(st.text(alphabet='ab =\n"{}[]()#$%\\/<', max_size=60))
def test_only_white_space_changes(text: str) -> None:
    """Whatever the text, aligning moves white space only, and once is enough."""
    once = align(text)
    assert "".join(once.split()) == "".join(text.split())
    assert once.count("\n") == text.count("\n")
    assert align(once) == once
