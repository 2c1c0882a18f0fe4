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
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, NamedTuple

LIMIT = (
    262_144_000  # bytes: AWS Lambda quota of an unzipped package with all of its layers
)
MOST = 5  # names in a message
BLOCK = 1 << 20  # bytes that are read at once
# Left out of every package: earlier builds, and Terraform's own files, with what is secret there.
NEVER = (
    "**/.build/** **/.terraform/** **/.terraform.lock.hcl **/*.tfstate* **/*.tfplan* **/*.tfvars*"
).split()
EXCLUDES = (
    "**/.git/** **/.git **/.hg/** **/.svn/** **/.terraform/** **/.venv/** **/venv/** "
    "**/__pycache__/** **/*.pyc **/.mypy_cache/** **/.pytest_cache/** **/.ruff_cache/** "
    "**/.hypothesis/** **/.tox/** **/.nox/** **/.DS_Store"
).split()
# What looks like a secret is packaged only where PACKAGE_INCLUDES names it, as it does code.
SECRETS, CODE = "**/.env* **/.aws/** **/*.pem **/*.key **/id_*".split(), ["**/id_*.py"]
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
PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")  # own code has one of these
OMIT_IT = (
    "if it is the function's own project, leave it out: uv export --no-emit-project"
)
BUILD_IT = (
    "build a wheel of it, and serve that from an index, --find-links or an address"
)


class Failure(Exception):  # noqa: N818 - it is no fault of the program
    """The package cannot be built: one sentence, what was met, what to do about it, exit code."""

    def __init__(self, message: str, *found: str, do: str = "", code: int = 1) -> None:
        lines = [f"error: {message}", *(f"  found: {line}" for line in found)]
        super().__init__("\n".join(lines + [f"  do: {do}"] * bool(do)))
        self.code = code


def shown(name: str) -> str:
    """Give a path or name as it can stand in a message: one line, quotes visible."""
    if name and name.isprintable() and name.strip() == name and "'" not in name:
        return name
    return repr(name) if name.isprintable() else ascii(name)


def few(names: list[Any]) -> str:
    """List some names, of bytes or letters, and say how many more there are."""
    more = f" and {len(names) - MOST} more" * (len(names) > MOST)
    return ", ".join(shown(os.fsdecode(name)) for name in names[:MOST]) + more


def masked(text: str) -> list[str]:
    """Give what a tool said as lines that can be shown: no escapes, no passwords."""
    text = re.sub(r"(\w+://)[^/\s@]+@", r"\1****@", re.sub(r"\x1b\[[0-9;]*m", "", text))
    return [line.strip() for line in text.splitlines() if line.strip()]


# --- ask --------------------------------------------------------------------------------------


def strings(text: str) -> list[str]:
    """Read a JSON list of strings."""
    items: list[str] = json.loads(text)
    if not isinstance(items, list) or not all(
        isinstance(item, str) and item for item in items
    ):
        raise ValueError
    return items


def patterns(text: str) -> list[str]:
    """Read a JSON list of patterns."""
    matcher(strings(text))
    return strings(text)


class Selection(NamedTuple):
    """What of a project is packaged: a workspace member, extras, groups; what is left out."""

    member: str | None = None
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()

    def options(self, extra: str = "--extra", group: str = "--group") -> list[str]:
        """Give the options that make a tool select extras and groups."""
        groups = [f"{group}={name}" for name in self.groups]
        return [f"{extra}={name}" for name in self.extras] + groups


def selection(text: str) -> Selection:
    """Read the JSON object of the variable dependency_selection."""
    member, *lists = Selection(**json.loads(text))
    extras, groups, omit = (tuple(strings(json.dumps(names or []))) for names in lists)
    if not isinstance(member or "", str):
        raise TypeError
    return Selection(member, extras, groups, tuple(map(normalized, omit)))


# Option -> how it is read (words: one of them), default (None: it must be given), what it is.
OPTIONS: dict[str, tuple[Callable[[str], Any] | str, str | None, str]] = {
    "source-dir": (str, None, "directory with the function's code"),
    "requirements-file": (
        str,
        "",
        "requirements file, pyproject.toml or a lock; empty: none",
    ),
    "python-version": (" ".join(RUNTIMES), None, "runtime, such as python3.12"),
    "architecture": ("x86_64 arm64", "x86_64", "x86_64 or arm64"),
    "output": (str, None, "zip to write; a report goes beside it, with .json"),
    "excludes": (
        patterns,
        json.dumps(NEVER + EXCLUDES),
        "patterns of what is left out: *, ?, **",
    ),
    "secrets": (patterns, json.dumps(SECRETS), "patterns of what looks like a secret"),
    "includes": (
        patterns,
        json.dumps(CODE),
        "patterns of such files that are packaged even so",
    ),
    "inputs": (
        strings,
        "[]",
        "files, directories and globs that are hashed beside the source",
    ),
    "content-hash": (str, "", "SHA-256 of what was hashed; empty: not compared"),
    "content-digests": (str, "", "four digits of each of its lines"),
    "selection": (selection, "{}", "object with member, extras, groups, omit"),
    "resolver": ("auto uv pip", "auto", "uv, pip, or auto: uv where it is there"),
    "cache-dir": (str, "", "where wheels are kept"),
    "quiet": ("0 1", "0", "one line, warnings and errors"),
}


def ask(arguments: list[str]) -> argparse.Namespace:
    """Read the options and, for those that are not given, their variables."""
    end = "Exit codes: 0 built, 1 cannot be packaged, 2 wrong usage. PACKAGE_PYTHON: the Python."
    usage, given = "package.sh [OPTION]...", list[str]()
    parser = argparse.ArgumentParser(
        "package.sh", usage, __doc__, end, allow_abbrev=False
    )
    for name, (kind, default, text) in OPTIONS.items():
        variable = "PACKAGE_" + name.upper().replace("-", "_")
        value = os.environ.get(variable)
        given += [f"--{name}={value}"] * bool(value)
        how: dict[str, Any] = (
            {"choices": kind.split()} if isinstance(kind, str) else {"type": kind}
        )
        how |= (
            {"nargs": "?", "const": "1"}
            if name == "quiet"
            else {"required": default is None}
        )
        how |= {"default": default, "help": text + f" [{default}]" * bool(default)}
        names = ["-q"] * (name == "quiet") + [f"--{name}"]
        parser.add_argument(*names, metavar=variable, **how)
    parser.add_argument(
        "--preflight", action="store_true", help="check, resolve and build nothing"
    )
    return parser.parse_args(given + arguments)


# --- target -----------------------------------------------------------------------------------

# The marker environment (PEP 508) of each runtime; its kernel is not known before it runs.
MARKERS = (
    "implementation_name=cpython os_name=posix platform_system=Linux sys_platform=linux "
    "platform_python_implementation=CPython platform_release= platform_version="
)
WHEEL_NAME = re.compile(
    r"[^\s-]+-[^\s-]+(?:-(\d+)([^\s-]*))?-([^\s-]+)-([^\s-]+)-([^\s-]+)\.whl"
)


def normalized(name: str) -> str:
    """Give a distribution's name in the one form that compares equal (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Target:
    """A runtime on an architecture: its wheel tags (PEP 425, PEP 600) and its markers."""

    def __init__(self, runtime: str, architecture: str) -> None:
        self.runtime, self.architecture = runtime, architecture
        self.version, self.glibc = RUNTIMES[runtime]
        self.machine = "aarch64" if architecture == "arm64" else architecture
        self.minor = int(runtime.partition(".")[2])
        self.abi = f"cp3{self.minor}"
        # A wheel carries the tag of the oldest glibc that it runs on; "linux" promises nothing.
        names = [f"manylinux_2_{minor}" for minor in range(self.glibc, 16, -1)] + [
            "manylinux2014"
        ]
        if self.machine == "x86_64":
            names += ["manylinux_2_12", "manylinux2010", "manylinux_2_5", "manylinux1"]
        self.platforms = [f"{name}_{self.machine}" for name in names]
        self.ranks = {tag: at for at, tag in enumerate(self.tags())}
        text = (
            f"implementation_version={self.version} python_full_version={self.version}"
        )
        text += (
            f" python_version=3.{self.minor} platform_machine={self.machine} {MARKERS}"
        )
        self.markers = dict(part.split("=") for part in text.split())

    def __str__(self) -> str:
        return f"{self.runtime} on {self.architecture}"

    def for_uv(self) -> list[str]:
        """Name the target for uv, which knows no glibc 2.26 and takes the next newer one."""
        platform = f"--python-platform={self.machine}-manylinux_2_{max(self.glibc, 28)}"
        return [
            f"--python={sys.executable}",
            f"--python-version={self.version}",
            platform,
        ]

    def tags(self) -> list[str]:
        """List the tags that the runtime can load, in pip's order."""
        minor, platforms = self.minor, self.platforms
        pythons = [
            f"py3{minor}",
            "py3",
            *(f"py3{old}" for old in range(minor - 1, -1, -1)),
        ]
        tags = [
            f"{self.abi}-{abi}-{on}"
            for abi in (self.abi, "abi3", "none")
            for on in platforms
        ]
        tags += [
            f"cp3{old}-abi3-{on}" for old in range(minor - 1, 1, -1) for on in platforms
        ]
        tags += [f"{python}-none-{on}" for python in pythons for on in platforms]
        return tags + [f"{python}-none-any" for python in [self.abi, *pythons]]

    def rank(self, filename: str) -> tuple[int, int, str] | None:
        """Give a key by which the best wheel sorts first, or None if it cannot be loaded."""
        match = WHEEL_NAME.fullmatch(filename)
        if not match:
            return None
        pythons, abis, platforms = (part.split(".") for part in match.groups()[2:])
        tags = (f"{a}-{b}-{c}" for a in pythons for b in abis for c in platforms)
        ranks = [self.ranks[tag] for tag in tags if tag in self.ranks]
        return (min(ranks), -int(match[1] or 0), match[2] or "") if ranks else None


