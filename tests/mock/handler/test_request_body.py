"""How a stand-in reads and judges bodies: whatever is sent gets a documented answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp

from caretasks.mock.app import build_app
from caretasks.mock.handler.request_body import LIMIT
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.schema.validation import fits
from tests.mock.mock_servers import Answered, Ask

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
    "description": "The patient asks for a later date",
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


def documented(operation: Operation, answered: Answered) -> bool:
    """Whether an answer has the documented body of its status."""
    response = operation.response(answered.status)
    assert response is not None
    assert response.media is not None
    assert response.media.schema is not None
    return fits(response.media.schema, json.loads(answered.body))


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


UNREADABLE = {
    "empty": b"",
    "spaces": b"  ",
    "cut off": b'{"title": ',
    "two values": b"{} {}",
    "NaN": b"NaN",
    "infinity": b'{"a": -Infinity}',
    "too large a number": b"1e999",
    "5,000 digits": b"9" * 5000,
    "lone surrogate": b'"\\ud800"',
    "byte order mark": b"\xef\xbb\xbf{}",
    "no UTF-8": b'{"title": "\xff"}',
    "UTF-16": "{}".encode("utf-16"),
    "unclosed levels": b"[" * 10_000,
    "10,000 levels": nested(10_000),
    "900 levels": nested(900),
    "300 levels": b'{"a":' + nested(300) + b"}",
    "not an object": b"[]",
    "null": b"null",
    "NUL": b"\x00",
}


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_body_is_the_documented_error(
    app: ASGIApp, ask: Ask, apis: dict[str, Api], name: str, content: bytes
) -> None:
    answered = ask(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content])
    assert answered.status == INVALID[name]
    assert documented(apis[name].operation("create_task"), answered)


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("change", [{"extra": "a\\u0000b"}, {"extra": 10**300}, {"extra": -0.0}, {"extra": [[[{}]]]}])
def test_what_is_odd_but_valid_is_taken(app: ASGIApp, ask: Ask, name: str, change: dict[str, Any]) -> None:
    content = json.dumps({**BODIES[name], **change}).encode()
    assert ask(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content]).status == 201


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("change", [{"extra": "1" * 400}, {"extra": "\\u0000" * 3}, {"extra": [[]] * 100_000}])
def test_what_only_looks_odd_is_taken(app: ASGIApp, ask: Ask, name: str, change: dict[str, Any]) -> None:
    content = json.dumps({**BODIES[name], **change}).encode()
    assert ask(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content]).status == 201


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(
    "change",
    [{"extra": ["a\0b"]}, {"extra": {"a\0b": 1}}, {"extra": 10**309}, {"extra": -(10**4000)}],
)
def test_what_no_database_takes_is_refused(
    app: ASGIApp, ask: Ask, apis: dict[str, Api], name: str, change: dict[str, Any]
) -> None:
    content = json.dumps({**BODIES[name], **change}).encode()
    answered = ask(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content])
    assert answered.status == INVALID[name]
    assert documented(apis[name].operation("create_task"), answered)


def test_of_a_key_given_twice_the_last_one_counts(app: ASGIApp, ask: Ask) -> None:
    content = json.dumps(SOLUM).encode()[:-1] + b', "title": "Second"}'
    answered = ask(app, "POST", PATHS["solum"], headers=[*HEADERS, JSON_TYPE], chunks=[content])
    assert json.loads(answered.body)["title"] == "Second"


@pytest.mark.parametrize(
    ("media_type", "taken"),
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
def test_the_media_type_has_to_be_json(app: ASGIApp, ask: Ask, media_type: bytes | None, taken: bool) -> None:
    headers = [*HEADERS, *([] if media_type is None else [(b"content-type", media_type)])]
    answered = ask(app, "POST", PATHS["miramace"], headers=headers, chunks=[json.dumps(MIRAMACE).encode()])
    assert answered.status == (201 if taken else 400)


@pytest.mark.parametrize(("name", "status"), [("miramace", 413), ("solum", 422)])
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_10_mib_is_refused(
    app: ASGIApp, ask: Ask, apis: dict[str, Api], name: str, status: int, declared: bool
) -> None:
    headers = [*HEADERS, JSON_TYPE, *([(b"content-length", str(LIMIT + 1).encode())] if declared else [])]
    chunks = [] if declared else [b" " * (LIMIT // 2)] * 3  # what is declared too long is refused before it comes
    answered = ask(app, "POST", PATHS[name], headers=headers, chunks=chunks)
    assert answered.status == status
    assert documented(apis[name].operation("create_task"), answered)


def test_a_body_of_10_mib_is_taken(app: ASGIApp, ask: Ask) -> None:
    content = json.dumps(SOLUM).encode()
    content += b" " * (LIMIT - len(content))
    headers = [*HEADERS, JSON_TYPE, (b"content-length", str(LIMIT).encode())]
    assert ask(app, "POST", PATHS["solum"], headers=headers, chunks=[content]).status == 201


def test_a_body_may_come_in_pieces(app: ASGIApp, ask: Ask) -> None:
    content = json.dumps(SOLUM).encode()
    chunks = [content[:10], b"", content[10:]]
    assert ask(app, "POST", PATHS["solum"], headers=[*HEADERS, JSON_TYPE], chunks=chunks).status == 201


def test_a_client_that_goes_away_is_not_answered(app: ASGIApp, ask: Ask) -> None:
    headers = [*HEADERS, JSON_TYPE]
    assert ask(app, "POST", PATHS["solum"], headers=headers, chunks=[b"{"], whole=False).status == 0


def test_a_body_on_a_read_is_passed_over(app: ASGIApp, ask: Ask) -> None:
    path = b"/miramace/v1/task/123e4567-e89b-12d3-a456-426614174002"
    for content in (b"{", b"\xff", json.dumps(MIRAMACE).encode()):
        assert ask(app, "GET", path, headers=[*HEADERS, JSON_TYPE], chunks=[content]).status == 200
    too_long = (b"content-length", str(LIMIT + 1).encode())
    assert ask(app, "GET", path, headers=[*HEADERS, too_long], chunks=[]).status == 200


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"phone_number": "555"}, "/phone_number"),
        ({"task_type": "OTHER"}, "/task_type"),
        ({"patient_id": "no-uuid"}, "/patient_id"),
        ({"task": None}, "/task"),
        ({"task_data": {"previous_visits": [{"date": "yesterday"}]}}, "/task_data/previous_visits/0/date"),
    ],
)
def test_an_invalid_body_is_refused_by_place_and_without_its_values(
    app: ASGIApp, ask: Ask, change: dict[str, Any], place: str
) -> None:
    content = json.dumps({**MIRAMACE, **change}).encode()
    answered = ask(app, "POST", PATHS["miramace"], headers=[*HEADERS, JSON_TYPE], chunks=[content])
    error = json.loads(answered.body)["error"]
    assert answered.status == 400
    assert f"{place}:" in error
    assert not any(word in error for word in ("555", "OTHER", "no-uuid", "yesterday"))


def test_solum_names_the_field_that_is_wrong(app: ASGIApp, ask: Ask) -> None:
    content = json.dumps({**SOLUM, "title": ""}).encode()
    detail = json.loads(ask(app, "POST", PATHS["solum"], headers=[*HEADERS, JSON_TYPE], chunks=[content]).body)
    assert detail["detail"]["param"] == "/title"
    assert "/title" in detail["detail"]["message"]


@pytest.mark.parametrize("name", BODIES)
def test_each_required_field_is_required(app: ASGIApp, ask: Ask, name: str) -> None:
    for field in BODIES[name]:
        content = json.dumps({key: value for key, value in BODIES[name].items() if key != field}).encode()
        answered = ask(app, "POST", PATHS[name], headers=[*HEADERS, JSON_TYPE], chunks=[content])
        assert answered.status == INVALID[name]
        assert field in answered.body.decode()


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))  # NUL is refused wherever it is
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(content=st.binary() | json_values.map(lambda value: json.dumps(value, ensure_ascii=True).encode()))
def test_whatever_the_body_the_answer_is_documented(
    app: ASGIApp, ask: Ask, apis: dict[str, Api], content: bytes
) -> None:
    for name, path in PATHS.items():
        answered = ask(app, "POST", path, headers=[*HEADERS, JSON_TYPE], chunks=[content])
        assert answered.status == INVALID[name]  # nothing drawn here is a task by chance
        assert documented(apis[name].operation("create_task"), answered)


@given(data=st.data())
def test_a_task_with_any_value_in_any_field_is_taken_or_refused_as_documented(
    app: ASGIApp, ask: Ask, apis: dict[str, Api], data: st.DataObject
) -> None:
    for name, path in PATHS.items():
        operation = apis[name].operation("create_task")
        assert operation.body is not None
        assert operation.body.schema is not None
        names = sorted(operation.body.schema.node["properties"])
        body = {**BODIES[name], data.draw(st.sampled_from(names)): data.draw(json_values)}
        answered = ask(app, "POST", path, headers=[*HEADERS, JSON_TYPE], chunks=[json.dumps(body).encode()])
        assert answered.status == (201 if fits(operation.body.schema, body) else INVALID[name])
        assert documented(operation, answered)
