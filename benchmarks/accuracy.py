"""Score `extract` against gold: `python benchmarks/accuracy.py DIR…`.

DIR holds NNN.txt beside NNN.json, or raw/NNN.txt and gold/NNN.json. README.md tells the format and how each
figure is counted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import regex
from msgspec import to_builtins

from extractor import ExtractError, extract

Entry = dict[str, Any]
Span = tuple[int, int]
Counts = Counter[str]
# Words that say of what kind a region is; names are compared without them.
_KIND = regex.compile(r"\b(?:область|области|обл\.?|город|г\.|облысы|қаласы|region|oblast|city|республика|край)\b")
_STEM = 5


class Figure(NamedTuple):
    """A number that the product put out: where it stands, what it is worth, and the record that holds it."""

    record: Entry
    span: Span
    value: Decimal | None
    role: str


class Match(NamedTuple):
    """A gold record and the product's record that holds one of its values."""

    gold: Entry
    record: Entry


class Case:
    """One document: its gold and what the product made of it."""

    def __init__(self, gold: Entry, result: Entry) -> None:
        self.gold = gold
        self.records: list[Entry] = list(result.get("records") or ())
        self.aggregates: list[Entry] = list(result.get("aggregates") or ())
        self.checks: list[Entry] = list(result.get("checks") or ())
        self.figures = list(figures_of(self.records))

    @cached_property
    def gold_aggregates(self) -> list[Entry]:
        """The gold's figures of the whole."""
        return [value for entry in self.gold.get("aggregates") or () for value in entry["values"]]

    def stands_on(self, span: Span, kind: str) -> bool:
        """Tell whether the span overlaps one that the gold lists as `traps` or `ambiguous`."""
        return any(overlap(span, span_of(entry)) for entry in self.gold.get(kind) or ())


# --- Comparing ---------------------------------------------------------------------------------


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two half-open spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def span_of(entry: Entry) -> Span:
    """Return where an entry of the gold, or a piece of evidence, stands."""
    return entry["start"], entry["end"]


def to_decimal(printed: object) -> Decimal | None:
    """Return the number, or None for what is none."""
    try:
        return Decimal(str(printed))
    except InvalidOperation:
        return None


def value_of(gold_value: Entry) -> Decimal | None:
    """Return the full value of a gold figure: as written, times its multiplier."""
    written = to_decimal(gold_value["value"])
    return None if written is None else written * Decimal(str(gold_value.get("multiplier") or 1))


def same_size(one: Decimal | None, other: Decimal | None) -> bool:
    """Tell whether two numbers agree but for their signs."""
    return one is not None and other is not None and abs(one) == abs(other)


def same_role(gold_value: Entry, role: str) -> bool:
    """Tell whether the roles agree; growth with a direction may be read as current or as a change."""
    wanted = gold_value.get("role") or "current"
    return role == wanted or (bool(gold_value.get("direction")) and {role, wanted} == {"current", "change"})


def fold(name: str | None) -> str:
    """Return the name for comparison: small letters, no word for the kind of region, no punctuation."""
    bare = _KIND.sub(" ", (name or "").lower().replace("ё", "е"))
    return regex.sub(r"[^\w]+", " ", bare).strip()


def same_region(gold: Entry, record: Entry) -> bool:
    """Tell whether the record names the gold's region: by code where both have one, else by name."""
    region = record.get("region") or {}
    if gold.get("iso") and region.get("code"):
        return bool(gold["iso"] == region["code"])
    quotes = [evidence.get("text") for evidence in region.get("evidence") or ()]
    told = {fold(name) for name in (region.get("name"), region.get("text"), *quotes)} - {""}
    wanted = {fold(gold.get("region")), fold(gold.get("region_text"))} - {""}
    return bool(told & wanted) or any(_is_form(one, other) for one in told for other in wanted)


def _is_form(one: str, other: str) -> bool:
    """Tell whether one name holds the other; those of fewer than five letters would hold one another by chance."""
    shorter = min(len(one), len(other))
    return shorter >= _STEM and one[:_STEM] == other[:_STEM] and (one in other or other in one)


# --- Reading results ---------------------------------------------------------------------------


def figures_of(entries: Iterable[Entry]) -> Iterator[Figure]:
    """Yield every printed figure of records or aggregates, repeats one by one; derived and missing ones are none."""
    for entry in entries:
        for value in entry.get("values") or ():
            if value.get("status") in ("derived", "missing"):
                continue
            quotes = [*(value.get("evidence") or ())[:1], *(value.get("repeated") or ())]
            for quote in quotes:
                if quote.get("start") is not None:
                    role = value.get("role") or "current"
                    yield Figure(entry, span_of(quote), to_decimal(value.get("value")), role)


def rank_of(record: Entry) -> int | None:
    """Return the record's place, if it has one."""
    rank: int | None = (record.get("rank") or {}).get("value")
    return rank


