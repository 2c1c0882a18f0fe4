"""Root modules, applied once for all their tests and destroyed after them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import root_module
from cases import OUTPUT, Case, Root
from pytest_infrahouse import terraform_apply

TEST_DATA = Path(__file__).resolve().parents[1] / "test_data"

VARIABLES_FILE = "terraform.tfvars.json"

# What `terraform init` says where a provider cannot be had, whatever the reason.
_NO_PROVIDER = re.compile(
    r"Failed to query available provider packages|Failed to install provider"
    r"|Could not (?:retrieve|load|query) (?:the )?(?:list of available versions|provider)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Settings:
    """How root modules are applied.

    Attributes:
        region: AWS region.
        role_arn: Role for Terraform to assume, if any.
        keep: Whether they and their directories are kept afterwards.
        run: What tells this run, and this process of it, from others.
        tag: What tells this run from others; the value of the tag.
        emulated: Whether an emulator plays AWS.
    """

    region: str
    role_arn: str | None
    keep: bool
    run: str
    tag: str
    emulated: bool


class Deployment:
    """A root module in a directory of its own.

    Attributes:
        root: What it calls the module for.
        directory: Its directory in `test_data`; it stays when destroying fails.
        names: The name of the function of each case.
        other_bucket: The name of the bucket to change to.
    """

    def __init__(self, root: Root, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self.directory = TEST_DATA / f"{root.name}-{settings.run}"
        prefix = root_module.prefix(settings.run)
        self.prefix = f"{prefix}-{root.name.replace('.', '-')}"[:35]
        self.names = {
            case: f"{prefix}-{case.id.replace('.', '-')}"[:64].rstrip("-")
            for case in root.cases
        }
        self.other_bucket = root_module.other_bucket(self.prefix)
        self._variables = root_module.variables(
            root, self.names, region=settings.region, prefix=self.prefix
        )
        self._outputs: dict[str, dict[str, Any]] = {}
        self._stack = ExitStack()

    def apply(self) -> None:
        """Write, install and apply it; skip where its provider cannot be installed."""
        self.directory.mkdir(parents=True)
        self._write(
            "main.tf.json", root_module.configuration(self.root, **self._common)
        )
        self._write(VARIABLES_FILE, self._variables)
        retries = {}
        if self.settings.emulated:
            # An emulator answers at once, and a failure there does not go away by waiting.
            retries = {"max_retries": 1}
        else:
            # What cannot be installed would be tried five times.
            self.explain_missing_provider()
        with ExitStack() as stack:
            stack.enter_context(
                terraform_apply(
                    str(self.directory),
                    destroy_after=not self.settings.keep,
                    # It reads outputs once Terraform has ended, and waits for ever where they
                    # are more than a pipe holds, which is 64 KiB on Linux.
                    json_output=False,
                    var_file=VARIABLES_FILE,
                    **retries,
                )
            )
            self._outputs = self._read_outputs()
            self._stack = stack.pop_all()

    def change(self, case: Case, **values: Any) -> dict[str, Any]:
        """Apply again what differs for one case, on a machine that has built nothing before.

        Args:
            case: The case.
            values: What differs from its first apply, as `root_module.variables` writes it.

        Returns:
            The module's outputs for the case.
        """
        shutil.rmtree(self.directory / ".build", ignore_errors=True)
        cases = self._variables["cases"]
        changed = {**cases, self.names[case]: {**cases[self.names[case]], **values}}
        self._write(VARIABLES_FILE, {**self._variables, "cases": changed})
        applied = self._terraform(
            "apply", "-auto-approve", "-input=false", f"-var-file={VARIABLES_FILE}"
        )
        assert applied.returncode == 0, applied.stdout + applied.stderr
        self._outputs = self._read_outputs()
        return self.outputs(case)

    def outputs(self, case: Case) -> dict[str, Any]:
        """The module's outputs for a case."""
        return self._outputs[self.names[case]]

    def plan(self) -> tuple[int, str]:
        """Plan again: 0 if nothing would change, 2 if something would, and what."""
        done = self._terraform(
            "plan", "-detailed-exitcode", "-input=false", f"-var-file={VARIABLES_FILE}"
        )
        return done.returncode, done.stdout + done.stderr

    def addresses(self) -> list[str]:
        """The addresses of what Terraform knows to exist."""
        return self._terraform("state", "list").stdout.split("\n")[:-1]

    def destroy(self) -> list[str]:
        """Destroy it, unless it is to be kept; a second call does nothing more.

        Returns:
            The addresses that Terraform still knows, which should be none.
        """
        self._stack.close()
        if self.settings.keep or not self.directory.exists():
            return []
        left = self.addresses()
        if not left:
            shutil.rmtree(self.directory)
        return left

    def explain_missing_provider(self) -> None:
        """Skip with the reason where the provider cannot be installed; else fail or return."""
        done = self._terraform("init", "-input=false")
        if done.returncode == 0:
            return
        lines = [line.strip(" │╷╵") for line in done.stderr.splitlines()]
        said = " ".join(line for line in lines if line).removeprefix("Error: ")
        if _NO_PROVIDER.search(said):
            version = self.root.provider_version
            # What Terraform advises after that is about modules that ask for other providers.
            reason = said.partition(" To see which modules")[0]
            pytest.skip(f"hashicorp/aws {version} cannot be installed here: {reason}")
        pytest.fail(f"terraform init: {said}", pytrace=False)

    def discard(self) -> None:
        """Remove the directory of a root module that was never applied."""
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def _common(self) -> dict[str, Any]:
        return {
            "region": self.settings.region,
            "role_arn": self.settings.role_arn,
            "run": self.settings.tag,
            "emulated": self.settings.emulated,
        }

    def _read_outputs(self) -> dict[str, dict[str, Any]]:
        done = self._terraform("output", "-json")
        if done.returncode:
            pytest.fail(f"terraform output: {done.stderr}", pytrace=False)
        outputs: dict[str, dict[str, Any]] = json.loads(done.stdout)[OUTPUT]["value"]
        return outputs

    def _write(self, name: str, document: dict[str, Any]) -> None:
        text = json.dumps(document, indent=2)
        (self.directory / name).write_text(f"{text}\n", encoding="utf-8")

    def _terraform(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # `terraform state` is the one command that does not know -no-color.
        plain = [] if arguments[0] == "state" else ["-no-color"]
        return subprocess.run(
            ["terraform", *arguments, *plain],
            cwd=self.directory,
            env=dict(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


class Deployments:
    """The root modules of one process, each applied when its first test asks for it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._found: dict[Root, Deployment | BaseException] = {}

    def of(self, root: Root) -> Deployment:
        """Apply a root module, or say again why that was not possible."""
        if root not in self._found:
            self._found[root] = self._applied(root)
        found = self._found[root]
        if isinstance(found, BaseException):
            raise found.with_traceback(None)
        return found

    def close(self) -> None:
        """Destroy whatever is still there."""
        left = {}
        for root, found in self._found.items():
            if isinstance(found, Deployment) and (addresses := found.destroy()):
                left[root.name] = addresses
        if left:
            pytest.fail(f"not destroyed: {left}", pytrace=False)

    def _applied(self, root: Root) -> Deployment | BaseException:
        deployment = Deployment(root, self.settings)
        try:
            try:
                deployment.apply()
            except subprocess.CalledProcessError as error:
                deployment.explain_missing_provider()
                pytest.fail(
                    f"{error.cmd!r} ended with code {error.returncode} for {root.name}; what it "
                    "said is with the first test of that root module",
                    pytrace=False,
                )
        except (pytest.skip.Exception, pytest.fail.Exception) as outcome:
            # terraform_apply has destroyed what there was of it, unless that failed too.
            if not self.settings.keep and not deployment.addresses():
                deployment.discard()
            return outcome
        return deployment
