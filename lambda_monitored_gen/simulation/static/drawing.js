// What the page shows.

// ---- lanes ----

const made = [];

function lane(label, height, draw, alarm = null) {
  const track = element("div", { class: "track" });
  const svg = drawing(track, "svg", { height, "aria-hidden": "true" });
  lanes.append(element("div", { class: "lane" }, label, track));
  made.push({ track, svg, height, draw, alarm });
  return track;
}

function label(name, small = "") {
  return element("div", { class: "label" }, name, element("small", {}, small));
}

function build() {
  lane(label(""), AXIS, drawAxis);
  if (data.incidents.length) lane(label("incidents"), 20, drawIncidents);
  const per = data.step === MINUTE ? "per minute" : `in ${data.step / MINUTE} minutes`;
  if (data.invocations) lane(label("invocations", `${per}, errors in red`), PANEL, drawTraffic);
  else if (data.errors) lane(label("errors", per), PANEL, drawTraffic);
  if (rates) {
    const minutes = (data.rate_steps * data.step) / MINUTE;
    const over = minutes === 1 ? "per minute" : `over ${minutes} minutes`;
    lane(label("error rate", over + (data.limits.length ? ", dashed: threshold" : "")), PANEL, drawRate);
  }
  data.variants.forEach((variant, number) => {
    if (variant) lanes.append(element("div", { class: "variant" }, variant));
    data.alarms.forEach((alarm, index) => {
      if (alarm.variant === number) buildAlarm(alarm, index, variant);
    });
  });
  for (const name of ["chosen", "line"]) lanes.append(element("div", { class: name, hidden: "" }));
}

function buildAlarm(alarm, index, variant) {
  const pages = `${alarm.pages} ${alarm.pages === 1 ? "page" : "pages"}`;
  const track = lane(label(alarm.name, `${alarm.condition}; ${pages}`), ROW, drawAlarm, index);
  const attributes = {
    role: "slider", tabindex: "0", "aria-valuemin": data.start, "aria-valuemax": data.end,
    "aria-label": [variant, alarm.name, alarm.condition, pages].filter(Boolean).join(", "),
    "aria-describedby": "help",
  };
  for (const [key, value] of Object.entries(attributes)) track.setAttribute(key, value);
  track.addEventListener("focus", () => {
    point(cursor ?? middle(), index);
    track.scrollIntoView({ block: "nearest" });
  });
  track.addEventListener("keydown", (event) => pressed(event, alarm));
  tell(track, alarm, data.start);
}

// ---- pictures ----

let width = 0;
const x = (time) => ((time - view.start) / (view.end - view.start)) * width;
const timeAt = (pixels) => view.start + (pixels / width) * (view.end - view.start);
const middle = () => Math.round((view.start + view.end) / 2 / MINUTE) * MINUTE;
const visible = (start, end) => end > view.start && start < view.end;

function draw() {
  width = made[0].track.clientWidth;
  for (const each of made) {
    each.svg.replaceChildren();
    each.svg.setAttribute("viewBox", `0 0 ${width} ${each.height}`);
    const background = each.draw === drawAxis ? "" : incidentShape(each.height);
    if (background) drawing(each.svg, "path", { class: "incident", d: background });
    if (each.draw !== drawAxis) for (const [time] of ticks()) rule(each.svg, x(time), each.height);
    each.draw(each.svg, each.alarm);
  }
  document.getElementById("span").textContent = `${clock(view.start)} to ${clock(view.end)} UTC`;
  const all = view.start <= whole.start && view.end >= whole.end;
  for (const name of ["out", "all"]) button(name).disabled = all;
  button("in").disabled = view.end - view.start <= SHORTEST;
  button("earlier").disabled = view.start <= whole.start;
  button("later").disabled = view.end >= whole.end;
  show();
}

const button = (name) => document.querySelector(`[data-do="${name}"]`);

function rule(svg, at, height) {
  drawing(svg, "path", { class: "rule", d: `M${at.toFixed(1)} 0V${height}` });
}

function ticks() {
  const span = view.end - view.start, most = Math.max(width / 90, 2);
  const step = STEPS.find((each) => span / each < most) || STEPS[STEPS.length - 1];
  const origin = step > DAY ? 4 * DAY : 0; // weeks begin on Mondays
  const found = [];
  for (let at = Math.ceil((view.start - origin) / step) * step + origin; at <= view.end; at += step) {
    const day = new Date(at * 1000).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });
    found.push([at, at % DAY ? clock(at, false) : day]);
  }
  return found;
}

