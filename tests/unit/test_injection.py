"""Whatever a spec's strings hold, it is data in every file that is rendered."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml

from lambda_monitored_gen import commands
from lambda_monitored_gen.hcl import literal
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.spec.model import Spec
from tests.support.specs import SMALLEST, spec_of
from tests.unit.hcl_text import plain

EVIL_LINE = (
    "\"q\" 'a' \\ ${var.x} $${y} %{if true}z%{endif} <<EOT `id` $(id) 🚨 | "
    "<script>alert(1)</script> "
    '*/ /* # // {{x}} <{ y }> <% z %> """ [l](javascript:x) <!-- --> &amp; \\"'
)
EVIL_LINES = f'{EVIL_LINE}\nEOT\n}}\nresource "x" "y" {{\n\ttab\n'
EVIL_SHORT = "\"'\\${x}%{if}`$(id)`🚨|<b>*/#<<EOT\nEOT\n"
EVIL_KEY = 'k"\\${x}%{y}|<b>`#\n='
EVIL_HANDLER = "a/b.handler"

VALUES: dict[str, Any] = {
    "function_name": "evil",
    "alarm_emails": ["${x}%{y}'`|#/*{}$$+a@example.com"],
    "description": EVIL_SHORT * 4,
    "environment_variables": {"EVIL": EVIL_LINES, "LINE": EVIL_LINE},
    "additional_iam_policies": {EVIL_KEY: "arn:aws:iam::123456789012:policy/evil"},
    "tags": {"//k=@": "https://a@b/c=+_//"},
    "requirements_file": EVIL_LINES,
    "source_code_files": [EVIL_LINES, "*.py", EVIL_LINE],
    "handler": EVIL_HANDLER,
}
DEFAULTS = {
    name: VALUES[name]
    for name in (
        *("additional_iam_policies", "description", "environment_variables", "tags"),
        "requirements_file",
    )
}
EVIL = {
    "module": {
        **SMALLEST["module"],
        "description": EVIL_LINE[:200],
        "repository": "https://example.com/$(id)/%7B'a'*/#&x=[y](z)",
    },
    "defaults": {**DEFAULTS, "source_code_files": VALUES["source_code_files"]},
    "policy": {
        "description": {"matches": "[\"'\\\\$`|<🚨]"},
        "requirements_file": {"one_of": [EVIL_LINES, EVIL_LINE]},
        "source_code_files": {"each_matches": '[*`"\\$%\\{]'},
    },
    "examples": [
        {"name": "evil", "description": EVIL_LINE[:200], "values": VALUES},
        {
            "name": "docstring",
            "description": '""" \\',
            "values": {**VALUES, "function_name": "two"},
        },
    ],
}


@pytest.fixture(scope="module", name="evil")
def _evil() -> Spec:
    return spec_of(**EVIL)


@pytest.fixture(scope="module", name="files")
def _files(evil: Spec) -> dict[str, str]:
    return {path: file.content.decode() for path, file in render_files(evil).items()}


def parsed(files: dict[str, str], path: str) -> Any:  # noqa: ANN401 - whatever HCL holds
    """One rendered HCL file, with its strings as Terraform would read them."""
    return plain(hcl2.loads(files[path]))


def blocks(files: dict[str, str], path: str, kind: str) -> dict[str, dict[str, Any]]:
    """The blocks of a kind in one rendered file, by their name."""
    return {name: body for block in parsed(files, path)[kind] for name, body in block.items()}


def test_every_hcl_file_parses(files: dict[str, str]) -> None:
    """All HCL is still HCL."""
    for path, text in files.items():
        if path.endswith((".tf", ".hcl")):
            assert hcl2.loads(text), path


def test_defaults_read_back(files: dict[str, str]) -> None:
    """Each default of the spec is, to a parser of HCL, the very string of the spec."""
    found = blocks(files, "variables.tf", "variable")
    for name, value in EVIL["defaults"].items():  # type: ignore[attr-defined]
        assert found[name]["default"] == value, name


def test_examples_read_back(files: dict[str, str]) -> None:
    """Each value of an example is, to a parser of HCL, the very string of the spec."""
    for example in ("evil", "docstring"):
        (call,) = parsed(files, f"examples/{example}/main.tf")["module"]
        (body,) = call.values()
        for name, value in VALUES.items():
            if name == "additional_iam_policies":  # the partition of ARNs is an expression
                assert body[name].keys() == value.keys()
            elif name != "function_name":
                assert body[name] == value, name
        assert body["source"] == "../.."


def test_samples_read_back(files: dict[str, str]) -> None:
    """The module's own tests give the example's values unharmed."""
    (variables,) = parsed(files, "tests/module.tftest.hcl")["variables"]
    assert variables["alarm_emails"] == VALUES["alarm_emails"]


