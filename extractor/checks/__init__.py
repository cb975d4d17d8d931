"""Records and statements → findings. A check is one function and one line in `CHECKS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import localcontext
from typing import NamedTuple

from extractor.checks.against import Audit, audit
from extractor.checks.changes import check_changes
from extractor.checks.composites import check_composite, infer_composition
from extractor.checks.counts import check_counts, check_range, check_tallies
from extractor.checks.diagnosis import diagnose
from extractor.checks.facts import CheckOptions, Facts
from extractor.checks.findings import Derived, Finding
from extractor.checks.gaps import check_gaps
from extractor.checks.grounding import check_grounding
from extractor.checks.headlines import check_headline
from extractor.checks.intervals import EXACT
from extractor.checks.order import check_list_order, check_rank_values, note_close_places
from extractor.checks.places import check_listed_places, check_ranks
from extractor.checks.ratios import check_column_ratios
from extractor.checks.recognition import check_recognition, check_second_reading, list_quotes, weaken_recognized
from extractor.checks.repeats import check_repeats
from extractor.checks.scales import check_scale, check_unnamed_shares
from extractor.checks.times import check_times
from extractor.checks.totals import check_totals
from extractor.checks.units import check_units
from extractor.checks.verdicts import Judgement, judge
from extractor.checks.wholes import check_grain, check_mean, check_shares, check_spread
from extractor.checks.words import MESSAGES, Words
from extractor.model import Assembly, Document
from extractor.packs import Pack
from extractor.results import Check, Evidence

# In the order in which findings are told.
CHECKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    check_grounding,
    check_scale,
    check_unnamed_shares,
    check_units,
    check_composite,
    infer_composition,
    check_counts,
    check_range,
    check_tallies,
    check_totals,
    check_shares,
    check_spread,
    check_column_ratios,
    check_changes,
    check_grain,
    check_headline,
    check_repeats,
    check_ranks,
    check_rank_values,
    check_list_order,
    check_listed_places,
    check_mean,
    note_close_places,
    check_times,
    check_gaps,
    check_recognition,
    check_second_reading,
)


class Checked(NamedTuple):
    """What the checks found, and the missing figures that they derived."""

    checks: tuple[Check, ...]
    derived: tuple[Derived, ...]


def check(
    document: Document,
    assembly: Assembly,
    pack: Pack,
    options: CheckOptions | None = None,
    seen: Mapping[Evidence, str] | None = None,
) -> Checked:
    """Return what every check found, in the order of `CHECKS` and of the document, one finding a cause.

    `seen` is what a second engine sees in the boxes of quotes.
    """
    facts = Facts(document, assembly, pack, options, seen)
    with localcontext(EXACT):
        findings = [finding for function in CHECKS for finding in function(facts)]
        kept = diagnose(facts, findings, list(drop_consequences(findings)))
    kept = tuple(weaken_recognized(found, document.source.ocr_pages) for found in kept)
    derived = tuple(finding.derived for finding in findings if finding.derived is not None)
    return Checked(kept, derived)


def drop_consequences(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings but those that a figure named by an earlier one explains: one cause, one finding.

    A failed finding leaves its figures suspect; a later one that shares some is explained by these, and leaves only
    these suspect. So two slips that share no figure stay two findings.
    """
    suspects: list[set[str]] = []
    groups: dict[str, list[int]] = {}  # by the names that they held at first
    for finding in findings:
        if finding.check.status == "failed" and finding.check.severity != "note":
            named = _with_owners(finding.check.subjects)
            told = (at for name in named for at in groups.get(name, ()) if name in suspects[at])
            shared = min(told, default=None)
            if shared is not None:
                suspects[shared] &= named
                continue
            if finding.check.severity == "error":
                for name in named:
                    groups.setdefault(name, []).append(len(suspects))
                suspects.append(named)
        yield finding


def _with_owners(subjects: tuple[str, ...]) -> set[str]:
    """Return the subjects and, of values, the records that they stand in."""
    owners = (subject.rpartition("/")[0] for subject in subjects)
    return {*subjects, *(owner for owner in owners if "/" in owner)}


__all__ = [
    "CHECKS",
    "MESSAGES",
    "Audit",
    "CheckOptions",
    "Checked",
    "Judgement",
    "Words",
    "audit",
    "check",
    "judge",
    "list_quotes",
]
