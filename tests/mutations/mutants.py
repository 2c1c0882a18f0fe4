"""Seeded mutations of what lmgen is given: spec, manifest, tree, arguments and environment."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SPEC = """\
lmgen: 1
extends: company.yaml
generator: ">=0.1"
generator_source: git+https://git.example.com/lmgen.git@v0.1.0
omit: [LICENSE, examples/*/README.md]
owned: [README.md]
module: {namespace: acme, name: jobs, version: 1.2.0, description: "Jobs \u2192 \U0001f6a8"}
runtimes: [python3.12, python3.13]
features: {memory_alarm: false}
defaults: {timeout: 30, tags: {owner: payments}, environment_variables: {STAGE: prod}}
required: [alarm_emails]
policy:
  cloudwatch_log_retention_days: {min: 365}
  alarm_emails: {each_matches: '@example\\.com$', max_items: 3}
  function_name: {matches: '^[a-z-]+$', min_length: 3}
examples:
  - name: one
    values: {function_name: jobs, alarm_emails: [a@example.com], handler: app/main.run}
tests: {provider_versions: ["~> 5.31"]}
"""

COMPANY = """\
module: {license: MIT}
defaults: {timeout: 20, memory_size: 256, tags: {company: acme}}
policy:
  cloudwatch_log_retention_days: {min: 30, max: 3653}
  function_name: {matches: ['^[a-z-]+$'], max_length: 40}
features: {memory_alarm: true, throttle_alarm: false}
"""

FILES = {"spec.yaml": SPEC, "company.yaml": COMPANY}
"""What a mutant starts from."""

TEXTS = (
    *(
        "",
        "~",
        "~nouser",
        "$HOME/x",
        "..\\x",
        "con",
        "aux.py",
        "null",
        "[]",
        "{}",
        "0",
        "-1",
        "1e3",
    ),
    *(
        "1:30",
        "1_0",
        ".inf",
        "9" * 400,
        "x" * 300,
        "x/" * 2100,
        "\u202e",
        "\u2192",
        "\udcff",
        "a\nb",
    ),
    *(
        "'",
        '"',
        "*",
        "&a",
        "*a",
        "!!int 'x'",
        "!!python/name:os.system",
        "<<",
        "? x",
        "- ",
        "%",
        "@",
    ),
    *("|\n", "# ", "[" * 200, "{a: " * 60, "^(a+)+$", "(", "[[:a:]]", "(?i)\u00e9", "\\C", "${a}"),
    *("%{if}", "{{ x }}", "<% x %>", "<{ x }>", "\ufeff", "\u00a0", "true", "no", "2024-01-01"),
)
"""Values that programs stumble over; `\\udcff` is a byte that is no UTF-8, as Python reads it."""

OPTIONS = (
    *("--output", "--templates", "--format", "--shard", "-j", "--stat", "--no-diff", "--untracked"),
    *(
        "--diff",
        "-q",
        "-v",
        "--help",
        "--version",
        "--nonsense",
        "--",
        "-",
        "--name",
        "--namespace",
    ),
)
VARIABLES = (
    *("HOME", "LMGEN_CACHE_DIR", "XDG_CACHE_HOME", "NO_COLOR", "COLUMNS", "LINES", "TERM", "LANG"),
    *("LMGEN_PROVIDER_MIRROR", "TMPDIR", "SOURCE_DATE_EPOCH", "GITHUB_WORKSPACE", "FORCE_COLOR"),
)
VALUES = (
    "",
    "0",
    "-1",
    "1",
    "~",
    "~nouser",
    "relative",
    "/dev/null",
    "/proc/none",
    "\udcff",
    "x" * 5000,
)
COMMANDS = (
    ("validate", "spec.yaml"),
    ("validate", "spec.yaml"),
    ("validate", "spec.yaml"),
    ("check", "spec.yaml", "-o", "module"),
    ("check", "spec.yaml", "-o", "module", "--format", "json"),
    ("check", "spec.yaml", "-o", "module", "--format", "github"),
    ("check", "spec.yaml", "-o", "module", "--format", "gitlab"),
    ("validate", "spec.yaml", "--show-merged"),
    ("check", "."),
    ("diff", "spec.yaml", "-o", "module"),
    ("render", "spec.yaml", "-o", "module"),
    ("render", "spec.yaml", "-o", "module", "--force"),
    ("render", "spec.yaml", "--dry-run", "--diff"),
    ("matrix", "spec.yaml"),
    ("explain", "timeout"),
    ("schema",),
    ("init", "new.yaml"),
)
"""Without `test`, which starts processes, and `prove`, which thinks for seconds."""


class Mutant(NamedTuple):
    """One run of lmgen: its arguments, its environment, and what was changed, for the reader."""

    arguments: list[str]
    environment: dict[str, str | None]
    changes: list[str]


class Mutator:
    """Makes the mutants of one seed, each in a directory that is the same before it.

    Args:
        pristine: A directory with `FILES` and the module that the spec renders to, `module`.
        place: Where mutants live; it is made anew after each that may have changed the tree.
    """

    def __init__(self, pristine: Path, place: Path) -> None:
        self._pristine = pristine
        self._place = place
        self._random = random.Random()  # noqa: S311 - nothing secret
        self._changed = True

    def make(self, seed: int) -> Mutant:
        """Change one to three things; the same ones for the same seed."""
        self._random.seed(seed)
        if self._changed:
            shutil.rmtree(self._place, ignore_errors=True)
            shutil.copytree(self._pristine, self._place, symlinks=True)
        for name in FILES:
            shutil.copy(self._pristine / name, self._place)
        arguments = list(self._random.choice(COMMANDS))
        mutant = Mutant(arguments, {}, [])
        kinds: tuple[Callable[[Mutant], str], ...] = (
            *(self._spec_bytes, self._spec_words, self._spec_words, self._state, self._tree),
            *(self._argument, self._variable),
        )
        for _ in range(self._random.randint(1, 3)):
            mutant.changes.append(self._random.choice(kinds)(mutant))
        # Only a spec is made anew by itself; a run that may write is known by what it is given.
        reads = arguments[0] not in {"render", "init"} and not mutant.environment
        self._changed = not (reads and all("spec" in change for change in mutant.changes))
        return mutant

    def _spec(self) -> Path:
        return self._place / self._random.choice(list(FILES))

    def _spec_bytes(self, _: Mutant) -> str:
        file = self._spec()
        file.write_bytes(self._flipped(file.read_bytes()))
        return "bytes of the spec"

    def _spec_words(self, _: Mutant) -> str:
        """Replace one word of the spec by a value that programs stumble over, or repeat a line."""
        file = self._spec()
        text = file.read_bytes().decode("utf-8", "surrogateescape")
        words = text.split(" ")
        at = self._random.randrange(len(words))
        words[at] = self._random.choice(TEXTS) + self._random.choice(("", "\n", ",", "}", ":"))
        lines = " ".join(words).split("\n")
        if self._random.random() < 0.3:
            lines.insert(self._random.randrange(len(lines)), self._random.choice(lines))
        file.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
        return "words of the spec"

    def _state(self, _: Mutant) -> str:
        """Change what lmgen keeps in `.lmgen`, whatever its form."""
        files = sorted(file for file in (self._place / "module/.lmgen").glob("*") if file.is_file())
        if not files:
            return "nothing"
        file = self._random.choice(files)
        data = file.read_bytes()
        lines = data.split(b"\n")
        at = self._random.randrange(len(lines))
        words = self._random.choice(TEXTS).encode("utf-8", "surrogateescape")
        file.write_bytes(
            self._random.choice(
                (
                    self._flipped(data),
                    b"\n".join([*lines[:at], lines[-1 - at], *lines[at:]]),
                    b"\n".join([*lines[:at], lines[at].replace(b".", words, 1), *lines[at + 1 :]]),
                    data[: self._random.randrange(len(data) + 1)],
                    b"[" * 100_000,
                    b'{"format": 1, "files": {"\\ud83d": "x"}}',
                    b"",
                )
            )
        )
        return "state"

    def _tree(self, _: Mutant) -> str:
        """Remove a file of the module, edit it, or put a directory or a link in its place."""
        files = sorted(path for path in (self._place / "module").rglob("*") if not path.is_dir())
        if not files:
            return "nothing"
        file = self._random.choice(files)
        kind = self._random.choice(("remove", "edit", "directory", "link", "loop", "mode"))
        if kind == "mode":
            file.chmod(self._random.choice((0o000, 0o400, 0o777)))
            return kind
        if kind == "edit":
            file.write_bytes(self._flipped(file.read_bytes()))
            return kind
        file.unlink()
        if kind == "directory":
            file.mkdir()
        elif kind in {"link", "loop"}:
            file.symlink_to("nowhere" if kind == "link" else file)
        return kind

    def _argument(self, mutant: Mutant) -> str:
        new = self._random.choice((*OPTIONS, *TEXTS))
        if new in {"--output", "--templates", "--format", "--shard", "-j", "--name", "--namespace"}:
            # Never a path outside of the place: these are written to.
            new = (
                f"{new}={self._random.choice(TEXTS)}".replace("..", "") if new[1] == "-" else "-j2"
            )
        at = self._random.randrange(len(mutant.arguments) + 1)
        mutant.arguments[at : at + self._random.randrange(2)] = [new]
        return "argument"

    def _variable(self, mutant: Mutant) -> str:
        name = self._random.choice(VARIABLES)
        mutant.environment[name] = self._random.choice((None, *VALUES))
        return f"variable {name}"

    def _flipped(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self._random.randint(1, 4)):
            at = self._random.randrange(len(changed) + 1)
            end = at + self._random.randrange(3)
            changed[at:end] = self._random.randbytes(self._random.randrange(3))
        return bytes(changed)


def apply_environment(environment: dict[str, str | None]) -> None:
    """Set variables of this process, or remove those of None."""
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
