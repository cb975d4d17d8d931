"""Random tables and how they are set: what the accuracy of reading tables is measured on.

A `Layout` says how a page looks; hypothesis draws it, so that a test can shrink one that is read wrongly. The words and
figures in the cells come from a seed of its own. `TableModel` is the truth: the cells as they were meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import strategies as st

RULES = ("grid", "rows", "booktabs", "header", "none", "shaded", "columns", "frame", "head")
FORMATS = ("comma", "point", "space", "thousands", "indian", "percent", "count", "share")
FONTS = ("Helvetica", "Times-Roman", "Sans", "Courier")
MISSING = ("—", "-", "n.a.", "…", ":")
PLACES = {
    "en": (
        "Northern Plain", "Upper Valley", "Lakeside", "Red Hills", "Port Alder", "East Ridge", "Old Harbour",
        "Green Steppe", "Saint Orsa", "Lower Marsh", "Kestrel County", "Windmere", "Amber Coast", "Three Rivers",
        "Stonefield and surrounding parishes", "The Isles", "Highmoor", "Brackwater", "Eastern uplands and forest belt",
    ),
    "ru": (
        "Северная равнина", "Верхняя долина", "Приозёрный край", "Красные холмы", "Ольховый порт", "Восточный хребет",
        "Старая гавань", "Зелёная степь", "Орсинский район", "Нижние болота", "Кречетовская область", "Ветреное",
        "Янтарный берег", "Троеречье", "Каменка с окрестными волостями", "Острова", "Вересковое", "Соляные воды",
    ),
}  # fmt: skip
HEADS = {
    "en": (
        "Persons", "Index of trust", "Share of pupils", "Rate", "Households with access", "Number of visits per year",
        "Average score", "Change", "Men", "Women", "Towns", "Villages", "Total", "Income per head", "Under fifteen",
        "Waiting time in minutes", "Persons who were satisfied with the service",
    ),
    "ru": (
        "Жители", "Индекс доверия", "Доля учеников", "Уровень", "Хозяйства со связью", "Число обращений за год",
        "Средний балл", "Изменение", "Мужчины", "Женщины", "Города", "Сёла", "Всего", "Доход на душу",
        "Моложе пятнадцати", "Время ожидания в минутах", "Жители, которые остались довольны услугой",
    ),
}  # fmt: skip
GROUPS = {
    "en": ("First half of the year", "All districts", "Survey of visitors", "By place of living", "Schools"),
    "ru": ("Первое полугодие", "Все районы", "Опрос посетителей", "По месту жительства", "Школы"),
}
SECTIONS = {"en": ("Western part:", "Coast", "Highlands:"), "ru": ("Западная часть:", "Побережье", "Нагорье:")}
CORNER = {"en": "District", "ru": "Территория"}
TOTAL = {"en": "Total", "ru": "Всего"}
CAPTION = {"en": "Table {}. Visits and scores by district", "ru": "Таблица {}. Обращения и оценки по районам"}
PROSE = {
    "en": (
        "The survey went from door to door in spring and asked every third household about its last visit to a public "
        "office. Where nobody was at home the neighbours were asked, and their answers were kept apart from the others."
    ),
    "ru": (
        "Весной опрос обошёл каждый третий двор и узнал, как прошло последнее обращение в учреждение. Где дома никого "
        "не было, спрашивали соседей, и ответы их хранили отдельно от прочих, чтобы они не смещали общий итог."
    ),
}


@dataclass(frozen=True)
class Layout:
    """How a page with a table looks. Sizes are points; `levels` are the header's rows of titles."""

    seed: int = 0
    language: str = "en"
    rules: str = "grid"
    font: str = "Sans"
    size: float = 9.0
    columns: int = 4
    rows: int = 8
    levels: int = 1
    header_width: float = 1.0
    header_place: str = "bottom"
    figures: tuple[str, ...] = ("comma",)
    align: str = "right"
    value_place: str = "top"
    column_gap: float = 10.0
    row_gap: float = 4.0
    label_width: float = 1.0
    numbered: bool = False
    counted: bool = False
    indented: bool = False
    sections: int = 0
    section_spans: bool = True
    section_gap: float = 0.0
    total: bool = False
    gaps: float = 0.0
    marks: bool = False
    pairs: int = 1
    caption: str = "above"
    prose: bool = True
    beside: str = ""
    turn: int = 0
    rotate: int = 0
    sideways_heads: bool = False
    pages: int = 1
    repeat_header: bool = True


