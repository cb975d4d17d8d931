"""Documents in, reports out: known results are kept, equal contents converted once, the rest handed to an engine."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from extractor.batch.durability import sync_file, sync_results
from extractor.batch.engines import Engine, Settings, choose_engine
from extractor.batch.inputs import Input, hash_input
from extractor.batch.journal import Entry, Journal, fingerprint, hash_file, make_key
from extractor.batch.tasks import Failure, Report, Task, copy_result, describe, name_counts
from extractor.batch.watch import State, Watch
from extractor.decisions import CORRECTIONS, Decision, Register, read_decisions
from extractor.errors import ExtractError, UsageError
from extractor.packs import load_pack
from extractor.pipeline import ExtractOptions
from extractor.writers import WRITERS

# What goes wrong for every document alike: there is no sense in going on.
_FATAL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENXIO}


class Wish(Struct, frozen=True, kw_only=True):
    """What is to be made of each document: a format of `WRITERS` (or its tables), with the options of reading.

    `decisions` are those of people that hold beside the output folder's own.
    """

    format: str
    tables: bool = False
    options: ExtractOptions
    decisions: tuple[Decision, ...] = ()


class Job(Struct, frozen=True, kw_only=True):
    """A document of a run: where its bytes are, their hash, and where its result goes; or why it cannot be read.

    `file` is its file in the output folder, None where there is no folder.
    """

    number: int
    path: str
    bytes_at: str = ""
    sha256: str = ""
    key: str = ""
    file: str | None = None
    failure: Failure | None = None


class Done(Struct, frozen=True):
    """What became of a job; `at` is the file that holds the result, None where it failed."""

    job: Job
    state: State
    report: Report
    at: Path | None = None


class Converter:
    """Converts the documents of one run into files: of the journal's folder, or of the spool alone."""

    def __init__(self, wish: Wish, settings: Settings, spool: Path, journal: Journal | None = None) -> None:
        own = read_decisions(journal.folder / CORRECTIONS) if journal else ()
        self.decisions = Register((*wish.decisions, *own))
        self.wish, self.settings, self.spool, self.journal = wish, settings, spool, journal
        pack = load_pack(wish.options.patterns)
        # Where packs lie is no matter, only what they hold.
        options = to_builtins(replace(wish.options, patterns=()))
        reports = [hash_file(Path(report)) for report in wish.options.against]
        self.made_by = make_key(fingerprint(pack.folders), wish.format, wish.tables, options, reports)
        self._first: dict[str, Done | None] = {}
        self._copies: dict[str, list[Job]] = {}

    def plan(self, inputs: Sequence[Input], files: Sequence[str] | None = None) -> Iterator[Job]:
        """Yield a job for each input. Raises OSError where a stream cannot be copied to the spool."""
        for number, item in enumerate(inputs):
            file = files[number] if files else None
            try:
                place, sha256 = hash_input(item.path, lambda number=number: str(self.spool / f"{number}.in"))  # type: ignore[misc]
            except ExtractError as error:
                yield Job(number=number, path=item.path, file=file, failure=describe(error, item.path, item.path))
                continue
            key = self._make_key(item.path, sha256, file)
            yield Job(number=number, path=item.path, bytes_at=place, sha256=sha256, key=key, file=file)

    def run(self, jobs: Iterable[Job], watch: Watch) -> Iterator[Done]:
        """Yield what became of each job, as they come, told to the watch.

        Raises OSError where no result can be written, UsageError for a broken pack, ExtractError for a lost cluster.
        """
        for done in self._run(jobs):
            watch.see(done.job.path, done.state, done.report)
            yield done

    def _run(self, jobs: Iterable[Job]) -> Iterator[Done]:
        waiting = []
        for job in jobs:
            known = self._recall(job)
            if known:
                yield known
            elif job.key not in self._first:
                self._first[job.key] = None
                waiting.append(job)
            elif first := self._first[job.key]:
                yield self._copy(job, first)
            else:
                self._copies.setdefault(job.key, []).append(job)
        if waiting:
            yield from self._convert(waiting)

    def _convert(self, waiting: list[Job]) -> Iterator[Done]:
        with closing(choose_engine(self.settings, len(waiting))) as engine:
            yield from self._hand_over(waiting, engine)

    def _hand_over(self, waiting: list[Job], engine: Engine) -> Iterator[Done]:
        jobs = {self._target(job): job for job in waiting}
        replies = engine.run(self._make_task(job) for job in waiting)
        for task, reply in sync_results(replies) if self.journal else replies:
            job = jobs.pop(task.target)
            report = Report(failure=reply) if isinstance(reply, Failure) else reply
            planned = job.key
            if report.source and report.source != job.sha256:  # it was written to while we were at it
                job = replace(job, sha256=report.source, key=self._make_key(job.path, report.source, job.file))
            done = self._settle(job, report, "done")
            copies = self._copies.pop(planned, [])
            if job.key == planned:
                # Before the first is given away: it may be used up.
                yield from [done, *(self._copy(copy, done) for copy in copies)]
                continue
            yield done
            if copies:
                self._copies[planned] = copies[1:]
                yield from self._hand_over(copies[:1], engine)
        for job in jobs.values():
            # An engine that answers for every task never comes here; if one does not, it is not passed over in silence.
            lost = Report(failure=Failure("internal", "internal error: its task was lost; run it again"))
            yield self._settle(job, lost, "done")

    def _make_key(self, path: str, sha256: str, file: str | None) -> str:
        found = self._decided(path, sha256, file)
        decided = [to_builtins(found)] if found else []
        # The suffix may decide which reader is asked.
        suffix = os.path.splitext(path)[1].lower().encode("utf-8", "replace").decode()
        return make_key(sha256, suffix, self.made_by, *decided)

    def _decided(self, path: str, sha256: str, file: str | None) -> tuple[Decision, ...]:
        """Return what people decided about a document; `file` is its file in the folder."""
        name = None if file is None else file.removesuffix(WRITERS[self.wish.format].in_folder or "")
        return self.decisions.find(path, sha256, name) if self.decisions else ()

    def _make_task(self, job: Job) -> Task:
        wish = self.wish
        return Task(
            path=job.path,
            file=os.path.abspath(job.bytes_at),
            target=self._target(job),
            format=wish.format,
            tables=wish.tables,
            options=replace(wish.options, corrections=self._decided(job.path, job.sha256, job.file)),
        )

    def _target(self, job: Job) -> str:
        return os.path.abspath(self.spool / str(job.number))

    def _recall(self, job: Job) -> Done | None:
        """Return what is known of a job without converting it: that it cannot be read, or that it is done."""
        if job.failure:
            return Done(job, "failed", Report(failure=job.failure))
        entry = self.journal.find(job.file, job.key) if self.journal and job.file else None
        if entry is None or self.journal is None:
            return None
        report = Report(source=job.sha256, digest=entry.digest, failure=entry.failure, **name_counts(entry))
        if entry.failure:
            return Done(job, "failed", report)
        done = Done(job, "kept", report, self.journal.folder / entry.file)
        self._first.setdefault(job.key, done)
        return done

    def _copy(self, job: Job, first: Done) -> Done:
        if first.at is None:
            return self._settle(job, first.report, "failed")
        made = copy_result(self._make_task(job), str(first.at))
        if made.failure is None and self.journal:
            sync_file(self._target(job))
        report = replace(first.report, digest=made.digest, seconds=made.seconds, failure=made.failure)
        return self._settle(job, report, "copied")

    def _settle(self, job: Job, report: Report, state: State) -> Done:
        """Put a result in its place, and write down what became of the job."""
        failure = report.failure
        if failure and failure.kind == "pack":
            raise UsageError(failure.cause)
        if failure and failure.kind == "output":
            raise OSError(failure.errno or errno.EIO, failure.cause)
        at = Path(self._target(job))
        if self.journal and job.file:
            # What a limit or a crash ended is tried again by the next run; it may have been the machine's fault.
            if failure is None or failure.kind == "input":
                failure = self._place(self.journal, job.file, job, report, at)
            at = self.journal.folder / job.file
        if failure:
            return Done(job, "failed", replace(report, failure=failure))
        return Done(job, state, report, at)

    @staticmethod
    def _place(journal: Journal, file: str, job: Job, report: Report, finished: Path) -> Failure | None:
        if report.failure:
            journal.note(Entry(file=file, key=job.key, failure=report.failure))
            return report.failure
        refused = journal.refuse(file, report.digest)
        if refused:
            return Failure("output", refused)
        entry = Entry(file=file, key=job.key, digest=report.digest, **name_counts(report))
        try:
            journal.place(entry, finished)
        except OSError as error:
            if error.errno in _FATAL:
                raise
            return Failure("output", f"{journal.folder / file}: cannot be written: {error.strerror}", error.errno)
        return None
