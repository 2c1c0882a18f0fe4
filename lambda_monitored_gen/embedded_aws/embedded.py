"""The embedded AWS: MiniStack for Lambda and S3, moto for everything else."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lambda_monitored_gen.embedded_aws.endpoints import Endpoints
from lambda_monitored_gen.embedded_aws.environment import MINISTACK, MOTO, Emulator, ensure_python
from lambda_monitored_gen.embedded_aws.errors import EmbeddedAwsError
from lambda_monitored_gen.embedded_aws.services import (
    LOOPBACK,
    RunningServices,
    Service,
    pick_free_ports,
)

_MOTO_SERVER = str(Path(__file__).with_name("moto_server.py"))

_START_SECONDS = 60.0
_ATTEMPTS = 3
"""A port that was free may be taken before the emulator gets to it; then others are tried."""

# What Lambda's environment would have too, or what a Python needs to start at all.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True)
class EmbeddedAws:
    """A running embedded AWS.

    Attributes:
        endpoints: Where it answers.
        environment: A whole environment for processes that are to use it, Terraform and pytest.
        services: The processes behind it.
    """

    endpoints: Endpoints
    environment: dict[str, str]
    services: RunningServices

    @property
    def logs(self) -> dict[str, Path]:
        """The log files of `ministack` and `moto`, removed when the embedded AWS ends."""
        return self.services.logs


@contextmanager
def embedded_aws(
    *, region: str = "us-east-1", environ: Mapping[str, str] = os.environ
) -> Iterator[EmbeddedAws]:
    """Run an AWS emulator, without any resources at first, for the length of a `with` block.

    It listens on the loopback address only. It ends with the block, and also when this process
    is killed. Its emulators are installed at the first use; see `environment`.

    Args:
        region: The region that Terraform and boto3 are told to use.
        environ: What `EmbeddedAws.environment` starts from, and where caches are configured.

    Raises:
        EmbeddedAwsError: It cannot be installed or does not start.
    """
    pythons = {each.name: ensure_python(each, environ=environ) for each in (MINISTACK, MOTO)}
    embedded = _start(pythons, region, environ)
    try:
        yield embedded
    finally:
        embedded.services.stop()


def _start(pythons: Mapping[str, Path], region: str, environ: Mapping[str, str]) -> EmbeddedAws:
    for attempt in range(1, _ATTEMPTS + 1):
        ministack, moto = pick_free_ports(2)
        endpoints = Endpoints(
            ministack=f"http://{LOOPBACK}:{ministack}",
            moto=f"http://{LOOPBACK}:{moto}",
            region=region,
        )
        directory = Path(tempfile.mkdtemp(prefix="lmgen-aws-"))
        empty_file = directory / "empty"
        empty_file.touch()
        services = RunningServices(
            _services(pythons, ministack=ministack, moto=moto),
            directory=directory,
            environment=_service_environment(endpoints, ministack, directory, environ),
        )
        try:
            services.wait_until_they_answer(_START_SECONDS)
        except EmbeddedAwsError as error:
            services.stop()
            if attempt == _ATTEMPTS or "in use" not in error.message:
                raise
        except BaseException:
            services.stop()
            raise
        else:
            environment = endpoints.environment(empty_file, environ)
            return EmbeddedAws(endpoints, environment, services)
    raise AssertionError("unreachable: the last attempt returns or raises")


def _services(pythons: Mapping[str, Path], *, ministack: int, moto: int) -> list[Service]:
    def service(emulator: Emulator, port: int, health: str, *arguments: str) -> Service:
        command = (str(pythons[emulator.name]), "-I", *arguments)
        # hypercorn and werkzeug happen to use the same words.
        return Service(emulator.name, command, port, health, f"Running on http://{LOOPBACK}:{port}")

    return [
        service(MINISTACK, ministack, "/_ministack/health", "-m", "ministack"),
        service(MOTO, moto, "/moto-api/data.json", _MOTO_SERVER, "-H", LOOPBACK, "-p", str(moto)),
    ]


def _service_environment(
    endpoints: Endpoints, ministack: int, directory: Path, environ: Mapping[str, str]
) -> dict[str, str]:
    # Handlers inherit all of it, so the endpoints are here for the SDKs that they use.
    return {name: environ[name] for name in _PASSED_ON if name in environ} | {
        **endpoints.variables(directory / "empty"),
        # Both write beside their logs what they would else leave behind in the user's places.
        "HOME": str(directory),
        "TMPDIR": str(directory),
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(ministack),
        "MINISTACK_REGION": endpoints.region,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    }
