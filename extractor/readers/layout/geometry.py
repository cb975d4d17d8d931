"""From a PDF's user space to the displayed page: points, origin top left."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from extractor.results import BBox

Floats = NDArray[np.floating[Any]]
Indices = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


class Geometry(Struct, frozen=True):
    """How user space maps to the displayed page: the visible box in user space and the quarter turns clockwise."""

    x0: float
    y0: float
    x1: float
    y1: float
    turns: Literal[0, 1, 2, 3] = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the displayed page in points."""
        width, height = self.x1 - self.x0, self.y1 - self.y0
        return (height, width) if self.turns % 2 else (width, height)

    def place(self, left: Any, bottom: Any, right: Any, top: Any) -> tuple[Any, Any, Any, Any]:
        """Return a user-space box, or columns of boxes, as (x0, top, x1, bottom) of the displayed page."""
        if self.turns == 0:
            return left - self.x0, self.y1 - top, right - self.x0, self.y1 - bottom
        if self.turns == 1:
            return bottom - self.y0, left - self.x0, top - self.y0, right - self.x0
        if self.turns == 2:
            return self.x1 - right, bottom - self.y0, self.x1 - left, top - self.y0
        return self.y1 - top, self.x1 - right, self.y1 - bottom, self.x1 - left


def turn_boxes(boxes: Floats, turns: int, size: tuple[float, float]) -> Floats:
    """Return where boxes lie when the page of that size is turned so that text set by `turns` quarters is upright."""
    width, height = size
    x0, top, x1, bottom = boxes.T
    if turns == 0:
        return boxes
    if turns == 1:
        return np.column_stack((top, width - x1, bottom, width - x0))
    if turns == 2:
        return np.column_stack((width - x1, height - bottom, width - x0, height - top))
    return np.column_stack((height - bottom, x0, height - top, x1))


def turn_back(box: BBox, turns: int, size: tuple[float, float]) -> BBox:
    """Return the box on the displayed page of one that `turn_boxes` turned."""
    width, height = size
    x0, top, x1, bottom = box
    if turns == 1:
        return width - bottom, x0, width - top, x1
    if turns == 2:
        return width - x1, height - bottom, width - x0, height - top
    if turns == 3:
        return top, height - x1, bottom, height - x0
    return box


def join_boxes(boxes: list[BBox]) -> BBox:
    """Return the smallest box around the boxes."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
