"""The result as tables to read on a terminal: rankings, failed checks with their quotes, warnings, the ledger.

Text of the document is shown as `rich.text.Text`, never as markup, and without control characters.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Literal, NamedTuple

import regex
from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.flat import main_value
from extractor.results import Aggregate, Check, Evidence, Metric, Rank, Ranking, Record, Result, Value
from extractor.writers import Layout

MARKS = {"verified": ("✓", "green"), "grounded": ("·", "dim"), "conflict": ("✗", "bold red"), "derived": ("≈", "cyan")}
MEANINGS = {
    "verified": "confirmed by another figure",
    "grounded": "in the source, unconfirmed",
    "conflict": "contradicted",
    "derived": "computed",
}
VERDICT_STYLES = {"equal": "", "rounded": "", "contradicted": "bold red", "ambiguous": "yellow", "absent": "dim"}
SEVERITY_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}
UNITS = {"percent": "%", "percentage_point": "pp", "per_1000": "‰"}
QUALIFIERS = {"approx": "≈", "more_than": ">", "less_than": "<", "at_least": "≥", "at_most": "≤", "up_to": "≤"}
QUOTES_SHOWN = 6
UNEXPLAINED_SHOWN = 12
GAP = 3  # what rich leaves between columns
HEADER_WORD = 18  # a longer word of a header may be broken
# Control characters (escape sequences begin with one) and those that turn the direction of text.
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def clean(text: str) -> str:
    """Return text of a document as one line that cannot steer the terminal."""
    return _UNSEEN.sub("", " ".join(text.split()))


def write_table(items: Iterable[Result], stream: BinaryIO, layout: Layout) -> None:
    """Write each result as tables, as wide as the terminal and coloured where it can show colours.

    One whose ledger was asked for number by number is written as that list.
    """
    for number, result in enumerate(items):
        text = io.StringIO()
        console = Console(
            file=text,
            width=layout.width,
            force_terminal=layout.colour,
            no_color=None if layout.colour else True,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        if number:
            console.print()
        if result.ledger.entries is None:
            console.print(show(result, layout.width))
        else:
            from extractor.writers.ledger import show_ledger

            console.print(show_ledger(result, layout.width))
        # Rich pads lines with blanks up to the width; nobody wants to copy them.
        lines = "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())
        stream.write(lines.encode("utf-8", "replace"))
        stream.flush()


def show(result: Result, width: int) -> RenderableType:
    """Return the whole result as one thing that rich can print in the width."""
    parts: list[RenderableType] = [_show_source(result)]
    for ranking in result.rankings:
        parts += ["", *_show_ranking(result, ranking, width)]
    known = {ranking.id for ranking in result.rankings}
    loose = [aggregate for aggregate in result.aggregates if aggregate.ranking not in known]
    parts += [_show_aggregate(aggregate) for aggregate in loose]
    if not result.records:
        parts += ["", Text("No ranking records found.", "yellow")]
    parts += ["", *_show_checks(result), *_show_comparisons(result), *_show_warnings(result), _show_ledger(result)]
    return Group(*parts, *_show_legend(result))


def _show_source(result: Result) -> Text:
    source = result.source
    about = [source.language, source.published, source.publisher]
    if source.attributed_to:
        about.append(f"citing {', '.join(source.attributed_to)}")
    if source.pages:
        about.append(f"{source.pages} page{'s' if source.pages > 1 else ''}")
    text = Text.assemble((clean(source.path), "bold"))
    if source.title:
        text.append(f"\n{clean(source.title)}")
    if any(about):
        text.append(f"\n{clean(' · '.join(part for part in about if part))}", "dim")
    return text


def _show_ranking(result: Result, ranking: Ranking, width: int) -> Iterator[RenderableType]:
    records = [record for record in result.records if record.ranking == ranking.id]
    title = Text.assemble((clean(ranking.id), "bold cyan"))
    size = f"{ranking.size} ranked" if ranking.size else None
    order = f"ordered by {_label(ranking, ranking.order.metric)}" if ranking.order else None
    composed = (
        f"{ranking.composition or 'made'} of {' and '.join(ranking.composed_of)}" if ranking.composed_of else None
    )
    for part in (ranking.title, size, order, composed):
        if part:
            title.append(f" · {clean(part)}")
    yield title
    if records:
        yield from _lay_tables(records, _list_columns(ranking, records), width)
    for aggregate in result.aggregates:
        if aggregate.ranking == ranking.id:
            yield _show_aggregate(aggregate, ranking)


class _Column(NamedTuple):
    """A column of a ranking's table; `need` is the width below which its words or figures would break."""

    header: Text
    cells: list[Text]
    need: int
    justify: Literal["left", "right"] = "left"

    def natural(self) -> int:
        """Return the width that leaves every line whole."""
        return max(cell_len(line) for text in (self.header, *self.cells) for line in text.plain.split("\n"))


