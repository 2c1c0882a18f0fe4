"""The spec as JSON Schema, so that editors complete and check it while it is written."""

from lambda_monitored_gen.hcl.type_constraints import JsonSchema
from lambda_monitored_gen.spec.fields import SPEC


def json_schema() -> JsonSchema:
    r"""The whole spec, draft-07.

    What depends on several keys, and what counts bytes, only `lmgen validate` can check. Patterns
    are RE2's; where ECMAScript reads a class differently (`\s`), `lmgen validate` holds.
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "lmgen spec",
        "description": "One YAML spec of a Terraform module for a monitored Python AWS Lambda.",
        **SPEC.json_schema(),
    }
