"""The feature `recursion_guard`: what Lambda does about a function that invokes itself."""

import json
from pathlib import Path

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.spec.model import Spec
from tests.features.modules import added, block, deployed, module, values
from tests.support.feature_sets import switches
from tests.support.specs import spec_of

WORDS = ("recursive_loop", "recursion", "## Loops")
"""What readers would recognise it by; a module without it has none of these."""

FEATURE = CATALOG.features["recursion_guard"]
(ALARM,) = FEATURE.alarms
LIMITS = json.loads(
    (Path(__file__).parents[1] / "facts" / "aws_api_limits.json").read_text(encoding="utf-8")
)["lambda"]["ops"]["PutFunctionRecursionConfig"]


def test_off_unless_asked_for() -> None:
    """AWS stops loops by itself; who has allowed one is not overruled by an upgrade."""
    assert not FEATURE.default


def test_files() -> None:
    """It has a file of its own, and a test in the module's suite."""
    assert added("recursion_guard") == {"recursion.tf", "tests/test_recursion_guard.py"}


def test_choices_are_those_of_the_api() -> None:
    """Lambda stops loops unless the caller allows them."""
    (variable,) = FEATURE.variables
    (rule,) = variable.rules
    assert variable.default == "Terminate"
    assert all(not list(rule.violations(each)) for each in LIMITS["RecursiveLoop"]["enum"])
    assert all(list(rule.violations(each)) for each in ("allow", "", "Stop"))


def test_function_is_guarded() -> None:
    """The caller's choice is that of the function."""
    config = block(
        module("recursion_guard")["recursion.tf"],
        "resource",
        "aws_lambda_function_recursion_config",
        "this",
    )
    assert config["function_name"] == "${aws_lambda_function.this.function_name}"
    assert config["recursive_loop"] == "${var.recursive_loop}"


def floor(spec: Spec) -> tuple[int, ...]:
    """The oldest provider that a module works with."""
    return spec.interface.aws_provider_floor


def test_provider() -> None:
    """The resource came with hashicorp/aws 5.67.

    <https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md>
    """
    runtimes = ["python3.12"]
    on = spec_of(features=switches(frozenset({"recursion_guard"})), runtimes=runtimes)
    off = spec_of(features=switches(frozenset()), runtimes=runtimes)
    assert floor(on) == (5, 67, 0)
    assert floor(off) < (5, 67, 0)


def test_one_stopped_loop_raises_the_alarm() -> None:
    """One refusal is enough; where loops are allowed nothing is refused, and there is no alarm."""
    alarm = deployed(ALARM, timeout=900)
    assert alarm.breaches(1)
    assert not alarm.breaches(0)
    assert (alarm.evaluation_periods, alarm.datapoints_to_alarm) == (4, 1)
    assert ALARM.exists.value(values()) is True
    assert ALARM.exists.value(values(recursive_loop="Allow")) is False


def test_readme() -> None:
    """The README says which loops Lambda does not see."""
    text = module("recursion_guard")["README.md"]
    assert "\n## Loops\n" in text
    assert "does not see loops through other services" in text
