"""What the pictures of a module's architecture show: boxes in columns, and arrows between them.

The README's diagram and `docs/assets/architecture.svg` are both drawn from this.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

COLUMNS = 5
"""Left to right: code and what invokes, the function, what it tells, who watches, who is told."""


class Box(NamedTuple):
    """One thing of the architecture.

    Attributes:
        name: What arrows call it: lower-case letters and underscores.
        column: From 0 on the left to `COLUMNS` - 1.
        lines: Its text; the first line is its heading.
        yours: Whether it is there already or somebody else's, so that the module does not make it.
    """

    name: str
    column: int
    lines: tuple[str, ...]
    yours: bool = False


Arrow = tuple[str, str]
"""The names of two boxes of one column or of neighbouring ones."""


class Picture(NamedTuple):
    """A picture, or what a feature adds to it.

    Attributes:
        boxes: From top to bottom in each column; one of the name of a box that is there takes its
            place.
        lines: Lines to add to boxes, by their names.
        arrows: From and to which boxes arrows lead.
        without: Arrows that are no more; boxes without any arrow go with them.
    """

    boxes: tuple[Box, ...] = ()
    lines: Mapping[str, str] = {}
    arrows: tuple[Arrow, ...] = ()
    without: tuple[Arrow, ...] = ()


CORE = Picture(
    boxes=(
        Box("code", 0, ("Your code", "lambda_source_dir", "requirements.txt"), yours=True),
        Box("bucket", 0, ("S3 bucket", "packages")),
        Box("role", 1, ("IAM role", "least privilege")),
        Box("function", 1, ("Lambda function",)),
        Box("logs", 2, ("Log group",)),
        Box("metrics", 2, ("Metrics", "AWS/Lambda")),
        Box("alarms", 3, ("Alarms",)),
        Box("topic", 4, ("SNS topic",)),
        Box("emails", 4, ("alarm_emails",), yours=True),
        Box("topics", 4, ("alarm_topic_arns",), yours=True),
    ),
    arrows=(
        ("code", "bucket"),
        ("bucket", "function"),
        ("role", "function"),
        ("function", "logs"),
        ("function", "metrics"),
        ("metrics", "alarms"),
        ("alarms", "topic"),
        ("alarms", "topics"),
        ("topic", "emails"),
    ),
)
"""The picture of a module without features."""

_WIDTH = 18
"""Characters of one line of what alarms watch."""


def merge(additions: Iterable[Picture], watched: Iterable[str]) -> Picture:
    """Draw the picture of a module.

    Args:
        additions: What its features add.
        watched: What its alarms watch, in one word or two each.
    """
    boxes = {box.name: box for box in CORE.boxes}
    lines = {name: list(box.lines) for name, box in boxes.items()}
    lines["alarms"] += _wrap(watched)
    arrows = list(CORE.arrows)
    for each in additions:
        for box in each.boxes:
            boxes[box.name] = box
            lines[box.name] = list(box.lines)
        for name, line in each.lines.items():
            lines[name].append(line)
        arrows = [arrow for arrow in (*arrows, *each.arrows) if arrow not in each.without]
    linked = {name for arrow in arrows for name in arrow}
    return Picture(
        boxes=tuple(
            box._replace(lines=tuple(lines[name])) for name, box in boxes.items() if name in linked
        ),
        arrows=tuple(dict.fromkeys(arrows)),
    )


def _wrap(words: Iterable[str]) -> list[str]:
    lines: list[str] = []
    for word in dict.fromkeys(words):
        if lines and len(lines[-1]) + 2 + len(word) <= _WIDTH:
            lines[-1] += f", {word}"
        else:
            if lines:
                lines[-1] += ","
            lines.append(word)
    return lines
