"""The module on all kinds of machines: without bash, without Python, with code in odd places."""

import json
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from tests.support.modules import render
from tests.support.plugin import TerraformIn
from tests.support.specs import example_spec
from tests.support.terraform_answers import Completed
from tests.support.terraform_runner import Terraform

HANDLER = "def lambda_handler(event, context):\n    return {answer}\n"
MAIN = """\
variable "source_dir" {{
  type = string
}}

variable "timeout" {{
  type    = number
  default = 3
}}

module "lambda" {{
  source = "./module"

  function_name             = "{name}"
  lambda_source_dir         = var.source_dir
  alarm_emails              = ["ops@example.com"]
  timeout                   = var.timeout
  lambda_subnet_ids         = ["subnet-0123456789abcdef0"]
  lambda_security_group_ids = ["sg-0123456789abcdef0"]
}}

output "requirements_file_used" {{
  value = module.lambda.requirements_file_used
}}
"""
SOURCE = "module.lambda.terraform_data"


class Machine:
    """A root module in a directory, and the programs that its PATH has."""

    def __init__(self, terraform: Terraform, name: str, programs: Path) -> None:
        self.terraform = terraform
        self.directory = terraform.directory
        self.name = name
        self._programs = programs
        self._path = terraform.environment["PATH"]
        self.variables: dict[str, Any] = {"source_dir": "./lambda"}
        render(example_spec("infrahouse"), self.directory / "module")
        (self.directory / "main.tf").write_text(MAIN.format(name=name), encoding="utf-8")
        self.write("lambda/main.py", HANDLER.format(answer=1))

    def write(self, name: str, content: str) -> None:
        """Write a file of the root module."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def has(self, *programs: str) -> None:
        """Have these programs on PATH and no other."""
        shutil.rmtree(self._programs, ignore_errors=True)
        self._programs.mkdir()
        for each in programs:
            # What PATH has may be a version manager's script, which needs bash.
            found = sys.executable if each == "python3" else shutil.which(each, path=self._path)
            assert found is not None, each
            (self._programs / each).symlink_to(os.path.realpath(found))
        self.terraform.environment["PATH"] = str(self._programs)

    def has_everything(self) -> None:
        """Have the PATH of this machine."""
        self.terraform.environment["PATH"] = self._path

    def apply(self, **variables: Any) -> Completed:
        """Apply, whether it succeeds or not."""
        self.variables |= variables
        options = (f"-var={name}={json.dumps(each)}" for name, each in self.variables.items())
        quoted = (each.replace('"', "") for each in options)
        return self.terraform.run("apply", "-auto-approve", "-no-color", *quoted)

    def packaged(self) -> set[str]:
        """The names of all that is in the one package that is left."""
        (package,) = (self.directory / ".build").glob("*.zip")
        with zipfile.ZipFile(package) as archive:
            return set(archive.namelist())

    def managed(self) -> list[str]:
        """The addresses of what was created."""
        return [each for each in self.terraform.resources() if ".data." not in each]


@pytest.fixture
def machine(
    tmp_path: Path,
    terraform_on_aws_in: TerraformIn,
    request: pytest.FixtureRequest,
) -> Iterator[Machine]:
    """A root module that nothing was applied of; destroyed at the end."""
    directory = tmp_path / "root"
    directory.mkdir()
    name = request.node.name.removeprefix("test_").partition("[")[0][:60]
    found = Machine(terraform_on_aws_in(directory), name, tmp_path / "programs")
    found.terraform.init()
    yield found
    found.has_everything()
    found.terraform.destroy(found.variables)
    assert found.terraform.resources() == []


pytestmark = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]


def succeeded(done: Completed) -> None:
    assert done.exit_code == 0, done.stdout + done.stderr


def test_no_bash(machine: Machine) -> None:
    """A POSIX shell and a Python are all that a build needs, as in Terraform's own image."""
    machine.has("sh", "python3")
    succeeded(machine.apply())
    assert machine.packaged() == {"main.py"}


