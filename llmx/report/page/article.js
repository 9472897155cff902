// An article: source and English sentence by sentence, and what was made of them, linked both ways.

const BATCH = 12; // cards made at once
const view = { article: null, sentences: new Map(), segments: new Map(), cards: [], made: 0, selected: -1, more: false, hovered: null };

const wide = matchMedia("(min-width: 760px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function openArticle(number, selected = null) {
  const found = article(number);
  Object.assign(view, { article: found, sentences: new Map(), segments: new Map(), selected: -1, more: false, hovered: null });
  const main = byId("main");
  main.replaceChildren(articleHead(found), el("div", { class: "panes" }, textPane(found), itemsPane()));
  document.body.dataset.view = "article";
  document.body.dataset.pane = "items";
  document.title = `${plain(found.heading)} · llmx review`;
  fillItems();
  main.scrollTop = 0;
  showList();
  byId("list").setAttribute("aria-activedescendant", `row-${number}`);
  if (selected !== null) select(selected);
  else light(null);
}

function articleHead(found) {
  const at = shown.articles.indexOf(found.number);
  const about = [found.languageName, found.published ? found.published.slice(0, 10) : "not dated", found.source, found.url, `by ${found.models.join(", ") || "nobody"}`];
  const own = found.findings.filter((finding) => !isPlaced(found, finding));
  const step = (label, by, key) => button(label, { class: "plain", title: `${by < 0 ? "Previous" : "Next"} article (${key})`, "aria-keyshortcuts": key, disabled: at < 0 || !shown.articles[at + by] && shown.articles[at + by] !== 0 }, () => stepArticle(by));
  return el("header", { class: "article-head" },
    el("div", { class: "article-steps" }, step("‹ Previous", -1, "["), step("Next ›", 1, "]")),
    el("h2", { text: found.heading, lang: "en", dir: "auto" }),
    found.title ? el("p", { class: "title-src" }, sourceText(found.title, found)) : null,
    el("p", { class: "about" }, about.filter(Boolean).flatMap((one, i) => [i ? " · " : "", el("bdi", { text: one })])),
    own.length ? el("details", { class: "article-findings", open: own.some((finding) => finding.severity === "error") },
      el("summary", {}, `${many(own.length, "finding")} on the article as a whole`),
      el("ul", { class: "findings" }, own.map((finding) => findingLine(finding, { linked: true })))) : null,
    el("div", { class: "pane-tabs", role: "group", "aria-label": "Shown" },
      ["text", "items"].map((pane) => button(pane === "text" ? "Text" : "Items", { "aria-pressed": String(pane === "items"), "data-pane": pane }, () => showPane(pane)))));
}

function showPane(pane) {
  document.body.dataset.pane = pane;
  for (const tab of document.querySelectorAll(".pane-tabs button")) tab.setAttribute("aria-pressed", String(tab.dataset.pane === pane));
}

/** Whether a finding stands at an item or at a sentence. */
function isPlaced(found, finding) {
  return sentenceOf(found, finding) !== null || found.items.some((item) => finding.path === item.path || finding.path.startsWith(`${item.path}/`));
}

/** The number of the sentence that a finding is about alone: one of its text or of its English. */
function sentenceOf(found, finding) {
  const match = finding.path.match(/^\/(?:article|answers\/[^/]+)\/sentences\/(\d+)(?:\/|$)/);
  if (!match) return null;
  if (finding.path.startsWith("/article")) return found.sentences[Number(match[1])]?.n ?? null;
  return Number(match[1]) + 1;
}

// --- text ------------------------------------------------------------------------------------

function textPane(found) {
  const alone = !found.sentences.some((sentence) => sentence.en);
  const pane = el("section", { class: `text${alone ? " alone" : ""}`, "aria-label": "Text, sentence by sentence" });
  const bySentence = new Map();
  for (const finding of found.findings) {
    const n = sentenceOf(found, finding);
    if (n !== null) bySentence.set(n, [...(bySentence.get(n) || []), finding]);
  }
  const citing = new Map();
  found.items.forEach((item, i) => {
    for (const n of item.cites) citing.set(n, [...(citing.get(n) || []), i]);
  });
  view.citing = citing;
  for (const sentence of found.sentences) pane.append(sentenceRow(found, sentence, citing.get(sentence.n) || [], bySentence.get(sentence.n) || []));
  pane.addEventListener("mouseover", (event) => hoverSentence(event.target));
  pane.addEventListener("mouseleave", () => hoverSentence(null));
  pane.addEventListener("focusin", (event) => hoverSentence(event.target));
  pane.addEventListener("focusout", () => hoverSentence(null));
  pane.addEventListener("click", (event) => clickText(event.target));
  return pane;
}

