"""Baselines: accepted findings are known and change no exit status; expired and unexplained ones fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance.changes.baseline import Baseline, BaselineResult, Entry, EntryStatus, apply_baseline
from caretasks.conformance.changes.causes import Cause
from caretasks.conformance.model import Acceptance, Finding, FindingKind, RunError, Verdict
from caretasks.conformance.phases.auth_probes import AUTH_PROBES
from caretasks.conformance.results import ApiResult, ExitStatus, exit_status
from tests.conformance.changes.conftest import MakeResult

TODAY = date(2026, 6, 1)
ACCEPTANCE = Acceptance("known.toml:1", "Ticket 4711", "Robin Sample")
CAUSE = Cause("unpod", "get_run_tasks", ("UN-05",), "response body /count")
ENTRY = Entry(CAUSE, ACCEPTANCE, phases=("fuzzing",), facts=("UN-05",))
EXPIRED = replace(ENTRY, acceptance=replace(ACCEPTANCE, expires=date(2026, 5, 31)))


def apply(result: ApiResult, *entries: Entry) -> BaselineResult:
    return apply_baseline(Baseline(Path("known.toml"), entries=entries), [result], ["unpod", "solum"], TODAY)


def get_status(result: ApiResult, entry: Entry) -> EntryStatus:
    (entry_result,) = apply(result, entry).entries
    return entry_result.status


def test_accepted_finding_is_known_and_does_not_fail(make_result: MakeResult, failure: Finding) -> None:
    result = make_result(failure)
    assert apply(result, ENTRY).counts["new"] == 0
    operation = result.operation("get_run_tasks")
    assert [finding.kind for finding in operation.findings] == [FindingKind.KNOWN]
    assert {fact.verdict for fact in operation.facts if fact.known} == {Verdict.PASSED}
    assert exit_status([result]) is ExitStatus.PASSED


def test_other_finding_is_new_and_fails(make_result: MakeResult, failure: Finding, other_failure: Finding) -> None:
    result = make_result(failure, other_failure)
    assert [finding.check for _, finding in apply(result, ENTRY).new] == ["missing_header"]
    assert exit_status([result]) is ExitStatus.FAILED


def test_failure_of_several_operations_counts_once(make_result: MakeResult, failure: Finding) -> None:
    entries = [replace(ENTRY, title="same", cause=replace(CAUSE, operation=name)) for name in ("get_run_tasks", "x")]
    result = make_result()
    assert apply(result, *entries).counts["unknown"] == 1
    assert apply(result, replace(entries[0], title="other"), entries[1]).counts["unknown"] == 1
    assert apply(result, replace(ENTRY, cause=replace(CAUSE, operation="y")), entries[1]).counts["unknown"] == 2
    found = tuple(("unpod", replace(failure, number=number, operation=str(number))) for number in (3, 3, 4, 0, 0))
    assert replace(apply(result), new=found).counts["new"] == 4


@pytest.mark.parametrize(
    ("claim", "is_known"), [("the status must be 201", True), ("the method must get a 405", False)]
)
def test_warning_about_the_operation_is_not_what_another_title_accepts(
    make_result: MakeResult, failure: Finding, claim: str, *, is_known: bool
) -> None:
    entry = replace(ENTRY, cause=replace(CAUSE, pointer=""), title="the status must be 201; received status 200")
    warning = replace(failure, pointer="", claim=claim, actual="status 404", warning_reason="no fact documents it")
    result = make_result(warning)
    apply(result, entry)
    assert bool(result.operation("get_run_tasks").known) is is_known


@pytest.mark.parametrize(
    ("changed", "is_known"),
    [
        ({"pointer": None}, True),
        ({"pointer": ""}, False),
        ({"pointer": "response body /data"}, False),
        ({"names": ("UN-06",)}, False),
        ({"operation": "list_runs"}, False),
        ({"api": "solum"}, False),
    ],
)
def test_entry_accepts_its_own_cause_only(
    make_result: MakeResult, failure: Finding, changed: dict[str, Any], is_known: bool
) -> None:
    result = make_result(failure)
    apply(result, replace(ENTRY, cause=replace(CAUSE, **changed)))
    assert bool(result.operation("get_run_tasks").known) is is_known


@pytest.mark.parametrize(
    ("entry", "status", "problem"),
    [
        (EXPIRED, EntryStatus.EXPIRED, "known.toml:1 expired: accepted until 2026-05-31 only"),
        (
            replace(ENTRY, acceptance=replace(ACCEPTANCE, reason="TODO")),
            EntryStatus.UNEXPLAINED,
            "known.toml:1 has no reason yet: replace TODO",
        ),
        (
            replace(ENTRY, acceptance=replace(ACCEPTANCE, accepted_by="TODO")),
            EntryStatus.UNEXPLAINED,
            "known.toml:1 has no accepted_by yet: replace TODO",
        ),
    ],
)
def test_expired_or_unexplained_entry_fails_and_says_why(
    make_result: MakeResult, failure: Finding, entry: Entry, status: EntryStatus, problem: str
) -> None:
    result = make_result(failure)
    assert get_status(result, entry) is status
    (finding,) = result.operation("get_run_tasks").failures
    assert finding.acceptance is not None
    assert finding.acceptance.problem == problem
    assert exit_status([result]) is ExitStatus.FAILED


def test_entry_is_accepted_on_its_last_day(make_result: MakeResult, failure: Finding) -> None:
    entry = replace(ENTRY, acceptance=replace(ACCEPTANCE, expires=TODAY))
    assert get_status(make_result(failure), entry) is EntryStatus.KNOWN


def test_entry_without_a_finding_is_fixed_if_the_run_could_have_shown_it(make_result: MakeResult) -> None:
    assert get_status(make_result(), ENTRY) is EntryStatus.FIXED
    assert get_status(make_result(), EXPIRED) is EntryStatus.FIXED
    by_check = replace(ENTRY, cause=replace(CAUSE, names=("passing",)), facts=())
    assert get_status(make_result(), by_check) is EntryStatus.FIXED


def test_entry_without_a_finding_is_not_covered_in_a_run_of_other_phases(make_result: MakeResult) -> None:
    assert get_status(make_result(phase="examples"), ENTRY) is EntryStatus.NOT_COVERED


def test_entry_of_single_changes_is_fixed_if_no_generated_request_was_rejected(make_result: MakeResult) -> None:
    entry = replace(ENTRY, phases=("single changes",))
    assert get_status(make_result(phase="fuzzing"), entry) is EntryStatus.FIXED
    assert get_status(make_result(phase="examples"), entry) is EntryStatus.NOT_COVERED


def test_entry_without_a_finding_is_not_covered_after_an_error(make_result: MakeResult) -> None:
    for operation in (None, "get_run_tasks"):
        result = make_result()
        result.add(RunError("interrupted", operation))
        assert get_status(result, ENTRY) is EntryStatus.NOT_COVERED


def test_entry_without_a_finding_is_not_covered_if_nothing_succeeded(make_result: MakeResult) -> None:
    result = make_result()
    result.operation("get_run_tasks").phases["fuzzing"].successes = 0
    by_check = replace(ENTRY, cause=replace(CAUSE, names=("passing",)), facts=())
    assert get_status(result, by_check) is EntryStatus.NOT_COVERED


def test_entry_of_authentication_probes_is_fixed_without_a_success(make_result: MakeResult) -> None:
    result = make_result(phase=AUTH_PROBES.name)
    result.operation("get_run_tasks").phases[AUTH_PROBES.name].successes = 0
    by_check = replace(ENTRY, cause=replace(CAUSE, names=("passing",)), facts=(), phases=(AUTH_PROBES.name,))
    assert get_status(result, by_check) is EntryStatus.FIXED


def test_entry_without_a_finding_is_not_covered_if_the_fact_is_not(make_result: MakeResult) -> None:
    result = make_result()
    result.operation("get_run_tasks").covered_pointers.clear()
    assert get_status(result, ENTRY) is EntryStatus.NOT_COVERED


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, cause=replace(CAUSE, api="another")),
        replace(ENTRY, cause=replace(CAUSE, operation="no_operation")),
        replace(ENTRY, cause=replace(CAUSE, names=("UN-99",)), facts=("UN-99",)),
    ],
    ids=["API", "operation", "fact"],
)
def test_entry_that_names_nothing_in_the_spec_is_listed_as_unknown(make_result: MakeResult, entry: Entry) -> None:
    assert get_status(make_result(), entry) is EntryStatus.UNKNOWN


def test_entry_about_an_api_that_the_run_did_not_check_is_left_out(make_result: MakeResult) -> None:
    assert not apply(make_result(), replace(ENTRY, cause=replace(CAUSE, api="solum"))).entries


def test_accepted_warning_is_known(make_result: MakeResult, failure: Finding) -> None:
    result = make_result(replace(failure, warning_reason="not documented"))
    assert get_status(result, ENTRY) is EntryStatus.KNOWN
    assert not result.operation("get_run_tasks").warnings
