"""The manifest: its form on disk, and that nothing in it is trusted."""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output.disk import Disk
from lambda_monitored_gen.output.manifest import (
    FORMER_MANIFEST,
    MANIFEST,
    Manifest,
    digest,
    is_recorded,
    load,
    parse,
)

ONE, TWO = digest(b"one"), digest(b"two")

SETTLED = f"""\
# lmgen manifest 2
# generator 1.2.3
# module acme/one
{ONE}  a b/ü.tf
{TWO}  main.tf
"""
MANIFEST_OF_THAT = Manifest(
    {"main.tf": frozenset({TWO}), "a b/ü.tf": frozenset({ONE})}, frozenset({"acme/one"}), "1.2.3"
)
FORMER = f"""\
{{
  "format": 1,
  "generator": "0.0.9",
  "spec": "{ONE}",
  "files": {{
    "a b/ü.tf": "{ONE}",
    "main.tf": "{TWO}"
  }}
}}
"""
BOTH_SIDES = f"""\
# lmgen manifest 2
<<<<<<< HEAD
# generator 1.2.3
||||||| 1234567
# generator 1.0.0
=======
# generator 1.3.0
>>>>>>> other
# module acme/one
<<<<<<< HEAD
{ONE}  main.tf
=======
{TWO}  main.tf
>>>>>>> other
"""


def put(directory: Path, path: str, text: str) -> None:
    (directory / path).parent.mkdir(parents=True, exist_ok=True)
    (directory / path).write_text(text, encoding="utf-8")


def test_the_form_on_disk() -> None:
    """Lines as sha256sum writes them, sorted by path, below comments; and it reads them back."""
    assert MANIFEST_OF_THAT.to_bytes().decode() == SETTLED
    assert parse(SETTLED.encode()) == MANIFEST_OF_THAT


def test_a_checkout_with_crlf_reads_the_same() -> None:
    """Line endings of a checkout are no part of a path."""
    assert parse(SETTLED.replace("\n", "\r\n").encode()) == MANIFEST_OF_THAT


def test_several_contents_and_an_unfinished_render_are_kept() -> None:
    """What a render records while it replaces files reads back as it was written."""
    made = Manifest(
        {"main.tf": frozenset({TWO, ONE})},
        frozenset({"acme/two", "acme/one"}),
        "1",
        unfinished=True,
    )
    text = made.to_bytes().decode()
    assert text.count("  main.tf\n") == 2
    assert text.index("# module acme/one\n") < text.index("# module acme/two\n")
    assert parse(text.encode()) == made


def test_what_a_conflict_leaves_is_read() -> None:
    """With conflict markers, both sides count, and the common ancestor too where git shows it."""
    found = parse(BOTH_SIDES.encode())
    assert found.files == {"main.tf": frozenset({ONE, TWO})}
    assert found.modules == {"acme/one"}
    assert found.generator == "1.3.0"


def test_the_former_manifest_is_read_where_there_is_no_other(tmp_path: Path) -> None:
    """Modules of the release before are known; a manifest of this release wins."""
    assert load(Disk(tmp_path), tmp_path) is None
    put(tmp_path, FORMER_MANIFEST, FORMER)
    assert load(Disk(tmp_path), tmp_path) == Manifest(MANIFEST_OF_THAT.files)
    put(tmp_path, MANIFEST, "# lmgen manifest 2\n")
    assert load(Disk(tmp_path), tmp_path) == Manifest({})


def test_a_conflict_in_the_former_manifest_is_read() -> None:
    """Two branches of the release before can be merged with this one."""
    line = f'    "main.tf": "{TWO}"\n'
    sides = f'<<<<<<< HEAD\n{line}=======\n    "main.tf": "{ONE}"\n>>>>>>> other\n'
    assert parse(FORMER.replace(line, sides).encode()).files["main.tf"] == {ONE, TWO}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected '# lmgen manifest 2', found no such line"),
        ("# lmgen manifest 3\n", "found '# lmgen manifest 3'; a newer lmgen may have written it"),
        (f"{ONE}  main.tf\n", "found no such line"),
        (f"{SETTLED}{ONE} main.tf\n", "expected a checksum and a path"),
        (f"{SETTLED}{ONE[:-1]}  main.tf\n", "expected a checksum and a path"),
        (f"{SETTLED}{ONE.upper()}  main.tf\n", "expected a checksum and a path"),
        (f"{SETTLED}<<<<<<<HEAD\n", "expected a checksum and a path"),
        (SETTLED.replace("main.tf", "./main.tf"), "cannot have written './main.tf'"),
        (SETTLED.replace("main.tf", ".git/HEAD"), "cannot have written '.git/HEAD'"),
        ("{\n", "no such line"),
        (FORMER.replace('"format": 1', '"format": 2'), "no such line"),
        (FORMER.replace("main.tf", "../main.tf"), "cannot have written '../main.tf'"),
        (FORMER.replace(TWO, TWO[1:]), "expected a path and a checksum"),
        (FORMER.replace("}\n}", '}, "more": 1\n}'), "expected a path and a checksum"),
        ("[" * 100_000, "no such line"),
    ],
)
def test_what_is_none_is_refused(text: str, said: str) -> None:
    """Whatever is no manifest, or names what lmgen cannot have written, is an error."""
    with pytest.raises(ValueError, match=r"(?s).*") as caught:
        parse(text.encode())
    assert said in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfe", None])
def test_what_is_no_text_is_refused(data: bytes | None) -> None:
    """Neither other encodings nor links are read."""
    with pytest.raises(ValueError, match=r"codec|link"):
        parse(data)


def test_the_message_has_the_file_and_a_way_out(tmp_path: Path) -> None:
    """People are told which file it is, and how to get a good one."""
    put(tmp_path, MANIFEST, "mine\n")
    with pytest.raises(LmgenError, match="is not a valid lmgen manifest: expected ") as caught:
        load(Disk(tmp_path), tmp_path)
    assert caught.value.message.startswith(f"{tmp_path / MANIFEST}: ")
    assert "version control" in (caught.value.hint or "")


def test_line_endings_do_not_make_an_edit() -> None:
    """A checkout with CRLF has what was rendered; a binary file that lost a byte does not."""
    assert is_recorded(b"a\r\nb\n", {digest(b"a\nb\n")})
    assert is_recorded(b"a\r\nb\n", {digest(b"a\r\nb\n")})
    assert not is_recorded(b"a\rb\n", {digest(b"a\nb\n")})
    assert not is_recorded(b"\0\r\n", {digest(b"\0\n")})


def test_scanners_see_no_secret() -> None:
    """No digest is in quotes, which is where detect-secrets looks for them.

    Source: `HighEntropyStringsPlugin` in <https://github.com/Yelp/detect-secrets>, whose pattern
    is a quote, digits and the same quote.
    """
    assert not re.search(r"""['"][0-9a-fA-F]+['"]""", MANIFEST_OF_THAT.to_bytes().decode())
    assert re.search(r"""['"][0-9a-fA-F]+['"]""", FORMER)
