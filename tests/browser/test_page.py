"""The page of a document in a real browser: what a researcher does with it, and what a hostile document cannot."""

from __future__ import annotations

import io
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor import extract
from extractor.corrections import describe_value
from extractor.decisions import Decision, Figure
from tests.browser.conftest import SAMPLES, list_barriers, make_page

Open = Callable[..., Any]
IN_VIEW = """element => {
  const box = element.getBoundingClientRect(), view = element.closest('.view').getBoundingClientRect();
  return box.top >= view.top && box.bottom <= view.bottom && box.height > 0;
}"""


def cell_of(page: Any, region: str, figure: str) -> Any:
    row = page.locator("#panel-records tbody tr", has_text=region)
    return row.locator("button.cell", has_text=figure).first


def test_filter_and_sort_and_find_a_figure_in_its_source_and_come_back(open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages["slipped"])
    page.click("#tab-records")
    everything = page.locator("#panel-records tbody tr").count()
    page.fill("#filter-text", "мангист")
    rows = page.locator("#panel-records tbody tr")
    assert 0 < rows.count() < everything
    assert all("Мангистауская" in row for row in rows.all_inner_texts())
    page.fill("#filter-text", "")
    page.select_option("#filter-verdict", "conflict")
    assert all("противоречие" in row for row in page.locator("#panel-records tbody tr").all_inner_texts())
    page.select_option("#filter-verdict", "")
    page.click("#panel-records th button[data-key=region]")
    names = page.locator("#panel-records tbody th bdi").all_inner_texts()
    assert names == sorted(names, key=lambda name: name.lower().replace("ё", "е"))
    cell = cell_of(page, "Шымкент", "4,91")
    cell.click()
    lit = page.locator("mark.on.value.first")
    assert lit.inner_text().startswith("4,91")
    page.wait_for_function(f"() => ({IN_VIEW})(document.querySelector('mark.first'))")
    assert page.locator("mark.on.region").first.inner_text().startswith("Шымкент")
    assert page.locator("mark.on.unit").count() == 0 or page.locator("mark.on.unit").first.get_attribute("data-label")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.choose").endswith("/score")
    # From the source to the table.
    page.locator("mark.value", has_text="93,8").first.click()
    assert page.evaluate("document.activeElement.textContent") == "93,8"


def test_findings_are_walked_by_keyboard_with_quotes_and_guesses(open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages["slipped"])
    severities = [item.get_attribute("class").split()[1] for item in page.locator("#findings > li").all()]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert severities[0] == "error"
    page.keyboard.press("j")
    first = page.locator(".finding.chosen").inner_text()
    assert "4,39" in first
    assert "переставлены" in first
    assert "4,39" in page.locator("mark.on.finding.first").inner_text()
    page.keyboard.press("j")
    assert page.locator(".finding.chosen").inner_text() != first
    page.keyboard.press("k")
    assert page.locator(".finding.chosen").inner_text() == first
    page.keyboard.press("Shift+Tab")  # single keys do nothing once they are switched off
    page.click("#help-button")
    page.uncheck("#shortcuts")
    page.keyboard.press("j")
    assert page.locator(".finding.chosen").inner_text() == first


def test_numbers_without_a_rule_are_a_layer(open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages["slipped"])
    page.click("#tab-ledger")
    entry = page.locator("#panel-ledger li button", has_text="1234")
    entry.click()
    assert page.locator("mark.on.unexplained").inner_text().startswith("1234")
    assert page.is_checked(".layer")


def test_charts_are_there_for_eyes_and_screen_readers(open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages["slipped"])
    page.click("#tab-charts")
    assert page.locator(".chart.dots").count() == 3
    assert page.locator(".chart.slopes").count() >= 1
    image = page.locator(".chart.dots svg").first
    assert image.get_attribute("role") == "img"
    assert "график" in image.locator("desc").text_content()
    assert page.locator(".chart.dots").first.locator("path.open").count() >= 1
    assert "4,86" in page.locator("text.mean").first.text_content()
    page.locator(".chart .dot", has_text="Шымкент").first.click()
    assert "Шымкент" in page.locator("#card h2").inner_text()


def test_a_report_of_pages_shows_boxes_where_the_figures_are_printed(open_page: Open, pages: dict[str, str]) -> None:
    from PIL import Image

    page = open_page(pages["pdf"], device_scale_factor=2)
    cell_of(page, "Костанайская", "4,89").click()
    box = page.locator(".box.on.value.first")
    box.wait_for()
    page.wait_for_function(f"() => ({IN_VIEW})(document.querySelector('.box.first'))")
    page.wait_for_function("() => document.querySelector('.box.first').closest('.leaf').querySelector('img').complete")
    # What the page shows under the box is the number: the same letters as pdfium draws there, by their darkness.
    shot = page.screenshot(clip=box.bounding_box())
    seen = Image.open(io.BytesIO(shot)).convert("L")
    there = likeness(seen, crop_of_pdf("4,89", seen.size))
    assert there > 0.6
    for right, down in ((0.5, 0), (-0.5, 0), (0, 0.5), (0, -0.5), (1, 0), (0, 1)):
        assert there > likeness(seen, crop_of_pdf("4,89", seen.size, right, down)) + 0.2
    page.click("[data-mode=text]")
    assert page.locator("mark.on.value.first").inner_text().startswith("4,89")


