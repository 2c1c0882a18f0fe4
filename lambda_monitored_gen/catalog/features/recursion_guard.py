"""What Lambda does about a function that invokes itself again and again."""

from lambda_monitored_gen.catalog.alarm import ONCE, Alarm, Metric
from lambda_monitored_gen.catalog.alarm_windows import THROTTLE_EVALUATION_PERIODS
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.expressions import Literal, Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import OneOf

_LOOP = Var("recursive_loop")

FEATURE = Feature(
    name="recursion_guard",
    description=(
        "Whether Lambda stops a function that invokes itself in a loop, by way of SQS, SNS or S3; "
        "with an alarm for the loops that it stopped."
    ),
    variables=(
        Variable(
            name="recursive_loop",
            type=STRING,
            example="Allow",
            description=(
                "What Lambda does when events have come through the function about 16 times: "
                "Terminate drops them, Allow lets them go on, at whatever cost."
            ),
            group="Events",
            default="Terminate",
            rules=(OneOf(("Terminate", "Allow")),),
            source="https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html",
        ),
    ),
    alarms=(
        Alarm(
            name="recursion",
            description=Text("Lambda stopped function {function_name}, which invoked itself."),
            metric=Metric("AWS/Lambda", "RecursiveInvocationsDropped", "Sum"),
            threshold=Literal(0),
            exists=_LOOP.equals("Terminate"),
            raised="Lambda stops a loop in which the function invokes itself",
            given='unless `recursive_loop = "Allow"`',
            remedy=(
                "Look whether the function writes to the queue, topic or bucket that triggers it. "
                'If that is meant, give `recursive_loop = "Allow"` and see to it that it ends.'
            ),
            noun="recursion",
            output="recursion_alarm_arn",
            evaluation_periods=THROTTLE_EVALUATION_PERIODS,
            datapoints_to_alarm=ONCE,
        ),
    ),
    # https://github.com/hashicorp/terraform-provider-aws/pull/39153
    aws_provider="5.67.0",
    suite=SuiteValues(everything={"recursive_loop": "Allow"}, silent={"recursive_loop": "Allow"}),
    controls={
        "8.6": "Lambda stops loops before they use up the account's concurrency",
    },
)
