"""Modules in a real git: line endings, modes, merges, ignored files, and diffs that apply."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.output.manifest import FORMER_MANIFEST, MANIFEST, parse
from lambda_monitored_gen.output.writer import SUFFIX
from lambda_monitored_gen.rendering.paths import SCAFFOLDED

pytestmark = pytest.mark.process

SPEC = """\
lmgen: 1
module:
  namespace: acme
  name: one
  version: 1.0.0
output: m
defaults:
  cloudwatch_log_retention_days: 400

  # These two are far from each other.

  timeout: 30
"""
SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}
WINDOWS = {"core.fileMode": "false", "core.autocrlf": "true", "core.ignoreCase": "true"}

SCRIPT = "scripts/package.sh"


class Checkout:
    """A checkout of git, in which lmgen is run."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self.module = directory / "m"
        self.spec = directory / "s.yaml"
        self._capsys = capsys
        self.said = ""

    def git(self, *arguments: str, check: bool = True) -> str:
        """Run git, and give what it prints."""
        command = ["git", *arguments]
        ran = subprocess.run(command, cwd=self.directory, capture_output=True, check=False)
        assert not check or ran.returncode == 0, ran.stderr.decode()
        return (ran.stdout + ran.stderr).decode()

    def lmgen(self, *arguments: str) -> int:
        """Run lmgen, and keep what it says."""
        self._capsys.readouterr()
        before = Path.cwd()
        os.chdir(self.directory)
        try:
            code = run(list(arguments))
        finally:
            os.chdir(before)
        out, err = self._capsys.readouterr()
        self.said = out + err
        return code

    def change(self, *words: str) -> None:
        """Change the spec: old and new words in turn."""
        text = self.spec.read_text()
        for old, new in zip(words[::2], words[1::2], strict=True):
            assert old in text
            text = text.replace(old, new)
        self.spec.write_text(text)

    def commit(self) -> None:
        """Commit all files."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "x")

    def clone(self, name: str, **settings: str) -> "Checkout":
        """Clone it, with settings of git that hold from the first checkout on."""
        options = [f"--config={key}={value}" for key, value in settings.items()]
        self.git(
            "clone", "--quiet", *options, str(self.directory), str(self.directory.parent / name)
        )
        return Checkout(self.directory.parent / name, self._capsys)

    def is_settled(self) -> bool:
        """Whether a check finds nothing, nor does sha256sum, and no render was forced."""
        return self.lmgen("check", "s.yaml") == 0 and sha256sum_agrees(self.module)


def sha256sum_agrees(module: Path) -> bool:
    """Whether the files are those of the manifest, as a program that is not lmgen sees it."""
    command = ["sha256sum", "--strict", "--quiet", "--check", MANIFEST]
    return subprocess.run(command, cwd=module, check=False).returncode == 0


@pytest.fixture(name="origin")
def _origin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Checkout:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    directory = tmp_path / "origin"
    directory.mkdir()
    origin = Checkout(directory, capsys)
    origin.git("init", "--quiet", "--initial-branch=main")
    origin.spec.write_text(SPEC)
    return origin


@pytest.fixture(name="rendered")
def _rendered(origin: Checkout) -> Checkout:
    """A checkout with a module that was rendered and committed."""
    assert origin.lmgen("render", "s.yaml") == 0
    origin.commit()
    return origin


def has_crlf(file: Path) -> bool:
    return b"\r\n" in file.read_bytes()


def bash_reads(script: Path) -> bool:
    """Whether bash can parse a script."""
    return (
        subprocess.run(["bash", "-n", str(script)], check=False, capture_output=True).returncode
        == 0
    )


def test_a_windows_like_clone_is_the_same_module(rendered: Checkout) -> None:
    """With CRLF and without modes, a clone is up to date, and a render has nothing to do."""
    clone = rendered.clone("clone", **WINDOWS)
    assert has_crlf(clone.spec)  # what is not rendered has the line endings of the checkout
    (clone.module / SCRIPT).chmod(0o644)
    assert bash_reads(clone.module / SCRIPT)
    assert clone.lmgen("check", "s.yaml") == 0, clone.said
    assert clone.is_settled()
    assert clone.lmgen("render", "s.yaml") == 0
    assert ": 0 files written, " in clone.said
    assert clone.git("status", "--porcelain") == ""


def test_rendered_files_are_folded_and_others_are_not(rendered: Checkout) -> None:
    """GitHub is told which files are rendered, one by one; files of the user's are not folded."""
    for name in ("mine.tf", "tests/test_mine.py", "examples/mine/main.tf"):
        (rendered.module / name).parent.mkdir(parents=True, exist_ok=True)
        (rendered.module / name).touch()
    listed = rendered.git("ls-files", "--others", "--cached", "m").splitlines()
    answers = rendered.git("check-attr", "linguist-generated", "eol", "--", *listed).splitlines()
    folded = {line.split(": ")[0] for line in answers if line.endswith("generated: set")}
    assert {each.removeprefix("m/") for each in set(listed) - folded} == {
        "mine.tf", "tests/test_mine.py", "examples/mine/main.tf", *SCAFFOLDED
    }  # fmt: skip
    assert {line.split(": ")[0] for line in answers if line.endswith("eol: lf")} == folded


