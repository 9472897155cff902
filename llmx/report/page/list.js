// The list of articles: only the rows in view exist.

const ROW = 92;
let rowsDrawn = "";
let active = -1; // the row that the arrow keys are on

function showList() {
  const list = byId("list");
  byId("list-space").style.height = `${shown.articles.length * ROW}px`;
  rowsDrawn = "";
  if (active >= shown.articles.length) active = shown.articles.length - 1;
  if (view.article) {
    const at = shown.articles.indexOf(view.article.number);
    if (at >= 0 && at !== active) { active = at; bringIntoView(at); }
  }
  drawRows();
  list.toggleAttribute("data-empty", !shown.articles.length);
}

function drawRows() {
  const list = byId("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
  const last = Math.min(shown.articles.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 4);
  const drawn = `${first} ${last}`;
  if (drawn === rowsDrawn) return;
  rowsDrawn = drawn;
  const rows = [];
  for (let at = first; at < last; at += 1) rows.push(row(at));
  byId("list-space").replaceChildren(...rows);
  const id = `row-${shown.articles[active]}`;
  if (active >= first && active < last) list.setAttribute("aria-activedescendant", id);
  else list.removeAttribute("aria-activedescendant");
}

function row(at) {
  const known = ARTICLES[shown.articles[at]];
  const items = shown.byArticle.get(known.number) || [];
  const open = items.filter((n) => !decisions.has(ITEMS[n].key)).length;
  const done = items.length - open;
  const [infos, warnings, errors] = known.found;
  const signs = [["error", errors], ["warning", warnings], ["info", infos]].filter((one) => one[1]);
  const meter = el("span", { class: "mini" });
  const fill = el("span", { class: "mini-fill" });
  fill.style.width = items.length ? `${(100 * done) / items.length}%` : "0";
  meter.append(fill);
  const node = el("div", {
    class: `article-row${at === active ? " active" : ""}${items.length && !open ? " finished" : ""}`, role: "option", id: `row-${known.number}`,
    "aria-selected": String(view.article?.number === known.number && document.body.dataset.view === "article"),
    "aria-setsize": shown.articles.length, "aria-posinset": at + 1, onclick: () => { active = at; openFirst(known.number); },
  },
  el("span", { class: "row-title", text: known.heading, dir: "auto" }),
  el("span", { class: "row-about" }, el("bdi", { class: "lang" }, known.language), el("bdi", { class: "file", text: known.published || known.source }),
    el("span", { class: "signs" }, signs.map(([severity, count]) => el("span", { class: `sign ${severity}`, title: many(count, severity) }, `${SEVERITY_SIGN[severity]} ${count}`, el("span", { class: "unseen" }, ` ${severity}`))))),
  el("span", { class: "row-done" }, items.length ? meter : null, el("span", {}, items.length ? `${done} of ${items.length} decided` : "nothing to decide")));
  node.style.top = `${at * ROW}px`;
  return node;
}

/** Open an article at its first item that passes the filter and is not decided, else at the first. */
function openFirst(number) {
  const numbers = shown.byArticle.get(number) || [];
  const first = numbers.find((n) => !decisions.has(ITEMS[n].key)) ?? numbers[0];
  openArticle(number);
  if (first !== undefined) select(first - ARTICLES[number].items[0], { focus: false });
  else byId("main").focus({ preventScroll: true });
}

function bringIntoView(at) {
  const list = byId("list");
  const top = at * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
}

function startList() {
  const list = byId("list");
  list.addEventListener("scroll", drawRows, { passive: true });
  new ResizeObserver(() => { rowsDrawn = ""; drawRows(); }).observe(list);
  list.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: shown.articles.length - 1 }[event.key];
    if (to !== undefined && shown.articles.length) {
      event.preventDefault();
      active = Math.min(Math.max(0, to), shown.articles.length - 1);
      bringIntoView(active);
      rowsDrawn = "";
      drawRows();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      openFirst(shown.articles[active]);
      byId("main").querySelector(".card.selected")?.focus({ preventScroll: true });
    }
  });
}
