"""Running text among rows of chunks: it stands above, below or beside tables, and is none of their columns."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from extractor.readers.layout.lines import Line
from extractor.readers.layout.rows import Row, is_figure

# A block of running text: so many lines of so many words, one under the other (points), no further apart than so many
# line heights.
BLOCK_LINES = 3
BLOCK_WORDS = 4
SAME_EDGE = 1.5
FARTHEST = 1.7
# Feet that differ by no more than this share of the height stand on one line; of a text column of a table so many do.
SAME_FOOT = 0.08
SYNCED = 0.5


def drop_prose(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without the blocks of running text in them, unless these stand in step with what is beside."""
    dropped: set[int] = set()
    homes = {id(chunk): row for row in rows for chunk in row.chunks}
    for block in _find_blocks([chunk for row in rows for chunk in row.chunks]):
        beside = [_has_neighbour(chunk, homes[id(chunk)]) for chunk in block]
        if sum(beside) < SYNCED * len(block):
            dropped.update(map(id, block))
    if not dropped:
        return list(rows)
    left = (replace(row, chunks=tuple(c for c in row.chunks if id(c) not in dropped)) for row in rows)
    return [_fit(row) for row in left if row.chunks]


def _fit(row: Row) -> Row:
    return replace(row, top=min(chunk.top for chunk in row.chunks), foot=max(chunk.bottom for chunk in row.chunks))


def _find_blocks(chunks: Sequence[Line]) -> list[list[Line]]:
    open_: list[list[Line]] = []
    done: list[list[Line]] = []
    for chunk in chunks:
        block = next((block for block in open_ if _goes_on(block, chunk)), None)
        if block is not None:
            block.append(chunk)
        elif chunk.text.count(" ") + 1 >= BLOCK_WORDS and not is_figure(chunk.text):
            open_.append([chunk])
        if len(open_) > 20:
            done.append(open_.pop(0))
    return [block for block in (*done, *open_) if _is_prose(block)]


def _goes_on(block: Sequence[Line], chunk: Line) -> bool:
    last = block[-1]
    step = chunk.bottom - last.bottom
    if (abs(chunk.x0 - last.x0) > SAME_EDGE and len(block) > 1) or abs(chunk.x0 - last.x0) > 3 * chunk.size:
        return False
    if not 0.7 * chunk.size < step < FARTHEST * chunk.size or abs(chunk.size - last.size) > 0.1 * last.size:
        return False
    # All lines but the last are full.
    return last.text.count(" ") + 1 >= BLOCK_WORDS and not is_figure(chunk.text)


def _is_prose(block: Sequence[Line]) -> bool:
    if len(block) < BLOCK_LINES:
        return False
    right = max(chunk.x1 for chunk in block)
    full = [chunk for chunk in block[:-1] if right - chunk.x1 < 0.25 * (right - chunk.x0)]
    words = sum(chunk.text.count(" ") + 1 for chunk in block)
    return len(full) * 3 >= 2 * (len(block) - 1) and words >= 5 * len(block)


def _has_neighbour(chunk: Line, row: Row) -> bool:
    limit = SAME_FOOT * chunk.size + 0.2
    return any(other is not chunk and abs(other.bottom - chunk.bottom) <= limit for other in row.chunks)
