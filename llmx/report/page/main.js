// What is run when the page has been read.

function set(changes) {
  Object.assign(filter, changes);
  changed();
}

/** Bring everything that is shown up to what is decided, filtered and searched. */
function changed(known = null, still = "") {
  const task = filter.task;
  if (!known || filter.decision !== null || filter.order === "open") applyFilter();
  showList();
  showProgress();
  byId("found").textContent = foundText() + still;
  if (still) return;
  clearTimeout(changed.counting);
  if (known) {
    refreshCard(known);
    changed.counting = setTimeout(showFilters, 150); // many decisions in a row are counted once
  } else showFilters();
  if (document.body.dataset.view !== "article") fillOverview();
  else if (!known) {
    if (changed.task !== task || view.more) fillItems();
    else markCards();
    if (changed.terms !== filter.terms) refillText();
  }
  changed.task = task;
  changed.terms = filter.terms;
}

function foundText() {
  const items = many(shown.items.length, "item");
  return `${items} in ${many(shown.articles.length, "article")}`;
}

function showProgress() {
  const all = ITEMS.filter((item) => item.task === filter.task);
  const done = all.filter((item) => decisions.has(item.key)).length;
  byId("progress").textContent = all.length ? `${done.toLocaleString("en")} of ${all.length.toLocaleString("en")} decided` : "Nothing to decide";
  byId("meter").style.width = all.length ? `${(100 * done) / all.length}%` : "0";
  byId("save").textContent = unsaved ? `Save decisions (${unsaved.toLocaleString("en")} new)` : "Save decisions";
  byId("save").classList.toggle("due", unsaved > 0);
  byId("scope").replaceChildren(...(TASKS.length > 1 ? TASKS.map((task) => {
    const node = button("", { "aria-pressed": String(task === filter.task) }, () => { view.more = false; set({ task }); });
    return put(node, taskName(task));
  }) : []));
}

function showSide(open) {
  if (open && byId("to-list").checkVisibility()) document.body.dataset.side = "open";
  else if (!open) delete document.body.dataset.side;
}

/** What is said of a page that is larger than what was measured. */
function pastText(limits) {
  const measured = `${limits.items.toLocaleString("en")} items, ${(limits.bytes / 1e6).toLocaleString("en")} MB`;
  return `A large page: it holds the whole export, ${many(ITEMS.length, "item")} in ${many(INDEX.articles.length, "article")}, which is more than it was measured with (${measured}). It may be slow; several exports make several pages.`;
}

const THEMES = ["auto", "light", "dark"];

function nextTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme === "dark" || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  showTheme(dark ? "light" : "dark");
}

function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("llmx.report.theme", theme);
  } catch {
    // a browser that keeps nothing: the theme holds for this sitting
  }
}

function startTheme() {
  try {
    const kept = localStorage.getItem("llmx.report.theme");
    if (THEMES.includes(kept)) document.documentElement.dataset.theme = kept;
  } catch {
    // as above
  }
}

function start() {
  startTheme();
  put(byId("name"), INDEX.name);
  if (INDEX.past) notice(pastText(INDEX.past), "warning");
  readDecisions();
  if (outOfDate.size) notice(`${many(outOfDate.size, "decision")} out of date: made on items that are others now, or gone. Shown where the item still stands, never applied; kept when you save.`, "warning");
  buildFilters();
  startSearch();
  startList();
  startPrint();
  startKeys();
  byId("filters").open = matchMedia("(min-height: 900px) and (min-width: 1100px)").matches;
  byId("to-overview").addEventListener("click", () => { showSide(false); showOverview(); });
  byId("to-help").addEventListener("click", showHelp);
  byId("to-theme").addEventListener("click", nextTheme);
  byId("to-print").addEventListener("click", askPrint);
  byId("save").addEventListener("click", saveDecisions);
  byId("to-list").addEventListener("click", () => showSide(document.body.dataset.side !== "open"));
  byId("list").addEventListener("click", (event) => { if (event.target.closest(".article-row")) showSide(false); });
  byId("list").addEventListener("keydown", (event) => { if (event.key === "Enter") showSide(false); });
  document.body.dataset.view = "overview";
  changed();
}

start();
