"""Mock behavior of Unpod: new runs (UN-33), their calls over time (UN-07, UN-08), and the lists that show both.

The tasks of each run are the resource. All other lists of tasks, runs, agents and calls are derived from them, in
addition to the documented items.
"""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from caretasks.mock.model import HttpError, MockExchange, Snapshot, StoredResource
from caretasks.vendors.audio import make_recording

# Age of a run at which a call ends, in simulated seconds: the first call, each following one, and the maximum.
_FIRST_CALL_END, _CALL_INTERVAL, _LAST_CALL_END = 15.0, 10.0, 55.0
_SOURCE_NUMBER = "+12025550100"

_Item = dict[str, Any]


def create_tasks(exchange: MockExchange) -> None:
    """Create a run with one pending task for each document."""
    space, sent = str(exchange.path.get("space_token")), exchange.request_body
    if space not in _known_spaces(exchange):
        raise HttpError(404)
    data = exchange.body.get("data") if isinstance(exchange.body, dict) else None
    if not isinstance(data, dict) or not isinstance(sent, dict) or not exchange.created:
        return
    run_uuid = uuid.uuid5(uuid.NAMESPACE_OID, str(data.get("run_id")))
    documents = _objects(sent.get("documents"))
    data["run_id"] = f"R{run_uuid.hex}"
    data["task_ids"] = [f"T{uuid.uuid5(run_uuid, str(number)).hex}" for number in range(len(documents))]
    data["status"] = "pending"
    tasks = [
        {
            "_id": uuid.uuid5(run_uuid, task_id).hex[:24],
            "thread_id": None,
            "user_info": {"email": document.get("email", ""), "full_name": document.get("name", "")},
            "task_id": task_id,
            "run_id": data["run_id"],
            "task": {"objective": sent.get("context", "")},
            "input": document,
            "output": {},
            "assignee": sent.get("pilot"),
            "status": "pending",
            "execution_type": "call",
        }
        for task_id, document in zip(data["task_ids"], documents, strict=True)
    ]
    (run,) = exchange.created[:1]
    exchange.created = [StoredResource(run.operation, {**run.path_values, "run_id": data["run_id"]}, _envelope(tasks))]
    for operation_id in ("list_runs", "list_space_tasks"):
        _add_empty_list(exchange, operation_id, {"space_token": space})
    for operation_id in ("list_agent_tasks", "list_agent_executions"):
        _add_empty_list(exchange, operation_id, {"agent_handle": str(sent.get("pilot"))})


def _known_spaces(exchange: MockExchange) -> set[str]:
    operations = ("get_space", "list_runs", "list_space_tasks", "get_run_tasks")
    return {str(path.get("space_token")) for each in operations for path, _ in exchange.resources(each)}


def _add_empty_list(exchange: MockExchange, operation_id: str, path: Mapping[str, str]) -> None:
    """Create a list, unless it exists, so that it is found although it has no documented items."""
    operation = next((each for each in exchange.operation.api.operations if each.id == operation_id), None)
    if operation is not None and all(path != known for known, _ in exchange.resources(operation_id)):
        exchange.created.append(StoredResource(operation, path, _envelope([])))


def _envelope(items: list[_Item]) -> _Item:
    return {"count": len(items), "status_code": 200, "message": "Data fetched successfully", "data": items}


def get_run_tasks(exchange: MockExchange) -> None:
    """Set the count, the run ID of each task, and the recording URLs of answered calls."""
    tasks = _items(exchange.body)
    _complete_tasks(tasks, exchange, exchange.path.get("run_id"))
    if tasks and len(tasks) == len(exchange.body["data"]):
        exchange.body.update(count=len(tasks), status_code=200)


def list_spaces(exchange: MockExchange) -> None:
    """List the spaces that can be read."""
    spaces = [body.get("data") for _, body in exchange.resources("get_space") if isinstance(body, dict)]
    exchange.set_items([space for space in spaces if isinstance(space, dict)])


def list_runs(exchange: MockExchange) -> None:
    """List the runs of the space."""
    space = exchange.path.get("space_token")
    runs = [
        {"run_id": run, **_run_state(tasks)} for of_space, run, tasks in _iter_runs(exchange) if of_space == str(space)
    ]
    defaults = {"collection_ref": f"collection_data_{space}", "run_mode": "prefect"}
    exchange.set_items(_merge("run_id", _documented_items(exchange), runs, defaults))


def list_space_tasks(exchange: MockExchange) -> None:
    """List the tasks of all runs in the space."""
    space = str(exchange.path.get("space_token"))
    tasks = [task for of_space, _, tasks in _iter_runs(exchange) if of_space == space for task in tasks]
    exchange.set_items(_merge("task_id", _documented_items(exchange), tasks, {"run_mode": "prod"}))


def list_agents(exchange: MockExchange) -> None:
    """List the documented agents, and those of created tasks."""
    handles = {task.get("assignee"): None for _, _, tasks in _iter_runs(exchange) for task in tasks}
    agents = [{"handle": handle} for handle in handles if isinstance(handle, str)]
    defaults = {"name": "Agent", "type": "Voice", "state": "published", "purpose": ""}
    exchange.set_items(_merge("handle", _documented_items(exchange), agents, defaults))


def list_agent_tasks(exchange: MockExchange) -> None:
    """List the tasks that are assigned to the agent."""
    agent = exchange.path.get("agent_handle")
    tasks = [task for _, _, tasks in _iter_runs(exchange) for task in tasks if task.get("assignee") == agent]
    defaults: _Item = {"attachments": [], "last_failure_reason": None, "retry_attempt": 0, "scheduled_timestamp": None}
    for task in tasks:
        is_failed = task.get("status") == "failed"
        task.update({"failure_count": int(is_failed), "last_status_change": str(task.get("modified", ""))})
        task.update({"last_failure_reason": "no_answer"} if is_failed else {})
    exchange.set_items(_merge("task_id", _documented_items(exchange), tasks, defaults))


