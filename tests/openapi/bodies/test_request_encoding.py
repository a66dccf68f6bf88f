"""Request bodies as a client sends them, read again as a server does."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.bodies.decoding import decode_body
from caretasks.openapi.bodies.kinds import is_file
from caretasks.openapi.bodies.request_encoding import encode_request, is_valid_value, malformed_body, varied_media
from caretasks.openapi.document import Api, Media
from caretasks.openapi.operation.invalid_requests import iter_invalid_bodies

FORM = {
    "type": "object",
    "required": ["name", "kind"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "count": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}},
        "place": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
VALUE = {"name": "Rex & co", "kind": "a", "count": 3, "tags": ["x", "y"], "place": {"city": "Å"}}
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def make_media(media_type: str, schema: Any, **data: Any) -> Media:
    body = {"content": {media_type: {"schema": schema, **data}}}
    operation = {"operationId": "send", "requestBody": body, "responses": {"200": {"description": ""}}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/items": {"post": operation}}}, None, "some")
    return api.operations[0].body_media[0]


@pytest.mark.parametrize("schema", [FORM, {name: value for name, value in FORM.items() if name != "type"}])
@pytest.mark.parametrize("media_type", [*FORM_TYPES, "application/xml"])
def test_body_is_read_as_the_value_that_was_sent(media_type: str, schema: Any) -> None:
    media = make_media(media_type, schema)
    assert not is_file(media)
    body = encode_request(media, VALUE)
    decoded = decode_body(media, body.content, body.content_type)
    assert (decoded.value, list(decoded.violations)) == (VALUE, [])


@pytest.mark.parametrize("media_type", FORM_TYPES)
def test_styles_of_a_form_are_read_as_they_are_sent(media_type: str) -> None:
    encoding = {"tags": {"style": "pipeDelimited", "explode": False}, "place": {"style": "deepObject"}}
    media = make_media(media_type, FORM, encoding=encoding)
    body = encode_request(media, VALUE)
    assert decode_body(media, body.content, body.content_type).value == VALUE


def test_file_is_a_part_with_a_name() -> None:
    schema = {"type": "object", "properties": {"scan": {"type": "string", "format": "binary"}}}
    content = encode_request(make_media("multipart/form-data", schema), {"scan": "bytes"}).content
    assert b'name="scan"; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\nbytes\r\n' in content


@pytest.mark.parametrize("media_type", FORM_TYPES)
def test_invalid_form_has_one_violation_that_a_server_sees(media_type: str) -> None:
    media = make_media(media_type, FORM)
    found = {(invalid.location.display_path, invalid.name): body for invalid, body in iter_invalid_bodies(media)}
    assert not any(is_valid_value(media, body) for body in found.values())
    expected = {("/", "required name"), ("/name", "minLength"), ("/count", "minimum"), ("/count", "type")}
    assert expected <= found.keys()
    assert ("/name", "type") not in found  # every text is a string


def test_only_bodies_with_values_are_varied() -> None:
    file = make_media("application/octet-stream", {"type": "string", "format": "binary"})
    text = make_media("text/plain", {"type": "string", "maxLength": 3})
    operations = [media.api.operations[0] for media in (file, text)]
    assert [varied_media(operation) for operation in operations] == [(), (text,)]


def test_malformed_body_is_not_in_the_format_of_its_media_type() -> None:
    assert malformed_body(make_media("application/xml", FORM), VALUE) is not None
    assert malformed_body(make_media("text/plain", {"type": "string"}), "text") is None
