"""Servers that behave as the documentation of Unpod says, and as the vendor's open backend does."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from tests.servers import KEY, Response

SPACE, RUN = "8KZRTQP7BNW5XEDLORYUHMJC", "R40fe5eface1511f082ac156368e7acc4"
OTHER_RUN = "Recac64fe03e911f1878d43cd8a99e069"
AGENT = "space-agent-8qmk42nslp91wrh3dz7btxc4"
BASE = "/api/v2/platform"

_STRINGS = ("name", "contact_number", "email", "alternate_number", "occupation", "company_name", "address", "about")
_OPTIONAL_STRINGS = ("context", "title", "description", "document_id")
_OUTPUT = {
    "call_id": "C1",
    "call_end_reason": "caller_hangup",
    "start_time": "2026-02-07T05:58:02",
    "end_time": "2026-02-07T05:58:49",
    "assistant_number": "+12025550100",
    "call_summary": None,
    "recording_url": "https://recordings.example.com/1",
    "transcript": [{"role": "user", "content": "Yes."}],
    "post_call_data": {"summary": {"text": "Confirmed."}},
    "call_type": "outbound",
    "call_status": "completed",
}
_TASK: dict[str, Any] = {
    "_id": "1",
    "thread_id": None,
    "user_info": {"email": "robin@example.com", "full_name": "Robin Sample"},
    "task": {"objective": "Remind"},
    "input": {"name": "Robin"},
    "execution_type": "call",
    "created": "2026-02-07T05:57:45",
    "modified": "2026-02-07 05:57:45.5",
}
_AGENT_TASK: dict[str, Any] = {
    "attachments": [],
    "ref_id": "1",
    "failure_count": 0,
    "last_failure_reason": None,
    "retry_attempt": 0,
    "last_status_change": "2026-02-07T05:57:45",
    "scheduled_timestamp": None,
}
_TIMES = {"created": "2026-02-07T05:57:45", "modified": "2026-02-07T05:57:45Z"}
_ORGANIZATION = {"id": 1, "name": "Unpod TV", "domain_handle": "unpod.tv", "created_at": "2024-01-15T10:30:00Z"}
_SPACE: dict[str, Any] = {
    "id": "sp_001",
    "name": "Sales",
    "agent_handle": AGENT,
    "created_at": "2026-01-10T08:00:00Z",
    "slug": "sales",
    "description": "",
    "logo": None,
    "privacy_type": "shared",
    "space_type": "knowledge_base",
    "content_type": "table",
    "organization": {"name": "Unpod TV", "domain_handle": "unpod.tv"},
}
_AGENT = {"name": "General", "type": "Voice", "state": "published", "purpose": "Calls"}
_RUN: dict[str, Any] = {
    "collection_ref": "collection_1",
    "run_mode": "prefect",
    "space_id": "7",
    "user": {},
    "thread_id": None,
    **_TIMES,
}
_CALL: dict[str, Any] = {
    "source_number": "+12025550100",
    "destination_number": "+12025550143",
    "creation_time": "2026-02-07T05:57:00Z",
    "start_time": "2026-02-07T05:57:45Z",
    "end_time": None,
    "end_reason": "caller_hangup",
}


class Unpod:
    """Returns only required properties, and those that rules compare. It has one space, one agent and two runs."""

    headers_required_for: tuple[str, ...] = (
        "/spaces/",
        "/spaces/{}/",
        "/agents/",
        "/agents/{}/executions/",
        "/call-logs/",
    )
    default_page_size = 20
    known_run = (SPACE, RUN)

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = [
            {"call_type": call_type, "call_status": status, "call_duration": duration}
            for call_type, status, duration in (
                ("outbound", "completed", 207),
                ("inbound", "missed", "0:00:00"),
                ("outbound", "failed", 0),
            )
        ]
        self.routes: Mapping[str, Callable[..., Response]] = {
            "GET /organizations/": self.list_organizations,
            "GET /spaces/": self.list_spaces,
            "GET /spaces/{}/": self.get_space,
            "GET /spaces/{}/tasks/": self.list_space_tasks,
            "POST /spaces/{}/tasks/create/": self.create_tasks,
            "GET /spaces/{}/runs/": self.list_runs,
            "GET /spaces/{}/runs/{}/tasks/": self.get_run_tasks,
            "GET /agents/": self.list_agents,
            "GET /agents/{}/tasks/": self.list_agent_tasks,
            "GET /agents/{}/executions/": self.list_agent_executions,
            "GET /call-logs/": self.list_call_logs,
        }

    @cached_property
    def runs(self) -> dict[str, list[dict[str, Any]]]:
        """The tasks of each run by its ID."""
        states = (("1", "completed"), ("2", "pending"))
        return {
            run: [
                {
                    "task_id": f"{run}{end}",
                    "run_id": run,
                    "assignee": AGENT,
                    "status": status,
                    "output": {"duration": 12.5},
                }
                for end, status in states
            ]
            for run in (self.known_run[1], OTHER_RUN)
        }

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if headers.get("Authorization") != f"Token {KEY}":
            return self.error(401, "Authentication credentials were not provided.")
        for route, respond in self.routes.items():
            route_method, _, template = route.partition(" ")
            found = re.fullmatch(BASE + template.replace("{}", "([^/]+)"), path)
            if found is not None and method == route_method:
                if template in self.headers_required_for and "Org-Handle" not in headers:
                    return self.error(400, "Org-Handle header is required.")
                values = map(unquote, found.groups())
                return respond(*values, body) if method == "POST" else respond(*values, query)
        return self.error(404, "Not found.")

    def error(self, status: int, message: str) -> Response:
        return status, {"status_code": status, "message": message}

    def success(self, data: Any, count: int | None = None) -> Response:
        counted = {"count": len(data) if count is None else count} if isinstance(data, list) else {}
        return 200, {**counted, "status_code": 200, "message": "ok", "data": data}

    def page(self, items: list[Any], query: Any) -> Response:
        """Return the page that a query selects; this server has 100 items on a page at most."""
        try:
            page, size = (
                int(query.get(name, [default])[0])
                for name, default in (("page", 1), ("page_size", self.default_page_size))
            )
        except ValueError:
            return self.error(400, "Invalid parameters.")
        if page < 1 or not 1 <= size <= 100:
            return self.error(400, "Invalid parameters.")
        return self.success(items[(page - 1) * size : page * size], len(items))

    def tasks(self) -> list[dict[str, Any]]:
        return [task for tasks in self.runs.values() for task in tasks]

    def list_organizations(self, query: Any) -> Response:
        return self.success([{"domain_handle": "unpod.tv"}])

    def list_spaces(self, query: Any) -> Response:
        return self.success([{"token": self.known_run[0]}])

    def get_space(self, space: str, query: Any) -> Response:
        return self.success({"token": self.known_run[0]}) if space == self.known_run[0] else self.unknown_space()

    def unknown_space(self) -> Response:
        return self.error(404, "Space not found.")

    def unknown_agent(self) -> Response:
        return 404, {"message": "Agent not found"}

    def list_space_tasks(self, space: str, query: Any) -> Response:
        return self.page(self.tasks(), query) if space == self.known_run[0] else self.unknown_space()

    def list_runs(self, space: str, query: Any) -> Response:
        if space != self.known_run[0]:
            return self.unknown_space()
        return self.success([{"run_id": run, "status": "running"} for run in self.runs])

    def get_run_tasks(self, space: str, run: str, query: Any) -> Response:
        if space != self.known_run[0] or run not in self.runs:
            return self.error(404, "Space or Run not found")
        return self.success(self.runs[run])

    def list_agents(self, query: Any) -> Response:
        return self.success([{"handle": AGENT}])

    def list_agent_tasks(self, agent: str, query: Any) -> Response:
        tasks = [task for task in self.tasks() if task["assignee"] == agent]
        return self.success(tasks) if tasks or agent == AGENT else self.unknown_agent()

    def list_agent_executions(self, agent: str, query: Any) -> Response:
        if agent != AGENT:
            return self.error(404, "Agent not found.")
        return self.success([{"run_id": run, "total_tasks": 2, "completed_tasks": 1} for run in self.runs])

    def list_call_logs(self, query: Any) -> Response:
        filters = {name: query[name][0] for name in ("call_type", "call_status") if name in query}
        known = {"call_type": ("inbound", "outbound"), "call_status": ("completed", "missed", "failed")}
        if any(value not in known[name] for name, value in filters.items()):
            return self.error(400, "Invalid parameters.")
        calls = [call for call in self.calls if all(call[name] == value for name, value in filters.items())]
        return self.page([call for call in calls if is_between(call, query)], query)

    def create_tasks(self, space: str, body: Any) -> Response:
        if not is_valid_request(body):
            return self.error(400, "Invalid parameters.")
        if space != self.known_run[0]:
            return self.unknown_space()
        run = f"R{uuid.uuid4().hex}"
        tasks = [
            {"task_id": f"T{uuid.uuid4().hex}", "run_id": run, "assignee": body["pilot"], "status": "pending"}
            for _ in body["documents"]
        ]
        self.runs[run] = tasks
        return self.success({"run_id": run, "task_ids": [task["task_id"] for task in tasks], "status": "pending"})


def is_between(call: dict[str, Any], query: Any) -> bool:
    """Return whether a call was created between the first and the last date of a query, if it says when."""
    if "creation_time" not in call:
        return True
    day = str(call["creation_time"])[:10]
    return bool(query.get("start_date", [day])[0][:10] <= day <= query.get("end_date", [day])[0][:10])


def is_valid_request(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and isinstance(body.get("pilot"), str)
        and isinstance(body.get("context", ""), str)
        and isinstance(schedule := body.get("schedule", {}), dict)
        and isinstance(schedule.get("type", ""), str)
        and isinstance(documents := body.get("documents"), list)
        and all(isinstance(each, dict) and _is_valid_document(each) for each in documents)
    )


def _is_valid_document(document: dict[str, Any]) -> bool:
    labels = document.get("labels", [])
    strings = [document.get(name, "") for name in (*_STRINGS, *_OPTIONAL_STRINGS)]
    return (
        {"name", "contact_number"} <= document.keys()
        and all(isinstance(each, str) for each in strings)
        and isinstance(labels, list)
        and all(isinstance(label, str) for label in labels)
    )


class FullUnpod(Unpod):
    """Returns all documented properties."""

    def __init__(self) -> None:
        super().__init__()
        for tasks in self.runs.values():
            for task in tasks:
                task.update(_TASK)
                task["output"].update(_OUTPUT)
        self.runs[self.known_run[1]][1]["thread_id"] = "7"
        self.calls = [{**call, **_CALL} for call in self.calls]

    def success(self, data: Any, count: int | None = None) -> Response:
        if isinstance(data, list):
            data = [self.complete(item) for item in data]
        return super().success(self.complete(data) if isinstance(data, dict) else data, count)

    def complete(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return an item with the properties of its kind."""
        kinds: tuple[tuple[str, dict[str, Any]], ...] = (("token", _SPACE), ("handle", _AGENT), ("total_tasks", _TIMES))
        for name, more in kinds:
            if name in item:
                return {**more, "status": "running", **item}
        if item.get("domain_handle") == "unpod.tv":
            return {**_ORGANIZATION, **item}
        if "run_id" in item and not {"task_id", "task_ids"} & item.keys():
            return {**_RUN, "batch_count": 1, **item}
        return item

    def list_space_tasks(self, space: str, query: Any) -> Response:
        return with_items(super().list_space_tasks(space, query), {"run_mode": "prod"})

    def list_agent_tasks(self, agent: str, query: Any) -> Response:
        return with_items(super().list_agent_tasks(agent, query), _AGENT_TASK)


def with_items(response: Response, more: dict[str, Any]) -> Response:
    """Return a response with more properties in each item."""
    status, body = response
    return (status, {**body, "data": [{**item, **more} for item in body["data"]]}) if status == 200 else response
