"""The reviewing server's pages: an overview of the folder, each document, its decisions, exports."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from extractor.errors import ExtractError
from extractor.review.guard import Guard
from extractor.review.library import Library, Shelf, Wanted, to_page
from extractor.writers import WRITERS, Layout, write
from extractor.writers.report.page import LANGUAGES, STYLES, load_assets, load_texts, make_policy, render_page

HERE = Path(__file__).parent
# No other page may frame these, guess their types, or learn their addresses.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
EXPORTS = ("csv", "json", "xlsx")
MOST_RESULTS = 1_000


class Desk:
    """Answers requests about one library."""

    def __init__(self, library: Library, token: str) -> None:
        self.library, self.token = library, token
        loader = jinja2.FileSystemLoader(HERE / "templates")
        self.template = jinja2.Environment(loader=loader, autoescape=True).get_template("overview.html")

    async def overview(self, request: Request) -> Response:
        """Show the documents that fit a search, those with contradictions first."""
        return await run_in_threadpool(self._overview, request)

    def _overview(self, request: Request) -> Response:
        language = request.query_params.get("language", "")
        language = language if language in LANGUAGES else guess_language(request)
        search = request.query_params.get("q", "").strip()
        rows = [describe(shelf, len(self.library.decisions(shelf.name))) for shelf in self.library.list()]
        fitting = [row for row in rows if all(word in row["hay"] for word in search.lower().split())]
        fitting.sort(key=lambda row: (-row["errors"], -row["warnings"], row["name"]))
        style = load_assets((*STYLES,))
        page = self.template.render(
            say=load_texts()[language],
            language=language,
            other=next(name for name in LANGUAGES if name != language),
            texts=load_texts(),
            rows=fitting[:MOST_RESULTS],
            all=len(rows),
            search=search,
            style=style,
        )
        policy = make_policy(style, "").replace("form-action 'none'", "form-action 'self'")
        return HTMLResponse(page, headers={**HEADERS, "Content-Security-Policy": policy + "; frame-ancestors 'none'"})

    async def document(self, request: Request) -> Response:
        """Show a document with its decisions."""
        return await run_in_threadpool(self._document, request.path_params["name"])

    def _document(self, name: str) -> Response:
        shelves = self.library.list()
        at = next((at for at, shelf in enumerate(shelves) if shelf.name == name), None)
        if at is None:
            return Response("There is no such document.", 404, HEADERS, "text/plain")
        try:
            study = self.library.study(shelves[at])
        except ExtractError as error:
            return Response(str(error), 404, HEADERS, "text/plain")
        told = {
            "token": self.token,
            "document": name,
            "decisions": to_page(self.library.decisions(name)),
            "previous": address(shelves[at - 1]) if at else None,
            "next": address(shelves[at + 1]) if at + 1 < len(shelves) else None,
            "exports": {format: f"/export/{format}/{quote(name)}" for format in EXPORTS},
        }
        return HTMLResponse(render_page(study, told), headers=HEADERS)

    async def decide(self, request: Request) -> Response:
        """Write down a decision; it is on the disk when the answer comes."""
        try:
            wanted = msgspec.json.decode(await request.body(), type=Wanted)
            decision = await run_in_threadpool(self.library.decide, wanted)
        except (msgspec.DecodeError, UnicodeDecodeError, ExtractError) as error:
            return JSONResponse({"error": str(error)}, 400, HEADERS)
        except OSError as error:
            return JSONResponse({"error": error.strerror or str(error)}, 500, HEADERS)
        return JSONResponse(msgspec.to_builtins(decision), 201, HEADERS)

    async def export(self, request: Request) -> Response:
        """Send a document's result, with its decisions applied, in a format."""
        return await run_in_threadpool(self._export, request.path_params["format"], request.path_params["name"])

    def _export(self, format: str, name: str) -> Response:
        shelf = self.library.find(name) if format in EXPORTS else None
        if shelf is None:
            return Response("There is no such document.", 404, HEADERS, "text/plain")
        stream = io.BytesIO()
        try:
            write(format, [self.library.study(shelf).result], stream, Layout())
        except ExtractError as error:
            return Response(str(error), 404, HEADERS, "text/plain")
        file = quote(Path(name).name + (WRITERS[format].suffix or ""))
        headers = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{file}"}
        return Response(stream.getvalue(), 200, headers, "application/octet-stream")


def address(shelf: Shelf) -> str:
    """Return the address of a document's page."""
    return f"/documents/{quote(shelf.name)}"


def describe(shelf: Shelf, decisions: int) -> dict[str, Any]:
    """Return what the overview tells of a document; `hay` is what a search looks through."""
    result = shelf.result
    failed = [check for check in result.checks if check.status == "failed"]
    regions = {record.region.name for record in result.records}
    parts = [shelf.name, result.source.title or "", *regions, *(check.message for check in failed)]
    return {
        "name": shelf.name,
        "address": address(shelf),
        "title": result.source.title or "",
        "records": len(result.records),
        "errors": sum(check.severity == "error" for check in failed),
        "warnings": sum(check.severity == "warning" for check in failed),
        "messages": [check.message for check in failed][:2],
        "unexplained": len(result.ledger.unexplained),
        "decisions": decisions,
        "hay": " ".join(parts).lower(),
    }


def guess_language(request: Request) -> str:
    """Return the interface's language that the browser asks for first."""
    asked = request.headers.get("accept-language", "").lower()
    return "ru" if asked.startswith(("ru", "kk")) else "en"


def make_app(library: Library, token: str, port: int) -> Guard:
    """Return the application, guarded."""
    desk = Desk(library, token)
    routes = [
        Route("/", desk.overview),
        Route("/documents/{name:path}", desk.document),
        Route("/decisions", desk.decide, methods=["POST"]),
        Route("/export/{format}/{name:path}", desk.export),
    ]
    return Guard(Starlette(routes=routes), token, port)
