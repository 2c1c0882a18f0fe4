"""Builds the deployment package of a Lambda function; run it through package.sh.

The function's source and the wheels of its dependencies in one zip, the same bytes wherever it
is built: entries are sorted, dated 1980 and have mode 0644 or 0755; members of wheels keep their
compressed bytes, and the source is stored, since zlib's output differs between machines.

uv or pip read the requirements and choose the wheels, with the markers of the function's runtime.
Nothing that comes from an index or an address is ever built. What is read is held against what
Terraform hashed when it planned.

Standard library of Python 3.9 and newer only. The sections follow the data: ask, target, source,
listing, requirements, resolve, own code, fetch, entries, write, report.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import io
import json
import mmap
import os
import re
import shutil
import signal
import stat
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple

# AWS Lambda quotas: deployment package, unzipped, all layers included.
LIMIT = 262_144_000
WARN_FROM = LIMIT * 8 // 10
BLOCK = 1 << 20  # bytes that are read or written at once

# What is left out of every package: earlier builds, and Terraform's own files, with their secrets.
NEVER = (
    "**/.build/**", "**/.terraform/**", "**/.terraform.lock.hcl", "**/*.tfstate*", "**/*.tfplan*",
    "**/*.tfvars*",
)  # fmt: skip
EXCLUDES = (
    "**/.git/**", "**/.git", "**/.hg/**", "**/.svn/**", "**/.terraform/**", "**/.venv/**",
    "**/venv/**", "**/__pycache__/**", "**/*.pyc", "**/.mypy_cache/**", "**/.pytest_cache/**",
    "**/.ruff_cache/**", "**/.hypothesis/**", "**/.tox/**", "**/.nox/**", "**/.DS_Store",
)  # fmt: skip
# What looks like a secret goes in only if PACKAGE_INCLUDES names it.
SECRETS = ("**/.env*", "**/.aws/**", "**/*.pem", "**/*.key", "**/id_*")


class Failure(Exception):
    """The package cannot be built.

    Args:
        message: One sentence that names what is wrong.
        found: What was met, a line each.
        do: What the user can do about it.
        code: The exit code: 1 cannot be packaged, 2 wrong usage.
    """

    def __init__(self, message: str, *found: str, do: str = "", code: int = 1) -> None:
        lines = [f"error: {message}", *(f"  found: {line}" for line in found)]
        super().__init__("\n".join([*lines, *([f"  do: {do}"] if do else [])]))
        self.code = code


def shown(name: str) -> str:
    """Give a path or name as it can stand in a message: one line, quotes visible."""
    if name and name.isprintable() and name.strip() == name and "'" not in name:
        return name
    return ascii(name) if not name.isprintable() else repr(name)


def masked(text: str) -> list[str]:
    """Give what a tool said as lines that can be shown: no escapes, no passwords."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"(\w+://)[^/\s@]+@", r"\1****@", text)
    return [line.strip() for line in text.splitlines() if line.strip()]


# --- ask --------------------------------------------------------------------------------------

# Option, what it takes, what it is. Each has a variable: PACKAGE_ and its name in capitals.
OPTIONS = (
    ("--source-dir", "DIR", "directory with the function's code"),
    ("--requirements-file", "FILE", "requirements file, pyproject.toml, uv.lock, poetry.lock or\n"
     "pylock.toml; unset: no dependencies"),
    ("--python-version", "NAME", "runtime, such as python3.12"),
    ("--architecture", "NAME", "x86_64 or arm64; unset: x86_64"),
    ("--output", "FILE", "zip to write; a report goes to FILE.json"),
    ("--excludes", "JSON", "list of patterns of what is left out of the source, with *, ? and **;\n"
     "unset: the list below"),
    ("--secrets", "JSON", "list of patterns of files that look like secrets; unset: the list below"),
    ("--includes", "JSON", "list of patterns of such files that are packaged all the same"),
    ("--inputs", "JSON", "list of files, directories and globs that are hashed beside the source"),
    ("--content-hash", "HEX", "SHA-256 of what was hashed; unset: nothing is compared"),
    ("--content-digests", "HEX", "four digits for each file of it, to name the one that changed"),
    ("--selection", "JSON", 'what is taken of a project: {"member": "fn", "extras": [], "groups": [],\n'
     '"omit": ["boto3"]}'),
    ("--resolver", "NAME", "auto, uv or pip; unset: auto, which is uv where it is there, pip otherwise"),
    ("--cache-dir", "DIR", "wheel cache; unset: lambda-package in the user's cache directory"),
)  # fmt: skip
NEEDED = ("--source-dir", "--python-version", "--output")


class Selection(NamedTuple):
    """What of a project is packaged: a workspace member, extras, groups, and what is left out."""

    member: str = ""
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()


class Request(NamedTuple):
    """What is asked for; the fields are the options of the same names."""

    source: str
    requirements: str
    target: Target
    output: str
    rules: Rules
    inputs: list[str]
    content_hash: str
    content_digests: str
    selection: Selection
    resolver: str
    cache: str
    quiet: bool
    preflight: bool


def usage() -> str:
    """Give the text of --help."""
    lines = [
        "Usage: package.sh [OPTION]...", "",
        "Builds the deployment package of a Lambda function: its source and the wheels of",
        "its dependencies in one zip file, the same bytes wherever it is built.", "",
        "Each value comes from its option, or else from its variable:", "",
    ]  # fmt: skip
    for option, takes, text in OPTIONS:
        lines.append(f"  {option} {takes}  ({variable(option)})")
        lines += [f"        {line}" for line in text.splitlines()]
    lines += [
        "  -q, --quiet  (PACKAGE_QUIET=1)", "        one line at the end; warnings and errors as ever",
        "  --preflight", "        check what can be known without resolving, and build nothing",
        "  -h, --help", "        this text", "",
        "PACKAGE_PYTHON names the Python (3.9 or newer) that runs this.", "",
        "Left out of the source unless --excludes says otherwise:", "",
        *[f"  {pattern}" for pattern in dict.fromkeys(NEVER + EXCLUDES)], "",
        "Taken for secrets unless --secrets says otherwise:", "",
        *[f"  {pattern}" for pattern in SECRETS], "",
        "Exit codes: 0 built, 1 cannot be packaged, 2 wrong usage.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def variable(option: str) -> str:
    """Give the environment variable of an option."""
    return "PACKAGE_" + option.lstrip("-").upper().replace("-", "_")


def ask(arguments: list[str]) -> Request:
    """Read the options and, for those that are not given, the environment."""
    values = {option: os.environ.get(variable(option), "") for option, _, _ in OPTIONS}
    values["--quiet"] = os.environ.get("PACKAGE_QUIET", "")
    values["--preflight"] = ""
    rest = list(arguments)
    while rest:
        option, equals, value = rest.pop(0).partition("=")
        if option in ("-q", "--quiet", "--preflight") and not equals:
            values["--preflight" if option == "--preflight" else "--quiet"] = "1"
            continue
        if option not in values:
            raise Failure(f"unknown argument {option!r}", do="see package.sh --help", code=2)
        if not equals and not rest:
            raise Failure(f"{option} lacks its value", do="see package.sh --help", code=2)
        values[option] = value if equals else rest.pop(0)
    return request(values)


def request(values: dict[str, str]) -> Request:
    """Check the values and give them their types."""
    for option, _, text in OPTIONS:
        if option in NEEDED and not values[option]:
            do = f"set it, or use {option}"
            raise Failure(f"{variable(option)} is not set: {text}", do=do, code=2)
    if (values["--resolver"] or "auto") not in ("auto", "uv", "pip"):
        message = f"unknown resolver {values['--resolver']!r}"
        raise Failure(message, do="use one of auto, uv, pip", code=2)
    if values["--quiet"] not in ("", "0", "1"):
        message = f"PACKAGE_QUIET is {values['--quiet']!r}, not 0 or 1"
        raise Failure(message, do="set it to 0 or 1", code=2)
    return Request(
        source=values["--source-dir"],
        requirements=values["--requirements-file"],
        target=Target(values["--python-version"], values["--architecture"] or "x86_64"),
        output=values["--output"],
        rules=Rules(
            strings("--excludes", values, dict.fromkeys(NEVER + EXCLUDES)),
            strings("--secrets", values, SECRETS),
            strings("--includes", values, ()),
        ),
        inputs=strings("--inputs", values, ()),
        content_hash=values["--content-hash"],
        content_digests=values["--content-digests"],
        selection=selection(values["--selection"]),
        resolver=values["--resolver"] or "auto",
        cache=values["--cache-dir"] or cache_directory(),
        quiet=values["--quiet"] == "1",
        preflight=values["--preflight"] == "1",
    )


def strings(option: str, values: dict[str, str], default: Any) -> list[str]:  # noqa: ANN401 - any iterable of strings
    """Read a JSON list of strings."""
    if not values[option]:
        return list(default)
    do = 'write a list, such as ["**/tests/**"]'
    try:
        items = json.loads(values[option])
    except ValueError as error:
        raise Failure(f"{variable(option)} is not JSON: {error}", do=do, code=2) from error
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise Failure(f"{variable(option)} is not a list of strings", do=do, code=2)
    return items


def selection(text: str) -> Selection:
    """Read the JSON object of PACKAGE_SELECTION."""
    try:
        given = json.loads(text) if text else {}
        known = {
            name: given.pop(name, None) or default
            for name, default in Selection()._asdict().items()
        }
        chosen = Selection(known["member"], *(tuple(known[name]) for name in Selection._fields[1:]))
        good = not given and all(isinstance(item, str) for part in chosen[1:] for item in part)
    except (ValueError, TypeError, AttributeError):
        good = False
    if (
        not good
        or not isinstance(chosen.member, str)
        or "" in chosen.extras + chosen.groups + chosen.omit
    ):
        do = "write an object with member (a string), extras, groups and omit (lists of strings)"
        raise Failure(
            "PACKAGE_SELECTION is not a selection of dependencies", shown(text), do=do, code=2
        )
    return chosen._replace(omit=tuple(normalized(name) for name in chosen.omit))


def cache_directory() -> str:
    """Give the default place of the wheel cache, or nothing where there is no home."""
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        root = os.path.join(home, "Library", "Caches")
    else:
        root = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(root, "lambda-package") if os.path.isabs(root) else ""


# --- target -----------------------------------------------------------------------------------

# Runtime -> the patch release that markers and Requires-Python see, its glibc's minor version,
# its system. AWS publishes no patch releases: each of these has long been passed.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
RUNTIMES = {
    "python3.9": ("3.9.18", 26, "Amazon Linux 2"),
    "python3.10": ("3.10.13", 26, "Amazon Linux 2"),
    "python3.11": ("3.11.6", 26, "Amazon Linux 2"),
    "python3.12": ("3.12.1", 34, "Amazon Linux 2023"),
    "python3.13": ("3.13.0", 34, "Amazon Linux 2023"),
    "python3.14": ("3.14.0", 34, "Amazon Linux 2023"),
}
# Lambda's name of an architecture -> what Python and wheels call it.
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}


class Target:
    """A runtime on an architecture: its wheel tags (PEP 425, PEP 600) and markers (PEP 508)."""

    def __init__(self, runtime: str, architecture: str) -> None:
        for kind, name, known in (
            ("runtime", runtime, RUNTIMES), ("architecture", architecture, MACHINES),
        ):  # fmt: skip
            if name not in known:
                do = "use one of " + ", ".join(known)
                raise Failure(f"unknown {kind} {name!r}", do=do, code=2)
        self.runtime, self.architecture = runtime, architecture
        self.version, self.glibc, self.system = RUNTIMES[runtime]
        self.machine = MACHINES[architecture]
        self.minor = int(runtime.partition(".")[2])
        self.abi = f"cp3{self.minor}"
        self.ranks = {tag: at for at, tag in enumerate(self.tags())}

    def __str__(self) -> str:
        return f"{self.runtime} on {self.architecture}"

    @property
    def platforms(self) -> list[str]:
        """Platform tags that the runtime can load, best first.

        A wheel carries the tag of the oldest glibc that it runs on, so that all older ones are
        named too. A generic linux tag promises nothing.
        """
        names = [f"manylinux_2_{minor}" for minor in range(self.glibc, 16, -1)] + ["manylinux2014"]
        if self.machine == "x86_64":
            names += ["manylinux_2_12", "manylinux2010", "manylinux_2_5", "manylinux1"]
        return [f"{name}_{self.machine}" for name in names]

    def tags(self) -> list[str]:
        """List the wheel tags that the runtime can load, in pip's order."""
        minor, platforms = self.minor, self.platforms
        pythons = [f"py3{minor}", "py3", *(f"py3{old}" for old in range(minor - 1, -1, -1))]
        tags = [f"{self.abi}-{abi}-{on}" for abi in (self.abi, "abi3", "none") for on in platforms]
        tags += [f"cp3{old}-abi3-{on}" for old in range(minor - 1, 1, -1) for on in platforms]
        tags += [f"{python}-none-{on}" for python in pythons for on in platforms]
        return tags + [f"{python}-none-any" for python in [self.abi, *pythons]]

    @property
    def markers(self) -> dict[str, str]:
        """The marker environment of the runtime; its kernel is not known before it runs."""
        return {
            "implementation_name": "cpython",
            "implementation_version": self.version,
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": self.version,
            "python_version": f"3.{self.minor}",
            "sys_platform": "linux",
        }

    def rank(self, filename: str) -> tuple[int, int, str] | None:
        """Give a key by which the best wheel sorts first, or None if it cannot be loaded."""
        match = WHEEL_NAME.fullmatch(filename)
        if not match:
            return None
        pythons, abis, platforms = (part.split(".") for part in match["tag"].split("-"))
        tags = (f"{a}-{b}-{c}" for a in pythons for b in abis for c in platforms)
        ranks = [self.ranks[tag] for tag in tags if tag in self.ranks]
        number, rest = re.match(r"(\d*)(.*)", match["build"] or "0").groups()  # type: ignore[union-attr] # matches anything
        return (min(ranks), -int(number), rest) if ranks else None


WHEEL_NAME = re.compile(
    r"(?P<name>[^\s-]+)-(?P<version>[^\s-]+)(-(?P<build>\d[^\s-]*))?-(?P<tag>[^\s-]+-[^\s-]+-[^\s-]+)\.whl"
)


def normalized(name: str) -> str:
    """Give a distribution's name in the one form that compares equal (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Wheel(NamedTuple):
    """A chosen wheel: its file name, its digest or an empty string, its URL or path, its size or 0."""

    filename: str
    sha256: str
    location: str
    size: int = 0
    own: bool = False

    @property
    def name(self) -> str:
        """The normalized name of the distribution."""
        return normalized(self.filename.split("-")[0])

    @property
    def version(self) -> str:
        """The version as the file name has it."""
        return (self.filename.split("-") + [""])[1]


# --- source -----------------------------------------------------------------------------------


def expression(pattern: str) -> str:
    """Translate a pattern with the meaning that Terraform's fileset() gives it."""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if re.search(r"[\[\]{}\\]", pattern) or ".." in parts:
        do = "use *, ? and ** only, relative to the directory, for example **/*.pyc"
        raise Failure(f"the pattern {pattern!r} cannot be used", do=do, code=2)
    names = [re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") for part in parts]
    heads = ["(?:[^/]+/)*" if part == "**" else f"{name}/" for part, name in zip(parts, names)]
    if not parts:
        return "(?!)"
    return "".join(heads[:-1]) + (".+" if parts[-1] == "**" else names[-1])


def matcher(patterns: list[str]) -> re.Pattern[str]:
    """Translate patterns into one expression for whole names."""
    return re.compile("|".join(map(expression, patterns)) or "(?!)", re.DOTALL)


class Rules:
    """Which files of the source are packaged.

    A file is, if no exclude matches it and, where it looks like a secret, an include does.
    """

    def __init__(self, excludes: list[str], secrets: list[str], includes: list[str]) -> None:
        self.excludes, self.secrets = matcher(excludes), matcher(secrets)
        self.includes = matcher(includes)
        below = [pattern[: -len("/**")] for pattern in excludes if pattern.endswith("/**")]
        self.trees = matcher(below)

    def keeps(self, name: str) -> bool:
        """Tell whether a file is packaged."""
        return not self.excludes.fullmatch(name) and not self.hides(name)

    def hides(self, name: str) -> bool:
        """Tell whether a file is left out because it looks like a secret."""
        return bool(self.secrets.fullmatch(name)) and not self.includes.fullmatch(name)

    def skips(self, name: str) -> bool:
        """Tell whether all that can lie below a directory is left out."""
        return bool(self.trees.fullmatch(name))


class File(NamedTuple):
    """A file: its name with slashes, where it lies, and what its status says."""

    name: str
    path: str
    size: int
    executable: bool
    identity: tuple[int, int]


def walk(root: str, rules: Rules | None, problems: list[str]) -> Iterator[File]:
    """List the files below a directory, behind links too, as Terraform's fileset() does.

    Args:
        root: The directory.
        rules: What of it is looked at; None for all that fileset() sees.
        problems: Is told what cannot be read or packaged.

    Yields:
        The files that no exclude matches, in no particular order.
    """
    todo: list[tuple[str, str, tuple[tuple[int, int], ...]]] = [(root, "", ())]
    while todo:
        directory, prefix, above = todo.pop()
        try:
            here = os.stat(directory)
            entries = list(os.scandir(directory))
        except OSError as error:
            problems.append(f"{shown(prefix or '.')} cannot be read: {error.strerror}")
            continue
        above = (*above, (here.st_dev, here.st_ino))
        for entry in entries:
            name, status = prefix + entry.name, None
            with contextlib.suppress(OSError):
                status = entry.stat()
            if passed_over(name, status, rules):
                continue
            problem = unfit(entry, name, status, above)
            if problem:
                problems.append(f"{shown(name)} {problem}")
            elif status and stat.S_ISDIR(status.st_mode):
                todo.append((entry.path, name + "/", above))
            elif status:
                yield found(name, entry.path, status)


def passed_over(name: str, status: os.stat_result | None, rules: Rules | None) -> bool:
    """Tell whether something is excluded, before anything is asked of it."""
    plain = status is not None and stat.S_ISREG(status.st_mode)
    directory = status is not None and stat.S_ISDIR(status.st_mode)
    if rules is None:
        return not plain and not directory
    if directory:
        return rules.skips(name)
    return (
        bool(rules.excludes.fullmatch(name))
        or not plain
        and (rules.skips(name) or rules.hides(name))
    )


def unfit(
    entry: os.DirEntry[str],
    name: str,
    status: os.stat_result | None,
    above: tuple[tuple[int, int], ...],
) -> str:
    """Say why something cannot be packaged, or give an empty string."""
    if any("\udc80" <= char <= "\udcff" for char in name):
        return "has a name that is not UTF-8"
    if status is None:
        return f"is a broken link to {shown(os.readlink(entry.path))}"
    if (status.st_dev, status.st_ino) in above:
        return "is a link to a directory that holds it"
    plain = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
    return "" if plain else "is neither a file nor a directory"


def found(name: str, path: str, status: os.stat_result) -> File:
    """Make the record of a file."""
    executable = bool(status.st_mode & stat.S_IXUSR)
    return File(name, path, status.st_size, executable, (status.st_dev, status.st_ino))


def source_files(root: str, rules: Rules, warn: Callable[[str], None]) -> list[File]:
    """List the files of the source that go into the package, sorted by name."""
    do = "name the directory that holds the function's code in PACKAGE_SOURCE_DIR"
    if not os.path.isdir(root):
        what = "is not a directory" if os.path.lexists(root) else "does not exist"
        raise Failure(f"the source directory {shown(root)} {what}", do=do)
    problems: list[str] = []
    files = sorted(walk(root, rules, problems), key=lambda file: os.fsencode(file.name))
    if problems:
        more = [f"and {len(problems) - 10} more"] if len(problems) > 10 else []  # noqa: PLR2004 - as many as one reads
        raise Failure(
            f"the source directory {shown(root)} holds what cannot be packaged",
            *sorted(problems)[:10], *more,
            do="repair or remove it, or leave it out with package_excludes (PACKAGE_EXCLUDES)",
        )  # fmt: skip
    hidden = [file.name for file in files if rules.hides(file.name)]
    if hidden:
        warn(
            f"left out because they look like secrets, unless package_includes names them: {few(hidden)}"
        )
    kept = [file for file in files if not rules.hides(file.name)]
    if not kept:
        raise Failure(
            f"the source directory {shown(root)} holds no file to package",
            do="put the function's code there, or exclude less (PACKAGE_EXCLUDES)",
        )
    return kept


def few(names: list[str]) -> str:
    """List some names, and say how many more there are."""
    text = ", ".join(shown(name) for name in names[:5])
    return f"{text} and {len(names) - 5} more" if len(names) > 5 else text  # noqa: PLR2004 - enough to see which


# --- listing: what is read is what Terraform hashed -------------------------------------------


class Content:
    """The files that Terraform hashed: those of the source, and those of PACKAGE_INPUTS."""

    def __init__(self, asked: Request, warn: Callable[[str], None]) -> None:
        problems: list[str] = []
        self.root = asked.source
        self.inputs = [file for item in asked.inputs for file in input_files(item, problems)]
        if problems:
            raise Failure("PACKAGE_INPUTS names what cannot be read", *problems[:10])
        self.source = source_files(asked.source, asked.rules, warn)
        # Whether a hash was given, so that nothing else may be read.
        self.given = bool(asked.content_hash)
        self.identities = {file.identity for file in self.source + self.inputs}
        self.hashes: dict[str, str] = compare(self, asked) if self.given else {}

    def require(self, path: str, why: str) -> None:
        """Refuse a file that the package depends on and Terraform did not hash."""
        status = os.stat(path)
        if self.given and (status.st_dev, status.st_ino) not in self.identities:
            raise Failure(
                f"{shown(path)} is read but not hashed: a change of it would not be deployed", why,
                do="add it, or its directory, to package_inputs (PACKAGE_INPUTS)",
            )  # fmt: skip

    def unchanged(self) -> None:
        """Refuse what the resolver read if it changed since it was compared."""
        for file in self.inputs:
            if self.given and digest(file.path) != self.hashes[file.path]:
                raise Failure(
                    f"{shown(file.path)} changed while it was read",
                    do="plan again, when nothing writes to it",
                )

    def below(self, directory: str) -> list[File]:
        """Give the hashed files of a directory, with their names relative to it."""
        if not self.given:
            every: list[str] = []
            return sorted(walk(directory, Rules(list(NEVER + EXCLUDES), [], []), every))
        root = os.path.realpath(directory) + os.sep
        real = ((os.path.realpath(file.path), file) for file in self.source + self.inputs)
        return sorted(
            {file._replace(name=path[len(root) :]) for path, file in real if path.startswith(root)}
        )


def input_files(item: str, problems: list[str]) -> list[File]:
    """List the files of one item: a file, all of a directory, or what a glob matches."""
    parts = item.split("/")
    at = next((at for at, part in enumerate(parts) if "*" in part or "?" in part), None)
    if at is None and not os.path.isdir(item):
        return [found(os.path.basename(item), item, os.stat(item))] if os.path.isfile(item) else []
    base = item if at is None else "/".join(parts[:at]) or ("/" if item.startswith("/") else ".")
    wanted = matcher(["**" if at is None else "/".join(parts[at:])])
    files = walk(base, None, problems) if os.path.isdir(base) else iter(())
    matching = [file for file in files if wanted.fullmatch(file.name)]
    return sorted(matching, key=lambda file: os.fsencode(file.name))


def compare(content: Content, asked: Request) -> dict[str, str]:
    """Refuse files that are not those of the plan, and name the one that changed; give their digests."""
    files = content.source + content.inputs
    hashes = {file.path: digest(file.path) for file in files}
    lines = [f"{hashes[file.path]}  {file.name}\n".encode() for file in files]
    if hashlib.sha256(b"".join(lines)).hexdigest() == asked.content_hash:
        return hashes
    planned = asked.content_digests
    now = [hashlib.sha256(line).hexdigest()[:4] for line in lines]
    then = [planned[at : at + 4] for at in range(0, len(planned), 4)]
    told = [f"{shown(file.path)} changed" for file, a, b in zip(files, now, then) if a != b]
    if len(now) != len(then):
        told = [f"{len(now)} files are read, {len(then)} were hashed: one was added or removed"]
    raise Failure(
        "the files are not those that Terraform hashed when it planned", *told[: 10 if planned else 0],
        do="plan again, when nothing writes to them",
    )  # fmt: skip


def digest(path: str, kind: str = "sha256") -> str:
    """Give the digest of a file, hex."""
    try:
        state = hashlib.new(kind)
        with open(path, "rb", buffering=0) as file:
            for block in iter(lambda: file.read(BLOCK), b""):
                state.update(block)
    except OSError as error:
        do = "give the user that builds the package the right to read it, or exclude it"
        raise Failure(f"{shown(path)} cannot be read: {error.strerror}", do=do) from error
    return state.hexdigest()


# --- requirements -----------------------------------------------------------------------------

INCLUDE = re.compile(r"(?:-r|-c|--requirement|--constraint)(?:\s*=\s*|\s+|(?<=-[rc]))(?P<place>.+)")
FIND_LINKS = re.compile(r"(?:-f|--find-links)(?:\s*=\s*|\s+|(?<=-f))(?P<place>.+)")
EDITABLE = re.compile(r"(?:-e|--editable)(?:\s*=\s*|\s+|(?<=-e))(?P<place>.+)")
HASH = re.compile(r"\s--hash[= ]\s*(\w+):([0-9a-fA-F]+)")
OPTION = re.compile(r"\s--?[a-zA-Z].*$")
# name [extras] @ place, or a place alone; then a marker. What names no place is left to the resolver.
PLACE = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)?\s*(?P<extras>\[[^\]]*\])?\s*(?(name)@\s*)(?P<place>[^\s\[;]"
    r"(?:(?!\s;)[^\[;])*)(?P<more>\[[^\]]*\])?\s*(?P<marker>;.*)?"
)
ARCHIVES = (".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar", ".tar.xz", ".whl")


class Local(NamedTuple):
    """A requirement that is a wheel or a directory of this machine."""

    text: str  # as the file has it
    name: str
    extras: str
    path: str
    marker: str

    def naming(self, wheel: str) -> str:
        """Write the requirement with the path of a wheel in place of its own."""
        from urllib.parse import quote  # noqa: PLC0415 - rarely needed, and slow to load

        name = self.name or os.path.basename(wheel).split("-")[0]
        return f"{name}{self.extras} @ file://{quote(os.path.abspath(wheel))} {self.marker}".strip()


class Said:
    """What a requirements file and all that it includes says that the resolver is not asked about.

    Args:
        path: The file. The paths of its requirements, and of those that it includes, are
            relative to its directory, as pip and uv take them when they run there.
        content: What is hashed.
        called: What to call the file where the user has no such file.
    """

    def __init__(self, path: str, content: Content, called: str = "") -> None:
        self.content, self.called = content, called
        self.directory = os.path.dirname(os.path.abspath(path))
        self.hashes: dict[str, set[str]] = {}
        self.hashing = False
        self.local: list[Local] = []
        self.texts: list[str] = []
        self.empty = True
        self.prereleases = False
        self.read(path, ())

    def read(self, path: str, above: tuple[str, ...]) -> None:
        """Read a file and what it includes."""
        text = read_text(path, "the requirements file")
        if not self.called:
            self.content.require(
                path, f"{shown(above[-1])} includes it" if above else "it is the requirements file"
            )
        if os.path.realpath(path) in map(os.path.realpath, above):
            do = "remove one of the -r or -c lines that lead back to it"
            raise Failure(
                f"the requirements file {shown(os.path.normpath(path))} includes itself", do=do
            )
        self.texts.append(text)
        for number, line in logical_lines(text):
            where = f"{self.called or shown(os.path.basename(path))} line {number}"
            include = INCLUDE.fullmatch(line)
            if include:
                place = include["place"].strip("'\"")
                if re.match(r"\w+://", place):
                    do = "download the file, and include that: what an address gives cannot be hashed"
                    raise Failure(
                        f"{where} includes a file by its address: {self.plain(line)}", do=do
                    )
                self.read(os.path.join(os.path.dirname(path), place), (*above, path))
            elif line.startswith("-"):
                self.option(line, where, os.path.dirname(path))
            else:
                self.requirement(line, where)

    def plain(self, line: str) -> str:
        """Give a line as it can be shown."""
        return shown(" ".join(masked(line)))

    def option(self, line: str, where: str, directory: str) -> None:
        """Look at an option that changes what is read or built."""
        links, editable = FIND_LINKS.fullmatch(line), EDITABLE.fullmatch(line)
        if editable:
            self.requirement(editable["place"].strip("'\""), where)
        elif line.startswith("--no-binary"):
            do = "remove it: only wheels are packaged, nothing is built on this machine"
            raise Failure(f"{where} refuses wheels: {self.plain(line)}", do=do)
        elif line.startswith("--require-hashes"):
            self.hashing = True
        elif line == "--pre":
            self.prereleases = True
        elif links and not re.match(r"https?://", links["place"]):
            place = os.path.join(directory, local_path(links["place"].strip("'\"")))
            if not os.path.isdir(place) and not os.path.isfile(place):
                raise Failure(
                    f"{where} names no directory: {self.plain(line)}", do="correct the path"
                )
            for file in [place] if os.path.isfile(place) else sorted(os.listdir(place)):
                if file.endswith(ARCHIVES) or file == place:
                    self.content.require(os.path.join(place, file), f"{where} offers it")

    def requirement(self, line: str, where: str) -> None:
        """Look at a requirement: its hashes, and whether it names a place."""
        bare = OPTION.sub("", HASH.sub("", line)).strip()
        match = PLACE.fullmatch(bare)
        place = match["place"].strip() if match else ""
        location = place.partition("#")[0].partition("?")[0]
        path = os.path.join(self.directory, local_path(location))
        named = bool(match and match["name"]) or "://" in place or place.startswith(("file:", "."))
        if not named and os.sep not in place and not location.endswith(ARCHIVES):
            match, place = re.match(r"(?P<name>[A-Za-z0-9][\w.-]*)", bare), ""
        name = normalized((match and match["name"]) or os.path.basename(location).split("-")[0])
        self.empty = False
        pins = {f"{kind.lower()}:{text.lower()}" for kind, text in HASH.findall(" " + line)}
        pins |= {f"sha256:{text}" for text in re.findall(r"[#&]sha256=([0-9a-f]{64})", place)}
        if pins:
            self.hashes.setdefault(name, set()).update(pins)
            self.hashing |= "--hash" in line
        if not place:
            return
        if re.match(r"(git|hg|svn|bzr)(\+|@)", place):
            do = "build a wheel of it and serve that from an index, --find-links or a URL"
            raise Failure(f"{where} asks for a checkout of a repository: {self.plain(bare)}", do=do)
        if re.match(r"\w+://", place) and not place.startswith("file:"):
            if not location.endswith(".whl"):
                do = "name the URL of a wheel: only wheels are packaged, nothing is built here"
                raise Failure(f"{where} asks for a source archive: {self.plain(bare)}", do=do)
            return
        self.own(match, path, bare, where)  # type: ignore[arg-type] # a place was matched

    def own(self, match: re.Match[str], path: str, bare: str, where: str) -> None:
        """Take a requirement that is a file or directory of this machine."""
        if os.path.isdir(path):
            require_own(path, self.content, f"{where}: {self.plain(bare)}")
        elif not path.endswith(".whl"):
            do = "build a wheel of it and name that: nothing but own code is built here"
            what = (
                "asks for an archive on this machine"
                if os.path.exists(path)
                else "names what does not exist"
            )
            raise Failure(f"{where} {what}: {self.plain(bare)}", do=do)
        elif not os.path.isfile(path):
            do = f"correct the path; it starts at {shown(os.path.basename(self.directory))}"
            raise Failure(f"{where} names a wheel that does not exist: {self.plain(bare)}", do=do)
        else:
            self.content.require(path, f"{where} names it")
        extras = match["extras"] or match["more"] or ""
        marker = match["marker"] or ""
        self.local.append(Local(" ".join(bare.split()), match["name"] or "", extras, path, marker))


def read_text(path: str, what: str) -> str:
    """Read a text file, or say why it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except FileNotFoundError as error:
        do = "correct PACKAGE_REQUIREMENTS_FILE, or leave it empty for no dependencies"
        raise Failure(f"{what} {shown(path)} does not exist", do=do) from error
    except (OSError, UnicodeDecodeError) as error:
        do = "make it a readable text file in UTF-8"
        raise Failure(f"{what} {shown(path)} cannot be read: {error}", do=do) from error


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Join continued lines, drop comments, expand ${NAME} as pip and uv do."""
    pending, start = "", 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        start = start if pending else number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            pending += line[:-1] + " "
            continue
        whole, pending = re.sub(r"(^|\s)#.*$", "", pending + line).strip(), ""
        whole = re.sub(r"\$\{([A-Z0-9_]+)\}", lambda m: os.environ.get(m[1]) or m[0], whole)
        if whole:
            yield start, whole


def local_path(place: str) -> str:
    """Give the path that a file URL, or a path, stands for."""
    if not place.startswith("file:"):
        return place
    from urllib.parse import unquote  # noqa: PLC0415 - rarely needed, and slow to load

    return unquote(re.sub(r"^file:(//[^/]*(?=/))?", "", place))


# --- resolve ----------------------------------------------------------------------------------

# Settings of the user that would change what the tools do, not where packages come from.
NOT_OURS = re.compile(
    r"PIP_(ABI|DEST|IMPLEMENTATION|LOG|NO_BINARY|NO_DEPS|ONLY_BINARY|PLATFORM|PREFIX|PYTHON|PYTHON_VERSION|QUIET"
    r"|REQUIRE_VIRTUALENV|REQUIREMENT|ROOT|TARGET|USER|VERBOSE|REPORT|DRY_RUN|IGNORE_REQUIRES_PYTHON)"
    r"|UV_(NO_BINARY|NO_BUILD|FROZEN|LOCKED|PYTHON|SYSTEM_PYTHON|NO_SOURCES|NO_DEV|PROJECT|WORKING_DIR|PROJECT_.*)(_.*)?"
    r"|PYTHONHOME|PYTHONPATH|PYTHONSAFEPATH|VIRTUAL_ENV|CONDA_PREFIX",
    re.IGNORECASE,
)
UV_INDEXES = (
    "DEFAULT_INDEX",
    "INDEX",
    "INDEX_URL",
    "EXTRA_INDEX_URL",
    "FIND_LINKS",
    "NO_INDEX",
    "CONFIG_FILE",
)
PIP_INDEXES = ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX")
INDEX_SETTING = re.compile(
    r"^\s*(\[\[(tool\.uv\.)?index\]\]|((index|extra-index)-url|index|find-links|no-index)\s*[=:])",
    re.MULTILINE,
)
ROUNDS = 50  # of uv at most, each a fifth of a second

# pip takes the target's platform for the tags of wheels, but evaluates markers for the Python
# that runs it. This hands it the target's, proves on pip's own objects that it took them, and
# lets it neither build nor start anything: --only-binary does not bind what an address names.
PIP = """
import sys
sys.path = [place for place in sys.path if place]
import json, os, subprocess, tempfile
target, local = json.loads(sys.argv[1])
try:
    from pip._internal.cli import req_command
    from pip._internal.cli.main import main
    from pip._internal.exceptions import InstallationError
    from pip._internal.metadata import get_directory_distribution
    from pip._internal.operations.prepare import RequirementPreparer
    from pip._internal.req.constructors import install_req_from_line
    from pip._vendor.packaging import markers
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(96)

def proved():
    here = " and ".join(f'{k} == "{v}"' for k, v in target.items())
    elsewhere = " or ".join(f'{k} == "not {v}"' for k, v in target.items())
    if not install_req_from_line("probe; " + here).match_markers():
        return False
    if install_req_from_line("probe; " + elsewhere).match_markers():
        return False
    with tempfile.TemporaryDirectory() as directory:
        info = os.path.join(directory, "probe-1.dist-info")
        os.mkdir(info)
        with open(os.path.join(info, "METADATA"), "w") as file:
            file.write("Metadata-Version: 2.1\\nName: probe\\nVersion: 1\\n")
            file.write(f"Requires-Dist: yes; {here}\\nRequires-Dist: no; {elsewhere}\\n")
        return [d.name for d in get_directory_distribution(info).iter_dependencies()] == ["yes"]

def only_wheels(prepare):
    def checked(self, req, *args, **options):
        if not req.link.is_wheel:
            raise InstallationError(f"{req} is not a wheel, and nothing is built here")
        return prepare(self, req, *args, **options)
    return checked

def with_local(parse):
    def parsed(*args, **options):
        for row in parse(*args, **options):
            text, pin = local.get(" ".join(row.requirement.split()), (None, None))
            if text:
                object.__setattr__(row, "requirement", text)
                object.__setattr__(row, "is_editable", False)
                if pin:
                    row.options.setdefault("hashes", {}).setdefault("sha256", []).append(pin)
            yield row
    return parsed

class Nothing(subprocess.Popen):
    def __init__(self, args, *more, **options):
        if os.path.basename(str(args if isinstance(args, (str, bytes)) else args[0])) != "keyring":
            raise OSError("nothing is started here")
        super().__init__(args, *more, **options)

markers.default_environment = lambda: dict(target)
try:
    taken = proved()
    for name in ("prepare_linked_requirement", "prepare_editable_requirement"):
        setattr(RequirementPreparer, name, only_wheels(getattr(RequirementPreparer, name)))
    req_command.parse_requirements = with_local(req_command.parse_requirements)
except Exception as error:
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    taken = False
if not taken:
    sys.exit(97)
subprocess.Popen = Nothing
sys.exit(main(sys.argv[2:]))
"""
NO_PIP, NOT_TAKEN = 96, 97


class Job(NamedTuple):
    """A set of wheels to be chosen."""

    asked: Request
    content: Content
    staging: str
    say: Callable[[str], None]
    warn: Callable[[str], None]

    def file(self, name: str) -> str:
        """Give the path of a file in the staging directory."""
        return os.path.join(self.staging, name)

    def refused(self, tool: str, text: str, *excluded: str) -> Failure:
        """Tell in the tool's own words what it refuses."""
        lines = [
            line
            for line in masked(text)
            if not re.match(r"(\[notice\]|warning: The `--pylock`|Using CPython)", line)
        ]
        return Failure(
            f"{tool} finds no set of wheels in {shown(self.asked.requirements)} for {self.asked.target}",
            *(f"{tool}: {line}" for line in lines[-12:]),
            *(f"left out, since it has no wheel for {self.asked.target}: {line}" for line in excluded[-5:]),
            do="correct the requirements, or what the tool is told of indexes, as it says",
        )  # fmt: skip


def run(command: list[str], directory: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a tool without the user's settings that are meant for other runs."""
    kept = {name: value for name, value in os.environ.items() if not NOT_OURS.fullmatch(name)}
    kept |= {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
    }
    kept |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "GIT_ALLOW_PROTOCOL": "none", **environment}
    return subprocess.run(
        command, cwd=directory, env=kept, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip


def pythons() -> list[str]:
    """List the Pythons that may have a pip."""
    names = ["python3", *(f"python3.{minor}" for minor in range(14, 8, -1)), "python"]
    return list(dict.fromkeys([sys.executable, *filter(None, map(shutil.which, names))]))


def toml_reader() -> Any:  # noqa: ANN401 - a module of several names
    """Give a module that reads TOML, or None: Python has one since 3.11, and pip brings one along."""
    import importlib  # noqa: PLC0415 - only where there are dependencies
    import site  # noqa: PLC0415

    if sys.version_info < (3, 11):
        site.main()
    for name in ("tomllib", "tomli", "pip._vendor.tomli"):
        with contextlib.suppress(ImportError):
            return importlib.import_module(name)
    return None


def read_toml(path: str) -> dict[str, Any]:
    """Read a TOML file."""
    reader, name = toml_reader(), shown(os.path.basename(path))
    if reader is None:
        version = ".".join(map(str, sys.version_info[:2]))
        do = "install Python 3.11 or newer, or name one in PACKAGE_PYTHON"
        raise Failure(f"{name} is TOML, which Python {version} cannot read", do=do)
    try:
        document: dict[str, Any] = reader.loads(read_text(path, "the file"))
    except ValueError as error:
        raise Failure(
            f"{name} is not TOML: {error}", do="repair the file, or write it anew with its tool"
        ) from error
    return document


def choose(job: Job) -> tuple[list[Wheel], Said | None]:
    """Choose the wheels, by whatever states the dependencies."""
    path, selection = job.asked.requirements, job.asked.selection
    kind, path = stated(path)
    if selection.member and kind != "uv.lock":
        raise Failure("a member can be selected of the workspace of a uv.lock only", code=2)
    if kind == "requirements" and (selection.extras or selection.groups):
        raise Failure("extras and groups can be selected of a project or lock only", code=2)
    if kind == "uv.lock":
        return locked(export(path, job), job), None
    if kind == "pylock.toml":
        job.content.require(path, "it is the lock")
        return locked(path, job), None
    if kind == "poetry.lock":
        return poetry(path, job)
    if kind == "pyproject.toml":
        return project(path, job)
    said = Said(path, job.content)
    return ([], said) if said.empty else (resolve(path, said, job), said)


LOCKS = {
    "Pipfile.lock": "pipenv requirements --hash > requirements.txt",
    "Pipfile": "pipenv requirements --hash > requirements.txt",
    "pdm.lock": "pdm export --prod -o requirements.txt",
}


def stated(path: str) -> tuple[str, str]:
    """Tell what states the dependencies, and find the lock of a pyproject.toml."""
    directory, name = os.path.split(os.path.abspath(path))
    if not os.path.isfile(path):
        do = "correct PACKAGE_REQUIREMENTS_FILE, or leave it empty for no dependencies"
        raise Failure(f"the requirements file {shown(path)} does not exist", do=do)
    if name == "pyproject.toml":
        beside = ("uv.lock", "pylock.toml", "poetry.lock", *LOCKS)
        name = next(
            (lock for lock in beside if os.path.isfile(os.path.join(directory, lock))), name
        )
        path = os.path.join(directory, name)
        above = workspace_lock(directory) if name == "pyproject.toml" else ""
        if above:
            name = "uv.lock"
    if name in LOCKS:
        raise Failure(
            f"{shown(name)} is not read here", do=f"run {LOCKS[name]}, and name that file"
        )
    if re.fullmatch(r"pylock(\.[^.]+)?\.toml", name):
        return "pylock.toml", path
    if name in ("uv.lock", "poetry.lock", "pyproject.toml"):
        return name, path
    if name.endswith((".toml", ".lock", ".cfg", ".py")):
        raise Failure(
            f"{shown(name)} is no file of requirements", do="name one that packager.md lists"
        )
    return "requirements", path


def workspace_lock(directory: str) -> str:
    """Find the uv.lock of the workspace that a directory is a member of, or give an empty string."""
    root = os.path.dirname(directory)
    while root != os.path.dirname(root):
        lock = os.path.join(root, "uv.lock")
        if os.path.isfile(lock):
            members = [row.get("source", {}) for row in read_toml(lock).get("package", [])]
            places = [
                row.get("editable") or row.get("virtual") or row.get("directory") for row in members
            ]
            return lock if os.path.relpath(directory, root) in places else ""
        root = os.path.dirname(root)
    return ""


def uv_program(job: Job, what: str) -> str:
    """Find uv, without which some things cannot be read."""
    uv = shutil.which("uv")
    if uv is None:
        do = "install uv, or name a requirements file that you export from it"
        raise Failure(f"{what} can only be read by uv, which was not found", do=do)
    return uv


def export(path: str, job: Job) -> str:
    """Have uv write a uv.lock as pylock.toml; a lock that is not up to date is refused."""
    selection, directory = (
        job.asked.selection,
        os.path.dirname(os.path.abspath(job.asked.requirements)),
    )
    uv = uv_program(job, shown(path))
    lock = path if os.path.basename(path) == "uv.lock" else workspace_lock(directory)
    for file in (lock, os.path.join(directory, "pyproject.toml")):
        if os.path.isfile(file):
            job.content.require(file, "it is the project or its lock")
    job.say(f"reading {os.path.basename(lock)} for {job.asked.target} with uv")
    command = [
        uv,
        "export",
        "--locked",
        "--quiet",
        "--format=pylock.toml",
        "--no-header",
        "--no-emit-project",
    ]
    command += ["--no-default-groups", f"--output-file={job.file('pylock.toml')}"]
    command += [f"--package={selection.member}"] * bool(selection.member)
    command += [f"--extra={extra}" for extra in selection.extras]
    command += [f"--group={group}" for group in selection.groups]
    ended = run(command, directory)
    if ended.returncode:
        do = "run uv lock, and commit the uv.lock that it writes; or correct dependency_selection"
        raise Failure(f"uv cannot read {shown(lock)}", *masked(ended.stderr)[-5:], do=do)
    return job.file("pylock.toml")


def locked(path: str, job: Job) -> list[Wheel]:
    """Take what a pylock.toml (PEP 751) holds for the target; uv evaluates its markers."""
    rows = packages(read_toml(path), path)
    command = [
        uv_program(job, shown(path)),
        "pip",
        "sync",
        "--dry-run",
        *uv_target(job.asked.target),
    ]
    if path != job.file("pylock.toml"):
        job.say(f"reading {os.path.basename(path)} for {job.asked.target} with uv")
        command += [f"--extra={extra}" for extra in job.asked.selection.extras]
        command += [f"--group={group}" for group in job.asked.selection.groups]
    ended = run(
        [*command, f"--target={job.file('nothing')}", os.path.abspath(path)],
        os.path.dirname(os.path.abspath(path)),
    )
    if ended.returncode:
        raise job.refused("uv", ended.stderr)
    lines = re.findall(
        r"^ \+ ([\w.-]+)(?:==(\S+)| @ .*)", ended.stdout + ended.stderr, re.MULTILINE
    )
    chosen = {(normalized(name), version) for name, version in lines}
    return [
        wheel
        for row in rows
        if {(row["name"], str(row.get("version", ""))), (row["name"], "")} & chosen
        for wheel in [pick(row, path, job, None)]
        if wheel
    ]


def packages(document: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """Give the packages of a lock as PEP 751 describes it."""
    name, rows = shown(os.path.basename(path)), document.get("packages", [])
    if not str(document.get("lock-version", "")).startswith("1."):
        message = (
            f"{name} has lock-version {document.get('lock-version')!r}, which is not known here"
        )
        raise Failure(message, do="write it with a tool that writes lock-version 1.0 (PEP 751)")
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and isinstance(row.get("name"), str) for row in rows
    ):
        raise Failure(
            f"{name} is not a lock as PEP 751 describes it", do="write it anew with its tool"
        )
    return [{**row, "name": normalized(row["name"])} for row in rows]


def pick(row: dict[str, Any], path: str, job: Job, said: Said | None) -> Wheel | None:
    """Choose among the wheels of a locked package.

    Args:
        row: The package.
        path: The lock; paths in it start there.
        job: What the wheels are for.
        said: The requirements, for the hashes that they allow.

    Returns:
        The best wheel; None if the package is left out.

    Raises:
        Failure: There is none that the target can load.
    """
    name, base, target = row["name"], os.path.dirname(os.path.abspath(path)), job.asked.target
    if name in job.asked.selection.omit:
        return None
    if "directory" in row:
        return build_own(os.path.normpath(os.path.join(base, row["directory"]["path"])), name, job)
    allowed = said.hashes.get(name, set()) if said else set()
    offered = []
    for file in [*row.get("wheels", []), *([row["archive"]] if "archive" in row else [])]:
        place = str(file.get("url") or os.path.join(base, str(file.get("path", ""))))
        place = os.path.join(base, local_path(place)) if place.startswith("file:") else place
        wheel = Wheel(
            wheel_name(file, place),
            file.get("hashes", {}).get("sha256", "").lower(),
            place,
            file.get("size", 0),
        )
        rank = target.rank(wheel.filename)
        pinned = not wheel.sha256 or not allowed or f"sha256:{wheel.sha256}" in allowed
        if rank is not None:
            offered.append((not pinned, rank, wheel))
    if not offered:
        what = (
            "locked as a repository"
            if "vcs" in row
            else f"no wheel for {target.system} (glibc 2.{target.glibc})"
        )
        do = "ask for a version that has such a wheel, or build one and serve it from an index or --find-links"
        raise NoWheel(
            f"no wheel of {name} {row.get('version', '')} for {target}", f"{name}: {what}", do=do
        )
    return min(offered)[2]


class NoWheel(Failure):
    """A package has no wheel that the target can load."""


def wheel_name(file: dict[str, Any], place: str) -> str:
    """Give the file name of a wheel that a lock describes."""
    from urllib.parse import unquote  # noqa: PLC0415 - only where uv resolved

    return str(
        file.get("name") or unquote(place.partition("#")[0].partition("?")[0].rsplit("/", 1)[-1])
    )


def uv_target(target: Target) -> list[str]:
    """Name the target as uv does, which knows no glibc 2.26 and takes the next newer one."""
    platform = f"{target.machine}-manylinux_2_{max(target.glibc, 28)}"
    return [
        f"--python={sys.executable}",
        f"--python-version={target.version}",
        f"--python-platform={platform}",
    ]


def poetry(path: str, job: Job) -> tuple[list[Wheel], Said]:
    """Have Poetry write its lock as requirements, with log-ins; the wheels are those of the lock."""
    directory, program, selection = (
        os.path.dirname(os.path.abspath(path)),
        shutil.which("poetry"),
        job.asked.selection,
    )
    if program is None:
        do = "install poetry and poetry-plugin-export, or name the file that poetry export writes"
        raise Failure(f"{shown(path)} can only be read by Poetry, which was not found", do=do)
    for name in ("poetry.lock", "pyproject.toml"):
        job.content.require(os.path.join(directory, name), "it is the project or its lock")
    output = job.file("poetry.txt")
    command = [
        program,
        "export",
        "--format=requirements.txt",
        f"--output={output}",
        "--with-credentials",
        "--no-interaction",
    ]
    command += [f"--extras={extra}" for extra in selection.extras] + [
        f"--with={group}" for group in selection.groups
    ]
    ended = run(command, directory)
    if ended.returncode:
        do = "install poetry-plugin-export, and run poetry lock"
        raise Failure(
            f"Poetry cannot export {shown(path)}", *masked(ended.stdout + ended.stderr)[-5:], do=do
        )
    said = Said(output, job.content, called="what poetry export writes")
    lines = [line for _, line in logical_lines(read_text(output, "the export"))]
    for at, line in enumerate(lines):
        for local in said.local:
            bare = " ".join(
                OPTION.sub("", HASH.sub("", re.sub(r"^(-e|--editable)\s+", "", line))).split()
            )
            if bare == local.text:
                wheel = (
                    build_own(local.path, local.name, job) if os.path.isdir(local.path) else None
                )
                lines[at] = local.naming(
                    wheel.location if wheel else local.path
                ) + f" --hash=sha256:{wheel.sha256}" * bool(wheel and said.hashing)
    with open(output, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return ([] if said.empty else resolve(output, said, job, directory=directory, deps=False)), said


def project(path: str, job: Job) -> tuple[list[Wheel], Said | None]:
    """Resolve the dependencies of a pyproject.toml that has no lock."""
    job.content.require(path, "it is the project")
    document = read_toml(path)
    table = document.get("project")
    if not isinstance(table, dict):
        hint = (
            "run poetry lock"
            if "poetry" in document.get("tool", {})
            else "add one, or name a requirements file"
        )
        raise Failure(f"{shown(path)} has no [project] table and no lock beside it", do=hint)
    lists = [table.get("dependencies", []), *table.get("optional-dependencies", {}).values()]
    if "dependencies" in table.get("dynamic", []) or not all(
        isinstance(part, list) for part in lists
    ):
        do = "state them in project.dependencies, or lock them and name the lock"
        raise Failure(f"{shown(path)} does not state its dependencies as lists", do=do)
    selection = job.asked.selection
    if resolver(job, path) == "uv":
        arguments = [f"--extra={extra}" for extra in selection.extras] + [
            f"--group={group}" for group in selection.groups
        ]
        return by_uv(path, None, job, arguments), None
    if document.get("tool", {}).get("uv", {}).get("sources") or selection.groups:
        what = "sources in [tool.uv.sources]" if not selection.groups else "groups"
        raise Failure(
            f"only uv reads the {what} of {shown(path)}", do="install uv, and let it resolve"
        )
    lines = list(table.get("dependencies", []))
    for extra in selection.extras:
        named = {
            normalized(name): part for name, part in table.get("optional-dependencies", {}).items()
        }
        if normalized(extra) not in named:
            raise Failure(
                f"{shown(path)} has no extra {shown(extra)}", do="correct dependency_selection"
            )
        lines += named[normalized(extra)]
    written = job.file("project.txt")
    with open(written, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    said = Said(written, job.content, called=shown(os.path.basename(path)))
    return (
        [] if said.empty else by_pip(written, said, job, os.path.dirname(os.path.abspath(path)))
    ), said


def resolver(job: Job, path: str) -> str:
    """Decide who resolves: uv where it is there, unless only pip is told where packages come from."""
    wanted, uv = job.asked.resolver, shutil.which("uv")
    if wanted == "uv" and uv is None:
        raise Failure(
            "uv was not found on PATH", do="install uv, or set PACKAGE_RESOLVER to auto or pip"
        )
    only_pip = pip_names_an_index() and not uv_names_an_index(
        os.path.dirname(os.path.abspath(path))
    )
    if wanted == "uv" and only_pip:
        job.warn(
            "pip is told of indexes that uv does not know (UV_DEFAULT_INDEX), and uv was asked for"
        )
    if wanted == "auto" and uv and not only_pip and toml_reader():
        return "uv"
    return "pip" if wanted == "auto" else wanted


def pip_names_an_index() -> bool:
    """Tell whether pip is told where packages come from, in a file or the environment."""
    if any(os.environ.get(f"PIP_{name}") for name in PIP_INDEXES):
        return True
    named, home = os.environ.get("PIP_CONFIG_FILE", ""), os.path.expanduser("~")
    if named == os.devnull:
        return False
    own = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    places = [
        *(os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"),
        own,
        "/Library/Application Support",
    ]
    places += [os.path.join(home, "Library", "Application Support")]
    files = [os.path.join(place, "pip", "pip.conf") for place in places]
    files += ["/etc/pip.conf", os.path.join(home, ".pip", "pip.conf"), named]
    files += [
        os.path.join(os.path.dirname(os.path.dirname(python)), "pip.conf") for python in pythons()
    ]
    return any(map(names_an_index, files))


def uv_names_an_index(directory: str) -> bool:
    """Tell whether uv is told where packages come from, in a file that it reads or the environment."""
    return any(os.environ.get(f"UV_{name}") for name in UV_INDEXES) or any(
        map(names_an_index, uv_files(directory))
    )


def uv_files(directory: str) -> list[str]:
    """List the files of settings that uv reads when it runs in a directory."""
    own = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    files, above = [os.path.join(own, "uv", "uv.toml"), "/etc/uv/uv.toml"], ""
    while above != directory:
        files += [os.path.join(directory, "uv.toml"), os.path.join(directory, "pyproject.toml")]
        above, directory = directory, os.path.dirname(directory)
    return files


def names_an_index(path: str) -> bool:
    """Tell whether a file of settings names a place of packages."""
    return bool(INDEX_SETTING.search(file_text(path)))


def file_text(path: str) -> str:
    """Give the text of a file, which is empty where there is none."""
    with contextlib.suppress(OSError), open(path, encoding="utf-8", errors="replace") as file:
        return file.read()
    return ""


def resolve(
    path: str, said: Said, job: Job, *, directory: str = "", deps: bool = True
) -> list[Wheel]:
    """Choose the wheels of a requirements file."""
    directory = directory or os.path.dirname(os.path.abspath(path))
    arguments = [] if deps else ["--no-deps"]
    if resolver(job, os.path.join(directory, "x")) == "uv":
        if said.prereleases:
            arguments.append("--prerelease=allow")
        if not os.environ.get("UV_INDEX_STRATEGY"):
            # Requirements files are pip's format: it takes the best version of all indexes.
            arguments.append("--index-strategy=unsafe-best-match")
        return by_uv(path, said, job, arguments, directory)
    return by_pip(path, said, job, directory, *arguments)


def by_uv(
    path: str, said: Said | None, job: Job, arguments: list[str], directory: str = ""
) -> list[Wheel]:
    """Choose wheels with uv; none is downloaded.

    uv may choose a version without a wheel for exactly the target's glibc. Such a version is
    excluded, and uv is asked again.
    """
    target, output = job.asked.target, job.file("pylock.toml")
    uv = uv_program(job, shown(path))
    job.say(f"resolving for {target} with uv")
    command = [
        uv,
        "pip",
        "compile",
        os.path.abspath(path),
        "--quiet",
        "--format=pylock.toml",
        "--no-header",
        "--no-annotate",
    ]
    command += [
        "--only-binary=:all:",
        f"--constraints={job.file('excluded.txt')}",
        f"--output-file={output}",
    ]
    command += [*uv_target(target), *arguments]
    excluded: list[str] = []
    for _ in range(ROUNDS):
        with open(job.file("excluded.txt"), "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in excluded)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(output)
        ended = run(command, directory or os.path.dirname(os.path.abspath(path)))
        if ended.returncode:
            raise job.refused("uv", ended.stderr, *excluded)
        wheels: list[Wheel] = []
        before = len(excluded)
        for row in packages(read_toml(output), output):
            try:
                wheels += filter(None, [pick(row, output, job, said)])
            except NoWheel:
                if "version" not in row or not row.get("wheels"):
                    raise
                excluded.append(f"{row['name']}!={row['version']}")
        if len(excluded) == before:
            return wheels
    raise job.refused("uv", f"{ROUNDS} rounds were not enough", *excluded)


def by_pip(path: str, said: Said, job: Job, directory: str, *arguments: str) -> list[Wheel]:
    """Choose and download wheels with pip."""
    local: dict[str, tuple[str, str]] = {}
    for one in said.local:
        wheel = build_own(one.path, one.name, job, by="pip") if os.path.isdir(one.path) else None
        pin = (wheel.sha256 if wheel else digest(one.path)) if said.hashing else ""
        local[one.text] = (one.naming(wheel.location if wheel else one.path), pin)
    job.say(f"resolving for {job.asked.target} with pip")
    destination = job.file("wheels")
    os.mkdir(destination)
    ended = pip(
        ["-r", os.path.abspath(path), *arguments, f"--dest={destination}"], job, directory, local
    )
    if ended.returncode:
        raise job.refused("pip", ended.stderr)
    found = [os.path.join(destination, name) for name in sorted(os.listdir(destination))]
    wheels = [Wheel(os.path.basename(path), digest(path), path) for path in found]
    return [wheel for wheel in wheels if wheel.name not in job.asked.selection.omit]


def pip(
    arguments: list[str], job: Job, directory: str, local: dict[str, tuple[str, str]] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run pip download for the target, with the first pip that can be told of it."""
    target, said, code = job.asked.target, "", NO_PIP
    command = [
        "download",
        "--no-input",
        "--progress-bar=off",
        "--only-binary=:all:",
        "--implementation=cp",
    ]
    command += [
        f"--python-version={target.version}",
        *(f"--abi={abi}" for abi in (target.abi, "abi3", "none")),
    ]
    command += [*(f"--platform={platform}" for platform in target.platforms), *arguments]
    for python in pythons():
        given = json.dumps([target.markers, local or {}])
        ended = run([python, "-B", "-c", PIP, given, *command], directory)
        if ended.returncode not in (NO_PIP, NOT_TAKEN):
            return ended
        if code == NO_PIP:
            said, code = ended.stderr, ended.returncode
    if code == NOT_TAKEN:
        message = "this pip cannot be made to evaluate markers for another machine"
        raise Failure(message, *masked(said)[-3:], do="install uv, or pip 22.3 or newer")
    hint = "; or tell uv of the index (UV_DEFAULT_INDEX)" if shutil.which("uv") else ""
    raise Failure(
        "neither uv nor pip was found to resolve the requirements", *masked(said)[-1:],
        do="install uv, or pip for the Python that runs this" + hint,
    )  # fmt: skip


# --- own code ---------------------------------------------------------------------------------


def require_own(directory: str, content: Content, why: str) -> None:
    """Refuse a directory that is the function's own code already, or that is not hashed."""
    project = next(
        (
            name
            for name in ("pyproject.toml", "setup.py")
            if os.path.isfile(os.path.join(directory, name))
        ),
        None,
    )
    if project is None:
        raise Failure(
            f"{shown(directory)} is no Python project",
            why,
            do="name a wheel, or a directory with a pyproject.toml",
        )
    root, source = os.path.realpath(directory), os.path.realpath(content.root)
    if source == root or source.startswith(root + os.sep):
        do = "leave it out, as uv export --no-emit-project does: the source directory is packaged as it is"
        raise Failure(f"{shown(directory)} is the project of the function itself", why, do=do)
    if content.given and not any(file.name == project for file in content.below(directory)):
        raise Failure(
            f"{shown(directory)} is own code that is not hashed: a change of it would not be deployed", why,
            do="add the directory to package_inputs (PACKAGE_INPUTS); or, if it is the project itself, leave "
            "it out, as uv export --no-emit-project does",
        )  # fmt: skip


def build_own(directory: str, name: str, job: Job, by: str = "uv") -> Wheel:
    """Build one's own code as a pure wheel, of the hashed files only, with bytes of its own.

    Args:
        directory: The project.
        name: What it is called where it is required; may be empty.
        job: What it is for.
        by: Who resolves: pip does not read the sources of [tool.uv.sources].

    Returns:
        The wheel, whose bytes depend neither on the builder's zlib nor on its name.
    """
    require_own(directory, job.content, f"{name or 'it'} is required")
    settings = os.path.join(directory, "pyproject.toml")
    if (
        by == "pip"
        and os.path.isfile(settings)
        and read_toml(settings).get("tool", {}).get("uv", {}).get("sources")
    ):
        raise Failure(
            f"only uv reads [tool.uv.sources] of {shown(settings)}",
            do="install uv, and let it resolve",
        )
    place = job.file(f"own-{len(os.listdir(job.staging))}")
    for file in job.content.below(directory):
        copy = os.path.join(place, "src", file.name)
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copyfile(file.path, copy)
        os.chmod(copy, 0o755 if file.executable else 0o644)
    job.say(f"building own code in {os.path.basename(directory)}")
    uv, out = shutil.which("uv"), os.path.join(place, "out")
    if uv and job.asked.resolver != "pip":
        command = [
            uv,
            "build",
            "--wheel",
            f"--out-dir={out}",
            f"--python={sys.executable}",
            os.path.join(place, "src"),
        ]
    else:
        command = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--no-deps",
            f"--wheel-dir={out}",
            os.path.join(place, "src"),
        ]
    ended = run(command, place, SOURCE_DATE_EPOCH="315532800")
    made = (
        sorted(name for name in os.listdir(out) if name.endswith(".whl"))
        if os.path.isdir(out)
        else []
    )
    if ended.returncode or len(made) != 1:
        raise Failure(
            f"own code in {shown(directory)} cannot be built", *masked(ended.stderr)[-8:],
            do="correct it as its build backend says; what that needs comes from an index, or from UV_FIND_LINKS or "
            "PIP_FIND_LINKS where there is no network",
        )  # fmt: skip
    if not made[0].endswith("-none-any.whl"):
        raise Failure(
            f"{made[0]} of own code holds compiled parts",
            do="build its wheel for Lambda, and name that",
        )
    if name and normalized(name) != Wheel(made[0], "", "").name:
        raise Failure(f"{shown(directory)} is {made[0]}, not {name}", do="correct the name")
    return reproducible(os.path.join(out, made[0]))


def reproducible(path: str) -> Wheel:
    """Write a wheel anew: sorted, not compressed, without a line about what built it."""
    import zipfile  # noqa: PLC0415 - only where there are dependencies

    with zipfile.ZipFile(path) as archive:
        members = {
            info.filename: (archive.read(info), info.external_attr >> 16 & 0o111)
            for info in archive.infolist()
        }
    entries: dict[bytes, Entry] = {}
    for name, (data, executable) in members.items():
        if name.endswith("/") or re.fullmatch(r"[^/]+\.dist-info/RECORD", name):
            continue
        if re.fullmatch(r"[^/]+\.dist-info/WHEEL", name):
            data = b"".join(
                line for line in data.splitlines(True) if not line.startswith(b"Generator:")
            )  # noqa: PLW2901 - the same file
        entries[name.encode()] = stored(data, executable=bool(executable))
    record = next(name for name in members if re.fullmatch(r"[^/]+\.dist-info/RECORD", name))
    rows = [
        f"{name.decode()},{record_hash(bytes(entries[name].data))},{entries[name].size}\n"
        for name in sorted(entries)
    ]
    entries[record.encode()] = stored("".join([*rows, f"{record},,\n"]).encode(), executable=False)
    with open(path, "wb") as out:
        write(out, entries)
    return Wheel(os.path.basename(path), digest(path), path, own=True)


def record_hash(data: bytes) -> str:
    """Give a digest as RECORD has it."""
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


# --- fetch ------------------------------------------------------------------------------------

UNUSED_FOR = 60 * 24 * 3600  # seconds until the cache drops what nobody used
TRIES, TIMEOUT, THREADS = 3, 60, 8


class Fetched(NamedTuple):
    """A wheel whose content is at hand, checked against its digest."""

    wheel: Wheel
    data: mmap.mmap | bytes


def cache_root(job: Job) -> str:
    """Make the directory of the cache; one for this run only where the user can have none."""
    root = os.path.join(os.path.abspath(job.asked.cache), "v2") if job.asked.cache else ""
    why = "no home directory"
    if root:
        try:
            os.makedirs(root, mode=0o700, exist_ok=True)
            if os.stat(root).st_uid == os.geteuid() and os.access(root, os.W_OK | os.X_OK):
                return root
            why = "it belongs to another user, or cannot be written"
        except OSError as error:
            why = error.strerror or str(error)
    job.say(f"wheels are not kept: the cache directory cannot be used ({why})")
    os.makedirs(job.file("cache"), exist_ok=True)
    return job.file("cache")


def prune(root: str) -> None:
    """Remove what nobody used for a long time, and what killed runs left."""
    for entry in os.scandir(root):
        with contextlib.suppress(OSError):
            if entry.stat().st_mtime < time.time() - UNUSED_FOR:
                os.unlink(entry.path)


def fetch_all(wheels: list[Wheel], job: Job, said: Said | None) -> list[Fetched]:
    """Fetch wheels, several at a time; give them sorted by name."""
    total = sum(wheel.size for wheel in wheels)
    if total > LIMIT + WARN_FROM // 10:
        largest = sorted(wheels, key=lambda wheel: -wheel.size)[:10]
        raise Failure(
            f"the wheels are {total:,} bytes compressed, Lambda takes at most {LIMIT:,} unzipped",
            *(f"{wheel.name} {wheel.version}: {wheel.size:,} bytes compressed" for wheel in largest),
            do="remove or replace the largest packages, or use a container image (limit 10 GB)",
        )  # fmt: skip
    root, known = cache_root(job), Logins(said, job)
    wheels = sorted(wheels, key=lambda wheel: wheel.name)
    fetched: dict[int, Fetched] = {}
    errors: list[BaseException] = []
    todo = list(reversed(range(len(wheels))))

    def work() -> None:
        while todo and not errors:
            with contextlib.suppress(IndexError):
                at = todo.pop()
                try:
                    fetched[at] = fetch(wheels[at], root, job, known)
                except BaseException as error:  # noqa: BLE001 - raised again below
                    errors.append(error)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(THREADS, len(wheels)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    prune(root)
    return [fetched[at] for at in range(len(wheels))]


def fetch(wheel: Wheel, root: str, job: Job, known: Logins) -> Fetched:
    """Give a wheel from the cache, this machine or the index; never another file than was chosen."""
    if job.asked.target.rank(wheel.filename) is None:
        raise NoWheel(f"{wheel.filename} is no wheel that {job.asked.target} can load")
    kept = os.path.join(root, f"{wheel.sha256}.whl")
    if wheel.sha256 and os.path.isfile(kept):
        data = mapped(kept)
        if hashlib.sha256(data).hexdigest() == wheel.sha256:
            with contextlib.suppress(OSError):
                os.utime(kept)
            return Fetched(wheel, data)
    temporary = os.path.join(root, f"{os.urandom(8).hex()}.tmp")
    try:
        if "://" in wheel.location:
            download(wheel, temporary, job, known)
        else:
            shutil.copyfile(wheel.location, temporary)
        found = digest(temporary)
        if wheel.sha256 and found != wheel.sha256:
            raise Failure(
                f"the wheel {wheel.filename} is not the file that the index or lock describes",
                f"sha256 {found}, expected {wheel.sha256}",
                do="find out what changed it on the way, or lock the requirements again",
            )  # fmt: skip
        data = mapped(temporary)
        check(wheel, data)
        os.replace(temporary, os.path.join(root, f"{found}.whl"))
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    job.say(f"{wheel.name} {wheel.version}: wheel of {human(len(data))} fetched and checked")
    return Fetched(wheel._replace(sha256=found), data)


def mapped(path: str) -> mmap.mmap | bytes:
    """Give the content of a file, which stays the same when the file is replaced."""
    with open(path, "rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Logins:
    """Names and passwords for the hosts of indexes, which uv keeps to itself.

    Args:
        said: The requirements, whose index options may have some.
        job: What is asked for.
    """

    def __init__(self, said: Said | None, job: Job) -> None:
        self.said, self.job = said, job
        self.by_host: dict[str, str] | None = None
        self.lock = threading.Lock()

    def header(self, url: str) -> str:
        """Give the Authorization header for a URL, or an empty string."""
        from urllib.parse import unquote, urlsplit  # noqa: PLC0415 - only where something is downloaded

        with self.lock:
            if self.by_host is None:
                self.by_host = self.collect()
        host = urlsplit(url).netloc
        login = host.rpartition("@")[0] or self.by_host.get(host.rpartition("@")[2], "")
        name, _, password = login.partition(":")
        return (
            "Basic " + base64.b64encode(f"{unquote(name)}:{unquote(password)}".encode()).decode()
            if login
            else ""
        )

    def collect(self) -> dict[str, str]:
        """Look for log-ins where uv does: URLs of indexes, UV_INDEX_NAME_*, netrc."""
        import netrc  # noqa: PLC0415 - only where something is downloaded
        from urllib.parse import quote, urlsplit  # noqa: PLC0415

        result: dict[str, str] = {}
        with contextlib.suppress(OSError, netrc.NetrcParseError):
            for host, (name, _, password) in netrc.netrc(os.environ.get("NETRC")).hosts.items():
                result[host] = f"{quote(name, '')}:{quote(password or '', '')}"
        texts = [os.environ.get(f"UV_{name}", "") for name in UV_INDEXES[:-1]]
        texts += [os.path.expandvars(text) for text in (self.said.texts if self.said else [])]
        texts += [
            text
            for path in uv_files(os.path.dirname(os.path.abspath(self.job.asked.requirements)))
            for text in [file_text(path)]
        ]
        places = re.findall(r"(?:([\w.-]+)=)?(\w+://[^\s\"'\],]+)", "\n".join(texts))
        tables = [
            row
            for text in texts
            for row in re.findall(
                r"(?s)\[\[(?:tool\.uv\.)?index\]\](.*?)(?=\n\s*\[|$)", text + "\n"
            )
        ]
        for table in tables:
            fields = dict(re.findall(r"(?m)^\s*(name|url)\s*=\s*[\"']([^\"']+)", table))
            places.append((fields.get("name", ""), fields.get("url", "")))
        for name, url in places:
            variable = f"UV_INDEX_{re.sub('[^A-Za-z0-9]', '_', name).upper()}"
            login, _, host = urlsplit(url).netloc.rpartition("@")
            if name and os.environ.get(f"{variable}_USERNAME"):
                given = (
                    os.environ[f"{variable}_USERNAME"],
                    os.environ.get(f"{variable}_PASSWORD", ""),
                )
                login = ":".join(quote(part, "") for part in given)
            if login:
                result[host] = login
        # netrc knows hosts without ports.
        return {
            **result,
            **{
                urlsplit(url).netloc: result[host]
                for _, url in places
                for host in [urlsplit(url).hostname or ""]
                if host in result and urlsplit(url).netloc not in result
            },
        }


def download(wheel: Wheel, path: str, job: Job, known: Logins) -> None:
    """Download a wheel, which is several times faster than pip; what that cannot do, pip can."""
    import urllib.error  # noqa: PLC0415 - only where something is downloaded
    import urllib.request  # noqa: PLC0415
    from http.client import HTTPException  # noqa: PLC0415
    from urllib.parse import urlsplit  # noqa: PLC0415

    parts, why = urlsplit(wheel.location), ""
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    asked = urllib.request.Request(bare, headers={"User-Agent": "package.sh"})  # noqa: S310 - what the index gave
    login = known.header(wheel.location)
    if login:
        asked.add_unredirected_header("Authorization", login)
    for _ in range(TRIES if parts.scheme in ("http", "https") else 0):
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT) as answer, open(path, "wb") as out:  # noqa: S310 - see above
                shutil.copyfileobj(answer, out, BLOCK)
                return
        except urllib.error.HTTPError as error:
            why = f"{parts.hostname} answers {error.code} {error.reason}"
            if error.code in (401, 403, 404):
                break
        except (OSError, ValueError, HTTPException) as error:
            why = f"{parts.hostname}: {error}"
    destination = f"{path}.pip"
    os.mkdir(destination)
    try:
        ended = pip(["--no-deps", f"--dest={destination}", wheel.location], job, destination)
        lines = masked(ended.stderr)[-3:]
        if ended.returncode == 0:
            os.replace(os.path.join(destination, os.listdir(destination)[0]), path)
            return
    except Failure:
        lines = []
    finally:
        shutil.rmtree(destination, ignore_errors=True)
    raise Failure(
        f"the wheel {wheel.filename} cannot be downloaded", *masked(why), *(f"pip: {line}" for line in lines),
        do="check the network, the proxy and the log-in for the index",
    )  # fmt: skip


def check_hashes(fetched: list[Fetched], said: Said) -> None:
    """Hold the choice against the hashes of the requirements, as pip's hash-checking mode does."""
    for wheel, data in fetched:
        allowed = said.hashes.get(wheel.name, set())
        if not allowed and said.hashing and not wheel.own:
            do = "lock the whole set with hashes, for example with uv pip compile --generate-hashes"
            message = f"{wheel.name} {wheel.version} has no hash in the requirements, while others have one"
            raise Failure(message, do=do)
        kinds = {pin.partition(":")[0] for pin in allowed} & hashlib.algorithms_available
        if (
            allowed
            and not {f"{kind}:{hashlib.new(kind, data).hexdigest()}" for kind in kinds} & allowed
        ):
            do = "lock the requirements again, and find out why the files differ if you did not change the version"
            raise Failure(
                f"no wheel of {wheel.name} {wheel.version} has a hash that the requirements allow",
                do=do,
            )


# --- entries ----------------------------------------------------------------------------------

STORED, DEFLATED, ENCRYPTED = 0, 8, 1
# What an installer writes, or what only holds where it wrote it.
INSTALLERS = ("RECORD.jws", "RECORD.p7s", "INSTALLER", "REQUESTED", "direct_url.json")


class Entry(NamedTuple):
    """A file of the package: compression method, CRC-32, size, mode, the bytes as they are stored."""

    method: int
    crc: int
    size: int
    executable: bool
    data: bytes | memoryview


def stored(data: bytes, *, executable: bool) -> Entry:
    """Make the entry of a file that is not compressed."""
    return Entry(STORED, zlib.crc32(data), len(data), executable, data)


def broken(wheel: Wheel, why: str) -> Failure:
    """Say that a wheel is not sound."""
    do = "ask the index that serves it for a sound one, or pin another version"
    return Failure(f"the wheel {shown(wheel.filename)} is damaged or malformed", why, do=do)


class Contents(NamedTuple):
    """What of a wheel goes into a package, and the commands that it would install."""

    entries: dict[bytes, Entry]
    commands: list[str]


def contents(wheel: Wheel, data: mmap.mmap | bytes) -> Contents:
    """Take a wheel apart (PEP 427), its members' compressed bytes unchanged."""
    from zipfile import BadZipFile, ZipFile, ZipInfo  # noqa: PLC0415 - only where there are dependencies

    try:
        with ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:  # type: ignore[arg-type] # a map is read like a file
            infos: list[ZipInfo] = archive.infolist()
    except (BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise broken(wheel, f"it is no zip file: {error}") from error
    stem = dist_info(wheel, {info.filename for info in infos})
    moved: dict[str, str] = {}
    entries: dict[bytes, Entry] = {}
    commands: set[str] = set()
    for info in infos:
        place = destination(wheel, info.filename, stem, commands)
        if place is None:
            continue
        if place.encode() in entries:
            raise broken(wheel, f"two members become {shown(place)}")
        moved[info.filename] = place
        entries[place.encode()] = member(wheel, info, data)
    points = entries.get(f"{stem}.dist-info/entry_points.txt".encode())
    commands.update(console_scripts(plain(points)) if points else ())
    keep_record(entries, f"{stem}.dist-info/RECORD".encode(), moved)
    return Contents(entries, sorted(commands))


def dist_info(wheel: Wheel, names: set[str]) -> str:
    """Find the one NAME-VERSION.dist-info directory, and give its stem."""
    tops = sorted({name.split("/", 1)[0] for name in names if "/" in name})
    found = [top for top in tops if top.endswith(".dist-info")]
    if len(found) != 1:
        raise broken(wheel, f"it has {len(found)} .dist-info directories, not one")
    for needed in ("METADATA", "WHEEL"):
        if f"{found[0]}/{needed}" not in names:
            raise broken(wheel, f"it lacks {found[0]}/{needed}")
    return found[0][: -len(".dist-info")]


def destination(wheel: Wheel, name: str, stem: str, commands: set[str]) -> str | None:
    """Tell where a member goes, or None if it is left out; commands are collected."""
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or "\\" in name or re.match("[A-Za-z]:", name):
        raise broken(wheel, f"its member {shown(name)} has an absolute or foreign path")
    if any(part in ("", ".", "..") for part in parts):
        raise broken(wheel, f"its member {shown(name)} leads out of the package")
    if (
        name.endswith("/")
        or parts[0] == f"{stem}.dist-info"
        and parts[1:] in ([left] for left in INSTALLERS)
    ):
        return None
    if parts[0].endswith(".data") and normalized(parts[0].split("-")[0]) == normalized(
        stem.split("-")[0]
    ):
        if len(parts) < 3 or parts[1] not in ("purelib", "platlib", "data", "scripts", "headers"):  # noqa: PLR2004 - .data, scheme, path
            raise broken(wheel, f"its member {shown(name)} has an unknown place")
        # Commands carry the builder's shebang, and nothing in Lambda calls them.
        if parts[1] == "scripts" or parts[1:3] == ["data", "bin"]:
            commands.add(parts[-1])
            return None
        if parts[1] == "headers":
            return None
        parts = parts[2:]
    return None if "__pycache__" in parts else "/".join(parts)


def member(wheel: Wheel, info: Any, data: mmap.mmap | bytes) -> Entry:  # noqa: ANN401 - a ZipInfo
    """Give a member's compressed bytes a new header."""
    start, name = info.header_offset, shown(info.filename)
    if info.flag_bits & ENCRYPTED or info.compress_type not in (STORED, DEFLATED):
        raise broken(wheel, f"its member {name} is neither deflated nor stored")
    if data[start : start + 4] != b"PK\3\4" or start + 30 > len(data):
        raise broken(wheel, f"its member {name} has no header")
    start += 30 + sum(struct.unpack_from("<2H", data, start + 26))
    packed = memoryview(data)[start : start + info.compress_size]
    executable = bool(info.external_attr >> 16 & 0o111)
    return Entry(info.compress_type, info.CRC, info.file_size, executable, packed)


def plain(entry: Entry) -> bytes:
    """Unpack a small file."""
    return (
        bytes(entry.data)
        if entry.method == STORED
        else zlib.decompress(entry.data, -zlib.MAX_WBITS)
    )


def console_scripts(data: bytes) -> Iterator[str]:
    """Give the commands that entry_points.txt declares."""
    section = ""
    for line in data.decode("utf-8", "replace").splitlines():
        section = line.strip() if line.strip().startswith("[") else section
        if section in ("[console_scripts]", "[gui_scripts]") and "=" in line:
            yield line.partition("=")[0].strip()


def keep_record(entries: dict[bytes, Entry], name: bytes, moved: dict[str, str]) -> None:
    """Leave out of RECORD what is not packaged, without which importlib.metadata knows no files."""
    import csv  # noqa: PLC0415 - only where there are dependencies

    if name not in entries:
        return
    rows = list(csv.reader(plain(entries[name]).decode("utf-8", "replace").splitlines()))
    kept = [[moved[row[0]], *row[1:]] for row in rows if row and row[0] in moved]
    if kept != rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(kept)
        entries[name] = stored(out.getvalue().encode(), executable=False)


def check(wheel: Wheel, data: mmap.mmap | bytes) -> None:
    """Unpack each member of a new wheel, a block at a time: size and CRC are those it declares."""
    found = contents(wheel, data).entries
    if sum(entry.size for entry in found.values()) > LIMIT:
        raise Failure(f"{wheel.filename} alone is larger than Lambda takes ({LIMIT:,} bytes)")
    for name, entry in found.items():
        label = f"its member {shown(name.decode())}"
        size = crc = 0
        try:
            for block in blocks(entry):
                size, crc = size + len(block), zlib.crc32(block, crc)
                if size > entry.size:
                    break
        except zlib.error as error:
            raise broken(wheel, f"{label} cannot be unpacked: {error}") from error
        if size != entry.size:
            raise broken(wheel, f"{label} has not the size it declares")
        if crc != entry.crc:
            raise broken(wheel, f"{label} has a wrong CRC-32")


def blocks(entry: Entry) -> Iterator[bytes | memoryview]:
    """Unpack a file, a block at a time; one byte more than it has tells that something follows."""
    if entry.method == STORED:
        yield entry.data
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = entry.data
    while not unpacker.eof and rest:
        yield unpacker.decompress(rest, BLOCK)
        rest = unpacker.unconsumed_tail
    yield (
        unpacker.flush()
        if unpacker.eof and not unpacker.unused_data
        else b""
        if not unpacker.eof
        else b"?" * (entry.size + 1)
    )


class Part(NamedTuple):
    """What a package, or the source, contributes."""

    label: str
    files: int
    size: int
    wheel: Wheel | None
    commands: list[str]


def merge(
    content: Content, fetched: list[Fetched], warn: Callable[[str], None]
) -> tuple[dict[bytes, Entry], list[Part]]:
    """Decide whose file stands at each path: the source's, then that of the first package by name."""
    own = {os.fsencode(file.name) for file in content.source}
    above = {name[:at] for name in own for at in slashes(name)}
    tops = {name.partition(b"/")[0] for name in own}
    entries: dict[bytes, Entry] = {}
    owner: dict[bytes, str] = {}
    parts = [
        Part(
            "your source", len(content.source), sum(file.size for file in content.source), None, []
        )
    ]
    for wheel, data in fetched:
        found, commands = contents(wheel, data)
        hidden: list[str] = []
        other: dict[str, list[str]] = {}
        mine = []
        for name in sorted(found):
            entry = found[name]
            if name.partition(b"/")[0] in tops and (
                name in own or name in above or any(name[:at] in own for at in slashes(name))
            ):
                hidden.append(name.decode())
            elif name not in entries:
                entries[name], owner[name] = entry, wheel.name
                mine.append(entry.size)
            elif (entry.crc, entry.size) != (entries[name].crc, entries[name].size):
                other.setdefault(owner[name], []).append(name.decode())
        if hidden:
            warn(f"your source replaces files of {wheel.name} {wheel.version}: {few(hidden)}")
        for first, names in other.items():
            warn(
                f"{first} and {wheel.name} hold different files of one name, that of {first} is taken: {few(names)}"
            )
        parts.append(Part(f"{wheel.name} {wheel.version}", len(mine), sum(mine), wheel, commands))
    check_directories(entries)
    check_size(parts, warn)
    for file in content.source:
        entries[os.fsencode(file.name)] = stored(
            read_source(file, content), executable=file.executable
        )
    return entries, parts


def slashes(name: bytes) -> list[int]:
    """Give the places of the slashes in a name."""
    return [match.start() for match in re.finditer(b"/", name)]


def check_directories(entries: dict[bytes, Entry]) -> None:
    """Refuse packages of which one has a file where another has a directory."""
    directories: dict[bytes, bytes] = {}
    for name in entries:
        at = name.rfind(b"/")
        while at > 0 and name[:at] not in directories:
            directories[name[:at]] = name
            at = name.rfind(b"/", 0, at)
    for name in sorted(directories.keys() & entries.keys()):
        raise Failure(
            f"{shown(name.decode())} is a file in one package and a directory in another",
            shown(directories[name].decode()),
            do="they cannot be used together; remove one of the two packages",
        )  # fmt: skip


def check_size(parts: list[Part], warn: Callable[[str], None]) -> None:
    """Hold the package against Lambda's limit."""
    unzipped = sum(part.size for part in parts)
    if unzipped > LIMIT:
        largest = sorted(parts, key=lambda part: (-part.size, part.label))[:10]
        raise Failure(
            f"the package is {unzipped:,} bytes unzipped, Lambda takes at most {LIMIT:,}",
            *(f"{part.label}: {part.size:,} bytes ({human(part.size)})" for part in largest),
            do="remove or replace the largest packages, exclude files of your source, or use a "
            "container image (limit 10 GB)",
        )  # fmt: skip
    if unzipped >= WARN_FROM:
        warn(f"the package is {unzipped:,} bytes unzipped, {unzipped * 100 // LIMIT} % of what "
             f"Lambda takes with its layers ({LIMIT:,})")  # fmt: skip


def read_source(file: File, content: Content) -> bytes:
    """Read a file of the source, which must not have changed since it was listed."""
    try:
        with open(file.path, "rb") as opened:
            data = opened.read()
    except OSError as error:
        do = "give the user that builds the package the right to read it, or exclude it"
        raise Failure(
            f"{shown(file.name)} in the source cannot be read: {error.strerror}", do=do
        ) from error
    hashed = content.hashes.get(file.path)
    if len(data) != file.size or hashed and hashlib.sha256(data).hexdigest() != hashed:
        do = "build again when nothing writes to the source directory"
        raise Failure(f"{shown(file.name)} in the source changed while it was packaged", do=do)
    return data


# --- write ------------------------------------------------------------------------------------


def write(out: IO[bytes], entries: dict[bytes, Entry]) -> tuple[bytes, int]:
    """Write a zip (PKWARE's APPNOTE.TXT), sorted by name; give its SHA-256 and its length.

    Date 1980-01-01, mode 0644 or 0755, no extra fields: nothing tells who made it, or where.
    """
    sha, directory, offset = hashlib.sha256(), [], 0

    def put(data: bytes | memoryview) -> None:
        sha.update(data)
        out.write(data)

    for name in sorted(entries):
        entry = entries[name]
        flags = 0 if name.isascii() else 0x800
        common = struct.pack(
            "<4H3L2H",
            flags,
            entry.method,
            0,
            0x21,
            entry.crc,
            len(entry.data),
            entry.size,
            len(name),
            0,
        )
        put(b"PK\3\4\x14\0" + common + name)
        put(entry.data)
        mode = (0o100755 if entry.executable else 0o100644) << 16
        directory.append(
            b"PK\1\2\x14\3\x14\0" + common + struct.pack("<3H2L", 0, 0, 0, mode, offset) + name
        )
        offset += 30 + len(name) + len(entry.data)
    tail, count = b"".join(directory), len(entries)
    wide = b""
    if count >= 0xFFFF:
        wide = struct.pack(
            "<4sQ2H2L4Q", b"PK\6\6", 44, 0x32D, 45, 0, 0, count, count, len(tail), offset
        )
        wide += struct.pack("<4sLQL", b"PK\6\7", 0, offset + len(tail), 1)
    few = min(count, 0xFFFF)
    put(tail + wide + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, few, few, len(tail), offset, 0))
    return sha.digest(), offset + len(tail) + len(wide) + 22


SUFFIX, ABANDONED_AFTER = (
    ".staging",
    60,
)  # seconds; between making a directory and locking it pass microseconds


@contextlib.contextmanager
def staging(output: str) -> Iterator[str]:
    """Give a private directory beside the output, removed however the run ends.

    It is locked while its run lives: the next run for the same output removes what a killed one
    left, and nothing else.
    """
    parent, name = os.path.split(os.path.abspath(output))
    path = os.path.join(parent, f".{name}.{os.urandom(8).hex()}{SUFFIX}")
    try:
        os.makedirs(parent, exist_ok=True)
        os.mkdir(path, 0o700)
    except OSError as error:
        message = f"the directory of the output {shown(output)} cannot be written: {error.strerror}"
        raise Failure(
            message, do="name another place in PACKAGE_OUTPUT, or give the right to write there"
        ) from error
    with locked_directory(path):
        try:
            for entry in os.scandir(parent):
                if (
                    entry.name.startswith(f".{name}.")
                    and entry.name.endswith(SUFFIX)
                    and entry.path != path
                ):
                    remove_abandoned(entry.path)
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def locked_directory(path: str, wait: bool = True) -> Iterator[bool]:  # noqa: FBT001, FBT002 - said by name
    """Hold the lock of a directory, where its file system has locks; say whether it was got."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            # Some network file systems have no locks. The renames are atomic even so.
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def remove_abandoned(path: str) -> None:
    """Remove the directory of a run that was killed."""
    with contextlib.suppress(OSError):
        if time.time() - os.stat(path).st_mtime > ABANDONED_AFTER:
            with locked_directory(path, wait=False) as free:
                if free:
                    shutil.rmtree(path, ignore_errors=True)


def check_output(asked: Request) -> None:
    """Refuse an output that would become part of the source."""
    output, root = asked.output, os.path.realpath(asked.source)
    if os.path.isdir(output):
        what = "the source directory" if os.path.realpath(output) == root else "a directory"
        do = "name the zip file to write in PACKAGE_OUTPUT, outside of the source directory"
        raise Failure(f"the output {shown(output)} is {what}", do=do, code=2)
    parent = os.path.realpath(os.path.dirname(os.path.abspath(output)))
    if parent != root and not parent.startswith(root.rstrip("/") + "/"):
        return
    parts = os.path.relpath(parent, root).split(os.sep)
    if not any(asked.rules.skips("/".join(parts[:count])) for count in range(1, len(parts) + 1)):
        raise Failure(
            f"the output {shown(output)} lies in the source directory {shown(asked.source)}, "
            "so that the next build would package it",
            do="write it elsewhere, or to a directory of the source that PACKAGE_EXCLUDES leaves out", code=2,
        )  # fmt: skip


def publish(package: str, report: str, output: str) -> None:
    """Move the package and its report into place, and remove the packages that it follows.

    A report never lies beside a package that it does not describe: it is taken away first, and
    runs for the same output take turns.
    """
    parent, name = os.path.split(os.path.abspath(output))
    with locked_directory(parent):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(output + ".json")
        os.replace(package, output)
        os.replace(report, output + ".json")
        match = re.fullmatch(r"(.*-)[0-9a-f]{64}\.zip", name, re.DOTALL)
        for entry in os.listdir(parent) if match else ():
            old = re.fullmatch(re.escape(match[1]) + r"[0-9a-f]{64}\.zip(\.json)?", entry)  # type: ignore[index] # see above
            if old and not entry.startswith(name):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(parent, entry))


# --- report -----------------------------------------------------------------------------------


def human(size: int) -> str:
    """Write a number of bytes for a person, such as 1.5 MiB."""
    for unit, name in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"


class Progress:
    """Tells a person what happens, on standard error."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.start = quiet, time.monotonic()
        self.warnings: list[str] = []

    def say(self, text: str) -> None:
        """Tell what is being done."""
        if not self.quiet:
            sys.stderr.write(f"{time.monotonic() - self.start:6.2f} s  {text}\n")
            sys.stderr.flush()

    def warn(self, text: str) -> None:
        """Tell what the user should know, and keep it for the report."""
        self.warnings.append(text)
        sys.stderr.write(f"package.sh: warning: {text}\n")


def report(sha: bytes, size: int, parts: list[Part], target: Target, warnings: list[str]) -> str:
    """Describe the package: no times and no paths, so that the same package has the same report."""
    rows = [
        {
            "name": part.wheel.name, "version": part.wheel.version, "wheel": part.wheel.filename,
            "sha256": part.wheel.sha256, "files": part.files, "unzipped_size": part.size,
            "commands_left_out": part.commands,
        }
        for part in parts
        if part.wheel
    ]  # fmt: skip
    described = {
        "format": 1,
        "sha256": base64.b64encode(sha).decode(),  # as Lambda reports CodeSha256
        "size": size,
        "unzipped_size": sum(part.size for part in parts),
        "files": sum(part.files for part in parts),
        "python_version": target.runtime,
        "architecture": target.architecture,
        "packages": rows,
        "warnings": warnings,
    }
    return json.dumps(described, indent=2) + "\n"


def preflight(asked: Request, content: Content, progress: Progress) -> None:
    """Check all that can be known without resolving."""
    if asked.requirements:
        kind, path = stated(asked.requirements)
        said = Said(path, content) if kind == "requirements" else None
        job = Job(asked, content, "", progress.say, progress.warn)
        if kind in ("uv.lock", "pylock.toml"):
            uv_program(job, shown(path))
        elif not said or not said.empty:
            by = resolver(job, path)
            if by == "pip":
                pip(["--help"], job, os.path.dirname(os.path.abspath(path)))


def build(asked: Request, progress: Progress) -> None:
    """Build the package and its report in a private directory, then move them into place."""
    check_output(asked)
    content = Content(asked, progress.warn)
    if asked.preflight:
        return preflight(asked, content, progress)
    with staging(asked.output) as place:
        job = Job(asked, content, place, progress.say, progress.warn)
        fetched: list[Fetched] = []
        if asked.requirements:
            wheels, said = choose(job)
            fetched = fetch_all(wheels, job, said)
            if said:
                check_hashes(fetched, said)
            content.unchanged()
        entries, parts = merge(content, fetched, progress.warn)
        with open(job.file("package.zip"), "wb") as out:
            sha, size = write(out, entries)
        with open(job.file("report.json"), "w", encoding="utf-8") as text:
            text.write(report(sha, size, parts, asked.target, progress.warnings))
        publish(job.file("package.zip"), job.file("report.json"), asked.output)
    for part in parts:
        commands = f"; commands left out: {few(part.commands)}" if part.commands else ""
        progress.say(f"{part.label}: {part.files} files, {human(part.size)} unzipped{commands}")
    total = human(sum(part.size for part in parts))
    seconds = time.monotonic() - progress.start
    sys.stderr.write(
        f"package.sh: {asked.output}: {human(size)}, {total} unzipped, {len(entries)} files, "
        f"{len(parts) - 1} packages, {seconds:.2f} s\n"
    )
    return None


class Interrupted(BaseException):
    """A signal asks to stop."""


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop(number: int, _frame: object) -> None:
    """Stop at the first signal; the next ones come too late."""
    for name in SIGNALS:
        signal.signal(name, signal.SIG_IGN)
    raise Interrupted(number)


def main(arguments: list[str]) -> int:
    """Build what is asked for; give the exit code: 0 built, 1 cannot be packaged, 2 wrong usage."""
    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(usage())
        return 0
    for name in SIGNALS:
        signal.signal(name, stop)
    try:
        asked = ask(arguments)
        build(asked, Progress(quiet=asked.quiet))
    except Failure as error:
        sys.stderr.write(f"package.sh: {error}\n")
        return error.code
    except (OSError, MemoryError) as error:
        name = (
            f" {shown(os.path.basename(str(error.filename)))}"
            if getattr(error, "filename", None)
            else ""
        )
        said = getattr(error, "strerror", None) or str(error) or "not enough memory"
        do = "free space or grant the right that is missing, and build again; the output is as it was"
        sys.stderr.write(f"package.sh: {Failure(f'the system refuses{name}: {said}', do=do)}\n")
        return 1
    except Interrupted as interruption:
        number = int(interruption.args[0])
        sys.stderr.write(f"package.sh: stopped by {signal.Signals(number).name}, nothing written\n")
        # Ends as the signal would have ended it, so that the caller sees that it did.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    with contextlib.suppress(
        OSError, AttributeError
    ):  # nobody reads it any more, or nobody ever did
        sys.stdout.flush()
        sys.stderr.flush()
    # All is done: threads that still wait for a server, and taking the interpreter apart, are not waited for.
    os._exit(code)