def test_no_python(machine: Machine, embedded_aws: EmbeddedAws) -> None:
    """Without a Python nothing is created, nothing is changed, and the message says what to do."""
    machine.has("sh")
    failed = machine.apply()
    assert failed.exit_code == 1
    assert "install Python 3.9 or newer" in failed.stderr
    assert machine.managed() in ([], [f"{SOURCE}.preflight"])
    # Nothing holds an apply back that has nothing to build.
    machine.has_everything()
    succeeded(machine.apply())
    machine.has("sh")
    succeeded(machine.apply(timeout=4))
    # What comes with a build waits for it.
    machine.write("lambda/main.py", HANDLER.format(answer=2))
    assert machine.apply(timeout=5).exit_code == 1
    function = embedded_aws.endpoints.client("lambda")
    assert function.get_function_configuration(FunctionName=machine.name)["Timeout"] == 4
    machine.has_everything()
    succeeded(machine.apply())
    answer = function.invoke(FunctionName=machine.name)["Payload"].read()
    assert json.loads(answer) == 2


def test_broken_link(machine: Machine) -> None:
    """What cannot be packaged is told in the caller's words before anything exists."""
    (machine.directory / "lambda" / "settings.json").symlink_to("gone.json")
    failed = machine.apply()
    assert failed.exit_code == 1
    assert "settings.json" in failed.stderr
    assert "package_excludes" in failed.stderr
    assert machine.managed() in ([], [f"{SOURCE}.preflight"])


def test_links_that_lead_out(machine: Machine) -> None:
    """The content of what a link leads to is packaged, and a change of it is deployed."""
    machine.write("shared/settings.json", "1")
    machine.write("shared/more/a.json", "1")
    source = machine.directory / "lambda"
    (source / "settings.json").symlink_to("../shared/settings.json")
    (source / "more").symlink_to("../shared/more")
    succeeded(machine.apply())
    before = machine.packaged()
    assert before == {"main.py", "settings.json", "more/a.json"}
    for name in ("shared/settings.json", "shared/more/a.json"):
        machine.write(name, "2")
        assert machine.terraform.plan(machine.variables).has_changes, name
        succeeded(machine.apply())


def test_code_beside_the_configuration(machine: Machine) -> None:
    """Code in the root module, beside its local state, is deployed once, and without the state."""
    machine.write("main.py", HANDLER.format(answer=1))
    machine.write("terraform.tfvars", "")
    succeeded(machine.apply(source_dir="."))
    plan = machine.terraform.plan(machine.variables)
    assert not plan.has_changes, plan.text
    packaged = machine.packaged()
    assert {"main.py", "main.tf", "lambda/main.py"} <= packaged
    assert not [name for name in packaged if "tfstate" in name or ".terraform/" in name]
    assert ".terraform.lock.hcl" not in packaged
    assert not [name for name in packaged if "tfvars" in name or ".build" in name]
    # There is a state of more than one apply now.
    succeeded(machine.apply(timeout=4))
    plan = machine.terraform.plan(machine.variables)
    assert not plan.has_changes, plan.text


def test_absolute_paths_of_two_machines(
    machine: Machine, tmp_path: Path, terraform_on_aws_in: TerraformIn
) -> None:
    """Where the source is given by an absolute path, another machine has nothing to change."""
    machine.write("lambda/requirements.txt", "# none\n")
    succeeded(machine.apply(source_dir=str(machine.directory / "lambda")))
    assert machine.terraform.output()["requirements_file_used"] == "requirements.txt"
    another = tmp_path / "home" / "another" / "root"
    shutil.copytree(machine.directory, another, symlinks=True)
    shutil.rmtree(another / ".build")
    plan = terraform_on_aws_in(another).plan({"source_dir": str(another / "lambda")})
    assert not plan.has_changes, plan.text
    state = json.loads((machine.directory / "terraform.tfstate").read_bytes())
    held = json.dumps([state["resources"], state["outputs"]])
    assert str(tmp_path) not in held


def test_one_package_is_left(machine: Machine) -> None:
    """Where the build directory stays, the packages of earlier deployments do not."""
    for answer in range(3):
        machine.write("lambda/main.py", HANDLER.format(answer=answer))
        succeeded(machine.apply())
        built = sorted(each.suffix for each in (machine.directory / ".build").iterdir())
        assert built == [".json", ".zip"]
