"""Whether the suite runs: only if it was asked for, and on an AWS that somebody named.

`README.md` says how to run it. Every run of pytest above the module loads this file, so that it
imports nothing of the suite, nor what only the suite needs.
"""

from __future__ import annotations

import contextlib
import os
import sys
from glob import iglob
from pathlib import Path
from urllib.parse import urlsplit

import pytest

HERE = Path(__file__).resolve().parent

_OF_AWS = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".api.aws",
    ".amazonwebservices.com.cn",
)


def is_named_suite(config: pytest.Config) -> bool:
    """Tell whether pytest was asked for this suite: by the module, its tests, or one of them.

    A run of what is above the module is not for it, for it deploys.
    """
    start = config.invocation_params.dir
    names = config.known_args_namespace.file_or_dir
    if not names and start == config.rootpath:
        for each in config.getini("testpaths"):
            names = [*names, *iglob(each, recursive=True)]  # noqa: PTH207 - as pytest
    for name in names or [start]:
        path = Path(start, str(name).partition("::")[0]).resolve()
        if path in {HERE.parent, HERE} or HERE in path.parents:
            return True
    return False


def pytest_addoption(
    parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager
) -> None:
    """Add the options that pytest-infrahouse does not have."""
    if _suites(pluginmanager) != [HERE]:
        return
    group = parser.getgroup("module")
    group.addoption(
        "--aws",
        action="store_true",
        help="use real AWS, which costs money; otherwise an emulator must be named",
    )
    group.addoption(
        "--quick",
        action="store_true",
        help="one case for each architecture, runtime and strategy instead of all",
    )
    group.addoption(
        "--isolate",
        action="store_true",
        help="apply each case by itself instead of as many as can share a root module",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the suite work under whatever settings of pytest its repository has."""
    if not is_named_suite(config):
        return
    config.addinivalue_line(
        "markers",
        "cases(predicate): tells of a case whether the test is for it; "
        "without it, the test is for all",
    )
    config.addinivalue_line(
        "markers", "last: runs after all other tests of its root module"
    )
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    config.pluginmanager.import_plugin("suite")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse to run two suites at once, and to use an AWS that nobody has named."""
    suites = _suites(session.config.pluginmanager)
    if len(suites) > 1:
        places = ", ".join(map(str, suites))
        raise pytest.UsageError(
            f"{places}: run pytest for each, for files of the suites have the same names"
        )
    option = session.config.option
    shows = option.collectonly or option.showfixtures or option.show_fixtures_per_test
    if suites == [HERE] and not shows:
        _is_emulated(session.config)


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave the suite out of a run that was not asked for it, as if it were not there."""
    if is_named_suite(config):
        return None
    # Names of this directory would hide those of the tests that do run.
    with contextlib.suppress(ValueError):
        sys.path.remove(str(HERE))
    if getattr(sys.modules.get("conftest"), "__file__", "") == __file__:
        del sys.modules["conftest"]
    return True


@pytest.fixture(scope="session")
def emulated(request: pytest.FixtureRequest) -> bool:
    """Whether an emulator plays AWS; where nothing says so, no test runs."""
    return _is_emulated(request.config)


def _suites(pluginmanager: pytest.PytestPluginManager) -> list[Path]:
    """The suites of modules that pytest was asked for, by their paths."""
    config = pluginmanager.get_plugin("pytestconfig")
    loaded = [
        each for each in pluginmanager.get_plugins() if hasattr(each, "is_named_suite")
    ]
    return sorted({each.HERE for each in loaded if each.is_named_suite(config)})


def _is_emulated(config: pytest.Config) -> bool:
    """Tell which AWS the suite uses, by the usual variables of the AWS SDKs.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """
    endpoints = {
        name: url
        for name, url in sorted(os.environ.items())
        if name.startswith("AWS_ENDPOINT_URL") and url
    }
    if config.getoption("aws"):
        for name, url in endpoints.items():
            raise pytest.UsageError(
                f"--aws is for real AWS, and {name} leads requests to {url}"
            )
        return False
    ignored = (
        os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true"
    )
    hosts = [urlsplit(url).hostname or "" for url in endpoints.values()]
    real = [host for host in hosts if host.endswith(_OF_AWS)]
    if ignored or real or "AWS_ENDPOINT_URL" not in endpoints:
        raise pytest.UsageError(
            "this suite makes resources, which cost money on real AWS, and nothing says which "
            "AWS it may use: `lmgen test .` runs it on an emulator, AWS_ENDPOINT_URL names "
            "one that is running, and --aws lets it use real AWS"
        )
    return True
