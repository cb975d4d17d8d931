"""The header of a table that no lattice parts: which rows it has, and which columns each title stands over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from extractor.readers.layout.bands import Band, cover, find_labels
from extractor.readers.layout.grids import counts_up
from extractor.readers.layout.lines import Line
from extractor.readers.layout.regions import is_enclosed, is_prose
from extractor.readers.layout.rows import Row, is_figure, is_year
from extractor.readers.layout.rulings import Rule

MOST_ROWS = 10
MOST_ABOVE = 4
# Gaps above which a row is no header's: line heights, and times the usual gap of the table's rows.
FARTHEST = 1.3
FARTHEST_PARTED = 4.0
USUAL_GAPS = 1.7
# A section's name begins no more than so many line heights before its labels.
OUTDENT = 4.0
# A title as many times as high as its type is set sideways.
SIDEWAYS = 1.5
# Lines of one label are no further apart than this.
CLOSE = 0.5
FARTHEST_SECTION = 2.0
# Lines of one title are no further apart than so many line heights.
TIGHT = 0.28
# A title's middle is over that of its columns if it is off by less than this share of their width.
OFF_CENTER = 0.12


class Title(Struct, eq=False):
    """A title over the columns `first` to `last`, with its lines from the top; `level` counts from 0."""

    first: int
    last: int
    lines: list[Line]
    level: int = 0

    @property
    def x0(self) -> float:
        """Where its longest line begins."""
        return min(line.x0 for line in self.lines)

    @property
    def x1(self) -> float:
        """Where its longest line ends."""
        return max(line.x1 for line in self.lines)

    @property
    def top(self) -> float:
        """Where its first line begins."""
        return self.lines[0].top

    @property
    def foot(self) -> float:
        """Where its last line stands."""
        return self.lines[-1].bottom


def find_start(rows: Sequence[Row], first: int, bands: Sequence[Band], full: Sequence[Rule], usual: float) -> int:
    """Return the index of the body's first row, given that of its first figures.

    A label of several lines and a section's name stand above the figures, but below the titles of the columns.
    """
    at = first
    while (
        at > 0
        and first - at < MOST_ABOVE
        and _is_label(rows[at - 1], bands)
        and _gap(rows, at) < _limit(rows, at, usual)
    ):
        at -= 1
    if at < first and _is_wrapped(rows, at, first, full):
        return at
    if _is_set_off(rows, at, bands, full):
        return at - 1
    titled = at > 0 and _gap(rows, at) < _limit(rows, at, usual) and _fits(rows[at - 1], bands, 0)
    return at if titled and not _is_label(rows[at - 1], bands) else first


def _is_wrapped(rows: Sequence[Row], at: int, first: int, full: Sequence[Rule]) -> bool:
    """Tell whether the labels above the first figures are their first lines: set close, with a line only above them."""
    top, foot = rows[at].top, rows[first].top
    close = all(_gap(rows, below) < CLOSE * rows[below].size for below in range(at + 1, first + 1))
    room = 0.3 * rows[at].size
    above = any(top - FARTHEST * rows[at].size <= rule.at <= top + room for rule in full)
    return close and above and not any(top + room < rule.at < foot for rule in full)


def _is_set_off(rows: Sequence[Row], first: int, bands: Sequence[Band], full: Sequence[Rule]) -> bool:
    """Tell whether the row above the first figures names a section: alone, with space around."""
    if first < 2 or len(rows[first - 1].chunks) > 1:
        return False
    row, above = rows[first - 1], rows[first - 2]
    if is_prose(row.chunks[0]) and not is_enclosed(row, above, rows[first], full):
        return False
    (name,), (labels, values) = row.chunks, find_labels(bands)
    if name.x1 > values.x0 or not labels.x0 - OUTDENT * row.size < name.x0 < labels.x1:
        return False
    parted = any(above.foot - 0.3 * above.size <= rule.at <= row.top + 0.3 * row.size for rule in full)
    near = max(_gap(rows, first), _gap(rows, first - 1)) < (FARTHEST_PARTED if parted else FARTHEST_SECTION) * row.size
    telling = not any(is_figure(chunk.text) and not is_year(chunk.text) for chunk in above.chunks)
    counted = counts_up([chunk.text for chunk in above.chunks])
    return near and (parted or telling or counted) and len(above.chunks) > 1 and _fits(above, bands, 0)


def _is_label(row: Row, bands: Sequence[Band]) -> bool:
    """Tell whether a row has but a label, perhaps with the row's number."""
    labels, values = find_labels(bands)
    chunks = row.chunks
    return (
        len(chunks) <= 1 + (labels is not bands[0])
        and all(bands[0].x0 - 1 <= chunk.x0 < values.x0 - 1 and not is_prose(chunk) for chunk in chunks)
        and any(chunk.x1 > labels.x0 for chunk in chunks)
    )


