"""HCL: literals, type constraints, version constraints, and the layout of `terraform fmt`."""

from lambda_monitored_gen.hcl.literals import call, indent, literal

__all__ = ["call", "indent", "literal"]
