// What the page has: its data, and what follows from them.

const data = JSON.parse(document.getElementById("data").textContent);
const STATES = data.states;
const DRAWN = ["OK", "INSUFFICIENT_DATA", "ALARM"]; // the later, the more it matters
const HEIGHTS = { OK: 5, INSUFFICIENT_DATA: 12, ALARM: 20 };
const PANEL = 84, BAND = 20, MARKS = 8, ROW = BAND + MARKS + 8, AXIS = 18;
const MINUTE = 60, HOUR = 3600, DAY = 86400;
const STEPS = [1, 2, 5, 10, 15, 30].map((x) => x * MINUTE)
  .concat([1, 2, 3, 6, 12].map((x) => x * HOUR), [1, 2, 7, 14, 28, 91, 182, 364].map((x) => x * DAY));
const SHORTEST = 10 * MINUTE;

// What the page remembers: the stretch that is shown, the time that is pointed at, the alarm.
const view = { start: data.start, end: Math.max(data.end, data.start + SHORTEST) };
const whole = { ...view };
let cursor = null, active = null;

const lanes = document.getElementById("lanes");
const detail = document.getElementById("detail");

// ---- elements ----

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function drawing(parent, name, attributes = {}, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  parent.append(made);
  return made;
}

const two = (number) => String(number).padStart(2, "0");
const written = (number) => (number === null ? "-" : String(+number.toPrecision(4)));

function clock(time, long = true) {
  const date = new Date(time * 1000);
  const hour = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  const second = time % MINUTE ? `:${two(date.getUTCSeconds())}` : "";
  return long ? `${date.toISOString().slice(0, 10)} ${hour}${second}` : hour + second;
}

// ---- the function's figures ----

const count = Math.max(0, ...["invocations", "errors"].map((x) => (data[x] || []).length));
const rates = data.invocations && data.errors ? rolling(data.errors, data.invocations, data.rate_steps) : null;

function rolling(errors, invocations, steps) {
  let failed = 0, ran = 0;
  return invocations.map((calls, place) => {
    failed += errors[place] || 0;
    ran += calls || 0;
    if (place >= steps) {
      failed -= errors[place - steps] || 0;
      ran -= invocations[place - steps] || 0;
    }
    return ran > 0 ? (100 * failed) / ran : null;
  });
}

const placeOf = (time) => Math.floor((time - data.first) / data.step);

// ---- decisions ----

// The change that the state at a time is from: its place, -1 for none yet.
function lastChange(alarm, time) {
  let low = 0, high = alarm.changes.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if (alarm.changes[half][0] <= time) low = half + 1;
    else high = half;
  }
  return low - 1;
}

// The state at a time, and the data points behind the change into it, oldest first.
function found(alarm, time) {
  if (alarm.from === null || time < alarm.from) return { state: null, points: [] };
  const place = lastChange(alarm, time);
  if (place < 0) return { state: STATES[alarm.initial], since: alarm.from, points: [], paged: 0 };
  const [since, number, paged] = alarm.changes[place];
  const state = STATES[number];
  const [first, values, breaches] = alarm.decisions[place] || [0, [], ""];
  const points = values.map((value, each) => ({
    start: first + each * alarm.period, value,
    look: { 0: "healthy", 1: "breach", "-": "missing" }[breaches[each]],
  }));
  // The newest one that says what the state says; the others were there before.
  const telling = { OK: "healthy", ALARM: "breach", INSUFFICIENT_DATA: "missing" }[state];
  const decided = points.map((each) => each.look).lastIndexOf(telling);
  if (decided >= 0) points[decided].decided = true;
  return { state, since, points, paged, place };
}

function sentence(alarm, at) {
  const now = found(alarm, at);
  if (now.state === null) return `${clock(at)}: not evaluated yet`;
  const decided = now.points.find((each) => each.decided);
  const by = decided ? `, decided by ${said(alarm, decided)}` : "";
  return `${clock(at)}: ${now.state} since ${clock(now.since)}${now.paged ? ", people were told" : ""}${by}`;
}

function said(alarm, each) {
  if (each.look === "missing") return `no data from ${clock(each.start, false)}`;
  const verdict = each.look === "breach" ? "breaches" : "does not breach";
  return `${written(each.value)} from ${clock(each.start, false)}, which ${verdict} ${alarm.sign} ${written(alarm.threshold)}`;
}
