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

Row = dict[str, Any]  # what a lock or the report says of a package
Pins = dict[str, set[str]]  # normalized name -> hashes with their kinds
LIMIT = 262_144_000  # bytes unzipped: AWS Lambda's quota, all layers included
MOST = 5  # names in a message
BLOCK, DAY = 1 << 20, 24 * 3600  # bytes that are read at once, seconds
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
BUILD_IT = "build a wheel, and serve it from an index, --find-links or an address"


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
    items = json.loads(text)
    if type(items) is not list or not all(type(i) is str and i for i in items):
        raise ValueError
    return list(items)


class Selection(NamedTuple):
    """What of a project is packaged: a workspace member, extras, groups; what is left out."""

    member: str | None = None
    extras: Iterable[str] = ()
    groups: Iterable[str] = ()
    omit: Iterable[str] = ()

    def options(self, extra: str = "--extra", group: str = "--group") -> list[str]:
        """Give the options that make a tool select extras and groups."""
        groups = [f"{group}={name}" for name in self.groups]
        return [f"{extra}={name}" for name in self.extras] + groups


def selection(text: str) -> Selection:
    """Read the JSON object of the variable dependency_selection."""
    member, *lists = Selection(**json.loads(text))
    names = strings(json.dumps([member] if member else []))
    extras, groups, omit = (strings(json.dumps(one or [])) for one in lists)
    return Selection("".join(names), extras, groups, {*map(normalized, omit)})


def ask(arguments: list[str]) -> argparse.Namespace:
    """Read the options and, for those that are not given, their variables."""
    end = "Exit codes: 0 built, 1 cannot be packaged, 2 wrong usage. PACKAGE_PYTHON: the Python."
    usage, given = "package.sh [OPTION]...", list[str]()
    cli = argparse.ArgumentParser("package.sh", usage, __doc__, end, allow_abbrev=False)

    def option(name: str, default: str | None, text: str, **how: Any) -> None:
        variable = "PACKAGE_" + name.upper().replace("-", "_")
        value = os.environ.get(variable)
        given.extend([f"--{name}={value}"] * bool(value))
        how |= {"default": default, "required": default is None, "metavar": variable}
        text += f" [{default}]" * bool(default)
        cli.add_argument(f"--{name}", help=text, **how)

    option("source-dir", None, "directory with the function's code")
    option("requirements-file", "", "requirements, pyproject.toml, lock; empty: none")
    option("python-version", None, "runtime, such as python3.12", choices=RUNTIMES)
    option("architecture", "x86_64", "of the function", choices=["x86_64", "arm64"])
    option("output", None, "zip to write; a report goes beside it, with .json")
    option("excludes", json.dumps(NEVER + EXCLUDES), "patterns left out", type=strings)
    option("secrets", json.dumps(SECRETS), "what looks like a secret", type=strings)
    option("includes", json.dumps(CODE), "of this, what is packaged", type=strings)
    option("inputs", "[]", "what is hashed beside the source", type=strings)
    option("content-hash", "", "SHA-256 of what was hashed; empty: not compared")
    option("content-digests", "", "four digits of each of its lines")
    option("selection", "{}", "member, extras, groups, omit", type=selection)
    option("resolver", "auto", "auto: uv where it is", choices=["auto", "uv", "pip"])
    option("cache-dir", "", "where wheels are kept")
    quiet = {"choices": ["0", "1"], "nargs": "?", "const": "1"}
    option("quiet", "0", "one line, warnings and errors", **quiet)
    cli.add_argument("-q", action="store_const", const="1", dest="quiet")
    told = "check, resolve and build nothing"
    cli.add_argument("--preflight", action="store_true", help=told)
    return cli.parse_args(given + arguments)


# --- target -----------------------------------------------------------------------------------

# The marker environment (PEP 508) of a runtime; its kernel is not known before it runs.
MARKERS = (
    "implementation_name=cpython implementation_version={0.version} os_name=posix "
    "platform_machine={0.machine} platform_python_implementation=CPython platform_release= "
    "platform_system=Linux platform_version= python_full_version={0.version} "
    "python_version=3.{0.minor} sys_platform=linux"
)
WHEEL = re.compile(r"[^-]+-[^-]+(?:-(\d+)([^-]*))?-([^-]+)-([^-]+)-([^-]+)\.whl")


def normalized(name: str) -> str:
    """Give a distribution's name in the one form that compares equal (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Target:
    """A runtime on an architecture: its wheel tags (PEP 425, PEP 600) and its markers."""

    def __init__(self, runtime: str, architecture: str) -> None:
        self.runtime, self.architecture = runtime, architecture
        self.version, glibc = RUNTIMES[runtime]
        self.machine = "aarch64" if architecture == "arm64" else architecture
        self.minor = int(runtime.partition(".")[2])
        self.abi = f"cp3{self.minor}"
        # A wheel carries the tag of the oldest glibc that it runs on; "linux" promises nothing.
        names = [f"manylinux_2_{m}" for m in range(glibc, 16, -1)] + ["manylinux2014"]
        if self.machine == "x86_64":
            names += ["manylinux_2_12", "manylinux2010", "manylinux_2_5", "manylinux1"]
        self.platforms = [f"{name}_{self.machine}" for name in names]
        self.ranks = {tag: at for at, tag in enumerate(self.tags())}
        self.markers = dict(p.split("=") for p in MARKERS.format(self).split())
        # uv knows no glibc 2.26 and takes the next newer one.
        self.for_uv = [f"--python={sys.executable}", f"--python-version={self.version}"]
        platform = f"{self.machine}-manylinux_2_{max(glibc, 28)}"
        self.for_uv += [f"--python-platform={platform}"]

    def __str__(self) -> str:
        return f"{self.runtime} on {self.architecture}"

    def tags(self) -> list[str]:
        """List the tags that the runtime can load, in pip's order."""
        on, older = self.platforms, range(self.minor - 1, -1, -1)
        pythons = [f"py3{self.minor}", "py3", *(f"py3{minor}" for minor in older)]
        tags = [f"{self.abi}-{a}-{p}" for a in (self.abi, "abi3", "none") for p in on]
        tags += [f"cp3{minor}-abi3-{p}" for minor in older if minor > 1 for p in on]
        tags += [f"{python}-none-{p}" for python in pythons for p in on]
        return tags + [f"{python}-none-any" for python in [self.abi, *pythons]]

    def rank(self, filename: str) -> tuple[int, int, str] | None:
        """Give a key by which the best wheel sorts first, or None if it cannot be loaded."""
        match = WHEEL.fullmatch(filename)
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
    *above, last = [p for p in pattern.split("/") if p not in ("", ".")] or [".."]
    if re.search(r"[\[\]{}\\]", pattern) or ".." in (*above, last):
        why = "only *, ? and ** have a meaning, within the directory"
        raise Failure(f"pattern {pattern!r}: {why}", code=2)

    def within(part: str) -> str:
        return re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]")

    heads = ("(?:[^/]+/)*" if p == "**" else f"{within(p)}/" for p in above)
    return "".join(heads) + (".+" if last == "**" else within(last))


