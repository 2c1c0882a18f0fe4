"""Fixtures for tests that need Terraform, the AWS provider, or an AWS to apply on.

Where one is missing the test skips and says why; with `LMGEN_REQUIRE_TERRAFORM=1`, as in CI, it
fails instead. Under pytest-xdist every worker has an embedded AWS of its own, so that names which
tests choose cannot meet.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import NoReturn

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws, EmbeddedAwsError, embedded_aws
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.terraform import (
    ProviderMirror,
    TerraformBinary,
    TerraformError,
    find_provider_mirror,
    find_terraform,
    terraform_environment,
)
from tests.support.provider_process import KeptProvider, RunningProviders, SharedProvider
from tests.support.terraform_runner import Terraform

REQUIRE_VARIABLE = "LMGEN_REQUIRE_TERRAFORM"

TerraformIn = Callable[[Path], Terraform]

_AWS_ROOT = """\
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
"""


def unavailable(error: LmgenError) -> NoReturn:
    """Skip, or fail where everything must be there.

    Args:
        error: What is missing.
    """
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{error.message} ({REQUIRE_VARIABLE}=1 forbids to skip.)", pytrace=False)
    pytest.skip(error.message)


def pytest_configure() -> None:
    """Let every test that reads a pattern of a policy skip where RE2 is missing."""
    if find_spec("re2") is None:
        stand_in = ModuleType("re2")
        vars(stand_in).update(Options=SimpleNamespace, error=ValueError, compile=_skip_pattern)
        sys.modules["re2"] = stand_in


def _skip_pattern(*_: object) -> NoReturn:
    pytest.skip("google-re2 is not installed: it has no wheel for musl")


@pytest.fixture(scope="session")
def requires_terraform() -> TerraformBinary:
    """The terraform binary of this machine."""
    try:
        return find_terraform()
    except TerraformError as error:
        unavailable(error)


@pytest.fixture(scope="session")
def requires_provider(
    requires_terraform: TerraformBinary, tmp_path_factory: pytest.TempPathFactory
) -> ProviderMirror | None:
    """The mirror that holds hashicorp/aws; None where only the registry has it."""
    try:
        mirror = find_provider_mirror()
        if mirror is None:
            # The one way to know that a registry can be reached and has it for this platform.
            root = tmp_path_factory.mktemp("provider")
            (root / "main.tf").write_text(_AWS_ROOT, encoding="utf-8")
            environment = terraform_environment(root, mirror=None)
            Terraform(root, binary=requires_terraform, environment=environment).init()
    except TerraformError as error:
        unavailable(error)
    return mirror


@pytest.fixture(scope="session")
def running_providers() -> Iterator[RunningProviders]:
    """What `terraform_in` shares."""
    with closing(RunningProviders()) as providers:
        yield providers


@pytest.fixture(scope="session")
def terraform_in(
    requires_terraform: TerraformBinary,
    running_providers: RunningProviders,
    tmp_path_factory: pytest.TempPathFactory,
) -> TerraformIn:
    """Make a `Terraform` for a directory; ask for `requires_provider` too if it needs AWS's.

    It applies nothing on AWS: the provider that serves it serves others as well.
    """
    config = tmp_path_factory.mktemp("terraform-cli")
    environment = terraform_environment(config, mirror=find_provider_mirror())
    return lambda directory: Terraform(
        directory,
        binary=requires_terraform,
        environment=environment,
        provider=SharedProvider(directory, running_providers),
    )


@pytest.fixture(scope="session", name="embedded_aws")
def _embedded_aws() -> Iterator[EmbeddedAws]:
    """An AWS on this machine, shared by the tests of one process: use names of your own."""
    with ExitStack() as stack:
        try:
            embedded = stack.enter_context(embedded_aws())
        except EmbeddedAwsError as error:
            unavailable(error)
        yield embedded


@pytest.fixture(scope="session")
def terraform_on_aws_in(
    embedded_aws: EmbeddedAws,
    requires_terraform: TerraformBinary,
    requires_provider: ProviderMirror | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> TerraformIn:
    """Make a `Terraform` for a directory that applies on `embedded_aws`."""
    environment = terraform_environment(
        tmp_path_factory.mktemp("terraform-cli"),
        mirror=requires_provider,
        environ=embedded_aws.environment,
    )
    return lambda directory: Terraform(
        directory,
        binary=requires_terraform,
        environment=environment,
        provider=KeptProvider(directory),
    )