def _gap(rows: Sequence[Row], at: int) -> float:
    return rows[at].top - rows[at - 1].foot


def _limit(rows: Sequence[Row], at: int, usual: float) -> float:
    """Return the gap in points above which a row does not belong to the table below it."""
    return max(FARTHEST * max(rows[at].size, rows[at - 1].size), USUAL_GAPS * usual)


def find_top(
    rows: Sequence[Row],
    first: int,
    bands: Sequence[Band],
    full: Sequence[Rule],
    lying: Sequence[Rule],
    usual: float,
    standing: Sequence[Rule] = (),
) -> int:
    """Return the index of the header's first row, given that of the first row below it; the same if there is none.

    Lines that stand through a row and the rows below it hold them together, however far apart they are. `full` are
    those of the lying lines that run along the whole table, `usual` is the usual gap of its rows in points.
    """
    at, held = first, False
    while at > 0 and first - at < MOST_ROWS:
        row, below = rows[at - 1], rows[at]
        gap = _gap(rows, at)
        parted = [rule for rule in full if row.foot - 0.3 * row.size <= rule.at <= below.top + 0.3 * row.size]
        inside = held
        held = sum(rule.touches((row.top + row.foot) / 2) and rule.touches(rows[first].foot) for rule in standing) > 1
        if inside and parted and not held:
            break
        if not held and gap > (FARTHEST_PARTED * row.size if parted and at == first else _limit(rows, at, usual)):
            break
        above = [rule for rule in lying if row.top - 3 * row.size < rule.at < row.top]
        if parted and at < first and not any(rule.touches(bands[-1].center) for rule in above):
            break  # above the table's uppermost line stands its caption
        if not _fits(row, bands, gap):
            break
        at -= 1
    return at


def _fits(row: Row, bands: Sequence[Band], gap: float) -> bool:
    """Tell whether a row's chunks stand over columns as titles do."""
    left, right = bands[0].x0, bands[-1].x1
    room = 0.06 * (right - left) + row.size
    labels, values = find_labels(bands)
    for chunk in row.chunks:
        if chunk.x0 < left - room and chunk.x1 > labels.x1 + room:
            return False
        if chunk.x1 > right + room and (chunk.x0 < bands[-1].x0 - room or is_prose(chunk)):
            return False
        crosses = chunk.x0 < labels.x0 + 0.6 * (labels.x1 - labels.x0) and chunk.x1 > values.x0 + 0.5 * (
            values.x1 - values.x0
        )
        if crosses and len(bands) > 2:
            return False  # a caption over all
        if crosses and len(row.chunks) == 1:
            return False
    if len(row.chunks) > 1:
        return True
    (chunk,) = row.chunks
    return chunk.x0 >= labels.x0 + 0.8 * (labels.x1 - labels.x0) or (chunk.x1 <= values.x0 and gap <= TIGHT * row.size)


def read_titles(
    rows: Sequence[Row], bands: Sequence[Band], lying: Sequence[Rule], standing: Sequence[Rule] = ()
) -> list[Title]:
    """Return the titles that the header's rows make, with their columns and levels."""
    titles = _stack(rows, lying)
    walls = _find_walls(bands, standing)
    fences = [] if walls else standing
    for title in titles:
        title.first, title.last = (
            _fence(title, bands, walls) or _enclose(title, titles, bands, fences) or _span(title, titles, bands, lying)
        )
    titles = _unite(titles)
    for title in titles:
        if all(line.bottom - line.top > SIDEWAYS * line.size for line in title.lines):
            title.lines.sort(key=lambda line: -line.x0 if line.turns == 1 else line.x0)
    for at, title in enumerate(titles):
        over = [other for other in titles[:at] if other.first <= title.last and title.first <= other.last]
        title.level = max((other.level for other in over), default=-1) + 1
    return titles


