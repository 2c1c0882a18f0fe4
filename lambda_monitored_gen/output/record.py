"""The manifest of a module, held against what its files are."""

from collections.abc import Sequence

from lambda_monitored_gen import __version__
from lambda_monitored_gen.output.comparison import Difference, Verdict
from lambda_monitored_gen.output.disk import Disk
from lambda_monitored_gen.output.manifest import MANIFEST, Manifest, digest, with_lf
from lambda_monitored_gen.rendering.files import REGULAR, RenderedFile


def compare_manifest(
    module: str, differences: Sequence[Difference], disk: Disk, recorded: Manifest | None
) -> Difference:
    """Compare the manifest that is there with the one to have.

    It is the same as long as it is a true record, whichever release of lmgen wrote it.

    Args:
        module: The module, as `namespace/name`.
        differences: The files of the module, as compared.
        disk: Reads its files.
        recorded: The manifest that was found, or None.
    """
    wanted = Manifest(
        generator=__version__,
        modules=frozenset({module}),
        files={
            each.path: frozenset({digest(each.after.content)})
            for each in differences
            if each.after and not each.after.owned and each.verdict is not Verdict.OWNED
        },
    )
    found = disk.find(MANIFEST)
    before = found.content if found else None
    verdict = Verdict.SAME
    if recorded is None or before is None:
        verdict = Verdict.MISSING
    elif recorded.modules and module not in recorded.modules:
        verdict = Verdict.OTHER_MODULE
    elif recorded.to_bytes() != with_lf(before) or not _is_record(recorded, wanted, differences):
        verdict = Verdict.STALE
    return Difference(MANIFEST, verdict, before, RenderedFile(wanted.to_bytes(), REGULAR))


def _is_record(recorded: Manifest, wanted: Manifest, differences: Sequence[Difference]) -> bool:
    """Whether a manifest says of each file that there is what it is, once."""
    same = {each.path for each in differences if each.verdict is Verdict.SAME}
    owned = {
        each.path
        for each in differences
        if each.verdict is Verdict.OWNED or (each.after and each.after.owned)
    }
    there = {each.path for each in differences if each.verdict is not Verdict.MISSING}
    return (
        recorded.modules == wanted.modules
        and owned.isdisjoint(recorded.files)
        and all(recorded.files.get(path) == wanted.files[path] for path in same)
        and recorded.files.keys() <= there | wanted.files.keys()
    )


def unfinished_manifest(
    module: str, differences: Sequence[Difference], recorded: Manifest | None
) -> Manifest:
    """What to record while files are replaced: of each, the content that it has and is to have."""
    files = dict(recorded.files) if recorded else {}
    for each in differences:
        if each.verdict is Verdict.OWNED:
            continue
        contents = [each.before, each.after.content if each.after else None]
        known = frozenset(digest(content) for content in contents if content is not None)
        files[each.path] = files.get(each.path, frozenset()) | known
    return Manifest(files, frozenset({module}), __version__, unfinished=True)
