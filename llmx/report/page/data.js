// Data: what the export's page holds. An article is read when it is opened or searched, not before.

const INDEX = embedded("index");
const FORMS = embedded("forms");
const SEVERITIES = ["none", "info", "warning", "error"];
const SEVERITY_SIGN = { info: "i", warning: "!", error: "✕" };

/** Every item, in the order of the export: what lists, filters, map and timeline need of it. */
const ITEMS = [];
const ARTICLES = INDEX.articles.map((article, number) => {
  const known = { ...article, number, items: [] };
  for (const [path, group, type, places, actors, day, severity] of article.items) {
    const pointer = INDEX.groups[group] + path;
    known.items.push(ITEMS.length);
    ITEMS.push({
      number: ITEMS.length, article: number, path: pointer, task: pointer.split("/")[2],
      type, places, actors, day, severity, key: `${article.id}\n${pointer}`,
    });
  }
  return known;
});
const TASKS = [...new Set(ITEMS.map((item) => item.task))];

const opened = new Map();

/** An article as it is embedded; the last few stay read. */
function article(number) {
  let found = opened.get(number);
  if (found === undefined) {
    found = embedded(`article-${number}`);
    found.number = number;
    found.items = found.groups.flatMap((group) => group.items.map((item) => ({ ...item, group })));
    found.items.forEach((item, i) => { item.known = ITEMS[ARTICLES[number].items[i]]; });
  }
  opened.delete(number);
  opened.set(number, found);
  if (opened.size > 24) opened.delete(opened.keys().next().value);
  return found;
}

/** A task's name as a person reads it. */
function taskName(task) {
  const said = words(task);
  return said.charAt(0).toUpperCase() + said.slice(1);
}
