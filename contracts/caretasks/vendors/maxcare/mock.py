"""Max AI: how a task is worked on and then written to the clinic's EHR (MX-07), in the vendor's own time (MX-09)."""

from __future__ import annotations

from caretasks.mock.resources.state import Moment

_BEGIN, _DONE = 10.0, 40.0  # seconds after which the work on a task begins and ends
_SYNC, _SYNCED = 45.0, 55.0  # and that on its copy in the EHR


def work_on(moment: Moment) -> None:
    """Takes up a new task and completes it; what waits to be synced is synced after that, or fails to be."""
    task = moment.body.get("data")
    if not isinstance(task, dict):
        return
    steps = []
    if task.get("status") in ("new", "not_started"):
        steps += [(_BEGIN, "status", "in_progress")]
    if task.get("status") in ("new", "not_started", "in_progress"):
        steps += [(_DONE, "status", "completed")]
    if task.get("syncStatus") == "pending":
        steps += [(_SYNC, "syncStatus", "syncing")]
    if task.get("syncStatus") in ("pending", "syncing"):
        steps += [(_SYNCED, "syncStatus", "synced" if moment.random.random() < 0.9 else "failed")]
    for seconds, name, value in steps:
        if moment.age >= seconds:
            task[name] = value
            task["updatedAt"] = moment.time(seconds).replace("T", " ").replace("Z", "000+00")


LIVES = {"get_task": work_on}
