"""The reviewing server as a process of its own, with a real browser at it, and requests that it must refuse."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from extractor.decisions import CORRECTIONS, read_decisions
from tests.browser.conftest import ROOT, SAMPLES, list_barriers

Open = Callable[..., Any]


class Server(NamedTuple):
    process: subprocess.Popen[str]
    folder: Path
    port: int
    token: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        sent = {"Host": f"127.0.0.1:{self.port}", "Cookie": f"extract-review-{self.port}={self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Length", str(len(body.encode())))
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode() if body is not None else None)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def run(*argv: str, cwd: Path) -> None:
    command = [sys.executable, "-m", "extractor", *argv]
    subprocess.run(command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True)


def start(folder: Path) -> Server:
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor", "--review", "out"],
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    line = process.stderr.readline()
    found = re.search(r"127\.0\.0\.1:(\d+)/\?token=(\S+)", line)
    assert found, line
    return Server(process, folder, int(found[1]), found[2])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("starlette", reason="the extra review is not installed")
    pytest.importorskip("uvicorn", reason="the extra review is not installed")
    home = tmp_path_factory.mktemp("batch")
    (home / "reports").mkdir()
    text = (SAMPLES / "article.ru.txt").read_text("utf-8")
    (home / "reports" / "article.txt").write_text(text, "utf-8")
    (home / "reports" / "report.pdf").write_bytes((SAMPLES / "report.ru.pdf").read_bytes())
    (home / "reports" / "<b>\u202eslip.txt").write_text(text.replace("4,93 балла", "4,39 балла"), "utf-8")
    secret = home / "secret.json"
    run("reports", "-o", "out", cwd=home)
    secret.write_bytes((home / "out" / "article.txt.json").read_bytes())
    (home / "out" / "link.json").symlink_to(secret)
    return home / "out"


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    server = start(folder)
    yield server
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()


def test_a_figure_is_corrected_for_good(server: Server, open_page: Open, folder: Path) -> None:
    page = open_page(server.address)
    assert list_barriers(page) == []
    first = page.locator("tbody tr").first.inner_text()
    assert "slip" in first  # contradictions come first
    page.fill("input[name=q]", "article")
    page.keyboard.press("Enter")
    page.click("tbody a")
    page.click("#tab-records")
    page.locator("#panel-records tbody tr", has_text="Шымкент").locator(".cell", has_text="4,91").first.click()
    page.fill("#new-value", "4,99")
    page.fill("#who", "Анна")
    page.fill("#decision-note", "по бумажному отчёту")
    page.click("#correct")
    page.wait_for_selector("#said:has-text('Сохранено')", state="attached")
    (decision,) = read_decisions(folder / CORRECTIONS)
    assert (decision.who, decision.action, decision.document) == ("Анна", "correct", "article.txt")
    assert decision.old
    assert decision.new
    assert (decision.old.value, decision.old.text, decision.new.value) == ("4.91", "4,91", "4.99")
    assert decision.receipt
    assert list_barriers(page) == []
    server.process.send_signal(signal.SIGKILL)  # nothing is lost
    server.process.wait()
    again = start(folder)
    try:
        page = open_page(again.address)
        page.goto(f"http://127.0.0.1:{again.port}/documents/article.txt")
        page.click("#tab-records")
        corrected = page.locator("#panel-records tbody tr", has_text="Шымкент").locator(".cell", has_text="4,99").first
        corrected.click()
        assert "4,91" in page.inner_text("#card")
        assert page.input_value("#new-value") == "4,99"
        assert "исправлено: Анна" in page.inner_text("#card")
        assert corrected.locator("s").inner_text() == "4,91"
        status, exported = again.ask("GET", "/export/json/article.txt")
        assert status == 200
        values = [v for r in json.loads(exported)["records"] for v in r["values"] if v.get("review")]
        assert [(value["value"], value["review"]["was"]) for value in values] == [("4.99", "4.91")]
        run("reports", "-o", "out", "-f", "csv", cwd=folder.parent)
        result = json.loads((folder / "article.txt.json").read_bytes())
        assert "4.99" in [value["value"] for record in result["records"] for value in record["values"]]
        assert "4.91" not in [value["value"] for r in result["records"][:5] for value in r["values"][:1]]
    finally:
        again.process.send_signal(signal.SIGKILL)
        again.process.wait()


def test_figures_are_added_by_a_drawn_box_and_by_selected_text(server: Server, open_page: Open, folder: Path) -> None:
    page = open_page(server.address)
    page.goto(f"http://127.0.0.1:{server.port}/documents/report.pdf")
    page.click("#tab-records")
    page.locator("#panel-records tbody tr", has_text="Костанайская").locator(".cell", has_text="4,89").first.click()
    target = page.locator(".box.first")
    target.wait_for()
    drawn_page = "document.querySelector('.box.first').closest('.leaf').querySelector('img')"
    page.wait_for_function(f"() => {drawn_page}.naturalWidth > 500")
    box = target.bounding_box()
    page.click("#card .form button:has-text('Обвести')")
    page.mouse.move(box["x"] - 2, box["y"] - 2)
    page.mouse.down()
    page.dispatch_event(".leaf", "pointercancel")  # a finger that scrolled: nothing is left of the frame
    page.mouse.up()
    assert page.locator(".rubber").count() == 0
    page.click("#card .form button:has-text('Обвести')")
    page.mouse.move(box["x"] - 2, box["y"] - 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 2, box["y"] + box["height"] + 2)
    page.mouse.up()
    page.fill("#who", "Борис")
    page.fill("#new-value", "4,88")
    page.click("#correct")
    page.wait_for_selector("#said:has-text('Сохранено')", state="attached")
    drawn = read_decisions(folder / CORRECTIONS)[-1]
    assert [quote.text for quote in drawn.evidence] == ["4,89"]
    assert drawn.evidence[0].page == 2
    page.goto(f"http://127.0.0.1:{server.port}/documents/article.txt")
    page.click("#tab-decisions")
    page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector('.text'), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) if (walker.currentNode.textContent.includes('93,8')) break;
          const range = document.createRange(), at = walker.currentNode.textContent.indexOf('93,8');
          range.setStart(walker.currentNode, at); range.setEnd(walker.currentNode, at + 4);
          const selection = getSelection(); selection.removeAllRanges(); selection.addRange(range);
        }"""
    )
    page.wait_for_function("document.querySelector('#add-quote').value === '93,8'")
    for field, text in (("region", "город Астана"), ("value", "93,8"), ("metric", "trust")):
        page.fill(f"#add-{field}", text)
    page.select_option("#add-unit", "percent")
    page.fill("#who", "Борис")
    page.click("#add-form button.main")
    page.wait_for_selector("#said:has-text('Сохранено')", state="attached")
    page.click("#reload")
    page.click("#tab-records")
    page.fill("#filter-text", "trust")
    row = page.locator("#panel-records tbody tr", has_text="Астана").first
    assert "93,8" in row.inner_text()
    assert "добавлено" in row.inner_text()
    added = read_decisions(folder / CORRECTIONS)[-1]
    assert added.new
    assert (added.new.code, added.new.unit) == ("KZ-71", "percent")  # a name that the packs know


