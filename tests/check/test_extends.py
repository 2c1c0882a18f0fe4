"""Modules of specs that share a company's file: drift, formats, many specs, templates, watching."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.commands import run
from lambda_monitored_gen.fleet.watching import watch_changes
from lambda_monitored_gen.output.manifest import MANIFEST

SPEC = """\
lmgen: 1
extends: ../company.yaml
module: {{namespace: acme, name: {name}, version: 1.0.0}}
"""


@pytest.fixture(name="fleet")
def _fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two rendered modules whose specs extend one file; the working directory is above them."""
    monkeypatch.chdir(tmp_path)
    Path("company.yaml").write_text("defaults: {timeout: 20}\n")
    Path("infra").mkdir()
    for name in ("one", "two"):
        Path(f"infra/{name}.yaml").write_text(SPEC.format(name=name))
    assert run(["-q", "render", "infra"]) == 0
    return tmp_path / "infra"


def report(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    run(["check", "infra", "--format", "json"])
    return list(json.loads(capsys.readouterr().out)["specs"])


def test_another_company_file_is_drift(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each module is stale when the file changes that its spec extends, and one render mends it."""
    manifest = (fleet / "terraform-aws-one" / MANIFEST).read_text()
    assert "company" not in manifest
    assert run(["check", "infra"]) == 0
    Path("company.yaml").write_text("defaults: {timeout: 21}\n")
    for entry in report(capsys):
        assert entry["status"] == "drift"
        assert "variables.tf" in {file["path"] for file in entry["files"]}
    assert run(["-q", "render", "infra"]) == 0
    assert run(["check", "infra"]) == 0
    assert "= 21" in (fleet / "terraform-aws-two" / "variables.tf").read_text()


def test_a_finding_of_the_company_is_told_once(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """People read a finding in the shared file once; each spec says how many errors it has."""
    assert fleet.is_dir()
    Path("company.yaml").write_text("defaults: {timeout: 0}\n")
    assert run(["check", "infra"]) == 2
    err = capsys.readouterr().err
    assert err.count("company.yaml:1:21: error: defaults.timeout must be") == 1
    assert "infra/one.yaml: 1 error\ninfra/two.yaml: 1 error\n" in err
    assert {entry["diagnostics"][0]["file"] for entry in report(capsys)} == {"company.yaml"}


@pytest.mark.process
def test_processes_share_the_work(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Specs that extend one file are checked by several processes like others."""
    assert fleet.is_dir()
    assert run(["check", "infra", "--jobs", "2"]) == 0
    assert "2 specs: 2 up-to-date" in capsys.readouterr().out


@pytest.mark.parametrize("change", ["moved", "renamed", "deleted", "unmerged"])
def test_day_two(fleet: Path, change: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A company's file that is gone, or that a merge left half, makes it unknown: exit 2."""
    company = Path("company.yaml")
    said = {
        "moved": "hint: Did you mean 'company.yaml'?",
        "renamed": "hint: Did you mean '../company2.yaml'?",
        "deleted": "company.yaml: no such file",
        "unmerged": "company.yaml:1:1: error: is not YAML: has the conflict markers of git",
    }
    if change == "unmerged":
        company.write_text("<<<<<<< a\nfeatures: {}\n=======\ndefaults: {}\n>>>>>>> b\n")
    elif change == "deleted":
        company.unlink()
    else:
        company.rename(fleet / "company.yaml" if change == "moved" else "company2.yaml")
    assert run(["check", "infra/one.yaml"]) == 2
    assert said[change] in capsys.readouterr().err
    assert run(["render", "infra/one.yaml"]) == 2
    assert "nothing was changed" in capsys.readouterr().err


def test_templates_of_the_company(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The templates that a shared file names are rendered into each module, and an option wins."""
    Path("house").mkdir()
    Path("house/HOUSE.md.j2").write_text("<{ module.name }>\n")
    Path("company.yaml").write_text("defaults: {timeout: 20}\ntemplates: house\n")
    assert run(["-q", "render", "infra"]) == 0
    assert (fleet / "terraform-aws-one" / "HOUSE.md").read_text().endswith("\none\n")
    assert run(["check", "infra"]) == 0
    Path("other").mkdir()
    assert run(["check", "infra/one.yaml", "--templates", "other"]) == 1
    Path("company.yaml").write_text("defaults: {timeout: 20}\ntemplates: nowhere\n")
    capsys.readouterr()
    assert run(["check", "infra/one.yaml"]) == 2
    assert "expected a directory of templates, found nothing" in capsys.readouterr().err


def test_committed_templates_reach_no_python(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Templates that a pull request brings run no code of its author, and read no other file."""
    assert fleet.is_dir()
    Path(".git").mkdir()
    Path("house").mkdir()
    Path("company.yaml").write_text("templates: house\n")
    Path("house/a.md.j2").write_text("<{ ''.__class__.__mro__[1].__subclasses__() }>\n")
    assert run(["check", "infra/one.yaml"]) == 2
    assert "access to attribute '__class__' of text is unsafe" in capsys.readouterr().err
    Path("house/a.md.j2").unlink()
    Path("house/a.md").symlink_to("/etc/hostname")
    assert run(["check", "infra/one.yaml"]) == 2
    assert "house/a.md: the spec's templates lead out of its repo" in capsys.readouterr().err


def _write_until(stop: threading.Event, file: Path) -> None:
    """Change a file again and again: the watcher may not look yet at the first time."""
    count = 0
    while not stop.wait(0.2):
        count += 1
        file.write_text(f"# {count}\n")


@pytest.mark.process
@pytest.mark.parametrize("changed", ["company.yaml", "house/a.md.j2"])
def test_what_is_shared_is_watched(fleet: Path, changed: str) -> None:
    """A change of the shared file, or of the templates that it names, is a reason to render."""
    Path("house").mkdir()
    Path("company.yaml").write_text("templates: house\n")
    written, stop = threading.Event(), threading.Event()
    deadline = threading.Timer(30, stop.set)
    deadline.start()
    writer = threading.Thread(target=_write_until, args=(written, fleet.parent / changed))
    writer.start()
    found = next(watch_changes(["infra/one.yaml"], None, stop), "nothing")
    written.set()
    deadline.cancel()
    writer.join()
    assert found is None


@pytest.mark.process
def test_a_file_that_is_extended_later_is_watched(fleet: Path) -> None:
    """What a spec extends since its last change is watched from then on."""
    Path("late.yaml").write_text("defaults: {}\n")
    written, stop = threading.Event(), threading.Event()
    deadline = threading.Timer(30, stop.set)
    deadline.start()
    changes = watch_changes(["infra/one.yaml"], None, stop)
    spec = fleet / "one.yaml"
    text = spec.read_text()

    def extend_another() -> None:
        while not written.wait(0.2):
            spec.write_text(text.replace("../company.yaml", "../late.yaml"))

    writer = threading.Thread(target=extend_another)
    writer.start()
    first = next(changes, "nothing")
    written.set()
    writer.join()
    again = threading.Event()
    writer = threading.Thread(target=_write_until, args=(again, Path("late.yaml").resolve()))
    writer.start()
    second = next(changes, "nothing")
    again.set()
    deadline.cancel()
    writer.join()
    assert (first, second) == (None, None)
