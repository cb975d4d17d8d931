"""How large the page of a long report is, and how soon it opens: 300 pages, 2,000 records, in Chromium.

python benchmarks/pages.py
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path
from time import perf_counter

PAGES, RECORDS = 300, 2_000
ROWS = 10  # of a table


def make_report() -> bytes:
    """Return a PDF with a table a page, each of a year and method of its own for the first pages, and prose on all."""
    import matplotlib
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    font = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    pdfmetrics.registerFont(TTFont("DejaVu", font))
    style = ParagraphStyle("plain", fontName="DejaVu", fontSize=10, leading=14)
    prose = (
        "В этом разделе рассказано, как жители оценивали работу приёмных, что они хвалили и чего им не хватало. " * 12
    )
    parts = []
    for page in range(PAGES):
        parts.append(Paragraph(f"Качество услуг по регионам, {1726 + page} год", style))
        if page * ROWS < RECORDS:
            rows = [["Место", "Регион", "Балл"]]
            figures = sorted((4.99 - ((page * 7 + at * 3) % 40) / 100 for at in range(ROWS)), reverse=True)
            # Names of their own on each page: the same ones would be merged into one record each.
            rows += [
                [str(at + 1), f"Район {page * ROWS + at + 1}", f"{figure:.2f}".replace(".", ",")]
                for at, figure in enumerate(figures)
            ]
            parts.append(
                Table(rows, style=[("FONT", (0, 0), (-1, -1), "DejaVu", 9), ("GRID", (0, 0), (-1, -1), 0.5, "black")])
            )
        parts += [Paragraph(prose, style), Paragraph(prose, style), PageBreak()]
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build(parts)
    return stream.getvalue()


def main() -> None:
    from playwright.sync_api import sync_playwright

    from extractor.pipeline import ExtractOptions, study
    from extractor.writers.report.page import render_page

    data = make_report()
    begin = perf_counter()
    studied = study("report.pdf", ExtractOptions(ledger=True), data)
    read = perf_counter() - begin
    begin = perf_counter()
    page = render_page(studied)
    made = perf_counter() - begin
    print(f"{studied.result.source.pages} pages, {len(studied.result.records)} records; PDF {len(data) / 1e6:.1f} MB")
    print(f"read in {read:.1f} s, page made in {made:.1f} s, {len(page) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "page.html"
        path.write_bytes(page)
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for _ in range(3):
            tab = browser.new_page(viewport={"width": 1280, "height": 900})
            begin = perf_counter()
            tab.goto(path.as_uri())
            tab.wait_for_selector("#panel-records tbody tr, #findings", state="attached")
            opened = perf_counter() - begin
            longest = tab.evaluate(
                """async () => {
                    const view = document.querySelector('.view');
                    let longest = 0, last = performance.now();
                    for (let at = 0; at < 120; at++) {
                        view.scrollTop += 1500;
                        await new Promise(requestAnimationFrame);
                        const now = performance.now();
                        longest = Math.max(longest, now - last);
                        last = now;
                    }
                    return longest;
                }"""
            )
            drawn = tab.locator(".leaf img").count()
            print(
                f"opens in {opened:.2f} s; longest frame while scrolling {longest:.0f} ms; {drawn} pages drawn by then"
            )
            tab.close()
        browser.close()


if __name__ == "__main__":
    main()
