"""The documents of an output folder: their results, their sources, and what people decided about them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from msgspec import Struct

from extractor.corrections import describe_place, describe_value
from extractor.decisions import (
    CORRECTIONS,
    JUDGING,
    Action,
    Decision,
    Extracted,
    Figure,
    Register,
    append_decision,
    clean_figure,
    count_damaged,
    read_decisions,
)
from extractor.errors import InputError, UsageError
from extractor.model import Document, Study
from extractor.packs import load_pack
from extractor.pipeline import ExtractOptions
from extractor.readers import check_size, read_bytes
from extractor.results import Aggregate, Evidence, Record, Value
from extractor.review.quotes import (
    count_points,
    find_code,
    is_place,
    locate_box,
    locate_name,
    locate_text,
    look_around,
    narrow,
)
from extractor.review.shelves import Shelf, Shelves
from extractor.review.studies import Source, Studies

NOTE = 2_000  # letters of a note that are kept


class Wanted(Struct, kw_only=True):
    """A decision as a browser sends it.

    A quote is its text with an offset near it (in UTF-16 units), or a page and a box; `after` is the decision about the
    figure that the browser shows, `whole` asks to reject all of a record.
    """

    document: str
    action: Action
    who: str
    target: str | None = None
    value: str | None = None
    unit: str | None = None
    region: str | None = None
    ranking: str | None = None
    metric: str | None = None
    quote: str | None = None
    near: int = 0
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    note: str | None = None
    after: str | None = None
    whole: bool = False


class Library:
    """An output folder; only results that lie in it, and the very sources that these were made from, are ever read."""

    def __init__(self, folder: Path, options: ExtractOptions) -> None:
        self.folder = folder
        self.options = options
        self._shelves = Shelves(folder)
        self._studies = Studies(options)
        self._register: tuple[tuple[int, int] | None, Register] = (None, Register(()))
        self._lock = Lock()

    @property
    def corrections(self) -> Path:
        """The file of decisions."""
        return self.folder / CORRECTIONS

    def list(self) -> Sequence[Shelf]:
        """Return all documents of the folder by name."""
        return self._shelves.list()

    def find(self, name: str) -> Shelf | None:
        """Return a document by its name; what the folder does not list is not there."""
        return self._shelves.find(name)

    def register(self) -> Register:
        """Return the standing decisions of all documents; the file is read again only when it has changed."""
        try:
            stat = self.corrections.stat()
        except OSError:
            return Register(())
        with self._lock:
            state = stat.st_mtime_ns, stat.st_size
            if self._register[0] != state:
                self._register = state, Register(read_decisions(self.corrections))
            return self._register[1]

    def count_damaged(self) -> int:
        """Return how many lines of the file of decisions cannot be read."""
        return count_damaged(self.corrections)

    def decisions(self, shelf: Shelf) -> tuple[Decision, ...]:
        """Return the standing decisions about a document."""
        return self.register().find(shelf.source, shelf.sha256, shelf.name)

    def study(self, shelf: Shelf) -> Study:
        """Return a document with its decisions applied and checked anew. Raises ExtractError for a lost source."""
        return self._studies.decided(self._read(shelf), self.decisions(shelf))

    def _read(self, shelf: Shelf) -> Source:
        """Return the source of a result: as it says, or beside the folder. Raises InputError.

        Its hash must be the result's: so nothing is shown of this machine that was not converted into this folder,
        whatever path a result may name, and nobody decides on another text than was extracted.
        """
        places = (Path(shelf.source), self.folder.parent / shelf.source, self.folder.parent / shelf.name)
        file = next((path for path in places if path.is_file()), None)
        if file is None:
            cause = "is not where it was; start --review in the folder that the batch was run in"
            raise InputError(shelf.source, cause)
        check_size(str(file), self.options.reading.max_size)
        data = read_bytes(str(file))
        if hashlib.sha256(data).hexdigest() != shelf.sha256:
            raise InputError(shelf.source, "has changed since it was extracted; run the batch again")
        return Source(shelf.name, file, data, shelf.source, shelf.sha256)

    def decide(self, wanted: Wanted) -> Decision:
        """Write a decision down and return it.

        Raises UsageError for one that cannot be, OvertakenError where somebody else has decided meanwhile, OSError.
        """
        shelf = self.find(wanted.document)
        who = " ".join(wanted.who.split())[:100]
        if shelf is None or not who:
            raise UsageError("the document is not in this folder" if shelf is None else "give your name")
        decision = self._word(wanted, shelf, who)
        append_decision(self.corrections, decision)
        return decision

    def _word(self, wanted: Wanted, shelf: Shelf, who: str) -> Decision:
        source = self._read(shelf)
        plain, now = self._studies.plain(source), self._studies.decided(source, self.decisions(shelf))
        found = _look_up(plain, wanted.target) or _look_up(now, wanted.target)
        action, target = wanted.action, wanted.target
        if action == "withdraw" and all(decision.id != target for decision in self.decisions(shelf)):
            raise UsageError("there is no such decision, or it was withdrawn meanwhile")
        if action in JUDGING and found is None:
            raise UsageError(f"{target}: no such figure")
        new, quotes = self._read_figure(wanted, plain, found), _find_quotes(wanted, plain.document)
        if found is not None and found.value is not None and found.value.status == "derived" and action in JUDGING:
            if action != "correct":
                raise UsageError("the figure is derived from others; decide about these, or give the right value")
            # Nothing is printed that could be corrected: what a person knows is added.
            action, quotes = "add", quotes or found.value.evidence[:1]
            target = found = None
        if action == "add":
            quotes = self._add_name(plain.document, new, quotes)
        note = (wanted.note or "").strip()[:NOTE] or None
        if action == "note" and note is None:
            raise UsageError("the note is empty")
        return Decision(
            id=secrets.token_hex(8),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            who=who,
            document=shelf.name,
            action=action,
            sha256=plain.result.source.sha256,
            target=target,
            old=found.old if found else None,
            new=new,
            evidence=quotes,
            receipt=found.receipt if found else None,
            note=note,
            whole=wanted.whole and action == "reject",
            after=wanted.after if action in JUDGING else None,
            around=look_around(plain.document.text, quotes[0]) if quotes else None,
        )

    def _read_figure(self, wanted: Wanted, study: Study, found: _Found | None) -> Figure | None:
        if wanted.action not in ("correct", "add"):
            return None
        value = clean_figure(wanted.value or "")
        if value is None:
            raise UsageError(f"{(wanted.value or '')[:40]}: is no number")
        unit = wanted.unit or None
        if unit is not None and unit not in load_pack(self.options.patterns).units:
            raise UsageError(f"{unit[:40]}: no such unit")
        if wanted.action == "correct":
            derived = found.value if found and found.value and found.value.status == "derived" else None
            if found is not None and found.value is None and not is_place(value):
                raise UsageError(f"{value}: a place is a whole number from 1 on")
            if found is None or derived is None or not isinstance(found.owner, Record):
                return Figure(value=value, unit=unit)
            region, ranking = found.owner.region, found.owner.ranking
            unit, metric = unit or derived.unit, derived.metric
            return Figure(value=value, unit=unit, region=region.name, code=region.code, ranking=ranking, metric=metric)
        return self._read_added(wanted, study, value, unit)

    def _read_added(self, wanted: Wanted, study: Study, value: str, unit: str | None) -> Figure:
        region = " ".join((wanted.region or "").split())[:200]
        if not region:
            raise UsageError("give the region")
        rankings = {ranking.id for ranking in study.result.rankings}
        if wanted.ranking and rankings and wanted.ranking not in rankings:
            raise UsageError(f"{wanted.ranking[:80]}: no such ranking")
        known = {record.region.name.lower(): record.region for record in study.result.records}
        told = known.get(region.lower())
        pack, language = load_pack(self.options.patterns), study.result.source.language
        return Figure(
            value=value,
            unit=unit,
            region=told.name if told else region,
            code=told.code if told else find_code(pack, language, region),
            ranking=wanted.ranking or None,
            metric=" ".join((wanted.metric or "").split())[:100] or None,
        )

    def _add_name(self, document: Document, new: Figure | None, quotes: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        """Return the quotes with that of the region's name. Raises UsageError where there is no quote."""
        if not quotes or new is None:
            raise UsageError("select the figure in the source, or draw a box around it")
        pack = load_pack(self.options.patterns)
        span = locate_name(document, pack, new.code, new.region or "", quotes[0].start)
        return (*quotes, document.quote(*span)) if span else quotes


