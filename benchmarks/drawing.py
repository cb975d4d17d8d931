"""Layouts → PDFs with reportlab, each cell where its model says, beside the truth."""

from __future__ import annotations

import io
from dataclasses import replace
from random import Random
from typing import Any

from layouts import CAPTION, PROSE, Box, Layout, TableModel, make_table

WIDTH, HEIGHT = 595.28, 841.89
MARGIN = 40.0
LEADING = 1.2


def draw_document(layout: Layout) -> tuple[bytes, list[TableModel]]:
    """Return the PDF of the layout and its tables, each with its page; one that goes on overleaf is one a page."""
    from reportlab.pdfgen.canvas import Canvas
    from reports import register_fonts

    register_fonts()
    if layout.language == "ru":
        layout = replace(layout, font="Sans")
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True, pageCompression=0)
    random = Random(layout.seed)
    page = Page(canvas, layout, random)
    tables: list[TableModel] = []
    for number in range(1, layout.pages + 1):
        for table in page.draw(number):
            table.page = number
            tables.append(table)
        canvas.showPage()
    canvas.save()
    return stream.getvalue(), tables


class Page:
    """Draws pages of one layout."""

    def __init__(self, canvas: Any, layout: Layout, random: Random) -> None:
        self.canvas, self.layout, self.random = canvas, layout, random
        self.table: TableModel | None = None

    def draw(self, number: int) -> list[TableModel]:
        """Draw the page of that number and return its tables."""
        canvas, layout = self.canvas, self.layout
        first = self.table or make_table(layout, self.random, layout.rows)
        table = (
            first if number == 1 or layout.repeat_header else _drop_header(make_table(layout, self.random, layout.rows))
        )
        if number > 1 and layout.repeat_header:
            table = _with_header(first, make_table(layout, self.random, layout.rows))
        self.table = first
        setter = Setter(canvas, layout, _with_header(first, table) if table.heads == 0 else table)
        shown = Setter(canvas, layout, table, setter.widths)
        second = make_table(layout, self.random, layout.rows) if layout.beside == "table" else None
        other = Setter(canvas, layout, second) if second is not None else None
        wide = shown.width + (other.width + 30 if other else 200 if layout.beside == "prose" else 0)
        across, down = self._size(wide + 2 * MARGIN, max(shown.height, other.height if other else 0))
        self._orient(across, down)
        canvas.setFont(layout.font, 10)
        y = down - MARGIN
        if layout.prose:
            y = self._prose(MARGIN, y, across - 2 * MARGIN, 3) - 14
        caption = CAPTION[layout.language].format(number)
        if layout.caption == "above":
            canvas.drawString(MARGIN, y - 10, caption)
            y -= 22
        shown.draw(MARGIN, y)
        if other is not None:
            other.draw(MARGIN + shown.width + 30, y)
        if layout.beside == "prose":
            self._prose(MARGIN + shown.width + 25, y, 175, 12)
        y -= max(shown.height, other.height if other else 0) + 12
        canvas.setFont(layout.font, 10)
        if layout.caption == "below":
            canvas.drawString(MARGIN, y - 10, caption)
            y -= 24
        if layout.prose:
            self._prose(MARGIN, y - 10, across - 2 * MARGIN, 2)
        return [table] if second is None else [table, second]

    def _size(self, width: float, height: float) -> tuple[float, float]:
        return max(WIDTH, width), max(HEIGHT, height + 260)

    def _orient(self, across: float, down: float) -> None:
        canvas, layout = self.canvas, self.layout
        # reportlab itself swaps the sides of a page that is turned by its attribute.
        canvas.setPageSize((down, across) if layout.turn else (across, down))
        canvas.setPageRotation(layout.rotate)
        angle = layout.turn or layout.rotate
        if angle == 90:
            canvas.translate(down, 0)
            canvas.rotate(90)
        elif angle == 180:
            canvas.translate(across, down)
            canvas.rotate(180)
        elif angle == 270:
            canvas.translate(0, across)
            canvas.rotate(270)

    def _prose(self, x: float, y: float, width: float, lines: int) -> float:
        text = " ".join([PROSE[self.layout.language]] * 4)
        for line in wrap(self.canvas, text, self.layout.font, 10, width)[:lines]:
            y -= 12
            self.canvas.drawString(x, y, line)
        return y


