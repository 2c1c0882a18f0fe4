"""Reading YAML: values with places, and a diagnostic for every trap."""

import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_monitored_gen.spec.diagnostics import Diagnostic, Mark
from lambda_monitored_gen.spec.document import MAX_BYTES, MAX_DEPTH, Document, parse
from lambda_monitored_gen.spec.nodes import MAX_NODES, Node
from lambda_monitored_gen.spec.validate import validate_document

BOM = b"\xef\xbb\xbf"


def read(text: str | bytes) -> Document:
    """Parse a document."""
    return parse(text if isinstance(text, bytes) else text.encode(), "spec.yaml")


def root(text: str | bytes) -> Node:
    """The top node of a document, which must be there."""
    document = read(text)
    assert document.root is not None, document.diagnostics
    return document.root


def plain(text: str) -> Any:  # noqa: ANN401 - whatever YAML holds
    """The value of a document without diagnostics."""
    document = read(text)
    assert document.diagnostics == ()
    return root(text).plain()


def only(text: str | bytes) -> Diagnostic:
    """The one diagnostic of a document."""
    (found,) = read(text).diagnostics
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1.5e+3", 1500.0),
        (".5e-1", 0.05),
        ("!!float '2'", 2.0),
        ("2024-01-01", "2024-01-01"),
        ("12:70", "12:70"),
        ("a:1", "a:1"),
        ("1.2.3", "1.2.3"),
        ("0.1.0", "0.1.0"),
        ("'012'", "012"),
        ('"1_000"', "1_000"),
        ("!!str 012", "012"),
        ("=", "="),
        ("<<", "<<"),
        ("1.5.", "1.5."),
        ("e5", "e5"),
        ("--1", "--1"),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
    ],
)
def test_scalars_of_the_core_schema(text: str, value: object) -> None:
    """Scalars mean what YAML 1.2 says, whatever 1.1 made of them."""
    found = plain(f"key: {text}\n")["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("012", "-007", "1_000", "0x1F", "0o17", "0b1", "0_1", ".inf", "-.INF", ".nan", "1_0.5"),
        *("1e3", "-1E3", "1e+3", "1.5e3", ".5e3", "01.5", "1_", "1.5_0", ".5_0", "-.5"),
        *("1:30", "12:30:45", "-1:30.5", "0:0"),
    ],
)
def test_ambiguous_numbers(text: str) -> None:
    """A number that versions of YAML read differently is an error, not a guess."""
    found = only(f"key: {text}\n")
    assert (found.code, found.line, found.column) == ("ambiguous-number", 1, 6)
    assert f"'{text}'" in found.message


@given(st.from_regex(r"[-+]?[0-9._:eExob]{1,7}", fullmatch=True))
@settings(max_examples=500)
def test_a_number_is_one_to_both_versions_or_an_error(text: str) -> None:
    """What is read as a number or as text is the same to YAML 1.1, as PyYAML has it, and to 1.2."""
    document = read(f"key: !!str '{text}'\nvalue: {text}\n")
    if document.diagnostics:
        return  # refused
    value = root(f"value: {text}\n").plain()["value"]  # type: ignore[index, call-overload]
    older = yaml.safe_load(f"value: {text}\n")["value"]
    number_to_newer = re.fullmatch(
        r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
        text,
    )
    assert value == older
    assert isinstance(value, str) == (number_to_newer is None)


@pytest.mark.parametrize("text", ['!!int "1_0"', "!!int ' 1'", "!!int '\u0661'", "!!float 'nan'"])
def test_a_tag_does_not_make_a_number(text: str) -> None:
    """A text that is no plain number stays none, whatever its tag says."""
    assert only(f"key: {text}\n").code == "yaml-tag"


@pytest.mark.parametrize("point", [0x061C, 0x200E, 0x200F, 0x202E, 0x2066, 0x2069])
def test_bidirectional_control_characters(point: int) -> None:
    """A character with which people see another text than programs do is an error, in keys too."""
    for text in (f"key: a{chr(point)}b\n", f"a{chr(point)}b: c\n", f'key: "\\u{point:04x}"\n'):
        found = only(text)
        assert found.code == "control-character"
        assert f"U+{point:04X}" in found.message


def test_duplicate_keys() -> None:
    """The second of two equal keys is found where it stands, and names the first's line."""
    found = only("a: 1\nb: 2\n'a': 3\n")
    assert (found.code, found.line, found.column) == ("duplicate-key", 3, 1)
    assert "line 1" in found.message


def test_duplicate_keys_of_one_look() -> None:
    """Keys that look the same are the same, however their accents are stored."""
    assert only("{caf\u00e9: 1, cafe\u0301: 2}").code == "duplicate-key"


def test_text_is_normalized() -> None:
    """Text is in NFC, as Terraform makes it."""
    assert plain("key: cafe\u0301\n") == {"key": "caf\u00e9"}


def test_values_and_keys_know_their_place() -> None:
    """Values and keys know their line and column, in characters from 1."""
    node = root("a: 1\nb:\n  🚨: [x, {y: z}]\n")
    inner = node.at(("b", "🚨", 1, "y"))
    assert inner.value == "z"
    assert inner.mark == Mark(3, 14, "spec.yaml")
    assert inner.key_mark == Mark(3, 11, "spec.yaml")
    assert node.at(("b", "missing", 5)).key_mark == Mark(2, 1, "spec.yaml")
    assert node.at(("b", "🚨", 0)).raw == "x"


