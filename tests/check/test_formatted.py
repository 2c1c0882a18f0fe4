"""A file that a formatter changed is told from one that a person did."""

from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.output.formatting import differs_in_layout_only

SPEC = "lmgen: 1\nmodule: {namespace: acme, name: lambda, version: 1.0.0}\noutput: infra/m\n"


@pytest.mark.parametrize(
    ("path", "before", "after", "same"),
    [
        ("a.tf", "a = [1,\n  2]\n", "a = [1, 2]\n", True),
        ("a.tf", "a = 1\n", "a = 2\n", False),
        ("a.tf", "a = (1)\n", "a = 1\n", False),
        ("a.py", "f('a', b,)\n", 'f(\n    "a",\n    b,\n)\n', True),
        ("a.py", "a * (b + c)\n", "a * b + c\n", False),
        ("a.py", "x = 1  # why\n", "x = 1  # not\n", False),
        ("a.py", "if a:\n    b\nc\n", "if a:\n    b\n    c\n", True),
        ("a.py", "f(\n", "f\n", False),
        ("a.md", "| a |\n|---|\n| *b* |\n", "| a   |\n| --- |\n| _b_ |\n", True),
        ("a.md", "* a\n", "- a\n", True),
        ("a.md", "well-known\n", "well known\n", False),
        ("a.json", '{"a": [1]}\n', '{ "a": [\n1 ] }\n', True),
    ],
)
def test_layout(path: str, before: str, after: str, same: bool) -> None:  # noqa: FBT001 - a case
    """White space is layout everywhere; signs are only where formatters choose them."""
    assert differs_in_layout_only(path, before.encode(), after.encode()) is same


def test_what_is_no_text_was_not_formatted() -> None:
    """Bytes that cannot be read have no layout."""
    assert not differs_in_layout_only("a.py", b"\xff ", b"\xff")


@pytest.fixture(name="module")
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("spec.yaml").write_text(SPEC)
    assert run(["-q", "render", "spec.yaml"]) == 0
    return Path("infra/m")


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("tests/cases.py", 'extend-exclude = ["infra/m"] under [tool.ruff]'),
        ("README.md", "infra/m/ in .prettierignore"),
        ("tests/parameters.json", "infra/m/ in .prettierignore"),
        ("sns.tf", "exclude: ^infra/m/ in .pre-commit-config.yaml"),
    ],
)
def test_check_names_the_formatter(
    module: Path, path: str, advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The verdict is formatted, and the advice is how to keep the formatter off first."""
    file = module / path
    file.write_text(file.read_text().replace("\n\n", "\n\n\n", 1) + "\n")
    assert run(["check", "spec.yaml", "--no-diff"]) == 1
    said = capsys.readouterr().out
    assert f"formatted  {path}: has another layout, and the same content" in said
    assert f"Keep the formatter off the module ({advice}" in said
    assert "Move the edits" not in said
    assert run(["-q", "render", "spec.yaml"]) == 2
    assert "`lmgen check` says how to keep it off" in capsys.readouterr().err
    assert run(["-q", "render", "spec.yaml", "--force"]) == 0
    assert run(["-q", "check", "spec.yaml"]) == 0


def test_an_edit_beside_it_is_still_an_edit(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a person changed a file, too, the advice is about that."""
    for path, more in (("README.md", "\n"), ("sns.tf", "# mine\n")):
        (module / path).write_text((module / path).read_text() + more)
    assert run(["check", "spec.yaml", "--no-diff"]) == 1
    said = capsys.readouterr().out
    assert "formatted  README.md" in said
    assert "modified  sns.tf" in said
    assert "Move the edits into the spec" in said
