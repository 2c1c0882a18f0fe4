"""Builds the deployment package of a Lambda function; run it through package.sh.

The source and the wheels of its dependencies in one zip, the same bytes wherever it is built:
entries are sorted, dated 1980, of mode 0644 or 0755; members of wheels keep their compressed
bytes, the source is stored, since zlib's output differs between machines. uv or pip read the
requirements and choose the wheels for the runtime. Nothing from an index or an address is built.
What is read is held against what Terraform hashed. Standard library of Python 3.9 and newer only.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import fcntl
import hashlib
import importlib
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
import time
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple, NoReturn

# AWS Lambda quotas: deployment package, unzipped, all layers included.
LIMIT = 262_144_000
MOST = 5  # names in a message
BLOCK = 1 << 20  # bytes that are read at once
# Left out of every package: earlier builds, and Terraform's own files, with what is secret there.
NEVER = [
    "**/.build/**", "**/.terraform/**", "**/.terraform.lock.hcl", "**/*.tfstate*",
    "**/*.tfplan*", "**/*.tfvars*",
]  # fmt: skip
EXCLUDES = [
    "**/.git/**", "**/.git", "**/.hg/**", "**/.svn/**", "**/.terraform/**", "**/.venv/**",
    "**/venv/**", "**/__pycache__/**", "**/*.pyc", "**/.mypy_cache/**", "**/.pytest_cache/**",
    "**/.ruff_cache/**", "**/.hypothesis/**", "**/.tox/**", "**/.nox/**", "**/.DS_Store",
]  # fmt: skip
# What looks like a secret is packaged only where PACKAGE_INCLUDES names it.
SECRETS = "**/.env* **/.aws/** **/*.pem **/*.key **/id_*".split()  # noqa: SIM905 - shorter
CODE = ["**/id_*.py"]  # what has the name of a secret and is code

# Runtime -> patch release that markers see, minor version of its glibc. AWS publishes no patch
# releases: each of these is long passed. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
RUNTIMES = {
    "python3.9": ("3.9.18", 26),
    "python3.10": ("3.10.13", 26),
    "python3.11": ("3.11.6", 26),
    "python3.12": ("3.12.1", 34),
    "python3.13": ("3.13.0", 34),
    "python3.14": ("3.14.0", 34),
}


class Failure(Exception):  # noqa: N818 - it is no fault of the program
    """The package cannot be built: one sentence, what was met, and what to do about it."""

    def __init__(self, message: str, *found: str, do: str = "") -> None:
        lines = [f"error: {message}", *(f"  found: {line}" for line in found)]
        super().__init__("\n".join(lines + [f"  do: {do}"] * bool(do)))


def shown(name: str) -> str:
    """Give a path or name as it can stand in a message: one line, quotes visible."""
    if name and name.isprintable() and name.strip() == name and "'" not in name:
        return name
    return repr(name) if name.isprintable() else ascii(name)


def few(names: list[str]) -> str:
    """List some names, and say how many more there are."""
    return ", ".join(map(shown, names[:MOST])) + f" and {len(names) - MOST} more" * (
        len(names) > MOST
    )


def masked(text: str) -> list[str]:
    """Give what a tool said as lines that can be shown: no escapes, no passwords."""
    text = re.sub(r"(\w+://)[^/\s@]+@", r"\1****@", re.sub(r"\x1b\[[0-9;]*m", "", text))
    return [line.strip() for line in text.splitlines() if line.strip()]


# --- ask --------------------------------------------------------------------------------------


def strings(text: str) -> list[str]:
    """Read a JSON list of strings."""
    with contextlib.suppress(ValueError):
        items = json.loads(text)
        if isinstance(items, list) and all(isinstance(item, str) and item for item in items):
            return items
    raise argparse.ArgumentTypeError('not a JSON list of strings, such as ["**/tests/**"]')


def patterns(text: str) -> list[str]:
    """Read a JSON list of patterns."""
    matcher(strings(text))
    return strings(text)


class Selection(NamedTuple):
    """What of a project is packaged: a workspace member, extras, groups; what is left out."""

    member: str = ""
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()


def selection(text: str) -> Selection:
    """Read the JSON object of the variable dependency_selection."""
    with contextlib.suppress(ValueError, TypeError, AttributeError):
        given = {name: value for name, value in json.loads(text).items() if value is not None}
        lists = [strings(json.dumps(given.get(name, []))) for name in Selection._fields[1:]]
        if set(given) <= set(Selection._fields) and isinstance(given.get("member", ""), str):
            extras, groups, omit = map(tuple, lists)
            return Selection(given.get("member", ""), extras, groups, tuple(map(normalized, omit)))
    raise argparse.ArgumentTypeError("not an object with member, extras, groups and omit")


def hexadecimal(text: str) -> str:
    """Read hexadecimal digits."""
    if not re.fullmatch("[0-9a-f]*", text):
        raise argparse.ArgumentTypeError("not in hexadecimal digits")
    return text


def one_of(*names: str) -> Callable[[str], str]:
    """Give what reads one of some names."""

    def known(text: str) -> str:
        if text not in names:
            raise argparse.ArgumentTypeError(
                f"{text!r} is none of {', '.join(filter(None, names))}"
            )
        return text

    return known


class Asked(argparse.Namespace):
    """The options, as the table below names them."""

    source_dir: str
    requirements_file: str
    python_version: str
    architecture: str
    output: str
    excludes: list[str]
    secrets: list[str]
    includes: list[str]
    inputs: list[str]
    content_hash: str
    content_digests: str
    selection: Selection
    resolver: str
    cache_dir: str
    quiet: str
    preflight: bool


OPTIONS: tuple[tuple[str, Callable[[str], Any], str | None, str], ...] = (
    ("source-dir", str, None, "directory with the function's code"),
    ("requirements-file", str, "", "requirements file, pyproject.toml or a lock; empty: none"),
    ("python-version", one_of(*RUNTIMES), None, "runtime, such as python3.12"),
    ("architecture", one_of("x86_64", "arm64"), "x86_64", "x86_64 or arm64"),
    ("output", str, None, "zip to write; a report goes beside it, with .json"),
    (
        "excludes",
        patterns,
        json.dumps([*NEVER, *EXCLUDES]),
        "patterns of what is left out: *, ?, **",
    ),
    ("secrets", patterns, json.dumps(SECRETS), "patterns of what looks like a secret"),
    (
        "includes",
        patterns,
        json.dumps(CODE),
        "patterns of such files that are packaged all the same",
    ),
    ("inputs", strings, "[]", "files, directories and globs that are hashed beside the source"),
    ("content-hash", hexadecimal, "", "SHA-256 of what was hashed; empty: not compared"),
    ("content-digests", hexadecimal, "", "four digits of each of its lines"),
    ("selection", selection, "{}", "object with member, extras, groups, omit"),
    ("resolver", one_of("auto", "uv", "pip"), "auto", "uv, pip, or auto: uv where it is there"),
    ("cache-dir", str, "", "where wheels are kept"),
)


class Parser(argparse.ArgumentParser):
    """Names, with an option, the variable that its value may have come from."""

    def error(self, message: str) -> NoReturn:
        """End for wrong usage."""
        option = re.search(r"--([a-z-]+):", message)
        variable = f" (PACKAGE_{option[1].upper().replace('-', '_')})" if option else ""
        super().error(message + variable)


def ask(arguments: list[str]) -> Asked:
    """Read the options and, for those that are not given, their variables."""
    parser = Parser(
        "package.sh", "package.sh [OPTION]...", __doc__, allow_abbrev=False,
        epilog="Exit codes: 0 built, 1 cannot be packaged, 2 wrong usage. PACKAGE_PYTHON names the "
        "Python that runs this.",
    )  # fmt: skip
    for name, kind, default, text in OPTIONS:
        variable = "PACKAGE_" + name.upper().replace("-", "_")
        value = os.environ.get(variable) or default
        parser.add_argument(
            f"--{name}", type=kind, default=value, required=value is None, metavar=variable,
            help=text + f" [{default}]" * bool(default),
        )  # fmt: skip
    parser.add_argument(
        "-q", "--quiet", nargs="?", const="1", type=one_of("", "0", "1"), metavar="PACKAGE_QUIET",
        default=os.environ.get("PACKAGE_QUIET", ""), help="one line, warnings and errors",
    )  # fmt: skip
    parser.add_argument(
        "--preflight", action="store_true", help="check what can be known before, only"
    )
    return parser.parse_args(arguments, Asked())


# --- target -----------------------------------------------------------------------------------

WHEEL_NAME = re.compile(
    r"(?P<name>[^\s-]+)-(?P<version>[^\s-]+)(-(?P<number>\d+)(?P<build>[^\s-]*))?"
    r"-(?P<tag>[^\s-]+-[^\s-]+-[^\s-]+)\.whl"
)


def normalized(name: str) -> str:
    """Give a distribution's name in the one form that compares equal (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Target:
    """A runtime on an architecture: its wheel tags (PEP 425, PEP 600) and its markers (PEP 508)."""

    def __init__(self, runtime: str, architecture: str) -> None:
        self.runtime, self.architecture = runtime, architecture
        self.version, self.glibc = RUNTIMES[runtime]
        self.machine = "aarch64" if architecture == "arm64" else architecture
        self.minor = int(runtime.partition(".")[2])
        self.abi = f"cp3{self.minor}"
        # A wheel carries the tag of the oldest glibc that it runs on; "linux" promises nothing.
        names = [f"manylinux_2_{minor}" for minor in range(self.glibc, 16, -1)] + ["manylinux2014"]
        if self.machine == "x86_64":
            names += ["manylinux_2_12", "manylinux2010", "manylinux_2_5", "manylinux1"]
        self.platforms = [f"{name}_{self.machine}" for name in names]
        self.ranks = {tag: at for at, tag in enumerate(self.tags())}

    def __str__(self) -> str:
        return f"{self.runtime} on {self.architecture}"

    def tags(self) -> list[str]:
        """List the tags that the runtime can load, in pip's order."""
        minor, platforms = self.minor, self.platforms
        pythons = [f"py3{minor}", "py3", *(f"py3{old}" for old in range(minor - 1, -1, -1))]
        tags = [f"{self.abi}-{abi}-{on}" for abi in (self.abi, "abi3", "none") for on in platforms]
        tags += [f"cp3{old}-abi3-{on}" for old in range(minor - 1, 1, -1) for on in platforms]
        tags += [f"{python}-none-{on}" for python in pythons for on in platforms]
        return tags + [f"{python}-none-any" for python in [self.abi, *pythons]]

    def markers(self) -> dict[str, str]:
        """Give the marker environment; the kernel is not known before the function runs."""
        known = "implementation_name cpython os_name posix platform_system Linux sys_platform linux"
        words = f"{known} platform_python_implementation CPython".split()
        return {
            **dict(zip(words[::2], words[1::2])),
            "implementation_version": self.version, "python_full_version": self.version,
            "python_version": f"3.{self.minor}", "platform_machine": self.machine,
            "platform_release": "", "platform_version": "",
        }  # fmt: skip

    def rank(self, filename: str) -> tuple[int, int, str] | None:
        """Give a key by which the best wheel sorts first, or None if it cannot be loaded."""
        match = WHEEL_NAME.fullmatch(filename)
        if not match:
            return None
        pythons, abis, platforms = (part.split(".") for part in match["tag"].split("-"))
        tags = (f"{a}-{b}-{c}" for a in pythons for b in abis for c in platforms)
        ranks = [self.ranks[tag] for tag in tags if tag in self.ranks]
        return (min(ranks), -int(match["number"] or 0), match["build"] or "") if ranks else None


