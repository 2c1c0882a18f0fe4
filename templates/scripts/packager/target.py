"""What a Lambda runtime can load: its Python, its glibc, its wheel tags."""

from __future__ import annotations

from typing import NamedTuple

from packager.errors import UsageError


class Runtime(NamedTuple):
    """A managed Python runtime of AWS Lambda.

    Attributes:
        full_version: The patch release that markers and Requires-Python are
            evaluated for. AWS updates it without notice and publishes no
            number, so this is one that every region has long passed.
        glibc: Minor version of glibc 2 that the runtime's system ships.
        system: The operating system, for messages.
    """

    full_version: str
    glibc: int
    system: str


# AWS Lambda Developer Guide, "Lambda runtimes": Amazon Linux 2 ships glibc 2.26,
# Amazon Linux 2023 ships 2.34.
RUNTIMES = {
    "python3.9": Runtime("3.9.18", 26, "Amazon Linux 2"),
    "python3.10": Runtime("3.10.13", 26, "Amazon Linux 2"),
    "python3.11": Runtime("3.11.6", 26, "Amazon Linux 2"),
    "python3.12": Runtime("3.12.1", 34, "Amazon Linux 2023"),
    "python3.13": Runtime("3.13.0", 34, "Amazon Linux 2023"),
    "python3.14": Runtime("3.14.0", 34, "Amazon Linux 2023"),
}

# Lambda's name of an architecture -> the machine that Python and wheels call it.
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}


class Target:
    """One runtime on one architecture: what the package is built for.

    Args:
        runtime: Lambda's name of the runtime, such as ``python3.12``.
        architecture: ``x86_64`` or ``arm64``.

    Raises:
        UsageError: One of the two is not known.
    """

    def __init__(self, runtime: str, architecture: str) -> None:
        if runtime not in RUNTIMES:
            raise UsageError(
                f"unknown runtime {runtime!r}",
                do="use one of " + ", ".join(RUNTIMES),
            )
        if architecture not in MACHINES:
            raise UsageError(
                f"unknown architecture {architecture!r}",
                do="use one of " + ", ".join(MACHINES),
            )
        self.runtime = runtime
        self.architecture = architecture
        self.machine = MACHINES[architecture]
        self.full_version, self.glibc, self.system = RUNTIMES[runtime]
        self.minor = int(runtime.partition(".")[2])
        self._ranks: dict[str, int] = {}

    def __str__(self) -> str:
        return f"{self.runtime} on {self.architecture}"

    @property
    def interpreter(self) -> str:
        """The tag of the interpreter and of its own ABI, such as ``cp312`` (PEP 425)."""
        return f"cp3{self.minor}"

    @property
    def platforms(self) -> list[str]:
        """Platform tags that the runtime can load, best first (PEP 600, PEP 599, PEP 571).

        A wheel carries the tag of the oldest glibc that it runs on, so that all
        older ones must be named too. A generic ``linux`` tag promises nothing.
        """
        names = [f"manylinux_2_{minor}" for minor in range(self.glibc, 16, -1)]
        names.append("manylinux2014")
        if self.machine == "x86_64":
            names += ["manylinux_2_12", "manylinux2010", "manylinux_2_5", "manylinux1"]
        return [f"{name}_{self.machine}" for name in names]

    def rank(self, tag: str) -> int | None:
        """Tell how well a wheel of this tag suits, in pip's order.

        Args:
            tag: One tag, such as ``cp312-cp312-manylinux_2_28_x86_64``.

        Returns:
            0 for the best, or None if the runtime cannot load such a wheel.
        """
        if not self._ranks:
            self._ranks = {name: at for at, name in enumerate(self._tags())}
        return self._ranks.get(tag)

    def _tags(self) -> list[str]:
        own, minor, platforms = self.interpreter, self.minor, self.platforms
        tags = [f"{own}-{abi}-{on}" for abi in (own, "abi3", "none") for on in platforms]
        tags += [f"cp3{old}-abi3-{on}" for old in range(minor - 1, 1, -1) for on in platforms]
        generic = [f"py3{minor}", "py3", *(f"py3{old}" for old in range(minor - 1, -1, -1))]
        tags += [f"{python}-none-{on}" for python in generic for on in platforms]
        tags += [f"{python}-none-any" for python in [own, *generic]]
        return tags

    @property
    def environment(self) -> dict[str, str]:
        """The marker environment of the runtime (PEP 508), not of this machine.

        The kernel's release and version are not known before the function runs.
        """
        return {
            "implementation_name": "cpython",
            "implementation_version": self.full_version,
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": self.full_version,
            "python_version": f"3.{self.minor}",
            "sys_platform": "linux",
        }
