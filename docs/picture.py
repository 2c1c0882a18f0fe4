"""Draws docs/pictures/run.svg: a run of lmgen as a terminal shows it.

    python docs/picture.py

The commands are run in an empty directory, and what they print is what the picture has; only the
colours of the prompt are made up. rich draws the terminal.
"""

import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).parent / "pictures" / "run.svg"
COLUMNS = 100
COMMANDS = (
    "lmgen init spec.yaml",
    "lmgen render spec.yaml",
    "ls terraform-aws-lambda-monitored",
    "echo '# edited by hand' >> terraform-aws-lambda-monitored/versions.tf",
    "lmgen check spec.yaml",
)
"""What the picture shows, from an empty directory to an edit that the check finds."""


def draw() -> str:
    """Run the commands and draw what they print.

    Returns:
        The picture as SVG.
    """
    terminal = Console(
        record=True,
        width=COLUMNS,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    with tempfile.TemporaryDirectory() as directory:
        for command in COMMANDS:
            terminal.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
            printed = _run(command, Path(directory))
            if printed:
                terminal.print(Text.from_ansi(printed))
    drawn = terminal.export_svg(title="lmgen", unique_id="lmgen")
    # Fonts would be loaded from elsewhere; whoever looks at it has one of fixed width.
    return re.sub(r"\s*@font-face \{.*?\}", "", drawn, flags=re.DOTALL)


def _run(command: str, directory: Path) -> str:
    if command.startswith("ls "):
        return listing(directory / shlex.split(command)[-1])
    # The program of this Python, whichever lmgen is installed elsewhere.
    lmgen = f"{shlex.quote(sys.executable)} -m lambda_monitored_gen"
    ran = subprocess.run(
        ["bash", "-c", f'lmgen() {{ {lmgen} "$@"; }}; {command}'],
        cwd=directory,
        env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ran.stdout.rstrip("\n")


def listing(directory: Path) -> str:
    """List a directory as `ls` does on a terminal: in columns, whatever the locale is."""
    entries = sorted(each for each in directory.iterdir() if not each.name.startswith("."))
    names = [f"{each.name}/" if each.is_dir() else each.name for each in entries]
    width = max(map(len, names)) + 2
    across = COLUMNS // width
    rows = [names[start : start + across] for start in range(0, len(names), across)]
    return "\n".join("".join(f"{name:{width}}" for name in row).rstrip() for row in rows)


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