def test_error_messages_read_back(files: dict[str, str], evil: Spec) -> None:
    """Messages with a policy's strings in them are plain text."""
    found = blocks(files, "variables.tf", "variable")
    for name, variable in evil.interface.variables.items():
        for rule, check in zip(variable.rules, found[name].get("validation", []), strict=True):
            # Within an expression, the parser leaves strings as they are written.
            written = literal(rule.requirement)[1:-1]
            assert rule.requirement in check["error_message"] or written in check["error_message"]


def test_no_comment_is_left(files: dict[str, str]) -> None:
    """A description in a comment stays on its line: no line of HCL comes of it."""
    text = files["examples/evil/main.tf"]
    (line,) = (line for line in text.split("\n") if "alert(1)" in line and line.startswith("#"))
    assert line == "# " + " ".join(EVIL_LINE[:200].split())


def without_code(markdown: str) -> str:
    """Markdown without its comments, fenced blocks and inline code."""
    markdown = re.sub(r"^<!-- [a-zA-Z. -]+ -->$", "", markdown, flags=re.MULTILINE)
    markdown = re.sub(r"^```.*?^```$", "", markdown, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)", "", markdown)


def own_words(readme: str) -> str:
    """A README without what terraform-docs would write: it escapes nothing of a default."""
    return re.sub("<!-- BEGIN_TF_DOCS -->.*?<!-- END_TF_DOCS -->", "", readme, flags=re.DOTALL)


def test_readme_has_no_raw_html(files: dict[str, str]) -> None:
    """No tag of the spec reaches the README but as text; links are those of the template."""
    text = re.sub(r"<https?://[^\s<>]*>", "", without_code(own_words(files["README.md"])))
    tags = re.findall(r"(?<!\\)<[^>]*>?", text)
    assert tags == ["<details>", "<summary>", "</summary>", "</details>"]
    links = re.findall(r"(?<!\\)\]\(([^)]*)\)", text)
    ours = (
        "https://registry.terraform.io/",
        "https://aws.amazon.com/",
        "https://repost.aws/",
        "docs/",
    )
    own = {each for each in links if not each.startswith(ours)}
    assert own == {"LICENSE", "examples/evil", "examples/docstring"}


def test_readme_tables_are_whole(files: dict[str, str]) -> None:
    """Every row of a table has as many cells as its heading."""
    width = 0
    for line in own_words(files["README.md"]).split("\n"):
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        width = width or cells
        assert cells == width, line


def test_readme_code_blocks_are_whole(files: dict[str, str]) -> None:
    """Fences are closed by the template's own alone, and what is in them is what it says."""
    text = files["README.md"]
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert len(re.findall("^```", text, re.MULTILINE)) == 2 * len(found)
    usage = [code for language, code in found if language == "hcl"]
    assert usage
    for code in usage:
        assert hcl2.loads(code)
    (call,) = plain(hcl2.loads(usage[0]))["module"]
    assert next(iter(call.values()))["alarm_emails"] == VALUES["alarm_emails"]


def test_python_compiles(files: dict[str, str]) -> None:
    """Example code is Python with one docstring, an import, a setting and the handler."""
    paths = [path for path in files if re.fullmatch(r"examples/[^/]*/lambda/.*\.py", path)]
    assert sorted(paths) == [f"examples/{name}/lambda/a/b.py" for name in ("docstring", "evil")]
    for path in paths:
        module = ast.parse(files[path])
        kinds = [type(node).__name__ for node in module.body]
        assert kinds[0] == "Expr"
        assert "FunctionDef" in kinds
        assert ast.get_docstring(module)
        assert [node.name for node in module.body if isinstance(node, ast.FunctionDef)] == [
            "handler"
        ]
        assert "alert(1)" not in files[path] or "alert(1)" in (ast.get_docstring(module) or "")


def test_other_files_do_not_change(files: dict[str, str]) -> None:
    """Files that have no string of the spec in them are those of a harmless spec."""
    harmless = render_files(spec_of())
    for path in ("lambda.tf", "iam.tf", "s3.tf", "sns.tf", "alarms.tf", "scripts/package.sh"):
        assert files[path] == harmless[path].content.decode()


def test_json_files_are_json(files: dict[str, str]) -> None:
    """Rendered JSON is JSON, whatever is in it."""
    for path, text in files.items():
        if path.endswith(".json"):
            json.loads(text)


def test_python_files_are_python(files: dict[str, str]) -> None:
    """Every rendered Python file compiles."""
    for path, text in files.items():
        if path.endswith(".py"):
            compile(text, path, "exec")


def test_from_yaml_to_disk(tmp_path: Path, files: dict[str, str]) -> None:
    """The same strings, through a YAML file and the command line, make the same bytes."""
    file = tmp_path / "evil.yaml"
    file.write_text(yaml.safe_dump({**SMALLEST, **EVIL}, allow_unicode=True), encoding="utf-8")
    assert commands.run(["-q", "render", str(file), "-o", str(tmp_path / "out")]) == 0
    for path, text in files.items():
        assert (tmp_path / "out" / path).read_bytes() == text.encode(), path
