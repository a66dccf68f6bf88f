"""Rules of Solum: the values of created tasks and webhook subscriptions. See `readings` in `specs/solum/facts.yaml`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from caretasks.conformance.rules import InconclusiveError, Observation, RuleViolation, rule
from caretasks.conformance.rules.listed import require_listed
from caretasks.conformance.rules.lists import require_consistent_page, require_default_page, require_filtered
from caretasks.conformance.rules.shared import parse_date_time
from caretasks.core.missing import MISSING

_CREATE, _LIST = "create_task", "list_tasks"
# A server does not rewrite such a URL: no default port, no numbers as the host, no dot segments.
_PLAIN_URL = re.compile(r"https?://([a-z0-9-]+\.)*[a-z][a-z0-9-]*(:(?!0|80$|443$|80/|443/)[0-9]+)?(/[A-Za-z0-9_-]+)*/?")
_ALWAYS_RETURNED = ("title", "description", "tags", "created_by_id")
_LINKS = ("type", "call_id", "fax_id", "assistant_id", "session_id", "patient_id")
_RETURNED_IF_SENT = ("status", "priority", *_LINKS)
_SET_BY_SERVER = ("id", "version", "company_id", "created_at", "updated_at")
_MAY_BE_RETURNED = ("external_message_ids",)  # the server may set it to the same value
_TIME_TOLERANCE = timedelta(milliseconds=1)  # a server may store timestamps with fewer digits


@rule(_CREATE)
def so_06_default_status(observation: Observation) -> None:
    """The default status is `pending`."""
    _require_default(observation, "status", "pending")


@rule(_CREATE)
def so_07_default_priority(observation: Observation) -> None:
    """The default priority is `medium`."""
    _require_default(observation, "priority", "medium")


@rule(_CREATE)
def so_09_extra_fields_ignored(observation: Observation) -> None:
    """Undocumented fields of a request have no effect. That they are accepted follows from the schema."""
    sent = _request_body(observation)
    extra = set(sent) - _documented_fields(observation)
    if not extra or not observation.is_valid_request:
        raise InconclusiveError
    observation.require_success()
    body = observation.response_body if isinstance(observation.response_body, dict) else {}
    returned = sorted(name for name in extra if name in body and _is_same(body[name], sent[name]))
    if overwritten := [name for name in returned if name in _SET_BY_SERVER]:
        raise RuleViolation(f"/{overwritten[0]} has the value of an undocumented field of the request")
    if [name for name in returned if name not in _MAY_BE_RETURNED]:
        raise RuleViolation("the response contains an undocumented field of the request")


@rule(_CREATE)
def so_12_values_sent(observation: Observation) -> None:
    """The created task contains the values that were sent."""
    sent = _request_body(observation)
    _require_valid_success(observation)
    is_conclusive = False
    for name in (*_ALWAYS_RETURNED, *_RETURNED_IF_SENT):
        if sent.get(name) is None and name != "tags":
            continue
        expected = sent.get(name) or [] if name == "tags" else sent[name]
        returned = observation.get_value(name)
        if returned is not MISSING and returned != expected:
            raise RuleViolation(f"/{name} is not the value that was sent")
        if returned is MISSING and name in _LINKS:  # another fact requires the other properties
            raise RuleViolation(f"/{name} was sent but is not returned")
        is_conclusive = True
    if "deadline" in sent and observation.get_value("deadline") is not MISSING:
        returned = observation.require_value("deadline")
        if abs(parse_date_time(sent["deadline"]) - parse_date_time(returned)) >= _TIME_TOLERANCE:
            raise RuleViolation("/deadline is not the time that was sent")
        is_conclusive = True
    if not is_conclusive:
        raise InconclusiveError


@rule(_CREATE)
def so_16_created_task_is_listed(observation: Observation) -> None:
    """The list contains a created task. A list may not contain completed ones."""
    _require_valid_success(observation)
    if observation.require_value("status") != "pending":
        raise InconclusiveError
    require_listed(observation, _LIST, "id")


@rule(_LIST)
def so_17_default_page(observation: Observation) -> None:
    """Without a page and a limit, the list is the first page of 50 tasks."""
    require_default_page(observation)


@rule(_LIST)
def so_22_consistent_page(observation: Observation) -> None:
    """A page has the requested number and limit, at most that many tasks, and `has_more` follows from the total."""
    require_consistent_page(observation)


@rule(_LIST)
def so_23_filters(observation: Observation) -> None:
    """A listed task has the patient, status, priority and type that were requested."""
    require_filtered(observation)


@rule("create_webhook")
def so_27_values_sent(observation: Observation) -> None:
    """The subscription has the URL, the event types and the description that were sent.

    The order of the types is not documented.
    """
    sent = _request_body(observation)
    _require_valid_success(observation)
    if set(observation.require_value("event_types")) != set(sent["event_types"]):
        raise RuleViolation("/event_types are not the event types that were sent")
    url = observation.require_value("url")
    if _PLAIN_URL.fullmatch(sent["url"]) and url.rstrip("/") != sent["url"].rstrip("/"):
        raise RuleViolation("/url is not the URL that was sent")
    description, returned = sent.get("description"), observation.get_value("description")
    if isinstance(description, str) and returned is not MISSING and (returned or "") != description:
        raise RuleViolation("/description is not the description that was sent")


def _request_body(observation: Observation) -> dict[str, Any]:
    if not isinstance(observation.request_body, dict):
        raise InconclusiveError
    return observation.request_body


def _documented_fields(observation: Observation) -> set[str]:
    body = observation.operation.body
    return set() if body is None or body.schema is None else set(body.schema.data.get("properties", {}))


def _require_default(observation: Observation, name: str, default: str) -> None:
    _require_valid_success(observation)
    if name in _request_body(observation):
        raise InconclusiveError
    if observation.require_value(name) != default:
        raise RuleViolation(f"/{name} was not sent, but is not the default {default}")


def _require_valid_success(observation: Observation) -> None:
    """Require a success to a valid request.

    Raises:
        InconclusiveError: The response is not a success, or the request is invalid: the spec does not say how a server
            stores a request that it should have rejected.
    """
    observation.require_success()
    if not observation.is_valid_request:
        raise InconclusiveError


def _is_same(returned: Any, sent: Any) -> bool:
    return type(returned) is type(sent) and bool(returned == sent)
