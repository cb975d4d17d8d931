"""What a run tells of itself: a progress bar on a terminal, a log of JSON lines, a line for each failure, the sums."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TextIO

from extractor.batch.tasks import Report, show_path
from extractor.errors import UsageError
from extractor.messages import complain, one_line

# done: converted now; copied: as another of the same content; kept: as the run before left it.
State = Literal["done", "copied", "kept", "failed"]


class Watch:
    """Counts what happens, and tells it to those who look."""

    def __init__(self, log: TextIO | None = None, complain: Callable[[str], None] = complain) -> None:
        self.counts: Counter[str] = Counter()
        self.misused = self.unread = self.contradicted = False
        self.quiet = False
        self._bar: RichBar | None = None
        self._log = log
        self._complain = complain

    def miss(self, message: str) -> None:
        """Tell of an input that could not be listed."""
        self.unread = True
        self.write("missed", message=one_line(message))
        self._complain(message)

    def begin(self, documents: int, **about: Any) -> None:
        """Tell that a run begins."""
        self.counts["documents"] = documents
        self.write("begin", documents=documents, **about)

    def see(self, path: str, state: State, report: Report) -> None:
        """Tell what became of a document."""
        self.counts[state] += 1
        self.counts.update(pages=report.pages, records=report.records, findings=report.findings)
        self.contradicted |= report.contradicted
        failure = report.failure
        facts: dict[str, Any] = {"path": show_path(path), "state": state, "seconds": round(report.seconds, 3)}
        if failure:
            self.counts[failure.kind] += 1
            self.misused |= failure.kind == "usage"
            self.unread |= failure.kind != "usage"
            facts |= {"failure": failure.kind, "message": one_line(failure.cause)}
            # These causes name what they are about.
            self._complain(failure.cause if failure.kind in ("usage", "output") else f"{path}: {failure.cause}")
        else:
            facts |= {"pages": report.pages, "records": report.records, "findings": report.findings}
        self.write("document", **facts)
        if self._bar:
            self._bar.show(self.counts)

    def finish(self, state: str) -> None:
        """Tell that a run is over: `finished`, `interrupted`, or why it stopped."""
        self.write("end", state=state, counts=dict(sorted(self.counts.items())))

    def write(self, event: str, **facts: Any) -> None:
        """Add a line to the log."""
        if self._log:
            line = {"event": event, "time": datetime.now(UTC).isoformat(timespec="milliseconds"), **facts}
            self._log.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._log.flush()

    @contextmanager
    def show(self) -> Iterator[None]:
        """Show a bar on stderr while the block runs, and the sums after it, where stderr is a terminal that can."""
        capable = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        if self.quiet or not capable or self.counts["documents"] < 2:
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        found = TextColumn("{task.fields[found]}", style="dim")
        columns = (BarColumn(), MofNCompleteColumn(), found, TimeRemainingColumn(compact=True))
        try:
            with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
                self._bar = RichBar(progress, self.counts["documents"])
                yield
        finally:
            self._bar = None
            self._complain(self.summary())

    def summary(self) -> str:
        """Return the sums as one line."""
        counts = self.counts
        parts = [f"{counts['done']} converted"]
        parts += [f"{counts[state]} {state}" for state in ("copied", "kept", "failed") if counts[state]]
        kinds = [f"{counts[kind]} {name}" for kind, name in _KINDS.items() if counts[kind]]
        failed = f" ({', '.join(kinds)})" if kinds else ""
        found = f"{counts['records']} records, {counts['findings']} findings"
        return f"{counts['documents']} documents: {', '.join(parts)}{failed}; {found}"


_KINDS = {
    "input": "unreadable",
    "time": "out of time",
    "memory": "out of memory",
    "crash": "crashed",
    "internal": "by our own slip",
    "output": "not written",
}


@contextmanager
def open_watch(log: str | None) -> Iterator[Watch]:
    """Open a watch, with a log that lines are added to. Raises UsageError where the log cannot be written."""
    if log is None:
        yield Watch()
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(log).open("a", encoding="utf-8", errors="backslashreplace"))
        except OSError as error:
            raise UsageError(f"{log}: the log cannot be written: {error.strerror}") from error
        yield Watch(stream)


class RichBar:
    """The bar as rich draws it: documents, pages, records, findings, failures, the time left."""

    def __init__(self, progress: Any, documents: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=documents, found="")

    def show(self, counts: Counter[str]) -> None:
        """Bring it up to date."""
        completed = sum(counts[state] for state in ("done", "copied", "kept", "failed"))
        words = {"pages": "pages", "records": "records", "findings": "findings", "failed": "failed"}
        found = " · ".join(f"{counts[key]} {word}" for key, word in words.items())
        self._progress.update(self._task, completed=completed, found=found)
