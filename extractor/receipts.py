"""Receipts: a hash over all that a record rests on, and the proof that it can be derived again from its source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from extractor.decisions import Decision, Register
from extractor.errors import ExtractError, InputError
from extractor.results import Record, Result, Review, Value

_ENCODER = msgspec.json.Encoder(order="deterministic")
Extract = Callable[[str, tuple[Decision, ...]], Result]


def seal_records(records: Sequence[Record], sha256: str, made_by: str) -> tuple[Record, ...]:
    """Return the records with their receipts; `sha256` is the source's hash, `made_by` tells program and rules."""
    return tuple(replace(record, receipt=write_receipt(record, sha256, made_by)) for record in records)


def write_receipt(record: Record, sha256: str, made_by: str) -> str:
    """Return the SHA-256 (hex) over a record, its quotes, spans, pages and rules, with its source's hash and `made_by`.

    Verdicts are left out: they hang on other records and other documents.
    """
    bare = replace(record, receipt=None, verdict="grounded", values=tuple(map(_leave_verdict, record.values)))
    return hashlib.sha256(b"\n".join([made_by.encode(), sha256.encode(), _ENCODER.encode(bare)])).hexdigest()


def _leave_verdict(value: Value) -> Value:
    return value if value.verdict == "grounded" else replace(value, verdict="grounded")


class Verification(Struct, frozen=True, kw_only=True):
    """What became of one document's records when they were derived again, by their ids.

    `altered` no longer fit their own receipts, `changed` come out otherwise now, `gone` do not come out at all, `new`
    are there now only; `decided` (of those that hold) rest on what a person decided, as their receipts say too;
    `undecided` were decided by a person whose decision is not at hand, so that nothing proves them; `same_rules` is
    whether the same program and rules looked.
    """

    path: str
    source: Literal["same", "changed", "unreadable"]
    cause: str | None = None
    same_rules: bool = True
    holds: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether the source is as it was and every record holds."""
        return self.source == "same" and not (self.altered or self.changed or self.gone or self.undecided)


def load_results(path: str) -> list[Result]:
    """Return the results in a JSON or JSON lines file. Raises InputError where it holds none."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror or error}") from error
    try:
        if data.lstrip().startswith(b"["):
            return msgspec.json.decode(data, type=list[Result])
        try:
            return [msgspec.json.decode(data, type=Result)]
        except msgspec.DecodeError:  # a second object behind the first: a line each
            return [msgspec.json.decode(line, type=Result) for line in data.splitlines() or [data]]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(path, f"holds no result of extract -f json or jsonl ({error})") from error


def verify_results(path: str, extract: Extract, decisions: Register) -> Iterator[Verification]:
    """Yield what holds of each result in a file, in order, with people's decisions applied.

    A source is looked for where the result says, then beside the result's file. Raises InputError for a file that
    holds no results.
    """
    for result in load_results(path):
        yield verify_result(result, extract, Path(path).parent, decisions)


def verify_result(result: Result, extract: Extract, beside: Path, decisions: Register) -> Verification:
    """Derive a result again from its source, with the decisions about it, and tell which records still hold."""
    stored = result.source.path
    found = next((p for p in (Path(stored), beside / stored, beside / Path(stored).name) if p.is_file()), Path(stored))
    made = decisions.find(stored, result.source.sha256)
    known = {decision.id for decision in made}
    altered = [r.id for r in result.records if r.receipt != write_receipt(r, result.source.sha256, result.made_by)]
    try:
        again = extract(str(found), made)
    except ExtractError as error:
        return Verification(path=stored, source="unreadable", cause=str(error), altered=tuple(altered))
    now = {record.id: write_receipt(record, result.source.sha256, result.made_by) for record in again.records}
    kept = [record for record in result.records if record.id not in altered]
    reviews = {record.id: list_reviews(record) for record in kept}
    undecided = {name for name, ids in reviews.items() if not ids <= known}
    kept = [record for record in kept if record.id not in undecided]
    holding = tuple(record.id for record in kept if now.get(record.id) == record.receipt)
    return Verification(
        path=stored,
        source="same" if again.source.sha256 == result.source.sha256 else "changed",
        same_rules=again.made_by == result.made_by,
        holds=holding,
        altered=tuple(altered),
        changed=tuple(record.id for record in kept if now.get(record.id, record.receipt) != record.receipt),
        gone=tuple(record.id for record in kept if record.id not in now),
        new=tuple(name for name in now if name not in {record.id for record in result.records}),
        decided=tuple(name for name in holding if reviews[name]),
        undecided=tuple(name for name in reviews if name in undecided),
    )


def list_reviews(record: Record) -> set[str | None]:
    """Return the ids of people's decisions that a record names."""
    reviews = (record.review, *(value.review for value in record.values))
    return {review.id for review in reviews if isinstance(review, Review)}
