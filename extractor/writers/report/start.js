// Tabs, keys, languages: what sets the page going.
const TABS = [
  ["findings", () => article.checks.filter((check) => check.status === "failed").length, () => true],
  ["records", () => article.records.length, () => true],
  ["charts", () => "", () => true],
  ["ledger", () => article.ledger.unexplained.length, () => true],
  ["audit", () => data.comparisons.length, () => docs.length > 1],
  ["decisions", () => (data.review ? data.review.decisions.length : ""), () => Boolean(data.review)],
];
const table = new RecordTable(byId("panel-records"), choose);
const charts = byId("panel-charts");
if (!charts.childElementCount) charts.append(make("p", { data: { t: "no_charts" } }));

function drawTabs(open) {
  byId("tabs").replaceChildren(...TABS.filter(([, , there]) => there()).map(([name, count]) => make("button", {
    type: "button", role: "tab", id: "tab-" + name, "aria-controls": "panel-" + name, "aria-selected": String(name === open),
    tabindex: name === open ? "0" : "-1", on: { click: () => openTab(name) },
  }, say(name), make("span", { class: "count soft", text: count() === "" ? "" : " " + count() }))));
}

function openTab(name, focus = false) {
  for (const [other] of TABS) {
    byId("panel-" + other).hidden = other !== name;
    const tab = byId("tab-" + other);
    tab?.setAttribute("aria-selected", String(other === name));
    tab?.setAttribute("tabindex", other === name ? "0" : "-1");
  }
  document.body.classList.toggle("audit", name === "audit");
  if (focus) byId("tab-" + name).focus();
}
const openNow = () => TABS.find(([name]) => !byId("panel-" + name).hidden)?.[0] ?? "findings";

byId("tabs").addEventListener("keydown", (event) => {
  const names = TABS.filter(([, , there]) => there()).map(([name]) => name);
  const now = names.indexOf(openNow());
  const next = { ArrowRight: now + 1, ArrowLeft: now - 1 + names.length, Home: 0, End: names.length - 1 }[event.key];
  if (next === undefined) return;
  openTab(names[next % names.length], true);
  event.preventDefault();
});

function drawHead() {
  const source = article.source;
  const facts = [source.path, source.publisher, source.published && `${say("published")} ${source.published}`, source.attributed_to.join(", "),
    `${say("sha")} ${source.sha256.slice(0, 12)}`, article.madeBy];
  byId("meta").replaceChildren(...facts.filter(Boolean).map((fact) => make("span", { text: clip(fact, 120) })));
  const counts = {};
  for (const { value } of values.values()) counts[value.verdict] = (counts[value.verdict] ?? 0) + 1;
  byId("tally").replaceChildren(...["conflict", "derived", "grounded", "verified"].filter((verdict) => counts[verdict]).map((verdict) =>
    make("span", { class: "verdict " + verdict, text: `${say(verdict)}: ${counts[verdict]}` })));
}

byId("language").append(...Object.keys(data.texts).map((name) => make("option", { value: name, lang: name, text: data.texts[name].language })));
byId("language").value = language;

function drawAll() {
  const open = openNow();
  drawTabs(open);
  drawHead();
  drawFindings();
  table.draw();
  drawLedger();
  if (docs.length > 1) drawAudit();
  if (typeof drawReview === "function") drawReview();
  for (const source of sources) source.drawBar();
  if (chosen) drawCard();
  markChosen();
  translate();
  measure();
}

function measure() {
  document.documentElement.style.setProperty("--top", document.querySelector(".top").offsetHeight + 1 + "px");
}

byId("language").addEventListener("change", (event) => {
  language = event.target.value;
  drawAll();
});
byId("help-button").addEventListener("click", () => {
  byId("help").hidden = !byId("help").hidden;
  byId("help-button").setAttribute("aria-expanded", String(!byId("help").hidden));
  measure();
});
window.addEventListener("resize", measure);
try { byId("shortcuts").checked = localStorage.getItem("shortcuts") !== "off"; } catch { /* storage may be switched off */ }
byId("shortcuts").addEventListener("change", (event) => {
  try { localStorage.setItem("shortcuts", event.target.checked ? "on" : "off"); } catch { /* storage may be switched off */ }
});

byId("sources").addEventListener("click", (event) => {
  const mark = event.target.closest("[data-owner]");
  if (!mark || window.getSelection()?.toString()) return;
  const doc = Number(mark.closest(".source").dataset.doc);
  if (doc) return;
  const owner = mark.dataset.owner;
  chosen = owner;
  openTab("records");
  const cell = table.find(owner);
  choose(owner, false);
  cell?.focus({ preventScroll: true });
  cell?.scrollIntoView({ block: "center" });
});
charts.addEventListener("click", (event) => {
  const drawn = event.target.closest("[data-value]");
  if (drawn) choose(drawn.dataset.value, false);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "Escape") {
    if (typeof onEscape === "function" && onEscape()) return;
    if (typing) typing.blur();
    goBack();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !byId("shortcuts").checked) return;
  // By the key's place too, for keyboards in Cyrillic.
  const key = { KeyJ: "j", KeyK: "k", BracketLeft: "[", BracketRight: "]" }[event.code] ?? event.key;
  if (key === "j") walkFindings(1);
  else if (key === "k") walkFindings(-1);
  else if (key === "/") { openTab("records"); byId("filter-text")?.focus(); }
  else if (key === "[" || key === "]") document.querySelector(key === "[" ? "#previous" : "#next")?.click();
  else return;
  event.preventDefault();
});

const failing = article.checks.some((check) => check.status === "failed");
drawTabs("findings");
openTab(failing || !article.records.length ? "findings" : "records");
drawAll();
const asked = /^#finding=(.*)$/.exec(location.hash);
if (asked) {
  let key = asked[1];
  try { key = decodeURIComponent(key); } catch { /* no address of ours */ }
  const item = [...document.querySelectorAll("#findings > .finding")].find((one) => one.dataset.key === key);
  if (item) openFinding(item);
}
