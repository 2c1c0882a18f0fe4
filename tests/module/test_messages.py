"""What Terraform says of lists and maps that break a rule: which of their items do."""

import json
from pathlib import Path

import pytest

from lambda_monitored_gen.rendering.files import render_files
from tests.module.mock_provider import Run, run_all
from tests.support.modules import render, terraform_files
from tests.support.plugin import TerraformIn
from tests.support.specs import CALL, spec_of

EMAILS = "alarm_emails: each item must be an email address such as oncall@example.com."
TAG = (
    "must have no other characters than letters, digits, spaces and _ . : / = + - @, which are "
    "those of IAM."
)
CASE = (
    "tags: each key must differ from the others, and from the module's own created_by_module and "
    "function_name, in more than letter case."
)
BLANKS = [f" user{number}@example.com" for number in range(1, 13)]
DSN = {"DSN": json.dumps({f"key{number}": "value" for number in range(210)}, separators=(",", ":"))}

MESSAGES: dict[str, tuple[str, list[str]]] = {
    "blanks": (
        (
            'alarm_emails = split(",", join(", ", '
            '[for each in range(13) : "user${each}@example.com"]))'
        ),
        [f"{EMAILS} Found: {json.dumps(BLANKS, separators=(',', ':'))}."],
    ),
    "null": ('alarm_emails = ["a@example.com", null]', [f"{EMAILS} Found: [null]."]),
    "sensitive": ('alarm_emails = sensitive(["nobody"])', [EMAILS]),
    "one-is-sensitive": ('alarm_emails = ["nobody", sensitive("no one")]', [EMAILS]),
    "another-is-unknown": ('alarm_emails = ["nobody", terraform_data.later.id]', []),
    "no-items": ("alarm_emails = []", ["alarm_emails must have at least one item. Found: 0."]),
    "too-many": (
        'lambda_subnet_ids = [for each in range(17) : "subnet-${each}"]',
        ["lambda_subnet_ids must have at most 16 items. Found: 17."],
    ),
    "no-list": ("lambda_subnet_ids = null", []),
    "values": (
        'tags = { owner = "Smith & Co", team = "a", "cost centre" = "50 %" }',
        [f'tags: each value {TAG} Found under: ["cost centre","owner"].'],
    ),
    "sensitive-value": ('tags = { owner = sensitive("Smith & Co") }', [f"tags: each value {TAG}"]),
    "keys": ('tags = { "R&D" = "a", b = "c" }', [f'tags: each key {TAG} Found: ["R&D"].']),
    "case": (
        'tags = { Owner = "a", owner = "b", team = "c" }',
        [f'{CASE} Found: ["Owner","owner"].'],
    ),
    "own-keys": ('tags = { Function_Name = "a" }', [f'{CASE} Found: ["Function_Name"].']),
    "environment": (
        f"environment_variables = jsondecode({json.dumps(json.dumps(DSN))})",
        [
            (
                "environment_variables must have at most 4096 bytes as JSON, with its keys and all "
                f"quotes. Found: {len(json.dumps(DSN, separators=(',', ':')))}."
            )
        ],
    ),
    "reserved": (
        'environment_variables = { AWS_REGION = "a", LEVEL = "b" }',
        [
            (
                "environment_variables: each key must not be a name that Lambda reserves, such as "
                'AWS_REGION. Found: ["AWS_REGION"].'
            )
        ],
    ),
}


