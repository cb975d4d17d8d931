"""The reviewing server's pages: an overview of the folder, each document, its decisions, exports."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import jinja2
import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from extractor.decisions import OvertakenError
from extractor.errors import ExtractError
from extractor.results import Severity
from extractor.review.guard import Guard
from extractor.review.library import Library, Wanted
from extractor.review.shelves import WEIGHT, Shelf, Told, search_shelves
from extractor.review.studies import draw_page, render_study
from extractor.writers import WRITERS, Layout, write
from extractor.writers.report.page import load_style, load_texts, make_policy, wrap_script

HERE = Path(__file__).parent
EXPORTS = ("csv", "json", "xlsx")
ON_A_PAGE = 200  # documents or findings
FIRST = 2  # findings that the overview tells of each document


class Asked(NamedTuple):
    """What the overview is asked for: language, words to search for, severity of findings, page from 1 on."""

    language: str
    search: str = ""
    severity: Severity | None = None
    page: int = 1


class Desk:
    """Answers requests about one library."""

    def __init__(self, library: Library, token: str) -> None:
        self.library, self.token = library, token
        loader = jinja2.FileSystemLoader(HERE / "templates")
        self.templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        self.style = load_style()
        self.script = wrap_script((HERE / "overview.js").read_text("utf-8"))

    async def overview(self, request: Request) -> Response:
        """Show the documents that fit a search, those with contradictions first."""
        return await run_in_threadpool(self._overview, read_asked(request))

    def _overview(self, asked: Asked) -> Response:
        everything, register = self.library.list(), self.library.register()
        found = search_shelves(everything, asked.search)
        shown, pages = cut_page(found, asked.page)
        return self._show(
            "documents.html",
            asked,
            rows=[(shelf, address(shelf, asked), len(register.named(shelf.name))) for shelf in shown],
            first=FIRST,
            found=len(found),
            all=len(everything),
            pages=pages,
            damaged=self.library.count_damaged(),
        )

    async def findings(self, request: Request) -> Response:
        """Show the failed checks of all documents, contradictions first."""
        return await run_in_threadpool(self._findings, read_asked(request))

    def _findings(self, asked: Asked) -> Response:
        pairs = [(shelf, told) for shelf in search_shelves(self.library.list(), "") for told in shelf.findings]
        words = asked.search.lower().split()
        fitting = [
            (shelf, told)
            for shelf, told in pairs
            if asked.severity in (None, told.severity)
            and all(word in f"{told.message} {told.rule} {shelf.name} {shelf.title}".lower() for word in words)
        ]
        fitting.sort(key=lambda pair: WEIGHT[pair[1].severity])
        shown, pages = cut_page(fitting, asked.page)
        return self._show(
            "findings.html",
            asked,
            rows=[(shelf, told, address(shelf, Asked(asked.language), told)) for shelf, told in shown],
            severities=list(WEIGHT),
            found=len(fitting),
            all=len(pairs),
            pages=pages,
        )

    def _show(self, template: str, asked: Asked, status: int = 200, **parts: Any) -> Response:
        texts = load_texts()
        page = self.templates.get_template(template).render(
            say=texts[asked.language],
            texts=texts,
            asked=asked,
            link=lambda **changed: link(asked, **changed),
            style=self.style,
            script=self.script,
            **parts,
        )
        policy = make_policy(self.style, self.script).replace("form-action 'none'", "form-action 'self'")
        return HTMLResponse(page, status, {"Content-Security-Policy": policy + "; frame-ancestors 'none'"})

    async def document(self, request: Request) -> Response:
        """Show a document with its decisions."""
        return await run_in_threadpool(self._document, request.path_params["name"], read_asked(request))

    def _document(self, name: str, asked: Asked) -> Response:
        shelves = search_shelves(self.library.list(), asked.search)
        at = next((at for at, shelf in enumerate(shelves) if shelf.name == name), None)
        if at is None and asked.search:
            return self._document(name, asked._replace(search=""))
        if at is None:
            return self._show("missing.html", asked, 404, name=name, cause="")
        shelf = shelves[at]
        try:
            study = self.library.study(shelf)
        except ExtractError as error:
            return self._show("missing.html", asked, 404, name=name, cause=str(error))
        beside = {"previous": at - 1, "next": at + 1}
        told = {
            "token": self.token,
            "document": name,
            "address": quote(name),
            "decisions": to_page(self.library, shelf),
            "overview": link(asked, path="/"),
            "at": [at + 1, len(shelves)],
            **{key: address(shelves[n], asked) for key, n in beside.items() if 0 <= n < len(shelves)},
            "exports": {format: f"/export/{format}/{quote(name)}" for format in EXPORTS},
            "units": list_units(study.result.rankings),
            "otherRules": shelf.made_by != study.result.made_by,
        }
        return HTMLResponse(render_study(study, told))

    async def picture(self, request: Request) -> Response:
        """Show a page of a document (0), or of a report that it is audited against (from 1)."""
        path = request.path_params
        return await run_in_threadpool(self._picture, path["at"], path["page"], path["name"])

    def _picture(self, at: int, page: int, name: str) -> Response:
        shelf = self.library.find(name)
        try:
            study = self.library.study(shelf) if shelf else None
            studies = (study, *study.reports) if study else ()
            content = draw_page(studies[at], page) if at < len(studies) else b""
        except ExtractError:
            content = b""
        if not content:
            return Response("There is no such page.", 404, media_type="text/plain")
        return Response(content, 200, {"Cache-Control": "private, max-age=3600"}, "image/webp")

    async def decide(self, request: Request) -> Response:
        """Write down a decision; it is on the disk when the answer comes."""
        try:
            wanted = msgspec.json.decode(await request.body(), type=Wanted)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return await run_in_threadpool(self._decide, wanted)

    def _decide(self, wanted: Wanted) -> Response:
        try:
            decision = self.library.decide(wanted)
        except OvertakenError as error:
            shelf = self.library.find(wanted.document)
            standing = to_page(self.library, shelf) if shelf else []
            return JSONResponse({"error": str(error), "overtaken": error.by.who, "decisions": standing}, 409)
        except ExtractError as error:
            return JSONResponse({"error": str(error)}, 400)
        except OSError as error:
            return JSONResponse({"error": error.strerror or str(error)}, 500)
        shelf = self.library.find(wanted.document)
        standing = to_page(self.library, shelf) if shelf else []
        return JSONResponse({"decision": msgspec.to_builtins(decision), "decisions": standing}, 201)

    async def export(self, request: Request) -> Response:
        """Send a document's result, with its decisions applied, in a format."""
        path = request.path_params
        return await run_in_threadpool(self._export, path["format"], path["name"], read_asked(request))

    def _export(self, format: str, name: str, asked: Asked) -> Response:
        shelf = self.library.find(name) if format in EXPORTS else None
        if shelf is None:
            return self._show("missing.html", asked, 404, name=name, cause="")
        stream = io.BytesIO()
        try:
            write(format, [self.library.study(shelf).result], stream, Layout())
        except ExtractError as error:
            return self._show("missing.html", asked, 404, name=name, cause=str(error))
        file = quote(Path(name).name + (WRITERS[format].suffix or ""))
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{file}"}
        return Response(stream.getvalue(), 200, headers, "application/octet-stream")


