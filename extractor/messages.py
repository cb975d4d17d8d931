"""Messages to the user: one line each on stderr, which cannot steer the terminal."""

from __future__ import annotations

import sys
from contextlib import suppress


def one_line(message: str) -> str:
    """Return a message as one line without control characters; a file name may hold any.

    >>> one_line("no\\n\\x1b[31mfile: no such file")
    'no \\\\x1b[31mfile: no such file'
    """
    line = " ".join(message.split())
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


def complain(message: str) -> None:
    """Print a message to stderr as one line."""
    if sys.stderr is not None:  # closed; print() would turn to stdout
        with suppress(OSError):  # nobody reads them, and the documents go on
            print(f"extract: {one_line(message)}", file=sys.stderr, flush=True)
