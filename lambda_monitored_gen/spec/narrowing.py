"""Two policies on one variable, of a spec and of a file that it extends: the nearer one narrows."""

from lambda_monitored_gen.hcl.type_constraints import format_value
from lambda_monitored_gen.spec.decoder import format_path
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector
from lambda_monitored_gen.spec.nodes import Node

_NUMBERS = (int, float)


def narrow(near: Node, far: Node, path: tuple[str, ...], collector: DiagnosticCollector) -> Node:
    """Put a rule of a policy over the same rule of a file that is farther away.

    Which values are valid for a rule is for the decoder to say; what it will refuse stays.

    Args:
        near: The rule of the nearer file.
        far: That of the farther one.
        path: `policy`, the variable, and the name of the rule.
        collector: Receives a rule that would allow what the farther one forbids.

    Returns:
        The nearer rule; for patterns both, for no one can tell which of two is narrower.
    """
    key = path[-1]
    if key in {"matches", "each_matches"}:
        return _both(near, far)
    widened = _widened(key, near, far)
    if widened is None:
        return near
    collector.add(
        "policy-widens",
        widened.mark,
        f"{format_path('', path)}: {format_value(widened.plain())} would widen the policy of "
        f"{far.mark.location} ({key} {format_value(far.plain())})",
        "What a spec extends, it can only narrow.",
    )
    return far


def refuse_exceptions(near: Node, far: Node, name: str, collector: DiagnosticCollector) -> None:
    """Refuse exceptions from the bounds of a file that is farther away and makes none.

    Args:
        near: The policy of a variable in the nearer file.
        far: That of the farther one.
        name: The variable.
        collector: Receives the diagnostic.
    """
    new = near.value if isinstance(near.value, dict) else {}
    old = far.value if isinstance(far.value, dict) else {}
    bounds = [old[key] for key in ("min", "max") if key in old]
    if "except" in new and "except" not in old and bounds and new["except"].plain():
        collector.add(
            "policy-widens",
            new["except"].mark,
            f"policy.{name}.except would widen the policy of {bounds[0].mark.location}, which "
            "makes no exception",
            "What a spec extends, it can only narrow.",
        )


def _widened(key: str, near: Node, far: Node) -> Node | None:
    """The part of a rule that would allow more; None for none."""
    new, old = near.plain(), far.plain()
    if isinstance(new, bool) or isinstance(old, bool):
        return None
    if isinstance(new, _NUMBERS) and isinstance(old, _NUMBERS):
        return near if (new < old if key.startswith("min") else new > old) else None
    if key == "required_keys" and isinstance(new, list) and isinstance(old, list):
        return near if set(map(str, old)) - set(map(str, new)) else None
    if isinstance(near.value, tuple) and isinstance(old, list):
        return next((item for item in near.value if item.plain() not in old), None)
    return None


def _both(near: Node, far: Node) -> Node:
    patterns = {
        str(item.value): item
        for node in (far, near)
        for item in (node.value if isinstance(node.value, tuple) else (node,))
        if isinstance(item.value, str)
    }
    if len(patterns) < 2 or not isinstance(near.value, (str, tuple)):  # noqa: PLR2004 - one is no list
        return near
    return near._replace(value=tuple(patterns.values()))
