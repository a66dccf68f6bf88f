"""Selection of the cases of a phase."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from weakref import WeakSet

from hypothesis import given
from hypothesis import strategies as st

from caretasks.conformance.cases import Deferred, select_cases


def test_select_cases_without_limit_reads_nothing_in_advance() -> None:
    cases = iter([1, 2, 3])
    selected, left_out = select_cases(cases, None, "seed")
    assert next(iter(selected)) == 1
    assert (list(cases), left_out) == ([2, 3], 0)


@given(st.integers(0, 300), st.integers(1, 50), st.text(max_size=3))
def test_select_cases_chooses_one_of_each_part_in_order(count: int, limit: int, seed: str) -> None:
    selected, left_out = select_cases(range(count), limit, seed)
    chosen = list(selected)
    assert len(chosen) + left_out == count
    if count <= limit:
        assert chosen == list(range(count))
    else:
        assert len(chosen) == limit
        assert all(n * count // limit <= each < (n + 1) * count // limit for n, each in enumerate(chosen))


def test_select_cases_depends_on_the_seed_only() -> None:
    chosen = [list(select_cases(range(1000), 10, seed)[0]) for seed in ("1", "1", "2")]
    assert chosen[0] == chosen[1] != chosen[2]


def test_select_cases_makes_only_the_chosen_cases_or_the_next_ones_that_can_be_made() -> None:
    made: list[int] = []

    def make(number: int) -> int | None:
        made.append(number)
        return number if number % 2 else None

    cases: list[int | Deferred[int]] = [Deferred(partial(make, number)) for number in range(100)]
    selected, left_out = select_cases(cases, 5, "seed")
    chosen = list(selected)
    assert (len(chosen), left_out, len(made) <= 10) == (5, 95, True)
    assert all(number % 2 for number in chosen)


@given(st.integers(0, 300), st.integers(1, 20), st.text(max_size=3))
def test_select_cases_chooses_large_cases_from_all_of_a_phase(count: int, limit: int, seed: str) -> None:
    selected, left_out = select_cases(range(count), limit, seed, are_large=True)
    chosen = list(selected)
    assert len(chosen) == min(count, limit)
    assert len(chosen) + left_out == count
    assert all(before < after <= before + 4 * max(1, count / limit) for before, after in pairwise([-1, *chosen, count]))


def test_select_cases_keeps_few_large_cases_in_memory() -> None:
    class Large:
        pass

    alive, most = WeakSet[Large](), 0

    def generate() -> Iterator[Large]:
        nonlocal most
        for _ in range(200):
            case = Large()
            alive.add(case)
            most = max(most, len(alive))
            yield case

    assert len(list(select_cases(generate(), 5, "seed", are_large=True)[0])) == 5
    assert most <= 12
