"""Templates: lmgen's own, and those of users over them."""

import re
from pathlib import Path

import pytest

from lambda_monitored_gen import commands
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering import sources
from lambda_monitored_gen.rendering.environment import Renderer
from lambda_monitored_gen.rendering.examples import example_calls
from lambda_monitored_gen.rendering.files import EXECUTABLE, REGULAR, RenderedFile, render_files
from lambda_monitored_gen.rendering.notices import NOTICE
from tests.support.specs import SMALLEST, spec_of

EXAMPLE = {"name": "one", "values": {"function_name": "one", "alarm_emails": ["a@example.com"]}}
SPEC = spec_of(examples=[EXAMPLE])
SIGNED = f"# {NOTICE}\n\n".encode()


@pytest.fixture(name="custom")
def _custom(tmp_path: Path) -> Path:
    directory = tmp_path / "custom"
    directory.mkdir()
    return directory


def put(custom: Path, name: str, text: str) -> None:
    """Write one template."""
    file = custom / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def rendered(custom: Path) -> dict[str, RenderedFile]:
    """The plan of a small spec with these templates."""
    return render_files(SPEC, custom)


def failure(custom: Path) -> str:
    """What is said of templates that cannot be rendered."""
    with pytest.raises(LmgenError) as caught:
        rendered(custom)
    return caught.value.message


def test_without_custom_templates() -> None:
    """The plan is sorted, a pure function of the spec, and all of it is text."""
    files = render_files(SPEC)
    assert list(files) == sorted(files)
    assert files == render_files(SPEC)
    assert all(file.content.decode() for file in files.values())
    assert {file.mode for file in files.values()} == {REGULAR, EXECUTABLE}


def test_a_template_replaces_the_one_at_its_path(custom: Path) -> None:
    """A template of the user replaces the one at its path and leaves the others.

    The README lists the resources of whatever is there.
    """
    put(custom, "lambda.tf.j2", "# <{ module.name }>\n")
    files = rendered(custom)
    assert files["lambda.tf"].content == SIGNED + b"# lambda\n"
    ours = render_files(SPEC)
    assert files.keys() == ours.keys()
    assert all(files[path] == ours[path] for path in ours.keys() - {"lambda.tf", "README.md"})


def test_override_by_a_static_file(custom: Path) -> None:
    """A file without .j2 replaces a template and is copied byte for byte, below the notice."""
    put(custom, "lambda.tf", "a = '<{ not rendered }>'\n")
    assert rendered(custom)["lambda.tf"].content == SIGNED + b"a = '<{ not rendered }>'\n"


def test_files_of_other_names_are_added(custom: Path) -> None:
    """Templates and files of other names are added, binary ones too."""
    put(custom, "docs/guide.md.j2", "# <{ module.name | md }>\n")
    put(custom, ".github/workflows/ci.yml", "on: push\n")
    (custom / "logo.png").write_bytes(b"\x89PNG\0\xff")
    files = rendered(custom)
    assert files["docs/guide.md"].content == b"<!-- " + NOTICE.encode() + b" -->\n\n# lambda\n"
    assert files[".github/workflows/ci.yml"].content == SIGNED + b"on: push\n"
    assert files["logo.png"] == RenderedFile(b"\x89PNG\0\xff", REGULAR)
    assert files.keys() > render_files(SPEC).keys()


def test_shebang_makes_executable(custom: Path) -> None:
    """What starts with a shebang can be run, rendered or copied."""
    put(custom, "a.sh.j2", "#!/bin/sh\necho <{ module.name | sh }>\n")
    put(custom, "b.sh", "#!/bin/sh\n")
    put(custom, "c.sh", "echo\n")
    files = rendered(custom)
    assert [files[name].mode for name in ("a.sh", "b.sh", "c.sh")] == [
        EXECUTABLE,
        EXECUTABLE,
        REGULAR,
    ]


def test_blank_template_makes_no_file(custom: Path) -> None:
    """A template that renders to white space takes its file out of the module."""
    put(custom, "moved.tf.j2", "<% if false %>x<% endif %>\n\n")
    assert "moved.tf" not in rendered(custom)