def matcher(patterns: list[str]) -> re.Pattern[str]:
    """Translate patterns into one expression for whole names."""
    return re.compile("|".join(map(expression, patterns)) or "(?!)", re.DOTALL)


class Rules:
    """Which files are packaged: no exclude matches, and no secret's pattern, or an include too."""

    def __init__(self, excludes: list[str], *secrets_and_includes: list[str]) -> None:
        trees = [p[: -len("/**")] for p in excludes if p.endswith("/**")]
        lists = (excludes, trees, *(secrets_and_includes or ([], [])))
        matches = (matcher(patterns).fullmatch for patterns in lists)
        self.excluded, self.below, self.secret, self.included = matches

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
    """List files as Terraform's fileset() does; what rules leave in must be fit for a package."""
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
            raise Failure(f"the source {shown(root)} is no directory")
        rules = Rules(asked.excludes, asked.secrets, asked.includes)
        found = walk(root, rules)
        self.source = [file for file in found if not rules.hides(file.name)]
        self.hidden = [file.name for file in found if rules.hides(file.name)]
        if not self.source:
            raise Failure(f"the directory {shown(root)} holds no file to package")
        self.files = self.source + [f for item in asked.inputs for f in listed(item)]
        self.identities = {file.identity for file in self.files}
        self.hashes: dict[str, str] = {}
        if self.given:
            self.hashes = {file.path: digest(file.path) for file in self.files}
            self.compare(asked.content_hash, re.findall("....", asked.content_digests))

    def compare(self, content_hash: str, then: list[str]) -> None:
        """Refuse files that are not those of the plan, and name those that changed."""
        rows = (f"{self.hashes[file.path]}  {file.name}\n" for file in self.files)
        lines = [row.encode() for row in rows]
        if hashlib.sha256(b"".join(lines)).hexdigest() == content_hash:
            return
        now = [hashlib.sha256(line).hexdigest()[:4] for line in lines]
        both = zip(self.files, now, then)
        told = [f"{shown(file.path)} changed" for file, new, old in both if new != old]
        if then and len(now) != len(then):
            told = [f"{len(now)} files are there, {len(then)} were hashed"]
        message = "the files are not those that Terraform hashed when it planned"
        do = "plan again, when nothing writes to them"
        raise Failure(message, *told[:MOST], do=do)

    def require(self, path: str, why: str, kinds: tuple[str, ...] = ARCHIVES) -> None:
        """Refuse a file, or those of a directory, that is read and that Terraform did not hash."""
        places = [path]
        if not os.path.exists(path):
            raise Failure(f"{shown(path)} does not exist", why)
        if os.path.isdir(path):
            places = [os.path.join(path, name) for name in sorted(os.listdir(path))]
            places = [place for place in places if place.endswith(kinds)]
        for place in places if self.given else ():
            if described("", place).identity not in self.identities:
                message = f"{shown(place)} is not hashed, so that a change would not be deployed"
                do = "add it, or its directory, to package_inputs (PACKAGE_INPUTS)"
                if kinds == PROJECT:
                    do += "; of the function's own project: uv export --no-emit-project"
                raise Failure(message, why, do=do)

    def below(self, directory: str) -> list[File]:
        """List the hashed files of a directory, or all where nothing was hashed."""
        left_out = Rules(NEVER + EXCLUDES)
        if not self.given:
            return walk(directory, left_out)
        root, places = os.path.realpath(directory), (f.path for f in self.files)
        names = {os.path.relpath(os.path.realpath(path), root) for path in places}
        own = [name for name in sorted(names) if not name.startswith("../")]
        own = [name for name in own if not left_out.skips(name, stat.S_IFREG)]
        return [described(name, os.path.join(root, name)) for name in own]


def listed(item: str) -> list[File]:
    """List the files of an item of PACKAGE_INPUTS: a file, all of a directory, or a glob."""
    if os.path.isfile(item):
        return [described(os.path.basename(item), item)]
    base = re.split(r"[^/]*[*?]", item, maxsplit=1)[0]  # what no glob is in
    wanted, base = matcher([item[len(base) :] or "**"]), base or "."
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
        self.target = Target(asked.python_version, asked.architecture)
        self.content = Content(asked)
        self.directory = os.path.dirname(os.path.abspath(asked.requirements_file))
        self.warnings: list[str] = []
        self.omitted: set[str] = set()
        self.unzipped = 0

    def say(self, text: str) -> None:
        """Tell a person what is being done."""
        if self.asked.quiet == "0":
            passed = f"{time.monotonic() - self.start:6.2f} s"
            print(f"{passed}  {text}", file=sys.stderr, flush=True)

    def warn(self, text: str) -> None:
        """Tell what the user should know, and keep it for the report."""
        self.warnings.append(text)
        print(f"package.sh: warning: {text}", file=sys.stderr)

    def kept(self, items: list[Any], name_of: Callable[[Any], str]) -> list[Any]:
        """Leave out what dependency_selection omits."""
        names = [normalized(name_of(item)) for item in items]
        self.omitted |= {*names} & self.asked.selection.omit
        return [item for item, n in zip(items, names) if n not in self.omitted]

    def refusal(self, tool: str) -> tuple[str, str]:
        """Say that a tool refuses, and what to do about it; the tool says why."""
        asked = f"{shown(self.asked.requirements_file)} for {self.target}"
        do = "correct the requirements or the indexes, as it says"
        return f"{tool} finds no set of wheels of {asked}", do


