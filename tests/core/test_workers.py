"""Tests of worker processes: messages, errors and crashes. Interrupts are tested with the commands that use workers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from caretasks.core import workers


def run_task(task: str, send: Callable[[str], None]) -> None:
    """Send the task twice; raise or crash, depending on the task."""
    send(f"{task} 1")
    if task == "raise":
        raise ValueError("from a worker")
    if task == "crash":
        os.abort()
    if task == "hang":
        time.sleep(600)
    send(f"{task} 2")


def test_all_messages_of_all_tasks_are_delivered_in_order() -> None:
    messages: dict[str, list[str]] = {}
    tasks = ["a", "b", "c"]
    workers.run_tasks(
        run_task, tasks, lambda task, message: messages.setdefault(task, []).append(message), process_count=2
    )
    assert messages == {task: [f"{task} 1", f"{task} 2"] for task in tasks}


def test_exception_in_a_worker_is_raised() -> None:
    with pytest.raises(ValueError, match="from a worker"):
        workers.run_tasks(run_task, ["raise"], lambda task, message: None)


def test_crashed_worker_is_an_error_for_its_task_only() -> None:
    messages, crashed = list[str](), list[str]()
    tasks = ["crash", "a"]
    workers.run_tasks(run_task, tasks, lambda task, message: messages.append(message), crashed.append, process_count=1)
    assert crashed == ["crash"]
    assert messages == ["crash 1", "a 1", "a 2"]


def test_crashed_worker_raises_without_a_callback() -> None:
    with pytest.raises(workers.WorkerCrashedError):
        workers.run_tasks(run_task, ["crash"], lambda task, message: None)


def test_deadline_ends_busy_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = list[str]()
    monkeypatch.setattr(time, "time", lambda: len(messages))  # the deadline is at the first message
    workers.run_tasks(run_task, ["hang", "a"], lambda _, message: messages.append(message), process_count=1, deadline=1)
    assert messages == ["hang 1"]
