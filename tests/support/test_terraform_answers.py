"""Terraform's complaints become one paragraph each."""

from tests.support.terraform_answers import TerraformDiagnostic, error_texts, read_diagnostic

FRAMED = """\
Some output before
╷
│ Warning: Something is deprecated
│
│   on main.tf line 1, in variable "a":
│    1: variable "a" {}
╵
╷
│ Error: Unsupported argument
│
│   on main.tf line 3, in resource "terraform_data" "a":
│    3:   inptu = 1
│
│ An argument named "inptu" is not expected here. Did you mean
│ "input"?
╵
╷
│ Error: Second
╵
after the frames
"""

PLAIN = """
Error: Invalid value for variable

  on main.tf line 1:
   1: variable "a" {

Too long.

Warning: Unimportant

Says nothing.
"""


def test_framed_errors() -> None:
    """Errors in frames are taken whole, warnings and other output are left."""
    assert error_texts(FRAMED) == [
        (
            'Unsupported argument on main.tf line 3, in resource "terraform_data" "a": '
            '3:   inptu = 1 An argument named "inptu" is not expected here. Did you mean "input"?'
        ),
        "Second",
    ]


def test_plain_errors() -> None:
    """So are errors as Terraform writes them without colours."""
    assert error_texts(PLAIN) == [
        'Invalid value for variable on main.tf line 1: 1: variable "a" { Too long.'
    ]


def test_no_errors() -> None:
    """Output without an error gives none."""
    assert error_texts("Apply complete!\n") == []


def test_finding_without_a_place() -> None:
    """Not everything that Terraform says is about a line of a file."""
    assert read_diagnostic(
        {"severity": "error", "summary": "Missing provider"}
    ) == TerraformDiagnostic("error", "Missing provider", "", None, None)
