"""Keyword arguments for the properties of a body, in the client of a spec whose names collide."""

from __future__ import annotations

import datetime
import importlib
import inspect
import io
import json
import sys
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest

from caretasks.client.types import PydanticModel, Unset
from caretasks.codegen.operations.parameters import python_name
from tests.codegen.packages import generate
from tests.codegen.test_client import JSON, TEXT, body, operation, parameter, record

KIND = {"type": "string", "enum": ["tree", "rose bush", 'a "quoted" one']}
ID = {"type": "string", "format": "uuid"}
DAY = {"type": "string", "format": "date"}
IMPORTED = ("AsyncBaseClient", "BaseClient", "BodyKeywords", "NotRequired", "PydanticModel", "Sequence", "Timeout")
POT = {"$ref": "#/components/schemas/Pot"}
SEED = {"$ref": "#/components/schemas/Seed"}


def array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


COLLIDING = ("timeout", "headers", "body", "self", "plant", "dry", "garden", "body_keywords", "client")
PROPERTIES: dict[str, Any] = {
    **dict.fromkeys(COLLIDING, TEXT),
    "timeout_body": TEXT,
    "type": TEXT,
    "id": {**ID, "readOnly": True},
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Garden", "version": "1"},
    "servers": [{"url": "https://garden.example"}],
    "paths": {
        "/plants/{plant}": {
            "put": operation(
                "collide",
                parameter("plant", "path", TEXT),
                parameter("dry", "query", TEXT),
                parameter("X-Garden", "header", TEXT, **{"x-account": True}),
                requestBody=body(JSON, record("id", "timeout", **PROPERTIES)),
            )
        },
        "/optional": {"post": operation("optional_body", requestBody=body(JSON, record(name=TEXT), required=False))},
        "/empty": {"post": operation("all_optional", requestBody=body(JSON, record(name=TEXT)))},
        "/part": {
            "post": operation("merged", requestBody=body(JSON, {"allOf": [POT, record("extra", extra=TEXT)]})),
        },
        "/form": {
            "post": operation(
                "send_form", requestBody=body("application/x-www-form-urlencoded", record(kinds=array(KIND)))
            ),
        },
        "/any-of-two": {
            "post": operation(
                "send_either",
                requestBody={
                    "required": True,
                    "content": {
                        "multipart/form-data": {"schema": record(scan={"type": "string", "format": "binary"})},
                        JSON: {"schema": record(name=TEXT)},
                    },
                },
            )
        },
        "/form-or-files": {
            "post": operation(
                "send_form_or_files",
                requestBody={
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {"schema": POT},
                        "multipart/form-data": {"schema": SEED},
                    },
                },
            )
        },
        "/one-of-two": {"post": operation("send_one_of", requestBody=body(JSON, {"oneOf": [POT, SEED]}))},
        "/file": {
            "post": operation(
                "send_file", requestBody=body("application/octet-stream", {"type": "string", "format": "binary"})
            )
        },
        **{
            f"/{name}": {
                "post": operation(
                    f"send_{name}",
                    requestBody=body(JSON, {"$ref": f"#/components/schemas/{name}"}),
                    responses={
                        "200": {
                            "description": "Done",
                            "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}}},
                        }
                    },
                )
            }
            for name in IMPORTED
        },
        "/list": {"post": operation("send_list", requestBody=body(JSON, array(POT)))},
        "/types": {
            "post": operation(
                "types",
                requestBody=body(
                    JSON,
                    record(
                        "kind",
                        kind=KIND,
                        size={"type": "integer", "enum": [1, 2]},
                        id=ID,
                        day=DAY,
                        at={"type": "string", "format": "date-time"},
                        maybe={"anyOf": [KIND, {"type": "null"}]},
                        names=array(TEXT),
                        ids=array(ID),
                        pot=POT,
                        pots=array(POT),
                        rows=array(array(POT)),
                    ),
                ),
            )
        },
    },
    "components": {
        "schemas": {
            "Pot": record("size", size={"type": "integer"}, kind=KIND, ids=array(ID), day=DAY),
            "Seed": record("name", name=TEXT),
            **{name: record(items=array(POT), name=TEXT) for name in IMPORTED},
        }
    },
}


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The client package of the document."""
    folder: Path = tmp_path_factory.mktemp("garden")
    assert generate(folder, "keywordgarden", DOCUMENT) == []
    sys.path.insert(0, str(folder))
    yield importlib.import_module("caretasks.keywordgarden")
    sys.path.remove(str(folder))


class Recorder:
    """A client that records its requests."""

    def __init__(self, garden: Any) -> None:
        self.requests: list[httpx.Request] = []
        self.client = garden.Keywordgarden(http_client=httpx.MockTransport(self._respond))

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(204)

    @property
    def body(self) -> Any:
        return json.loads(self.requests[-1].content)


@pytest.fixture
def recorder(garden: Any) -> Recorder:
    return Recorder(garden)


def keywords(name: str) -> Any:
    """Return the `TypedDict` of an operation's keyword arguments."""
    return importlib.import_module(f"caretasks.keywordgarden.api.default.{name}").BodyKeywords


