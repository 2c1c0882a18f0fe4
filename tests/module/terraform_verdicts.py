"""Ask Terraform for its verdict on many values at once.

A root module calls one small module for each value: that module has one variable, rendered by
lmgen's own template with one rule's `validation` block, and nothing else. A plan evaluates the
blocks of all calls, goes on after one has failed, and reports each failure with the file of its
call. It needs no provider, and 2 ms for a value, where a `run` of `terraform test` is a whole plan
for each value. What is evaluated is the block of the real module: `test_rules.py` compares them
to the letter.
"""

import json
from collections.abc import Sequence

from lambda_monitored_gen.catalog import Variable
from lambda_monitored_gen.catalog.custom_conditions import validations
from lambda_monitored_gen.hcl.layout import align
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.rendering.environment import Renderer
from lambda_monitored_gen.rendering.sources import builtin_root
from lambda_monitored_gen.rules import Rule
from tests.support.terraform_runner import Terraform

_REFUSED = "Invalid value for variable"


def accepts(rule: Rule, value: Value) -> bool:
    """Python's verdict; null is for the variable's own nullability to allow."""
    return value is None or next(rule.violations(value), None) is None


def variables_tf(*variables: Variable) -> str:
    """Render variables as a module has them."""
    context = {"variables": list(variables), "validations": validations}
    return align(Renderer(builtin_root()).render("variables.tf.j2", context))


def terraform_accepts(
    terraform: Terraform, variable: Variable, rule: Rule, values: Sequence[Value]
) -> list[bool]:
    """Terraform's verdict on each value.

    Args:
        terraform: In an empty directory.
        variable: Whose values they are.
        rule: The one of its rules to judge by.
        values: Of the variable's type.
    """
    root = terraform.directory
    (root / "rule").mkdir()
    alone = variable._replace(rules=(rule,))
    (root / "rule" / "variables.tf").write_text(variables_tf(alone), encoding="utf-8")
    # By way of JSON, so that nothing depends on how lmgen writes literals.
    (root / "values.json").write_text(json.dumps(values), encoding="ascii")
    (root / "locals.tf").write_text(
        'locals {\n  values = jsondecode(file("${path.module}/values.json"))\n}\n', encoding="utf-8"
    )
    for index in range(len(values)):
        call = (
            f'module "call{index}" {{\n  source = "./rule"\n'
            f"  {variable.name} = local.values[{index}]\n}}\n"
        )
        # A file of its own: Terraform parses the file again for each error that it reports in it.
        (root / f"call{index}.tf").write_text(call, encoding="utf-8")
    terraform.init(backend=False)
    refused = _refused_calls(terraform)
    return [f"call{index}.tf" not in refused for index in range(len(values))]


def _refused_calls(terraform: Terraform) -> set[str]:
    completed = terraform.run("plan", "-json", "-input=false", "-no-color", "-refresh=false")
    refused = set()
    # `splitlines` splits at more than line feeds, and messages have values of all kinds.
    for line in filter(None, completed.stdout.split("\n")):
        diagnostic = json.loads(line).get("diagnostic")
        if diagnostic is not None:
            # Anything else is a broken condition, not a verdict.
            assert diagnostic["summary"] == _REFUSED, diagnostic
            refused.add(diagnostic["range"]["filename"])
    assert (completed.exit_code == 0) == (not refused), completed.stdout[-500:] + completed.stderr
    return refused
