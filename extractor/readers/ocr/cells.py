"""The cells that the rules of a scanned page enclose."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.readers.ocr.engine import Box
from extractor.readers.ocr.pictures import Rule

# Rules nearer than this share of an inch are one; a side is drawn if rules cover so much of it.
NEAR = 0.03
DRAWN = 0.7


def find_cells(lying: Sequence[Rule], standing: Sequence[Rule], dpi: int) -> list[Box]:
    """Return the boxes of the cells in reading order, cells that no rule parts merged; none where no rules cross."""
    near = NEAR * dpi
    found: list[Box] = []
    for rows, columns in _group_crossing(lying, standing, near):
        found += _cells_of(rows, columns, near)
    return sorted(found, key=lambda box: (box[1], box[0]))


def _group_crossing(
    lying: Sequence[Rule], standing: Sequence[Rule], near: float
) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the lying and standing rules of each table: those that meet each other, directly or through others."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    left = [*standing]
    pending = [*lying]
    while pending:
        rows, columns = [pending.pop(0)], []
        grown = True
        while grown:
            touched = [c for c in left if any(_meet(r, c, near) for r in rows)]
            left = [c for c in left if c not in touched]
            columns += touched
            met = [r for r in pending if any(_meet(r, c, near) for c in columns)]
            pending = [r for r in pending if r not in met]
            rows += met
            grown = bool(touched or met)
        if len(rows) > 1 and len(columns) > 1:
            groups.append((rows, columns))
    return groups


def _meet(lying: Rule, standing: Rule, near: float) -> bool:
    across = lying.left - near <= standing.right and standing.left <= lying.right + near
    return across and standing.top - near <= lying.bottom and lying.top <= standing.bottom + near


def _cells_of(rows: list[Rule], columns: list[Rule], near: float) -> list[Box]:
    ys = _snap([(rule.top + rule.bottom) // 2 for rule in rows], near)
    xs = _snap([(rule.left + rule.right) // 2 for rule in columns], near)
    width, height = len(xs) - 1, len(ys) - 1
    parents = list(range(width * height))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for row in range(height):
        for column in range(width):
            at = row * width + column
            if column + 1 < width and not _stands(columns, xs[column + 1], ys[row], ys[row + 1], near):
                parents[root(at + 1)] = root(at)
            if row + 1 < height and not _lies(rows, ys[row + 1], xs[column], xs[column + 1], near):
                parents[root(at + width)] = root(at)
    members: dict[int, list[tuple[int, int]]] = {}
    for at in range(width * height):
        members.setdefault(root(at), []).append(divmod(at, width))
    boxes = []
    for places in members.values():
        tops, lefts = [row for row, _ in places], [column for _, column in places]
        boxes.append((xs[min(lefts)], ys[min(tops)], xs[max(lefts) + 1], ys[max(tops) + 1]))
    return boxes


def _snap(places: list[int], near: float) -> list[int]:
    groups: list[list[int]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= near:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) // len(group) for group in groups]


def _stands(columns: Sequence[Rule], x: int, top: int, bottom: int, near: float) -> bool:
    drawn = sum(
        max(0, min(rule.bottom, bottom) - max(rule.top, top))
        for rule in columns
        if rule.left - near <= x <= rule.right + near
    )
    return drawn >= DRAWN * (bottom - top)


def _lies(rows: Sequence[Rule], y: int, left: int, right: int, near: float) -> bool:
    drawn = sum(
        max(0, min(rule.right, right) - max(rule.left, left))
        for rule in rows
        if rule.top - near <= y <= rule.bottom + near
    )
    return drawn >= DRAWN * (right - left)


def lies_in(box: Box, cells: Sequence[Box]) -> bool:
    """Tell whether the middle of a box lies in any of the cells."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in cells)
