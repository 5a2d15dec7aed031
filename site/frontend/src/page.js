// What the page tells its scripts, and how they write into it.

const teller = document.querySelector("[data-language][data-words]");
const read = (name, otherwise) => JSON.parse(teller.dataset[name] ?? otherwise);

export const settings = teller && {
  form: document.getElementById("ask"),
  language: teller.dataset.language,
  base: teller.dataset.base,
  longest: Number(teller.dataset.longest),
  land: teller.dataset.land,
  tiles: read("tiles", "null"),
  prefixes: read("prefixes", "{}"),
  tables: read("tables", "[]"),
  graphs: read("graphs", "[]"),
  sources: read("sources", "{}"),
};
const words = teller ? read("words", "{}") : {};

/** The words of the page's language for a key, with what stands in braces filled in. */
export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A number as the language of the page writes it. */
export function number(value) {
  return new Intl.NumberFormat(settings.language).format(value);
}

/** An element with attributes and children; text is never read as HTML. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== "") made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** An element of a drawing. */
export function shape(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Where a thing can be read: a page of ours, an address elsewhere, or the empty string. */
export function address(iri) {
  const path = iri.startsWith(settings.base) ? iri.slice(settings.base.length) : "";
  if (/^(e|r|v|link)\//.test(path)) return `/${settings.language}/${encodeURI(path)}`;
  return /^https?:/.test(iri) ? iri : "";
}

/** An IRI shortened for reading: a path on this site, a prefixed name, or as it is. */
export function short(iri) {
  if (iri.startsWith(settings.base)) return iri.slice(settings.base.length) || iri;
  for (const [prefix, namespace] of Object.entries(settings.prefixes)) {
    const rest = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && rest && !/[/#?]/.test(rest)) return `${prefix}:${rest}`;
  }
  return iri;
}

/** A value of an answer as a link or text. */
export function written(value) {
  if (!value) return "";
  if (value.type !== "uri") return value.value;
  const href = address(value.value);
  return href ? element("a", { href }, short(value.value)) : short(value.value);
}

/** The same data as a table that is folded away: the text alternative of a drawing. */
export function folded(columns, rows) {
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, cell))));
  const table = element("table", { class: "rows" }, element("thead", {}, head), element("tbody", {}, ...body));
  return element(
    "details", { class: "same" },
    element("summary", {}, say("same")),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("same") }, table),
  );
}
