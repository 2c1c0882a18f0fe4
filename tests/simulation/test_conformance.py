"""AWS's tables and the conformance cases, through the command itself."""

from datetime import datetime
from pathlib import Path

import pytest

from lambda_monitored_gen.alarms import DEFAULTS, AlarmState
from lambda_monitored_gen.errors import ExitCode
from tests.alarms.conformance_suite import Case, cases
from tests.simulation.calls import Answer, simulate, write_alarms, write_rows

LONG_BEFORE = 100 * 86_400
"""Seconds; what is as old counts for no alarm, and tells that there is such a metric."""

PARAMETERS = (
    *("shortest_range", "extra_periods", "lag", "offset", "hourly_offset", "young_breach"),
    *("percentile", "low_samples"),
)


def assumed(case: Case) -> list[str]:
    """The options for the parameters of a case that are not the default ones."""
    options = []
    for name in PARAMETERS:
        value = getattr(case.parameters, name)
        if value != getattr(DEFAULTS, name):
            options += ["--assume", f"{name}={getattr(value, 'value', value)}"]
    return options


def rows(case: Case) -> list[str]:
    """What was measured, as rows of samples."""
    found = []
    for metric in dict.fromkeys(stat.metric for stat in case.alarm.metrics.values()):
        samples = case.samples.get(metric, ())
        found.append(f"{case.start - LONG_BEFORE},{metric.namespace},{metric.name},0,1,")
        found += [
            f"{each.stamp},{metric.namespace},{metric.name},{each.value!r},{each.weight},{each.arrival}"
            for each in samples
        ]
    return found


def state_at(answer: Answer, time: int, before: AlarmState) -> str:
    """The state of the only alarm at a time."""
    (alarm,) = answer.document["alarms"]
    state = before.value
    for change in alarm["transitions"]:
        if datetime.fromisoformat(change["at"].replace("Z", "+00:00")).timestamp() <= time:
            state = change["to"]
    return state


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_conformance(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command gives each state and each action that the source has."""
    alarms = write_alarms(tmp_path / "alarms.json", case.description)
    columns = "time,namespace,metric,value,count,arrival"
    trace = write_rows(tmp_path / "samples.csv", columns, rows(case))
    for was in case.states_before:
        options = ("--from", case.start, "--to", max(case.states), "--state", was.value)
        answer = simulate(
            *(capsys, "--alarms", alarms, "--trace", trace, "--format", "json", *options),
            *assumed(case),
        )
        assert answer.code == ExitCode.OK, answer.err
        for time in case.states:
            assert state_at(answer, time, was) == case.expected(time, was).value, time
        if case.actions is not None:
            changes = answer.document["alarms"][0]["transitions"]
            paged = [each["at"] for each in changes if each["paged"]]
            assert len(paged) == len({time for time, _ in case.actions})
