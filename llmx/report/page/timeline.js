// The timeline: items by day, or by month where there are too many days to tell apart.

const MOST_BARS = 120;

function timeline() {
  const byDay = new Map();
  let undated = 0;
  for (const item of passing("day")) {
    if (item.day === null) undated += 1;
    else byDay.set(item.day, (byDay.get(item.day) || 0) + 1);
  }
  const byMonth = byDay.size > MOST_BARS;
  const bars = new Map();
  for (const day of [...byDay.keys()].sort()) {
    const bar = byMonth ? day.slice(0, 7) : day;
    bars.set(bar, (bars.get(bar) || 0) + byDay.get(day));
  }
  const most = Math.max(1, ...bars.values());
  const strip = el("div", { class: "bars" });
  let before = null;
  for (const [bar, count] of bars) {
    if (before && apart(before, bar, byMonth)) strip.append(el("span", { class: "gap", title: "Days without items" }));
    strip.append(timelineBar(bar, count, most, before, byMonth));
    before = bar;
  }
  return el("section", { class: "panel timeline", "aria-labelledby": "timeline-title" },
    el("h3", { id: "timeline-title" }, byMonth ? "By month" : "By day"),
    bars.size ? strip : el("p", { class: "nothing" }, "No item has a day that is known."),
    undated ? el("p", { class: "dull" }, `${many(undated, "item")} without a known day`) : null);
}

function timelineBar(bar, count, most, before, byMonth) {
  const [from, to] = byMonth ? [`${bar}-01`, `${bar}-31`] : [bar, bar];
  const on = filter.from === from && filter.to === to;
  const fill = el("span", { class: "bar-fill" });
  fill.style.height = `${Math.max(4, (100 * count) / most)}%`;
  const month = bar.slice(0, 7) !== before?.slice(0, 7);
  const year = bar.slice(0, 4) !== before?.slice(0, 4);
  const parts = { timeZone: "UTC", ...(byMonth ? {} : { day: "numeric" }), ...(month ? { month: "short" } : {}), ...(year ? { year: "2-digit" } : {}) };
  const label = new Date(`${from}T00:00:00Z`).toLocaleDateString("en-GB", parts);
  return el("button", {
    type: "button", class: "bar-day", "aria-pressed": String(on), title: `${bar}: ${many(count, "item")}`,
    onclick: () => set(on ? { from: null, to: null } : { from, to }),
  }, el("span", { class: "bar-count" }, String(count), el("span", { class: "unseen" }, ` on ${bar}`)), el("span", { class: "bar-track" }, fill), el("span", { class: `bar-label${month ? " month" : ""}`, "aria-hidden": "true" }, label));
}

function apart(one, other, byMonth) {
  const [a, b] = [one, other].map((bar) => Date.parse(`${bar}${byMonth ? "-01" : ""}T00:00:00Z`));
  return b - a > (byMonth ? 32 : 1) * 86_400_000;
}
