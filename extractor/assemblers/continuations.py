"""Continuations: what a figure of a list takes over from the one at its place in the entry before."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assemblers.drafts import Figure
from extractor.assemblers.passages import Passage


def go_on(figure: Figure, model: Figure, at: int, rule: str, passage: Passage, *, general: bool) -> None:
    """Write into a figure what its `model`, the figure of the entry before, tells of it.

    `at` is its turn among the figures of its name, `rule` the one that bound it, `general` tells that its metric
    may be any.
    """
    if general and (figure.unit, figure.role) == (model.unit, model.role):
        figure.metric = model.metric
    if figure.number.start in passage.roles:
        return
    if at == 0 and _goes_on_changing(figure, model, rule, passage):
        figure.role, figure.metric, figure.label = "change", model.metric, model.label
        figure.unit = model.unit
        figure.value = -abs(figure.value) if model.value < 0 else figure.value
    if at and model.role == "previous":
        figure.role, figure.period, figure.metric = model.role, model.period, model.metric


def go_on_running(figures: Sequence[Figure], models: Sequence[Figure]) -> None:
    """Give each figure of a run ("27–19–22") the metric of the one at its place in the entry before."""
    for figure, model in zip(figures, models, strict=True) if len(figures) == len(models) else ():
        figure.metric, figure.label, figure.unit = model.metric, model.label, model.unit


def _goes_on_changing(figure: Figure, model: Figure, rule: str, passage: Passage) -> bool:
    """Whether a figure goes on with the change before it.

    So it is in "rose by 10% in A, 8% in B" and in "fell in A (by 10%), B (8%)", but not where a verb of its own
    joins it to its name.
    """
    told = model.role == "change" and passage.start <= model.number.start <= figure.number.start
    return told and rule != "prose" and figure.number.unit in (None, model.unit)
