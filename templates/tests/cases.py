"""The cases of the suite: the module's variables in every combination that the spec names."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from expressions import evaluate

HERE = Path(__file__).resolve().parent

OUTPUT = "cases"
"""The output of root modules: the module's outputs, by the name of the function."""

# What the fixtures answer to which event, and which event makes them fail.
SOURCES = {
    "simple_lambda": ({"number": 21}, {"doubled": 42}, {}),
    "lambda_with_deps": ({"word": "quiz"}, {"plural": "quizzes"}, {}),
    "lambda_with_errors": ({}, {"answered": True}, {"fail": "as asked"}),
}


@dataclass(frozen=True)
class Case:
    """One call of the module.

    Attributes:
        name: What tells it from the other cases of its provider version.
        provider_version: Constraint on hashicorp/aws.
        source: Directory in `fixtures` that is packaged.
        values: Values of the module's variables; `{function_name}` stands for that.
        needs: What its root module makes for it: `bucket`, `key`, `network`, `policy`, `topic`; and
            `other-bucket`, where a test changes what is deployed.
        shared: Whether it belongs to the matrix, whose cases have one root module together.
        lacks: What an emulator cannot make for it; `SUPPORT` says why.
    """

    name: str
    provider_version: str
    source: str
    values: dict[str, Any] = field(hash=False)
    needs: frozenset[str]
    shared: bool
    lacks: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The name that pytest shows, and that -k selects by."""
        return f"aws-{label(self.provider_version)}-{self.name}"

    def value(self, variable: str) -> Any:
        """The value of a variable, given or default; None for one that the module lacks.

        For one that the root module makes, it is the expression.
        """
        if MADE.get(variable, ("",))[0] in self.needs:
            return MADE[variable][1]
        return self.values.get(variable, PARAMETERS["defaults"].get(variable))

    def alarms(self, name: str = "") -> dict[str, dict[str, Any]]:
        """What AWS should say of the alarms that it has, by the ends of their names.

        Args:
            name: The name of its function.
        """
        return {
            alarm["name"]: self._evaluate(alarm["described"], name)
            for alarm in PARAMETERS["alarms"]
            if self._evaluate(alarm["exists"], name)
        }

    def alarm_prefix(self, name: str) -> str:
        """What the names of its alarms begin with.

        Args:
            name: The name of its function.
        """
        return self._evaluate(PARAMETERS["alarm_prefix"], name)

    def alarms_notify(self) -> bool:
        """Whether each of its alarms sends messages."""
        return self._evaluate(PARAMETERS["alarms_notify"], "")

    def rhythm(self, alarm: str) -> list[int] | None:
        """When the invocations are due of which an alarm watches for a missed one.

        Args:
            alarm: What its name ends in.
        """
        (record,) = (each for each in PARAMETERS["alarms"] if each["name"] == alarm)
        return self._evaluate(record.get("rhythm"), "")

    def policies(self, *, managed: bool) -> set[str]:
        """The names of the policies that its role has by itself: inline ones, or AWS's own."""
        return {
            policy["name"]
            for policy in PARAMETERS["policies"]
            if policy["managed"] is managed and self._evaluate(policy["exists"], "")
        }

    def _evaluate(self, expression: Any, name: str) -> Any:
        return evaluate(
            expression,
            lambda variable: (
                name if variable == "function_name" else self.value(variable)
            ),
        )


@dataclass(frozen=True)
class Root:
    """Cases that are applied together.

    Attributes:
        name: Name of its directory in `test_data`, before what tells two runs apart.
        provider_version: Constraint on hashicorp/aws.
        cases: What it calls the module for.
    """

    name: str
    provider_version: str
    cases: tuple[Case, ...]

    def resources(self) -> dict[str, int]:
        """Count what is going to exist, by what people call it; not each setting of each thing."""
        count = len(self.cases)
        needs = frozenset[str]().union(*(case.needs for case in self.cases))
        own_buckets = sum(BUILT and "bucket" not in case.needs for case in self.cases)
        supported = {
            each["label"]: int(need in needs) for need, each in SUPPORT.items()
        }
        return {
            "Lambda function with role and log group": count,
            "SNS topic": sum(
                case.value("create_sns_topic") is not False for case in self.cases
            )
            + ("topic" in needs),
            "email subscription": sum(
                len(case.value("alarm_emails")) for case in self.cases
            ),
            "CloudWatch alarm": sum(len(case.alarms()) for case in self.cases),
            "S3 bucket": own_buckets + ("bucket" in needs) + ("other-bucket" in needs),
            "KMS key": int("key" in needs),
            **supported,
        }


def label(provider_version: str) -> str:
    """Make a constraint a part of names: `~> 5.31` becomes `5.31`."""
    return re.sub(r"[^0-9A-Za-z.]+", "-", provider_version).strip("-")


def load() -> dict[str, Any]:
    """Read what the spec says of the tests."""
    return json.loads((HERE / "parameters.json").read_text(encoding="utf-8"))