class _Found(NamedTuple):
    """A decision's target: what holds it, the value (None: its place), how it was extracted, the record's receipt."""

    owner: Record | Aggregate
    value: Value | None
    old: Extracted
    receipt: str | None


def _look_up(study: Study, target: str | None) -> _Found | None:
    owners: list[Record | Aggregate] = [*study.result.records, *study.result.aggregates]
    for owner in owners:
        receipt = owner.receipt if isinstance(owner, Record) else None
        if owner.id == target and isinstance(owner, Record):
            return _Found(owner, None, describe_place(owner), receipt)
        for value in owner.values:
            if value.id == target:
                return _Found(owner, value, describe_value(value), receipt)
    return None


def _find_quotes(wanted: Wanted, document: Document) -> tuple[Evidence, ...]:
    """Return the quote that a person gave, its digits alone where these are the figure. Raises UsageError."""
    if wanted.page is not None and wanted.box is not None:
        span = locate_box(document, wanted.page, wanted.box)
    elif wanted.quote:
        span = locate_text(document, wanted.quote, count_points(document.text, wanted.near))
    else:
        return ()
    start, end = narrow(document.text, *span, clean_figure(wanted.value or "") or "")
    return (document.quote(start, end),)


def open_library(folder: Path, options: ExtractOptions) -> Library:
    """Return the library of an output folder. Raises UsageError where there is nothing to review."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; --review takes the output folder of a batch")
    library = Library(folder, options)
    if not library.list():
        raise UsageError(f"{folder}: holds no results; fill it with: extract INPUT... -o {folder}/")
    return library
