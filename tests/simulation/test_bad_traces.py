"""What is wrong with a trace is found with its line, or repaired and said; never guessed."""

import json
from pathlib import Path

import pytest

from lambda_monitored_gen.errors import ExitCode
from lambda_monitored_gen.simulation.findings import MOST
from lambda_monitored_gen.simulation.read_options import ReadOptions
from lambda_monitored_gen.simulation.trace import LAMBDA, Column, Trace
from lambda_monitored_gen.simulation.traces import ReadTrace, read_trace
from tests.simulation.calls import at, simulate, write_rows, write_spec

NOW = 1_800_000_000
MINUTES = "time,invocations,errors"
INVOCATIONS = "time,duration_ms,error,throttled"


def read(tmp_path: Path, columns: str, *rows: str) -> ReadTrace:
    """Read a trace of CSV."""
    path = write_rows(tmp_path / "trace.csv", columns, rows)
    return read_trace(str(path), ReadOptions(0, NOW, {}))


def good(found: ReadTrace) -> Trace:
    """The trace, which must be one."""
    assert found.trace is not None, found.findings
    return found.trace


REFUSED = {
    "negative count": (MINUTES, [f"{at('12:00:00')},-1,0"], 2, "from 0 on, found -1"),
    "errors above invocations": (MINUTES, [f"{at('12:00:00')},1,2"], 2, "2 errors of 1 invocat"),
    "half an invocation": (MINUTES, [f"{at('12:00:00')},1.5,0"], 2, "a whole number, found 1.5"),
    "no number": (MINUTES, [f"{at('12:00:00')},many,0"], 2, "a whole number, found 'many'"),
    "not finite": (MINUTES, [f"{at('12:00:00')},inf,0"], 2, "a whole number, found inf"),
    "not a number": (MINUTES, [f"{at('12:00:00')},nan,0"], 2, "a whole number, found nan"),
    "no zone": (MINUTES, ["2026-01-05T12:00:00,1,0"], 2, "has no zone"),
    "no time": (MINUTES, ["yesterday,1,0"], 2, "expected a time such as"),
    "milliseconds": (MINUTES, ["1767614400000,1,0"], 2, "expected seconds, not milliseconds"),
    "before 1970": (MINUTES, ["-60,1,0"], 2, "before 1970"),
    "not a minute": (MINUTES, [f"{at('12:00:30')},1,0"], 2, "not a full minute"),
    "overlapping": (
        MINUTES,
        [f"{at('12:00:00')},1,0", f"{at('12:00:00')},2,0"],
        3,
        "is in line 2 too, with other values",
    ),
    "too few values": (MINUTES, [f"{at('12:00:00')},1"], 2, "expected 3 values"),
    "unknown column": ("time,invocations,errors,erors", [f"{at('12:00:00')},1,0,0"], 1, "'erors'"),
    "column twice": ("time,invocations,errors,errors", [f"{at('12:00:00')},1,0,0"], 1, "more than"),
    "missing column": ("time,invocations", [f"{at('12:00:00')},1"], 1, "no column 'errors'"),
    "other columns": ("when,what", ["1,2"], 1, "expected are those of invocations"),
    "throttled error": (INVOCATIONS, [f"{at('12:00:00')},1,true,true"], 2, "does not run"),
    "neither true nor false": (INVOCATIONS, [f"{at('12:00:00')},1,maybe,0"], 2, "true or false"),
    "negative duration": (INVOCATIONS, [f"{at('12:00:00')},-5,0,0"], 2, "from 0 on, found -5"),
    "arrives before": (
        "time,metric,value,arrival",
        [f"{at('12:00:00')},Errors,1,{at('11:00:00')}"],
        2,
        "before the time that it is of",
    ),
    "rows only": (MINUTES, [], 0, "has no rows"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    """A fault that has no one remedy is refused, with its line and what was expected."""
    columns, rows, line, message = REFUSED[name]
    found = read(tmp_path, columns, *rows)
    assert found.trace is None
    (finding,) = found.findings
    assert finding.line == line
    assert message in finding.message
    assert not finding.repaired


def test_an_empty_file(tmp_path: Path) -> None:
    """A file without anything in it is named as empty."""
    path = tmp_path / "trace.csv"
    for content in ("", "\n\n", "   "):
        path.write_text(content)
        found = read_trace(str(path), ReadOptions(0, NOW, {}))
        assert found.trace is None
        assert "is empty" in found.findings[0].message


REPAIRED = {
    "unsorted": (
        MINUTES,
        [f"{at('12:01:00')},1,1", f"{at('12:00:00')},2,0"],
        3,
        "replayed in the order of time",
    ),
    "duplicated": (MINUTES, [f"{at('12:00:00')},1,1"] * 3, 3, "counted once (2 lines)"),
    "mixed zones": (
        MINUTES,
        [f"{at('12:00:00')},1,0", "2026-01-05T14:01:00+02:00,2,0"],
        3,
        "another time zone",
    ),
    "future": (MINUTES, ["2126-01-05T12:00:00Z,1,0"], 2, "in the future"),
    "equal invocations": (INVOCATIONS, [f"{at('12:00:00')},1,0,0"] * 2, 3, "an invocation of its"),
    "duration": ("time,duration,error", [f"{at('12:00:00')},1,0"], 1, "read as milliseconds"),
}


@pytest.mark.parametrize("name", REPAIRED)
def test_repaired(name: str, tmp_path: Path) -> None:
    """A fault with one remedy is repaired, and that is said with the line."""
    columns, rows, line, message = REPAIRED[name]
    found = read(tmp_path, columns, *rows)
    good(found)
    (finding,) = found.findings
    assert finding.line == line
    assert message in finding.message
    assert finding.repaired


def test_what_a_repair_makes(tmp_path: Path) -> None:
    """Rows in any order and zone, some of them twice, are the trace that orderly ones are."""
    orderly = good(read(tmp_path, MINUTES, f"{at('12:00:00')},2,0", f"{at('12:01:00')},3,1"))
    found = good(
        read(
            *(tmp_path, MINUTES, "2026-01-05T14:01:00+02:00,3,1"),
            *(f"{at('12:00:00')},2,0", f"{at('12:01:00')},3.0,1"),
        )
    )
    assert found == orderly


def test_findings_are_bounded(tmp_path: Path) -> None:
    """Of a file that is wrong from end to end the first hundred lines are listed."""
    found = read(tmp_path, MINUTES, *(["x,1,0"] * 1000))
    assert len(found.findings) == MOST + 1
    assert found.findings[-1].message == "900 more errors are not listed"


def test_json_lines(tmp_path: Path) -> None:
    """Lines of JSON are read as lines of CSV are, and their faults have lines as well."""
    path = tmp_path / "trace.jsonl"
    rows = [
        {"time": at("12:00:00"), "duration_ms": 5, "error": False},
        {"time": at("12:00:01"), "duration_ms": 7.5, "error": True},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    trace = good(read_trace(str(path), ReadOptions(0, NOW, {})))
    assert list(trace.table.columns[Column(LAMBDA, "Errors")]) == [0, 1]
    assert list(trace.table.columns[Column(LAMBDA, "Duration")]) == [5, 7.5]
    for text, message in (
        ('{"time": 1}', "has other keys than line 1: 'duration_ms', 'error'"),
        ("[1]", "expected a JSON object"),
        ("{", "is not JSON"),
    ):
        path.write_text(json.dumps(rows[0]) + "\n" + text)
        found = read_trace(str(path), ReadOptions(0, NOW, {}))
        assert found.trace is None
        assert found.findings[0].line == 2
        assert message in found.findings[0].message


def test_a_long_invocation_arrives_when_it_ends(tmp_path: Path) -> None:
    """An invocation has the stamp of its start and is known after its end and the delay."""
    path = write_rows(tmp_path / "trace.csv", INVOCATIONS, [f"{at('12:00:30')},90500,1,0"])
    trace = good(read_trace(str(path), ReadOptions(120, NOW, {})))
    (stamp,), (arrival,) = trace.table.stamps, trace.table.arrivals
    assert stamp % 60 == 0
    assert arrival - stamp == 30 + 91 + 120


def test_the_command_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors are printed with file and line, and nothing is replayed; repairs are, and it is."""
    spec = write_spec(tmp_path)
    path = write_rows(tmp_path / "trace.csv", MINUTES, [f"{at('12:00:00')},1,2"])
    answer = simulate(capsys, spec, "--trace", path)
    assert answer.code == ExitCode.UNABLE
    assert answer.out == ""
    assert f"{path}:2: error: has 2 errors of 1 invocations" in answer.err
    answer = simulate(capsys, spec, "--trace", path, "--format", "json")
    assert answer.code == ExitCode.UNABLE
    assert [each["line"] for each in answer.document["findings"]] == [2]
    write_rows(path, MINUTES, [f"{at('12:00:00')},3,2"] * 2)
    answer = simulate(capsys, spec, "--trace", path)
    assert answer.code == ExitCode.OK
    assert f"{path}:3: repaired: says the same" in answer.err
    assert "3 invocations, 2 errors" in answer.out


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "No such file"), (b"\xff\xfe", "not UTF-8"), (b"time,\x00", "no column")],
)
def test_unreadable(
    content: bytes | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no text is refused in a sentence."""
    path = tmp_path / "trace.csv"
    if content is not None:
        path.write_bytes(content)
    answer = simulate(capsys, write_spec(tmp_path), "--trace", path)
    assert answer.code == ExitCode.UNABLE
    assert message in answer.err or "has the columns" in answer.err
    assert "defect" not in answer.err


def test_a_long_file(tmp_path: Path) -> None:
    """A long file is read whole, and its only fault is found on its line."""
    path = tmp_path / "trace.csv"
    lines = (f"{60 * number},5,0\n" for number in range(100_000))
    path.write_text(f"{MINUTES}\n{''.join(lines)}x,1,1\n")
    found = read_trace(str(path), ReadOptions(0, NOW, {}))
    assert [each.line for each in found.findings] == [100_002]