def test_include_of_the_original(custom: Path) -> None:
    """`lmgen/<name>` is the template that a user's own replaces."""
    put(custom, "versions.tf.j2", '<% include "lmgen/versions.tf.j2" %>\n# more\n')
    text = rendered(custom)["versions.tf"].content.decode()
    assert text == render_files(SPEC)["versions.tf"].content.decode() + "# more\n"


def test_partials_are_not_rendered(custom: Path) -> None:
    """Names that start with an underscore are for others to include; `__init__.py` is a file."""
    put(custom, "_part.j2", "# part\n")
    put(custom, "_parts/one.j2", "# one\n")
    put(custom, "x.tf.j2", '<% include "_part.j2" %>\n<% include "_parts/one.j2" %>\n')
    put(custom, "pkg/__init__.py", "")
    put(custom, "pkg/__pycache__/x.pyc", "")
    put(custom, "x.tf.j2~", "")
    put(custom, ".mypy_cache/x.json", "{}")
    files = rendered(custom)
    assert files["x.tf"].content == SIGNED + b"# part\n# one\n"
    assert files.keys() - render_files(SPEC).keys() == {"x.tf", "pkg/__init__.py"}


def test_examples_are_expanded(custom: Path) -> None:
    """`@example` in a path stands for every example."""
    put(custom, "examples/@example/NOTE.md.j2", "<{ example.name | md }>\n")
    assert rendered(custom)["examples/one/NOTE.md"].content.endswith(b"\n\none\n")
    added = render_files(spec_of(), custom).keys() - render_files(spec_of()).keys()
    assert added == {f"examples/{each.name}/NOTE.md" for each in example_calls(spec_of())}


def test_lmgens_own_delimiters(custom: Path) -> None:
    """Signs of GitHub Actions, bash and HCL pass through unharmed."""
    text = "${{ github.ref }} ${#a[@]} %{ if x } {% raw %} {# note #}\n"
    put(custom, "ci.yml.j2", text)
    assert rendered(custom)["ci.yml"].content == SIGNED + text.encode()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.tf.j2", "ok\n<% if %>\n", "template x.tf.j2:2: Expected an expression"),
        ("x.tf.j2", "a\nb\n<{ nothing }>\n", "template x.tf.j2:3: 'nothing' is undefined"),
        ("x.tf.j2", "<{ module.nam }>", "template x.tf.j2:1: "),
        ("x.tf.j2", "a\n<{ 1 / 0 }>\n", "template x.tf.j2:2: division by zero"),
        ("x.tf.j2", "<{ 1 | nofilter }>", "template x.tf.j2:1: No filter named 'nofilter'"),
        ("x.tf.j2", '<% include "gone.j2" %>', "there is no template 'gone.j2'"),
        ("x.tf.j2", "<% for x in 5 %><% endfor %>", "template x.tf.j2:1: "),
        ("sub/x.tf.j2", "\n<{ nothing }>", "x.tf.j2:2: 'nothing' is undefined"),
        ("x.tf.j2", "<% endif %>", "template x.tf.j2:1: "),
        ("x.tf.j2", "<{ unclosed", "template x.tf.j2:1: "),
        ("x.tf.j2", "<{ object() | hcl }>", "template x.tf.j2:1: "),
    ],
)
def test_broken_template(custom: Path, name: str, text: str, message: str) -> None:
    """A broken template is an error with its name, the line and the reason; no traceback."""
    put(custom, name, text)
    assert message in failure(custom)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<{ spec.module.nam }>", "the module has no part 'nam'. Did you mean 'name'?"),
        ("<{ spec.module.name.foo }>", "text has no part 'foo'"),
        ("<{ [1][4] }>", "a list has no item 4"),
        ("<{ none.x }>", "null has no part 'x'"),
        ('<{ 1 + "a" }>', "unsupported operand type(s) for +: a number and text"),
        ("<% for x in 5 %><% endfor %>", "a number is not iterable"),
    ],
)
def test_faults_are_told_without_types_of_python(custom: Path, text: str, message: str) -> None:
    """Who writes templates reads of texts, lists and records, not of Python's classes."""
    put(custom, "x.md.j2", text)
    said = failure(custom)
    assert message in said
    assert not re.search(r"NoneType|\bstr\b|\bint\b|object|lambda_monitored_gen", said)


