"""Checks of conforming servers with unspecified behavior, over HTTP: they must pass."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, collect_result, exit_status
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target
from tests.bundled_apis import load_api
from tests.servers.conforming import (
    FULL_SERVERS,
    KEY,
    Body,
    Response,
    is_valid_solum_request,
    is_valid_webhook,
    run_server,
)
from tests.servers.faulty import FEW_OPERATIONS

Change = Callable[[Any, Response], Response]


def with_extra_properties(handler: Any, response: Response) -> Response:
    """Extra properties in every object, other error messages, and header names in another case."""
    status, data = response
    data = add_properties(data)
    if status >= 400:
        data["message"] = "Ganz andere Wörter"
    headers = {"Content-Type": None, "CONTENT-TYPE": "Application/JSON; charset=utf-8", "X-NEW-HEADER": "1"}
    return status, Body(data, headers)


def add_properties(data: Any) -> Any:
    if isinstance(data, list):
        return [add_properties(item) for item in data]
    return (
        {**{name: add_properties(value) for name, value in data.items()}, "new": {"a": [None]}}
        if isinstance(data, dict)
        else data
    )


def compressed_and_chunked(handler: Any, response: Response) -> Response:
    """Compressed and chunked bodies, and 201 for a 200 on a create; Unpod documents 200 only."""
    is_create = handler.command == "POST" and not handler.path.endswith("/tasks/create/")
    status = 201 if response[0] == 200 and is_create else response[0]
    return status, Body(response[1], {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"})


def reject_other_methods(handler: Any, response: Response) -> Response:
    """An HTML error for undocumented methods."""
    is_documented = handler.command in ("GET", "POST")
    return response if is_documented else (501, Body(content=b"<p>?", headers={"Content-Type": "text/html"}))


def validate_bodies_first(handler: Any, response: Response) -> Response:
    """Invalid bodies are rejected before the key is checked."""
    body = _request_body(handler)
    is_unauthenticated = response[0] in (401, 403) and handler.command == "POST"
    return (
        (422, {"detail": {"message": "invalid"}})
        if is_unauthenticated and not (is_valid_solum_request(body) or is_valid_webhook(body))
        else response
    )


def _request_body(handler: Any) -> Any:
    try:
        return json.loads(handler.content)
    except ValueError:
        return None


def lower_case_times(data: Any) -> Any:
    """Date-times that RFC 3339 also allows: lower case, and more fractional digits than Python parses."""
    return json.loads(re.sub(r'(\d)T(\d\d:\d\d:\d\d)Z"', r'\1t\2.000000000z"', json.dumps(data)))


NO_CALLS = {"calls": [], "has_more_calls": False}
RATE_LIMIT_HEADERS = {"x-ratelimit-limit": "1000", "X-RATELIMIT-REMAINING": "0", "x-RateLimit-Reset": "1800000000"}


def change_reads(change: Callable[[Any], Any]) -> Change:
    return lambda handler, response: (response[0], change(response[1]) if response[0] == 200 else response[1])


def change_errors(change: Callable[[int, Any], Response]) -> Change:
    return lambda handler, response: change(*response) if response[0] >= 400 else response


def without_items(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "count": 0, "data": []} if isinstance(data["data"], list) else data


def without_null(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


@pytest.mark.long
@pytest.mark.parametrize("api", FULL_SERVERS)
@pytest.mark.parametrize(
    ("protocol", "change"),
    [("HTTP/1.0", with_extra_properties), ("HTTP/1.1", compressed_and_chunked), ("HTTP/1.1", reject_other_methods)],
    ids=["extra properties over HTTP/1.0", "compressed and chunked", "other methods rejected"],
)
def test_http_variants_pass(api: str, protocol: str, change: Change) -> None:
    assert_passes(api, change, protocol)


@pytest.mark.long
@pytest.mark.parametrize(
    ("api", "change"),
    [
        pytest.param(
            "miramace", change_reads(lambda data: {**data, **NO_CALLS} if "calls" in data else data), id="no calls"
        ),
        pytest.param("miramace", change_reads(lambda data: {} if "calls" in data else data), id="empty task"),
        pytest.param(
            "miramace",
            change_errors(lambda status, data: (422 if status == 400 else status, data)),
            id="statuses",
        ),
        pytest.param("miramace", change_errors(lambda status, data: (status, {})), id="empty objects as errors"),
        pytest.param(
            "miramace",
            change_errors(lambda status, data: (422, Body(content=b"")) if status == 400 else (status, data)),
            id="empty undocumented errors",
        ),
        pytest.param("miramace", change_reads(lower_case_times), id="times in lower case"),
        pytest.param("solum", validate_bodies_first, id="bodies validated first"),
        pytest.param("unpod", change_reads(without_items), id="empty lists"),
        pytest.param("unpod", change_reads(lambda data: {**data, "status_code": 200.0}), id="200.0 for 200"),
        pytest.param("unpod", change_errors(lambda status, data: (status, {})), id="empty error objects"),
        pytest.param(
            "solum", change_errors(lambda status, data: (400 if status == 422 else status, data)), id="400 for 422"
        ),
        pytest.param("solum", lambda handler, response: (response[0], without_null(response[1])), id="no links"),
        pytest.param(
            "maxcare",
            lambda handler, response: (response[0], Body(response[1], RATE_LIMIT_HEADERS)),
            id="rate limit headers",
        ),
        pytest.param("maxcare", change_reads(lambda data: {**data, "code": "ok"}), id="another success code"),
    ],
)
def test_unspecified_behavior_passes(api: str, change: Change) -> None:
    assert_passes(api, change)


def assert_passes(api: str, change: Change, protocol: str = "HTTP/1.1") -> None:
    document = load_api(api)
    with run_server(api, change, FULL_SERVERS[api](), protocol) as origin:
        target = Target(document, origin, "", KEY)
        settings = Settings(max_examples=6, operations=FEW_OPERATIONS.get(api, ()))
        result = collect_result(document, run_checks(target, settings), settings)
    assert exit_status([result]) is ExitStatus.PASSED, terminal.format_table([result])
