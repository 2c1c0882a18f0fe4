"""A provider that runs on between commands of Terraform."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lambda_monitored_gen.terraform import TerraformBinary, TerraformError
from tests.support.provider_process import KeptProvider, RunningProviders, SharedProvider
from tests.support.terraform_runner import Terraform

pytestmark = pytest.mark.process

NAME = "TF_REATTACH_PROVIDERS"
RUNS = f"""#!/bin/sh
address='{{"Network": "unix", "String": "'$PWD'/socket-'$$'"}}'
echo "{NAME}='{{\\"aws\\": {{\\"Pid\\": $$, \\"Addr\\": $address}}}}'"
exec sleep 600
"""


def installed(root: Path, program: str = RUNS, version: str = "1.0.0") -> Path:
    """Put a program where `terraform init` puts the provider."""
    provider = root / f".terraform/providers/registry/hashicorp/aws/{version}/any"
    provider.mkdir(parents=True)
    (provider / "terraform-provider-aws_v1").write_text(program, encoding="utf-8")
    (provider / "terraform-provider-aws_v1").chmod(0o755)
    return root


def runs(variables: dict[str, str]) -> bool:
    try:
        os.kill(json.loads(variables[NAME])["aws"]["Pid"], 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(name="providers")
def _providers() -> Iterator[RunningProviders]:
    with closing(RunningProviders()) as providers:
        yield providers


def test_one_serves_all(tmp_path: Path) -> None:
    """It is the same from one command to the next, until there may be another one."""
    provider = KeptProvider(installed(tmp_path))
    first = provider.variables(os.environ)
    assert runs(first)
    assert provider.variables(dict(os.environ)) == first
    provider.stop()
    assert not runs(first)
    second = provider.variables(os.environ)
    assert second != first
    assert runs(second)


def test_another_environment(tmp_path: Path) -> None:
    """Endpoints and credentials are those of the command."""
    provider = KeptProvider(installed(tmp_path))
    first = provider.variables(os.environ)
    second = provider.variables({**os.environ, "AWS_REGION": "eu-west-1"})
    assert (runs(first), runs(second)) == (False, True)


def test_it_ends_with_who_keeps_it(tmp_path: Path) -> None:
    """No process is left of a test that is over."""
    provider = KeptProvider(installed(tmp_path))
    found = provider.variables(os.environ)
    assert runs(found)
    (socket,) = tmp_path.glob("socket-*")
    del provider
    assert not runs(found)
    assert not socket.exists()


def test_configurations_apart(tmp_path: Path) -> None:
    """One process would mix the regions of two configurations, so Terraform starts two."""
    root = installed(tmp_path)
    provider = KeptProvider(root)
    configuration = 'provider "aws" {\n  alias  = "west"\n  region = "us-west-2"\n}\n'
    (root / "main.tf").write_text(configuration, encoding="utf-8")
    assert provider.variables(os.environ) == {}


def test_none_or_two(tmp_path: Path) -> None:
    """Before `init` there is none, and of two Terraform knows which is meant."""
    provider = KeptProvider(tmp_path)
    assert provider.variables(os.environ) == {}
    installed(installed(tmp_path), version="2.0.0")
    assert provider.variables(os.environ) == {}


def test_one_that_does_not_start(tmp_path: Path) -> None:
    """Nobody waits for a provider that has ended."""
    provider = KeptProvider(installed(tmp_path, program="#!/bin/sh\nexit 1\n"))
    with pytest.raises(TerraformError, match="ended before it said where it listens"):
        provider.variables(os.environ)


def test_root_modules_share_one(tmp_path: Path, providers: RunningProviders) -> None:
    """Of one version in one environment there is one process."""
    first = SharedProvider(installed(tmp_path / "first"), providers)
    same = SharedProvider(installed(tmp_path / "same"), providers)
    newer = SharedProvider(installed(tmp_path / "newer", version="2.0.0"), providers)
    found = first.variables(os.environ)
    assert runs(found)
    assert same.variables(dict(os.environ)) == found
    others = [
        newer.variables(os.environ),
        first.variables({**os.environ, "AWS_REGION": "eu-west-1"}),
    ]
    assert found not in others
    first.stop()
    assert all(map(runs, [found, *others]))
    providers.close()
    assert not any(map(runs, [found, *others]))


def test_none_to_share(tmp_path: Path, providers: RunningProviders) -> None:
    """Before `init`, and for a module that has no provider, nothing runs."""
    assert SharedProvider(tmp_path, providers).variables(os.environ) == {}


@pytest.mark.parametrize("keeps", [True, False])
def test_terraform_is_told(tmp_path: Path, *, keeps: bool) -> None:
    """Commands after `init` find the provider that is kept, and `init` finds none."""
    program = tmp_path / "terraform"
    program.write_text(f'#!/bin/sh\necho $1 "${NAME}"\n', encoding="utf-8")
    program.chmod(0o755)
    binary = TerraformBinary(program, (1, 11, 4), "linux_amd64")
    provider = KeptProvider(installed(tmp_path)) if keeps else None
    terraform = Terraform(tmp_path, binary=binary, provider=provider)
    said = [
        terraform.run(each).stdout.split(maxsplit=1) for each in ("init", "plan", "apply", "init")
    ]
    assert [each[0] for each in said] == ["init", "plan", "apply", "init"]
    assert [len(each) - 1 for each in said] == [0, keeps, keeps, 0]
    assert said[1][1:] == said[2][1:]
