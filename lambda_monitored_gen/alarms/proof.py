"""Whether an alarm rings for everything that it should see, and within what time."""

from dataclasses import dataclass, replace

from lambda_monitored_gen.alarms.cases import Case
from lambda_monitored_gen.alarms.counterexamples import Counterexample
from lambda_monitored_gen.alarms.exhaustion import count_cases
from lambda_monitored_gen.alarms.remedies import Remedy, find_remedy
from lambda_monitored_gen.alarms.scenarios import Scenario
from lambda_monitored_gen.alarms.search import RANGES, ranges_of, search


@dataclass(frozen=True)
class Proof:
    """What is proven of an alarm.

    Attributes:
        scenario: The alarm and what it should see.
        cases: How many cases there are.
        classes: How many of them were looked at, the ones that stand for all.
        seconds: The longest time until the alarm rings in the cases in which it does; None where
            it never does. See `Scenario.noticed` for when it begins.
        longest: The case with that time.
        counterexample: The smallest case in which the alarm does not ring, or None.
        reading: The name in `RANGES` of the evaluation range with which it does not ring.
        remedy: What would mend the alarm, if anything is known to.
    """

    scenario: Scenario
    cases: int
    classes: int
    seconds: int | None
    longest: Case | None
    counterexample: Counterexample | None = None
    reading: str | None = None
    remedy: Remedy | None = None

    @property
    def rings(self) -> bool:
        """Whether the alarm rings in every case."""
        return self.counterexample is None


def prove(scenario: Scenario) -> Proof:
    """Look at all cases of a scenario, with each of the evaluation ranges.

    The counterexample is one with the range that was measured on AWS, if there is one.

    Raises:
        AlarmError: The alarm can never ring, or reads a metric that is not known.
    """
    found = {name: search(scenario, each) for name, each in ranges_of(scenario).items()}
    if any(each.missed for each in found.values()):
        found = {name: found.get(name) or search(scenario, RANGES[name]) for name in RANGES}
    slowest = max(found.values(), key=lambda each: -1 if each.seconds is None else each.seconds)
    proof = Proof(
        scenario=scenario,
        cases=count_cases(scenario),
        classes=slowest.tried,
        seconds=slowest.seconds,
        longest=slowest.longest,
    )
    for name, each in found.items():
        if each.missed is not None:
            return replace(
                proof,
                counterexample=Counterexample(scenario, each.missed, RANGES[name]),
                reading=name,
                remedy=find_remedy(scenario),
            )
    return proof
