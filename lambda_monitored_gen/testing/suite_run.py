"""One run of pytest in a module: started, followed, and ended however lmgen ends."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from lambda_monitored_gen.testing.errors import SuiteError
from lambda_monitored_gen.testing.module import TEST_DATA
from lambda_monitored_gen.testing.progress import CaseResult, Progress
from lambda_monitored_gen.testing.protocol import (
    EVENTS_VARIABLE,
    LIFELINE_VARIABLE,
    RUN_VARIABLE,
)

_PACKAGES = ("boto3", "pytest", "pytest_infrahouse")
_POLL_SECONDS = 0.1
_LINES_SHOWN = 12

# pytest's own exit codes, <https://docs.pytest.org/en/stable/reference/exit-codes.html>.
_FAILED, _NOTHING_COLLECTED = 1, 5


def _nothing() -> None:
    pass


@dataclass(kw_only=True)
class SuiteRun:
    """A run of a module's suite.

    Attributes:
        module: Directory of the module.
        environment: The whole environment of pytest and of Terraform.
        scratch: An existing directory for what the run leaves behind, which its caller removes.
        arguments: Options and arguments for pytest.
        graceful: Whether interrupted tests are waited for, because what they have made would stay.
        verbose: Whether pytest prints to the terminal, instead of into a file.
        check_alive: Raises when the run cannot succeed any more, as when an emulator has ended.
        on_case_finished: Is called with each case that is over.
        on_progress: Is called with all that is known, several times a second.
        run: Identifier of this run, six hexadecimal digits.
    """

    module: Path
    environment: Mapping[str, str]
    scratch: Path
    arguments: Sequence[str] = ()
    graceful: bool = False
    verbose: bool = False
    check_alive: Callable[[], None] = _nothing
    on_case_finished: Callable[[CaseResult], None] = lambda _: None
    on_progress: Callable[[Progress], None] = lambda _: None
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:6])

    @property
    def output(self) -> Path:
        """The file that has what pytest printed."""
        return self.scratch / "output"

    def start(self) -> Progress:
        """Run pytest to its end.

        Returns:
            The results of its cases, failed ones too.

        Raises:
            SuiteError: There are no results: pytest could not run the tests, was killed, or there
                was no test to run.
        """
        progress = Progress()
        events = self.scratch / "events"
        events.touch()
        reading, writing = os.pipe()
        try:
            process = self._process(events, reading)
            os.close(reading)
            try:
                self._follow(process, events, progress)
            except BaseException:
                self._end(process)
                raise
        finally:
            os.close(writing)
        self._refuse_no_answer(process.returncode, progress)
        return progress

    def _process(self, events: Path, lifeline: int) -> "subprocess.Popen[bytes]":
        environment = {
            **self.environment,
            EVENTS_VARIABLE: str(events),
            RUN_VARIABLE: self.run,
            # The module is the user's: leave no caches in it.
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if not self.graceful:
            environment[LIFELINE_VARIABLE] = str(lifeline)
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
        command += ["-p", "lambda_monitored_gen.testing.reporter", "tests", *self.arguments]
        with self.output.open("wb") as output:
            return subprocess.Popen(
                command,
                cwd=self.module,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=None if self.verbose else output,
                stderr=None if self.verbose else subprocess.STDOUT,
                pass_fds=[lifeline],
                # In a session of its own no ^C reaches it: how it ends is ours to choose.
                start_new_session=True,
            )

    def _follow(self, process: "subprocess.Popen[bytes]", events: Path, progress: Progress) -> None:
        with events.open(encoding="utf-8") as lines:
            rest = ""
            running = True
            while running:
                # Asked first, so that what was written before the end is read after it.
                running = process.poll() is None
                *whole, rest = (rest + lines.read()).split("\n")
                for text in whole:
                    if over := progress.record_event(json.loads(text)):
                        self.on_case_finished(over)
                self.on_progress(progress)
                if running:
                    self.check_alive()
                    time.sleep(_POLL_SECONDS)

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        """End pytest and all that it started."""
        if process.poll() is not None:
            return
        if self.graceful:
            # Terraform and pytest destroy what they have made. A second ^C arrives here.
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait()
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise
            return
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _refuse_no_answer(self, code: int, progress: Progress) -> None:
        if code == _NOTHING_COLLECTED:
            raise SuiteError(
                "The options for pytest leave no test to run.",
                hint="See the names of the tests: lmgen test ... -- --collect-only -q",
            )
        if code < 0:
            raise SuiteError(
                f"pytest should have run the suite to its end, and was killed by signal {-code}."
            )
        if code > _FAILED or progress.exit_code is None:
            raise SuiteError(
                f"pytest should have run the suite, and ended with code {code}: "
                f"{self._last_output()}"
            )
        done = progress.cases.values()
        if done and all(case.outcome == "skipped" for case in done):
            raise SuiteError(
                "Every test was skipped, so nothing is known about the module. "
                f"{' '.join(progress.reasons('skipped'))}",
                hint="Without the network a provider comes from a mirror; LMGEN_PROVIDER_MIRROR "
                "names one.",
            )

    def _last_output(self) -> str:
        if self.verbose:
            return "see above."
        lines = self.output.read_text(encoding="utf-8", errors="replace").split("\n")
        return " ".join(line.strip() for line in lines[-_LINES_SHOWN:] if line.strip())


def require_packages() -> None:
    """Make sure that the packages that the suite imports are installed beside lmgen.

    Raises:
        SuiteError: A package is missing.
    """
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise SuiteError(
            f"Testing a module needs {', '.join(missing)}, and this Python does not have it.",
            hint="pip install 'lambda-monitored-gen[test]'",
        )


def find_remaining_roots(module: Path, run: str) -> list[Path]:
    """List the root modules of a run that still exist, whether kept or not destroyed.

    Args:
        module: Directory of the module.
        run: `SuiteRun.run`, which is part of the name of each root module's directory.
    """
    return sorted((module / TEST_DATA).glob(f"*-{run}*"))
