"""The ruling lines of a page: straight path segments and thin filled boxes, as horizontal and vertical edges."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from msgspec import Struct

from extractor.readers.layout.geometry import Geometry
from extractor.results import BBox

Point = tuple[float, float]
Stretch = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
THIN = 3.0
SLANT = 1.0
SHORTEST = 3.0
# A path with more segments is a drawing or a map, and a page with more edges no page of tables.
MOST_SEGMENTS = 2_000
MOST_EDGES = 4_000
# A shaded row is no higher than this (points); what is lighter than this is white.
HIGHEST = 60.0
WHITE = 250
MOST_SHADES = 1_000
DEEPEST_FORM = 8
# Lines nearer than this (points) are one: double lines, and lines that are drawn cell by cell.
SNAP = 3.0
# A gap in a line that is still the same line; dashes are parted by less.
JOIN = 3.0
# A line is drawn along a side if it is along so much of it.
DRAWN = 0.6


class Edge(Struct, frozen=True, order=True, gc=False):
    """A horizontal or vertical line on the displayed page, in points."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """Whether the edge lies rather than stands."""
        return self.x1 - self.x0 >= self.bottom - self.top


class Rulings(Struct, frozen=True):
    """What is drawn on a page: its edges, and the coloured areas behind rows and cells, as edges above and below."""

    edges: tuple[Edge, ...] = ()
    shades: tuple[Edge, ...] = ()


def read_rulings(page: Any, geometry: Geometry) -> Rulings:
    """Return the page's rulings, each once; none where there are more than a table could have."""
    edges: set[Edge] = set()
    shades: set[BBox] = set()
    for item, matrix in _walk(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, IDENTITY, 0):
        for found in _edges(item, matrix, geometry):
            if isinstance(found, Edge):
                edges.add(found)
            else:
                shades.add(found)
        if len(edges) > MOST_EDGES:
            return Rulings()
    return Rulings(tuple(sorted(edges)), _outline(shades) if len(shades) <= MOST_SHADES else ())


def _outline(shades: set[BBox]) -> tuple[Edge, ...]:
    """Return the upper and lower edges of the areas that lie in no other."""
    if not shades:
        return ()
    x0, top, x1, bottom = np.array(sorted(shades)).T
    inside = (x0[:, None] > x0 - 1) & (x1[:, None] < x1 + 1) & (top[:, None] > top - 1) & (bottom[:, None] < bottom + 1)
    smaller = ((bottom - top) * (x1 - x0))[:, None] < 0.95 * (bottom - top) * (x1 - x0)
    outer = ~(inside & smaller).any(axis=1)
    ends = np.concatenate(
        (np.column_stack((x0, top, x1, top))[outer], np.column_stack((x0, bottom, x1, bottom))[outer])
    )
    return tuple(Edge(*end) for end in ends.tolist())


def _walk(parent: Any, count: Any, get: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """Yield the path objects of a page or form with the matrix that takes them to user space."""
    for at in range(count(parent)):
        item = get(parent, at)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield item, _multiply(_matrix_of(item), matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            inner = _multiply(_matrix_of(item), matrix)
            yield from _walk(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)


def _matrix_of(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _multiply(first: Matrix, second: Matrix) -> Matrix:
    if first == IDENTITY:
        return second
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _edges(path: Any, matrix: Matrix, geometry: Geometry) -> Iterator[Edge | BBox]:
    """Yield the edges of a path, and the areas of a row's size that it colours."""
    if not 2 <= pdfium.FPDFPath_CountSegments(path) <= MOST_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value and not stroke.value:
        return
    for points in _subpaths(path, matrix):
        box = _box(points, geometry) if len(points) > 2 else None
        if box is not None and min(box[2] - box[0], box[3] - box[1]) <= THIN:
            boxes = [box]  # a line drawn as a thin box
        elif stroke.value:
            boxes = [_box(pair, geometry) for pair in pairwise(points)]
        else:
            boxes = []
        for x0, top, x1, bottom in boxes:
            if edge := _straighten(x0, top, x1, bottom):
                yield edge
        if box is not None and not boxes and _is_row(box, points) and _is_coloured(path):
            yield round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)


def _is_row(box: BBox, points: Sequence[Point]) -> bool:
    """Tell whether an area is a rectangle of the size of a table's row, or of a cell in it."""
    return 4 <= len(points) <= 6 and box[2] - box[0] >= SHORTEST and box[3] - box[1] <= HIGHEST


def _is_coloured(path: Any) -> bool:
    """Tell whether an area is seen on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha):
        return False
    return alpha.value > 0 and min(red.value, green.value, blue.value) < WHITE


def _subpaths(path: Any, matrix: Matrix) -> Iterator[list[Point]]:
    """Yield each run of straight lines as its points in user space; curves part the runs."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            yield points
            points = []
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    yield points


def _box(points: list[Point] | tuple[Point, Point], geometry: Geometry) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return geometry.place(min(xs), min(ys), max(xs), max(ys))


def _straighten(x0: float, top: float, x1: float, bottom: float) -> Edge | None:
    """Return the line along the longer side of a thin box; None for a slanted or very short one."""
    width, height = x1 - x0, bottom - top
    if max(width, height) < SHORTEST or min(width, height) > max(SLANT, THIN):
        return None
    if width >= height:
        middle = round((top + bottom) / 2, 2)
        return Edge(round(x0, 2), middle, round(x1, 2), middle)
    middle = round((x0 + x1) / 2, 2)
    return Edge(middle, round(top, 2), middle, round(bottom, 2))


class Rule(Struct, frozen=True, gc=False):
    """A line at one height (or one x, if it stands), with the stretches of it that are drawn."""

    at: float
    stretches: tuple[Stretch, ...]

    @property
    def first(self) -> float:
        """Where the line begins."""
        return self.stretches[0][0]

    @property
    def last(self) -> float:
        """Where the line ends."""
        return self.stretches[-1][1]

    def covers(self, start: float, end: float) -> bool:
        """Tell whether most of the stretch is drawn."""
        drawn = sum(max(0.0, min(end, b) - max(start, a)) for a, b in self.stretches)
        return drawn >= DRAWN * (end - start)

    def touches(self, at: float) -> bool:
        """Tell whether the line reaches a point of its own direction."""
        return any(a - JOIN <= at <= b + JOIN for a, b in self.stretches)


def gather_rules(edges: Iterable[Edge]) -> tuple[list[Rule], list[Rule]]:
    """Return the lying and the standing lines that the edges make, from top to bottom and from left to right."""
    lying: list[tuple[float, float, float]] = []
    standing: list[tuple[float, float, float]] = []
    for edge in edges:
        if edge.horizontal:
            lying.append((edge.top, edge.x0, edge.x1))
        else:
            standing.append((edge.x0, edge.top, edge.bottom))
    return snap_rules(lying), snap_rules(standing)


def snap_rules(edges: list[tuple[float, float, float]]) -> list[Rule]:
    """Return the lines that stretches (where it lies, start, end) make; those that lie near each other are one."""
    groups: list[list[tuple[float, float, float]]] = []
    for edge in sorted(edges):
        if groups and edge[0] - groups[-1][0][0] <= SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [
        Rule(sum(edge[0] for edge in group) / len(group), _join((start, end) for _, start, end in group))
        for group in groups
    ]


def _join(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start - joined[-1][1] <= JOIN:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)
