// Decisions: what the reviewing server is told, each at once; the page shows them until it is loaded anew.
const review = data.review;
let picked = null; // {quote, near} from a selection, or {page, box} from a drawing
let drawing = false;

const aboutOf = (id) => review.decisions.filter((decision) => decision.target === id);
const decisionOf = (id) => aboutOf(id).findLast((decision) => decision.action !== "note");
const WORDS = { accept: "accepted", correct: "corrected", reject: "rejected", add: "added", note: "noted" };

function whoField(kept) {
  let known = kept ?? "";
  try { known ||= localStorage.getItem("who") ?? ""; } catch { /* storage may be switched off */ }
  return make("label", {}, say("who"), make("input", { id: "who", value: known, autocomplete: "name", placeholder: say("who_hint"), required: true }));
}

async function send(wanted, status) {
  const who = byId("who")?.value.trim() ?? "";
  if (!who) {
    byId("who")?.focus();
    status.textContent = say("failed_save", { n: say("who") });
    return false;
  }
  try { localStorage.setItem("who", who); } catch { /* storage may be switched off */ }
  status.textContent = say("saving");
  announce(say("saving"));
  try {
    const answer = await fetch("/decisions", {
      method: "POST", headers: { "content-type": "application/json", "x-extract-token": review.token },
      body: JSON.stringify({ document: review.document, who, ...wanted }),
    });
    const told = await answer.json();
    if (told.decisions) review.decisions = told.decisions;
    if (told.overtaken) {
      redraw(say("overtaken", { who: told.overtaken }));
      return false;
    }
    if (!answer.ok) throw new Error(told.error);
  } catch (error) {
    status.textContent = say("failed_save", { n: error.message });
    return false;
  }
  picked = null;
  redraw(say("saved"));
  return true;
}

/** Show the decisions as they are now; what was focused keeps the focus, where it is still there. */
function redraw(told) {
  const held = document.activeElement?.id;
  drawTabs(openNow());
  table.fill();
  drawReview();
  if (chosen) drawCard();
  markChosen();
  if (held) byId(held)?.focus();
  announce(told);
  for (const line of document.querySelectorAll(".save-status")) line.textContent = told;
}

/** What may be decided about a chosen figure or place. */
function reviewForm(id) {
  const held = values.get(id);
  const record = held?.record ?? records.get(id);
  const status = make("p", { class: "count-line save-status", role: "status" });
  const known = decisionOf(id)?.new?.value ?? held?.value.v ?? (held ? "" : record.rank?.v ?? "");
  const value = make("input", { id: "new-value", value: figure(known), inputmode: "decimal", autocomplete: "off" });
  const quote = quoteField("correct-quote");
  const note = make("input", { id: "decision-note", autocomplete: "off" });
  const unit = held ? unitField("new-unit", held.value.u) : null;
  const decided = decisionOf(id);
  const decide = (action, whole = false) => send({
    action, target: whole ? record.id : id, note: note.value, whole, after: (whole ? decisionOf(record.id) : decided)?.id ?? null,
    ...(action === "correct" ? { value: value.value, unit: unit?.value, ...quoteOf(quote) } : {}),
  }, status);
  const button = (name, action, text = action, whole = false) => make("button", { type: "button", id: name, text: say(text), on: { click: () => decide(action, whole) } });
  const derived = held?.value.s === "derived";
  const notes = aboutOf(id).filter((decision) => decision.action === "note");
  return make("form", { class: "form", on: { submit: (event) => { event.preventDefault(); decide("correct"); } } },
    decided ? make("p", {}, make("strong", { text: say(WORDS[decided.action]) }), ` · ${decided.who}`, decided.new ? ` · ${figure(decided.new.value)}` : "", " ",
      make("button", { type: "button", class: "quiet", text: say("withdraw"), on: { click: () => send({ action: "withdraw", target: decided.id }, status) } })) : null,
    decided?.note ? make("p", { class: "soft", text: decided.note }) : null,
    ...notes.map((one) => make("p", { class: "soft", text: `${say("noted")} · ${one.who}: ${one.note}` })),
    derived ? make("p", { class: "soft", text: say("derived_hint") }) : null,
    make("div", { class: "pair" }, make("label", {}, say("new_value"), value), unit ? make("label", {}, say("new_unit"), unit) : null, make("label", {}, say("reason"), note)),
    quote.label,
    make("div", { class: "buttons" },
      derived ? null : button("accept", "accept"),
      make("button", { type: "submit", class: "main", id: "correct", text: say("correct") }),
      derived ? null : button("reject", "reject", held ? "reject" : "reject_place"),
      article.records.includes(record) ? button("reject-row", "reject", "reject_row", true) : null,
      button("add-note", "note", "add_note")),
    status);
}

