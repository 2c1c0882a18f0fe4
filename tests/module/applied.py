"""What Terraform plans and does, action by action, for tests of a module's whole life."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.support.terraform_runner import Terraform


@dataclass(frozen=True)
class Planned:
    """A plan.

    Attributes:
        actions: For each resource that changes, by address: `create`, `update`, `delete`, or for a
            replacement `delete` and `create` in the order in which they are done.
        moved: The former address of each resource that has moved.
    """

    actions: dict[str, tuple[str, ...]]
    moved: dict[str, str]

    @property
    def lost(self) -> list[str]:
        """The addresses of what is destroyed or replaced."""
        return sorted(address for address, done in self.actions.items() if "delete" in done)

    def lines(self, module: str) -> dict[str, int]:
        """Count the plan's lines of one module by what they do."""
        found = Counter(
            "/".join(done) for address, done in self.actions.items() if address.startswith(module)
        )
        found["moved"] = sum(address.startswith(module) for address in self.moved)
        return dict(sorted(found.items()))


def plan(terraform: Terraform, **variables: Any) -> Planned:
    """Plan with these values of the root module's variables."""
    options = [f"-var={name}={json.dumps(value)}" for name, value in variables.items()]
    planned = terraform.run("plan", "-input=false", "-no-color", "-out=planned", *options)
    assert planned.exit_code == 0, planned.stderr
    shown = json.loads(terraform.run("show", "-json", "planned").stdout)
    changes = shown.get("resource_changes", [])
    return Planned(
        actions={
            each["address"]: tuple(each["change"]["actions"])
            for each in changes
            if each["mode"] == "managed" and each["change"]["actions"] != ["no-op"]
        },
        moved={
            each["address"]: each["previous_address"]
            for each in changes
            if "previous_address" in each
        },
    )


def apply(terraform: Terraform) -> list[tuple[str, str, str]]:
    """Apply what was planned last.

    Returns:
        What began and ended, in its order: `apply_start` or `apply_complete`, the action, the
        address.
    """
    return _events(terraform, "apply", "planned")


def destroy(terraform: Terraform) -> list[tuple[str, str, str]]:
    """Destroy everything; what began and ended, as of `apply`."""
    return _events(terraform, "destroy", "-auto-approve")


def _events(terraform: Terraform, *command: str) -> list[tuple[str, str, str]]:
    name, *arguments = command
    applied = terraform.run(name, "-json", "-parallelism=20", *arguments)
    entries = [json.loads(line) for line in applied.stdout.splitlines()]
    assert applied.exit_code == 0, [
        each["diagnostic"]["summary"] for each in entries if each["type"] == "diagnostic"
    ]
    return [
        (each["type"], each["hook"]["action"], each["hook"]["resource"]["addr"])
        for each in entries
        if each["type"] in {"apply_start", "apply_complete"}
    ]
