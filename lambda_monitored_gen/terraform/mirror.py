"""A filesystem mirror of Terraform providers, wherever this machine keeps one.

With a mirror `terraform init` needs no network. Nobody should have to say where theirs is, so
the places are tried in the order of how sure one can be: the directory that the user names, the
directories that Terraform itself looks into, and last a short search of the usual roots for the
directory by which every mirror is known.
"""

import os
import platform as host
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lambda_monitored_gen.terraform.errors import TerraformError
from lambda_monitored_gen.user_cache import expand_home, home_directory

MIRROR_VARIABLE = "LMGEN_PROVIDER_MIRROR"
AWS_PROVIDER = "hashicorp/aws"
REGISTRY = "registry.terraform.io"

_SEARCH_DEPTH = 4
_SEARCH_DIRECTORIES = 20_000
"""Together they bound the search to well under a second on a warm disk."""

_SYSTEM_ROOTS = ("/opt", "/usr/local", "/usr/share", "/usr/lib", "/srv", "/var/lib", "/var/cache")

# `.terraform` holds what some project has installed for itself; the others are large and hold none.
_NEVER_ENTERED = frozenset({".git", ".terraform", "node_modules", "site-packages", "__pycache__"})

_PROCESSORS = {"x86_64": "amd64", "aarch64": "arm64"}

_VERSION = r"\d+\.\d+\.\d+"


@dataclass(frozen=True)
class ProviderMirror:
    """A directory that holds providers in Terraform's mirror layout, unpacked or as archives.

    Attributes:
        directory: The directory above `registry.terraform.io`.
    """

    directory: Path

    def providers(self) -> list[str]:
        """List the sources that the mirror has any version of, e.g. `hashicorp/aws`, sorted."""
        pairs = sorted(self.directory.glob(f"{REGISTRY}/*/*"))
        return [f"{pair.parent.name}/{pair.name}" for pair in pairs if pair.is_dir()]

    def versions(
        self, source: str = AWS_PROVIDER, *, platform: str | None = None
    ) -> list[tuple[int, ...]]:
        """List the released versions that the mirror has, oldest first.

        Args:
            source: A provider as `namespace/type`.
            platform: A platform as Terraform names it, e.g. `linux_amd64`; this machine's if None.
        """
        home = self.directory / REGISTRY / source
        platform = platform or current_platform()
        kind = re.escape(source.rpartition("/")[2])
        packed = re.compile(rf"terraform-provider-{kind}_({_VERSION})_{re.escape(platform)}\.zip")
        found = set()
        for entry in _entries(home):
            if re.fullmatch(_VERSION, entry.name) and (home / entry.name / platform).is_dir():
                found.add(entry.name)
            elif match := packed.fullmatch(entry.name):
                found.add(match[1])
        return sorted(tuple(map(int, version.split("."))) for version in found)


def current_platform() -> str:
    """Name this machine as providers do, e.g. `linux_amd64`."""
    machine = host.machine().lower()
    return f"{sys.platform}_{_PROCESSORS.get(machine, machine)}"


def find_provider_mirror(
    source: str = AWS_PROVIDER,
    *,
    environ: Mapping[str, str] = os.environ,
    roots: Iterable[Path] | None = None,
) -> ProviderMirror | None:
    """Find a mirror that has `source` for this machine's platform.

    Args:
        source: A provider as `namespace/type`.
        environ: Environment variables: `LMGEN_PROVIDER_MIRROR`, `HOME` and the XDG ones count.
        roots: Where to search when no well-known place has it; the usual roots if None.

    Returns:
        The mirror, or None where there is none.

    Raises:
        TerraformError: `LMGEN_PROVIDER_MIRROR` names a directory that does not have `source`.
    """
    if named := environ.get(MIRROR_VARIABLE):
        mirror = ProviderMirror(expand_home(named).absolute())
        if not mirror.versions(source):
            raise TerraformError(
                f"{MIRROR_VARIABLE} should name a directory that holds "
                f"{REGISTRY}/{source}/<version>/{current_platform()}, and {named} does not.",
                hint=f"Name the directory above {REGISTRY}, or unset the variable.",
            )
        return mirror
    home = home_directory(environ)
    if roots is None:
        roots = [*map(Path, _SYSTEM_ROOTS), home]
    for directory in (*list_implied_directories(environ), *_search(roots)):
        mirror = ProviderMirror(directory)
        if mirror.versions(source):
            return mirror
    return None


def list_implied_directories(
    environ: Mapping[str, str] = os.environ, *, platform: str = sys.platform
) -> list[Path]:
    """List the directories that Terraform takes as mirrors without being told, in its order.

    Args:
        environ: Environment variables; `HOME`, `XDG_DATA_HOME` and `XDG_DATA_DIRS` count.
        platform: A `sys.platform`.
    """
    home = home_directory(environ)
    if platform == "darwin":
        data = [home / "Library/Application Support/io.terraform"]
        data.append(Path("/Library/Application Support/io.terraform"))
    else:
        bases = [environ.get("XDG_DATA_HOME") or str(home / ".local/share")]
        bases += (environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
        data = [Path(base) / "terraform" for base in bases if base]
    return [home / ".terraform.d/plugins", *(directory / "plugins" for directory in data)]


def _search(roots: Iterable[Path]) -> Iterator[Path]:
    """Yield the parents of directories that a mirror is known by, shallow ones first."""
    level = [root for root in roots if root.is_dir()]
    seen = 0
    for _ in range(_SEARCH_DEPTH):
        below: list[Path] = []
        for directory in level:
            seen += 1
            if seen > _SEARCH_DIRECTORIES:
                return
            names = [entry.name for entry in _entries(directory) if _is_own_directory(entry)]
            if REGISTRY in names:
                yield directory
            below += [directory / name for name in names if name not in _NEVER_ENTERED]
        level = below


def _entries(directory: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(directory) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        # Unreadable or gone: for a search that is the same as empty.
        return []


def _is_own_directory(entry: "os.DirEntry[str]") -> bool:
    try:
        # Not through links: they lead in circles, and what they lead to has a path of its own.
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