/** A choice of the units that there are, those of the document first. */
function unitField(id, known) {
  const all = [...new Set([...review.units, ...Object.keys(data.texts[language].unit), ...(known ? [known] : [])])];
  return make("select", { id }, make("option", { value: "", text: say("no_unit"), selected: !known }),
    all.map((name) => make("option", { value: name, selected: name === known, text: unitOf(name) || name })));
}

function quoteField(id) {
  const input = make("input", { id, placeholder: say("quote_hint"), autocomplete: "off", class: "quote-field" });
  const buttons = article.pages.length ? make("button", { type: "button", class: "quiet", text: say("draw"), on: { click: () => startDrawing() } }) : null;
  return { input, label: make("div", { class: "pair" }, make("label", {}, say("quote"), input), buttons) };
}

function quoteOf(field) {
  if (picked?.box) return { page: picked.page, box: picked.box };
  const text = field.input.value;
  return text ? { quote: text, near: picked?.quote === text ? picked.near : 0 } : {};
}

function drawReview() {
  const status = make("p", { class: "count-line save-status", role: "status" });
  const input = (id, props = {}) => make("input", { id, autocomplete: "off", ...props });
  const region = input("add-region", { list: "regions" });
  const value = input("add-value", { inputmode: "decimal" });
  const unit = unitField("add-unit", review.units[0]);
  const metrics = [...new Map(article.rankings.flatMap((one) => one.metrics.map((metric) => [metric.n, metricLabel(one.id, metric.n)])))];
  const metric = input("add-metric", { list: "metrics", value: metrics[0]?.[0] ?? "" });
  const quote = quoteField("add-quote");
  const ranking = make("select", { id: "add-ranking" }, article.rankings.map((one) => make("option", { value: one.id, text: clip(rankingName(one), 60) })));
  const add = (event) => {
    event.preventDefault();
    send({ action: "add", region: region.value, value: value.value, unit: unit.value, metric: metric.value, ranking: ranking.value, ...quoteOf(quote) }, status);
  };
  const about = (decision) => decision.target ? nameOf(decision.target) : [decision.new?.region, decision.new && figure(decision.new.value)].filter(Boolean).join(": ");
  byId("panel-decisions").replaceChildren(
    make("p", { class: "buttons" }, make("button", { type: "button", id: "reload", text: say("reload"), on: { click: () => location.reload() } }),
      ...Object.entries(review.exports).map(([format, href]) => make("a", { href, class: "q", download: true, text: `${say("export")}: ${format}` }))),
    review.otherRules ? make("p", { class: "notice", text: say("other_rules") }) : "",
    make("h2", { text: say("decisions") }),
    review.decisions.length ? make("ul", { class: "list passed" }, [...review.decisions].reverse().map((decision) => make("li", {},
      make("strong", { text: say(WORDS[decision.action]) }), ` ${about(decision)}`,
      decision.old?.value && decision.new ? ` · ${figure(decision.old.value)} → ${figure(decision.new.value)}` : "",
      make("span", { class: "sub", text: [decision.who, decision.when.replace("T", " ").slice(0, 16), decision.note].filter(Boolean).join(" · ") }),
      make("button", { type: "button", class: "quiet", text: say("withdraw"), on: { click: () => send({ action: "withdraw", target: decision.id }, status) } }))))
      : make("p", { text: say("no_decisions") }),
    make("h2", { text: say("add") }),
    make("form", { class: "form", id: "add-form", on: { submit: add } },
      make("datalist", { id: "regions" }, [...new Set(article.records.map((record) => record.n))].map((name) => make("option", { value: name }))),
      make("datalist", { id: "metrics" }, metrics.map(([name, label]) => make("option", { value: name, text: label }))),
      make("div", { class: "pair" }, make("label", {}, say("new_region"), region), make("label", {}, say("new_value"), value),
        make("label", {}, say("new_unit"), unit), make("label", {}, say("new_metric"), metric), make("label", {}, say("ranking"), ranking)),
      quote.label,
      make("div", { class: "buttons" }, make("button", { class: "main", text: say("add") })), status));
  const to = (id, key, href) => (href ? make("a", { id, href, text: say(key) }) : null);
  const kept = byId("who")?.value;
  const at = make("span", { class: "soft", text: say("position", { n: review.at[0], all: review.at[1] }) });
  const links = [make("a", { href: review.overview, text: say("all_documents") }), to("previous", "previous", review.previous), at, to("next", "next", review.next)];
  byId("neighbours").replaceChildren(...links.filter(Boolean).flatMap((link) => [link, " "]), whoField(kept));
  byId("neighbours").setAttribute("aria-label", say("documents"));
  byId("neighbours").hidden = false;
}

