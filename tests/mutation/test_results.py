"""Tests of the exit status of `caretasks prove`."""

from __future__ import annotations

import pytest

from caretasks.conformance.results import ExitStatus
from caretasks.core.arguments import Shard
from caretasks.mutation.mutant import MutantCategory, MutantStatus, MutatorName, VariantResult
from caretasks.mutation.results import ProveResult, ReportedMutant, exit_status


def make_result(*statuses: MutantStatus, shard: Shard | None = None, remaining: int = 0) -> ProveResult:
    mutants = [
        ReportedMutant(
            *(f"mutant {number}", status, "", "", 0, 0, 0.0),
            operation="get_task",
            category=MutantCategory.RESPONDS,
            mutator=MutatorName.NULL,
            pointer="/paths",
            description="a fault",
            impact="an impact",
        )
        for number, status in enumerate(statuses)
    ]
    return ProveResult(
        api="unpod",
        digest="",
        shard_name=str(shard or Shard()),
        remaining=remaining,
        errors=[],
        mutants=mutants,
        variants=[],
        untestable_facts=[],
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (MutantStatus.CAUGHT, ExitStatus.PASSED),
        (MutantStatus.EQUIVALENT, ExitStatus.PASSED),
        (MutantStatus.MISSED, ExitStatus.FAILED),
        (MutantStatus.NOT_REACHED, ExitStatus.FAILED),
        (MutantStatus.ERROR, ExitStatus.INCONCLUSIVE),
    ],
)
def test_exit_status_depends_on_the_worst_mutant(status: MutantStatus, expected: ExitStatus) -> None:
    assert exit_status([make_result(MutantStatus.CAUGHT, status)]) is expected


def test_exit_status_of_a_false_alarm_is_1() -> None:
    result = make_result(MutantStatus.CAUGHT)
    result.variants = [VariantResult("variant", "a variant", ("an alarm",), 1)]
    assert exit_status([result]) is ExitStatus.FAILED


def test_exit_status_of_an_incomplete_run_is_3() -> None:
    assert exit_status([make_result(MutantStatus.CAUGHT, remaining=1)]) is ExitStatus.INCONCLUSIVE


def test_exit_status_of_an_empty_shard_is_0() -> None:
    assert exit_status([make_result(shard=Shard(500, 500))]) is ExitStatus.PASSED


def test_exit_status_of_a_run_without_mutants_is_3() -> None:
    assert exit_status([make_result()]) is ExitStatus.INCONCLUSIVE


@pytest.mark.parametrize(("writes", "expected"), [("documented", ExitStatus.PASSED), ("generated", ExitStatus.FAILED)])
def test_missed_mutant_at_a_url_is_a_failure_only_if_writes_are_generated(writes: str, expected: ExitStatus) -> None:
    result = make_result(MutantStatus.CAUGHT, MutantStatus.MISSED)
    result.writes = writes
    assert exit_status([result]) is expected
