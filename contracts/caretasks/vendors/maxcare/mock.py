"""Mock behavior of Max AI: tasks are completed and then synced with the EHR (MX-07). Time format: MX-09.

A task is created in v4 (MX-22). It has an ID of v4 (MX-20), so that v2 has no such task.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from caretasks.mock.model import MockExchange, Snapshot, StoredResource

# Age of a task at each step, in simulated seconds.
_STARTED, _COMPLETED = 10.0, 40.0
_SYNC_STARTED, _SYNC_FINISHED = 45.0, 55.0

_NULLABLE_NAMES = ("firstName", "lastName", "displayFirstName", "displayLastName", "username", "individualNpi")


def update_task(snapshot: Snapshot) -> None:
    """Complete a task of v2, then sync it. One sync in ten fails."""
    _update(snapshot, snapshot.body.get("data"))


def update_listed_task(snapshot: Snapshot) -> None:
    """Complete a task of v4, then sync it, like one of v2."""
    _update(snapshot, snapshot.body)


def _update(snapshot: Snapshot, task: Any) -> None:
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
            task["updatedAt"] = _format_time(snapshot.time_at(seconds))


def create_task(exchange: MockExchange) -> None:
    """Create a task of v4 that is not started, with the assignees that were sent, and list it."""
    task = exchange.body.get("data") if isinstance(exchange.body, dict) else None
    if not (isinstance(task, dict) and "id" in task and isinstance(exchange.request_body, dict)):
        return
    providers = task.get("assignedProviders")
    documented = {
        provider["id"]: provider
        for provider in (providers if isinstance(providers, list) else ())
        if isinstance(provider, dict) and isinstance(provider.get("id"), str)
    }
    sent = exchange.request_body.get("assigneeIds")
    assignees = dict.fromkeys(each for each in sent if isinstance(each, str)) if isinstance(sent, list) else {}
    now = _format_time(exchange.time)
    task |= {
        "id": "tsk_" + str(task["id"]).removeprefix("tsk_").replace("-", ""),
        "status": "not_started",
        "syncStatus": "pending",
        "assignedProviders": [documented.get(each) or _unknown_provider(each) for each in assignees],
        "createdAt": now,
        "updatedAt": now,
    }
    exchange.created = [_with_task(stored, task) for stored in exchange.created]


def _with_task(stored: StoredResource, task: dict[str, Any]) -> StoredResource:
    path: Mapping[str, Any] = dict.fromkeys(stored.path_values, task["id"])
    return StoredResource(stored.operation, path, deepcopy(task))


def _unknown_provider(provider_id: str) -> dict[str, Any]:
    names = dict.fromkeys(_NULLABLE_NAMES)
    return {"id": provider_id, **names, "roles": [], "canFinalize": False, "canCosign": False}


def _format_time(timestamp: str) -> str:
    """Return an RFC 3339 timestamp in the format of the vendor."""
    return timestamp.replace("T", " ").replace("Z", "000+00")


LIFECYCLES = {"get_task": update_task, "list_tasks": update_listed_task}
