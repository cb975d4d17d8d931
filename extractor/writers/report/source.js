// The source beside the figures: its text in chunks, or the pictures of its pages, with marks laid over both.
const CHUNK = 3000;
const PRIORITY = ["compared", "finding", "value", "rank", "region", "unit", "header", "heading", "unexplained", "context"];
const LEGEND = ["value", "region", "rank", "unit", "header", "heading", "finding"];

/** The marks that a document always has: values, places, regions, unexplained numbers; each with what a click means. */
function listMarks(doc) {
  const marks = new Map();
  const put = (number, kind, owner) => {
    const known = marks.get(number);
    if (!known || PRIORITY.indexOf(kind) < PRIORITY.indexOf(known.kind)) marks.set(number, { number, kind, owner });
  };
  for (const record of [...doc.records, ...doc.wholes]) {
    for (const number of record.q ?? []) put(number, "region", record.id);
    if (record.rank?.q?.length) put(record.rank.q[0][0], "rank", record.id);
    for (const value of record.values) {
      if (value.q?.length) put(value.q[0][0], "value", value.id);
      for (const number of value.again ?? []) put(number, "value", value.id);
    }
  }
  for (const number of doc.ledger.unexplained) put(number, "unexplained", null);
  return [...marks.values()].sort((a, b) => doc.quotes[a.number][0] - doc.quotes[b.number][0]);
}

class Source {
  constructor(at) {
    this.at = at;
    this.doc = docs[at];
    this.marks = listMarks(this.doc);
    this.active = [];
    this.mode = this.doc.pages.length ? "pages" : "text";
    this.element = make("section", { class: "source" + (at ? " report" : ""), data: { doc: at } });
    this.bar = make("div", { class: "bar" });
    this.view = make("div", { class: "view", tabindex: "0", role: "region" });
    this.element.append(this.bar, this.view);
    byId("sources").append(this.element);
    this.drawBar();
    this.build();
  }

  drawBar() {
    const name = at => docs.length > 1 ? say(at ? "report" : "article") + ": " : "";
    const title = make("h2", {}, name(this.at), make("bdi", { text: clip(this.doc.source.path.split("/").pop(), 80) }));
    const press = (mode) => make("button", {
      type: "button", "aria-pressed": String(this.mode === mode), text: say(mode + "_view"), data: { mode },
      on: { click: () => this.show(mode) },
    });
    const modes = this.doc.pages.length
      ? make("div", { class: "switch", role: "group", "aria-label": say("view") }, press("pages"), press("text")) : null;
    const layer = this.doc.ledger.unexplained.length ? make("label", {},
      make("input", { type: "checkbox", class: "layer", checked: this.layer, on: { change: (event) => this.showLayer(event.target.checked) } }),
      " " + say("unexplained_layer")) : null;
    const legend = make("ul", { class: "legend", "aria-label": say("legend") },
      LEGEND.map((kind) => make("li", { class: "k-" + kind, text: say("kind." + kind) })));
    this.bar.replaceChildren(...[title, modes, layer, this.at ? null : legend].filter(Boolean));
    this.view.setAttribute("aria-label", title.textContent);
  }

  showLayer(on) {
    this.layer = on;
    this.element.classList.toggle("show-unexplained", on);
    for (const box of this.element.querySelectorAll(".layer")) box.checked = on;
  }

  show(mode) {
    if (mode !== this.mode) {
      this.mode = mode;
      this.build();
      if (this.active.length) this.reveal();
    }
    this.drawBar();
    this.bar.querySelector(`[data-mode="${mode}"]`)?.focus();
  }

