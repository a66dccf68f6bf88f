"""A server that breaks one promise is called broken, and the operation is named; whichever kind of promise it is."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, exit_status
from caretasks.conformance.target.model import AsgiApp, Target
from tests.servers.faulty import Answer, changed, checked, checked_with


def wrong_type(answer: Answer) -> None:
    if answer.status == 200:
        answer.json = {**answer.json, "data": [{**task, "status": 5} for task in answer.json["data"]]}


def undocumented_status(answer: Answer) -> None:
    if answer.status == 200:
        answer.status = 203


def server_error(answer: Answer) -> None:
    if answer.status == 200:
        answer.status, answer.json = 500, {"code": "internal_error", "message": "", "trace_id": ""}


def html(answer: Answer) -> None:
    if answer.status == 200:
        answer.headers["content-type"], answer.body = "text/html", b"<p>A task</p>"


def truncated(answer: Answer) -> None:
    if answer.status == 200:
        answer.body = answer.body[:-1]


def no_notes(answer: Answer) -> None:
    if answer.status == 200:
        answer.json = {**answer.json, "data": {k: v for k, v in answer.json["data"].items() if k != "notes"}}


def outside_the_enum(answer: Answer) -> None:
    if answer.status == 200:
        answer.json = {**answer.json, "data": {**answer.json["data"], "status": "paused"}}


def bad_error_body(answer: Answer) -> None:
    if answer.status == 401:
        answer.json = {"error": "no"}


def created_for_invalid(answer: Answer) -> None:
    if answer.status == 422:
        answer.status, answer.json = 201, SOLUM_TASK


def takes_long_numbers(answer: Answer) -> None:
    if answer.status == 400 and re.search(rb'"phone_number": ?"\+[1-9][0-9]{15,}"', answer.sent):
        answer.status, answer.json = 200, {"id": "123e4567-e89b-12d3-a456-426614174002"}


def refuses_all(answer: Answer) -> None:
    if answer.status in (200, 201):
        answer.status, answer.json = 422, {"detail": {"message": "no"}}


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


BREAKS: list[tuple[str, Callable[[Answer], None], str, str, str]] = [
    ("unpod", wrong_type, "get_run_tasks", "response_schema_conformance", "/data/*/status is a number"),
    ("maxcare", undocumented_status, "get_task", "status_code_conformance", "status 203 is not documented"),
    ("maxcare", server_error, "get_task", "not_a_server_error", "failed with status 500"),
    ("maxcare", html, "get_task", "content_type_conformance", "media type is text/html"),
    ("maxcare", truncated, "get_task", "response_schema_conformance", "not JSON"),
    ("maxcare", no_notes, "get_task", "response_schema_conformance", "/data lacks notes"),
    ("maxcare", outside_the_enum, "get_task", "response_schema_conformance", "/data/status is outside"),
    ("maxcare", bad_error_body, "get_task", "response_schema_conformance", "lacks code, message, trace_id"),
    ("solum", created_for_invalid, "create_task", "negative_data_rejection", "answered with 201"),
    ("miramace", takes_long_numbers, "create_task", "negative_data_rejection", "answered with 200"),
    ("solum", refuses_all, "create_task", "positive_data_acceptance", "valid request was answered with 422"),
]


@pytest.mark.parametrize(("api", "change", "operation", "check", "seen"), BREAKS)
def test_a_broken_promise_is_found_at_its_operation(
    api: str, change: Callable[[Answer], None], operation: str, check: str, seen: str
) -> None:
    result = checked_with(api, change)
    found = {(finding.check, finding.message) for finding in result.operation(operation).failures}
    assert any(name == check and seen in text for name, text in found), terminal.text([result])
    assert result.operation(operation).verdict is Verdict.BROKEN
    assert exit_status([result]) is ExitStatus.BROKEN


AUTHENTICATION = {
    "miramace": "mm_02_authentication",
    "solum": "so_02_authentication",
    "unpod": "un_03_authentication",
    "maxcare": "mx_02_authentication",
}


def open_to_all(target: Target) -> AsgiApp:
    (name, value), *_ = target.key_headers.items()
    key = name.lower().encode(), value.encode()

    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != key[0]] + [key]}
        await target.app(scope, receive, send)

    return app


@pytest.mark.parametrize("api", AUTHENTICATION)
def test_a_server_that_needs_no_key_is_found(api: str) -> None:
    result = checked(api, open_to_all, Settings(max_examples=1))
    for operation in result.operations:
        assert AUTHENTICATION[api] in {finding.check for finding in operation.failures}, terminal.text([result])


def lenient(header: str, value: str) -> Callable[[Target], AsgiApp]:
    """What makes of a stand-in one that takes its key in another form too."""

    def lenient_app(target: Target) -> AsgiApp:
        taken = header.encode(), value.format(key=target.key).encode()
        (_, documented), *_ = target.key_headers.items()

        async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                headers = [(taken[0], documented.encode()) if pair == taken else pair for pair in scope["headers"]]
                scope = {**scope, "headers": headers}
            await target.app(scope, receive, send)

        return app

    return lenient_app


OTHER_FORMS = [
    ("unpod", "authorization", "Bearer {key}", "as Bearer <key>"),
    ("unpod", "authorization", "{key}", "lacks its documented prefix"),
    ("maxcare", "authorization", "Token {key}", "as Token <key>"),
]


@pytest.mark.parametrize(("api", "header", "value", "how"), OTHER_FORMS)
def test_a_server_that_takes_a_key_in_another_form_is_found(api: str, header: str, value: str, how: str) -> None:
    result = checked(api, lenient(header, value), Settings(max_examples=1))
    (finding,) = (finding for operation in result.operations for finding in operation.failures)
    assert finding.check == AUTHENTICATION[api]
    assert finding.message == f"a request with a key that {how} was answered with 200".replace("that as", "as")


def test_a_failure_comes_with_the_shortest_request_of_all_that_show_it() -> None:
    result = checked_with("unpod", wrong_type, Settings(max_examples=10))
    (finding,) = result.operation("get_run_tasks").failures
    assert finding.count > 1
    assert finding.request is not None
    assert finding.request.url.startswith("http://127.0.0.1:4010/unpod/api/v2/platform/spaces/8KZRTQP7BNW5XEDLORYUHMJC")
    assert ("Authorization", "Token $UNPOD_API_KEY") in finding.request.headers


def test_neither_the_answer_nor_the_key_is_in_what_is_told() -> None:
    keys = []

    def leaking(target: Target) -> AsgiApp:
        keys.append(target.key)
        return changed(target.app, leak)

    def leak(answer: Answer) -> None:
        if answer.status == 200:
            tasks = [{**task, "status": ["MARKER"], "assignee": {"MARKER": 1}} for task in answer.json["data"]]
            answer.json = {**answer.json, "data": tasks, "message": None, "status_code": "MARKER", "count": "MARKER"}
        elif answer.status == 404:
            answer.json = "MARKER"

    result = checked("unpod", leaking)
    told = terminal.text([result]) + repr(result)
    assert len(result.operation("get_run_tasks").failures) >= 5
    assert "MARKER" not in told
    assert keys[0] not in told