@pytest.mark.usefixtures("garden")
def test_property_with_the_name_of_an_argument_has_a_suffix() -> None:
    assert sorted(keywords("collide").__annotations__) == [
        "body_body",
        "body_keywords",
        "client",
        "dry_body",
        "garden_body",
        "headers_body",
        "plant_body",
        "self_",
        "timeout_body",
        "timeout_body_body",
        "type_",
    ]


def test_arguments_and_properties_of_the_same_name_are_sent_apart(recorder: Recorder) -> None:
    recorder.client.collide(
        "oak",
        dry="query",
        garden="header",
        timeout=5,
        headers={"X-Team": "a"},
        body_body="1",
        body_keywords="2",
        client="3",
        dry_body="4",
        headers_body="5",
        plant_body="6",
        self_="7",
        timeout_body_body="8",
        timeout_body="9",
        type_="10",
        garden_body="11",
    )
    (request,) = recorder.requests
    assert (request.url.path, dict(request.url.params)) == ("/plants/oak", {"dry": "query"})
    assert (request.headers["X-Garden"], request.headers["X-Team"]) == ("header", "a")
    assert recorder.body == {
        "body": "1",
        "body_keywords": "2",
        "client": "3",
        "dry": "4",
        "headers": "5",
        "plant": "6",
        "self": "7",
        "timeout": "8",
        "timeout_body": "9",
        "type": "10",
        "garden": "11",
    }


def test_properties_with_names_of_arguments_are_sent_in_a_mapping(recorder: Recorder) -> None:
    whole = dict.fromkeys([*COLLIDING, "timeout_body", "type"], "x")
    recorder.client.collide("oak", whole, garden="header")
    assert recorder.body == whole


@pytest.mark.usefixtures("garden")
def test_read_only_property_is_not_a_keyword_argument() -> None:
    assert keywords("collide").__required_keys__ == {"timeout_body_body"}


def test_optional_body_is_not_sent_without_keyword_arguments(recorder: Recorder) -> None:
    recorder.client.optional_body()
    recorder.client.optional_body(name="a")
    assert [request.content for request in recorder.requests] == [b"", b'{"name":"a"}']


def test_required_body_without_properties_is_sent_as_an_empty_object(recorder: Recorder) -> None:
    recorder.client.all_optional()
    assert recorder.body == {}


def test_properties_of_all_parts_of_a_schema_are_keyword_arguments(recorder: Recorder) -> None:
    recorder.client.merged(size=1, extra="a", kind="tree")
    assert recorder.body == {"size": 1, "extra": "a", "kind": "tree"}
    assert keywords("merged").__required_keys__ == {"size", "extra"}


def test_keyword_arguments_are_sent_as_a_form(recorder: Recorder) -> None:
    recorder.client.send_form(kinds=["tree", "moss"])
    assert parse_qsl(recorder.requests[0].content.decode()) == [("kinds", "tree"), ("kinds", "moss")]


def test_keyword_arguments_are_sent_as_json_if_there_are_several_media_types(recorder: Recorder) -> None:
    recorder.client.send_either(name="a")
    assert recorder.requests[0].headers["Content-Type"] == JSON
    assert recorder.body == {"name": "a"}


def test_pydantic_model_is_sent_as_json_if_there_are_several_media_types(recorder: Recorder) -> None:
    pydantic = importlib.import_module("pydantic")
    recorder.client.send_either(pydantic.create_model("Named", name=str)(name="a"))
    assert recorder.body == {"name": "a"}


