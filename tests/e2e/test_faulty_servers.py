"""Checks of mock servers with one fault each: the check fails and names the operation."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, exit_status
from caretasks.conformance.target.model import AsgiApp, Target
from caretasks.openapi.operation.responses import success_response
from tests.bundled_apis import load_api
from tests.servers.faulty import (
    FEWEST,
    QUICK,
    MockExchange,
    check_app,
    check_changed_responses,
    checked_operations,
    with_changed_responses,
    without_authentication,
)


def wrong_type(exchange: MockExchange) -> None:
    if exchange.status == 200:
        exchange.json = {**exchange.json, "data": [{**task, "status": 5} for task in exchange.json["data"]]}


def undocumented_status(exchange: MockExchange) -> None:
    if exchange.status == 200:
        exchange.status = 203


def server_error(exchange: MockExchange) -> None:
    if exchange.status == 200:
        exchange.status, exchange.json = 500, {"code": "internal_error", "message": "", "trace_id": ""}


def html_body(exchange: MockExchange) -> None:
    if exchange.status == 200:
        exchange.headers["content-type"], exchange.body = "text/html", b"<p>A task</p>"


def truncated_body(exchange: MockExchange) -> None:
    if exchange.status == 200:
        exchange.body = exchange.body[:-1]


def missing_notes(exchange: MockExchange) -> None:
    if exchange.status == 200:
        exchange.json = {**exchange.json, "data": {k: v for k, v in exchange.json["data"].items() if k != "notes"}}


def outside_the_enum(exchange: MockExchange) -> None:
    if exchange.status == 200:
        exchange.json = {**exchange.json, "data": {**exchange.json["data"], "status": "paused"}}


def invalid_error_body(exchange: MockExchange) -> None:
    if exchange.status == 401:
        exchange.json = {"error": "no"}


def created_for_invalid(exchange: MockExchange) -> None:
    if exchange.status == 422:
        exchange.status, exchange.json = 201, SOLUM_TASK


def accepts_long_numbers(exchange: MockExchange) -> None:
    if exchange.status == 400 and re.search(rb'"phone_number": ?"\+[1-9][0-9]{15,}"', exchange.request_body):
        exchange.status, exchange.json = 201, {"id": "123e4567-e89b-12d3-a456-426614174002"}


def rejects_everything(exchange: MockExchange) -> None:
    if exchange.status in (200, 201):
        exchange.status, exchange.json = 422, {"detail": {"message": "no"}}


SOLUM_TASK = {
    "id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "title": "t",
    "description": "d",
    "tags": [],
    "deadline": "2023-11-07T05:31:56Z",
    "created_at": "2023-11-07T05:31:56Z",
    "updated_at": "2023-11-07T05:31:56Z",
    "priority": "medium",
    "created_by_id": "u",
    "company_id": "c",
    "version": 1,
    "status": "pending",
}


def forbidden_without_key(exchange: MockExchange) -> None:
    if exchange.status == 401:
        exchange.status = 403


FAULTS: list[tuple[str, Callable[[MockExchange], None], str, str, str]] = [
    ("unpod", wrong_type, "get_run_tasks", "response_schema_conformance", "/data/*/status is a number"),
    ("maxcare", undocumented_status, "get_task", "status_code_conformance", "status 203 is not documented"),
    ("maxcare", server_error, "get_task", "not_a_server_error", "failed with status 500"),
    ("maxcare", html_body, "get_task", "content_type_conformance", "the Content-Type is text/html"),
    ("maxcare", truncated_body, "get_task", "response_schema_conformance", "the body is not JSON"),
    ("maxcare", missing_notes, "get_task", "response_schema_conformance", "/data is missing notes"),
    (
        "maxcare",
        outside_the_enum,
        "get_task",
        "response_schema_conformance",
        "/data/status is not one of the documented values",
    ),
    ("maxcare", invalid_error_body, "get_task", "response_schema_conformance", "is missing code, message, trace_id"),
    ("solum", created_for_invalid, "create_task", "negative_data_rejection", "an invalid request got status 201"),
    ("miramace", accepts_long_numbers, "create_task", "negative_data_rejection", "an invalid request got status 201"),
    ("miramace", forbidden_without_key, "get_task", "mm_02_authentication", "without a key got status 403"),
    ("solum", rejects_everything, "create_task", "positive_data_acceptance", "a valid request got status 422"),
]


@pytest.mark.parametrize(
    ("api", "change", "operation", "check", "message"),
    [pytest.param(*fault, marks=[pytest.mark.long] if fault[1] is accepts_long_numbers else []) for fault in FAULTS],
)
def test_fault_is_reported_for_its_operation(
    api: str, change: Callable[[MockExchange], None], operation: str, check: str, message: str
) -> None:
    result = check_changed_responses(api, change, replace(QUICK, operations=(operation,)))
    found = {(finding.check, finding.message) for finding in result.operation(operation).failures}
    assert any(name == check and message in text for name, text in found), terminal.format_table([result])
    assert result.operation(operation).verdict is Verdict.FAILED
    assert exit_status([result]) is ExitStatus.FAILED


AUTHENTICATION_CHECKS = {
    "miramace": "mm_02_authentication",
    "solum": "so_02_authentication",
    "unpod": "un_03_authentication",
    "maxcare": "mx_02_authentication",
}


@pytest.mark.parametrize("api", AUTHENTICATION_CHECKS)
def test_reports_a_server_without_authentication(api: str) -> None:
    result = check_app(api, without_authentication, FEWEST)
    for operation in checked_operations(result):
        assert AUTHENTICATION_CHECKS[api] in {finding.check for finding in operation.failures}, terminal.format_table(
            [result]
        )


def accepting_header(header: str, value: str) -> Callable[[Target], AsgiApp]:
    """Return a function that makes the mock server of a target accept its key in another header value too."""

    def make_app(target: Target) -> AsgiApp:
        accepted = header.encode(), value.format(key=next(iter(target.keys.values()))).encode()
        (_, documented), *_ = target.key_headers.items()

        async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                headers = [
                    (accepted[0], documented.encode()) if pair == accepted else pair for pair in scope["headers"]
                ]
                scope = {**scope, "headers": headers}
            await target.app(scope, receive, send)

        return app

    return make_app


MALFORMED_KEYS = [
    ("unpod", "authorization", "Bearer {key}", "as Bearer <key>"),
    ("unpod", "authorization", "{key}", "without its documented prefix"),
    ("maxcare", "authorization", "Token {key}", "as Token <key>"),
]


@pytest.mark.parametrize(("api", "header", "value", "description"), MALFORMED_KEYS)
def test_reports_a_server_that_accepts_malformed_keys(api: str, header: str, value: str, description: str) -> None:
    result = check_app(api, accepting_header(header, value), FEWEST)
    for operation in checked_operations(result):
        messages = {finding.message for finding in operation.failures if finding.check == AUTHENTICATION_CHECKS[api]}
        status, _ = success_response(load_api(api).get_operation(operation.id))
        assert messages == {f"a request with a key {description} got status {status}"}


def test_failure_has_the_shortest_request() -> None:
    result = check_changed_responses("unpod", wrong_type, Settings(max_examples=10, operations=("get_run_tasks",)))
    (finding,) = result.operation("get_run_tasks").failures
    assert finding.count > 1
    assert finding.request is not None
    assert finding.request.url.startswith("http://127.0.0.1:4010/unpod/api/v2/platform/spaces/8KZRTQP7BNW5XEDLORYUHMJC")
    assert ("Authorization", "Token $UNPOD_API_KEY") in finding.request.headers


def test_report_has_no_undocumented_values_and_no_key() -> None:
    keys: list[str] = []

    def leaking(target: Target) -> AsgiApp:
        keys.extend(target.keys.values())
        return with_changed_responses(target.app, leak)

    def leak(exchange: MockExchange) -> None:
        if exchange.status == 200:
            tasks = [{**task, "status": ["MARKER"], "assignee": {"MARKER": 1}} for task in exchange.json["data"]]
            exchange.json = {
                **exchange.json,
                "data": tasks,
                "message": None,
                "status_code": "two",
                "count": "two",
                "MARKER": "MARKER",
            }
        elif exchange.status == 404:
            exchange.json = "MARKER"

    result = check_app("unpod", leaking, replace(QUICK, operations=("get_run_tasks",)))
    report = terminal.format_table([result]) + repr(result)
    assert len(result.operation("get_run_tasks").failures) >= 5
    assert "MARKER" not in report
    assert keys[0] not in report
