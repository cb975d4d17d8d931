"""Propagation and the solver, held against brute force over small systems."""

from __future__ import annotations

import itertools
import random
import sys
from decimal import Decimal
from fractions import Fraction

import pytest

from extractor.checks.contradictions import find_contradictions
from extractor.checks.intervals import Interval, includes, print_rounded
from extractor.checks.propagation import propagate, trace
from extractor.checks.relations import Relation
from extractor.checks.solver import find_cores, tighten

STEP = Fraction(1, 100)


def told(figure: str) -> Interval:
    return print_rounded(Fraction(figure), STEP)


def mean(whole: str, *parts: str) -> Relation:
    terms = ((len(parts), whole), *((-1, part) for part in parts))
    return Relation(rule="mean", terms=terms)


def at_least(upper: str, lower: str, by: int = 0) -> Relation:
    return Relation(rule="order", op=">=", terms=((1, upper), (-1, lower)), constant=Decimal(-by))


SEED = (mean("c", "off", "on"), at_least("last", "off"))
SEED_KNOWN = {"c": told("4.94"), "on": told("4.98"), "last": told("4.90")}


def test_a_missing_part_lies_between_its_composite_and_the_last_leader() -> None:
    found = propagate(SEED, SEED_KNOWN)
    assert found.bounds["off"][:2] == (Fraction("4.885"), Fraction("4.905"))
    assert trace(*found.reasons["off"]) == ({"c", "on", "last"}, {0, 1})
    assert tighten(SEED, SEED_KNOWN, "off", found.bounds["off"])[:2] == found.bounds["off"][:2]


def test_a_contradiction_is_its_smallest_set_of_statements_in_document_order() -> None:
    idle = at_least("last", "other")
    found = find_contradictions((idle, *SEED), {**SEED_KNOWN, "last": told("4.80")})
    assert [(core.names, core.relations) for core in found.cores] == [(("c", "on", "last"), (1, 2))]
    assert found.finished


def test_all_independent_contradictions_are_found() -> None:
    relations = [mean(f"c{at}", f"a{at}", f"b{at}") for at in range(3)]
    known = {f"{name}{at}": told("4.90") for at in range(3) for name in "ab"}
    known |= {"c0": told("4.99"), "c1": told("4.90"), "c2": told("4.80")}
    found = find_contradictions(relations, known)
    assert [core.names for core in found.cores] == [("c0", "a0", "b0"), ("c2", "a2", "b2")]
    assert find_cores(relations, known) == found


@pytest.mark.parametrize("seed", range(25))
def test_bounds_and_contradictions_agree_with_brute_force(seed: int) -> None:
    """Whole numbers 0 to 6 in place of reals: what propagation rules out, none of the brute-force solutions has."""
    rng = random.Random(seed)
    names = "abcd"
    relations = [at_least(*rng.sample(names, 2), by=rng.choice((0, 0, 1, 2))) for _ in range(4)]
    relations.append(Relation(rule="sum", terms=((1, "a"), (1, "b"), (-1, "c"))))
    known = {name: Interval(Fraction(low), Fraction(low + 2)) for name in names for low in [rng.randint(0, 4)]}

    def holds(figures: dict[str, Fraction]) -> bool:
        sums = [(r.op, sum(f * figures[n] for f, n in r.terms) + Fraction(r.constant)) for r in relations]
        return all(total == 0 if op == "=" else total >= 0 for op, total in sums)

    grid = [Fraction(at) for at in range(7)]
    every = (dict(zip(names, point, strict=True)) for point in itertools.product(grid, repeat=4))
    solutions = [p for p in every if all(includes(known[n], p[n]) for n in names) and holds(p)]
    found = propagate(relations, known)
    contradictions = find_contradictions(relations, known)
    if solutions:
        assert found.empty is None
        assert contradictions.cores == ()
        for name in names:
            assert all(includes(found.bounds[name], solution[name]) for solution in solutions)
            tight = tighten(relations, known, name, found.bounds[name])
            assert tight.low is not None
            assert tight.high is not None
            assert tight.low <= min(s[name] for s in solutions)
            assert tight.high >= max(s[name] for s in solutions)
    elif found.empty is not None:
        assert contradictions.cores != ()


def test_a_system_that_narrows_for_ever_is_cut_off_at_one_point() -> None:
    relations = (at_least("a", "b", by=1), at_least("b", "a"))
    known = {name: Interval(Fraction(0), Fraction(10**9)) for name in "ab"}
    found = propagate(relations, known)
    assert not found.finished
    assert found.bounds == propagate(relations, known).bounds


def test_a_tangle_ends_within_its_resources_with_what_was_proven() -> None:
    rng = random.Random(1)
    names = [f"x{at}" for at in range(600)]
    tangle = [at_least(*rng.sample(names, 2), by=1) for _ in range(2000)]
    known = {name: told("4.90") for name in names[:200]}
    found = find_contradictions(tangle, known)
    assert found == find_contradictions(tangle, known)
    assert found.cores
    assert not found.finished


def test_the_solver_is_imported_only_where_it_is_asked() -> None:
    import subprocess

    script = "import sys, extractor.pipeline, extractor.checks; extractor.pipeline.extract('samples/article.ru.txt'); print('z3' in sys.modules)"  # noqa: E501
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