class Wheel(NamedTuple):
    """A chosen wheel: file name, digest or nothing, URL or path, size or 0, content if fetched."""

    filename: str
    sha256: str
    location: str
    size: int = 0
    own: bool = False
    data: Any = b""  # bytes, or an mmap that is used like them

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
        raise argparse.ArgumentTypeError(
            f"pattern {pattern!r}: only *, ? and ** have a meaning"
        )
    names = [
        re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") for part in parts
    ]
    heads = [
        "(?:[^/]+/)*" if part == "**" else f"{name}/"
        for part, name in zip(parts, names)
    ]
    return "".join(heads[:-1]) + (".+" if parts[-1] == "**" else names[-1])


def matcher(patterns: list[str]) -> re.Pattern[str]:
    """Translate patterns into one expression for whole names."""
    return re.compile("|".join(map(expression, patterns)) or "(?!)", re.DOTALL)


class Rules:
    """Which files are packaged: no exclude matches, and no secret's pattern, or an include too."""

    def __init__(
        self, excludes: list[str], secrets: list[str], includes: list[str]
    ) -> None:
        trees = [
            pattern[: -len("/**")] for pattern in excludes if pattern.endswith("/**")
        ]
        self.excluded, self.below = (
            matcher(excludes).fullmatch,
            matcher(trees).fullmatch,
        )
        self.secret, self.included = (
            matcher(secrets).fullmatch,
            matcher(includes).fullmatch,
        )

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
    """A file: its name with slashes, where it lies, size, mode, and what tells it from others."""

    name: str
    path: str
    size: int
    executable: bool
    identity: tuple[int, int]


def described(name: str, path: str) -> File:
    """Describe the file, or the directory, that a path leads to."""
    status = os.stat(path)
    executable = bool(status.st_mode & stat.S_IXUSR)
    return File(name, path, status.st_size, executable, (status.st_dev, status.st_ino))


def walk(root: str, rules: Rules | None = None) -> list[File]:
    """List the files below a directory, behind links too, as Terraform's fileset() does.

    With rules, what they do not leave out must be fit for a package; without, what fileset()
    does not see is passed over.
    """
    files: list[File] = []
    problems: list[str] = []

    def visit(directory: str, prefix: str, above: tuple[tuple[int, int], ...]) -> None:
        here = (*above, described("", directory).identity)
        for entry in os.scandir(directory):
            name, mode, why = prefix + entry.name, 0, ""
            with contextlib.suppress(OSError):
                mode = entry.stat().st_mode
            plain, folder = stat.S_ISREG(mode), stat.S_ISDIR(mode)
            if rules.skips(name, mode) if rules else not plain and not folder:
                continue
            if any("\udc80" <= char <= "\udcff" for char in name):
                why = "has a name that is not UTF-8"
            elif not mode:
                why = f"is a broken link to {shown(os.readlink(entry.path))}"
            elif not plain and not folder:
                why = "is neither a file nor a directory"
            elif plain:
                files.append(described(name, entry.path))
            elif described(name, entry.path).identity in here:
                why = "is a link to a directory that holds it"
            else:
                visit(entry.path, f"{name}/", here)
            problems.extend([f"{shown(name)} {why}"] * bool(why))

    visit(root, "", ())
    if problems:
        more = [f"and {len(problems) - MOST} more"] * (len(problems) > MOST)
        do = "repair or remove it, or leave it out with package_excludes (PACKAGE_EXCLUDES)"
        message = f"the directory {shown(root)} holds what cannot be packaged"
        raise Failure(message, *sorted(problems)[:MOST], *more, do=do)
    return sorted(files, key=lambda file: os.fsencode(file.name))


# --- listing: what is read is what Terraform hashed -------------------------------------------

ARCHIVES = (".whl", ".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")


class Content:
    """The files that Terraform hashed: those of the source, and those of PACKAGE_INPUTS."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.given, root = bool(asked.content_hash), asked.source_dir
        if not os.path.isdir(root):
            what = "is not a directory" if os.path.lexists(root) else "does not exist"
            raise Failure(f"the source directory {shown(root)} {what}")
        rules = Rules(asked.excludes, asked.secrets, asked.includes)
        files = walk(root, rules)
        self.source = [file for file in files if not rules.hides(file.name)]
        self.hidden = [file.name for file in files if rules.hides(file.name)]
        self.files = self.source + [
            file for item in asked.inputs for file in listed(item)
        ]
        self.identities = {file.identity for file in self.files}
        if not self.source:
            raise Failure(
                f"the source directory {shown(root)} holds no file to package"
            )
        self.hashes = {
            file.path: digest(file.path) for file in self.files if self.given
        }
        if self.given:
            self.compare(asked.content_hash, re.findall("....", asked.content_digests))

    def compare(self, content_hash: str, then: list[str]) -> None:
        """Refuse files that are not those of the plan, and name those that changed."""
        lines = [
            f"{self.hashes[file.path]}  {file.name}\n".encode() for file in self.files
        ]
        if hashlib.sha256(b"".join(lines)).hexdigest() == content_hash:
            return
        now = [hashlib.sha256(line).hexdigest()[:4] for line in lines]
        both = zip(self.files, now, then)
        told = [f"{shown(file.path)} changed" for file, new, old in both if new != old]
        if then and len(now) != len(then):
            told = [
                f"{len(now)} files are there, {len(then)} were hashed: one came or went"
            ]
        message = "the files are not those that Terraform hashed when it planned"
        raise Failure(
            message, *told[:MOST], do="plan again, when nothing writes to them"
        )

    def require(self, path: str, why: str, kinds: tuple[str, ...] = ARCHIVES) -> None:
        """Refuse a file, or those of a directory, that is read and that Terraform did not hash."""
        inside = sorted(os.listdir(path)) if os.path.isdir(path) else [""]
        places = [os.path.join(path, name) if name else path for name in inside]
        for place in places if self.given else ():
            named = place == path or place.endswith(kinds)
            if named and described("", place).identity not in self.identities:
                message = f"{shown(place)} is not hashed, so that a change would not be deployed"
                do = "add it, or its directory, to package_inputs (PACKAGE_INPUTS)" + (
                    f"; {OMIT_IT}" * (kinds == PROJECT)
                )
                raise Failure(message, why, do=do)

    def below(self, directory: str) -> list[File]:
        """List the hashed files of a directory, or all where nothing was hashed."""
        left_out = Rules(NEVER + EXCLUDES, [], [])
        if not self.given:
            return walk(directory, left_out)
        root = os.path.realpath(directory) + os.sep
        places = {os.path.realpath(file.path): file for file in self.files}
        files = [
            f._replace(name=p[len(root) :])
            for p, f in places.items()
            if p.startswith(root)
        ]
        return [file for file in files if not left_out.skips(file.name, stat.S_IFREG)]


def listed(item: str) -> list[File]:
    """List the files of an item of PACKAGE_INPUTS: a file, all of a directory, or a glob."""
    parts = item.split("/")
    at = next(
        (at for at, part in enumerate(parts) if "*" in part or "?" in part), len(parts)
    )
    base = "/".join(parts[:at]) or ("/" if item.startswith("/") else ".")
    if os.path.isfile(item):
        return [described(os.path.basename(item), item)]
    wanted = matcher(["/".join(parts[at:]) or "**"])
    files = walk(base) if os.path.isdir(base) else []
    return [file for file in files if wanted.fullmatch(file.name)]


def digest(path: str) -> str:
    """Give the SHA-256 of a file, hex."""
    state = hashlib.sha256()
    with open(path, "rb", buffering=0) as opened:
        for block in iter(lambda: opened.read(BLOCK), b""):
            state.update(block)
    return state.hexdigest()


class Job:
    """A package that is being built: what is asked for, what is hashed, where, who is told."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.start, self.asked, self.staging = time.monotonic(), asked, ""
        self.target, self.content = (
            Target(asked.python_version, asked.architecture),
            Content(asked),
        )
        self.directory = os.path.dirname(os.path.abspath(asked.requirements_file))
        self.warnings: list[str] = []
        self.omitted: set[str] = set()
        self.unzipped = 0

    def say(self, text: str) -> None:
        """Tell a person what is being done."""
        if self.asked.quiet == "0":
            print(
                f"{time.monotonic() - self.start:6.2f} s  {text}",
                file=sys.stderr,
                flush=True,
            )

    def warn(self, text: str) -> None:
        """Tell what the user should know, and keep it for the report."""
        self.warnings.append(text)
        print(f"package.sh: warning: {text}", file=sys.stderr)

    def path(self, name: str) -> str:
        """Give the path of a file in the staging directory."""
        return os.path.join(self.staging, name)

    def kept(self, items: list[Any], name_of: Callable[[Any], str]) -> list[Any]:
        """Leave out what dependency_selection omits."""
        omit = {normalized(name_of(item)) for item in items} & {
            *self.asked.selection.omit
        }
        self.omitted |= omit
        return [item for item in items if normalized(name_of(item)) not in omit]

    def refusal(self, tool: str) -> tuple[str, str]:
        """Say that a tool refuses, and what to do about it; the tool says why."""
        what = f"{tool} finds no set of wheels of {shown(self.asked.requirements_file)}"
        return (
            f"{what} for {self.target}",
            "correct the requirements or the indexes, as it says",
        )


