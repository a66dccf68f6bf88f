"""A server that behaves as the vendor's open Unpod backend does, of February 2026: evidence, not documentation.

It follows the code of varun-ag1/unpod at 15cd2ef: lists in pages of 50, a 200 without tasks for an
unknown run, a 206 for an unknown space, `data` in errors, no operations for executions and at `tasks/create/`.
"""

from __future__ import annotations

from typing import Any

from tests.servers import KEY, Response
from tests.servers.conforming import Body
from tests.servers.unpod import AGENT, BASE, FullUnpod, with_items

_ORGANIZATION = {"name": "Unpod TV", "token": "T1", "domain": None, "domain_handle": "unpod.tv", "role": "owner"}
_SPACE = {
    "name": "Sales",
    "slug": "sales",
    "description": None,
    "logo": None,
    "privacy_type": "shared",
    "space_type": "general",
    "content_type": "contact",
    "organization": {"name": "Unpod TV", "domain_handle": "unpod.tv"},
}


class OpenBackend(FullUnpod):
    headers_required_for = ("/spaces/", "/spaces/{}/", "/agents/", "/call-logs/")
    default_page_size = 50

    def __init__(self) -> None:
        super().__init__()
        self.routes = {
            route: respond
            for route, respond in self.routes.items()
            if route not in ("GET /agents/{}/executions/", "POST /spaces/{}/tasks/create/")
        }

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if not path.startswith(BASE) or path.endswith(("/executions/", "/create/")):
            return 404, Body(content=b"<h1>Not Found</h1>", headers={"Content-Type": "text/html"})
        if headers.get("Authorization") != f"Token {KEY}":
            return 401, {"message": "Authentication credentials were not provided.", "status_code": 401}
        return super().__call__(method, path, query, headers, body)

    def error(self, status: int, message: str) -> Response:
        if status == 404:
            return 404, {"message": message}
        if "Org-Handle" in message:
            message = "Organization handle is required in Org-Handle header"
        return status, {"status_code": status, "message": message, "data": {}}

    def page(self, items: list[Any], query: Any) -> Response:
        page, size = (read_integer(query, *each) for each in (("page", 1), ("page_size", self.default_page_size)))
        start = (page - 1) * size
        if not 0 <= start < 2**63 or abs(size) >= 2**31:
            errors = "skip must be >= 0"
            return 206, {
                "status_code": 206,
                "message": "Tasks Fetch Failed",
                "data": {"errors": errors},
                "errors": errors,
            }
        return self.success(items[start : start + abs(size)] if size else items[start:], len(items))

    def unknown_space(self) -> Response:
        return 206, {"status_code": 206, "message": "Invalid Space Token", "data": {}}

    def complete(self, item: dict[str, Any]) -> dict[str, Any]:
        if "token" in item:
            return {**_SPACE, **item}
        return {**_ORGANIZATION, **item} if "domain_handle" in item else super().complete(item)

    def get_space(self, space: str, query: Any) -> Response:
        known = space == self.known_run[0]
        return super().get_space(space, query) if known else self.error(404, "Space not found")

    def list_runs(self, space: str, query: Any) -> Response:
        if space != self.known_run[0]:
            return self.unknown_space()
        return self.page([{"run_id": run, "status": "in_progress"} for run in self.runs], query)

    def get_run_tasks(self, space: str, run: str, query: Any) -> Response:
        return self.page(self.runs.get(run, []), query) if space == self.known_run[0] else self.unknown_space()

    def list_agents(self, query: Any) -> Response:
        return with_items(super().list_agents(query), {"description": None})

    def list_agent_tasks(self, agent: str, query: Any) -> Response:
        return super().list_agent_tasks(agent, query) if agent == AGENT else self.error(404, "Agent not found")

    def list_call_logs(self, query: Any) -> Response:
        return self.error(400, "Product ID is required in Product-Id header")


def read_integer(query: Any, name: str, default: int) -> int:
    """Return an integer of a query, or the default for anything else."""
    try:
        return int(query[name][0])
    except (KeyError, ValueError):
        return default
