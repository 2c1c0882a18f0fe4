"""Values that lmgen finds for variables, and what it says where it finds none."""

from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies

from lambda_monitored_gen.catalog import CATALOG, patterns
from lambda_monitored_gen.rules.dialect import compile_pattern
from lambda_monitored_gen.rules.matching import shortest_match
from lambda_monitored_gen.spec.samples import FILES, find_sample
from tests.support.modules import render
from tests.support.specs import CALL, SMALLEST, check_text, checked, codes, messages, spec_of

PATTERNS = [
    *(value for name, value in vars(patterns).items() if name.isupper() and name[0] != "_"),
    "^acme-",
    "^acme-[a-z]+-(dev|prod)$",
    "^(?:a|b){2,3}c*d?[^e]$",
    "(?i)^Acme[0-9]{3}",
    r"^\d+\.\w$",
    "^[é]+ü$",
    "a|",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_matches_what_is_written_for_it(pattern: str) -> None:
    """Each pattern of the catalog, and of people, matches the text that is made from it."""
    assert compile_pattern(pattern).search(shortest_match(pattern))


_ATOMS = strategies.sampled_from(["a", "B", "-", r"\.", "[0-9]", "[^x]", ".", "(a|b)", "(?:cd)"])
_REPEATS = strategies.sampled_from(["", "*", "+", "?", "{2}", "{1,3}", "{2,}"])


@hypothesis.given(strategies.lists(strategies.tuples(_ATOMS, _REPEATS), min_size=1, max_size=6))
def test_any_pattern_matches_what_is_written_for_it(parts: list[tuple[str, str]]) -> None:
    """Whatever a pattern without anchors inside consists of, its text matches as a whole."""
    pattern = f"^{''.join(map(''.join, parts))}$"
    assert compile_pattern(pattern).search(shortest_match(pattern))


@pytest.mark.parametrize(
    ("name", "policy"),
    [
        ("function_name", {"matches": "^acme-"}),
        ("function_name", {"matches": "-(dev|prod)$"}),
        ("function_name", {"matches": "^acme-[a-z]+-(dev|prod)$", "max_length": 12}),
        ("function_name", {"min_length": 40, "max_length": 50}),
        ("alarm_emails", {"each_matches": r"@corp\.example$"}),
        ("alarm_emails", {"min_items": 3, "max_items": 3}),
        ("alarm_emails", {"each_one_of": ["a@example.com", "b@example.com"], "min_items": 2}),
        ("alarm_topic_arns", {"min_items": 2}),
        ("tags", {"min_items": 3}),
        ("timeout", {"min": 100, "max": 101}),
        ("memory_size", {"one_of": [1769, 3538]}),
        ("error_rate_threshold", {"max": 0.5}),
        ("kms_key_id", {"matches": "^arn:aws-cn:kms:cn-north-1:"}),
    ],
)
def test_samples_keep_policies(name: str, policy: dict[str, Any]) -> None:
    """A value that a policy allows is found, without an example."""
    spec = spec_of(policy={name: policy}, required=[name])
    sample = find_sample(spec.interface, name)
    assert sample is not None
    assert spec.interface.allows(name, sample)


def test_samples_differ_from_what_they_should() -> None:
    """The default is taken only where there is no other value."""
    interface = spec_of(policy={"memory_size": {"one_of": [128, 512]}}).interface
    assert find_sample(interface, "memory_size", unlike=128) == 512
    lone = spec_of(policy={"memory_size": {"one_of": [128]}}).interface
    assert find_sample(lone, "memory_size", unlike=128) == 128


def test_preferred_values_come_first() -> None:
    """What is asked for is taken where it is allowed."""
    interface = spec_of(policy={"timeout": {"max": 100}}).interface
    assert find_sample(interface, "timeout", [77]) == 77
    assert find_sample(interface, "timeout", [101]) == CATALOG.variables["timeout"].example


def test_files_of_the_tests_exist(tmp_path: Path) -> None:
    """The paths that the tests of every module name are in every module."""
    module = render(spec_of(), tmp_path)
    for name in ("lambda_source_dir", "requirements_file"):
        for path in FILES[name]:
            assert path in {None, "none"} or (module / str(path)).exists()
    assert FILES["package_inputs"][0] == ["./tests/fixtures/package/*.toml"]
    assert list(module.glob("tests/fixtures/package/*.toml"))


UNKNOWN = {"function_name": {"matches": "^[[:digit:]]{7}x$"}}


def test_a_policy_without_a_sample_is_told_of() -> None:
    """Where no value is known the spec is valid, and a warning says what is missing and where."""
    result = check_text(
        "lmgen: 1\nmodule: {namespace: acme, name: lambda, version: 1.0.0}\n"
        "policy:\n  function_name:\n    matches: '^[[:digit:]]{7}x$'\n"
    )
    assert result.spec is not None
    (found,) = result.diagnostics
    assert (found.code, found.line, found.column) == ("no-sample", 4, 3)
    assert "without the files of `terraform test`" in found.message
    assert found.hint == "Add an example with a value of function_name."


def test_an_example_is_a_sample() -> None:
    """What an example gives needs no other; without a policy there is always something."""
    policy = {"function_name": {"matches": "^a{60}$"}}
    example = {"name": "one", "values": {**CALL, "function_name": "a" * 60}}
    assert codes(checked(policy=policy, examples=[example])) == []
    assert codes(checked()) == []


@pytest.mark.parametrize(
    ("policy", "defaults"),
    [
        ({"lambda_source_dir": {"matches": "^src$"}}, {}),
        (
            {"source_code_files": {"min_items": 1, "each_matches": "^src/"}},
            {"source_code_files": ["src/main.py"]},
        ),
    ],
)
def test_files_that_a_policy_forbids_are_told_of(
    policy: dict[str, Any], defaults: dict[str, Any]
) -> None:
    """Files that the tests have must be allowed, for no value can make others."""
    found = messages(policy=policy, defaults=defaults)
    assert next(iter(policy)) in found
    assert "knows no value that it allows" in found


def test_no_warning_beside_errors() -> None:
    """Of a spec with errors nothing is said about samples."""
    found = codes(checked(policy={**UNKNOWN, "timeout": {"min": 0}}))
    assert found == ["policy-widens"]
    assert SMALLEST.keys() == {"lmgen", "module"}
