"""The page and the picture in a real browser: what people see, do and hear."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.simulation import Replay, decisions
from lambda_monitored_gen.simulation.page import as_html
from lambda_monitored_gen.simulation.plot import as_svg
from lambda_monitored_gen.simulation.words import moment
from tests.simulation.drawn import HOSTILE, count_alarm, replay_of, scenario, trace_of
from tests.support.browser import Browser, browser

pytestmark = pytest.mark.browser

SLIDERS = "document.querySelectorAll('[role=slider]')"
PAGE_UP, PAGE_DOWN, END, HOME, LEFT, RIGHT, TAB = 33, 34, 35, 36, 37, 39, 9


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def flapping() -> Replay:
    """Two strategies over an hour of errors that come and go."""
    return scenario("flapping")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, flapping: Replay) -> Path:
    """A directory with the page and the picture of that."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "flapping.html").write_text(as_html(flapping), encoding="utf-8")
    (folder / "flapping.svg").write_text(as_svg(flapping), encoding="utf-8")
    return folder


def rectangle(chromium: Browser, number: int) -> list[float]:
    """Left, top, width and height of the row of an alarm."""
    script = (
        f"(x => [x.left, x.top, x.width, x.height])({SLIDERS}[{number}].getBoundingClientRect())"
    )
    return list(chromium.run(script))


def value_of(chromium: Browser, number: int) -> tuple[int, str]:
    """The time and the sentence that assistive technology has of a row."""
    script = f"['valuenow', 'valuetext'].map(x => {SLIDERS}[{number}].getAttribute('aria-' + x))"
    now, text = chromium.run(script)
    return int(now), text


def span(chromium: Browser) -> str:
    """What the page says that it shows."""
    return str(chromium.run("document.getElementById('span').textContent"))


def test_nothing_is_asked_for_and_nothing_complains(chromium: Browser, pages: Path) -> None:
    """The page loads nothing but itself, and the browser has nothing to say about it."""
    chromium.open(pages / "flapping.html")
    assert chromium.requests() == [(pages / "flapping.html").as_uri()]
    assert chromium.complaints() == []


def test_each_alarm_has_a_name_that_is_read_aloud(
    chromium: Browser, pages: Path, flapping: Replay
) -> None:
    """The tree that screen readers have shows a slider for each alarm, by strategy and name."""
    chromium.open(pages / "flapping.html")
    nodes = chromium.call("Accessibility.getFullAXTree")["nodes"]
    names = [
        each["name"]["value"] for each in nodes if each.get("role", {}).get("value") == "slider"
    ]
    wanted = [f"{v.label}, {done.name}, " for v in flapping.variants for done in v.alarms]
    assert [name.startswith(each) for name, each in zip(names, wanted, strict=True)] == [True] * 4


