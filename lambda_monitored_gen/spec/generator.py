"""Which lmgen renders a spec, and where that is installed from."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from lambda_monitored_gen import __version__
from lambda_monitored_gen.hcl.type_constraints import format_value
from lambda_monitored_gen.spec.diagnostics import DiagnosticCollector
from lambda_monitored_gen.spec.nodes import Node

NAME = "lambda-monitored-gen"
"""The name of lmgen's distribution."""

PUBLIC_INDEX = "pypi"
"""What a spec says to have lmgen from the public index."""

_OLDEST = ">=0.1"
"""The first release with what the suite of a module imports."""

_ADDRESS = re.compile(r"(?:https|git\+https|git\+ssh)://[^\s\"'<>\\^`{|}]+")
_EXPECTED = (
    f"expected {PUBLIC_INDEX}, the address of an index or of a wheel (https://…), or of a "
    "repository (git+https://…@v1.2.3)"
)


class Generator(NamedTuple):
    """Which lmgen a spec wants, and from where.

    Attributes:
        versions: A specifier of PEP 440; empty for any version.
        source: `pypi`, or the address of an index, a wheel or a git repository; empty if unknown.
    """

    versions: str = ""
    source: str = ""

    @property
    def index_url(self) -> str:
        """The address of a private index; empty where it comes from elsewhere.

        It has to be the only index: with two, pip takes the higher version of either, and so what
        somebody uploads to the public one. Source:
        <https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url>.
        """
        plain = self.source.startswith("https://") and not _is_wheel(self.source)
        return self.source if plain else ""

    @property
    def requirement(self) -> str:
        """A line of a requirements file, of PEP 508; empty where nobody said from where."""
        if not self.source:
            return ""
        if self.source == PUBLIC_INDEX or self.index_url:
            return f"{NAME}{self.versions or _OLDEST}"
        return f"{NAME} @ {self.source}"

    @property
    def install_command(self) -> str:
        """The command that installs the right lmgen; for `YOUR_INDEX`, only people know it."""
        import shlex  # noqa: PLC0415 - only a refusal needs it

        words = ["pip", "install"]
        if not self.source or self.index_url:
            words += ["--index-url", self.index_url or "YOUR_INDEX"]
        return shlex.join([*words, self.requirement or f"{NAME}{self.versions}"])


def find_generator(root: Node, collector: DiagnosticCollector) -> Generator | None:
    """Read what a spec says of its generator, before anything else of it is looked at.

    Args:
        root: The document's top node.
        collector: Receives a diagnostic if this is another lmgen, or what is said cannot be.

    Returns:
        What it says; None if this lmgen must not render it.
    """
    keys: Mapping[str, Node] = root.value if isinstance(root.value, dict) else {}
    found = {
        key: keys[key].value.replace(" ", "")  # type: ignore[union-attr]
        for key in ("generator", "generator_source")
        if key in keys and isinstance(keys[key].value, str)
    }
    generator = Generator(found.get("generator", ""), found.get("generator_source", ""))
    if "generator_source" in found:
        mistake, hint = _find_mistake(generator)
        if mistake:
            mark = keys["generator_source"].mark
            collector.add("generator-source", mark, f"generator_source: {mistake}", hint)
            generator = generator._replace(source="")
    if "generator" not in found or _admits(generator.versions, __version__):
        return generator
    mark = keys["generator"].mark
    if not _admits(generator.versions, None):
        shown = format_value(found["generator"])
        message = f"{shown} is not a specifier of versions"
        collector.add("generator", mark, f"generator: {message}", 'For example: ">=0.2,<0.3".')
        return None
    hint = f"Install another lmgen: {generator.install_command}"
    if not generator.source:
        hint += " (`generator_source` in the spec says where it comes from)"
    message = f"the spec is for lmgen {generator.versions}, and this is {__version__}"
    collector.add("generator", mark, f"generator: {message}", hint)
    return None


def _admits(specifier: str, version: str | None) -> bool:
    """Tell whether a specifier admits a version; for no version, whether it is one at all."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - few need it

    try:
        wanted = SpecifierSet(specifier)
    except InvalidSpecifier:
        return False
    return bool(specifier) if version is None else wanted.contains(version, prereleases=True)


def _find_mistake(generator: Generator) -> tuple[str, str]:
    """Say what is wrong with a source, and what to do; empty for nothing."""
    source = generator.source
    if source == PUBLIC_INDEX:
        return "", ""
    if not _ADDRESS.fullmatch(source):
        return f"{_EXPECTED}, found {format_value(source)}", ""
    from urllib.parse import urlsplit  # noqa: PLC0415 - few specs need it

    try:
        parts = urlsplit(source)
    except ValueError:
        return f"{format_value(source)} is not an address", ""
    user, password = parts.username, parts.password
    if password is not None or (user is not None and parts.scheme != "git+ssh"):
        return (
            "has a name or a password, which everybody would read who has the module",
            "pip takes them from the environment, a netrc file or a keyring.",
        )
    if parts.scheme != "https":
        return _git_mistake(parts.path, generator.versions)
    return _wheel_mistake(parts.path, generator.versions) if _is_wheel(source) else ("", "")


def _is_wheel(source: str) -> bool:
    return re.split("[?#]", source, maxsplit=1)[0].endswith(".whl")


def _git_mistake(path: str, versions: str) -> tuple[str, str]:
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - few specs need it

    _, _, reference = path.partition("@")
    if not reference:
        return (
            "names no tag or commit, and a branch is another lmgen each day",
            "Add one, such as @v1.2.3.",
        )
    try:
        version = str(Version(reference))
    except InvalidVersion:
        return "", ""  # a commit, or a tag of another form
    return _version_mistake(version, versions)


def _wheel_mistake(path: str, versions: str) -> tuple[str, str]:
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename  # noqa: PLC0415

    file = path.rpartition("/")[2].replace("%2B", "+")
    try:
        name, version, *_ = parse_wheel_filename(file)
    except InvalidWheelFilename:
        return f"{format_value(file)} is not the name of a wheel", ""
    if name != NAME:
        return f"{format_value(file)} is a wheel of {name}, not of {NAME}", ""
    return _version_mistake(str(version), versions)


def _version_mistake(version: str, versions: str) -> tuple[str, str]:
    if not versions or _admits(versions, version) or not _admits(versions, None):
        return "", ""
    return f"is lmgen {version}, which generator {versions} does not admit", "Change one of them."
