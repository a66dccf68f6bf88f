"""Request bodies: how the mock server decodes and validates them. Any body gets a documented response."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp

from caretasks.mock.app import build_app
from caretasks.mock.operations.request_body import MAX_BODY_BYTES
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.schema.validation import is_valid
from tests.mock.mock_servers import RawResponse, SendRaw

HEADERS = [(b"authorization", b"Bearer k"), (b"x-api-key", b"k")]
JSON_TYPE = (b"content-type", b"application/json")
MIRAMACE = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550143",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-426614174001",
}
SOLUM = {
    "title": "Call back",
    "description": "The patient prefers a later date",
    "assigned_user_ids": ["u1"],
    "created_by_id": "u2",
    "deadline": "2026-12-01T09:00:00Z",
}
PATHS = {"miramace": b"/miramace/v1/task", "solum": b"/solum/v1/tasks"}
BODIES: dict[str, dict[str, Any]] = {"miramace": MIRAMACE, "solum": SOLUM}
INVALID = {"miramace": 400, "solum": 422}


@pytest.fixture(scope="module")
def app(apis: dict[str, Api]) -> ASGIApp:
    return build_app(list(apis.values()))


def has_documented_body(operation: Operation, received: RawResponse) -> bool:
    """Return whether the body of a response conforms to the documented schema of its status."""
    response = operation.find_response(received.status)
    assert response is not None
    assert response.media is not None
    assert response.media.schema is not None
    return is_valid(response.media.schema, json.loads(received.body))


def nest_lists(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


UNREADABLE = {
    "empty": b"",
    "spaces": b"  ",
    "truncated": b'{"title": ',
    "two values": b"{} {}",
    "NaN": b"NaN",
    "infinity": b'{"a": -Infinity}',
    "number out of range": b"1e999",
    "5,000 digits": b"9" * 5000,
    "lone surrogate": b'"\\ud800"',
    "byte order mark": b"\xef\xbb\xbf{}",
    "not UTF-8": b'{"title": "\xff"}',
    "UTF-16": "{}".encode("utf-16"),
    "unclosed levels": b"[" * 10_000,
    "10,000 levels": nest_lists(10_000),
    "900 levels": nest_lists(900),
    "300 levels": b'{"a":' + nest_lists(300) + b"}",
    "not an object": b"[]",
    "null": b"null",
    "NUL": b"\x00",
}


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_invalid_json_returns_the_documented_error(
    app: ASGIApp, send_raw: SendRaw, apis: dict[str, Api], name: str, content: bytes
) -> None:
    received = send_raw(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content])
    assert received.status == INVALID[name]
    assert has_documented_body(apis[name].get_operation("create_task"), received)


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("change", [{"extra": "a\\u0000b"}, {"extra": 10**300}, {"extra": -0.0}, {"extra": [[[{}]]]}])
def test_unusual_valid_value_is_accepted(app: ASGIApp, send_raw: SendRaw, name: str, change: dict[str, Any]) -> None:
    content = json.dumps({**BODIES[name], **change}).encode()
    assert send_raw(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content]).status == 201


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("change", [{"extra": "1" * 400}, {"extra": "\\u0000" * 3}, {"extra": [[]] * 100_000}])
def test_long_or_escaped_value_is_accepted(app: ASGIApp, send_raw: SendRaw, name: str, change: dict[str, Any]) -> None:
    content = json.dumps({**BODIES[name], **change}).encode()
    assert send_raw(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content]).status == 201


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(
    "change",
    [{"extra": ["a\0b"]}, {"extra": {"a\0b": 1}}, {"extra": 10**309}, {"extra": -(10**4000)}],
)
def test_value_that_no_database_can_store_is_rejected(
    app: ASGIApp, send_raw: SendRaw, apis: dict[str, Api], name: str, change: dict[str, Any]
) -> None:
    content = json.dumps({**BODIES[name], **change}).encode()
    received = send_raw(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content])
    assert received.status == INVALID[name]
    assert has_documented_body(apis[name].get_operation("create_task"), received)


def test_last_of_duplicate_keys_is_used(app: ASGIApp, send_raw: SendRaw) -> None:
    content = json.dumps(SOLUM).encode()[:-1] + b', "title": "Second"}'
    received = send_raw(app, "POST", PATHS["solum"], headers=[*HEADERS, JSON_TYPE], chunks=[content])
    assert json.loads(received.body)["title"] == "Second"


@pytest.mark.parametrize(
    ("media_type", "accepted"),
    [
        (b"application/json", True),
        (b"application/json; charset=UTF-8", True),
        (b'Application/JSON;charset="utf-8"', True),
        (b"application/vnd.some+json", True),
        (b"application/json; charset=latin-1", False),
        (b"application/x-www-form-urlencoded", False),
        (b"text/json", False),
        (b"", False),
        (None, False),
    ],
)
def test_content_type_must_be_json(app: ASGIApp, send_raw: SendRaw, media_type: bytes | None, accepted: bool) -> None:
    headers = [*HEADERS, *([] if media_type is None else [(b"content-type", media_type)])]
    received = send_raw(app, "POST", PATHS["miramace"], headers=headers, chunks=[json.dumps(MIRAMACE).encode()])
    assert received.status == (201 if accepted else 400)


@pytest.mark.parametrize(("name", "status"), [("miramace", 413), ("solum", 422)])
@pytest.mark.parametrize("declared", [True, False])
def test_body_over_10_mib_is_rejected(
    app: ASGIApp, send_raw: SendRaw, apis: dict[str, Api], name: str, status: int, declared: bool
) -> None:
    headers = [*HEADERS, JSON_TYPE, *([(b"content-length", str(MAX_BODY_BYTES + 1).encode())] if declared else [])]
    chunks = (
        [] if declared else [b" " * (MAX_BODY_BYTES // 2)] * 3
    )  # a declared length is checked before the body is read
    received = send_raw(app, "POST", PATHS[name], headers=headers, chunks=chunks)
    assert received.status == status
    assert has_documented_body(apis[name].get_operation("create_task"), received)


def test_body_of_10_mib_is_accepted(app: ASGIApp, send_raw: SendRaw) -> None:
    content = json.dumps(SOLUM).encode()
    content += b" " * (MAX_BODY_BYTES - len(content))
    headers = [*HEADERS, JSON_TYPE, (b"content-length", str(MAX_BODY_BYTES).encode())]
    assert send_raw(app, "POST", PATHS["solum"], headers=headers, chunks=[content]).status == 201


def test_body_is_accepted_in_chunks(app: ASGIApp, send_raw: SendRaw) -> None:
    content = json.dumps(SOLUM).encode()
    chunks = [content[:10], b"", content[10:]]
    assert send_raw(app, "POST", PATHS["solum"], headers=[*HEADERS, JSON_TYPE], chunks=chunks).status == 201


def test_client_that_disconnects_gets_no_response(app: ASGIApp, send_raw: SendRaw) -> None:
    headers = [*HEADERS, JSON_TYPE]
    assert send_raw(app, "POST", PATHS["solum"], headers=headers, chunks=[b"{"], is_complete=False).status == 0


def test_body_of_a_read_is_ignored(app: ASGIApp, send_raw: SendRaw) -> None:
    path = b"/miramace/v1/task/123e4567-e89b-12d3-a456-426614174002"
    for content in (b"{", b"\xff", json.dumps(MIRAMACE).encode()):
        assert send_raw(app, "GET", path, headers=[*HEADERS, JSON_TYPE], chunks=[content]).status == 200
    too_long = (b"content-length", str(MAX_BODY_BYTES + 1).encode())
    assert send_raw(app, "GET", path, headers=[*HEADERS, too_long], chunks=[]).status == 200


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"phone_number": "555"}, "/phone_number"),
        ({"task_type": "OTHER"}, "/task_type"),
        ({"patient_id": "not-a-uuid"}, "/patient_id"),
        ({"task": None}, "/task"),
        (
            {"task_type": "SCHEDULE_APPOINTMENT", "task_data": {"previous_visits": [{"date": "yesterday"}]}},
            "/task_data/previous_visits/0/date",
        ),
    ],
)
def test_invalid_body_error_names_the_pointer_but_no_value(
    app: ASGIApp, send_raw: SendRaw, change: dict[str, Any], pointer: str
) -> None:
    content = json.dumps({**MIRAMACE, **change}).encode()
    received = send_raw(app, "POST", PATHS["miramace"], headers=[*HEADERS, JSON_TYPE], chunks=[content])
    error = json.loads(received.body)["detail"]
    assert received.status == 400
    assert f"{pointer}:" in error
    assert not any(word in error for word in ("555", "OTHER", "not-a-uuid", "yesterday"))


def test_error_with_a_param_field_names_the_pointer(app: ASGIApp, send_raw: SendRaw) -> None:
    content = json.dumps({**SOLUM, "title": ""}).encode()
    detail = json.loads(send_raw(app, "POST", PATHS["solum"], headers=[*HEADERS, JSON_TYPE], chunks=[content]).body)
    assert detail["detail"]["param"] == "/title"
    assert "/title" in detail["detail"]["message"]


@pytest.mark.parametrize("name", BODIES)
def test_missing_required_property_is_rejected(app: ASGIApp, send_raw: SendRaw, name: str) -> None:
    for field in BODIES[name]:
        content = json.dumps({key: value for key, value in BODIES[name].items() if key != field}).encode()
        received = send_raw(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content])
        assert received.status == INVALID[name]
        assert field in received.body.decode()


strings = st.text(st.characters(codec="utf-8", exclude_characters="\0"))  # NUL is always rejected
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | strings,
    lambda inner: st.lists(inner) | st.dictionaries(strings, inner),
)


@pytest.mark.slow
@given(content=st.binary() | json_values.map(lambda value: json.dumps(value, ensure_ascii=True).encode()))
def test_any_body_gets_a_documented_response(
    app: ASGIApp, send_raw: SendRaw, apis: dict[str, Api], content: bytes
) -> None:
    for name, path in PATHS.items():
        received = send_raw(app, "POST", path, headers=[*HEADERS, JSON_TYPE], chunks=[content])
        assert received.status == INVALID[name]  # none of the drawn bodies is a valid task
        assert has_documented_body(apis[name].get_operation("create_task"), received)


@pytest.mark.slow
@given(data=st.data())
def test_task_with_any_value_is_accepted_or_rejected_as_documented(
    app: ASGIApp, send_raw: SendRaw, apis: dict[str, Api], data: st.DataObject
) -> None:
    for name, path in PATHS.items():
        operation = apis[name].get_operation("create_task")
        assert operation.body is not None
        assert operation.body.schema is not None
        names = sorted(operation.body.schema.data["properties"])
        body = {**BODIES[name], data.draw(st.sampled_from(names)): data.draw(json_values)}
        received = send_raw(app, "POST", path, headers=[*HEADERS, JSON_TYPE], chunks=[json.dumps(body).encode()])
        assert received.status == (201 if is_valid(operation.body.schema, body) else INVALID[name])
        assert has_documented_body(operation, received)
