"""Remote servers with rules that their specs, which have no examples, cannot express: correct ones and faulty ones."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.engine.prepared_spec import infer_links
from caretasks.conformance.results import ApiResult, collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target
from caretasks.core import interrupts
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import is_valid
from tests.openapi.schema.schemas import make_schema
from tests.servers import Response
from tests.servers.conforming import Server, run_server

pytestmark = pytest.mark.slow  # these tests run checks

ROOM = {
    "type": "object",
    "required": ["name", "first", "last"],
    "properties": {
        "name": {"type": "string", "maxLength": 20},
        "first": {"type": "integer", "minimum": 0, "maximum": 9},
        "last": {"type": "integer", "minimum": 0, "maximum": 9},
    },
}
BOOKED = {"201": {"description": "booked", "content": {"application/json": {"schema": ROOM}}}}


def make_api(paths: dict[str, Any]) -> Api:
    components = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "components": components}
    return Api("rooms", document, None, "rooms")


ROOMS = make_api(
    {
        "/rooms": {
            "post": {
                "operationId": "book",
                "requestBody": {"required": True, "content": {"application/json": {"schema": ROOM}}},
                "responses": {**BOOKED, "422": {"description": "refused"}},
            }
        }
    }
)


def check(api: Api, server: Server, max_examples: int = 4) -> ApiResult:
    with run_server(api.name, server=server) as origin:
        result = collect_result(api, run_checks(Target(api, origin, "", ""), Settings(max_examples)))
    assert not result.errors
    return result


def titles_of(result: ApiResult) -> list[str]:
    return [finding.title for operation in result.operations for finding in operation.failures]


def book(max_length: int) -> Server:
    """Return a server of rooms whose last day must be after the first one."""

    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        body = body if isinstance(body, dict) else {}
        first, last = body.get("first"), body.get("last")
        if type(first) is not int or type(last) is not int or not 0 <= first < last <= 9:
            return 422, {"error": "days"}
        if not isinstance(body.get("name"), str) or len(body["name"]) > max_length:
            return 422, {"error": "name"}
        return 201, body

    return respond


def test_missing_validation_is_found_although_the_server_has_a_rule() -> None:
    assert titles_of(check(ROOMS, book(max_length=20))) == []
    (title,) = titles_of(check(ROOMS, book(max_length=100)))  # the response returns the name: the same cause
    assert title.startswith("a request whose `name` violates `maxLength` must be rejected")


def test_public_operation_that_requires_a_key_is_one_finding() -> None:
    responses = {"200": {"description": "ok"}}
    paths = {path: {"get": {"responses": responses, "security": []}} for path in ("/hours", "/days")}
    (title,) = titles_of(check(make_api(paths), lambda method, path, *_: (401 if path == "/hours" else 200, {})))
    assert title == "a request without a key must be accepted; received status 401"


NOTE = {
    "type": "object",
    "required": ["text"],
    "properties": {"id": {"type": "string", "readOnly": True}, "text": {"type": "string"}, "done": {"type": "boolean"}},
}
CONTENT = {"application/json": {"schema": NOTE}}
WITH_NOTE, REFUSED = {"description": "", "content": CONTENT}, {"description": ""}
SENT = {"required": True, "content": CONTENT}
PATHS = {
    "/notes": {"post": {"requestBody": SENT, "responses": {"201": WITH_NOTE, "400": REFUSED}}},
    "/notes/{noteId}": {
        "parameters": [{"name": "noteId", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {"responses": {"200": WITH_NOTE, "404": REFUSED}},
        "put": {"requestBody": SENT, "responses": {"200": WITH_NOTE, "400": REFUSED, "404": REFUSED}},
        "delete": {"responses": {"204": REFUSED, "404": REFUSED}},
    },
    "/users/{user}/notes": {"get": {"responses": {"200": {"description": ""}}}},
}
NOTES = make_api({path: PATHS[path] for path in ("/notes", "/notes/{noteId}")})


class Notes:
    """A server of notes with IDs that a client cannot guess.

    Args:
        stores: Whether an update has an effect.
        deletes: Whether a deletion has one.
        hidden_reads: The number of reads of a new note that do not find it.
        text: A value that reads return as the text.
    """

    def __init__(self, *, stores: bool = True, deletes: bool = True, hidden_reads: int = 0, text: Any = None) -> None:
        self._stores, self._deletes, self._hidden_reads, self._text = stores, deletes, hidden_reads, text
        self._notes: dict[str, dict[str, Any]] = {}
        self._hidden: dict[str, int] = {}

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        note_id = path.removeprefix("/notes").strip("/")
        is_valid = isinstance(body, dict) and type(body.get("text")) is str and type(body.get("done", True)) is bool
        if method == "POST" and path == "/notes":
            if not is_valid:
                return 400, None
            note_id = f"note-{len(self._notes) + 1}-of-this-test"
            self._notes[note_id], self._hidden[note_id] = {**body, "id": note_id}, self._hidden_reads
            return 201, self._notes[note_id]
        if method not in ("GET", "PUT", "DELETE"):
            return 405, None
        if note_id not in self._notes:
            return 404, None
        if method == "GET":
            self._hidden[note_id] -= 1
            changed = {} if self._text is None else {"text": self._text}
            return (404, None) if self._hidden[note_id] >= 0 else (200, {**self._notes[note_id], **changed})
        if method == "DELETE":
            if self._deletes:
                del self._notes[note_id]
            return 204, None
        if not is_valid:
            return 400, None
        changed = {**body, "id": note_id}
        if self._stores:
            self._notes[note_id] = changed
        return 200, changed


@pytest.mark.parametrize(
    ("make_server", "expected"),
    [
        pytest.param(Notes, [], id="correct"),
        pytest.param(
            lambda: Notes(stores=False),
            ["an update must be visible; a read returned the resource unchanged; received status 200"],
            id="lost update",
        ),
        pytest.param(lambda: Notes(hidden_reads=2), [], id="replicas", marks=pytest.mark.long),
        pytest.param(
            lambda: Notes(text=5),
            ["`text` must be a string; received `5`"],
            id="wrong type",
            marks=pytest.mark.long,
        ),
        pytest.param(
            lambda: Notes(deletes=False),
            ["a deleted resource must be gone; a read returned it unchanged; received status 200"],
            id="no deletion",
            marks=pytest.mark.long,
        ),
        pytest.param(
            lambda: Notes(hidden_reads=1000),
            ["the resource that POST /notes created must be readable; received status 404"],
            id="not readable",
            marks=pytest.mark.long,
        ),
    ],
)
def test_created_resources_are_read_updated_and_deleted(
    make_server: Callable[[], Server], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "sleep", lambda seconds: None)
    assert titles_of(check(NOTES, make_server(), max_examples=48)) == expected


def test_links_lead_from_a_post_to_what_it_creates() -> None:
    target = Target(make_api(PATHS), "http://127.0.0.1:1", "", "")
    links = infer_links(target, target.api.operations)
    assert {(each.create.path, each.target.method, each.target.path) for each in links} == {
        ("/notes", method, "/notes/{noteId}") for method in ("get", "put", "delete")
    }
    assert all(each.parameters == {"noteId": "$response.body#/id"} for each in links)


MESSAGE = {
    "type": "object",
    "required": ["text", "to"],
    "properties": {
        "text": {"type": "string"},
        "to": {"type": "array", "items": {"type": "string"}},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
MESSAGES = make_api(
    {
        "/messages": {
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": MESSAGE}}},
                "responses": {"201": {"description": "sent"}, "422": {"description": "refused"}},
            }
        }
    }
)

MESSAGE_SCHEMA = make_schema(MESSAGE)


def send(is_wrong: Callable[[dict[str, Any]], bool], status: int = 422, success: int = 201) -> Server:
    """Return a server of messages that responds to some of the valid ones with a status."""

    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if method != "POST":
            return 405, None
        if not isinstance(body, dict) or not is_valid(MESSAGE_SCHEMA, body):
            return 422, None
        return (status if is_wrong(body) else success), None

    return respond


def has_blocked_text(body: dict[str, Any]) -> bool:
    return any(zlib.crc32(text.encode("utf-8", "surrogatepass")) % 3 == 0 for text in (body["text"], *body["to"]))


def has_repeated_items(body: dict[str, Any]) -> bool:
    return any(len(set(items)) < len(items) for items in (body["to"], body.get("tags", [])))


@pytest.mark.parametrize(
    "is_wrong",
    [lambda body: not body["text"].strip(), lambda body: body["to"] == [], has_blocked_text, has_repeated_items],
)
def test_rules_about_blank_strings_empty_lists_and_single_values_are_warnings(is_wrong: Any) -> None:
    assert titles_of(check(MESSAGES, send(is_wrong), 8)) == []


@pytest.mark.parametrize(
    ("is_wrong", "status", "expected"),
    [
        (lambda body: not body["text"].isascii(), 422, "a request whose `text` has"),
        (lambda body: body.get("tags") == [], 422, "a request whose `tags` has no items must be accepted"),
        (lambda body: body["text"] == "", 500, "server error for a request whose `text` has no characters"),
        (
            lambda body: not body.keys() <= {"text", "to", "tags"},
            500,
            "server error for a request whose body has extra",
        ),
    ],
)
def test_rejected_characters_and_optional_lists_and_any_server_error_are_failures(
    is_wrong: Any, status: int, expected: str
) -> None:
    (title,) = titles_of(check(MESSAGES, send(is_wrong, status), 8))
    assert title.startswith(expected)


def test_success_with_an_undocumented_status_does_not_hide_another_failure() -> None:
    titles = titles_of(check(MESSAGES, send(lambda body: body.get("tags") == [], success=200), 8))
    assert sorted(titles) == [
        "a request whose `tags` has no items must be accepted; received status 422",
        "the status must be one of 201, 422; received status 200",
    ]


def test_missing_property_that_is_accepted_is_named() -> None:
    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        return send(lambda _: False)(
            method, path, query, headers, {"to": [], **body} if isinstance(body, dict) else body
        )

    assert titles_of(check(MESSAGES, respond, 8)) == ["a request without `to` must be rejected; received status 201"]


FIRST = "/paths/~1pairs/post/requestBody/content/application~1json/schema/properties/first"
PAIR: dict[str, Any] = {
    "type": "object",
    "properties": {
        "first": {"type": "string", "enum": ["a", "b", "c"]},
        "second": {"$ref": f"#{FIRST}"},
        "third": {"$ref": f"#{FIRST}"},
    },
}


def test_value_that_is_rejected_wherever_its_schema_is_used_is_one_failure() -> None:
    body = {"required": True, "content": {"application/json": {"schema": PAIR}}}
    responses = {"201": {"description": "stored"}, "422": {"description": "refused"}}
    pairs = make_api({"/pairs": {"post": {"requestBody": body, "responses": responses}}})
    schema = make_schema({**PAIR, "properties": dict.fromkeys(PAIR["properties"], PAIR["properties"]["first"])})

    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if method != "POST":
            return 405, None
        is_accepted = isinstance(body, dict) and is_valid(schema, body) and "b" not in body.values()
        return (201 if is_accepted else 422), None

    (title,) = titles_of(check(pairs, respond, 12))
    assert title.endswith(" is b must be accepted; received status 422")


PET = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "kind": {"type": "string"}, "age": {"type": ["integer", "null"]}},
}
PETS_QUERY = {
    "limit": {"type": "integer", "minimum": 1},
    "kind": {"enum": ["cat", "dog"], "type": "string"},
    "name": {"type": "string"},
}
PETS = make_api(
    {
        "/pets": {
            "get": {
                "parameters": [{"name": name, "in": "query", "schema": each} for name, each in PETS_QUERY.items()],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {"schema": {"properties": {"pets": {"type": "array", "items": PET}}}}
                        },
                    },
                    "400": {"description": ""},
                },
            }
        }
    }
)


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [
        ("", []),
        ("limit", ["/pets has more items than the query parameter limit"]),
        ("kind", ["/pets/*/kind is not the value of the query parameter of this name"]),
    ],
)
def test_ignored_parameter_that_is_named_like_a_filter_or_limit_is_a_warning(ignored: str, expected: list[str]) -> None:
    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        sent = {name: values[0] for name, values in query.items()}
        if not re.fullmatch("0*[1-9][0-9]{0,9}", sent.get("limit", "5")) or sent.get("kind", "cat") not in (
            "cat",
            "dog",
        ):
            return 400, None
        pets = [
            {"name": name, "kind": kind, "age": None} for name, kind in (("Tom", "cat"), ("Rex", "dog"), ("Max", "dog"))
        ]
        sent.pop(ignored, None)
        for name in {"kind", "name"} & sent.keys():
            pets = [pet for pet in pets if sent[name].lower() in str(pet[name]).lower()]
        return 200, {"pets": pets[: int(sent.get("limit", 5))]}

    result = check(PETS, respond, 20)
    assert titles_of(result) == []
    found = [finding.title for operation in result.operations for finding in operation.warnings]
    assert [title.partition(";")[0] for title in found if title.startswith("/pets")] == expected