def test_byte_order_mark_and_crlf() -> None:
    """A BOM and Windows line ends change neither values nor places."""
    node = root(BOM + b"a: 1\r\nb: two\r\n")
    assert node.plain() == {"a": 1, "b": "two"}
    assert node.at(("b",)).mark == Mark(2, 4, "spec.yaml")


def test_same_digest_for_same_data() -> None:
    """Comments, order, quotes, line ends and a BOM do not count in the digest of a spec."""
    one = b"lmgen: 1\nmodule: {namespace: acme, name: x, version: 1.0.0}\n"
    two = BOM + (
        b"# c\r\nmodule:\r\n  version: '1.0.0'\r\n  name: x\r\n  namespace: acme\r\nlmgen: 1\r\n"
    )
    first, second = validate_document(read(one)).spec, validate_document(read(two)).spec
    assert first is not None
    assert second is not None
    assert first.digest == second.digest
    other = validate_document(read(one.replace(b"1.0.0", b"1.0.1"))).spec
    assert other is not None
    assert other.digest != first.digest


def test_alias_is_a_copy() -> None:
    """An alias of one value stands for that value."""
    assert plain("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}


def test_alias_bomb_is_bounded() -> None:
    """Aliases that multiply are stopped at the bound, with one diagnostic."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 12)
    ]
    found = only("\n".join(lines))
    assert found.code == "too-many-nodes"
    assert str(MAX_NODES) in found.message


def test_recursive_alias() -> None:
    """An alias of what it stands in is an error, not an endless loop."""
    assert only("a: &a\n  b: *a\n").code == "recursive-alias"
    assert only("&a [*a]").code == "recursive-alias"


@pytest.mark.parametrize("deep", [MAX_DEPTH + 1, 999, 1_001, 20_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_is_refused_by_our_limit(opening: str, deep: int) -> None:
    """Nesting is refused by our limit, before a parser meets its own or exhausts the stack."""
    closing = {"[": "]", "{a: ": "}", "- ": ""}[opening]
    found = only(opening * deep + "x" + closing * deep)
    assert found.code == "yaml-syntax"
    assert str(MAX_DEPTH) in found.message
    fine = MAX_DEPTH - 1
    assert read(opening * fine + "x" + closing * fine).root is not None


def test_the_limit_of_size_is_exact() -> None:
    """One byte over the limit is refused, the limit itself is not."""
    assert read(b"a: 1\n" + b"#" * (MAX_BYTES - 5)).diagnostics == ()
    assert only(b"a: 1\n" + b"#" * (MAX_BYTES - 4)).code == "unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "a: !!binary YQ==",
        "a: !!python/object/apply:os.system [x]",
        "a: !env HOME",
        "a: !!timestamp 2024-01-01",
        "a: !!set {x}",
        "a: !!omap [x: y]",
        "a: !!int x",
        "a: !!float x",
        "a: !!bool yes",
        "a: !!null x",
    ],
)
def test_a_tag_without_a_meaning_is_an_error(text: str) -> None:
    """A tag that has no meaning in a spec, or does not fit its value, is an error."""
    found = only(text)
    assert (found.code, found.line, found.column) == ("yaml-tag", 1, 4)


@pytest.mark.parametrize("character", ["\\0", "\\a", "\\e", "\\x7f", "\\N", "\\r"])
def test_control_characters(character: str) -> None:
    """A control character in quotes is refused, in values and in keys."""
    assert only(f'a: "x{character}y"').code == "control-character"
    assert only(f'"x{character}y": a').code == "control-character"


@pytest.mark.parametrize("byte", [b"\0", b"\x07", b"\x1b", "\ufffe".encode()])
def test_raw_control_characters(byte: bytes) -> None:
    """A control character in the file is found at its place."""
    found = only(b"a: 1\nb: x" + byte + b"y\n")
    assert (found.code, found.line, found.column) == ("control-character", 2, 5)


def test_not_utf8() -> None:
    """A byte that is no UTF-8 is found at its line and character."""
    found = only("a: 1\nb: é".encode() + b"\xe9\n")
    assert (found.code, found.line, found.column) == ("not-utf8", 2, 5)


def test_refused_values_are_not_missing() -> None:
    """A key whose value is refused gets one diagnostic, not a second one for being absent."""
    text = "lmgen: 1\nmodule: {namespace: acme, name: x, version: 012}\n"
    (found,) = validate_document(read(text)).diagnostics
    assert found.code == "ambiguous-number"


def test_long_digits() -> None:
    """A number of thousands of digits is a diagnostic, not a traceback."""
    found = validate_document(
        read(f"lmgen: 1\nmodule: {{}}\ndefaults: {{timeout: {'9' * 5000}}}\n")
    )
    assert found.spec is None
    assert all(len(each.message) < 500 for each in found.diagnostics)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"%@#,?\n \t0.5~<=\\é🚨", max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_spec_or_diagnostics(text: str) -> None:
    """No text makes the validation raise: the result is a spec, or diagnostics with a place."""
    result = validate_document(read(text))
    assert (result.spec is None) == bool(result.diagnostics)
    for found in result.diagnostics:
        assert found.line >= 1
        assert found.column >= 1
        assert "\n" not in found.message


@given(st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_diagnostics(data: bytes) -> None:
    """No bytes make the check raise."""
    assert validate_document(read(data)).diagnostics
