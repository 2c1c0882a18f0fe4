"""Commands run in a directory and answer with values."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lambda_monitored_gen.terraform import (
    TerraformBinary,
    TerraformError,
)
from tests.support.plugin import TerraformIn
from tests.support.terraform_answers import TerraformDiagnostic
from tests.support.terraform_runner import INTERRUPT_SECONDS, Terraform

ROOT = """\
variable "anything" {
  type    = any
  default = null
}

variable "text" {
  type    = string
  default = "text"
}

resource "terraform_data" "kept" {
  input = [var.anything, var.text]
}

output "kept" {
  value = terraform_data.kept.output
}

output "secret" {
  value     = "s3cret"
  sensitive = true
}
"""

ROOT_WITH_TWO_ERRORS = """\
resource "terraform_data" "a" {
  inptu = 1
}

resource "terraform_data" "b" {
  inptu = 1
}
"""


@pytest.fixture
def terraform(tmp_path: Path, terraform_in: TerraformIn) -> Terraform:
    """Terraform in a root module that keeps its variables in its state."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "main.tf").write_text(ROOT, encoding="utf-8")
    terraform = terraform_in(root)
    terraform.init()
    return terraform


def stand_in(tmp_path: Path, script: str, timeout: float = 60.0) -> Terraform:
    """Make a `Terraform` whose program is a shell script, with a limit in seconds."""
    program = tmp_path / "terraform"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    binary = TerraformBinary(program, (1, 11, 4), "linux_amd64")
    return Terraform(tmp_path, binary=binary, environment=os.environ, timeout=timeout)


@pytest.mark.terraform
def test_life_of_a_root_module(terraform: Terraform) -> None:
    """Apply makes what plan announces, a second plan is empty, destroy leaves no resource."""
    assert terraform.resources() == []
    plan = terraform.plan()
    assert plan.has_changes
    assert "terraform_data.kept" in plan.text
    terraform.apply()
    assert not terraform.plan().has_changes
    assert terraform.output() == {"kept": [None, "text"], "secret": "s3cret"}
    assert terraform.resources() == ["terraform_data.kept"]
    terraform.destroy()
    assert terraform.resources() == []
    assert terraform.output() == {}


@pytest.mark.terraform
@pytest.mark.parametrize(
    "value",
    [
        "${path.module} %{if true}x%{endif}",
        'a "quote", a \\ and\na line',
        "[1, 2]",
        {"$key": ["${a}", "%{b}", None, 1.5, True], "emoji": "🙂"},
    ],
)
def test_variables_arrive_as_they_are(terraform: Terraform, value: object) -> None:
    """No value is taken for an expression or a template, whatever type is declared."""
    variables = {"anything": value} | ({"text": value} if isinstance(value, str) else {})
    terraform.apply(variables)
    assert terraform.output()["kept"] == [value, variables.get("text", "text")]


