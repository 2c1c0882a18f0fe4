"""Read the interface of Terraform files back, with python-hcl2.

python-hcl2 takes a tenth of a second to import, so only what needs it imports this module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import hcl2

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.output.comparison import Difference


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a module's callers see."""

    variables: frozenset[str]
    outputs: frozenset[str]


def read_names(files: Mapping[str, str]) -> Names:
    """Read the names of all variables and outputs.

    Args:
        files: The text of each `.tf` file of one directory by its path.

    Raises:
        LmgenError: A file is not HCL; the message names it.
    """
    found: dict[str, set[str]] = {"variable": set(), "output": set()}
    for path, text in files.items():
        try:
            document = hcl2.loads(text)
        except Exception as error:  # the parser's errors have no common base
            line, column = (getattr(error, name, None) for name in ("line", "column"))
            place = f"{path}:{line}:{column}" if isinstance(line, int) and line > 0 else path
            # What the parser says of it is in the words of its own grammar.
            raise LmgenError(
                f"{place}: what the templates render is not HCL from here on",
                hint="Look at its template: a bracket or a quote may be missing above that line.",
            ) from error
        for kind, names in found.items():
            for block in document.get(kind, []):
                names.update(str(name).strip('"') for name in block)
    return Names(frozenset(found["variable"]), frozenset(found["output"]))


def find_missing_names(differences: Iterable[Difference], interface: Interface) -> list[str]:
    """Find variables and outputs that the user's templates no longer declare.

    Returns:
        `variable <name>` and `output <name>`, sorted.

    Raises:
        LmgenError: A rendered file is not HCL.
    """
    files = {
        each.path: each.after.content.decode()
        for each in differences
        if each.after is not None and each.path.endswith(".tf") and "/" not in each.path
    }
    names = read_names(files)
    variables = {f"variable {name}" for name in interface.variables if name not in names.variables}
    outputs = {f"output {name}" for name in interface.outputs if name not in names.outputs}
    return sorted(variables | outputs)
