"""Who may ask the reviewing server: a browser on this machine that was given the token, from its own pages only."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-extract-token"
LARGEST = 100_000  # bytes of a decision
# No other page may frame these, guess their types, or learn their addresses.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets a request through where its Host is this server, its Origin (if any) too, and it shows the token.

    The token comes once in the address that the command prints, then as a cookie; what changes anything must repeat it
    in a header, which no other site can set.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app, self.token = app, token
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.cookie = f"extract-review-{port}"  # cookies know no ports: two servers must not take each other's

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the application, or pass the request on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        answer = self.refuse(request) or self.welcome(request)
        await (answer or self.app)(scope, receive, send_guarded)

    def refuse(self, request: Request) -> Response | None:
        """Return the refusal of a request that is not ours."""
        client = request.client.host if request.client else ""
        if client not in ("127.0.0.1", "::1") or request.headers.get("host") not in self.hosts:
            return PlainTextResponse("This server answers its own machine only.", 403)
        origin = request.headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self.hosts:
            return PlainTextResponse("Another site may not ask here.", 403)
        if request.method not in ("GET", "HEAD"):
            if not self.fits(request.headers.get(HEADER)):
                return PlainTextResponse("The token is missing or wrong.", 403)
            length = request.headers.get("content-length", "")
            if not (length.isascii() and length.isdecimal()) or int(length[:12]) > LARGEST:
                return PlainTextResponse("Too long.", 413)
        return None

    def welcome(self, request: Request) -> Response | None:
        """Return the answer to a browser that shows the token for the first time, or shows none."""
        if self.fits(request.query_params.get("token")):
            # One slash: two would lead to another host.
            answer = RedirectResponse("/" + request.url.path.lstrip("/\\"), 303)
            answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict")
            return answer
        if not self.fits(request.cookies.get(self.cookie)):
            return PlainTextResponse("Open the address that `extract --review` printed; it holds the token.", 403)
        return None

    def fits(self, shown: str | None) -> bool:
        """Whether a token is ours."""
        return shown is not None and secrets.compare_digest(shown.encode("utf-8", "replace"), self.token.encode())
