"""Comments at the top of rendered files: whose they are, and what the spec says of them."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from lambda_monitored_gen.rendering.files import RenderedFile, render_files
from lambda_monitored_gen.rendering.notices import NOTICE, with_comments
from tests.support.specs import (
    CALL,
    EXAMPLE_SPECS,
    MODULE,
    SMALLEST,
    check_text,
    checked,
    codes,
    example_spec,
    spec_of,
)

# As Go has it, <https://go.dev/s/generatedcode>, in the comments of each language.
GENERATED = re.compile(
    r"^(?:# Code generated .* DO NOT EDIT\.|<!-- Code generated .* DO NOT EDIT\. -->)$",
    re.MULTILINE,
)
NO_COMMENTS = {
    "LICENSE",
    "tests/parameters.json",
    *(f"tests/fixtures/inputs/{name}-1.0-py3-none-any.whl" for name in ("local", "named")),
    "tests/fixtures/inputs/more/links.html",
    "tests/fixtures/inputs/more/links/linked-1.0-py3-none-any.whl",
    "tests/fixtures/inputs/wheels/other-1.0-py3-none-any.whl",
    *(f"tests/fixtures/workspace/{name}-1.0-py3-none-any.whl" for name in ("file", "locked")),
    "tests/fixtures/withheld/id_token",
    "tests/fixtures/withheld/notes/id_list.txt",
}
HEADER = ["Copyright Acme, Inc. (see LICENSE)", "", 'Owner: "platform" <a@example.com> $(x) \\']
EXAMPLE = {"name": "call", "values": CALL}


def texts(files: dict[str, RenderedFile]) -> dict[str, str]:
    return {path: file.content.decode() for path, file in files.items()}


@pytest.mark.parametrize("name", EXAMPLE_SPECS)
def test_every_file_that_can_says_that_it_is_generated(name: str) -> None:
    """One line of the form that tools know is in each file, but where there are no comments.

    Files that their owner edits from then on do not say so.
    """
    files = render_files(example_spec(name))
    found = texts({path: file for path, file in files.items() if not file.owned})
    assert {path for path, text in found.items() if not GENERATED.search(text)} == NO_COMMENTS
    for path in found.keys() - NO_COMMENTS:
        assert found[path].count(NOTICE) == 1, path


def test_the_notice_is_at_the_top() -> None:
    """Only what must be first is above it: a shebang."""
    files = render_files(example_spec("minimal"))
    for path, text in texts(files).items():
        if files[path].owned:
            continue
        first = text.split("\n")[1 if text.startswith("#!") else 0]
        assert path in NO_COMMENTS or GENERATED.fullmatch(first), path


def test_an_owned_file_does_not_claim_that_nobody_may_edit_it() -> None:
    """Whose file it is from the first render on, the notice would be untrue; the header is not."""
    found = texts(render_files(spec_of(owned=["README.md"], header=["Owner: us"])))
    assert NOTICE not in found["README.md"]
    assert found["README.md"].startswith("<!-- Owner: us -->\n\n# ")
    assert NOTICE in found["tests/README.md"]


def test_header() -> None:
    """A spec's lines are comments above the notice, in every file that has the notice."""
    files = render_files(spec_of(header=HEADER, examples=[EXAMPLE]))
    found = texts({path: file for path, file in files.items() if not file.owned})
    signs = "".join(f"# {line}".rstrip() + "\n" for line in [*HEADER, NOTICE])
    marks = "".join(f"<!-- {line} -->\n" if line else "\n" for line in [*HEADER, NOTICE])
    for path, text in found.items():
        top = re.sub("^#!.*\n", "", text)
        assert path in NO_COMMENTS or top.startswith((signs, marks)), path
    assert found["tests/README.md"].startswith(marks)