function drawAxis(svg) {
  for (const [time, text] of ticks()) {
    const half = text.length * 3.2;
    const at = Math.min(Math.max(x(time), half), width - half);
    drawing(svg, "text", { x: at, y: 13, "text-anchor": "middle" }, text);
  }
}

function box(start, end, top, height) {
  const left = Math.max(x(start), 0), right = Math.max(Math.min(x(end), width), left + 1);
  return [left, right, `M${left.toFixed(1)} ${top}H${right.toFixed(1)}v${height}H${left.toFixed(1)}Z`];
}

// Those that share pixels become one: a page of many changes stays quick.
function boxes(spans, top, height) {
  let shape = "", last = null;
  for (const [start, end] of spans) {
    if (!visible(start, end)) continue;
    if (last && x(start) <= Math.max(x(last[1]), x(last[0]) + 1)) last[1] = Math.max(end, last[1]);
    else {
      if (last) shape += box(...last, top, height)[2];
      last = [start, end];
    }
  }
  return last ? shape + box(...last, top, height)[2] : shape;
}

const incidentShape = (height) => boxes(data.incidents.map((each) => [each.start, each.end]), 0, height);

function drawIncidents(svg) {
  let free = 0;
  for (const each of data.incidents) {
    if (!visible(each.start, each.end)) continue;
    const half = each.name.length * 3.2;
    const at = Math.min(Math.max((Math.max(x(each.start), 0) + Math.min(x(each.end), width)) / 2, half), width - half);
    if (at - half < free) continue;
    drawing(svg, "text", { x: at, y: 14, "text-anchor": "middle", class: "on" }, each.name);
    free = at + half + 8;
  }
}

// The least and the largest value of each column of pixels, so that no peak is lost.
function envelope(values) {
  const low = [], high = [];
  for (let column = 0; column < width; column += 1) {
    const first = Math.max(placeOf(timeAt(column)), 0);
    const end = Math.min(Math.max(Math.ceil((timeAt(column + 1) - data.first) / data.step), first + 1), values.length);
    let least = null, most = null;
    for (let place = first; place < end; place += 1) {
      const value = values[place];
      if (value === null) continue;
      if (least === null || value < least) least = value;
      if (most === null || value > most) most = value;
    }
    low.push(least);
    high.push(most);
  }
  return { low, high };
}

function area(svg, look, values, top) {
  let shape = "";
  values.forEach((value, column) => {
    if (value > 0) shape += `M${column} ${PANEL}h1v${-Math.max((value / top) * (PANEL - 14), 1).toFixed(1)}h-1Z`;
  });
  drawing(svg, "path", { class: look, d: shape });
}

const largest = (values) => values.reduce((most, each) => Math.max(most, each ?? 0), 0);

function drawTraffic(svg) {
  const calls = envelope(data.invocations || []), errors = envelope(data.errors || []);
  const top = Math.max(largest(calls.high), largest(errors.high), 1);
  area(svg, "most", calls.high, top);
  area(svg, "least", calls.low, top);
  area(svg, "errors", errors.high, top);
  drawing(svg, "text", { x: 2, y: 11, class: "on" }, written(top));
}

function drawRate(svg) {
  const { high } = envelope(rates);
  const top = Math.max(largest(high), ...data.limits.map((each) => each * 1.25), 1);
  area(svg, "errors", high, top);
  for (const limit of data.limits) {
    const y = PANEL - (limit / top) * (PANEL - 14);
    drawing(svg, "path", { class: "limit", d: `M0 ${y}H${width}` });
    drawing(svg, "text", { x: width - 2, y: y - 3, "text-anchor": "end", class: "on" }, `${written(limit)} %`);
  }
  drawing(svg, "text", { x: 2, y: 11, class: "on" }, `${written(top)} %`);
}

function bands(alarm) {
  if (alarm.from === null) return [];
  const found = [];
  let start = alarm.from, state = alarm.initial;
  for (const [time, next] of alarm.changes) {
    if (time > start) found.push([start, time, state]);
    [start, state] = [time, next];
  }
  if (alarm.to > start) found.push([start, alarm.to, state]);
  return found;
}

function drawAlarm(svg, index) {
  const found = bands(data.alarms[index]);
  for (const state of DRAWN) {
    const spans = found.filter((each) => STATES[each[2]] === state);
    const top = MARKS + 4 + (BAND - HEIGHTS[state]) / 2;
    const shape = boxes(spans, top, HEIGHTS[state]);
    if (shape) drawing(svg, "path", { class: state, d: shape });
  }
  drawing(svg, "g", { class: "marks" });
}