# --- requirements -----------------------------------------------------------------------------

OPTION = re.compile(
    r"(?:-([rcef])\s*|--(requirement|constraint|editable|find-links)(?:\s*=\s*|\s+))(.+)"
)
HASH = re.compile(r"(?:\s--hash[= ]\s*|[#&])(\w+)[:=]([0-9a-fA-F]{32,})")
NAMED = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*@\s*")


class Requirements:
    """What of a requirements file, and what it includes, the resolver cannot be left alone with.

    That is what it reads, what it would build, and the hashes. Paths start where it runs.
    """

    def __init__(self, path: str, job: Job, called: str = "") -> None:
        self.path, self.content, self.called = (
            os.path.abspath(path),
            job.content,
            called,
        )
        self.directory, self.text, self.empty = job.directory, "", True
        self.hashes: dict[str, set[str]] = {}
        self.own: list[str] = []
        self.read(path, ())
        asked = [
            os.environ.get(f"{tool}_REQUIRE_HASHES", "0").lower()
            for tool in ("PIP", "UV")
        ]
        self.hashing = not {*asked} <= {"", "0", "false", "no", "off"}
        self.hashing |= bool(re.search(r"(?m)\s--hash|^--require-hashes", self.text))

    def read(self, path: str, above: tuple[str, ...]) -> None:
        """Read a file and what it includes."""
        if path in above:
            raise Failure(f"the requirements file {shown(path)} includes itself")
        if not self.called and os.path.isfile(path):
            self.content.require(
                path, f"{above[-1]} includes it" if above else "it is asked for"
            )
        for number, line in logical_lines(read(path)):
            self.text += f"{line}\n"
            where = f"{self.called or shown(os.path.basename(path))} line {number}"
            option = OPTION.fullmatch(line)
            kind, place = (
                ((option[1] or option[2])[0], option[3]) if option else ("", line)
            )
            place = place.strip("'\"") if kind else place
            beside = os.path.normpath(
                os.path.join(os.path.dirname(path), local_path(place))
            )
            if kind in ("r", "c") and "://" in place:
                do = "download the file and include that: what an address gives cannot be hashed"
                raise Failure(
                    f"{where} includes an address: {' '.join(masked(line))}", do=do
                )
            if kind in ("r", "c"):
                self.read(beside, (*above, path))
            elif kind == "f" and not re.match("https?:", place):
                if not os.path.exists(beside):
                    raise Failure(
                        f"{where} names {shown(beside)}, which does not exist"
                    )
                self.content.require(beside, f"{where} offers it")
            elif line.startswith("--no-binary"):
                raise Failure(f"{where} asks for more than wheels: {line}", do=BUILD_IT)
            elif kind == "e" or not line.startswith("-"):
                self.requirement(place, where)

    def requirement(self, line: str, where: str) -> None:
        """Look at a requirement: its hashes, and whether it names a place."""
        self.empty = False
        bare = re.sub(r"\s--?[a-zA-Z].*$", "", line).strip()
        named = NAMED.match(bare)
        place = re.split(r"\s;|;\s|[?#]", bare[named.end() :] if named else bare)[
            0
        ].strip()
        place = re.sub(r"\[[^\]]*\]$", "", place)
        local = named or re.match(r"\.|\w+:|.*/", place) or place.endswith(ARCHIVES)
        stem = named[1] if named else os.path.basename(place).split("-")[0]
        name = normalized(stem if local else re.split(r"[^\w.-]", bare)[0])
        pins = {f"{kind}:{pin}".lower() for kind, pin in HASH.findall(line)}
        if pins:
            self.hashes[name] = self.hashes.get(name, set()) | pins
        if not local or re.match(r"https?://.*\.whl$", place):
            return
        path = os.path.normpath(os.path.join(self.directory, local_path(place)))
        told = f"{where}: {' '.join(masked(bare))}"
        if os.path.isdir(path):
            self.content.require(path, told, PROJECT)
            self.own.append(path)
        elif path.endswith(".whl") and os.path.isfile(path):
            self.content.require(path, told)
        else:
            raise Failure(f"what is asked for is no wheel: {told}", do=BUILD_IT)


def read(path: str) -> str:
    """Read a text file."""
    try:
        with open(path, encoding="utf-8-sig") as opened:
            return opened.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"the file {shown(path)} cannot be read: {error}") from error


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
    return re.sub(
        r"\$\{([A-Z0-9_]+)\}", lambda name: os.environ.get(name[1]) or name[0], text
    )


def local_path(place: str) -> str:
    """Give the path that a file URL, or a path, stands for."""
    if not place.startswith("file:"):
        return place
    from urllib.parse import unquote

    return unquote(re.sub(r"^file:(//[^/]*(?=/))?", "", place))


# --- tools ------------------------------------------------------------------------------------

# Settings that would change what the tools do, not where packages come from.
NOT_OURS = re.compile(
    "PIP_(ABI|DEST|DRY_RUN|IMPLEMENTATION|LOG|NO_BINARY|NO_DEPS|ONLY_BINARY|PLATFORM|PREFIX|PYTHON.*"
    "|QUIET|REPORT|REQUIREMENT|REQUIRE_VIRTUALENV|ROOT|TARGET|USER|VERBOSE)|UV_(FROZEN|LOCKED"
    "|NO_BINARY.*|NO_BUILD.*|NO_DEV|NO_SOURCES.*|PROJECT.*|PYTHON.*|SYSTEM_PYTHON|WORKING_DIR.*)"
    "|PYTHON(HOME|PATH)|VIRTUAL_ENV|CONDA_.*"
)
OURS = (
    "UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 NO_COLOR=1 PYTHONUTF8=1 GIT_ALLOW_PROTOCOL=none "
    "PIP_DISABLE_PIP_VERSION_CHECK=1 SOURCE_DATE_EPOCH=315532800"
)
NO_PIP, NOT_TAKEN = 96, 97  # how the text below for pip ends
NOTICES = re.compile(r"\[notice\]|Using C?Python|warning: The `--py")
# What settings say of where packages come from, of more than one index, of directories.
INDEX = re.compile(
    r"(?m)^\s*(\[\[(tool\.uv\.)?index\]\]|((default-|extra-)?index(-url)?|find-links|no-index)\s*[=:])"
)
SEVERAL = re.compile(
    r"(?m)^\s*(\[\[(tool\.uv\.)?index\]\](?![^\[]*default\s*=\s*true)|index\s*=|(--)?extra-index-url)"
)
LINKS = re.compile(r"(?m)^\s*find-links\s*[=:]\s*(\[[^\]]*\]|.*(?:\n[ \t]+\S.*)*)")


