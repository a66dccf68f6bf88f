"""Mira Mace: how a task begins (MM-21) and moves on, and what the flags of a read show (MM-04, MM-05, MM-14)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from caretasks.mock.behaviours.recordings import recording
from caretasks.mock.requests import Exchange
from caretasks.mock.state import Moment

_BEGIN = 10.0  # seconds after which a task is taken up


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
        if "recording_url" not in call:
            call["recording_url"] = f"{exchange.request.base_url}/v1/call/{call.get('id')}/recording"
        if query.get("include_transcript"):
            call.setdefault("transcripts", [])
        else:
            call.pop("transcripts", None)


def work_on(moment: Moment) -> None:
    """Begins after ten seconds, calls once or twice, and ends within a minute with what came of it."""
    task = moment.body
    if moment.age < _BEGIN or task.get("status") != "PENDING" or task.get("calls") != []:
        return
    story = _stories().get(str(task.get("task_type")), _stories()["CUSTOM_TASK"])
    again, reached = moment.random.random() < 0.3, moment.random.random() < 0.8
    ends = [25.0, 50.0] if again else [50.0]
    for number, end in enumerate(ends, start=1):
        call_id = moment.new_uuid()
        if moment.age >= end:
            answered = reached and number == len(ends)
            task["calls"].append(_call(moment, call_id, end, story, answered=answered))
    done = moment.age >= ends[-1]
    task["status"] = ("COMPLETED" if reached else "FAILED") if done else "IN_PROGRESS"
    if done:
        task["task_outcome"] = story["outcome"] if reached else story["failure"]
    task["updated_at"] = moment.time(max([_BEGIN, *(end for end in ends if moment.age >= end)]))


def _call(moment: Moment, call_id: str, end: float, story: Mapping[str, Any], *, answered: bool) -> dict[str, Any]:
    call: dict[str, Any] = {
        "id": call_id,
        **{name: moment.body[name] for name in ("project_id", "patient_id") if name in moment.body},
        "status": "SUCCESS" if answered else "NO_ANSWER",
        "call_outcome": story["outcome"] if answered else "Nobody answered",
        "created_at": moment.time(end - 15),
        "updated_at": moment.time(end),
    }
    if answered:
        call["transcripts"] = [{"role": role, "content": text} for role, text in story["transcript"]]
    return call


@cache
def _stories() -> dict[str, Any]:
    return tomllib.loads(files("caretasks.mock.behaviours").joinpath("miramace.toml").read_text("utf-8"))


def _created(call: dict[str, Any]) -> datetime:
    """When a call was created; long ago if that is not known."""
    try:
        moment = datetime.fromisoformat(str(call.get("created_at")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


LIVES = {"get_task": work_on}
RESOURCES = {"/v1/call/{call_id}/recording": ("audio/wav", recording)}
