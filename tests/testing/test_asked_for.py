"""When pytest runs the suite of a rendered module: asked for by name, on an AWS that was named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.modules import render
from tests.support.specs import spec_of

pytestmark = pytest.mark.process

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"}
EMULATOR = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
USAGE_ERROR, NOTHING_COLLECTED = (
    4,
    5,
)  # <https://docs.pytest.org/en/stable/reference/exit-codes.html>


@pytest.fixture(name="modules", scope="module")
def _modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(spec_of(), tmp_path_factory.mktemp("rendered") / "module")


@pytest.fixture(name="repository")
def _repository(modules: Path, tmp_path: Path) -> Path:
    """A repository with two modules, and tests of its own, whose helper has a name of theirs."""
    for name in ("one", "two"):
        shutil.copytree(modules, tmp_path / "infra" / name)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "cases.py").write_text("OURS = True\n")
    (tmp_path / "tests" / "conftest.py").write_text("OURS = True\n")
    (tmp_path / "tests" / "test_own.py").write_text(
        "from cases import OURS\nfrom conftest import OURS as ours\n\n"
        "def test_own():\n    assert OURS and ours\n"
    )
    return tmp_path


def run(directory: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run pytest as people do, with credentials; what it said, and its exit code."""
    environment = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("AWS_", "PYTEST_", "LMGEN_", "PYTHONPATH"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=directory,
        env={**environment, **CREDENTIALS, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [(), (".",), ("infra", "tests"), ("-n", "2")])
def test_a_run_above_the_modules_leaves_them_out(
    repository: Path, arguments: tuple[str, ...]
) -> None:
    """Two modules add nothing to the run of their repository, and do not break it."""
    code, said = run(repository, *arguments)
    assert (code, "1 passed" in said) == (0, True), said
    assert "warning" not in said.lower()


def test_a_run_above_the_modules_needs_none_of_their_packages(repository: Path) -> None:
    """Who tests other things need not have what the suites import."""
    missing = (
        "import sys\nfor name in ('boto3', 'botocore', 'xdist'):\n    sys.modules[name] = None\n"
    )
    (repository / "absent").mkdir()
    (repository / "absent" / "sitecustomize.py").write_text(missing)
    code, said = run(repository, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTHONPATH="absent")
    assert (code, "1 passed" in said) == (0, True), said


@pytest.mark.parametrize(
    ("directory", "arguments"),
    [
        ("infra/one", ()),
        ("infra/one", ("tests",)),
        ("infra/one/tests", ()),
        (".", ("infra/one",)),
        (".", ("infra/one/tests",)),
        (".", ("infra/one/tests/test_module.py::test_role",)),
    ],
)
def test_a_module_that_is_named_is_tested(
    repository: Path, directory: str, arguments: tuple[str, ...]
) -> None:
    """The module's directory, its tests, or one of them, from wherever: its own cases are there."""
    code, said = run(repository / directory, "--collect-only", "-q", *arguments)
    assert code == 0, said
    assert "test_module.py::test_role[aws-" in said
    assert "infra/two" not in said
    assert "test_own.py" not in said


def test_testpaths_name_a_module(repository: Path) -> None:
    """What a repository names in its settings it has asked for."""
    (repository / "pytest.ini").write_text("[pytest]\ntestpaths = infra/o*/tests\n")
    code, said = run(repository, "--collect-only", "-q")
    assert (code, "test_module.py::test_role[aws-" in said) == (0, True), said
    (repository / "pytest.ini").write_text("[pytest]\ntestpaths = tests infra\n")
    code, said = run(repository)
    assert (code, "1 passed" in said) == (0, True), said


def test_settings_of_the_repository_do_not_matter(repository: Path) -> None:
    """Strict markers and another way to import are no obstacle to a module that is named."""
    (repository / "pytest.ini").write_text(
        "[pytest]\naddopts = --strict-markers --import-mode=importlib\nfilterwarnings = error\n"
    )
    code, said = run(repository / "infra" / "one", "--collect-only", "-q")
    assert (code, "test_module.py::test_role[aws-" in said) == (0, True), said


def test_two_modules_at_once_are_refused(repository: Path) -> None:
    """Files of both suites have the same names, so that one would be tested twice."""
    code, said = run(repository, "infra/one", "infra/two/tests", **EMULATOR)
    assert code == USAGE_ERROR
    assert "infra/one/tests, " in said
    assert "run pytest for each" in said
    assert "already added" not in said


@pytest.mark.parametrize(
    ("variables", "arguments"),
    [
        ({}, ()),
        ({"AWS_ENDPOINT_URL": ""}, ()),
        ({"AWS_ENDPOINT_URL_LAMBDA": "http://127.0.0.1:9"}, ()),
        ({"AWS_ENDPOINT_URL": "https://sts.us-east-1.amazonaws.com"}, ()),
        ({**EMULATOR, "AWS_ENDPOINT_URL_S3": "https://s3.us-east-1.amazonaws.com"}, ()),
        ({**EMULATOR, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, ()),
        (EMULATOR, ("--aws",)),
        ({}, ("-n", "2")),
        ({}, ("--test-role-arn", "arn:aws:iam::123456789012:role/x")),
    ],
)
def test_real_aws_needs_a_word(
    repository: Path, variables: dict[str, str], arguments: tuple[str, ...]
) -> None:
    """With credentials and nothing said, or half of it, no test starts and the ways are told."""
    code, said = run(repository / "infra" / "one", "tests", *arguments, **variables)
    assert code == USAGE_ERROR, said
    assert "--aws" in said
    assert "passed" not in said
    assert not (repository / "infra" / "one" / "test_data").exists()


@pytest.mark.parametrize(
    ("variables", "arguments"),
    [({}, ("--aws",)), (EMULATOR, ()), ({**EMULATOR, "AWS_ENDPOINT_URL_S3": "http://[::1]:9"}, ())],
)
def test_the_word_lets_it_start(
    repository: Path, variables: dict[str, str], arguments: tuple[str, ...]
) -> None:
    """With --aws, or an emulator, the suite starts; here no test is left to run."""
    code, said = run(
        repository / "infra" / "one", "tests", "-k", "no_such_test", *arguments, **variables
    )
    assert code == NOTHING_COLLECTED, said
    assert " deselected" in said
