"""Every spec in tests/bad_specs is refused with the diagnostics of the snapshot beside it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_monitored_gen import commands
from lambda_monitored_gen.errors import ExitCode
from tests.unit.snapshots import compare

FOLDER = Path(__file__).parent.parent / "bad_specs"
GOOD = b"lmgen: 1\nmodule: {namespace: acme, name: lambda, version: 1.0.0}\n"

GENERATED: dict[str, bytes] = {
    "binary": bytes(range(256)) * 4,
    "bom-and-fault": b"\xef\xbb\xbf" + GOOD + b"defaults: {timeout: 0}\n",
    "carriage-returns": GOOD.replace(b"\n", b"\r\n") + b"defaults:\r\n  timeout: 0\r\n",
    "huge": GOOD + b"#" * (1024 * 1024),
    "latin-1": GOOD + b"defaults:\n  description: caf\xe9\n",
    "many-errors": GOOD + b"required:\n" + b"".join(b"- x%d\n" % number for number in range(1000)),
    "nul-byte": GOOD + b"defaults: {description: a\0b}\n",
    "surrogate": GOOD + b'defaults: {description: "\\ud83d"}\n',
    "truncated-utf-8": GOOD + b"# \xf0\x9f\x9a",
    "utf-16": GOOD.decode().encode("utf-16"),
}
"""Specs that a repository of text files could not hold unharmed."""

Validate = Callable[..., str]


@pytest.fixture(name="validate")
def _validate(capsys: pytest.CaptureFixture[str]) -> Validate:
    def run(*arguments: str) -> str:
        code = commands.run(["validate", *arguments])
        printed = capsys.readouterr()
        return f"{printed.err}{printed.out}exit {code:d}\n"

    return run


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.yaml")))
def test_bad_spec(
    name: str, validate: Validate, monkeypatch: pytest.MonkeyPatch, *, regenerate: bool
) -> None:
    """A broken spec gets exactly the diagnostics of its snapshot, and exit code 2."""
    monkeypatch.chdir(FOLDER)
    printed = validate(f"{name}.yaml")
    assert printed.endswith(f"exit {ExitCode.UNABLE:d}\n")
    compare(printed, FOLDER / f"{name}.txt", regenerate=regenerate)


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_bad_bytes(
    name: str,
    validate: Validate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    regenerate: bool,
) -> None:
    """A file that is not plain UTF-8 YAML gets the diagnostics of its snapshot, and exit code 2."""
    monkeypatch.chdir(tmp_path)
    Path(f"{name}.yaml").write_bytes(GENERATED[name])
    printed = validate(f"{name}.yaml")
    assert printed.endswith(f"exit {ExitCode.UNABLE:d}\n")
    compare(printed, FOLDER / f"{name}.txt", regenerate=regenerate)


def test_no_file(
    validate: Validate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, regenerate: bool
) -> None:
    """A missing path, a directory, one below a file or too long: a diagnostic, not a traceback."""
    monkeypatch.chdir(tmp_path)
    Path("directory.yaml").mkdir()
    Path("file").touch()
    paths = ["missing.yaml", "directory.yaml", "file/spec.yaml", f"{'x' * 300}.yaml"]
    printed = "".join(validate(path) for path in paths)
    compare(printed, FOLDER / "no-file.txt", regenerate=regenerate)


def test_unreadable_file(
    validate: Validate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, regenerate: bool
) -> None:
    """A file that may not be read is a diagnostic."""
    monkeypatch.chdir(tmp_path)
    Path("secret.yaml").write_bytes(GOOD)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied", "secret.yaml")

    monkeypatch.setattr(Path, "open", refuse)
    printed = validate("secret.yaml")
    monkeypatch.undo()
    compare(printed, FOLDER / "unreadable.txt", regenerate=regenerate)


def test_several_specs(validate: Validate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of several specs is checked, though one before it is broken."""
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_bytes(GOOD)
    Path("bad.yaml").write_bytes(GOOD + b"oops: 1\n")
    printed = validate("bad.yaml", "good.yaml")
    assert "bad.yaml: 1 error\n" in printed
    assert "good.yaml: valid\n" in printed
    assert printed.endswith("exit 2\n")


def test_every_snapshot_has_a_spec() -> None:
    """No snapshot outlives the spec that it belongs to."""
    known = {file.stem for file in FOLDER.glob("*.yaml")} | {*GENERATED, "no-file", "unreadable"}
    assert {file.stem for file in FOLDER.glob("*.txt")} == known


def test_nothing_is_written_for_a_bad_spec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`render` of any broken spec exits 2 and makes no file."""
    monkeypatch.chdir(tmp_path)
    for file in sorted(FOLDER.glob("*.yaml")):
        assert commands.run(["render", str(file), "-o", "out"]) == ExitCode.UNABLE, file.name
    assert "nothing was changed" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
