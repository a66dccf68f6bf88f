"""Checks of servers that violate one fact each: the check names this fact, and no fact that still holds."""

from __future__ import annotations

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, empty_result, exit_status
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.facts import iter_fact_entries
from tests.conformance.breaking import Fault
from tests.conformance.breaking.checking import (
    check_fault,
    is_attributed_correctly,
    iter_all_faults,
    violated_facts,
    with_reads_only,
)

ALL_FAULTS = list(iter_all_faults())
SELECTED = (
    # one or two faults of each kind, for each fact
    "MX-01: any ID returns a task",
    "MX-01: the known task returns 500",
    "MX-02: GET accepts a key as a token",
    "MX-03: no organization is required",
    "MX-04: an ID that is not a UUID returns 500",
    "MX-05: data is None",
    "MX-06: data/notes is missing",
    "MX-06: data/noteId is None",
    "MX-07: data/syncStatus is 'paused'",
    "MX-08: data/assignedProviders/*/roles is [5]",
    "MX-09: data/createdAt is None",
    "MX-10: trace_id of a 404 is missing",
    "MX-11: data/id is 'other'",
    "MX-12: code of a 404 is 'forbidden'",
    "MX-13: X-RateLimit-Reset is missing",
    "MX-13: a 429 has no Retry-After",
    "MX-14: a missing organization returns 404",
    "MX-15: the list returns 500",
    "MX-16: status is rejected",
    "MX-17: page=x is accepted",
    "MX-18: data/pagination of a list is missing",
    "MX-19: data/pagination/totalCount of a list is '5'",
    "MX-21: the filter noteId is ignored",
    "MX-22: a create with notes missing is accepted",
    "MX-23: a create with assigneeIds empty is rejected",
    "MX-24: a create returns 202",
    "MX-26: data/app of the app context is None",
    "MM-01: an unknown task returns an empty object",
    "MM-02: POST requires no key",
    "MM-03: an ID that is not a UUID returns an empty object",
    "MM-04: include_transcript=true is rejected",
    "MM-05: the first call",
    "MM-06: patient_id is 'x'",
    "MM-07: status is 'pending'",
    "MM-08: a create with task_type with an unknown value is accepted",
    "MM-09: task_outcome is None",
    "MM-10: updated_at is '2026-01-01 10:00:00'",
    "MM-11: calls/* is 5",
    "MM-12: calls/*/recording_url is 'not a uri'",
    "MM-13: calls/*/transcripts/*/role is 5",
    "MM-14: more calls although all are returned",
    "MM-15: a create with patient_id missing is accepted",
    "MM-16: a create with phone_number with a zero first is accepted",
    "MM-17: a create with project_id in an invalid format is accepted",
    "MM-18: a create with task_data missing is rejected",
    "MM-19: a create with task_data/existing_appointment null is rejected",
    "MM-19: a create with task_data/previous_visits/*/date in an invalid format is accepted",
    "MM-20: a create returns 200",
    "MM-20: id is missing",
    "MM-21: patient_id of the created task is another",
    "MM-22: detail of a wrong key is 5",
    "MM-26: a create with task_data/referral/address/city missing is accepted",
    "MM-27: a create with task_data/service/description of another type is accepted",
    "MM-28: a create with task_data/bill/amount of another type is accepted",
    "MM-29: a create with task_data/questions_to_ask/*/index missing is accepted",
    "MM-30: insurance/medical/*/plan_name is 5",
    "MM-31: a create with last_name missing is accepted",
    "MM-32: a create with insurance/dental not a list is accepted",
    "MM-33: a create returns 200",
    "MM-34: an unknown patient returns 400",
    "MM-35: the created patient does not exist",
    "SO-01: every create returns 500",
    "SO-02: a bearer token is accepted",
    "SO-03: a create with deadline without a time is accepted",
    "SO-04: a create with tags null is rejected",
    "SO-05: a create with fax_id of another type is accepted",
    "SO-06: a create with status completed is rejected",
    "SO-07: priority is low if none was sent",
    "SO-08: a create with type with an unknown value is rejected",
    "SO-09: an extra property returns 422",
    "SO-09: id is taken from the request",
    "SO-09: created_at is taken from the request",
    "SO-10: tags is None",
    "SO-11: external_message_ids is []",
    "SO-12: the offset of a deadline is dropped",
    "SO-13: detail/param of a 422 is 5",
    "SO-14: an invalid create returns 418",
    "SO-16: the list returns 500",
    "SO-17: limit=101 is accepted",
    "SO-18: type is rejected",
    "SO-19: status=completed is rejected",
    "SO-20: data is missing",
    "SO-21: pagination/total is '5'",
    "SO-22: has_more is always true",
    "SO-23: the filter patient_id is ignored",
    "SO-25: a create with url too long is accepted",
    "SO-26: a create with event_types with patient_updated is rejected",
    "SO-27: url of a webhook is 'https://example.com/other'",
    "SO-28: secret_key of a webhook is 5",
    "UN-01: the known run returns 400",
    "UN-02: IDs with unusual characters return 500",
    "UN-03: GET accepts a key without its prefix",
    "UN-04: a missing organization returns 403",
    "UN-05: count is '5'",
    "UN-06: data/*/output is None",
    "UN-07: data/*/status is 5",
    "UN-08: data/*/output/duration is '5'",
    "UN-09: the known run returns 206",
    "UN-10: the count is one too low",
    "UN-11: status_code of an error is 200",
    "UN-12: message of a 404 is 5",
    "UN-13: data/*/created is 5",
    "UN-14: any space has the known run",
    "UN-15: count in list_organizations is '5'",
    "UN-16: data/*/domain_handle is 5",
    "UN-17: the count of list_spaces is 0",
    "UN-18: data/organization is None",
    "UN-19: data/*/token is 5",
    "UN-20: the space has another token",
    "UN-21: get_space of an unknown ID returns 200",
    "UN-22: the count of list_agents is 0",
    "UN-23: a run has more completed tasks than tasks",
    "UN-24: the tasks are those of another agent",
    "UN-25: list_agent_tasks of an unknown ID returns 403",
    "UN-26: the count of list_runs is 0",
    "UN-27: data/*/space_id is 5",
    "UN-28: data in list_space_tasks is {}",
    "UN-29: the count of list_space_tasks is 0",
    "UN-30: a create with pilot missing is accepted",
    "UN-31: a create with documents/*/contact_number missing is accepted",
    "UN-32: message of a create is 5",
    "UN-33: the task IDs are not those of the run",
    "UN-34: tasks are created in any space",
    "UN-36: the filter call_type is ignored",
    "UN-37: data/*/call_duration is 1.5",
)
SELECTED_FAULTS = {str(fault): fault for fault in ALL_FAULTS if str(fault) in SELECTED}