def read_asked(request: Request) -> Asked:
    """Return what a request asks the overview for; what makes no sense is passed over."""
    asked = request.query_params
    language = asked.get("language", "")
    severity = next((name for name in WEIGHT if name == asked.get("severity")), None)
    page = asked.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    language = language if language in load_texts() else guess_language(request)
    return Asked(language, asked.get("q", "").strip()[:200], severity, max(number, 1))


def guess_language(request: Request) -> str:
    """Return the interface's language that the browser asks for first and that there is; else English."""
    for part in request.headers.get("accept-language", "").lower().split(","):
        name = part.split(";")[0].split("-")[0].strip()
        if name in load_texts():
            return name
    return "en"


def link(asked: Asked, path: str = "", **changed: Any) -> str:
    """Return the address of the same view with something changed."""
    now = asked._replace(**changed)
    parts = {"q": now.search, "severity": now.severity, "page": now.page if now.page > 1 else None}
    told = {name: part for name, part in parts.items() if part}
    return f"{path}?{urlencode({**told, 'language': now.language})}"


def address(shelf: Shelf, asked: Asked, told: Told | None = None) -> str:
    """Return the address of a document's page; from there the search goes on, and a finding is opened."""
    query = urlencode({"q": asked.search}) if asked.search else ""
    finding = "#finding=" + quote(f"{told.rule}|{told.subject}", safe="") if told else ""
    return f"/documents/{quote(shelf.name)}{'?' + query if query else ''}{finding}"


def cut_page(items: Sequence[Any], page: int) -> tuple[Sequence[Any], int]:
    """Return the items of a page, the last one where there are not so many, and how many pages there are."""
    pages = max(1, -(-len(items) // ON_A_PAGE))
    start = (min(page, pages) - 1) * ON_A_PAGE
    return items[start : start + ON_A_PAGE], pages


def list_units(rankings: Sequence[Any]) -> list[str]:
    """Return the units that a document's metrics are told in, for figures that are added."""
    return list(dict.fromkeys(metric.unit for ranking in rankings for metric in ranking.metrics if metric.unit))


def to_page(library: Library, shelf: Shelf) -> Any:
    """Return the standing decisions about a document as a page's scripts take them."""
    return msgspec.to_builtins(library.decisions(shelf))


def make_app(library: Library, token: str, port: int) -> Guard:
    """Return the application, guarded."""
    desk = Desk(library, token)
    routes = [
        Route("/", desk.overview),
        Route("/findings", desk.findings),
        Route("/documents/{name:path}", desk.document),
        Route("/pictures/{at:int}/{page:int}/{name:path}", desk.picture),
        Route("/decisions", desk.decide, methods=["POST"]),
        Route("/export/{format}/{name:path}", desk.export),
    ]
    return Guard(Starlette(routes=routes), token, port)
