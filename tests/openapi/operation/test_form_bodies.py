"""Forms, read as the objects that their schemas describe."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from caretasks.core.http import Request
from caretasks.openapi.bodies.decoding import decode_body
from caretasks.openapi.bodies.request_encoding import encode_request
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.form_bodies import MULTIPART, URLENCODED, decode_form, read_fields
from caretasks.openapi.operation.requests import iter_request_violations

SCHEMA = {
    "type": "object",
    "required": ["pin"],
    "additionalProperties": False,
    "properties": {
        "pin": {"type": "integer", "minimum": 1000},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
        "file": {"type": "string", "format": "binary"},
    },
}
NOTHING: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}


def make_operation(content_type: str, schema: Any = SCHEMA, **media: Any) -> Operation:
    """Return a POST with a required form."""
    body = {"required": True, "content": {content_type: {"schema": schema, **media}}}
    operation = {"requestBody": body, "responses": {"204": {"description": ""}}}
    return Api("some", {"openapi": "3.1.0", "paths": {"/": {"post": operation}}}, None, "some").operations[0]


def decode(operation: Operation, content: str, content_type: str = URLENCODED) -> Any:
    """Return the object of a form."""
    return decode_form(operation.body_media[0], content.encode(), content_type)


def test_reads_a_urlencoded_form_by_its_schema() -> None:
    value = decode(make_operation(URLENCODED), "pin=1234&tags=a%2Cb&tags=c+d")
    assert value == {"pin": 1234, "tags": ["a,b", "c d"]}


def test_reads_a_list_that_is_one_string() -> None:
    operation = make_operation(URLENCODED, encoding={"tags": {"style": "form", "explode": False}})
    assert decode(operation, "tags=a%2Cb,c") == {"tags": ["a,b", "c"]}


def test_reads_a_multipart_form_and_its_file() -> None:
    files: Any = {"file": ("scan.png", b"\x89\r\n--x\x00\xff"), "pin": (None, "1234")}
    prepared = requests.Request("POST", "http://mock", files=files).prepare()
    content_type = str(prepared.headers["Content-Type"])
    (media,) = make_operation(MULTIPART).body_media
    assert isinstance(prepared.body, bytes)
    assert decode_form(media, prepared.body, content_type) == {"file": "\x89\r\n--x\x00\xff", "pin": 1234}


NESTED = {
    "properties": {
        "meta": {"type": "object", "properties": {"count": {"type": "integer"}}},
        "legs": {"type": "array", "items": {"type": "object", "properties": {"stops": {"type": "integer"}}}},
        "tags": {"type": "array", "items": {"type": "integer"}},
    }
}


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("meta=%7B%22count%22%3A2%7D", {"meta": {"count": 2}}),
        ("meta[count]=2", {"meta": {"count": 2}}),
        ("meta=word", {"meta": "word"}),
        ("legs=[%7B%22stops%22%3A1%7D]", {"legs": [{"stops": 1}]}),
        ("legs=%7B%22stops%22%3A1%7D&legs=%7B%22stops%22%3A2%7D", {"legs": [{"stops": 1}, {"stops": 2}]}),
        ("legs[0][stops]=1&legs[1][stops]=2", {"legs": [{"stops": 1}, {"stops": 2}]}),
        ("tags[]=1&tags[]=2", {"tags": [1, 2]}),
    ],
)
def test_reads_objects_as_json_or_as_several_fields(content: str, value: Any) -> None:
    assert decode(make_operation(URLENCODED, NESTED), content) == value


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ({"style": "form", "explode": True}, "count=2&unit=kg"),
        ({"style": "form", "explode": False}, "meta=count,2,unit,kg"),
        ({"style": "deepObject", "explode": True}, "meta[count]=2&meta[unit]=kg"),
    ],
)
def test_reads_an_object_in_the_style_of_a_parameter(encoding: dict[str, Any], content: str) -> None:
    meta = {"type": "object", "properties": {"count": {"type": "integer"}, "unit": {"type": "string"}}}
    operation = make_operation(URLENCODED, {"properties": {"meta": meta}}, encoding={"meta": encoding})
    assert decode(operation, content) == {"meta": {"count": 2, "unit": "kg"}}
    assert operation.body_media[0].schema is not None
    sent = encode_request(operation.body_media[0], {"meta": {"count": 2, "unit": "kg"}})
    assert decode(operation, sent.content.decode()) == {"meta": {"count": 2, "unit": "kg"}}


@pytest.mark.parametrize(
    ("sent", "is_accepted"),
    [("image/png", True), ("image/gif", True), ("application/octet-stream", True), ("text/html", False)],
)
def test_a_part_has_a_documented_content_type(sent: str, is_accepted: bool) -> None:
    schema = {"properties": {"file": {"type": "string", "format": "binary"}}}
    operation = make_operation(MULTIPART, schema, encoding={"file": {"contentType": "application/pdf, image/*"}})
    files: Any = {"file": ("a", b"x", sent)}
    prepared = requests.Request("POST", "http://mock", files=files).prepare()
    assert isinstance(prepared.body, bytes)
    content_type = str(prepared.headers["Content-Type"])
    violations = decode_body(operation.body_media[0], prepared.body, content_type).violations
    assert [each.pointer for each in violations] == ([] if is_accepted else ["/file"])


def test_reads_a_field_that_is_documented_as_json() -> None:
    schema = {"properties": {"tags": {"type": "array", "items": {"type": "integer"}}}}
    operation = make_operation(URLENCODED, schema, encoding={"tags": {"contentType": "application/json"}})
    assert decode(operation, "tags=[1,2]") == {"tags": [1, 2]}


def test_does_not_read_a_form_without_a_schema() -> None:
    body: dict[str, Any] = {"content": {URLENCODED: {}}}
    (operation,) = Api("some", {"paths": {"/": {"post": {"requestBody": body}}}}, None, "some").operations
    assert decode(operation, "a=1") is None


@pytest.mark.parametrize("content", [b"", b"not a form", b"--x\r\n"])
@pytest.mark.parametrize("content_type", [URLENCODED, MULTIPART, f"{MULTIPART}; boundary=x", "multipart/form-data; b"])
def test_reads_what_is_malformed_without_an_error(content: bytes, content_type: str) -> None:
    read_fields(content, content_type)


@pytest.mark.parametrize(
    ("content", "violations"),
    [
        (b"pin=1234", []),
        (b"pin=word", [(("pin",), "type")]),
        (b"pin=1", [(("pin",), "minimum")]),
        (b"tags=a", [((), "required")]),
        (b"pin=1234&tags=a&tags=b&tags=c", [(("tags",), "maxItems")]),
        (b"pin=1234&other=1", [((), "additionalProperties")]),
        (b"pin=%ff", [(("pin",), "type")]),
        (b"pin=1234&%ff=1", [((), "additionalProperties")]),
    ],
)
def test_finds_the_violations_of_a_form(content: bytes, violations: list[Any]) -> None:
    request = Request("POST", "http://mock/", (("Content-Type", URLENCODED),), content)
    found = iter_request_violations(make_operation(URLENCODED), NOTHING, request)
    assert [(each.path, each.keyword) for each in found] == violations


def test_a_form_without_fields_is_an_empty_object() -> None:
    operation = make_operation(URLENCODED, {"type": "object"})
    request = Request("POST", "http://mock/", (("Content-Type", URLENCODED),))
    assert not list(iter_request_violations(operation, NOTHING, request))
