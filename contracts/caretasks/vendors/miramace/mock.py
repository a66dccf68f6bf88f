"""Mock behavior of Mira Mace: tasks and calls over time (MM-21), webhooks, and query flags (MM-04, MM-05, MM-14)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from caretasks.mock.model import MockExchange, Snapshot
from caretasks.vendors.audio import make_recording

_STARTED = 10.0  # age of a task when the work on it starts, in simulated seconds
_NUMBER_KEY = "x-caretasks-number"  # the magic phone number, in stored tasks only: never in a response


def create_task(exchange: MockExchange) -> None:
    """Set the new task to pending, without calls."""
    body = exchange.request_body
    number = body.get("phone_number") if isinstance(body, dict) else None
    for resource in exchange.created:
        if isinstance(resource.body, dict):
            resource.body.update(status="PENDING", calls=[], has_more_calls=False)
            if isinstance(number, str) and number in _magic_numbers():
                resource.body[_NUMBER_KEY] = number


def get_task(exchange: MockExchange) -> None:
    """Return only the most recent call, without transcripts, unless the query flags request more."""
    task = exchange.body
    if not isinstance(task, dict) or not isinstance(task.get("calls"), list):
        return
    calls: list[dict[str, Any]] = [call for call in task["calls"] if isinstance(call, dict)]
    query = exchange.query
    selected = calls
    if not query.get("include_all_calls") and calls:
        selected = [max(calls, key=_created_at)]
    task["calls"] = selected
    task["has_more_calls"] = len(calls) > len(selected)
    for call in selected:
        if "recording_url" not in call and call.get("status") == "SUCCESS":  # only answered calls have a recording
            call["recording_url"] = f"{exchange.base_url}/v1/call/{call.get('id')}/recording"
        if query.get("include_transcript"):
            call.setdefault("transcripts", [])
        else:
            call.pop("transcripts", None)


def update_task(snapshot: Snapshot) -> None:
    """Start a task after 10 seconds, make one or two calls, and finish it after 50 seconds with an outcome."""
    task = snapshot.body
    number = _magic_numbers().get(str(task.pop(_NUMBER_KEY, "")), {})
    calls = task.setdefault("calls", [])
    if task.get("status") not in ("PENDING", "IN_PROGRESS") or not isinstance(calls, list):
        return
    duration_factor = number.get("duration_factor", 1)
    age = snapshot.age / duration_factor
    if age < _STARTED:
        return
    script = _scripts().get(str(task.get("task_type")), _scripts()["CUSTOM_TASK"])
    has_second_call, is_answered = snapshot.random.random() < 0.3, snapshot.random.random() < 0.8
    if number:
        has_second_call, is_answered = number["calls"] > 1, "reason" not in number
    ends = [25.0, 50.0] if has_second_call else [50.0]
    for index, end in enumerate(ends, start=1):
        call_id = snapshot.new_uuid()
        if age >= end:
            is_last = index == len(ends)
            call = _answered_call(script) if is_answered and is_last else _failed_call(number if is_last else {})
            calls.append(_make_call(snapshot, call_id, end * duration_factor) | call)
    is_finished = age >= ends[-1]
    task["status"] = ("COMPLETED" if is_answered else "FAILED") if is_finished else "IN_PROGRESS"
    if is_finished:
        task["task_outcome"] = script["outcome"] if is_answered else f"{script['failure']}: {_reason(number)}"
    task["updated_at"] = snapshot.time_at(duration_factor * max([_STARTED, *(end for end in ends if age >= end)]))


def _make_call(snapshot: Snapshot, call_id: str, end: float) -> dict[str, Any]:
    return {
        "id": call_id,
        **{name: snapshot.body[name] for name in ("project_id", "patient_id") if name in snapshot.body},
        "created_at": snapshot.time_at(end - 15),
        "updated_at": snapshot.time_at(end),
    }


def _answered_call(script: Mapping[str, Any]) -> dict[str, Any]:
    transcript = [{"role": role, "content": content} for role, content in script["transcript"]]
    return {"status": "SUCCESS", "call_outcome": script["outcome"], "transcripts": transcript}


def _failed_call(number: Mapping[str, Any]) -> dict[str, Any]:
    return {"status": "FAILED", "call_outcome": _reason(number).capitalize()}


def _reason(number: Mapping[str, Any]) -> str:
    return str(number.get("reason", "the call was not answered"))


def make_webhooks(task: dict[str, Any], *, has_ended: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield `call.completed` for each ended call, then `task.completed` if the task has ended (MM-24, MM-25)."""
    calls = task.get("calls")
    ended_calls = [each for each in calls if _is_ended_call(each)] if isinstance(calls, list) else []
    for call in ended_calls:
        yield "call.completed", _payload("call.completed", task, call, call)
    if has_ended:
        yield "task.completed", _payload("task.completed", task, ended_calls[-1] if ended_calls else {}, task)


def _is_ended_call(call: Any) -> bool:
    return isinstance(call, dict) and call.get("status") not in ("CREATED", "IN_PROGRESS")


def _payload(event: str, task: Mapping[str, Any], call: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a payload with what is known of its four strings. The documented timestamp has no offset."""
    values = {"event": event, "task_id": task.get("id"), "call_id": call.get("id")}
    try:
        time = datetime.fromisoformat(str(source.get("updated_at"))).astimezone(UTC)
        values["timestamp"] = time.replace(tzinfo=None).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        pass
    return {name: value for name, value in values.items() if isinstance(value, str)}


@cache
def _magic_numbers() -> dict[str, Any]:
    return tomllib.loads(files("caretasks.vendors.miramace").joinpath("phone_numbers.toml").read_text("utf-8"))


@cache
def _scripts() -> dict[str, Any]:
    return tomllib.loads(files("caretasks.vendors.miramace").joinpath("mock.toml").read_text("utf-8"))


def _created_at(call: dict[str, Any]) -> datetime:
    """Return when a call was created, or the earliest datetime if it is unknown."""
    try:
        created_at = datetime.fromisoformat(str(call.get("created_at")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return created_at if created_at.tzinfo is not None else created_at.replace(tzinfo=UTC)


MAGIC_VALUES = {
    "create_task": ("body phone_number", {number: entry["effect"] for number, entry in _magic_numbers().items()})
}
LIFECYCLES = {"get_task": update_task}
WEBHOOKS = {"get_task": make_webhooks}
RESOURCES = {"/v1/call/{call_uuid}/recording": ("audio/wav", make_recording)}
