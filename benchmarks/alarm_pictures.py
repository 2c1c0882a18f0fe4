"""Draw the time lines of docs/alarms.md: `python -m benchmarks.alarm_pictures`.

Every state and every data point is the engine's answer; nothing of them is drawn by hand.
"""

from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.alarm_scenes import SCENES, Panel, Scene
from lambda_monitored_gen.alarms import AlarmState
from lambda_monitored_gen.alarms.cases import NOON

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"

WIDTH, LEFT, RIGHT = 840, 140, 160
ROW, BAR, MARGIN = 26, 16, 14
WIDE_ENOUGH = 6.5
"""Pixels for a letter; what does not fit into a bar is left out."""

RED, GREEN, GREY, BLUE, INK = "#cf222e", "#1a7f37", "#59636e", "#0969da", "#1f2328"
RUNNING = f'stroke="{BLUE}" stroke-width="5"'
COLOURS = {AlarmState.OK: GREEN, AlarmState.ALARM: RED, AlarmState.INSUFFICIENT_DATA: GREY}


def clock(seconds: int) -> str:
    """Write a time as 12:34."""
    return f"{12 + seconds // 3600}:{seconds % 3600 // 60:02}"


class _Drawing:
    """Collects the elements of a picture, row by row."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.scale = (WIDTH - LEFT - RIGHT) / (scene.end - scene.start)
        self.y = MARGIN
        self.elements: list[str] = []

    def x(self, seconds: float) -> float:
        return round(LEFT + (seconds - self.scene.start) * self.scale, 1)

    def text(self, x: float, text: str, attributes: str = "") -> None:
        attributes = f" {attributes}" if attributes else ""
        self.elements.append(f'<text x="{x:g}" y="{self.y + 12}"{attributes}>{escape(text)}</text>')

    def bar(self, start: float, end: float, fill: str, text: str, extra: str = "") -> None:
        """A box between two times, with text in it if there is room."""
        left, right = self.x(max(start, self.scene.start)), self.x(min(end, self.scene.end))
        self.elements.append(
            f'<rect x="{left:g}" y="{self.y}" width="{right - left:.1f}" height="{BAR}" '
            f'fill="{fill}"{extra}/>'
        )
        if text and len(text) * WIDE_ENOUGH <= right - left:
            light = 'fill="#fff" ' if fill not in {"none", "#fff"} else ""
            self.text((left + right) / 2, text, f'{light}text-anchor="middle"')

    def circle(self, x: float, fill: str) -> None:
        """An invocation, where its metrics are stamped."""
        self.elements.append(
            f'<circle cx="{x:g}" cy="{self.y + BAR // 2}" r="5" fill="{fill}" stroke="#fff"/>'
        )

    def triangle(self, x: float) -> None:
        """The arrival of metrics."""
        self.elements.append(f'<path d="M{x - 5:g} {self.y + 1}h10l-5 9z" stroke="#fff"/>')

    def invocations(self, panel: Panel) -> None:
        """The row of what happens: start, end and arrival of each invocation."""
        self.text(MARGIN, "invocations")
        middle = self.y + BAR // 2
        seen = [each for each in panel.invocations if each.start >= self.scene.start]
        for each in seen:
            start, end, arrival = self.x(each.start), self.x(each.end), self.x(each.arrival)
            if each.duration:
                self.elements.append(f'<path d="M{start:g} {middle}H{end:g}" {RUNNING}/>')
            if each.delay:
                self.elements.append(
                    f'<path d="M{end:g} {middle}H{arrival:g}" stroke="{GREY}" '
                    'stroke-dasharray="2 2"/>'
                )
        for each in seen:
            self.circle(self.x(each.start), RED if each.value >= panel.bad_from else GREEN)
        for each in seen:
            if each.arrival > each.start:
                self.triangle(self.x(each.arrival))
        self.y += ROW

    def evaluation(self, panel: Panel, at: int) -> None:
        """The row of one evaluation: its data points, each where its period lies."""
        self.text(MARGIN, f"{clock(at)} looks at")
        found = panel.evaluation(at)
        start = at - len(found.points) * panel.alarm.period
        for point, breaching in zip(found.points, found.breaching, strict=True):
            end = start + panel.alarm.period
            fill = "#fff" if breaching is None else RED if breaching else GREEN
            value = "-" if point is None else f"{point:.3g}"
            if end > self.scene.start:
                self.bar(start, end, fill, value, f' stroke="{INK}"')
            start = end
        # What an alarm keeps depends on its past.
        state = panel.timeline(self.scene.start, self.scene.end).state_at(NOON + at)
        if state is not None:
            colour = COLOURS[state]
            self.text(WIDTH - RIGHT + 10, state.value, f'fill="{colour}" font-weight="bold"')
        self.y += ROW

    def states(self, panel: Panel) -> None:
        """The row of states, and that of actions if there are any."""
        self.text(MARGIN, "state")
        life = panel.timeline(self.scene.start, self.scene.end)
        begin = self.scene.start if panel.created is None else panel.created
        first = AlarmState.OK if panel.created is None else AlarmState.INSUFFICIENT_DATA
        spans = [(begin, first), *((each.time - NOON, each.state) for each in life.changes)]
        ends = [*(time for time, _ in spans[1:]), self.scene.end]
        for (time, state), end in zip(spans, ends, strict=True):
            if end > time:
                self.bar(time, end, COLOURS[state], state.value)
        self.y += ROW
        if panel.alarm.actions and any(panel.alarm.actions.values()):
            self.text(MARGIN, "actions")
            for action in life.actions:
                time = action.time - NOON
                self.text(self.x(time), f"{clock(time)} {action.arn}")
            if not life.actions:
                self.text(self.x(begin), "none")
            self.y += ROW

    def axis(self) -> None:
        """The times, with a line upwards at each."""
        first = -(-self.scene.start // self.scene.tick) * self.scene.tick
        lines = []
        for time in range(first, self.scene.end + 1, self.scene.tick):
            x = self.x(time)
            lines.append(f"M{x:g} {MARGIN + ROW}V{self.y}")
            self.text(x, clock(time), 'text-anchor="middle"')
        self.elements.insert(0, f'<path d="{"".join(lines)}" stroke="#d8dee4"/>')
        self.y += ROW

    def legend(self) -> None:
        """What the signs mean, as far as there are any."""
        x = MARGIN + 5
        panels = self.scene.panels
        seen = [each for panel in panels for each in panel.invocations]
        bad = [each.value >= panel.bad_from for panel in panels for each in panel.invocations]
        for colour, text, used in ((GREEN, "healthy", not all(bad)), (RED, "bad", any(bad))):
            if used:
                self.circle(x, colour)
                self.text(x + 10, f"{text} invocation")
                x += 25 + len(text) * 7 + 75
        if any(each.duration for each in seen):
            self.elements.append(f'<path d="M{x} {self.y + BAR // 2}h20" {RUNNING}/>')
            self.text(x + 25, "it runs")
            x += 85
        if any(each.arrival > each.start for each in seen):
            self.triangle(x)
            self.text(x + 10, "CloudWatch knows it")
            x += 150
        if any(panel.evaluations for panel in panels):
            self.text(x, "box: a period's data point; -: missing")
        self.y += ROW


def draw(scene: Scene) -> str:
    """Draw a picture.

    Args:
        scene: What it shows.

    Returns:
        The text of an SVG file.
    """
    drawing = _Drawing(scene)
    drawing.text(MARGIN, scene.title, 'font-size="15" font-weight="bold"')
    drawing.y += ROW
    for panel in scene.panels:
        drawing.y += 6
        drawing.text(MARGIN, panel.title, 'font-weight="bold"')
        drawing.y += ROW - 4
        if panel.shows_invocations:
            drawing.invocations(panel)
        for at in panel.evaluations:
            drawing.evaluation(panel, at)
        drawing.states(panel)
    drawing.axis()
    drawing.legend()
    height = drawing.y + 4
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">'
    )
    # A card of its own colour can be read on any background.
    card = f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#fff"/>'
    title = f"<title>{escape(scene.title)}</title>"
    return "\n".join([head, title, card, *drawing.elements, "</svg>\n"])


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(exist_ok=True)
    for scene in SCENES:
        (PICTURES / f"{scene.name}.svg").write_bytes(draw(scene).encode())


if __name__ == "__main__":
    main()