def run(
    command: list[str], directory: str, fails: str, do: str, found: Iterable[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a tool without settings that are meant for other runs, and without git.

    If it fails, its last words are told, and what that means.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not NOT_OURS.fullmatch(name)
    }
    kept |= dict(part.split("=") for part in OURS.split())
    ended = subprocess.run(
        command, cwd=directory, env=kept, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    if ended.returncode not in (0, NO_PIP, NOT_TAKEN):
        lines = [line for line in masked(ended.stderr) if not NOTICES.match(line)]
        raise Failure(fails, *lines[-12:], *found, do=do)
    return ended


def program(name: str, path: str) -> str:
    """Find the tool without which a file cannot be read."""
    found = shutil.which(name)
    if found is None:
        do = f"install {name}, or name a requirements file that {name} exports"
        raise Failure(
            f"{shown(path)} can only be read by {name}, which was not found", do=do
        )
    return found


def pythons() -> list[str]:
    """List the Pythons that may have a pip."""
    names = ["python3", *(f"python3.{minor}" for minor in range(14, 8, -1)), "python"]
    return list(
        dict.fromkeys([sys.executable, *filter(None, map(shutil.which, names))])
    )


def settings(tool: str, directory: str) -> dict[str, str]:
    """Give what a tool is told of indexes: by its variables, and by the text of its files.

    https://pip.pypa.io/en/stable/topics/configuration/
    https://docs.astral.sh/uv/concepts/configuration-files/
    """
    home, named = os.path.expanduser("~"), os.environ.get(f"{tool}_CONFIG_FILE", "")
    own = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    shared = [*(os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"), own]
    if tool == "PIP":
        shared += [
            "/Library/Application Support",
            f"{home}/Library/Application Support",
        ]
        files = [f"{place}/pip/pip.conf" for place in shared]
        files += ["/etc/pip.conf", f"{home}/.pip/pip.conf"]
        files += [
            f"{os.path.dirname(os.path.dirname(python))}/pip.conf"
            for python in pythons()
        ]
    else:
        files = ["/etc/uv/uv.toml", *(f"{place}/uv/uv.toml" for place in shared)]
        for above in parents(f"{directory}/".encode()):
            files += [
                f"{os.fsdecode(above)}/{name}" for name in ("uv.toml", "pyproject.toml")
            ]
    names = "DEFAULT_INDEX INDEX INDEX_URL EXTRA_INDEX_URL FIND_LINKS NO_INDEX".split()
    told = [(name, os.environ.get(f"{tool}_{name}")) for name in names]
    texts = {
        "": "".join(f"{n.lower().replace('_', '-')} = {v}\n" for n, v in told if v)
    }
    for path in filter(os.path.isfile, [named] if named else files):
        texts[path] = read(path)
        if path.endswith("pyproject.toml"):
            tables = re.findall(
                r"(?ms)^\[+tool\.uv\b.*?(?=^\[(?!\[?tool\.uv\b)|\Z)", texts[path]
            )
            texts[path] = "".join(tables)
    return texts


# --- resolve ----------------------------------------------------------------------------------

# pip takes the target's tags, but evaluates markers for the Python that runs it. This hands it
# the target's, and proves on pip's own objects that it took them. It lets pip start nothing and
# prepare wheels only, of own code those that were built: --only-binary does not bind addresses.
PIP = """
import sys
sys.path = [place for place in sys.path if place]
import json, os, pathlib, re
target, own = json.loads(sys.argv[1])
def only_wheels(prepare):
    def checked(self, req, *args, **options):
        if req.link.is_existing_dir() and os.path.realpath(req.link.file_path) in own:
            url, pin = own[os.path.realpath(req.link.file_path)]
            built = line(url)
            req.link, req.req, req.editable = built.link, req.req or built.req, False
            req.hash_options = {"sha256": [pin]} if pin else {}
        if not req.link.is_wheel:
            raise InstallationError(f"{req} is not a wheel, and nothing is built here")
        return prepare(self, req, *args, **options)
    return checked

def absolute(preprocess):  # older releases of pip know no relative file URLs
    here = f"@ {pathlib.Path.cwd().as_uri()}/"
    known = re.compile(r"@\\s*file:(?!/)")
    return lambda text: ((at, known.sub(lambda _: here, row)) for at, row in preprocess(text))

def told(link, reason, meth=None):
    print(f"{link}: {reason}", file=sys.stderr)  # pip keeps to itself that an index refuses

def starts(event, details):
    if event == "subprocess.Popen" and os.path.basename(str(details[0])) != "keyring":
        raise OSError("nothing is started here")

try:
    from pip._internal.cli.main import main
    from pip._internal.exceptions import InstallationError
    from pip._internal.index import collector
    from pip._internal.operations.prepare import RequirementPreparer as Preparer
    from pip._internal.req import req_file
    from pip._internal.req.constructors import install_req_from_line as line
    from pip._vendor.packaging import markers
    req_file.preprocess = absolute(req_file.preprocess)
    collector._handle_get_simple_fail = told
    markers.default_environment = lambda: dict(target)
    prepare = only_wheels(Preparer.prepare_linked_requirement)
    Preparer.prepare_linked_requirement = Preparer.prepare_editable_requirement = prepare
    here = " and ".join(f'{k} == "{v}"' for k, v in target.items())
    away = " or ".join(f'{k} == "not {v}"' for k, v in target.items())
    assert line("probe; " + here).match_markers() and not line("probe; " + away).match_markers()
except Exception as error:
    print(str(error) or "its markers are those of this machine", file=sys.stderr)
    sys.exit(96 if isinstance(error, ImportError) else 97)
sys.addaudithook(starts)
sys.exit(main(sys.argv[2:]))
"""
ROUNDS = 50  # of uv at most, each a fifth of a second


def told(directory: str) -> tuple[str, str, bool]:
    """Give what pip and what uv is told of indexes, and whether only pip is."""
    pip, uv = ("".join(settings(tool, directory).values()) for tool in ("PIP", "UV"))
    return pip, uv, bool(INDEX.search(pip)) and not INDEX.search(uv)


def resolver(job: Job, lines: str) -> str:
    """Decide who resolves: uv where it is, unless pip alone knows where packages come from."""
    asked, found = job.asked.resolver, shutil.which("uv")
    if asked == "uv" and not found:
        raise Failure("uv was not found on PATH", do="install uv, or let pip resolve")
    pip, uv, only_pip = told(job.directory)
    if only_pip and asked == "uv":
        do = "tell uv of it as well (UV_DEFAULT_INDEX), or let pip resolve"
        raise Failure("pip is told of an index that uv does not know", do=do)
    # Of a version that several indexes have, uv knows the wheels of one, pip of all.
    several = SEVERAL.search(uv + lines) and (INDEX.search(pip) or not INDEX.search(uv))
    if only_pip or several:
        return "pip"
    return asked if asked != "auto" else "uv" if found and toml_reader() else "pip"


def lies_in(path: str, *roots: str) -> bool:
    """Tell whether a path is below one of these directories."""
    real = os.path.realpath(path)
    return any(real.startswith(os.path.realpath(root) + os.sep) for root in roots)


def resolve(said: Requirements, job: Job, *options: str) -> list[Wheel]:
    """Choose the wheels of a requirements file."""
    tool = resolver(job, said.text)
    for path, text in settings(tool.upper(), job.directory).items():
        for place in re.split(r"[\s,\"'\[\]]+", " ".join(LINKS.findall(text))):
            links = os.path.expanduser(local_path(place))
            links = os.path.join(job.directory, os.path.dirname(path), links)
            # A directory of the machine is as an index; one of the project can be hashed.
            if place and os.path.exists(links) and lies_in(links, ".", job.directory):
                job.content.require(links, f"{path or 'the environment'} offers it")
    if tool == "pip":
        return by_pip(said, job, *options)
    options += ("--prerelease=allow",) * bool(re.search("(?m)^--pre$", said.text))
    return by_uv(said.path, job, said.hashes, *options)


def by_uv(path: str, job: Job, pins: dict[str, set[str]], *options: str) -> list[Wheel]:
    """Choose wheels with uv; none is downloaded.

    uv may choose a version without a wheel for exactly the target's glibc. It is asked again
    without that version.
    """
    output, limits, excluded = (
        job.path("pylock.toml"),
        job.path("excluded.txt"),
        list[str](),
    )
    job.say(f"resolving for {job.target} with uv")
    command = [program("uv", path), "pip", "compile", os.path.abspath(path), *options]
    command += (
        "--format=pylock.toml --no-header --no-annotate --only-binary=:all:".split()
    )
    command += [*job.target.for_uv(), f"--output-file={output}"]
    for _ in range(ROUNDS):
        with open(limits, "w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in excluded)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(output)  # uv would prefer what it chose before
        why = [
            f"excluded, has no wheel for {job.target}: {line}"
            for line in excluded[-MOST:]
        ]
        constraints = [f"--constraints={limits}"] * bool(excluded)
        run(command + constraints, job.directory, *job.refusal("uv"), why)
        rows = job.kept(
            read_toml(output).get("packages", []), lambda row: str(row["name"])
        )
        wheels = [pick(row, output, job, pins) for row in rows]
        missing = [row for row, wheel in zip(rows, wheels) if wheel is None]
        excluded += [f"{row['name']}!={row['version']}" for row in missing]
        if not missing:
            return [wheel for wheel in wheels if wheel]
    raise Failure(job.refusal("uv")[0], f"asked {ROUNDS} times", *excluded[-MOST:])


def pick(
    row: dict[str, Any], lock: str, job: Job, pins: dict[str, set[str]]
) -> Wheel | None:
    """Choose among the wheels of a locked package; give None if others of its versions may do."""
    from urllib.parse import unquote

    name, base, offered = (
        normalized(row["name"]),
        os.path.dirname(os.path.abspath(lock)),
        [],
    )
    if "directory" in row:
        return build_own(
            os.path.normpath(os.path.join(base, row["directory"]["path"])), job, "uv"
        )
    for one in [
        *row.get("wheels", []),
        *([row["archive"]] if "archive" in row else []),
    ]:
        place = one.get("url") or one["path"]
        remote = re.match("https?:", place)
        place = place if remote else os.path.join(base, local_path(place))
        last = re.split("[?#]", place)[0] if remote else place
        filename = one.get("name") or unquote(last.rsplit("/", 1)[-1])
        sha256, rank = (
            one.get("hashes", {}).get("sha256", "").lower(),
            job.target.rank(filename),
        )
        if rank:
            refused = bool(pins.get(name)) and f"sha256:{sha256}" not in pins[name]
            offered.append(
                (refused, rank, Wheel(filename, sha256, place, one.get("size", 0)))
            )
    if offered:
        return min(offered)[2]
    if row.get("wheels") and lock == job.path("pylock.toml"):
        return None
    message = f"no wheel of {name} {row.get('version', '')}".rstrip()
    raise Failure(f"{message} for {job.target}", do=BUILD_IT)


def by_pip(said: Requirements, job: Job, *options: str) -> list[Wheel]:
    """Choose and download wheels with pip, which holds them against their hashes."""
    own: dict[str, tuple[str, str]] = {}
    for directory in said.own:
        built = build_own(directory, job, "pip")
        pin = built.sha256 if said.hashing else ""
        own[os.path.realpath(directory)] = f"file://{built.location}", pin
    said.hashes, said.hashing = {}, False
    job.say(f"resolving for {job.target} with pip")
    place = job.path("wheels")
    pip([f"--dest={place}", *options, "-r", said.path], job, own)
    files = job.kept(sorted(os.listdir(place)), lambda name: name.split("-")[0])
    return [Wheel(name, digest(f"{place}/{name}"), f"{place}/{name}") for name in files]


def pip(arguments: list[str], job: Job, own: dict[str, tuple[str, str]]) -> None:
    """Run pip download for the target, with the first pip that can be told of it."""
    target, refused = job.target, dict[int, str]()
    command = (
        "download --no-input --progress-bar=off --only-binary=:all: --implementation=cp"
    )
    platforms = [f"--platform={platform}" for platform in target.platforms]
    abis = [f"--abi={abi}" for abi in (target.abi, "abi3", "none")]
    arguments = [f"--python-version={target.version}", *abis, *platforms, *arguments]
    for python in pythons():
        given = [
            python,
            "-B",
            "-c",
            PIP,
            json.dumps([target.markers, own]),
            *command.split(),
        ]
        ended = run(given + arguments, job.directory, *job.refusal("pip"))
        if ended.returncode == 0:
            return
        refused[ended.returncode] = ended.stderr
    message = "neither uv nor pip was found to resolve the requirements"
    if NOT_TAKEN in refused:
        message = "this pip cannot be made to evaluate markers for another machine"
    elif shutil.which("uv"):
        message = "pip, which must resolve as the indexes are told, was not found"
    do = "install uv, or pip 22.3 or newer for the Python that runs this"
    raise Failure(message, *masked(refused[max(refused)])[-1:], do=do)


# --- projects and locks -----------------------------------------------------------------------

LOCKS = ("uv.lock", "pylock.toml", "poetry.lock")
EXPORTS = dict.fromkeys(("Pipfile", "Pipfile.lock"), "pipenv requirements --hash")
EXPORTS["pdm.lock"] = "pdm export --prod"


def toml_reader() -> Any:  # noqa: ANN401 - one of several modules
    """Give what reads TOML: Python's own since 3.11, before that what pip brings along."""
    import site

    if sys.version_info < (3, 11):
        site.main()
    for name in ("tomllib", "pip._vendor.tomli"):
        with contextlib.suppress(ImportError):
            return importlib.import_module(name)
    return None


def read_toml(path: str) -> dict[str, Any]:
    """Read a TOML file."""
    reader, name = toml_reader(), shown(os.path.basename(path))
    if reader is None:
        do = "install Python 3.11 or newer, or name one in PACKAGE_PYTHON"
        raise Failure(
            f"{name} is TOML, which this Python cannot read", sys.version, do=do
        )
    try:
        document: dict[str, Any] = reader.loads(read(path))
    except ValueError as error:
        raise Failure(f"{name} is not TOML: {error}") from error
    return document


def stated(path: str) -> tuple[str, str]:
    """Tell what states the dependencies, and find the lock beside or above a pyproject.toml."""
    folder, name = os.path.split(os.path.abspath(path))
    if not os.path.isfile(path):
        raise Failure(f"the requirements file {shown(path)} does not exist")
    if name == "pyproject.toml":
        beside = (os.path.join(folder, lock) for lock in (*LOCKS, *EXPORTS))
        path = next(filter(os.path.isfile, beside), workspace_lock(folder) or path)
        name = os.path.basename(path)
    if name in EXPORTS:
        do = f"run {EXPORTS[name]} -o requirements.txt, or as it is there, and name that file"
        raise Failure(f"{name} is not read", do=do)
    kind = "pylock.toml" if re.fullmatch(r"pylock(\.[^.]+)?\.toml", name) else name
    if kind not in (*LOCKS, "pyproject.toml") and name.endswith(
        (".toml", ".lock", ".cfg", ".py")
    ):
        raise Failure(f"{shown(name)} states no requirements that are read here")
    return kind if kind in (*LOCKS, "pyproject.toml") else "requirements", path


def workspace_lock(member: str) -> str:
    """Find the uv.lock of the workspace that a directory is a member of, or give nothing."""
    root = os.path.dirname(member)
    while not os.path.isfile(f"{root}/uv.lock") and root != os.path.dirname(root):
        root = os.path.dirname(root)
    lock = os.path.join(root, "uv.lock")
    rows = read_toml(lock).get("package", []) if os.path.isfile(lock) else []
    places = [place for row in rows for place in row.get("source", {}).values()]
    return lock if os.path.relpath(member, root) in places else ""


def choose(job: Job) -> tuple[list[Wheel], Requirements | None]:
    """Choose the wheels, as the file that states the dependencies has it read."""
    kind, path = stated(job.asked.requirements_file)
    chosen = job.asked.selection
    if chosen.member and kind != "uv.lock":
        raise Failure("dependency_selection names a member, which only a uv.lock has")
    if (chosen.extras or chosen.groups) and kind == "requirements":
        raise Failure(
            "dependency_selection names extras or groups, which only a project has"
        )
    job.content.require(path, "it states the dependencies")
    if kind == "pyproject.toml":
        table, only_pip = read_toml(path).get("project"), told(job.directory)[2]
        if not isinstance(table, dict) or "dependencies" in table.get("dynamic", []):
            do = "state them there, lock them (poetry lock, uv lock), or name a requirements file"
            raise Failure(
                f"{shown(path)} has no [project] with dependencies, and no lock", do=do
            )
        if job.asked.resolver == "pip" or only_pip:
            do = "tell uv of the indexes (UV_DEFAULT_INDEX), lock, or name a requirements file"
            raise Failure(f"pip does not read {shown(path)} and its sources", do=do)
        return by_uv(path, job, {}, *chosen.options()), None
    if kind == "uv.lock":
        options = (
            "--locked --quiet --no-header --no-emit-project --no-default-groups".split()
        )
        options += [f"--package={chosen.member}"] * bool(chosen.member)
        options += ["--format=pylock.toml", f"--output-file={job.path('pylock.toml')}"]
        export("uv", path, job, [*options, *chosen.options()])
        return locked(job.path("pylock.toml"), job), None
    if kind == "pylock.toml":
        return locked(path, job, *chosen.options()), None
    if kind == "poetry.lock":
        options = (
            "--format=requirements.txt --no-interaction --with-credentials".split()
        )
        options += [
            f"--output={job.path('poetry.txt')}",
            *chosen.options("--extras", "--with"),
        ]
        export("poetry", path, job, options)
        said = Requirements(job.path("poetry.txt"), job, "the export of poetry.lock")
        return resolve(said, job, "--no-deps"), said
    said = Requirements(path, job)
    return [] if said.empty else resolve(said, job), said


def export(tool: str, lock: str, job: Job, options: list[str]) -> None:
    """Have a lock written by the tool that it is of; one that is not up to date is refused."""
    for folder in (job.directory, os.path.dirname(os.path.abspath(lock))):
        job.content.require(
            os.path.join(folder, "pyproject.toml"), "it is read with its lock"
        )
    do = f"run {tool} lock and commit {os.path.basename(lock)}, or correct dependency_selection"
    do += "; poetry needs poetry-plugin-export" * (tool == "poetry")
    command = [program(tool, lock), "export", *options]
    run(command, job.directory, f"{tool} cannot export {shown(lock)}", do)


def locked(path: str, job: Job, *options: str) -> list[Wheel]:
    """Take what a pylock.toml (PEP 751) holds for the target; uv evaluates its markers."""
    command = [
        program("uv", path),
        "pip",
        "sync",
        "--dry-run",
        f"--target={job.path('none')}",
    ]
    command += [*job.target.for_uv(), *options, os.path.abspath(path)]
    said = run(command, job.staging, *job.refusal("uv")).stderr
    rows = read_toml(path).get("packages", [])
    wheels: list[Wheel | None] = []
    mine = re.findall(r"(?m)^ \+ (\S+?)(?:==(\S+)| @ .*)$", said)
    for name, version in job.kept(mine, lambda one: str(one[0])):
        same = [row for row in rows if normalized(row["name"]) == name]
        same = [
            row for row in same if row.get("version", version) == version or not version
        ]
        if len(same) != 1:
            raise Failure(
                f"{shown(path)} has {len(same)} entries of {name} {version}, not one"
            )
        wheels.append(pick(same[0], path, job, {}))
    return [wheel for wheel in wheels if wheel]


# --- own code ---------------------------------------------------------------------------------


def build_own(directory: str, job: Job, by: str) -> Wheel:
    """Build one's own code as a pure wheel, of a copy of what is hashed and nothing else.

    The wheel is written anew: not compressed, without a line about what built it.
    """
    job.content.require(directory, "it is depended on", PROJECT)
    job.say(f"building a wheel of {shown(os.path.basename(directory))}")
    place = job.path(f"own-{len(os.listdir(job.staging))}")
    source, out = f"{place}/source", f"{place}/wheel"
    os.makedirs(out)
    for one in job.content.below(directory):
        os.makedirs(os.path.dirname(f"{source}/{one.name}"), exist_ok=True)
        shutil.copy(one.path, f"{source}/{one.name}")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        f"--wheel-dir={out}",
        source,
    ]
    if by == "uv":
        command = ["uv", "build", "--wheel", f"--out-dir={out}", source]
        command.append(f"--python={sys.executable}")
    do = "correct it; what its build backend needs comes from an index, or from --find-links"
    run(command, place, f"{shown(directory)} cannot be built", do)
    (name,) = (name for name in os.listdir(out) if name.endswith(".whl"))
    if not name.endswith("-none-any.whl"):
        raise Failure(f"{name} of own code holds compiled parts", do=BUILD_IT)
    entries, _ = contents(Wheel(name, "", "", data=mapped(f"{out}/{name}")))
    record = next(path for path in entries if path.endswith(b".dist-info/RECORD"))
    rows: list[list[Any]] = []
    for path, entry in sorted(entries.items()):
        data = entry.plain()
        if path.endswith(b".dist-info/WHEEL"):
            data = re.sub(rb"(?m)^Generator:.*\n", b"", data)
        entries[path] = stored(data, executable=entry.executable)
        text = (
            base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        )
        rows += [[path.decode(), f"sha256={text}", len(data)]] * (path != record)
    entries[record] = table([*rows, [record.decode(), "", ""]])
    with open(f"{place}/{name}", "wb") as opened:
        write(opened, entries)
    return Wheel(name, digest(opened.name), opened.name, own=True)


def table(rows: list[list[Any]]) -> Entry:
    """Write a RECORD."""
    import csv

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return stored(out.getvalue().encode(), executable=False)


# --- fetch ------------------------------------------------------------------------------------

UNUSED_FOR, LEFT_FOR = 60 * 24 * 3600, 24 * 3600  # seconds: wheels, leftovers


def fetch_all(wheels: list[Wheel], job: Job, said: Requirements | None) -> list[Wheel]:
    """Fetch wheels, several at a time; give them with their content, sorted by name."""
    from concurrent.futures import ThreadPoolExecutor

    check_size("compressed", [(wheel.label, wheel.size) for wheel in wheels], job)
    root, known = cache_directory(job), logins(job, said.text if said else "")
    pool = ThreadPoolExecutor(8)
    try:
        ordered = sorted(wheels, key=lambda wheel: wheel.name)
        fetched = list(pool.map(lambda wheel: fetch(wheel, root, job, known), ordered))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    for entry in os.scandir(root):
        with contextlib.suppress(OSError):
            if entry.stat().st_mtime < time.time() - UNUSED_FOR:
                os.unlink(entry.path)
    for wheel in fetched:
        if said:
            check_hashes(wheel, said)
    return fetched


def cache_directory(job: Job) -> str:
    """Make the directory of the cache, or one for this run where the user can have none."""
    home = os.path.expanduser("~")
    root = os.environ.get("XDG_CACHE_HOME") or f"{home}/.cache"
    root = f"{home}/Library/Caches" if sys.platform == "darwin" else root
    root = os.path.join(
        os.path.abspath(job.asked.cache_dir or f"{root}/lambda-package"), "v2"
    )
    try:
        os.makedirs(root, mode=0o700, exist_ok=True)
        if not os.access(root, os.W_OK | os.X_OK):
            raise PermissionError(0, "it cannot be written")
    except OSError as error:
        job.say(
            f"wheels are not kept: the cache directory cannot be used ({error.strerror})"
        )
        os.makedirs(root := job.path("cache"))
    return root


def fetch(wheel: Wheel, root: str, job: Job, known: dict[str, str]) -> Wheel:
    """Give a wheel from the cache, this machine or the index; never another than was chosen."""
    kept = os.path.join(root, f"{wheel.sha256}.whl")
    if wheel.sha256 and os.path.isfile(kept):
        data = mapped(kept)
        if hashlib.sha256(data).hexdigest() == wheel.sha256:
            os.utime(kept)
            return wheel._replace(data=data)
    temporary = os.path.join(root, f"{os.urandom(8).hex()}.tmp")
    try:
        if re.match("https?:", wheel.location):
            download(wheel, temporary, known)
        else:
            shutil.copyfile(wheel.location, temporary)
        found = digest(temporary)
        if wheel.sha256 not in ("", found):
            message = f"the wheel {wheel.filename} is not the file that the index or lock describes"
            raise Failure(message, f"sha256 {found}, expected {wheel.sha256}")
        wheel = wheel._replace(sha256=found, data=mapped(temporary))
        check(wheel, temporary)
        os.replace(temporary, os.path.join(root, f"{found}.whl"))
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    job.say(f"{wheel.label}: wheel of {len(wheel.data):,} bytes fetched and checked")
    return wheel


def mapped(path: str) -> bytes | mmap.mmap:
    """Give the content of a file, which stays the same when the file is replaced."""
    with open(path, "rb") as opened:
        size = os.fstat(opened.fileno()).st_size
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if size else b""


def logins(job: Job, lines: str) -> dict[str, str]:
    """Find the log-ins for hosts of indexes, which uv keeps to itself.

    They are in URLs, of settings and requirements, or in UV_INDEX_NAME_USERNAME and _PASSWORD.
    """
    from urllib.parse import quote, urlsplit

    text = expanded("\n".join([lines, *settings("UV", job.directory).values()]))
    places = re.findall(r"(?:([\w.-]+)=)?(https?://[^\s\"',\]]+)", text)
    for part in re.split(r"\[\[(?:tool\.uv\.)?index\]\]", text)[1:]:
        fields = dict(
            re.findall(
                r"(?m)^\s*(name|url)\s*=\s*[\"'](.+?)[\"']", part.split("\n[")[0]
            )
        )
        places.append((fields.get("name", ""), fields.get("url", "")))
    result: dict[str, str] = {}
    for name, url in places:
        login, _, host = urlsplit(url).netloc.rpartition("@")
        variable = "UV_INDEX_" + re.sub("[^A-Z0-9]", "_", name.upper())
        given = [
            os.environ.get(f"{variable}_{part}", "")
            for part in ("USERNAME", "PASSWORD")
        ]
        if login or (name and given[0]):
            result[host] = login or ":".join(quote(word, "") for word in given)
    return result


def download(wheel: Wheel, path: str, known: dict[str, str]) -> None:
    """Download a wheel, with the log-in of its URL, of its index, of netrc, or none."""
    import netrc
    import urllib.request
    from http.client import HTTPException
    from urllib.parse import unquote, urlsplit

    own, _, host = urlsplit(wheel.location).netloc.rpartition("@")
    name, _, password = map(unquote, (own or known.get(host, "")).partition(":"))
    with contextlib.suppress(OSError, netrc.NetrcParseError):
        machine = urlsplit(wheel.location).hostname or ""
        stated = netrc.netrc(os.environ.get("NETRC")).authenticators(machine)
        name, password = (
            (name, password) if name or not stated else (stated[0], stated[2] or "")
        )
    url, why = wheel.location.replace(f"{own}@", "", 1) if own else wheel.location, ""
    asked = urllib.request.Request(url, headers={"User-Agent": "package.sh"})
    if name:
        login = base64.b64encode(f"{name}:{password}".encode()).decode()
        asked.add_unredirected_header("Authorization", f"Basic {login}")
    for _ in range(3):
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                with open(path, "wb") as out:
                    shutil.copyfileobj(answer, out, BLOCK)
            return  # noqa: TRY300 - it is there
        except (OSError, ValueError, HTTPException) as error:
            why = f"{url}: {error}"
    do = "check the network, the proxy and the log-in, or let pip fetch it (PACKAGE_RESOLVER=pip)"
    raise Failure(
        f"the wheel {wheel.filename} cannot be downloaded", *masked(why), do=do
    )


def check_hashes(wheel: Wheel, said: Requirements) -> None:
    """Hold a wheel against the hashes of the requirements, as pip's hash-checking mode does."""
    pins = said.hashes.get(wheel.name, set())
    kinds = {pin.partition(":")[0] for pin in pins} & hashlib.algorithms_available
    if said.hashing and not pins and not wheel.own:
        do = "lock the whole set, as uv pip compile --generate-hashes does"
        raise Failure(
            f"{wheel.label} has no hash in the requirements, while it is needed", do=do
        )
    if pins and not pins & {
        f"{kind}:{hashlib.new(kind, wheel.data).hexdigest()}" for kind in kinds
    }:
        message = f"no wheel of {wheel.label} has a hash that the requirements allow"
        raise Failure(message, do="find out why the files differ, and lock again")


# --- entries ----------------------------------------------------------------------------------

STORED, DEFLATED = 0, 8
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
        """Unpack a file."""
        return (
            bytes(self.data)
            if self.method == STORED
            else zlib.decompress(self.data, -15)
        )


def stored(data: bytes, *, executable: bool) -> Entry:
    """Make the entry of a file that is not compressed."""
    return Entry(STORED, zlib.crc32(data), len(data), executable, data)


def broken(wheel: Wheel, why: str) -> Failure:
    """Say that a wheel is not sound."""
    return Failure(f"the wheel {shown(wheel.filename)} is damaged or malformed", why)


def contents(wheel: Wheel) -> tuple[dict[bytes, Entry], list[str]]:
    """Give what of a wheel (PEP 427) is packaged, compressed as it is, and its commands."""
    import csv
    from zipfile import ZipFile

    with ZipFile(wheel.data) as archive:
        infos = archive.infolist()
    tops = {info.filename.split("/")[0] for info in infos if "/" in info.filename}
    stems = [top for top in tops if top.endswith(".dist-info")]
    if len(stems) != 1 or not any(
        info.filename == f"{stems[0]}/METADATA" for info in infos
    ):
        raise broken(wheel, "it has not one .dist-info directory with METADATA")
    entries: dict[bytes, Entry] = {}
    moved: dict[str, str] = {}
    commands: set[str] = set()
    for info in infos:
        place = destination(wheel, info.filename, stems[0], commands)
        if place is not None and place.encode() in entries:
            raise broken(wheel, f"two members become {shown(place)}")
        if place is not None:
            moved[info.filename], entries[place.encode()] = place, member(wheel, info)
    points, record = (
        f"{stems[0]}/{name}".encode() for name in ("entry_points.txt", "RECORD")
    )
    text = (
        entries[points].plain().decode("utf-8", "replace") if points in entries else ""
    )
    for body in re.findall(
        r"(?ms)^\s*\[\s*(?:console|gui)_scripts\s*\](.*?)(?=^\s*\[|\Z)", text
    ):
        commands.update(re.findall(r"(?m)^\s*([^\s#;=][^=\n]*?)\s*=", body))
    if record in entries:  # without one, importlib.metadata knows no files
        lines = entries[record].plain().decode("utf-8", "replace").splitlines()
        rows = [row for row in csv.reader(lines) if row]
        kept = [[moved[row[0]], *row[1:]] for row in rows if row[0] in moved]
        entries[record] = entries[record] if kept == rows else table(kept)
    return entries, sorted(commands)


def destination(wheel: Wheel, name: str, info: str, commands: set[str]) -> str | None:
    """Tell where a member goes, or None if it is left out; commands are collected."""
    parts = name.rstrip("/").split("/")
    if (
        name.startswith("/")
        or "\\" in name
        or name[1:2] == ":"
        or {"", ".", ".."} & {*parts}
    ):
        raise broken(wheel, f"its member {shown(name)} leads out of the package")
    if (
        name.endswith("/")
        or "__pycache__" in parts
        or parts in ([info, own] for own in INSTALLERS)
    ):
        return None
    if parts[0].endswith(".data"):
        scheme, parts = "/".join(parts[1:2]), parts[2:]
        if (
            scheme not in ("purelib", "platlib", "data", "scripts", "headers")
            or not parts
        ):
            raise broken(wheel, f"its member {shown(name)} has an unknown place")
        # Commands carry the builder's shebang, and nothing in Lambda calls them.
        if scheme == "scripts" or (scheme, parts[0]) == ("data", "bin"):
            commands.add(parts[-1])
            return None
        if scheme == "headers":
            return None
    return "/".join(parts)


def member(wheel: Wheel, info: Any) -> Entry:  # noqa: ANN401 - a ZipInfo
    """Find the compressed bytes of a member."""
    if info.compress_type not in (STORED, DEFLATED):
        raise broken(
            wheel, f"its member {shown(info.filename)} is neither deflated nor stored"
        )
    start = info.header_offset + 30
    start += sum(struct.unpack_from("<2H", wheel.data, start - 4))
    packed = memoryview(wheel.data)[start : start + info.compress_size]
    executable = bool(info.external_attr >> 16 & 0o111)
    return Entry(info.compress_type, info.CRC, info.file_size, executable, packed)


def check(wheel: Wheel, path: str) -> None:
    """Read all of a new wheel: each member has a place, and the size and CRC-32 it declares."""
    from zipfile import BadZipFile, ZipFile

    faults = (
        BadZipFile,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        struct.error,
        zlib.error,
    )
    try:
        with ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist())
            damaged = archive.testzip() if size <= LIMIT else None
    except faults as error:
        raise broken(wheel, str(error)) from error
    if size > LIMIT:
        raise Failure(
            f"{wheel.filename} alone is larger than Lambda takes ({LIMIT:,} bytes)"
        )
    if damaged:
        raise broken(wheel, f"its member {shown(damaged)} has a wrong CRC-32 or header")
    contents(wheel)


# --- package ----------------------------------------------------------------------------------


def merge(
    job: Job, wheels: list[Wheel]
) -> tuple[dict[bytes, Entry], list[dict[str, Any]]]:
    """Decide whose file stands at each path: the source's, then the first package's by name."""
    source = job.content.source
    own = {os.fsencode(file.name) for file in source}
    above = {parent for name in own for parent in parents(name)}
    tops = {name.partition(b"/")[0] for name in own}
    entries: dict[bytes, Entry] = {}
    owner: dict[bytes, str] = {}
    packages: list[dict[str, Any]] = []  # as the report has them
    for wheel in wheels:
        found, commands = contents(wheel)
        names = sorted(found)
        mixed = [name for name in names if name.partition(b"/")[0] in tops]
        hidden = [
            n for n in mixed if n in own or n in above or not own.isdisjoint(parents(n))
        ]
        new = {
            name: found[name]
            for name in names
            if name not in entries and name not in hidden
        }
        same = {name: found[name] for name in names if name in entries}
        others = [n for n, entry in same.items() if entry[1:3] != entries[n][1:3]]
        if hidden:
            job.warn(f"your source replaces files of {wheel.label}: {few(hidden)}")
        for other in sorted({owner[name] for name in others}):
            theirs = few([name for name in others if owner[name] == other])
            both = f"{other} and {wheel.name} hold different files of one name"
            job.warn(f"{both}, that of {other} is taken: {theirs}")
        entries |= new
        owner |= dict.fromkeys(new, wheel.name)
        packages.append({
            "name": wheel.name, "version": wheel.label.partition(" ")[2], "wheel": wheel.filename,
            "sha256": wheel.sha256, "files": len(new), "commands_left_out": commands,
            "unzipped_size": sum(entry.size for entry in new.values()),
        })  # fmt: skip
    folders = {parent: name for name in entries for parent in parents(name)}
    for name in sorted(folders.keys() & entries.keys()):
        message = f"{few([name])} is a file in one package and a directory in another"
        raise Failure(
            message, few([folders[name]]), do="remove one of the two packages"
        )
    return entries, packages


def parents(name: bytes) -> list[bytes]:
    """Give the directories that a file lies in."""
    return [name[: slash.start()] for slash in re.finditer(b"/", name)]


def check_size(how: str, sizes: list[tuple[str, int]], job: Job) -> None:
    """Hold the package against Lambda's limit; warn from 80 % of it."""
    job.unzipped = sum(size for _, size in sizes)
    if job.unzipped > LIMIT:
        message = f"the package is {job.unzipped:,} bytes {how}, "
        message += f"Lambda takes at most {LIMIT:,} unzipped"
        do = "leave out the largest packages or files, or use a container image (limit 10 GB)"
        largest = sorted(sizes, key=lambda pair: -pair[1])[:10]
        raise Failure(
            message, *(f"{label}: {size:,} bytes" for label, size in largest), do=do
        )
    if job.unzipped * 10 >= LIMIT * 8 and how == "unzipped":
        share = f"{job.unzipped * 100 // LIMIT} % of what Lambda takes with its layers ({LIMIT:,})"
        job.warn(f"the package is {job.unzipped:,} bytes unzipped, {share}")


def write(out: IO[bytes], entries: dict[bytes, Entry]) -> tuple[bytes, int]:
    """Write a zip (PKWARE's APPNOTE.TXT); give its SHA-256 and its length.

    Nothing of it tells who made it, when or where: names are sorted, dates are 1980-01-01, modes
    0644 or 0755, and there are no extra fields.
    """
    sha, directory, offset, count = hashlib.sha256(), list[bytes](), 0, len(entries)
    if count >= 0xFFFF:  # noqa: PLR2004 - more than a plain zip can count
        raise Failure(
            f"the package has {count:,} files, and a zip holds at most 65,534"
        )

    def put(data: bytes | memoryview) -> None:
        sha.update(data)
        out.write(data)

    for name in sorted(entries):
        method, crc, size, executable, data = entries[name]
        flags = 0 if name.isascii() else 0x800
        fields = (flags, method, 0, 0x21, crc, len(data), size, len(name), 0)
        common, mode = (
            struct.pack("<4H3L2H", *fields),
            0o100755 if executable else 0o100644,
        )
        put(b"PK\3\4\x14\0" + common + name)
        put(data)
        last = struct.pack("<3H2L", 0, 0, 0, mode << 16, offset)
        directory.append(b"PK\1\2\x14\3\x14\0" + common + last + name)
        offset += 30 + len(name) + len(data)
    tail = b"".join(directory)
    put(
        tail
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(tail), offset, 0)
    )
    return sha.digest(), offset + len(tail) + 22


# --- report -----------------------------------------------------------------------------------


def check_output(asked: argparse.Namespace) -> None:
    """Refuse an output that would become part of the source."""
    root, below = (
        os.path.realpath(asked.source_dir),
        Rules(asked.excludes, [], []).below,
    )
    parent = os.path.realpath(os.path.dirname(os.path.abspath(asked.output)))
    parts = os.path.relpath(parent, root).split(os.sep)
    if os.path.isdir(asked.output):
        raise Failure(f"the output {shown(asked.output)} is a directory", code=2)
    left_out = any(below("/".join(parts[: at + 1])) for at in range(len(parts)))
    if parts[0] != os.pardir and not left_out:
        message = f"the output {shown(asked.output)} lies in the source, where no exclude leaves it"
        raise Failure(f"{message} out", code=2)


@contextlib.contextmanager
def staging(output: str) -> Iterator[str]:
    """Give a private directory beside the output, removed however the run ends."""
    parent, name = os.path.split(os.path.abspath(output))
    path = os.path.join(parent, f".{name}.{os.urandom(8).hex()}.staging")
    os.makedirs(parent, exist_ok=True)
    os.mkdir(path, 0o700)
    try:
        for entry in os.scandir(parent):  # what killed runs left, days ago
            if not (
                entry.name.startswith(f".{name}.") and entry.name.endswith(".staging")
            ):
                continue
            with contextlib.suppress(OSError):  # a run that ends removes its own
                if time.time() - entry.stat().st_mtime > LEFT_FOR:
                    shutil.rmtree(entry.path, ignore_errors=True)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def publish(job: Job) -> None:
    """Move package and report into place, and remove packages of the same name and another hash."""
    output = os.path.abspath(job.asked.output)
    parent, name = os.path.split(output)
    lock = os.open(parent, os.O_RDONLY)
    with contextlib.suppress(OSError):  # some network file systems have no locks
        fcntl.flock(lock, fcntl.LOCK_EX)  # so that both are of one run
    os.replace(job.path("package.zip"), output)
    os.replace(job.path("report.json"), f"{output}.json")
    os.close(lock)
    hashed = re.fullmatch(r"(.*-)[0-9a-f]{64}\.zip", name, re.DOTALL)
    former = re.escape(hashed[1]) + r"[0-9a-f]{64}\.zip(\.json)?" if hashed else "(?!)"
    for entry in os.listdir(parent):
        if re.fullmatch(former, entry) and not entry.startswith(name):
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(parent, entry))


def report(
    sha: bytes, size: int, files: int, packages: list[dict[str, Any]], job: Job
) -> str:
    """Describe the package without times and paths: the same package has the same report."""
    described = {
        "format": 1, "sha256": base64.b64encode(sha).decode(),  # as Lambda reports CodeSha256
        "size": size, "unzipped_size": job.unzipped, "files": files,
        "python_version": job.target.runtime, "architecture": job.target.architecture,
        "packages": packages, "warnings": job.warnings,
    }  # fmt: skip
    return json.dumps(described, indent=2) + "\n"


def preflight(job: Job) -> None:
    """Check of the dependencies what can be known without resolving."""
    kind, path = stated(job.asked.requirements_file)
    if kind in ("uv.lock", "pylock.toml"):
        program("uv", path)
    elif kind == "requirements":
        said = Requirements(path, job)
        if not said.empty and resolver(job, said.text) == "pip":
            pip(["--help"], job, {})


def build(asked: argparse.Namespace) -> None:
    """Build the package and its report in a private directory, then move them into place."""
    check_output(asked)
    job = Job(asked)
    if job.content.hidden:
        hidden = few(job.content.hidden)
        job.warn(f"left out as secrets, unless package_includes names them: {hidden}")
    if asked.preflight:
        return preflight(job) if asked.requirements_file else None
    with staging(asked.output) as job.staging:
        wheels, said = choose(job) if asked.requirements_file else ([], None)
        for name in {*asked.selection.omit} - job.omitted:
            job.warn(
                f"dependency_selection omits {shown(name)}, which is not there anyway"
            )
        fetched = fetch_all(wheels, job, said) if wheels else []
        entries, packages = merge(job, fetched)
        own = sum(file.size for file in job.content.source)
        sizes = [
            (f"{row['name']} {row['version']}", row["unzipped_size"])
            for row in packages
        ]
        check_size("unzipped", [("your source", own), *sizes], job)
        for file in job.content.source:
            with open(file.path, "rb") as opened:
                data = opened.read()
            hashed = job.content.hashes.get(file.path)
            if len(data) != file.size or hashed not in (
                None,
                hashlib.sha256(data).hexdigest(),
            ):
                raise Failure(
                    f"{shown(file.name)} in the source changed while it was packaged"
                )
            entries[os.fsencode(file.name)] = stored(data, executable=file.executable)
        with open(job.path("package.zip"), "wb") as out:
            sha, size = write(out, entries)
        with open(job.path("report.json"), "w", encoding="utf-8") as text:
            text.write(report(sha, size, len(entries), packages, job))
        publish(job)
    for row in packages:
        told = f"{row['name']} {row['version']}: {row['files']} files"
        left = f"; commands left out: {few(row['commands_left_out'])}"
        told += f", {row['unzipped_size']:,} bytes unzipped"
        job.say(told + left * bool(row["commands_left_out"]))
    line = f"{size:,} bytes, {job.unzipped:,} unzipped, {len(entries)} files"
    line += f", {len(fetched)} packages, {time.monotonic() - job.start:.2f} s"
    print(f"package.sh: {asked.output}: {line}", file=sys.stderr)
    return None


def main(arguments: list[str]) -> int:
    """Build what is asked for; give the exit code: 0 built, 1 cannot be packaged, 2 wrong usage."""

    def handle(handler: Any) -> None:  # noqa: ANN401 - typeshed's name of it is private
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, handler)

    def stop(number: int, _frame: object) -> None:
        handle(signal.SIG_IGN)  # the next ones come too late
        raise KeyboardInterrupt(number)

    handle(stop)
    try:
        build(ask(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    except Failure as error:
        print(f"package.sh: {error}", file=sys.stderr)
        return error.code
    except (OSError, MemoryError) as error:
        print(
            f"package.sh: error: the system refuses: {error or 'no memory'}",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt as interruption:
        number = signal.Signals(interruption.args[0])
        print(f"package.sh: stopped by {number.name}, nothing written", file=sys.stderr)
        # Ends as the signal would have ended it, so that the caller sees that it did.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    with contextlib.suppress(
        OSError, AttributeError
    ):  # nobody reads it, or nobody ever did
        sys.stdout.flush()
        sys.stderr.flush()
    # All is done: nobody waits for threads that wait for a server.
    os._exit(code)
