// The overview: how far the review is, when and where things happened, and who is in it.

function showOverview() {
  view.article = null;
  view.cards = [];
  document.body.dataset.view = "overview";
  document.title = `${plain(INDEX.name)} · llmx review`;
  fillOverview();
  showList();
}

function fillOverview() {
  const held = document.activeElement?.closest?.("[data-keep]")?.dataset.keep ?? null;
  const facets = FACETS.filter((facet) => facet.name !== "place");
  byId("main").replaceChildren(
    el("div", { class: "overview" },
      el("h2", {}, "Overview"),
      figures(), timeline(), mapPanel(),
      el("div", { class: "facets" }, facets.map((facet) => {
        const counts = [...counted(facet)].sort((a, b) => (facet.fixed ? a[0] - b[0] : b[1] - a[1] || a[0] - b[0]));
        return counts.length ? el("section", { class: "panel", "aria-label": `By ${facet.label.toLowerCase()}` }, el("h3", {}, `By ${facet.label.toLowerCase()}`), barList(facet.name, counts, facet.values, 12)) : null;
      }))));
  if (held) document.querySelector(`[data-keep="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

function figures() {
  const done = shown.items.filter((item) => decisions.has(item.key)).length;
  const found = { error: 0, warning: 0 };
  for (const item of shown.items) if (SEVERITIES[item.severity] in found) found[SEVERITIES[item.severity]] += 1;
  const said = [[shown.articles.length, "articles"], [shown.items.length, "items"], [done, "decided"], [found.error, "with an error"], [found.warning, "with a warning"]];
  return el("dl", { class: "figures" }, said.map(([number, what]) => el("div", {}, el("dt", {}, what), el("dd", {}, number.toLocaleString("en")))));
}

/** Counts as bars that are buttons: each sets its filter. */
function barList(name, counts, values, most) {
  const highest = Math.max(1, ...counts.map((one) => one[1]));
  const wanted = filter[name];
  const bars = counts.map(([value, count], i) => {
    const on = Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
    const fill = el("span", { class: "fill" });
    fill.style.width = `${(100 * count) / highest}%`;
    return el("li", { hidden: i >= most && !on }, el("button", {
      type: "button", class: "value", "data-keep": `${name} ${value}`, "aria-pressed": String(on), onclick: () => set({ [name]: on ? null : value }),
    }, fill, el("bdi", { class: "value-name", text: values[value] }), el("span", { class: "value-count" }, count.toLocaleString("en"))));
  });
  const list = el("ul", { class: "values" }, bars);
  if (bars.length > most) {
    const rest = button(`${bars.length - most} more`, { class: "plain" }, () => { for (const bar of bars.slice(0, 400)) bar.hidden = false; rest.remove(); });
    list.append(el("li", {}, rest));
  }
  return list;
}
