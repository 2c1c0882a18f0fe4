from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from packager.errors import UsageError
from packager.globbing import DEFAULT_EXCLUDES, Excludes
from packager.source import collect

from lambda_monitored_gen.terraform import TerraformBinary

NAMES = [
    "main.py", ".dot", ".git/HEAD", ".git/x/c", "sub/.git", "a/x.py", "a/b/y.pyc", "a/.dot2",
    "a/b/c/d/e.txt", "d/.venv/lib/z", "sp ace", "q'uo\"te", "new\nline", "😀.py", "br[a]ck",
    "n/{x,y}", "st*r", "back\\sl", "dash-ed", "caret^", "bang!", "MAIN.PY",
    "pkg/__pycache__/m.pyc",
    "tests/test_a.py", "pkg/tests/t.py", "é/ü.py", "${x}", "%{y}", "comma,ed", "]close", "~home",
]  # fmt: skip

PATTERNS = [
    *DEFAULT_EXCLUDES,
    "**", "*", ".*", "**/*.py", "*.py", "**.py", "a/**", "a/*", "a", "a/", "**/b/**", "**/tests/**",
    "**/[a-m]*", "[^m]*", "[!m]*", "br[a]ck", "br\\[a\\]ck", "st\\*r", "back\\\\sl", "*\\\\*",
    "**/{main,x}.py", "{a,d}/**", "n/\\{x\\,y\\}", "n/*", "**/?", "????", "new*", "*\n*",
    "😀*", "?.py",
    "é/*", "**/**/y.pyc", "./main.py", "a//x.py", "", "*/", "**/", "a**", "main.py{,c}",
    "main.p{y,}",
    "[[]*", "[\\]]*", "[^]*", "[-a]x", "[a-]", "dash[-]ed", "dash[\\-]ed", "caret[\\^]", "[z-a]*",
    "{main.py,.dot}", "{*.py,*ace}", "**/*{.pyc,.txt}", "**/.venv/**/z", "*/*", "*/**/*.txt",
    "a/**/e.txt", "a/**/**", "**/c/**", "comma\\,ed", "comma,ed", "]close", "\\]close", "~*",
    "${x}",
    "main.py/**", "*{", "[a", "a\\", "{a,{b,c}}", "[]a]*",
]  # fmt: skip


def make_tree(root: Path) -> None:
    for name in NAMES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (root / "empty").mkdir()
    (root / "linkfile").symlink_to("a/x.py")
    (root / "a" / "up").symlink_to("../main.py")
    (root / "linkdir").symlink_to("a")


def literal(text: str) -> str:
    """Write a text as an HCL string."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def ask_terraform(
    terraform: TerraformBinary, root: Path, expressions: list[str]
) -> list[list[str] | None]:
    """Evaluate expressions that give sets of strings; None where Terraform refuses."""
    items = ", ".join(f"try({expression}, null)" for expression in expressions)
    ended = subprocess.run(
        [terraform.path, "console"],
        input=f"jsonencode([{items}])\n",
        capture_output=True,
        text=True,
        cwd=root.parent,
        env={**os.environ, "TF_CLI_CONFIG_FILE": os.devnull},
        check=True,
    )
    answer: list[list[str] | None] = json.loads(json.loads(ended.stdout.splitlines()[-1]))
    return answer


@pytest.mark.terraform
def test_patterns_mean_what_terraform_takes_them_for(
    tmp_path: Path, requires_terraform: TerraformBinary
) -> None:
    """Each pattern leaves out exactly the files that fileset() gives for it."""
    root = tmp_path / "src"
    make_tree(root)
    everything = {file.name for file in collect(str(root), Excludes([]))}
    asked = [f"fileset({literal(str(root))}, {literal(pattern)})" for pattern in PATTERNS]
    for pattern, theirs in zip(
        PATTERNS, ask_terraform(requires_terraform, root, asked), strict=True
    ):
        try:
            excludes = Excludes([pattern])
        except UsageError:
            # Terraform sees some faults only in a pattern that got that far: nothing matches.
            assert not theirs, pattern
            continue
        ours = {name for name in everything if excludes.file(name)}
        assert ours == set(theirs or []), pattern


@pytest.mark.terraform
@pytest.mark.parametrize(
    "patterns",
    [
        pytest.param([], id="none"),
        pytest.param(list(DEFAULT_EXCLUDES), id="default"),
        pytest.param(["**/tests/**", "linkdir/**", "*.PY", "a/b/**"], id="own"),
    ],
)
def test_what_is_packaged_is_what_is_hashed(
    tmp_path: Path, requires_terraform: TerraformBinary, patterns: list[str]
) -> None:
    """The files of the package are those of the plan-time hash, links included."""
    root = tmp_path / "src"
    make_tree(root)
    where = literal(str(root))
    union = ", ".join(f"fileset({where}, {literal(pattern)})" for pattern in patterns)
    expression = (
        f'setsubtract(fileset({where}, "**"), setunion(toset([]){", " if union else ""}{union}))'
    )
    (theirs,) = ask_terraform(requires_terraform, root, [expression])
    assert theirs is not None
    assert sorted(file.name for file in collect(str(root), Excludes(patterns))) == sorted(theirs)


@pytest.mark.terraform
def test_terraform_passes_over_a_broken_link(
    tmp_path: Path, requires_terraform: TerraformBinary
) -> None:
    """fileset("**") does not list a broken link, so the packager must name it."""
    make_tree(tmp_path / "src")
    (tmp_path / "src" / "gone").symlink_to("nowhere")
    listing = f'fileset({literal(str(tmp_path / "src"))}, "**")'
    (listed,) = ask_terraform(requires_terraform, tmp_path / "src", [listing])
    assert listed is not None
    assert "gone" not in listed


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("../x", "it leads out of the source directory"),
        ("a/../../x", "it leads out of the source directory"),
        ("x\\", "nothing follows its backslash"),
        ("[ab", "a [ is not closed within one name"),
        ("[a/b]", "a [ is not closed within one name"),
        ("[]", "a [] is empty"),
        ("[-a]", "a range lacks its start"),
        ("[a-]", "a range lacks its end"),
        ("{a,b", "a { is not closed within one name"),
        ("{a/b,c}", "a { is not closed within one name"),
        ("{a,{b}}", "braces within braces have no meaning"),
    ],
)
def test_a_pattern_without_a_meaning_is_refused(pattern: str, why: str) -> None:
    """A pattern that Terraform could take otherwise is an error that says what is wrong."""
    with pytest.raises(UsageError) as caught:
        Excludes([pattern])
    assert caught.value.message == f"the exclude pattern {pattern!r} cannot be used: {why}"


def test_the_module_hashes_what_the_packager_packs() -> None:
    """Terraform's default list and the packager's are one."""
    from lambda_monitored_gen.catalog.packaging import PACKAGE_EXCLUDES  # noqa: PLC0415 - one use

    assert DEFAULT_EXCLUDES == PACKAGE_EXCLUDES