def _stack(rows: Sequence[Row], lying: Sequence[Rule]) -> list[Title]:
    """Return the titles of the rows: chunks one right under the other are the lines of one."""
    titles: list[Title] = []
    for row in rows:
        above = [_find_above(titles, chunk, lying) for chunk in row.chunks]
        for chunk, title in zip(row.chunks, above, strict=True):
            # A title with two chunks under it stands over both.
            if title is not None and above.count(title) == 1:
                title.lines.append(chunk)
            else:
                titles.append(Title(0, 0, [chunk]))
    return titles


def _find_above(titles: Sequence[Title], chunk: Line, lying: Sequence[Rule]) -> Title | None:
    """Return the title that a chunk goes on: the one right above it, in its middle or at its edge."""
    for title in reversed(titles):
        last = title.lines[-1]
        overlap = min(title.x1, chunk.x1) - max(title.x0, chunk.x0)
        if overlap <= 0 or not -0.3 * chunk.size <= chunk.top - last.bottom <= TIGHT * chunk.size:
            continue
        narrower = min(title.x1 - title.x0, chunk.x1 - chunk.x0)
        aligned = (
            abs((title.x0 + title.x1) - (chunk.x0 + chunk.x1)) < chunk.size
            or abs(title.x0 - chunk.x0) < 0.3 * chunk.size
            or abs(title.x1 - chunk.x1) < 0.3 * chunk.size
        )
        if overlap >= 0.5 * narrower and aligned and not _is_parted(title, chunk, lying):
            return title
    return None


def _is_parted(title: Title, chunk: Line, lying: Sequence[Rule]) -> bool:
    middle = (chunk.x0 + chunk.x1) / 2
    above, below = title.foot - 0.3 * chunk.size, chunk.top + 0.3 * chunk.size
    return any(above <= rule.at <= below and rule.touches(middle) for rule in lying)


def _unite(titles: Sequence[Title]) -> list[Title]:
    """Join titles of one column that nothing stands between, but for the one above being over more columns."""
    united: list[Title] = []
    for title in titles:
        same = next((o for o in reversed(united) if o.first <= title.last and title.first <= o.last), None)
        level = same is not None and min(same.foot, title.foot) - max(same.top, title.top) > 0
        if same is not None and level and (same.first, same.last) == (title.first, title.last):
            same.lines += title.lines
        else:
            united.append(title)
    return united


def _find_walls(bands: Sequence[Band], standing: Sequence[Rule]) -> list[Rule]:
    """Return the standing line in each gap between columns; none unless there is one in every gap."""
    walls = [
        next((rule for rule in standing if one.x1 - 1 <= rule.at <= two.x0 + 1), None) for one, two in pairwise(bands)
    ]
    found = [wall for wall in walls if wall is not None]
    return found if len(found) == len(walls) else []


def _fence(title: Title, bands: Sequence[Band], walls: Sequence[Rule]) -> tuple[int, int] | None:
    """Return the columns between the lines left and right of a title that reach up to it."""
    middle, center = (title.lines[0].top + title.lines[0].bottom) / 2, (title.x0 + title.x1) / 2
    reach = [at for at, wall in enumerate(walls) if wall.touches(middle)]
    if not reach:
        return None
    first = max((at + 1 for at in reach if walls[at].at < center), default=0)
    last = min((at for at in reach if walls[at].at > center), default=len(bands) - 1)
    return first, last


