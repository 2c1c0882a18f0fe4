"""Which paths a module can have: those of rendered files, and those of what lmgen may remove."""

import re
from functools import lru_cache

from lambda_monitored_gen.rendering import sources

_UNPRINTABLE = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

_GIT = frozenset({".git", "git~1"})
"""Names of git's own directory; Windows takes the second one for the first."""

_STATE = ".lmgen"

EXAMPLES = "examples"
"""The directory in which whole directories come and go with the spec."""

SCAFFOLDED = frozenset(
    {
        ".bumpversion.cfg",
        ".pre-commit-config.yaml",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Makefile",
        "SECURITY.md",
    }
)
"""Files that lmgen writes where they are missing, and that are their owner's from then on."""

_YIELDING = (".github/", ".terraform-docs.yml", ".tflint.hcl", "docs/")


def yields(path: str) -> bool:
    """Tell whether a file of this path that no render has written is left to whoever wrote it.

    Repositories often have such files of their own before they have lmgen, and they change nothing
    about the module.
    """
    return path.startswith(_YIELDING)


_FORMER_PACKAGER = (
    "__init__ archive asked build bytecode cache choice closure command dependencies download "
    "errors globbing lockfile markers pip pip_config pip_target places pylock report "
    "requirements resolution source staging target toml uv wheel"
)

FORMER = (
    "locals.tf",
    "terraform.tf",
    "tests/fixtures/package/more.txt",
    *(f"scripts/packager/{name}.py" for name in _FORMER_PACKAGER.split()),
)
"""Paths that earlier releases rendered and this one does not. Nothing is ever taken from here."""


@lru_cache(maxsize=4096)  # the modules of a fleet have the same paths
def is_plain(path: str) -> bool:
    """Tell whether a path with `/` is written in the one way that leads to a file of the module.

    It is relative and has no empty, `.` or `..` part, nothing that breaks a line, and no part that
    is git's or lmgen's own.
    """
    parts = path.split("/")
    return not (
        _UNPRINTABLE.search(path)
        or ":" in parts[0]  # a drive of Windows
        or not {"", ".", ".."}.isdisjoint(parts)
        # Windows drops dots and spaces at the end, and there and on macOS case does not count.
        or any(part.rstrip(". ").casefold() in _GIT for part in parts)
        or parts[0].rstrip(". ").casefold() == _STATE
    )


def is_known(path: str) -> bool:
    """Tell whether some release of lmgen renders a path from its own templates."""
    return bool(_known_paths().fullmatch(path))


@lru_cache(maxsize=1)
def _known_paths() -> re.Pattern[str]:
    templates = sources.find_sources(sources.builtin_root()).files
    paths = {*FORMER, *map(sources.rendered_path, templates)}
    patterns = (
        re.escape(path)
        .replace(re.escape(sources.EXAMPLE), "[^/]+")
        .replace(re.escape(sources.HANDLER), ".+")  # a handler may be in a directory
        for path in sorted(paths)
    )
    return re.compile("|".join(patterns))