def test_body_is_sent_in_the_media_type_of_its_model(recorder: Recorder, garden: Any) -> None:
    schemas = importlib.import_module("caretasks.keywordgarden.schemas")
    for seed in (garden.Seed(name="a"), schemas.Seed(name="a")):
        recorder.client.send_form_or_files(seed)
        assert recorder.requests[-1].headers["Content-Type"].startswith("multipart/form-data")
        assert recorder.requests[-1].content.count(b'name="name"') == 1
    for pot in (garden.Pot(size=1), schemas.Pot(size=1), {"size": 1}):
        recorder.client.send_form_or_files(pot)
        assert recorder.requests[-1].content == b"size=1"
    recorder.client.send_form_or_files(size=1)
    assert recorder.requests[-1].content == b"size=1"


@pytest.mark.parametrize("value", ["text", 1, None, [{"size": 1}]])
def test_body_of_no_documented_type_is_rejected_before_anything_is_sent(recorder: Recorder, value: Any) -> None:
    with pytest.raises(TypeError, match=r"^body must be Pot or Seed, got a value of type "):
        recorder.client.send_form_or_files(value)
    with pytest.raises(TypeError, match=r"^body must be a File, an open file or bytes, got a value of type "):
        recorder.client.send_file(value)
    assert recorder.requests == []


def test_file_is_sent_as_a_file_or_bytes(recorder: Recorder, garden: Any) -> None:
    for content in (garden.File(io.BytesIO(b"abc")), io.BytesIO(b"abc"), b"abc", bytearray(b"abc")):
        recorder.client.send_file(content)
        assert recorder.requests[-1].content == b"abc"


def test_bodies_of_several_models_accept_mappings_and_pydantic_models(garden: Any) -> None:
    def body_type(method: str) -> Any:
        models = {name: getattr(garden.models, name) for name in garden.models.__all__}
        return typing.get_type_hints(getattr(garden.Keywordgarden, method), localns=models)["body"]

    objects: Any = Mapping[str, Any] | PydanticModel
    sequence: Any = Sequence
    assert body_type("send_one_of") == garden.Pot | garden.Seed | objects
    assert body_type("send_list") == sequence[garden.Pot | objects]


@pytest.mark.parametrize("name", IMPORTED)
def test_schema_can_have_the_name_of_an_imported_type(garden: Any, name: str) -> None:
    method = inspect.signature(getattr(garden.Keywordgarden, f"send_{python_name(name)}"))
    assert method.return_annotation is getattr(garden, f"{name}Model")
    assert inspect.isclass(method.return_annotation)


def test_body_that_is_an_array_has_no_keyword_arguments(recorder: Recorder) -> None:
    assert list(inspect.signature(recorder.client.send_list).parameters) == ["body", "timeout", "headers"]


def test_keyword_arguments_accept_the_strings_of_their_json(garden: Any) -> None:
    literal: Any = typing.Literal
    sequence: Any = Sequence
    kinds = literal["tree", "rose bush", 'a "quoted" one'] | str
    pot: Any = garden.Pot | Mapping[str, Any] | PydanticModel
    assert typing.get_type_hints(keywords("types")) == {
        "kind": garden.TypesBodyKind | kinds,
        "size": garden.TypesBodySize | literal[1, 2] | int | Unset,
        "id": UUID | str | Unset,
        "day": datetime.date | str | Unset,
        "at": datetime.datetime | str | Unset,
        "maybe": garden.TypesBodyMaybe | kinds | None | Unset,
        "names": list[str] | Unset,
        "ids": list[UUID] | list[str] | list[UUID | str] | Unset,
        "pot": pot | Unset,
        "pots": sequence[pot] | Unset,
        "rows": sequence[sequence[pot]] | Unset,
    }


def test_model_parses_the_strings_that_its_constructor_accepts(garden: Any) -> None:
    pot = garden.Pot(size=1, kind="tree", ids=[str(UUID(int=1)), UUID(int=2)], day="2026-11-23")
    assert (pot.kind, pot.ids, pot.day) == (
        garden.PotKind.TREE,
        [UUID(int=1), UUID(int=2)],
        datetime.date(2026, 11, 23),
    )
