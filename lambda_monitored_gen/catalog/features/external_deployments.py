"""Code that another pipeline deploys."""

from lambda_monitored_gen.catalog.feature import Feature, FunctionAdditions

FEATURE = Feature(
    name="external_deployments",
    description=(
        "Code that another pipeline deploys: the module makes the function with the first package, "
        "and no later apply takes the code back."
    ),
    # What UpdateFunctionCode changes:
    # https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
    function=FunctionAdditions(ignore_changes=("architectures", "s3_bucket", "s3_key")),
    controls={
        "8.32": "code comes from the pipeline that deploys it, and no apply takes it back",
    },
)
