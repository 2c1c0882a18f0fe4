"""The catalog agrees with itself, with AWS's limits and with the published module."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.catalog import (
    ARCHITECTURES,
    CATALOG,
    DEFAULT_RUNTIMES,
    RUNTIMES,
    Variable,
)
from lambda_monitored_gen.catalog.alarm import MINUTE
from lambda_monitored_gen.catalog.function import RESERVED_ENVIRONMENT_KEYS
from lambda_monitored_gen.catalog.notifications import LOG_RETENTION_DAYS
from lambda_monitored_gen.catalog.relations import MODULE_TAGS
from lambda_monitored_gen.hcl.type_constraints import ListOf, MapOf, ObjectOf, Value
from lambda_monitored_gen.rendering.sources import builtin_root, feature_of, find_sources
from lambda_monitored_gen.rules import (
    AtLeastOne,
    Between,
    CharactersFrom,
    ExactlyOne,
    JsonBytes,
    KeysAre,
    LengthBetween,
    OneOf,
    RegexMatches,
    Rule,
    ShowsBreach,
    ValuesAre,
)

FACTS = Path(__file__).parent.parent / "facts"
PUBLISHED = json.loads((FACTS / "published_module_1_1_0.json").read_bytes())
LIMITS = json.loads((FACTS / "aws_api_limits.json").read_bytes())
DOCUMENTED = LIMITS["documented_limits"]
RUNTIME_FACTS = json.loads((FACTS / "lambda_python_runtimes.json").read_bytes())["runtimes"]
CREATE_FUNCTION = LIMITS["lambda"]["ops"]["CreateFunction"]

every_variable = pytest.mark.parametrize("variable", CATALOG.variables.values(), ids=str)


def rule_of(name: str, kind: type[Rule]) -> Any:  # noqa: ANN401 - a rule of that kind
    """The one rule of a kind that a variable has."""
    (found,) = (rule for rule in CATALOG.variables[name].rules if isinstance(rule, kind))
    return found


def faults(variable: Variable, value: Value) -> list[object]:
    """What a value breaks of a variable's type and rules."""
    broken: list[object] = list(variable.type.mismatches(value))
    return broken or [found for rule in variable.rules for found in rule.violations(value)]


@every_variable
def test_example_is_allowed(variable: Variable) -> None:
    """The example of each variable keeps its type and rules."""
    assert faults(variable, variable.example) == []


@every_variable
def test_default_is_allowed(variable: Variable) -> None:
    """The default of each variable is null or keeps its type and rules."""
    if not variable.required and variable.default is not None:
        assert faults(variable, variable.default) == []  # type: ignore[arg-type]


@every_variable
def test_variable_is_documented(variable: Variable) -> None:
    """Each variable has plain sentences, a group, and a known feature; each rule has a source."""
    assert variable.description.endswith(".")
    assert "\n" not in variable.description
    assert variable.description[0].isupper()
    assert variable.group
    assert variable.feature == "" or variable.feature in CATALOG.features
    assert variable.source == "" or variable.source.startswith("https://")
    if variable.default is None:
        assert (
            re.search("[Ii]f null", variable.description)
            or variable.name == "lambda_security_group_ids"
        )


def test_rules_cite_aws() -> None:
    """Every rule that AWS makes has a page to look it up on; the rest are choices of the module."""
    own = {"alert_strategy", "error_rate_minimum_invocations"}
    paths = {"lambda_source_dir", "requirements_file"}
    for name, variable in CATALOG.variables.items():
        assert variable.source or not variable.rules or name in own | paths


