"""Latency distributions: their spellings, their limits, and what is drawn from them."""

from __future__ import annotations

import statistics
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.mock.scenarios.faults import Fault, FaultError, combine_faults, parse_faults
from caretasks.mock.scenarios.latency import MAX_LATENCY_SECONDS, Latency, LatencyError


@pytest.mark.parametrize(
    ("value", "latency"),
    [
        (2, Latency("fixed", 2)),
        (0, Latency("fixed", 0)),
        ("0.5", Latency("fixed", 0.5)),
        ("uniform(0.5,2)", Latency("uniform", 0.5, 2)),
        (" Lognormal( 0.5 , 0.4 ) ", Latency("lognormal", 0.5, 0.4)),
        ({"uniform": [0.5, 2]}, Latency("uniform", 0.5, 2)),
        ({"lognormal": [1, 0]}, Latency("lognormal", 1, 0)),
    ],
)
def test_parse_reads_numbers_strings_and_mappings(value: object, latency: Latency) -> None:
    assert Latency.parse(value) == latency


@pytest.mark.parametrize(
    "value",
    [
        *(
            None,
            True,
            [],
            {},
            {"uniform": 1},
            {"uniform": [1]},
            {"uniform": [1, True]},
            {"uniform": [2, 1]},
            {"a": [1, 2]},
        ),
        *({"fixed": [1, 2]}, {"uniform": [0, 1], "lognormal": [1, 1]}, {"lognormal": [1, -1]}, {"lognormal": [1, 11]}),
        *(-1, 3601, float("nan"), float("inf"), "", "x", "-1", "1e3", "uniform(1)", "uniform(2,1)", "normal(1,2)"),
        *("uniform(1,3601)", "lognormal(1,99)", "uniform(1,2", "9" * 500),
    ],
)
def test_parse_rejects_other_values(value: object) -> None:
    with pytest.raises(LatencyError, match="latency"):
        Latency.parse(value)


@given(st.integers(), st.floats(0, 3600), st.floats(0, 3600))
def test_uniform_latency_is_within_its_limits(seed: int, low: float, high: float) -> None:
    latency = Latency("uniform", min(low, high), max(low, high))
    assert latency.first <= latency.draw(Random(seed)) <= latency.second  # noqa: S311 - not a secret


def test_lognormal_latency_has_its_median_and_a_limit() -> None:
    random = Random(1)  # noqa: S311 - not a secret
    drawn = [Latency("lognormal", 0.5, 0.4).draw(random) for _ in range(2000)]
    assert statistics.median(drawn) == pytest.approx(0.5, rel=0.05)
    assert statistics.quantiles(drawn, n=20)[-1] == pytest.approx(0.5 * 2.718 ** (0.4 * 1.645), rel=0.1)
    assert max(Latency("lognormal", 3600, 10).draw(random) for _ in range(50)) == MAX_LATENCY_SECONDS
    assert Latency("lognormal", 0, 1).draw(random) == 0


@given(st.sampled_from(["fixed", "uniform", "lognormal"]), st.integers(0, 10), st.integers(0, 10))
def test_text_of_a_latency_is_parsed_as_the_same(name: str, first: int, second: int) -> None:
    low, high = (first, 0) if name == "fixed" else (first, second) if name == "lognormal" else sorted((first, second))
    assert Latency.parse(str(Latency(name, low, high))) == Latency(name, low, high)


def test_fault_has_a_distribution_and_a_rate() -> None:
    assert Fault.parse("latency=uniform(0.5,2):25%") == Fault("latency", 0.25, Latency("uniform", 0.5, 2))


def test_faults_of_one_request_are_separated_outside_of_parentheses() -> None:
    faults = list(parse_faults("latency=uniform(1,1), reset"))
    assert [fault.kind for fault in faults] == ["latency", "reset"]
    assert combine_faults(faults, Random(1)) == (("latency", "reset"), 1.0, "reset", None)  # noqa: S311 - not a secret


@pytest.mark.parametrize(
    "text", ["latency=normal(1,2)", "latency=uniform(2,1)", "reset=uniform(1,2)", "latency=", "a,b"]
)
def test_invalid_faults_are_rejected(text: str) -> None:
    with pytest.raises(FaultError):
        list(parse_faults(text))
