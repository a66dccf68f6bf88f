"""Clients generated from other specs: what they support, and which specs are rejected."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import datetime
import importlib
import inspect
import io
import os
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest

from caretasks.codegen.operation_view import CLIENT_MEMBERS
from caretasks.openapi.json_pointer import resolve_pointer
from tests.client.driving import Driven
from tests.codegen.packages import generate

JSON = "application/json"
VISIT = {"$ref": "#/components/schemas/Visit"}
TREE = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Leaf", "Left", "Right")]}
QUOTED = [
    "it's",
    "two\nlines",
    "bell\a",
    'a "quoted" word',
    "back\\slash",
    "both ' and \"",
    '\\"',
    "\\n",
    "tab\there",
    "{braces}",
    "caf\u00e9",
    '"""',
]
# Names that occur in the code of an operation, and that parameters can have nevertheless.
NAMES = ["parts", "response", "Unset", "OPERATION", "Any", "Mapping", "client", "self", "timeout", "headers", "body"]
NAMES_WITH_A_BODY = [*(name for name in NAMES if name != "Unset"), "UNSET"]


def parameter(name: str, location: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": location, "required": location == "path", "schema": schema, **more}


def operation(operation_id: str, *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    responses = {"204": {"description": "Done"}}
    return {"operationId": operation_id, "parameters": list(parameters), "responses": responses, **more}


def reading(operation_id: str, schemas_by_status: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return an operation whose responses have bodies of these schemas, by status and media type."""
    return operation(
        operation_id,
        responses={
            status: {"description": "Read", "content": {each: {"schema": schema} for each, schema in content.items()}}
            for status, content in schemas_by_status.items()
        },
    )


def body(media_type: str, schema: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": {media_type: {"schema": schema}}}


def record(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


TEXT = {"type": "string"}
INSTANT = {"type": "string", "format": "date-time"}
BINARY = {"type": "string", "format": "binary"}
SENSITIVE = {"type": "string", "x-sensitive": True}
UUIDS = {"type": "array", "items": {"type": "string", "format": "uuid"}}
PATHS: dict[str, Any] = {
    "/default": {"get": reading("read_by_default", {"default": {JSON: VISIT}})},
    "/either": {"get": reading("read_either", {"200": {"text/plain": TEXT, JSON: VISIT}})},
    "/tree": {"get": reading("read_tree", {"200": {JSON: TREE}})},
    "/headers": {
        "get": operation(
            "send_headers",
            parameter("X-Id", "header", {"type": "string", "format": "uuid"}),
            parameter("X-At", "header", INSTANT),
            parameter("X-Day", "header", {"type": "string", "format": "date"}),
            parameter("X-Ids", "header", UUIDS),
            parameter("X-Either", "header", {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}),
        )
    },
    "/rooms/{rooms}": {"get": operation("send_path", parameter("rooms", "path", {"type": "array", "items": TEXT}))},
    "/cookies": {
        "get": operation("send_cookies", parameter("tray", "cookie", TEXT), parameter("bowl", "cookie", TEXT))
    },
    "/cookie-key": {"get": operation("send_cookie_key", security=[{"cookie": []}])},
    "/form": {
        "post": operation(
            "send_form",
            requestBody=body(
                "application/x-www-form-urlencoded",
                record(at=INSTANT, words={"type": "array", "items": TEXT}, place=record(city=TEXT)),
            ),
        )
    },
    "/parts": {
        "post": operation(
            "send_parts",
            requestBody=body(
                "multipart/form-data", record(scan=BINARY, raw=BINARY, about=record(city=TEXT), note=TEXT, at=INSTANT)
            ),
        )
    },
    "/extensions": {
        "post": operation(
            "send_visit",
            parameter("day-part", "query", TEXT),
            requestBody=body(JSON, {"allOf": [VISIT], **record(rooms={"type": "array", "items": record(floor=TEXT)})}),
            responses={
                "204": {"description": "Done"},
                "4XX": {
                    "description": "Refused",
                    "headers": {"X-Trial-Request-ID": {"schema": TEXT}, "X-Other": {"schema": TEXT}},
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/Rejection"}}},
                },
            },
        )
    },
    "/quoted": {
        "get": operation(
            "send_quoted", *(parameter(f"q{i}", "query", {**TEXT, "default": text}) for i, text in enumerate(QUOTED))
        )
    },
    "/names": {"get": operation("send_names", *(parameter(name, "query", TEXT) for name in NAMES))},
    "/names/" + "/".join(f"{{{name}}}" for name in NAMES): {
        "get": operation("send_names_in_the_path", *(parameter(name, "path", TEXT) for name in NAMES))
    },
    "/names-and-body": {
        "post": operation(
            "send_names_and_body",
            *(parameter(name, "query", TEXT) for name in NAMES_WITH_A_BODY),
            requestBody=body(JSON, VISIT, required=False),
        )
    },
    **{f"/{name}": {"post": operation(name)} for name in sorted(CLIENT_MEMBERS)},
}
SCHEMAS: dict[str, Any] = {
    "Visit": record(day={"type": "string", "format": "date"}),
    "Late": {"allOf": [VISIT], **record("minutes", minutes={"type": "integer"})},
    "Votes": record(
        **{"+1": {"$ref": "#/components/schemas/Late"}, "-1": TEXT, "a.b": TEXT, "a-b": TEXT, "": TEXT, "#": TEXT}
    ),
    "Quoted": record(
        "choice",
        choice={"type": "string", "enum": QUOTED},
        **{f"const{i}": {"const": text} for i, text in enumerate(QUOTED)},
        **{f"chosen{i}": {"type": "string", "enum": QUOTED, "default": text} for i, text in enumerate(QUOTED)},
        **{f"default{i}": {**TEXT, "default": text} for i, text in enumerate(QUOTED)},
    ),
    "Rejection": {
        **record(errors={"type": "array", "items": record(code=TEXT, loc={"type": "array", "items": TEXT})}),
        "x-error-code": "/errors/*/code",
        "x-error-fields": ["/errors/*/loc"],
    },
    "Leaf": record("leaf", leaf=TEXT),
    "Left": record("left", left=TREE, name=TEXT),
    "Right": record("left", left=TREE, right=TREE, name=TEXT),
    "Patient": record(
        pair={"type": "array", "prefixItems": [{"type": "integer"}, SENSITIVE], "items": {}},
        kinds={"type": "object", "patternProperties": {"^n": SENSITIVE}},
        room=TEXT,
    ),
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Trial", "version": "1"},
    "servers": [{"url": "https://clinic.example"}],
    "paths": PATHS,
    "components": {
        "securitySchemes": {"cookie": {"type": "apiKey", "in": "cookie", "name": "session"}},
        "schemas": SCHEMAS,
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the folder that contains the package of the spec."""
    folder = tmp_path_factory.mktemp("trial")
    assert generate(folder, "trial", DOCUMENT) == []
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def trial(folder: Path) -> Any:
    return importlib.import_module("caretasks.trial")


class Sent(NamedTuple):
    """A copy of a request at the time of sending: the client removes the key from it afterwards."""

    target: str
    headers: httpx.Headers
    content: bytes


class Client(Driven):
    """A sync or async client, its requests, and the response that it gets."""

    def __init__(self, package: Any, runner: asyncio.Runner | None, **options: Any) -> None:
        self.sent: list[Sent] = []
        self.response = httpx.Response(204)
        client_class = package.Trial if runner is None else package.AsyncTrial
        transport = httpx.MockTransport(self._handle)
        super().__init__(client_class(**{"api_key": "k", "http_client": transport, **options}), runner)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(Sent(request.url.raw_path.decode(), request.headers.copy(), request.content))
        return self.response


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, trial: Any) -> Iterator[Callable[..., Client]]:
    """Yield a function that creates sync or async clients of the spec."""
    with contextlib.ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner()) if request.param == "async" else None
        yield lambda **options: Client(trial, runner, **options)


@pytest.fixture
def client(connect: Callable[..., Client]) -> Client:
    return connect()


# Responses.


@pytest.mark.parametrize("status", [200, 201])
def test_default_response_decodes_a_success_if_no_other_is_documented(client: Client, trial: Any, status: int) -> None:
    client.response = httpx.Response(status, json={"day": "2026-11-23"})
    assert client.read_by_default() == trial.Visit(day=datetime.date(2026, 11, 23))
    client.response = httpx.Response(404, json={"day": "2026-11-23"})
    with pytest.raises(trial.NotFoundError):
        client.read_by_default()


def test_json_is_preferred_over_an_earlier_media_type(client: Client, trial: Any) -> None:
    client.response = httpx.Response(200, json={"day": "2026-11-23"})
    assert client.read_either() == trial.Visit(day=datetime.date(2026, 11, 23))
    assert client.sent[0].headers["Accept"] == "application/json, text/plain;q=0.9"


def test_all_of_with_sibling_properties_has_both(trial: Any) -> None:
    late = trial.Late.from_dict({"day": "2026-11-23", "minutes": 5, "more": 1})
    assert (late.day, late.minutes, late.additional_properties) == (datetime.date(2026, 11, 23), 5, {"more": 1})
    assert trial.Late(minutes=5).to_dict() == {"minutes": 5}


def test_properties_with_the_same_name_in_python_keep_their_keys(trial: Any) -> None:
    votes = trial.Votes.from_dict({"-1": "c", "a.b": "d", "a-b": "e", "": "f", "#": "g", "+1": {"minutes": 1}})
    assert (votes.field_1.minutes, votes.field_1_minus, votes.a_b, votes.a_b_2) == (1, "c", "d", "e")
    assert (votes.field_, votes.field_hash, votes.additional_properties) == ("f", "g", {})
    assert trial.Votes(field_1_minus="c", a_b_2="e").to_dict() == {"-1": "c", "a-b": "e"}


def deep(levels: int) -> dict[str, Any]:
    """Return a nested value that matches no alternative of the union at any level."""
    value: dict[str, Any] = {"leaf": 7}
    for _ in range(levels):
        value = {"left": value, "name": 7}
    return value


def test_nested_unions_decode_each_value_once_per_alternative(
    client: Client, trial: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: Counter[tuple[str, int]] = Counter()

    def counting(kind: Any) -> Any:
        original = kind.from_dict

        def from_dict(cls: Any, source: Any, *more: Any) -> Any:
            reads[kind.__name__, id(source)] += 1
            assert reads.total() < 1000, "as often as there are combinations of kinds"
            return original(source, *more)

        return classmethod(from_dict)

    for kind in (trial.Leaf, trial.Left, trial.Right):
        monkeypatch.setattr(kind, "from_dict", counting(kind))
    value = deep(60)
    client.response = httpx.Response(200, json=value)
    assert client.read_tree().to_dict() == value
    assert set(reads.values()) == {1}
    reads.clear()
    assert trial.Left.from_dict(value).to_dict() == value
    assert set(reads.values()) == {1}


def test_error_names_request_id_code_and_fields_documented_in_the_spec(client: Client, trial: Any) -> None:
    errors = [{"code": "invalid", "loc": ["rooms", "0", "floor"]}, {"code": "other", "loc": ["day-part"]}]
    headers = {"X-Trial-Request-Id": "r-1", "X-Other": "o-1"}
    client.response = httpx.Response(422, json={"errors": errors}, headers=headers)
    with pytest.raises(trial.UnprocessableEntityError) as caught:
        client.send_visit({"day": "2026-11-23"})
    assert str(caught.value) == (
        "UnprocessableEntityError: POST /extensions returned 422, request ID r-1 (invalid: rooms/*/floor, day-part); "
        "see .message and .body"
    )
    assert caught.value.request_id == "r-1"


# Strings with quotes and backslashes.


def test_enum_has_the_values_of_the_spec(trial: Any) -> None:
    assert {str(each) for each in trial.QuotedChoice} == set(QUOTED)


@pytest.mark.parametrize("number", range(len(QUOTED)))
def test_default_is_the_string_of_the_spec(client: Client, trial: Any, number: int) -> None:
    quoted = trial.Quoted(choice="x").to_dict()
    assert (quoted[f"default{number}"], quoted[f"chosen{number}"]) == (QUOTED[number], QUOTED[number])
    client.send_quoted()
    assert dict(parse_qsl(client.sent[0].target.partition("?")[2]))[f"q{number}"] == QUOTED[number]


@pytest.mark.parametrize("number", range(len(QUOTED)))
def test_const_is_the_string_of_the_spec(trial: Any, number: int) -> None:
    reading = importlib.import_module("caretasks.client.decoding")
    for text in QUOTED:
        drift = reading.Drift()
        decoded = trial.Quoted.from_dict({"choice": "it's", f"const{number}": text}, drift)
        assert getattr(decoded, f"const{number}") == text
        assert list(drift.found) == ([] if text == QUOTED[number] else [f"/const{number}"])


# Parameters.


def test_header_parameters_of_any_type_are_sent_as_text(client: Client) -> None:
    client.send_headers(
        x_id=UUID(int=1),
        x_at=datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC),
        x_day=datetime.date(2026, 11, 23),
        x_ids=[UUID(int=1), UUID(int=2)],
        x_either=True,
    )
    assert {name: value for name, value in client.sent[0].headers.items() if name.startswith("x-")} == {
        "x-id": str(UUID(int=1)),
        "x-at": "2026-11-23T09:30:00+00:00",
        "x-day": "2026-11-23",
        "x-ids": f"{UUID(int=1)},{UUID(int=2)}",
        "x-either": "true",
    }


def test_header_parameters_that_are_not_passed_are_not_sent(client: Client) -> None:
    client.send_headers(x_id=None)
    assert [name for name in client.sent[0].headers if name.startswith("x-")] == []


def test_array_in_the_path_is_sent_with_commas(client: Client) -> None:
    client.send_path(["a", "b c", "d/e"])
    assert client.sent[0].target == "/rooms/a,b%20c,d%2Fe"


def test_cookie_is_sent_unchanged(client: Client) -> None:
    client.send_cookies(tray="a=b%20c", bowl="")
    client.send_cookies()
    assert [one.headers.get("Cookie") for one in client.sent] == ["tray=a=b%20c; bowl=", None]


NO_COOKIES = ["s3cret; admin=1", "s3cret,x", "s3cret x", " s3cret", "s3cret ", 's3cret"', "s3cret\\", "s3cret\u00e9"]


def text_of_error(error: BaseException) -> str:
    return f"{error!r} {''.join(traceback.format_exception(error))}"


@pytest.mark.parametrize("value", [*NO_COOKIES, "s3cret\r\nX-Forged: 1", "s3cret\0"])
def test_invalid_cookie_is_rejected_without_showing_it(client: Client, value: str) -> None:
    with pytest.raises(ValueError, match=r"^tray has a character that a cookie cannot carry") as caught:
        client.send_cookies(tray=value)
    assert "s3cret" not in text_of_error(caught.value)
    assert client.sent == []


@pytest.mark.parametrize("value", NO_COOKIES[:3])
def test_key_invalid_in_a_cookie_is_rejected_without_showing_it(connect: Callable[..., Client], value: str) -> None:
    client = connect(api_key=value)
    with pytest.raises(ValueError, match=r"^session has a character that a cookie cannot carry") as caught:
        client.send_cookie_key()
    assert "s3cret" not in text_of_error(caught.value)
    assert client.sent == []


def test_key_is_sent_as_a_cookie(client: Client) -> None:
    client.send_cookie_key()
    assert client.sent[0].headers["Cookie"] == "session=k"


def arguments_of(client: Client, method: str) -> list[str]:
    """Return the names of a method's arguments, except those that every method has."""
    return [name for name in inspect.signature(getattr(client.client, method)).parameters if name not in OF_EVERY_CALL]


OF_EVERY_CALL = ("body", "body_keywords", "headers", "timeout")


def test_query_parameters_can_have_names_used_in_the_code(client: Client) -> None:
    arguments = arguments_of(client, "send_names")
    client.send_names(**dict(zip(arguments, NAMES, strict=True)), timeout=5, headers={"X-Team": "a"})
    client.send_names()
    queries = [dict(parse_qsl(one.target.partition("?")[2])) for one in client.sent]
    assert queries == [{name: name for name in NAMES}, {}]
    assert client.sent[0].headers["X-Team"] == "a"


def test_path_parameters_can_have_names_used_in_the_code(client: Client) -> None:
    client.send_names_in_the_path(*(f"of-{name}" for name in NAMES), timeout=5, headers={"X-Team": "a"})
    assert client.sent[0].target == "/names/" + "/".join(f"of-{name}" for name in NAMES)


def test_parameters_with_a_body_can_have_names_used_in_the_code(client: Client) -> None:
    arguments = arguments_of(client, "send_names_and_body")
    client.send_names_and_body({"day": "2026-11-23"}, **dict(zip(arguments, NAMES_WITH_A_BODY, strict=True)))
    client.send_names_and_body()
    assert dict(parse_qsl(client.sent[0].target.partition("?")[2])) == {name: name for name in NAMES_WITH_A_BODY}
    assert [one.content for one in client.sent] == [b'{"day":"2026-11-23"}', b""]


def test_operations_can_have_names_of_client_methods(client: Client) -> None:
    names = sorted(CLIENT_MEMBERS)
    for name in names:
        assert getattr(client, f"{name}_")() is None
    assert [one.target for one in client.sent] == [f"/{name}" for name in names]
    client.close()
    assert len(client.sent) == len(names)


# Bodies other than JSON.


def test_mapping_is_sent_as_a_form(client: Client) -> None:
    at = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC)
    fields: dict[str, Any] = {"at": at, "words": ["a", "b c"], "place": {"city": "X"}, "urgent": True, "note": None}
    client.send_form({**fields, "id": UUID(int=1)})
    sent = client.sent[0]
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(sent.content.decode(), keep_blank_values=True) == [
        ("at", "2026-11-23T09:30:00+00:00"),
        ("words", "a"),
        ("words", "b c"),
        ("place", '{"city":"X"}'),
        ("urgent", "true"),
        ("id", str(UUID(int=1))),
    ]


