// Keys: everything can be done without a mouse.

const KEYS = [
  ["j", "Next item", () => stepItem(1)],
  ["k", "Previous item", () => stepItem(-1)],
  ["]", "Next article", () => stepArticle(1)],
  ["[", "Previous article", () => stepArticle(-1)],
  ["Enter", "Open the first article; go to the cited sentence", enter],
  ["a", "Accept, and on to the next", () => onSelected((i) => act("accept", i, true))],
  ["c", "Correct", () => onSelected((i) => act("correct", i))],
  ["r", "Reject, and on to the next", () => onSelected((i) => act("reject", i, true))],
  ["n", "Note", () => onSelected(writeNote)],
  ["u", "Take the decision back", () => onSelected((i) => { undecide(view.article.items[i]); say("Undecided"); })],
  ["e", "Events, brief …: the next kind of item", nextTask],
  ["/", "Search", () => { showSide(true); byId("query").focus(); byId("query").select(); }],
  ["f", "Filters", () => { showSide(true); byId("filters").open = true; byId("filter-type").focus(); }],
  ["l", "List of articles", () => { showSide(true); byId("list").focus(); }],
  ["o", "Overview", () => showOverview()],
  ["s", "Save the decisions to a file", () => saveDecisions()],
  ["p", "Print", () => askPrint()],
  ["t", "Light or dark", () => nextTheme()],
  ["?", "These keys", () => showHelp()],
];

function onSelected(action) {
  if (view.article && view.selected >= 0) action(view.selected);
}

/** Do what a verdict asks; with `on`, go on to the next item. */
function act(verdict, i, on = false) {
  const item = view.article.items[i];
  if (view.selected !== i) select(i);
  if (verdict === "correct") {
    correct(i);
    return;
  }
  const next = on ? following(1) : null;
  decide(item, verdict);
  say(`${VERDICTS[verdict]}${on && !next ? ". That was the last item" : ""}`);
  if (next) goTo(next);
}

/** The item that comes after the selected one among those shown, or before it. */
function following(by) {
  if (!view.article) {
    const first = shown.articles.find((number) => shown.byArticle.has(number));
    return first === undefined ? null : ITEMS[shown.byArticle.get(first)[0]];
  }
  const { number } = view.article;
  const here = shown.byArticle.get(number) || [];
  const selected = view.selected < 0 ? -1 : ARTICLES[number].items[view.selected];
  const inside = by > 0 ? here.find((n) => n > selected) : here.findLast((n) => n < selected);
  if (inside !== undefined) return ITEMS[inside];
  let at = shown.articles.indexOf(number);
  if (at < 0) at = shown.articles.findIndex((other) => other > number) - (by > 0 ? 1 : 0);
  for (at += by; at >= 0 && at < shown.articles.length; at += by) {
    const numbers = shown.byArticle.get(shown.articles[at]);
    if (numbers) return ITEMS[by > 0 ? numbers[0] : numbers[numbers.length - 1]];
  }
  return null;
}

function goTo(item) {
  const index = item.number - ARTICLES[item.article].items[0];
  if (view.article?.number === item.article) select(index);
  else openArticle(item.article, index);
}

function stepItem(by) {
  const next = following(by);
  if (next) goTo(next);
  else say(by > 0 ? "That was the last item" : "That was the first item");
}

function stepArticle(by) {
  const at = view.article ? shown.articles.indexOf(view.article.number) : by > 0 ? -1 : shown.articles.length;
  const next = shown.articles[at + by];
  if (next !== undefined) openFirst(next);
}

function enter() {
  if (!view.article) stepItem(1);
  else onSelected((i) => showSentence(view.article.items[i].cites[0], current()));
}

function nextTask() {
  if (TASKS.length < 2) return;
  set({ task: TASKS[(TASKS.indexOf(filter.task) + 1) % TASKS.length] });
  say(`Reviewing ${taskName(filter.task)}`);
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape") return escape(event, typing);
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      return saveDecisions();
    }
    if (typing || event.ctrlKey || event.metaKey) return undefined;
    if (event.key === "Enter" && event.target.closest("button, a, summary, [role=listbox]")) return undefined;
    const known = KEYS.find(([key]) => key === event.key);
    if (!known) return undefined;
    event.preventDefault();
    return known[2]();
  });
}

/** Out of what one is in: a field, the text, the article. */
function escape(event, typing) {
  if (typing?.id === "query" && typing.value) {
    typing.value = "";
    search("");
  } else if (typing) typing.blur();
  else if (view.article && event.target.closest(".text") && view.selected >= 0) {
    showPane("items");
    byId(`card-${view.selected}`).focus();
  } else if (document.body.dataset.side === "open") showSide(false);
  else if (view.article) showOverview();
}

function showHelp() {
  const box = byId("help");
  box.replaceChildren(el("h2", { id: "help-title" }, "Keys"),
    el("dl", { class: "keys" }, KEYS.map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)))),
    el("p", { class: "dull" }, "Decisions stay in this browser until you save them to a file; llmx report --decisions reads the file back. Nothing leaves this page."),
    el("div", { class: "dialog-actions" }, button("Close", { class: "main" }, () => box.close())));
  box.showModal();
}
