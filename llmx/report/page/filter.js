// Filters: which items and articles are shown, and how many each choice would leave.

const FACETS = [
  { name: "type", label: "Type", values: INDEX.types, of: (item) => [item.type] },
  { name: "place", label: "Place", values: placeNames(), of: (item) => item.places },
  { name: "actor", label: "Actor", values: INDEX.actors, of: (item) => item.actors },
  { name: "severity", label: "Severity", values: ["No findings", "Info", "Warning", "Error"], of: (item) => [item.severity], fixed: true },
  { name: "decision", label: "Decision", values: ["Undecided", "Accepted", "Corrected", "Rejected"], of: (item) => [verdictNumber(item)], fixed: true },
];
const ORDERS = { export: "Export order", newest: "Newest first", oldest: "Oldest first", findings: "Most findings", open: "Least decided" };

const filter = { task: firstTask(), type: null, place: null, actor: null, severity: null, decision: null, from: null, to: null, terms: [], order: "export" };

/** What is shown: items by article, in the order of the list. */
let shown = { items: [], articles: [], byArticle: new Map() };

function placeNames() {
  const counts = new Map();
  for (const place of INDEX.places) counts.set(place.name, (counts.get(place.name) || 0) + 1);
  return INDEX.places.map((place) => {
    const twice = counts.get(place.name) > 1;
    if (!twice) return place.name;
    return place.lat === undefined ? `${place.name} (not located)` : `${place.name} (${degrees(place.lat, place.lon)})`;
  });
}

function degrees(lat, lon) {
  return `${Math.abs(lat).toFixed(2)}°${lat < 0 ? "S" : "N"} ${Math.abs(lon).toFixed(2)}°${lon < 0 ? "W" : "E"}`;
}

/** The task whose items are placed, else the first. */
function firstTask() {
  return ITEMS.find((item) => item.places.length)?.task ?? TASKS[0] ?? null;
}

function verdictNumber(item) {
  return ["accept", "correct", "reject"].indexOf(decisions.get(item.key)?.verdict) + 1;
}

function passes(item, but) {
  if (item.task !== filter.task) return false;
  for (const facet of FACETS) {
    const wanted = filter[facet.name];
    if (wanted !== null && facet.name !== but && !facet.of(item).includes(wanted)) return false;
  }
  if (but === "day" || (!filter.from && !filter.to)) return true;
  return item.day !== null && (!filter.from || item.day >= filter.from) && (!filter.to || item.day <= filter.to);
}

function isFiltered() {
  return Boolean(FACETS.some((facet) => filter[facet.name] !== null) || filter.from || filter.to);
}

/** The items that pass, leaving one filter out of account. */
function passing(but) {
  const found = filter.terms.length ? matches : null;
  return ITEMS.filter((item) => (!found || found.has(item.article)) && passes(item, but));
}

function applyFilter() {
  const items = passing();
  const byArticle = new Map();
  for (const item of items) {
    if (!byArticle.has(item.article)) byArticle.set(item.article, []);
    byArticle.get(item.article).push(item.number);
  }
  const found = filter.terms.length ? matches : null;
  const articles = ARTICLES.filter((known) => (!found || found.has(known.number)) && (byArticle.has(known.number) || !isFiltered()));
  shown = { items, byArticle, articles: ordered(articles, byArticle).map((known) => known.number) };
}

function ordered(articles, byArticle) {
  const day = (known) => known.published || "";
  const open = (known) => (byArticle.get(known.number) || []).filter((n) => !decisions.has(ITEMS[n].key)).length;
  const by = {
    newest: (a, b) => day(b).localeCompare(day(a)),
    oldest: (a, b) => day(a).localeCompare(day(b)),
    findings: (a, b) => b.found[2] - a.found[2] || b.found[1] - a.found[1] || b.found[0] - a.found[0],
    open: (a, b) => open(b) - open(a),
  }[filter.order];
  return by ? [...articles].sort((a, b) => by(a, b) || a.number - b.number) : articles;
}

/** How many items each value of a facet has, among those that pass the other filters. */
function counted(facet) {
  const counts = new Map();
  for (const item of passing(facet.name)) {
    for (const value of new Set(facet.of(item))) counts.set(value, (counts.get(value) || 0) + 1);
  }
  return counts;
}

const selects = new Map();

function buildFilters() {
  const fields = byId("filter-fields");
  for (const facet of FACETS) {
    const select = el("select", { id: `filter-${facet.name}`, onchange: () => set({ [facet.name]: select.value === "" ? null : Number(select.value) }) });
    selects.set(facet.name, select);
    fields.append(el("label", {}, el("span", {}, facet.label), select));
  }
  for (const [name, label] of [["from", "From"], ["to", "To"]]) {
    const input = el("input", { type: "date", id: `filter-${name}`, onchange: () => set({ [name]: input.value || null }) });
    selects.set(name, input);
    fields.append(el("label", {}, el("span", {}, label), input));
  }
  const order = byId("order");
  for (const [value, label] of Object.entries(ORDERS)) order.append(el("option", { value }, label));
  order.addEventListener("change", () => set({ order: order.value }));
  byId("clear").addEventListener("click", clearFilters);
}

function showFilters() {
  for (const facet of FACETS) {
    const select = selects.get(facet.name);
    const counts = counted(facet);
    const wanted = filter[facet.name];
    if (wanted !== null && !counts.has(wanted)) counts.set(wanted, 0);
    let values = [...counts.keys()];
    if (facet.fixed) values.sort((a, b) => a - b);
    else values.sort((a, b) => counts.get(b) - counts.get(a) || facet.values[a].localeCompare(facet.values[b]));
    const options = values.map((value) => el("option", { value, text: `${plain(facet.values[value])}  ·  ${counts.get(value)}` }));
    select.replaceChildren(el("option", { value: "" }, "Any"), ...options);
    select.value = wanted === null ? "" : String(wanted);
    select.disabled = !values.length;
    select.classList.toggle("set", wanted !== null);
  }
  for (const name of ["from", "to"]) {
    selects.get(name).value = filter[name] || "";
    selects.get(name).classList.toggle("set", Boolean(filter[name]));
  }
  const active = FACETS.filter((facet) => filter[facet.name] !== null).length + (filter.from ? 1 : 0) + (filter.to ? 1 : 0);
  byId("filters-said").textContent = active ? `Filters (${active})` : "Filters";
  byId("clear").hidden = !active;
}

function clearFilters() {
  set({ type: null, place: null, actor: null, severity: null, decision: null, from: null, to: null });
}
