// Decisions: what the person says of each item, kept here and in the browser, saved to a file.

const STORE = `llmx.report:${INDEX.digest}`;
const VERDICTS = { accept: "Accepted", correct: "Corrected", reject: "Rejected" };

const decisions = new Map();
const notes = new Map(); // on items that are not decided yet
const others = []; // read back, but out of date or on other articles: kept, never applied
const outOfDate = new Map();
let unsaved = 0;

function readDecisions() {
  for (const { state, ...decision } of embedded("decisions")) {
    const key = `${decision.article}\n${decision.path}`;
    if (state === "applied") decisions.set(key, decision);
    else {
      others.push(decision);
      if (state === "out of date") outOfDate.set(key, decision);
    }
  }
  restore();
}

/** Take up what an earlier sitting left in the browser. */
function restore() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(STORE) || "null");
  } catch {
    return;
  }
  if (!kept || !Array.isArray(kept.decisions) || !kept.decisions.length) return;
  const before = new Map(decisions);
  decisions.clear();
  for (const decision of kept.decisions) decisions.set(`${decision.article}\n${decision.path}`, decision);
  for (const [key, text] of kept.notes || []) notes.set(key, text);
  unsaved = kept.unsaved || 0;
  const line = notice(
    `${many(decisions.size, "decision")} of an earlier sitting in this browser ${decisions.size === 1 ? "was" : "were"} taken up.`,
    "info",
    button("Forget them", { class: "plain" }, () => {
      decisions.clear();
      notes.clear();
      for (const [key, decision] of before) decisions.set(key, decision);
      unsaved = 0;
      keep();
      line.remove();
      changed();
    }),
  );
}

let keeping = 0;

/** Leave the decisions in the browser, where that is allowed; soon, not at each key. */
function keep() {
  clearTimeout(keeping);
  keeping = setTimeout(keepNow, 250);
}

function keepNow() {
  clearTimeout(keeping);
  try {
    if (!decisions.size && !notes.size) localStorage.removeItem(STORE);
    else localStorage.setItem(STORE, JSON.stringify({ decisions: [...decisions.values()], notes: [...notes], unsaved }));
  } catch {
    if (!keepNow.told) notice("This browser keeps nothing for this page: save the decisions before you leave.", "warning");
    keepNow.told = true;
  }
}

function decide(item, verdict, corrected = null) {
  const { key } = item.known;
  const note = decisions.get(key)?.note ?? notes.get(key) ?? "";
  notes.delete(key);
  const [articleId] = key.split("\n");
  decisions.set(key, { article: articleId, path: item.path, item: item.digest, verdict, corrected, note });
  unsaved += 1;
  keep();
  changed(item.known);
}

function undecide(item) {
  const decision = decisions.get(item.known.key);
  if (!decision) return;
  if (decision.note) notes.set(item.known.key, decision.note);
  decisions.delete(item.known.key);
  unsaved += 1;
  keep();
  changed(item.known);
}

function takeNote(item, text) {
  const decision = decisions.get(item.known.key);
  if (decision) {
    if (decision.note === text) return;
    decision.note = text;
    unsaved += 1;
  } else if (text) notes.set(item.known.key, text);
  else notes.delete(item.known.key);
  keep();
  showProgress();
}

function noteOf(item) {
  return decisions.get(item.known.key)?.note ?? notes.get(item.known.key) ?? "";
}

/** An item as it is after the person's word on it. */
function valueOf(item) {
  return decisions.get(item.known.key)?.corrected ?? item.value;
}

/** Every decision in the order of the export; then those on what is not in it. */
function decided() {
  const found = [];
  const met = new Set();
  const elsewhere = new Map(others.map((decision) => [`${decision.article}\n${decision.path}`, decision]));
  for (const { key } of ITEMS) {
    const decision = decisions.get(key) || elsewhere.get(key);
    if (decision && !met.has(key)) found.push(decision);
    met.add(key);
  }
  for (const [key, decision] of elsewhere) if (!met.has(key)) found.push(decision);
  return found;
}

function saveDecisions() {
  const found = decided();
  const text = `${JSON.stringify({ schema: "llmx.decisions/1", decisions: found }, null, 2)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href: address, download: `${INDEX.name.replace(/\.jsonl?$/, "")}.decisions.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  unsaved = 0;
  keepNow();
  const open = notes.size ? `; ${many(notes.size, "note")} on undecided items not saved` : "";
  say(`${many(found.length, "decision")} saved${open}`);
  if (open) notice(`${many(notes.size, "note")} on items that are not decided yet: not in the file.`, "warning");
  showProgress();
}

window.addEventListener("beforeunload", (event) => {
  keepNow();
  if (unsaved) event.preventDefault();
});
