"""The plan of a module, whichever spec it is of."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering import files
from lambda_monitored_gen.rendering.files import EXECUTABLE, REGULAR, RenderedFile, render_files
from lambda_monitored_gen.rendering.suite import sample_values
from tests.support.specs import spec_of


def _example(name: str, **values: object) -> dict[str, object]:
    return {
        "name": name,
        "values": {"function_name": name, "alarm_emails": ["a@example.com"], **values},
    }


def test_the_plan_is_sorted() -> None:
    """Files come by their path, whatever the order of examples and templates."""
    plan = render_files(spec_of(examples=[_example("zebra"), _example("apple"), _example("zeal")]))
    assert list(plan) == sorted(plan)
    assert {"examples/zebra/main.tf", "examples/apple/main.tf"} <= plan.keys()


def test_users_templates(tmp_path: Path) -> None:
    """Scripts can be run, rendered or copied; what renders to white space is no file."""
    templates = {
        "run.sh": "#!/bin/sh\n",
        "made.sh.j2": "#!/bin/sh\necho <{ module.name }>\n",
        "plain.txt": "a = 1\nlonger = 2\n",
        "made.tf.j2": "a = 1\nlonger = 2\n",
        "made.txt.j2": "a = 1\nlonger = 2\n",
        "made.tftest.hcl.j2": "a = 1\nlonger = 2\n",
        "none.txt.j2": " \n\n",
    }
    for name, text in templates.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    plan = render_files(spec_of(), tmp_path)
    assert plan["run.sh"] == RenderedFile(b"#!/bin/sh\n", EXECUTABLE)
    assert plan["made.sh"] == RenderedFile(b"#!/bin/sh\necho lambda\n", EXECUTABLE)
    plain = RenderedFile(b"a = 1\nlonger = 2\n", REGULAR)
    aligned = RenderedFile(b"a      = 1\nlonger = 2\n", REGULAR)
    assert plan["plain.txt"] == plan["made.txt"] == plain
    assert plan["made.tf"] == plan["made.tftest.hcl"] == aligned
    assert "none.txt" not in plan


def test_the_code_of_an_example_is_where_its_handler_is() -> None:
    """The module of a handler is a path, and its function is the last part."""
    plan = render_files(spec_of(examples=[_example("one", handler="app/jobs.nightly.run")]))
    (path,) = [path for path in plan if path.endswith("nightly.py")]
    assert path.endswith("/app/jobs/nightly.py")
    assert b"def run(" in plan[path].content


def test_samples() -> None:
    """The usage shows the first example's values, else the catalog's, and of required ones only."""
    catalog = sample_values(spec_of())
    assert catalog is not None
    given = sample_values(spec_of(examples=[_example("one", timeout=5), _example("two")]))
    assert given is not None
    assert given.keys() == catalog.keys()
    assert given["function_name"] == "one"
    assert given["alarm_emails"] == ["a@example.com"]


def test_samples_keep_policies() -> None:
    """Where the catalog's value breaks a rule of the spec, there is one that keeps it, or none."""
    found = sample_values(spec_of(policy={"function_name": {"matches": "^only-this$"}}))
    assert found is not None
    assert found["function_name"] == "only-this"
    nothing = {"function_name": {"matches": "^[[:digit:]]{7}x$"}}
    assert sample_values(spec_of(policy=nothing)) is None


@pytest.mark.parametrize("name", ["/etc/evil", "../evil", "a/../../evil"])
def test_a_path_out_of_the_module_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a template renders to, it is a file of the module."""
    lone = SimpleNamespace(names=[name], static=lambda _name: b"x", feature=lambda _name: "")
    monkeypatch.setattr(files, "renderer", lambda *_arguments: lone)
    with pytest.raises(LmgenError, match="which is outside the module"):
        files.render_files(spec_of())


def test_only_the_attributes_of_git_know_all_files(tmp_path: Path) -> None:
    """They are rendered last and name every file, those of the user's and themselves included."""
    (tmp_path / "z.txt.j2").write_text("<{ paths | length }>\n", encoding="utf-8")
    (tmp_path / ".gitattributes.j2").write_text("<{ paths | join(' ') }>\n", encoding="utf-8")
    plan = render_files(spec_of(), tmp_path)
    assert plan["z.txt"].content == b"0\n"
    assert plan[".gitattributes"].content.decode().split() == list(plan)
