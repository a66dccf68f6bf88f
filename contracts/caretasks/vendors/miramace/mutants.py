"""Mira Mace: tasks that are not the one asked for, calls that are not the ones asked for."""

from __future__ import annotations

from typing import Any

from caretasks.mutation.mutators.rules import Exchange, breaks, harmless, reading

_OTHER = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"
_CALL: dict[str, Any] = {"id": _OTHER, "created_at": "2020-01-01T00:00:00Z"}
_LATER: dict[str, Any] = {"id": _OTHER, "created_at": "2999-01-01T00:00:00Z"}
_TRANSCRIPTS = [{"role": "user", "content": "Yes."}]


def _asks(exchange: Exchange, flag: str) -> bool:
    return (flag, "true") in exchange.sent.query


@breaks("mm_01_unknown_task", matters="a client takes a mistyped id for a task")
def finds_what_is_not_there(exchange: Exchange) -> None:
    """An unknown task is answered with a success."""
    if exchange.sent.method == "GET" and exchange.status == 404:
        exchange.status, exchange.json = 200, {}


@breaks("mm_03_task_asked_for", matters="a client shows one patient's task for another's")
def reads_another_task(exchange: Exchange) -> None:
    """The task that is read has another id than the one asked for."""
    if reading(exchange):
        exchange.json = {**exchange.json, "id": _OTHER}


@breaks("mm_04_transcripts_on_request", matters="what a patient said is sent to whoever did not ask for it")
def always_transcripts(exchange: Exchange) -> None:
    """Calls carry transcripts that were not asked for."""
    if reading(exchange) and not _asks(exchange, "include_transcript"):
        calls = exchange.json.get("calls") or [_CALL]
        exchange.json = {**exchange.json, "calls": [{**call, "transcripts": _TRANSCRIPTS} for call in calls]}


@breaks("mm_04_transcripts_on_request", matters="a client that asks for transcripts gets none")
def never_transcripts(exchange: Exchange) -> None:
    """Calls carry no transcripts though they were asked for."""
    if reading(exchange):
        calls = [{n: v for n, v in call.items() if n != "transcripts"} for call in exchange.json.get("calls", [])]
        exchange.json = {**exchange.json, "calls": calls}


def _show(exchange: Exchange, calls: list[dict[str, Any]], *, more: bool) -> None:
    if _asks(exchange, "include_transcript"):
        calls = [{**call, "transcripts": []} for call in calls]
    exchange.json = {**exchange.json, "calls": calls, "has_more_calls": more}


@breaks("mm_05_most_recent_call", matters="a client acts on a call that a later one has overtaken")
def shows_the_oldest_call(exchange: Exchange) -> None:
    """Of several calls the oldest is shown."""
    if reading(exchange):
        every = _asks(exchange, "include_all_calls")
        _show(exchange, [_CALL, _LATER] if every else [_CALL], more=not every)


@breaks("mm_05_most_recent_call", matters="a client that reads the only call reads any of them")
def shows_all_calls(exchange: Exchange) -> None:
    """All calls are shown though only the most recent one was asked for."""
    if reading(exchange):
        _show(exchange, [_CALL, _LATER], more=False)


@breaks("mm_14_has_more_calls", matters="a client never fetches the other calls")
def hides_that_there_are_more(exchange: Exchange) -> None:
    """Not all calls are shown, and the answer says that there are no more."""
    if reading(exchange):
        every = _asks(exchange, "include_all_calls")
        _show(exchange, [_CALL, _LATER] if every else [_LATER], more=False)


@breaks("mm_14_has_more_calls", matters="a client goes on fetching for ever")
def always_more(exchange: Exchange) -> None:
    """All calls are shown, and the answer says that there are more."""
    if reading(exchange):
        exchange.json = {**exchange.json, "has_more_calls": True}


@breaks("mm_21_created_task_is_read_back", matters="a task that was created can never be read")
def forgets_what_was_created(exchange: Exchange) -> None:
    """A create is answered with an id that nothing is found by."""
    if exchange.sent.method == "POST" and exchange.succeeded:
        exchange.json = {**exchange.json, "id": _OTHER}


@breaks("mm_21_created_task_is_read_back", matters="the voice agent calls about something else")
def keeps_another_instruction(exchange: Exchange) -> None:
    """A task has another instruction than it was created with."""
    if reading(exchange):
        exchange.json = {**exchange.json, "task": "Something else"}


@breaks("mm_21_created_task_is_read_back", matters="a call about one patient is kept with another")
def keeps_another_patient(exchange: Exchange) -> None:
    """A task is about another patient than it was created for."""
    if reading(exchange):
        exchange.json = {**exchange.json, "patient_id": _OTHER}


@breaks("mm_21_created_task_is_read_back", matters="the task is counted for another project")
def keeps_another_project(exchange: Exchange) -> None:
    """A task is of another project than it was created in."""
    if reading(exchange):
        exchange.json = {**exchange.json, "project_id": _OTHER}


@breaks("mm_21_created_task_is_read_back", matters="the voice agent does another kind of work")
def keeps_another_type(exchange: Exchange) -> None:
    """A task is of another type than it was created as."""
    if reading(exchange):
        other = "REIMBURSEMENT" if exchange.json.get("task_type") != "REIMBURSEMENT" else "CUSTOM_TASK"
        exchange.json = {**exchange.json, "task_type": other}


@harmless
def has_no_calls_yet(exchange: Exchange) -> None:
    """No task has been called about."""
    if reading(exchange):
        exchange.json = {**exchange.json, "calls": [], "has_more_calls": False}


@harmless
def says_only_the_id(exchange: Exchange) -> None:
    """Of a task nothing but its id is told."""
    if reading(exchange):
        exchange.json = {name: value for name, value in exchange.json.items() if name == "id"}


@harmless
def refuses_with_other_statuses(exchange: Exchange) -> None:
    """A refusal has another status of those that the page has no word for."""
    exchange.status = {400: 422, 403: 401}.get(exchange.status, exchange.status)
