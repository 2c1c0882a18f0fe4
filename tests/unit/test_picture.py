"""The picture of the architecture: what is on is in it, and everybody can read it."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.catalog.picture import COLUMNS, CORE, Picture, merge
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.picture import WIDTH, Rectangle, lay_out
from tests.support.feature_sets import feature_sets
from tests.support.specs import feature_specs

SVG = "docs/assets/architecture.svg"
NAMESPACE = "{http://www.w3.org/2000/svg}"
WIDE, BOLD = 6.8, 8.4
"""Pixels that a character is wide in the widest of the fonts, in lines and in headings."""


def picture(label: str) -> Picture:
    """The picture of a module with a set of features."""
    interface = feature_specs()[label].interface
    added = (each.picture for each in interface.features.values())
    return merge(added, (alarm.noun for alarm in interface.alarms))


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two boxes have a point in common."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@pytest.mark.parametrize("label", feature_sets())
def test_boxes_have_room(label: str) -> None:
    """Boxes are inside the picture and apart from each other, and texts are inside their boxes."""
    found = lay_out(picture(label))
    for box in found.rectangles:
        assert box.x >= 0
        assert box.x + box.width <= found.width == WIDTH
        assert box.y >= 0
        assert box.y + box.height <= found.height
        for line in box.lines:
            assert len(line.text) * (BOLD if line.heading else WIDE) <= box.width, line.text
            assert box.y < line.y < box.y + box.height
    assert not [pair for pair in combinations(found.rectangles, 2) if overlap(*pair)]


@pytest.mark.parametrize("label", feature_sets())
def test_arrows_lead_somewhere(label: str) -> None:
    """Each arrow joins boxes that are there, in one column or in the next, and is drawn once."""
    found = picture(label)
    columns = {box.name: box.column for box in found.boxes}
    assert set(columns.values()) == set(range(COLUMNS))
    for start, end in found.arrows:
        assert columns[end] - columns[start] in {0, 1}, f"{start} to {end}"
    assert len(set(found.arrows)) == len(found.arrows) == len(lay_out(found).paths)


@pytest.mark.parametrize("label", feature_sets())
def test_both_pictures_show_the_same(label: str) -> None:
    """The SVG is XML with the texts of the Mermaid diagram, which has all arrows."""
    files = render_files(feature_specs()[label])
    root = ET.fromstring(files[SVG].content)  # noqa: S314 - our own
    texts = [each.text or "" for each in root.iter(f"{NAMESPACE}text")]
    readme = files["README.md"].content.decode()
    found = re.search(r"```mermaid\nflowchart LR\n(.*?)```", readme, re.DOTALL)
    assert found
    boxes = re.findall(r'^  \w+\["(.*)"\]$', found[1], re.MULTILINE)
    assert sorted(texts) == sorted(line for box in boxes for line in box.split("<br>"))
    assert len(re.findall(" --> ", found[1])) == len(picture(label).arrows)
    assert "prefers-color-scheme: dark" in files[SVG].content.decode()


def test_a_feature_adds_to_the_picture() -> None:
    """A feature that is on is in the picture, and one that is off is not."""
    core = {box.name for box in CORE.boxes}
    with_queue = {box.name for box in picture("only-dead_letter_queue").boxes}
    assert with_queue - core == {"dead_letters"}
    assert {box.name for box in picture("none").boxes} == core


def test_what_a_feature_replaces() -> None:
    """A box of the name of another takes its place, and what leads to it stays."""
    role = next(box for box in picture("only-existing_role").boxes if box.name == "role")
    assert role.yours
    assert ("role", "function") in picture("only-existing_role").arrows


def test_alarms_say_what_they_watch() -> None:
    """What the alarms watch stands in their box, once each."""
    nouns = [alarm.noun for alarm in CATALOG.alarms.values()]
    box = next(box for box in merge((), nouns).boxes if box.name == "alarms")
    assert " ".join(box.lines[1:]).split(", ") == list(dict.fromkeys(nouns))
