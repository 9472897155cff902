// Corrections: an item's fields as a form, made from the form of its block.

let fieldNumber = 0;

/** A field that is edited: its element, and what reads it back (throws a message that is shown). */
function editor(field, value, context) {
  const id = `field-${(fieldNumber += 1)}`;
  const make = EDITORS[field.kind] || EDITORS.json;
  return make(field, value ?? null, id, context);
}

function labelled(field, id, control) {
  const error = el("span", { class: "error", id: `${id}-error` });
  const node = el("div", { class: "edit" }, el("label", { for: id, title: field.help || null }, field.label), control, error);
  return node;
}

/** Text with marks of direction spelled out, so that none acts; the text as it was if unchanged. */
function textEditor(tag, given, check) {
  return (field, value, id, context) => {
    const before = value === null ? "" : plain(value);
    const control = el(tag, { id, dir: "auto", ...given, "aria-describedby": `${id}-error` });
    control.value = before;
    const read = () => {
      const after = control.value;
      if (after === before) return value;
      if (!after.trim()) {
        if (field.null) return null;
        throw new Error("is needed");
      }
      return check ? check(after.trim(), field, context) : after.trim();
    };
    return { node: labelled(field, id, control), control, read };
  };
}

function aDate(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(`${text}T00:00:00Z`)) || new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) !== text) {
    throw new Error("is a date as YYYY-MM-DD");
  }
  return text;
}

function sentenceNumbers(text, field, { found }) {
  const numbers = text.split(/[\s,;]+/).filter(Boolean).map(Number);
  const known = found.sentences.filter((sentence) => sentence.n !== null).length;
  if (!numbers.length || numbers.some((n) => !Number.isInteger(n) || n < 1 || n > known)) {
    throw new Error(`names sentences 1 to ${known}, such as 2, 3`);
  }
  return [...new Set(numbers)];
}

const textLine = textEditor("input", { type: "text" });

const EDITORS = {
  prose: textEditor("textarea", { rows: "3" }),
  text: textLine,
  name: textLine,
  quote: textLine,
  date: textEditor("input", { type: "text", inputmode: "numeric", placeholder: "YYYY-MM-DD" }, aDate),
  cites(field, value, id, context) {
    const made = textEditor("input", { type: "text", inputmode: "numeric" }, sentenceNumbers)(field, value.join(", "), id, context);
    const before = made.control.value;
    return { ...made, read: () => (made.control.value === before && value.length ? value : made.read()) };
  },
  number(field, value, id) {
    const control = el("input", { type: "number", id, min: "0", step: field.whole ? "1" : "any", "aria-describedby": `${id}-error` });
    control.value = value ?? "";
    const read = () => {
      if (control.value === "" && !control.validity.badInput) {
        if (field.null) return null;
        throw new Error("is needed");
      }
      const number = Number(control.value);
      if (!control.validity.valid || Number.isNaN(number)) throw new Error("is a number from 0 on");
      return number;
    };
    return { node: labelled(field, id, control), control, read };
  },
  flag(field, value, id) {
    const control = el("input", { type: "checkbox", id });
    control.checked = Boolean(value);
    return { node: labelled(field, id, control), control, read: () => control.checked };
  },
  choice(field, value, id) {
    const control = el("select", { id }, field.null ? el("option", { value: "" }, "—") : null,
      field.options.map((option, i) => el("option", { value: String(i), text: words(option) })));
    control.value = value === null ? "" : String(field.options.indexOf(value));
    return { node: labelled(field, id, control), control, read: () => (control.value === "" ? null : field.options[Number(control.value)]) };
  },
  refers(field, value, id, { names }) {
    const entries = Object.keys(names[field.register] || {});
    const control = el("select", { id }, field.null ? el("option", { value: "" }, "—") : null,
      entries.map((entry) => el("option", { value: entry, text: nameOf(field, entry, names) })));
    control.value = value ?? "";
    return { node: labelled(field, id, control), control, read: () => (control.value === "" ? null : control.value) };
  },
  list(field, value, id, context) {
    if (field.of.kind === "refers") return refersList(field, value, id, context);
    if (field.of.kind === "block") return blockList(field, value, id, context);
    if (["quote", "text", "name", "prose", "date"].includes(field.of.kind)) return lines(field, value, id);
    return EDITORS.json(field, value, id);
  },
  block(field, value, id, context) {
    if (value === null) return EDITORS.json(field, value, id);
    const inner = fieldsOf(FORMS[field.form], value, context);
    const node = el("fieldset", { class: "edit-block" }, el("legend", {}, field.label), inner.nodes);
    return { node, control: inner.editors[0].control, read: inner.read };
  },
  json(field, value, id) {
    const control = el("textarea", { id, rows: "2", class: "code", spellcheck: "false", "aria-describedby": `${id}-error` });
    const before = plain(JSON.stringify(value));
    control.value = before;
    const read = () => {
      if (control.value === before) return value;
      try {
        return JSON.parse(control.value);
      } catch {
        throw new Error("is JSON");
      }
    };
    return { node: labelled(field, id, control), control, read };
  },
};

