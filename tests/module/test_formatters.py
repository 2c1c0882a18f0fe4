"""What lmgen renders stays as it is under the formatters of the repositories that it lies in.

Each runs with its defaults, whatever settings this repository has. `test_validate.py` has
`terraform fmt`.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from lambda_monitored_gen.rendering.files import RenderedFile, render_files
from tests.module.unusual_specs import UNUSUAL
from tests.support.prettier import run_prettier
from tests.support.programs import development_program
from tests.support.specs import EXAMPLE_SPECS, example_spec, feature_specs, spec_of


def modules() -> dict[str, dict[str, RenderedFile]]:
    """Modules of specs that people copy, of each set of features, and of what few write."""
    specs = {name: example_spec(name) for name in EXAMPLE_SPECS}
    specs |= {name: spec_of(**keys) for name, keys in UNUSUAL.items()}
    specs |= feature_specs()
    return {name: render_files(spec) for name, spec in specs.items()}


@pytest.fixture(name="everything", scope="module")
def _everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each file once: most are the same in all modules, and formatters take minutes for all."""
    directory = tmp_path_factory.mktemp("modules")
    seen = set()
    for name, files in modules().items():
        for path, file in files.items():
            if (path, file.content) in seen:
                continue
            seen.add((path, file.content))
            target = directory / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
    return directory


@pytest.mark.process
@pytest.mark.parametrize(
    "command",
    [("ruff", "format", "--isolated", "--check"), ("black", "--check", f"--config={os.devnull}")],
)
def test_python(command: tuple[str, ...], everything: Path) -> None:
    """Ruff and black leave every rendered file as it is."""
    program, *arguments = command
    done = subprocess.run(
        [development_program(program), *arguments, "."],
        cwd=everything,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.process
def test_prettier(everything: Path) -> None:
    """Prettier leaves every rendered file as it is: Markdown, JSON, YAML."""
    done = run_prettier("--list-different", ".", directory=everything)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.process
def test_prettier_sees_what_it_checks(tmp_path: Path) -> None:
    """One file of each language that it knows is named when its layout is another one."""
    files = {"README.md": "* a\n* b\n", "parameters.json": '{"a":1}\n', "spec.yaml": "a:   1\n"}
    for path, text in files.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    done = run_prettier("--list-different", ".", directory=tmp_path)
    assert sorted(done.stdout.split()) == sorted(files)


def test_ends_of_lines_and_files() -> None:
    """No line ends with white space, and each file with one line end, as hooks want it."""
    for name, files in modules().items():
        for path, file in files.items():
            if path.endswith(".zip"):
                continue
            text = file.content.decode()
            assert not re.search(r"[ \t]$", text, re.MULTILINE), f"{name}/{path}"
            assert not text or text == text.rstrip("\n") + "\n", f"{name}/{path}"


def test_tables_are_not_laid_out() -> None:
    """Each table of Markdown is in a region that prettier leaves alone."""
    region = re.compile(
        r"^<!-- prettier-ignore-start -->\n\n.*?\n\n<!-- prettier-ignore-end -->$",
        re.MULTILINE | re.DOTALL,
    )
    tables = re.compile(r"^\|.*\|$", re.MULTILINE)
    for files in modules().values():
        for path, file in files.items():
            if path.endswith(".md"):
                text = file.content.decode()
                assert not tables.search(region.sub("", text)), path
        assert tables.search(files["README.md"].content.decode())
