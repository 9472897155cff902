// Search over the folded source and English of every article, a few milliseconds at a time.

const foldedTexts = new Map();
let matches = new Set();
let searching = 0;

function foldedText(number) {
  let folded = foldedTexts.get(number);
  if (folded === undefined) {
    const found = opened.get(number) || embedded(`article-${number}`);
    const parts = [found.heading, found.title || "", found.source];
    for (const sentence of found.sentences) parts.push(sentence.text, sentence.en || "");
    for (const group of found.groups) for (const item of group.items) parts.push(...strings(item.value));
    folded = fold(parts.join(" | "));
    foldedTexts.set(number, folded);
  }
  return folded;
}

/** Every string in a value that is read: not the keys. */
function strings(value) {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(strings);
}

/** Terms of a query: words, or what stands in quotation marks as a whole. */
function termsOf(query) {
  const folded = fold(query).trim();
  const found = [...folded.matchAll(/"([^"]+)"|([^\s"]+)/g)].map((match) => (match[1] || match[2]).trim());
  return [...new Set(found.filter(Boolean))];
}

function holds(text, term) {
  if (variants(term).some((one) => text.includes(one))) return true;
  // half-spaces that were lost or written as blanks: only for terms long enough to mean something
  return term.length > 4 && ARABIC.test(term) && dense(text).includes(dense(term));
}

function search(query) {
  cancelAnimationFrame(searching);
  filter.terms = termsOf(query);
  matches = new Set();
  if (!filter.terms.length) {
    changed();
    return;
  }
  let next = 0;
  let told = performance.now();
  byId("found").textContent = "Searching …";
  const step = () => {
    const until = performance.now() + 30;
    while (next < ARTICLES.length && performance.now() < until) {
      const text = foldedText(next);
      if (filter.terms.every((term) => holds(text, term))) matches.add(next);
      next += 1;
    }
    const ended = next >= ARTICLES.length;
    if (ended || performance.now() - told > 300) {
      changed(null, ended ? "" : ` (searched ${next} of ${ARTICLES.length})`);
      told = performance.now();
    }
    if (!ended) searching = requestAnimationFrame(step);
  };
  step();
}

function openAtHit(number) {
  openArticle(number);
  byId("main").focus({ preventScroll: true });
  const hit = document.querySelector("mark.hit");
  if (hit) {
    showPane("text");
    reveal(hit.closest(".s"));
  }
}

function startSearch() {
  const query = byId("query");
  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(query.value), 120);
  });
  byId("find").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search(query.value);
    if (shown.articles.length) openAtHit(shown.articles[0]);
  });
}
