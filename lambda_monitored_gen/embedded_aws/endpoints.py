"""Addresses of the embedded AWS, and the environment that makes Terraform and boto3 use them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACCOUNT = "123456789012"
"""moto's account number. As an access key it is also MiniStack's, so that both agree."""

_DUMMY_SECRET = "embedded"  # noqa: S105 - it opens nothing, and both emulators take any
_LOCAL_NAMES = ("127.0.0.1", "localhost")

# As few as will do: an emulator that is gone does not come back, and Terraform would ask 25 times.
_MAX_ATTEMPTS = "3"

_MINISTACK_SERVICES = frozenset({"lambda", "s3"})


@dataclass(frozen=True)
class Endpoints:
    """The addresses of the embedded AWS.

    Attributes:
        ministack: MiniStack's: Lambda and S3, and what running functions leave behind — their
            metrics (`GetMetricData`) and their logs.
        moto: moto's: every other service, alarms among them.
        region: The one region that is used.
    """

    ministack: str
    moto: str
    region: str

    def of(self, service: str) -> str:
        """Return the address of the emulator of a service.

        Args:
            service: A name as boto3 has it, e.g. `s3`.
        """
        return self.ministack if service in _MINISTACK_SERVICES else self.moto

    def variables(self, empty_file: Path) -> dict[str, str]:
        """Return the variables that make Terraform's provider and the AWS SDKs use these addresses.

        An address with a number for a host makes them all use path-style S3 by themselves.

        Args:
            empty_file: An empty file that stands for the user's AWS configuration.
        """
        variables = {
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": _DUMMY_SECRET,
            "AWS_CONFIG_FILE": str(empty_file),
            "AWS_SHARED_CREDENTIALS_FILE": str(empty_file),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.moto,
            "AWS_MAX_ATTEMPTS": _MAX_ATTEMPTS,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
        }
        for service in sorted(_MINISTACK_SERVICES):
            variables[f"AWS_ENDPOINT_URL_{service.upper()}"] = self.ministack
        return variables

    def environment(
        self, empty_file: Path, environ: Mapping[str, str] = os.environ
    ) -> dict[str, str]:
        """Return a whole environment that uses these addresses and no credentials of an account.

        Args:
            empty_file: As for `variables`.
            environ: What it starts from. None of its AWS variables is left: a profile, a role, a
                session token or a CA bundle would each have its own way of failing.
        """
        environment = {
            name: value for name, value in environ.items() if not name.startswith("AWS_")
        }
        for name in ("NO_PROXY", "no_proxy"):
            named = environ.get(name, "").split(",")
            direct = [each for each in named if each and each not in _LOCAL_NAMES]
            environment[name] = ",".join([*direct, *_LOCAL_NAMES])
        return environment | self.variables(empty_file)

    def client(self, service: str, *, endpoint: str | None = None) -> Any:  # noqa: ANN401 - boto3 makes its classes when it runs
        """Make a boto3 client that cannot reach any real account, whatever `os.environ` holds.

        Args:
            service: A name as boto3 has it, e.g. `lambda`.
            endpoint: The address to use instead of `of(service)`; `ministack` for the metrics and
                the logs of functions that ran.
        """
        import boto3  # noqa: PLC0415 - only tests need it: it comes with an extra
        import botocore.config  # noqa: PLC0415 - as above
        import botocore.session  # noqa: PLC0415 - as above

        # The user's profile and files, unset: a profile that does not exist would be an error.
        nothing = dict.fromkeys(("profile", "ca_bundle"), (None, None, None, None))
        nowhere = dict.fromkeys(("config_file", "credentials_file"), (None, None, os.devnull, None))
        # With its stubs, boto3 takes only service names that are written out.
        session: Any = boto3.Session(
            botocore_session=botocore.session.Session(session_vars={**nothing, **nowhere}),
        )
        return session.client(
            service,
            endpoint_url=endpoint or self.of(service),
            region_name=self.region,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=_DUMMY_SECRET,
            config=botocore.config.Config(
                proxies={},
                retries={"total_max_attempts": int(_MAX_ATTEMPTS)},
                s3={"addressing_style": "path"},
            ),
        )