def parts(sent: Sent) -> list[tuple[str, str | None, str, bytes]]:
    """Return the name, the file name, the media type and the content of each part."""
    whole = BytesParser().parsebytes(
        b"Content-Type: " + sent.headers["Content-Type"].encode() + b"\r\n\r\n" + sent.content
    )
    found = []
    for part in whole.get_payload():
        assert isinstance(part, Message)
        name = part.get_param("name", header="Content-Disposition")
        found.append((str(name), part.get_filename(), part.get_content_type(), bytes(part.get_payload(decode=True))))
    return found


def test_mapping_is_sent_as_a_multipart_form(client: Client, trial: Any) -> None:
    client.send_parts(
        {
            "scan": trial.File(io.BytesIO(b"\x89PNG"), "scan.png", "image/png"),
            "raw": b"\0\xff",
            "about": {"city": "X"},
            "note": None,
            "at": datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC),
            "more": [b"1", "two"],
        }
    )
    assert parts(client.sent[0]) == [
        ("scan", "scan.png", "image/png", b"\x89PNG"),
        ("raw", "raw", "application/octet-stream", b"\0\xff"),
        ("about", None, JSON, b'{"city":"X"}'),
        ("at", None, "text/plain", b"2026-11-23T09:30:00+00:00"),
        ("more", "more", "application/octet-stream", b"1"),
        ("more", None, "text/plain", b"two"),
    ]


