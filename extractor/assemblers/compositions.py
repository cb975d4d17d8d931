"""How a composite is made of its parts, where the text says so: mean, sum, or weights told by method."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractor.assemblers.passages import Passage
from extractor.text import plain

# The payload of cues and the ledger class of the numbers that tell weights.
WEIGHTS, WEIGHT = "weights", "weight"
_ONE, _PERCENT = Decimal(1), Decimal("0.01")


def read_composition(passage: Passage, parts: Sequence[str]) -> str | None:
    """Return how a passage says that the parts (ids of methods) make a composite; weights as "0.6/0.4" in their order.

    None where it says nothing, or weights that are not one for each part or do not make a whole.
    """
    cues = passage.of_kind("composition")
    if not any(cue.value == WEIGHTS for cue in cues):
        return cues[0].value if cues else None
    told = [number for number in passage.numbers if _is_weight(passage, number.start)]
    weights = [number.value * (_PERCENT if number.unit == "percent" else _ONE) for number in told]
    if len(weights) != len(parts) or sum(weights) != 1:
        return None
    methods = passage.of_kind("method")
    named = [[cue.value for cue in methods if cue.start < number.start and cue.value in parts] for number in told]
    before = [names[-1] for names in named if names]  # "offline with weight 0.6, online with weight 0.4"
    order = before if len(set(before)) == len(parts) else list(dict.fromkeys(name for names in named for name in names))
    if set(order) == set(parts):
        weights = [weights[order.index(part)] for part in parts]
    return "/".join(map(plain, weights))


def _is_weight(passage: Passage, start: int) -> bool:
    role = passage.roles.get(start)
    return role is not None and role.role == "ignore" and role.value == WEIGHT
