"""Whether a chosen set of wheels is complete for the target."""

from __future__ import annotations

from collections.abc import Iterator

from packager import markers
from packager.target import Target
from packager.wheel import normalized


def missing(
    metadata: dict[str, str], extras: dict[str, set[str]], target: Target
) -> list[tuple[str, str]]:
    """Find what the chosen packages need on the target and is not among them.

    Args:
        metadata: The METADATA of each chosen package, by normalized name.
        extras: The extras of each package that the requirements ask for.
        target: What the package is built for.

    Returns:
        Pairs of a name that is missing and the name of the package that needs it.
    """
    needs: dict[str, list[markers.Requirement]] = {}
    for name, text in metadata.items():
        needs[name] = []
        for line in _stated(text, "requires-dist"):
            try:
                needs[name].append(markers.requirement(line))
            except ValueError:
                # Metadata of before PEP 508: the resolver read it, or refused it.
                continue
    wanted = {name: {"", *extras.get(name, ())} for name in metadata}
    found: set[tuple[str, str]] = set()
    todo = list(metadata)
    while todo:
        name = todo.pop()
        for need in needs[name]:
            if not any(_holds(need.marker, target, extra) for extra in wanted[name]):
                continue
            if need.name not in metadata:
                found.add((need.name, name))
            elif not need.extras <= wanted[need.name]:
                wanted[need.name] |= need.extras
                todo.append(need.name)
    return sorted(found)


def _stated(metadata: str, name: str) -> Iterator[str]:
    """Give the values of a header of METADATA, unfolded; the description is none of them."""
    header = value = ""
    for line in [*metadata.replace("\r\n", "\n").split("\n"), ""]:
        if line[:1] in (" ", "\t"):
            value += " " + line.strip()
            continue
        if header == name:
            yield value
        header, colon, value = line.partition(":")
        if not colon:
            return
        header, value = header.strip().lower(), value.strip()


def _holds(marker: str, target: Target, extra: str) -> bool:
    try:
        return markers.holds(marker, {**target.environment, "extra": normalized(extra)})
    except ValueError:
        return False