def _list_columns(ranking: Ranking, records: list[Record]) -> Iterator[_Column]:
    for metric in ranking.metrics:
        if any(main_value(record, metric.name, None) for record in records):
            cells = [_show_cell(record, metric) for record in records]
            header = _show_metric(metric)
            need = max(*(cell.cell_len for cell in cells), min(_longest_word(header.plain), HEADER_WORD))
            yield _Column(header, cells, need, "right")
    if any(record.category for record in records):
        cells = [Text(clean(record.category.text) if record.category else "") for record in records]
        yield _Column(Text("Category"), cells, max(8, *(_longest_word(cell.plain) for cell in cells)))


def _lay_tables(records: list[Record], columns: Iterable[_Column], width: int) -> Iterator[RenderableType]:
    """Yield one table, or several under each other where the columns do not fit the width."""
    ranks = [_show_rank(record.rank) for record in records]
    names = [Text(clean(record.region.name)) for record in records]
    place = _Column(Text("#"), ranks, max(1, *(rank.cell_len for rank in ranks)), "right")
    region = _Column(Text("Region"), names, min(max(6, *(_longest_word(name.plain) for name in names)), width // 3))
    mark = _Column(Text(""), [Text(*MARKS[record.verdict]) for record in records], 1)
    frame = sum(column.need for column in (place, region, mark)) + 2 * GAP
    for number, part in enumerate(_split(columns, width - frame)):
        if number:
            yield ""
        yield _lay_table((place, region, *part, mark), width)


def _split(columns: Iterable[_Column], room: int) -> Iterator[list[_Column]]:
    """Yield the columns in groups that fit the room, at least one in each; one empty group for none."""
    part: list[_Column] = []
    left = room
    for column in columns:
        if part and column.need + GAP > left:
            yield part
            part, left = [], room
        part.append(column)
        left -= column.need + GAP
    yield part


def _lay_table(columns: Sequence[_Column], width: int) -> Table:
    # Rich would shrink the widest columns first, and break figures; here every column gets what it
    # needs, and what is left goes to the first that can use it.
    spare = width - sum(column.need for column in columns) - GAP * (len(columns) - 1)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for column in columns:
        extra = min(max(spare, 0), max(column.natural() - column.need, 0))
        spare -= extra
        table.add_column(column.header, justify=column.justify, overflow="fold", width=column.need + extra)
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*row)
    return table


def _longest_word(text: str) -> int:
    return max((cell_len(word) for word in text.split()), default=0)


def _show_metric(metric: Metric) -> Text:
    text = Text(clean(metric.label) if metric.label else _words(metric.name))
    return text.append(f"\n{_unit(metric.unit)}", "not bold dim") if metric.unit else text


def _show_rank(rank: Rank | None) -> Text:
    if rank is None:
        return Text("")
    if rank.value is None:
        place = f"-{rank.from_bottom}" if rank.from_bottom else ""
    else:
        place = f"{rank.value}–{rank.tied_to}" if rank.tied_to and rank.tied_to != rank.value else str(rank.value)
    return Text(f"{place} ") if rank.status == "stated" else Text(f"{place}*", "dim")


def _show_cell(record: Record, metric: Metric) -> Text:
    value = main_value(record, metric.name, metric.unit) or main_value(record, metric.name, None)
    if value is None:
        return Text()
    text = _show_value(value)
    return text.append(f" {_unit(value.unit)}", "dim") if value.unit != metric.unit and value.unit else text


def _show_value(value: Value) -> Text:
    style = MARKS["conflict"][1] if value.verdict == "conflict" else ""
    if value.value is not None:
        figure = QUALIFIERS.get(value.qualifier or "", "") + value.value
        return Text(figure, style)
    if value.interval:
        return Text("…".join(value.interval), MARKS["derived"][1])
    return Text(clean(value.evidence[0].text) if value.evidence else "—", "dim")


def _show_aggregate(aggregate: Aggregate, ranking: Ranking | None = None) -> Padding:
    text = Text.assemble((f"{_words(aggregate.statistic)}, {clean(aggregate.scope.name)}: ", "dim"))
    for number, value in enumerate(aggregate.values):
        label = _label(ranking, value.metric) if ranking else _words(value.metric)
        text.append("; " if number else "", "dim").append(f"{label} ", "dim").append_text(_show_value(value))
        if value.of:
            text.append(f" of {clean(value.of)}")
        if value.unit and value.unit != "count":
            text.append(f" {_unit(value.unit)}", "dim")
        if value.role != "current":
            text.append(f" ({value.role}{f', {value.period}' if value.period else ''})", "dim")
    return Padding(text, (0, 0, 0, 2))


def _show_checks(result: Result) -> Iterator[RenderableType]:
    counts = {status: sum(c.status == status for c in result.checks) for status in ("passed", "failed", "skipped")}
    line = Text.assemble(("Checks: ", "bold"))
    styles = {"passed": "green", "failed": "bold red", "skipped": "dim"}
    for number, (status, count) in enumerate(counts.items()):
        line.append(", " if number else "")
        line.append(f"{count} {status}", styles[status] if count else "dim")
    yield line
    for check in result.checks:
        if check.status == "failed":
            yield _show_failed(check)


def _show_comparisons(result: Result) -> Iterator[RenderableType]:
    """Yield how many figures agree with their source, and those of which the source says nothing sure."""
    if not result.comparisons:
        return
    counts: Counter[str] = Counter(comparison.verdict for comparison in result.comparisons)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICT_STYLES if counts[verdict])
    yield Text.assemble(("Against its sources: ", "bold"), told)
    for comparison in result.comparisons:
        if comparison.verdict in ("equal", "rounded"):
            continue
        text = Text.assemble((f"{comparison.verdict} ", VERDICT_STYLES[comparison.verdict]))
        text.append(f"{clean(comparison.subject or '')} ").append_text(_show_quote(comparison.article[0]))
        if comparison.report:
            text.append(f" – {clean(comparison.source or '')} says ").append_text(_show_quote(comparison.report[0]))
        if comparison.slip:
            text.append(f" (looks like {_words(comparison.slip.replace('-', ' '))})")
        yield Padding(text, (0, 0, 0, 2))
    for omission in result.omissions:
        names = ", ".join(clean(region.name) for region in omission.regions[:QUOTES_SHOWN])
        hidden = len(omission.regions) - QUOTES_SHOWN
        more = f" and {hidden} more" if hidden > 0 else ""
        yield Padding(Text(f"{clean(omission.ranking)} leaves out {names}{more}", "dim"), (0, 0, 0, 2))