function sentenceRow(found, sentence, citing, findings) {
  const { n } = sentence;
  const source = el("p", { class: "src", lang: found.language, dir: found.dir });
  const english = el("p", { class: "en", lang: "en", dir: "ltr" });
  if (n === null) put(source, sentence.text);
  else fillSource(found, sentence, source);
  if (sentence.en) withHits(english, sentence.en);
  const said = n === null ? "Not part of the article" : `Sentence ${n}, cited by ${many(citing.length, "item")}`;
  const row = el("div", { class: `s${n === null ? " aside" : ""}${sentence.title ? " is-title" : ""}${sentence.opens ? " opens" : ""}`, id: n === null ? null : `s-${n}`, "data-n": n ?? null },
    n === null ? el("span", { class: "n", title: said }, "–")
      : button(String(n), { class: `n${citing.length ? " cited" : ""}`, "aria-label": said, title: said }),
    source, english,
    findings.length ? el("ul", { class: "findings" }, findings.map((finding) => findingLine(finding))) : null);
  if (n !== null) view.sentences.set(n, row);
  return row;
}

/** The source of a sentence in pieces, at the ends of surface forms and of what was searched. */
function fillSource(found, sentence, node) {
  const { n, text } = sentence;
  const spans = marksOf(found, n);
  const hits = filter.terms.length ? spansOf(filter.terms, text) : [];
  const cuts = [...new Set([0, text.length, ...spans.flat(), ...hits.flat()])].sort((a, b) => a - b);
  const segments = [];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    const marked = spans.some((span) => span[0] <= start && end <= span[1]);
    const hit = hits.some((span) => span[0] <= start && end <= span[1]);
    const piece = text.slice(start, end);
    if (!marked && !hit) {
      put(node, piece);
      continue;
    }
    const element = el(hit ? "mark" : "span", { class: `${marked ? "m" : ""}${hit ? " hit" : ""}`, text: piece });
    node.append(element);
    if (marked) segments.push({ element, start, end });
  }
  view.segments.set(n, segments);
}

/** Where surface forms of anything stand in a sentence. */
function marksOf(found, n) {
  if (!found.marksBySentence) {
    found.marksBySentence = new Map();
    const all = [...found.items, ...extras(found)];
    for (const { marks } of all) {
      for (const [number, start, end] of marks) {
        if (!found.marksBySentence.has(number)) found.marksBySentence.set(number, new Map());
        found.marksBySentence.get(number).set(`${start} ${end}`, [start, end]);
      }
    }
  }
  return [...(found.marksBySentence.get(n)?.values() || [])];
}

function withHits(node, text) {
  let from = 0;
  for (const [start, end] of filter.terms.length ? spansOf(filter.terms, text) : []) {
    put(node, text.slice(from, start));
    node.append(el("mark", { class: "hit", text: text.slice(start, end) }));
    from = end;
  }
  put(node, text.slice(from));
}

/** After a search: the same sentences with what was searched marked. */
function refillText() {
  for (const sentence of view.article.sentences) {
    const row = view.sentences.get(sentence.n);
    if (!row) continue;
    const [source, english] = [row.querySelector(".src"), row.querySelector(".en")];
    source.replaceChildren();
    fillSource(view.article, sentence, source);
    english.replaceChildren();
    if (sentence.en) withHits(english, sentence.en);
  }
  light(current());
}

// --- items -----------------------------------------------------------------------------------

function itemsPane() {
  const pane = el("section", { class: "items", id: "items", "aria-label": "What was made of it" });
  const over = (target) => {
    const card = target?.closest?.(".card");
    if (!card) return light(current());
    const field = target.closest("[data-field]");
    return light(view.cards.find((one) => one.node === card), field?.dataset.field ?? null);
  };
  pane.addEventListener("mouseover", (event) => over(event.target));
  pane.addEventListener("mouseleave", () => light(current()));
  pane.addEventListener("focusin", (event) => {
    const at = view.cards.findIndex((one) => one.node?.contains(event.target));
    if (at >= 0 && view.cards[at].item && view.cards[at].index !== view.selected) select(view.cards[at].index, { focus: false });
  });
  pane.addEventListener("click", (event) => {
    const cite = event.target.closest("[data-cite]");
    const card = event.target.closest(".card");
    const known = view.cards.find((one) => one.node === card);
    if (cite) showSentence(Number(cite.dataset.cite), known);
    else if (known && !event.target.closest("button, a, input, select, textarea, label, form, summary")) {
      if (known.item) select(known.index);
      else { view.hovered = known; light(known); scrollToEvidence(known); }
    }
  });
  return pane;
}

