"""Source and dependencies, put together into one zip."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

from packager import archive, source
from packager.errors import PackagingError, shown
from packager.globbing import Excludes
from packager.report import Progress, human, render
from packager.staging import Staging, check_output

if TYPE_CHECKING:
    from packager.dependencies import Dependency
    from packager.target import Target

# AWS Lambda quotas: deployment package, unzipped, all layers included.
LIMIT = 262_144_000
_WARN_FROM = LIMIT * 8 // 10
_SHOWN_PACKAGES = 10
_SHOWN_FILES = 5
_SLASH = ord("/")


class Request(NamedTuple):
    """What is to be built.

    Attributes:
        source: The source directory.
        requirements: The requirements file, lock or pyproject.toml; empty for none.
        target: Runtime and architecture.
        output: Path of the zip.
        excludes: Glob patterns of what is left out of the source.
        resolver: ``auto``, ``uv`` or ``pip``.
        cache: Directory of the wheel cache, or None if this user can have none.
    """

    source: str
    requirements: str
    target: Target
    output: str
    excludes: list[str]
    resolver: str
    cache: str | None


class Part(NamedTuple):
    """What one package, or the source, contributes.

    Attributes:
        name: The package's name; empty for the source.
        version: Its version.
        wheel: File name of its wheel.
        sha256: SHA-256 of the wheel, hex.
        files: How many files.
        size: Their bytes, unzipped.
    """

    name: str
    version: str
    wheel: str
    sha256: str
    files: int
    size: int

    @property
    def label(self) -> str:
        """What it is called to a person."""
        return f"{self.name} {self.version}" if self.name else "your source"


class Built(NamedTuple):
    """A package that was built.

    Attributes:
        digest: SHA-256 of the zip.
        size: Its bytes.
        unzipped: The bytes of its files.
        files: How many files.
        parts: The source, then the packages by name.
    """

    digest: bytes
    size: int
    unzipped: int
    files: int
    parts: list[Part]


def build(request: Request, progress: Progress) -> Built:
    """Build a package.

    Args:
        request: What is to be built.
        progress: Is told what happens.

    Returns:
        What was built. The zip and the report beside it are in place.

    Raises:
        PackagingError: It cannot be built; what lay at the output is as it was.
    """
    excludes = Excludes(request.excludes)
    check_output(request.output, request.source, excludes)
    if not request.requirements:
        files = source.collect(request.source, excludes)
        with Staging(request.output) as staging:
            staging.sweep()
            return _assemble(request, files, [], staging, progress)
    from packager import dependencies  # noqa: PLC0415 - half of the packager

    # Wheels of a locked set are read while the source is listed.
    begun = dependencies.begin(request.requirements, request.target, request.cache)
    files = source.collect(request.source, excludes)
    with Staging(request.output) as staging:
        staging.sweep()
        found = dependencies.gather(
            begun, staging.path, resolver=request.resolver, progress=progress
        )
        return _assemble(request, files, found, staging, progress)


def _assemble(
    request: Request,
    files: list[source.SourceFile],
    dependencies: list[Dependency],
    staging: Staging,
    progress: Progress,
) -> Built:
    entries, parts = _merge(files, dependencies, progress)
    unzipped = sum(part.size for part in parts)
    _check_size(unzipped, parts, progress)
    for file in files:
        data = source.read(file)
        entries[file.name.encode()] = archive.stored(
            file.name, data, crc=zlib.crc32(data), executable=file.executable
        )
    package, report = staging.file("package.zip"), staging.file("report.json")
    with open(package, "wb", buffering=0) as out:
        digest, size = archive.write(out, [entries[name] for name in sorted(entries)])
    built = Built(digest, size, unzipped, len(entries), parts)
    text = render(built, request.target.runtime, request.target.architecture, progress.warnings)
    with open(report, "w", encoding="utf-8") as out_report:
        out_report.write(text)
    staging.publish(package, report)
    return built


def _merge(
    files: list[source.SourceFile], dependencies: list[Dependency], progress: Progress
) -> tuple[dict[bytes, archive.Entry], list[Part]]:
    """Decide whose file stands at each path."""
    own = {file.name.encode() for file in files}
    directories = {name[:at] for name in own for at in _slashes(name)}
    # Most packages share no top-level name with the source: nothing more to compare.
    tops = {name.partition(b"/")[0] for name in own}
    entries: dict[bytes, archive.Entry] = {}
    owner: dict[bytes, str] = {}
    parts = [Part("", "", "", "", len(files), sum(file.size for file in files))]
    for pin, members in dependencies:
        label, version = pin.name, pin.version
        hidden: list[bytes] = []
        taken: dict[str, list[bytes]] = {}
        count = size = 0
        for entry in members:
            name = entry.name
            if name.partition(b"/")[0] in tops and (
                name in own or name in directories or any(name[:at] in own for at in _slashes(name))
            ):
                hidden.append(name)
            elif name not in entries:
                entries[name] = entry
                owner[name] = label
                count += 1
                size += entry.size
            elif _content(entry) != _content(entries[name]):
                taken.setdefault(owner[name], []).append(name)
        if hidden:
            progress.warn(f"your source replaces files of {label} {version}: {_names(hidden)}")
        for other, names in taken.items():
            progress.warn(
                f"{other} and {label} hold different files of one name, "
                f"that of {other} is taken: {_names(names)}"
            )
        parts.append(Part(label, version, pin.filename, pin.sha256, count, size))
    _check_directories(entries)
    return entries, parts


def _slashes(name: bytes) -> list[int]:
    return [at for at, byte in enumerate(name) if byte == _SLASH]


def _content(entry: archive.Entry) -> tuple[bytes, int]:
    """Give the CRC and the size of a file, by which two of one name are told apart."""
    return entry.central[16:20], entry.size


def _check_directories(entries: dict[bytes, archive.Entry]) -> None:
    """Refuse packages of which one has a file where another has a directory."""
    directories: dict[bytes, bytes] = {}
    for name in entries:
        at = name.rfind(b"/")
        while at > 0 and name[:at] not in directories:
            directories[name[:at]] = name
            at = name.rfind(b"/", 0, at)
    for name in sorted(directories.keys() & entries.keys()):
        raise PackagingError(
            f"{shown(name.decode())} is a file in one package and a directory in another",
            found=[shown(directories[name].decode())],
            do="they cannot be used together; remove one of the two packages",
        )


def _names(names: list[bytes]) -> str:
    text = ", ".join(shown(name.decode()) for name in names[:_SHOWN_FILES])
    more = len(names) - _SHOWN_FILES
    return f"{text} and {more} more" if more > 0 else text


def _check_size(unzipped: int, parts: list[Part], progress: Progress) -> None:
    if unzipped > LIMIT:
        largest = sorted(parts, key=lambda part: (-part.size, part.name))[:_SHOWN_PACKAGES]
        raise PackagingError(
            f"the package is {unzipped:,} bytes unzipped, Lambda takes at most {LIMIT:,}",
            found=[f"{part.label}: {part.size:,} bytes ({human(part.size)})" for part in largest],
            do="remove or replace the largest packages, exclude files of your source, or use a "
            "container image (limit 10 GB)",
        )
    if unzipped >= _WARN_FROM:
        progress.warn(
            f"the package is {unzipped:,} bytes unzipped, {unzipped * 100 // LIMIT} % of what "
            f"Lambda takes with its layers ({LIMIT:,})"
        )
