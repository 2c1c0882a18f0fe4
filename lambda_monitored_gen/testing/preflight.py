"""Checks before tests run on real AWS: the account, the region, the credentials, the role."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambda_monitored_gen.testing.environments import endpoint_variables
from lambda_monitored_gen.testing.errors import SuiteError

_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})


@dataclass(frozen=True)
class Account:
    """The account, region and identity that the tests use.

    Attributes:
        number: The account's twelve digits.
        region: Such as `us-east-1`.
        identity: ARN of the user or the assumed role.
    """

    number: str
    region: str
    identity: str


def refuse_diversion(environ: Mapping[str, str] = os.environ) -> None:
    """Refuse environment variables that would redirect requests from AWS to an emulator.

    Args:
        environ: Environment variables.

    Raises:
        SuiteError: There is such a variable.
    """
    if names := endpoint_variables(environ):
        raise SuiteError(
            f"--aws is for real AWS, and {', '.join(names)} would lead requests to "
            f"{environ[names[0]]}.",
            hint=f"unset {' '.join(names)}, or test on that emulator: --endpoint-url "
            f"{environ[names[0]]}",
        )


def find_credentials(region: str) -> Any:  # noqa: ANN401 - boto3 makes its classes when it runs
    """Make a boto3 session with the user's credentials.

    Args:
        region: AWS region.

    Raises:
        SuiteError: The region does not exist, the profile does not, or there are no credentials.
    """
    import boto3  # noqa: PLC0415 - it comes with an extra, and takes long
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - as above

    try:
        session: Any = boto3.Session(region_name=region)
        regions = {
            name
            for partition in session.get_available_partitions()
            for name in session.get_available_regions("lambda", partition_name=partition)
        }
        credentials = session.get_credentials()
    except BotoCoreError as error:
        raise SuiteError(
            f"--aws needs credentials, and those of this environment cannot be used: {error}",
            hint="See what `aws sts get-caller-identity` says.",
        ) from error
    if region not in regions:
        raise SuiteError(
            f"--aws-region should be a region that has Lambda, and is {region!r}.",
            hint="Regions are named as us-east-1 is.",
        )
    if credentials is None:
        raise SuiteError(
            "--aws needs credentials of an AWS account, and there are none: neither in the "
            "environment, nor in a profile, nor from this machine.",
            hint="Run `aws sso login` or `aws configure`, or set AWS_PROFILE; without --aws the "
            "same tests run free of charge on the embedded AWS.",
        )
    endpoint = session.client("sts").meta.endpoint_url
    if ".amazonaws.com" not in endpoint:
        raise SuiteError(
            f"--aws is for real AWS, and the AWS configuration file leads requests to {endpoint}.",
            hint="Take endpoint_url out of the profile, or name another one in AWS_PROFILE.",
        )
    return session


def identify(session: Any, *, region: str, role_arn: str | None) -> Account:  # noqa: ANN401 - as above
    """Ask AWS for the identity of the credentials, and whether it can assume the role.

    Args:
        session: A boto3 session.
        region: AWS region.
        role_arn: The role that the tests are to assume, or None.

    Raises:
        SuiteError: The credentials have expired or are refused, the region is not enabled or
            belongs to another partition, AWS cannot be reached, or the role cannot be assumed.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    sts = session.client("sts")
    try:
        caller = sts.get_caller_identity()
    except ClientError as error:
        raise _explain_refusal(error, region) from error
    except BotoCoreError as error:
        raise SuiteError(
            f"AWS should answer in {region}, and cannot be asked: {error}",
            hint="See whether this machine reaches the network, and whether the region is right.",
        ) from error
    partition = caller["Arn"].split(":")[1]
    if session.get_partition_for_region(region) != partition:
        raise SuiteError(
            f"--aws-region {region} is not a region of this account's partition, {partition}."
        )
    identity = caller["Arn"]
    if role_arn is not None:
        try:
            role = sts.assume_role(RoleArn=role_arn, RoleSessionName="lmgen-test-preflight")
        except (ClientError, BotoCoreError) as error:
            raise SuiteError(
                f"{identity} should be able to assume {role_arn}, and cannot: {error}",
                hint="The role's trust policy must name who assumes it, and that one's own policy "
                "must allow sts:AssumeRole.",
            ) from error
        identity = role["AssumedRoleUser"]["Arn"]
    return Account(identity.split(":")[4], region, identity)


def _explain_refusal(error: Any, region: str) -> SuiteError:  # noqa: ANN401 - as above
    code = error.response["Error"]["Code"]
    if code in _EXPIRED:
        return SuiteError(
            "The AWS credentials of this environment have expired.",
            hint="Log in again, for instance with `aws sso login`.",
        )
    return SuiteError(
        f"AWS should know the credentials of this environment, and refuses them in {region}: "
        f"{error}",
        hint="They may be wrong, or the region may not be enabled for the account.",
    )
