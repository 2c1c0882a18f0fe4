"""The README's reference is what terraform-docs 0.24 would write, to the byte.

That program is a binary of its authors' releases. What is expected here follows from its source and
from READMEs that it wrote, and was checked by hand.
"""

import re
from typing import Any

import pytest

from lambda_monitored_gen.catalog import Variable
from lambda_monitored_gen.hcl.type_constraints import (
    BOOL,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    TypeConstraint,
    Value,
)
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.terraform_docs import (
    anchor,
    cell,
    default_cell,
    find_resources,
    required_first,
    type_cell,
)
from tests.support.feature_sets import feature_sets, switches
from tests.support.specs import call_with, spec_of

PAGES = "https://registry.terraform.io/providers/hashicorp"


def reference(**keys: Any) -> str:
    """What stands between the marks in the README of a module."""
    text = render_files(spec_of(**keys))["README.md"].content.decode()
    found = re.search(r"<!-- BEGIN_TF_DOCS -->\n(.*)\n<!-- END_TF_DOCS -->\n", text, re.DOTALL)
    assert found, text
    return found[1]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", "n/a"),
        ("Plain words.", "Plain words."),
        ("a_b and _c", "a\\_b and \\_c"),
        ("an _emphasis_ stays", "an _emphasis_ stays"),
        ("an _emphasis_of_words_ stays", "an _emphasis\\_of\\_words_ stays"),
        ("_ alone at the start stays", "_ alone at the start stays"),
        ("but _ alone elsewhere does not", "but \\_ alone elsewhere does not"),
        ("_start_ is not around blanks", "\\_start\\_ is not around blanks"),
        ("a | b", "a \\| b"),
        ("code `a_b | c` stays", "code `a_b | c` stays"),
        ("stars * and [brackets] <angles> #", "stars * and [brackets] <angles> #"),
        ("https://a.example/b_c d_e", "https://a.example/b_c d\\_e"),
        ("one\ntwo", "one<br/>two"),
        ("one\n\ntwo\n", "one<br/><br/>two"),
        ("- one\n- two", "- one<br/>- two"),
        ("like\n```\na = 1\n  b_c\n```\nthis", "like<pre>a = 1<br/>  b_c</pre>this"),
    ],
)
def test_descriptions(text: str, written: str) -> None:
    """Descriptions are escaped and joined to one line as terraform-docs does, quirks and all."""
    assert cell(text) == written


@pytest.mark.parametrize(
    ("constraint", "default", "written_type", "written"),
    [
        (STRING, None, "`string`", "`null`"),
        (STRING, "", "`string`", '`""`'),
        (STRING, "x86_64", "`string`", '`"x86_64"`'),
        (STRING, 'a "b" \\ <c> & ü', "`string`", '`"a \\"b\\" \\\\ <c> & ü"`'),
        (STRING, "a\nb\t\u2028", "`string`", '`"a\\nb\\t\\u2028"`'),
        (STRING, "a|b", "`string`", '`"a|b"`'),
        (NUMBER, 0, "`number`", "`0`"),
        (NUMBER, 300, "`number`", "`300`"),
        (NUMBER, 5.0, "`number`", "`5`"),
        (NUMBER, 15.75, "`number`", "`15.75`"),
        (NUMBER, 0.00005, "`number`", "`0.00005`"),
        (NUMBER, 12345678901234567890, "`number`", "`12345678901234567000`"),
        (BOOL, True, "`bool`", "`true`"),
        (BOOL, False, "`bool`", "`false`"),
        (ListOf(STRING), [], "`list(string)`", "`[]`"),
        (
            ListOf(STRING),
            ["*.py", "a_b"],
            "`list(string)`",
            '<pre>[<br/>  "*.py",<br/>  "a_b"<br/>]</pre>',
        ),
        (ListOf(NUMBER), [1, 2.0], "`list(number)`", "<pre>[<br/>  1,<br/>  2<br/>]</pre>"),
        (MapOf(STRING), {}, "`map(string)`", "`{}`"),
        (
            MapOf(STRING),
            {"owner": "b", "Name": "a"},
            "`map(string)`",
            '<pre>{<br/>  "Name": "a",<br/>  "owner": "b"<br/>}</pre>',
        ),
        (
            ObjectOf({"extras": ListOf(STRING), "file": STRING}),
            {"file": "a", "extras": []},
            "`object({ extras = optional(list(string), []), file = optional(string) })`",
            '<pre>{<br/>  "extras": [],<br/>  "file": "a"<br/>}</pre>',
        ),
    ],
)
def test_types_and_defaults(
    constraint: TypeConstraint, default: Value, written_type: str, written: str
) -> None:
    """A type is code; a default is JSON as Go writes it, over several lines where it is long."""
    variable = Variable("v", constraint, "D.", "G", None, default)
    assert (type_cell(variable), default_cell(variable)) == (written_type, written)


