"""Permissions that an example gives its function, with what they are for."""

from collections.abc import Mapping
from typing import NamedTuple

POLICIES = "additional_iam_policies"
"""The variable by which an example attaches the policies of its grants."""

ENVIRONMENT = "environment_variables"
"""The variable by which its code learns the names of what it may use."""


class Grant(NamedTuple):
    """A permission. What it is for is in `templates/_grants/<name>.tf.j2`.

    Attributes:
        name: As specs write it.
        description: What the function may do, as a clause.
        actions: What its policy allows.
        resource: The HCL expression for the ARN on which it allows that.
        variable: The environment variable with the name of what it is for.
        value: The HCL expression for that name.
    """

    name: str
    description: str
    actions: tuple[str, ...]
    resource: str
    variable: str
    value: str

    @property
    def label(self) -> str:
        """The name as a label of resources."""
        return self.name.replace("-", "_")


GRANTS: Mapping[str, Grant] = {
    grant.name: grant
    for grant in (
        Grant(
            name="s3-read",
            description="read the objects of a bucket",
            actions=("s3:GetObject",),
            resource='"${aws_s3_bucket.input.arn}/*"',
            variable="INPUT_BUCKET",
            value="aws_s3_bucket.input.bucket",
        ),
        Grant(
            name="dynamodb-write",
            description="write items into a table of DynamoDB",
            actions=("dynamodb:PutItem",),
            resource="aws_dynamodb_table.results.arn",
            variable="RESULTS_TABLE",
            value="aws_dynamodb_table.results.name",
        ),
    )
}