def category_of(record: Entry) -> str:
    """Return the words of the record's category, folded; empty where it has none."""
    return fold((record.get("category") or {}).get("text"))


# --- Scoring -----------------------------------------------------------------------------------


def score(gold: Entry, result: Entry) -> Counts:
    """Return the counts of one document; see README.md for what each says."""
    case = Case(gold, result)
    counts: Counts = Counter()
    used, matches = match_values(case, counts)
    count_wrong(case, used, counts)
    count_ranks(case, counts)
    count_implied_ranks(case, matches, counts)
    count_categories(case, counts)
    count_grouping(matches, counts)
    count_aggregates(case, counts)
    told = any(check.get("status") == "failed" and check.get("severity") == "error" for check in case.checks)
    kind = "conflict" if gold.get("inconsistencies") else "sound"
    counts.update({kind: 1, f"{kind}_accused": int(told)})
    return counts


def match_values(case: Case, counts: Counts) -> tuple[set[int], list[Match]]:
    """Count values found and missed; return the positions of the figures that matched, and the matches."""
    used: set[int] = set()
    matches: list[Match] = []
    for gold in case.gold["records"]:
        for value in gold["values"]:
            hit = find_figure(case.figures, gold, value)
            if hit is not None:
                used.add(hit)
                matches.append(Match(gold, case.figures[hit].record))
            counts["missed_all" if hit is None else "found_all"] += 1
            if (value.get("role") or "current") == "current":
                counts["missed" if hit is None else "found"] += 1
    return used, matches


def find_figure(figures: list[Figure], gold: Entry, value: Entry) -> int | None:
    """Return the position of the first figure that is right: place, region, role and size."""
    span, size = span_of(value), value_of(value)
    for at, figure in enumerate(figures):
        if (
            overlap(figure.span, span)
            and same_role(value, figure.role)
            and same_size(figure.value, size)
            and same_region(gold, figure.record)
        ):
            return at
    return None


def count_wrong(case: Case, used: set[int], counts: Counts) -> None:
    """Count the figures that match no gold value, and those of them that sit on a trap."""
    for at, figure in enumerate(case.figures):
        if at in used or is_forgiven(case, figure):
            continue
        counts["wrong_all"] += 1
        counts["wrong"] += figure.role == "current"
        counts["traps"] += case.stands_on(figure.span, "traps")


def is_forgiven(case: Case, figure: Figure) -> bool:
    """Tell whether an unmatched figure is no fault: a country's own record, an ambiguous place, a role gold lacks."""
    code = (figure.record.get("region") or {}).get("code")
    if code and "-" not in code and any(overlap(figure.span, span_of(value)) for value in case.gold_aggregates):
        return True
    if case.stands_on(figure.span, "ambiguous"):
        return True
    return figure.role in ("reference", "target") and not case.stands_on(figure.span, "traps")


def count_ranks(case: Case, counts: Counts) -> None:
    """Count stated places found, and the stated places that the gold does not know."""
    golds = case.gold["records"]
    for gold in golds:
        if gold.get("rank") is not None and gold.get("rank_stated"):
            counts["ranks"] += 1
            counts["ranks_found"] += any(
                rank_of(record) == gold["rank"] and same_region(gold, record) for record in case.records
            )
    for record in case.records:
        if (record.get("rank") or {}).get("status") == "stated":
            known = any(gold.get("rank") == rank_of(record) and same_region(gold, record) for gold in golds)
            counts["ranks_wrong"] += not known


def count_implied_ranks(case: Case, matches: list[Match], counts: Counts) -> None:
    """Count implied places on the gold records of which a value was found."""
    mates = {id(match.gold): match.record for match in matches}
    for gold in case.gold["records"]:
        if id(gold) in mates and gold.get("rank") is not None and not gold.get("rank_stated"):
            counts["implied"] += 1
            counts["implied_found"] += rank_of(mates[id(gold)]) == gold["rank"]


def count_categories(case: Case, counts: Counts) -> None:
    """Count categories told of the right region, in the gold's words or in part of them."""
    for gold in case.gold["records"]:
        if gold.get("category"):
            wanted = fold(gold["category"])
            told = [category_of(record) for record in case.records if same_region(gold, record)]
            counts["categories"] += 1
            counts["categories_found"] += any(wanted in words or (words != "" and words in wanted) for words in told)


def count_grouping(matches: list[Match], counts: Counts) -> None:
    """Count the pairs of found values on which gold and product agree whether they share a ranking."""
    for at, one in enumerate(matches):
        for other in matches[:at]:
            together = one.gold["ranking"] == other.gold["ranking"]
            counts["pairs"] += 1
            counts["pairs_right"] += together == (one.record.get("ranking") == other.record.get("ranking"))


