"""What triggers a function waits for the policies of its role, and goes before they do."""

import re

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.rendering.files import render_files
from tests.module.applied import apply, destroy, plan
from tests.support.modules import render, terraform_files
from tests.support.plugin import TerraformIn
from tests.support.specs import example_spec, feature_specs

ROOT = """\
# A policy takes its time: that of another module, or of a slow API.
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "sleep 4"
  }
}

resource "aws_sqs_queue" "orders" {
  name = "triggered-orders"
}

resource "aws_iam_policy" "queue" {
  name_prefix = "triggered-"

  # That it names the function must be no cycle.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      Resource  = aws_sqs_queue.orders.arn
      Condition = { ArnEquals = { "lambda:SourceFunctionArn" = module.lambda.lambda_function_arn } }
    }]
  })

  depends_on = [terraform_data.slow]
}

module "lambda" {
  source = "./module"

  function_name     = "triggered"
  lambda_source_dir = "${path.root}/lambda"
  alarm_emails      = ["ops@example.com"]

  additional_iam_policy_arns = [aws_iam_policy.queue.arn]
  additional_iam_policies    = { queue = aws_iam_policy.queue.arn }
}

resource "aws_lambda_permission" "early" {
  action        = "lambda:InvokeFunction"
  function_name = module.lambda.lambda_function_name
  principal     = "events.amazonaws.com"
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = aws_sqs_queue.orders.arn
  function_name    = module.lambda.ready_function_arn
}
"""

FUNCTION = "module.lambda.aws_lambda_function.this"
TRIGGER = "aws_lambda_event_source_mapping.orders"
POLICIES = (
    "module.lambda.aws_iam_role_policy.lambda_logging",
    "module.lambda.aws_iam_role_policy_attachment.additional[0]",
    'module.lambda.aws_iam_role_policy_attachment.named["queue"]',
)

Events = list[tuple[str, str, str]]


@pytest.fixture(scope="module", name="life")
def _life(
    tmp_path_factory: pytest.TempPathFactory, terraform_on_aws_in: TerraformIn
) -> tuple[Events, Events]:
    """What the apply and the destroy did, in their order."""
    directory = tmp_path_factory.mktemp("triggers")
    (directory / "lambda").mkdir()
    (directory / "lambda" / "main.py").write_text("def lambda_handler(event, context): return 0\n")
    (directory / "main.tf").write_text(ROOT)
    render(example_spec("infrahouse"), directory / "module")
    terraform = terraform_on_aws_in(directory)
    terraform.init()
    plan(terraform)
    made = apply(terraform)
    return made, destroy(terraform)


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
class TestOrder:
    """One apply and one destroy."""

    def test_the_function_does_not_wait(self, life: tuple[Events, Events]) -> None:
        """The function, and who names another output, are there before the slow policy."""
        made, _ = life
        attached = made.index(("apply_start", "create", POLICIES[1]))
        assert made.index(("apply_complete", "create", FUNCTION)) < attached
        assert made.index(("apply_complete", "create", "aws_lambda_permission.early")) < attached

    @pytest.mark.parametrize("policy", POLICIES)
    def test_the_trigger_waits(self, life: tuple[Events, Events], policy: str) -> None:
        """The trigger comes after each policy, and is gone before the first of them goes."""
        made, destroyed = life
        assert made.index(("apply_complete", "create", policy)) < made.index(
            ("apply_start", "create", TRIGGER)
        )
        assert destroyed.index(("apply_complete", "delete", TRIGGER)) < destroyed.index(
            ("apply_start", "delete", policy)
        )


@pytest.mark.parametrize("label", ["all", "none"])
def test_every_policy_is_waited_for(label: str) -> None:
    """Each policy of the function's role is one that the function or the output waits for."""
    spec = feature_specs()[label]
    text = "".join(terraform_files(render_files(spec)).values())
    policy = r'^resource "(aws_iam_role_policy\w*)" "(\w+)" \{\n((?:  .*\n|\n)*)'
    attached = [
        (kind, name)
        for kind, name, body in re.findall(policy, text, re.MULTILINE)
        if re.search(r"^  role += local\.role_name$", body, re.MULTILINE)
    ]
    function = r'^resource "aws_lambda_function" "this" \{\n.*?^  depends_on = \[\n(.*?)\]'
    pattern = rf'^output "ready_function_arn" \{{\n(.*?)^\}}|{function}'
    waits = "".join(map("".join, re.findall(pattern, text, re.MULTILINE | re.DOTALL)))
    assert len(attached) >= 3
    for kind, name in attached:
        assert f"{kind}.{name}," in waits


def test_no_published_output_waits() -> None:
    """A policy that names the function would be a cycle with an output that waits for policies."""
    waiting = {
        name
        for name, output in CATALOG.outputs.items()
        if any("policy" in address for address in output.depends_on)
    }
    published = {name for name in waiting if not CATALOG.outputs[name].feature}
    assert published == {"ready_function_arn"}
