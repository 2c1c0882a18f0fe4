// What people do on the page.

// ---- the pointer ----

function tell(track, alarm, at) {
  track.setAttribute("aria-valuenow", at);
  track.setAttribute("aria-valuetext", sentence(alarm, at));
}

function point(time, index) {
  cursor = Math.min(Math.max(time, data.start), data.end);
  active = index;
  show();
}

function show() {
  const line = lanes.querySelector(".line");
  line.hidden = cursor === null || cursor < view.start || cursor > view.end;
  detail.hidden = cursor === null;
  if (cursor === null) return;
  line.style.left = `${left() + x(cursor)}px`;
  for (const { svg, track, alarm } of made) {
    if (alarm === null) continue;
    tell(track, data.alarms[alarm], cursor);
    const marks = svg.querySelector(".marks");
    marks.replaceChildren();
    if (alarm === active) mark(marks, data.alarms[alarm]);
  }
  describe();
}

// The periods of the deciding points, above the alarm's band.
function mark(marks, alarm) {
  for (const each of found(alarm, cursor).points) {
    const end = each.start + alarm.period;
    if (!visible(each.start, end)) continue;
    const [from, to] = box(each.start, end, 0, 0);
    const wide = Math.max(to - from - 1, 1), height = each.decided ? MARKS + 2 : MARKS - 2;
    drawing(marks, "rect", { class: each.look, x: from, y: MARKS + 2 - height, width: wide, height });
  }
}

function describe() {
  const place = placeOf(cursor), parts = [clock(cursor) + " UTC"];
  const figures = [["invocations", ""], ["errors", ""], ["throttles", ""], ["duration", " ms"]];
  for (const [name, unit] of figures) {
    const value = data[name] && data[name][place];
    if (value !== null && value !== undefined) parts.push(`${name} ${written(value)}${unit}`);
  }
  const rate = rates && rates[place];
  if (rate !== null && rate !== undefined) parts.push(`error rate ${written(rate)} %`);
  const children = [element("p", {}, parts.join(" · "))];
  if (active !== null) {
    const alarm = data.alarms[active], now = found(alarm, cursor);
    const name = [data.variants[alarm.variant], alarm.name].filter(Boolean).join(", ");
    children.push(element("p", {}, element("b", {}, name), ` · ${sentence(alarm, cursor)}`));
    const points = element("ul", { class: "points", "aria-label": "Data points that decided, oldest first" });
    for (const each of now.points) {
      const classes = [each.look === "breach" && "bad", each.decided && "decided"].filter(Boolean).join(" ");
      const text = `${clock(each.start, false)} ${written(each.value)}${each.look === "breach" ? " breaches" : ""}`;
      points.append(element("li", { class: classes }, text));
    }
    if (now.points.length) children.push(points);
  }
  detail.replaceChildren(...children);
}

// ---- zoom and keys ----

const left = () => made[0].track.getBoundingClientRect().left - lanes.getBoundingClientRect().left;

function zoom(start, end) {
  const span = Math.min(Math.max(end - start, SHORTEST), whole.end - whole.start);
  const first = Math.min(Math.max((start + end - span) / 2, whole.start), whole.end - span);
  [view.start, view.end] = [first, first + span];
  draw();
}

function scale(factor, about) {
  zoom(about - (about - view.start) * factor, about + (view.end - about) * factor);
}

function shift(share) {
  const by = (view.end - view.start) * share;
  zoom(view.start + by, view.end + by);
}

const DO = {
  in: () => scale(0.5, inView()),
  out: () => scale(2, inView()),
  earlier: () => shift(-0.5),
  later: () => shift(0.5),
  all: () => zoom(whole.start, whole.end),
};

const inView = () => (cursor !== null && cursor >= view.start && cursor <= view.end ? cursor : middle());