def _show_failed(check: Check) -> Padding:
    style = SEVERITY_STYLES[check.severity]
    text = Text.assemble((f"✗ {check.severity} ", style), (check.rule, "bold"), f": {clean(check.message)}")
    for item in check.evidence[:QUOTES_SHOWN]:
        text.append("\n    ").append_text(_show_quote(item))
    hidden = len(check.evidence) - QUOTES_SHOWN
    if hidden > 0:
        text.append(f"\n    and {hidden} more", "dim")
    return Padding(text, (0, 0, 0, 2))


def _show_quote(item: Evidence) -> Text:
    place = f"page {item.page}" if item.page else f"at {item.start}"
    return Text.assemble(f"“{clean(item.text)}”", (f" {place}", "dim"))


def _show_warnings(result: Result) -> Iterator[Text]:
    for warning in result.warnings:
        yield Text.assemble((f"Warning, {warning.code}: ", "yellow"), clean(warning.message))


def _show_ledger(result: Result) -> Text:
    ledger = result.ledger
    text = Text.assemble(("Numbers: ", "bold"), f"{ledger.numbers}, of them {ledger.used} used")
    if ledger.ignored:
        kinds = ", ".join(f"{clean(kind)} {count}" for kind, count in sorted(ledger.ignored.items()))
        text.append(f", {sum(ledger.ignored.values())} ignored ({kinds})")
    text.append(f", {len(ledger.unexplained)} unexplained", "yellow" if ledger.unexplained else "dim")
    if ledger.unexplained:
        quotes = ", ".join(f"“{clean(item.text)}” at {item.start}" for item in ledger.unexplained[:UNEXPLAINED_SHOWN])
        hidden = len(ledger.unexplained) - UNEXPLAINED_SHOWN
        text.append(f": {quotes}{f' and {hidden} more' if hidden > 0 else ''}")
    return text


def _show_legend(result: Result) -> Iterator[Text]:
    verdicts = [verdict for verdict in MARKS if any(record.verdict == verdict for record in result.records)]
    parts = [f"{MARKS[verdict][0]} {MEANINGS[verdict]}" for verdict in verdicts]
    ranks = [record.rank for record in result.records if record.rank]
    if any(rank.status == "inferred" for rank in ranks):
        parts.append("* rank inferred from the order")
    if any(rank.value is None and rank.from_bottom for rank in ranks):
        parts.append("-1 is the last place")
    if parts:
        yield Text("   ".join(parts), "dim")


def _label(ranking: Ranking, name: str) -> str:
    label = next((metric.label for metric in ranking.metrics if metric.name == name), None)
    return clean(label) if label else _words(name)


def _unit(unit: str | None) -> str:
    return UNITS.get(unit or "", _words(unit or ""))


def _words(name: str) -> str:
    return clean(name).replace("_", " ")
