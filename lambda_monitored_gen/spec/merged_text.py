"""A merged spec as YAML, with the place from which each line comes."""

import json
import re
from collections.abc import Iterator

from lambda_monitored_gen.spec.diagnostics import Mark
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.sharing import EXTENDS

_PLAIN = re.compile(r"[A-Za-z_][\w./-]*", re.ASCII)
"""Texts that no version of YAML reads as anything but a string, but for the words below."""

_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_BREAKS = {0x85: "\\N", 0x2028: "\\L", 0x2029: "\\P"}
"""Line breaks of YAML that JSON leaves as they are: <https://yaml.org/spec/1.2.2/#57-escaped-characters>."""


def write_merged(root: Node) -> str:
    """Write a merged spec.

    Args:
        root: Its tree.

    Returns:
        YAML without `extends`; at the end of each line a comment names file and line of its value.
    """
    lines = list(_lines(root, ""))
    width = max((len(text) for text, _ in lines), default=0)
    width = min(width, _COLUMN)
    return "".join(f"{text:{width}}  # {mark.location}\n" for text, mark in lines)


_COLUMN = 60
"""Where the comments begin, but behind longer lines."""


def _lines(node: Node, margin: str) -> Iterator[tuple[str, Mark]]:
    """The lines of a mapping or a list that is not empty."""
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            if margin or key != EXTENDS.name:
                yield from _entry(f"{margin}{_scalar(key)}:", child, f"{margin}  ")
    elif isinstance(node.value, tuple):
        for item in node.value:
            yield from _entry(f"{margin}-", item, f"{margin}  ")


def _entry(head: str, node: Node, margin: str) -> Iterator[tuple[str, Mark]]:
    mark = node.entry_mark
    if isinstance(node.value, (dict, tuple)):
        empty = "{}" if isinstance(node.value, dict) else "[]"
        yield (head if node.value else f"{head} {empty}"), mark
        yield from _lines(node, margin)
    else:
        text = _scalar(node.value) if isinstance(node.value, str) else node.raw or "null"
        yield f"{head} {text}", mark


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False).translate(_BREAKS)
