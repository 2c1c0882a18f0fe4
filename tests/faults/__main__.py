"""Print the fault table of docs/check.md: `python -m tests.faults`."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.injection import Fault
from tests.faults.test_faults import new_bench, outcomes

with tempfile.TemporaryDirectory() as directory:
    bench = new_bench(Path(directory))
    sys.stdout.write(
        "| fault | points | old tree | new tree | mixed, reported | next render ends it "
        "| with another spec too | else |\n"
    )
    sys.stdout.write("|---|---|---|---|---|---|---|---|\n")
    for fault in Fault:
        found = outcomes(bench, fault)
        left = Counter("reported" if each.reported else each.tree for each in found)
        wrong = sum(
            not each.whole or (each.tree == "mixed" and not each.reported) for each in found
        )
        cells = (
            fault.value,
            len(found),
            left["old"],
            left["new"],
            left["reported"],
            sum(each.ends for each in found),
            sum(each.ends_elsewhere for each in found),
            wrong,
        )
        sys.stdout.write("| " + " | ".join(str(cell) for cell in cells) + " |\n")