def count_aggregates(case: Case, counts: Counts) -> None:
    """Count figures of the whole found, as aggregates or as records, and the aggregates that sit on traps."""
    aggregates = list(figures_of(case.aggregates))
    for value in case.gold_aggregates:
        role, size = value.get("role") or "current", value_of(value)
        counts["aggregates"] += 1
        counts["aggregates_found"] += any(
            overlap(figure.span, span_of(value)) and same_size(figure.value, size) and figure.role == role
            for figure in (*aggregates, *case.figures)
        )
    for figure in aggregates:
        known = any(overlap(figure.span, span_of(value)) for value in case.gold_aggregates)
        if figure.record.get("statistic") != "count" and not known:
            counts["aggregate_traps"] += case.stands_on(figure.span, "traps")


# --- Running -----------------------------------------------------------------------------------


def find_documents(folder: Path) -> list[tuple[Path, Entry]]:
    """Return the texts of the folder with their gold, in order of name; json without `records` is no gold."""
    golds = sorted((folder / "gold").glob("*.json")) or sorted(folder.glob("*.json"))
    documents = []
    for path in golds:
        gold = json.loads(path.read_text("utf-8"))
        texts = [folder / "raw" / f"{path.stem}.txt", folder / f"{path.stem}.txt"]
        text = next((text for text in texts if text.is_file()), None)
        if text is not None and isinstance(gold, dict) and "records" in gold:
            documents.append((text, gold))
    return documents


def score_document(path: Path, gold: Entry) -> tuple[Counts, str]:
    """Return the counts of one document, and why it could not be read (else empty)."""
    try:
        result = to_builtins(extract(path))
    except ExtractError as error:
        return Counter(unread=1) + score(gold, {}), str(error)
    return score(gold, result), ""


def share(part: int, *others: int) -> float:
    """Return the part's share of all."""
    return part / max(1, part + sum(others))


def harmonic_mean(one: float, other: float) -> float:
    """Return F1 out of precision and recall."""
    return 2 * one * other / (one + other) if one + other else 0.0


def describe(name: str, counts: Counts) -> str:
    """Return the line of one document."""
    return (
        f"{name}: found {counts['found']} wrong {counts['wrong']} missed {counts['missed']} | traps {counts['traps']}"
        f" | ranks {counts['ranks_found']}/{counts['ranks']} wrong {counts['ranks_wrong']}"
        f" | implied {counts['implied_found']}/{counts['implied']} | grouping {counts['pairs_right']}/{counts['pairs']}"
        f" | aggregates {counts['aggregates_found']}/{counts['aggregates']}"
        f" | accused {counts['conflict_accused'] + counts['sound_accused']}"
    )


def summarise(total: Counts) -> str:
    """Return the figures of all documents, one line a figure."""
    precision, recall = share(total["found"], total["wrong"]), share(total["found"], total["missed"])
    precision_all = share(total["found_all"], total["wrong_all"])
    recall_all = share(total["found_all"], total["missed_all"])
    lines = {
        "documents": f"{total['conflict'] + total['sound']} ({total['unread']} unread)",
        "precision": f"{precision:.3f}",
        "recall": f"{recall:.3f}",
        "F1": f"{harmonic_mean(precision, recall):.3f}",
        "precision, all roles": f"{precision_all:.3f}",
        "recall, all roles": f"{recall_all:.3f}",
        "traps hit": f"{total['traps']} (aggregates {total['aggregate_traps']})",
        "stated ranks": f"{total['ranks_found']}/{total['ranks']} ({total['ranks_wrong']} wrong)",
        "implied ranks": f"{total['implied_found']}/{total['implied']}",
        "grouping": f"{total['pairs_right']}/{total['pairs']}",
        "aggregates": f"{total['aggregates_found']}/{total['aggregates']}",
        "categories": f"{total['categories_found']}/{total['categories']}",
        "conflicts found": f"{total['conflict_accused']}/{total['conflict']}",
        "false alarms": f"{total['sound_accused']}/{total['sound']}",
    }
    width = max(map(len, lines))
    return "\n".join(f"{name:<{width}}  {figure}" for name, figure in lines.items())


def main(argv: list[str] | None = None) -> int:
    """Score the folders and print a line a document, then the summary; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("-q", "--quiet", action="store_true", help="the summary alone")
    args = parser.parse_args(argv)
    total: Counts = Counter()
    for folder in args.folders:
        documents = find_documents(folder)
        if not documents:
            print(f"{folder}: holds no gold (NNN.txt beside NNN.json, or raw/ and gold/)", file=sys.stderr)
            return 2
        for path, gold in documents:
            counts, trouble = score_document(path, gold)
            total.update(counts)
            if not args.quiet:
                print(f"{path.stem}: unread: {trouble}" if trouble else describe(path.stem, counts))
    print(summarise(total))
    return 0


if __name__ == "__main__":
    sys.exit(main())
