"""What features add to core files, with features that lmgen does not have."""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG, Condition, Feature
from lambda_monitored_gen.catalog.custom_conditions import preconditions
from lambda_monitored_gen.catalog.feature import FunctionAdditions, IamStatement
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rules import JsonBytes
from lambda_monitored_gen.spec.model import Spec
from tests.support.feature_sets import feature_sets, switches
from tests.support.plugin import TerraformIn
from tests.support.specs import spec_of
from tests.unit.hcl_text import plain

TRACES = Feature(
    name="some_traces",
    description="Traces.",
    iam_statements=(
        IamStatement("SendTraces", ("xray:PutTraceSegments", "xray:PutTelemetryRecords"), ('"*"',)),
        IamStatement(
            "ReadRules",
            ("xray:GetSamplingRules",),
            ("aws_sqs_queue.this.arn", '"${aws_sqs_queue.this.arn}/*"'),
            reason="There is no narrower\nresource.",
        ),
    ),
    permissions="it may send traces",
    function=FunctionAdditions(
        depends_on=("aws_sqs_queue.this",),
        layers=("[local.traces_layer]",),
        environment={"TRACES": '"on"', "LEVEL": "local.level"},
        preconditions=(Condition("local.level != null", 'There must be a "level".'),),
    ),
)
EXTENSION = Feature(
    name="extension",
    description="An extension.",
    permissions="it may be extended",
    function=FunctionAdditions(layers=("local.extension_layers",), environment={"ANOTHER": "1"}),
)


def with_features(*features: Feature) -> Spec:
    """A spec whose module has only these features."""
    core = spec_of(features=switches(feature_sets()["none"]))
    present = {each.name: each for each in features}
    return core._replace(interface=core.interface._replace(features=present))


def rendered(path: str, *features: Feature) -> str:
    """One file of a module with only these features."""
    return render_files(with_features(*features))[path].content.decode()


def test_nothing_is_added() -> None:
    """Without features that add to it the function has its own arguments and dependencies only."""
    text = rendered("lambda.tf")
    assert "layers" not in text
    assert 'dynamic "environment"' in text
    assert ("  depends_on = [\n    aws_iam_role_policy.lambda_logging,\n  ]\n") in text
    assert "some" not in rendered("iam.tf")


def test_statements_become_an_inline_policy() -> None:
    """Statements are one policy of the role, with their reasons as comments of one line."""
    text = rendered("iam.tf", TRACES, EXTENSION)
    added = text.removeprefix(rendered("iam.tf"))
    assert added == (
        """
resource "aws_iam_role_policy" "lambda_some_traces" {
  name = "${var.function_name}-some-traces"
  role = local.role_name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "SendTraces"
        Effect   = "Allow"
        Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
        Resource = ["*"]
      },
      # There is no narrower resource.
      {
        Sid      = "ReadRules"
        Effect   = "Allow"
        Action   = ["xray:GetSamplingRules"]
        Resource = [aws_sqs_queue.this.arn, "${aws_sqs_queue.this.arn}/*"]
      },
    ]
  })
}
"""
    )


def test_function_waits_for_what_features_need() -> None:
    """The function depends on a feature's policy and on what the feature says, sorted."""
    assert (
        "  depends_on = [\n    aws_iam_role_policy.lambda_logging,\n"
        "    aws_iam_role_policy.lambda_some_traces,\n"
        "    aws_sqs_queue.this,\n  ]\n"
    ) in rendered("lambda.tf", EXTENSION, TRACES)


@pytest.mark.parametrize(
    ("features", "layers"),
    [
        ((TRACES,), "[local.traces_layer]"),
        ((EXTENSION,), "local.extension_layers"),
        ((TRACES, EXTENSION), "concat([local.traces_layer], local.extension_layers)"),
        ((EXTENSION, TRACES), "concat(local.extension_layers, [local.traces_layer])"),
    ],
)
def test_layers(features: tuple[Feature, ...], layers: str) -> None:
    """The function has the layers of all features, in their order."""
    (found,) = re.findall("^  layers += (.*)$", rendered("lambda.tf", *features), re.MULTILINE)
    assert found == layers


def test_environment() -> None:
    """Environment variables of features are sorted, and those of the caller win over them."""
    text = rendered("lambda.tf", TRACES, EXTENSION)
    assert (
        """
locals {
  environment_variables = merge(
    {
      ANOTHER = 1
      LEVEL   = local.level
      TRACES  = "on"
    },
    var.environment_variables,
  )
}
"""
    ) in text
    assert "  environment {\n    variables = local.environment_variables\n  }\n" in text