/** A selection in the source's text becomes the quote of the form at hand. */
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const text = selection?.toString().trim();
  const chunk = selection?.anchorNode?.parentElement?.closest(".source[data-doc='0'] .chunk");
  if (!text || !chunk || text.length > 500) return;
  const part = sources[0].parts[Number(chunk.dataset.part)];
  const range = document.createRange();
  range.selectNodeContents(chunk);
  range.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
  picked = { quote: text, near: part.start + range.toString().length };
  for (const field of document.querySelectorAll(".quote-field")) field.value = text;
});

function startDrawing(on = true) {
  drawing = on;
  if (on && sources[0].mode !== "pages") sources[0].show("pages");
  sources[0].element.classList.toggle("drawing", on);
  if (on) announce(say("draw_on"));
}

function onEscape() {
  if (!drawing) return false;
  startDrawing(false);
  return true;
}

sources[0].view.addEventListener("pointerdown", (event) => {
  const leaf = drawing && event.target.closest(".leaf");
  if (!leaf) return;
  event.preventDefault();
  const frame = leaf.getBoundingClientRect();
  const at = (move) => [Math.min(Math.max((move.clientX - frame.left) / frame.width, 0), 1), Math.min(Math.max((move.clientY - frame.top) / frame.height, 0), 1)];
  const from = at(event);
  const rubber = make("div", { class: "rubber" });
  leaf.append(rubber);
  const drag = (move) => {
    const to = at(move);
    for (const [side, size, axis] of [["left", "width", 0], ["top", "height", 1]]) {
      rubber.style[side] = 100 * Math.min(from[axis], to[axis]) + "%";
      rubber.style[size] = 100 * Math.abs(from[axis] - to[axis]) + "%";
    }
  };
  const end = () => {
    for (const [name, call] of [["pointermove", drag], ["pointerup", drop], ["pointercancel", end]]) window.removeEventListener(name, call);
    rubber.remove();
    startDrawing(false);
  };
  const drop = (move) => {
    end();
    const to = at(move);
    const page = Number(leaf.dataset.page);
    const [, width, height] = article.pages.find(([number]) => number === page);
    picked = { page, box: [Math.min(from[0], to[0]) * width, Math.min(from[1], to[1]) * height, Math.max(from[0], to[0]) * width, Math.max(from[1], to[1]) * height] };
    for (const field of document.querySelectorAll(".quote-field")) field.value = `▭ ${say("page", { n: page })}`;
  };
  window.addEventListener("pointermove", drag);
  window.addEventListener("pointerup", drop);
  window.addEventListener("pointercancel", end); // a finger that scrolls, a window that comes before
});
