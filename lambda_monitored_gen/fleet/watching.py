"""Wait for changes of specs and templates, with the library watchfiles."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering.environment import renderer
from lambda_monitored_gen.rendering.sources import builtin_root, is_ignored
from lambda_monitored_gen.spec.validate import validate_file


def watch_changes(
    specs: Sequence[str], templates_dir: str | None, stop: Event | None = None
) -> Iterator[None]:
    """Yield once for each burst of changes.

    The directories of the specs, and of the files that they extend, are watched, because editors
    replace files rather than write them.

    Args:
        specs: The spec files.
        templates_dir: A directory of the user's templates, or None for those of the specs.
        stop: Ends the waiting when it is set.

    Raises:
        LmgenError: watchfiles is not installed.
    """
    try:
        from watchfiles import watch  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise LmgenError(
            "--watch needs the library watchfiles",
            hint="pip install 'lambda-monitored-gen[watch]'",
        ) from error
    while stop is None or not stop.is_set():
        files, roots = _watched(specs, templates_dir)

        def counts(
            _change: object, path: str, files: set[Path] = files, roots: set[Path] = roots
        ) -> bool:
            changed = Path(path)
            return changed in files or any(
                changed.is_relative_to(root)
                and not any(map(is_ignored, changed.relative_to(root).parts))
                for root in roots
            )

        watched = {each for each in (*(file.parent for file in files), *roots) if each.is_dir()}
        for _ in watch(
            *sorted(watched), watch_filter=counts, stop_event=stop, raise_interrupt=True
        ):
            renderer.cache_clear()
            yield
            if _watched(specs, templates_dir) != (files, roots):
                break  # a spec extends other files now, or has other templates


def _watched(specs: Sequence[str], templates_dir: str | None) -> tuple[set[Path], set[Path]]:
    """The specs with the files that they extend, and the directories of templates."""
    results = [validate_file(spec) for spec in specs]
    files = {Path(file).resolve() for result in results for file in result.files}
    named = (
        {templates_dir} if templates_dir else {each.spec.templates for each in results if each.spec}
    )
    return files, {builtin_root().resolve(), *(Path(each).resolve() for each in named if each)}
