"""Alarms over a trace: when each of them would have rung, whom it would have told, how well.

`traces.read_trace`, `shapes.make_trace` and `fetching.fetch_trace` make a `Trace`,
`alarm_sets` finds the alarms, `replaying.replay` makes a `Replay` of both; everything that is
shown is drawn from that one value.
"""

from lambda_monitored_gen.simulation.activity import Activity
from lambda_monitored_gen.simulation.errors import SimulationError
from lambda_monitored_gen.simulation.model import (
    AlarmReplay,
    DataPoint,
    Decision,
    IncidentScore,
    Page,
    Replay,
    Score,
    Unjudged,
    Variant,
)
from lambda_monitored_gen.simulation.replaying import AlarmSet, decisions, replay
from lambda_monitored_gen.simulation.settings import Settings
from lambda_monitored_gen.simulation.trace import Column, Incident, Table, Trace

__all__ = [
    "Activity",
    "AlarmReplay",
    "AlarmSet",
    "Column",
    "DataPoint",
    "Decision",
    "Incident",
    "IncidentScore",
    "Page",
    "Replay",
    "Score",
    "Settings",
    "SimulationError",
    "Table",
    "Trace",
    "Unjudged",
    "Variant",
    "decisions",
    "replay",
]
