"""A rendered module in which one thing at a time is changed, and its own tests are run."""

import json
import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any

from lambda_monitored_gen.terraform import (
    find_provider_mirror,
    find_terraform,
    terraform_environment,
)
from tests.mutants.module.choice import AllTests
from tests.mutants.module.mutation import Mutant, mutants
from tests.support.provider_process import RunningProviders, SharedProvider
from tests.support.terraform_answers import Completed
from tests.support.terraform_runner import Terraform

_BUILD = ".build"

_FAILED = re.compile(r'"status":"fail"')
"""What Terraform says in JSON of a run with an assertion that does not hold."""

_SECONDS = 600
"""No run takes so long, even where much else runs."""


class Answer(Enum):
    """What comes of a change."""

    CAUGHT = "caught"
    SURVIVED = "survived"
    INVALID = "invalid"
    """Terraform refuses the module by itself, so that no test is needed."""


class Workshop:
    """Copies of a module, in each of which one trial at a time can be made.

    Args:
        terraform: In the module, which is initialised.
        scratch: An existing directory for the copies.
    """

    def __init__(self, terraform: Terraform, scratch: Path) -> None:
        self.terraform = terraform
        self.module = module = terraform.directory
        self.files = {
            each.name: each.read_text(encoding="utf-8") for each in sorted(module.glob("*.tf"))
        }
        self.mutants = mutants(self.files)
        self.tests = AllTests(module)
        self._scratch = scratch

    def bench(self, name: str) -> Path:
        """Make a copy for trials; its files are links until they are changed.

        Args:
            name: What tells it from other copies.
        """
        copy = self._scratch / name
        shutil.copytree(self.module, copy, symlinks=True, copy_function=os.link)
        return copy

    def validate(self, bench: Path) -> list[dict[str, Any]]:
        """Ask for what Terraform finds wrong by itself.

        Returns:
            Its diagnostics, <https://developer.hashicorp.com/terraform/cli/commands/validate>.
        """
        found: list[dict[str, Any]] = json.loads(
            self._run(bench, "validate", "-no-tests", "-json").stdout
        )["diagnostics"]
        return found

    def test(self, bench: Path, tests: Iterable[str]) -> list[dict[str, Any]]:
        """Run files of tests to their end.

        Returns:
            Terraform's diagnostics, as of `validate`.
        """
        shutil.rmtree(bench / _BUILD, ignore_errors=True)
        chosen = [f"-filter={each}" for each in tests if each in self.tests.files]
        lines = self._run(bench, "test", "-json", *chosen).stdout.splitlines()
        said = [json.loads(each) for each in lines]
        return [each["diagnostic"] for each in said if each["type"] == "diagnostic"]

    def try_out(self, mutant: Mutant, bench: Path, tests: Iterable[str] | None = None) -> Answer:
        """Run tests with a change, until one file of them fails.

        Args:
            mutant: The change.
            bench: A copy that nothing else uses meanwhile.
            tests: Which files of tests; None: all, the likeliest first.
        """
        files = [*self.tests.near(mutant), *self.tests.far(mutant)] if tests is None else tests
        with applied([mutant], self.files, bench):
            for each in files:
                failed, output = self._first_failure(bench, each)
                if failed:
                    self.tests.remember(mutant, each)
                    return self._failed(output, bench)
        return Answer.SURVIVED

    def survive(self, changes: Sequence[Mutant], bench: Path, tests: Iterable[str]) -> bool:
        """Tell whether tests pass with several changes at once.

        Args:
            changes: They must not overlap.
            bench: A copy that nothing else uses meanwhile.
            tests: Which files of tests.
        """
        with applied(changes, self.files, bench):
            return not any(self._first_failure(bench, each)[0] for each in tests)

    def _failed(self, output: str, bench: Path) -> Answer:
        statuses = re.findall(r'"status":"(\w+)"', output)
        if "fail" in statuses:
            return Answer.CAUGHT
        # An error: of the module, or of a test that names what is gone.
        validated = self._run(bench, "validate", "-no-tests")
        return Answer.INVALID if validated.exit_code else Answer.CAUGHT

    def _first_failure(self, bench: Path, tests: str) -> tuple[bool, str]:
        """Run a file of tests until one of its runs fails: the runs after it tell no more.

        Returns:
            Whether one has failed, and what Terraform said until then.
        """
        # An earlier package would hide that a change builds none.
        shutil.rmtree(bench / _BUILD, ignore_errors=True)
        said = []
        with subprocess.Popen(
            [self.terraform.binary.path, "test", "-json", f"-filter={tests}"],
            cwd=bench,
            env=self.terraform.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            watchdog = threading.Timer(_SECONDS, _kill, (process,))
            watchdog.start()
            try:
                for line in process.stdout:
                    said.append(line)
                    if _FAILED.search(line):
                        break
            finally:
                watchdog.cancel()
                if said and _FAILED.search(said[-1]):
                    _kill(process)
        return process.returncode != 0, "".join(said)

    def _run(self, bench: Path, *arguments: str) -> Completed:
        terraform = self.terraform
        return Terraform(
            bench, binary=terraform.binary, environment=terraform.environment, timeout=_SECONDS
        ).run(*arguments)


def _kill(process: subprocess.Popen[str]) -> None:
    """End Terraform and the packager that it may have started; the provider lives elsewhere."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def applied(changes: Sequence[Mutant], files: dict[str, str], directory: Path) -> Iterator[None]:
    """Have changes in a copy of the module for the length of a `with` block.

    Args:
        changes: They must not overlap.
        files: The module as it stands.
        directory: The copy, whose files may be links to others.
    """
    changed = {each.file for each in changes}
    for file in changed:
        text = files[file]
        for each in sorted(changes, key=lambda each: each.start, reverse=True):
            text = each.applied(text) if each.file == file else text
        (directory / file).unlink()
        (directory / file).write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        for file in changed:
            (directory / file).write_text(files[file], encoding="utf-8")


@contextmanager
def open_workshop(module: Path, scratch: Path) -> Iterator[Workshop]:
    """Prepare a module for trials, with a provider that serves them all.

    Args:
        module: A rendered module.
        scratch: An empty directory.

    Raises:
        TerraformError: Terraform or the provider is missing.
    """
    environment = terraform_environment(scratch, mirror=find_provider_mirror())
    terraform = Terraform(module, binary=find_terraform(), environment=environment)
    terraform.init(backend=False)
    with closing(RunningProviders()) as running:
        terraform.environment |= SharedProvider(module, running).variables(environment)
        yield Workshop(terraform, scratch)