@pytest.fixture(scope="module")
def said(
    terraform_in: TerraformIn, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """What a plan says of each call, of a module that has nothing but the variables."""
    root = tmp_path_factory.mktemp("messages")
    (root / "module").mkdir()
    variables = terraform_files(render_files(spec_of()))["variables.tf"]
    (root / "module" / "variables.tf").write_text(variables, encoding="utf-8")
    (root / "main.tf").write_text('resource "terraform_data" "later" {}\n', encoding="utf-8")
    for name, (argument, _) in MESSAGES.items():
        given = {**CALL, "lambda_source_dir": "code"}
        given.pop(argument.split()[0], None)
        lines = [f"  {key} = {json.dumps(value)}\n" for key, value in given.items()]
        call = f'module "{name}" {{\n  source = "./module"\n  {argument}\n{"".join(lines)}}}\n'
        (root / f"{name}.tf").write_text(call, encoding="utf-8")
    terraform = terraform_in(root)
    terraform.init(backend=False)
    found: dict[str, list[str]] = {name: [] for name in MESSAGES}
    for line in terraform.run("plan", "-json", "-input=false").stdout.split("\n"):
        diagnostic = json.loads(line).get("diagnostic") if line else None
        if diagnostic:
            place = diagnostic["range"]["filename"].removesuffix(".tf")
            found[place].append(diagnostic["detail"].partition("\n\n")[0])
    return found


@pytest.mark.terraform
@pytest.mark.parametrize("name", MESSAGES)
def test_message(said: dict[str, list[str]], name: str) -> None:
    """A message has the rule and what breaks it; what is sensitive, or not known yet, is not in it.

    Where an item is unknown, the plan goes on: a message with it would be an error of its own.
    """
    assert said[name] == MESSAGES[name][1]


ELSEWHERE = "arn:aws:{service}:eu-central-1:123456789012:{name}"
TOPICS = [ELSEWHERE.format(service="sns", name=name) for name in ("pager", "chat")]
HERE = "arn:aws:sns:us-east-1:123456789012:pager"
KEY = ELSEWHERE.format(service="kms", name="key/0123")
LAYER = ELSEWHERE.format(service="lambda", name="layer:own:1")
REFUSED = "Resource precondition failed: "

REGIONS: dict[str, tuple[dict[str, object], str]] = {
    "topics": (
        {"alarm_topic_arns": [HERE, *TOPICS]},
        (
            "alarm_topic_arns must be topics in the region of the function. Found: "
            f"{json.dumps(TOPICS, separators=(',', ':'))} in us-east-1."
        ),
    ),
    "key": (
        {"kms_key_id": KEY},
        f'kms_key_id must be a key in the region of the function. Found: ["{KEY}"] in us-east-1.',
    ),
    "layer": (
        {"lambda_insights_layer_arn": LAYER, "memory_utilization_threshold_percent": 90},
        (
            "with memory_utilization_threshold_percent, lambda_insights_layer_arn must be a layer "
            f'in the region of the function. Found: ["{LAYER}"] in us-east-1.'
        ),
    ),
    "layer_without_alarm": ({"lambda_insights_layer_arn": LAYER}, ""),
}


@pytest.mark.provider
@pytest.mark.parametrize("name", REGIONS)
@pytest.mark.parametrize("region", ["aws", "made-up"])
def test_region(name: str, region: str, tmp_path: Path, terraform_in: TerraformIn) -> None:
    """ARNs of another region are refused by name, unless the region is made up by a mock."""
    values, message = REGIONS[name]
    module = render(spec_of(), tmp_path)
    (module / "code").mkdir()
    (module / "code" / "main.py").write_text("def lambda_handler(event, context): ...\n")
    runs = {"call": Run(variables=values, region=region)}  # type: ignore[arg-type]
    report = run_all(terraform_in(module), runs, {**CALL, "lambda_source_dir": "./code"})
    refused = message and region == "aws"
    status, *said = json.loads(report.read_text(encoding="utf-8"))["call"]
    assert (status, said) == (("error", [REFUSED + message]) if refused else ("pass", []))


@pytest.mark.terraform
@pytest.mark.provider
@pytest.mark.e2e
def test_refused_before_anything_exists(tmp_path: Path, terraform_on_aws_in: TerraformIn) -> None:
    """With the real provider, what AWS would refuse after five resources is refused in the plan."""
    render(spec_of(), tmp_path / "module")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.py").write_text("def lambda_handler(event, context): ...\n")
    topics = REGIONS["topics"][1].partition(" Found")[0]
    calls: tuple[tuple[dict[str, object], str], ...] = (
        ({"alarm_topic_arns": TOPICS[:1]}, topics),
        ({"tags": {"Owner": "platform", "owner": "platform"}}, CASE),
    )
    terraform = terraform_on_aws_in(tmp_path)
    for values, sentence in calls:
        call = {**CALL, "source": "./module", "lambda_source_dir": "./code", **values}
        text = json.dumps({"module": {"lambda": call}})
        (tmp_path / "main.tf.json").write_text(text, encoding="utf-8")
        terraform.init()
        planned = terraform.run("apply", "-auto-approve", "-no-color")
        assert planned.exit_code == 1
        assert sentence in " ".join(planned.stderr.replace("\u2502", " ").split())
        assert "Creating..." not in planned.stdout
