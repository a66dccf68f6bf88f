"""Rule mutants and conforming variants of Mira Mace: wrong patients, tasks, calls and transcripts."""

from __future__ import annotations

from typing import Any

from caretasks.mutation.mutators.rules import MutatedExchange, conforming_variant, is_successful_read, rule_mutant

_OTHER = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"
_OLD_CALL: dict[str, Any] = {"id": _OTHER, "created_at": "2020-01-01T00:00:00Z"}
_NEW_CALL: dict[str, Any] = {"id": _OTHER, "created_at": "2999-01-01T00:00:00Z"}
_TRANSCRIPTS = [{"role": "user", "content": "Yes."}]


def _has_flag(exchange: MutatedExchange, flag: str) -> bool:
    return "true" in exchange.parameters["query"].get(flag, ())


def _is(exchange: MutatedExchange, operation_id: str) -> bool:
    return exchange.operation is not None and exchange.operation.id == operation_id


def _reads_task(exchange: MutatedExchange) -> bool:
    return is_successful_read(exchange) and _is(exchange, "get_task")


def _reads_patient(exchange: MutatedExchange) -> bool:
    return is_successful_read(exchange) and _is(exchange, "get_patient")


@rule_mutant("mm_01_unknown_task", impact="a client treats a mistyped ID as an existing task")
def returns_unknown_task(exchange: MutatedExchange) -> None:
    """Reading an unknown task returns a success."""
    if _is(exchange, "get_task") and exchange.status == 404:
        exchange.status, exchange.json = 200, {}


@rule_mutant("mm_03_requested_task", impact="a client shows one patient's task for another's")
def returns_another_task(exchange: MutatedExchange) -> None:
    """Reading a task returns a task with another ID."""
    if _reads_task(exchange):
        exchange.json = {**exchange.json, "id": _OTHER}


@rule_mutant("mm_04_transcripts_on_request", impact="a patient's words are sent to clients that do not need them")
def always_returns_transcripts(exchange: MutatedExchange) -> None:
    """Calls contain transcripts without `include_transcript`."""
    if _reads_task(exchange) and not _has_flag(exchange, "include_transcript"):
        calls = exchange.json.get("calls") or [_OLD_CALL]
        exchange.json = {**exchange.json, "calls": [{**call, "transcripts": _TRANSCRIPTS} for call in calls]}


@rule_mutant("mm_04_transcripts_on_request", impact="a client cannot get any transcripts")
def never_returns_transcripts(exchange: MutatedExchange) -> None:
    """Calls contain no transcripts with `include_transcript`."""
    if _reads_task(exchange):
        calls = [{n: v for n, v in call.items() if n != "transcripts"} for call in exchange.json.get("calls", [])]
        exchange.json = {**exchange.json, "calls": calls}


def _replace_calls(exchange: MutatedExchange, calls: list[dict[str, Any]], *, has_more: bool) -> None:
    if _has_flag(exchange, "include_transcript"):
        calls = [{**call, "transcripts": []} for call in calls]
    exchange.json = {**exchange.json, "calls": calls, "has_more_calls": has_more}


@rule_mutant("mm_05_most_recent_call", impact="a client acts on an outdated call")
def returns_oldest_call(exchange: MutatedExchange) -> None:
    """Reading a task returns its oldest call instead of the most recent one."""
    if _reads_task(exchange):
        all_calls = _has_flag(exchange, "include_all_calls")
        _replace_calls(exchange, [_OLD_CALL, _NEW_CALL] if all_calls else [_OLD_CALL], has_more=not all_calls)


@rule_mutant("mm_05_most_recent_call", impact="a client that reads the first call reads an outdated one")
def returns_all_calls(exchange: MutatedExchange) -> None:
    """Reading a task returns all calls without `include_all_calls`."""
    if _reads_task(exchange):
        _replace_calls(exchange, [_OLD_CALL, _NEW_CALL], has_more=False)


@rule_mutant("mm_14_has_more_calls", impact="a client never fetches the other calls")
def hides_other_calls(exchange: MutatedExchange) -> None:
    """Reading a task returns one of several calls, and `has_more_calls` is false."""
    if _reads_task(exchange):
        all_calls = _has_flag(exchange, "include_all_calls")
        _replace_calls(exchange, [_OLD_CALL, _NEW_CALL] if all_calls else [_NEW_CALL], has_more=False)


@rule_mutant("mm_14_has_more_calls", impact="a client never stops requesting more calls")
def always_has_more_calls(exchange: MutatedExchange) -> None:
    """Reading a task returns all calls, and `has_more_calls` is true."""
    if _reads_task(exchange):
        exchange.json = {**exchange.json, "has_more_calls": True}


