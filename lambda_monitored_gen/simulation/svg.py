"""Elements of an SVG picture, in colours for light and for dark."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot have, not even escaped: <https://www.w3.org/TR/xml/#charsets>."""


class _Paint(NamedTuple):
    """What a class of elements looks like: a property, its value in light, and in dark."""

    attribute: str
    light: str
    dark: str


_PAINTS = {
    "card": _Paint("fill", "#ffffff", "#0d1117"),
    "ink": _Paint("fill", "#1f2328", "#e6edf3"),
    "faint": _Paint("fill", "#59636e", "#9198a1"),
    "rule": _Paint("stroke", "#d8dee4", "#30363d"),
    "incident": _Paint("fill", "#fbe6b2", "#4b3a12"),
    "most": _Paint("fill", "#a8cdf8", "#1d4370"),
    "least": _Paint("fill", "#5a9ef0", "#3478c8"),
    "errors": _Paint("fill", "#cf222e", "#f85149"),
    "limit": _Paint("stroke", "#1f2328", "#e6edf3"),
    "OK": _Paint("fill", "#4aa564", "#2f8a46"),
    "ALARM": _Paint("fill", "#cf222e", "#f85149"),
    "INSUFFICIENT_DATA": _Paint("stroke", "#818b98", "#818b98"),
}
"""Red and green differ in height too, and what is not known is hatched: colour alone says nothing.
"""

_RULES = (
    "text{font-family:system-ui,sans-serif;font-size:12px}"
    ".small{font-size:11px}.head{font-size:15px;font-weight:600}.name{font-weight:600}"
    ".rule,.limit{fill:none}.limit{stroke-dasharray:5 3;stroke-width:1.25}"
)


def plain(text: str) -> str:
    """Text that XML can have, and UTF-8: what cannot be written becomes U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def steps(left: float, floor: float, heights: Sequence[float]) -> str:
    """The path of an area with a flat top for each pixel column.

    Args:
        left: Where the first column begins.
        floor: What the area stands on.
        heights: Of each column, in pixels; NaN for none.
    """
    parts: list[str] = []
    last = math.nan
    for column, height in enumerate([*heights, math.nan]):
        if height == last or (math.isnan(height) and math.isnan(last)):
            continue
        x = _number(left + column)
        if math.isnan(last):
            parts.append(f"M{x} {_number(floor)}V{_number(floor - height)}")
        elif math.isnan(height):
            parts.append(f"H{x}V{_number(floor)}Z")
        else:
            parts.append(f"H{x}V{_number(floor - height)}")
        last = height
    return "".join(parts)


def boxes(spans: Iterable[tuple[float, float]], top: float, height: float) -> str:
    """The path of boxes in one row, each at least a pixel wide; those that touch become one.

    Args:
        spans: Left and right of each, in order.
        top: Of the row.
        height: Of the row.
    """
    merged: list[list[float]] = []
    for start, right in spans:
        # What is narrower than a pixel fills the one that it is in, and is not blurred over two.
        left = math.floor(start) if right - start < 1 else start
        wide = max(right, left + 1)
        if merged and left <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], wide)
        else:
            merged.append([left, wide])
    return "".join(
        f"M{_number(left)} {_number(top)}h{_number(right - left)}v{_number(height)}"
        f"h{_number(left - right)}Z"
        for left, right in merged
    )


class Picture:
    """An SVG picture that grows downwards.

    Args:
        title: What it shows, in a line.
        width: In pixels.
    """

    def __init__(self, title: str, width: int) -> None:
        self.width = width
        self.root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
        self.root.set("aria-labelledby", "title description")
        self._text("title", title, {"id": "title"})
        self.description = ET.SubElement(self.root, "desc", {"id": "description"})
        self._text("style", _style(), {})
        self._unknown()
        self.card = self.add("rect", "card", width=str(width), rx="8")

    def _text(self, tag: str, text: str, attributes: dict[str, str]) -> None:
        ET.SubElement(self.root, tag, attributes).text = plain(text)

    def _unknown(self) -> None:
        pattern = ET.SubElement(
            ET.SubElement(self.root, "defs"),
            "pattern",
            {"id": "hatch", "width": "5", "height": "5", "patternUnits": "userSpaceOnUse"},
        )
        ET.SubElement(
            pattern, "path", {"class": "INSUFFICIENT_DATA", "d": "M-1 6L6-1M4 6L6 4M-1 1L1-1"}
        )

    def add(
        self,
        tag: str,
        look: str,
        **attributes: str,
    ) -> ET.Element:
        """Add an element.

        Args:
            tag: Its kind.
            look: Its classes.
            attributes: More of it; an underscore stands for a hyphen.
        """
        named = {name.replace("_", "-"): plain(value) for name, value in attributes.items()}
        return ET.SubElement(self.root, tag, {"class": look, **named})

    def path(self, look: str, shape: str, **attributes: str) -> None:
        """Add a path, unless it has no points."""
        if shape:
            self.add("path", look, d=shape, **attributes)

    def text(self, x: float, y: float, text: str, look: str = "ink", **attributes: str) -> None:
        """Add a line of text whose letters stand at `y`."""
        self.add("text", look, x=_number(x), y=_number(y), **attributes).text = plain(text)

    def finished(self, height: float, description: str) -> str:
        """The text of the file.

        Args:
            height: Of the picture in pixels.
            description: What it shows, for those who do not see it.
        """
        self.root.set("viewBox", f"0 0 {self.width} {_number(height)}")
        self.card.set("height", _number(height))
        self.description.text = plain(description)
        ET.indent(self.root, "")
        return ET.tostring(self.root, encoding="unicode") + "\n"


def _style() -> str:
    light = "".join(f".{name}{{{x.attribute}:{x.light}}}" for name, x in _PAINTS.items())
    dark = "".join(f".{name}{{{x.attribute}:{x.dark}}}" for name, x in _PAINTS.items())
    return f"{_RULES}{light}@media(prefers-color-scheme:dark){{{dark}}}"


def shortened(text: str, most: int) -> str:
    """Text of at most so many characters, with an ellipsis in place of what is left out."""
    return text if len(text) <= most else text[: most - 1] + "…"
