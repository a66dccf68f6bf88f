"""Mira Mace: how a task begins (MM-21), and what the flags of a read show of its calls (MM-04, MM-05, MM-14)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from caretasks.mock.requests import Exchange


def create_task(exchange: Exchange) -> None:
    """A new task waits, and no call was made for it yet."""
    for thing in exchange.created:
        if isinstance(thing.body, dict):
            thing.body.update(status="PENDING", calls=[], has_more_calls=False)


def get_task(exchange: Exchange) -> None:
    """Shows the most recent call unless all are asked for, without transcripts unless they are asked for."""
    task = exchange.body
    if not isinstance(task, dict) or not isinstance(task.get("calls"), list):
        return
    calls: list[dict[str, Any]] = [call for call in task["calls"] if isinstance(call, dict)]
    query = exchange.request.query
    shown = calls
    if not query.get("include_all_calls") and calls:
        shown = [max(calls, key=_created)]
    task["calls"] = shown
    task["has_more_calls"] = len(calls) > len(shown)
    for call in shown:
        if query.get("include_transcript"):
            call.setdefault("transcripts", [])
        else:
            call.pop("transcripts", None)


def _created(call: dict[str, Any]) -> datetime:
    """When a call was created; long ago if that is not known."""
    try:
        moment = datetime.fromisoformat(str(call.get("created_at")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