def crop_of_pdf(figure: str, size: tuple[int, int], right: float = 0, down: float = 0) -> Any:
    """What pdfium draws where a figure of Kostanay is printed, or as many widths and heights beside it."""
    import pypdfium2

    from extractor import extract

    path = SAMPLES / "report.ru.pdf"
    quotes = (v.evidence[0] for r in extract(path).records if "Костанай" in r.region.name for v in r.values)
    quote = next(quote for quote in quotes if quote.text == figure)
    assert quote.page is not None
    assert quote.bbox is not None
    x0, top, x1, bottom = quote.bbox
    across, along = right * (x1 - x0), down * (bottom - top)
    box = (x0 + across, top + along, x1 + across, bottom + along)
    picture = pypdfium2.PdfDocument(path)[quote.page - 1].render(scale=4, grayscale=True).to_pil()
    return picture.crop(tuple(round(4 * side) for side in box)).resize(size)


def likeness(one: Any, other: Any) -> float:
    """How far two pictures of one size go dark and light together: 1 for equal ones, 0 for strangers."""
    return statistics.correlation(list(one.tobytes()), list(other.tobytes()))


def test_an_audit_shows_both_sources_side_by_side(open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages["audit"])
    page.click("#tab-audit")
    page.locator("#comparisons button", has_text="4,93 ↔ 4,93").first.click()
    article, report = page.locator("mark.on.compared").first, page.locator(".box.on.compared").first
    assert article.inner_text().startswith("4,93")
    report.wait_for()
    left, right = (page.locator(f".source[data-doc='{at}']").bounding_box() for at in (0, 1))
    assert left["x"] + left["width"] <= right["x"] + 1


PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
DARK: dict[str, Any] = {"color_scheme": "dark"}


@pytest.mark.parametrize(
    ("name", "look"),
    [("pdf", PHONE), ("pdf", DARK), ("slipped", {}), ("slipped", PHONE | DARK), ("audit", {}), ("audit", PHONE | DARK)],
)
def test_nothing_keeps_anybody_out(name: str, look: dict[str, Any], open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages[name], **look)
    tabs = [tab.get_attribute("id") for tab in page.locator("[role=tab]").all()]
    assert len(tabs) == (5 if name == "audit" else 4)
    page.click("#help-button")
    for tab in tabs:
        page.click(f"#{tab}")
        for first in ("#panel-records .cell", "#comparisons button", "#findings button", "#panel-ledger li button"):
            if page.locator(first).first.is_visible():
                page.locator(first).first.click()
                break
        assert list_barriers(page) == [], tab
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), tab
    for mode in page.locator("[data-mode=text]").all():
        mode.click()
    if page.locator(".layer").count():
        page.locator(".layer").first.check()
    assert list_barriers(page) == []