def _drop_header(table: TableModel) -> TableModel:
    cells = [replace(cell, row=cell.row - table.heads) for cell in table.cells if not cell.head]
    return TableModel(
        cells, table.width, table.height - table.heads, 0, sections={at - table.heads for at in table.sections}
    )


def _with_header(first: TableModel, table: TableModel) -> TableModel:
    shift = first.heads - table.heads
    body = [replace(cell, row=cell.row + shift) for cell in table.cells if not cell.head]
    head = [cell for cell in first.cells if cell.head]
    return TableModel(
        head + body, first.width, table.height + shift, first.heads, sections={at + shift for at in table.sections}
    )


def wrap(canvas: Any, text: str, font: str, size: float, width: float) -> list[str]:
    """Return the lines that the text takes in a width in points."""
    lines: list[str] = []
    for word in text.split():
        if lines and canvas.stringWidth(f"{lines[-1]} {word}", font, size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


class Setter:
    """Sets one table: measures its cells, then draws them and the rules."""

    def __init__(self, canvas: Any, layout: Layout, table: TableModel, widths: list[float] | None = None) -> None:
        self.canvas, self.layout, self.table = canvas, layout, table
        self.size = layout.size
        self.widths = widths or self._measure_widths()
        self.lines = {id(cell): self._wrap(cell) for cell in table.cells}
        self.heights = self._measure_heights()
        self.width, self.height = sum(self.widths), sum(self.heights)

    def _text_width(self, text: str) -> float:
        return float(self.canvas.stringWidth(text, self.layout.font, self.size))

    def _measure_widths(self) -> list[float]:
        widths = [0.0] * self.table.width
        for cell in self.table.cells:
            if cell.col_span > 1:
                continue
            width = self._text_width(cell.text) + cell.indent * self.size
            share = self.layout.header_width if cell.head else self.layout.label_width if cell.label else 1.0
            longest = max(self._text_width(word) for word in cell.text.split())
            if cell.head and self.layout.sideways_heads and cell.column > 0:
                width, longest = self.size * 1.5, 0.0
            widths[cell.column] = max(widths[cell.column], longest + cell.indent * self.size, width * share)
        return [width + self.layout.column_gap for width in widths]

    def _wrap(self, cell: Box) -> list[str]:
        if cell.row in self.table.sections or self._is_sideways(cell):
            return [cell.text]
        width = sum(self.widths[cell.column : cell.column + cell.col_span]) - self.layout.column_gap
        return wrap(self.canvas, cell.text, self.layout.font, self.size, width - cell.indent * self.size + 0.01)

    def _is_sideways(self, cell: Box) -> bool:
        return cell.head and self.layout.sideways_heads and cell.column > int(self.layout.numbered)

    def _measure_heights(self) -> list[float]:
        heights = [0.0] * self.table.height
        for cell in self.table.cells:
            needed = len(self.lines[id(cell)]) * self.size * LEADING + self.layout.row_gap
            if self._is_sideways(cell):
                needed = self._text_width(cell.text) + 2 * self.layout.row_gap
            if cell.row_span == 1:
                heights[cell.row] = max(heights[cell.row], needed)
        for cell in self.table.cells:
            span = range(cell.row, cell.row + cell.row_span)
            needed = len(self.lines[id(cell)]) * self.size * LEADING + self.layout.row_gap
            lack = needed - sum(heights[row] for row in span)
            for row in span if lack > 0 else ():
                heights[row] += lack / len(span)
        for row in self.table.sections:
            heights[row] += 2 * self.layout.section_gap * self.size
        return heights

    def draw(self, left: float, top: float) -> None:
        """Draw the table with its upper left corner there."""
        xs, ys = [left], [top]
        for width in self.widths:
            xs.append(xs[-1] + width)
        for height in self.heights:
            ys.append(ys[-1] - height)
        if self.layout.rules == "shaded":
            self.canvas.setFillGray(0.88)
            for row in range(0, self.table.height, 2):
                self.canvas.rect(left, ys[row + 1], self.width, self.heights[row], stroke=0, fill=1)
            self.canvas.setFillGray(0)
        for cell in self.table.cells:
            self._draw_cell(cell, xs, ys)
        self.canvas.setLineWidth(0.5)
        self._draw_rules(xs, ys)

    def _draw_cell(self, cell: Box, xs: list[float], ys: list[float]) -> None:
        canvas, size, layout = self.canvas, self.size, self.layout
        gap = layout.column_gap / 2
        left, right = xs[cell.column] + gap, xs[cell.column + cell.col_span] - gap
        top, bottom = ys[cell.row], ys[cell.row + cell.row_span]
        canvas.setFont(layout.font, size)
        if self._is_sideways(cell):
            canvas.saveState()
            canvas.translate((left + right) / 2 + size * 0.35, bottom + layout.row_gap)
            canvas.rotate(90)
            canvas.drawString(0, 0, cell.text)
            canvas.restoreState()
            return
        lines = self.lines[id(cell)]
        room = top - bottom - len(lines) * size * LEADING
        place = layout.header_place if cell.head else "top" if cell.label else layout.value_place
        place = "middle" if cell.row in self.table.sections and layout.section_gap else place
        down = {"top": layout.row_gap / 2, "middle": room / 2, "bottom": room - layout.row_gap / 2}[place]
        y = top - down - size * 0.95
        align = (
            "left"
            if cell.label
            else layout.align
            if not cell.head
            else "left"
            if cell.column <= int(layout.numbered)
            else "center"
        )
        for line in lines:
            if align == "left":
                canvas.drawString(left + cell.indent * size, y, line)
            elif align == "right":
                canvas.drawRightString(right, y, line)
            else:
                canvas.drawCentredString((left + right) / 2, y, line)
            y -= size * LEADING
        if cell.marked:
            canvas.setFont(layout.font, size * 0.6)
            width = self._text_width(lines[-1])
            end = right if align == "right" else left + width if align == "left" else (left + right + width) / 2
            canvas.drawString(end + 0.3, y + size * (LEADING + 0.35), "1")
            canvas.setFont(layout.font, size)

    def _draw_rules(self, xs: list[float], ys: list[float]) -> None:
        rules, heads = self.layout.rules, self.table.heads
        rows: list[int] = []
        if rules in ("rows", "booktabs", "columns", "frame"):
            rows += [0, self.table.height]
        if rules in ("rows", "booktabs", "header", "columns", "frame") and heads:
            rows.append(heads)
        if rules == "rows":
            rows += range(heads + 1, self.table.height)
        for row in rows:
            self.canvas.line(xs[0], ys[row], xs[-1], ys[row])
        if rules in ("grid", "head"):
            self._draw_grid(xs, ys, heads if rules == "head" else self.table.height)
        if rules in ("rows", "booktabs", "header") and self.layout.levels > 1:
            self._draw_underlines(xs, ys)
        if rules == "columns":
            self._draw_columns(xs, ys)
        if rules == "frame":
            for x in (xs[0], xs[-1]):
                self.canvas.line(x, ys[0], x, ys[-1])

    def _draw_underlines(self, xs: list[float], ys: list[float]) -> None:
        for cell in self.table.cells:
            if cell.head and cell.col_span > 1:
                y = ys[cell.row + cell.row_span]
                self.canvas.line(xs[cell.column] + 2, y, xs[cell.column + cell.col_span] - 2, y)

    def _draw_columns(self, xs: list[float], ys: list[float]) -> None:
        for at, x in enumerate(xs):
            crossed = [c for c in self.table.cells if c.column < at < c.column + c.col_span and c.head]
            self.canvas.line(x, ys[max((c.row + c.row_span for c in crossed), default=0)], x, ys[-1])

    def _draw_grid(self, xs: list[float], ys: list[float], last: int) -> None:
        """Draw the lines around cells; below the row `last` none stand but the outermost."""
        owners = {
            (row, column): id(cell)
            for cell in self.table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.col_span)
        }
        height, width = self.table.height, self.table.width
        for row in range(height + 1):
            for column in range(width):
                above, below = owners.get((row - 1, column)), owners.get((row, column))
                if above is None or above != below:
                    self.canvas.line(xs[column], ys[row], xs[column + 1], ys[row])
        for column in range(width + 1):
            for row in range(height):
                before, after = owners.get((row, column - 1)), owners.get((row, column))
                outer = before is None or after is None
                if outer or (row < last and before != after):
                    self.canvas.line(xs[column], ys[row], xs[column], ys[row + 1])
