"""The request log without redaction: requests as they were sent, except API keys, and why they were rejected."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.mock.mock_servers import AppTransport, WriteSpec

LOCAL = "http://localhost:4010"
CREATE = "/miramace/v1/task"
KEY = "key-12345678"
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}


def request(apis: dict[str, Api], method: str, url: str, **settings: Any) -> tuple[dict[str, Any], str]:
    """Send a request and return its entry in the log and its lines in the terminal."""
    lines: list[str] = []
    app = build_app(list(apis.values()), redact=False, write_line=lines.append)
    client = httpx.Client(transport=AppTransport(app), base_url=LOCAL)
    client.request(method, url, **{"headers": AUTHORIZED, **settings})
    (logged,) = client.get("/_requests").json()["requests"]
    (text,) = lines
    return logged, text


def test_path_query_body_and_response_are_shown_as_sent(apis: dict[str, Api]) -> None:
    body = {"task": "Call Jane", "Jane": ["555", 1, None]}
    logged, text = request(apis, "POST", f"{CREATE}?patient=Jane%20Doe&patient=2", json=body)
    assert (logged["path"], logged["query"], logged["body"]) == (CREATE, {"patient": ["Jane Doe", "2"]}, body)
    assert logged["status"] == 400
    assert "project_id" in logged["response"]["detail"]
    assert f"POST {CREATE}?patient=Jane%20Doe&patient=2 400" in text.replace("Jane Doe", "Jane%20Doe")
    assert json.dumps(body) in text


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"content": b'{"task": "Jane'}, '{"task": "Jane'),
        ({"content": "Jane Müller", "headers": {**AUTHORIZED, "Content-Type": "text/plain"}}, "Jane Müller"),
        ({"data": {"name": "Jane"}}, "name=Jane"),
        ({"content": b"\xff\xfe"}, "(2 bytes)"),
    ],
)
def test_body_that_is_not_json_is_shown_as_text(apis: dict[str, Api], sent: dict[str, Any], expected: str) -> None:
    logged, text = request(apis, "POST", "/miramace/v1/task", **sent)
    if sent.get("headers", {}).get("Content-Type") == "text/plain" or "data" in sent:
        assert logged["violations"][0]["keyword"] == "content"
    assert logged["body"] == expected
    assert f"body: {expected}" in text


@pytest.mark.parametrize(
    ("method", "url", "sent"),
    [
        ("GET", CREATE, {}),
        ("GET", f"{CREATE}/{KEY}", {}),
        ("GET", f"{CREATE}?a={KEY}&{KEY}=1", {}),
        ("POST", CREATE, {"json": {"task": f"my key is {KEY}", KEY: [KEY]}}),
        ("POST", CREATE, {"content": f"{KEY} {{"}),
        ("POST", CREATE, {"json": {"api_key": KEY, "x": {"clientSecret": KEY}}, "headers": {}}),
        ("POST", CREATE, {"data": {"client_secret": KEY, "b": "c"}, "headers": {}}),
        ("POST", CREATE, {"json": {"url": f"https://example.com/hook?a=b&token={KEY}"}, "headers": {}}),
        ("GET", f"{CREATE}?api_key={KEY}", {"headers": {}}),
        ("GET", CREATE, {"headers": {"Authorization": KEY}}),
        ("GET", CREATE, {"headers": {"X-API-Key": KEY, "X-Auth-Token": KEY}}),
        ("GET", CREATE, {"headers": {"Proxy-Authorization": f"Basic {KEY}"}}),
        ("GET", f"/solum/v1/tasks/{KEY}", {"headers": {"X-API-Key": KEY}}),
    ],
)
def test_api_keys_are_redacted_wherever_they_are(
    apis: dict[str, Api], method: str, url: str, sent: dict[str, Any]
) -> None:
    logged, text = request(apis, method, url, **sent)
    assert KEY not in json.dumps(logged)
    assert KEY not in text
    assert "‹redacted key " in json.dumps(logged, ensure_ascii=False)


FORM = "application/x-www-form-urlencoded"
TASK_ID = "123e4567-e89b-12d3-a456-426614174002"


@pytest.mark.parametrize(
    ("method", "url", "sent", "violation"),
    [
        ("POST", CREATE, {"json": {}}, ("body", "/task_type", "required", "a value", None)),
        ("POST", CREATE, {"json": []}, ("body", "", "type", "object", [])),
        ("POST", CREATE, {"json": {"phone_number": "5"}}, ("body", "/phone_number", "pattern", None, "5")),
        ("POST", CREATE, {}, ("body", "", "required", "a body", None)),
        ("POST", CREATE, {"data": {"a": "b"}}, ("header", "content-type", "content", "application/json", FORM)),
        ("POST", CREATE, {"content": b"{"}, ("body", "", "content", None, "{")),
        ("GET", f"{CREATE}/1", {}, ("path", "task_id", "format", "the format uuid", "1")),
        (
            "GET",
            f"{CREATE}/{TASK_ID}?include_transcript=x",
            {},
            ("query", "include_transcript", "type", "boolean", "x"),
        ),
        ("GET", "/miramace/v2", {}, ("path", "", "paths", "a documented path", "/miramace/v2")),
        ("PUT", CREATE, {}, ("method", "", "method", "one of POST, OPTIONS", "PUT")),
        ("GET", f"{CREATE}/{TASK_ID}", {"headers": {}}, ("header", "Authorization", "security", None, None)),
        (
            "POST",
            CREATE,
            {
                "content": b"x",
                "headers": {**AUTHORIZED, "Content-Type": "application/json", "Content-Length": "99999999"},
            },
            ("body", "", "length", "at most 10485760 bytes", "99999999 bytes"),
        ),
    ],
)
def test_each_violation_has_location_keyword_expected_and_received(
    apis: dict[str, Api], method: str, url: str, sent: dict[str, Any], violation: tuple[Any, ...]
) -> None:
    if "content" in sent and "headers" not in sent:
        sent = {**sent, "headers": {**AUTHORIZED, "Content-Type": "application/json"}}
    logged, text = request(apis, method, url, **sent)
    found = [
        (each["location"], each["pointer"], each["keyword"], violation[3] and each["expected"], each["received"])
        for each in logged["violations"]
    ]
    assert violation in found
    assert f"{violation[0]} {violation[1]}".rstrip() + f": {violation[2]}: expected " in text


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Prefer": "code=404"}, "the Prefer header selects this response"),
        ({"X-Caretasks-Fault": "429"}, "the fault 429 was injected"),
        ({"X-Caretasks-Fault": "no"}, "X-Caretasks-Fault: unknown fault 'no': "),
    ],
)
def test_reason_of_a_selected_error_is_named(apis: dict[str, Api], headers: dict[str, str], reason: str) -> None:
    logged, text = request(apis, "GET", f"{CREATE}/{TASK_ID}", headers={**AUTHORIZED, **headers})
    assert logged["reason"].startswith(reason)
    assert reason in text


def test_reason_of_a_magic_value_and_of_a_missing_resource_is_named(apis: dict[str, Api]) -> None:
    logged, _ = request(apis, "GET", f"{CREATE}/123e4567-e89b-12d3-a456-000000000000")
    assert logged["reason"] == "no resource with these path parameters exists"


def test_successful_request_has_no_reason(apis: dict[str, Api]) -> None:
    logged, text = request(apis, "GET", f"{CREATE}/{TASK_ID}")
    assert (logged["status"], logged["reason"], logged["violations"]) == (200, None, [])
    assert logged["response"]["id"] == TASK_ID
    assert "\n" not in text


CLOSED_SPEC = """\
openapi: 3.1.0
info: {title: Closed, version: '1'}
paths:
  /visits:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, additionalProperties: false, properties: {room: {type: integer, maximum: 9}}}
      responses:
        '201': {description: '', content: {application/json: {schema: {}}}}
        '400':
          description: ''
          content: {application/json: {schema: {type: object, properties: {message: {type: string}}}}}
"""


def test_redacted_log_does_not_name_unexpected_properties(write_spec: WriteSpec) -> None:
    client = httpx.Client(
        transport=AppTransport(build_app(Catalog(write_spec("closed", CLOSED_SPEC)).load_all())), base_url=LOCAL
    )
    assert client.post("/closed/visits", json={"Jane": 1, "room": 12}).status_code == 400
    (logged,) = client.get("/_requests").json()["requests"]
    assert "Jane" not in json.dumps(logged)
    keywords = {each["keyword"]: each["expected"] for each in logged["violations"]}
    assert keywords == {"additionalProperties": "no such property", "maximum": "at most 9"}
