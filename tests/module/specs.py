"""Specs made for tests, and the modules that they render to."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from lambda_monitored_gen.output.declarations import Names, read_names
from lambda_monitored_gen.rendering.files import RenderedFile, render_files
from lambda_monitored_gen.spec.document import parse
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.validate import validate_document, validate_file
from tests.support.feature_sets import feature_sets, switches

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE_SPECS = ("minimal", "infrahouse", "strict-compliance")

MODULE = {"namespace": "acme", "name": "lambda-monitored", "version": "0.1.0"}

CALL: dict[str, Any] = {"function_name": "payments", "alarm_emails": ["oncall@example.com"]}
"""An example's values that a module without policies accepts."""


def spec_of(**sections: Any) -> Spec:
    """Check a spec that has these sections besides the two that every spec needs."""
    data = {"lmgen": 1, "module": MODULE, **sections}
    checked = validate_document(parse(yaml.safe_dump(data).encode(), "test.yaml"))
    assert checked.spec is not None, checked.diagnostics
    return checked.spec


def example_spec(name: str) -> Spec:
    """Check one of the specs that people copy."""
    checked = validate_file(str(EXAMPLES / f"{name}.yaml"))
    assert checked.spec is not None, checked.diagnostics
    return checked.spec


@lru_cache(maxsize=1)
def feature_specs() -> dict[str, Spec]:
    """A spec for each set of features, by its label."""
    return {
        label: spec_of(features=switches(on), examples=[{"name": "call", "values": CALL}])
        for label, on in feature_sets().items()
    }


def write(files: dict[str, RenderedFile], directory: Path) -> None:
    """Write a plan, as `lmgen render` does but without its manifest."""
    for path, file in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
        target.chmod(file.mode)


def render(spec: Spec, directory: Path) -> Path:
    """Render a spec into a directory, and return it."""
    write(render_files(spec), directory)
    return directory


def terraform_files(files: dict[str, RenderedFile]) -> dict[str, str]:
    """The `.tf` files of the module itself, without those of its examples."""
    return {
        path: file.content.decode()
        for path, file in files.items()
        if path.endswith(".tf") and "/" not in path
    }


@lru_cache(maxsize=1000)
def _names(path: str, text: str) -> Names:
    return read_names({path: text})


def names_of(files: dict[str, RenderedFile]) -> Names:
    """Read back a module's interface; a file that several modules share is parsed once."""
    found = [_names(path, text) for path, text in terraform_files(files).items()]
    return Names(
        frozenset().union(*(each.variables for each in found)),
        frozenset().union(*(each.outputs for each in found)),
    )
