"""Unpod: how the tasks of a run are called (UN-07, UN-08), and what is so of every run (UN-10, UN-11)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from caretasks.mock.model import Exchange
from caretasks.mock.resources.state import Moment
from caretasks.vendors.audio import recording

_FIRST, _BETWEEN, _LAST = 15.0, 10.0, 55.0  # seconds after which calls end: one after another, and all within a minute


def get_run_tasks(exchange: Exchange) -> None:
    """Counts the tasks, has each say whose it is, and gives the recordings of answered calls a place here."""
    tasks = _tasks(exchange.body)
    for task in tasks:
        task.setdefault("run_id", exchange.request.path.get("run_id"))
        output = task.get("output")
        if isinstance(output, dict) and "call_id" in output and output.get("call_status") == "completed":
            place = f"{exchange.request.base_url}/recordings/{output['call_id']}.wav"
            output.setdefault("recording_url", place)
    if tasks and len(tasks) == len(exchange.body["data"]):
        exchange.body.update(count=len(tasks), status_code=200)


def call(moment: Moment) -> None:
    """Calls for one waiting task after another; most are completed, some fail because nobody answers."""
    waiting = [task for task in _tasks(moment.body) if task.get("status") == "pending"]
    for number, task in enumerate(waiting):
        end = min(_FIRST + number * _BETWEEN, _LAST)
        call_id = f"C{moment.new_uuid().replace('-', '')}"
        answered = moment.random.random() < 0.8
        if moment.age < end:
            continue
        story = _stories()["answered" if answered else "unanswered"]
        seconds = 9.5 if answered else 5.0
        task.update(status="completed" if answered else "failed", modified=_time(moment, end))
        if task.get("execution_type", "call") != "call":
            continue
        task["output"] = {
            "call_id": call_id,
            "start_time": _time(moment, end - seconds),
            "end_time": _time(moment, end),
            "duration": seconds,
            "call_type": "outbound",
            "call_status": story["call_status"],
            "post_call_data": {"summary": story["summary"]},
        }
        if answered:
            task["output"]["transcript"] = [{"role": role, "content": text} for role, text in story["transcript"]]


def _tasks(body: Any) -> list[dict[str, Any]]:
    data = body.get("data") if isinstance(body, dict) else None
    return [task for task in data if isinstance(task, dict)] if isinstance(data, list) else []


def _time(moment: Moment, seconds: float) -> str:
    """As Unpod writes it (UN-13): to the second, without an offset."""
    return moment.time(seconds)[:19]


@cache
def _stories() -> dict[str, Any]:
    return tomllib.loads(files("caretasks.vendors.unpod").joinpath("mock.toml").read_text("utf-8"))


LIVES = {"get_run_tasks": call}
RESOURCES = {"/recordings/{call_id}.wav": ("audio/wav", recording)}
