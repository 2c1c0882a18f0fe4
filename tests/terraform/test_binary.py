"""Terraform is found on the PATH, asked for its version, and refused when it is too old."""

from pathlib import Path

import pytest

from lambda_monitored_gen.terraform import TerraformBinary, TerraformError, find_terraform

pytestmark = pytest.mark.process


def fake_terraform(directory: Path, script: str) -> dict[str, str]:
    """Write a `terraform` that is a shell script; return an environment that has only this one."""
    directory.mkdir(exist_ok=True)
    program = directory / "terraform"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return {"PATH": str(directory)}


def says_version(version: str) -> str:
    return f"""echo '{{"terraform_version": "{version}", "platform": "linux_arm64"}}'"""


@pytest.mark.parametrize("version", ["1.11.4", "1.11.4-beta2"])
def test_version_and_platform_are_read(tmp_path: Path, version: str) -> None:
    """A pre-release counts as the release that it leads to."""
    environ = fake_terraform(tmp_path, says_version(version))
    found = find_terraform(environ=environ)
    assert found == TerraformBinary(tmp_path / "terraform", (1, 11, 4), "linux_arm64")
    assert found.version_text == "1.11.4"


def test_missing_terraform_says_what_is_needed(tmp_path: Path) -> None:
    """Without a program of that name the message names the version to install."""
    for path in (str(tmp_path), ""):
        with pytest.raises(TerraformError, match=r"Terraform 1\.5\.0 or later is needed"):
            find_terraform(environ={"PATH": path})


def test_old_terraform_is_refused(tmp_path: Path) -> None:
    """Versions are compared as numbers, and the message has both."""
    environ = fake_terraform(tmp_path, says_version("1.4.7"))
    with pytest.raises(TerraformError, match=r"1\.5\.0 or later is needed, and .* is 1\.4\.7"):
        find_terraform(environ=environ)
    environ = fake_terraform(tmp_path, says_version("1.10.0"))
    assert find_terraform(environ=environ, minimum=(1, 9, 0)).version == (1, 10, 0)


@pytest.mark.parametrize(
    "script",
    ["echo no json", "exit 3", "echo '[]'", "echo '{}'", """echo '{"terraform_version": "new"}'"""],
)
def test_other_program_of_that_name_is_refused(tmp_path: Path, script: str) -> None:
    """Whatever does not answer with a version is no Terraform."""
    with pytest.raises(TerraformError, match="should name Terraform's version") as caught:
        find_terraform(environ=fake_terraform(tmp_path, script))
    assert caught.value.hint is not None


def test_users_settings_do_not_disturb(tmp_path: Path) -> None:
    """A configuration file that does not exist, and options for all commands, are kept out."""
    script = f"""[ -z "$TF_CLI_CONFIG_FILE$TF_CLI_ARGS" ] && {says_version("1.9.0")}"""
    environ = fake_terraform(tmp_path, script)
    environ |= {"TF_CLI_CONFIG_FILE": "/nonexistent", "TF_CLI_ARGS": "-nonsense"}
    assert find_terraform(environ=environ).version == (1, 9, 0)
