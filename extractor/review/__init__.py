"""`extract --review FOLDER`: an output folder served to this machine alone, where people decide about its figures.

Needs the extra `review` (starlette, uvicorn, jinja2).
"""

from __future__ import annotations

import secrets
from pathlib import Path

from extractor.errors import UsageError
from extractor.messages import complain
from extractor.pipeline import ExtractOptions

HOST = "127.0.0.1"


def serve(folder: Path, options: ExtractOptions, port: int = 0) -> None:
    """Serve a folder until interrupted; a port of 0 takes a free one. Raises UsageError, OSError."""
    try:
        import uvicorn

        from extractor.review.app import make_app
    except ImportError as error:
        raise UsageError(f"--review needs {error.name}: pip install 'ranking-extractor[review]'") from error
    from extractor.review.library import open_library

    library = open_library(folder, options)
    config = uvicorn.Config(lambda: None, host=HOST, port=port, log_level="warning", access_log=False, factory=False)
    listener = config.bind_socket()
    listener.listen()  # who follows the address at once is heard
    token = secrets.token_urlsafe(24)
    at = listener.getsockname()[1]
    config.app = make_app(library, token, at)
    complain(f"{folder}: open http://{HOST}:{at}/?token={token} in a browser; Ctrl+C ends it")
    uvicorn.Server(config).run(sockets=[listener])
