"""Time zones of wall clock windows, with and without a database of the operating system."""

import datetime as dt
import sys
import zoneinfo
from collections.abc import Iterator

import pytest

from lambda_monitored_gen.alarms import AlarmError, read_alarm
from lambda_monitored_gen.alarms.time_zones import offset_at, read_time_zone

JANUARY, JULY = 1_767_268_800, 1_782_907_200


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that has neither a database of time zones nor the package tzdata."""
    with monkeypatch.context() as patched:
        for name in {"tzdata", *(each for each in sys.modules if each.startswith("tzdata."))}:
            patched.setitem(sys.modules, name, None)
        zoneinfo.reset_tzpath(())
        zoneinfo.ZoneInfo.clear_cache()
        yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


@pytest.mark.parametrize(
    ("name", "january", "july"),
    [
        ("UTC", 0, 0),
        ("Europe/Berlin", 3600, 7200),
        ("Asia/Kolkata", 19_800, 19_800),
        ("+05:30", 19_800, 19_800),
        ("UTC+05:30", 19_800, 19_800),
        ("GMT-02:05", -7500, -7500),
        ("-23:55", -86_100, -86_100),
        ("+00:00", 0, 0),
    ],
)
def test_a_zone_is_ahead_of_utc(name: str, january: int, july: int) -> None:
    """A zone has an offset, which may change in the year; fixed ones do not."""
    zone = read_time_zone(name)
    assert (offset_at(zone, JANUARY), offset_at(zone, JULY)) == (january, july)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "Europe", "UTC+5", "5:30"])
def test_a_name_that_is_no_zone(name: str) -> None:
    """What no database has is refused by its name, directories and paths included."""
    with pytest.raises(AlarmError, match=f"there is no time zone '{name.replace('+', '.')}' in"):
        read_time_zone(name)


@pytest.mark.parametrize("name", ["+05:31", "+24:00", "-99:00", "UTC+00:04"])
def test_an_offset_that_is_none(name: str) -> None:
    """Offsets are multiples of five minutes, of less than a day (WallClockWindow)."""
    with pytest.raises(AlarmError, match="is not a multiple of five minutes within a day"):
        read_time_zone(name)


@pytest.mark.usefixtures("no_database")
def test_a_machine_without_a_database() -> None:
    """The alarm is refused by name, and the hint says where zones come from."""
    window = {"WallClockWindow": {"Timezone": "Europe/Berlin"}}
    with pytest.raises(AlarmError) as caught:
        read_alarm(
            {
                "AlarmName": "errors",
                "Namespace": "AWS/Lambda",
                "MetricName": "Errors",
                "Statistic": "Sum",
                "Period": 3600,
                "EvaluationPeriods": 1,
                "ComparisonOperator": "GreaterThanThreshold",
                "Threshold": 0,
                "EvaluationWindow": window,
            }
        )
    assert caught.value.message == (
        "alarm errors has a wall clock window: there is no time zone 'Europe/Berlin' in the "
        "database of this machine."
    )
    assert caught.value.hint is not None
    assert "pip install tzdata" in caught.value.hint


@pytest.mark.usefixtures("no_database")
def test_what_needs_no_database() -> None:
    """UTC, which is the default, and fixed offsets are known everywhere."""
    assert read_time_zone("UTC") is dt.timezone.utc
    assert offset_at(read_time_zone("+01:00"), JULY) == 3600
