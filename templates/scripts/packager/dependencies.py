"""The wheels of a function: chosen, fetched, checked, ready to be moved into the package."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, NamedTuple

from packager import archive, resolution, wheel
from packager.asked import ask
from packager.cache import Cache
from packager.errors import PackagingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from packager.archive import Entry
    from packager.asked import Asked
    from packager.report import Progress
    from packager.target import Target

_THREADS = 8  # they wait for the network most of the time


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


class Begun(NamedTuple):
    """Dependencies that are being gathered.

    Attributes:
        asked: What is asked for.
        target: What the package is built for.
        cache: Where checked wheels are kept, if anywhere.
        why: Why nowhere.
        kept: Gives the packages of a locked set that is being read from the
            cache, or raises LookupError; None if there is no such set.
    """

    asked: Asked
    target: Target
    cache: Cache | None
    why: str
    kept: Callable[[], list[Dependency]] | None


def begin(path: str, target: Target, root: str | None) -> Begun:
    """Read what is asked for; start reading its wheels if they are known already.

    Args:
        path: The requirements file, lock or pyproject.toml.
        target: What the package is built for.
        root: Directory of the wheel cache, or None if there can be none.

    Returns:
        What `gather` goes on with.

    Raises:
        PackagingError: It cannot be read, or asks for what cannot be packaged.
    """
    asked = ask(path, target)
    if not root:
        return Begun(asked, target, None, "no home directory", None)
    try:
        cache = Cache(root)
    except OSError as error:
        return Begun(asked, target, None, error.strerror or str(error), None)
    rows = cache.recall(asked.key) if asked.key else None
    if not rows or any(len(row) != 2 for row in rows):  # noqa: PLR2004 - name and digest
        return Begun(asked, target, cache, "", None)
    pins = [resolution.Pin(name, digest, "") for name, digest in rows]
    if not all(cache.has(pin.sha256) for pin in pins):
        return Begun(asked, target, cache, "", None)
    return Begun(asked, target, cache, "", _start(pins, lambda pin: _kept(pin, cache)))


def gather(begun: Begun, staging: str, *, resolver: str, progress: Progress) -> list[Dependency]:
    """Choose, fetch and check the wheels.

    Args:
        begun: What `begin` gave.
        staging: A directory for what is only needed now.
        resolver: ``auto``, ``uv`` or ``pip``.
        progress: Is told what happens.

    Returns:
        The packages, sorted by name.

    Raises:
        PackagingError: The set cannot be had, or is not what it should be.
    """
    asked, target, cache = begun.asked, begun.target, begun.cache
    if cache is None:
        progress.say(f"wheels are not kept: the cache directory cannot be used ({begun.why})")
        cache = Cache(os.path.join(staging, "cache"))
    if begun.kept:
        try:
            return begun.kept()
        except LookupError:
            progress.say("the wheel cache is damaged, resolving anew")
    from packager import choice  # noqa: PLC0415 - a set that is cached needs none of it

    plan = choice.choose(
        asked, target, staging, resolver=resolver, fresh=cache.empty(), progress=progress
    )
    dependencies = _load(plan.pins, target, cache, staging, progress)
    _check_complete(dependencies, plan, target, progress)
    if asked.key:
        cache.remember(asked.key, [[d.pin.filename, d.pin.sha256] for d in dependencies])
    return dependencies


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
    return _start(pins, lambda pin: _one(pin, target, cache, staging, progress))()


def _kept(pin: resolution.Pin, cache: Cache) -> Dependency:
    entries = cache.load(pin.sha256)
    if entries is None:
        raise LookupError(pin.sha256)
    return Dependency(pin, entries)


def _start(
    pins: list[resolution.Pin], job: Callable[[resolution.Pin], Dependency]
) -> Callable[[], list[Dependency]]:
    """Start a job for each wheel, a few at a time; give what waits for the results."""
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

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(_THREADS, len(pins)))]
    for thread in threads:
        thread.start()

    def finish() -> list[Dependency]:
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return [results[at] for at in range(len(pins))]

    return finish


def _one(
    pin: resolution.Pin, target: Target, cache: Cache, staging: str, progress: Progress
) -> Dependency:
    entries = cache.load(pin.sha256) if pin.sha256 else None
    if entries is None:
        from packager import download  # noqa: PLC0415 - not needed for what is cached

        data, digest = download.fetch(pin, target, staging)
        pin = pin._replace(sha256=digest)
        normal, check = wheel.normalize(pin.filename, data)
        cache.store(digest, normal, check)
        progress.fetched(pin.name, pin.version, len(data))
        entries = archive.entries(normal, len(normal))
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
