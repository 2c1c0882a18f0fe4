"""Calls of `lmgen simulate`, and files for it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from lambda_monitored_gen import commands
from tests.support.specs import CALL, SMALLEST

FUNCTION = "payments"


class Answer(NamedTuple):
    """What a call of lmgen came to.

    Attributes:
        code: Its exit code.
        out: What it printed as its result.
        err: What it said beside that.
    """

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - as JSON has it
        """Its result as JSON."""
        return json.loads(self.out)

    def alarm(self, suffix: str) -> Any:  # noqa: ANN401 - as above
        """What the JSON says of the one alarm whose name ends like this."""
        (found,) = (x for x in self.document["alarms"] if x["name"].endswith(suffix))
        return found


def simulate(capsys: pytest.CaptureFixture[str], *arguments: object) -> Answer:
    """Call `lmgen simulate`."""
    capsys.readouterr()
    code = commands.run(["simulate", *map(str, arguments)])
    printed = capsys.readouterr()
    return Answer(code, printed.out, printed.err)


def write_spec(directory: Path, name: str = "spec.yaml", **keys: Any) -> Path:
    """Write the smallest spec with one example, and with more keys."""
    example = {"name": "production", "values": {**CALL, "function_name": FUNCTION}}
    content = {**SMALLEST, "examples": [example], **keys}
    path = directory / name
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return path


def write_rows(path: Path, columns: str, rows: Sequence[str]) -> Path:
    """Write a trace of CSV."""
    path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    return path


def write_alarms(path: Path, *descriptions: Mapping[str, Any], **more: Any) -> Path:
    """Write the output of describe-alarms."""
    path.write_text(json.dumps({"MetricAlarms": descriptions, **more}), encoding="utf-8")
    return path


def at(clock: str) -> str:
    """A time of the day on which all traces of tests are."""
    return f"2026-01-05T{clock}Z"