def test_environment_is_measured_with_what_features_add() -> None:
    """Variables of features count among the bytes that Lambda allows; without any, nothing does."""
    (limit,) = (
        each
        for each in CATALOG.variables["environment_variables"].rules
        if isinstance(each, JsonBytes)
    )
    (found,) = (
        each
        for each in preconditions(with_features(TRACES, EXTENSION).interface)
        if "ANOTHER" in each.error_message
    )
    assert found.expression == limit.condition("local.environment_variables")
    assert found.breach == limit.breach("local.environment_variables")
    assert found.error_message == (
        "environment_variables and the module's own ANOTHER, LEVEL, TRACES must have at most 4096 "
        "bytes as JSON, with its keys and all quotes."
    )
    expressions = [each.expression for each in preconditions(with_features().interface)]
    assert found.expression not in expressions


def test_preconditions() -> None:
    """A feature's precondition comes after the rules across variables; its message is text."""
    text = rendered("lambda.tf", TRACES)
    assert text.index("local.error_rate_evaluation_periods") < text.index("local.level != null")
    assert '"There must be a \\"level\\"."\n' in text


ALIASED = Feature(
    name="aliased", description="An alias.", function=FunctionAdditions(alias="aws_lambda_alias.x")
)
LIMITED = Feature(
    name="limited",
    description="Limits.",
    function=FunctionAdditions(invoke_arguments=("maximum_retry_attempts",)),
)


def test_an_alias_has_the_configuration_of_the_function() -> None:
    """What is invoked by an alias is tried as often as what is invoked by the function's name."""
    assert "qualifier" not in rendered("lambda.tf")
    text = rendered("lambda.tf", ALIASED)
    own, alias = text.split('resource "aws_lambda_function_event_invoke_config" ')[1:]
    assert own.startswith('"this" {\n')
    assert alias.startswith('"alias" {\n')
    assert "  qualifier                    = aws_lambda_alias.x.name\n" in alias
    rest, of_function = (each.partition("maximum_event")[2] for each in (alias, own))
    assert rest.strip() == of_function.partition("\n#")[0].strip()
    asserted = rendered("tests/bare.tftest.hcl", ALIASED)
    assert "event_invoke_config.alias.qualifier == aws_lambda_alias.x.name," in asserted
    assert "event_invoke_config.alias.maximum_retry_attempts == 0," in asserted


def test_what_features_decide_is_not_ignored() -> None:
    """Of asynchronous invocations, Terraform leaves alone what no feature decides."""
    ignored = "ignore_changes = [destination_config, maximum_event_age_in_seconds"
    assert f"    {ignored}, maximum_retry_attempts]\n" in rendered("lambda.tf")
    assert f"    {ignored}]\n" in rendered("lambda.tf", LIMITED)
    of_callers = "unless you make an `aws_lambda_function_event_invoke_config` of your own"
    assert of_callers in rendered("README.md")
    assert of_callers not in rendered("README.md", LIMITED)


def test_permissions_in_the_readme() -> None:
    """The README says in one row what the role may do for all features."""
    assert (
        "| Role | may write to its own log group; it may send traces; it may be extended; nothing "
        "else until you add policies |\n"
    ) in rendered("README.md", TRACES, EXTENSION)


def test_everything_is_hcl() -> None:
    """What features add can be read as HCL, with the values that they gave."""
    import hcl2  # noqa: PLC0415 - takes a tenth of a second

    features = (TRACES, EXTENSION)
    document = plain(hcl2.loads(rendered("iam.tf", *features)))
    (policy,) = (
        each["aws_iam_role_policy"]["lambda_some_traces"]
        for each in document["resource"]
        if "lambda_some_traces" in each.get("aws_iam_role_policy", {})
    )
    assert re.findall(r'Sid"?\W+(\w+)', policy["policy"]) == ["SendTraces", "ReadRules"]
    hcl2.loads(rendered("lambda.tf", *features))


@pytest.mark.terraform
@pytest.mark.usefixtures("requires_terraform")
def test_formatted(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """`terraform fmt` would change nothing of what features add."""
    for name in ("iam.tf", "lambda.tf"):
        (tmp_path / name).write_text(rendered(name, TRACES, EXTENSION), encoding="utf-8")
    assert terraform_in(tmp_path).unformatted() == []
