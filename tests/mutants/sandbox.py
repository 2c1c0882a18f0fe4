"""A copy of the project in which one module at a time is changed, and tests of it are run."""

import importlib
import os
import resource
import shutil
import signal
import sys
from enum import Enum
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parents[2]

_NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv*", ".cache", ".*_cache", ".hypothesis", "__pycache__", "build", "dist", "demo"
)
_PRELOADED = ("hcl2", "jsonschema", "jinja2", "click", "http.client", "pdb", "_pytest.junitxml")
"""What takes long to import and is no part of the project, so that every run can share it."""

_OURS = {"tests", "lambda_monitored_gen"}

_NOT_RUN = "not terraform and not provider and not e2e and not index"
_PLUGIN = ("-p", "_hypothesis_pytestplugin", "--hypothesis-profile=mutants")
_OPTIONS = ("-x", "-q", "--tb=no", "-p", "no:cacheprovider", *_PLUGIN, "-m", _NOT_RUN)


class Answer(Enum):
    """What the tests say; the value is the exit status of pytest."""

    PASSED = 0
    FAILED = 1


class Sandbox:
    """Runs tests in forked processes, on a copy of the project.

    Args:
        directory: A place for the copy.
    """

    def __init__(self, directory: Path) -> None:
        self.root = directory / "copy"
        self._log = directory / "log"
        shutil.copytree(ROOT, self.root, ignore=_NOT_COPIED)
        os.environ.update(
            PYTHONPATH=str(self.root),
            LMGEN_CACHE_DIR=str(self.root / ".cache"),
            PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
        )
        for name in _PRELOADED:
            importlib.import_module(name)
        # One failing example is enough: nobody reads the smallest.
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile(
            "mutants", phases=phases, database=None, derandomize=True
        )

    def run(self, tests: list[str], *, seconds: int, changed: bool = True) -> Answer:
        """Run tests; a run that fails in whatever way, or lasts too long, has failed.

        Args:
            tests: Files and node ids.
            seconds: After how much processor time the run is ended.
            changed: Whether a module is changed: its bytecode is not kept.
        """
        # A change may come within a second of the last one, which bytecode would not notice.
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1" if changed else ""
        child = os.fork()
        if child == 0:
            try:
                sys.dont_write_bytecode = changed
                self._run_here(tests, seconds)
            finally:
                os._exit(Answer.FAILED.value)
        _, status = os.waitpid(child, 0)
        return Answer.PASSED if status == 0 else Answer.FAILED

    def output(self) -> str:
        """What the last run printed."""
        return self._log.read_text(encoding="utf-8")

    def _run_here(self, tests: list[str], seconds: int) -> None:
        # Nobody handles these signals, so they end the process. A loop costs processor time, and
        # what waits for ever costs none.
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        signal.alarm(10 * seconds)
        output = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        for name in [name for name in sys.modules if name.partition(".")[0] in _OURS]:
            del sys.modules[name]
        sys.path.insert(0, str(self.root))
        os.chdir(self.root)
        os._exit(int(pytest.main([*_OPTIONS, *tests])))