def test_strangers_are_refused(server: Server, folder: Path) -> None:
    assert server.ask("GET", "/")[0] == 200
    assert server.ask("GET", "/", Cookie="")[0] == 403
    assert server.ask("GET", "/", Host="evil.example")[0] == 403
    assert server.ask("GET", "/", Host=f"evil.example:{server.port}")[0] == 403
    assert server.ask("GET", "/", Origin="http://evil.example")[0] == 403
    assert server.ask("GET", "/", Origin="null")[0] == 403
    before = (folder / CORRECTIONS).read_bytes() if (folder / CORRECTIONS).exists() else b""
    wanted = json.dumps({"document": "article.txt", "action": "note", "who": "Ева", "note": "x"})
    assert server.ask("POST", "/decisions", wanted)[0] == 403
    assert server.ask("POST", "/decisions", wanted, X_Extract_Token="wrong")[0] == 403
    assert server.ask("POST", "/decisions", wanted, X_Extract_Token=server.token, Origin="http://evil")[0] == 403
    assert server.ask("POST", "/decisions", "{", X_Extract_Token=server.token)[0] == 400
    strange = json.dumps({"document": "../secret", "action": "note", "who": "Ева"})
    assert server.ask("POST", "/decisions", strange, X_Extract_Token=server.token)[0] == 400
    assert ((folder / CORRECTIONS).read_bytes() if (folder / CORRECTIONS).exists() else b"") == before
    for path in (
        "/documents/link",
        "/documents/.extract/journal",
        "/documents/article.txt%00",
        "/pictures/0/1/../secret",
        "/pictures/0/9/report.pdf",
        "/pictures/1/1/report.pdf",
        "/pictures/0/1/article.txt",
        "/documents/../secret",
        "/documents/%2e%2e/secret",
        "/documents//etc/passwd",
        "/export/json/../secret",
    ):
        assert server.ask("GET", path)[0] in (403, 404)
    assert server.ask("POST", "/decisions", wanted, X_Extract_Token=server.token)[0] == 201