# --- requirements -----------------------------------------------------------------------------

OPTION = re.compile(
    r"(?:-([rcef])\s*|--(requirement|constraint|editable|find-links)(?:\s*=\s*|\s+))(.+)"
)
HASH = re.compile(r"(?:\s--hash[= ]\s*|[#&])(\w+)[:=]([0-9a-fA-F]{32,})")
NAMED = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*@\s*")


class Requirements:
    """What of requirements is not left to resolvers: what they read, would build, and hashes."""

    def __init__(self, path: str, job: Job, called: str = "") -> None:
        self.path, self.called = os.path.abspath(path), called
        self.content, self.directory = job.content, job.directory
        self.text, self.empty, self.own = "", True, list[str]()
        self.hashes: Pins = {}
        self.read(path, ())
        asked = (os.environ.get(f"{tool}_REQUIRE_HASHES", "") for tool in ("PIP", "UV"))
        self.hashing = not {*map(str.lower, asked)} <= {"", "0", "false", "no", "off"}
        self.hashing |= bool(re.search(r"(?m)\s--hash|^--require-hashes", self.text))

    def read(self, path: str, above: tuple[str, ...]) -> None:
        """Read a file and what it includes."""
        if path in above:
            raise Failure(f"the requirements file {shown(path)} includes itself")
        if not self.called and os.path.isfile(path):
            why = f"{above[-1]} includes it" if above else "it is asked for"
            self.content.require(path, why)
        for number, line in logical_lines(read(path)):
            self.text += f"{line}\n"
            where = f"{self.called or shown(os.path.basename(path))} line {number}"
            option = OPTION.fullmatch(line)
            kind = (option[1] or option[2])[0] if option else ""
            place = option[3].strip("'\"") if option else line
            beside = located(place, os.path.dirname(path))
            address = re.match("https?:", place)
            if kind in ("r", "c") and address:
                do = "download the file and include that: what an address gives cannot be hashed"
                raise Failure(f"{where} includes an address: {masked(line)[0]}", do=do)
            if kind in ("r", "c"):
                self.read(beside, (*above, path))
            elif kind == "f" and not address:
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
        place = re.split(r"\s;|;\s|[?#]", bare[named.end() :] if named else bare)[0]
        place = re.sub(r"\[[^\]]*\]$", "", place.strip())
        local = named or re.match(r"\.|\w+:|.*/", place) or place.endswith(ARCHIVES)
        stem = named[1] if named else os.path.basename(place).split("-")[0]
        name = normalized(stem if local else re.split(r"[^\w.-]", bare)[0])
        for kind, pin in HASH.findall(line):
            self.hashes.setdefault(name, set()).add(f"{kind}:{pin}".lower())
        if not local or re.match(r"https?://.*\.whl$", place):
            return
        path, told = located(place, self.directory), f"{where}: {masked(bare)[0]}"
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
    name = re.compile(r"\$\{([A-Z0-9_]+)\}")
    return name.sub(lambda match: os.environ.get(match[1]) or match[0], text)


def located(place: str, base: str) -> str:
    """Give the path that a path, or a file URL, leads to from a directory."""
    from urllib.parse import unquote

    if place.startswith("file:"):
        place = unquote(re.sub(r"^file:(//[^/]*(?=/))?", "", place))
    return os.path.normpath(os.path.join(base, place))


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
Ended = subprocess.CompletedProcess[str]
NO_PIP, NOT_TAKEN = 96, 97  # how the text below for pip ends
# What settings say of where packages come from, of more than one index, of directories.
INDEX = re.compile(
    r"(?m)^\s*(\[\[(tool\.uv\.)?index\]\]|((default-|extra-)?index(-url)?|find-links|no-index)\s*[=:])"
)
SEVERAL = re.compile(
    r"(?m)^\s*(\[\[(tool\.uv\.)?index\]\](?![^\[]*default\s*=\s*true)|index\s*=|(--)?extra-index-url)"
)
LINKS = re.compile(r"(?m)^\s*find-links\s*[=:]\s*(\[[^\]]*\]|.*(?:\n[ \t]+\S.*)*)")


