"""How those who work on a module reach what it is rendered from."""

import os
from pathlib import Path
from typing import NamedTuple

from lambda_monitored_gen.catalog.ci import ACTIONS, PYTHON, TERRAFORM, Action
from lambda_monitored_gen.rules import Policy, Re2Matches, Rule, ValuesAre
from lambda_monitored_gen.spec.model import Spec


class Workplace(NamedTuple):
    """What CI, hooks and the Makefile of a module can use.

    Attributes:
        spec: Path of the spec from the module's directory, with `/`; empty where it lies elsewhere.
        lmgen: Whether the module's requirements install lmgen.
        patterns: Whether lmgen needs google-re2 to read the spec.
        actions: GitHub Actions by name.
        terraform: The release of Terraform to run.
        python: The release of Python to run.
    """

    spec: str
    lmgen: bool
    patterns: bool
    actions: dict[str, Action]
    terraform: str
    python: str

    @property
    def regenerates(self) -> bool:
        """Whether a clone of the module can render it again."""
        return bool(self.spec) and self.lmgen


def find_workplace(spec: Spec) -> Workplace:
    """Find how a clone of the module reaches its spec and lmgen.

    Args:
        spec: A valid spec. Where its `output` is not in the spec's directory or above, the module
            is taken for a repository of its own, without the spec.
    """
    rules = (rule for each in spec.interface.variables.values() for rule in each.rules)
    return Workplace(
        spec=_path_of_spec(spec),
        lmgen=bool(spec.generator.requirement),
        patterns=any(map(_has_pattern, rules)),
        actions=dict(ACTIONS),
        terraform=TERRAFORM,
        python=PYTHON,
    )


def _path_of_spec(spec: Spec) -> str:
    if not spec.output:
        return ""
    # Names of directories between the two are the same in every clone.
    file = Path(os.path.abspath(spec.path))  # noqa: PTH100 - links are somebody's own arrangement
    output = Path(os.path.normpath(file.parent / spec.output))
    return file.relative_to(output).as_posix() if file.is_relative_to(output) else ""


def _has_pattern(rule: Rule) -> bool:
    if isinstance(rule, Policy | ValuesAre):
        return _has_pattern(rule.rule)
    return isinstance(rule, Re2Matches)