def test_names_are_unique_and_of_one_style() -> None:
    """Names are unique, what they are filed under, and of one style."""
    for records in (CATALOG.variables, CATALOG.outputs, CATALOG.features):
        for name, record in records.items():
            assert record.name == name
            assert re.fullmatch("[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
    assert not set(CATALOG.features) & {*CATALOG.variables, *CATALOG.outputs}


def test_nothing_is_declared_twice() -> None:
    """No variable, output or alarm of a feature takes the place of another one's."""
    features = CATALOG.features.values()
    for kind in ("variables", "outputs", "alarms"):
        declared = [each.name for feature in features for each in getattr(feature, kind)]
        assert len(declared) == len(set(declared))
        of_features = {name for name, each in getattr(CATALOG, kind).items() if each.feature}
        assert set(declared) <= of_features
    for part in ("environment", "support"):
        keys = [
            key
            for feature in features
            for key in getattr(feature.function if part == "environment" else feature.suite, part)
        ]
        assert len(keys) == len(set(keys))


def test_outputs_are_documented() -> None:
    """Each output has plain sentences, a value and a known feature."""
    for output in CATALOG.outputs.values():
        assert output.description.endswith(".")
        assert output.value
        assert output.feature == "" or output.feature in CATALOG.features


@pytest.mark.parametrize("feature", CATALOG.features)
def test_feature_has_something(feature: str) -> None:
    """A feature that can be switched off takes a variable or a file with it."""
    variables = [name for name, each in CATALOG.variables.items() if each.feature == feature]
    files = [name for name in find_sources(builtin_root()).files if feature_of(name) == feature]
    assert variables or files


def test_relations_name_variables() -> None:
    """Each rule across variables is about variables that exist, and holds for their defaults.

    But for one by which something must be given.
    """
    for relation in CATALOG.relations:
        owners = [each for each in CATALOG.features.values() if relation in each.relations]
        replaced = [record for each in owners for record in each.replaces]
        own = {record.name: record for record in replaced if isinstance(record, Variable)}
        defaults = {
            name: None if variable.required else variable.default
            for name, variable in {**CATALOG.variables, **own}.items()
        }
        assert set(relation.variables) <= set(CATALOG.variables)
        needs = isinstance(relation, (AtLeastOne, ExactlyOne))
        assert relation.holds(defaults) is not needs  # type: ignore[arg-type]


@pytest.mark.parametrize("fact", PUBLISHED["variables"], ids=lambda fact: fact["name"])
def test_published_variable(fact: dict[str, Any]) -> None:
    """Each variable of the published module is there with the same type and default."""
    variable = CATALOG.variables[fact["name"]]
    assert variable.type.hcl == fact["type"]
    assert variable.required == fact.get("required", False)
    if variable.name == "source_code_files":
        # All files are packaged and hashed now; the published default would demand a main.py.
        assert fact["default"] == ["main.py"]
        assert variable.default == []
    elif variable.name in {"error_rate_evaluation_periods", "error_rate_datapoints_to_alarm"}:
        # Null stands for as many as before, and more of the former where metrics come late.
        assert fact["default"] == 2
        assert variable.default is None
    elif not variable.required:
        assert variable.default == fact["default"]
        assert variable.nullable == (fact["default"] is None)


def test_published_outputs() -> None:
    """Each output of the published module is there."""
    assert set(PUBLISHED["outputs"]) <= set(CATALOG.outputs)


def test_features_of_the_published_module_are_on() -> None:
    """Without a word about features the module has all that the published one has."""
    published = {fact["name"] for fact in PUBLISHED["variables"]}
    for name, variable in CATALOG.variables.items():
        if name in published and variable.feature:
            assert CATALOG.features[variable.feature].default


def test_what_is_new_has_a_default() -> None:
    """What a module has without a word has a default: callers of the published one change nothing.

    A feature that has to be asked for may require a variable.
    """
    published = {fact["name"] for fact in PUBLISHED["variables"]}
    off = {name for name, each in CATALOG.features.items() if not each.default}
    added = {
        name: each
        for name, each in CATALOG.variables.items()
        if name not in published and each.feature not in off
    }
    assert "s3_bucket" in added
    assert [name for name, variable in added.items() if variable.required] == []


def test_runtimes_agree_with_the_facts() -> None:
    """Runtimes have the system, C library, deprecation and provider that AWS documents."""
    assert {
        name: {
            "os": runtime.operating_system,
            "glibc": runtime.glibc,
            "deprecation": runtime.deprecation,
            "aws_provider": runtime.aws_provider,
        }
        for name, runtime in RUNTIMES.items()
    } == RUNTIME_FACTS
    assert list(RUNTIMES) == sorted(RUNTIMES, key=lambda name: int(name.partition(".")[2]))
    assert tuple(RUNTIMES)[:5] == DEFAULT_RUNTIMES
    known = DOCUMENTED["lambda.python_runtimes"]
    assert {name: each.deprecation for name, each in RUNTIMES.items()}.items() <= known.items()


def test_numbers_agree_with_the_facts() -> None:
    """Timeout and memory have AWS's bounds."""
    for name, key in (("timeout", "lambda.Timeout"), ("memory_size", "lambda.MemorySize")):
        rule = rule_of(name, Between)
        assert [rule.minimum, rule.maximum] == DOCUMENTED[key]
        assert rule.whole


def test_choices_agree_with_the_facts() -> None:
    """Retention days, architectures and reserved keys are those of AWS."""
    assert list(LOG_RETENTION_DAYS) == DOCUMENTED["logs.retentionInDays"]
    assert rule_of("cloudwatch_log_retention_days", OneOf).values == LOG_RETENTION_DAYS
    assert set(ARCHITECTURES) == set(CREATE_FUNCTION["Architectures[]"]["enum"])
    assert set(DOCUMENTED["lambda.reserved_env_keys"]) <= set(RESERVED_ENVIRONMENT_KEYS)


def test_windows_agree_with_the_facts() -> None:
    """An alarm may have every period, and so many of them, as PutMetricAlarm allows."""
    facts = DOCUMENTED["cloudwatch.Period"]
    period = rule_of("error_rate_period", Between)
    assert period.minimum == period.multiple_of == MINUTE.value({})
    assert f"|multiple of {period.multiple_of};" in facts
    assert facts.endswith(f"<= {period.maximum}")
    minutes = rule_of("alarm_evaluation_periods", Between)
    assert minutes.whole
    assert f"<= {minutes.maximum * 60} if" in facts


def test_lengths_agree_with_the_facts() -> None:
    """Texts and lists have the limits of the API model."""
    assert rule_of("description", LengthBetween).maximum == CREATE_FUNCTION["Description"]["max"]
    assert rule_of("handler", LengthBetween).maximum == CREATE_FUNCTION["Handler"]["max"]
    role = LIMITS["iam"]["ops"]["CreateRole"]
    assert rule_of("role_path", LengthBetween).maximum == role["Path"]["max"]
    assert faults(CATALOG.variables["role_name"], "x" * (role["RoleName"]["max"] + 1))
    limit = rule_of("environment_variables", JsonBytes).maximum
    assert limit == DOCUMENTED["lambda.EnvironmentTotalBytes"]


SAMPLES: dict[str, tuple[list[str], list[str]]] = {
    "schedule_expression": (
        [
            *("rate(1 hour)", "rate(5 minutes)", "rate(10 days)", "cron(30 3 * * ? *)"),
            *("cron(0 8 ? * MON-FRI *)", "cron(0/15 9-17 L JAN,6 ? 2026-2030)"),
            *("cron(15 10 ? * 6#3 *)", "cron(15 10 ? * 6L *)", "cron(0 9 1W * ? *)"),
        ],
        [
            *("", "rate(0 hours)", "rate(1 week)", "rate(1.5 hours)", " rate(1 hour)"),
            *("rate(1 hour)\n", "cron(* * * * *)", "cron(0 8 * * * *)", "cron(0 8 ? * ? *)"),
            *("at(2026-11-20T13:00:00)", "1 hour", "cron(0 8 1 1 2 *)"),
        ],
    ),
    "schedule_timezone": (
        ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12"],
        ["", "+01:00", "Europe Berlin", "UTC\n", "x" * 51],
    ),
    "schedule_input": (
        ["{}", '{"a": [1, null]}', '"text"', "7", " {} ", "null"],
        ["", "{", "{'a': 1}", "NaN", "text", "{} {}", '{"a": 1,}'],
    ),
    "function_name": (
        ["a", "My_Function-1", "x" * 64],
        ["", "x" * 65, "a.b", "a b", "a\n", "fünf", "arn:aws:lambda:x"],
    ),
    "handler": (
        ["main.lambda_handler", "app/main.handler", "a.b.c", "x." + "y" * 126],
        ["main", "", ".handler", "main.", "main handler.x", "x." + "y" * 127, "a..b"],
    ),
    "role_name": (
        ["a", "payments-lambda", "A_b+c=d,e.f@g-1", "x" * 64],
        ["", "x" * 65, "a b", "a/b", "fünf", "a:b", "a\n"],
    ),
    "role_arn": (
        [
            "arn:aws:iam::123456789012:role/payments",
            "arn:aws-cn:iam::123456789012:role/services/payments/a+b=c,d.e@f-g_1",
            f"arn:aws-us-gov:iam::123456789012:role/{'x' * 64}",
        ],
        [
            "payments",
            "arn:aws:iam::aws:role/x",
            "arn:aws:iam::12345:role/x",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:role/a/",
            f"arn:aws:iam::123456789012:role/{'x' * 65}",
            "arn:aws:iam::123456789012:policy/x",
            "arn:aws:sts::123456789012:assumed-role/x/y",
        ],
    ),
    "log_group_arn": (
        [
            "arn:aws:logs:us-east-1:123456789012:log-group:a",
            "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/lambda/A.b-c_d/e#1:*",
            f"arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:{'x' * 512}",
        ],
        [
            "/aws/lambda/payments",
            "arn:aws:logs:us-east-1:123456789012:log-group:",
            "arn:aws:logs:us-east-1:123456789012:log-group:a b",
            "arn:aws:logs:us-east-1:123456789012:log-group:a:log-stream:b",
            "arn:aws:logs:us-east-1:123456789012:log-group:a:**",
            f"arn:aws:logs:us-east-1:123456789012:log-group:{'x' * 513}",
            "arn:aws:logs::123456789012:log-group:a",
        ],
    ),
    "role_path": (
        ["/", "/a/", "/services/payments/", "/!~/", "/" + "x" * 510 + "/"],
        ["", "a", "/a", "a/", "//a b/", "/ü/", "/" + "x" * 511 + "/", "/a/\n"],
    ),
    "alarm_name_prefix": (
        ["a", "prod-", "[SEV 1] ", "team/unit: ", "!#$%&'()*+,-./:;<=>?@[]^_`{|}~", "x" * 128],
        ["", " a", 'a"', "a\\", "a\n", "a\t", "ü", "x" * 129],
    ),
    "alarm_severity": (
        ["critical", "SEV 1", "P1_./=+-:@", "hoch", "höchste", "x" * 256],
        ["", "a,b", "a&b", "a\n", "x" * 257],
    ),
    "runbook_url": (
        ["https://a", "http://wiki.example.com/a?b=c&d=%20#e", "https://a/" + "x" * 502],
        ["", "a", "ftp://a", "https://", "https://a b", "https://a\n", "https://a/" + "x" * 503],
    ),
    "dashboard_name": (["a", "A_b-1", "x" * 255], ["", "a b", "a.b", "ü", "x" * 256]),
    "sns_topic_name": (["alarms", "A_b-1", "x" * 256], ["", "a.fifo", "a b", "x" * 257]),
    "kms_key_id": (
        [
            "arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
            "arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-0123",
            "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/x",
            "arn:aws-iso-b:kms:us-isob-east-1:123456789012:key/x",
        ],
        [
            "alias/x",
            "arn:aws:kms:us-east-1:123456789012:alias/x",
            "arn:aws:kms:us-east-1:12345:key/x",
            "arn:aws:kms::123456789012:key/x",
            "arn:azure:kms:us-east-1:123456789012:key/x",
            "01234567-89ab-cdef-0123-456789abcdef",
        ],
    ),
    "s3_bucket": (
        ["abc", "my.bucket-1", "x" * 63],
        ["ab", "x" * 64, "My-bucket", "-abc", "abc-", "a_b", "a b c"],
    ),
    "lambda_insights_layer_arn": (
        ["arn:aws:lambda:us-east-1:123456789012:layer:LambdaInsightsExtension-Arm64:5"],
        ["arn:aws:lambda:us-east-1:123456789012:layer:LambdaInsightsExtension", "x"],
    ),
    "alias_name": (
        ["a", "live", "v1", "1-2", "1_", "-", "x" * 128, "9" * 127 + "x"],
        ["", "12", "$LATEST", "a b", "a.b", "live\n", "x" * 129, "9" * 128 + "x"],
    ),
    "sns_topic_policy": (
        ["{}", '{"Statement": []}', '\n{\n  "Statement": [{}]\n}\n'],
        ["", "[]", "arn:aws:sns:us-east-1:123456789012:t", '{"Statement": []', "null"],
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_of_strings(name: str) -> None:
    """Names and ARNs of any partition are taken, look-alikes are not."""
    good, bad = SAMPLES[name]
    variable = CATALOG.variables[name]
    assert [value for value in good if faults(variable, value)] == []
    assert [value for value in bad if not faults(variable, value)] == []


LIST_SAMPLES: dict[str, tuple[list[str], list[str]]] = {
    "alarm_emails": (
        ["a@example.com", "first.last+tag@sub.example.co.uk", "o'neil@example.org"],
        ["", "a", "a@b", "a@@example.com", "a b@example.com", "a@example.com\n", "<a@example.com>"],
    ),
    "alarm_topic_arns": (
        [
            "arn:aws:sns:us-east-1:123456789012:pager",
            "arn:aws-us-gov:sns:us-gov-east-1:123456789012:pager",
            "arn:aws-cn:sns:cn-northwest-1:123456789012:p_1",
        ],
        ["pager", "arn:aws:sqs:us-east-1:123456789012:q", "arn:aws:sns:us-east-1:1:pager"],
    ),
    "additional_iam_policy_arns": (
        [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws-cn:iam::123456789012:policy/a+b=c,d.e@f_g-h",
        ],
        ["ReadOnlyAccess", "arn:aws:iam::123456789012:role/x", "arn:aws:iam::12:policy/x"],
    ),
    "lambda_subnet_ids": (["subnet-0123456789abcdef0", "subnet-12345678"], ["vpc-1", "subnet-"]),
    "package_excludes": (
        ["**/*.pyc", "a?.py", "docs/**", "..a/b..c", "a b!"],
        ["", " ", "[a]", "{a,b}", "a\\b", "../x", "a/../b", "a/.."],
    ),
    "package_inputs": (
        ["../shared", "../../a/**/*.py", "/abs/x?.whl", "wheels/", "."],
        ["", "x[0]", "{a}", "C:\\wheels", "*/../x", "a/**/.."],
    ),
    "lambda_security_group_ids": (["sg-0123456789abcdef0"], ["subnet-1", "sg-", "sg_1"]),
    "replacement_security_group_ids": (["sg-0123456789abcdef0"], ["subnet-1", "sg-", "sg_1"]),
}


@pytest.mark.parametrize("name", LIST_SAMPLES)
def test_samples_of_items(name: str) -> None:
    """Items of lists are taken or refused one by one."""
    good, bad = LIST_SAMPLES[name]
    variable = CATALOG.variables[name]
    for value in good:
        assert faults(variable, [value]) == [], value
    for value in bad:
        assert faults(variable, [value]), value


@pytest.mark.parametrize("name", ["aws", "A.b-c_D", "0", "x" * 99])
def test_names_of_a_selection(name: str) -> None:
    """Names of members, extras, groups and packages are what Python packaging takes."""
    variable = CATALOG.variables["dependency_selection"]
    for value in ({"member": name}, {"extras": [name]}, {"groups": [name]}, {"omit": [name]}):
        assert faults(variable, value) == []
    for bad in (f"-{name}", f"{name}-", f" {name}", f"{name}==1", f"{name}[x]", f"{name}\n", ""):
        for refused in ({"member": bad}, {"extras": [bad]}, {"groups": [bad]}, {"omit": [bad]}):
            assert faults(variable, refused), refused


def test_limits_of_lists() -> None:
    """Lists end where AWS ends them: 16 subnets, 5 security groups, 4 more topics, one email."""
    actions = LIMITS["cloudwatch"]["ops"]["PutMetricAlarm"]["AlarmActions"]["max"]
    for name, count in (
        ("lambda_subnet_ids", CREATE_FUNCTION["VpcConfig.SubnetIds"]["max"]),
        ("lambda_security_group_ids", CREATE_FUNCTION["VpcConfig.SecurityGroupIds"]["max"]),
        ("alarm_topic_arns", actions - 1),
    ):
        variable = CATALOG.variables[name]
        item = variable.example[0]  # type: ignore[index]
        assert faults(variable, [item] * count) == []
        assert faults(variable, [item] * (count + 1))
    assert faults(CATALOG.variables["alarm_emails"], [])


def test_environment_keys_are_what_lambda_takes() -> None:
    """Environment keys are what Lambda takes, none of them reserved, 4096 bytes as JSON."""
    variable = CATALOG.variables["environment_variables"]
    assert faults(variable, {"LOG_LEVEL": "", "a1": "x", "AWS_CUSTOM": "y"}) == []
    for key in (*RESERVED_ENVIRONMENT_KEYS, "A", "1A", "_A", "A-B", "Ä1", ""):
        assert faults(variable, {key: "x"}), key
    assert faults(variable, {"KEY": "x" * (4096 - len('{"KEY":""}'))}) == []
    assert faults(variable, {"KEY": "x" * (4097 - len('{"KEY":""}'))})
    # JSON in a value is encoded once more: each of its quotes counts twice.
    assert faults(variable, {"KEY": '"' * 2050})


def test_tags_keep_the_limits_of_aws() -> None:
    """Tags have AWS's lengths and number, and not its prefix."""
    variable = CATALOG.variables["tags"]
    assert faults(variable, {"k" * 128: "v" * 256, "awsome": "", "owner:aws:": "x"}) == []
    for tags in ({"k" * 129: ""}, {"k": "v" * 257}, {"aws:x": ""}, {"AWS:x": ""}, {"": "x"}):
        assert faults(variable, tags), tags
    assert faults(variable, {f"k{number}": "" for number in range(51)})
    for text in ("Smith & Co", "a\nb", "50 %", "\U0001f984"):
        assert faults(variable, {"owner": text}), text
        assert faults(variable, {text: "x"}), text
    assert faults(variable, {"Kosten stelle": "Straße 5, Zürich".replace(",", " /")}) == []
    assert faults(variable, {"Owner": "a", "owner": "b"})
    assert faults(variable, {"Function_Name": "a"})
    assert faults(variable, {"function_name": "a", "Module_Version": "b"}) == []
    (room,) = (each for each in CATALOG.relations if each.variables == ("tags",))
    assert room.holds({"tags": {f"k{number}": "" for number in range(50 - len(MODULE_TAGS))}})
    assert not room.holds({"tags": {f"k{number}": "" for number in range(51 - len(MODULE_TAGS))}})


def test_room_for_the_severity() -> None:
    """The tag of the severity is one too many where the caller's tags take all that is left."""
    (room,) = (each for each in CATALOG.relations if each.variables == ("tags", "alarm_severity"))
    full = {MODULE_TAGS[-1]: "", **{f"k{number}": "" for number in range(47)}}
    assert room.holds({"tags": full, "alarm_severity": None})
    assert not room.holds({"tags": full, "alarm_severity": "low"})
    assert room.holds({"tags": {**full, "severity": ""}, "alarm_severity": None})
    fits = {f"k{number}": "" for number in range(47)}
    assert room.holds({"tags": fits, "alarm_severity": "low"})


def test_patterns_of_names_are_anchored() -> None:
    """Every pattern of the catalog but that of a path is for the whole text."""
    for variable in CATALOG.variables.values():
        for rule in variable.rules:
            inner = getattr(rule, "rule", rule)
            if isinstance(inner, RegexMatches):
                assert inner.pattern == r"[^\s]" or (
                    inner.pattern.startswith("^") and inner.pattern.endswith("$")
                )


def test_tags_have_the_characters_of_iam() -> None:
    """Tags have the characters of IAM's API, the strictest of the services that get them."""
    for part in ("Key", "Value"):
        fact = LIMITS["iam"]["ops"]["CreateRole"][f"Tags[].{part}"]["pattern"]
        assert fact.startswith(r"[\p{L}\p{Z}\p{N}_.:/=+\-@]")
    rules = [
        each.rule
        for each in CATALOG.variables["tags"].rules
        if isinstance(each, (KeysAre, ValuesAre)) and isinstance(each.rule, CharactersFrom)
    ]
    assert len(rules) == 2  # keys and values
    for rule in rules:
        assert {*rule.categories} == {"L", "Z", "N"}
        assert {*rule.signs} == {*"_.:/=+-@"}


@every_variable
def test_null_items_are_left_out_everywhere_or_nowhere(variable: Variable) -> None:
    """All rules of the values of a map agree about null, and their messages name keys."""
    for rule in variable.rules:
        if isinstance(rule, ValuesAre):
            assert rule.omits_null == variable.omits_null
            assert rule.of_map == isinstance(variable.type, MapOf)


@every_variable
def test_rules_of_collections_show_what_breaks_them(variable: Variable) -> None:
    """Each rule of a list or map says what it found, as Terraform itself does of a scalar."""
    for rule in variable.rules:
        collection = isinstance(variable.type, (ListOf, MapOf, ObjectOf))
        assert isinstance(rule, ShowsBreach) == collection
