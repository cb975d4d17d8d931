// What all scripts share: the data, the texts, and how elements are made. Text goes in as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const docs = data.documents;
const article = docs[0];
const byId = (id) => document.getElementById(id);
let language = data.language;
article.checks.forEach((check, at) => { check.at = at; });

/** A text of the interface by its key, `{n}` and the like filled in. */
function say(key, parts = {}) {
  const found = key.split(".").reduce((texts, name) => texts?.[name], data.texts[language]);
  return String(found ?? key.split(".").pop()).replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
}

/** An element: properties (`on` holds listeners, `data` data attributes), then children; strings become text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, call] of Object.entries(value)) element.addEventListener(event, call);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "text") element.textContent = value;
    else if (name === "value" || name === "checked" || name === "hidden") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A figure as the reader's language writes it: decimal mark, and groups of three from five digits on. */
function figure(value) {
  const mark = language === "en" ? "." : ",";
  return String(value).replace(/(\d+)(?:\.(\d+))?/g, (_, whole, part) => {
    const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
    return part === undefined ? grouped : grouped + mark + part;
  }).replace(/^-/, "\u2212");
}

/** The name of a unit: in the plural that a figure asks for, else in that of many. */
function unitOf(unit, value) {
  if (!unit) return "";
  const known = data.texts[language].unit[unit] ?? unit.replaceAll("_", " ");
  if (typeof known === "string") return known;
  if (value?.v === undefined) return known.many ?? known.other;
  return known[new Intl.PluralRules(language, { minimumFractionDigits: (value.v.split(".")[1] ?? "").length }).select(Number(value.v))] ?? known.other;
}

/** What a check says, in the language of the interface where it was said in it. */
const messageOf = (check) => data.messages[language]?.[check.at] ?? check.message;
const languageOf = (doc) => docs[doc].source.language;

/** A value as it is shown: its figure or bounds; a missing one says so. */
function shown(value) {
  if (value.v !== undefined) return (value.qual ? say("qualifier." + value.qual) + " " : "") + figure(value.v);
  if (value.iv) return value.iv.map(figure).join("–");
  return "—";
}

function quoteText(doc, number) {
  const [start, end] = docs[doc].quotes[number];
  return docs[doc].text.slice(start, end);
}

function whereOf(doc, number) {
  const row = docs[doc].quotes[number];
  if (row.length > 3) return say("page", { n: row[2] });
  return row.length === 3 ? say("cell", { n: row[2] }) : "";
}

const clip = (text, most = 160) => (text.length > most ? text.slice(0, most).trimEnd() + "…" : text);

/** Everything that has an id: values and records, with their owners. */
const values = new Map();
const records = new Map();
const rankings = new Map(article.rankings.map((ranking) => [ranking.id, ranking]));
for (const record of [...article.records, ...article.wholes]) {
  records.set(record.id, record);
  for (const value of record.values) values.set(value.id, { value, record });
}
const metricLabel = (ranking, name) => rankings.get(ranking)?.metrics.find((metric) => metric.n === name)?.l ?? say("metric." + name).replaceAll("_", " ");
const rankingName = (ranking) =>
  !ranking ? "" : [ranking.title ?? ranking.method ?? ranking.id, ranking.period].filter(Boolean).join(", ");

/** A button that shows a quote in its source; its colour and label tell what it is to the figure. */
function quoteButton(doc, number, kind, call) {
  return make("li", {},
    make("button", { type: "button", class: "q", on: { click: call } },
      kind ? make("span", { class: "k k-" + kind, text: say("kind." + kind) }) : null,
      make("bdi", { text: clip(quoteText(doc, number)), lang: languageOf(doc) }),
      make("span", { class: "at", text: whereOf(doc, number) })));
}

/** The verdict as it is shown: a figure that a person put where nothing such is printed does not "stand in the source". */
function verdictOf(value) {
  const own = value.review && value.review.decision !== "accepted";
  const printed = String(value.print ?? "").replace(/[\s\u00a0\u2009\u202f]/g, "").replace(",", ".");
  return say(own && value.verdict === "grounded" && Number(printed) !== Math.abs(Number(value.v)) ? "by_person" : value.verdict ?? "grounded");
}

/** What a person decided about a figure, as a result remembers it. */
function reviewLine(review) {
  return [say(review.decision + "_by", { who: review.by }), review.decision === "corrected" && review.was ? say("was", { n: figure(review.was) }) : "", review.note].filter(Boolean).join(" · ");
}

function announce(text) {
  byId("said").textContent = text;
}

/** Put the texts of the interface where the page asks for them. */
function translate() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = say(element.dataset.t, { n: element.dataset.count });
  }
  for (const element of document.querySelectorAll("[data-label-t]")) {
    element.setAttribute("aria-label", say(element.dataset.labelT));
  }
  for (const element of document.querySelectorAll("[data-n]")) element.textContent = figure(element.dataset.n);
  for (const element of document.querySelectorAll("[data-unit]")) element.textContent = unitOf(element.dataset.unit);
}
