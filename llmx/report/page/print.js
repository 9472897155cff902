// Printing: the open article, or all that are shown, without anything to press.

const MOST_PRINTED = 200;

function printed(number) {
  const found = article(number);
  return el("article", { class: "paper" },
    el("h1", { text: found.heading, dir: "auto" }),
    found.title ? el("p", { class: "title-src" }, sourceText(found.title, found)) : null,
    el("p", { class: "about", text: [found.languageName, found.published ? found.published.slice(0, 10) : "not dated", found.source].join(" · ") }),
    found.findings.filter((finding) => !isPlaced(found, finding)).length ? el("ul", { class: "findings" }, found.findings.filter((finding) => !isPlaced(found, finding)).map((finding) => findingLine(finding))) : null,
    el("div", { class: "paper-text" }, found.sentences.filter((sentence) => sentence.n !== null).map((sentence) => el("div", { class: "paper-s" },
      el("span", { class: "n" }, String(sentence.n)),
      el("p", { class: "en", lang: "en", text: sentence.en || "" }),
      el("p", { class: "src", lang: found.language, dir: found.dir, text: sentence.text })))),
    found.groups.map((group) => el("section", {}, el("h2", { text: group.label }),
      found.items.filter((item) => item.group === group).map((item) => el("div", { class: "paper-item" },
        el("p", { class: "paper-cites" }, `[${item.cites.join(", ")}] `, verdictBadge(item)),
        kindChip(item, valueOf(item)),
        itemBody(found, item, valueOf(item), null),
        findingsOf(found, item).length ? el("ul", { class: "findings" }, findingsOf(found, item).map((finding) => findingLine(finding))) : null,
        noteOf(item) ? el("p", { class: "paper-note", text: `Note: ${noteOf(item)}` }) : null)))));
}

function preparePrint(numbers) {
  const papers = numbers.slice(0, MOST_PRINTED).map(printed);
  if (numbers.length > MOST_PRINTED) papers.push(el("p", {}, `The first ${MOST_PRINTED} of ${numbers.length} articles; filter for the others.`));
  byId("printed").replaceChildren(...papers);
}

function startPrint() {
  window.addEventListener("beforeprint", () => {
    if (!byId("printed").firstChild) preparePrint(view.article ? [view.article.number] : shown.articles);
  });
  window.addEventListener("afterprint", () => byId("printed").replaceChildren());
}

function askPrint() {
  const box = byId("print-box");
  const go = (numbers) => { box.close(); preparePrint(numbers); window.print(); };
  const most = Math.min(shown.articles.length, MOST_PRINTED);
  box.replaceChildren(el("h2", { id: "print-title" }, "Print"),
    el("div", { class: "dialog-actions" },
      view.article ? button("This article", { class: "main" }, () => go([view.article.number])) : null,
      button(most < shown.articles.length ? `The first ${most} of ${shown.articles.length} articles shown` : `All ${many(shown.articles.length, "article")} shown`, {}, () => go(shown.articles)),
      button("Cancel", { class: "plain" }, () => box.close())));
  box.showModal();
}
