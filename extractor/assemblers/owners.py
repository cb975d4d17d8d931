"""What owns values, a record or an aggregate, while figures are still added to it."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from extractor.results import Category, Evidence, Rank, Ranking, Record, Region, Role, Value


class ValueList:
    """The values of one owner in the making; `told` is the last figure of each metric, role and period."""

    def __init__(self) -> None:
        self._values: dict[str, Value] = {}
        self._repeated: dict[str, list[Evidence]] = {}
        self.told: dict[tuple[str, Role, str | None], Decimal] = {}

    def add(self, value: Value, figure: Decimal) -> None:
        """Add a value; `figure` is what it holds, 0 where it is missing."""
        self._values[value.id] = value
        self.told[value.metric, value.role, value.period] = figure

    def repeat(self, name: str, figure: Decimal, quote: Evidence) -> bool:
        """Add a quote to the value of this name, if there is one that holds the figure; return whether it does."""
        known = self._values.get(name)
        if known is None or known.value is None or Decimal(known.value) != figure:
            return False
        self._repeated.setdefault(name, []).append(quote)
        return True

    def freeze(self) -> tuple[Value, ...]:
        """Return the values in the order of their adding."""
        for name, quotes in self._repeated.items():
            self._values[name] = replace(self._values[name], repeated=tuple(quotes))
        return tuple(self._values.values())


class RecordDraft:
    """A record in the making."""

    def __init__(self, name: str, region: Region, rank: Rank | None, category: Category | None) -> None:
        self.id = name
        self.region = region
        self.rank = rank
        self.category = category
        self.people: str | None = None  # the group of people that it tells of
        self.values = ValueList()

    def freeze(self, ranking: Ranking) -> Record:
        """Return the record as it is printed."""
        return Record(
            id=self.id,
            ranking=ranking.id,
            period=ranking.period,
            region=self.region,
            rank=self.rank,
            category=self.category,
            values=self.values.freeze(),
        )
