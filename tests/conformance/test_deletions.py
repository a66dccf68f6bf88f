"""Checks of an API that deletes resources: other operations are checked before, and a deleted resource must be gone."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance.model import Verdict
from caretasks.conformance.results import ApiResult
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import in_process_target
from caretasks.core import interrupts
from caretasks.openapi.document import Api
from tests.servers.faulty import QUICK, MockExchange, with_changed_responses

# `make check` leaves these out: they run whole checks.
pytestmark = pytest.mark.slow

NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {"id": {"type": "string"}, "text": {"type": "string", "maxLength": 9}},
}
CONTENT = {"application/json": {"schema": NOTE, "example": {"id": "n1", "text": "hello"}}}
PARTIAL = {"application/json": {"schema": {"type": "object", "properties": {"text": NOTE["properties"]["text"]}}}}
FOUND, NOT_FOUND = {"description": "", "content": CONTENT}, {"description": ""}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "n1"}
ITEM: dict[str, Any] = {
    "parameters": [ID],
    "get": {"operationId": "read", "responses": {"200": FOUND, "404": NOT_FOUND}},
    "patch": {
        "operationId": "change",
        "requestBody": {"required": True, "content": PARTIAL},
        "responses": {"200": FOUND, "400": NOT_FOUND, "404": NOT_FOUND},
    },
    "delete": {
        "operationId": "remove",
        "parameters": [{"name": "reason", "in": "query", "schema": {"enum": ["old", "wrong"]}}],
        "responses": {"204": NOT_FOUND, "404": NOT_FOUND},
    },
}
DOCUMENT = {"openapi": "3.1.0", "info": {"title": "Notes", "version": "1"}, "paths": {"/notes/{id}": ITEM}}


class Ghosts:
    """Returns a resource after it was deleted: as it was, or as `change` makes it; the first few reads only."""

    def __init__(self, reads: int, **change: str) -> None:
        self._reads, self._change = reads, change
        self._last: dict[str, bytes] = {}
        self._deleted = Counter[str]()
        self.methods: list[str] = []

    def __call__(self, exchange: MockExchange) -> None:
        if exchange.path.endswith("/n1"):
            self.methods.append(f"{exchange.method} {exchange.status}")
        if exchange.method == "GET" and exchange.status == 200:
            self._last[exchange.path] = exchange.body
        elif exchange.method == "DELETE" and exchange.status == 204:
            self._deleted[exchange.path] = self._reads
        elif exchange.method == "GET" and exchange.status == 404 and self._deleted[exchange.path] > 0:
            self._deleted[exchange.path] -= 1
            body = {**json.loads(self._last[exchange.path]), **self._change}
            exchange.status, exchange.body = 200, json.dumps(body).encode()
            exchange.headers["content-type"] = "application/json"


def check(ghosts: Ghosts, monkeypatch: pytest.MonkeyPatch) -> ApiResult:
    monkeypatch.setattr(interrupts, "sleep", lambda seconds: None)
    target = in_process_target(Api("notes", DOCUMENT, None, "notes"))
    return check_target(replace(target, server=with_changed_responses(target.app, ghosts)), QUICK)


def test_resource_that_is_deleted_is_not_needed_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    ghosts = Ghosts(0)
    result = check(ghosts, monkeypatch)
    assert result.verdict is Verdict.PASSED
    assert result.operation("change").success_count > 1
    first = ghosts.methods.index("DELETE 204")
    assert {"GET 200", "PATCH 200"}.isdisjoint(ghosts.methods[first:])


def test_documented_resource_is_deleted_although_no_time_is_left() -> None:
    target = in_process_target(Api("notes", DOCUMENT, None, "notes"))
    result = check_target(target, replace(QUICK, max_seconds=1, started_at=time.monotonic() - 9))
    assert result.operation("remove").success_count == 1


def test_deleted_resource_that_a_read_returns_unchanged_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    [finding] = check(Ghosts(99), monkeypatch).operation("remove").failures
    assert finding.title.startswith("a deleted resource must be gone; a read returned it unchanged")
    delete, read = (finding.curl or "").splitlines()
    assert "-X DELETE" in delete
    assert delete.rpartition(" ")[2] == read.removeprefix("curl ")
    assert [step.request.method for step in finding.steps] == ["GET", "DELETE"]


@pytest.mark.parametrize("ghosts", [Ghosts(2), Ghosts(99, text="deleted")], ids=["for a moment", "marked"])
def test_deleted_resource_that_is_gone_later_or_marked_is_not_a_failure(
    ghosts: Ghosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check(ghosts, monkeypatch).verdict is Verdict.PASSED
