"""A requirements file means what it means to pip and uv, wherever it lies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.packaging.packager_support import Index, Packager, wheel
from tests.packaging.projects import report, shipped

pytestmark = pytest.mark.process

ODD = ["my project", "a#b", "50%20", "it's", 'say "x"', "$HOME", "é", "a;b"]


@pytest.fixture
def served(packager: Packager, index: Index) -> Index:
    packager.use(index)
    for version in ("1.0", "2.0"):
        index.add(wheel("one", version))
        index.add(wheel("local", version, files={"local/public.py": ""}))
    return index


def local_wheel(packager: Packager, place: str, version: str = "3.0") -> str:
    name, data = wheel("local", version)
    path = packager.root / place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


@pytest.mark.parametrize("place", ODD)
def test_a_project_path_of_any_letters(
    packager: Packager, served: Index, resolver: str, place: str
) -> None:
    """Paths in a requirements file lead to the same files whatever its directory is called."""
    assert served
    local_wheel(packager, f"{place}/wheels")
    name, data = wheel("other", "3.0")
    packager.write(
        {
            f"{place}/requirements.txt": "--find-links ./wheels\nlocal\n-r ./more.txt\n",
            f"{place}/more.txt": f"./{name}\n-c ./limits.txt\none\n",
            f"{place}/limits.txt": "one<2\n",
        }
    )
    (packager.root / place / name).write_bytes(data)
    packager.build(requirements_file=f"{place}/requirements.txt", resolver=resolver)
    assert "local/public.py" not in packager.names()
    for label in ("local-3.0", "other-3.0", "one-1.0"):
        assert f'"{label}-py3-none-any.whl"' in report(packager)


def test_a_working_directory_of_any_letters(
    packager: Packager, served: Index, resolver: str
) -> None:
    """The working directory itself may have a space, and Terraform gives absolute paths."""
    place = packager.root / "my project"
    packager.root = place
    packager.write({"src/main.py": "", "requirements.txt": "--find-links ./wheels\nlocal\n"})
    local_wheel(packager, "wheels")
    assert served
    packager.build(
        requirements_file=place / "requirements.txt",
        source_dir=place / "src",
        output=packager.output,
        resolver=resolver,
    )
    assert "local/public.py" not in packager.names()
    assert shipped(packager) == {"local"}


def test_find_links_that_lead_nowhere(packager: Packager, served: Index, resolver: str) -> None:
    """A directory of wheels that is not there is told, not passed over."""
    assert served
    packager.write({"requirements.txt": "--find-links ./whels\nlocal\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert "whels" in ended.stderr


@pytest.mark.parametrize("include", ["-r {}", "--requirement={}", "-r{}"])
def test_an_include_by_address(
    packager: Packager, served: Index, resolver: str, include: str
) -> None:
    """A file that is nothing but an include by address gives its packages, or is refused."""
    (served.root / "files" / "more.txt").write_text("one\n")
    url = served.url.replace("simple/", "files/more.txt")
    packager.write({"requirements.txt": include.format(url) + "\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    if ended.returncode == 0:
        assert shipped(packager) == {"one"}
    else:
        assert ended.returncode == 1
        assert "more.txt" in ended.stderr
        assert "\n  do: " in ended.stderr


def test_constraints_by_address(packager: Packager, served: Index, resolver: str) -> None:
    """Constraints by address bind, or are refused."""
    (served.root / "files" / "limits.txt").write_text("one<2\n")
    url = served.url.replace("simple/", "files/limits.txt")
    packager.write({"requirements.txt": f"-c {url}\none\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    if ended.returncode == 0:
        assert '"one-1.0-py3-none-any.whl"' in report(packager)
    else:
        assert ended.returncode == 1
        assert "limits.txt" in ended.stderr


@pytest.mark.parametrize(
    "line", ["-r ${{REQS_DIR}}/more.txt", "-c ${{REQS_DIR}}/more.txt\none", "${{REQS_DIR}}/{}",
             "--find-links ${{REQS_DIR}}\nlocal", "--index-url ${{REQS_INDEX}}\none<2"]
)  # fmt: skip
def test_variables_are_expanded(
    packager: Packager, served: Index, resolver: str, line: str
) -> None:
    """`${NAME}` stands for the variable of the environment, as pip documents it.

    https://pip.pypa.io/en/stable/reference/requirements-file-format/#using-environment-variables
    """
    name = local_wheel(packager, "elsewhere")
    packager.write({"elsewhere/more.txt": "one==1.0\n"})
    packager.write({"requirements.txt": line.format(name) + "\n"})
    packager.environment["REQS_DIR"] = str(packager.root / "elsewhere")
    packager.environment["REQS_INDEX"] = served.url
    if "REQS_INDEX" in line:
        packager.environment["PIP_INDEX_URL"] = "http://127.0.0.1:9/simple/"
    packager.build(requirements_file="requirements.txt", resolver=resolver)
    wanted = "local-3.0" if "local" in line or line.endswith("{}") else "one-1.0"
    assert f'"{wanted}-py3-none-any.whl"' in report(packager)


def test_a_variable_that_is_not_set(packager: Packager, served: Index, resolver: str) -> None:
    """A variable that is not set is no reason to leave the include out."""
    assert served
    packager.write({"requirements.txt": "-r ${REQS_NOWHERE}/more.txt\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert "REQS_NOWHERE" in ended.stderr


@pytest.mark.parametrize(
    "line", ["local @ file:./wheels/{}", "local @ file://{absolute}", "./wheels/{}", "{absolute}"]
)
def test_a_wheel_of_this_machine(
    packager: Packager, served: Index, resolver: str, line: str
) -> None:
    """A wheel may be named by a path, or by a file URL as either tool writes one."""
    name = local_wheel(packager, "wheels")
    absolute = packager.root / "wheels" / name
    packager.write({"requirements.txt": line.format(name, absolute=absolute) + "\n"})
    assert served
    packager.build(requirements_file="requirements.txt", resolver=resolver)
    assert '"local-3.0-py3-none-any.whl"' in report(packager)


def test_a_wheel_that_is_gone(packager: Packager, served: Index, resolver: str) -> None:
    """A wheel that is named and is not there is told by its name."""
    assert served
    name = local_wheel(packager, "wheels")
    shutil.rmtree(packager.root / "wheels")
    packager.write({"requirements.txt": f"./wheels/{name}\n"})
    ended = packager.run(requirements_file="requirements.txt", resolver=resolver)
    assert ended.returncode == 1
    assert name in ended.stderr


def test_a_link_out_of_the_source(packager: Packager) -> None:
    """A link to a file outside is packaged with the content that Terraform hashes."""
    packager.write({"elsewhere/settings.json": "{}"})
    (packager.source / "settings.json").symlink_to("../elsewhere/settings.json")
    packager.build()
    assert packager.names() == ["main.py", "settings.json"]


def test_a_link_to_a_directory_outside(packager: Packager) -> None:
    """A link to a directory outside is packaged whole, or refused with what to do."""
    packager.write({"elsewhere/a.json": "{}", "elsewhere/b/c.json": "{}"})
    (packager.source / "more").symlink_to("../elsewhere")
    ended = packager.run()
    if ended.returncode == 0:
        assert packager.names() == ["main.py", "more/a.json", "more/b/c.json"]
    else:
        assert "more" in ended.stderr
        assert "package_excludes" in ended.stderr
    assert Path(packager.source / "more").is_symlink()
