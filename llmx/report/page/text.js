// Elements and text. All text of the export enters the page here, as text.

function embedded(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const CONTROLS = new RegExp(CONTROL.source, "g");
const CONTROL_NAMES = {
  "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE",
  "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI",
  "\u2068": "FSI", "\u2069": "PDI", "\u2028": "LS", "\u2029": "PS", "\ufeff": "BOM",
};

const byId = (id) => document.getElementById(id);

function controlName(letter) {
  const code = letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  return CONTROL_NAMES[letter] || `U+${code}`;
}

/** Text where only a string fits: marks of direction and controls stand as their names. */
function plain(text) {
  return CONTROL.test(text) ? text.replace(CONTROLS, (letter) => `⟨${controlName(letter)}⟩`) : text;
}

/** Put text into a node; marks of direction and controls are shown, and do nothing. */
function put(node, text) {
  const said = String(text);
  if (!CONTROL.test(said)) {
    node.append(said);
    return node;
  }
  let from = 0;
  for (const match of said.matchAll(CONTROLS)) {
    node.append(said.slice(from, match.index));
    const name = controlName(match[0]);
    node.append(el("span", { class: "control", title: `the character ${name}, not obeyed` }, name));
    from = match.index + 1;
  }
  node.append(said.slice(from));
  return node;
}

/** An element. Strings among the children are ours; what the export says goes through put(). */
function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") put(node, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : plain(String(value)));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(tag, given = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, plain(String(value)));
  }
  node.append(...children.flat());
  return node;
}

/** A string of the source within other text: isolated, in its language. */
function sourceText(text, article, given = {}) {
  return el("bdi", { lang: article.language, dir: "auto", ...given, text });
}

function button(label, given, action) {
  return el("button", { type: "button", ...given, onclick: action }, label);
}

/** A number with its noun. */
function many(number, noun) {
  const plural = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}

/** Say something to those who listen instead of look. */
function say(text) {
  byId("said").textContent = "";
  requestAnimationFrame(() => { byId("said").textContent = plain(text); });
}

/** A line across the top, with what can be done about it. */
function notice(text, kind, ...actions) {
  const line = el("div", { class: `notice ${kind}`, role: "status" }, el("p", { text }), ...actions);
  line.append(button("×", { class: "plain", "aria-label": "Close this message" }, () => line.remove()));
  byId("notices").append(line);
  return line;
}

function words(text) {
  return String(text).replaceAll("_", " ");
}
