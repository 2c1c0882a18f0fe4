"""Writes what docs/simulate.md shows: the output of its commands, and its table of scenarios."""

import json
import re
import shlex
from pathlib import Path

import pytest

from lambda_monitored_gen import commands
from lambda_monitored_gen.simulation.words import length, share

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "simulate.md"
FILES = DOCS / "simulation"
_CONSOLE = re.compile(r"```console\n\$ lmgen (.*)\n(?:(?!```).*\n)*```")
_TABLE = re.compile(r"(?<=<!-- scenarios -->\n)(?:.*\n)*?(?=<!-- end -->)")
SCENARIOS = ("steady", "spike", "low-traffic", "flapping", "deploy-regression")


def written(capsys: pytest.CaptureFixture[str]) -> str:
    """The page with what lmgen says now; the working directory is that of its files."""

    def shown(found: re.Match[str]) -> str:
        capsys.readouterr()
        commands.run(shlex.split(found[1]))
        said = capsys.readouterr()
        return f"```console\n$ lmgen {found[1]}\n{said.err}{said.out}```"

    text = _CONSOLE.sub(shown, PAGE.read_text(encoding="utf-8"))
    return _TABLE.sub(lambda _: table(capsys), text)


def table(capsys: pytest.CaptureFixture[str]) -> str:
    """Five scenarios by two strategies: pages, time to detect, what was missed."""
    lines = [
        "| scenario | strategy | pages | precision | missed | detection | reset |",
        "|---" * 7 + "|",
    ]
    for scenario in SCENARIOS:
        capsys.readouterr()
        sides = ("--compare", "immediate,threshold", "--format", "json")
        commands.run(["simulate", "payments.yaml", "--scenario", scenario, *sides])
        for each in json.loads(capsys.readouterr().out)["together"]:
            missed = "-" if each["missed"] is None else each["missed"]
            times = (length(each["detection_seconds"]), length(each["reset_seconds"]))
            cells = (scenario, each["variant"], each["pages"], share(each["precision"]), missed)
            lines.append("| " + " | ".join(map(str, (*cells, *times))) + " |")
    return "\n".join(lines) + "\n"
