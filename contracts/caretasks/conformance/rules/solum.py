"""Solum: what a created task carries, by the readings in `specs/README.md`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from caretasks.conformance.rules import BrokenError, Seen, UnspokenError, rule
from caretasks.conformance.rules.seen import ABSENT

_CREATE = "create_task"
_ALWAYS = ("title", "description", "tags", "created_by_id")
_IF_SENT = ("status", "priority", "type", "call_id", "fax_id", "assistant_id", "session_id", "patient_id")
_SERVERS_OWN = ("id", "version", "company_id", "created_at", "updated_at")


@rule(_CREATE)
def so_06_default_status(seen: Seen) -> None:
    """A task is pending unless another status is sent."""
    _demand_default(seen, "status", "pending")


@rule(_CREATE)
def so_07_default_priority(seen: Seen) -> None:
    """A task is of medium priority unless another one is sent."""
    _demand_default(seen, "priority", "medium")


@rule(_CREATE)
def so_09_further_fields_ignored(seen: Seen) -> None:
    """A field that the page does not name is accepted, and without effect."""
    sent = _sent(seen)
    described = _described(seen)
    further = set(sent) - described
    if not further or not seen.valid:
        raise UnspokenError
    if not seen.succeeded:
        if seen.known and seen.status in (400, 422):
            raise BrokenError(f"a valid task with a further field was answered with {seen.status}")
        raise UnspokenError
    for name in further.intersection(_SERVERS_OWN):
        if seen.value(name) == sent[name] and type(seen.value(name)) is type(sent[name]):
            raise BrokenError(f"/{name} was taken from a further field of the request")


@rule(_CREATE)
def so_12_values_sent(seen: Seen) -> None:
    """The task carries the values that were sent."""
    sent = _sent(seen)
    seen.demand_success()
    told = False
    for name in (*_ALWAYS, *_IF_SENT):
        if sent.get(name) is None and name != "tags":
            continue
        wanted = sent.get(name) or [] if name == "tags" else sent[name]
        answered = seen.value(name)
        if answered is not ABSENT and answered != wanted:
            raise BrokenError(f"/{name} is not what was sent")
        if answered is ABSENT and name in _IF_SENT:
            raise BrokenError(f"/{name} was sent, and is left out")
        told = True
    if "deadline" in sent and seen.value("deadline") is not ABSENT:
        if _instant(sent["deadline"]) != _instant(seen.present("deadline")):
            raise BrokenError("/deadline is another instant than was sent")
        told = True
    if not told:
        raise UnspokenError


def _sent(seen: Seen) -> dict[str, Any]:
    if not isinstance(seen.sent, dict):
        raise UnspokenError
    return seen.sent


def _described(seen: Seen) -> set[str]:
    body = seen.operation.body
    return set() if body is None or body.schema is None else set(body.schema.node.get("properties", {}))


def _demand_default(seen: Seen, name: str, default: str) -> None:
    seen.demand_success()
    if name in _sent(seen):
        raise UnspokenError
    if seen.present(name) != default:
        raise BrokenError(f"/{name} is not {default}, though none was sent")


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # a leap second, or more digits than are read here
        raise UnspokenError from None
    if moment.tzinfo is None:
        raise UnspokenError
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
