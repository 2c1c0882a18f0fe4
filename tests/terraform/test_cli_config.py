"""Terraform runs with a configuration of its own, unless the user's says where providers are."""

from pathlib import Path

import pytest

from lambda_monitored_gen.terraform import ProviderMirror, TerraformBinary
from lambda_monitored_gen.terraform.cli_config import (
    format_cli_config,
    terraform_environment,
)
from tests.support.terraform_runner import Terraform


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment of a user who has configured nothing."""
    return {"HOME": str(tmp_path), "LMGEN_CACHE_DIR": str(tmp_path / "cache"), "PATH": "/bin"}


def test_mirror_serves_what_it_has(tmp_path: Path) -> None:
    """What the mirror holds comes from there alone, all else from the registries."""
    (tmp_path / "registry.terraform.io/hashicorp/aws").mkdir(parents=True)
    text = format_cli_config(mirror=ProviderMirror(tmp_path), plugin_cache=Path("/c"))
    assert text == (
        'plugin_cache_dir = "/c"\n'
        "plugin_cache_may_break_dependency_lock_file = true\n"
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path    = "{tmp_path}"\n'
        '    include = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        "  direct {\n"
        '    exclude = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        "}\n"
    )


def test_file_that_does_not_exist_is_replaced(tmp_path: Path, environ: dict[str, str]) -> None:
    """A TF_CLI_CONFIG_FILE that names nothing would make every command complain."""
    environ["TF_CLI_CONFIG_FILE"] = str(tmp_path / "absent")
    environment = terraform_environment(tmp_path, mirror=None, environ=environ)
    written = Path(environment["TF_CLI_CONFIG_FILE"])
    assert written.parent == tmp_path
    assert "provider_installation" not in written.read_text(encoding="utf-8")
    assert (tmp_path / "cache/terraform-plugins").is_dir()


def test_collecting_less_often(tmp_path: Path, environ: dict[str, str]) -> None:
    """Terraform and its provider spend their time on the work, unless a user has decided."""
    assert terraform_environment(tmp_path, mirror=None, environ=environ)["GOGC"] == "400"
    environ["GOGC"] = "50"
    assert terraform_environment(tmp_path, mirror=None, environ=environ)["GOGC"] == "50"


@pytest.mark.parametrize("named", [True, False])
def test_users_installation_is_respected(
    tmp_path: Path, environ: dict[str, str], *, named: bool
) -> None:
    """A user who has configured a mirror of their own keeps it."""
    own = tmp_path / (".terraformrc" if not named else "own.tfrc")
    own.write_text("provider_installation {\n  direct {}\n}\n", encoding="utf-8")
    if named:
        environ["TF_CLI_CONFIG_FILE"] = str(own)
    environment = terraform_environment(tmp_path, mirror=ProviderMirror(tmp_path), environ=environ)
    assert environment.get("TF_CLI_CONFIG_FILE") == (str(own) if named else None)
    assert not (tmp_path / "terraform.tfrc").exists()


def test_users_other_settings_are_kept(tmp_path: Path, environ: dict[str, str]) -> None:
    """Credentials for a private registry still work with the mirror."""
    own = 'credentials "registry.example.com" {\n  token = "secret"\n}\n'
    (tmp_path / ".terraformrc").write_text(own, encoding="utf-8")
    environment = terraform_environment(tmp_path, mirror=ProviderMirror(tmp_path), environ=environ)
    written = Path(environment["TF_CLI_CONFIG_FILE"])
    assert written.read_text(encoding="utf-8").startswith(own)
    assert written.stat().st_mode & 0o077 == 0


def test_users_plugin_cache_is_kept(tmp_path: Path, environ: dict[str, str]) -> None:
    """Terraform refuses a second one, and the user's may hold what would else be downloaded."""
    (tmp_path / ".terraformrc").write_text('plugin_cache_dir = "/own"\n', encoding="utf-8")
    environment = terraform_environment(tmp_path, mirror=None, environ=environ)
    text = Path(environment["TF_CLI_CONFIG_FILE"]).read_text(encoding="utf-8")
    assert text.count("plugin_cache_dir") == 1


def test_variables_that_change_commands_are_left_out(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    """What a user has set for their own work does not leak into ours."""
    unwanted = ("TF_CLI_ARGS", "TF_CLI_ARGS_plan", "TF_VAR_region", "TF_WORKSPACE", "TF_DATA_DIR")
    environ |= dict.fromkeys(unwanted, "x") | {"TF_LOG": "debug"}
    environment = terraform_environment(tmp_path, mirror=None, environ=environ)
    assert not environment.keys() & set(unwanted)
    assert environment["TF_LOG"] == "debug"
    assert environment["CHECKPOINT_DISABLE"] == "1"


@pytest.mark.terraform
def test_terraform_accepts_the_file(
    tmp_path: Path, environ: dict[str, str], requires_terraform: TerraformBinary
) -> None:
    """Terraform reads it without a complaint, however odd the directory's name."""
    odd = tmp_path / 'a "quoted" $ {name}'
    odd.mkdir()
    environ["LMGEN_CACHE_DIR"] = str(odd)
    environment = terraform_environment(odd, mirror=ProviderMirror(odd), environ=environ)
    terraform = Terraform(odd, binary=requires_terraform, environment=environment)
    completed = terraform.init()
    assert completed.stderr == ""
    assert "problems" not in completed.stdout
