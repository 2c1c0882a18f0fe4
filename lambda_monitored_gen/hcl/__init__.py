"""HCL: values as literals, the layout of `terraform fmt`, and interfaces read back."""

from lambda_monitored_gen.hcl.literals import call, indent, literal

__all__ = ["call", "indent", "literal"]
