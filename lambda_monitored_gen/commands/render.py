"""`lmgen render`: write the modules of specs."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from lambda_monitored_gen.commands.console import Console, format_count, print_error
from lambda_monitored_gen.commands.parameters import (
    output_option,
    specs_argument,
    templates_option,
)
from lambda_monitored_gen.errors import ExitCode, LmgenError

if TYPE_CHECKING:
    from lambda_monitored_gen.fleet.specs import OutputDirectories
    from lambda_monitored_gen.output.module import ModuleComparison
    from lambda_monitored_gen.spec.model import Spec


_ACTIONS = {
    "same": "same",
    "missing": "new",
    "stale": "changed",
    "mode": "mode",
    "line endings": "changed",
    "modified": "overwritten",
    "formatted": "overwritten",
    "orphan": "removed",
    "modified orphan": "removed",
    "left": "left",
    "owned": "owned",
}
"""What a render does to a file, by its verdict."""


class Options(NamedTuple):
    """Options of a render, and whether there are several specs."""

    output: str | None = None
    templates: str | None = None
    dry_run: bool = False
    diff: bool = False
    force: bool = False
    multiple: bool = False


@click.command(
    short_help="Render the Terraform module of each spec.",
    epilog="Examples: lmgen render spec.yaml -o module; lmgen render spec.yaml --dry-run --diff; "
    "lmgen render 'fleet/*.yaml' -o 'modules/{name}'",
)
@specs_argument
@output_option
@templates_option
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@click.option("--diff", is_flag=True, help="Show what changes as a unified diff.")
@click.option(
    "--force", is_flag=True, help="Replace files that were edited or that lmgen did not write."
)
@click.option(
    "--watch",
    is_flag=True,
    help="Render again, and show the diff, whenever a spec or template changes.",
)
@click.pass_obj
def render(
    console: Console,
    *,
    specs: tuple[str, ...],
    output: str | None,
    templates: str | None,
    dry_run: bool,
    diff: bool,
    force: bool,
    watch: bool,
) -> int:
    """Render the Terraform module of each SPEC: a file, a directory of specs, or a pattern.

    Nothing is written if a file was edited, or there is no room. Files that lmgen did not write are
    left alone.
    """
    from lambda_monitored_gen.commands.options import list_specs

    options = Options(output, templates, dry_run, diff, force)
    code = render_all(console, list_specs(specs, console), options)
    if watch:
        from lambda_monitored_gen.spec.document import STDIN

        if STDIN in specs:
            raise click.UsageError("--watch needs a file: standard input changes no more.")
        _watch(console, specs, options)
    return code


class Outcome(NamedTuple):
    """The result of rendering one spec.

    Attributes:
        place: The output directory; the spec's file if rendering failed.
        written: Number of files, as are the next two.
        unchanged: Files that were the same already.
        removed: Files that are no longer rendered.
        failed: Whether an error was printed.
        module: The module; empty if rendering failed.
        new: Whether nothing of lmgen was there before.
        refused: Why a render would refuse; empty where it would not.
    """

    place: str
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: bool = False
    module: str = ""
    new: bool = False
    refused: str = ""


def render_all(console: Console, paths: list[str], options: Options) -> int:
    """Render specs one after the other; the others are rendered if one fails."""
    from lambda_monitored_gen.fleet.specs import OutputDirectories

    options = options._replace(multiple=len(paths) > 1)
    outputs = OutputDirectories(options.output, multiple=options.multiple)
    if not options.multiple:
        outcome = _render_one(console, paths[0], outputs, options)
        _print_outcome(console, outcome, options)
        _warn_of_abandoned(console, [outcome], paths)
        return ExitCode.OK
    outcomes = []
    for path in console.track(paths, len(paths), "specs"):
        try:
            outcomes.append(_render_one(console, path, outputs, options))
        except LmgenError as error:  # noqa: PERF203 - each spec may fail by itself
            print_error(error)
            outcomes.append(Outcome(path, failed=True))
    _print_table(console, outcomes, options)
    _warn_of_abandoned(console, outcomes, paths)
    return ExitCode.UNABLE if any(outcome.failed for outcome in outcomes) else ExitCode.OK


def _render_one(
    console: Console, path: str, outputs: "OutputDirectories", options: Options
) -> Outcome:
    from lambda_monitored_gen.commands.options import load_spec
    from lambda_monitored_gen.output.comparison import Verdict
    from lambda_monitored_gen.output.module import compare_module, render_module

    spec = load_spec(path, console)
    directory = outputs.directory(spec)
    outputs.claim(directory, path)
    if options.dry_run:
        comparison = compare_module(spec, directory, options.templates)
    else:
        comparison = render_module(spec, directory, options.templates, force=options.force)
    if templates := options.templates or spec.templates:
        _warn_of_missing_names(console, templates, comparison, spec)
    if comparison.recorded and comparison.recorded.unfinished:
        console.warn(f"{directory}: a render was interrupted here; this one goes on from there")
    _print_files(console, comparison, options)
    for note in comparison.notes:
        console.warn(note)
    removed = comparison.count(Verdict.ORPHAN, Verdict.MODIFIED_ORPHAN)
    unchanged = comparison.count(Verdict.SAME, Verdict.LEFT, Verdict.OWNED)
    written = len(comparison.differences) - removed - unchanged
    return Outcome(
        str(directory),
        written,
        unchanged,
        removed,
        module=f"{spec.module.namespace}/{spec.module.name}",
        new=comparison.recorded is None,
        refused=_refusal(comparison, options),
    )


def _refusal(comparison: "ModuleComparison", options: Options) -> str:
    """Why the render that is only tried would refuse; empty where it would not."""
    from lambda_monitored_gen.output.comparison import Verdict

    if not options.dry_run or options.force or not comparison.refused:
        return ""
    if comparison.manifest.verdict is Verdict.OTHER_MODULE:
        return "the directory holds another module"
    count = len(comparison.refused)
    return f"{format_count(count, 'file')} {'was' if count == 1 else 'were'} edited by hand"


def _warn_of_abandoned(console: Console, outcomes: list[Outcome], paths: list[str]) -> None:
    if not any(outcome.new for outcome in outcomes):
        return
    from lambda_monitored_gen.fleet.abandoned import find_abandoned

    outputs = {Path(each.place): each.module for each in outcomes if not each.failed}
    for note in find_abandoned(outputs, paths):
        console.warn(note)


def _warn_of_missing_names(
    console: Console, templates: str, comparison: "ModuleComparison", spec: "Spec"
) -> None:
    from lambda_monitored_gen.output.declarations import find_missing_names

    for name in find_missing_names(comparison.differences, spec.interface):
        console.warn(f"{templates}: the module is missing the {name}, which the catalog declares")


def _print_files(console: Console, comparison: "ModuleComparison", options: Options) -> None:
    from lambda_monitored_gen.output.comparison import EQUAL, REFUSED
    from lambda_monitored_gen.output.diffs import name_prefix, unified_diff

    refuses = options.dry_run and not options.force
    for difference in comparison.differences:
        shown = options.dry_run and difference.verdict not in EQUAL
        refused = refuses and difference.verdict in REFUSED
        action = "refused" if refused else _ACTIONS[difference.verdict.value]
        path = (
            (comparison.directory / difference.path).as_posix()
            if options.multiple
            else difference.path
        )
        console.info(f"{action:>11}  {path}", verbosity=0 if shown else 1)
    if options.diff:
        prefix = name_prefix(comparison.directory)
        for difference in (*comparison.differences, comparison.manifest):
            console.diff(unified_diff(difference, prefix))


def _print_outcome(console: Console, outcome: Outcome, options: Options) -> None:
    done, gone = ("to write", "to remove") if options.dry_run else ("written", "removed")
    counts = (
        f"{format_count(outcome.written, 'file')} {done}, "
        f"{outcome.unchanged} unchanged, {outcome.removed} {gone}"
    )
    if outcome.refused:
        console.info(
            f"{outcome.place}: refused, for {outcome.refused}: nothing would be written. "
            f"With --force: {counts}"
        )
        return
    console.info(f"{outcome.place}: {counts}")
    if options.dry_run or not outcome.written + outcome.removed:
        return
    import shlex

    first = "lmgen test" if outcome.new else "git diff"
    console.info(f"next: {shlex.join([*first.split(), outcome.place])}, then commit it")


def _print_table(console: Console, outcomes: list[Outcome], options: Options) -> None:
    done, gone = ("to write", "to remove") if options.dry_run else ("written", "removed")
    width = max(len(outcome.place) for outcome in outcomes)
    console.info(f"{'module':{width}}  {done:>9}  unchanged  {gone:>9}")
    for outcome in outcomes:
        numbers = f"{outcome.written:>9}  {outcome.unchanged:>9}  {outcome.removed:>9}"
        word = "failed" if outcome.failed else "refused" if outcome.refused else ""
        console.info(f"{outcome.place:{width}}  {f'{word:>9}' if word else numbers}")
    failed = sum(outcome.failed for outcome in outcomes)
    refused = sum(bool(outcome.refused) for outcome in outcomes)
    rendered = "to render" if options.dry_run else "rendered"
    specs = format_count(len(outcomes), "spec")
    others = f", {refused} refused without --force" if refused else ""
    console.info(f"{specs}: {len(outcomes) - failed - refused} {rendered}{others}, {failed} failed")


def _watch(console: Console, specs: Iterable[str], options: Options) -> None:
    from lambda_monitored_gen.fleet.specs import find_specs
    from lambda_monitored_gen.fleet.watching import watch_changes

    console.info("watching for changes; end with ^C")
    for _ in watch_changes(find_specs(list(specs)).specs, options.templates):
        console.forget()
        try:
            render_all(console, find_specs(list(specs)).specs, options._replace(diff=True))
        except LmgenError as error:
            print_error(error)
