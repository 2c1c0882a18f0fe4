"""The keys of the sections `module`, `terraform` and `tests`."""

from lambda_monitored_gen.catalog import ARCHITECTURES, RUNTIMES
from lambda_monitored_gen.catalog.error_alarms import STRATEGIES
from lambda_monitored_gen.hcl.type_constraints import STRING, ListOf
from lambda_monitored_gen.rules import LengthBetween, OneOf, RegexMatches, SizeBetween, ValuesAre
from lambda_monitored_gen.spec.shape import Field, Record

LICENSES = ("Apache-2.0", "MIT")
"""SPDX identifiers of the licences that lmgen can render."""

PREDECESSORS = ("infrahouse/lambda-monitored/aws",)
"""Published modules whose addresses lmgen knows."""

DESCRIPTION = "AWS Lambda with monitoring and alerting built in"
"""What a module is for, where its spec does not say."""

PROVIDER_VERSIONS = ("~> 5.31", "~> 6.0")
"""What a module is tested with, where its spec does not say."""

NAME = "^[a-z0-9]+(-[a-z0-9]+)*$"
_SEMVER = (
    r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
    r"(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$"
)
ONE_LINE = "^[^\n]*$"
_HOST = r"^[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9](:[0-9]{1,5})?$"
_URL = r"^https?://[^\s\"<>\\^`{|}]+$"

MODULE = Record(
    (
        Field(
            name="namespace",
            shape=STRING,
            required=True,
            description="Namespace of the module in its registry.",
            rules=(
                RegexMatches(
                    "^[0-9A-Za-z]([0-9A-Za-z_-]{0,62}[0-9A-Za-z])?$",
                    "1 to 64 letters, digits, hyphens and underscores, "
                    "with a letter or digit at both ends",
                ),
            ),
            examples=("acme",),
        ),
        Field(
            name="name",
            shape=STRING,
            required=True,
            description="Name of the module; its repository is terraform-aws-<name>.",
            rules=(
                RegexMatches(
                    NAME, "lower-case words joined by single hyphens, as registries need it"
                ),
                LengthBetween(1, 64),
            ),
            examples=("lambda-monitored",),
        ),
        Field(
            name="version",
            shape=STRING,
            required=True,
            description="Version of the module, the tag of its next release.",
            rules=(RegexMatches(_SEMVER, "a semantic version such as 1.2.0"),),
            examples=("1.2.0",),
        ),
        Field(
            name="description",
            shape=STRING,
            description="One line that says what the module is for.",
            rules=(RegexMatches(ONE_LINE, "one line"), LengthBetween(1, 200)),
            default=(DESCRIPTION,),
            examples=("Nightly jobs that nobody has to watch",),
        ),
        Field(
            name="registry",
            shape=STRING,
            description="Host of a private registry; the public registry if left out.",
            rules=(RegexMatches(_HOST, "a host name such as registry.example.com"),),
            examples=("registry.example.com",),
        ),
        Field(
            name="repository",
            shape=STRING,
            description="URL of the module's repository.",
            rules=(RegexMatches(_URL, "a URL that starts with https://"),),
            examples=("https://github.com/acme/terraform-aws-lambda-monitored",),
        ),
        Field(
            name="license",
            shape=STRING,
            description="SPDX identifier of the module's licence.",
            rules=(OneOf(LICENSES),),
            default=(LICENSES[0],),
        ),
        Field(
            name="replaces",
            shape=STRING,
            description=(
                "The published module whose callers move on to this one; renders moved.tf and a "
                "section of the README for them."
            ),
            rules=(OneOf(PREDECESSORS),),
        ),
    )
)

TERRAFORM = Record(
    (
        Field(
            name="required_version",
            shape=STRING,
            description="Constraint on Terraform; computed from the features if left out.",
            examples=(">= 1.5.0, < 2.0.0",),
        ),
        Field(
            name="aws_provider",
            shape=STRING,
            description=(
                "Constraint on hashicorp/aws; computed from runtimes and features if left out."
            ),
            examples=(">= 5.76.0, < 7.0.0",),
        ),
    )
)

TESTS = Record(
    (
        Field(
            name="provider_versions",
            shape=ListOf(STRING),
            description="Constraints on hashicorp/aws to test, one version each.",
            rules=(SizeBetween(minimum=1),),
            default=(list(PROVIDER_VERSIONS),),
            examples=(["~> 6.0"],),
        ),
        Field(
            name="architectures",
            shape=ListOf(STRING),
            description="Architectures to test, out of those of the module.",
            rules=(SizeBetween(minimum=1), ValuesAre(OneOf(ARCHITECTURES))),
        ),
        Field(
            name="python_versions",
            shape=ListOf(STRING),
            description="Runtimes to test, out of those of the module.",
            rules=(SizeBetween(minimum=1), ValuesAre(OneOf(tuple(RUNTIMES)))),
        ),
        Field(
            name="alert_strategies",
            shape=ListOf(STRING),
            description="Alert strategies to test.",
            rules=(SizeBetween(minimum=1), ValuesAre(OneOf(STRATEGIES))),
            default=(list(STRATEGIES),),
        ),
    )
)