def ask_guard(client: tuple[str, int] | None, method: str = "GET", path: str = "/", **more: str) -> dict[str, Any]:
    """What the guard answers to a request from an address: its status and headers."""
    from starlette.responses import PlainTextResponse

    from extractor.review.guard import Guard

    headers = {"host": "127.0.0.1:80", "cookie": "extract-review-80=secret", "x-extract-token": "secret", **more}
    scope = {
        "type": "http",
        "method": method,
        "path": path.partition("?")[0],
        "query_string": path.partition("?")[2].encode(),
        "headers": [(name.replace("_", "-").encode(), text.encode("latin-1")) for name, text in headers.items()],
        "client": client,
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }
    told: dict[str, Any] = {}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.update({name.decode(): text.decode() for name, text in message["headers"]}, status=message["status"])

    guarded = Guard(PlainTextResponse("inside"), "secret", 80)(scope, receive, send)  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as threads:  # this one's loop is Playwright's
        threads.submit(asyncio.run, guarded).result()
    return told


def test_only_this_machine_is_answered() -> None:
    pytest.importorskip("starlette", reason="the extra review is not installed")
    here = ("127.0.0.1", 5000)
    for client, status in ((here, 200), (("192.168.0.7", 5000), 403), (("::ffff:192.168.0.7", 1), 403), (None, 403)):
        told = ask_guard(client)
        assert told["status"] == status
        assert told["x-frame-options"] == "DENY"
        assert told["x-content-type-options"] == "nosniff"
    for length, status in (("10", 200), ("100001", 413), ("²", 413), ("-1", 413), ("", 413), ("9" * 30, 413)):
        assert ask_guard(here, "POST", "/decisions", content_length=length)["status"] == status
    assert ask_guard(here, cookie="extract-review-81=secret")["status"] == 403  # another server's
    assert ask_guard(here, path="//evil.example/?token=secret")["location"] == "/evil.example/"


def test_a_source_is_shown_only_if_it_is_the_one_that_was_extracted(server: Server, folder: Path) -> None:
    result = json.loads((folder / "article.txt.json").read_bytes())
    result["source"]["path"] = "/etc/hostname"
    forged = folder / "forged.json"
    forged.write_text(json.dumps(result), "utf-8")
    try:
        status, text = server.ask("GET", "/documents/forged")
        assert status == 404
        assert "has changed since it was extracted" in text
        assert Path("/etc/hostname").read_text("utf-8").strip() not in text.replace("hostname", "")
    finally:
        forged.unlink()


def test_findings_of_all_documents_are_searched_and_opened(server: Server, open_page: Open) -> None:
    page = open_page(server.address, locale="ru-RU")
    page.click("nav.views a:has-text('Замечания')")
    assert list_barriers(page) == []
    assert "противоречие" in page.locator("tbody tr").first.inner_text()
    page.select_option("select[name=severity]", "error")
    page.fill("#search", "4.39")
    page.keyboard.press("Enter")
    page.wait_for_url("**severity=error**")
    found = page.locator("tbody tr").count()
    assert found >= 1
    page.keyboard.press("Escape")
    page.locator("#search").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".finding.chosen")
    assert "4,39" in page.inner_text(".finding.chosen")
    assert "4,39" in page.locator("mark.on.finding.first").inner_text()


def test_documents_are_walked_in_the_order_of_the_search(server: Server, open_page: Open) -> None:
    page = open_page(server.address)
    page.keyboard.press("/")
    page.keyboard.type("шымкент")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    names = page.locator("a.row").all_inner_texts()
    assert len(names) == 3
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for _ in names[1:]:
        page.wait_for_selector("#neighbours a")
        address = page.url
        page.keyboard.press("]")
        page.wait_for_url(lambda url, address=address: url != address)
    page.wait_for_selector("#previous")
    assert page.locator("#next").count() == 0
    assert "3" in page.inner_text("#neighbours span")
    page.click("#neighbours a:has-text('Все документы')")
    assert page.input_value("#search") == "шымкент"


