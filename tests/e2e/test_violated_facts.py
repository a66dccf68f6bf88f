"""Checks of servers that violate one fact each: the check names this fact, and no fact that still holds."""

from __future__ import annotations

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, empty_result, exit_status
from caretasks.openapi.facts import fact_entries
from tests.bundled_apis import load_api, load_bundled_apis
from tests.conformance.breaking import Fault
from tests.conformance.breaking.checking import (
    check_fault,
    is_attributed_correctly,
    iter_all_faults,
    violated_facts,
    with_reads_only,
)

ALL_FAULTS = list(iter_all_faults())
SELECTED = (  # `python -m tests.conformance.breaking` checks all of them
    "MX-01: any ID returns a task",
    "MX-03: no organization is required",
    "MX-06: data/notes is missing",
    "MX-08: data/assignedProviders/*/roles is [5]",
    "MX-11: data/id is 'other'",
    "MX-16: status is rejected",
    "MX-19: data/pagination/totalCount of a list is '5'",
    "MX-21: the filter noteId is ignored",
    "MX-23: a create with assigneeIds empty is rejected",
    "MM-01: an unknown task returns an empty object",
    "MM-04: include_transcript=true is rejected",
    "MM-07: status is 'pending'",
    "MM-10: updated_at is '2026-01-01 10:00:00'",
    "MM-13: calls/*/transcripts/*/role is 5",
    "MM-16: a create with phone_number with a zero first is accepted",
    "MM-19: a create with task_data/existing_appointment null is rejected",
    "MM-20: id is missing",
    "MM-21: patient_id of the created task is another",
    "MM-26: a create with task_data/referral/address/city missing is accepted",
    "MM-29: a create with task_data/questions_to_ask/*/index missing is accepted",
    "MM-32: a create with insurance/dental not a list is accepted",
    "MM-35: the created patient does not exist",
    "SO-03: a create with deadline without a time is accepted",
    "SO-06: a create with status completed is rejected",
    "SO-09: an extra property returns 422",
    "SO-10: tags is None",
    "SO-13: detail/param of a 422 is 5",
    "SO-17: limit=101 is accepted",
    "SO-20: data is missing",
    "SO-22: has_more is always true",
    "SO-23: the filter patient_id is ignored",
    "SO-27: url of a webhook is 'https://example.com/other'",
    "UN-02: IDs with unusual characters return 500",
    "UN-05: count is '5'",
    "UN-08: data/*/output/duration is '5'",
    "UN-11: status_code of an error is 200",
    "UN-14: any space has the known run",
    "UN-17: the count of list_spaces is 0",
    "UN-20: the space has another token",
    "UN-23: a run has more completed tasks than tasks",
    "UN-26: the count of list_runs is 0",
    "UN-29: the count of list_space_tasks is 0",
    "UN-32: message of a create is 5",
    "UN-34: tasks are created in any space",
    "UN-36: the filter call_type is ignored",
)
SELECTED_FAULTS = {str(fault): fault for fault in ALL_FAULTS if str(fault) in SELECTED}


def test_fault_names_are_unique() -> None:
    assert len({str(fault) for fault in ALL_FAULTS}) == len(ALL_FAULTS)
    assert SELECTED_FAULTS.keys() == set(SELECTED)


def test_every_enforced_fact_has_a_fault() -> None:
    enforced = {
        entry.fact.id
        for api in load_bundled_apis()
        for entry in fact_entries(api)
        if entry.rules or not all("/examples/" in pointer for pointer in entry.pointers)
    }
    assert {fault.facts[0] for fault in ALL_FAULTS} == enforced


def operations_of(fault: Fault) -> tuple[str, ...]:
    """Return the operations that show the facts of a fault; none, for all, if these are more than three."""
    operations = empty_result(load_api(fault.api)).operations
    found = [each.id for each in operations if {fact.fact.id for fact in each.facts} & set(fault.facts)]
    return tuple(found) if len(found) <= 3 else ()


@pytest.mark.long
@pytest.mark.parametrize("fault", SELECTED_FAULTS.values(), ids=str)
def test_check_names_violated_facts_only(fault: Fault) -> None:
    settings = Settings(max_examples=8, operations=operations_of(fault))
    result = check_fault(fault, with_reads_only(settings) if fault.is_visible_in_reads else settings)
    assert is_attributed_correctly(fault, result), (
        f"violated: {sorted(violated_facts(result))}\n{terminal.format_table([result])}"
    )
    assert exit_status([result]) is ExitStatus.FAILED