@dataclass(frozen=True)
class Box:
    """A cell as it is meant: its text, its place and its spans; `level` is its indent, `head` that it is a title."""

    row: int
    column: int
    text: str
    row_span: int = 1
    col_span: int = 1
    head: bool = False
    label: bool = False
    indent: int = 0
    marked: bool = False

    @property
    def read(self) -> str:
        """The text as it should be read: a raised footnote mark stays apart from the digits."""
        return f"{self.text}¹" if self.marked else self.text


@dataclass
class TableModel:
    """A table as it is meant."""

    cells: list[Box] = field(default_factory=list)
    width: int = 0
    height: int = 0
    heads: int = 0
    page: int = 1
    sections: set[int] = field(default_factory=set)


def draw_layout(choose: Callable[[Sequence[Any]], Any]) -> Layout:
    """Draw a layout by choosing among options; every feature is drawn on its own, as far as they go together."""
    rules = choose(RULES)
    columns = choose(range(2, 13))
    levels = choose((1, 1, 1, 2, 2, 3)) if columns >= 3 else 1
    pages = choose((1, 1, 1, 1, 2))
    pairs = choose((1, 1, 1, 2, 3)) if columns <= 3 and levels == 1 and pages == 1 else 1
    turn = choose((0, 0, 0, 0, 0, 0, 90, 270))
    beside = choose(("", "", "", "prose", "table")) if columns <= 4 and pairs == pages == 1 else ""
    alone = pairs == 1
    return Layout(
        seed=choose(range(2**20)),
        language=choose(("en", "ru")),
        rules=rules,
        font=choose(FONTS),
        size=choose((6.5, 7.5, 8.0, 9.0, 10.0, 11.0)),
        columns=columns,
        rows=choose(range(3, 41)),
        levels=levels,
        header_width=choose((0.3, 0.5, 0.7, 1.0, 1.0)),
        header_place=choose(("bottom", "middle", "top")),
        figures=tuple(choose(FORMATS) for _ in range(choose((1, 2, 3)))),
        align=choose(("right", "right", "center", "left")),
        value_place=choose(("top", "middle", "bottom")),
        column_gap=choose((6.0, 9.0, 14.0, 22.0)),
        row_gap=choose((1.0, 2.5, 4.0, 8.0)),
        label_width=choose((0.6, 1.0, 1.0)),
        numbered=choose((False, True)) and alone,
        counted=choose((False, False, False, True)) and alone,
        indented=choose((False, True)) and alone,
        sections=choose((0, 0, 0, 2, 3)) if alone else 0,
        section_spans=choose((False, True)) and rules == "grid",
        section_gap=choose((0.0, 0.0, 0.6)),
        total=choose((False, True)),
        gaps=choose((0.0, 0.0, 0.05, 0.2)),
        marks=choose((False, False, True)),
        pairs=pairs,
        caption=choose(("above", "above", "below", "")),
        prose=choose((False, True)),
        beside=beside,
        turn=turn,
        rotate=choose((0, 0, 0, 90, 180, 270)) if not turn else 0,
        sideways_heads=choose((False, False, False, True)) and rules == "grid" and levels == 1 and not turn,
        pages=pages,
        repeat_header=choose((False, True)),
    )


@st.composite
def layouts(draw: Any) -> Layout:
    """Draw a layout as hypothesis does: small and odd ones often, and shrinking those that fail."""
    return draw_layout(lambda options: draw(st.sampled_from(options)))


def make_table(layout: Layout, random: Random, rows: int) -> TableModel:
    """Return a table with so many body rows and words of the layout's language."""
    model = TableModel()
    width = layout.columns
    lead = 1 if layout.numbered else 0
    block = lead + width
    _add_header(model, layout, random, lead, block)
    row = model.heads
    sections = _section_rows(layout, random, rows)
    places = _places(layout, random, rows)
    for at in range(rows):
        if at in sections:
            name = SECTIONS[layout.language][sections.index(at) % 3]
            span = block if layout.section_spans else 1
            model.cells.append(Box(row, 0 if layout.section_spans else lead, name, col_span=span, label=True))
            model.sections.add(row)
            row += 1
        last = layout.total and at == rows - 1
        for pair in range(layout.pairs):
            _add_row(
                model, layout, random, row, pair * block, lead, TOTAL[layout.language] if last else places[pair][at], at
            )
        row += 1
    model.width, model.height = block * layout.pairs, row
    return model


