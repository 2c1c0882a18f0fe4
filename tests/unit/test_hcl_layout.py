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
        # A heredoc lasts to the line that is its word, and no longer.
        ("a = <<EOT\nx\nb = 1\nlonger = 2\nEOT\n", "a = <<EOT\nx\nb = 1\nlonger = 2\nEOT\n"),
        ("a = <<EOT\nx\nEOT\nb = 1\ncc = 2\n", "a = <<EOT\nx\nEOT\nb  = 1\ncc = 2\n"),
        ("a = <<-XML\n  x\n  XML\nb = 1\ncc = 2\n", "a = <<-XML\n  x\n  XML\nb  = 1\ncc = 2\n"),
        # Brackets that the line itself closes, in code or in a string.
        ("a = f(g([1]))\nlonger = 2\n", "a      = f(g([1]))\nlonger = 2\n"),
        ("a=f(1)\n", "a = f(1)\n"),
        ('a = "%{ if "}" }b%{ endif }"\ncc = 1\n', 'a  = "%{ if "}" }b%{ endif }"\ncc = 1\n'),
        ('a = "${{ b = 1 }["b"]}" # {\ncc = 1\n', 'a  = "${{ b = 1 }["b"]}" # {\ncc = 1\n'),
        ('a = "${{ b = 1 }["("]}"\ncc = 1\n', 'a  = "${{ b = 1 }["("]}"\ncc = 1\n'),
        ('a = "${b}" + f(\nlonger = 1\n', 'a = "${b}" + f(\nlonger = 1\n'),
        ('a = "${{b}}" + f(\nlonger = 1\n', 'a = "${{b}}" + f(\nlonger = 1\n'),
        ("a = b // {\nlonger = 1\n", "a      = b // {\nlonger = 1\n"),
        # The first sign outside of strings decides whether a line is an argument.
        ('"${a == b}" = 1\nc = 2\n', '"${a == b}" = 1\nc           = 2\n'),
        ("a == b = 1\nc = 1\n", "a == b = 1\nc = 1\n"),
        ("a => b = 1\nc = 1\n", "a => b = 1\nc = 1\n"),
        ("= a = 1\nlonger = 1\n", "= a = 1\nlonger = 1\n"),
        ("= 1\n", "= 1\n"),
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
