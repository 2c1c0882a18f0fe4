"""`omit` and `owned`: files that are not rendered, and files that are rendered once."""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.output.manifest import MANIFEST
from lambda_monitored_gen.spec.diagnostics import WHOLE_FILE
from lambda_monitored_gen.spec.path_patterns import PathPattern
from tests.unit.directory_state import tree

SPEC = "lmgen: 1\nmodule: {namespace: acme, name: one, version: 1.0.0}\noutput: m\n"


@pytest.fixture(name="module")
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    change("")
    assert run(["-q", "render", "s.yaml"]) == 0
    return Path("m")


def change(keys: str) -> None:
    """Write the spec with more keys."""
    Path("s.yaml").write_text(SPEC + keys)


def recorded(module: Path) -> set[str]:
    return set(re.findall("^[0-9a-f]{64}  (.*)$", (module / MANIFEST).read_text(), re.MULTILINE))


@pytest.mark.parametrize(
    ("pattern", "meant", "not_meant"),
    [
        ("README.md", ["README.md"], ["tests/README.md", "README_md"]),
        ("*.md", ["README.md"], ["tests/README.md"]),
        ("**/*.md", ["README.md", "tests/README.md", "a/b/c.md"], ["README.mdx"]),
        ("docs/**", ["docs/a.md", "docs/a/b.md"], ["docs", "docs2/a.md", "a/docs/b.md"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]),
        ("?.txt", ["a.txt"], [".txt", "ab.txt", "/.txt"]),
        ("a**", ["abc"], ["a/b"]),
        ("a.b+c", ["a.b+c"], ["aXb+c", "a.bbc"]),
        ("**", ["a", "a/b"], []),
    ],
)
def test_patterns(pattern: str, meant: list[str], not_meant: list[str]) -> None:
    """`*` and `?` stay within a name, `**` stands for any directories, all else is itself."""
    found = PathPattern(pattern, WHOLE_FILE)
    assert all(map(found.matches, meant))
    assert not any(map(found.matches, not_meant))


def test_omitted_files_are_not_rendered(module: Path) -> None:
    """What a spec omits goes with the next render, is not recorded and not named anywhere."""
    assert (module / "tests" / "conftest.py").is_file()
    change("omit: [tests/**, LICENSE]\n")
    assert run(["check", "s.yaml"]) == 1
    assert run(["-q", "render", "s.yaml"]) == 0
    assert run(["check", "s.yaml"]) == 0
    assert not (module / "tests").exists()
    assert not (module / "LICENSE").exists()
    assert not {path for path in recorded(module) if path.startswith(("tests/", "LICENSE"))}
    assert "/tests/" not in (module / ".gitattributes").read_text()
    change("")
    assert run(["-q", "render", "s.yaml"]) == 0
    assert (module / "tests" / "conftest.py").is_file()


