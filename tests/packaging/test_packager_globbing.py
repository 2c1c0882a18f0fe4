from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from lambda_monitored_gen.terraform import TerraformBinary
from tests.packaging.packager_support import package

NAMES = [
    "main.py", ".dot", ".git/HEAD", ".git/x/c", "sub/.git", "a/x.py", "a/b/y.pyc", "a/.dot2",
    "a/b/c/d/e.txt", "d/.venv/lib/z", "sp ace", "q'uo\"te", "new\nline", "😀.py", "br[a]ck",
    "n/{x,y}", "st*r", "back\\sl", "dash-ed", "caret^", "bang!", "MAIN.PY",
    "pkg/__pycache__/m.pyc",
    "tests/test_a.py", "pkg/tests/t.py", "é/ü.py", "%{y}", "comma,ed", "]close", "~home",
]  # fmt: skip

PATTERNS = [
    *package.NEVER, *package.EXCLUDES, *package.SECRETS, "**", "*", ".*", "**/*.py", "*.py",
    "**.py", "a/**", "a/*", "a", "a/", "**/b/**", "**/tests/**", "**/?", "????", "new*",
    "*\n*", "😀*", "?.py", "é/*", "**/**/y.pyc", "./main.py", "a//x.py", "*/", "a**",
    "**/.venv/**/z", "*/*", "*/**/*.txt", "a/**/e.txt", "a/**/**", "**/c/**", "comma,ed",
    "~*", "main.py/**",
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
    everything = {file.name for file in package.walk(str(root))}
    asked = [f"fileset({literal(str(root))}, {literal(pattern)})" for pattern in PATTERNS]
    for pattern, theirs in zip(
        PATTERNS, ask_terraform(requires_terraform, root, asked), strict=True
    ):
        matches = package.matcher([pattern]).fullmatch
        assert {name for name in everything if matches(name)} == set(theirs or []), pattern


@pytest.mark.terraform
@pytest.mark.parametrize(
    "patterns",
    [
        pytest.param([], id="none"),
        pytest.param(package.EXCLUDES, id="default"),
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
    assert sorted(
        file.name for file in package.walk(str(root), package.Rules(patterns, [], []))
    ) == sorted(theirs)


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


@pytest.mark.terraform
def test_links_that_lead_out_are_seen_as_terraform_sees_them(
    tmp_path: Path, requires_terraform: TerraformBinary
) -> None:
    """What lies behind a link, out of the source too, is listed by both."""
    make_tree(tmp_path / "src")
    make_tree(tmp_path / "out")
    (tmp_path / "src" / "outdir").symlink_to("../out")
    (tmp_path / "src" / "outfile").symlink_to("../out/main.py")
    listing = f'fileset({literal(str(tmp_path / "src"))}, "**")'
    (listed,) = ask_terraform(requires_terraform, tmp_path / "src", [listing])
    assert listed is not None
    assert {"outfile", "outdir/main.py", "outdir/a/x.py"} <= set(listed)
    ours = package.walk(str(tmp_path / "src"), package.Rules([], [], []))
    assert {file.name for file in ours} == set(listed)


@pytest.mark.parametrize(
    "pattern", ["../x", "a/../../x", "x\\", "[ab]", "[^a]", "{a,b}", "a]", "b}", "", "/", "./"]
)
def test_a_pattern_that_could_be_taken_otherwise_is_refused(pattern: str) -> None:
    """Only *, ? and ** have a meaning, within the directory."""
    with pytest.raises(package.Failure, match=r"only \*, \? and \*\* have a meaning"):
        package.matcher([pattern])


def test_the_module_hashes_what_the_packager_packs() -> None:
    """Terraform's default list and the packager's are one."""
    from lambda_monitored_gen.catalog.packaging import PACKAGE_EXCLUDES  # noqa: PLC0415 - one use

    assert tuple(package.EXCLUDES) == PACKAGE_EXCLUDES
