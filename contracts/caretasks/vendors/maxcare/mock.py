"""Mock behavior of Max AI: tasks are completed and then synced with the EHR (MX-07). Time format: MX-09."""

from __future__ import annotations

from caretasks.mock.model import Snapshot

# Age of a task at each step, in simulated seconds.
_STARTED, _COMPLETED = 10.0, 40.0
_SYNC_STARTED, _SYNC_FINISHED = 45.0, 55.0


def update_task(snapshot: Snapshot) -> None:
    """Complete a task, then sync it. One sync in ten fails."""
    task = snapshot.body.get("data")
    if not isinstance(task, dict):
        return
    steps = []
    if task.get("status") in ("new", "not_started"):
        steps += [(_STARTED, "status", "in_progress")]
    if task.get("status") in ("new", "not_started", "in_progress"):
        steps += [(_COMPLETED, "status", "completed")]
    if task.get("syncStatus") == "pending":
        steps += [(_SYNC_STARTED, "syncStatus", "syncing")]
    if task.get("syncStatus") in ("pending", "syncing"):
        steps += [(_SYNC_FINISHED, "syncStatus", "synced" if snapshot.random.random() < 0.9 else "failed")]
    for seconds, name, value in steps:
        if snapshot.age >= seconds:
            task[name] = value
            task["updatedAt"] = snapshot.time_at(seconds).replace("T", " ").replace("Z", "000+00")


LIFECYCLES = {"get_task": update_task}
