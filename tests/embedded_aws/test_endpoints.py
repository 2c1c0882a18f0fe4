"""Terraform and boto3 are led to the embedded AWS, and to nothing else."""

from pathlib import Path

import pytest

from lambda_monitored_gen.embedded_aws import ACCOUNT, Endpoints

ENDPOINTS = Endpoints("http://127.0.0.1:1001", "http://127.0.0.1:1002", "eu-west-1")


def test_environment_forgets_the_real_account(tmp_path: Path) -> None:
    """No variable of a real account survives: each has a way of its own to lead elsewhere."""
    real = {
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "token",
        "AWS_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/admin",
        "AWS_CA_BUNDLE": "/nonexistent/bundle.pem",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_ENDPOINT_URL_SNS": "https://sns.eu-west-1.amazonaws.com",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
    }
    environment = ENDPOINTS.environment(tmp_path / "empty", {**real, "PATH": "/bin"})
    assert {name: environment.get(name) for name in real} == {
        **dict.fromkeys(real),
        "AWS_ACCESS_KEY_ID": ACCOUNT,
    }
    assert environment["PATH"] == "/bin"
    assert environment["AWS_CONFIG_FILE"] == str(tmp_path / "empty")


def test_services_are_shared_out(tmp_path: Path) -> None:
    """Lambda and S3 are MiniStack's, by variable as by client; the rest is moto's."""
    environment = ENDPOINTS.environment(tmp_path / "empty", {})
    assert environment["AWS_ENDPOINT_URL"] == ENDPOINTS.of("sns") == ENDPOINTS.moto
    assert environment["AWS_ENDPOINT_URL_LAMBDA"] == ENDPOINTS.of("lambda") == ENDPOINTS.ministack
    assert environment["AWS_ENDPOINT_URL_S3"] == ENDPOINTS.of("s3") == ENDPOINTS.ministack
    assert environment["AWS_REGION"] == environment["AWS_DEFAULT_REGION"] == "eu-west-1"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "127.0.0.1,localhost"),
        ("intranet.example.com", "intranet.example.com,127.0.0.1,localhost"),
        ("localhost,a.example.com", "a.example.com,127.0.0.1,localhost"),
    ],
)
def test_no_proxy_stands_between(tmp_path: Path, before: str, after: str) -> None:
    """Even loopback traffic would go to a proxy by botocore; what was excepted stays excepted."""
    environment = ENDPOINTS.environment(tmp_path / "empty", {"no_proxy": before})
    assert environment["no_proxy"] == after
    assert environment["NO_PROXY"] == "127.0.0.1,localhost"


def test_client_ignores_the_users_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client is made in spite of a profile that does not exist, and goes to the emulator."""
    pytest.importorskip("boto3")
    config = tmp_path / "config"
    config.write_text("[default]\nregion = us-west-2\nendpoint_url = https://example.com\n")
    monkeypatch.setenv("AWS_PROFILE", "nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nonexistent/bundle.pem")
    client = ENDPOINTS.client("s3")
    assert client.meta.endpoint_url == ENDPOINTS.ministack
    assert client.meta.region_name == "eu-west-1"
    assert ENDPOINTS.client("logs", endpoint=ENDPOINTS.ministack).meta.endpoint_url == (
        ENDPOINTS.ministack
    )
