"""Rows of a listing: what a name's figures tell together, and which words of order are said of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.assemblers.binding import Binding
from extractor.assemblers.drafts import Figure, Indicator, Listing, RankingDraft, Row
from extractor.assemblers.passages import Passage
from extractor.model import CueMention, NumberMention
from extractor.spans import Span

# A passage that begins with its name tells an entry of a list.
ENTRY_REACH = 14
# An earlier figure further from the present one than this is another indicator's.
MOST_CHANGED = 3
# A word of contrast that may also join the last item of a list.
WEAK = "weak"
SIGNS = "+-−–±"
# So many signs part the numbers of a run.
RUN_GAPS, _RUN_SIGNS = 2, ("-", "–", "—", ":", "/")
LOOSE_RULES = ("prose", "value-first")


def choose_model(
    models: Sequence[Figure], at: int, numbers: Sequence[NumberMention], passage: Passage
) -> Figure | None:
    """Return the figure of the entry before that a bare number is told like: the one at its place.

    A number with a multiplier, or one told to be the present one, is never told like a change.
    """
    if at >= len(models) and not any(other.start in passage.roles for other in numbers[: at + 1]):
        return None  # a further figure: what the entry before told is of another kind
    model = models[min(at, len(models) - 1)] if models else None
    told = passage.roles.get(numbers[at].start)
    if model is not None and at >= len(models) and told is None and model.role != "current":
        return None  # a further figure behind a change
    level = numbers[at].multiplier != 1 or (told is not None and told.role == "current")
    if model is not None and level and model.role != "current":
        return next((figure for figure in models if figure.role == "current"), None)
    return model


def turns_over(draft: RankingDraft | None, cue: CueMention, main: Figure) -> bool:
    """Whether a second superlative is the opposite of the first ("the cleanest: 5, 6 …", then "the dirtiest: 31").

    So it is where the figures lie beyond those told first, and those rise, or only one of the two judges.
    """
    listings = draft.listings if draft is not None else ()
    first = next((listing for listing in listings if listing.end == "high" and listing.cue), None)
    if first is None or first.cue is None:
        return False
    values = [figure.value for row in first.rows if (figure := row.current(main.metric)) is not None]
    if not values or main.role != "current":
        return False
    rising = len(set(values)) > 1 and values == sorted(values)
    judged = {first.cue.value, cue.value} & {"good", "bad"}
    if rising:
        return main.value > max(values)
    return bool(judged) and first.cue.value != cue.value and main.value < min(values)


def is_chained(binding: Binding, passage: Passage) -> bool:
    """Whether a chain word tells of a name, and not of those behind one at an end ("A had the most, followed by B")."""
    first = min((cue.start for cue in passage.of_kind("high", "low")), default=passage.end)
    return any(chain.start < binding.name.start or chain.start <= first for chain in passage.of_kind("chain"))


def turns_to_top(binding: Binding, listing: Listing | None) -> bool:
    """Whether a first place is told behind names from the bottom: it begins at the other end."""
    first = binding.rank is not None and binding.rank.value == 1
    return first and listing is not None and listing.end == "low" and listing.by_change is False


def is_entry(passage: Passage, first: int) -> bool:
    """Whether the passage begins with the name that stands first in it."""
    return first - passage.start <= ENTRY_REACH


def is_list_entry(binding: Binding, passage: Passage) -> bool:
    """Whether a name is told as list entries are: it opens the passage, a dash or bracket joins its figure."""
    first = min([binding.name.start, *(region.start for region in passage.regions[:1])])
    return is_entry(passage, first) and binding.rule not in LOOSE_RULES


def is_followed_by(row: Row, previous: Figure) -> bool:
    """Whether a row's present figure is of the size of an earlier one that it lacks yet."""
    figure = row.current()
    if figure is None or any(f.role == "previous" for f in row.figures) or previous.unit not in (None, figure.unit):
        return False
    low, high = sorted((abs(figure.value), abs(previous.value)))
    return high <= low * MOST_CHANGED


def tells_change(figures: Sequence[Figure]) -> bool:
    """Whether a name's figures are a change and then the level that it led to ("up by 5.3 points, to 61%")."""
    roles = [figure.role for figure in figures]
    return roles[:1] == ["change"] and "current" in roles


