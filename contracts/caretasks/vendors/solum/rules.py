"""Solum: what a created task carries, by the readings in `specs/README.md`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from caretasks.conformance.rules import BrokenError, Seen, UnspokenError, rule
from caretasks.conformance.rules.shared import instant
from caretasks.core.missing import MISSING

_CREATE = "create_task"
_ALWAYS = ("title", "description", "tags", "created_by_id")
_LINKS = ("type", "call_id", "fax_id", "assistant_id", "session_id", "patient_id")
_IF_SENT = ("status", "priority", *_LINKS)
_SERVERS_OWN = ("id", "version", "company_id", "created_at", "updated_at")
_CLOSE = timedelta(milliseconds=1)  # as a server may keep no more digits
_ANSWERED = ("external_message_ids",)  # which the server gives on its own account


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
    """A field that the page does not name is without effect. That it is accepted is seen by the schema's own check."""
    sent = _sent(seen)
    described = _described(seen)
    further = set(sent) - described
    if not further or not seen.valid:
        raise UnspokenError
    seen.demand_success()
    answered = seen.body if isinstance(seen.body, dict) else {}
    taken = sorted(name for name in further if name in answered and _same(answered[name], sent[name]))
    if own := [name for name in taken if name in _SERVERS_OWN]:
        raise BrokenError(f"/{own[0]} was taken from a further field of the request")
    if [name for name in taken if name not in _ANSWERED]:
        raise BrokenError("a further field of the request is in the answer")


@rule(_CREATE)
def so_12_values_sent(seen: Seen) -> None:
    """The task carries the values that were sent."""
    sent = _sent(seen)
    _demand_valid_success(seen)
    told = False
    for name in (*_ALWAYS, *_IF_SENT):
        if sent.get(name) is None and name != "tags":
            continue
        wanted = sent.get(name) or [] if name == "tags" else sent[name]
        answered = seen.value(name)
        if answered is not MISSING and answered != wanted:
            raise BrokenError(f"/{name} is not what was sent")
        if answered is MISSING and name in _LINKS:  # the others have to be there by another fact
            raise BrokenError(f"/{name} was sent, and is left out")
        told = True
    if "deadline" in sent and seen.value("deadline") is not MISSING:
        if abs(instant(sent["deadline"]) - instant(seen.present("deadline"))) >= _CLOSE:
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
    _demand_valid_success(seen)
    if name in _sent(seen):
        raise UnspokenError
    if seen.present(name) != default:
        raise BrokenError(f"/{name} is not {default}, though none was sent")


def _demand_valid_success(seen: Seen) -> None:
    """Goes on with what was rightly accepted; what should have been refused is kept as the server likes."""
    seen.demand_success()
    if not seen.valid:
        raise UnspokenError


def _same(answered: Any, sent: Any) -> bool:
    return type(answered) is type(sent) and bool(answered == sent)
