// Folding: spellings of the same thing compare as equal. The table comes from llmx's own folding.

const FOLDING = new Map(Object.entries(embedded("folding")));
const ARABIC = /[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u0750-\u077f\u08a0-\u08c9]/;

const FOLDED = new RegExp(`[${[...FOLDING.keys()].filter((letter) => letter > "\u007f").map((letter) => `\\u{${letter.codePointAt(0).toString(16)}}`).join("")}]`, "gu");

function foldLetter(letter) {
  return FOLDING.get(letter) ?? letter;
}

/** Every letter of the export is in the table, so is what is usually typed; the rest stays. */
function fold(text) {
  return text.replace(FOLDED, (letter) => FOLDING.get(letter)).toLowerCase().replace(/\s+/g, " ");
}

/** A folded copy, with the place in the text that each of its code units comes from. */
function foldWithPlaces(text) {
  let folded = "";
  const starts = [];
  const ends = [];
  let at = 0;
  for (const letter of text) {
    const end = at + letter.length;
    let piece = foldLetter(letter);
    if (piece === " " && folded.endsWith(" ")) piece = "";
    for (let i = 0; i < piece.length; i += 1) {
      starts.push(at);
      ends.push(end);
    }
    if (piece === "" && ends.length) ends[ends.length - 1] = end; // a mark belongs to its letter
    folded += piece;
    at = end;
  }
  return { folded, starts, ends };
}

/** Folded text without the blanks that Arabic script may write or leave out. */
function dense(folded) {
  if (!ARABIC.test(folded)) return folded;
  let out = "";
  for (let i = 0; i < folded.length; i += 1) {
    const near = folded[i] === " " && (ARABIC.test(folded[i - 1] || "") || ARABIC.test(folded[i + 1] || ""));
    if (!near) out += folded[i];
  }
  return out;
}

/** A term, and how its article is written after the particle ل: الجيش stands in للجيش. */
function variants(term) {
  return term.startsWith("ال") && term.length > 3 ? [term, `لل${term.slice(2)}`] : [term];
}

/** Where folded terms stand in a text: spans of the text, in order, none within another. */
function spansOf(terms, text) {
  const { folded, starts, ends } = foldWithPlaces(text);
  const spans = [];
  for (const term of terms.flatMap(variants)) {
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
      spans.push([starts[at], ends[at + term.length - 1]]);
    }
  }
  spans.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  return spans.filter((span, i) => i === 0 || span[0] >= spans[i - 1][1]);
}
