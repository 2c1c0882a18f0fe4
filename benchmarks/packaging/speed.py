"""Measures package.sh against installing and zipping, in one interleaved run.

    python benchmarks/packaging/speed.py [--rounds 5] > table.md

``pip, zip`` is what the published module 1.1.0 does: pip installs into a
directory for manylinux2014, the source is copied over it, zip packs it all.
``cold`` starts without any cache, also of pip and uv; ``warm`` with all of them.
Needs bash, zip, pip and uv, and a package index.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "templates" / "scripts" / "package.sh"
CASES = {
    "no deps": ("", "x86_64"),
    "requests": ("requests\n", "x86_64"),
    "numpy+pandas x86_64": ("numpy\npandas\n", "x86_64"),
    "numpy+pandas arm64": ("numpy\npandas\n", "arm64"),
}
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
RUNTIME = "3.12"


class Bench:
    """One place to work in.

    Args:
        root: An empty directory.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "src").mkdir()
        (root / "src" / "main.py").write_text("def lambda_handler(event, context):\n    return 1\n")
        self.environment = dict(os.environ)

    def caches(self, name: str) -> None:
        """Make every tool keep its cache in one directory."""
        for variable in ("PACKAGE_CACHE_DIR", "UV_CACHE_DIR", "PIP_CACHE_DIR"):
            self.environment[variable] = str(self.root / name / variable)

    def run(self, *command: str | Path, **environment: str) -> None:
        """Run a command, quietly."""
        subprocess.run(
            [str(word) for word in command],
            cwd=self.root,
            env={**self.environment, **environment},
            check=True,
            capture_output=True,
        )

    def requirements(self, case: str) -> str:
        """Write the requirements of a case; give the path, empty for none."""
        text = CASES[case][0]
        if not text:
            return ""
        path = self.root / f"{case}.txt"
        path.write_text(text)
        return str(path)

    def ours(self, case: str, resolver: str) -> None:
        """Build with package.sh."""
        self.run(
            SCRIPT,
            "-q",
            PACKAGE_SOURCE_DIR="src",
            PACKAGE_PYTHON_VERSION=f"python{RUNTIME}",
            PACKAGE_ARCHITECTURE=CASES[case][1],
            PACKAGE_OUTPUT="out.zip",
            PACKAGE_REQUIREMENTS_FILE=self.requirements(case),
            PACKAGE_RESOLVER=resolver,
        )

    def install(self, case: str, tool: str) -> None:
        """Install into a directory, copy the source over it, zip it."""
        shutil.rmtree(self.root / "tree", ignore_errors=True)
        (self.root / "out.zip").unlink(missing_ok=True)
        (self.root / "tree").mkdir()
        path = self.requirements(case)
        machine = MACHINES[CASES[case][1]]
        if path and tool == "pip":
            self.run(
                sys.executable, "-m", "pip", "install", "-q", "--target=tree", "-r", path,
                f"--platform=manylinux2014_{machine}", "--implementation=cp",
                f"--python-version={RUNTIME}", "--only-binary=:all:",
            )  # fmt: skip
        elif path:
            self.run(
                "uv", "pip", "install", "-q", "--target=tree", "-r", path,
                f"--python-platform={machine}-manylinux_2_34", f"--python-version={RUNTIME}",
                "--only-binary=:all:", UV_PYTHON_DOWNLOADS="never",
            )  # fmt: skip
        self.run("cp", "-r", "src/.", "tree")
        self.run("bash", "-c", "cd tree && zip -q -r ../out.zip .")


def timed(job: Callable[[], None]) -> float:
    """Run a job and give its wall time in seconds."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, interleaved")
    rounds = parser.parse_args().rounds
    times: dict[tuple[str, str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(Path(directory))
        tools: dict[str, Callable[[str], None]] = {
            "pip, zip": lambda case: bench.install(case, "pip"),
            "uv, zip": lambda case: bench.install(case, "uv"),
            "package.sh with pip": lambda case: bench.ours(case, "pip"),
            "package.sh with uv": lambda case: bench.ours(case, "uv"),
        }
        bench.caches("warm")
        for case in CASES:
            for tool in tools.values():
                tool(case)
        for number in range(rounds):
            for case in CASES:
                for name, tool in tools.items():
                    bench.caches(f"cold-{number}-{name}-{case}")
                    cold = timed(lambda tool=tool, case=case: tool(case))  # type: ignore[misc] # bound at once
                    times.setdefault(("cold", name, case), []).append(cold)
                    shutil.rmtree(bench.root / f"cold-{number}-{name}-{case}", ignore_errors=True)
                    bench.caches("warm")
                    warm = timed(lambda tool=tool, case=case: tool(case))  # type: ignore[misc] # bound at once
                    times.setdefault(("warm", name, case), []).append(warm)
        table(times, list(tools))
        locked(bench, rounds)


def table(times: dict[tuple[str, str, str], list[float]], tools: list[str]) -> None:
    """Print medians, and their ratio to the first tool."""
    for state in ("warm", "cold"):
        print(f"\n| {state}, s (ratio) | " + " | ".join(CASES) + " |")
        print("|---|" + "---|" * len(CASES))
        for tool in tools:
            cells = []
            for case in CASES:
                here = statistics.median(times[state, tool, case])
                base = statistics.median(times[state, tools[0], case])
                cells.append(f"{here:.2f} ({here / base:.2f})")
            print(f"| {tool} | " + " | ".join(cells) + " |")


def locked(bench: Bench, rounds: int) -> None:
    """Measure a locked set that is cached against copying the bytes of its wheels."""
    case = "numpy+pandas x86_64"
    path = Path(bench.requirements(case))
    bench.run(
        "uv", "pip", "compile", "-q", path, "--generate-hashes", "--only-binary=:all:",
        f"--python-version={RUNTIME}", "--python-platform=x86_64-manylinux_2_34", "-o", "lock.txt",
        UV_PYTHON_DOWNLOADS="never",
    )  # fmt: skip
    shutil.copy(bench.root / "lock.txt", path)
    fixed = (path.read_text(), "x86_64")
    CASES[case] = fixed
    bench.ours(case, "uv")
    bench.run(
        sys.executable, "-m", "pip", "download", "-q", "-r", "lock.txt", "--dest=wheels",
        "--platform=manylinux_2_34_x86_64", "--platform=manylinux_2_28_x86_64",
        "--platform=manylinux2014_x86_64", f"--python-version={RUNTIME}", "--only-binary=:all:",
    )  # fmt: skip
    ours, copies = [], []
    for _ in range(rounds * 3):
        ours.append(timed(lambda: bench.ours(case, "uv")))
        copies.append(timed(lambda: bench.run("cp", "-r", "wheels", "copy")))
        shutil.rmtree(bench.root / "copy")
    size = sum(path.stat().st_size for path in (bench.root / "wheels").iterdir())
    here, copy = statistics.median(ours), statistics.median(copies)
    print(
        f"\nLocked and cached: {here:.3f} s; cp of its wheels ({size:,} bytes): {copy:.3f} s; ",
        end="",
    )
    print(f"ratio {here / copy:.1f}")


if __name__ == "__main__":
    main()
