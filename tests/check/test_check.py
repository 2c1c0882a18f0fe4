"""`lmgen check`: verdicts, formats, exit codes, and that it writes nothing."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen import __version__
from lambda_monitored_gen.commands import run
from lambda_monitored_gen.output.lock import directory_lock
from lambda_monitored_gen.output.manifest import MANIFEST, digest

SPEC = """\
lmgen: 1
module: {namespace: acme, name: lambda-monitored, version: 1.0.0}
examples:
  - {name: first, values: {function_name: first, alarm_emails: [ops@example.com]}}
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rendered module beside its spec; the working directory is that of the spec."""
    monkeypatch.chdir(tmp_path)
    Path("spec.yaml").write_text(SPEC)
    assert run(["-q", "render", "spec.yaml", "-o", "m"]) == 0
    return tmp_path / "m"


def change_spec(old: str, new: str) -> None:
    text = Path("spec.yaml").read_text()
    assert old in text
    Path("spec.yaml").write_text(text.replace(old, new))


def spoil(module: Path) -> None:
    """Make one file of every verdict."""
    change_spec("version: 1.0.0", "version: 1.1.0")  # stale: what names it
    (module / "sns.tf").write_text("# mine now\n")
    (module / "s3.tf").unlink()
    (module / "kms.tf").chmod(0o755)
    (module / "notes.txt").write_text("mine\n")
    manifest = (module / MANIFEST).read_text()
    for name, recorded in (
        ("moved.tf", "# rendered once\n"),
        ("locals.tf", "# rendered otherwise\n"),
        ("house.tf", "# rendered once\n"),
    ):
        (module / name).write_text("# rendered once\n")
        manifest += f"{digest(recorded.encode())}  {name}\n"
    (module / MANIFEST).write_text(manifest)
    program = module / "scripts" / "package.sh"
    program.write_bytes(program.read_bytes().replace(b"\n", b"\r\n"))


def report(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    capsys.readouterr()
    run(["check", "spec.yaml", "-o", "m", "--format", "json", *options])
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == 1
    (entry,) = document["specs"]
    assert isinstance(entry, dict)
    return entry


def test_a_fresh_module_is_up_to_date(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was just rendered does not differ."""
    assert run(["check", "spec.yaml", "-o", "m"]) == 0
    assert "up to date" in capsys.readouterr().out
    assert module.is_dir()