@pytest.fixture(name="older")
def _older(rendered: Checkout) -> Checkout:
    """A clone with CRLF of a module that has no `.gitattributes`."""
    rendered.git("rm", "--quiet", "m/.gitattributes")
    rendered.git("commit", "--quiet", "--message", "as an older release rendered")
    return rendered.clone("crlf", **{"core.autocrlf": "true"})


def test_a_script_with_crlf_is_a_finding(older: Checkout) -> None:
    """What bash cannot read is not up to date; everything else with CRLF is; a render mends it."""
    assert has_crlf(older.module / "README.md")
    assert not bash_reads(older.module / SCRIPT)
    assert older.lmgen("check", "s.yaml", "--no-diff") == 1
    assert re.findall(r"^ +([a-z ]+)  (\S+): ", older.said, re.MULTILINE) == [
        ("missing", ".gitattributes"),
        ("line endings", SCRIPT),
    ]
    assert older.lmgen("render", "s.yaml") == 0
    assert bash_reads(older.module / SCRIPT)
    assert older.lmgen("check", "s.yaml") == 0


def test_a_diff_in_a_checkout_with_crlf_has_the_lines_that_change(older: Checkout) -> None:
    """One changed line of the README is one line gone and one new, and the diff applies."""
    assert older.lmgen("render", "s.yaml") == 0
    older.change("version: 1.0.0", "version: 1.1.0")
    assert older.lmgen("diff", "s.yaml") == 0
    readme = older.said.split("diff --git a/m/README.md")[1].split("diff --git")[0]
    assert re.findall(r"^[-+][^-+].*", readme, re.MULTILINE) == [
        '-  version = "1.0.0"',
        '+  version = "1.1.0"',
    ]
    apply(older, older.said, "--check")


