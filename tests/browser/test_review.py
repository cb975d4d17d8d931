"""The reviewing server as a process of its own, with a real browser at it, and requests that it must refuse."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
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
        sent = {"Host": f"127.0.0.1:{self.port}", "Cookie": f"extract-review={self.token}"}
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
    (home / "secret.json").write_text("{}", "utf-8")
    run("reports", "-o", "out", cwd=home)
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
    box = target.bounding_box()
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
    for field, text in (("region", "Байконур"), ("value", "93,8"), ("unit", "percent"), ("metric", "trust")):
        page.fill(f"#add-{field}", text)
    page.fill("#who", "Борис")
    page.click("#add-form button.main")
    page.wait_for_selector("#said:has-text('Сохранено')", state="attached")
    page.click("#reload")
    page.click("#tab-records")
    page.fill("#filter-text", "байконур")
    assert "93,8" in page.inner_text("#panel-records tbody")


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
        "/documents/../secret",
        "/documents/%2e%2e/secret",
        "/documents//etc/passwd",
        "/export/json/../secret",
    ):
        assert server.ask("GET", path)[0] in (403, 404)
    assert server.ask("POST", "/decisions", wanted, X_Extract_Token=server.token)[0] == 201


def test_hostile_names_are_text(server: Server, open_page: Open) -> None:
    page = open_page(server.address)
    assert page.locator("tbody b").count() == 0
    page.click("tbody a:has-text('slip')")
    page.wait_for_selector("#findings")
    assert page.locator("header b").count() == 0