def is_run(numbers: Sequence[NumberMention], text: str) -> bool:
    """Whether bare numbers are told in one breath, parted by dashes or colons alone ("27–19–22")."""
    gaps = [text[before.right : number.left] for before, number in pairwise(numbers)]
    return len(gaps) >= RUN_GAPS and all(gap in _RUN_SIGNS for gap in gaps)


def tells_past(number: NumberMention, passage: Passage) -> bool:
    """Whether a frame tells a bare number of the past, so that it is told like the figure before it."""
    told = passage.roles.get(number.start)
    return number.unit is None and told is not None and told.role == "previous"


def main_figure(figures: Sequence[Figure], by_change: bool) -> Figure | None:
    """Return the figure that a name's place in its list goes by."""
    role = "change" if by_change else "current"
    return next((f for f in figures if f.role == role), figures[0] if figures else None)


def is_of_all(cue: CueMention, passage: Passage) -> bool:
    """Whether a word of order behind its names is told of all of them: of one name, or of a list that it closes."""
    if len(passage.regions) == 1:
        return True
    return bool(passage.regions) and not passage.ranks and cue.start >= passage.regions[-1].end


def only_changes(binding: Binding, passage: Passage, text: str) -> bool:
    """Whether a superlative's name has nothing but changes, signed or told as such, so that they are what is ranked."""
    told = [passage.roles[n.start].role if n.start in passage.roles else "" for n in binding.numbers]
    signed = [number.left < number.start and text[number.left] in SIGNS for number in binding.numbers]
    changes = [role in ("change", "fall") or (not role and sign) for role, sign in zip(told, signed, strict=True)]
    return bool(changes) and all(changes)


def promise(listing: Listing, passage: Passage) -> tuple[Span, ...]:
    """Return what an inferred place rests on: the promise, the word that goes on with it, else the last place."""
    spans = [(listing.cue.start, listing.cue.end)] if listing.cue is not None else []
    spans += [(cue.start, cue.end) for cue in passage.of_kind("chain")[:1]]
    return tuple(spans) if spans or listing.place is None else (listing.place.digits,)


def is_set_apart(row: Row, listing: Listing, passage: Passage) -> bool:
    """Whether a word of contrast parts a row from the one before it.

    A weak one ("and in …") goes on with a list that has two rows already, as its last item.
    """
    if not listing.rows or row.rank is not None:
        return False
    last = listing.rows[-1].region
    between = [cue for cue in passage.of_kind("contrast") if last.end <= cue.start < row.region.start]
    item = len(listing.rows) >= 2 and row.current() is not None
    return any(cue.value != WEAK or not item for cue in between)


def joins(listing: Listing, row: Row) -> bool:
    """Add a row to the last one, where both tell of one region and not the same thing twice; return whether it was."""
    last = listing.rows[-1] if listing.rows else None
    if last is None or last.region.codes != row.region.codes or not row.region.codes:
        return False
    told = {(figure.metric, figure.role): figure.value for figure in last.figures}
    if any(told.get((f.metric, f.role), f.value) != f.value for f in row.figures) or (last.rank and row.rank):
        return False
    last.figures += row.figures
    last.rank, last.category = last.rank or row.rank, last.category or row.category
    listing.place = last.rank or listing.place
    last.ahead = row.ahead if last.ahead is None else last.ahead
    last.below = row.below if last.below is None else last.below
    return True


def tell_apart(figure: Figure, at: int, others: Sequence[Figure]) -> None:
    """Take a further bare figure of a list's entry for an indicator of its own ("A – 9,874 (+4.1%), 41.2")."""
    if any((o.metric, o.role, o.unit) == (figure.metric, figure.role, figure.unit) for o in others):
        figure.metric, figure.label = Indicator(unit=figure.unit, label=str(at + 1)), None


def drop_doubles(figures: Sequence[Figure]) -> list[Figure]:
    """Keep the first figure of each metric, role and unit: a second one belongs to something else."""
    if len(figures) < 2:
        return list(figures)
    kept: dict[tuple[Indicator, str, str | None], Figure] = {}
    for figure in figures:
        kept.setdefault((figure.metric, figure.role, figure.unit), figure)
    return list(kept.values())