def test_the_card_hides_nothing_that_has_the_focus(open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages["pdf"], **PHONE)
    page.click("#tab-records")
    page.locator("#panel-records .cell").first.click()
    page.locator("#filter-text").focus()
    hidden = """() => {
      const box = document.activeElement.getBoundingClientRect(), card = document.getElementById('card');
      return !card.contains(document.activeElement) && box.top >= card.getBoundingClientRect().top;
    }"""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert not page.evaluate(hidden), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_everything_can_be_done_by_keyboard(open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages["pdf"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert "tab-records" in seen
    page.locator("#tab-records").focus()
    for key, tab in (("ArrowRight", "charts"), ("End", "ledger"), ("Home", "findings"), ("ArrowRight", "records")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == f"tab-{tab}"
        assert page.locator(f"#panel-{tab}").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("костан")
    page.keyboard.press("Escape")
    page.locator("#panel-records .cell", has_text="4,89").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.classList.contains('first')")  # at its place in the source
    page.keyboard.press("Escape")
    assert "4,89" in page.evaluate("document.activeElement.textContent")


def test_the_interface_and_the_findings_speak_three_languages(open_page: Open, pages: dict[str, str]) -> None:
    page = open_page(pages["slipped"])
    assert page.inner_text("#tab-charts") == "Графики"
    assert "диапазон идёт" in page.inner_text("#findings")
    for language, tab, finding, figure in (
        ("en", "Charts", "the range runs", "4.92"),
        ("kk", "Графиктер", "4,39", "4,92"),
    ):
        page.select_option("#language", language)
        assert page.inner_text("#tab-charts") == tab
        assert page.get_attribute("html", "lang") == language
        assert finding in page.inner_text("#findings")
        assert figure in page.locator("#panel-records tbody").text_content()
    assert page.get_attribute(".source .text", "lang") == "ru"  # the document speaks as it did
    quote = page.locator("#findings .q bdi").first
    assert quote.get_attribute("lang") == "ru"


def test_a_page_tells_what_people_decided(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Оценка услуг в 2025 году:\n\n- Астана – 4,5 балла;\n- Шымкент – 4,1 балла.\n", "utf-8")
    result = extract(path)
    value = next(record.values[0] for record in result.records if record.region.code == "KZ-79")
    decision = Decision(
        id="1",
        when="",
        who="Анна",
        document="article.txt",
        action="correct",
        sha256=result.source.sha256,
        target=value.id,
        old=describe_value(value),
        new=Figure(value="4.0"),
        note="опечатка",
    )
    page = open_page(make_page(path, tmp_path / "page.html", corrections=(decision,)))
    page.click("#tab-records")
    cell = cell_of(page, "Шымкент", "4,0")
    assert cell.locator("s").inner_text() == "4,1"
    assert "исправлено" in cell.get_attribute("aria-label")
    cell.click()
    told = page.inner_text("#card")
    assert "исправлено: Анна" in told
    assert "извлечено: 4,1" in told
    assert "опечатка" in told
    assert "по решению человека" in told  # it does not stand in the source
    cell_of(page, "Астана", "4,5").click()
    assert "есть в источнике" in page.inner_text("#card")


HOSTILE = (
    "Рейтинг регионов </script><script>alert(1)</script> <img src=x onerror=alert(2)>\n\n"
    "Лидеры рейтинга по итогам 2025 года:\n\n"
    "• Карагандинская область — 4,93 балла; <b onclick=alert(3)>\u202e\u2066\n"
    "• Акмолинская область — 4,90 балла <!-- ]]> --><svg onload=alert(4)>;\n"
    "• Шымкент — 4,80 балла.\U0001f600\n\n"
)


def test_a_hostile_document_runs_nothing_and_breaks_nothing(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "\u202e<img src=x onerror=alert(5)>'\"&.txt"
    path.write_text(HOSTILE + "а" * 1_000_000, "utf-8")
    page = open_page(make_page(path, tmp_path / "page.html"))
    page.click("#tab-records")
    assert page.locator("#panel-records tbody tr").count() == 3
    cell_of(page, "Шымкент", "4,8").click()
    page.wait_for_function(f"() => ({IN_VIEW})(document.querySelector('mark.first'))")
    assert page.locator("mark.on.value.first").inner_text().startswith("4,80")
    assert page.locator("img, b, svg[onload]").count() == 0
    assert "<script>alert(1)</script>" in page.locator(".text").inner_text()[:500]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_hostile_pdf_runs_nothing(open_page: Open, tmp_path: Path) -> None:
    """Scripts in a PDF's own title, author and text, and in what it would run when opened."""
    pytest.importorskip("reportlab", reason="reportlab, which draws the PDF, is not installed")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    matplotlib = pytest.importorskip("matplotlib", reason="matplotlib, whose font is drawn with, is not installed")
    font = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    pdfmetrics.registerFont(TTFont("DejaVu", str(font)))
    path = tmp_path / "</title><script>alert(0)</script>".replace("/", "∕")
    path = path.with_name(path.name + ".pdf")
    canvas = Canvas(str(path))
    canvas.setTitle("</title><script>alert(1)</script>\u202eРейтинг")
    canvas.setAuthor("<img src=x onerror=alert(2)>")
    canvas.setSubject("</script><script>alert(3)</script>")
    canvas.setFont("DejaVu", 11)
    lines = HOSTILE.splitlines()
    for at, line in enumerate(lines):
        canvas.drawString(40, 780 - 18 * at, "".join(letter for letter in line if letter < "\uffff"))
    canvas.save()
    page = open_page(make_page(path, tmp_path / "page.html"))
    assert page.locator("#title script, header img").count() == 0
    assert "alert(1)" in page.title()
    assert "\u202e" not in page.title()
    page.click("[data-mode=text]")
    page.click("#tab-records")
    assert page.locator("#panel-records tbody tr").count() == 3
    cell_of(page, "Шымкент", "4,8").click()
    assert page.locator("mark.on.value.first").inner_text().startswith("4,80")


def test_a_right_to_left_sign_turns_only_its_own_quote(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(HOSTILE.replace("Карагандинская", "\u202eКарагандинская\u202e"), "utf-8")
    page = open_page(make_page(path, tmp_path / "page.html"))
    page.click("#tab-records")
    for row in page.locator("#panel-records tbody tr").all():
        name, last = (row.locator(part).first.bounding_box()["x"] for part in ("th", "td:last-child"))
        assert name < last
    # Each piece of the text that stands behind such a sign on its line is isolated from the next line.
    marks = page.locator("mark.value")
    assert marks.nth(0).bounding_box()["y"] < marks.nth(1).bounding_box()["y"]
    assert page.evaluate("getComputedStyle(document.querySelector('mark')).unicodeBidi") == "isolate"


def test_even_what_is_put_into_the_page_by_force_may_not_run(browser: Any, pages: dict[str, str]) -> None:
    page = browser.new_page()
    page.goto(pages["slipped"])
    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.ran = 1';"
        " document.body.append(script); fetch('http://127.0.0.1:9/').catch(() => {window.refused = 1}); }"
    )
    page.wait_for_function("window.refused")
    assert page.evaluate("window.ran") is None
    page.close()