@rule_mutant("mm_18_data_of_the_task_type", impact="a task is created without the data that it needs")
def accepts_data_of_any_type(exchange: MutatedExchange) -> None:
    """Creating a task accepts data that does not fit the type of the task."""
    if _is(exchange, "create_task") and exchange.status == 400 and b"/task_data" in exchange.content:
        exchange.status, exchange.json = 201, {"id": _OTHER}


@rule_mutant("mm_21_created_task_is_read_back", impact="a created task cannot be read")
def returns_unusable_id(exchange: MutatedExchange) -> None:
    """Creating a task returns an ID that does not exist."""
    if _is(exchange, "create_task") and exchange.succeeded:
        exchange.json = {**exchange.json, "id": _OTHER}


@rule_mutant("mm_21_created_task_is_read_back", impact="the voice agent calls about something else")
def stores_another_instruction(exchange: MutatedExchange) -> None:
    """Reading a created task returns a different instruction from the one that was sent."""
    if _reads_task(exchange):
        exchange.json = {**exchange.json, "task": "Something else"}


@rule_mutant("mm_21_created_task_is_read_back", impact="a call about one patient is stored with another patient")
def stores_another_patient(exchange: MutatedExchange) -> None:
    """Reading a created task returns a different patient from the one that was sent."""
    if _reads_task(exchange):
        exchange.json = {**exchange.json, "patient_id": _OTHER}


@rule_mutant("mm_21_created_task_is_read_back", impact="the task is assigned to another project")
def stores_another_project(exchange: MutatedExchange) -> None:
    """Reading a created task returns a different project from the one that was sent."""
    if _reads_task(exchange):
        exchange.json = {**exchange.json, "project_id": _OTHER}


@rule_mutant("mm_21_created_task_is_read_back", impact="the voice agent does another kind of work")
def stores_another_type(exchange: MutatedExchange) -> None:
    """Reading a created task returns a different type from the one that was sent."""
    if _reads_task(exchange):
        other = "REIMBURSEMENT" if exchange.json.get("task_type") != "REIMBURSEMENT" else "CUSTOM_TASK"
        exchange.json = {**exchange.json, "task_type": other}


@rule_mutant("mm_34_unknown_patient", impact="a client treats a mistyped ID as an existing patient")
def returns_unknown_patient(exchange: MutatedExchange) -> None:
    """Reading an unknown patient returns a success."""
    if _is(exchange, "get_patient") and exchange.status == 404:
        exchange.status, exchange.json = 200, {}


@rule_mutant("mm_34_requested_patient", impact="a client shows another patient's data")
def returns_another_patient(exchange: MutatedExchange) -> None:
    """Reading a patient returns a patient with another ID."""
    if _reads_patient(exchange):
        exchange.json = {**exchange.json, "id": _OTHER}


@rule_mutant("mm_35_created_patient_is_read_back", impact="no task can be created for the patient")
def returns_unusable_patient_id(exchange: MutatedExchange) -> None:
    """Creating a patient returns an ID that does not exist."""
    if _is(exchange, "create_patient") and exchange.succeeded:
        exchange.json = {**exchange.json, "id": _OTHER}


@rule_mutant("mm_35_created_patient_is_read_back", impact="the voice agent asks for the wrong person")
def stores_another_name(exchange: MutatedExchange) -> None:
    """Reading a created patient returns a different name from the one that was sent."""
    if _reads_patient(exchange):
        exchange.json = {**exchange.json, "last_name": "Other"}


@rule_mutant("mm_35_created_patient_is_read_back", impact="the voice agent names the wrong plan")
def loses_insurances(exchange: MutatedExchange) -> None:
    """Reading a created patient returns lists of insurances that are empty."""
    if _reads_patient(exchange):
        exchange.json = {**exchange.json, "insurance": {"medical": [], "dental": [], "vision": []}}


@conforming_variant
def has_no_calls_yet(exchange: MutatedExchange) -> None:
    """A task has no calls."""
    if _reads_task(exchange):
        exchange.json = {**exchange.json, "calls": [], "has_more_calls": False}


@conforming_variant
def returns_only_the_id(exchange: MutatedExchange) -> None:
    """Reading a task or a patient returns only its ID."""
    if is_successful_read(exchange):
        exchange.json = {name: value for name, value in exchange.json.items() if name == "id"}


@conforming_variant
def rejects_with_other_statuses(exchange: MutatedExchange) -> None:
    """An invalid request returns 422 instead of 400."""
    exchange.status = {400: 422}.get(exchange.status, exchange.status)


@conforming_variant
def has_no_recordings(exchange: MutatedExchange) -> None:
    """Calls have no recording and no transcript: both are null."""
    if _reads_task(exchange):
        missing = {"recording_url": None, "transcripts": None}
        exchange.json = {**exchange.json, "calls": [{**call, **missing} for call in exchange.json.get("calls", [])]}
