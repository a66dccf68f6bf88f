"""A server that breaks one documented fact is called broken by that fact, and by none that still holds."""

from __future__ import annotations

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, exit_status
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.facts import entries
from tests.conformance.breaking import Fault
from tests.conformance.breaking.trying import agrees, checked, every_fault, named, reads_only

EVERY = list(every_fault())
CHOSEN = (
    # of each kind of fault one or two, for each fact
    "MX-01: any id is a task",
    "MX-01: the known task fails",
    "MX-02: GET takes a key as a token",
    "MX-03: no organization is needed",
    "MX-04: an id that is no UUID is a failure",
    "MX-05: data is None",
    "MX-06: data/notes is gone",
    "MX-06: data/noteId is None",
    "MX-07: data/syncStatus is 'paused'",
    "MX-08: data/assignedProviders/*/roles is [5]",
    "MX-09: data/createdAt is None",
    "MX-10: trace_id of a 404 is gone",
    "MX-11: data/id is 'other'",
    "MX-12: code of a 404 is 'forbidden'",
    "MX-13: X-RateLimit-Reset is missing",
    "MX-13: a 429 names no seconds",
    "MX-14: a missing organization is a 404",
    "MM-01: an unknown task is an empty one",
    "MM-02: POST needs no key",
    "MM-03: an id that is no UUID is an empty task",
    "MM-04: include_transcript=true is refused",
    "MM-05: the first call",
    "MM-06: patient_id is 'x'",
    "MM-07: status is 'pending'",
    "MM-08: a create with task_type of another kind is taken",
    "MM-09: task_outcome is None",
    "MM-10: updated_at is '2026-01-01 10:00:00'",
    "MM-11: calls/* is 5",
    "MM-12: calls/*/recording_url is 'no uri'",
    "MM-13: calls/*/transcripts/*/role is 5",
    "MM-14: more calls where all are shown",
    "MM-15: a create with patient_id missing is taken",
    "MM-16: a create with phone_number with a zero first is taken",
    "MM-17: a create with project_id of any form is taken",
    "MM-18: a create with task_data missing is refused",
    "MM-19: a create with task_data/existing_appointment null is refused",
    "MM-19: a create with task_data/previous_visits/*/date of any form is taken",
    "MM-20: id is gone",
    "MM-21: patient_id of what was created is another",
    "SO-01: every create fails",
    "SO-02: a bearer token is taken",
    "SO-03: a create with deadline a day is taken",
    "SO-04: a create with tags null is refused",
    "SO-05: a create with fax_id of another type is taken",
    "SO-06: a create with status completed is refused",
    "SO-07: priority is low where none was sent",
    "SO-08: a create with type of another kind is refused",
    "SO-09: a further field is a 422",
    "SO-09: id is taken from the request",
    "SO-09: created_at is taken from the request",
    "SO-10: tags is None",
    "SO-11: external_message_ids is []",
    "SO-12: the offset of a deadline is lost",
    "SO-13: detail/param of a 422 is 5",
    "SO-14: an invalid create is a 418",
    "UN-01: the known run is refused",
    "UN-02: ids of unusual letters are a failure",
    "UN-03: GET takes a key in no form",
    "UN-04: a missing organization is a 403",
    "UN-05: count is '5'",
    "UN-06: data/*/output is None",
    "UN-07: data/*/status is 5",
    "UN-08: data/*/output/duration is '5'",
    "UN-09: the known run is a 206",
    "UN-10: one more is counted",
    "UN-11: status_code of an error is 200",
    "UN-12: message of a 404 is 5",
    "UN-13: data/*/created is 5",
    "UN-14: any space has the known run",
)
TRIED = {str(fault): fault for fault in EVERY if str(fault) in CHOSEN}


def test_every_fault_has_a_name_of_its_own() -> None:
    assert len({str(fault) for fault in EVERY}) == len(EVERY)
    assert TRIED.keys() == set(CHOSEN)


def test_every_fact_that_a_pointer_or_a_rule_enforces_has_a_fault() -> None:
    enforced = {
        entry.fact.id for api in Catalogue().load_all() for entry in entries(api) if entry.pointers or entry.rules
    }
    assert {fault.facts[0] for fault in EVERY} == {fault.facts[0] for fault in TRIED.values()} == enforced


@pytest.mark.parametrize("fault", TRIED.values(), ids=str)
def test_a_fact_that_is_broken_is_named_and_none_that_still_holds(fault: Fault) -> None:
    settings = Settings(max_examples=8)
    result = checked(fault, reads_only(settings) if fault.reads else settings)
    assert agrees(fault, result), f"named are {sorted(named(result))}\n{terminal.text([result])}"
    assert exit_status([result]) is ExitStatus.BROKEN
