"""The environments that a suite runs in: the embedded AWS, a running emulator, or real AWS."""

import http.client
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from lambda_monitored_gen.embedded_aws import ACCOUNT, embedded_aws
from lambda_monitored_gen.terraform import (
    find_provider_mirror,
    find_terraform,
    terraform_environment,
)
from lambda_monitored_gen.testing.errors import SuiteError

Environment = tuple[dict[str, str], Callable[[], None]]
"""Environment variables, and a function that raises once the emulator behind them has ended."""

_ANSWER_SECONDS = 5.0

_ENDPOINT = re.compile(r"(TF_)?AWS_([A-Z0-9_]+_)?(ENDPOINT|ENDPOINT_URL(_[A-Z0-9_]+)?)")
# They lead to credentials, not to services.
_NO_ENDPOINTS = re.compile(
    r"AWS_EC2_METADATA_SERVICE_ENDPOINT|AWS_CONTAINER_.*|AWS_USE_(FIPS|DUALSTACK)_ENDPOINT"
)


def endpoint_variables(environ: Mapping[str, str]) -> list[str]:
    """List the variables that make Terraform or an AWS SDK use other endpoints than AWS, sorted.

    Sources: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html> and
    <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/custom-service-endpoints>.

    Args:
        environ: Environment variables.
    """
    return sorted(
        name
        for name, value in environ.items()
        if value and _ENDPOINT.fullmatch(name) and not _NO_ENDPOINTS.fullmatch(name)
    )


@contextmanager
def use_embedded_aws(
    scratch: Path, *, region: str, environ: Mapping[str, str] = os.environ
) -> Iterator[Environment]:
    """Run the embedded AWS for the length of a `with` block.

    Args:
        scratch: An existing directory of this run.
        region: The region to emulate.
        environ: What the environment starts from.

    Raises:
        LmgenError: Terraform is missing or too old, or the embedded AWS does not start.
    """
    find_terraform(environ=environ)
    with embedded_aws(region=region, environ=environ) as aws:
        yield _with_terraform(scratch, aws.environment), aws.services.check


def use_emulator(
    scratch: Path, *, url: str, region: str, environ: Mapping[str, str] = os.environ
) -> Environment:
    """Use an emulator that is running already: LocalStack, MiniStack or moto.

    Args:
        scratch: An existing directory of this run.
        url: Where it answers.
        region: The region to use.
        environ: What the environment starts from.

    Raises:
        LmgenError: Terraform is missing or too old, or nothing answers at that address.
    """
    find_terraform(environ=environ)
    _ask(url)
    empty_file = scratch / "empty"
    empty_file.touch()
    environment = {name: text for name, text in environ.items() if not name.startswith("AWS_")}
    environment |= {
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "emulated",
        "AWS_CONFIG_FILE": str(empty_file),
        "AWS_SHARED_CREDENTIALS_FILE": str(empty_file),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }
    return _with_terraform(scratch, environment), lambda: None


def use_real_aws(
    scratch: Path, *, region: str, environ: Mapping[str, str] = os.environ
) -> Environment:
    """Use the AWS account that the user's credentials are for; `preflight` has checked it.

    Args:
        scratch: An existing directory of this run.
        region: The region to use.
        environ: What the environment starts from.

    Raises:
        TerraformError: Terraform is missing or too old.
    """
    find_terraform(environ=environ)
    environment = {**environ, "AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    return _with_terraform(scratch, environment), lambda: None


def _with_terraform(scratch: Path, environ: Mapping[str, str]) -> dict[str, str]:
    return terraform_environment(
        scratch, mirror=find_provider_mirror(environ=environ), environ=environ
    )


def _ask(url: str) -> None:
    parts = urlsplit(url)
    try:
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SuiteError(
                f"--endpoint-url should be the address of an emulator, such as "
                f"http://localhost:4566, and is {url!r}."
            )
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname, parts.port, timeout=_ANSWER_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SuiteError(
            f"An emulator of AWS should answer at {url}, and does not: {error}.",
            hint="Start it first, or leave --endpoint-url out: then lmgen starts one itself.",
        ) from error
