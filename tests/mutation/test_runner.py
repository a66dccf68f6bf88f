"""Tests of the runner, with a spec that has features that the vendors' specs do not use."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from caretasks.conformance.config import Selection, Settings
from caretasks.conformance.model import CaseResult, RunError, RunItem
from caretasks.conformance.target.model import Target
from caretasks.mutation import runner
from caretasks.mutation.injection import ExchangeHook
from caretasks.mutation.mutant import MutantStatus, Mutation
from caretasks.mutation.mutators.conforming_variants import VariantGroup, VariantHook
from caretasks.mutation.mutators.rules import ConformingVariant
from caretasks.mutation.runner import MutantRunner
from caretasks.openapi.catalog import Catalog

MARKET = MutantRunner(Catalog(Path(__file__).parent / "specs").load("market"), 1, (4,))


@pytest.mark.parametrize(
    "mutant_id",
    [
        "listOrders 200 header ETag: pattern",
        "listOrders accepts query created/from: format",
        "listOrders accepts an invented key",
        "listOrders rejects query text: 50 characters",
        "placeOrder accepts no key for secret",
        "placeOrder 415 /why: required why",
        "getOrder 200 /place/1: type string",
        "noteOrder rejects /: 5000 characters",
        "state default: an empty body",
    ],
)
def test_runner_catches_a_mutant(mutant_id: str) -> None:
    result = MARKET.run_mutant(MARKET.mutants[mutant_id])
    assert result.status is MutantStatus.CAUGHT, result


def test_mutant_that_changed_no_exchange_effectively_is_equivalent() -> None:
    mutation = Mutation()
    mutation.without_effect = 3
    status, reason = runner._undetected_status(mutation, [])
    assert status is MutantStatus.EQUIVALENT
    assert reason == "every changed response still conforms to the spec (3 seen)"


def test_run_of_a_mutant_that_has_no_effect_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_checks(_target: Target, _settings: Settings) -> Iterator[RunItem]:
        for _ in range(1000):
            mutation.without_effect += 1
            yield CaseResult("placeOrder", "fuzzing", 415, is_checked_success=False, checks=())

    mutant = replace(MARKET.mutants["placeOrder 415 /why: required why"], build=lambda _: mutation)
    mutation = Mutation()
    monkeypatch.setattr(runner, "run_checks", run_checks)
    result = MARKET.run_mutant(mutant)
    assert (result.status, result.requests) == (MutantStatus.EQUIVALENT, 100)


def test_runs_of_the_whole_suite_leave_most_of_the_time_to_the_mutants(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = list[float | None]()

    def record_limit(_target: Target, settings: Settings) -> Iterator[RunItem]:
        limits.append(settings.max_seconds)
        yield from ()

    monkeypatch.setattr(runner, "run_checks", record_limit)
    for deadline in (None, time.time() + 8000, time.time() - 1):
        limited = MutantRunner(MARKET.api, 1, (4,), deadline=deadline)
        limited.run_variants(next(iter(limited.variant_groups)))
    assert [limit and round(limit / 100) for limit in limits] == [None, None, 10, 10, 0, 0]
    assert limits[-1] == 1
    limits.clear()
    limited = MutantRunner(MARKET.api, 1, (4, 5), deadline=time.time() + 8000)
    limited.run_mutant(limited.mutants["placeOrder 415 /why: required why"])
    assert [limit and round(limit / 100) for limit in limits] == [10, None, None, None, 10, 10]


@pytest.mark.parametrize(
    ("mutant_id", "expected"),
    [
        ("placeOrder 201 /: type number", Selection.VALID),
        ("placeOrder 415 /why: required why", Selection.VALID),  # a setup replaces the successes
        ("listOrders 4XX: a page of HTML", Selection.INVALID),
        ("listOrders rejects query text: 50 characters", Selection.VALID),
        ("listOrders accepts query created/from: format", Selection.INVALID),
        ("listOrders accepts an invented key", Selection.INVALID),
    ],
)
def test_first_run_sends_only_requests_that_may_detect_the_mutant(
    mutant_id: str, expected: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    selections = list[Selection]()

    def record_selection(_target: Target, settings: Settings) -> Iterator[RunItem]:
        selections.append(settings.selection)
        yield from ()

    mutant = MARKET.mutants[mutant_id]
    MARKET.setup_for(mutant)
    monkeypatch.setattr(runner, "run_checks", record_selection)
    MARKET.run_mutant(mutant)
    assert selections[0] is expected
    assert set(selections[1:]) == {Selection.ALL}


@pytest.mark.parametrize(("is_invalid", "expected"), [(False, 0), (True, 1)])
def test_setup_is_run_alone_only_if_it_may_cause_the_failure(
    is_invalid: bool, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant, setup_runs = MARKET.mutants["placeOrder 415 /why: required why"], list[object]()
    build = mutant.build

    def build_with_setup(setup: object) -> Mutation:
        mutation = build(setup)  # type: ignore[arg-type]
        mutation.has_invalid_setup = is_invalid
        return mutation

    monkeypatch.setattr(MARKET, "_extend_setup_run", lambda *arguments: setup_runs.append(arguments))
    assert MARKET.run_mutant(replace(mutant, build=build_with_setup)).status is MutantStatus.CAUGHT
    assert len(setup_runs) == expected


@pytest.mark.parametrize(
    ("alarming", "expected"),
    [
        ([], ()),
        ([{"b"}], ("b: alarm",)),
        ([{"a"}, {"c"}], ("a: alarm", "c: alarm")),
        ([{"a", "b"}], ("only together: alarm",)),
    ],
)
def test_false_alarm_names_the_variants_that_cause_it(
    alarming: list[set[str]], expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(hook: ExchangeHook, _settings: Settings) -> Iterator[RunItem]:
        assert isinstance(hook, VariantHook)
        if any(names <= {each.name for each in hook.variants} for names in alarming):
            yield RunError("alarm")

    variants = tuple(ConformingVariant(name, name, lambda _: None) for name in "abc")
    MARKET.setup_for(MARKET.mutants["placeOrder 415 /why: required why"])
    monkeypatch.setattr(MARKET, "_run", run)
    monkeypatch.setattr(MARKET, "variant_groups", {"group": VariantGroup("group", "", variants)})
    assert MARKET.run_variants("group").alarms == expected
