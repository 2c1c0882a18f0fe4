"""Environment markers and the requirements that carry them (PEP 508, PEP 440).

Resolvers evaluate markers themselves. This evaluates them once more, for the
target, to see that what they chose is complete.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Union

from packager.wheel import normalized

_VERSION = re.compile(
    r"v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?P<pre_n>\d*))?"
    r"(?P<post>(?:-(?P<post_n1>\d+))|(?:[-_.]?(?:post|rev|r)[-_.]?(?P<post_n2>\d*)))?"
    r"(?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_n>\d*))?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?",
    re.IGNORECASE,
)
_PHASES = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<operator><=|>=|===|==|~=|!=|<|>|\(|\))"""
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_.]*))"
)
_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*"
    r"(?:\[(?P<extras>[^\]]*)\])?\s*(?P<rest>.*)",
    re.DOTALL,
)
_VERSIONED = {"python_version", "python_full_version", "implementation_version", "platform_release"}
_OLD_NAMES = {
    "python_implementation": "platform_python_implementation",
    "platform.python_implementation": "platform_python_implementation",
}
_OPERATORS = {"<=", ">=", "===", "==", "~=", "!=", "<", ">"}

Environment = dict[str, Union[str, "frozenset[str]"]]
VersionKey = tuple[int, tuple[int, ...], tuple[int, int], int, float]


class Requirement(NamedTuple):
    """One dependency.

    Attributes:
        name: Normalized name (PEP 503).
        extras: Normalized names of the extras that are asked for.
        specifier: Version clauses, or ``@ URL``; as written, may be empty.
        marker: The marker, or an empty string.
    """

    name: str
    extras: frozenset[str]
    specifier: str
    marker: str


def requirement(text: str) -> Requirement:
    """Take a requirement apart.

    Args:
        text: Such as ``name[extra] >= 1 ; python_version < "3.11"``.

    Returns:
        Its parts.

    Raises:
        ValueError: It is none.
    """
    match = _REQUIREMENT.fullmatch(text.strip())
    if not match:
        raise ValueError(f"no requirement: {text!r}")
    rest: str = match["rest"]
    # A URL may hold a semicolon; its marker stands behind white space.
    separator = r"\s;" if rest.startswith("@") else ";"
    specifier, *marker = re.split(separator, rest, maxsplit=1)
    extras = frozenset(
        normalized(e.strip()) for e in (match["extras"] or "").split(",") if e.strip()
    )
    return Requirement(
        normalized(match["name"]), extras, specifier.strip(" ()"), "".join(marker).strip()
    )


def version_key(text: str) -> VersionKey:
    """Give a key by which versions sort as PEP 440 says, local parts aside.

    Args:
        text: A version.

    Returns:
        The key.

    Raises:
        ValueError: It is no version.
    """
    match = _VERSION.fullmatch(text.strip())
    if not match:
        raise ValueError(f"no version: {text!r}")
    release = tuple(int(part) for part in match["release"].split("."))
    while len(release) > 1 and release[-1] == 0:
        release = release[:-1]
    post = int(match["post_n1"] or match["post_n2"] or 0) if match["post"] else -1
    dev = int(match["dev_n"] or 0) if match["dev"] else float("inf")
    if match["pre"]:
        phase = (_PHASES[match["pre"].lower()], int(match["pre_n"] or 0))
    else:
        # A development release of a final one comes before its alphas.
        phase = (-1, 0) if match["dev"] and post < 0 else (3, 0)
    return int(match["epoch"] or 0), release, phase, post, dev


def _compare(left: str, operator: str, right: str) -> bool:
    """Compare two versions; text that is none raises ValueError."""
    if operator == "===":
        return left == right
    if right.endswith(".*") and operator in ("==", "!="):
        want = [int(part) for part in right[:-2].split(".")]
        have = [int(part) for part in re.split(r"[^\d.]", left)[0].strip(".").split(".")]
        have += [0] * (len(want) - len(have))
        return (have[: len(want)] == want) == (operator == "==")
    if operator == "~=":
        base = right.rpartition(".")[0]
        return _compare(left, ">=", right) and _compare(left, "==", base + ".*")
    a, b = version_key(left), version_key(right)
    results = {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}
    return results[operator]


def _order(left: str, operator: str, right: str) -> bool:
    """Compare two texts that are not both versions."""
    if operator in ("==", "==="):
        return left == right
    if operator == "!=":
        return left != right
    if operator == "~=":
        raise ValueError(f"{left!r} ~= {right!r} compares no versions")
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[
        operator
    ]


class _Parser:
    """Evaluates one marker while reading it."""

    def __init__(self, marker: str, environment: Environment) -> None:
        self.marker = marker
        self.environment = environment
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while marker[at:].strip():
            match = _TOKEN.match(marker, at)
            if not match or match.lastgroup is None:
                raise ValueError(f"no marker: {marker!r}")
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise ValueError(f"no marker, it ends too early: {self.marker!r}")
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self) -> bool:
        result = self.both()
        while self.peek() == "or":
            self.take()
            other = self.both()
            result = result or other
        return result

    def both(self) -> bool:
        result = self.one()
        while self.peek() == "and":
            self.take()
            other = self.one()
            result = result and other
        return result

    def one(self) -> bool:
        if self.peek() == "(":
            self.take()
            result = self.either()
            if self.take()[1] != ")":
                raise ValueError(f"no marker, a ) is missing: {self.marker!r}")
            return result
        left_name, left = self.value()
        operator = self.take()[1]
        if operator == "not":
            operator += " " + self.take()[1]
        right_name, right = self.value()
        return self.compare(left_name or right_name, left, operator, right)

    def value(self) -> tuple[str, str | frozenset[str]]:
        kind, token = self.take()
        if kind == "text":
            return "", token[1:-1]
        # Very old metadata says os.name, platform.machine and python_implementation.
        name = _OLD_NAMES.get(token, token.replace(".", "_"))
        if kind != "word" or name not in self.environment:
            raise ValueError(f"no marker, {token!r} is no variable: {self.marker!r}")
        return name, self.environment[name]

    def compare(
        self, variable: str, left: str | frozenset[str], operator: str, right: str | frozenset[str]
    ) -> bool:
        if variable in ("extra", "extras", "dependency_groups"):
            left = normalized(left) if isinstance(left, str) else left
            right = normalized(right) if isinstance(right, str) else right
        if operator in ("in", "not in") and isinstance(left, str):
            return (left in right) == (operator == "in")
        if isinstance(left, str) and isinstance(right, str) and operator in _OPERATORS:
            if variable in _VERSIONED:
                try:
                    return _compare(left, operator, right)
                except ValueError:
                    # PEP 508: what is no version is compared as text.
                    return _order(left, operator, right)
            return _order(left, operator, right)
        raise ValueError(f"no marker: {self.marker!r}")


def holds(marker: str, environment: Environment) -> bool:
    """Evaluate a marker.

    Args:
        marker: The marker; an empty one always holds.
        environment: Values of its variables.

    Returns:
        Whether it holds.

    Raises:
        ValueError: It is no marker.
    """
    if not marker:
        return True
    parser = _Parser(marker, environment)
    result = parser.either()
    if parser.at != len(parser.tokens):
        raise ValueError(f"no marker: {marker!r}")
    return result
