"""What the files of a pack may hold; unknown keys are refused when they are read."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

RuleKind = Literal[
    # words that stand beside a number or inside another pattern
    "month", "multiplier", "ordinal", "qualifier", "qualifier_after", "quarter", "unit", "unit_before",
    # read on the lower-cased text
    "boilerplate", "cites", "column", "continued", "dateline", "entity", "headlines", "ignore", "missing", "period",
    "publisher", "rank", "relative", "title", "total",
    # read on the masked text, where each number, region, period and rank is one sign
    "anaphora", "base", "behind", "breakdown", "category", "chain", "class", "composition", "contrast", "earlier",
    "frame", "group", "growth", "high", "legend", "low", "mean", "measure", "method", "metric", "nation", "pivot",
    "place", "respectively", "rival", "scope", "subject", "tally", "tie", "unordered", "venue",
]  # fmt: skip
CUE_KINDS: tuple[RuleKind, ...] = (
    "anaphora", "base", "behind", "breakdown", "category", "chain", "class", "composition", "contrast", "earlier",
    "group", "growth", "high", "legend", "low", "mean", "measure", "method", "metric", "nation", "pivot",
    "respectively", "rival", "scope", "subject", "tally", "tie", "unordered", "venue",
)  # fmt: skip
RULE_KINDS: tuple[str, ...] = get_args(RuleKind)
# Kinds of regions that the code must know: a country; names of nothing; by-names of whichever capital is meant.
COUNTRY, NO_REGION, CAPITAL = "country", "none", "capital"


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """A named pattern; its examples and non-examples are run as tests."""

    id: str
    kind: RuleKind
    pattern: str
    value: str = ""
    examples: tuple[str, ...] = ()
    non_examples: tuple[str, ...] = ()


class Unit(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit of values; `metric` is what a bare figure in it measures; told in it, the whole has a `mean`, no sum.

    `local` tells, by country, which unit of the same name is meant in a text about it.
    """

    id: str
    family: Literal["share", "level", "count", "money", "rate", "measure", "change"]
    metric: str | None = None
    local: dict[str, str] = {}
    mean: bool = False


class MetricEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator; `units` are those it can be told in, `scale` its bounds where it has them.

    `growth` tells that the indicator is itself a change, so that "rose by 5%" is its figure. A general name stands
    for the first of its `narrower` indicators that the document has told before; one that is `general` may stand for
    whatever is told in its units ("the share"). A figure of the whole is a `mean` of it where it is no total, and a
    `norm` is set for everyone: a figure of the whole only where regions are ranked by it. A `base` counts what shares
    beside it are shares of, such as the people asked.
    """

    id: str
    units: tuple[str, ...] = ()
    better: Literal["higher", "lower"] | None = None
    scale: tuple[str, str] | None = None
    narrower: tuple[str, ...] = ()
    growth: bool = False
    general: bool = False
    mean: bool = False
    norm: bool = False
    base: bool = False


class Method(Struct, frozen=True, forbid_unknown_fields=True):
    """A way a ranking was made; a composite names the parts it is made of and how."""

    id: str
    parts: tuple[str, ...] = ()
    composition: str | None = None


class CategoryEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A quality category, or a group of people without a `level`; categories order by it, the best highest."""

    id: str
    level: int | None = None


class LanguageEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """What is particular to a language.

    `spacy` is its spaCy name, `letters` and `words` tell it from others, `alphabets` are the letters of its further
    scripts, `decimal` is its decimal mark, `joiner` the words that may stand between two names of one list.
    `town` makes a name that is a region's that of its town ("г. {}"), `towns` finds that a text is about towns,
    `adjective` what looks like a town and is an adjective ("в Минском" районе), in the lower-cased text.
    """

    id: str
    spacy: str
    letters: str
    words: tuple[str, ...]
    decimal: Literal[",", "."]
    joiner: str
    alphabets: tuple[str, ...] = ()
    macros: dict[str, str] = {}
    abbreviations: tuple[str, ...] = ()
    town: str = ""
    towns: str = ""
    adjective: str = ""


class DatedName(Struct, frozen=True, forbid_unknown_fields=True):
    """A name that a region had for a time: what its forms begin with, in small letters."""

    names: tuple[str, ...]
    valid_from: str | None = None
    valid_to: str | None = None


class RegionEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A region: names by language as printed, further forms, codes and the dates between which it existed.

    `capital` is the region that a country's capital is, `dated` are names that it had for a time, `borders` the dates
    when it gained or lost territory.
    """

    id: str
    kind: str
    names: dict[str, str]
    forms: dict[str, tuple[str, ...]] = {}
    code: str | None = None
    parent: str | None = None
    capital: str | None = None
    codes: dict[str, str] = {}
    valid_from: str | None = None
    valid_to: str | None = None
    dated: tuple[DatedName, ...] = ()
    borders: tuple[str, ...] = ()
    note: str = ""

    def name(self, language: str | None) -> str:
        """Return the region's name in the language, or in the first that it has one in."""
        return self.names.get(language or "", next(iter(self.names.values()), self.id))


class RegionForms(Struct, frozen=True, forbid_unknown_fields=True):
    """Generated forms of one region in one language (see patterns/make_forms.py): each begins with the stem."""

    id: str
    forms: tuple[str, ...]
    language: str = ""
    stem: str = ""

    def whole(self) -> tuple[str, ...]:
        """Return the forms written out."""
        return tuple(self.stem + form for form in self.forms) if self.stem else self.forms


class Tables(Struct, forbid_unknown_fields=True):
    """What a YAML file of a pack may hold."""

    rules: tuple[Rule, ...] = ()
    units: tuple[Unit, ...] = ()
    metrics: tuple[MetricEntry, ...] = ()
    methods: tuple[Method, ...] = ()
    categories: tuple[CategoryEntry, ...] = ()
    language: LanguageEntry | None = None
    messages: dict[str, str] = {}
