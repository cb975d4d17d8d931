"""One Chromium for all tests of pages; they are skipped where the system has none."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.batch.tasks import Task, make_item, write_item
from extractor.pipeline import ExtractOptions

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium is installed (Debian: apt install chromium)")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open an address; afterwards no script may have failed, nothing may have been asked of a network."""
    contexts: list[Any] = []
    slips: list[str] = []

    def open_page(address: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(40_000)  # a machine that is busy with other things is slow
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: slips.append(str(error)))
        page.on("console", lambda message: slips.append(message.text) if is_slip(message) else None)
        page.on("dialog", lambda dialog: (slips.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: slips.append(request.url) if is_outside(request.url, address) else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert slips == []


def is_slip(message: Any) -> bool:
    # A browser writes down what a server refuses: the reviewing one does where it must.
    refused = "Failed to load resource" in message.text and re.search(r"status of 4(00|09)", message.text)
    return message.type == "error" and not refused


def is_outside(url: str, address: str) -> bool:
    origin = address.split("/", 3)[:3]
    return not url.startswith(("data:", "blob:")) and url.split("/", 3)[:3] != origin


def make_page(path: Path, target: Path, **options: Any) -> str:
    """Make a document's page as the command does and return its address."""
    task = Task(path=str(path), file=str(path), target="", format="html", options=ExtractOptions(**options))
    target.write_bytes(write_item(task, make_item(task, path.read_bytes())))
    return target.as_uri()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Pages of the samples, and of an article with slips, by name."""
    folder = tmp_path_factory.mktemp("pages")
    text = (SAMPLES / "article.ru.txt").read_text("utf-8")
    slipped = folder / "slipped.txt"
    slipped.write_text(text.replace("4,93 балла", "4,39 балла") + "\n\nВ зале собрались 1234 человека.\n", "utf-8")
    return {
        "pdf": make_page(SAMPLES / "report.ru.pdf", folder / "pdf.html"),
        "slipped": make_page(slipped, folder / "slipped.html"),
        "audit": make_page(
            SAMPLES / "article.ru.txt", folder / "audit.html", against=(str(SAMPLES / "report.ru.pdf"),)
        ),
    }


def list_barriers(page: Any) -> list[str]:
    """What axe finds on a page that keeps people with disabilities out, by WCAG 2.2 AA and good practice."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # Off by default: targets of 24 pixels at least.
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = axe.run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
