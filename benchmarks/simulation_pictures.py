"""Draw the pictures of docs/simulate.md: `python -m benchmarks.simulation_pictures`.

They are what `lmgen simulate examples/minimal.yaml --scenario NAME --compare immediate,threshold
--plot FILE` draws.
"""

from pathlib import Path

from benchmarks.alarm_pictures import PICTURES
from lambda_monitored_gen.simulation import Settings, replay
from lambda_monitored_gen.simulation.alarm_sets import compared
from lambda_monitored_gen.simulation.plot import as_svg
from lambda_monitored_gen.simulation.shapes import make_trace
from lambda_monitored_gen.spec.calls import required_values
from lambda_monitored_gen.spec.document import load
from lambda_monitored_gen.spec.validate import validate_document

SCENARIOS = ("deploy-regression", "low-traffic")
"""One that an alarm on the error rate tells better, and one that it tells worse."""

PREFIX = "simulate-"

_SPEC = Path(__file__).parent.parent / "examples" / "minimal.yaml"


def draw(scenario: str) -> str:
    """Draw two strategies over a typical shape of traffic.

    Args:
        scenario: One that `lmgen simulate --scenario` takes.
    """
    spec = validate_document(load(str(_SPEC))).spec
    assert spec is not None  # noqa: S101 - an example, which tests check
    sets = compared(spec, required_values(spec), ["immediate", "threshold"])
    return as_svg(replay(make_trace(scenario, seed=1, days=1), sets, Settings()))


def main() -> None:
    """Write all pictures."""
    for scenario in SCENARIOS:
        (PICTURES / f"{PREFIX}{scenario}.svg").write_bytes(draw(scenario).encode())


if __name__ == "__main__":
    main()