class Wheel(NamedTuple):
    """A chosen wheel: file name, digest or nothing, URL or path, size or 0, if it is own code."""

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
    def label(self) -> str:
        """Name and version."""
        return f"{self.name} {(self.filename + '-').split('-')[1]}"


# --- source -----------------------------------------------------------------------------------


def expression(pattern: str) -> str:
    """Translate a pattern with the meaning that Terraform's fileset() gives it."""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if re.search(r"[\[\]{}\\]", pattern) or ".." in parts or not parts:
        raise argparse.ArgumentTypeError(f"pattern {pattern!r}: only *, ? and ** have a meaning")
    names = [re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") for part in parts]
    heads = ["(?:[^/]+/)*" if part == "**" else f"{name}/" for part, name in zip(parts, names)]
    return "".join(heads[:-1]) + (".+" if parts[-1] == "**" else names[-1])


def matcher(patterns: list[str]) -> re.Pattern[str]:
    """Translate patterns into one expression for whole names."""
    return re.compile("|".join(map(expression, patterns)) or "(?!)", re.DOTALL)


class Rules:
    """Which files are packaged: no exclude matches, and no secret's pattern, or an include too."""

    def __init__(self, excludes: list[str], secrets: list[str], includes: list[str]) -> None:
        trees = [pattern[: -len("/**")] for pattern in excludes if pattern.endswith("/**")]
        self.excluded, self.below = matcher(excludes).fullmatch, matcher(trees).fullmatch
        self.secret, self.included = matcher(secrets).fullmatch, matcher(includes).fullmatch

    def hides(self, name: str) -> bool:
        """Tell whether a file looks like a secret that nobody asked for."""
        return bool(self.secret(name)) and not self.included(name)

    def skips(self, name: str, mode: int) -> bool:
        """Tell whether a file or all of a directory is left out; a broken link has mode 0."""
        if stat.S_ISDIR(mode):
            return bool(self.below(name))
        odd = not stat.S_ISREG(mode) and (self.below(name) or self.hides(name))
        return bool(self.excluded(name) or odd)


class File(NamedTuple):
    """A file: its name with slashes, where it lies, and what its status says."""

    name: str
    path: str
    size: int
    executable: bool
    identity: tuple[int, int]


def file(name: str, path: str, status: os.stat_result) -> File:
    """Describe a file."""
    executable = bool(status.st_mode & stat.S_IXUSR)
    return File(name, path, status.st_size, executable, (status.st_dev, status.st_ino))


def walk(root: str, rules: Rules | None = None) -> list[File]:  # noqa: C901 - a branch for each kind
    """List the files below a directory, behind links too, as Terraform's fileset() does.

    With rules, what they do not leave out must be fit for a package; without, what fileset()
    does not see is passed over.
    """
    files: list[File] = []
    problems: list[str] = []
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
            mode = status.st_mode if status else 0
            plain, folder = stat.S_ISREG(mode), stat.S_ISDIR(mode)
            if rules.skips(name, mode) if rules else not plain and not folder:
                continue
            if any("\udc80" <= char <= "\udcff" for char in name):
                problems.append(f"{shown(name)} has a name that is not UTF-8")
            elif status is None:
                link = shown(os.readlink(entry.path))
                problems.append(f"{shown(name)} is a broken link to {link}")
            elif not plain and not folder:
                problems.append(f"{shown(name)} is neither a file nor a directory")
            elif plain:
                files.append(file(name, entry.path, status))
            elif (status.st_dev, status.st_ino) in above:
                problems.append(f"{shown(name)} is a link to a directory that holds it")
            else:
                todo.append((entry.path, name + "/", above))
    if problems:
        more = [f"and {len(problems) - MOST} more"] * (len(problems) > MOST)
        raise Failure(
            f"the directory {shown(root)} holds what cannot be packaged",
            *sorted(problems)[:MOST], *more,
            do="repair or remove it, or leave it out with package_excludes (PACKAGE_EXCLUDES)",
        )  # fmt: skip
    return sorted(files, key=lambda file: os.fsencode(file.name))


# --- listing: what is read is what Terraform hashed -------------------------------------------


class Content:
    """The files that Terraform hashed: those of the source, and those of PACKAGE_INPUTS."""

    def __init__(self, asked: Asked, warn: Callable[[str], None]) -> None:
        self.root, self.given = asked.source_dir, bool(asked.content_hash)
        if not os.path.isdir(self.root):
            what = "is not a directory" if os.path.lexists(self.root) else "does not exist"
            raise Failure(f"the source directory {shown(self.root)} {what}")
        rules = Rules(asked.excludes, asked.secrets, asked.includes)
        files = walk(self.root, rules)
        self.source = [file for file in files if not rules.hides(file.name)]
        self.inputs = [file for item in asked.inputs for file in listed(item)]
        self.identities = {file.identity for file in self.source + self.inputs}
        self.hashes: dict[str, str] = {}
        if not self.source:
            raise Failure(f"the source directory {shown(self.root)} holds no file to package")
        if len(self.source) < len(files):
            hidden = few([file.name for file in files if rules.hides(file.name)])
            warn(f"left out as secrets, unless package_includes names them: {hidden}")
        if self.given:
            self.compare(asked)

    def compare(self, asked: Asked) -> None:
        """Refuse files that are not those of the plan, and name those that changed."""
        files = self.source + self.inputs
        self.hashes = {file.path: digest(file.path) for file in files}
        lines = [f"{self.hashes[file.path]}  {file.name}\n".encode() for file in files]
        if hashlib.sha256(b"".join(lines)).hexdigest() == asked.content_hash:
            return
        then = re.findall("....", asked.content_digests)
        now = [hashlib.sha256(line).hexdigest()[:4] for line in lines]
        told = [f"{shown(file.path)} changed" for file, a, b in zip(files, now, then) if a != b]
        if len(now) != len(then):
            told = [
                f"{len(now)} files are there, {len(then)} were hashed: one was added or removed"
            ]
            told *= bool(then)
        message = "the files are not those that Terraform hashed when it planned"
        raise Failure(message, *told[:10], do="plan again, when nothing writes to them")

    def still(self) -> None:
        """Refuse what the resolver read if it changed since it was compared."""
        for file in self.inputs if self.given else ():
            if digest(file.path) != self.hashes[file.path]:
                raise Failure(f"{shown(file.path)} changed while it was read", do="plan again")

    def require(self, path: str, why: str) -> None:
        """Refuse a file that the package depends on and that Terraform did not hash."""
        status = os.stat(path)
        if self.given and (status.st_dev, status.st_ino) not in self.identities:
            message = f"{shown(path)} is not hashed, so that a change of it would not be deployed"
            do = "add it, or its directory, to package_inputs (PACKAGE_INPUTS)"
            raise Failure(message, why, do=do)

    def below(self, directory: str) -> list[File]:
        """List the hashed files of a directory, or all where nothing was hashed."""
        left_out = Rules([*NEVER, *EXCLUDES], [], [])
        if not self.given:
            return walk(directory, left_out)
        root = os.path.realpath(directory) + os.sep
        places = {os.path.realpath(file.path): file for file in self.source + self.inputs}
        files = [f._replace(name=p[len(root) :]) for p, f in places.items() if p.startswith(root)]
        return [file for file in files if not left_out.skips(file.name, stat.S_IFREG)]


def listed(item: str) -> list[File]:
    """List the files of an item of PACKAGE_INPUTS: a file, all of a directory, or a glob."""
    parts = item.split("/")
    at = next((at for at, part in enumerate(parts) if "*" in part or "?" in part), len(parts))
    base = "/".join(parts[:at]) or ("/" if item.startswith("/") else ".")
    if os.path.isfile(item):
        return [file(os.path.basename(item), item, os.stat(item))]
    wanted = matcher(["/".join(parts[at:]) or "**"])
    files = walk(base) if os.path.isdir(base) else []
    return [file for file in files if wanted.fullmatch(file.name)]


def digest(path: str, kind: str = "sha256") -> str:
    """Give the digest of a file, hex."""
    state = hashlib.new(kind)
    try:
        with open(path, "rb", buffering=0) as opened:
            for block in iter(lambda: opened.read(BLOCK), b""):
                state.update(block)
    except OSError as error:
        raise Failure(f"{shown(path)} cannot be read: {error.strerror}") from error
    return state.hexdigest()


# --- requirements -----------------------------------------------------------------------------

INCLUDE = re.compile(r"(?:-r|-c|--requirement|--constraint)(?:\s*=\s*|\s+|(?<=-[rc]))(.+)")
FIND_LINKS = re.compile(r"(?:-f|--find-links)(?:\s*=\s*|\s+|(?<=-f))(.+)")
EDITABLE = re.compile(r"(?:-e|--editable)(?:\s*=\s*|\s+|(?<=-e))(.+)")
HASH = re.compile(r"\s--hash[= ]\s*(\w+):([0-9a-fA-F]+)")
NAMED = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*@\s*")
ARCHIVES = (".whl", ".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")


class Local(NamedTuple):
    """A requirement that is a wheel or a directory of this machine; its text without options."""

    text: str
    name: str
    extras: str
    path: str
    marker: str

    def of(self, wheel: str) -> str:
        """Write the requirement for a wheel in place of its own path."""
        from urllib.parse import quote  # noqa: PLC0415 - rarely needed, and slow to load

        name = self.name or os.path.basename(wheel).split("-")[0]
        return (
            f"{name}{self.extras} @ file://{quote(os.path.abspath(wheel))} ; {self.marker}".rstrip(
                " ;"
            )
        )


class Said:
    """What of a requirements file, and what it includes, the resolver cannot be left alone with.

    That is what it reads, what it would build, and the hashes. Paths start where it runs.
    """

    def __init__(self, path: str, content: Content, directory: str, called: str = "") -> None:
        self.content, self.directory, self.called = content, os.path.abspath(directory), called
        self.hashes: dict[str, set[str]] = {}
        self.local: list[Local] = []
        self.texts: list[str] = []
        self.prereleases = False
        settings = [os.environ.get(f"{tool}_REQUIRE_HASHES", "0") for tool in ("PIP", "UV")]
        self.hashing = any(
            value.lower() not in ("", "0", "false", "no", "off") for value in settings
        )
        self.empty = True
        self.read(path, ())

    def read(self, path: str, above: tuple[str, ...]) -> None:
        """Read a file and what it includes."""
        text = read(path)
        if not self.called:
            self.content.require(path, f"{above[-1]} includes it" if above else "it is asked for")
        if path in above:
            raise Failure(f"the requirements file {shown(path)} includes itself")
        self.texts.append(text)
        for number, line in logical_lines(text):
            where = f"{self.called or shown(os.path.basename(path))} line {number}"
            included = INCLUDE.fullmatch(line)
            if not included:
                self.line(line, where, os.path.dirname(path))
                continue
            if "://" in included[1]:
                do = "download the file and include that: what an address gives cannot be hashed"
                raise Failure(f"{where} includes an address: {' '.join(masked(line))}", do=do)
            place = os.path.join(os.path.dirname(path), included[1].strip("'\""))
            self.read(os.path.normpath(place), (*above, path))

    def line(self, line: str, where: str, directory: str) -> None:
        """Look at an option, or at a requirement."""
        editable, links = EDITABLE.fullmatch(line), FIND_LINKS.fullmatch(line)
        self.hashing |= line.startswith("--require-hashes")
        self.prereleases |= line == "--pre"
        if line.startswith("--no-binary"):
            raise Failure(f"{where} refuses wheels: {line}", do="remove it: nothing is built here")
        if links and not re.match("https?:", links[1]):
            self.offered(os.path.join(directory, local_path(links[1].strip("'\""))), where)
        elif editable or not line.startswith("-"):
            self.requirement(editable[1].strip("'\"") if editable else line, where)

    def offered(self, place: str, where: str) -> None:
        """Look at a directory of wheels."""
        if not os.path.exists(place):
            raise Failure(f"{where} names {shown(place)}, which does not exist")
        for name in sorted(os.listdir(place)) if os.path.isdir(place) else [""]:
            if not name or name.endswith(ARCHIVES):
                self.content.require(os.path.join(place, name).rstrip("/"), f"{where} offers it")

    def requirement(self, line: str, where: str) -> None:
        """Look at a requirement: its hashes, and whether it names a place."""
        self.empty = False
        bare = re.sub(r"\s--?[a-zA-Z].*$", "", line).strip()
        told = f"{where}: {' '.join(masked(bare))}"
        named = NAMED.match(bare)
        rest = bare[named.end() :] if named else bare
        place, _, marker = (
            part.strip() for part in re.sub(r"\s;|;\s", "\0", rest, count=1).partition("\0")
        )
        place, extras = re.fullmatch(r"(.*?)(\[[^\]]*\])?", place, re.DOTALL).groups()  # type: ignore[union-attr] # matches all
        location = re.split("[?#]", place)[0]
        local = named or re.match(r"\.|\w+:|.*/", place) or location.endswith(ARCHIVES)
        stem = named[1] if named else os.path.basename(location).split("-")[0]
        name = stem if local else re.split(r"[^\w.-]", bare)[0]
        pins = {f"{kind.lower()}:{text.lower()}" for kind, text in HASH.findall(line)}
        self.hashing |= bool(pins)
        pins |= {f"sha256:{text}" for text in re.findall("[#&]sha256=([0-9a-f]{64})", place)}
        if pins:
            self.hashes.setdefault(normalized(name), set()).update(pins)
        if not local:
            return
        if re.match(r"(git|hg|svn|bzr)(\+|@)", place):
            raise Failure(f"a repository is asked for, not a wheel: {told}", do=BUILD_IT)
        remote = "://" in place and not place.startswith("file:")
        path = os.path.join(self.directory, local_path(location))
        if not location.endswith(".whl") and (remote or not os.path.isdir(path)):
            raise Failure(f"what is asked for is no wheel: {told}", do=BUILD_IT)
        if remote:
            return
        if os.path.isdir(path):
            require_own(path, self.content, told)
        elif not os.path.isfile(path):
            raise Failure(f"the wheel does not exist: {told}", f"there is no {shown(path)}")
        else:
            self.content.require(path, told)
        extras = (named[2] if named else "") or extras or ""
        self.local.append(
            Local(" ".join(bare.split()), named[1] if named else "", extras, path, marker)
        )


BUILD_IT = "build a wheel of it, and serve that from an index, --find-links or an address"


def read(path: str) -> str:
    """Read a text file."""
    try:
        with open(path, encoding="utf-8-sig") as opened:
            return opened.read()
    except (OSError, UnicodeDecodeError) as error:
        why = (
            "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read: {error}"
        )
        raise Failure(f"the file {shown(path)} {why}") from error


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Join continued lines, drop comments, expand ${NAME} as pip and uv do."""
    pending, start = "", 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        start = start if pending else number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            pending += line[:-1] + " "
            continue
        whole, pending = re.sub(r"(^|\s)#.*$", "", pending + line).strip(), ""
        if whole:
            yield start, expanded(whole)


def expanded(text: str) -> str:
    """Expand ${NAME} from the environment; pip and uv know no other form."""
    return re.sub(r"\$\{([A-Z0-9_]+)\}", lambda name: os.environ.get(name[1]) or name[0], text)


def local_path(place: str) -> str:
    """Give the path that a file URL, or a path, stands for."""
    if not place.startswith("file:"):
        return place
    from urllib.parse import unquote  # noqa: PLC0415 - rarely needed, and slow to load

    return unquote(re.sub(r"^file:(//[^/]*(?=/))?", "", place))


# --- resolve ----------------------------------------------------------------------------------

# Settings that would change what the tools do, not where packages come from.
NOT_OURS = re.compile(
    "PIP_(ABI|DEST|DRY_RUN|IMPLEMENTATION|LOG|NO_BINARY|NO_DEPS|ONLY_BINARY|PLATFORM|PREFIX|PYTHON.*"
    "|QUIET|REPORT|REQUIREMENT|REQUIRE_VIRTUALENV|ROOT|TARGET|USER|VERBOSE)|UV_(FROZEN|LOCKED|NO_BINARY.*|NO_BUILD.*|NO_DEV"
    "|NO_SOURCES.*|PROJECT.*|PYTHON.*|SYSTEM_PYTHON|WORKING_DIR.*)|PYTHON(HOME|PATH)|VIRTUAL_ENV|CONDA_.*"
)
INDEXES = ("DEFAULT_INDEX", "INDEX", "INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX")
INDEX = re.compile(
    r"^\s*(\[\[(tool\.uv\.)?index\]\]|(index|(extra-)?index-url|find-links|no-index)\s*[=:])",
    re.MULTILINE,
)
ROUNDS = 50  # of uv at most, each a fifth of a second

# pip takes the target's tags, but evaluates markers for the Python that runs it. This hands it
# the target's, and proves on pip's own objects that it took them. It lets pip start nothing and
# prepare wheels only: --only-binary does not bind what an address names.
PIP = """
import sys
sys.path = [place for place in sys.path if place]
import json, os, subprocess, tempfile
target, local = json.loads(sys.argv[1])
try:
    from pip._internal.cli import req_command
    from pip._internal.cli.main import main
    from pip._internal.exceptions import InstallationError
    from pip._internal.index import collector
    from pip._internal.metadata import get_directory_distribution
    from pip._internal.operations.prepare import RequirementPreparer as Preparer
    from pip._internal.req.constructors import install_req_from_line as line
    from pip._vendor.packaging import markers
except ImportError as error:
    print(error, file=sys.stderr)  # noqa: T201 - to a person
    sys.exit(96)

def proved():
    here = " and ".join(f'{k} == "{v}"' for k, v in target.items())
    away = " or ".join(f'{k} == "not {v}"' for k, v in target.items())
    with tempfile.TemporaryDirectory(suffix="probe-1.dist-info") as info:
        with open(os.path.join(info, "METADATA"), "w") as file:
            file.write("Metadata-Version: 2.1\\nName: probe\\nVersion: 1\\n")
            file.write(f"Requires-Dist: yes; {here}\\nRequires-Dist: no; {away}\\n")
        names = [found.name for found in get_directory_distribution(info).iter_dependencies()]
    taken = line("probe; " + here).match_markers(), line("probe; " + away).match_markers()
    return names == ["yes"] and taken == (True, False)

def only_wheels(prepare):
    def checked(self, req, *args, **options):
        if not req.link.is_wheel:
            raise InstallationError(f"{req} is not a wheel, and nothing is built here")
        return prepare(self, req, *args, **options)
    return checked

def with_local(parse):
    def parsed(*args, **options):
        for row in parse(*args, **options):
            text, pin = local.get(" ".join(row.requirement.split()), ("", ""))
            if text:
                object.__setattr__(row, "requirement", text)
                object.__setattr__(row, "is_editable", False)
            if pin:
                row.options.setdefault("hashes", {}).setdefault("sha256", []).append(pin)
            yield row
    return parsed

class Nothing(subprocess.Popen):
    def __init__(self, args, *more, **options):
        if os.path.basename(args[0]) != "keyring":
            raise OSError("nothing is started here")
        super().__init__(args, *more, **options)

def told(link, reason, meth=None):
    print(f"{link}: {reason}", file=sys.stderr)  # pip keeps to itself that an index refuses

try:
    collector._handle_get_simple_fail = told
    markers.default_environment = lambda: dict(target)
    Preparer.prepare_linked_requirement = only_wheels(Preparer.prepare_linked_requirement)
    Preparer.prepare_editable_requirement = only_wheels(Preparer.prepare_editable_requirement)
    req_command.parse_requirements = with_local(req_command.parse_requirements)
    assert proved(), "its markers are those of this machine"
except Exception as error:
    print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 - to a person
    sys.exit(97)
subprocess.Popen = Nothing
sys.exit(main(sys.argv[2:]))
"""
NO_PIP, NOT_TAKEN = 96, 97


class Job(NamedTuple):
    """A package that is being built: what is asked for, what is hashed, where, who is told."""

    asked: Asked
    target: Target
    content: Content
    staging: str
    say: Callable[[str], None]
    warn: Callable[[str], None]
    omitted: set[str]

    def path(self, name: str) -> str:
        """Give the path of a file in the staging directory."""
        return os.path.join(self.staging, name)

    def refused(self, tool: str, text: str, *excluded: str) -> Failure:
        """Tell in the tool's own words what it refuses."""
        what = shown(self.asked.requirements_file)
        lines = [
            line
            for line in masked(text)
            if not re.match(r"\[notice\]|Using (C?Python)|warning: The `--py", line)
        ]
        told = [f"excluded, has no wheel for {self.target}: {line}" for line in excluded[-5:]]
        message = f"{tool} finds no set of wheels of {what} for {self.target}"
        told = [*(f"{tool}: {line}" for line in lines[-12:]), *told]
        return Failure(message, *told, do="correct the requirements or the indexes, as it says")


def run(command: list[str], directory: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a tool without settings that are meant for other runs, and without git."""
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


def toml_reader() -> Any:  # noqa: ANN401 - one of several modules
    """Give what reads TOML: Python's own since 3.11, before that what pip brings along."""
    import site  # noqa: PLC0415 - package.sh leaves site packages out

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
        do = "install Python 3.11 or newer, or name one in PACKAGE_PYTHON"
        raise Failure(f"{name} is TOML, which this Python cannot read", sys.version, do=do)
    try:
        document: dict[str, Any] = reader.loads(read(path))
    except ValueError as error:
        raise Failure(f"{name} is not TOML: {error}") from error
    return document


EXPORTS = {
    "Pipfile": "pipenv requirements --hash > requirements.txt",
    "Pipfile.lock": "pipenv requirements --hash > requirements.txt",
    "pdm.lock": "pdm export --prod -o requirements.txt",
}


def stated(path: str) -> tuple[str, str]:
    """Tell what states the dependencies, and find the lock beside or above a pyproject.toml."""
    directory, name = os.path.split(os.path.abspath(path))
    if not os.path.isfile(path):
        raise Failure(f"the requirements file {shown(path)} does not exist")
    if name == "pyproject.toml":
        beside = ("uv.lock", "pylock.toml", "poetry.lock", *EXPORTS)
        found = [lock for lock in beside if os.path.isfile(os.path.join(directory, lock))]
        path = os.path.join(directory, found[0]) if found else workspace_lock(directory) or path
        name = os.path.basename(path)
    if name in EXPORTS:
        raise Failure(f"{name} is not read", do=f"run {EXPORTS[name]}, and name that file")
    if re.fullmatch(r"pylock(\.[^.]+)?\.toml", name):
        return "pylock.toml", path
    if name.endswith((".toml", ".lock", ".cfg", ".py")) and name not in (
        "uv.lock", "poetry.lock", "pyproject.toml",
    ):  # fmt: skip
        raise Failure(f"{shown(name)} states no requirements that are read here")
    return (name if name.endswith((".toml", ".lock")) else "requirements"), path


def workspace_lock(directory: str) -> str:
    """Find the uv.lock of the workspace that a directory is a member of, or give nothing."""
    root = os.path.dirname(directory)
    while not os.path.isfile(os.path.join(root, "uv.lock")):
        if root == os.path.dirname(root):
            return ""
        root = os.path.dirname(root)
    lock = os.path.join(root, "uv.lock")
    rows = [row.get("source", {}) for row in read_toml(lock).get("package", [])]
    places = [row.get("editable") or row.get("virtual") or row.get("directory") for row in rows]
    return lock if os.path.relpath(directory, root) in places else ""


def choose(job: Job) -> tuple[list[Wheel], Said | None]:
    """Choose the wheels, as the file that states the dependencies has it read."""
    kind, path = stated(job.asked.requirements_file)
    chosen = job.asked.selection
    if chosen.member and kind != "uv.lock":
        raise Failure("dependency_selection names a member, which only a uv.lock has")
    if (chosen.extras or chosen.groups) and kind == "requirements":
        raise Failure("dependency_selection names extras or groups, which only a project has")
    if kind == "uv.lock":
        return locked(export(path, job), job), None
    job.content.require(path, "it states the dependencies")
    if kind == "pylock.toml":
        return locked(path, job), None
    if kind == "poetry.lock":
        return poetry(path, job)
    if kind == "pyproject.toml":
        return project(path, job)
    said = Said(path, job.content, os.path.dirname(path))
    return resolve(path, said, job), said


def uv_program(what: str) -> str:
    """Find uv, without which some files cannot be read."""
    uv = shutil.which("uv")
    if uv is None:
        do = "install uv, or name a requirements file that is exported from it"
        raise Failure(f"{what} can only be read by uv, which was not found", do=do)
    return uv


def selected(job: Job, extra: str = "--extra", group: str = "--group") -> list[str]:
    """Give the options for what is selected."""
    chosen = job.asked.selection
    return [f"{extra}={name}" for name in chosen.extras] + [
        f"{group}={name}" for name in chosen.groups
    ]


def export(lock: str, job: Job) -> str:
    """Have uv write a uv.lock as pylock.toml; one that is not up to date is refused."""
    uv, directory = (
        uv_program(shown(lock)),
        os.path.dirname(os.path.abspath(job.asked.requirements_file)),
    )
    for folder in dict.fromkeys([directory, os.path.dirname(os.path.abspath(lock))]):
        job.content.require(os.path.join(folder, "pyproject.toml"), "uv reads it with uv.lock")
    job.content.require(lock, "it states the dependencies")
    job.say(f"reading uv.lock for {job.target}")
    command = [uv, "export", "--locked", "--quiet", "--format=pylock.toml", "--no-header"]
    command += [
        "--no-emit-project",
        "--no-default-groups",
        f"--output-file={job.path('pylock.toml')}",
    ]
    command += [f"--package={job.asked.selection.member}"] * bool(job.asked.selection.member)
    ended = run([*command, *selected(job)], directory)
    if ended.returncode:
        do = "run uv lock and commit uv.lock, or correct dependency_selection"
        raise Failure(f"uv cannot read {shown(lock)}", *masked(ended.stderr)[-5:], do=do)
    return job.path("pylock.toml")


def locked(path: str, job: Job) -> list[Wheel]:
    """Take what a pylock.toml (PEP 751) holds for the target; uv evaluates its markers."""
    document, rows, stubs = read_toml(path), packages(path), job.path("pylock.stubs.toml")
    wanted = [part.strip() for part in document.get("requires-python", "").split(",") if part]
    clauses = [
        re.sub(r"^([<>=!~]+)\s*(.*)", r"python_full_version \1 '\2'", part) for part in wanted
    ]
    known = {"lock-version": "1.0", "created-by": "package.sh"}
    known |= {key: document[key] for key in GROUPS if key in document}
    lines = [f"{key} = {json.dumps(value)}" for key, value in known.items()]
    for at, marker in enumerate([*(row.get("marker", "") for row in rows), " and ".join(clauses)]):
        lines += ["[[packages]]", f'name = "row-{at}"', 'version = "0"']
        lines += [f"marker = {json.dumps(marker)}"] * bool(marker)
        file = f'url = "https://stub.invalid/row_{at}-0-py3-none-any.whl"'
        lines += [f'wheels = [{{ {file}, hashes = {{ sha256 = "{"0" * 64}" }} }}]']
    with open(stubs, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    command = [uv_program(shown(path)), "pip", "sync", "--dry-run", *uv_target(job.target), stubs]
    command += [] if path == job.path("pylock.toml") else selected(job)
    ended = run([*command, f"--target={job.path('none')}"], job.staging)
    if ended.returncode:
        raise job.refused("uv", ended.stderr)
    mine = set(map(int, re.findall(r"^ \+ row-(\d+)==0$", ended.stderr, re.MULTILINE)))
    if len(rows) not in mine:
        python = f"{shown(os.path.basename(path))} is for Python {', '.join(wanted)}"
        raise Failure(f"{python}, which {job.target.runtime} is not")
    try:
        return [
            wheel for at in sorted(mine - {len(rows)}) for wheel in pick(rows[at], path, job, {})
        ]
    except (TypeError, AttributeError, KeyError) as error:
        message = f"{shown(os.path.basename(path))} is not a lock as PEP 751 describes it"
        raise Failure(message, str(error)) from error


GROUPS = ("extras", "dependency-groups", "default-groups")


def packages(path: str) -> list[dict[str, Any]]:
    """Give the packages of a pylock.toml."""
    document, name = read_toml(path), shown(os.path.basename(path))
    rows = document.get("packages", [])
    if not str(document.get("lock-version", "")).startswith("1."):
        found = f"lock-version {document.get('lock-version')!r}"
        raise Failure(f"{name} has a version that is not known here", found)
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and "name" in row for row in rows
    ):
        raise Failure(f"{name} is not a lock as PEP 751 describes it")
    return [{**row, "name": normalized(str(row["name"]))} for row in rows]


class NoWheelError(Failure):
    """A package has no wheel that the target can load."""


def pick(row: dict[str, Any], lock: str, job: Job, pins: dict[str, set[str]]) -> list[Wheel]:
    """Choose among the wheels of a locked package; give none where it is omitted."""
    from urllib.parse import unquote  # noqa: PLC0415 - only where uv resolves

    name, base, offered = row["name"], os.path.dirname(os.path.abspath(lock)), []
    if name in job.asked.selection.omit:
        job.omitted.add(name)
        return []
    if "directory" in row:
        return [
            build_own(os.path.normpath(os.path.join(base, row["directory"]["path"])), name, job)
        ]
    for one in [*row.get("wheels", []), *([row["archive"]] if "archive" in row else [])]:
        url = str(one.get("url", ""))
        place = (
            url if re.match("https?:", url) else os.path.join(base, local_path(url or one["path"]))
        )
        last = re.split("[?#]", url)[0] if url else place
        filename = str(one.get("name") or unquote(last.rsplit("/", 1)[-1]))
        sha256 = str(one.get("hashes", {}).get("sha256", "")).lower()
        rank = job.target.rank(filename)
        if rank:
            refused = bool(sha256 and pins.get(name) and f"sha256:{sha256}" not in pins[name])
            offered.append((refused, rank, Wheel(filename, sha256, place, one.get("size", 0))))
    if not offered:
        found = f"wheels for other systems than one with glibc 2.{job.target.glibc}, or none"
        message = f"no wheel of {name} {row.get('version', '')}".rstrip()
        raise NoWheelError(f"{message} for {job.target}", found, do=BUILD_IT)
    return [min(offered)[2]]


def uv_target(target: Target) -> list[str]:
    """Name the target for uv, which knows no glibc 2.26 and takes the next newer one."""
    platform = f"{target.machine}-manylinux_2_{max(target.glibc, 28)}"
    options = [f"--python={sys.executable}", f"--python-version={target.version}"]
    return [*options, f"--python-platform={platform}"]


def poetry(lock: str, job: Job) -> tuple[list[Wheel], Said]:
    """Have Poetry write its lock as requirements, with its log-ins; the lock decides alone."""
    directory, program = os.path.dirname(os.path.abspath(lock)), shutil.which("poetry")
    if program is None:
        do = "install poetry and poetry-plugin-export, or name the file that poetry export writes"
        raise Failure(f"{shown(lock)} can only be read by Poetry, which was not found", do=do)
    job.content.require(os.path.join(directory, "pyproject.toml"), "it states the dependencies")
    output = job.path("poetry.txt")
    command = [
        program,
        "export",
        "--format=requirements.txt",
        f"--output={output}",
        "--no-interaction",
    ]
    ended = run([*command, "--with-credentials", *selected(job, "--extras", "--with")], directory)
    if ended.returncode:
        do = "install poetry-plugin-export, and run poetry lock"
        raise Failure(f"Poetry cannot export {shown(lock)}", *masked(ended.stderr)[-5:], do=do)
    said = Said(output, job.content, directory, called="the export of poetry.lock")
    text = "\n".join(line for _, line in logical_lines(read(output)))
    for one in said.local:
        wheel = build_own(one.path, one.name, job) if os.path.isdir(one.path) else None
        pin = f" --hash=sha256:{wheel.sha256}" if wheel and said.hashing else ""
        new = one.of(wheel.location if wheel else one.path) + pin
        text = re.sub(
            rf"(?m)^(-e |--editable )?{re.escape(one.text)}(?=\s*(--hash|$))",
            new.replace("\\", "\\\\"),
            text,
        )
    with open(output, "w", encoding="utf-8") as out:
        out.write(text + "\n")
    return resolve(output, said, job, "--no-deps"), said


def project(path: str, job: Job) -> tuple[list[Wheel], Said | None]:
    """Resolve the dependencies of a pyproject.toml without a lock."""
    document, directory = read_toml(path), os.path.dirname(os.path.abspath(path))
    table, chosen = document.get("project"), job.asked.selection
    if not isinstance(table, dict):
        do = "state them there, lock them (poetry lock, uv lock), or name a requirements file"
        raise Failure(f"{shown(path)} has no [project] table with dependencies, and no lock", do=do)
    extras = {
        normalized(name): lines for name, lines in table.get("optional-dependencies", {}).items()
    }
    if "dependencies" in table.get("dynamic", []) or not isinstance(
        table.get("dependencies", []), list
    ):
        raise Failure(f"{shown(path)} does not state its dependencies as a list", do="lock them")
    if resolver(job, directory) == "uv":
        return by_uv(path, directory, job, {}, *selected(job)), None
    if has_sources(document) or chosen.groups:
        message = f"only uv reads [tool.uv.sources] and the groups of {shown(path)}"
        raise Failure(message, do="install uv")
    unknown = [name for name in chosen.extras if normalized(name) not in extras]
    if unknown:
        raise Failure(f"{shown(path)} has no extra {few(unknown)}")
    lines = [
        *table.get("dependencies", []),
        *(line for name in chosen.extras for line in extras[normalized(name)]),
    ]
    written = job.path("project.txt")
    with open(written, "w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
    said = Said(written, job.content, directory, called=shown(os.path.basename(path)))
    return resolve(written, said, job), said


def has_sources(document: dict[str, Any]) -> bool:
    """Tell whether a pyproject.toml has [tool.uv.sources], of whatever kind."""
    tools = document.get("tool")
    uv = tools.get("uv") if isinstance(tools, dict) else None
    return isinstance(uv, dict) and "sources" in uv


def resolver(job: Job, directory: str) -> str:
    """Decide who resolves: uv where it is, unless only pip is told where packages come from."""
    asked, uv = job.asked.resolver, shutil.which("uv")
    if asked == "uv" and not uv:
        raise Failure("uv was not found on PATH", do="install uv, or let pip resolve")
    by_pip = names_an_index("PIP", pip_files()) and not names_an_index("UV", uv_files(directory))
    if asked == "uv" and by_pip:
        job.warn("pip is told of an index that uv does not know, and uv was asked for")
    auto = "uv" if uv and not by_pip and toml_reader() else "pip"
    return auto if asked == "auto" else asked


def names_an_index(tool: str, files: list[str]) -> bool:
    """Tell whether a tool is told where packages come from, in its environment or a file."""
    told = any(os.environ.get(f"{tool}_{name}") for name in INDEXES)
    return told or any(INDEX.search(read(path)) for path in files if os.path.isfile(path))


def pip_files() -> list[str]:
    """List pip's files of settings (https://pip.pypa.io/en/stable/topics/configuration/)."""
    named, home = os.environ.get("PIP_CONFIG_FILE", ""), os.path.expanduser("~")
    own = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    places = [*(os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"), own]
    places += ["/Library/Application Support", f"{home}/Library/Application Support"]
    files = [f"{place}/pip/pip.conf" for place in places] + [
        "/etc/pip.conf",
        f"{home}/.pip/pip.conf",
    ]
    files += [f"{os.path.dirname(os.path.dirname(python))}/pip.conf" for python in pythons()]
    return [] if named == os.devnull else [*files, named]


def uv_files(directory: str) -> list[str]:
    """List uv's files of settings (https://docs.astral.sh/uv/concepts/configuration-files/)."""
    own = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    files, above = [f"{own}/uv/uv.toml", "/etc/uv/uv.toml"], ""
    while directory != above:
        files += [os.path.join(directory, "uv.toml"), os.path.join(directory, "pyproject.toml")]
        above, directory = directory, os.path.dirname(directory)
    return files


def pythons() -> list[str]:
    """List the Pythons that may have a pip."""
    names = ["python3", *(f"python3.{minor}" for minor in range(14, 8, -1)), "python"]
    return list(dict.fromkeys([sys.executable, *filter(None, map(shutil.which, names))]))


def resolve(path: str, said: Said, job: Job, *options: str) -> list[Wheel]:
    """Choose the wheels of a requirements file."""
    if said.empty:
        return []
    for place in re.split(
        r"[\s,]+", f"{os.environ.get('PIP_FIND_LINKS', '')} {os.environ.get('UV_FIND_LINKS', '')}"
    ):
        # Of the project itself; what is elsewhere is the machine's, as its indexes are.
        full = os.path.realpath(os.path.join(said.directory, local_path(place)))
        if place and os.path.isdir(full) and full.startswith((os.getcwd(), said.directory)):
            said.offered(full, "FIND_LINKS of the environment")
    if resolver(job, said.directory) == "pip":
        return by_pip(path, said, job, *options)
    options += ("--prerelease=allow",) * said.prereleases
    several = any("--extra-index-url" in text for text in said.texts)
    several |= any(os.environ.get(f"UV_{name}") for name in ("INDEX", "EXTRA_INDEX_URL"))
    several |= any(
        INDEX.search(read(path)) for path in uv_files(said.directory) if os.path.isfile(path)
    )
    if several and not os.environ.get("UV_INDEX_STRATEGY"):
        # Requirements files are pip's format: it takes the best version of all indexes. With one
        # only, uv says more of a refusal without this.
        options += ("--index-strategy=unsafe-best-match",)
    return by_uv(path, said.directory, job, said.hashes, *options)


def by_uv(
    path: str, directory: str, job: Job, pins: dict[str, set[str]], *options: str
) -> list[Wheel]:
    """Choose wheels with uv; none is downloaded.

    uv may choose a version without a wheel for exactly the target's glibc. It is asked again
    without that version.
    """
    output, excluded = job.path("pylock.toml"), list[str]()
    job.say(f"resolving for {job.target} with uv")
    command = [
        uv_program(shown(path)),
        "pip",
        "compile",
        os.path.abspath(path),
        "--no-header",
    ]
    command += [
        "--format=pylock.toml",
        f"--output-file={output}",
        "--no-annotate",
        *uv_target(job.target),
    ]
    command += ["--only-binary=:all:", *options]
    for _ in range(ROUNDS):
        with open(job.path("excluded.txt"), "w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in excluded)
        if os.path.exists(output):
            os.unlink(output)
        limits = [f"--constraints={job.path('excluded.txt')}"] * bool(excluded)
        ended = run([*command, *limits], directory)
        if ended.returncode:
            raise job.refused("uv", ended.stderr, *excluded)
        before, wheels = len(excluded), list[Wheel]()
        for row in packages(output):
            try:
                wheels += pick(row, output, job, pins)
            except NoWheelError:
                if not row.get("wheels"):
                    raise
                excluded.append(f"{row['name']}!={row['version']}")
        if len(excluded) == before:
            return wheels
    raise job.refused("uv", f"asked {ROUNDS} times", *excluded)


def by_pip(path: str, said: Said, job: Job, *options: str) -> list[Wheel]:
    """Choose and download wheels with pip."""
    local: dict[str, tuple[str, str]] = {}
    for one in said.local:
        built = build_own(one.path, one.name, job, "pip") if os.path.isdir(one.path) else None
        pin = (built.sha256 if built else digest(one.path)) if said.hashing else ""
        local[one.text] = (one.of(built.location if built else one.path), pin)
    job.say(f"resolving for {job.target} with pip")
    place = job.path("wheels")
    os.mkdir(place)
    ended = pip(
        ["-r", os.path.abspath(path), *options, f"--dest={place}"], job, said.directory, local
    )
    if ended.returncode:
        raise job.refused("pip", ended.stderr)
    files = [os.path.join(place, name) for name in sorted(os.listdir(place))]
    wheels = [Wheel(os.path.basename(path), digest(path), path) for path in files]
    omit = set(job.asked.selection.omit)
    job.omitted.update(omit & {wheel.name for wheel in wheels})
    return [wheel for wheel in wheels if wheel.name not in omit]


def pip(
    arguments: list[str], job: Job, directory: str, local: dict[str, tuple[str, str]]
) -> subprocess.CompletedProcess[str]:
    """Run pip download for the target, with the first pip that can be told of it."""
    target, refused = job.target, list[subprocess.CompletedProcess[str]]()
    command = ["download", "--no-input", "--progress-bar=off", "--only-binary=:all:"]
    command += ["--implementation=cp", f"--python-version={target.version}"]
    command += [f"--abi={abi}" for abi in (target.abi, "abi3", "none")]
    command += [*(f"--platform={platform}" for platform in target.platforms), *arguments]
    given = json.dumps([target.markers(), local])
    for python in pythons():
        ended = run([python, "-B", "-c", PIP, given, *command], directory)
        if ended.returncode not in (NO_PIP, NOT_TAKEN):
            return ended
        refused.append(ended)
    untaken = [ended for ended in refused if ended.returncode == NOT_TAKEN]
    message = "this pip cannot be made to evaluate markers for another machine"
    if not untaken:
        message = "neither uv nor pip was found to resolve the requirements"
        if shutil.which("uv") and job.asked.resolver == "auto":
            message = "only pip is told of an index (uv: UV_DEFAULT_INDEX), and no pip was found"
    said = masked((untaken or refused)[0].stderr)[-1:]
    raise Failure(
        message, *said, do="install uv, or pip 22.3 or newer for the Python that runs this"
    )


# --- own code ---------------------------------------------------------------------------------


def require_own(directory: str, content: Content, why: str) -> None:
    """Refuse a directory that is the function's own project, or that Terraform did not hash."""
    names = [
        name
        for name in ("pyproject.toml", "setup.py")
        if os.path.isfile(os.path.join(directory, name))
    ]
    root, source = os.path.realpath(directory), os.path.realpath(content.root)
    leave = "leave it out, as uv export --no-emit-project does"
    if not names:
        raise Failure(f"{shown(directory)} is no Python project", why, do=BUILD_IT)
    if (source + os.sep).startswith(root + os.sep):
        message = f"{shown(directory)} is the function itself, whose source is packaged as it is"
        raise Failure(message, why, do=leave)
    if content.given and names[0] not in {file.name for file in content.below(directory)}:
        message = f"{shown(directory)} is not hashed, so that a change of it would not be deployed"
        raise Failure(
            message, why, do=f"add it to package_inputs; or, if it is the project itself, {leave}"
        )


def build_own(directory: str, name: str, job: Job, by: str = "uv") -> Wheel:
    """Build one's own code as a pure wheel, of a copy of what is hashed and nothing else."""
    require_own(directory, job.content, name)
    settings = os.path.join(directory, "pyproject.toml")
    if by == "pip" and os.path.isfile(settings) and has_sources(read_toml(settings)):
        raise Failure(f"only uv reads [tool.uv.sources] of {shown(settings)}", do="install uv")
    job.say(f"building a wheel of {shown(os.path.basename(directory))}")
    place = job.path(f"own-{len(os.listdir(job.staging))}")
    source, out = os.path.join(place, "source"), os.path.join(place, "wheel")
    for one in job.content.below(directory):
        copy = os.path.join(source, one.name)
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copyfile(one.path, copy)
        os.chmod(copy, 0o755 if one.executable else 0o644)
    uv = shutil.which("uv") if job.asked.resolver != "pip" else None
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", f"--wheel-dir={out}", source]
    if uv:
        command = [uv, "build", "--wheel", f"--out-dir={out}", f"--python={sys.executable}", source]
    ended = run(command, place, SOURCE_DATE_EPOCH="315532800")
    made = [name for name in os.listdir(out) if name.endswith(".whl")] if os.path.isdir(out) else []
    if ended.returncode or len(made) != 1:
        do = "correct it; what its build backend needs comes from an index, or from --find-links"
        raise Failure(f"{shown(directory)} cannot be built", *masked(ended.stderr)[-8:], do=do)
    if not made[0].endswith("-none-any.whl"):
        raise Failure(f"{made[0]} of own code holds compiled parts", do=BUILD_IT)
    if name and normalized(name) != normalized(made[0].split("-")[0]):
        raise Failure(f"{shown(directory)} is {made[0]}, not {name}")
    return reproducible(os.path.join(out, made[0]))


def reproducible(path: str) -> Wheel:
    """Write a wheel anew: sorted, not compressed, without a line about what built it."""
    from zipfile import ZipFile  # noqa: PLC0415 - only where there are dependencies

    entries: dict[bytes, Entry] = {}
    with ZipFile(path) as archive:
        for info in archive.infolist():
            data = archive.read(info)
            if info.filename.endswith(".dist-info/WHEEL"):
                lines = data.splitlines(keepends=True)
                data = b"".join(line for line in lines if not line.startswith(b"Generator:"))
            executable = bool(info.external_attr >> 16 & 0o111)
            entries[info.filename.encode()] = stored(data, executable=executable)
    entries = {name: entry for name, entry in entries.items() if not name.endswith(b"/")}
    record = next(name for name in entries if name.endswith(b".dist-info/RECORD"))
    rows = [
        [name.decode(), row_hash(entries[name]), entries[name].size]
        for name in sorted(entries)
        if name != record
    ]
    entries[record] = table([*rows, [record.decode(), "", ""]])
    with open(path, "wb") as out:
        write(out, entries)
    return Wheel(os.path.basename(path), digest(path), path, own=True)


def row_hash(entry: Entry) -> str:
    """Give a digest as RECORD has it."""
    return "sha256=" + base64.urlsafe_b64encode(
        hashlib.sha256(entry.data).digest()
    ).decode().rstrip("=")


def table(rows: list[list[Any]]) -> Entry:
    """Write a RECORD."""
    import csv  # noqa: PLC0415 - only where there are dependencies

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return stored(out.getvalue().encode(), executable=False)


# --- fetch ------------------------------------------------------------------------------------

UNUSED_FOR = 60 * 24 * 3600  # seconds until the cache drops what nobody used


def fetch_all(
    wheels: list[Wheel], job: Job, texts: list[str]
) -> list[tuple[Wheel, bytes | mmap.mmap]]:
    """Fetch wheels, several at a time; give them and their content, sorted by name."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only where there are dependencies

    if sum(wheel.size for wheel in wheels) > LIMIT * 1.05:  # compressed, with the zip's own headers
        told = sorted(((wheel.label, wheel.size) for wheel in wheels), key=lambda part: -part[1])
        raise too_large(sum(wheel.size for wheel in wheels), "compressed", told)
    root, known = cache_directory(job), logins(texts, job)
    pool = ThreadPoolExecutor(8)
    try:
        ordered = sorted(wheels, key=lambda wheel: wheel.name)
        return list(pool.map(lambda wheel: fetch(wheel, root, job, known), ordered))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for entry in os.scandir(root):
            with contextlib.suppress(OSError):
                if entry.stat().st_mtime < time.time() - UNUSED_FOR:
                    os.unlink(entry.path)


def cache_directory(job: Job) -> str:
    """Make the directory of the cache, or one for this run where the user can have none."""
    home = os.path.expanduser("~")
    mac = f"{home}/Library/Caches" if sys.platform == "darwin" else ""
    root = mac or os.environ.get("XDG_CACHE_HOME") or f"{home}/.cache"
    root = os.path.join(os.path.abspath(job.asked.cache_dir or f"{root}/lambda-package"), "v2")
    try:
        os.makedirs(root, mode=0o700, exist_ok=True)
        if os.stat(root).st_uid != os.geteuid() or not os.access(root, os.W_OK | os.X_OK):
            raise PermissionError(0, "it is not this user's to write")
    except OSError as error:
        job.say(f"wheels are not kept: the cache directory cannot be used ({error.strerror})")
        root = job.path("cache")
        os.makedirs(root, exist_ok=True)
    return root


def fetch(
    wheel: Wheel, root: str, job: Job, known: dict[str, str]
) -> tuple[Wheel, bytes | mmap.mmap]:
    """Give a wheel from the cache, this machine or the index; never another than was chosen."""
    kept = os.path.join(root, f"{wheel.sha256}.whl")
    if wheel.sha256 and os.path.isfile(kept):
        data = mapped(kept)
        if hashlib.sha256(data).hexdigest() == wheel.sha256:
            os.utime(kept)
            return wheel, data
    temporary = os.path.join(root, f"{os.urandom(8).hex()}.tmp")
    try:
        if "://" in wheel.location:
            download(wheel, temporary, job, known)
        elif os.path.isfile(wheel.location):
            shutil.copyfile(wheel.location, temporary)
        else:
            raise Failure(f"the wheel {wheel.filename} does not exist", f"no {wheel.location}")
        data = mapped(temporary)
        found = hashlib.sha256(data).hexdigest()
        if wheel.sha256 not in ("", found):
            message = f"the wheel {wheel.filename} is not the file that the index or lock describes"
            raise Failure(message, f"sha256 {found}, expected {wheel.sha256}")
        check(wheel, data)
        os.replace(temporary, os.path.join(root, f"{found}.whl"))
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    job.say(f"{wheel.label}: wheel of {len(data):,} bytes fetched and checked")
    return wheel._replace(sha256=found), data


def mapped(path: str) -> bytes | mmap.mmap:
    """Give the content of a file, which stays the same when the file is replaced."""
    with open(path, "rb") as opened:
        size = os.fstat(opened.fileno()).st_size
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if size else b""


def logins(texts: list[str], job: Job) -> dict[str, str]:
    """Find the log-ins for hosts of indexes, which uv keeps to itself.

    They are in URLs, of settings and requirements, or in UV_INDEX_NAME_USERNAME and _PASSWORD.
    """
    from urllib.parse import quote, urlsplit  # noqa: PLC0415 - only where there are dependencies

    directory = os.path.dirname(os.path.abspath(job.asked.requirements_file))
    texts = [*texts, *(os.environ.get(f"UV_{name}", "") for name in INDEXES)]
    texts += [read(path) for path in uv_files(directory) if os.path.isfile(path)]
    places = re.findall(r"(?:([\w.-]+)=)?(https?://[^\s\"',\]]+)", expanded("\n".join(texts)))
    for table in re.split(r"\[\[(?:tool\.uv\.)?index\]\]", "\n".join(texts))[1:]:
        fields = dict(
            re.findall(r"(?m)^\s*(name|url)\s*=\s*[\"'](.+?)[\"']", table.split("\n[")[0])
        )
        places.append((fields.get("name", ""), fields.get("url", "")))
    result: dict[str, str] = {}
    for name, url in places:
        login, _, host = urlsplit(url).netloc.rpartition("@")
        variable = "UV_INDEX_" + re.sub("[^A-Z0-9]", "_", name.upper())
        given = [
            quote(os.environ.get(f"{variable}_{part}", ""), "") for part in ("USERNAME", "PASSWORD")
        ]
        if login or (name and given[0]):
            result[host] = login or ":".join(given)
    return result


def authorization(url: str, known: dict[str, str]) -> str:
    """Give the header for a URL: its own log-in, that of its index, that of netrc, or none."""
    import netrc  # noqa: PLC0415 - only where something is downloaded
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415

    own, _, host = urlsplit(url).netloc.rpartition("@")
    name, _, password = map(unquote, (own or known.get(host, "")).partition(":"))
    with contextlib.suppress(OSError, netrc.NetrcParseError):
        stated = netrc.netrc(os.environ.get("NETRC")).authenticators(urlsplit(url).hostname or "")
        if stated and not name:
            name, password = stated[0], stated[2] or ""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode() if name else ""


def download(wheel: Wheel, path: str, job: Job, known: dict[str, str]) -> None:
    """Download a wheel, several times faster than pip; what that cannot do, pip can."""
    import urllib.request  # noqa: PLC0415 - only where something is downloaded
    from http.client import HTTPException  # noqa: PLC0415
    from urllib.error import HTTPError  # noqa: PLC0415

    url, why = re.sub(r"//[^/@]*@", "//", wheel.location), ""
    asked = urllib.request.Request(url, headers={"User-Agent": "package.sh"})  # noqa: S310 - what the index gave
    header = authorization(wheel.location, known)
    if header:
        asked.add_unredirected_header("Authorization", header)
    for _ in range(3):
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer, open(path, "wb") as out:  # noqa: S310 - see above
                shutil.copyfileobj(answer, out, BLOCK)
            return  # noqa: TRY300 - it is there
        except (OSError, ValueError, HTTPException) as error:
            why = f"{url}: {error}"
            if isinstance(error, HTTPError) and error.code in (401, 403, 404):
                break
    place, said = f"{path}.pip", list[str]()
    os.mkdir(place)
    with contextlib.suppress(Failure):  # there is no pip
        ended = pip(["--no-deps", f"--dest={place}", wheel.location], job, place, {})
        said = [f"pip: {line}" for line in masked(ended.stderr)[-3:]]
    for name in os.listdir(place):
        os.replace(os.path.join(place, name), path)
    os.rmdir(place)
    if not os.path.exists(path):
        do = "check the network, the proxy, and the log-in for the index"
        raise Failure(
            f"the wheel {wheel.filename} cannot be downloaded", *masked(why), *said, do=do
        )


def check_hashes(fetched: list[tuple[Wheel, bytes | mmap.mmap]], said: Said) -> None:
    """Hold the choice against the hashes of the requirements, as pip's hash-checking mode does."""
    built = {
        normalized(os.path.basename(one.path)) for one in said.local if os.path.isdir(one.path)
    }
    for wheel, data in fetched:
        pins = said.hashes.get(wheel.name, set())
        if not pins and said.hashing and not wheel.own and wheel.name not in built:
            message = f"{wheel.label} has no hash in the requirements, while others have one"
            raise Failure(
                message, do="lock the whole set, as uv pip compile --generate-hashes does"
            )
        kinds = {pin.partition(":")[0] for pin in pins} & hashlib.algorithms_available
        if pins and not pins & {f"{kind}:{hashlib.new(kind, data).hexdigest()}" for kind in kinds}:
            message = f"no wheel of {wheel.label} has a hash that the requirements allow"
            raise Failure(message, do="find out why the files differ, and lock again")


# --- entries ----------------------------------------------------------------------------------

STORED, DEFLATED, ENCRYPTED = 0, 8, 1
# What an installer writes, or what only holds where it wrote it.
INSTALLERS = ("RECORD.jws", "RECORD.p7s", "INSTALLER", "REQUESTED", "direct_url.json")


class Entry(NamedTuple):
    """A file of the package: method, CRC-32, size, whether it is executable, bytes as stored."""

    method: int
    crc: int
    size: int
    executable: bool
    data: bytes | memoryview

    def plain(self) -> bytes:
        """Unpack a small file."""
        return bytes(self.data) if self.method == STORED else zlib.decompress(self.data, -15)


def stored(data: bytes, *, executable: bool) -> Entry:
    """Make the entry of a file that is not compressed."""
    return Entry(STORED, zlib.crc32(data), len(data), executable, data)


def broken(wheel: Wheel, why: str) -> Failure:
    """Say that a wheel is not sound."""
    return Failure(f"the wheel {shown(wheel.filename)} is damaged or malformed", why)


def contents(wheel: Wheel, data: bytes | mmap.mmap) -> tuple[dict[bytes, Entry], list[str]]:  # noqa: C901 - a branch for each fault
    """Give what of a wheel (PEP 427) is packaged, compressed as it is, and its commands."""
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415 - only where there are dependencies

    try:
        with ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:  # type: ignore[arg-type] # is read like a file
            infos = archive.infolist()
    except (BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise broken(wheel, f"it is no zip file: {error}") from error
    tops = {info.filename.split("/")[0] for info in infos if "/" in info.filename}
    info_directories = [top for top in sorted(tops) if top.endswith(".dist-info")]
    if len(info_directories) != 1:
        raise broken(wheel, f"it has {len(info_directories)} .dist-info directories, not one")
    stem = info_directories[0][: -len(".dist-info")]
    entries: dict[bytes, Entry] = {}
    moved: dict[str, str] = {}
    commands: set[str] = set()
    for info in infos:
        place = destination(wheel, info.filename, stem, commands)
        if place is None:
            continue
        if place.encode() in entries:
            raise broken(wheel, f"two members become {shown(place)}")
        moved[info.filename], entries[place.encode()] = place, member(wheel, info, data)
    for needed in ("METADATA", "WHEEL"):
        if f"{stem}.dist-info/{needed}".encode() not in entries:
            raise broken(wheel, f"it lacks {stem}.dist-info/{needed}")
    points = entries.get(f"{stem}.dist-info/entry_points.txt".encode())
    if points:
        sections = re.split(r"(?m)^\s*\[(.+?)\]", points.plain().decode("utf-8", "replace"))
        for title, body in zip(sections[1::2], sections[2::2]):
            if title.strip() in ("console_scripts", "gui_scripts"):
                commands.update(re.findall(r"(?m)^\s*([^\s#;=][^=\n]*?)\s*=", body))
    keep_record(entries, f"{stem}.dist-info/RECORD".encode(), moved)
    return entries, sorted(commands)


def destination(wheel: Wheel, name: str, stem: str, commands: set[str]) -> str | None:
    """Tell where a member goes, or None if it is left out; commands are collected."""
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or "\\" in name or name[1:2] == ":":
        raise broken(wheel, f"its member {shown(name)} has an absolute or foreign path")
    if {"", ".", ".."} & set(parts):
        raise broken(wheel, f"its member {shown(name)} leads out of the package")
    installers = parts[0] == f"{stem}.dist-info" and len(parts) == 2 and parts[1] in INSTALLERS  # noqa: PLR2004 - directly in it
    if name.endswith("/") or "__pycache__" in parts or installers:
        return None
    if parts[0].endswith(".data"):
        scheme, parts = "/".join(parts[1:2]), parts[2:]
        if scheme not in ("purelib", "platlib", "data", "scripts", "headers") or not parts:
            raise broken(wheel, f"its member {shown(name)} has an unknown place")
        # Commands carry the builder's shebang, and nothing in Lambda calls them.
        if scheme == "scripts" or (scheme, parts[0]) == ("data", "bin"):
            commands.add(parts[-1])
            return None
        if scheme == "headers":
            return None
    return "/".join(parts)


def member(wheel: Wheel, info: Any, data: bytes | mmap.mmap) -> Entry:  # noqa: ANN401 - a ZipInfo
    """Find the compressed bytes of a member."""
    start, name = info.header_offset, f"its member {shown(info.filename)}"
    if info.flag_bits & ENCRYPTED or info.compress_type not in (STORED, DEFLATED):
        raise broken(wheel, f"{name} is neither deflated nor stored")
    if data[start : start + 4] != b"PK\3\4" or start + 30 > len(data):
        raise broken(wheel, f"{name} has no header")
    start += 30 + sum(struct.unpack_from("<2H", data, start + 26))
    executable, packed = bool(info.external_attr >> 16 & 0o111), memoryview(data)
    packed = packed[start : start + info.compress_size]
    return Entry(info.compress_type, info.CRC, info.file_size, executable, packed)


def keep_record(entries: dict[bytes, Entry], name: bytes, moved: dict[str, str]) -> None:
    """Leave out of RECORD what is not packaged; without one, importlib.metadata knows no files."""
    import csv  # noqa: PLC0415 - only where there are dependencies

    if name in entries:
        rows = list(csv.reader(entries[name].plain().decode("utf-8", "replace").splitlines()))
        kept = [[moved[row[0]], *row[1:]] for row in rows if row and row[0] in moved]
        if kept != rows:
            entries[name] = table(kept)


def check(wheel: Wheel, data: bytes | mmap.mmap) -> None:
    """Unpack each member of a new wheel, a block at a time: size and CRC are those it declares."""
    entries, _ = contents(wheel, data)
    if sum(entry.size for entry in entries.values()) > LIMIT:
        raise Failure(f"{wheel.filename} alone is larger than Lambda takes ({LIMIT:,} bytes)")
    for name, entry in entries.items():
        label, size, crc = f"its member {shown(name.decode())}", 0, 0
        unpacker, rest = zlib.decompressobj(-15), entry.data
        try:
            while size <= entry.size and rest and not unpacker.eof:
                block = rest if entry.method == STORED else unpacker.decompress(rest, BLOCK)
                rest = b"" if entry.method == STORED else unpacker.unconsumed_tail
                size, crc = size + len(block), zlib.crc32(block, crc)
        except zlib.error as error:
            raise broken(wheel, f"{label} cannot be unpacked: {error}") from error
        whole = entry.method == STORED or (unpacker.eof and not unpacker.unused_data)
        if size != entry.size or not whole:
            raise broken(wheel, f"{label} has not the size it declares")
        if crc != entry.crc:
            raise broken(wheel, f"{label} has a wrong CRC-32")


class Part(NamedTuple):
    """What a package, or the source, contributes."""

    label: str
    files: int
    size: int
    wheel: Wheel | None
    commands: list[str]


def merge(
    content: Content, fetched: list[tuple[Wheel, bytes | mmap.mmap]], warn: Callable[[str], None]
) -> tuple[dict[bytes, Entry], list[Part]]:
    """Decide whose file stands at each path: the source's, then the first package's by name."""
    own = {os.fsencode(file.name) for file in content.source}
    above = {parent for name in own for parent in parents(name)}
    tops = {name.partition(b"/")[0] for name in own}
    entries: dict[bytes, Entry] = {}
    owner: dict[bytes, str] = {}
    total = sum(file.size for file in content.source)
    parts = [Part("your source", len(content.source), total, None, [])]
    for wheel, data in fetched:
        found, commands = contents(wheel, data)
        hidden, taken, mine = list[str](), dict[str, list[str]](), list[int]()
        for name, entry in sorted(found.items(), key=lambda item: item[0]):
            first = entries.get(name)
            mixed = name.partition(b"/")[0] in tops
            if mixed and (name in own or name in above or not own.isdisjoint(parents(name))):
                hidden.append(name.decode())
            elif first is None:
                entries[name], owner[name] = entry, wheel.name
                mine.append(entry.size)
            elif (entry.crc, entry.size) != (first.crc, first.size):
                taken.setdefault(owner[name], []).append(name.decode())
        if hidden:
            warn(f"your source replaces files of {wheel.label}: {few(hidden)}")
        for other, names in taken.items():
            both = f"{other} and {wheel.name} hold different files of one name"
            warn(f"{both}, that of {other} is taken: {few(names)}")
        parts.append(Part(wheel.label, len(mine), sum(mine), wheel, commands))
    lowest = {name.rpartition(b"/")[0] + b"/": name for name in entries if b"/" in name}
    folders = {parent: name for path, name in lowest.items() for parent in parents(path)}
    for name in sorted(folders.keys() & entries.keys()):
        message = f"{shown(name.decode())} is a file in one package and a directory in another"
        raise Failure(message, shown(folders[name].decode()), do="remove one of the two packages")
    check_size(parts, warn)
    for file in content.source:
        data = read_source(file, content)
        entries[os.fsencode(file.name)] = stored(data, executable=file.executable)
    return entries, parts


def parents(name: bytes) -> list[bytes]:
    """Give the directories that a file lies in."""
    return [name[: slash.start()] for slash in re.finditer(b"/", name)]


def too_large(size: int, how: str, parts: list[tuple[str, int]]) -> Failure:
    """Say that the package is over Lambda's limit, and what makes it so."""
    message = f"the package is {size:,} bytes {how}, Lambda takes at most {LIMIT:,} unzipped"
    do = "leave out the largest packages or files, or use a container image (limit 10 GB)"
    return Failure(message, *(f"{label}: {size:,} bytes" for label, size in parts[:10]), do=do)


def check_size(parts: list[Part], warn: Callable[[str], None]) -> None:
    """Hold the package against Lambda's limit; warn from 80 % of it."""
    unzipped = sum(part.size for part in parts)
    if unzipped > LIMIT:
        largest = sorted((-part.size, part.label) for part in parts)
        raise too_large(unzipped, "unzipped", [(label, -size) for size, label in largest])
    if unzipped * 10 >= LIMIT * 8:
        share = f"{unzipped * 100 // LIMIT} % of what Lambda takes with its layers ({LIMIT:,})"
        warn(f"the package is {unzipped:,} bytes unzipped, {share}")


def read_source(file: File, content: Content) -> bytes:
    """Read a file of the source, which must not have changed since it was listed."""
    try:
        with open(file.path, "rb") as opened:
            data = opened.read()
    except OSError as error:
        raise Failure(
            f"{shown(file.name)} in the source cannot be read: {error.strerror}"
        ) from error
    hashed = content.hashes.get(file.path)
    if len(data) != file.size or (hashed and hashlib.sha256(data).hexdigest() != hashed):
        raise Failure(f"{shown(file.name)} in the source changed while it was packaged")
    return data


# --- write ------------------------------------------------------------------------------------


def write(out: IO[bytes], entries: dict[bytes, Entry]) -> tuple[bytes, int]:
    """Write a zip (PKWARE's APPNOTE.TXT); give its SHA-256 and its length.

    Nothing of it tells who made it, when or where: names are sorted, dates are 1980-01-01, modes
    0644 or 0755, and there are no extra fields.
    """
    sha, directory, offset = hashlib.sha256(), list[bytes](), 0

    def put(data: bytes | memoryview) -> None:
        sha.update(data)
        out.write(data)

    for name in sorted(entries):
        method, crc, size, executable, data = entries[name]
        flags = 0 if name.isascii() else 0x800
        fields = (flags, method, 0, 0x21, crc, len(data), size, len(name), 0)
        common, mode = struct.pack("<4H3L2H", *fields), 0o100755 if executable else 0o100644
        put(b"PK\3\4\x14\0" + common + name)
        put(data)
        last = struct.pack("<3H2L", 0, 0, 0, mode << 16, offset)
        directory.append(b"PK\1\2\x14\3\x14\0" + common + last + name)
        offset += 30 + len(name) + len(data)
    tail, count = b"".join(directory), len(entries)
    if count >= 0xFFFF:  # noqa: PLR2004 - more than a plain zip can count: zip64
        fields = (44, 0x32D, 45, 0, 0, count, count, len(tail), offset)
        end = offset + len(tail)
        tail += struct.pack("<4sQ2H2L4Q4sLQL", b"PK\6\6", *fields, b"PK\6\7", 0, end, 1)
    length, count = sum(map(len, directory)), min(count, 0xFFFF)
    put(tail + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, offset, 0))
    return sha.digest(), offset + len(tail) + 22


@contextlib.contextmanager
def staging(output: str) -> Iterator[str]:
    """Give a private directory beside the output, removed however the run ends.

    It is locked while its run lives: the next run removes what a killed one left, nothing else.
    """
    parent, name = os.path.split(os.path.abspath(output))
    path = os.path.join(parent, f".{name}.{os.urandom(8).hex()}.staging")
    try:
        os.makedirs(parent, exist_ok=True)
        os.mkdir(path, 0o700)
    except OSError as error:
        message = f"the directory of the output {shown(output)} cannot be written: {error.strerror}"
        raise Failure(message, do="name another place in PACKAGE_OUTPUT") from error
    with turn(path):
        try:
            for entry in os.scandir(parent):
                mine = entry.name.startswith(f".{name}.") and entry.name.endswith(".staging")
                # Between making a directory and locking it pass microseconds.
                if mine and entry.path != path and time.time() - entry.stat().st_mtime > 60:  # noqa: PLR2004 - s
                    with contextlib.suppress(OSError), turn(entry.path, fcntl.LOCK_NB):
                        shutil.rmtree(entry.path, ignore_errors=True)
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def turn(directory: str, how: int = 0) -> Iterator[None]:
    """Hold the lock of a directory; with LOCK_NB, raise OSError if another run has it."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        # Some network file systems have no locks: renames are atomic even so.
        with contextlib.nullcontext() if how else contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(descriptor)


def check_output(asked: Asked) -> None:
    """Refuse an output that would become part of the source."""
    root, below = os.path.realpath(asked.source_dir), Rules(asked.excludes, [], []).below
    parent = os.path.realpath(os.path.dirname(os.path.abspath(asked.output)))
    parts = os.path.relpath(parent, root).split(os.sep)
    if os.path.isdir(asked.output):
        usage(f"the output {shown(asked.output)} is a directory")
    outside = parts[0] == os.pardir
    if not outside and not any(below("/".join(parts[: at + 1])) for at in range(len(parts))):
        usage(
            f"the output {shown(asked.output)} lies in the source, where no exclude leaves it out"
        )


def usage(message: str) -> NoReturn:
    """End for wrong usage."""
    sys.stderr.write(f"package.sh: error: {message}\n")
    raise SystemExit(2)


def publish(job: Job) -> None:
    """Move package and report into place, and remove packages of the same name and another hash.

    A report never lies beside a package that it does not describe: it is taken away first, and
    runs for the same output take turns.
    """
    output = os.path.abspath(job.asked.output)
    parent, name = os.path.split(output)
    with turn(parent):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(output + ".json")
        os.replace(job.path("package.zip"), output)
        os.replace(job.path("report.json"), output + ".json")
        hashed = re.fullmatch(r"(.*-)[0-9a-f]{64}\.zip", name, re.DOTALL)
        former = re.compile(
            re.escape(hashed[1]) + r"[0-9a-f]{64}\.zip(\.json)?" if hashed else "(?!)"
        )
        for entry in os.listdir(parent):
            if former.fullmatch(entry) and not entry.startswith(name):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(parent, entry))


# --- report -----------------------------------------------------------------------------------


class Progress:
    """Tells a person what happens, on standard error."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.start = quiet, time.monotonic()
        self.warnings: list[str] = []

    def say(self, text: str) -> None:
        """Tell what is being done."""
        if not self.quiet:
            print(f"{time.monotonic() - self.start:6.2f} s  {text}", file=sys.stderr, flush=True)  # noqa: T201 - to a person

    def warn(self, text: str) -> None:
        """Tell what the user should know, and keep it for the report."""
        self.warnings.append(text)
        print(f"package.sh: warning: {text}", file=sys.stderr)  # noqa: T201 - to a person


def report(sha: bytes, size: int, parts: list[Part], job: Job, warnings: list[str]) -> str:
    """Describe the package without times and paths: the same package has the same report."""
    described = {
        "format": 1,
        "sha256": base64.b64encode(sha).decode(),  # as Lambda reports CodeSha256
        "size": size,
        "unzipped_size": sum(part.size for part in parts),
        "files": sum(part.files for part in parts),
        "python_version": job.target.runtime,
        "architecture": job.target.architecture,
        "packages": [
            {
                "name": part.wheel.name, "version": part.label.partition(" ")[2],
                "wheel": part.wheel.filename, "sha256": part.wheel.sha256, "files": part.files,
                "unzipped_size": part.size, "commands_left_out": part.commands,
            }
            for part in parts if part.wheel
        ],
        "warnings": warnings,
    }  # fmt: skip
    return json.dumps(described, indent=2) + "\n"


def preflight(job: Job) -> None:
    """Check of the dependencies what can be known without resolving."""
    kind, path = stated(job.asked.requirements_file)
    directory = os.path.dirname(os.path.abspath(path))
    if kind in ("uv.lock", "pylock.toml"):
        uv_program(shown(path))
    elif kind == "requirements" and Said(path, job.content, directory).empty:
        return
    elif resolver(job, directory) == "pip":
        pip(["--help"], job, directory, {})


def build(asked: Asked, progress: Progress) -> None:
    """Build the package and its report in a private directory, then move them into place."""
    check_output(asked)
    target = Target(asked.python_version, asked.architecture)
    content = Content(asked, progress.warn)
    if asked.preflight:
        if asked.requirements_file:
            preflight(Job(asked, target, content, "", progress.say, progress.warn, set()))
        return
    with staging(asked.output) as place:
        job = Job(asked, target, content, place, progress.say, progress.warn, set())
        fetched: list[tuple[Wheel, bytes | mmap.mmap]] = []
        if asked.requirements_file:
            wheels, said = choose(job)
            for name in set(asked.selection.omit) - job.omitted:
                job.warn(f"dependency_selection omits {shown(name)}, which is not there anyway")
            fetched = fetch_all(wheels, job, said.texts if said else [])
            content.still()
            if said:
                check_hashes(fetched, said)
        entries, parts = merge(content, fetched, progress.warn)
        with open(job.path("package.zip"), "wb") as out:
            sha, size = write(out, entries)
        with open(job.path("report.json"), "w", encoding="utf-8") as text:
            text.write(report(sha, size, parts, job, progress.warnings))
        publish(job)
    for part in parts:
        commands = f"; commands left out: {few(part.commands)}" if part.commands else ""
        progress.say(f"{part.label}: {part.files} files, {part.size:,} bytes unzipped{commands}")
    unzipped, seconds = sum(part.size for part in parts), time.monotonic() - progress.start
    line = f"{size:,} bytes, {unzipped:,} unzipped, {len(entries)} files, {len(fetched)} packages"
    print(f"package.sh: {asked.output}: {line}, {seconds:.2f} s", file=sys.stderr)  # noqa: T201 - to a person


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
    for name in SIGNALS:
        signal.signal(name, stop)
    try:
        asked = ask(arguments)
        build(asked, Progress(quiet=asked.quiet == "1"))
    except SystemExit as ended:
        return int(ended.code or 0)
    except Failure as error:
        print(f"package.sh: {error}", file=sys.stderr)  # noqa: T201 - to a person
        return 1
    except (OSError, MemoryError) as error:
        print(f"package.sh: error: the system refuses: {error or 'no memory'}", file=sys.stderr)  # noqa: T201 - to a person
        return 1
    except Interrupted as interruption:
        number = signal.Signals(interruption.args[0])
        print(f"package.sh: stopped by {number.name}, nothing written", file=sys.stderr)  # noqa: T201 - to a person
        # Ends as the signal would have ended it, so that the caller sees that it did.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    with contextlib.suppress(OSError, AttributeError):  # nobody reads it, or nobody ever did
        sys.stdout.flush()
        sys.stderr.flush()
    # All is done: nobody waits for threads that wait for a server.
    os._exit(code)
