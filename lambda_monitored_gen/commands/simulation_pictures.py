"""Writes the pictures and the pages of `lmgen simulate`."""

import contextlib
from pathlib import Path
from typing import NamedTuple

import click

from lambda_monitored_gen.commands.simulation_options import Options
from lambda_monitored_gen.simulation import Replay, SimulationError

_SUFFIX = ".lmgen-new"


class Pictures(NamedTuple):
    """Where to draw a replay.

    Attributes:
        plot: The SVG file; None for none.
        html: The HTML file; None for none.
    """

    plot: str | None = None
    html: str | None = None

    def refuse_combinations(self, options: Options, *, expect: bool) -> None:
        """Refuse what cannot be drawn, before anything is replayed.

        Args:
            options: The other options.
            expect: Whether expectations are checked instead.

        Raises:
            click.UsageError: There is something.
        """
        for name, path in (("--plot", self.plot), ("--html", self.html)):
            if path is None:
                continue
            if expect:
                raise click.UsageError(f"{name} is for a replay, not for --expect")
            if options.against:
                raise click.UsageError(f"{name} has no room for --against: draw each side")
            if len(options.traces) + len(options.scenarios) > 1:
                raise click.UsageError(f"{name} is for one trace: run lmgen once for each")
            if Path(path).is_dir():
                raise click.UsageError(f"{name} takes a file, and {path} is a directory")
            if not Path(path).parent.is_dir():
                raise click.UsageError(f"{name}: there is no directory {Path(path).parent}")
        if self.plot and self.html and Path(self.plot).resolve() == Path(self.html).resolve():
            raise click.UsageError("--plot and --html must be different files")

    def write(self, replay: Replay | None) -> None:
        """Draw a replay; one that could not be made leaves the files as they are.

        Raises:
            SimulationError: A file cannot be written; what was there before is still there.
        """
        if replay is None:
            return
        if self.plot:
            from lambda_monitored_gen.simulation.plot import as_svg

            _write(self.plot, as_svg(replay))
        if self.html:
            from lambda_monitored_gen.simulation.page import as_html

            _write(self.html, as_html(replay))


def _write(path: str, text: str) -> None:
    """Put text in the place of a file at once, so that a full disk leaves the old one."""
    target = Path(path)
    # A device, such as /dev/stdout, is written to and not replaced; a link is followed.
    staged = None
    if target.is_file() or not target.exists():
        target = target.resolve()
        staged = Path(f"{target}{_SUFFIX}")
    try:
        (staged or target).write_bytes(text.encode())
        if staged:
            staged.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            if staged:
                staged.unlink(missing_ok=True)
        raise SimulationError(f"{path}: cannot be written: {error.strerror}") from error