def test_an_edited_file_that_is_omitted_stays(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who omits a file that they have edited keeps theirs: lmgen forgets it, without --force."""
    (module / "README.md").write_text("ours\n")
    change("omit: [README.md]\n")
    assert run(["check", "s.yaml"]) == 1
    assert "left  README.md: is in the manifest, and is not rendered" in capsys.readouterr().out
    assert run(["-q", "render", "s.yaml"]) == 0
    assert run(["check", "s.yaml"]) == 0
    assert (module / "README.md").read_text() == "ours\n"
    assert "README.md" not in recorded(module)


@pytest.mark.parametrize("pattern", ["main.tf", "*.tf", "scripts/**", "**"])
@pytest.mark.parametrize("command", ["render", "check"])
def test_what_the_module_needs_cannot_be_omitted(
    module: Path, pattern: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Resources and packager are parts of one whole; the error has the place of the pattern."""
    change(f"omit:\n  - '{pattern}'\n")
    before = tree(module)
    assert run([command, "s.yaml"]) == 2
    err = capsys.readouterr().err
    assert f"s.yaml:5: omit: '{pattern}' would leave out " in err
    assert tree(module) == before


def test_owned_files_are_rendered_once(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An owned file is written where it is missing, and its owner's from then on."""
    readme = module / "README.md"
    rendered = readme.read_text()
    change("owned: [README.md]\ndefaults: {timeout: 77}\n")
    assert run(["check", "s.yaml", "--no-diff"]) == 1
    assert "README.md" not in capsys.readouterr().out
    readme.write_text("ours\n")
    assert run(["-q", "render", "s.yaml", "--force"]) == 0
    assert readme.read_text() == "ours\n"
    assert "README.md" not in recorded(module)
    assert "\n/README.md " not in (module / ".gitattributes").read_text()
    for command in ("check", "diff"):
        capsys.readouterr()
        assert run([command, "s.yaml"]) == 0
        assert "README" not in capsys.readouterr().out
    readme.unlink()
    assert run(["check", "s.yaml"]) == 1
    assert "missing  README.md" in capsys.readouterr().out
    assert run(["-q", "render", "s.yaml"]) == 0
    assert len(readme.read_text()) > len(rendered) // 2
    assert "README.md" not in recorded(module)
    assert run(["check", "s.yaml"]) == 0


def test_a_manifest_that_records_an_owned_file_is_stale(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A merge may bring back the record of a file that is its owner's: the next render drops it."""
    before = (module / MANIFEST).read_text()
    (line,) = re.findall("^.*  README.md\n", before, re.MULTILINE)
    change("owned: [README.md]\n")
    assert run(["-q", "render", "s.yaml"]) == 0
    lines = (module / MANIFEST).read_text().splitlines(keepends=True)
    head = [each for each in lines if each.startswith("#")]
    files = sorted({*lines, line} - {*head}, key=lambda each: each[66:])
    (module / MANIFEST).write_text("".join([*head, *files]))
    capsys.readouterr()
    assert run(["check", "s.yaml", "--no-diff"]) == 1
    assert "stale  .lmgen/manifest" in capsys.readouterr().out
    assert run(["-q", "render", "s.yaml"]) == 0
    assert "README.md" not in recorded(module)


def test_a_file_that_is_given_back_is_protected(module: Path) -> None:
    """What was edited while it was owned is not overwritten when it no longer is."""
    change("owned: [README.md]\n")
    assert run(["-q", "render", "s.yaml"]) == 0
    (module / "README.md").write_text("ours\n")
    change("")
    assert run(["check", "s.yaml"]) == 1
    assert run(["render", "s.yaml"]) == 2
    assert (module / "README.md").read_text() == "ours\n"


def test_an_owned_link_is_not_followed(module: Path, tmp_path: Path) -> None:
    """An owner may have a link of that name; it is neither read nor replaced."""
    (tmp_path / "secret").write_text("hunter2\n")
    (module / "README.md").unlink()
    (module / "README.md").symlink_to(tmp_path / "secret")
    change("owned: [README.md]\n")
    assert run(["-q", "render", "s.yaml"]) == 0
    assert (module / "README.md").is_symlink()
    assert (tmp_path / "secret").read_text() == "hunter2\n"


@pytest.mark.parametrize("key", ["omit", "owned"])
def test_a_pattern_without_a_file_is_said(
    module: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped pattern does nothing, and is told as a note, with its place; it is no drift."""
    assert module.is_dir()
    change(f"{key}: [tests/READM.md]\n")
    assert run(["check", "s.yaml"]) == 0
    said = f"s.yaml:4: {key}: 'tests/READM.md' matches no file that is rendered"
    assert said in capsys.readouterr().out
    assert run(["render", "s.yaml"]) == 0
    assert f"warning: {said}" in capsys.readouterr().err


def test_patterns_of_features_that_are_off_are_known(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Many specs share a pattern, and only some have the feature or example whose file it names."""
    assert module.is_dir()
    change(
        "features: {vpc: false}\nomit: [tests/test_vpc.py, examples/first/**]\n"
        "examples: [{name: first, values: {function_name: a, alarm_emails: [a@example.com]}}]\n"
    )
    assert run(["render", "s.yaml"]) == 0
    assert run(["check", "s.yaml"]) == 0
    assert "matches no file" not in "".join(capsys.readouterr())
