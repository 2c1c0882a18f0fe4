"""Terraform's commands, run in one directory, with their answers as values."""

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lambda_monitored_gen.terraform.binary import TerraformBinary
from lambda_monitored_gen.terraform.errors import TerraformError
from tests.support.provider_process import Provider
from tests.support.terraform_answers import (
    Completed,
    Plan,
    TerraformDiagnostic,
    error_texts,
    read_diagnostic,
)

INTERRUPT_SECONDS = 20.0
"""How long an interrupted Terraform may take to put its state away before it is killed."""

_PLAN_HAS_CHANGES = 2


class Terraform:
    """Runs Terraform in a directory.

    Every method raises `TerraformError` when Terraform cannot do its work or takes longer than
    `timeout`. An exception that arrives while Terraform runs, as ^C does, interrupts Terraform,
    which then still writes its state.

    Args:
        directory: The root module.
        binary: The terraform to run.
        environment: The whole environment, as from `terraform_environment`.
        timeout: Seconds that one command may take.
        provider: One that runs on between commands; None: Terraform starts it.
    """

    def __init__(
        self,
        directory: Path,
        *,
        binary: TerraformBinary,
        environment: Mapping[str, str] = os.environ,
        timeout: float = 1800.0,
        provider: Provider | None = None,
    ) -> None:
        self.directory = directory
        self.binary = binary
        self.environment = dict(environment)
        self.timeout = timeout
        self._provider = provider

    def init(self, *, backend: bool = True, upgrade: bool = False) -> Completed:
        """Install providers and modules.

        Args:
            backend: Whether to set up the backend for state; validation needs none.
            upgrade: Whether to ignore the versions that a lock file has chosen.
        """
        options = [] if backend else ["-backend=false"]
        options += ["-upgrade"] if upgrade else []
        return self._done("init", "-input=false", "-no-color", *options)

    def validate(self) -> list[TerraformDiagnostic]:
        """Check the configuration; a valid one may have warnings, and has no finding of `error`.

        Returns:
            What Terraform found, sorted by place.
        """
        completed = self.run("validate", "-json", "-no-color")
        try:
            answer = json.loads(completed.stdout)
            diagnostics = [read_diagnostic(each) for each in answer["diagnostics"]]
        except (ValueError, KeyError, TypeError):
            raise self._refusal(completed) from None
        # Terraform checks in parallel and reports in the order of ending.
        return sorted(diagnostics, key=lambda each: (each.file or "", each.line or 0, each.summary))

    def plan(self, variables: Mapping[str, Any] | None = None) -> Plan:
        """Say what would change.

        Args:
            variables: Values of the root module's variables, of any type that JSON has.
        """
        options = ("-input=false", "-no-color", "-lock-timeout=60s")
        with _variables_file(variables) as file:
            completed = self.run("plan", "-detailed-exitcode", *options, *file)
        if completed.exit_code not in (0, _PLAN_HAS_CHANGES):
            raise self._refusal(completed)
        return Plan(completed.exit_code == _PLAN_HAS_CHANGES, completed.stdout)

    def apply(
        self, variables: Mapping[str, Any] | None = None, *, parallelism: int = 10
    ) -> Completed:
        """Make it so, without asking.

        Args:
            variables: Values of the root module's variables, of any type that JSON has.
            parallelism: How many resources are worked on at once.
        """
        return self._change("apply", variables, parallelism)

    def destroy(
        self, variables: Mapping[str, Any] | None = None, *, parallelism: int = 10
    ) -> Completed:
        """Remove everything that the state knows, without asking; arguments as of `apply`."""
        return self._change("destroy", variables, parallelism)

    def output(self) -> dict[str, Any]:
        """Read the root module's outputs, sensitive ones too, as plain values."""
        completed = self._done("output", "-json", "-no-color")
        return {name: each["value"] for name, each in json.loads(completed.stdout).items()}

    def resources(self) -> list[str]:
        """List the addresses in the state, sorted; none after a clean `destroy`."""
        completed = self.run("state", "list")
        # Before the first apply there is no state: that is an answer, not a failure.
        if completed.exit_code and "No state file was found" not in completed.stderr:
            raise self._refusal(completed)
        return sorted(completed.stdout.split("\n")[:-1])

    def test(self, *, filters: Sequence[str] = ()) -> Completed:
        """Run the `*.tftest.hcl` files; a failed test is an answer, with exit code 1.

        Args:
            filters: Test files to run, relative to the directory; all if empty.
        """
        return self.run("test", "-no-color", *(f"-filter={each}" for each in filters))

    def unformatted(self) -> list[str]:
        """List the files below the directory that `terraform fmt` would write otherwise."""
        completed = self.run("fmt", "-check", "-recursive", "-no-color")
        # It has no code of its own for files that it cannot parse, but says so.
        if completed.stderr.strip():
            raise self._refusal(completed)
        return sorted(completed.stdout.split("\n")[:-1])

    def run(self, *arguments: str) -> Completed:
        """Run any command and take any exit code.

        Args:
            arguments: What follows `terraform` on a command line.
        """
        started = time.monotonic()
        environment = self.environment
        if self._provider and arguments[0] == "init":
            self._provider.stop()
        elif self._provider:
            environment = environment | self._provider.variables(environment)
        try:
            process = subprocess.Popen(
                [self.binary.path, *arguments],
                cwd=self.directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                # A ^C reaches the whole foreground group. Terraform takes a second interrupt as
                # an order to drop everything, so it must get exactly one: ours.
                start_new_session=True,
            )
        except OSError as error:
            raise TerraformError(
                f"{self.binary.path} should run in {self.directory}, and cannot be started: "
                f"{error}."
            ) from error
        try:
            stdout, stderr = process.communicate(timeout=self.timeout)
        except subprocess.TimeoutExpired:
            _interrupt(process)
            raise TerraformError(
                f"`terraform {arguments[0]}` in {self.directory} should end within "
                f"{self.timeout:.0f} seconds, and was stopped after that time.",
                hint="Run it by hand there to see what it waits for.",
            ) from None
        except BaseException:
            _interrupt(process)
            raise
        seconds = time.monotonic() - started
        return Completed(arguments, process.returncode, stdout, stderr, seconds)

    def _change(
        self, command: str, variables: Mapping[str, Any] | None, parallelism: int
    ) -> Completed:
        options = ("-input=false", "-no-color", "-auto-approve", "-lock-timeout=60s")
        bound = f"-parallelism={parallelism}"
        with _variables_file(variables) as file:
            return self._done(command, *options, bound, *file)

    def _done(self, *arguments: str) -> Completed:
        completed = self.run(*arguments)
        if completed.exit_code:
            raise self._refusal(completed)
        return completed

    def _refusal(self, completed: Completed) -> TerraformError:
        errors = error_texts(completed.stderr) or error_texts(completed.stdout)
        said = errors[0] if errors else completed.stderr.strip()[-500:] or "it said nothing"
        more = f" ({len(errors) - 1} more like it)" if len(errors) > 1 else ""
        return TerraformError(
            f"`terraform {completed.command[0]}` failed in {self.directory} with exit code "
            f"{completed.exit_code}: {said}{more}"
        )


@contextmanager
def _variables_file(variables: Mapping[str, Any] | None) -> Iterator[list[str]]:
    """Yield the option that hands over `variables`."""
    if not variables:
        yield []
        return
    # On the command line the declared type would decide whether a value is text or an
    # expression, and `${` would begin a template; in a JSON file values are what they are.
    with tempfile.NamedTemporaryFile("w", suffix=".tfvars.json", encoding="utf-8") as file:
        json.dump(dict(variables), file)
        file.flush()
        yield [f"-var-file={file.name}"]


def _interrupt(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=INTERRUPT_SECONDS)
    except subprocess.TimeoutExpired:
        # Its group, because the providers that it started would outlive it.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