/** Names and what else an answer says: shown and linked, not decided on. */
function extras(found) {
  if (found.extras) return found.extras;
  found.extras = [];
  for (const [task, registers] of Object.entries(found.registers)) {
    for (const [register, entries] of Object.entries(registers)) {
      for (const [id, entry] of Object.entries(entries)) {
        found.extras.push({ task, label: register, id, ...entry, cites: [...new Set(entry.marks.map((mark) => mark[0]))] });
      }
    }
  }
  for (const rest of found.rest) {
    const field = FORMS[rest.form].fields.find((one) => one.name === rest.field);
    found.extras.push({ ...rest, label: field.label, one: field, cites: [...new Set(rest.marks.map((mark) => mark[0]))] });
  }
  return found.extras;
}

function fillItems() {
  const found = view.article;
  const pane = byId("items");
  const counts = Object.fromEntries(TASKS.map((task) => [task, found.items.filter((item) => item.known.task === task).length]));
  const rest = extras(found);
  const tabs = el("div", { class: "tabs", role: "group", "aria-label": "What was made of it" },
    TASKS.filter((task) => counts[task]).map((task) => button("", { "aria-pressed": String(!view.more && filter.task === task) }, () => { view.more = false; set({ task }); })).map((tab, i) => {
      const task = TASKS.filter((one) => counts[one])[i];
      return put(tab, `${taskName(task)} ${counts[task]}`);
    }),
    rest.length ? button(`Names and notes ${rest.length}`, { "aria-pressed": String(view.more) }, () => { view.more = true; fillItems(); }) : null);
  view.cards = view.more ? rest.map((extra, index) => ({ extra, index, cites: extra.cites, marks: extra.marks, node: null }))
    : found.items.map((item, index) => ({ item, index, cites: item.cites, marks: item.marks, node: null })).filter(({ item }) => item.known.task === filter.task);
  view.made = 0;
  view.holder = el("div", { class: "cards" });
  pane.replaceChildren(tabs, view.holder);
  if (!view.cards.length) view.holder.append(el("p", { class: "nothing" }, found.items.length ? "Nothing of this kind in the article." : "Nothing in this article to decide on."));
  more();
  markCards();
  light(current());
}

/** Make the next cards; the rest when they come near. */
function more(until = view.made + BATCH) {
  view.sentinel?.remove();
  const holder = view.holder;
  for (; view.made < Math.min(until, view.cards.length); view.made += 1) {
    const card = view.cards[view.made];
    const heading = card.item ? card.item.group.label : taskName(card.extra.task);
    const before = view.cards[view.made - 1];
    const last = before && (before.item ? before.item.group.label : taskName(before.extra.task));
    const told = view.cards.every((one) => one.item && one.item.group.label === taskName(one.item.known.task)); // the tab says it
    if (heading !== last && !told) holder.append(el("h3", { text: heading }));
    card.node = card.item ? itemCard(view.article, card.index) : extraCard(view.article, card.extra);
    holder.append(card.node);
  }
  if (view.made < view.cards.length) {
    view.sentinel = el("p", { class: "nothing" }, `${view.cards.length - view.made} more …`);
    holder.append(view.sentinel);
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      observer.disconnect();
      if (view.holder === holder) { more(); markCards(view.made - BATCH); }
    }, { root: byId("items"), rootMargin: "800px" }).observe(view.sentinel);
  }
}

function extraCard(found, extra) {
  const context = { found, names: found.registers[extra.task] || {}, places: [], was: null };
  const fields = extra.one ? [extra.one] : FORMS[extra.form].fields.filter((field) => field.name !== "id");
  const rows = fields.flatMap((field) => rowsOf(field, extra.one ? extra.value : extra.value[field.name], `/${field.name}`, context));
  return el("section", { class: "card extra", tabindex: "-1" },
    el("header", { class: "card-head" }, put(el("b"), extra.id ? `${taskName(extra.label)} ${extra.id}` : extra.label),
      el("span", { class: "cites" }, extra.cites.map((n) => button(String(n), { class: "cite", "data-cite": n, "aria-label": `Sentence ${n}` })))),
    el("dl", { class: "rows" }, rows));
}

/** Which cards pass the filter, which one is selected. */
function markCards(from = 0) {
  const passing = new Set(shown.byArticle.get(view.article.number) || []);
  for (let i = Math.max(0, from); i < view.made; i += 1) {
    const { item, index, node } = view.cards[i];
    if (!item) continue;
    node.classList.toggle("aside", !passing.has(item.known.number));
    node.classList.toggle("selected", index === view.selected);
  }
}

function refreshCard(known) {
  const at = view.cards.findIndex((one) => one.item?.known === known);
  if (at >= 0 && at < view.made && !view.cards[at].node.classList.contains("editing")) {
    const { node, index } = view.cards[at];
    const within = node.contains(document.activeElement);
    fillCard(node, view.article, index);
    if (index === view.selected) node.append(evidence(view.article, view.article.items[index].cites));
    if (within) node.focus({ preventScroll: true });
  }
}