def test_required() -> None:
    """A variable without a default has none, and stands before the others."""
    optional = Variable("a", STRING, "D.", "G", "e", None)
    required = Variable("b", STRING, "D.", "G", "e")
    assert default_cell(required) == "n/a"
    assert required_first([optional, required]) == [required, optional]


def test_anchors() -> None:
    """Names are escaped where people read them, and not where links lead to."""
    written = '<a name="input_a_b"></a> [a\\_b](#input\\_a\\_b)'
    assert anchor("a_b", "input") == written


@pytest.mark.parametrize(
    ("constraint", "version"),
    [
        (">= 5.76.0, < 7.0.0", "latest"),
        ("~> 5.31", "latest"),
        ("5.100.0", "5.100.0"),
        ("= 5.100.0", "5.100.0"),
    ],
)
def test_resources(constraint: str, version: str) -> None:
    """Resources come before data sources, each by address, with the page of their provider."""
    text = (
        'data "aws_service" "lambda" {\n}\nresource "terraform_data" "b" {\n'
        '  # resource "x" "y" {\n}\nresource "aws_sns_topic" "alarms" {\n  dynamic "a" {\n  }\n}\n'
    )
    assert [
        (each.address, each.url, each.is_data) for each in find_resources([text], constraint)
    ] == [
        ("aws_sns_topic.alarms", f"{PAGES}/aws/{version}/docs/resources/sns_topic", False),
        ("terraform_data.b", f"{PAGES}/terraform/latest/docs/resources/data", False),
        ("aws_service.lambda", f"{PAGES}/aws/{version}/docs/data-sources/service", True),
    ]


def test_the_smallest_tables() -> None:
    """Titles, blank lines, rules and rows are those of terraform-docs, mark to mark."""
    found = reference(required=["tags"], features=switches(frozenset()))
    inputs = found[found.index("## Inputs") :]
    assert found.startswith(
        "## Requirements\n\n| Name | Version |\n| ---- | ------- |\n"
        '| <a name="requirement_terraform"></a> [terraform](#requirement\\_terraform) '
        "| >= 1.5.0, < 2.0.0 |\n"
    )
    assert (
        "\n\n## Providers\n\n| Name | Version |\n| ---- | ------- |\n"
        '| <a name="provider_aws"></a> [aws](#provider\\_aws) | >= 5.76.0, < 7.0.0 |\n'
        '| <a name="provider_terraform"></a> [terraform](#provider\\_terraform) | n/a |\n'
        "\n## Modules\n\nNo modules.\n\n## Resources\n\n| Name | Type |\n| ---- | ---- |\n"
    ) in found
    assert inputs.startswith(
        "## Inputs\n\n| Name | Description | Type | Default | Required |\n"
        "| ---- | ----------- | ---- | ------- | :------: |\n"
        '| <a name="input_alarm_emails"></a> [alarm\\_emails](#input\\_alarm\\_emails) | '
    )
    required = [row.endswith("| yes |") for row in inputs.splitlines() if "input_" in row]
    assert required == sorted(required, reverse=True)
    assert sum(required) == 4
    assert "\n\n## Outputs\n\n| Name | Description |\n| ---- | ----------- |\n| <a name=" in inputs


def test_everything_is_listed() -> None:
    """Each variable, output and resource of a module with all features has its row."""
    on = feature_sets()["all"]
    keys = {
        "features": switches(on),
        "examples": [{"name": "call", "values": call_with(on)}],
    }
    found = reference(**keys)
    files = render_files(spec_of(**keys))
    texts = [
        file.content.decode() for path, file in files.items() if re.fullmatch(r"[^/]+\.tf", path)
    ]
    rows = re.findall(r"\| (?:resource|data source) \|$", found, re.MULTILINE)
    blocks = (re.findall(r'^(?:resource|data) "', text, re.MULTILINE) for text in texts)
    assert len(rows) == sum(map(len, blocks))
    interface = spec_of(**keys).interface
    assert set(re.findall(r'name="input_(\w+)"', found)) == interface.variables.keys()
    assert set(re.findall(r'name="output_(\w+)"', found)) == interface.outputs.keys()
