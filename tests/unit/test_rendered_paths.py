"""Which paths a module can have, and which of them lmgen may remove."""

from pathlib import Path

import pytest

from lambda_monitored_gen.rendering import paths
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.paths import FORMER, is_known, is_plain
from lambda_monitored_gen.rendering.sources import builtin_root, find_sources, rendered_path
from tests.support.feature_sets import feature_sets, switches
from tests.support.specs import call_with, spec_of
from tests.unit.snapshots import compare

EVER = Path(__file__).parent / "rendered_paths.txt"


@pytest.mark.parametrize(
    "path", ["a", "a/b.c", ".gitignore", ".github/x", "a/..b", "a/b:c", "a b", "ü", ".lmgen2/x"]
)
def test_plain_paths(path: str) -> None:
    """Ordinary relative paths, with spaces and letters of any script, are fine."""
    assert is_plain(path)


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "..", "/a", "//a", "a/", "a//b", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b",
        "a\\b", "C:a", "C:\\a", "a\0b", "a\nb", "a\rb", "a\x1bb", "a\x7f", "a\u2028b", "a\udc80",
        ".git", ".git/HEAD", "a/.git/hooks/x", ".GIT/config", ".git./config", ".git /config",
        "GIT~1/config", ".lmgen/manifest", ".lmgen", ".LMGEN/x",
    ],
)  # fmt: skip
def test_paths_that_lead_astray(path: str) -> None:
    """What has a second spelling, leads out, breaks a line, or is git's or lmgen's, is refused."""
    assert not is_plain(path)


@pytest.mark.parametrize("label", feature_sets())
def test_what_is_rendered_is_known(label: str) -> None:
    """Every file of every module is one that lmgen recognises once it is no longer rendered."""
    on = feature_sets()[label]
    call = call_with(on)
    in_a_directory = {"name": "two", "values": {**call, "handler": "pkg.main.handler"}}
    spec = spec_of(
        features=switches(on), examples=[{"name": "one", "values": call}, in_a_directory]
    )
    rendered = render_files(spec)
    built = "lambda_source_dir" in spec.interface.variables
    assert ("examples/two/lambda/pkg/main.py" in rendered) is built
    assert all(map(is_plain, rendered))
    assert [path for path in rendered if not is_known(path)] == []


@pytest.mark.parametrize(
    "path",
    ["terraform.tfvars", "examples/one/terraform.tfvars", "examples/main.tf", "mainXtf", "main.tf2",
     "x/main.tf", "examples/a/b/main.tf", "features/vpc/vpc.tf", "sns.tf.j2", "_header"],
)  # fmt: skip
def test_other_paths_are_not_known(path: str) -> None:
    """What no template makes, lmgen does not take for its own."""
    assert not is_known(path)


def test_nothing_that_was_ever_rendered_is_forgotten(*, regenerate: bool) -> None:
    """A template that goes leaves its path in `FORMER`, so that its file can still be removed."""
    now = {rendered_path(name) for name in find_sources(builtin_root()).files}
    before = EVER.read_text(encoding="utf-8").split() if EVER.exists() else []
    compare("".join(f"{each}\n" for each in sorted({*now, *before})), EVER, regenerate=regenerate)
    assert set(before) <= now | set(FORMER), "add to rendering.paths.FORMER what is gone"
    assert now.isdisjoint(FORMER)


def test_templates_are_listed_for_orphans_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What most runs do not need takes none of their time."""
    monkeypatch.setattr(paths, "_known_paths", lambda: pytest.fail("templates were listed"))
    assert is_plain("main.tf")