@pytest.mark.terraform
def test_refusal_is_one_paragraph(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """The error names the command, the directory, the first reason and the number of others."""
    (tmp_path / "main.tf").write_text(ROOT_WITH_TWO_ERRORS, encoding="utf-8")
    terraform = terraform_in(tmp_path)
    terraform.init()
    with pytest.raises(TerraformError) as caught:
        terraform.plan()
    message = caught.value.message
    assert message.startswith(f"`terraform plan` failed in {tmp_path} with exit code 1: ")
    assert 'An argument named "inptu" is not expected here.' in message
    assert message.endswith("(1 more like it)")
    assert "\n" not in message


@pytest.mark.terraform
def test_findings_have_places(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """Validation returns what is wrong and where; a valid root has no finding."""
    (tmp_path / "main.tf").write_text(ROOT_WITH_TWO_ERRORS, encoding="utf-8")
    terraform = terraform_in(tmp_path)
    terraform.init(backend=False)
    first, second = terraform.validate()
    assert first == TerraformDiagnostic(
        severity="error",
        summary="Unsupported argument",
        detail='An argument named "inptu" is not expected here. Did you mean "input"?',
        file="main.tf",
        line=2,
    )
    assert second.line == 6
    (tmp_path / "main.tf").write_text(ROOT, encoding="utf-8")
    assert terraform.validate() == []


@pytest.mark.terraform
def test_validation_needs_init(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """What stops validation itself is a finding too."""
    (tmp_path / "main.tf").write_text('module "a" {\n  source = "./a"\n}\n', encoding="utf-8")
    (finding,) = terraform_in(tmp_path).validate()
    assert finding.summary == "Module not installed"


@pytest.mark.terraform
def test_unformatted_files_are_listed(tmp_path: Path, terraform_in: TerraformIn) -> None:
    """Files that `fmt` would change are named, broken ones are an error."""
    (tmp_path / "good.tf").write_text("locals {\n  a = 1\n}\n", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/bad.tf").write_text("locals {\na=1\n}\n", encoding="utf-8")
    terraform = terraform_in(tmp_path)
    assert terraform.unformatted() == ["sub/bad.tf"]
    (tmp_path / "sub/bad.tf").write_text("locals {\n", encoding="utf-8")
    with pytest.raises(TerraformError, match="`terraform fmt` failed"):
        terraform.unformatted()


@pytest.mark.terraform
def test_tests_run(terraform: Terraform) -> None:
    """Passing and failing test files are told apart by the exit code; a filter picks some."""
    for name, expected in (("good", "text"), ("bad", "other")):
        (terraform.directory / f"{name}.tftest.hcl").write_text(
            f'run "{name}" {{\n'
            "  command = plan\n"
            "  assert {\n"
            f'    condition     = var.text == "{expected}"\n'
            '    error_message = "wrong"\n'
            "  }\n"
            "}\n",
            encoding="utf-8",
        )
    assert terraform.test(filters=["good.tftest.hcl"]).exit_code == 0
    completed = terraform.test()
    assert completed.exit_code == 1
    assert "1 passed, 1 failed" in completed.stdout


@pytest.mark.process
def test_timeout_ends_the_program(tmp_path: Path) -> None:
    """A command that hangs is interrupted, and the error says for how long it was waited."""
    terraform = stand_in(tmp_path, "echo $$ > pid; exec sleep 600", timeout=3.0)
    started = time.monotonic()
    with pytest.raises(TerraformError, match=r"`terraform plan` .* within 3 seconds"):
        terraform.plan()
    assert time.monotonic() - started < INTERRUPT_SECONDS
    pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.process
def test_stubborn_program_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ignores the interrupt is killed, and so are the providers that it started."""
    monkeypatch.setattr("tests.support.terraform_runner.INTERRUPT_SECONDS", 0.2)
    script = "trap '' INT; sleep 600 & echo $! > pid; wait; wait"
    terraform = stand_in(tmp_path, script, timeout=3.0)
    with pytest.raises(TerraformError, match="within 3 seconds"):
        terraform.apply()
    pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    assert state == "" or state.startswith("Z")


@pytest.mark.process
def test_interrupt_reaches_terraform_once(tmp_path: Path) -> None:
    """^C lets Terraform write its state: it gets one interrupt, and is waited for."""
    terraform = stand_in(
        tmp_path,
        "trap 'echo once >> interrupts; sleep 0.3; echo state > state; exit 1' INT\n"
        "touch started; while :; do sleep 0.05; done",
    )

    def press() -> None:
        while not (tmp_path / "started").exists():
            time.sleep(0.02)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        terraform.apply()
    thread.join()
    assert (tmp_path / "interrupts").read_text(encoding="utf-8") == "once\n"
    assert (tmp_path / "state").exists()


@pytest.mark.process
def test_silent_failure_has_a_message(tmp_path: Path) -> None:
    """A program that fails without a word is reported by its exit code."""
    with pytest.raises(TerraformError, match="exit code 7: it said nothing"):
        stand_in(tmp_path, "exit 7").init()


@pytest.mark.process
def test_directory_that_does_not_exist(tmp_path: Path) -> None:
    """A root that is not there is an error of ours, not an OSError."""
    binary = TerraformBinary(Path(sys.executable), (1, 11, 4), "linux_amd64")
    with pytest.raises(TerraformError, match="cannot be started"):
        Terraform(tmp_path / "absent", binary=binary).init()