def _enclose(
    title: Title, titles: Sequence[Title], bands: Sequence[Band], fences: Sequence[Rule]
) -> tuple[int, int] | None:
    """Return the columns between the lines beside a title that stands alone there; any two of these have some."""
    middle, center = (title.lines[0].top + title.lines[0].bottom) / 2, (title.x0 + title.x1) / 2
    reach = sorted(rule.at for rule in fences if rule.touches(middle))
    inside = [[at for at, band in enumerate(bands) if one < band.center < two] for one, two in pairwise(reach)]
    if not reach or not all(inside):
        return None
    left = max((at for at in reach if at < center), default=None)
    right = min((at for at in reach if at > center), default=None)
    if left is None or any(
        other is not title
        and min(other.foot, title.foot) > max(other.top, title.top)
        and left < (other.x0 + other.x1) / 2 < (right or bands[-1].x1)
        for other in titles
    ):
        return None
    columns = [at for at, band in enumerate(bands) if left < band.center and (right is None or band.center < right)]
    return (columns[0], columns[-1]) if columns else None


def _span(title: Title, titles: Sequence[Title], bands: Sequence[Band], lying: Sequence[Rule]) -> tuple[int, int]:
    """Return the columns that a title stands over: those of the line under it, else those whose middle it is in."""
    widest = max(title.lines, key=lambda line: line.x1 - line.x0)
    under = _underline(title, titles, bands, lying)
    if under is not None:
        return under
    first, last = cover(bands, widest)
    others = [other for other in titles if other is not title]
    below = [other for other in others if other.top > title.foot - 0.3 * widest.size]
    beside = [other for other in others if other.top < title.foot - 0.3 * widest.size and other.foot > title.top]
    first, last = _narrow(first, last, bands, beside)
    free = {at for at, band in enumerate(bands) if not any(_stands_over(band, other) for other in beside)}
    titled = {at for at, band in enumerate(bands) if any(_stands_over(band, other) for other in below)}
    if not titled.issuperset(range(first, last + 1)):
        return first, last
    center = (title.x0 + title.x1) / 2
    # A column goes with the nearest of the titles that stand side by side.
    centers = [(other.x0 + other.x1) / 2 for other in beside if other.foot < min(o.top for o in below) + widest.size]
    free -= {at for at in free if any(abs(bands[at].center - c) < abs(bands[at].center - center) for c in centers)}
    between = title.x1 <= bands[first].x0 or title.x0 >= bands[last].x1
    best, off = (first, last), abs((bands[first].x0 + bands[last].x1) / 2 - center)
    for start in range(1, first + 1):
        for end in range(max(start + 1, last), len(bands)):
            columns = set(range(start, end + 1)) - set(range(first, last + 1))
            if not columns <= free or not columns <= titled:
                continue
            away = abs((bands[start].x0 + bands[end].x1) / 2 - center)
            if away > OFF_CENTER * (bands[end].x1 - bands[start].x0):
                continue
            if end - start > best[1] - best[0] or away < 0.5 * off or between:
                best, off = (start, end), away
    return best


def _narrow(first: int, last: int, bands: Sequence[Band], beside: Sequence[Title]) -> tuple[int, int]:
    """Return the columns of a wide title without those at its ends that another one beside it stands over."""
    while last > first and any(_stands_over(bands[last], other) for other in beside):
        last -= 1
    while first < last and any(_stands_over(bands[first], other) for other in beside):
        first += 1
    return first, last


def _underline(
    title: Title, titles: Sequence[Title], bands: Sequence[Band], lying: Sequence[Rule]
) -> tuple[int, int] | None:
    """Return the columns over the line that is drawn right under a title, and under it alone."""
    center, size = (title.x0 + title.x1) / 2, title.lines[-1].size
    for rule in lying:
        if not -0.25 * size <= rule.at - title.foot <= 0.9 * size:
            continue
        for start, end in rule.stretches:
            if not start - 1 <= center <= end + 1 or end - start > 0.9 * (bands[-1].x1 - bands[0].x0):
                continue
            alone = not any(
                other is not title and start < (other.x0 + other.x1) / 2 < end and abs(other.foot - title.foot) < size
                for other in titles
            )
            columns = [at for at, band in enumerate(bands) if start - 2 <= band.center <= end + 2]
            if alone and len(columns) > 1 and abs((start + end) / 2 - center) < 0.35 * (end - start):
                return columns[0], columns[-1]
    return None


def _stands_over(band: Band, title: Title) -> bool:
    overlap = min(band.x1, title.x1) - max(band.x0, title.x0)
    return overlap > 0.3 * min(band.x1 - band.x0, title.x1 - title.x0)