@pytest.mark.parametrize("number", [0, 2])
def test_the_point_that_decided_is_under_the_pointer(
    chromium: Browser, pages: Path, flapping: Replay, number: int
) -> None:
    """In each band the page shows the state, since when, and the points that decided."""
    chromium.open(pages / "flapping.html")
    done = flapping.variants[number // 2].alarms[0]
    left, top, width, height = rectangle(chromium, number)
    length = flapping.end - flapping.start
    long = [band for band in done.bands if band[1] - band[0] > 3 * length / width]
    assert {state for _, _, state in long} == {AlarmState.OK, AlarmState.ALARM}
    by_time = {each.change.time: each for each in decisions(done, flapping)}
    for start, end, state in long:
        middle = (start + end) / 2
        x = left + width * (middle - flapping.start) / length
        chromium.mouse("mouseMoved", x, top + height / 2, button="none")
        text = chromium.run("document.getElementById('detail').innerText")
        assert f"{state.value} since {moment(start)}" in text
        points = by_time[start].points
        shown = chromium.run("[...document.querySelectorAll('.points li')].map(x => x.innerText)")
        assert len(shown) == len(points)
        assert [each.endswith("breaches") for each in shown] == [bool(x.breaches) for x in points]
        assert [each.split()[0] for each in shown] == [moment(x.start)[-5:] for x in points]
        decided = chromium.run("[...document.querySelectorAll('.decided')].map(x => x.innerText)")
        telling = [x for x in points if x.breaches is (state is AlarmState.ALARM)]
        assert decided == ([shown[points.index(telling[-1])]] if telling else [])


def test_keys_go_through_all_changes(chromium: Browser, pages: Path, flapping: Replay) -> None:
    """Without a mouse, one goes from change to change, to the ends, and back."""
    chromium.open(pages / "flapping.html")
    changes = [each.time for each in flapping.variants[0].alarms[0].timeline.changes]
    chromium.run(f"{SLIDERS}[0].focus()")
    chromium.press("Home", HOME)
    assert value_of(chromium, 0)[0] == flapping.start
    for wanted in [x for x in changes if x > flapping.start]:
        chromium.press("PageDown", PAGE_DOWN)
        assert value_of(chromium, 0)[0] == wanted
    chromium.press("PageDown", PAGE_DOWN)
    assert value_of(chromium, 0)[0] == changes[-1]
    chromium.press("PageUp", PAGE_UP)
    now, text = value_of(chromium, 0)
    assert now == changes[-2]
    assert text.startswith(f"{moment(now)}: ")
    assert "decided by" in text
    chromium.press("End", END)
    assert value_of(chromium, 0)[0] == flapping.end
    chromium.press("ArrowLeft", LEFT)
    assert value_of(chromium, 0)[0] < flapping.end
    chromium.press("Tab", TAB)
    assert chromium.run(f"[...{SLIDERS}].indexOf(document.activeElement)") == 1
    assert chromium.complaints() == []


def test_zoom_by_keys_and_by_buttons(chromium: Browser, pages: Path, flapping: Replay) -> None:
    """Zooming narrows what is shown around the cursor, and is undone."""
    chromium.open(pages / "flapping.html")
    whole = f"{moment(flapping.start)} to {moment(flapping.end)} UTC"
    assert span(chromium) == whole
    chromium.run(f"{SLIDERS}[2].focus()")
    chromium.press("+", 0, "+")
    assert span(chromium) == "2026-01-05 06:00 to 2026-01-05 18:00 UTC"
    bands = "document.querySelectorAll('.ALARM')[0].getAttribute('d')"
    before = chromium.run(bands)
    chromium.run("document.querySelector('[data-do=later]').click()")
    assert span(chromium) == "2026-01-05 12:00 to 2026-01-06 00:00 UTC"
    assert chromium.run(bands) != before
    chromium.press("0", 0, "0")
    assert span(chromium) == whole
    assert chromium.run("document.querySelector('[data-do=out]').disabled") is True


def test_a_stretch_is_chosen_by_dragging(chromium: Browser, pages: Path, flapping: Replay) -> None:
    """Dragging over six hours shows these six hours."""
    chromium.open(pages / "flapping.html")
    left, top, width, height = rectangle(chromium, 0)
    start, end = (left + width * hour / 24 for hour in (9, 15))
    chromium.mouse("mousePressed", start, top + height / 2)
    chromium.mouse("mouseMoved", (start + end) / 2, top + height / 2)
    assert chromium.run("document.querySelector('.chosen').hidden") is False
    chromium.mouse("mouseMoved", end, top + height / 2)
    chromium.mouse("mouseReleased", end, top + height / 2)
    assert chromium.run("document.querySelector('.chosen').hidden") is True
    start_shown, end_shown = span(chromium).removesuffix(" UTC").split(" to ")
    for shown, hour in ((start_shown, 9), (end_shown, 15)):
        wanted = flapping.start + hour * 3600
        # Two minutes are a pixel and a half.
        assert shown[:16] in {moment(wanted + 60 * minute) for minute in range(-2, 3)}


def test_a_hostile_name_is_shown_and_does_nothing(chromium: Browser, tmp_path: Path) -> None:
    """A name with scripts and tags in it is text in every place."""
    file = tmp_path / "hostile.html"
    replay = replay_of(trace_of([0, 1, 0], name=HOSTILE), count_alarm(HOSTILE))
    file.write_text(as_html(replay), encoding="utf-8")
    chromium.open(file)
    chromium.run(f"{SLIDERS}[0].focus()")
    assert chromium.run("typeof hacked") == "undefined"
    assert chromium.run("document.querySelectorAll('b[title]').length") == 0
    for place in (".label", "#detail b", "h1", "th[scope=row]"):
        texts = chromium.run(f"[...document.querySelectorAll('{place}')].map(x => x.textContent)")
        assert any("</script><script>hacked = 1</script>" in each for each in texts), place
    assert chromium.complaints() == []


_CONTRAST = """
(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (colour) => parts(colour).map((x) => x / 255)
    .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4))
    .reduce((sum, x, place) => sum + x * [0.2126, 0.7152, 0.0722][place], 0);
  const back = light(getComputedStyle(document.body).backgroundColor);
  const ratio = (colour) => {
    const [low, high] = [light(colour), back].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const found = {};
  for (const each of document.querySelectorAll("h1, p, small, th, td, .label, text, .ALARM, .OK")) {
    const style = getComputedStyle(each);
    const drawn = each.namespaceURI.endsWith("svg");
    found[each.tagName + "." + (each.getAttribute("class") || "")] =
      ratio(drawn ? style.fill : style.color);
  }
  return found;
})()
"""


@pytest.mark.parametrize("dark", [False, True])
def test_contrast(chromium: Browser, pages: Path, *, dark: bool) -> None:
    """Text has a contrast of 4.5 and bands one of 3, in light and in dark, as WCAG asks."""
    chromium.open(pages / "flapping.html", dark=dark)
    back = chromium.run("getComputedStyle(document.body).backgroundColor")
    assert back == ("rgb(13, 17, 23)" if dark else "rgb(255, 255, 255)")
    found = chromium.run(_CONTRAST)
    assert {"path.ALARM", "path.OK", "text.", "SMALL."} <= set(found)
    least = {name: 3 if name.startswith(("path", "rect")) else 4.5 for name in found}
    assert {name: ratio for name, ratio in found.items() if ratio < least[name]} == {}


@pytest.mark.parametrize("width", [380, 830, 1600])
def test_it_fits(chromium: Browser, pages: Path, width: int) -> None:
    """On narrow and wide screens nothing runs out of the page, and rows have their width."""
    chromium.open(pages / "flapping.html", width=width)
    assert chromium.run("document.documentElement.scrollWidth") <= width
    assert rectangle(chromium, 0)[2] > width / 2 - 20


_TEXTS = """
[...document.querySelectorAll("text")].map((each) => {
  const box = each.getBBox();
  return [each.textContent, box.x, box.y, box.x + box.width, box.y + box.height,
    parseFloat(getComputedStyle(each).fontSize)];
})
"""


@pytest.mark.parametrize("name", ["flapping", "long"])
def test_text_of_the_picture(chromium: Browser, pages: Path, name: str) -> None:
    """No line of the picture runs out of it or over another, and all can be read at 830 pixels."""
    if name == "long":
        names = [
            "production-payments-of-all-customers-errors",
            "another-very-long-name-of-an-alarm",
        ]
        trace = trace_of([0, 1, 0] * 30, name="a-trace-" * 30)
        alarms = [count_alarm(each, Threshold=1234567.5) for each in names]
        text = as_svg(replay_of(trace, *alarms))
        (pages / "long.svg").write_text(text, encoding="utf-8")
    chromium.open(pages / f"{name}.svg", width=830)
    texts: list[Any] = chromium.run(_TEXTS)
    assert len(texts) > 15
    for text, left, _, right, _, size in texts:
        assert left >= 0, text
        assert right <= 830, text
        assert size >= 11, text
    for place, (text, left, top, right, bottom, _) in enumerate(texts):
        for other, x, y, end, floor, _ in texts[place + 1 :]:
            apart = end <= left or x >= right or floor - 4 <= top or y >= bottom - 4
            assert apart, f"{text} and {other}"
