// The records as a table: sorted, filtered, a button for each figure; rows are laid as they come into view.
const STEP = 150;
const MOST_COLUMNS = 6;

class RecordTable {
  constructor(panel, choose) {
    this.panel = panel;
    this.choose = choose;
    this.sort = null;
    this.filter = { text: "", ranking: "", verdict: "" };
    this.draw();
  }

  draw() {
    if (!article.records.length) {
      this.panel.replaceChildren(make("p", { text: say("no_records") }));
      return;
    }
    const pick = (name, all, options) => make("label", {}, say(name === "ranking" ? "ranking" : "verdict"),
      make("select", { id: "filter-" + name, on: { change: (event) => this.narrow(name, event.target.value) } },
        make("option", { value: "", text: say(all) }),
        options.map(([value, text]) => make("option", { value, text: clip(text, 60), selected: this.filter[name] === value }))));
    const verdicts = ["conflict", "derived", "grounded", "verified"];
    const filters = make("div", { class: "filters" },
      make("label", {}, say("filter"), make("input", {
        type: "search", id: "filter-text", placeholder: say("filter_hint"), value: this.filter.text, autocomplete: "off",
        on: { input: (event) => this.narrow("text", event.target.value) },
      })),
      article.rankings.length > 1 ? pick("ranking", "all_rankings", article.rankings.map((ranking) => [ranking.id, rankingName(ranking)])) : null,
      pick("verdict", "all_verdicts", verdicts.map((verdict) => [verdict, say(verdict)])),
      make("button", { type: "button", class: "quiet", id: "download", text: say("download"), on: { click: () => this.save() } }));
    this.count = make("p", { class: "count-line", role: "status" });
    this.table = make("table", {});
    this.end = make("div", { class: "end" });
    this.panel.replaceChildren(filters, this.count, make("div", { class: "scroll" }, this.table), this.end);
    this.watch?.disconnect();
    this.watch = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) this.more(); }, { rootMargin: "600px" });
    this.watch.observe(this.end);
    this.fill();
  }

  narrow(name, value) {
    this.filter[name] = value;
    this.fill();
  }

  /** The records that pass the filters, in the order asked for. */
  list() {
    const words = this.filter.text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = article.records.filter((record) => {
      if (this.filter.ranking && record.r !== this.filter.ranking) return false;
      if (this.filter.verdict && record.verdict !== this.filter.verdict) return false;
      if (!words.length) return true;
      record.hay ??= [record.n, record.c, rankingName(rankings.get(record.r)), record.id, record.cat,
        ...record.values.flatMap((value) => [value.v, value.print, value.m])].join(" ").toLowerCase();
      return words.every((word) => record.hay.includes(word));
    });
    if (!this.sort) return found;
    const { key, down } = this.sort;
    const sign = down ? -1 : 1;
    const compare = new Intl.Collator(language, { numeric: true }).compare;
    return found.map((record, at) => [this.keyOf(record, key), at, record]).sort(([a, i], [b, j]) => {
      if (a === null || b === null) return (a === null) - (b === null) || i - j;
      return sign * (typeof a === "number" ? a - b : compare(a, b)) || i - j;
    }).map(([, , record]) => record);
  }

  keyOf(record, key) {
    if (key === "region") return record.n;
    if (key === "verdict") return ["conflict", "derived", "grounded", "verified"].indexOf(record.verdict);
    if (key === "place") return record.rank?.v ?? (record.rank?.b ? 1e6 - record.rank.b : null);
    const value = record.values.find((value) => columnOf(value) === key);
    const number = value?.v ?? value?.iv?.[0];
    return number === undefined ? null : Number(number);
  }

  fill() {
    this.rows = this.list();
    const counts = new Map();
    const labels = new Map();
    for (const record of this.rows) for (const value of record.values) {
      const key = columnOf(value);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (!labels.has(key)) labels.set(key, [metricLabel(record.r, value.m), value]);
    }
    const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_COLUMNS).map(([key]) => key);
    this.columns = [...labels].filter(([key]) => most.includes(key));
    this.rest = labels.size > this.columns.length;
    this.narrowed = article.rankings.length < 2 || Boolean(this.filter.ranking);
    const named = (label, unit) => (label.toLowerCase() === unit.toLowerCase() ? "" : unit); // not "points, points"
    const heads = [["place", say("place")], ["region", say("region")], ...this.columns.map(([key, [label, value]]) => [key, label + (value.role ? `, ${say("role." + value.role)}` : ""), named(label, unitOf(value.u))])];
    const head = make("tr", {}, heads.map(([key, text, unit]) => this.head(key, text, unit)),
      this.rest ? make("th", { scope: "col", text: say("other") }) : null, this.head("verdict", say("verdict")));
    this.body = make("tbody", {});
    this.table.replaceChildren(make("caption", { class: "hidden", text: say("records") }), make("thead", {}, head), this.body);
    this.laid = 0;
    this.count.textContent = say("shown", { n: this.rows.length, all: article.records.length });
    this.more();
  }

  head(key, text, unit) {
    const sorted = this.sort?.key === key ? (this.sort.down ? "descending" : "ascending") : "none";
    const turn = () => {
      this.sort = { key, down: this.sort?.key === key && !this.sort.down };
      this.fill();
      this.table.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
    };
    return make("th", { scope: "col", "aria-sort": sorted },
      make("button", { type: "button", data: { key }, on: { click: turn } }, text, unit ? make("span", { class: "soft", text: ", " + unit }) : null));
  }

  more(until = this.laid + STEP) {
    const next = this.rows.slice(this.laid, until);
    this.body.append(...next.map((record) => this.row(record)));
    this.laid += next.length;
  }

  row(record) {
    const own = record.values.map((value) => [columnOf(value), value]);
    const cells = this.columns.map(([key]) => make("td", {}, own.filter(([name]) => name === key).map(([, value]) => this.cell(record, value))));
    const keys = new Set(this.columns.map(([key]) => key));
    const others = own.filter(([key]) => !keys.has(key)).map(([, value]) => this.cell(record, value, true));
    return make("tr", { data: { record: record.id } },
      make("td", {}, this.place(record)),
      make("th", { scope: "row" }, make("bdi", { text: record.n, lang: languageOf(0) }), make("span", { class: "sub", text: [this.narrowed ? "" : clip(rankingName(rankings.get(record.r)), 60), record.cat].filter(Boolean).join(" · ") }), badgeOf(record.id, record.review)),
      cells, this.rest ? make("td", {}, others) : null,
      make("td", {}, make("span", { class: "verdict " + record.verdict, text: say(record.verdict) })));
  }

  place(record) {
    const rank = record.rank;
    if (!rank) return null;
    const text = rank.v !== undefined ? rank.v + (rank.t ? "–" + rank.t : "") : "−" + rank.b;
    return make("button", {
      type: "button", class: "cell", data: { choose: record.id },
      "aria-label": `${record.n}, ${say("place")} ${text}${rank.s === "inferred" ? ", " + say("inferred") : ""}`,
      title: rank.why ?? null, on: { click: () => this.choose(record.id) },
    }, text, rank.s === "inferred" ? make("span", { class: "soft", text: " *" }) : null);
  }

  cell(record, value, full = false) {
    const label = metricLabel(record.r, value.m);
    const unit = unitOf(value.u, value);
    const now = this.decided(value);
    return make("button", {
      type: "button", class: "cell " + value.verdict, data: { choose: value.id },
      "aria-label": [record.n, label, `${value.v || value.iv ? shown(value) : say("missing")} ${unit}`.trim(), verdictOf(value), now && say(now.word), now?.figure].filter(Boolean).join(", "),
      on: { click: () => this.choose(value.id) },
    }, full ? make("span", { class: "soft", text: clip(label, 28) + " " }) : null,
    now?.struck ? [make("s", { text: now.struck }), now.figure ? " " + now.figure : ""] : shown(value),
    full && unit ? make("span", { class: "unit", text: " " + unit }) : null,
    now ? make("span", { class: "badge", "aria-hidden": "true", text: say(now.word) }) : null);
  }

  /** What people decided about a value: as its result knows, or since then. */
  decided(value) {
    const decision = typeof decisionOf === "function" ? decisionOf(value.id) : null;
    const review = value.review;
    if (decision && decision.id !== review?.id) {
      if (decision.action === "correct") return { word: "corrected", struck: shown(value), figure: figure(decision.new.value) };
      return { word: WORDS[decision.action], struck: decision.action === "reject" ? shown(value) : null };
    }
    if (!review) return null;
    return { word: review.decision, struck: review.decision === "corrected" && review.was ? figure(review.was) : null, figure: shown(value) };
  }

  /** The button of a value or place, its row laid and the filters lifted where need be. */
  find(id) {
    const record = values.get(id)?.record ?? records.get(id);
    let at = this.rows?.indexOf(record) ?? -1;
    if (at < 0 && article.records.includes(record)) {
      this.filter = { text: "", ranking: "", verdict: "" };
      this.draw();
      at = this.rows.indexOf(record);
    }
    if (at < 0) return null;
    if (at >= this.laid) this.more(at + STEP);
    return this.body.querySelector(`[data-choose="${CSS.escape(id)}"]`) ?? this.body.querySelector(`tr[data-record="${CSS.escape(record.id)}"] .cell`);
  }

  save() {
    const cell = (text) => {
      let safe = String(text ?? "");
      // What a spreadsheet would run as a formula is made harmless.
      if (/^[=+\-@\t\r]/.test(safe) && !/^-?[\d.]+$/.test(safe)) safe = "'" + safe;
      return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
    };
    const lines = [["record", "ranking", "region_code", "region", "rank", "metric", "value", "low", "high", "unit", "role", "period", "verdict", "quote", "page", "review", "reviewed_by", "extracted"]];
    for (const record of this.rows) for (const value of record.values) {
      const quote = value.q?.[0]?.[0];
      const row = quote === undefined ? [] : article.quotes[quote];
      lines.push([record.id, rankingName(rankings.get(record.r)), record.c, record.n, record.rank?.v, value.m, value.v, value.iv?.[0], value.iv?.[1], value.u,
        value.role ?? "current", value.p ?? record.period, value.verdict, quote === undefined ? "" : quoteText(0, quote), row.length > 3 ? row[2] : "", value.review?.decision, value.review?.by, value.review?.was]);
    }
    const address = URL.createObjectURL(new Blob(["\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }));
    const link = make("a", { href: address, download: article.source.path.split("/").pop() + ".csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}

/** Beside a row's name: what people decided about its place. */
function badgeOf(id, review) {
  const decision = typeof decisionOf === "function" ? decisionOf(id) : null;
  const word = decision ? WORDS[decision.action] : review?.decision;
  return word ? make("span", { class: "badge", text: say(word) }) : null;
}

const columnOf = (value) => [value.m, value.u ?? "", value.role ?? ""].join("|");