def apply(checkout: Checkout, diff: str, *options: str, below: str = "") -> None:
    """Have git apply a diff."""
    ran = subprocess.run(
        ["git", "apply", *options, "-"],
        cwd=checkout.directory / below,
        input=diff,
        text=True,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def test_a_mode_that_git_lacks_is_said_with_the_command(rendered: Checkout) -> None:
    """Where a mode was lost when it was committed, the clone is told how to record it."""
    rendered.git("config", "core.fileMode", "false")
    rendered.git("update-index", "--chmod=-x", f"m/{SCRIPT}")
    rendered.git("commit", "--quiet", "--message", "from Windows")
    clone = rendered.clone("clone")
    assert clone.lmgen("check", "s.yaml") == 1
    assert f"mode  {SCRIPT}: has the wrong executable bit" in clone.said
    command = f"git -C m update-index --add --chmod=+x {SCRIPT}"
    assert f"run: {command}\n" in clone.said
    rendered.git(*command.split()[1:])
    rendered.git("commit", "--quiet", "--message", "as lmgen said")
    clone.git("pull", "--quiet")
    assert clone.is_settled()


def test_a_mode_that_was_lost_on_the_disk_alone_is_not_of_git(rendered: Checkout) -> None:
    """Where git has the right mode, or no file at all, a render is all that is needed."""
    (rendered.module / SCRIPT).chmod(0o644)
    for untracked in (False, True):
        if untracked:
            rendered.git("rm", "--quiet", "--cached", f"m/{SCRIPT}")
        assert rendered.lmgen("check", "s.yaml", "--no-diff") == 1
        assert "git records" not in rendered.said
        assert rendered.said.endswith("Run: lmgen render s.yaml\n")


def test_a_first_render_says_what_git_would_lose(origin: Checkout) -> None:
    """Where git does not read modes, the render says how a script is recorded as one."""
    origin.git("config", "core.fileMode", "false")
    assert origin.lmgen("render", "s.yaml") == 0
    command = re.findall(r"run: git (.*)", origin.said)
    assert len(command) == 1
    origin.commit()
    assert origin.clone("before").lmgen("check", "s.yaml") == 1
    origin.git(*command[0].split())
    origin.commit()
    assert origin.clone("after").is_settled()


@pytest.mark.parametrize("in_git", [True, False])
def test_a_drive_that_shows_every_file_as_executable(rendered: Checkout, *, in_git: bool) -> None:
    """Where no mode means anything, none is a finding, and a render has nothing to do."""
    if in_git:
        rendered.git("config", "core.fileMode", "false")
    else:
        (rendered.directory / ".git").rename(rendered.directory.parent / "elsewhere")
    for file in rendered.module.rglob("*"):
        file.chmod(0o777)
    assert rendered.lmgen("check", "s.yaml") == 0, rendered.said
    assert rendered.lmgen("render", "s.yaml") == 0
    assert ": 0 files written, " in rendered.said


def test_modes_count_where_git_reads_them(rendered: Checkout) -> None:
    """Files that git shows as changed are findings."""
    for file in rendered.module.rglob("*.tf"):
        file.chmod(0o755)
    assert rendered.lmgen("check", "s.yaml", "--no-diff") == 1
    assert rendered.said.count("  mode  ") == len(list(rendered.module.rglob("*.tf")))


def branches(checkout: Checkout, ours: Callable[[], None], theirs: Callable[[], None]) -> None:
    """Change, render and commit on two branches, and leave the first one checked out."""
    for name, change in (("theirs", theirs), ("ours", ours)):
        checkout.git("checkout", "--quiet", "-b", name, "main")
        change()
        assert checkout.lmgen("render", "s.yaml") == 0
        checkout.commit()


def bump(checkout: Checkout, version: str) -> Callable[[], None]:
    return lambda: checkout.change("version: 1.0.0", f"version: {version}")


def mend(checkout: Checkout) -> None:
    """Solve the conflict in the spec."""
    text = checkout.spec.read_text()
    checkout.spec.write_text(
        re.sub(r"<{7}[^\n]*\n.*={7}\n(.*)>{7}[^\n]*\n", r"\1", text, flags=re.DOTALL)
    )


MERGE_SETTINGS = {
    "by union": "",
    "with conflict markers": "m/.lmgen/manifest merge=text",
    "as a binary file": "m/.lmgen/manifest -merge",
}


@pytest.mark.parametrize("manifest", MERGE_SETTINGS)
@pytest.mark.parametrize("command", ["merge", "rebase", "cherry-pick"])
def test_one_render_ends_a_merge_with_conflicts(
    rendered: Checkout, command: str, manifest: str
) -> None:
    """With the spec mended, one render without `--force` ends it, whatever the manifest is."""
    attributes = rendered.directory / ".git" / "info" / "attributes"
    attributes.write_text(MERGE_SETTINGS[manifest])
    branches(rendered, bump(rendered, "1.1.0"), bump(rendered, "1.2.0"))
    assert "CONFLICT" in rendered.git(command, "theirs", check=False)
    assert "<<<<<<<" in (rendered.module / "README.md").read_text()
    mend(rendered)
    assert rendered.lmgen("check", "s.yaml", "--no-diff") == 1
    assert rendered.lmgen("render", "s.yaml") == 0, rendered.said
    assert rendered.is_settled()
    rendered.git("add", "--all")
    rendered.git("commit", "--quiet", "--message", "merged")
    assert rendered.is_settled()
    assert "<<<<<<<" not in rendered.git("show", "HEAD:m/README.md")


@pytest.mark.parametrize("later", [0, 2])
def test_one_render_ends_a_merge_without_a_shared_line(rendered: Checkout, later: int) -> None:
    """What git put together from two renders is not an edit, whatever is committed on top."""
    branches(
        rendered,
        lambda: rendered.change("days: 400", "days: 545"),
        lambda: rendered.change("timeout: 30", "timeout: 31"),
    )
    rendered.git("merge", "--quiet", "--no-edit", "theirs")
    assert rendered.git("status", "--porcelain") == ""
    text = (rendered.module / MANIFEST).read_text()
    assert text.count("  variables.tf\n") == 2
    for name in range(later):
        (rendered.directory / f"later-{name}").touch()
        rendered.commit()
    # As if the spec rendered something else for the sum than git put together.
    rendered.change("timeout: 31", "timeout: 32")
    assert rendered.lmgen("check", "s.yaml", "--no-diff") == 1
    assert "stale  variables.tf" in rendered.said
    assert rendered.lmgen("render", "s.yaml") == 0, rendered.said
    assert rendered.is_settled()


def test_a_merge_is_settled_by_a_render_though_no_file_differs(rendered: Checkout) -> None:
    """A manifest with two lines for a file is a finding, for the next change would not be known."""
    branches(
        rendered,
        lambda: rendered.change("days: 400", "days: 545"),
        lambda: rendered.change("timeout: 30", "timeout: 31"),
    )
    rendered.git("merge", "--quiet", "--no-edit", "theirs")
    assert rendered.lmgen("check", "s.yaml", "--no-diff") == 1
    assert re.findall(r"^ +(\w+)  (\S+): ", rendered.said, re.MULTILINE) == [("stale", MANIFEST)]
    assert rendered.lmgen("render", "s.yaml") == 0
    assert rendered.is_settled()


@pytest.mark.parametrize("where", ["in the conflict", "elsewhere in the file"])
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_an_edit_on_one_of_the_branches_is_refused(
    rendered: Checkout, side: str, where: str
) -> None:
    """A merge does not make somebody's work lmgen's."""
    for name in ("theirs", "ours"):
        rendered.git("checkout", "--quiet", "-b", name, "main")
        rendered.change("version: 1.0.0", f"version: 1.{len(name)}.0")
        assert rendered.lmgen("render", "s.yaml") == 0
        if name == side:
            readme = rendered.module / "README.md"
            text = readme.read_text()
            version = f'version = "1.{len(name)}.0"'
            assert version in text
            new = (
                text.replace(version, f"{version} # mine") if where[0] == "i" else f"{text}\nmine\n"
            )
            readme.write_text(new)
        rendered.commit()
    rendered.git("merge", "theirs", check=False)
    mend(rendered)
    before = (rendered.module / "README.md").read_bytes()
    assert rendered.lmgen("render", "s.yaml") == 2
    assert "\n  README.md\n" in rendered.said
    assert "main.tf" not in rendered.said
    assert (rendered.module / "README.md").read_bytes() == before


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_an_edit_that_git_merged_without_conflicts_is_refused(
    rendered: Checkout, side: str
) -> None:
    """What is in the merge commit counts as lmgen's only if both of its sides were."""
    for name, old, new in (
        ("theirs", "days: 400", "days: 545"),
        ("ours", "timeout: 30", "timeout: 31"),
    ):
        rendered.git("checkout", "--quiet", "-b", name, "main")
        rendered.change(old, new)
        assert rendered.lmgen("render", "s.yaml") == 0
        if name == side:
            with (rendered.module / "variables.tf").open("a") as file:
                file.write("# mine\n")
        rendered.commit()
    rendered.git("merge", "--quiet", "--no-edit", "theirs")
    assert rendered.lmgen("render", "s.yaml") == 2
    assert "\n  variables.tf\n" in rendered.said


def test_an_edit_during_a_merge_is_refused(rendered: Checkout) -> None:
    """A file that git put together, edited before the merge is committed, is an edit."""
    branches(
        rendered,
        lambda: rendered.change("1.0.0", "1.1.0", "days: 400", "days: 545"),
        lambda: rendered.change("1.0.0", "1.2.0", "timeout: 30", "timeout: 31"),
    )
    assert "CONFLICT" in rendered.git("merge", "theirs", check=False)
    mend(rendered)
    before = (rendered.module / "variables.tf").read_text()
    (rendered.module / "variables.tf").write_text(f"{before}# mine\n")
    assert rendered.lmgen("render", "s.yaml") == 2
    assert "\n  variables.tf\n" in rendered.said
    assert "README.md" not in rendered.said
    (rendered.module / "variables.tf").write_text(before)
    assert rendered.lmgen("render", "s.yaml") == 0
    assert rendered.is_settled()


def test_an_edit_after_a_merge_is_refused(rendered: Checkout) -> None:
    """That HEAD is a merge is no licence to replace what was edited since, staged or not."""
    branches(
        rendered,
        lambda: rendered.change("days: 400", "days: 545"),
        lambda: rendered.change("timeout: 30", "timeout: 31"),
    )
    rendered.git("merge", "--quiet", "--no-edit", "theirs")
    with (rendered.module / "variables.tf").open("a") as file:
        file.write("# mine\n")
    assert rendered.lmgen("render", "s.yaml") == 2
    rendered.git("add", "--all")
    assert rendered.lmgen("render", "s.yaml") == 2
    assert "\n  variables.tf\n" in rendered.said


def test_a_file_of_nobody_but_a_merge_is_refused(rendered: Checkout) -> None:
    """What a merge has that neither side had any more is no render of either."""
    with rendered.spec.open("a") as file:
        file.write("\n# Far from the others, too.\n\nfeatures: {vpc: true}\n")
    rendered.commit()
    branches(
        rendered,
        lambda: rendered.change("days: 400", "days: 545", "vpc: true", "vpc: false"),
        lambda: rendered.change("timeout: 30", "timeout: 31", "vpc: true", "vpc: false"),
    )
    rendered.git("merge", "--quiet", "--no-commit", "theirs")
    (rendered.module / "vpc.tf").write_text("# mine\n")
    rendered.commit()
    rendered.change("vpc: false", "vpc: true")
    assert rendered.lmgen("render", "s.yaml") == 2
    assert "\n  vpc.tf\n" in rendered.said


def test_branches_of_an_earlier_release_can_be_merged(rendered: Checkout) -> None:
    """Conflicts in the manifest that earlier releases wrote are read too."""

    def as_before() -> None:
        files = parse((rendered.module / MANIFEST).read_bytes()).files
        (rendered.module / MANIFEST).unlink()
        document = {
            "format": 1,
            "generator": "0.0.9",
            "spec": "0" * 64,
            "files": {path: min(checksums) for path, checksums in sorted(files.items())},
        }
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        (rendered.module / FORMER_MANIFEST).write_text(text)
        rendered.commit()

    as_before()
    for name, version in (("theirs", "1.2.0"), ("ours", "1.1.0")):
        rendered.git("checkout", "--quiet", "-b", name, "main")
        rendered.change("version: 1.0.0", f"version: {version}")
        assert rendered.lmgen("render", "s.yaml") == 0
        assert not (rendered.module / FORMER_MANIFEST).exists()
        as_before()
    assert "CONFLICT" in rendered.git("merge", "theirs", check=False)
    assert "<<<<<<<" in (rendered.module / FORMER_MANIFEST).read_text()
    mend(rendered)
    assert rendered.lmgen("render", "s.yaml") == 0, rendered.said
    assert rendered.is_settled()


def test_ignored_files_are_said_to_be_ignored(origin: Checkout) -> None:
    """The render that makes them says so, and so does the check of a clone that lacks them."""
    (origin.directory / ".gitignore").write_text("tests/\n!m/tests/README.md\n")
    assert origin.lmgen("render", "s.yaml") == 0
    said = r"git ignores tests/.* and \d+ more by the rule '(\.\./)?\.gitignore:1: tests/'"
    assert re.search(said, origin.said)
    origin.commit()
    clone = origin.clone("clone")
    assert clone.lmgen("check", "s.yaml", "--no-diff") == 1
    assert "missing  tests/conftest.py" in clone.said
    assert re.search(said, clone.said)
    command = re.findall(r"run: git (.* add --force .*)", clone.said)
    assert clone.lmgen("render", "s.yaml") == 0
    clone.git(*command[0].split())
    clone.commit()
    assert clone.clone("again").is_settled()


def test_an_ignored_module_is_told_of_in_a_line(origin: Checkout) -> None:
    """A directory that git ignores as a whole needs no list of its files, nor does the remedy."""
    (origin.directory / ".gitignore").write_text("/m/\n")
    assert origin.lmgen("render", "s.yaml") == 0
    (line,) = (each for each in origin.said.splitlines() if "git ignores" in each)
    assert "git ignores all of " in line
    (command,) = re.findall(r"run: git (.* add --force \.)$", line)
    origin.git(*command.split())
    origin.commit()
    assert origin.clone("clone").is_settled()


@pytest.mark.parametrize("below", ["", "specs"])
def test_a_diff_applies_from_where_it_was_made(origin: Checkout, below: str) -> None:
    """Two modules, with new, changed and removed files, scripts, binary files and odd names."""
    specs = origin.directory / "specs"
    specs.mkdir()
    (specs / "own").mkdir()
    for name in ("a", "b"):
        text = SPEC.replace("name: one", f"name: {name}").replace(
            "output: m", f"output: out/{name}"
        )
        (specs / f"{name}.yaml").write_text(text)
    workplace = Checkout(origin.directory / below, origin._capsys)  # noqa: SLF001 - the same test's
    places = [f"{'' if below else 'specs/'}{name}" for name in ("a.yaml", "b.yaml", "own")]
    assert workplace.lmgen("render", *places[:2]) == 0
    origin.commit()
    for name in ("a", "b"):
        file = specs / f"{name}.yaml"
        file.write_text(
            file.read_text().replace("timeout: 30", "timeout: 31") + "features: {vpc: false}\n"
        )
    (specs / "own" / "ä b.sh").write_text("#!/bin/sh\n")
    (specs / "own" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0" + bytes(range(256)))
    (specs / "own" / "no-end.txt").write_text("no newline\x0bat the end")
    (specs / "own" / "empty").touch()
    own = ("--templates", places[2])
    assert workplace.lmgen("diff", *places[:2], *own) == 0
    diff = workplace.said
    assert "deleted file mode 100644" in diff
    assert "subnet" not in re.findall(r"^-.*", diff, re.MULTILINE)  # of the removed vpc.tf
    header = [line for line in diff.splitlines() if line.startswith("diff --git")]
    assert len(header) == len(set(header))
    apply(origin, diff, "--check", below=below)
    apply(origin, diff, below=below)
    assert os.access(specs / "out" / "a" / "ä b.sh", os.X_OK)
    assert not (specs / "out" / "b" / "vpc.tf").exists()
    assert workplace.lmgen("check", *places[:2], *own) == 0, workplace.said
    assert sha256sum_agrees(specs / "out" / "a")


def test_a_changed_mode_is_in_the_diff(rendered: Checkout) -> None:
    """A script that lost its mode gets it from the diff."""
    (rendered.module / SCRIPT).chmod(0o644)
    rendered.git("commit", "--quiet", "--all", "--message", "mode")
    assert rendered.lmgen("diff", "s.yaml") == 0
    diff = "diff --git" + rendered.said.partition("diff --git")[2].partition("m: ")[0]
    apply(rendered, diff)
    assert rendered.is_settled()


def test_what_a_killed_render_leaves_is_not_committed(rendered: Checkout) -> None:
    """Staged files are ignored by the module's own rules, wherever they are."""
    for path in ("main.tf", MANIFEST, "tests/conftest.py"):
        (rendered.module / f"{path}{SUFFIX}").touch()
    assert rendered.git("status", "--porcelain") == ""
    assert rendered.lmgen("render", "s.yaml") == 0
    assert not list(rendered.module.rglob(f"*{SUFFIX}"))


def test_without_git_everything_else_works(
    rendered: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A machine without git, or one that does not answer, has the plain verdicts."""
    (rendered.module / "sns.tf").write_text("# mine\n")
    (rendered.module / "s3.tf").unlink()
    (rendered.module / SCRIPT).chmod(0o644)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert rendered.lmgen("check", "s.yaml", "--no-diff") == 1
    assert re.findall(r"^ +(\w+)  (\S+): ", rendered.said, re.MULTILINE) == [
        ("missing", "s3.tf"),
        ("mode", SCRIPT),
        ("modified", "sns.tf"),
    ]


def test_no_program_of_the_repository_is_run(rendered: Checkout) -> None:
    """A repository that somebody else set up is asked, and runs nothing."""
    program = rendered.directory.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {program}.ran\n")
    program.chmod(0o755)
    for setting in ("core.fsmonitor", "core.pager", "core.askPass"):
        rendered.git("config", setting, str(program))
    (rendered.module / "sns.tf").write_text("# mine\n")
    (rendered.module / "s3.tf").unlink()
    (rendered.module / SCRIPT).chmod(0o644)
    assert rendered.lmgen("check", "s.yaml", "--no-diff") == 1
    assert not program.with_suffix(".ran").exists()


def test_the_repository_of_a_hook_is_not_taken_for_that_of_the_module(
    rendered: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a hook of another repository, git answers for the module's own."""
    (rendered.directory / ".gitignore").write_text("sns.tf\n")
    rendered.git("rm", "--quiet", "--cached", "m/sns.tf")
    (rendered.module / "sns.tf").unlink()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert rendered.lmgen("check", "s.yaml", "--no-diff") == 1
    assert "git ignores sns.tf by the rule" in rendered.said