def test_fault_names_are_unique() -> None:
    assert len({str(fault) for fault in ALL_FAULTS}) == len(ALL_FAULTS)
    assert SELECTED_FAULTS.keys() == set(SELECTED)


def test_every_enforced_fact_has_a_fault() -> None:
    enforced = {
        entry.fact.id
        for api in Catalog().load_all()
        for entry in iter_fact_entries(api)
        if entry.rules or not all("/examples/" in pointer for pointer in entry.pointers)
    }
    assert (
        {fault.facts[0] for fault in ALL_FAULTS} == {fault.facts[0] for fault in SELECTED_FAULTS.values()} == enforced
    )


def operations_of(fault: Fault) -> tuple[str, ...]:
    """Return the operations that show the facts of a fault; none, for all, if these are more than three."""
    operations = empty_result(Catalog().load(fault.api)).operations
    found = [each.id for each in operations if {fact.fact.id for fact in each.facts} & set(fault.facts)]
    return tuple(found) if len(found) <= 3 else ()


@pytest.mark.parametrize("fault", SELECTED_FAULTS.values(), ids=str)
def test_check_names_violated_facts_only(fault: Fault) -> None:
    settings = Settings(max_examples=8, operations=operations_of(fault))
    result = check_fault(fault, with_reads_only(settings) if fault.is_visible_in_reads else settings)
    assert is_attributed_correctly(fault, result), (
        f"violated: {sorted(violated_facts(result))}\n{terminal.format_table([result])}"
    )
    assert exit_status([result]) is ExitStatus.FAILED
