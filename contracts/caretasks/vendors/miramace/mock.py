"""Mira Mace: how a task begins (MM-21) and moves on, and what the flags of a read show (MM-04, MM-05, MM-14)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from caretasks.mock.model import Exchange
from caretasks.mock.resources.state import Moment
from caretasks.vendors.audio import recording

_BEGIN = 10.0  # seconds after which a task is taken up
_NUMBER = "x-caretasks-number"  # of a stored task, never of one that is answered: the magic number to be called


def create_task(exchange: Exchange) -> None:
    """A new task waits, and no call was made for it yet."""
    body = exchange.request.body
    number = body.get("phone_number") if isinstance(body, dict) else None
    for thing in exchange.created:
        if isinstance(thing.body, dict):
            thing.body.update(status="PENDING", calls=[], has_more_calls=False)
            if isinstance(number, str) and number in _numbers():
                thing.body[_NUMBER] = number


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
        if "recording_url" not in call and call.get("status") == "SUCCESS":  # who was not reached is not recorded
            call["recording_url"] = f"{exchange.request.base_url}/v1/call/{call.get('id')}/recording"
        if query.get("include_transcript"):
            call.setdefault("transcripts", [])
        else:
            call.pop("transcripts", None)


def work_on(moment: Moment) -> None:
    """Begins after ten seconds, calls once or twice, and ends within a minute with what came of it."""
    task = moment.body
    number = _numbers().get(str(task.pop(_NUMBER, "")), {})
    calls = task.setdefault("calls", [])
    if task.get("status") not in ("PENDING", "IN_PROGRESS") or not isinstance(calls, list):
        return
    pace = number.get("pace", 1)
    age = moment.age / pace
    if age < _BEGIN:
        return
    story = _stories().get(str(task.get("task_type")), _stories()["CUSTOM_TASK"])
    again, reached = moment.random.random() < 0.3, moment.random.random() < 0.8
    if number:
        again, reached = number["calls"] > 1, "reason" not in number
    ends = [25.0, 50.0] if again else [50.0]
    for index, end in enumerate(ends, start=1):
        call_id = moment.new_uuid()
        if age >= end:
            last = index == len(ends)
            call = _answered(story) if reached and last else _unanswered(number if last else {})
            calls.append(_call(moment, call_id, end * pace) | call)
    done = age >= ends[-1]
    task["status"] = ("COMPLETED" if reached else "FAILED") if done else "IN_PROGRESS"
    if done:
        task["task_outcome"] = story["outcome"] if reached else f"{story['failure']}: {_reason(number)}"
    task["updated_at"] = moment.time(pace * max([_BEGIN, *(end for end in ends if age >= end)]))


def _call(moment: Moment, call_id: str, end: float) -> dict[str, Any]:
    return {
        "id": call_id,
        **{name: moment.body[name] for name in ("project_id", "patient_id") if name in moment.body},
        "created_at": moment.time(end - 15),
        "updated_at": moment.time(end),
    }


def _answered(story: Mapping[str, Any]) -> dict[str, Any]:
    transcript = [{"role": role, "content": text} for role, text in story["transcript"]]
    return {"status": "SUCCESS", "call_outcome": story["outcome"], "transcripts": transcript}


def _unanswered(number: Mapping[str, Any]) -> dict[str, Any]:
    return {"status": number.get("status", "NO_ANSWER"), "call_outcome": _reason(number).capitalize()}


def _reason(number: Mapping[str, Any]) -> str:
    return str(number.get("reason", "nobody answered"))


@cache
def _numbers() -> dict[str, Any]:
    return tomllib.loads(files("caretasks.vendors.miramace").joinpath("phone_numbers.toml").read_text("utf-8"))


@cache
def _stories() -> dict[str, Any]:
    return tomllib.loads(files("caretasks.vendors.miramace").joinpath("mock.toml").read_text("utf-8"))


def _created(call: dict[str, Any]) -> datetime:
    """When a call was created; long ago if that is not known."""
    try:
        moment = datetime.fromisoformat(str(call.get("created_at")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


MAGIC = {"create_task": ("body phone_number", {number: entry["what"] for number, entry in _numbers().items()})}
LIVES = {"get_task": work_on}
RESOURCES = {"/v1/call/{call_uuid}/recording": ("audio/wav", recording)}
