"""Wait for changes of specs and templates, with the library watchfiles."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering.environment import renderer
from lambda_monitored_gen.rendering.sources import builtin_root, is_ignored


def watch_changes(
    specs: Sequence[str], templates_dir: str | None, stop: Event | None = None
) -> Iterator[None]:
    """Yield once for each burst of changes.

    The directories of the specs are watched, because editors replace files rather than write them.

    Args:
        specs: The spec files.
        templates_dir: A directory of the user's templates, or None.
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
    files = {Path(spec).resolve() for spec in specs}
    roots = [builtin_root().resolve(), *([Path(templates_dir).resolve()] if templates_dir else [])]

    def counts(_change: object, path: str) -> bool:
        changed = Path(path)
        return changed in files or any(
            changed.is_relative_to(root)
            and not any(map(is_ignored, changed.relative_to(root).parts))
            for root in roots
        )

    watched = sorted({*(file.parent for file in files), *roots})
    for _ in watch(*watched, watch_filter=counts, stop_event=stop, raise_interrupt=True):
        renderer.cache_clear()
        yield