function refersList(field, value, id, { names }) {
  const entries = Object.keys(names[field.of.register] || {});
  const wanted = value || [];
  const boxes = entries.map((entry) => {
    const box = el("input", { type: "checkbox", value: entry });
    box.checked = wanted.includes(entry);
    return box;
  });
  const said = el("span");
  const tell = () => { said.textContent = plain(`${field.label}: ${boxes.filter((box) => box.checked).map((box) => nameOf(field.of, box.value, names)).join(", ") || "nobody"}`); };
  tell();
  const node = el("details", { class: "edit-block choices", onchange: tell }, el("summary", { title: field.help || null }, said),
    el("fieldset", {}, el("legend", { class: "unseen" }, field.label),
      entries.length ? boxes.map((box) => el("label", {}, box, put(el("span"), nameOf(field.of, box.value, names)))) : el("span", { class: "dull" }, "nobody is named")));
  const read = () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    return [...wanted.filter((entry) => chosen.includes(entry)), ...chosen.filter((entry) => !wanted.includes(entry))];
  };
  return { node, control: node.firstChild, read };
}

function lines(field, value, id) {
  const before = plain((value || []).join("\n"));
  const control = el("textarea", { id, rows: String(Math.max(2, (value || []).length)), dir: "auto", "aria-describedby": `${id}-error` });
  control.value = before;
  const node = labelled({ ...field, label: `${field.label} (one a line)` }, id, control);
  const read = () => (control.value === before ? value : control.value.split("\n").map((line) => line.trim()).filter(Boolean));
  return { node, control, read };
}

function blockList(field, value, id, context) {
  const form = FORMS[field.of.form];
  const entries = [];
  const holder = el("div");
  const add = (one) => {
    const inner = fieldsOf(form, one, context);
    const entry = { inner };
    entry.node = el("fieldset", { class: "edit-block" }, el("legend", {}, `${field.label}: entry`), inner.nodes,
      button("Take out", { class: "plain" }, () => { entries.splice(entries.indexOf(entry), 1); entry.node.remove(); more.focus(); }));
    entries.push(entry);
    holder.append(entry.node);
    return entry;
  };
  const more = button(`Add to ${field.label.toLowerCase()}`, { class: "plain" }, () => add(blank(form, context)).inner.editors[0].control.focus());
  (value || []).forEach(add);
  const node = el("fieldset", { class: "edit-block" }, el("legend", { title: field.help || null }, field.label), holder, more);
  return { node, control: more, read: () => entries.map((entry) => entry.inner.read()) };
}

/** A block with nothing in it yet. */
function blank(form, context) {
  return Object.fromEntries(form.fields.map((field) => {
    if (field.null) return [field.name, null];
    const nothing = { list: [], cites: [], flag: false, number: null, choice: field.options?.[0], refers: Object.keys(context.names[field.register] || {})[0] ?? "" };
    if (field.kind === "block") return [field.name, blank(FORMS[field.form], context)];
    return [field.name, field.kind in nothing ? nothing[field.kind] : ""];
  }));
}

/** The editors of a block's fields; read() gives the block or throws, its faults shown. */
function fieldsOf(form, value, context) {
  const editors = form.fields.map((field) => ({ field, ...editor(field, value[field.name], context) }));
  const read = () => {
    const result = {};
    let first = null;
    for (const one of editors) {
      const error = one.node.querySelector(":scope > .error");
      try {
        result[one.field.name] = one.read();
        if (error) error.textContent = "";
        one.control?.removeAttribute("aria-invalid");
      } catch (fault) {
        if (error) error.textContent = `${one.field.label} ${fault.message}`;
        one.control?.setAttribute("aria-invalid", "true");
        first ??= Object.assign(fault, { control: fault.control || one.control });
      }
    }
    if (first) throw first;
    if (form.shows === "Count" && result.min !== null && result.max !== null && result.min > result.max) {
      const at = editors.find((one) => one.field.name === "min");
      at.node.querySelector(".error").textContent = "Min is not more than Max";
      throw Object.assign(new Error("Min is not more than Max"), { control: at.control });
    }
    return result;
  };
  return { editors, nodes: editors.map((one) => one.node), read };
}

/** Put an item's form in the place of its card's content. */
function correct(i) {
  const found = view.article;
  const item = found.items[i];
  const card = byId(`card-${i}`);
  const form = FORMS[item.form];
  const context = { found, names: found.registers[item.path.split("/")[2]] || {} };
  const inner = fieldsOf(form, valueOf(item), context);
  const close = () => { fillCard(card, found, i); card.classList.remove("editing"); card.focus(); };
  const done = () => {
    try {
      const value = inner.read();
      if (JSON.stringify(value) === JSON.stringify(item.value)) {
        say("Nothing was changed");
        if (decisions.get(item.known.key)?.verdict === "correct") undecide(item);
      } else {
        decide(item, "correct", value);
        say("Corrected");
      }
      close();
    } catch (fault) {
      if (!fault.control) throw fault;
      say(fault.message);
      fault.control.focus();
    }
  };
  const sheet = el("form", { class: "correct", "aria-label": "Correct this item", novalidate: true, onsubmit: (event) => { event.preventDefault(); done(); } },
    inner.nodes,
    el("div", { class: "actions" }, el("button", { type: "submit", class: "verdict correct" }, "Keep the correction"),
      button("Cancel", { class: "plain" }, close), el("span", { class: "dull" }, "Ctrl+Enter keeps, Esc cancels")));
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); event.preventDefault(); close(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); done(); }
  });
  card.classList.add("editing");
  card.replaceChildren(el("header", { class: "card-head" }, el("b", {}, "Correct"), el("span", { class: "cites" }, item.cites.map((n) => button(String(n), { class: "cite", "data-cite": n, "aria-label": `Sentence ${n}` })))), sheet);
  const prose = inner.editors.find((one) => one.field.kind === "prose") || inner.editors[0];
  prose.control.focus({ preventScroll: true });
  reveal(card);
}