def run(command: list[str], place: str, fails: str, do: str, *found: str) -> Ended:
    """Run a tool without settings meant for other runs; if it fails, tell its last words."""
    kept = {n: value for n, value in os.environ.items() if not NOT_OURS.fullmatch(n)}
    kept |= dict(part.split("=") for part in OURS.split())
    ended = subprocess.run(
        command, cwd=place, env=kept, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    if ended.returncode not in (0, NO_PIP, NOT_TAKEN):
        raise Failure(fails, *masked(ended.stderr)[-12:], *found, do=do)
    return ended


def program(name: str, path: str) -> str:
    """Find the tool without which a file cannot be read."""
    found = shutil.which(name)
    if found is None:
        do = f"install {name}, or name a requirements file that {name} exports"
        raise Failure(f"{shown(path)} is read by {name}, which was not found", do=do)
    return found


def pythons() -> list[str]:
    """List the Pythons that may have a pip."""
    names = ["python3", *(f"python3.{minor}" for minor in range(14, 8, -1)), "python"]
    found = filter(None, map(shutil.which, names))
    return list(dict.fromkeys([sys.executable, *found]))


def settings(tool: str, directory: str) -> dict[str, str]:
    """Give what a tool is told of indexes: by its variables, and by the text of its files.

    https://pip.pypa.io/en/stable/topics/configuration/
    https://docs.astral.sh/uv/concepts/configuration-files/
    """
    home, named = os.path.expanduser("~"), os.environ.get(f"{tool}_CONFIG_FILE", "")
    own = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    shared = [*(os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"), own]
    if tool == "PIP":
        mac, parent = "/Library/Application Support", os.path.dirname
        files = [f"{place}/pip/pip.conf" for place in [*shared, mac, home + mac]]
        files += ["/etc/pip.conf", f"{home}/.pip/pip.conf"]
        files += [f"{parent(parent(python))}/pip.conf" for python in pythons()]
    else:
        files = ["/etc/uv/uv.toml", *(f"{place}/uv/uv.toml" for place in shared)]
        for above in map(os.fsdecode, parents(os.fsencode(f"{directory}/"))):
            files += [f"{above}/uv.toml", f"{above}/pyproject.toml"]
    texts, names = {"": ""}, "default-index index index-url extra-index-url find-links"
    for name in f"{names} no-index".split():
        value = os.environ.get(f"{tool}_{name.upper().replace('-', '_')}")
        texts[""] += f"{name} = {value}\n" * bool(value)
    table = re.compile(r"(?ms)^\[+tool\.uv\b.*?(?=^\[(?!\[?tool\.uv\b)|\Z)")
    for path in filter(os.path.isfile, [named] if named else files):
        of_uv = path.endswith("pyproject.toml")
        texts[path] = "".join(table.findall(read(path))) if of_uv else read(path)
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


def resolve(said: Requirements, job: Job, *options: str) -> list[Wheel]:
    """Choose the wheels of a requirements file."""
    tool = resolver(job, said.text)
    project = tuple(f"{os.path.realpath(p)}/" for p in (".", job.directory))
    for path, text in settings(tool.upper(), job.directory).items():
        base = os.path.join(job.directory, os.path.dirname(path))
        for place in re.split(r"[\s,\"'\[\]]+", " ".join(LINKS.findall(text))):
            links = os.path.realpath(located(os.path.expanduser(place), base))
            # A directory of the machine is as an index; one of the project can be hashed.
            if place and links.startswith(project) and os.path.exists(links):
                job.content.require(links, f"{path or 'the environment'} offers it")
    if tool == "pip":
        return by_pip(said, job, *options)
    options += ("--prerelease=allow",) * bool(re.search("(?m)^--pre$", said.text))
    return by_uv(said.path, job, said.hashes, *options)


def by_uv(path: str, job: Job, pins: Pins, *options: str) -> list[Wheel]:
    """Choose wheels with uv; none is downloaded."""
    output, limits = f"{job.staging}/pylock.toml", f"{job.staging}/excluded.txt"
    job.say(f"resolving for {job.target} with uv")
    command = [program("uv", path), "pip", "compile", os.path.abspath(path), *options]
    command += "--format=pylock.toml --no-header --no-annotate".split()
    command += ["--only-binary=:all:", *job.target.for_uv, f"--output-file={output}"]
    command += [f"--constraints={limits}"]
    excluded: list[str] = []
    # A version without a wheel for exactly the target's glibc is excluded, and uv asked again.
    for _ in range(50):
        with open(limits, "w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in excluded)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(output)  # uv would prefer what it chose before
        why = f"excluded, has no wheel for {job.target}: "
        more = [why + line for line in excluded[-MOST:]]
        run(command, job.directory, *job.refusal("uv"), *more)
        rows = read_toml(output).get("packages", [])
        rows = job.kept(rows, lambda row: str(row["name"]))
        wheels = [pick(row, output, job, pins) for row in rows]
        missing = [row for row, wheel in zip(rows, wheels) if wheel is None]
        excluded += [f"{row['name']}!={row['version']}" for row in missing]
        if not missing:
            return [wheel for wheel in wheels if wheel]
    raise Failure(job.refusal("uv")[0], "asked 50 times", *excluded[-MOST:])


def pick(row: Row, lock: str, job: Job, pins: Pins | None = None) -> Wheel | None:
    """Choose among the wheels of a locked package; give None if others of its versions may do."""
    from urllib.parse import unquote

    name, base = normalized(row["name"]), os.path.dirname(os.path.abspath(lock))
    if "directory" in row:
        return build_own(located(row["directory"]["path"], base), job, "uv")
    offered = []
    for one in filter(None, [*row.get("wheels", []), row.get("archive")]):
        place = one.get("url") or one["path"]
        remote = re.match("https?:", place)
        place = place if remote else located(place, base)
        plain = re.split("[?#]", place)[0] if remote else place
        filename = one.get("name") or unquote(os.path.basename(plain))
        sha256 = one.get("hashes", {}).get("sha256", "").lower()
        rank = job.target.rank(filename)
        allowed = (pins or {}).get(name, {f"sha256:{sha256}"})
        if rank:
            wheel = Wheel(filename, sha256, place, one.get("size", 0))
            offered.append((f"sha256:{sha256}" not in allowed, rank, wheel))
    if not offered and (pins is None or not row.get("wheels")):
        label = f"{name} {row.get('version', '')}".rstrip()
        raise Failure(f"no wheel of {label} for {job.target}", do=BUILD_IT)
    return min(offered)[2] if offered else None


def by_pip(said: Requirements, job: Job, *options: str) -> list[Wheel]:
    """Choose and download wheels with pip, which holds them against their hashes."""
    own: dict[str, tuple[str, str]] = {}
    for directory in said.own:
        built = build_own(directory, job, "pip")
        pin = built.sha256 if said.hashing else ""
        own[os.path.realpath(directory)] = f"file://{built.location}", pin
    said.hashes, said.hashing = {}, False
    job.say(f"resolving for {job.target} with pip")
    place = f"{job.staging}/wheels"
    pip([f"--dest={place}", *options, "-r", said.path], job, own)
    files = job.kept(sorted(os.listdir(place)), lambda name: name.split("-")[0])
    return [Wheel(name, digest(f"{place}/{name}"), f"{place}/{name}") for name in files]


def pip(arguments: list[str], job: Job, own: dict[str, tuple[str, str]]) -> None:
    """Run pip download for the target, with the first pip that can be told of it."""
    target, refused = job.target, dict[int, str]()
    command = ["-B", "-c", PIP, json.dumps([target.markers, own]), "download"]
    command += "--no-input --progress-bar=off --only-binary=:all:".split()
    command += [f"--platform={platform}" for platform in target.platforms]
    command += [f"--abi={abi}" for abi in (target.abi, "abi3", "none")]
    command += ["--implementation=cp", f"--python-version={target.version}", *arguments]
    for python in pythons():
        ended = run([python, *command], job.directory, *job.refusal("pip"))
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
        raise Failure(f"this Python cannot read {name}, which is TOML", do=do)
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
    if re.fullmatch(r"pylock(\.[^.]+)?\.toml", name):
        return "pylock.toml", path
    if name in (*LOCKS, "pyproject.toml"):
        return name, path
    if name.endswith((".toml", ".lock", ".cfg", ".py")):
        raise Failure(f"{shown(name)} states no requirements that are read here")
    return "requirements", path


def workspace_lock(member: str) -> str:
    """Find the uv.lock of the workspace that a directory is a member of, or give nothing."""
    for root in map(os.fsdecode, reversed(parents(os.fsencode(member)))):
        if os.path.isfile(lock := f"{root}/uv.lock"):
            rows = read_toml(lock).get("package", [])
            places = [place for row in rows for place in row.get("source", {}).values()]
            return lock if os.path.relpath(member, f"{root}/") in places else ""
    return ""


def choose(job: Job) -> tuple[list[Wheel], Requirements | None]:
    """Choose the wheels, as the file that states the dependencies has it read."""
    kind, path = stated(job.asked.requirements_file)
    chosen = job.asked.selection
    if chosen.member and kind != "uv.lock":
        raise Failure("dependency_selection names a member, which only a uv.lock has")
    if (chosen.extras or chosen.groups) and kind == "requirements":
        raise Failure("dependency_selection: requirements have no extras or groups")
    job.content.require(path, "it states the dependencies")
    if kind == "pyproject.toml":
        table = read_toml(path).get("project")
        if not isinstance(table, dict) or "dependencies" in table.get("dynamic", []):
            do = "state them there, lock them (poetry lock, uv lock), or name a requirements file"
            raise Failure(f"{shown(path)} has neither dependencies nor a lock", do=do)
        if job.asked.resolver == "pip" or told(job.directory)[2]:
            do = "tell uv of the indexes (UV_DEFAULT_INDEX), lock, or name a requirements file"
            raise Failure(f"pip does not read {shown(path)} and its sources", do=do)
        return by_uv(path, job, {}, *chosen.options()), None
    if kind == "pylock.toml":
        return locked(path, job, *chosen.options()), None
    if kind == "uv.lock":
        output, options = f"{job.staging}/pylock.toml", chosen.options()
        options += "--locked --quiet --no-emit-project --no-default-groups".split()
        options += ["--no-header", "--format=pylock.toml", f"--output-file={output}"]
        options += [f"--package={chosen.member}"] * bool(chosen.member)
        export("uv", path, job, options)
        return locked(output, job), None
    if kind == "poetry.lock":
        output = f"{job.staging}/poetry.txt"
        options = ["--format=requirements.txt", f"--output={output}"]
        options += ["--no-interaction", "--with-credentials"]
        options += chosen.options("--extras", "--with")
        export("poetry", path, job, options)
        said = Requirements(output, job, "the export of poetry.lock")
        return resolve(said, job, "--no-deps"), said
    said = Requirements(path, job)
    return [] if said.empty else resolve(said, job), said


def export(tool: str, lock: str, job: Job, options: list[str]) -> None:
    """Have a lock written by the tool that it is of; one that is not up to date is refused."""
    for folder in (job.directory, os.path.dirname(os.path.abspath(lock))):
        job.content.require(f"{folder}/pyproject.toml", "it is read with its lock")
    do = f"run {tool} lock and commit {os.path.basename(lock)}, or correct dependency_selection"
    do += "; poetry needs poetry-plugin-export" * (tool == "poetry")
    command = [program(tool, lock), "export", *options]
    run(command, job.directory, f"{tool} cannot export {shown(lock)}", do)


def locked(path: str, job: Job, *options: str) -> list[Wheel]:
    """Take what a pylock.toml (PEP 751) holds for the target; uv evaluates its markers."""
    command = [program("uv", path), "pip", "sync", "--dry-run", os.path.abspath(path)]
    command += [f"--target={job.staging}/none", *job.target.for_uv, *options]
    said = run(command, job.staging, *job.refusal("uv")).stderr
    rows = read_toml(path).get("packages", [])
    wheels: list[Wheel | None] = []
    mine = re.findall(r"(?m)^ \+ (\S+?)(?:==(\S+)| @ .*)$", said)
    for name, version in job.kept(mine, lambda one: str(one[0])):
        same = [row for row in rows if normalized(row["name"]) == name]
        same = [r for r in same if not version or r.get("version", version) == version]
        if len(same) != 1:
            raise Failure(f"{shown(path)} has not one entry of {name} {version}")
        wheels.append(pick(same[0], path, job))
    return [wheel for wheel in wheels if wheel]


# --- own code ---------------------------------------------------------------------------------


def build_own(directory: str, job: Job, by: str) -> Wheel:
    """Build one's own code as a pure wheel, of a copy of what is hashed and nothing else."""
    job.content.require(directory, "it is depended on", PROJECT)
    job.say(f"building a wheel of {shown(os.path.basename(directory))}")
    place = f"{job.staging}/own-{len(os.listdir(job.staging))}"
    source, out = f"{place}/source", f"{place}/wheel"
    os.makedirs(out)
    for one in job.content.below(directory):
        os.makedirs(os.path.dirname(f"{source}/{one.name}"), exist_ok=True)
        shutil.copy(one.path, f"{source}/{one.name}")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", f"--wheel-dir={out}"]
    if by == "uv":
        command = ["uv", "build", "--wheel", f"--out-dir={out}", *job.target.for_uv[:1]]
    do = "correct it; what its build backend needs comes from an index, or from --find-links"
    run([*command, source], place, f"{shown(directory)} cannot be built", do)
    (name,) = (name for name in os.listdir(out) if name.endswith(".whl"))
    if not name.endswith("-none-any.whl"):
        raise Failure(f"{name} of own code holds compiled parts", do=BUILD_IT)
    # Written anew, so that neither the backend nor its zlib is seen in the bytes.
    entries, _ = contents(Wheel(name, "", "", data=mapped(f"{out}/{name}")))
    record = next(path for path in entries if path.endswith(b".dist-info/RECORD"))
    rows: list[list[str]] = []
    for path, entry in sorted(entries.items()):
        data = entry.plain()
        if path.endswith(b".dist-info/WHEEL"):
            data = re.sub(rb"(?m)^Generator:.*\n", b"", data)
        entries[path] = stored(data, executable=entry.executable)
        sha = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()
        row = [path.decode(), f"sha256={sha.rstrip('=')}", str(len(data))]
        rows += [row] * (path != record)
    entries[record] = table([*rows, [record.decode(), "", ""]])
    with open(f"{place}/{name}", "wb") as opened:
        write(opened, entries)
    return Wheel(name, digest(opened.name), opened.name, own=True)


def table(rows: list[list[str]]) -> Entry:
    """Write a RECORD."""
    import csv

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return stored(out.getvalue().encode(), executable=False)


# --- fetch ------------------------------------------------------------------------------------


def fetch_all(wheels: list[Wheel], job: Job, said: Requirements | None) -> list[Wheel]:
    """Fetch wheels, several at a time; give them with their content, sorted by name."""
    from concurrent.futures import ThreadPoolExecutor

    root, known = cache_directory(job), logins(job, said.text if said else "")
    pool, wheels = ThreadPoolExecutor(8), sorted(wheels, key=lambda wheel: wheel.name)
    try:
        fetched = list(pool.map(lambda wheel: fetch(wheel, root, job, known), wheels))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    for entry in os.scandir(root):
        with contextlib.suppress(OSError):
            if entry.stat().st_mtime < time.time() - 60 * DAY:
                os.unlink(entry.path)
    for wheel in fetched:
        check_hashes(wheel, said)
    return fetched


def cache_directory(job: Job) -> str:
    """Make the directory of the cache, or one for this run where the user can have none."""
    users = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    root = os.path.abspath(job.asked.cache_dir or f"{users}/lambda-package") + "/v2"
    try:
        os.makedirs(root, mode=0o700, exist_ok=True)
        if not os.access(root, os.W_OK | os.X_OK):
            raise PermissionError(0, "it cannot be written")
    except OSError as error:
        job.say(f"wheels are not kept, {root} cannot be used: {error.strerror}")
        os.makedirs(root := f"{job.staging}/cache")
    return root


def fetch(wheel: Wheel, root: str, job: Job, known: dict[str, str]) -> Wheel:
    """Give a wheel from the cache, this machine or the index; never another than was chosen."""
    kept, temporary = f"{root}/{wheel.sha256}.whl", f"{root}/{os.urandom(8).hex()}.tmp"
    if os.path.isfile(kept):
        data = mapped(kept)
        if hashlib.sha256(data).hexdigest() == wheel.sha256:
            os.utime(kept)
            return wheel._replace(data=data)
    try:
        if re.match("https?:", wheel.location):
            download(wheel, temporary, known)
        else:
            shutil.copyfile(wheel.location, temporary)
        found = digest(temporary)
        if wheel.sha256 not in ("", found):
            message = f"{wheel.filename} is not the file that the index or lock has"
            raise Failure(message, f"sha256 {found}, expected {wheel.sha256}")
        wheel = wheel._replace(sha256=found, data=mapped(temporary))
        check(wheel, temporary)
        os.replace(temporary, f"{root}/{found}.whl")
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
    """Find the log-ins for hosts of indexes, in URLs and variables, which uv keeps to itself."""
    from urllib.parse import quote, urlsplit

    text = expanded("\n".join([lines, *settings("UV", job.directory).values()]))
    places = re.findall(r"(?:([\w.-]+)=)?(https?://[^\s\"',\]]+)", text)
    for part in re.split(r"\[\[(?:tool\.uv\.)?index\]\]", text)[1:]:
        table = part.split("\n[")[0]
        field = dict(re.findall(r"(?m)^\s*(name|url)\s*=\s*[\"'](.+?)[\"']", table))
        places.append((field.get("name", ""), field.get("url", "")))
    result: dict[str, str] = {}
    for name, url in places:
        login, _, host = urlsplit(url).netloc.rpartition("@")
        variable = "UV_INDEX_" + re.sub("[^A-Z0-9]", "_", name.upper())
        user = os.environ.get(f"{variable}_USERNAME", "") if name else ""
        password = os.environ.get(f"{variable}_PASSWORD", "")
        if login or user:
            result[host] = login or f"{quote(user, '')}:{quote(password, '')}"
    return result


def download(wheel: Wheel, path: str, known: dict[str, str]) -> None:
    """Download a wheel, with the log-in of its URL, of its index, of netrc, or none."""
    import netrc
    import urllib.request
    from http.client import HTTPException
    from urllib.parse import unquote, urlsplit

    url = urlsplit(wheel.location)
    own, _, host = url.netloc.rpartition("@")
    name, _, password = map(unquote, (own or known.get(host, "")).partition(":"))
    with contextlib.suppress(OSError, netrc.NetrcParseError):
        entry = netrc.netrc(os.environ.get("NETRC")).authenticators(url.hostname or "")
        if entry and not name:
            name, password = entry[0], entry[2] or ""
    bare, why = url._replace(netloc=host).geturl(), ""
    asked = urllib.request.Request(bare, headers={"User-Agent": "package.sh"})
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
            why = f"{bare}: {error}"
    do = "check the network, the proxy and the log-in, or let pip fetch it (PACKAGE_RESOLVER=pip)"
    raise Failure(f"{wheel.filename} cannot be downloaded", *masked(why), do=do)


def check_hashes(wheel: Wheel, said: Requirements | None) -> None:
    """Hold a wheel against the hashes of the requirements, as pip's hash-checking mode does."""
    pins = said.hashes.get(wheel.name, set()) if said else set()
    if said and said.hashing and not pins and not wheel.own:
        do = "lock the whole set, as uv pip compile --generate-hashes does"
        raise Failure(f"the requirements have no hash of {wheel.label}", do=do)
    kinds = {pin.partition(":")[0] for pin in pins} & hashlib.algorithms_available
    found = {f"{kind}:{hashlib.new(kind, wheel.data).hexdigest()}" for kind in kinds}
    if pins and not pins & found:
        raise Failure(f"{wheel.label} has no hash that the requirements allow")


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
        packed = self.method != STORED
        return zlib.decompress(self.data, -15) if packed else bytes(self.data)

    def text(self) -> str:
        """Unpack a text."""
        return self.plain().decode("utf-8", "replace")


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
        members = archive.infolist()
    names = {info.filename for info in members}
    tops = {name.split("/")[0] for name in names if "/" in name}
    stem, *others = [top for top in tops if top.endswith(".dist-info")] or [""]
    if others or f"{stem}/METADATA" not in names:
        raise broken(wheel, "it has not one .dist-info directory with METADATA")
    entries: dict[bytes, Entry] = {}
    moved: dict[str, str] = {}
    commands: set[str] = set()
    for info in members:
        place = destination(wheel, info.filename, stem, commands)
        if place and place.encode() in entries:
            raise broken(wheel, f"two members become {shown(place)}")
        if place:
            moved[info.filename], entries[place.encode()] = place, member(wheel, info)
    points, record = (f"{stem}/{n}".encode() for n in ("entry_points.txt", "RECORD"))
    text = entries[points].text() if points in entries else ""
    scripts = r"(?ms)^\s*\[\s*(?:console|gui)_scripts\s*\](.*?)(?=^\s*\[|\Z)"
    for body in re.findall(scripts, text):
        commands.update(re.findall(r"(?m)^\s*([^\s#;=][^=\n]*?)\s*=", body))
    if record in entries:  # without one, importlib.metadata knows no files
        rows = [row for row in csv.reader(entries[record].text().splitlines()) if row]
        kept = [[moved[row[0]], *row[1:]] for row in rows if row[0] in moved]
        entries[record] = entries[record] if kept == rows else table(kept)
    return entries, sorted(commands)


def destination(wheel: Wheel, name: str, info: str, commands: set[str]) -> str:
    """Tell where a member goes, or nothing if it is left out; commands are collected."""
    top, *rest = parts = name.rstrip("/").split("/")
    if "\\" in name or name[1:2] == ":" or {"", ".", ".."} & {*parts}:
        raise broken(wheel, f"its member {shown(name)} leads out of the package")
    installers = top == info and len(rest) == 1 and rest[0] in INSTALLERS
    if name.endswith("/") or "__pycache__" in parts or installers:
        return ""
    if not top.endswith(".data"):
        return name
    scheme, *rest = rest or [""]
    if scheme not in ("purelib", "platlib", "data", "scripts", "headers") or not rest:
        raise broken(wheel, f"its member {shown(name)} has an unknown place")
    # Commands carry the builder's shebang, and nothing in Lambda calls them.
    if scheme == "scripts" or (scheme, rest[0]) == ("data", "bin"):
        commands.add(rest[-1])
        return ""
    return "" if scheme == "headers" else "/".join(rest)


def member(wheel: Wheel, info: Any) -> Entry:  # noqa: ANN401 - a ZipInfo
    """Find the compressed bytes of a member."""
    if info.compress_type not in (STORED, DEFLATED):
        raise broken(wheel, f"{shown(info.filename)} is neither deflated nor stored")
    start = info.header_offset + 30
    start += sum(struct.unpack_from("<2H", wheel.data, start - 4))
    packed = memoryview(wheel.data)[start : start + info.compress_size]
    executable = bool(info.external_attr >> 16 & 0o111)
    return Entry(info.compress_type, info.CRC, info.file_size, executable, packed)


def check(wheel: Wheel, path: str) -> None:
    """Read all of a new wheel: each member has a place, and the size and CRC-32 it declares."""
    from zipfile import BadZipFile, ZipFile

    faults = (BadZipFile, EOFError, OSError, RuntimeError, ValueError, struct.error)
    try:
        with ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist())
            damaged = archive.testzip() if size <= LIMIT else None
    except (*faults, zlib.error) as error:
        raise broken(wheel, str(error)) from error
    if size > LIMIT:
        raise Failure(f"{wheel.filename} alone is {size:,} bytes, over Lambda's limit")
    if damaged:
        raise broken(wheel, f"its member {shown(damaged)} has a wrong CRC-32 or header")
    contents(wheel)


# --- package ----------------------------------------------------------------------------------


def of_source(file: File, job: Job) -> Entry:
    """Read a file of the source, which must be what was listed and hashed."""
    with open(file.path, "rb") as opened:
        data = opened.read()
    hashed = job.content.hashes.get(file.path)
    same = not hashed or hashlib.sha256(data).hexdigest() == hashed
    if len(data) != file.size or not same:
        raise Failure(f"{shown(file.name)} in the source changed while it was packaged")
    return stored(data, executable=file.executable)


def merge(job: Job, wheels: list[Wheel]) -> tuple[dict[bytes, Entry], list[Row]]:
    """Decide whose file stands at each path: the source's, then the first package's by name."""
    entries = {os.fsencode(f.name): of_source(f, job) for f in job.content.source}
    owner = dict.fromkeys(entries, "your source")
    packages: list[Row] = []
    for wheel in wheels:
        found, commands = contents(wheel)
        new = {name: entry for name, entry in found.items() if name not in entries}
        both = sorted(found.keys() - new.keys())
        lost = [name for name in both if found[name][1:3] != entries[name][1:3]]
        if lost:
            others = " and ".join(sorted({owner[name] for name in lost}))
            job.warn(f"{others} replaces files of {wheel.label}: {few(lost)}")
        entries |= new
        owner |= dict.fromkeys(new, wheel.label)
        packages.append({
            "name": wheel.name, "version": wheel.label.partition(" ")[2], "wheel": wheel.filename,
            "sha256": wheel.sha256, "files": len(new), "commands_left_out": commands,
            "unzipped_size": sum(entry.size for entry in new.values()),
        })  # fmt: skip
    folders = {parent: name for name in entries for parent in parents(name)}
    for name in sorted(folders.keys() & entries.keys()):
        message = f"{few([name])} is a file of {owner[name]} and a directory of another"
        raise Failure(message, few([folders[name]]), do="leave out one of the two")
    return entries, packages


def parents(name: bytes) -> list[bytes]:
    """Give the directories that a file lies in."""
    return [name[: slash.start()] for slash in re.finditer(b"/", name)]


def check_size(how: str, sizes: list[tuple[str, int]], job: Job) -> None:
    """Hold the package against Lambda's limit; warn from 80 % of it."""
    size = job.unzipped = sum(size for _, size in sizes)
    if size > LIMIT:
        message = f"the package is {size:,} bytes {how}, Lambda takes at most {LIMIT:,} unzipped"
        do = "leave out the largest packages or files, or use a container image (limit 10 GB)"
        largest = sorted(sizes, key=lambda pair: -pair[1])[:10]
        found = [f"{label}: {one:,} bytes" for label, one in largest]
        raise Failure(message, *found, do=do)
    if size * 10 >= LIMIT * 8 and how == "unzipped":
        share = f"{size * 100 // LIMIT} % of what Lambda takes with layers ({LIMIT:,})"
        job.warn(f"the package is {size:,} bytes unzipped, {share}")


def write(out: IO[bytes], entries: dict[bytes, Entry]) -> tuple[bytes, int]:
    """Write a zip (PKWARE's APPNOTE.TXT); give its SHA-256 and its length."""
    sha, directory, offset, count = hashlib.sha256(), list[bytes](), 0, len(entries)
    if count >= 0xFFFF:  # noqa: PLR2004 - more than a plain zip can count
        raise Failure(f"the package has {count:,} files, a zip holds at most 65,534")

    def put(data: bytes | memoryview) -> None:
        sha.update(data)
        out.write(data)

    for name in sorted(entries):
        method, crc, size, executable, data = entries[name]
        flags = 0 if name.isascii() else 0x800
        fields = (flags, method, 0, 0x21, crc, len(data), size, len(name), 0)
        common = struct.pack("<4H3L2H", *fields)  # 0x21: 1980-01-01
        mode = 0o100755 if executable else 0o100644
        put(b"PK\3\4\x14\0" + common + name)
        put(data)
        last = struct.pack("<3H2L", 0, 0, 0, mode << 16, offset)
        directory.append(b"PK\1\2\x14\3\x14\0" + common + last + name)
        offset += 30 + len(name) + len(data)
    tail = b"".join(directory)
    end = struct.pack("<4H2LH", 0, 0, count, count, len(tail), offset, 0)
    put(tail + b"PK\5\6" + end)
    return sha.digest(), offset + len(tail) + 22


# --- report -----------------------------------------------------------------------------------


def check_output(asked: argparse.Namespace) -> None:
    """Refuse an output that would become part of the source."""
    root, output = os.path.realpath(asked.source_dir), shown(asked.output)
    parent = os.path.realpath(os.path.dirname(os.path.abspath(asked.output)))
    below = os.fsencode(f"{os.path.relpath(parent, root)}/")
    if os.path.isdir(asked.output):
        raise Failure(f"the output {output} is a directory", code=2)
    excluded = Rules(asked.excludes).below
    left_out = map(excluded, map(os.fsdecode, parents(below)))
    if not below.startswith(b"../") and not any(left_out):
        why = "lies in the source, and no exclude leaves it out"
        raise Failure(f"the output {output} {why}", code=2)


@contextlib.contextmanager
def staging(output: str) -> Iterator[str]:
    """Give a private directory beside the output, removed however the run ends."""
    parent, name = os.path.split(os.path.abspath(output))
    path = os.path.join(parent, f".{name}.{os.urandom(8).hex()}.staging")
    os.makedirs(parent, exist_ok=True)
    os.mkdir(path, 0o700)
    try:
        for entry in os.scandir(parent):  # what killed runs left, days ago
            if re.fullmatch(rf"\.{re.escape(name)}\.\w+\.staging", entry.name):
                with contextlib.suppress(OSError):  # a run that ends removes its own
                    if time.time() - entry.stat().st_mtime > DAY:
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
    os.replace(f"{job.staging}/package.zip", output)
    os.replace(f"{job.staging}/report.json", f"{output}.json")
    os.close(lock)
    hashed = re.fullmatch(r"(.*-)[0-9a-f]{64}\.zip", name, re.DOTALL)
    former = re.escape(hashed[1]) + r"[0-9a-f]{64}\.zip(\.json)?" if hashed else "(?!)"
    for entry in os.listdir(parent):
        if re.fullmatch(former, entry) and not entry.startswith(name):
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(parent, entry))


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
    job, named, fetched = Job(asked), asked.requirements_file, list[Wheel]()
    if job.content.hidden:
        hidden = few(job.content.hidden)
        job.warn(f"left out as secrets, unless package_includes names them: {hidden}")
    if asked.preflight:
        return preflight(job) if named else None
    with staging(asked.output) as job.staging:
        wheels, said = choose(job) if named else ([], None)
        for name in sorted(asked.selection.omit - job.omitted):
            job.warn(f"dependency_selection omits {name}, which is not there anyway")
        own = ("your source", sum(file.size for file in job.content.source))
        check_size("at least", [own, *((w.label, w.size) for w in wheels)], job)
        fetched = fetch_all(wheels, job, said) if wheels else []
        entries, packages = merge(job, fetched)
        sizes = [(f"{p['name']} {p['version']}", p["unzipped_size"]) for p in packages]
        check_size("unzipped", [own, *sizes], job)
        with open(f"{job.staging}/package.zip", "wb") as out:
            sha, size = write(out, entries)
        report = {  # without times and paths: the same package has the same report
            "format": 1, "sha256": base64.b64encode(sha).decode(),  # Lambda's CodeSha256
            "size": size, "unzipped_size": job.unzipped, "files": len(entries),
            "python_version": asked.python_version, "architecture": asked.architecture,
            "packages": packages, "warnings": job.warnings,
        }  # fmt: skip
        with open(f"{job.staging}/report.json", "w", encoding="utf-8") as text:
            text.write(json.dumps(report, indent=2) + "\n")
        publish(job)
    for row in packages:
        told = f"{row['name']} {row['version']}: {row['files']} files"
        left = f"; commands left out: {few(row['commands_left_out'])}"
        told += f", {row['unzipped_size']:,} bytes unzipped"
        job.say(told + left * bool(row["commands_left_out"]))
    files = "1 file" if len(entries) == 1 else f"{len(entries)} files"
    line = f"{size:,} bytes, {job.unzipped:,} unzipped, {files}"
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
    except (Failure, OSError, MemoryError) as error:
        refused = Failure(f"the system refuses: {error or 'no memory'}")
        told = error if isinstance(error, Failure) else refused
        print(f"package.sh: {told}", file=sys.stderr)
        return told.code
    except KeyboardInterrupt as interruption:
        number = signal.Signals(interruption.args[0])
        print(f"package.sh: stopped by {number.name}, nothing written", file=sys.stderr)
        # Ends as the signal would have ended it, so that the caller sees that it did.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    with contextlib.suppress(OSError, AttributeError):  # nobody reads, or ever did
        sys.stdout.flush()
        sys.stderr.flush()
    # All is done: nobody waits for threads that wait for a server.
    os._exit(code)