def test_broken_partial_is_named(custom: Path) -> None:
    """A fault inside of an included template is found there."""
    put(custom, "_part.j2", "\n\n<{ nothing }>\n")
    put(custom, "x.tf.j2", '<% include "_part.j2" %>')
    assert "_part.j2:3: 'nothing' is undefined" in failure(custom)


def test_template_that_is_no_text(custom: Path) -> None:
    """A template of another encoding is an error that names it."""
    (custom / "x.tf.j2").write_bytes(b"caf\xe9")
    assert "template x.tf.j2: is not UTF-8 text" in failure(custom)


def test_original_of_nothing(custom: Path) -> None:
    """`lmgen/` before a name that lmgen lacks is an error."""
    put(custom, "x.tf.j2", '<% include "lmgen/x.tf.j2" %>')
    assert "there is no template 'lmgen/x.tf.j2'" in failure(custom)


@pytest.mark.parametrize("kind", ["a file", "nothing"])
def test_directory_of_templates(tmp_path: Path, kind: str) -> None:
    """`--templates` that is no directory is an error that says what was found."""
    path = tmp_path / "templates"
    if kind == "a file":
        path.touch()
    with pytest.raises(LmgenError, match=f"expected a directory of templates, found {kind}"):
        sources.templates_directory(str(path))


def test_renderer_alone(custom: Path) -> None:
    """Undefined names are errors, and final newlines stay."""
    put(custom, "a.j2", "<{ x }>\n\n")
    assert Renderer(custom).render("a.j2", {"x": 1}) == "1\n\n"
    with pytest.raises(LmgenError, match=r"a\.j2:1: 'x' is undefined"):
        Renderer(custom).render("a.j2", {})


def run(
    custom: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, str]:
    """Render with custom templates from the command line; the code and what was on stderr."""
    source = tmp_path / "spec.json"
    import json  # noqa: PLC0415 - JSON is YAML

    source.write_text(json.dumps(dict(SMALLEST)), encoding="utf-8")
    arguments = ["render", str(source), "-o", str(tmp_path / "out"), "--templates", str(custom)]
    code = commands.run([*arguments, *options])
    return code, capsys.readouterr().err


def test_lost_interface_is_told(
    custom: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Templates that drop variables or outputs are rendered with a warning for each."""
    put(custom, "outputs.tf.j2", 'output "lambda_function_arn" {\n  value = 1\n}\n')
    code, said = run(custom, tmp_path, capsys)
    assert code == 0
    assert "warning: " in said
    assert (
        "the module is missing the output lambda_function_name, which the catalog declares" in said
    )
    assert "lambda_function_arn" not in said
    assert "variable" not in said.replace(str(custom), "")


def test_broken_hcl_is_told(
    custom: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Templates that make no HCL are told by file, not by a traceback."""
    put(custom, "outputs.tf.j2", 'output "x" {\n')
    code, said = run(custom, tmp_path, capsys, "--dry-run")
    assert code == 2
    assert "what the templates render is not HCL" in said
    assert not (tmp_path / "out").exists()


def test_complete_interface_is_not_told(
    custom: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Templates that keep the interface are rendered without a word."""
    put(custom, "EXTRA.md", "x\n")
    assert run(custom, tmp_path, capsys) == (0, "")


def test_broken_template_changes_nothing(
    custom: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A template that fails late leaves no file of the earlier ones."""
    put(custom, "zzz.tf.j2", "<{ nothing }>")
    code, said = run(custom, tmp_path, capsys)
    assert code == 2
    assert "zzz.tf.j2:1" in said
    assert not (tmp_path / "out").exists()