def roots(
    *, quick: bool = False, isolate: bool = False, emulated: bool = False
) -> list[Root]:
    """List the root modules.

    Args:
        quick: One case for each value of each dimension, instead of every combination.
        isolate: A root module for each case, instead of one for as many as can share it.
        emulated: Without what no emulator has.
    """
    found = []
    for provider in PARAMETERS["provider_versions"]:
        cases = [
            *_matrix(provider, quick=quick),
            *_variants(provider, emulated=emulated),
        ]
        if isolate:
            found += [Root(case.id, provider, (case,)) for case in cases]
            continue
        for name, shared in (("matrix", True), ("variants", False)):
            members = tuple(case for case in cases if case.shared is shared)
            found.append(Root(f"aws-{label(provider)}-{name}", provider, members))
    return found


def _matrix(provider: str, *, quick: bool) -> list[Case]:
    dimensions = [
        PARAMETERS[name]
        for name in ("architectures", "python_versions", "alert_strategies")
    ]
    if quick:
        longest = max(map(len, dimensions))
        combinations = [
            [each[i % len(each)] for each in dimensions] for i in range(longest)
        ]
    else:
        combinations = list(map(list, product(*dimensions)))
    return [_matrix_case(provider, *each) for each in combinations]


def _matrix_case(provider: str, architecture: str, python: str, strategy: str) -> Case:
    # So that every architecture and runtime has a package with dependencies, and one without.
    first = strategy == PARAMETERS["alert_strategies"][0]
    built = "lambda_with_deps" if first else "lambda_with_errors"
    return _case(
        f"{architecture}-{python}-{strategy}".replace("_", "-")
        .replace("python", "py")
        .replace(".", ""),
        provider,
        built if BUILT else "simple_lambda",
        {
            "architecture": architecture,
            RUNTIME: python,
            "alert_strategy": strategy,
        },
        needs={"bucket"},
        shared=True,
    )


def _variants(provider: str, *, emulated: bool) -> list[Case]:
    values = PARAMETERS["values"]
    common = {
        "architecture": PARAMETERS["architectures"][0],
        RUNTIME: PARAMETERS["python_versions"][-1],
        "alert_strategy": PARAMETERS["alert_strategies"][-1],
    }
    lacks = {need for need, each in SUPPORT.items() if emulated and each["lacking"]}
    everything = {"bucket", "key", "policy", "topic", *SUPPORT} - lacks
    cases = [
        _case(
            "everything",
            provider,
            "simple_lambda",
            {**common, **values["everything"]},
            needs=everything,
            lacks=lacks,
        )
    ]
    # Alarms must reach somebody, also where there are none.
    topics = values["silent"].get("create_sns_topic") is False
    if values["silent"]:
        cases.append(
            _case(
                "silent",
                provider,
                "simple_lambda",
                {**common, **values["silent"]},
                needs={"bucket", "topic"} if topics else {"bucket"},
            )
        )
    bucket = set() if values["own_bucket"] else {"bucket"}
    changed = {need for need, each in SUPPORT.items() if each["changed"]}
    cases.append(
        _case(
            "changed",
            provider,
            "simple_lambda",
            common,
            needs={"other-bucket"} | bucket | changed,
        )
    )
    return cases


def _case(  # noqa: PLR0913 - one argument for each part of a case
    name: str,
    provider: str,
    source: str,
    values: dict[str, Any],
    *,
    needs: set[str] = frozenset(),
    shared: bool = False,
    lacks: set[str] = frozenset(),
) -> Case:
    required = PARAMETERS["required"]
    if required is None:
        raise ValueError(
            "The policy of the spec leaves no value that the suite could give to each required "
            "variable. Add an example to the spec that has one for each, and render again."
        )
    # A sample is no key and no subnet that exists.
    needs = set(needs) | {
        MADE[variable][0] for variable in _REPLACED if variable in required
    }
    if not BUILT:
        needs -= {"bucket", "other-bucket"}
    strategy = PARAMETERS["values"].get(values.get("alert_strategy"), {})
    given = {**required, **PARAMETERS["values"]["common"], **strategy, **values}
    for variable in ("function_name", "lambda_source_dir", *_REPLACED):
        given.pop(variable, None)
    missing = frozenset(lacks - needs)
    return Case(name, provider, source, given, frozenset(needs), shared, missing)


PARAMETERS = load()
VARIABLES = sorted({*PARAMETERS["defaults"], *(PARAMETERS["required"] or {})})

BUILT = "lambda_source_dir" in VARIABLES
"""Whether the module builds the package, instead of taking one that is there."""

RUNTIME = "python_version" if BUILT else "runtime"
"""The variable with the runtime."""

SUPPORT: dict[str, dict[str, Any]] = PARAMETERS["support"]
"""What root modules make for features, by what cases need."""

# Variables whose value is made by the root module: what for, and from what.
MADE = {
    "additional_iam_policies": ("policy", "tomap({ other = aws_iam_policy.test.arn })"),
    "alarm_topic_arns": ("topic", "tolist([aws_sns_topic.test.arn])"),
    "kms_key_id": ("key", "aws_kms_key.test.arn"),
    "s3_bucket": ("bucket", "aws_s3_bucket.test.bucket"),
    **{
        variable: (need, value)
        for need, support in SUPPORT.items()
        for variable, value in support["variables"].items()
    },
}

# A sample for one of these names nothing that exists.
_REPLACED = [
    "kms_key_id",
    "s3_bucket",
    *(name for support in SUPPORT.values() for name in support["variables"]),
]
