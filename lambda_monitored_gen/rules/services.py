"""Rules on the service that ARNs are of."""

from collections.abc import Mapping
from typing import NamedTuple

from lambda_monitored_gen.hcl.type_constraints import Value


class OfService(NamedTuple):
    """An ARN is of the service that another variable names, and is given with it only.

    What a module makes may depend on the name, which Terraform knows when it plans, also where the
    ARN is that of a resource which the same apply makes.

    Attributes:
        arn: The variable with the ARN, a nullable string.
        service: The variable with the name of the service as ARNs have it, likewise.
    """

    arn: str
    service: str

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.arn, self.service)

    @property
    def sentence(self) -> str:
        return (
            f"{self.arn} must be an ARN of the service that {self.service} names, and each must "
            "be given with the other only"
        )

    def holds(self, values: Mapping[str, Value]) -> bool:
        arn, service = values[self.arn], values[self.service]
        if arn is None or service is None:
            return arn is service
        return str(arn).split(":")[2:3] == [service]

    def condition(self) -> str:
        # An unknown ARN leaves the condition unknown, and Terraform asks again when it applies.
        arn, service = f"var.{self.arn}", f"var.{self.service}"
        return f'{service} == null ? {arn} == null : try(split(":", {arn})[2] == {service}, false)'
