"""The wheels of a function: chosen, fetched, checked, ready to be moved into the package."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from typing import TYPE_CHECKING, NamedTuple

from packager import resolution, wheel
from packager.errors import PackagingError
from packager.report import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from packager.archive import Entry
    from packager.cache import Cache
    from packager.target import Target

_KEY_FORMAT = 1  # counts changes of what a locked set may resolve to


class Dependency(NamedTuple):
    """One package of the set.

    Attributes:
        pin: The wheel that was chosen.
        entries: Its files.
    """

    pin: resolution.Pin
    entries: list[Entry]


class Plan(NamedTuple):
    """What a resolver chose.

    Attributes:
        pins: The wheels.
        extras: The extras that were asked for.
        strict: Whether a set with something missing is an error; it is not where
            the user's own lock or settings decided on the set.
    """

    pins: list[resolution.Pin]
    extras: dict[str, set[str]]
    strict: bool


def gather(  # noqa: PLR0913 - all that decides on the set
    path: str, target: Target, cache: Cache, staging: str, *, resolver: str, progress: Progress
) -> list[Dependency]:
    """Choose, fetch and check the wheels.

    Args:
        path: The requirements file, lock or pyproject.toml.
        target: What the package is built for.
        cache: Where checked wheels are kept.
        staging: A directory for what is only needed now.
        resolver: ``auto``, ``uv`` or ``pip``.
        progress: Is told what happens.

    Returns:
        The packages, sorted by name.

    Raises:
        PackagingError: The set cannot be had, or is not what it should be.
    """
    from packager import choice  # noqa: PLC0415 - a set that is cached needs none of it

    asked = choice.ask(path, target)
    if asked.key:
        rows = cache.recall(asked.key)
        if rows and all(len(row) == 2 for row in rows):  # noqa: PLR2004 - name and digest
            pins = [resolution.Pin(name, digest, "") for name, digest in rows]
            if all(cache.has(pin.sha256) for pin in pins):
                try:
                    return _each(pins, lambda pin: _kept(pin, cache))
                except LookupError:
                    progress.say("the wheel cache is damaged, resolving anew")
    plan = choice.choose(asked, target, staging, resolver=resolver, progress=progress)
    dependencies = _load(plan.pins, target, cache, staging, progress)
    _check_complete(dependencies, plan, target, progress)
    if asked.key:
        cache.remember(asked.key, [[d.pin.filename, d.pin.sha256] for d in dependencies])
    return dependencies


def key(target: Target, parts: list[str]) -> str:
    """Give the key under which the outcome of a locked set is remembered.

    Args:
        target: What the package is built for.
        parts: All text that decides the outcome.
    """
    text = json.dumps(
        [_KEY_FORMAT, target.runtime, target.full_version, target.architecture, parts]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _load(
    pins: list[resolution.Pin],
    target: Target,
    cache: Cache,
    staging: str,
    progress: Progress,
) -> list[Dependency]:
    """Take wheels from the cache, fetching those that are not there."""
    pins = sorted(pins, key=lambda pin: pin.name)
    for pin in pins:
        if wheel.rank(pin.filename, target) is None:
            raise resolution.no_wheel(f"{pin.name} {pin.version}", target)
    return _each(pins, lambda pin: _one(pin, target, cache, staging, progress))


def _kept(pin: resolution.Pin, cache: Cache) -> Dependency:
    entries = cache.load(pin.sha256)
    if entries is None:
        raise LookupError(pin.sha256)
    return Dependency(pin, entries)


def _each(
    pins: list[resolution.Pin], job: Callable[[resolution.Pin], Dependency]
) -> list[Dependency]:
    """Do a job for each wheel, a few at a time: they wait for the network and the disk."""
    results: dict[int, Dependency] = {}
    errors: list[BaseException] = []
    todo = list(reversed(range(len(pins))))

    def work() -> None:
        while not errors:
            try:
                at = todo.pop()
            except IndexError:
                return
            try:
                results[at] = job(pins[at])
            except BaseException as error:  # noqa: BLE001 - raised again below
                errors.append(error)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(4, len(pins)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [results[at] for at in range(len(pins))]


def _one(
    pin: resolution.Pin, target: Target, cache: Cache, staging: str, progress: Progress
) -> Dependency:
    entries = cache.load(pin.sha256) if pin.sha256 else None
    if entries is None:
        from packager import download  # noqa: PLC0415 - not needed for what is cached

        data = download.fetch(pin, target, staging)
        pin = pin._replace(sha256=hashlib.sha256(data).hexdigest())
        cache.store(pin.sha256, wheel.normalize(pin.filename, data))
        progress.fetched(pin.name, pin.version, len(data))
        entries = cache.load(pin.sha256)
        if entries is None:
            raise PackagingError(
                f"the wheel cache lost {pin.filename} as soon as it was written",
                do="build again, or name another directory in PACKAGE_CACHE_DIR",
            )
    return Dependency(pin, entries)


def _check_complete(
    dependencies: list[Dependency], plan: Plan, target: Target, progress: Progress
) -> None:
    """See that nothing is missing, whoever resolved."""
    from packager import closure  # noqa: PLC0415 - not needed for what is cached

    metadata = {d.pin.name: wheel.metadata(d.entries) for d in dependencies}
    missing = closure.missing(metadata, plan.extras, target)
    if not missing:
        return
    lines = [f"{name}, which {by} needs" for name, by in missing]
    if plan.strict and not os.environ.get("PIP_NO_DEPS"):
        raise PackagingError(
            f"the resolved set is not complete for {target}",
            found=lines,
            do="add what is missing to the requirements, or resolve with uv",
        )
    for line in lines:
        progress.warn(f"not in the package: {line}")
