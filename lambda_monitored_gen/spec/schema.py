"""The spec as JSON Schema, so that editors complete and check it while it is written."""

from lambda_monitored_gen.hcl.type_constraints import JsonSchema
from lambda_monitored_gen.spec.fields import NOT_SHARED, SPEC
from lambda_monitored_gen.spec.shape import Record, required_keys
from lambda_monitored_gen.spec.sharing import EXTENDS

_DRAFT = "http://json-schema.org/draft-07/schema#"


def json_schema() -> JsonSchema:
    r"""The whole spec, draft-07.

    What depends on several keys, and what counts bytes, only `lmgen validate` can check. Patterns
    are RE2's; where ECMAScript reads a class differently (`\s`), `lmgen validate` holds. Which of
    the required keys a spec has from a file that it extends, a schema of one file cannot see: then
    only `lmgen` is required.
    """
    own = SPEC.by_name()["lmgen"].name
    return {
        "$schema": _DRAFT,
        "title": "lmgen spec",
        "description": "One YAML spec of a Terraform module for a monitored Python AWS Lambda.",
        **SPEC.without_required().json_schema(),
        "type": "object",
        "required": [own],
        "if": {"not": {"required": [EXTENDS.name]}},
        "then": required_keys(SPEC),
    }


def shared_json_schema() -> JsonSchema:
    """A file that specs extend, draft-07: the same keys, of which none is required."""
    shared = SPEC.without_required()
    fields = tuple(field for field in shared.fields if not NOT_SHARED.get(field.name))
    return {
        "$schema": _DRAFT,
        "title": "lmgen shared keys",
        "description": "Keys that specs of lmgen have in common, for `extends`.",
        **Record(fields).json_schema(),
    }
