"""One check comes before everything else, and only when a package is due."""

import re
import subprocess
from pathlib import Path

import pytest

from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.spec.model import Spec
from tests.module.package_locals import Packaging
from tests.support.modules import render, terraform_files
from tests.support.plugin import TerraformIn
from tests.support.specs import feature_specs, spec_of

PREFLIGHT = "terraform_data.preflight"


def references(spec: Spec) -> dict[str, set[str]]:
    """What each resource, data source and local value of a module names, by its address."""
    text = "\n".join(terraform_files(render_files(spec)).values())
    code = re.sub(r"^ *#.*$", "", text, flags=re.MULTILINE)
    bodies: dict[str, str] = {}
    for keyword, kind, name, body in re.findall(
        r'^(resource|data) "(\w+)" "(\w+)" \{\n(.*?)^\}', code, re.MULTILINE | re.DOTALL
    ):
        bodies[f"{'data.' * (keyword == 'data')}{kind}.{name}"] = body
    for block in re.findall(r"^locals \{\n(.*?)^\}", code, re.MULTILINE | re.DOTALL):
        for name, body in re.findall(
            r"^  (\w+) += (.*?)(?=^  \w+ +=|\Z)", block, re.MULTILINE | re.DOTALL
        ):
            bodies[f"local.{name}"] = body
    return {
        address: {other for other in bodies if re.search(rf"\b{re.escape(other)}\b", body)}
        for address, body in bodies.items()
    }


def waits_for(graph: dict[str, set[str]], address: str) -> set[str]:
    """Everything that is there before a resource is."""
    found: set[str] = set()
    waiting = [address]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


@pytest.mark.parametrize("label", feature_specs())
def test_every_resource_waits(label: str) -> None:
    """Whatever features a module has, none of its resources is made before the check."""
    graph = references(feature_specs()[label])
    resources = {each for each in graph if not each.startswith(("data.", "local."))}
    assert len(resources) > 10
    early = {each for each in resources if PREFLIGHT not in waits_for(graph, each)}
    assert early == {PREFLIGHT}


@pytest.mark.parametrize("label", feature_specs())
def test_the_check_waits_for_nothing(label: str) -> None:
    """The check needs neither AWS nor another resource, and no data source waits for it.

    A data source that did would be read when applying, and all that it is for be unknown before.
    """
    graph = references(feature_specs()[label])
    assert {each for each in waits_for(graph, PREFLIGHT) if not each.startswith("local.")} == set()
    text = "\n".join(terraform_files(render_files(feature_specs()[label])).values())
    for body in re.findall(r'^data "\w+" "\w+" \{\n(.*?)^\}', text, re.MULTILINE | re.DOTALL):
        assert "depends_on" not in body


@pytest.fixture
def packaging(tmp_path: Path, terraform_in: TerraformIn) -> Packaging:
    """The packaging of a module, with a source of one file."""
    found = Packaging(tmp_path, terraform_in)
    found.write({"src/main.py": "main\n"})
    return found


@pytest.mark.terraform
def test_the_check_runs_when_a_build_is_due(packaging: Packaging) -> None:
    """It comes before each build, and with a build only."""
    packaging.outputs()
    packaging.terraform.apply()
    packaging.outputs(timeout=5)
    packaging.terraform.apply()
    assert packaging.steps() == ["preflight", "build"]
    packaging.write({"src/main.py": "other\n"})
    packaging.terraform.apply()
    assert packaging.steps() == ["preflight", "build"] * 2
    packaging.terraform.destroy()
    assert packaging.steps() == ["preflight", "build"] * 2


@pytest.mark.terraform
def test_a_check_that_fails_is_made_again(packaging: Packaging) -> None:
    """Nothing is built after it, and the next apply begins with it."""
    packaging.outputs()
    script = packaging.directory / "scripts" / "package.sh"
    text = script.read_text(encoding="utf-8")
    script.write_text(f"{text}exit 1\n", encoding="utf-8")
    failed = packaging.terraform.run("apply", "-auto-approve", "-no-color")
    assert failed.exit_code == 1
    assert packaging.steps() == ["preflight"]
    script.write_text(text, encoding="utf-8")
    packaging.terraform.apply()
    assert packaging.steps() == ["preflight", "preflight", "build"]


@pytest.mark.process
def test_scripts_keep_their_line_ends(tmp_path: Path) -> None:
    """A checkout of the module by a git that turns line ends around has scripts that run."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    render(spec_of(), origin)
    for arguments in (
        ("-C", str(origin), "init", "-q"),
        ("-C", str(origin), "add", "-A"),
        ("-C", str(origin), "commit", "-qm", "first"),
        ("clone", "-q", str(origin), str(clone)),
    ):
        settings = ("core.autocrlf=true", "user.name=t", "user.email=t@example.com")
        options = [word for each in settings for word in ("-c", each)]
        subprocess.run(["git", *options, *arguments], check=True, capture_output=True)
    for script in (origin / "scripts").iterdir():
        assert (clone / "scripts" / script.name).read_bytes() == script.read_bytes()
