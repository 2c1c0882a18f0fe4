"""Recognise what git made of two contents that are both lmgen's: nobody's edits are in it."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence

from lambda_monitored_gen.output.comparison import Difference, Verdict
from lambda_monitored_gen.output.git import Git
from lambda_monitored_gen.output.manifest import (
    FORMER_MANIFEST,
    MANIFEST,
    Manifest,
    is_recorded,
    parse,
    with_lf,
)

_EDITED = {
    Verdict.MODIFIED: Verdict.STALE,
    Verdict.FORMATTED: Verdict.STALE,
    Verdict.MODIFIED_ORPHAN: Verdict.ORPHAN,
}

_OTHER_SIDES = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD", "REVERT_HEAD")
"""What git calls the commit that it is bringing together with HEAD."""

_STAGES = (":2", ":3")
"""Both sides of a file with conflicts, in git's index."""

_MERGED = ":0"
"""A file without conflicts there."""


def accept_merges(
    differences: list[Difference], git: Git, manifest: Manifest | None
) -> list[Difference]:
    """Take files that look edited for lmgen's where a merge of two of its renders made them.

    That is a file with conflicts, and one that git put together and nobody edited since, if a
    manifest of either side knows the file of each side.

    Args:
        differences: As compared.
        git: The checkout.
        manifest: The manifest on disk, or None.
    """
    edited = {
        each.path: with_lf(each.before)
        for each in differences
        if each.verdict in _EDITED and each.before is not None
    }
    ours = _being_merged(edited, git, manifest) if edited else set()
    rest = {path: content for path, content in edited.items() if path not in ours}
    ours |= _merged_before(rest, git, manifest)
    return [
        each._replace(verdict=_EDITED[each.verdict]) if each.path in ours else each
        for each in differences
    ]


def _being_merged(edited: Mapping[str, bytes], git: Git, manifest: Manifest | None) -> set[str]:
    sides = ("HEAD", *_OTHER_SIDES)
    places = (*sides, *_STAGES, _MERGED)
    blobs = git.contents([*sides, *_names(places, (*edited, MANIFEST, FORMER_MANIFEST))])
    known = _known(manifest, places, blobs)
    other = next((side for side in _OTHER_SIDES if side in blobs), None)
    ours = set()
    for path, content in edited.items():
        conflict = _versions(path, _STAGES, blobs)
        if conflict:
            versions = conflict
        elif other and with_lf(blobs.get(f"{_MERGED}:./{path}", b"\0")) == content:
            versions = _versions(path, ("HEAD", other), blobs)
        else:
            continue
        if versions and all(is_recorded(each, known.get(path, ())) for each in versions):
            ours.add(path)
    return ours


def _merged_before(edited: Mapping[str, bytes], git: Git, manifest: Manifest | None) -> set[str]:
    committed = git.contents(list(_names(("HEAD",), edited)))
    ours = set()
    for path, content in edited.items():
        if with_lf(committed.get(f"HEAD:./{path}", b"\0")) != content:
            continue
        parents = git.parents_of_last_change(path)
        if len(parents) > 1:
            blobs = git.contents(list(_names(parents, (path, MANIFEST, FORMER_MANIFEST))))
            known = _known(manifest, parents, blobs).get(path, ())
            versions = _versions(path, parents, blobs)
            if versions and all(is_recorded(each, known) for each in versions):
                ours.add(path)
    return ours


def _names(places: Iterable[str], paths: Iterable[str]) -> Iterable[str]:
    return [f"{place}:./{path}" for path in paths for place in places]


def _versions(path: str, places: Iterable[str], blobs: Mapping[str, bytes]) -> list[bytes]:
    return [blobs[name] for name in _names(places, [path]) if name in blobs]


def _known(
    manifest: Manifest | None, places: Sequence[str], blobs: Mapping[str, bytes]
) -> Mapping[str, set[str]]:
    """Every content that a manifest of either side, or the one on disk, calls lmgen's."""
    manifests = [manifest] if manifest else []
    for path in (MANIFEST, FORMER_MANIFEST):
        for data in _versions(path, places, blobs):
            with contextlib.suppress(ValueError):
                manifests.append(parse(data))
    found: dict[str, set[str]] = {}
    for each in manifests:
        for path, checksums in each.files.items():
            found.setdefault(path, set()).update(checksums)
    return found
