"""The constraints of a module on the versions of Terraform and hashicorp/aws."""

from collections.abc import Mapping

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.version_constraints import ConstraintError, Version, parse_bounds
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector
from lambda_monitored_gen.spec.nodes import Node

_NEXT_MAJOR = {"required_version": "2.0.0", "aws_provider": "7.0.0"}
_EXAMPLES = {"terraform.required_version": ">= 1.5.0, < 2.0.0", "": ">= 5.76.0, < 7.0.0"}
_PRODUCT = {"required_version": "Terraform", "aws_provider": "hashicorp/aws"}


def resolve_constraints(
    section: Mapping[str, str], node: Node, interface: Interface, collector: DiagnosticCollector
) -> dict[str, str]:
    """Compute both constraints, or check those that the spec gives.

    Args:
        section: The valid keys of the section `terraform`.
        node: That section in the document, for places.
        interface: The module, with the oldest versions that it can work with.
        collector: Receives a constraint that is invalid, allows no version, or too old a version.

    Returns:
        `required_version` and `aws_provider`.
    """
    floors = {
        "required_version": interface.terraform_floor,
        "aws_provider": interface.aws_provider_floor,
    }
    result = {}
    for key, floor in floors.items():
        result[key] = f">= {_text(floor)}, < {_NEXT_MAJOR[key]}"
        if key in section:
            _check(key, section[key], floor, node.at((key,)), collector)
            result[key] = section[key]
    return result


def check_constraint(
    name: str, constraint: str, node: Node, collector: DiagnosticCollector
) -> bool:
    """Tell whether a text is a constraint that allows a version; report it if not."""
    try:
        found = parse_bounds(constraint)
    except ConstraintError as error:
        collector.add(
            "version-constraint",
            node.mark,
            f"{name}: {error}",
            f'For example: "{_EXAMPLES.get(name, _EXAMPLES[""])}".',
        )
        return False
    if found.empty:
        collector.add("version-constraint", node.mark, f"{name}: '{constraint}' allows no version")
    return not found.empty


def _check(
    key: str, constraint: str, floor: Version, node: Node, collector: DiagnosticCollector
) -> None:
    name = f"terraform.{key}"
    if (
        check_constraint(name, constraint, node, collector)
        and parse_bounds(constraint).lower < floor
    ):
        collector.add(
            "version-floor",
            node.mark,
            f"{name}: '{constraint}' allows versions of {_PRODUCT[key]} that this module cannot "
            f"work with: with its runtimes and features it needs {_text(floor)} or newer",
            f'Remove the key, or write ">= {_text(floor)}, < {_NEXT_MAJOR[key]}".',
        )


def _text(version: Version) -> str:
    return ".".join(str(part) for part in version)