def test_many_may_look_at_once(server: Server) -> None:
    paths = [f"/pictures/0/{page}/report.pdf" for page in (1, 2, 3)] + [
        "/documents/report.pdf",
        "/documents/article.txt",
    ]
    with ThreadPoolExecutor(10) as threads:  # what reads and draws PDFs is for one at a time
        answers = list(threads.map(lambda path: server.ask("GET", path)[0], paths * 6))
    assert answers == [200] * 30
    assert server.process.poll() is None


def test_two_people_do_not_overwrite_each_other_unseen(server: Server, open_page: Open, folder: Path) -> None:
    pages = []
    for who in ("Вера", "Глеб"):
        page = open_page(server.address)
        page.goto(f"http://127.0.0.1:{server.port}/documents/report.pdf")
        page.click("#tab-records")
        page.locator("#panel-records tbody tr", has_text="Астана").locator(".cell", has_text="4,88").first.click()
        page.fill("#who", who)
        pages.append(page)
    first, second = pages
    first.click("#accept")
    first.wait_for_selector("#said:has-text('Сохранено')", state="attached")
    second.fill("#new-value", "4,98")
    # The browser tells of a refused request on its console, as it should.
    second.click("#correct")
    second.wait_for_selector("#said:has-text('Вера')", state="attached")
    assert "Вера" in second.inner_text("#card .form")
    assert read_decisions(folder / CORRECTIONS)[-1].who == "Вера"
    second.fill("#new-value", "4,98")
    second.click("#correct")
    second.wait_for_selector("#said:has-text('Сохранено')", state="attached")
    last = read_decisions(folder / CORRECTIONS)[-1]
    assert (last.who, last.after) == ("Глеб", read_decisions(folder / CORRECTIONS)[-2].id)
    assert last.old
    assert last.old.value == "4.88"


def test_a_server_killed_amid_writing_loses_nothing_that_it_confirmed(folder: Path) -> None:
    server = start(folder)
    confirmed: list[str] = []

    def write(person: int) -> None:
        for number in range(1_000):
            note = f"{person}-{number}"
            wanted = json.dumps({"document": "article.txt", "action": "note", "who": "Ева", "note": note})
            try:
                status, _ = server.ask("POST", "/decisions", wanted, X_Extract_Token=server.token)
            except (OSError, http.client.HTTPException):
                return
            if status == 201:
                confirmed.append(note)
            if len(confirmed) >= 12:
                server.process.send_signal(signal.SIGKILL)

    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(write, range(4)))
    finally:
        server.process.kill()
        server.process.wait()
    kept = {decision.note for decision in read_decisions(folder / CORRECTIONS)}
    assert len(confirmed) >= 12
    assert set(confirmed) <= kept


def test_a_place_a_row_and_a_note(server: Server, open_page: Open, folder: Path) -> None:
    page = open_page(server.address)
    page.goto(f"http://127.0.0.1:{server.port}/documents/article.txt")
    page.click("#tab-records")
    page.locator("#panel-records tbody tr", has_text="Мангистауская").locator(".cell").first.click()
    page.fill("#who", "Дина")
    page.fill("#new-value", "1,5")
    page.click("#correct")
    page.wait_for_selector(".save-status:has-text('whole number')")
    page.click("#add-note")
    page.wait_for_selector(".save-status:has-text('empty')")
    page.fill("#decision-note", "проверить по бумаге")
    page.click("#add-note")
    page.wait_for_selector("#card .form p:has-text('проверить по бумаге')")
    page.click("#reject-row")
    page.wait_for_selector("#said:has-text('Сохранено')", state="attached")
    page.click("#tab-decisions")
    page.click("#reload")
    page.click("#tab-records")
    assert page.locator("#panel-records tbody tr", has_text="Мангистауская").count() == 0
    assert list_barriers(page) == []
    page.click("#tab-decisions")
    assert list_barriers(page) == []


def test_hostile_names_are_text(server: Server, open_page: Open) -> None:
    page = open_page(server.address)
    assert page.locator("tbody b").count() == 0
    page.click("tbody a:has-text('slip')")
    page.wait_for_selector("#findings")
    assert page.locator("header b").count() == 0
