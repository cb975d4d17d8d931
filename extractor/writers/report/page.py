"""The page itself: one HTML file that holds its styles, scripts, data and pictures, and may run nothing else.

What comes from a document goes in as JSON or base64, which browsers do not run, or escaped; the scripts put it on the
screen as text only. The Content-Security-Policy allows just the styles and scripts of this package, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from extractor.model import Study
from extractor.writers.report.charts import draw_charts
from extractor.writers.report.pictures import Picture, draw_pages, size_pages
from extractor.writers.report.shapes import Shape, Shaper, isolate, shape_comparisons, shape_omissions

HERE = Path(__file__).parent
STYLES = ("report.css",)
SCRIPTS = ("page.js", "source.js", "table.js", "panels.js", "start.js")
REVIEW_SCRIPTS = ("page.js", "source.js", "table.js", "panels.js", "review.js", "start.js")
# Of a longer document only the pages that something was found on are drawn.
MOST_PAGES = 400


def render_page(study: Study, review: Mapping[str, Any] | None = None) -> bytes:
    """Return the page of a study as UTF-8; `review` is what the reviewing server tells its scripts.

    The server's page asks it for each picture when that is seen; any other holds them all.
    """
    shapers = [Shaper(study), *(Shaper(report) for report in study.reports)]
    compared = shape_comparisons(shapers[0], shapers[1:], study.result.comparisons)
    documents = [shaper.shape() for shaper in shapers]
    pictures = []
    for shaper, document in zip(shapers, documents, strict=True):
        document["quotes"] = shaper.quotes.rows
        drawn = list(_draw(shaper, len(shapers), sizes_only=review is not None))
        document["pages"] = [[picture.page, picture.width, picture.height] for picture in drawn]
        pictures.append(drawn)
    data: Shape = {
        "documents": documents,
        "comparisons": compared,
        "omissions": shape_omissions(study.result.omissions),
        "language": choose_language(study.result.source.language),
        "texts": load_texts(),
        "messages": {name: told for name, told in study.messages.items() if name in load_texts()},
    }
    if review is not None:
        data["review"] = dict(review)
    return fill(study, data, pictures, "".join(draw_charts(study.result)))


def fill(study: Study, data: Shape, pictures: Sequence[Sequence[Picture]], charts: str) -> bytes:
    """Return the page made of its parts."""
    style, script = load_style(), load_script(REVIEW_SCRIPTS if "review" in data else SCRIPTS)
    source = study.result.source
    page = Template((HERE / "page.html").read_text("utf-8")).substitute(
        language=data["language"],
        policy=escape(make_policy(style, script, connect="review" in data)),
        title=escape(isolate(source.title or Path(source.path).name)),
        style=style,
        script=script,
        charts=charts,
        data=to_script(data),
        pictures="".join(_list_pictures(pictures)),
        no_script=escape(" ".join(texts["no_script"] for texts in load_texts().values())),
    )
    return page.encode("utf-8", "replace")


def choose_language(name: str | None) -> str:
    """Return the language of the interface at first: that of the document, else English."""
    return name if name in load_texts() else "en"


@cache
def load_texts() -> dict[str, Any]:
    """Return the texts of the interface by language."""
    import yaml

    texts: dict[str, Any] = yaml.safe_load((HERE / "texts.yaml").read_text("utf-8"))
    return texts


@cache
def load_style() -> str:
    """Return the styles of the page."""
    return "\n".join((HERE / name).read_text("utf-8") for name in STYLES)


@cache
def load_script(names: tuple[str, ...]) -> str:
    """Return files of this package as one script."""
    return wrap_script("\n".join((HERE / name).read_text("utf-8") for name in names))


def wrap_script(text: str) -> str:
    """Return a script in a scope of its own, which nothing outside sees."""
    return f'(() => {{\n"use strict";\n{text}\n}})();'


def make_policy(style: str, script: str, *, connect: bool = False) -> str:
    """Return the Content-Security-Policy under which only this style and script are used."""
    allowed = [
        "default-src 'none'",
        "img-src data: 'self'" if connect else "img-src data:",
        f"style-src '{_digest(style)}'",
        f"script-src '{_digest(script)}'",
    ]
    # Without script a page would ask its server for nothing; the reviewing one sends decisions to its own.
    allowed += ["connect-src 'self'"] if connect else []
    return "; ".join([*allowed, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def to_script(data: Any) -> str:
    """Return data as JSON that may stand in a script element: no tag and no comment can begin in it."""
    encoded = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        encoded = encoded.replace(letter, f"\\u{ord(letter):04x}")
    return encoded


def _draw(shaper: Shaper, shares: int, *, sizes_only: bool) -> Iterator[Picture]:
    study = shaper.study
    if study.document.source.media_type != "application/pdf" or not study.data:
        return
    pages: Sequence[int] = study.pages
    if sizes_only:
        yield from size_pages(study.data, pages, study.password)
        return
    if len(pages) > MOST_PAGES:
        found = {row[2] for row in shaper.quotes.rows if len(row) > 3}
        pages = [number for number in pages if number in found][:MOST_PAGES]
    yield from draw_pages(study.data, pages, study.password, shares)


def _list_pictures(pictures: Sequence[Sequence[Picture]]) -> Iterator[str]:
    for at, drawn in enumerate(pictures):
        for picture in drawn:
            if picture.content:
                encoded = base64.b64encode(picture.content).decode("ascii")
                yield f'<script type="text/plain" id="picture-{at}-{picture.page}">{encoded}</script>\n'
