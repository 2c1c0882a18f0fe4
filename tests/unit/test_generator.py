"""`generator` and `generator_source`: which lmgen renders a spec, and where it comes from."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from lambda_monitored_gen import __version__
from lambda_monitored_gen.commands import run
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.spec.generator import NAME
from tests.support.specs import CALL, checked, feature_specs, spec_of

INDEX = "https://pypi.acme.example/simple"
WHEEL = f"https://files.acme.example/lambda_monitored_gen-{__version__}-py3-none-any.whl"
GIT = f"git+https://git.acme.example/tools/lmgen.git@v{__version__}"
OTHER = ">=7.1,<8"


def requirements(**keys: Any) -> list[str]:
    """The lines of the rendered requirements that are no comments."""
    text = render_files(spec_of(**keys))["tests/requirements.txt"].content.decode()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("versions", [f"=={__version__}", ">=0.1", ">=0.1, <1", "~=0.1"])
def test_the_right_lmgen_renders(versions: str) -> None:
    """A specifier that this lmgen is in changes nothing of the check."""
    assert checked(generator=versions).diagnostics == ()


def test_another_lmgen_refuses_and_says_nothing_else() -> None:
    """What this lmgen does not know may be right to another one, so that it is no error."""
    (found,) = checked(generator=OTHER, invented=1, defaults={"invented": 2}).diagnostics
    assert found.code == "generator"
    assert found.message == f"generator: the spec is for lmgen {OTHER}, and this is {__version__}"


@pytest.mark.parametrize("command", ["validate", "render", "check", "diff", "matrix", "prove"])
def test_every_command_refuses(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No command goes on with a spec that is for another lmgen, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(f'lmgen: 1\ngenerator: "{OTHER}"\n')
    assert run([command, "s.yaml"]) == 2
    assert "s.yaml:2:12: error: generator:" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("pypi", [f"{NAME}{OTHER}"]),
        (INDEX, ["--index-url", INDEX, f"{NAME}{OTHER}"]),
        (WHEEL.replace(__version__, "7.1.0"), None),
        (GIT.replace(__version__, "7.1.0"), None),
        ("git+ssh://git@git.acme.example/lmgen.git@0a1b2c3", None),
        ("", ["--index-url", "YOUR_INDEX", f"{NAME}{OTHER}"]),
    ],
)
def test_the_hint_installs_the_right_one(source: str, words: list[str] | None) -> None:
    """The hint of a refusal is a command of pip, never one that asks an index that nobody named."""
    keys = {"generator_source": source} if source else {}
    (found,) = checked(generator=OTHER, **keys).diagnostics
    command = found.hint.removeprefix("Install another lmgen: ").partition(" (`")[0]
    assert shlex.split(command) == ["pip", "install", *(words or [f"{NAME} @ {source}"])]
    assert ("generator_source" in found.hint) == (not source)


@pytest.mark.parametrize(
    "source",
    [
        "acme",
        "http://pypi.acme.example/simple",
        "ftp://pypi.acme.example/lmgen.whl",
        "https://me:secret@pypi.acme.example/simple",
        "https://token@pypi.acme.example/simple",
        "git+ssh://git:secret@git.acme.example/lmgen.git@v0.1.0",
        "git+https://git.acme.example/tools/lmgen.git",
        "git+https://git.acme.example/tools/lmgen.git@",
        "https://files.acme.example/lmgen-0.1.0-py3-none-any.whl",
        "https://files.acme.example/lambda_monitored_gen.whl",
        "https://pypi.acme.example/'; rm -rf",
        "https://pypi.acme.example/${TOKEN}",
        "https://[pypi/simple",
    ],
)
def test_a_source_that_cannot_be(source: str) -> None:
    """What is no address, has a password, moves or is of another program is refused."""
    (found,) = checked(generator_source=source).diagnostics
    assert found.code == "generator-source"


@pytest.mark.parametrize("source", [WHEEL, GIT])
def test_a_source_of_another_version(source: str) -> None:
    """A wheel or a tag that is not of a version that the spec admits is refused."""
    keys = {"generator": f"=={__version__}"}
    assert checked(generator_source=source, **keys).diagnostics == ()
    (found,) = checked(generator_source=source.replace(__version__, "0.0.9"), **keys).diagnostics
    assert found.message.endswith(f"is lmgen 0.0.9, which generator =={__version__} does not admit")


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ({"generator_source": "pypi"}, f"{NAME}>=0.1"),
        ({"generator_source": "pypi", "generator": ">=0.1, <1"}, f"{NAME}>=0.1,<1"),
        ({"generator_source": INDEX, "generator": "~=0.1"}, f"{NAME}~=0.1"),
        ({"generator_source": WHEEL, "generator": "~=0.1"}, f"{NAME} @ {WHEEL}"),
        ({"generator_source": GIT}, f"{NAME} @ {GIT}"),
    ],
)
def test_the_requirements_pin_it(keys: dict[str, str], line: str) -> None:
    """The suite's requirements have the generator where tools that update pins read it."""
    found = requirements(**keys)
    assert line in found
    assert Requirement(line).name == NAME
    options = [each for each in found if each.startswith("-")]
    assert options == ([f"--index-url {INDEX}"] if keys["generator_source"] == INDEX else [])


def test_without_a_source_nothing_installs_it() -> None:
    """No rendered file has pip take lmgen's name from an index, which may be a stranger's."""
    examples = [{"name": "one", "values": CALL}]
    specs = [*feature_specs().values(), spec_of(generator=">=0.1", examples=examples)]
    for spec in specs:
        for path, file in render_files(spec).items():
            for line in file.content.decode(errors="replace").splitlines():
                installs = re.search(rf"install\b.*{NAME}|^{NAME}\b|pip.*{NAME}", line)
                assert not installs, f"{path}: {line}"
    assert not any(NAME in line for line in requirements(generator=">=0.1"))
