"""Rule mutants and conforming variants of Solum: values that were not sent, other defaults, and wrong pages."""

from __future__ import annotations

from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.mutators import lists
from caretasks.mutation.mutators.rules import MutatedExchange, conforming_variant, rule_mutant
from caretasks.openapi.schema.keywords import properties

_OTHER = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"


def _is_create(exchange: MutatedExchange, operation: str = "create_task") -> bool:
    is_operation = exchange.operation is not None and exchange.operation.id == operation
    return is_operation and exchange.succeeded and exchange.request.json is not MISSING


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


page_after_the_last = lists.page_after_the_last("so_17_default_page", "list_tasks", impact="a client reads no tasks")
one_task_too_many = lists.one_item_too_many(
    "so_22_consistent_page", "list_tasks", impact="a client with a fixed page size loses a task"
)
total_too_low = lists.total_too_low("so_22_consistent_page", "list_tasks", impact="a client stops before the last task")
opposite_of_more = lists.opposite_of_more(
    "so_22_consistent_page", "list_tasks", impact="a client stops after the first page, or never"
)
next_page_number = lists.next_page_number("so_22_consistent_page", "list_tasks", impact="a client skips a page")
another_limit = lists.another_page_size("so_22_consistent_page", "list_tasks", impact="a client miscounts the pages")
ignores_patient = lists.ignored_filter(
    "so_23_filters", "list_tasks", "patient_id", impact="a client shows one patient's tasks for another's"
)
lists_nothing = lists.empty_list(
    "so_16_created_task_is_listed", "list_tasks", impact="the task that a client has created is never done"
)
ignores_status = lists.ignored_filter(
    "so_23_filters", "list_tasks", "status", impact="a client repeats completed tasks"
)
ignores_priority = lists.ignored_filter(
    "so_23_filters", "list_tasks", "priority", impact="a client does unimportant tasks first"
)
ignores_type = lists.ignored_filter("so_23_filters", "list_tasks", "type", impact="a task goes to the wrong people")


@rule_mutant("so_27_values_sent", impact="events go to another server")
def another_url(exchange: MutatedExchange) -> None:
    """The subscription has another URL than the one that was sent."""
    if _is_create(exchange, "create_webhook"):
        exchange.json = {**exchange.json, "url": "https://example.com/other"}


@rule_mutant("so_27_values_sent", impact="a client waits for events that are never sent")
def omits_an_event_type(exchange: MutatedExchange) -> None:
    """The subscription is for one event type less than was sent."""
    if _is_create(exchange, "create_webhook"):
        exchange.json = {**exchange.json, "event_types": exchange.json["event_types"][1:]}


@conforming_variant
def has_other_order_of_event_types(exchange: MutatedExchange) -> None:
    """The event types of a subscription are in another order, each once."""
    if _is_create(exchange, "create_webhook"):
        exchange.json = {**exchange.json, "event_types": sorted(set(exchange.json["event_types"]), reverse=True)}


@conforming_variant
def omits_the_secret(exchange: MutatedExchange) -> None:
    """A subscription has neither a secret nor times."""
    if _is_create(exchange, "create_webhook"):
        body = {name: value for name, value in exchange.json.items() if name != "secret_key"}
        exchange.json = {**body, "created_at": None, "updated_at": None}


@conforming_variant
def has_empty_pagination(exchange: MutatedExchange) -> None:
    """A list says nothing about its pages."""
    if exchange.succeeded and exchange.operation is not None and exchange.operation.id == "list_tasks":
        exchange.json = {**exchange.json, "pagination": {}}


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
