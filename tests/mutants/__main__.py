"""Find code that no test proves: `python -m tests.mutants [MODULE...]`.

Each module of `modules.yaml` is changed in one place at a time, and the tests that it names there
are run. A change that they do not notice survives: either a test is missing, or the change means
nothing, and then `explained.yaml` says why. The exit status is 1 when a survivor is not explained,
or an explanation has no survivor any more.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.mutants.operators import mutants
from tests.mutants.sandbox import Answer, Sandbox

_HERE = Path(__file__).parent
_PACKAGE = "lambda_monitored_gen"


class Change(NamedTuple):
    """A mutant as `explained.yaml` names it: lines move, so it has no number."""

    module: str
    was: str
    now: str


def _read(name: str) -> Any:  # noqa: ANN401 - whatever YAML holds
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))


def _explained() -> dict[Change, str]:
    return {
        Change(group["module"], each["was"], each["now"]): group["why"]
        for group in _read("explained.yaml")
        for each in group["mutants"]
    }


def _try_module(
    sandbox: Sandbox, module: str, tests: list[str], explained: Collection[Change]
) -> Counter[str]:
    """Print what the tests do not notice, as it is found, and count the rest."""
    file = sandbox.root / _PACKAGE / f"{module}.py"
    source = file.read_text(encoding="utf-8")
    status = file.stat()
    began = _processor_time()
    if sandbox.run(tests, seconds=300, changed=False) is not Answer.PASSED:
        sys.exit(f"{module}: its tests fail without a change:\n{sandbox.output()}")
    patience = 5 + round(3 * (_processor_time() - began))
    counts: Counter[str] = Counter(mutants=0, killed=0, explained=0, survived=0, stale=0)
    stale = {each for each in explained if each.module == module}
    for mutant in mutants(source):
        file.write_text(mutant.code, encoding="utf-8")
        counts["mutants"] += 1
        change = Change(module, mutant.was, mutant.now)
        if sandbox.run(tests, seconds=patience) is not Answer.PASSED:
            counts["killed"] += 1
        elif change in explained:
            counts["explained"] += 1
            stale.discard(change)
        else:
            counts["survived"] += 1
            _print(f"{_PACKAGE}/{module}.py:{mutant.line}", change)
    file.write_text(source, encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))  # its bytecode counts again
    for change in sorted(stale):
        counts["stale"] += 1
        _print(f"{module}: explained, but killed or gone", change)
    return counts


def _processor_time() -> float:
    """That of this process and of those that have ended: it does not depend on the others."""
    return sum(os.times()[:4])


def _print(title: str, change: Change) -> None:
    sys.stdout.write(f"{title}\n    - {change.was}\n    + {change.now}\n")
    sys.stdout.flush()


def main(names: list[str]) -> int:
    """Print survivors that nobody has explained, and a line for each module."""
    modules: dict[str, list[str]] = _read("modules.yaml")
    explained = _explained()
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as directory:
        sandbox = Sandbox(Path(directory))
        for module in names or modules:
            began = _processor_time()
            counts = _try_module(sandbox, module, modules[module], explained)
            total.update(counts)
            _print_counts(module, counts, began)
    _print_counts("all", total, 0)
    return 1 if total["survived"] or total["stale"] else 0


def _print_counts(name: str, counts: Counter[str], began: float) -> None:
    words = ", ".join(f"{count} {word}" for word, count in counts.items())
    sys.stdout.write(f"{name}: {words}, {_processor_time() - began:.0f} s of processor time\n")
    sys.stdout.flush()


if os.environ.get("PYTHONHASHSEED") != "0":
    # Else a mutant that takes the order of a set for one that is sorted would survive by chance.
    command = [sys.executable, "-m", "tests.mutants", *sys.argv[1:]]
    os.execve(sys.executable, command, {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606 - itself
sys.exit(main(sys.argv[1:]))
