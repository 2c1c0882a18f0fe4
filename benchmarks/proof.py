"""Hold `lmgen prove` against brute force, and time it: `python -m benchmarks.proof`.

A proof looks at one case of each class, and claims to tell about all. Here every case of small
timeouts is evaluated by itself: each second of the start, each duration, each delay, in all
surroundings. The differences must be none.
"""

import argparse
import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.measuring import machine
from lambda_monitored_gen.alarms import Scenario, Watched, prove, read_alarm
from lambda_monitored_gen.alarms.search import RANGES
from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.hcl.type_constraints import Value
from lambda_monitored_gen.spec.validate import validate_file
from lambda_monitored_gen.testing.alarm_proofs import describe_for_proof, prove_alarms
from tests.alarms.brute_force import compare

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))

WINDOWS: Mapping[str, Sequence[Mapping[str, Value]]] = {
    "errors_threshold": (
        {},
        {
            "error_rate_period": 120,
            "error_rate_minimum_invocations": 3,
            "error_rate_evaluation_periods": 3,
        },
    ),
    "duration": ({"duration_threshold_percent": 50},),
}
"""More values with which an alarm is checked."""

SLOW: Sequence[tuple[str, Mapping[str, Value]]] = (
    ("errors_immediate", {"timeout": 900}),
    ("duration", {"timeout": 900}),
    ("memory", {"timeout": 900}),
    ("errors_threshold", {"timeout": 900}),
    ("errors_threshold", {"timeout": 900, "error_rate_period": 900}),
    ("errors_threshold", {"timeout": 900, "error_rate_period": 3600}),
    ("errors_threshold", {"timeout": 900, "error_rate_period": 21600}),
    (
        "errors_threshold",
        {"timeout": 900, "error_rate_period": 3600, "error_rate_minimum_invocations": 20},
    ),
)
"""Alarms that take the longest to prove."""


def scenario(name: str, given: Mapping[str, Value], latest: int | None = None) -> Scenario:
    """An alarm of the catalog with some values, and what it should see."""
    record = CATALOG.alarms[name]
    defaults = {each.name: each.default for each in CATALOG.variables.values()}
    values: dict[str, Value] = {**defaults, **record.ringing, **given}  # type: ignore[dict-item]
    read = read_alarm(describe_for_proof(record, values))
    timeout = int(str(values["timeout"]))
    found = Scenario(read, Watched(record.watches), timeout)
    return found if latest is None else Scenario(read, found.watches, timeout, latest)


def scenarios(timeout: int, latest: int) -> Iterator[tuple[str, Scenario]]:
    """Every alarm of the catalog, with a window of its own and with a longer one."""
    for name in (each.name for each in CATALOG.alarms.values() if each.watches):
        for given in WINDOWS.get(name, ({},)):
            yield name, scenario(name, {**given, "timeout": timeout}, latest)


def brute_force(pairs: Sequence[tuple[int, int]]) -> bool:
    """Print what brute force says of small timeouts and delays; tell whether it agrees."""
    print("| alarm | timeout | delays | cases | told by | differences | CPU s |")
    print("|---|---|---|---|---|---|---|")
    agrees = True
    for timeout, latest in pairs:
        for name, checked in scenarios(timeout, latest):
            began = time.process_time()
            found = [compare(checked, parameters) for parameters in RANGES.values()]
            cases = sum(each.cases for each in found)
            told = sum(each.classes for each in found)
            different = sum(len(each.differences) for each in found)
            agrees &= different == 0
            window = f"{checked.alarm.evaluation_periods} x {checked.alarm.period} s"
            print(
                f"| {name}, {window} | {timeout} | 0 to {latest} | {cases:,} | {told} "
                f"| {different} | {time.process_time() - began:.0f} |",
                flush=True,
            )
    return agrees


def timing() -> None:
    """Print how long the proofs of examples take, and those of the slowest alarms."""
    print("\n| spec | alarms | CPU s |\n|---|---|---|")
    for path in EXAMPLES:
        began = time.process_time()
        spec = validate_file(str(path)).spec
        assert spec is not None  # noqa: S101 - our own examples are valid
        proofs = list(prove_alarms(spec))
        print(f"| {path.name} | {len(proofs)} | {time.process_time() - began:.2f} |")
    print("\n| alarm | with | rings | CPU s |\n|---|---|---|---|")
    for name, given in SLOW:
        began = time.process_time()
        proof = prove(scenario(name, given))
        verdict = f"within {proof.seconds} s" if proof.rings else f"no; {proof.remedy}"
        wanted = ", ".join(f"{key} {value}" for key, value in given.items())
        print(f"| {name} | {wanted} | {verdict} | {time.process_time() - began:.2f} |", flush=True)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    print(f"\nmemory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit:.0f} MiB")


def main() -> None:
    """Print the tables; exit 1 if brute force finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pairs",
        nargs="+",
        default=["1:62", "3:4", "62:1"],
        metavar="TIMEOUT:DELAY",
        help="longest durations with the longest delays to look at, in seconds",
    )
    parser.add_argument("--timing", action="store_true", help="only time")
    chosen = parser.parse_args()
    print(machine("click"), end="\n\n")
    agrees = True
    if not chosen.timing:
        pairs = [pair.split(":") for pair in chosen.pairs]
        agrees = brute_force([(int(timeout), int(latest)) for timeout, latest in pairs])
    timing()
    sys.exit(0 if agrees else 1)


if __name__ == "__main__":
    main()
