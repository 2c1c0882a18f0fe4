"""A policy of the module's SNS topic that is narrower than the one which AWS gives every topic."""

from lambda_monitored_gen.catalog import patterns
from lambda_monitored_gen.catalog.feature import Feature, SuiteValues
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.type_constraints import STRING
from lambda_monitored_gen.rules import RegexMatches

_EXAMPLE = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"AllowEvents","Effect":"Allow",'
    '"Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"*"}]}'
)

FEATURE = Feature(
    name="topic_policy",
    description=(
        "A policy of the SNS topic that takes messages over TLS only, and that callers extend "
        "by a variable. Without it the topic has the policy that AWS gives every topic, or one "
        "of the caller's own."
    ),
    variables=(
        Variable(
            name="sns_topic_policy",
            type=STRING,
            example=_EXAMPLE,
            description=(
                "Policy document in JSON whose statements join those of the module in the policy "
                "of the topic. A topic has one policy: give yours here, not in an "
                "aws_sns_topic_policy of your own. If null, the module's statements alone."
            ),
            group="Notifications",
            default=None,
            rules=(RegexMatches(patterns.POLICY_DOCUMENT, "a policy document in JSON"),),
            source="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
        ),
    ),
    suite=SuiteValues(everything={"sns_topic_policy": _EXAMPLE}),
    controls={
        "8.20": "the topic takes messages over TLS only",
    },
)
