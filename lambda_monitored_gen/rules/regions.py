"""Rules on the region that ARNs are of."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lambda_monitored_gen import hcl
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rules.dialect import compile_pattern

REGION = "region"
"""Where values of variables have the region beside them; only Terraform knows it."""


class InRegion(NamedTuple):
    """ARNs are of the region of the module.

    A spec has no region, so that only Terraform refuses others; and it does so only where the
    region looks like one, for mock providers make up strings.

    Attributes:
        variable: A nullable string or a list.
        what: What the ARNs are of, with an article.
        region: Pattern of a name of a region, anchored.
        source: The page of AWS on what the ARNs are for.
        of_list: Whether the variable is a list.
    """

    variable: str
    what: str
    region: str
    source: str = ""
    of_list: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.variable,)

    @property
    def sentence(self) -> str:
        return f"{self.variable} must be {self.what} in the region of the function"

    def holds(self, values: Mapping[str, Value]) -> bool:
        region = values.get(REGION)
        if not isinstance(region, str) or not compile_pattern(self.region).search(region):
            return True
        given = values[self.variable]
        arns = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
        return all(str(arn).split(":")[3] == region for arn in arns if arn)

    def condition(self) -> str:
        looks_like_one = f"can(regex({hcl.literal(self.region)}, local.region))"
        return f"!{looks_like_one} || length({self._elsewhere}) == 0"

    def breach(self) -> str:
        """The part of a message that names the ARNs, as of `ShowsBreach`."""
        return f"Found: ${{jsonencode({self._elsewhere})}} in ${{local.region}}."

    @property
    def _elsewhere(self) -> str:
        expression = f"var.{self.variable}"
        given = expression if self.of_list else f"compact([{expression}])"
        return f'[for arn in {given} : arn if split(":", arn)[3] != local.region]'