def list_agent_executions(exchange: MockExchange) -> None:
    """List the runs that have tasks of the agent."""
    agent = exchange.path.get("agent_handle")
    runs = [
        {
            "run_id": run,
            "status": _run_state(tasks)["status"],
            "total_tasks": len(tasks),
            "completed_tasks": sum(task.get("status") == "completed" for task in tasks),
            "created": _run_state(tasks)["created"],
        }
        for _, run, tasks in _iter_runs(exchange)
        if any(task.get("assignee") == agent for task in tasks)
    ]
    exchange.set_items(_merge("run_id", _documented_items(exchange), runs, {}))


def list_call_logs(exchange: MockExchange) -> None:
    """List the calls of all tasks, within the dates of the query."""
    calls = [
        _call_log(task, task["output"])
        for _, _, tasks in _iter_runs(exchange)
        for task in tasks
        if isinstance(task.get("output"), dict) and "call_id" in task["output"]
    ]
    first, last = (str(exchange.query.get(name, "")) for name in ("start_date", "end_date"))
    exchange.set_items(
        [
            call
            for call in (*_documented_items(exchange), *calls)
            # Dates and date-times in ISO 8601 are in order if the strings are.
            if first <= str(call.get("creation_time"))
            and (not last or str(call.get("creation_time"))[: len(last)] <= last)
        ]
    )


def _call_log(task: _Item, output: Mapping[str, Any]) -> _Item:
    is_answered = output.get("call_status") == "completed"
    person, duration = task.get("input"), output.get("duration")
    return {
        "source_number": _SOURCE_NUMBER,
        "destination_number": str(person.get("contact_number", "") if isinstance(person, dict) else ""),
        "call_type": output.get("call_type", "outbound"),
        "call_status": "completed" if is_answered else "missed",
        "creation_time": str(task.get("created", "")),
        "start_time": output.get("start_time") if is_answered else None,
        "end_time": output.get("end_time") if is_answered else None,
        "call_duration": int(duration) if is_answered and isinstance(duration, int | float) else 0,
        "end_reason": "caller_hangup" if is_answered else "no_answer",
    }


def _iter_runs(exchange: MockExchange) -> Iterator[tuple[str, str, list[_Item]]]:
    """Yield the space, the ID and the tasks of each run."""
    for path, body in exchange.resources("get_run_tasks"):
        run, tasks = str(path.get("run_id")), _items(body)
        _complete_tasks(tasks, exchange, run)
        yield str(path.get("space_token")), run, tasks


def _complete_tasks(tasks: Iterable[_Item], exchange: MockExchange, run: Any) -> None:
    for task in tasks:
        task.setdefault("run_id", run)
        output = task.get("output")
        if isinstance(output, dict) and "call_id" in output and output.get("call_status") == "completed":
            recording_url = f"{exchange.base_url}/recordings/{output['call_id']}.wav"
            output.setdefault("recording_url", recording_url)


def _run_state(tasks: Iterable[_Item]) -> _Item:
    """Return the status and the times of a run with these tasks."""
    statuses = {task.get("status") for task in tasks}
    if statuses <= {"pending"}:
        status = "pending"
    elif statuses <= {"completed", "failed"}:
        status = "completed" if "completed" in statuses else "failed"
    else:
        status = "running"
    created = [str(task["created"]) for task in tasks if "created" in task]
    modified = [str(task["modified"]) for task in tasks if "modified" in task]
    return {"status": status, "created": min(created, default=""), "modified": max(modified, default="")}


def _documented_items(exchange: MockExchange) -> list[_Item]:
    """Return the items of a list without those of runs: all of its pages, documented or loaded."""
    path = {name: str(value) for name, value in exchange.path.items()}
    for known, body in exchange.resources(exchange.operation.id):
        if path == known and path:
            return _items(body)
    response = exchange.operation.find_response(200)
    examples = {} if path or response is None or response.media is None else response.media.examples()
    return _items(next(iter(examples.values()), None))


def _merge(key: str, documented: Iterable[_Item], current: Iterable[_Item], defaults: _Item) -> list[_Item]:
    """Return the documented and the current items; of two with the same ID, the properties of the current one apply."""
    merged = {item.get(key): item for item in documented}
    for item in current:
        merged[item.get(key)] = {**defaults, **merged.get(item.get(key), {}), **item}
    return list(merged.values())


def call_pending_tasks(snapshot: Snapshot) -> None:
    """Complete the pending tasks one after another. Some calls are not answered, and their tasks fail."""
    for task in _items(snapshot.body):
        task.setdefault("created", _format_time(snapshot, 0))
        task.setdefault("modified", task["created"])
    pending = [task for task in _items(snapshot.body) if task.get("status") == "pending"]
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


def _items(body: Any) -> list[_Item]:
    return _objects(body.get("data") if isinstance(body, dict) else None)


def _objects(value: Any) -> list[_Item]:
    """Return the objects in a list; none of any other value."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _format_time(snapshot: Snapshot, seconds: float) -> str:
    """Return a timestamp in the format of Unpod (UN-13): whole seconds, no offset."""
    return snapshot.time_at(seconds)[:19]


@cache
def _scripts() -> dict[str, Any]:
    return tomllib.loads(files("caretasks.vendors.unpod").joinpath("mock.toml").read_text("utf-8"))


LIFECYCLES = {"get_run_tasks": call_pending_tasks}
RESOURCES = {"/recordings/{call_id}.wav": ("audio/wav", make_recording)}
