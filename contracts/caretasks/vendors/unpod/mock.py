"""Mock behavior of Unpod: calls for the tasks of a run (UN-07, UN-08), and the envelope (UN-10, UN-11)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from caretasks.mock.model import MockExchange, Snapshot
from caretasks.vendors.audio import make_recording

# Age of a run at which a call ends, in simulated seconds: the first call, each following one, and the maximum.
_FIRST_CALL_END, _CALL_INTERVAL, _LAST_CALL_END = 15.0, 10.0, 55.0


def get_run_tasks(exchange: MockExchange) -> None:
    """Set the count, the run ID of each task, and the recording URLs of answered calls."""
    tasks = _tasks(exchange.body)
    for task in tasks:
        task.setdefault("run_id", exchange.path.get("run_id"))
        output = task.get("output")
        if isinstance(output, dict) and "call_id" in output and output.get("call_status") == "completed":
            recording_url = f"{exchange.base_url}/recordings/{output['call_id']}.wav"
            output.setdefault("recording_url", recording_url)
    if tasks and len(tasks) == len(exchange.body["data"]):
        exchange.body.update(count=len(tasks), status_code=200)


def call_pending_tasks(snapshot: Snapshot) -> None:
    """Complete the pending tasks one after another. Some calls are not answered, and their tasks fail."""
    pending = [task for task in _tasks(snapshot.body) if task.get("status") == "pending"]
    for number, task in enumerate(pending):
        end = min(_FIRST_CALL_END + number * _CALL_INTERVAL, _LAST_CALL_END)
        call_id = f"C{snapshot.new_uuid().replace('-', '')}"
        is_answered = snapshot.random.random() < 0.8
        if snapshot.age < end:
            continue
        script = _scripts()["answered" if is_answered else "unanswered"]
        seconds = 9.5 if is_answered else 5.0
        task.update(status="completed" if is_answered else "failed", modified=_format_time(snapshot, end))
        if task.get("execution_type", "call") != "call":
            continue
        task["output"] = {
            "call_id": call_id,
            "start_time": _format_time(snapshot, end - seconds),
            "end_time": _format_time(snapshot, end),
            "duration": seconds,
            "call_type": "outbound",
            "call_status": script["call_status"],
            "post_call_data": {"summary": script["summary"]},
        }
        if is_answered:
            task["output"]["transcript"] = [
                {"role": role, "content": content} for role, content in script["transcript"]
            ]


def _tasks(body: Any) -> list[dict[str, Any]]:
    data = body.get("data") if isinstance(body, dict) else None
    return [task for task in data if isinstance(task, dict)] if isinstance(data, list) else []


def _format_time(snapshot: Snapshot, seconds: float) -> str:
    """Return a timestamp in the format of Unpod (UN-13): whole seconds, no offset."""
    return snapshot.time_at(seconds)[:19]


@cache
def _scripts() -> dict[str, Any]:
    return tomllib.loads(files("caretasks.vendors.unpod").joinpath("mock.toml").read_text("utf-8"))


LIFECYCLES = {"get_run_tasks": call_pending_tasks}
RESOURCES = {"/recordings/{call_id}.wav": ("audio/wav", make_recording)}
