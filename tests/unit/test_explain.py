"""`lmgen explain`: everything has an answer, and the answers are the catalog's."""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG, RUNTIMES
from lambda_monitored_gen.commands.explanations import explain, known_names, list_names
from lambda_monitored_gen.commands.explanations.layout import WIDTH, coloured, table
from lambda_monitored_gen.commands.explanations.of_spec import list_keys, list_rules
from lambda_monitored_gen.commands.explanations.topics import TOPICS
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.spec.diagnostic_codes import DIAGNOSTIC_CODES
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.shape import Field, Record

PACKAGE = Path(__file__).parent.parent.parent / "lambda_monitored_gen"
_NAMED = re.compile(
    r"""(?:code=|collector\.add\(\s*|_report\(\s*(?:[^"]*,)?\s*|_broken\(\s*path,\s*[^"]*)
    "([a-z0-9]+(?:-[a-z0-9]+)*)"\s*,""",
    re.VERBOSE,
)


def test_variable() -> None:
    """A variable is explained with type, default, rules in both voices, relations and source."""
    text = explain("error_rate_datapoints_to_alarm")
    assert text.startswith("variable error_rate_datapoints_to_alarm\n")
    lines = [line.strip() for line in text.splitlines()]
    name = "var.error_rate_datapoints_to_alarm"
    for line in (
        "type:      number",
        "default:   null",
        f"{name} == null ? true : {name} >= 1 && floor({name}) == {name}",
        (
            '!(var.enable_error_alarms && var.alert_strategy == "threshold") || '
            "local.error_rate_datapoints_to_alarm <= local.error_rate_evaluation_periods"
        ),
    ):
        assert line in lines
    assert lines[-1].startswith("source:    https://docs.aws.amazon.com/")
    assert "Must be a whole number" in text
    assert "across variables" not in explain("memory_size")
    assert "callers must give a value" in explain("function_name")


@pytest.mark.parametrize("name", CATALOG.variables)
def test_names_are_written_as_they_are(name: str) -> None:
    """A rule that begins with the name of a variable does not begin with a capital."""
    assert not re.search(r"^ +[A-Z][a-z]+_[a-z]", explain(name), re.MULTILINE)


def test_region_has_its_page() -> None:
    """A rule of regions, which are no rule of the value itself, names the page that it is from."""
    pages = {
        "alarm_topic_arns": "API_PutMetricAlarm.html",
        "kms_key_id": "encrypt-log-data-kms.html",
        "lambda_insights_layer_arn": "adding-layers.html",
    }
    for name, page in pages.items():
        across = explain(name).partition("across variables:")[2]
        assert re.search(rf"\n      https://docs\.aws\.amazon\.com/\S*/{page}\n", across), name


@pytest.mark.parametrize("name", CATALOG.outputs)
def test_output(name: str) -> None:
    """An output is explained with its expression; one that is a variable too is explained twice."""
    text = explain(name)
    assert f"output {name}\n" in text
    assert CATALOG.outputs[name].value in text
    assert (f"variable {name}\n" in text) == (name in CATALOG.variables)


@pytest.mark.parametrize("name", CATALOG.alarms)
def test_alarm(name: str) -> None:
    """An alarm is explained with what raises it, what to do then, and its numbers."""
    alarm = CATALOG.alarms[name]
    text = explain(name)
    flat = " ".join(text.split())
    assert text.startswith(f"alarm {name}\n")
    assert alarm.raised.replace("`", "") in flat
    assert alarm.remedy.replace("`", "") in flat
    threshold = "of the band" if alarm.threshold is None else alarm.threshold.hcl
    assert f"  threshold: {alarm.comparison.hcl} {threshold}" in text
    assert f"  count:     {alarm.exists.count}\n" in text
    assert f"  {name} " in list_names()


@pytest.mark.parametrize("name", CATALOG.features)
def test_feature(name: str) -> None:
    """A feature is explained with all that it brings."""
    text = explain(name)
    for records in (CATALOG.variables, CATALOG.outputs):
        for each in records.values():
            if each.feature == name:
                assert each.name in text


@pytest.mark.parametrize("name", DIAGNOSTIC_CODES)
def test_diagnostic(name: str) -> None:
    """A diagnostic is explained in plain sentences."""
    assert DIAGNOSTIC_CODES[name].endswith(".")
    assert f"diagnostic {name}\n  " in explain(name)


@pytest.mark.parametrize("field", SPEC.fields, ids=lambda field: field.name)
def test_key(field: Field) -> None:
    """A key of the top level is explained with its description, and a section with its keys."""
    text = explain(field.name)
    flat = "".join(text.split())  # lines break at hyphens, too
    assert "".join(f"key {field.name} {field.description} type: ".split()) in flat
    if isinstance(field.shape, Record) and field.shape.noun == "key":
        assert all(f"    {each.name} " in text for each in field.shape.fields)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tests.architectures", ["key tests.architectures", "list(string)", "x86_64"]),
        ("examples[0].name", ["key examples.name", "required:  yes"]),
        ("namespace", ["key module.namespace"]),
        ("policy.timeout", ["key policy.timeout", "    min ", "    max "]),
        ("policy.timeout.max", ["key policy.timeout.max", "number"]),
        ("defaults.timeout", ["key defaults.timeout", "Must be a whole number"]),
        ("features.vpc", ["key features.vpc", "bool"]),
        ("features", ["key features", "FEATURE", "vpc", "on ", "off "]),
        ("policy", ["key policy", "RULE", "each_matches"]),
        ("runtimes", ["key runtimes", "RUNTIME", "Amazon Linux 2023", "2029-06-30"]),
    ],
)
def test_paths_and_tables(name: str, words: list[str]) -> None:
    """A key is found by its path as messages write it, and a key with choices has their table."""
    assert [word for word in words if word not in explain(name)] == []


