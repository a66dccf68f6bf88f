"""Rule mutants and conforming variants of Solum: tasks with values that were not sent, and other defaults."""

from __future__ import annotations

from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.mutators.rules import MutatedExchange, conforming_variant, rule_mutant
from caretasks.openapi.schema.keywords import properties

_OTHER = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"


def _is_create(exchange: MutatedExchange) -> bool:
    return exchange.succeeded and exchange.request.json is not MISSING


def _replace_default(exchange: MutatedExchange, name: str) -> None:
    if _is_create(exchange) and name not in exchange.request.json:
        exchange.json = {**exchange.json, name: "other"}


@rule_mutant("so_06_default_status", impact="a client that lists pending tasks does not find the task")
def another_default_status(exchange: MutatedExchange) -> None:
    """A task that was created without a status is not pending."""
    _replace_default(exchange, "status")


@rule_mutant("so_07_default_priority", impact="the front desk does the task too late")
def another_default_priority(exchange: MutatedExchange) -> None:
    """A task that was created without a priority does not have priority medium."""
    _replace_default(exchange, "priority")


def _undocumented_fields(exchange: MutatedExchange) -> set[str]:
    operation = exchange.operation
    media = None if operation is None else operation.body
    known = set() if media is None or media.schema is None else set(properties(media.schema))
    return set(exchange.request.json) - known if isinstance(exchange.request.json, dict) else set()


@rule_mutant("so_09_extra_fields_ignored", impact="a client can create a task with the ID of another task")
def stores_undocumented_fields(exchange: MutatedExchange) -> None:
    """An undocumented field of the request is stored."""
    if _is_create(exchange):
        sent = {name: exchange.request.json[name] for name in _undocumented_fields(exchange)}
        exchange.json = {**exchange.json, **sent}


def _replaces_field(name: str, value: Any, impact: str) -> Any:
    def change(exchange: MutatedExchange) -> None:
        if _is_create(exchange) and exchange.request.json.get(name) is not None:
            exchange.json = {**exchange.json, name: value}

    change.__name__ = f"another_{name}"
    change.__doc__ = f"The created task has a different {name} from the one that was sent."
    return rule_mutant("so_12_values_sent", impact=impact)(change)


another_title = _replaces_field("title", "Something else", "the front desk reads something else")
another_description = _replaces_field("description", "Something else", "the front desk does something else")
another_tags = _replaces_field("tags", ["other"], "the task is not found by its label")
another_deadline = _replaces_field("deadline", "2001-01-01T00:00:00Z", "the task is done too late or too early")
another_created_by_id = _replaces_field("created_by_id", _OTHER, "questions about the task go to the wrong person")
another_status = _replaces_field("status", "other", "the front desk believes that the task is done, or is not")
another_priority = _replaces_field("priority", "other", "the front desk does the task too late")
another_type = _replaces_field("type", "other", "the task goes to the wrong people")
another_call_id = _replaces_field("call_id", _OTHER, "the task is about another call")
another_fax_id = _replaces_field("fax_id", _OTHER, "the task is about another fax")
another_assistant_id = _replaces_field("assistant_id", _OTHER, "the task is about another assistant")
another_session_id = _replaces_field("session_id", _OTHER, "the task is about another session")
another_patient_id = _replaces_field("patient_id", _OTHER, "the task is about another patient")


@rule_mutant("so_12_values_sent", impact="the front desk does not know the patient")
def omits_the_patient(exchange: MutatedExchange) -> None:
    """The created task has no patient, although one was sent."""
    if _is_create(exchange):
        exchange.json = {name: value for name, value in exchange.json.items() if name != "patient_id"}


@conforming_variant
def omits_unset_links(exchange: MutatedExchange) -> None:
    """The created task omits links that were null or not sent."""
    if _is_create(exchange):
        optional = {"call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type", "external_message_ids"}
        omitted = {name for name in optional if exchange.request.json.get(name) is None}
        exchange.json = {name: value for name, value in exchange.json.items() if name not in omitted}


@conforming_variant
def uses_numeric_offset(exchange: MutatedExchange) -> None:
    """The deadline is the same time, with the offset +00:00 instead of Z."""
    if _is_create(exchange) and str(exchange.json.get("deadline", "")).endswith("Z"):
        exchange.json = {**exchange.json, "deadline": f"{exchange.json['deadline'][:-1]}+00:00"}
