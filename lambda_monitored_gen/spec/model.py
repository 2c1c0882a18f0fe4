"""A valid spec: what the files of a module are rendered from."""

from collections.abc import Mapping
from typing import NamedTuple

from lambda_monitored_gen.catalog.interface import Interface
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.spec.diagnostics import Mark
from lambda_monitored_gen.spec.expectations import Expectation
from lambda_monitored_gen.spec.generator import Generator
from lambda_monitored_gen.spec.path_patterns import PathPattern


class Module(NamedTuple):
    """What the module is called and where it lives.

    Attributes:
        namespace: In its registry.
        name: Without `terraform-aws-`.
        version: The next release, without `v`.
        description: One line.
        registry: Host of a private registry; None for the public one.
        repository: URL.
        license: SPDX identifier.
        replaces: The published module whose callers move on to this one, or None.
    """

    namespace: str
    name: str
    version: str
    description: str
    registry: str | None
    repository: str
    license: str
    replaces: str | None = None

    @property
    def repository_name(self) -> str:
        """The name of the repository, in the form that registries require."""
        return f"terraform-aws-{self.name}"

    @property
    def source(self) -> str:
        """What callers write as `source`."""
        path = f"{self.namespace}/{self.name}/aws"
        return f"{self.registry}/{path}" if self.registry else path


class Example(NamedTuple):
    """One example of how to call the module.

    Attributes:
        name: Of its directory.
        description: What it shows, on one line; may be empty.
        values: By variable.
        grants: Names of `GRANTS`: what its function may do besides.
        expectations: What it expects of its alarms.
    """

    name: str
    description: str
    values: Mapping[str, Value]
    grants: tuple[str, ...] = ()
    expectations: tuple[Expectation, ...] = ()


class Tests(NamedTuple):
    """The dimensions of the test matrix."""

    provider_versions: tuple[str, ...]
    architectures: tuple[str, ...]
    python_versions: tuple[str, ...]
    alert_strategies: tuple[str, ...]


class Spec(NamedTuple):
    """A valid spec.

    Attributes:
        path: The file that it was read from, as the user named it.
        digest: SHA-256 of the spec's data, hexadecimal; comments, layout and what
            examples expect do not count.
        module: Names and places.
        output: Where to render to, relative to the spec; None for the usual place.
        templates: The user's templates, from the working directory; None for lmgen's own alone.
        required_version: Constraint on Terraform.
        aws_provider: Constraint on hashicorp/aws.
        header: Lines for the top of each rendered file, as comments.
        omit: Files that are not rendered.
        owned: Files that are rendered once.
        generator: Which lmgen renders it, and where that is installed from.
        runtimes: Runtimes that callers can choose, oldest first.
        runtimes_mark: Where they are chosen; the whole file when they are not.
        architectures: Architectures that callers can choose.
        interface: Variables, outputs, relations and features of the module.
        examples: In the order of the file; without any, lmgen renders some of its own.
        tests: The dimensions of the test matrix.
    """

    path: str
    digest: str
    module: Module
    output: str | None
    templates: str | None
    required_version: str
    aws_provider: str
    header: tuple[str, ...]
    omit: tuple[PathPattern, ...]
    owned: tuple[PathPattern, ...]
    generator: Generator
    runtimes: tuple[str, ...]
    runtimes_mark: Mark
    architectures: tuple[str, ...]
    interface: Interface
    examples: tuple[Example, ...]
    tests: Tests
