"""The size of the function's `/tmp`."""

from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import NUMBER
from lambda_monitored_gen.rules import Between

FEATURE = Feature(
    name="ephemeral_storage",
    description="A size of your choice for /tmp.",
    variables=(
        Variable(
            name="ephemeral_storage_size",
            type=NUMBER,
            example=1024,
            description=(
                "Size of /tmp in MB. What is written there is lost with the execution environment; "
                "AWS charges for what is above 512."
            ),
            group="Function",
            default=512,
            rules=(Between(minimum=512, maximum=10240, whole=True, unit="MB"),),
            source=(
                "https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html"
            ),
        ),
    ),
    suite=SuiteValues(everything={"ephemeral_storage_size": 1024}),
    costs="ephemeral storage beyond 512 MB",
)