def _section_rows(layout: Layout, random: Random, rows: int) -> list[int]:
    if not layout.sections or rows < 3 * layout.sections:
        return []
    step = rows // layout.sections
    return [at * step for at in range(layout.sections)]


def _places(layout: Layout, random: Random, rows: int) -> list[list[str]]:
    names = PLACES[layout.language]
    needed = rows * layout.pairs
    pool = [
        f"{name} {at}" if at else name
        for at in range(needed // len(names) + 1)
        for name in random.sample(names, len(names))
    ]
    return [pool[at * rows : (at + 1) * rows] for at in range(layout.pairs)]


def _add_header(model: TableModel, layout: Layout, random: Random, lead: int, block: int) -> None:
    heads = HEADS[layout.language]
    for pair in range(layout.pairs):
        base = pair * block
        if lead:
            model.cells.append(
                Box(0, base, "№" if layout.language == "ru" else "No.", row_span=layout.levels, head=True)
            )
        model.cells.append(Box(0, base + lead, CORNER[layout.language], row_span=layout.levels, head=True))
        _add_titles(model, layout, random, base + lead + 1, base + block, 0, heads)
    model.heads = layout.levels
    if layout.counted:
        texts = [str(at + 1) for at in range(block)]
        model.cells += [Box(model.heads, at, text, head=True) for at, text in enumerate(texts)]
        model.heads += 1


def _add_titles(
    model: TableModel, layout: Layout, random: Random, first: int, end: int, level: int, heads: tuple[str, ...]
) -> None:
    """Add the titles over the columns from `first` to `end`: groups with spans above, single ones in the last row."""
    at = first
    while at < end:
        deep = level < layout.levels - 1
        span = random.choice((2, 2, 3)) if deep and random.random() < 0.8 else 1
        span = min(span, end - at)
        if span > 1:
            text = random.choice((*GROUPS[layout.language], str(random.randint(2015, 2025))))
            model.cells.append(Box(level, at, text, col_span=span, head=True))
            _add_titles(model, layout, random, at, at + span, level + 1, heads)
        else:
            text = random.choice(heads) if random.random() < 0.75 else str(random.randint(2010, 2025))
            model.cells.append(Box(level, at, text, row_span=layout.levels - level, head=True))
        at += span


def _add_row(
    model: TableModel, layout: Layout, random: Random, row: int, base: int, lead: int, name: str, at: int
) -> None:
    if lead:
        model.cells.append(Box(row, base, str(at + 1), label=True))
    indent = 1 if layout.indented and at % 4 else 0
    model.cells.append(Box(row, base + lead, name, label=True, indent=indent))
    for column in range(lead + 1, lead + layout.columns):
        if random.random() < layout.gaps:
            text = random.choice((*MISSING, "", ""))
        else:
            text = make_figure(layout.figures[column % len(layout.figures)], random)
        if text:
            marked = layout.marks and text[-1:].isdecimal() and random.random() < 0.15
            model.cells.append(Box(row, base + column, text, marked=marked))


def make_figure(kind: str, random: Random) -> str:
    """Return a figure as it is printed in one of the formats."""
    number = random.randint(0, 999_999) // random.choice((1, 1, 10, 100))
    match kind:
        case "comma":
            return f"{random.uniform(0, 500):.{random.choice((1, 2))}f}".replace(".", ",")
        case "point":
            return f"{random.uniform(-20, 500):.1f}"
        case "space":
            return f"{number:,}".replace(",", " ")
        case "thousands":
            return f"{number:,}"
        case "indian":
            tail, rest = f"{number % 1000:03}", number // 1000
            return f"{random.randint(1, 99)},{rest % 100:02},{tail}"
        case "percent":
            return f"{random.uniform(0, 100):.1f}%"
        case "share":
            return f"{random.randint(1, 90)} ({random.randint(1, 99)}%)"
    return str(random.randint(0, 2000))
