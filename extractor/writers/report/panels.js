// The panels beside the table: findings, numbers without a rule, the audit; and the card of what is chosen.
const sources = docs.map((_, at) => new Source(at));
let chosen = null;
let came = null; // the element that a look at the source began from

/** The quotes that a value, place or record rests on, foremost first. */
function evidenceOf(id) {
  const held = values.get(id);
  const record = held?.record ?? records.get(id);
  if (!record) return [];
  const own = held ? held.value.q ?? [] : record.rank?.q ?? [];
  const marks = own.map(([number, kind]) => ({ number, kind, owner: id }));
  for (const number of record.q ?? []) if (!marks.some((mark) => mark.number === number)) marks.push({ number, kind: "region", owner: record.id });
  return marks;
}

/** Show a value, place or record: its quotes in the source, and its card. */
function choose(id, focusSource = true) {
  const held = values.get(id);
  const record = held?.record ?? records.get(id);
  if (!record) return;
  came = document.activeElement?.closest?.(".work, .card") ? document.activeElement : null;
  chosen = id;
  markChosen();
  drawCard();
  sources[0].light(evidenceOf(id), focusSource);
  // The card takes room: what it was asked for stays in view.
  byId("panel-records").querySelector('.cell[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
}

function markChosen() {
  for (const old of document.querySelectorAll('.cell[aria-current="true"]')) old.removeAttribute("aria-current");
  if (chosen) for (const cell of document.querySelectorAll(`[data-choose="${CSS.escape(chosen)}"]`)) cell.setAttribute("aria-current", "true");
}

/** From the source back to the figure. */
function goBack() {
  if (!chosen) return;
  const cell = byId("panel-records").hidden ? came : table.find(chosen);
  if (!cell || !cell.isConnected) {
    openTab("records");
    table.find(chosen)?.focus();
  } else cell.focus();
  cell?.scrollIntoView({ block: "center" });
  markChosen();
}

function closeCard() {
  byId("card").hidden = true;
  for (const source of sources) source.light([]);
  goBack();
  chosen = null;
  markChosen();
}

function drawCard() {
  const held = values.get(chosen);
  const record = held?.record ?? records.get(chosen);
  const value = held?.value;
  const terms = [];
  const put = (term, text) => { if (text) terms.push(make("dt", { text: term }), make("dd", {}, text)); };
  const rank = record.rank;
  const head = value
    ? `${shown(value)} ${unitOf(value.u, value)}`
    : rank ? `${say("place")} ${rank.v ?? "−" + rank.b}` : record.n;
  put(say("verdict"), make("span", { class: "verdict " + (value ?? record).verdict, text: value ? verdictOf(value) : say(record.verdict ?? "grounded") }));
  const review = (value ?? record).review;
  if (review) put(say("decision"), reviewLine(review));
  if (value) {
    put(say("bounds"), value.iv && value.iv.map(figure).join(" … "));
    put(say("printed"), value.print && value.print.replace(",", ".") !== value.v ? value.print : null);
    put("", value.of ? say("of", { n: figure(value.of) }) : null);
    put(say("column"), value.col);
    put(say("rule"), value.rule);
  } else if (rank) put(say("inferred"), rank.s === "inferred" ? rank.why ?? say("inferred") : null);
  put(say("receipt"), record.receipt ? record.receipt.slice(0, 16) : null);
  const named = article.checks.filter((check) => check.status !== "skipped" && check.subjects.includes(chosen));
  const label = value ? metricLabel(record.r, value.m) : rankingName(rankings.get(record.r));
  byId("card").replaceChildren(
    make("header", {},
      make("h2", {}, make("bdi", { text: record.n }), make("span", { class: "sub", text: [label, value?.role ? say("role." + value.role) : "", value?.p ?? record.period].filter(Boolean).join(" · ") })),
      make("span", {},
        make("button", { type: "button", class: "quiet", id: "back", text: say("back"), on: { click: goBack } }),
        make("button", { type: "button", class: "quiet", id: "close-card", text: say("close"), on: { click: closeCard } }))),
    make("p", { class: "big", text: head.trim() }),
    make("ul", { class: "quotes" }, evidenceOf(chosen).map((mark, at, all) =>
      quoteButton(0, mark.number, mark.kind, () => sources[0].light([mark, ...all.filter((other) => other !== mark)], true)))),
    value?.again ? make("details", {}, make("summary", { text: `${say("again")}: ${value.again.length}` }),
      make("ul", { class: "quotes" }, value.again.map((number) => quoteButton(0, number, "value", () => sources[0].light([{ number, kind: "value", owner: chosen }], true))))) : "",
    make("dl", {}, terms),
    named.length ? make("ul", { class: "passed list" }, named.map((check) =>
      make("li", {}, make("strong", { text: check.status === "failed" ? say(check.severity) + ": " : "✓ " }), messageOf(check)))) : "",
    typeof reviewForm === "function" ? reviewForm(chosen) : "");
  byId("card").hidden = false;
}

const WEIGHT = { error: 0, warning: 1, note: 2 };

function drawFindings() {
  const failed = article.checks.filter((check) => check.status === "failed").sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
  const group = (status, key) => {
    const found = article.checks.filter((check) => check.status === status);
    if (!found.length) return null;
    const holder = make("ul", { class: "list passed" });
    const fill = (event) => {
      if (!event.target.open || holder.childNodes.length) return;
      holder.append(...found.slice(0, 1000).map((check) => make("li", {}, make("span", { class: "soft", text: check.rule + " " }), messageOf(check),
        check.q?.length && check.q.length <= 12 ? make("ul", { class: "quotes" }, check.q.map((number, at) => quoteButton(0, number, null, () => showCheck(check, at)))) : null)));
    };
    return make("details", { on: { toggle: fill } }, make("summary", { text: say(key, { n: found.length }) }), holder);
  };
  byId("panel-findings").replaceChildren(
    failed.length ? make("ul", { class: "list", id: "findings" }, failed.map(drawFinding)) : make("p", { text: say("no_findings") }),
    ...[group("passed", "passed_n"), group("skipped", "skipped_n")].filter(Boolean),
    ...(article.warnings.length ? [make("h2", { text: say("warnings") }), ...article.warnings.map((warning) => make("p", { class: "notice", text: warning.message }))] : []));
}

function drawFinding(check) {
  const item = make("li", { class: "finding " + check.severity, data: { key: check.rule + "|" + (check.subjects[0] ?? "") } });
  const open = make("button", { type: "button", on: { click: () => { showCheck(check, 0); pick(item); } } },
    make("span", { class: "kind", text: `${say(check.severity)} · ${check.rule}` }), make("span", { class: "message", text: messageOf(check) }));
  item.append(open);
  if (check.q?.length) item.append(make("ul", { class: "quotes", "aria-label": say("quotes") }, check.q.slice(0, 40).map((number, at) =>
    quoteButton(0, number, "finding", () => { showCheck(check, at); pick(item); }))));
  if (check.diagnosis) item.append(make("div", { class: "guess" }, make("strong", { text: say("guess") }),
    make("ul", {}, check.diagnosis.slice(0, 6).map((guess) => make("li", {}, nameOf(guess.subject), ": ", say("slip." + guess.slip),
      guess.candidate ? "; " + say("candidate", { n: figure(guess.candidate) }) : "", guess.swaps ? "; " + say("swaps") : "")))));
  const subjects = check.subjects.filter((id) => values.has(id) || records.has(id)).slice(0, 12);
  if (subjects.length) item.append(make("ul", { class: "quotes" }, subjects.map((id) => make("li", {},
    make("button", { type: "button", class: "q", data: { choose: id }, on: { click: () => { pick(item); choose(id, false); } } }, nameOf(id))))));
  return item;
}

function nameOf(id) {
  const held = values.get(id);
  if (held) return `${held.record.n}, ${metricLabel(held.record.r, held.value.m)}: ${shown(held.value)} ${unitOf(held.value.u, held.value)}`.trim();
  const record = records.get(id);
  return record ? [record.n, record.rank?.v ? `${say("place")} ${record.rank.v}` : ""].filter(Boolean).join(", ") : id;
}

function showCheck(check, at) {
  if (!check.q?.length) return;
  const marks = check.q.map((number) => ({ number, kind: "finding", owner: null }));
  sources[0].light([marks[at], ...marks.filter((_, other) => other !== at)], false);
}

function pick(item) {
  for (const old of document.querySelectorAll(".finding.chosen")) old.classList.remove("chosen");
  item.classList.add("chosen");
}

/** The next (1) or previous (-1) finding: focused, its quotes lit. */
function walkFindings(step) {
  openTab("findings");
  const items = [...document.querySelectorAll("#findings > .finding")];
  if (!items.length) return announce(say("no_findings"));
  const now = items.findIndex((item) => item.classList.contains("chosen"));
  if (step > 0 && now === items.length - 1 && data.review?.next) return announce(say("last_finding"));
  const next = items[(now + step + items.length + (now < 0 && step < 0 ? 1 : 0)) % items.length];
  openFinding(next);
}

function openFinding(item) {
  const button = item.querySelector("button");
  button.focus();
  item.scrollIntoView({ block: "nearest" });
  button.click();
}

function drawLedger() {
  const ledger = article.ledger;
  const misses = new Map(ledger.misses.map((miss) => [miss.q, miss]));
  const shownMisses = ledger.unexplained.slice(0, 2000);
  byId("panel-ledger").replaceChildren(
    make("p", { text: ledger.unexplained.length ? say("unexplained_n", { n: ledger.unexplained.length, all: ledger.numbers }) : say("all_explained") }),
    make("ul", { class: "list pairs" }, shownMisses.map((number) => make("li", {}, make("button", { type: "button", on: { click: () => {
      sources[0].showLayer(true);
      sources[0].light([{ number, kind: "unexplained", owner: null }], true);
    } } }, make("strong", { text: quoteText(0, number) }), " ", make("bdi", { class: "soft", text: around(number) }),
    misses.get(number)?.rule ? make("span", { class: "sub", text: say("nearest", { rule: misses.get(number).rule, missing: misses.get(number).missing }) }) : null)))),
    Object.keys(ledger.ignored).length ? make("h2", { text: say("ignored") }) : "",
    make("ul", {}, Object.entries(ledger.ignored).map(([reason, count]) => make("li", { text: `${reason}: ${count}` }))));
}

function around(number) {
  const [start, end] = article.quotes[number];
  return "… " + article.text.slice(Math.max(0, start - 50), Math.min(article.text.length, end + 50)).replace(/\s+/g, " ") + " …";
}

const SEVERITY = ["contradicted", "absent", "ambiguous", "rounded", "equal"];

/** Of a figure that a person corrected, what it is now: that was compared. */
function decidedFigure(id) {
  const value = values.get(id)?.value;
  return value?.review?.decision === "corrected" ? " → " + shown(value) : "";
}

function drawAudit() {
  const told = [...data.comparisons].sort((a, b) => SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict));
  byId("panel-audit").replaceChildren(
    make("ul", { class: "list pairs", id: "comparisons" }, told.map((pair) => {
      const button = make("button", { type: "button", on: { click: () => {
        for (const old of byId("comparisons").querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
        button.setAttribute("aria-current", "true");
        const mark = (number) => ({ number, kind: "compared", owner: null });
        sources.forEach((source, at) => source.light(at === 0 ? pair.a.map(mark) : at === pair.doc ? pair.b.map(mark) : []));
      } } }, make("strong", { class: pair.verdict, text: say(pair.verdict) }), " ",
      make("bdi", { text: pair.a.map((number) => quoteText(0, number)).slice(0, 2).join(" · ") }), decidedFigure(pair.subject), pair.b ? " ↔ " : "",
      make("bdi", { text: pair.b ? pair.b.slice(0, 3).map((number) => quoteText(pair.doc, number)).join(" · ") : "" }),
      pair.slip ? make("span", { class: "sub", text: data.texts[language].slip[pair.slip] ?? pair.slip }) : null,
      pair.subject ? make("span", { class: "sub", text: nameOf(pair.subject) }) : null);
      return make("li", {}, button);
    })),
    ...data.omissions.flatMap((item) => [make("h2", { text: `${say("omitted")}: ${rankingName(rankings.get(item.ranking))}` }), make("p", { class: "soft", text: item.regions.join(", ") })]));
}
