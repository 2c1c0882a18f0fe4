"""What `lmgen test` does not begin, and what it says instead."""

import io
import json
import os
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.testing import preflight
from lambda_monitored_gen.testing.environments import endpoint_variables
from lambda_monitored_gen.testing.errors import SuiteError

EXAMPLES = Path(__file__).parents[2] / "examples"
ROLE = "arn:aws:iam::123456789012:role/tester"


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rendered module."""
    directory = tmp_path_factory.mktemp("refused") / "module"
    assert run(["-q", "render", str(EXAMPLES / "minimal.yaml"), "-o", str(directory)]) == 0
    return directory


@pytest.fixture(autouse=True)
def _no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of this machine's AWS configuration, and temporary places that can be looked at."""
    for name in endpoint_variables(os.environ):
        monkeypatch.delenv(name)
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))


def _refused(arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> str:
    """Run `lmgen test`, make sure that it ends with 2 and leaves nothing, and return its words."""
    assert run(["test", *arguments]) == 2
    assert list((tmp_path / "temporary").iterdir()) == []
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return printed.err


def _with_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")


def test_aws_without_credentials(
    module: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Without credentials nothing begins."""
    said = _refused([str(module), "--aws", "--yes"], capsys, tmp_path)
    assert "--aws needs credentials of an AWS account, and there are none" in said
    assert "AWS_PROFILE" in said


@pytest.mark.parametrize(
    "name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "TF_AWS_SQS_ENDPOINT", "AWS_S3_ENDPOINT"]
)
def test_aws_with_an_endpoint_variable(
    name: str,
    module: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A variable that would lead the tests to an emulator is named."""
    _with_credentials(monkeypatch)
    monkeypatch.setenv(name, "http://localhost:4566")
    said = _refused([str(module), "--aws", "--yes"], capsys, tmp_path)
    assert f"{name} would lead requests to http://localhost:4566" in said
    assert "--endpoint-url http://localhost:4566" in said


def test_aws_with_an_endpoint_in_the_configuration(
    module: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So is a profile that does the same."""
    _with_credentials(monkeypatch)
    config = tmp_path / "config"
    config.write_text("[default]\nendpoint_url = http://localhost:4566\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    said = _refused([str(module), "--aws", "--yes"], capsys, tmp_path)
    assert "the AWS configuration file leads requests to http://localhost:4566" in said


def test_aws_without_a_terminal(
    module: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where nobody can answer, --yes must have been said; AWS is not even asked who this is."""
    _with_credentials(monkeypatch)
    monkeypatch.setattr("sys.stdin", (tmp_path / "input").open("w+"))
    said = _refused([str(module), "--aws"], capsys, tmp_path)
    assert "there is no terminal to ask at" in said
    assert "--yes" in said


def test_aws_in_no_region(
    module: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A mistyped region is no region."""
    _with_credentials(monkeypatch)
    said = _refused([str(module), "--aws", "--yes", "--aws-region", "us-est-1"], capsys, tmp_path)
    assert "should be a region that has Lambda, and is 'us-est-1'" in said


class FakeSession:
    """A boto3 session whose STS answers, or refuses, as it is told."""

    def __init__(self, caller: object, role: object = None) -> None:
        self.answers = {"get_caller_identity": caller, "assume_role": role}

    def client(self, service: str) -> "FakeSession":
        """Be the client of the one service that is asked."""
        assert service == "sts"
        return self

    def get_partition_for_region(self, region: str) -> str:
        """As boto3."""
        return "aws-cn" if region.startswith("cn-") else "aws"

    def get_caller_identity(self) -> Any:  # noqa: ANN401 - as boto3
        """As boto3."""
        return self._answer("get_caller_identity")

    def assume_role(self, **_arguments: str) -> Any:  # noqa: ANN401 - as boto3
        """As boto3."""
        return self._answer("assume_role")

    def _answer(self, operation: str) -> object:
        answer = self.answers[operation]
        if isinstance(answer, Exception):
            raise answer
        return answer


CALLER = {"Arn": "arn:aws:iam::123456789012:user/ann", "Account": "123456789012"}


def _error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "as it is"}}, "AssumeRole")


@pytest.mark.parametrize(
    ("session", "region", "part"),
    [
        (FakeSession(_error("ExpiredToken")), "us-east-1", "have expired"),
        (FakeSession(_error("InvalidClientTokenId")), "af-south-1", "refuses them in af-south-1"),
        (
            FakeSession(EndpointConnectionError(endpoint_url="https://sts")),
            "us-east-1",
            "cannot be asked",
        ),
        (FakeSession(CALLER), "cn-north-1", "is not a region of this account's partition"),
        (FakeSession(CALLER, _error("AccessDenied")), "us-east-1", f"able to assume {ROLE}, and"),
    ],
)
def test_what_aws_refuses(session: FakeSession, region: str, part: str) -> None:
    """Credentials that have expired or are wrong, a region or a role that cannot be used."""
    with pytest.raises(SuiteError) as caught:
        preflight.identify(session, region=region, role_arn=ROLE)
    assert part in caught.value.message


def test_who_is_going_to_test() -> None:
    """The account is that of the role where there is one, of the caller otherwise."""
    role = {"AssumedRoleUser": {"Arn": "arn:aws:sts::000000000000:assumed-role/tester/x"}}
    found = preflight.identify(FakeSession(CALLER, role), region="us-east-1", role_arn=ROLE)
    assert (found.number, found.identity) == ("000000000000", role["AssumedRoleUser"]["Arn"])
    found = preflight.identify(FakeSession(CALLER), region="us-east-1", role_arn=None)
    assert (found.number, found.region) == ("123456789012", "us-east-1")


def test_variables_that_lead_to_credentials_are_no_endpoints() -> None:
    """Only what leads services elsewhere counts, and only when it is set to something."""
    variables = {
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://x",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x",
        "AWS_ENDPOINT_URL": "",
        "AWS_ENDPOINT_URL_DYNAMODB": "http://x",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    }
    assert endpoint_variables(variables) == ["AWS_ENDPOINT_URL_DYNAMODB"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--aws", "--endpoint-url", "http://localhost:1"], "exclude each other"),
        (["--yes"], "--yes is for --aws"),
        (["--test-role-arn", ROLE], "--test-role-arn is for --aws"),
        (["-n", "0"], "0 is not in the range"),
    ],
)
def test_options_that_make_no_sense(
    arguments: list[str],
    part: str,
    module: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Options that contradict each other are told apart before anything begins."""
    assert part in _refused([str(module), *arguments], capsys, tmp_path)


def test_a_directory_that_is_no_module(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A directory without Terraform files is none; one without the suite's parameters is old."""
    directory = tmp_path / "some"
    directory.mkdir()
    assert "has no .tf file" in _refused([str(directory)], capsys, tmp_path)
    (directory / "main.tf").touch()
    assert "parameters.json" in _refused([str(directory)], capsys, tmp_path)
    (directory / "tests").mkdir()
    parameters = directory / "tests" / "parameters.json"
    parameters.write_text("[")
    assert "cannot be read" in _refused([str(directory)], capsys, tmp_path)
    parameters.write_text(json.dumps({"required": None}))
    assert "Add an example to the spec" in _refused([str(directory)], capsys, tmp_path)


def test_a_spec_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What is no directory is a spec, with the messages that specs get."""
    assert "no-such.yaml" in _refused(["no-such.yaml"], capsys, tmp_path)


@pytest.mark.terraform
@pytest.mark.usefixtures("requires_terraform")
def test_an_emulator_that_does_not_answer(
    module: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A port on which nobody listens, and an address that is none."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    said = _refused([str(module), "--endpoint-url", url], capsys, tmp_path)
    assert f"should answer at {url}, and does not" in said
    said = _refused([str(module), "--endpoint-url", "localhost"], capsys, tmp_path)
    assert "should be the address of an emulator" in said


def test_no_terraform(
    module: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without Terraform no emulator is started."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "no directory of PATH holds a program" in _refused([str(module)], capsys, tmp_path)


def test_packages_that_are_not_installed(
    module: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without the extra lmgen says what to install."""
    monkeypatch.setattr("lambda_monitored_gen.testing.suite_run.find_spec", lambda _name: None)
    said = _refused([str(module)], capsys, tmp_path)
    assert "needs boto3, pytest, pytest_infrahouse" in said
    assert "lambda-monitored-gen[test]" in said


class Terminal(io.StringIO):
    """Somebody who answers."""

    def isatty(self) -> bool:
        """There is a terminal."""
        return True


@pytest.mark.terraform
@pytest.mark.usefixtures("requires_terraform")
def test_who_is_asked_sees_what_is_going_to_be_made(
    module: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Account, region, identity, cases and resources are shown; no is an answer."""
    _with_credentials(monkeypatch)
    monkeypatch.setattr(preflight, "find_credentials", lambda _region: FakeSession(CALLER))
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    assert run(["test", str(module), "--aws", "--quick", "-k", "5.31 and (matrix or py3)"]) == 130
    printed = capsys.readouterr().out
    assert re.search("account: +123456789012\nregion: +us-east-1", printed)
    assert CALLER["Arn"] in printed
    assert re.search("cases: +4\n", printed)
    assert re.search("creates: +3 x Lambda function with role and log group\n", printed)
    assert re.search("creates: +6 x CloudWatch alarm\n", printed)
    assert re.search("creates: +1 x S3 bucket\n", printed)
    assert "VPC" not in printed
    assert list((tmp_path / "temporary").iterdir()) == []
    assert not (module / "test_data").exists()
