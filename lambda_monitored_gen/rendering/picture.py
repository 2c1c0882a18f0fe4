"""The picture of a module's architecture, laid out for an SVG that a README shows in full width."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from lambda_monitored_gen.catalog.picture import COLUMNS, Arrow, Box, Picture

WIDTH = 830
"""Pixels that GitHub and registries give a README on a wide screen; texts keep their size there."""

_MARGIN = 6
_BOX_WIDTH = 144
_COLUMN_GAP = (WIDTH - 2 * _MARGIN - COLUMNS * _BOX_WIDTH) / (COLUMNS - 1)
_ROW_GAP = 22
_LINE_HEIGHT = 17
_PADDING = 9
_BULGE = 16


class Line(NamedTuple):
    """A line of text, centred around a point on its base line."""

    x: float
    y: float
    text: str
    heading: bool


class Rectangle(NamedTuple):
    """A box with its place; `x` and `y` are those of its left upper corner, in pixels."""

    x: float
    y: float
    width: float
    height: float
    lines: Sequence[Line]
    yours: bool


class Drawing(NamedTuple):
    """A picture with places.

    Attributes:
        width: In pixels.
        height: In pixels.
        rectangles: The boxes.
        paths: The arrows, each as the attribute `d` of a path that ends at its point.
    """

    width: int
    height: int
    rectangles: Sequence[Rectangle]
    paths: Sequence[str]


def lay_out(picture: Picture) -> Drawing:
    """Give every box and arrow of a picture its place."""
    columns = [[box for box in picture.boxes if box.column == column] for column in range(COLUMNS)]
    inner = max(map(_height, columns))
    placed: dict[str, Rectangle] = {}
    for number, column in enumerate(columns):
        y = _MARGIN + (inner - _height(column)) / 2
        for box in column:
            placed[box.name] = _rectangle(box, number, y)
            y += placed[box.name].height + _ROW_GAP
    neighbours = {pair for column in columns for pair in pairwise(box.name for box in column)}
    return Drawing(
        WIDTH,
        round(inner + 2 * _MARGIN),
        list(placed.values()),
        list(_paths(picture.arrows, placed, neighbours)),
    )


def _box_height(box: Box) -> float:
    return 2 * _PADDING + _LINE_HEIGHT * len(box.lines)


def _height(column: Sequence[Box]) -> float:
    return sum(map(_box_height, column)) + _ROW_GAP * (len(column) - 1)


def _rectangle(box: Box, column: int, y: float) -> Rectangle:
    x = _MARGIN + column * (_BOX_WIDTH + _COLUMN_GAP)
    lines = [
        Line(x + _BOX_WIDTH / 2, y + _PADDING + _LINE_HEIGHT * number + 13, text, number == 0)
        for number, text in enumerate(box.lines)
    ]
    return Rectangle(x, y, _BOX_WIDTH, _box_height(box), lines, box.yours)


def _paths(
    arrows: Sequence[Arrow], placed: Mapping[str, Rectangle], neighbours: set[Arrow]
) -> Iterable[str]:
    outgoing = {name: [end for start, end in arrows if start == name] for name in placed}
    incoming = {name: [start for start, end in arrows if end == name] for name in placed}
    for start, end in arrows:
        a, b = placed[start], placed[end]
        if a.x != b.x:
            x1, x2 = a.x + a.width, b.x
            y1 = _share(a, end, outgoing[start], placed)
            y2 = _share(b, start, incoming[end], placed)
            yield f"M{x1:g} {y1:g}C{(x1 + x2) / 2:g} {y1:g} {(x1 + x2) / 2:g} {y2:g} {x2:g} {y2:g}"
        elif (start, end) in neighbours:
            yield f"M{a.x + a.width / 2:g} {a.y + a.height:g}V{b.y:g}"
        elif (end, start) in neighbours:
            yield f"M{a.x + a.width / 2:g} {a.y:g}V{b.y + b.height:g}"
        else:
            # Around what lies between them.
            y1, y2, x = a.y + a.height / 2, b.y + b.height / 2, a.x - _BULGE
            yield f"M{a.x:g} {y1:g}C{x:g} {y1:g} {x:g} {y2:g} {b.x:g} {y2:g}"


def _share(
    box: Rectangle, other: str, others: Sequence[str], placed: Mapping[str, Rectangle]
) -> float:
    """Where an arrow touches the side of a box: arrows of one side keep apart, and do not cross."""
    side = [name for name in others if placed[name].x != box.x]
    place = sorted(side, key=lambda name: placed[name].y).index(other)
    return box.y + box.height * (place + 1) / (len(side) + 1)