// --- links -----------------------------------------------------------------------------------

function current() {
  return view.cards.find((one) => one.item && one.index === view.selected) || (view.more ? view.hovered : null);
}

/** Light what a card is made from: its sentences, its surface forms, those of one field most. */
function light(card, field = null) {
  for (const row of document.querySelectorAll(".s.lit")) row.classList.remove("lit");
  for (const segment of document.querySelectorAll(".m.on")) segment.classList.remove("on", "hot");
  if (!card) return;
  for (const n of card.cites) view.sentences.get(n)?.classList.add("lit");
  for (const [n, start, end, pointer] of card.marks) {
    const hot = field !== null && (pointer === field || pointer.startsWith(`${field}/`));
    for (const segment of view.segments.get(n) || []) {
      if (start <= segment.start && segment.end <= end) {
        segment.element.classList.add("on");
        if (hot) segment.element.classList.add("hot");
      }
    }
  }
}

function hoverSentence(target) {
  const row = target?.closest?.(".s");
  const n = row ? Number(row.dataset.n) : null;
  for (const { node, cites } of view.cards) node?.classList.toggle("lit", n !== null && cites.includes(n));
  for (const other of document.querySelectorAll(".s.over")) if (other !== row) other.classList.remove("over");
  row?.classList.add("over");
}

function clickText(target) {
  const row = target.closest(".s[data-n]");
  if (!row || String(getSelection())) return;
  const n = Number(row.dataset.n);
  const segment = (view.segments.get(n) || []).find((one) => one.element === target.closest(".m"));
  const covers = ({ marks }) => !segment || marks.some(([number, start, end]) => number === n && start <= segment.start && segment.end <= end);
  const all = view.citing.get(n) || [];
  const fit = all.filter((i) => covers(view.article.items[i]));
  const choices = fit.length ? fit : all;
  if (!choices.length) {
    say(`Nothing cites sentence ${n}`);
    return;
  }
  const own = choices.filter((i) => view.article.items[i].known.task === filter.task);
  const cycle = [...own, ...choices.filter((i) => !own.includes(i))];
  select(cycle[(cycle.indexOf(view.selected) + 1) % cycle.length], { pane: "items" });
}

/** Select an item of the open article: its card in view, its sentences lit and in view. */
function select(index, { focus = true, pane = null } = {}) {
  const item = view.article.items[index];
  if (!item) return;
  if (item.known.task !== filter.task) set({ task: item.known.task });
  if (view.more) { view.more = false; fillItems(); }
  const before = view.cards.find((one) => one.index === view.selected);
  before?.node?.querySelector(":scope > .evidence")?.remove();
  view.selected = index;
  const at = view.cards.findIndex((one) => one.index === index);
  if (at >= view.made) more(at + BATCH);
  markCards();
  const card = view.cards[at];
  if (!card.node.classList.contains("editing")) card.node.append(evidence(view.article, item.cites));
  if (pane) showPane(pane);
  if (focus) card.node.focus({ preventScroll: true });
  reveal(card.node);
  light(card);
  if (wide.matches) scrollToEvidence(card);
}

function scrollToEvidence(card) {
  const rows = card.cites.map((n) => view.sentences.get(n)).filter(Boolean);
  if (rows.length) reveal(rows[0], rows[rows.length - 1]);
}

function showSentence(n, card) {
  if (card?.item && card.index !== view.selected) select(card.index);
  showPane("text");
  const row = view.sentences.get(n);
  reveal(row);
  row.querySelector("button.n").focus({ preventScroll: true });
  row.classList.remove("flash");
  requestAnimationFrame(() => row.classList.add("flash"));
}

/** Scroll as little as brings a node (up to a last one) well into view. */
function reveal(node, last = node) {
  const holder = node.closest(".text, .items, #main");
  const scroller = holder && holder.scrollHeight > holder.clientHeight + 1 && getComputedStyle(holder).overflowY !== "visible" ? holder : byId("main");
  const frame = scroller.getBoundingClientRect();
  const [top, bottom] = [node.getBoundingClientRect().top - frame.top, last.getBoundingClientRect().bottom - frame.top];
  const room = scroller.classList.contains("items") ? 64 : 24; // the tabs stay on top
  let by = 0;
  if (top < room || bottom - top > frame.height - 2 * room) by = top - room;
  else if (bottom > frame.height - room) by = Math.min(bottom - frame.height + 40, top - room);
  if (by) scroller.scrollBy({ top: by, behavior: calm.matches ? "instant" : "smooth" });
}
