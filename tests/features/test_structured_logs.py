"""The feature `structured_logs`: format and levels of the logs, and the class of their group."""

import re
from collections.abc import Mapping

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.hcl.type_constraints import Value
from tests.features.modules import added, block, flat, module, values
from tests.support.specs import messages, spec_of

WORDS = ("application_log_l", "system_log_l", "log_group_class", "infrequent_access")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["structured_logs"]
GROUP = ("resource", "aws_cloudwatch_log_group", "lambda")


def test_files() -> None:
    """It adds arguments, a file of `terraform test` about the class, and a test of the suite."""
    assert added("structured_logs") == {
        "tests/log_group_class.tftest.hcl",
        "tests/test_structured_logs.py",
    }


def test_off_unless_asked_for() -> None:
    """An upgrade changes the format of nobody's logs."""
    assert not FEATURE.default


def test_json_unless_said_otherwise() -> None:
    """The feature is there for JSON; who wants only a class has Text."""
    assert values()["log_format"] == "JSON"


def test_provider_that_has_it() -> None:
    """The oldest provider is the first with logging_config, which is after that of the class."""
    floor = spec_of(features={"structured_logs": True}).interface.aws_provider_floor
    assert floor >= (5, 32, 0)


def test_levels_are_told_apart_from_what_is_left() -> None:
    """Null is INFO, said to AWS: the provider would keep an earlier level where it gets none."""
    text = flat(module("structured_logs")["lambda.tf"])
    for kind in ("application", "system"):
        assert (
            f'{kind}_log_level = var.log_format == "JSON" ? '
            f'coalesce(var.{kind}_log_level, "INFO") : null'
        ) in text


def test_one_block_with_one_format() -> None:
    """The function has one logging_config, and in it one format."""
    text = module("structured_logs")["lambda.tf"]
    assert text.count("logging_config {") == 1
    assert len(re.findall("^    log_format +=", text, re.MULTILINE)) == 1
    assert "logging_config" not in module()["lambda.tf"]


def test_class_of_an_existing_log_group() -> None:
    """A change of the class replaces no log group, with all logs in it: the plan is refused."""
    group = block(module("structured_logs")["cloudwatch.tf"], *GROUP)
    assert group["log_group_class"] == "${var.log_group_class}"
    (lifecycle,) = group["lifecycle"]
    assert lifecycle["ignore_changes"] == ["log_group_class"]
    (condition,) = lifecycle["postcondition"]
    assert "self.log_group_class" in condition["condition"]
    assert "-replace" in condition["error_message"]
    assert "lifecycle" not in block(module()["cloudwatch.tf"], *GROUP)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, True),
        ({"log_format": "Text"}, True),
        ({"log_format": "Text", "application_log_level": "DEBUG"}, False),
        ({"log_format": "Text", "system_log_level": "WARN"}, False),
        ({"application_log_level": "FATAL"}, False),
        ({"application_log_level": "FATAL", "log_alarm_pattern": "FATAL"}, True),
        ({"application_log_level": "FATAL", "enable_log_alarm": False}, True),
        ({"application_log_level": "ERROR"}, True),
        ({"log_group_class": "STANDARD"}, True),
        ({"log_group_class": "INFREQUENT_ACCESS"}, False),
        ({"log_group_class": "INFREQUENT_ACCESS", "enable_log_alarm": False}, True),
    ],
)
def test_what_goes_together(given: Mapping[str, Value], *, kept: bool) -> None:
    """Levels need JSON, and an alarm on lines of the log a log group and a level that have them."""
    every = values(**given)
    assert all(each.holds(every) for each in FEATURE.relations) is kept


def test_spec_is_told() -> None:
    """A spec whose defaults would be refused by AWS is refused at once."""
    said = messages(
        features={"structured_logs": True, "log_alarm": True},
        defaults={"log_group_class": "INFREQUENT_ACCESS"},
    )
    assert "with enable_log_alarm, which takes a metric filter, log_group_class" in said


def test_readme_says_what_a_class_costs() -> None:
    """Readers learn what the cheaper class lacks, and what a change of it takes."""
    text = flat(module("structured_logs")["README.md"])
    assert "metric filters, subscriptions, metrics embedded in logs" in text
    assert "-replace=module.lambda.aws_cloudwatch_log_group.lambda" in text
