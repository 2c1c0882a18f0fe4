"""What `hcl.literal` writes, Terraform reads back as it was."""

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.layout import align
from lambda_monitored_gen.hcl.type_constraints import Value
from tests.module.boundary_values import FAMILY
from tests.support.plugin import TerraformIn

pytestmark = pytest.mark.terraform

NASTY = (
    *("", " ", '"', "\\", "\\n", "\n", "\r\n", "\t", "$", "${", "$${", "$$${", "%{", "%%{", "%%%{"),
    *("${var.x}", "$${var.x}", "%{ if true }", "%%{ endif }", "$%{", "%${", "{", "}", "${{", '${"'),
    *("\\${", "\\\\${", "<<EOT\nx\nEOT\n", "<<-EOT", "# x", "// x", "/* x */", "`id`", "$(id)"),
    *(
        "\x01",
        "\x07",
        "\x1b[31m",
        "\x7f",
        "\u0085",
        "\u2028",
        "\u2029",
        "\u202e",
        "\ufeff",
        "\ufffd",
    ),
    *(
        "\u00e9",
        "e\u0301",
        "q\u0301",
        "\U0001f984",
        FAMILY,
        "\U0010fffd",
        "\ue000",
        "\u00a0",
        "\u200b",
    ),
    *("null", "true", "1", "a=b", "a = b", "  a = {", "[", "key: value", "\\u0041", "\\U0001F984"),
)

# Terraform's strings are UTF-8, and cannot hold NUL through every layer that it has.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20) | st.lists(
    st.sampled_from(NASTY), max_size=4
).map("".join)
numbers = st.integers(-(2**70), 2**70) | st.floats(
    allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15
)
values = st.recursive(
    texts | numbers | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)


def nfc(value: Value) -> Value:
    """Put every string in NFC, as Terraform does."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): nfc(item) for key, item in value.items()}
    return [nfc(item) for item in value] if isinstance(value, list) else value


def read_back(given: list[Value], terraform_in: TerraformIn) -> list[Value]:
    """Write each value as an output of its own, and ask for the outputs."""
    with tempfile.TemporaryDirectory() as directory:
        text = "".join(
            f'output "v{number}" {{\n  value = {hcl.indent(hcl.literal(value), 2)}\n}}\n'
            for number, value in enumerate(given)
        )
        (Path(directory) / "main.tf").write_text(align(text), encoding="utf-8")
        terraform = terraform_in(Path(directory))
        terraform.apply()
        found = terraform.output()
    return [found.get(f"v{number}") for number in range(len(given))]


def test_nasty_strings(terraform_in: TerraformIn) -> None:
    """Quotes, template openers, line ends, controls and emoji stay what they are, in pairs too."""
    given: list[Value] = [*NASTY, *(first + second for first in NASTY for second in NASTY)]
    pairs = zip(given, read_back([given], terraform_in)[0] or [], strict=True)  # type: ignore[arg-type]
    assert [(before, after) for before, after in pairs if nfc(before) != after] == []


def test_nasty_keys(terraform_in: TerraformIn) -> None:
    """Any string can be a key of a map."""
    given: Value = {key: key for key in NASTY if key == nfc(key)}
    assert read_back([given], terraform_in) == [given]


# Hundreds of values in one run of Terraform, and few runs: starting it is what takes the time.
@settings(
    max_examples=16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(st.lists(values, min_size=30, max_size=60))
def test_any_value(terraform_in: TerraformIn, given: list[Value]) -> None:
    """Strings, numbers, lists and maps of any depth come back exactly, but for NFC."""
    for before, after in zip(given, read_back(given, terraform_in), strict=True):
        assert nfc(before) == after