@pytest.mark.parametrize("name", RUNTIMES)
def test_runtime(name: str) -> None:
    """A runtime is explained with its system, its last day and the provider that it needs."""
    text = explain(name)
    runtime = RUNTIMES[name]
    for word in (runtime.operating_system, runtime.deprecation, runtime.aws_provider):
        assert word in text


@pytest.mark.parametrize("name", list_rules())
def test_rule_of_policies(name: str) -> None:
    """A rule is explained with the variables that can have it."""
    text = explain(name)
    assert f"rule {name}\n" in text
    (field,) = (each for each in SPEC.fields if each.name == "policy")
    assert isinstance(field.shape, Record)
    having = {
        each.name
        for each in field.shape.fields
        if isinstance(each.shape, Record) and name in each.shape.by_name()
    }
    listed = text.partition("  variables:\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"\w+", listed)) == having


@pytest.mark.parametrize("topic", TOPICS)
def test_topic(topic: str) -> None:
    """The plural of a kind lists all of it in lines that fit a screen."""
    text = explain(topic)
    assert f"{topic}\n" in text
    assert max(map(len, text.split("\n"))) <= WIDTH


def test_every_known_name_is_explained() -> None:
    """Whatever shells complete for `lmgen explain` has an answer."""
    assert [name for name in known_names() if not explain(name)] == []
    assert {"module.version", "version", "each_matches", "python3.12", "alarms"} < {*known_names()}


def test_table_breaks_its_last_column() -> None:
    """A long cell goes on below itself, and no other column does."""
    found = list(table(("name", "meaning"), [("a", "word " * 40), ("bcd", "x")]))
    assert found[0] == "  NAME  MEANING"
    assert found[1].startswith("  a     word")
    assert found[2].startswith("        word")
    assert found[-1] == "  bcd   x"


def test_colours_change_no_text() -> None:
    """On a terminal headings are bold and labels coloured; the words are the same."""
    for name in ("timeout", "features", "policy", "python3.12"):
        text = explain(name)
        shown = coloured(text)
        assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == text
        assert shown.startswith("\x1b[1m")


def test_a_key_may_be_a_diagnostic_too() -> None:
    """`extends` is a key, and the code of what is found about it: both are explained."""
    assert {line.split()[0] for line in explain("extends").splitlines() if line[:1].strip()} == {
        "key",
        "diagnostic",
    }


def test_overview_is_complete() -> None:
    """The list without a name has every name once, under its heading, on lines of one screen."""
    lines = list_names().split("\n")
    words = [line.split()[0] for line in lines if re.match("  [a-z]", line)]
    wanted = [
        *CATALOG.variables,
        *CATALOG.outputs,
        *CATALOG.alarms,
        *CATALOG.features,
        *RUNTIMES,
        *list_keys(),
        *list_rules(),
        *DIAGNOSTIC_CODES,
    ]
    assert sorted(words) == sorted(wanted)
    assert max(map(len, lines)) <= 100


def test_unknown_name() -> None:
    """A mistyped name is answered with the nearest; one like no other with where the list is."""
    with pytest.raises(LmgenError, match="unknown name 'timout'") as near:
        explain("timout")
    assert near.value.hint == "Did you mean 'timeout'?"
    with pytest.raises(LmgenError) as far:
        explain("zzzzzz")
    assert "`lmgen explain` without a name" in (far.value.hint or "")


def used_in_source() -> set[str]:
    """The codes that the package's source gives to its diagnostics."""
    used: set[str] = set()
    for file in [*(PACKAGE / "spec").glob("*.py")]:
        used |= set(_NAMED.findall(file.read_text(encoding="utf-8")))
    return used


def test_diagnostics_are_explained() -> None:
    """Every code that the source can use is explained, and no other one is."""
    assert used_in_source() == set(DIAGNOSTIC_CODES)


def test_diagnostics_are_shown_by_bad_specs() -> None:
    """Every error that lmgen can find has a broken spec in tests/bad_specs that shows it."""
    warnings = {"deprecated-runtime", "no-sample", "required-default"}
    folder = Path(__file__).parent.parent / "bad_specs"
    shown = {
        rule
        for file in folder.glob("*.txt")
        for rule in re.findall(
            r" \[([a-z0-9-]+)\]$", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    # No two features of today need or exclude each other: test_feature_relations makes some up.
    made_up = {"feature-requires", "feature-conflicts"}
    assert shown == set(DIAGNOSTIC_CODES) - warnings - made_up