def test_each_verdict(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each way in which a file can differ has its own word."""
    spoil(module)
    entry = report(capsys, "--untracked", "--no-diff")
    files = entry["files"]
    assert isinstance(files, list)
    assert {each["path"]: each["verdict"] for each in files} == {
        ".lmgen/manifest": "stale",
        "README.md": "stale",
        "examples/first/main.tf": "stale",
        "house.tf": "left",
        "locals.tf": "modified orphan",
        "main.tf": "stale",
        "moved.tf": "orphan",
        "s3.tf": "missing",
        "kms.tf": "mode",
        "scripts/package.sh": "line endings",
        "sns.tf": "modified",
        "tests/full.tftest.hcl": "stale",
    }
    assert entry["untracked"] == ["notes.txt"]
    assert entry["status"] == "drift"
    assert run(["check", "spec.yaml", "-o", "m"]) == 1


def test_the_text_shows_verdict_reason_diff_and_remedy(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """People see what differs, why, how, and the command that mends it."""
    spoil(module)
    assert run(["check", "spec.yaml", "-o", "m", "--untracked"]) == 1
    out = capsys.readouterr().out
    assert "stale  main.tf: was rendered earlier" in out
    assert '-  module_version = "1.0.0"\n+  module_version = "1.1.0"' in out
    assert "untracked  notes.txt" in out
    assert "--templates, then run: lmgen render spec.yaml -o m --force\n" in out
    assert run(["-q", "check", "spec.yaml", "-o", "m"]) == 1
    assert capsys.readouterr() == ("", "")


def test_without_edits_a_render_is_enough(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command that is named does what it says: nothing of anybody's is in its way."""
    (module / "s3.tf").unlink()
    assert run(["check", "spec.yaml", "-o", "m", "--no-diff"]) == 1
    remedy = capsys.readouterr().out.splitlines()[-1]
    assert remedy == "Run: lmgen render spec.yaml -o m"
    assert run(remedy.split()[2:]) == 0
    assert run(["check", "spec.yaml", "-o", "m"]) == 0


def test_stat_counts_lines_instead_of_showing_them(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--stat` has numbers and no diff."""
    spoil(module)
    assert run(["check", "spec.yaml", "-o", "m", "--stat"]) == 1
    out = capsys.readouterr().out
    assert "main.tf  +1 -1" in out
    assert "@@" not in out


def test_one_file_differs(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary of a module counts in correct English."""
    (module / "s3.tf").unlink()
    assert run(["check", "spec.yaml", "-o", "m", "--no-diff"]) == 1
    assert capsys.readouterr().out.startswith("m: 1 file differs from spec.yaml, ")
    (module / "sns.tf").unlink()
    assert run(["check", "spec.yaml", "-o", "m", "--no-diff"]) == 1
    assert capsys.readouterr().out.startswith("m: 2 files differ from spec.yaml, ")


def test_json_has_the_documented_keys(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs find the releases, the number of unchanged files, and each file that differs."""
    unchanged = report(capsys)["unchanged"]
    (module / "s3.tf").unlink()
    entry = report(capsys, "--no-diff")
    assert set(entry) == {
        "spec",
        "status",
        "directory",
        "generator",
        "unchanged",
        "files",
        "untracked",
        "notes",
        "diagnostics",
        "error",
    }
    assert entry["generator"] == {"current": __version__, "recorded": __version__}
    assert entry["unchanged"] == unchanged - 1
    (file,) = entry["files"]
    assert file["path"] == "s3.tf"
    assert set(file) == {"path", "verdict", "found_sha256", "expected_sha256"}


def test_annotations_have_file_and_line(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """GitHub is told the place of the first difference."""
    spoil(module)
    assert run(["check", "spec.yaml", "-o", "m", "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    main_tf = (module / "main.tf").read_text().splitlines()
    number = next(i for i, line in enumerate(main_tf, 1) if "module_version" in line)
    assert any(
        line.startswith(f"::error file=m/main.tf,line={number},title=lmgen%3A stale::")
        for line in lines
    )


def test_an_invalid_spec_is_unknown(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec that cannot be rendered is no drift: exit code 2."""
    change_spec("version: 1.0.0", "version: one")
    assert run(["check", "spec.yaml", "-o", "m"]) == 2
    assert "semantic version" in capsys.readouterr().err
    assert run(["check", "spec.yaml", "-o", "m", "--format", "github"]) == 2
    assert "::error file=spec.yaml,line=2,col=" in capsys.readouterr().out
    assert report(capsys)["status"] == "unknown"
    assert module.is_dir()


def test_another_generator_is_no_drift_by_itself(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A manifest of another release changes nothing until a file differs; then both are named."""
    manifest = module / MANIFEST
    text = manifest.read_text().replace(f"generator {__version__}", "generator 0.0.1")
    manifest.write_text(text)
    assert run(["check", "spec.yaml", "-o", "m"]) == 0
    change_spec("version: 1.0.0", "version: 1.1.0")
    capsys.readouterr()
    assert run(["check", "spec.yaml", "-o", "m", "--no-diff"]) == 1
    assert f"lmgen 0.0.1 rendered it, this is {__version__}" in capsys.readouterr().out


def test_line_endings_of_a_checkout_do_not_count(module: Path) -> None:
    """A checkout with CRLF is the same module, and a render does not touch it."""
    file = module / "sns.tf"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.stat().st_mtime_ns
    assert run(["check", "spec.yaml", "-o", "m"]) == 0
    assert run(["-q", "render", "spec.yaml", "-o", "m"]) == 0
    assert file.stat().st_mtime_ns == before


def test_a_submodule_is_checked_as_any_directory(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The `.git` file of a submodule, what Terraform keeps, and packages are not untracked."""
    (module / ".git").write_text("gitdir: ../.git/modules/m\n")
    for name in (".terraform", ".build"):
        (module / name).mkdir()
        (module / name / "x").touch()
    assert report(capsys, "--untracked")["untracked"] == []


def test_links_are_not_followed(module: Path, tmp_path: Path) -> None:
    """A file that is a link counts as edited, whatever it points to, and is not read."""
    secret = tmp_path / "elsewhere"
    secret.write_bytes((module / "sns.tf").read_bytes())
    (module / "sns.tf").unlink()
    (module / "sns.tf").symlink_to(secret)
    assert run(["-q", "check", "spec.yaml", "-o", "m"]) == 1
    assert run(["-q", "render", "spec.yaml", "-o", "m", "--force"]) == 0
    assert not (module / "sns.tf").is_symlink()
    assert secret.exists()


def snapshot(directory: Path) -> dict[str, tuple[int, int, int]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.stat().st_size)
        for path in sorted(directory.rglob("*"))
    }


@pytest.mark.process
@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_it_writes_nothing(module: Path, tmp_path: Path, style: str) -> None:
    """No file, no directory and no time stamp of spec or module changes."""
    spoil(module)
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    tmp_path.chmod(0o555)
    before = snapshot(tmp_path)
    try:
        command = [sys.executable, "-m", "lambda_monitored_gen", "check", "spec.yaml", "-o", "m"]
        done = subprocess.run(
            [*command, "--untracked", "--format", style],
            cwd=tmp_path,
            check=False,
            timeout=60,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert done.returncode == 1, done.stderr
        assert snapshot(tmp_path) == before
    finally:
        tmp_path.chmod(0o755)
        for path in tmp_path.rglob("*"):
            path.chmod(0o755)


@pytest.mark.process
@pytest.mark.parametrize(
    ("make", "reason"), [(os.mkfifo, "is not a regular file"), (os.mkdir, "is a directory")]
)
@pytest.mark.parametrize("command", ["check", "render"])
def test_what_is_no_file_is_said(
    module: Path, command: str, make: Callable[[Path], None], reason: str
) -> None:
    """A pipe under a file's name is not waited for; nor is anything else taken for a file."""
    (module / "sns.tf").unlink()
    make(module / "sns.tf")
    ran = subprocess.run(
        [sys.executable, "-m", "lambda_monitored_gen", command, "spec.yaml", "-o", "m"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ran.returncode == 2
    assert f"m/sns.tf: expected a file that can be read: {reason}" in ran.stderr


def test_a_render_at_work_is_said(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While another process renders there, the answer is not known."""
    with directory_lock(module):
        assert run(["check", "spec.yaml", "-o", "m"]) == 2
    assert "another lmgen is writing there" in capsys.readouterr().err


def two_specs() -> None:
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(SPEC.replace("lambda-monitored", name))


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two specs in a directory of their own."""
    (tmp_path / "fleet").mkdir()
    monkeypatch.chdir(tmp_path / "fleet")
    two_specs()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "fleet"


@pytest.mark.parametrize("argument", ["fleet", "fleet/*.yaml", "**/t*.yaml"])
def test_many_specs(fleet: Path, argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Directories and patterns name specs; each has its own module, and one summary ends it."""
    assert run(["render", argument, "-o", "out/{name}"]) == 0
    assert run(["check", argument, "-o", "out/{name}"]) == 0
    (fleet.parent / "out" / "two" / "sns.tf").unlink()
    capsys.readouterr()
    assert run(["check", argument, "-o", "out/{name}", "--no-diff"]) == 1
    if "t*" not in argument:
        assert "2 specs: 1 up-to-date, 1 drift, 0 unknown" in capsys.readouterr().out


def test_two_specs_cannot_share_a_directory(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One directory for two modules is refused, by pattern and by `output`."""
    assert run(["render", "fleet", "-o", "out"]) == 2
    assert "expected a pattern" in capsys.readouterr().err
    assert run(["render", "fleet", "-o", "out/{namespace}"]) == 2
    assert "and so does" in capsys.readouterr().err
    assert (fleet.parent / "out" / "acme").is_dir()


def test_several_renders_end_with_a_table(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each module, what failed among them, and the sum."""
    assert run(["render", "fleet", "-o", "out/{name}"]) == 0
    (fleet / "bad.yaml").write_text("lmgen: 1\n")
    (fleet.parent / "out" / "two" / "sns.tf").unlink()
    capsys.readouterr()
    assert run(["render", "fleet", "-o", "out/{name}"]) == 2
    printed = capsys.readouterr()
    head, *rows, total = printed.out.splitlines()
    assert head.split() == ["module", "written", "unchanged", "removed"]
    assert len({len(row) for row in rows if "failed" not in row} | {len(head)}) == 1
    assert [row.split()[:2] for row in rows] == [
        ["fleet/bad.yaml", "failed"],
        ["out/one", "0"],
        ["out/two", "1"],
    ]
    assert total == "3 specs: 2 rendered, 1 failed"
    assert "missing-key" in printed.err


def test_one_broken_spec_does_not_keep_the_others_back(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest of a fleet is rendered, and the summary counts the failed ones."""
    (fleet / "one.yaml").write_text("lmgen: 2\n")
    assert run(["render", "fleet", "-o", "out/{name}"]) == 2
    assert "2 specs: 1 rendered, 1 failed" in capsys.readouterr().out
    assert (fleet.parent / "out" / "two" / "sns.tf").is_file()


def test_shards_cover_the_fleet_once(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The parts of N machines are disjoint and together all."""
    run(["-q", "render", "fleet", "-o", "out/{name}"])
    seen: list[str] = []
    for part in ("1/2", "2/2"):
        capsys.readouterr()
        assert run(["check", "fleet", "-o", "out/{name}", "--shard", part]) == 0
        seen += [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert sorted(seen) == ["out/one", "out/two"]
    assert run(["check", "fleet", "--shard", "3/2"]) == 2
    assert "expected I/N" in capsys.readouterr().err
    assert fleet.is_dir()


def test_nothing_named_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty directory and a pattern without a match are errors, not success."""
    assert run(["check", str(tmp_path)]) == 2
    assert run(["check", f"{tmp_path}/*.yaml"]) == 2
    assert capsys.readouterr().err.count("found none") == 2


def test_templates_count_as_the_render_used_them(
    module: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A module of custom templates is up to date with them, and drifts without them."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "NOTES.md.j2").write_text("Of <{ module.name | md }>.\n")
    assert run(["-q", "render", "spec.yaml", "-o", "m", "--templates", str(own)]) == 0
    assert run(["check", "spec.yaml", "-o", "m", "--templates", str(own)]) == 0
    capsys.readouterr()
    assert run(["check", "spec.yaml", "-o", "m"]) == 1
    assert "left  NOTES.md" in capsys.readouterr().out
    assert run(["-q", "render", "spec.yaml", "-o", "m"]) == 0
    assert run(["check", "spec.yaml", "-o", "m"]) == 0
    assert (module / "NOTES.md").read_text().endswith("\nOf lambda-monitored.\n")


def test_diff_is_a_dry_run(module: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`lmgen diff` shows what a render would do and changes nothing."""
    change_spec("version: 1.0.0", "version: 1.1.0")
    before = snapshot(module)
    assert run(["diff", "spec.yaml", "-o", "m"]) == 0
    assert '+  module_version = "1.1.0"' in capsys.readouterr().out
    assert snapshot(module) == before


@pytest.mark.process
def test_two_renders_wait_for_each_other(module: Path) -> None:
    """Renders into one directory at once leave one of the two trees, never a mixture."""
    variants = []
    for version in ("2.0.0", "3.0.0"):
        spec = Path(f"v{version}.yaml")
        spec.write_text(SPEC.replace("1.0.0", version))
        variants.append([sys.executable, "-m", "lambda_monitored_gen", "-q", "render", str(spec)])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for _ in range(3):
        running = [subprocess.Popen([*each, "-o", "m"], env=environment) for each in variants]
        assert [each.wait(timeout=60) for each in running] == [0, 0]
        codes = [run(["-q", "check", each[-1], "-o", "m"]) for each in variants]
        assert sorted(codes) == [0, 1]
    shutil.rmtree(module)
