// Cards: one item, shown by the form of its block; nothing here knows a schema.

/** What is written in a row or a chip where elements do not fit. */
function brief(field, value, names) {
  if (value === null || value === undefined || value === "") return "—";
  if (field.kind === "refers") return nameOf(field, value, names);
  if (field.kind === "flag") return value ? "yes" : "no";
  if (field.kind === "choice") return words(value);
  if (field.kind === "list") return value.map((one) => brief(field.of, one, names)).join(", ") || "—";
  if (field.kind === "cites") return value.join(", ");
  if (field.kind === "block") {
    return FORMS[field.form].fields
      .filter((inner) => !isEmpty(value[inner.name]))
      .map((inner) => `${inner.label.toLowerCase()} ${brief(inner, value[inner.name], names)}`)
      .join("; ") || "—";
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function nameOf(field, id, names) {
  return names?.[field.register]?.[id]?.value.name_en ?? id;
}

function isEmpty(value) {
  return value === null || value === undefined || value === "" || value === false || (Array.isArray(value) && !value.length);
}

/** The fields of an item in the order in which they are read: prose, kinds, particulars. */
function parted(form) {
  const kinds = { prose: [], choice: [], cites: [], rows: [] };
  for (const field of form.fields) {
    if (field.kind === "prose" && !field.null) kinds.prose.push(field);
    else if (field.kind === "choice" || field.kind === "flag") kinds.choice.push(field);
    else if (field.kind === "cites") kinds.cites.push(field);
    else kinds.rows.push(field);
  }
  return kinds;
}

/** An item's content: prose first, then what kind of thing it is, then each particular. */
function itemBody(found, item, value, titleId) {
  const names = found.registers[item.path.split("/")[2]] || {};
  const form = FORMS[item.form];
  const { prose, choice, rows } = parted(form);
  const was = value === item.value ? null : item.value;
  const context = { found, names, places: item.places, days: item.days, was, item: { form, value } };
  const parts = [];
  prose.forEach((field, i) => {
    parts.push(el("p", { class: "prose", id: i === 0 ? titleId : null, text: value[field.name], dir: "auto", "data-field": `/${field.name}` }));
    if (was && was[field.name] !== value[field.name]) parts.push(el("p", { class: "was" }, el("del", { text: was[field.name] })));
  });
  const kinds = leads(choice) ? choice.slice(1) : choice;
  if (kinds.length) parts.push(chips(kinds, value, context));
  const counted = form.shows === "Count"; // an item that is a quantity: its bounds stand for prose
  if (counted) parts.unshift(el("p", { class: "prose", id: titleId, "data-field": "/text_src" }, countNodes(form, value, "", context, choice)));
  const shownRows = rows.filter((field) => !counted || !COUNTED.has(field.name)).flatMap((field) => rowsOf(field, value[field.name], `/${field.name}`, context));
  if (shownRows.length) parts.push(el("dl", { class: "rows" }, shownRows));
  if (!prose.length && !counted && titleId) parts[0]?.setAttribute("id", titleId);
  return parts;
}

/** Whether the first choice says what kind of thing the item is: it opens the card. */
function leads(choice) {
  return choice[0]?.kind === "choice";
}

/** The kind of thing that an item is, as the head of its card. */
function kindChip(item, value) {
  const { choice } = parted(FORMS[item.form]);
  return leads(choice) && !isEmpty(value[choice[0].name]) ? chips(choice.slice(0, 1), value, { was: value === item.value ? null : item.value, names: {} }, true) : null;
}

function chips(fields, value, { was, names }, leading = false) {
  const made = fields.flatMap((field) => {
    const said = value[field.name];
    const old = was && was[field.name] !== said ? was[field.name] : undefined;
    if (field.kind === "flag" && !said && old === undefined) return [];
    if (said === null && old === undefined) return [];
    const dull = ["none", "unknown", "NONE", "Unknown"].includes(said);
    const text = field.kind === "flag" ? (said ? field.label : `not: ${field.label}`) : brief(field, said, names);
    const label = leading || field.kind === "flag" ? null : el("span", { class: "chip-label" }, `${field.label} `);
    return [el("span", { class: `chip${leading ? " kind" : ""}${dull ? " dull" : ""}${old !== undefined ? " changed" : ""}`, title: field.help || field.label, "data-field": `/${field.name}` },
      label, put(el("span"), text), old === undefined ? null : el("del", { text: ` ${brief(field, old, names)}` }))];
  });
  return el("p", { class: "chips" }, made);
}

/** A field as rows of a description list; none where it says nothing. */
function rowsOf(field, value, pointer, context) {
  const old = context.was?.[field.name];
  const differs = context.was && JSON.stringify(old) !== JSON.stringify(value);
  if (isEmpty(value) && !differs) return [];
  const content = valueNodes(field, value, pointer, context);
  if (differs) content.push(el("del", { class: "was", text: brief(field, old, context.names) }));
  return [el("div", { class: `row${differs ? " changed" : ""}`, "data-field": pointer },
    el("dt", { title: field.help || null }, field.label), el("dd", {}, content))];
}

/** What stands in a row for a value. */
function valueNodes(field, value, pointer, context) {
  const { found, names } = context;
  if (isEmpty(value)) return [el("span", { class: "dull" }, "—")];
  switch (field.kind) {
    case "refers": {
      const entry = names[field.register]?.[value];
      const source = entry?.value.name_src;
      return [put(el("span"), nameOf(field, value, names)), ...(source ? [" ", sourceText(source, found, { class: "quoted" })] : [])];
    }
    case "quote": return [sourceText(value, found, { class: "quoted" })];
    case "list": return listNodes(field, value, pointer, context);
    case "block": return blockNodes(FORMS[field.form], value, pointer, context);
    case "prose": case "name": case "text": return [el("span", { text: value, dir: "auto" })];
    case "json": return [el("code", { text: JSON.stringify(value) })];
    default: return [put(el("span"), brief(field, value, names))];
  }
}

function listNodes(field, values, pointer, context) {
  const blocks = field.of.kind === "block";
  const nodes = values.map((value, i) => el(blocks ? "div" : "span", { class: blocks ? "entry" : "listed", "data-field": `${pointer}/${i}` },
    valueNodes(field.of, value, `${pointer}/${i}`, context)));
  return blocks ? nodes : nodes.flatMap((node, i) => (i ? [", ", node] : [node]));
}

function blockNodes(form, value, pointer, context) {
  const special = { Place: placeNodes, When: whenNodes, Count: countNodes }[form.shows];
  if (special) return special(form, value, pointer, context);
  return [el("dl", { class: "rows inner" }, form.fields.flatMap((field) => rowsOf(field, value[field.name], `${pointer}/${field.name}`, { ...context, was: null })))];
}

function placeNodes(form, value, pointer, { found, places }) {
  const known = places?.find((place) => place.name === (value.name_en ?? value.name_src) && place.lat !== undefined);
  const area = [value.admin1, value.country].filter(Boolean).join(", ");
  return [
    el("b", { text: value.name_en ?? "" }), " ",
    value.name_src ? sourceText(value.name_src, found, { class: "quoted", "data-field": `${pointer}/name_src` }) : null,
    el("span", { class: "dull" }, ` ${words(value.kind)}`, area ? put(el("span"), ` · ${area}`) : null,
      known ? ` · ${degrees(known.lat, known.lon)}${known.precision > 1 ? " (about)" : ""}` : null),
    ...(value.other_places_src || []).flatMap((name, i) => [i ? ", " : " and ", sourceText(name, found, { class: "quoted", "data-field": `${pointer}/other_places_src/${i}` })]),
  ];
}

function whenNodes(form, value, pointer, { found, days: derived }) {
  const days = [...new Set([value.start, value.end].filter(Boolean))].join(" – ");
  const shown = days || derived?.[pointer];
  return [
    shown ? el("b", { text: shown, title: days ? null : "Worked out from what is printed, by the calendar" }) : null, " ",
    value.text_src ? sourceText(value.text_src, found, { class: "quoted", "data-field": `${pointer}/text_src` }) : null,
    value.aggregate ? el("span", { class: "dull" }, " over a period") : null,
    shown || value.text_src ? null : el("span", { class: "dull" }, "not said"),
  ];
}

/** The name of whom a value stands for, where it is a field of the item that names one: "actor2". */
function party(value, item, names) {
  const field = item?.form.fields.find((one) => one.name === value && one.kind === "refers");
  return field && item.value[value] ? nameOf(field, item.value[value], names) : undefined;
}

const COUNTED = new Set(["min", "max", "text_src"]);

function countNodes(form, value, pointer, context, told = []) {
  const { found, names, item } = context;
  const between = value.min === value.max ? `${value.min ?? ""}` : value.max === null ? `≥ ${value.min}` : value.min === null ? `≤ ${value.max}` : `${value.min}–${value.max}`;
  const others = form.fields.filter((field) => !COUNTED.has(field.name) && !told.includes(field) && field.kind !== "cites" && !isEmpty(value[field.name]));
  return [
    el("b", { class: "figure" }, between), " ",
    el("span", { text: others.map((field) => party(value[field.name], item, names) ?? brief(field, value[field.name], names)).join(" · ") }), " ",
    sourceText(value.text_src, found, { class: "quoted", "data-field": `${pointer}/text_src` }),
  ];
}

/** A finding; `linked` with its sentences to go to, where it does not stand at one. */
function findingLine(finding, { linked = false } = {}) {
  const sentences = linked ? finding.sentences.map((n) => button(String(n), { class: "cite", "aria-label": `Sentence ${n}` }, () => showSentence(n))) : [];
  return el("li", { class: `finding ${finding.severity}` },
    el("span", { class: "sign", "aria-hidden": "true" }, SEVERITY_SIGN[finding.severity]),
    el("span", {}, el("b", { text: `${finding.severity} · ${words(finding.check)}: ` }), put(el("span"), finding.message), sentences));
}

function findingsOf(found, item) {
  return found.findings.filter((finding) => finding.path === item.path || finding.path.startsWith(`${item.path}/`));
}

/** The sentences that an item cites, under it: for where the text does not stand beside it. */
function evidence(found, cites) {
  return el("div", { class: "evidence" }, cites.map((n) => {
    const sentence = found.sentences.find((one) => one.n === n);
    return el("div", {}, el("span", { class: "dull" }, `[${n}]`),
      el("p", { class: "src", lang: found.language, dir: found.dir, text: sentence.text }),
      sentence.en ? el("p", { class: "en", lang: "en", text: sentence.en }) : null);
  }));
}

function verdictBadge(item) {
  const decision = decisions.get(item.known.key);
  if (decision) return el("span", { class: `badge ${decision.verdict}` }, VERDICTS[decision.verdict]);
  if (outOfDate.has(item.known.key)) {
    const old = outOfDate.get(item.known.key);
    return el("span", { class: "badge stale", title: "The item was another when this was decided; it is not applied" }, `Out of date: ${VERDICTS[old.verdict].toLowerCase()} before`);
  }
  return null;
}

function itemCard(found, i) {
  const item = found.items[i];
  const card = el("section", { class: "card", id: `card-${i}`, tabindex: "-1", "aria-labelledby": `card-${i}-title` });
  fillCard(card, found, i);
  return card;
}

function fillCard(card, found, i) {
  const item = found.items[i];
  const decision = decisions.get(item.known.key);
  const findings = findingsOf(found, item);
  card.dataset.verdict = decision?.verdict ?? "";
  card.dataset.severity = SEVERITIES[item.known.severity];
  card.replaceChildren(
    el("header", { class: "card-head" },
      kindChip(item, valueOf(item)),
      verdictBadge(item),
      el("span", { class: "cites" }, item.cites.map((n) => button(String(n), { class: "cite", "data-cite": n, "aria-label": `Sentence ${n}`, title: `Sentence ${n}` })))),
    ...itemBody(found, item, valueOf(item), `card-${i}-title`),
    ...(findings.length ? [el("ul", { class: "findings" }, findings.map((finding) => findingLine(finding)))] : []),
    actions(item, i),
  );
}

function actions(item, i) {
  const decision = decisions.get(item.known.key);
  const verdict = (name, label, key) => button(label, {
    class: `verdict ${name}`, "aria-pressed": String(decision?.verdict === name), "aria-keyshortcuts": key, title: `${label} (${key})`,
  }, () => act(name, i));
  const note = noteOf(item);
  return el("footer", { class: "actions" },
    verdict("accept", "Accept", "a"), verdict("correct", "Correct", "c"), verdict("reject", "Reject", "r"),
    button("Note", { class: "plain", title: "Note (n)", "aria-keyshortcuts": "n" }, () => writeNote(i)),
    decision ? button("Undo", { class: "plain", title: "Take the decision back (u)", "aria-keyshortcuts": "u" }, () => { undecide(item); byId(`card-${i}`).focus(); }) : null,
    note ? noteField(item, i, note) : null);
}

function noteField(item, i, note) {
  const field = el("textarea", { class: "note", rows: "2", dir: "auto", "aria-label": "Note", placeholder: "Note" });
  field.value = note;
  field.addEventListener("change", () => takeNote(item, field.value.trim()));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
      event.stopPropagation();
      field.blur();
      byId(`card-${i}`).focus();
    }
  });
  return field;
}

function writeNote(i) {
  const card = byId(`card-${i}`);
  if (!card.querySelector(".note")) card.querySelector(".actions").append(noteField(view.article.items[i], i, ""));
  card.querySelector(".note").focus();
}