  build() {
    this.seen?.disconnect();
    this.parts = [];
    const body = make("div", { class: this.mode });
    if (this.mode === "pages") this.buildPages(body);
    else this.buildText(body);
    if (this.mode === "text" && this.doc.source.language) body.lang = this.doc.source.language;
    this.view.replaceChildren(body);
    // What is far from the eye is not drawn yet.
    this.seen = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) this.draw(Number(entry.target.dataset.part));
    }, { root: null, rootMargin: "900px" });
    for (const part of this.parts) this.seen.observe(part.element);
  }

  buildText(body) {
    const text = this.doc.text;
    for (let start = 0; start < text.length;) {
      let end = Math.min(start + CHUNK, text.length);
      if (end < text.length) {
        const line = text.lastIndexOf("\n", end - 1) + 1;
        if (line > start + CHUNK / 4) end = line;
        else if (/[\ud800-\udbff]/.test(text[end - 1])) end += 1;
      }
      const element = make("div", { class: "chunk", data: { part: this.parts.length }, text: text.slice(start, end) });
      this.parts.push({ element, start, end, drawn: false });
      body.append(element);
      start = end;
    }
  }

  buildPages(body) {
    for (const [page, width, height] of this.doc.pages) {
      const element = make("figure", { class: "leaf", data: { part: this.parts.length, page } });
      element.style.aspectRatio = `${width || 595} / ${height || 842}`;
      element.append(make("figcaption", { text: String(page) }));
      this.parts.push({ element, page, width, height, drawn: false });
      body.append(element);
    }
  }

  draw(number, again = false) {
    const part = this.parts[number];
    if (part.drawn && !again) return;
    if (this.mode === "pages") this.drawPage(part);
    else this.drawChunk(part);
    part.drawn = true;
  }

  /** Lay the text of a chunk with its marks: where some overlap, the one that matters most gives the colour. */
  drawChunk(part) {
    const inside = ([start, end]) => start < part.end && end > part.start;
    const spans = [];
    const first = this.firstMark(part.start);
    for (let at = first; at < this.marks.length; at++) {
      const [start, end] = this.doc.quotes[this.marks[at].number];
      if (start >= part.end) break;
      if (end > part.start) spans.push({ start, end, mark: this.marks[at] });
    }
    for (const mark of this.active) {
      const row = this.doc.quotes[mark.number];
      if (inside(row)) spans.push({ start: row[0], end: row[1], mark, on: true });
    }
    const cuts = new Set([part.start, part.end]);
    for (const span of spans) {
      cuts.add(Math.max(span.start, part.start));
      cuts.add(Math.min(span.end, part.end));
    }
    for (const [start, end] of this.doc.headings) if (inside([start, end])) cuts.add(Math.max(start, part.start)).add(Math.min(end, part.end));
    const points = [...cuts].sort((a, b) => a - b);
    const pieces = [];
    for (let at = 0; at + 1 < points.length; at++) pieces.push(this.piece(points[at], points[at + 1], spans));
    part.element.replaceChildren(...pieces);
  }

  firstMark(start) {
    let low = 0, high = this.marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.doc.quotes[this.marks[middle].number][0] < start - 2000) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  piece(start, end, spans) {
    const text = this.doc.text.slice(start, end);
    const heading = this.doc.headings.some(([a, b]) => a <= start && end <= b);
    const over = spans.filter((span) => span.start <= start && end <= span.end);
    if (!over.length) return heading ? make("span", { class: "heading-line", text }) : text;
    over.sort((a, b) => Boolean(b.on) - Boolean(a.on) || PRIORITY.indexOf(a.mark.kind) - PRIORITY.indexOf(b.mark.kind));
    const top = over[0];
    const owner = over.find((span) => span.mark.owner)?.mark.owner;
    const last = top.on && end === top.end;
    return make("mark", {
      class: [top.mark.kind, top.on ? "on" : "", top.mark.first && start === top.start ? "first" : "", heading ? "heading-line" : ""].join(" ").trim(),
      tabindex: owner ? "-1" : null,
      data: { ...(owner ? { owner } : {}), ...(last ? { label: say("kind." + top.mark.kind) } : {}), quote: top.mark.number },
      title: say("kind." + top.mark.kind),
      text,
    });
  }

  drawPage(part) {
    const { element, page, width, height } = part;
    if (!part.drawn) {
      const held = byId(`picture-${this.at}-${page}`);
      const src = held ? "data:image/webp;base64," + held.textContent : data.review && width ? `/pictures/${this.at}/${page}/${data.review.address}?${this.doc.source.sha256.slice(0, 16)}` : null;
      if (src) element.prepend(make("img", { alt: say("picture_of", { n: page }), src, draggable: "false" }));
      for (const mark of this.marksOn(page)) element.append(this.box(mark, width, height, false));
    }
    for (const old of element.querySelectorAll(".on, .tag")) old.remove();
    for (const mark of this.active) {
      const row = this.doc.quotes[mark.number];
      if (row[2] !== page || row.length < 4) continue;
      element.append(this.box(mark, width, height, true));
      const tag = make("span", { class: "tag", "aria-hidden": "true", text: say("kind." + mark.kind) });
      this.place(tag, row, width, height);
      tag.style.width = tag.style.height = "";
      element.append(tag);
    }
  }

  marksOn(page) {
    if (!this.byPage) {
      this.byPage = new Map();
      for (const mark of this.marks) {
        const row = this.doc.quotes[mark.number];
        if (row.length < 4) continue;
        if (!this.byPage.has(row[2])) this.byPage.set(row[2], []);
        this.byPage.get(row[2]).push(mark);
      }
    }
    return this.byPage.get(page) ?? [];
  }

  box(mark, width, height, on) {
    const element = make("div", {
      class: ["box", mark.kind, on ? "on" : "", mark.first ? "first" : ""].join(" ").trim(),
      title: say("kind." + mark.kind), tabindex: "-1",
      data: { ...(mark.owner ? { owner: mark.owner } : {}), quote: mark.number },
    });
    this.place(element, this.doc.quotes[mark.number], width, height);
    return element;
  }

  place(element, [, , , x0, top, x1, bottom], width, height) {
    element.style.left = (100 * x0) / width + "%";
    element.style.top = (100 * top) / height + "%";
    element.style.width = (100 * (x1 - x0)) / width + "%";
    element.style.height = (100 * (bottom - top)) / height + "%";
  }

  /** Light up quotes ({number, kind, owner}), the first of them foremost, and bring that into view. */
  light(marks, focus) {
    const stale = this.active.map((mark) => this.partOf(mark));
    this.active = marks.map((mark, at) => ({ ...mark, first: at === 0 }));
    const fresh = this.active.map((mark) => this.partOf(mark));
    for (const number of new Set([...stale, ...fresh])) if (number >= 0) this.draw(number, true);
    if (marks.length) this.reveal(focus);
  }

  partOf(mark) {
    const row = this.doc.quotes[mark.number];
    if (this.mode === "pages") return row.length > 3 ? this.parts.findIndex((part) => part.page === row[2]) : -1;
    return this.parts.findIndex((part) => row[0] < part.end && row[1] > part.start);
  }

  reveal(focus) {
    const number = this.partOf(this.active[0]);
    if (number < 0) return;
    this.draw(number, true);
    const target = () => this.parts[number].element.querySelector(".first");
    const centre = () => target()?.scrollIntoView({ block: "center", inline: "nearest" });
    centre();
    // Chunks on the way take their true height only when they come into view.
    requestAnimationFrame(() => { centre(); requestAnimationFrame(centre); });
    if (focus) target()?.focus({ preventScroll: true });
  }
}
