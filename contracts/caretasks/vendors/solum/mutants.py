"""Solum: tasks that are not what was sent, or not what is said to be so by default."""

from __future__ import annotations

from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.mutators.rules import Exchange, breaks, harmless
from caretasks.openapi.schema.keywords import properties

_OTHER = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"


def _created(exchange: Exchange) -> bool:
    return exchange.succeeded and exchange.sent.json is not MISSING


def _by_default(exchange: Exchange, name: str) -> None:
    if _created(exchange) and name not in exchange.sent.json:
        exchange.json = {**exchange.json, name: "other"}


@breaks("so_06_default_status", matters="a client that looks for pending tasks does not find it")
def another_default_status(exchange: Exchange) -> None:
    """A task is not pending though no status was sent."""
    _by_default(exchange, "status")


@breaks("so_07_default_priority", matters="the front desk does not get to it in time")
def another_default_priority(exchange: Exchange) -> None:
    """A task is of another priority than medium though none was sent."""
    _by_default(exchange, "priority")


def _further(exchange: Exchange) -> set[str]:
    operation = exchange.sent.operation
    media = None if operation is None else operation.body
    known = set() if media is None or media.schema is None else set(properties(media.schema))
    return set(exchange.sent.json) - known if isinstance(exchange.sent.json, dict) else set()


@breaks("so_09_further_fields_ignored", matters="whoever asks gives a task the id of another one")
def takes_further_fields(exchange: Exchange) -> None:
    """A field that the page does not name for a request is taken over."""
    if _created(exchange):
        sent = {name: exchange.sent.json[name] for name in _further(exchange)}
        exchange.json = {**exchange.json, **sent}


def _not_as_sent(name: str, value: Any, matters: str) -> Any:
    def change(exchange: Exchange) -> None:
        if _created(exchange) and exchange.sent.json.get(name) is not None:
            exchange.json = {**exchange.json, name: value}

    change.__name__ = f"another_{name}"
    change.__doc__ = f"A task has another {name} than was sent."
    return breaks("so_12_values_sent", matters=matters)(change)


another_title = _not_as_sent("title", "Something else", "the front desk reads something else")
another_description = _not_as_sent("description", "Something else", "the front desk does something else")
another_tags = _not_as_sent("tags", ["other"], "the task is not found by its label")
another_deadline = _not_as_sent("deadline", "2001-01-01T00:00:00Z", "the task is late, or done too soon")
another_created_by_id = _not_as_sent("created_by_id", _OTHER, "the wrong person is asked about the task")
another_status = _not_as_sent("status", "other", "the task is thought to be done, or not")
another_priority = _not_as_sent("priority", "other", "the front desk does not get to it in time")
another_type = _not_as_sent("type", "other", "the task goes to the wrong people")
another_call_id = _not_as_sent("call_id", _OTHER, "the task is about another call")
another_fax_id = _not_as_sent("fax_id", _OTHER, "the task is about another fax")
another_assistant_id = _not_as_sent("assistant_id", _OTHER, "the task is about another assistant")
another_session_id = _not_as_sent("session_id", _OTHER, "the task is about another session")
another_patient_id = _not_as_sent("patient_id", _OTHER, "the task is about another patient")


@breaks("so_12_values_sent", matters="the task is about nobody")
def forgets_the_patient(exchange: Exchange) -> None:
    """A task has no patient though one was sent."""
    if _created(exchange):
        exchange.json = {name: value for name, value in exchange.json.items() if name != "patient_id"}


@harmless
def leaves_out_what_was_not_sent(exchange: Exchange) -> None:
    """Links that were not sent, or null, are left out of a task."""
    if _created(exchange):
        optional = {"call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type", "external_message_ids"}
        gone = {name for name in optional if exchange.sent.json.get(name) is None}
        exchange.json = {name: value for name, value in exchange.json.items() if name not in gone}


@harmless
def writes_another_offset(exchange: Exchange) -> None:
    """The deadline is the same instant, written with an offset in place of Z."""
    if _created(exchange) and str(exchange.json.get("deadline", "")).endswith("Z"):
        exchange.json = {**exchange.json, "deadline": f"{exchange.json['deadline'][:-1]}+00:00"}