function pressed(event, alarm) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const index = data.alarms.indexOf(alarm);
  const pixel = (view.end - view.start) / width;
  const step = Math.max(Math.round(pixel / MINUTE), 1) * MINUTE;
  const place = lastChange(alarm, cursor);
  const back = place >= 0 && alarm.changes[place][0] === cursor ? place - 1 : place;
  const change = (number) => (alarm.changes[number] || [cursor])[0];
  const to = {
    ArrowRight: () => cursor + step, ArrowUp: () => cursor + step,
    ArrowLeft: () => cursor - step, ArrowDown: () => cursor - step,
    PageDown: () => change(place + 1), PageUp: () => change(back),
    Home: () => data.start, End: () => data.end,
  }[event.key];
  const act = { "+": DO.in, "=": DO.in, "-": DO.out, 0: DO.all }[event.key];
  if (!to && !act) return;
  event.preventDefault();
  if (act) return act();
  point(to(), index);
  const half = (view.end - view.start) / 2;
  if (cursor < view.start || cursor > view.end) zoom(cursor - half, cursor + half);
}

function within(event) {
  return event.clientX - lanes.getBoundingClientRect().left - left();
}

let pressedAt = null;

function choose(event) {
  const chosen = lanes.querySelector(".chosen");
  const now = Math.min(Math.max(within(event), 0), width);
  chosen.hidden = pressedAt === null || Math.abs(now - pressedAt) < 5;
  chosen.style.left = `${left() + Math.min(now, pressedAt)}px`;
  chosen.style.width = `${Math.abs(now - pressedAt)}px`;
  return chosen.hidden ? null : [timeAt(Math.min(now, pressedAt)), timeAt(Math.max(now, pressedAt))];
}

function pointed(event) {
  const at = within(event);
  if (at < 0 || at > width) return;
  const over = made.find(({ track }) => {
    const { top, bottom } = track.getBoundingClientRect();
    return event.clientY >= top && event.clientY <= bottom;
  });
  point(Math.floor(timeAt(at)), over && over.alarm !== null ? over.alarm : active);
}

lanes.addEventListener("pointermove", (event) => {
  pointed(event);
  if (pressedAt !== null) choose(event);
});
lanes.addEventListener("pointerdown", (event) => {
  if (event.button || within(event) < 0) return;
  pressedAt = within(event);
  lanes.setPointerCapture(event.pointerId);
  pointed(event);
});
lanes.addEventListener("pointerup", (event) => {
  if (pressedAt === null) return;
  const span = choose(event);
  letGo();
  if (span) zoom(...span);
});
lanes.addEventListener("pointercancel", letGo);
function letGo() {
  pressedAt = null;
  lanes.querySelector(".chosen").hidden = true;
}
lanes.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return; // the wheel alone scrolls the page
  event.preventDefault();
  scale(event.deltaY < 0 ? 0.8 : 1.25, timeAt(Math.min(Math.max(within(event), 0), width)));
}, { passive: false });
document.getElementById("tools").addEventListener("click", (event) => {
  const name = event.target.dataset.do;
  if (name) DO[name]();
});

// ---- start ----

const hatch = drawing(document.body, "svg", { width: 0, height: 0, "aria-hidden": "true" });
const pattern = drawing(drawing(hatch, "defs"), "pattern",
  { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse" });
drawing(pattern, "path", { class: "hatch", d: "M-1 6L6-1M4 6L6 4M-1 1L1-1" });
for (const state of [...DRAWN].reverse().concat(data.incidents.length ? ["incident"] : [])) {
  const height = HEIGHTS[state] || BAND, sign = element("span");
  const box = { class: state, width: 22, height, y: (BAND - height) / 2 };
  drawing(drawing(sign, "svg", { "aria-hidden": "true" }), "rect", box);
  sign.append(state);
  document.getElementById("key").append(sign);
}
for (const name of ["tools", "help", "key"]) document.getElementById(name).hidden = false;
build();
draw();
new ResizeObserver(() => {
  if (made[0].track.clientWidth !== width) draw();
}).observe(lanes);
