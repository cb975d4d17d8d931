"""A scanned page as a picture: how it is skewed, and the rules that are drawn on it."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

# Of a page at DPI: the shortest line that is a rule, the thickest, how dark it is, in inches and shares.
SHORTEST = 0.35
THICKEST = 0.045
DARK = 160
MOST_SKEW = 5.0
# The skew is looked for on a picture of about this many pixels a side.
SMALL = 800


class Rule(Struct, frozen=True, order=True):
    """A drawn line as a box of pixels (left, top, right, bottom; the far ends outside)."""

    left: int
    top: int
    right: int
    bottom: int


def measure_skew(picture: Image.Image) -> float:
    """Return by how many degrees the picture must be turned (counter-clockwise) for its lines to lie level.

    The turn at which rows differ most in darkness: text lines and gaps alternate most sharply when level (the
    projection-profile method of Postl, 1986).
    """
    scale = max(1.0, max(picture.size) / SMALL)
    small = picture.resize((round(picture.width / scale), round(picture.height / scale)), Image.Resampling.BOX)
    dark = Image.fromarray((255 - np.asarray(small)).astype(np.uint8))

    def sharpness(angle: float) -> float:
        rows = np.asarray(dark.rotate(angle, Image.Resampling.BILINEAR), np.float64).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    best = 0.0
    for reach, step in ((MOST_SKEW, 0.5), (0.5, 0.1)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: (sharpness(angle), -abs(angle))))
    return round(best, 2)


def turn(picture: Image.Image, angle: float) -> Image.Image:
    """Return the picture turned about its middle, the corners white."""
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255) if angle else picture


def turn_box_back(
    box: tuple[float, float, float, float], angle: float, size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Return the box on the unturned picture around a box on the turned one."""
    if not angle:
        return box
    middle_x, middle_y = size[0] / 2, size[1] / 2
    # Pixels count downwards, so the picture's counter-clockwise is the coordinates' clockwise.
    cosine, sine = cos(radians(angle)), sin(radians(angle))
    x, y = (box[0] + box[2]) / 2 - middle_x, (box[1] + box[3]) / 2 - middle_y
    # The word itself keeps its size: boxes of its turned corners would reach into its neighbours.
    across, down = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    x, y = middle_x + x * cosine - y * sine, middle_y + x * sine + y * cosine
    return x - across, y - down, x + across, y + down


def find_rules(pixels: Pixels, dpi: int) -> tuple[list[Rule], list[Rule]]:
    """Return the lying and the standing rules of a level page."""
    dark = pixels < DARK
    length, thickness = round(SHORTEST * dpi), max(2, round(THICKEST * dpi))
    lying = _find_lying(dark, length, thickness)
    standing = [Rule(r.top, r.left, r.bottom, r.right) for r in _find_lying(dark.T, length, thickness)]
    return lying, sorted(standing)


def _find_lying(dark: Mask, length: int, thickness: int) -> list[Rule]:
    """Return the boxes that runs of at least `length` dark pixels make, no thicker than `thickness`."""
    rules: list[Rule] = []
    open_runs: list[Rule] = []
    for row in np.flatnonzero(_has_run(dark, length)).tolist():
        runs = [Rule(left, row, right, row + 1) for left, right in _runs(dark[row], length)]
        kept: list[Rule] = []
        for run in runs:
            touching = [r for r in open_runs if r.bottom >= row and r.left <= run.right and run.left <= r.right]
            for other in touching:
                open_runs.remove(other)
                run = Rule(min(run.left, other.left), min(run.top, other.top), max(run.right, other.right), run.bottom)
            kept.append(run)
        rules += [r for r in open_runs if r.bottom < row]
        open_runs = [*(r for r in open_runs if r.bottom >= row), *kept]
    return sorted(r for r in (*rules, *open_runs) if r.bottom - r.top <= thickness)


def _has_run(dark: Mask, length: int) -> Mask:
    """Tell of each row whether it may hold a run so long: it must cross one of the columns `length` apart."""
    crossed: Mask = dark[:, length // 2 :: length].any(axis=1) & (dark.sum(axis=1) >= length)
    return crossed


def _runs(row: Mask, length: int) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= length]


def erase_rules(pixels: Pixels, rules: list[Rule], margin: int = 2) -> Pixels:
    """Return the picture with the rules painted white, a little beyond their edges."""
    erased = pixels.copy()
    for rule in rules:
        top, left = max(0, rule.top - margin), max(0, rule.left - margin)
        erased[top : rule.bottom + margin, left : rule.right + margin] = 255
    return erased