# The whole package.


def test_repr_does_not_show_nested_sensitive_values(trial: Any) -> None:
    patient = trial.Patient.from_dict({"pair": [1, "Robin"], "kinds": {"name": "Robin"}, "room": "A7"})
    assert "Robin" not in repr(patient)
    assert all(text in repr(patient) for text in ("pair=...", "kinds=...", "room='A7'"))
    as_sent = trial.Patient(pair="Robin", kinds="Robin")
    assert "Robin" not in repr(as_sent)


def test_import_of_the_client_loads_no_operation_and_no_model(folder: Path) -> None:
    code = (
        "import sys; from caretasks import trial; trial.Trial; trial.models; "
        "print([name for name in sys.modules if name.startswith(('caretasks.trial.api.', 'caretasks.trial.models.'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True, env=with_path(folder)
    )
    assert done.stdout == "[]\n"


def with_path(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_unknown_name_of_a_package_is_an_attribute_error(trial: Any) -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nowhere'"):
        _ = trial.Nowhere
    assert {"Trial", "AsyncTrial", "Visit", "models"} <= set(dir(trial))


def test_spec_without_schemas_is_generated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = {key: value for key, value in DOCUMENT.items() if key != "components"}
    assert generate(tmp_path, "trialbare", {**bare, "paths": {"/close": PATHS["/close"]}}) == []
    monkeypatch.syspath_prepend(tmp_path)
    client = importlib.import_module("caretasks.trialbare").Trialbare
    transport = httpx.MockTransport(lambda request: httpx.Response(204))
    assert client(http_client=transport).close_() is None


# Rejected specs.

GET = "/paths/~1visits~1{id}/get"
ID = parameter("id", "path", TEXT)
KEYS = {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in ("first", "second")}


class Refused(NamedTuple):
    """A change of an operation, a path or the spec, with the pointer and message of its rejection."""

    pointer: str
    message: str
    operation: Mapping[str, Any] = MappingProxyType({})
    path: Mapping[str, Any] = MappingProxyType({})
    document: Mapping[str, Any] = MappingProxyType({})


def refused_parameter(message: str, name: str, location: str, **more: Any) -> Refused:
    """Return a rejected parameter, in addition to those of the path."""
    given = {"name": name, "in": location, "required": location == "path", **more}
    where = 0 if name == "id" else 1
    return Refused(f"{GET}/parameters/{where}", message, {"parameters": [given] if name == "id" else [ID, given]})


NO_ROOM = "has the name of another argument"
ARRAY = {"type": "array", "items": TEXT}
OBJECT = record(a=TEXT)
REFUSED: dict[str, Refused] = {
    "an account that is the timeout": refused_parameter(
        f"argument timeout {NO_ROOM}", "X-Timeout", "header", schema=TEXT, **{"x-account": True}
    ),
    "an account that is the key": refused_parameter(
        f"argument api_key {NO_ROOM}", "X-Api-Key", "header", schema=TEXT, **{"x-account": True}
    ),
    "an account that is a parameter": refused_parameter(
        f"argument id {NO_ROOM}", "X-Id", "header", schema=TEXT, **{"x-account": True}
    ),
    **{
        f"a client called {name}": Refused(
            "/info", f"cannot be called {name}; set another name in x-client-class", document={"info": info}
        )
        for name in ("Mira Mace", "2Clinic", "Clinic-1", "class", "None", "NotFoundError", "UNSET", "Response")
        for info in [{"title": "Trial", "version": "1", "x-client-class": name}]
    },
}


def refused(what: Refused) -> dict[str, Any]:
    """Return the spec with a rejected part."""
    path = {"get": {**operation("read_visit", ID), **what.operation}, **what.path}
    components = {"securitySchemes": KEYS}
    return copy.deepcopy({**DOCUMENT, "paths": {"/visits/{id}": path}, "components": components, **what.document})


@pytest.mark.parametrize("what", REFUSED.values(), ids=REFUSED)
def test_unsupported_spec_is_rejected_with_its_pointer(tmp_path: Path, what: Refused) -> None:
    document = refused(what)
    problems = generate(tmp_path, "trialrefused", document)
    (problem,) = (each for each in problems if what.message in each.message)
    assert problem.pointer in (what.pointer, GET)  # without a required parameter, the operation cannot be called
    assert resolve_pointer(document, problem.pointer)
    assert problem.line is not None


def test_supported_variant_of_the_same_spec_is_accepted(tmp_path: Path) -> None:
    assert generate(tmp_path, "trialaccepted", refused(Refused("", ""))) == []
