"""Time the tests of features, and count what a new one touches: `python -m benchmarks.features`.

Modules are tested for a number of sets of features that grows as the number of features does, not
as that of their combinations. The features beyond lmgen's own are made up, in a copy of the
checkout: each has a variable, an alarm, a resource, and a module of tests.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import Run, machine, measure
from lambda_monitored_gen.catalog import CATALOG, Feature
from lambda_monitored_gen.user_cache import CACHE_VARIABLE
from tests.features.trial import PLACES, take_step
from tests.support.checkout import copy_checkout, list_feature
from tests.support.feature_sets import feature_sets

TESTS = ("tests/unit/test_golden.py", "tests/module/test_features.py")
SNAPSHOTS = ("tests/unit/test_golden.py", "tests/unit/test_bad_specs.py")

_RECORD = '''\
"""A feature that was made up."""

from lambda_monitored_gen.catalog.alarm import Alarm, Metric
from lambda_monitored_gen.catalog.feature import Feature
from lambda_monitored_gen.catalog.model import Variable
from lambda_monitored_gen.hcl.expressions import Var
from lambda_monitored_gen.hcl.string_templates import Text
from lambda_monitored_gen.hcl.type_constraints import NUMBER

FEATURE = Feature(
    name="{name}",
    description="A feature that was made up.",
    variables=(
        Variable("{name}_level", NUMBER, "A level of {name}.", "Alarms", example=1, default=2),
    ),
    alarms=(
        Alarm(
            name="{name}",
            description=Text("{{function_name}} is above the level of {name}."),
            metric=Metric("AWS/Lambda", "Invocations", "Sum"),
            threshold=Var("{name}_level"),
            exists=Var("{name}_level").is_set(),
            raised="there are more invocations than `{name}_level`",
            given="always",
            remedy="Wait.",
            noun="{name}",
            output="{name}_alarm_arn",
        ),
    ),
)
'''
_TEMPLATE = """\
resource "aws_ssm_parameter" "{name}" {{
  name  = "/${{var.function_name}}/{name}"
  type  = "String"
  value = var.{name}_level
}}
"""


def make_up(checkout: Path, name: str) -> None:
    """Add a feature that was made up to a copy of the checkout."""
    for place, text in {
        f"lambda_monitored_gen/catalog/features/{name}.py": _RECORD.format(name=name),
        f"templates/features/{name}/{name}.tf.j2": _TEMPLATE.format(name=name),
        f"tests/features/test_{name}.py": f'WORDS = ("{name}",)\n',
    }.items():
        file = checkout / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    list_feature(checkout, name)


def test(checkout: Path, *arguments: str) -> Run:
    """Run tests in a copy, all of which must pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return measure([*command, "-m", "not terraform"], checkout)


def growth(sizes: list[int], rounds: int, directory: Path) -> None:
    """Print what the tests take with so many features."""
    print("| features | modules | CPU s | ms for a module | wall s |\n|---|---|---|---|---|")
    for size in sizes:
        checkout = copy_checkout(directory / f"{size}-features")
        made_up = [f"made_up_{number:02}" for number in range(size - len(CATALOG.features))]
        for name in made_up:
            make_up(checkout, name)
        test(checkout, *SNAPSHOTS, "--regenerate")
        fastest = min(test(checkout, *TESTS) for _ in range(rounds))
        modules = len(feature_sets({name: Feature(name, "") for name in map(str, range(size))}))
        print(
            f"| {size} | {modules} | {fastest.cpu:.1f} | {fastest.cpu * 1000 / modules:.0f} "
            f"| {fastest.wall:.1f} |"
        )


def touched(directory: Path) -> None:
    """Print how many files and lines the example of CONTRIBUTING.md touches."""
    checkout = copy_checkout(directory / "trial")
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=checkout, check=True)
    for step in PLACES:
        take_step(checkout, step)
    by_hand = _changes(checkout)
    test(checkout, *SNAPSHOTS, "--regenerate")
    print("\n| a new feature | files | lines added | lines removed |\n|---|---|---|---|")
    print(f"| written | {_sums(by_hand)} |")
    rewritten = {path: each for path, each in _changes(checkout).items() if path not in by_hand}
    print(f"| rewritten by `make snapshots` | {_sums(rewritten)} |")


def _changes(checkout: Path) -> dict[str, tuple[int, int]]:
    """Count the lines that were added and removed by file, since the last commit or `git add`."""
    subprocess.run(["git", "add", "--all", "--intent-to-add"], cwd=checkout, check=True)
    told = subprocess.run(
        ["git", "diff", "--numstat"], cwd=checkout, check=True, capture_output=True, text=True
    ).stdout
    rows = (line.split("\t") for line in told.splitlines())
    return {path: (int(added), int(removed)) for added, removed, path in rows}


def _sums(changes: dict[str, tuple[int, int]]) -> str:
    added, removed = (sum(each) for each in zip(*changes.values(), strict=True))
    return f"{len(changes)} | {added} | {removed}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[4, 12, 24])
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    print(machine("pytest", "jinja2"), end="\n\n")
    with tempfile.TemporaryDirectory() as directory:
        os.environ[CACHE_VARIABLE] = str(Path(directory, "cache"))  # templates of copies are there
        growth(chosen.sizes, chosen.rounds, Path(directory))
        touched(Path(directory))


if __name__ == "__main__":
    main()