def test_files_with_a_header_mean_the_same() -> None:
    """Each language reads past the header."""
    plain = texts(render_files(spec_of(examples=[EXAMPLE])))
    for path, text in texts(render_files(spec_of(header=HEADER, examples=[EXAMPLE]))).items():
        if path.endswith(".py"):
            assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(plain[path])), path
        elif path.endswith(".yaml"):
            assert yaml.safe_load(text) == yaml.safe_load(plain[path]), path
        elif path.endswith(".json"):
            assert json.loads(text) == json.loads(plain[path])


def test_header_of_a_company(tmp_path: Path) -> None:
    """A header comes through `extends`, and the nearer file's wins."""
    (tmp_path / "company.yaml").write_text("header: [Copyright Acme]\n", encoding="utf-8")
    spec = tmp_path / "spec.yaml"
    from lambda_monitored_gen.spec.validate import validate_file  # noqa: PLC0415

    for own, header in (("", ("Copyright Acme",)), ("header: [Ours]\n", ("Ours",))):
        module = json.dumps(MODULE)
        spec.write_text(f"lmgen: 1\nextends: company.yaml\nmodule: {module}\n{own}", "utf-8")
        result = validate_file(str(spec))
        assert result.spec is not None, result.diagnostics
        assert result.spec.header == header


@pytest.mark.parametrize(
    "line",
    ["a --> b", "a --!> b", "<!-- a", "a\nb", "a\u2028b", "a\x85b", " a", "a ", "\t", "a\tb",
     "-*- coding: utf-16 -*-", "vim: fileencoding=latin-1", "x" * 201, "a\u202eb", "a\u200bb"],
)  # fmt: skip
def test_lines_that_are_no_comment_everywhere(line: str) -> None:
    """What would end the comment, break the line or mean something to a language is refused."""
    found = codes(check_text(json.dumps({**SMALLEST, "header": [line]})))
    assert found
    assert set(found) <= {"value", "control-character"}


@pytest.mark.parametrize("header", ["Copyright", [1], ["a"] * 51, {"a": "b"}])
def test_header_is_a_list_of_lines(header: object) -> None:
    """Anything else is refused where it stands."""
    assert checked(header=header).spec is None


@pytest.mark.parametrize(
    ("path", "content", "found"),
    [
        ("a.sh", b"#!/bin/sh\ntrue\n", b"#!/bin/sh\n# N\n\ntrue\n"),
        ("a.sh", b"#!/bin/sh", b"#!/bin/sh\n# N\n"),
        ("a.py", b"# -*- coding: latin-1 -*-\n1\n", b"# -*- coding: latin-1 -*-\n# N\n\n1\n"),
        ("a.py", b"\xef\xbb\xbf1\n", b"\xef\xbb\xbf# N\n\n1\n"),
        ("a.py", b"", b"# N\n"),
        ("a.py", b"\n1\n", b"# N\n\n1\n"),
        ("a.tf", b"a = 1\r\n", b"# N\r\n\r\na = 1\r\n"),
        ("a.yaml", b"#cloud-config\na: 1\n", b"#cloud-config\n# N\n\na: 1\n"),
        ("x/a.md", b"---\ntitle: a\n---\n# A\n", b"---\ntitle: a\n---\n<!-- N -->\n\n# A\n"),
        ("x/.gitignore", b"a\n", b"# N\n\na\n"),
        ("requirements-dev.txt", b"a\n", b"# N\n\na\n"),
        ("a.tf.json", b"{}\n", b"{}\n"),
        ("a.png", b"\x89PNG\n", b"\x89PNG\n"),
        ("a.txt", b"prose\n", b"prose\n"),
        ("Pipfile.lock", b"{}\n", b"{}\n"),
        ("a.py", b"\xff\n", b"\xff\n"),
        ("a.sh", b"a\0b\n", b"a\0b\n"),
    ],
)
def test_each_language_has_its_comment(path: str, content: bytes, found: bytes) -> None:
    """The lines come below what a language wants first; what cannot hold a comment stays."""
    assert with_comments(content, path, ("N",)) == found
