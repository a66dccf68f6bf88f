"""Values as bodies of other media types than JSON, and bodies that are generated."""

from __future__ import annotations

import base64
import gzip
import io
import json
import wave
import zipfile
from typing import Any

import pytest

from caretasks.openapi.bodies.encoding import encode_body
from caretasks.openapi.bodies.kinds import concrete_media_type
from caretasks.openapi.bodies.samples import body_value
from tests.openapi.bodies.bodies import make_media

FILE = {"type": "string", "format": "binary"}
BASE64 = {"type": "string", "contentEncoding": "base64"}


@pytest.mark.parametrize(
    ("media_type", "value", "content"),
    [
        ("application/hal+json", {"a": 1}, b'{"a":1}'),
        ("application/json", "word", b'"word"'),
        ("text/plain", "word", b"word"),
        ("text/plain", {"a": 1}, b'{"a":1}'),
        ("application/x-ndjson", {"a": 1}, b'{"a":1}\n'),
        ("application/jsonl", [{"a": 1}, {"a": 2}], b'{"a":1}\n{"a":2}\n'),
        ("application/jsonl", '{"a":1}\n{"a":2}\n', b'{"a":1}\n{"a":2}\n'),
        ("application/jsonl", "a word", b'"a word"\n'),
        ("application/json-seq", [1, 2], b"\x1e1\n\x1e2\n"),
        ("text/event-stream", {"a": 1}, b'data: {"a": 1}\n\n'),
        ("text/event-stream", ["a", "b"], b"data: a\n\ndata: b\n\n"),
        ("text/event-stream", "two\nlines", b"data: two\ndata: lines\n\n"),
        ("text/event-stream", "event: end\ndata: a\n\n", b"event: end\ndata: a\n\n"),
        ("application/x-www-form-urlencoded", {"a": "b c", "d": [1, 2]}, b"a=b%20c&d=1&d=2"),
        ("text/csv", [{"a": 1, "b": "x,y"}, {"b": None}], b'a,b\r\n1,"x,y"\r\n,\r\n'),
        ("text/csv", [["a", "b"], [1, 2]], b"a,b\r\n1,2\r\n"),
        ("application/yaml", {"a": 1}, b'{"a":1}'),
        ("image/png", b"\x89", b"\x89"),
    ],
)
def test_writes_a_value_in_the_format_of_its_media_type(media_type: str, value: Any, content: bytes) -> None:
    assert encode_body(make_media(media_type), value) == content


@pytest.mark.parametrize("schema", [BASE64, {"type": "string", "format": "byte"}])
@pytest.mark.parametrize("text", [base64.b64encode(b"\x89\xff\xfe").decode(), "if_-"])
def test_decodes_base64_of_a_file(schema: Any, text: str) -> None:
    assert encode_body(make_media("image/png", schema), text) == b"\x89\xff\xfe"


def test_sends_base64_as_it_is_if_the_body_is_text() -> None:
    assert encode_body(make_media("text/plain", BASE64), "iQ==") == b"iQ=="
    assert encode_body(make_media("application/json", BASE64), "iQ==") == b'"iQ=="'


@pytest.mark.parametrize(
    ("media_type", "start"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/*", b"\x89PNG\r\n\x1a\n"),
        ("image/gif", b"GIF89a"),
        ("image/jpeg", b"\xff\xd8\xff"),
        ("application/pdf", b"%PDF-1."),
        ("audio/mpeg", b"\xff\xfb"),
        ("application/octet-stream", b"a file"),
        ("video/x-unknown", b"a file"),
    ],
)
@pytest.mark.parametrize("schema", [None, FILE, {"type": "string"}, BASE64, {}])
def test_a_file_without_an_example_is_one_of_its_type(media_type: str, start: bytes, schema: Any) -> None:
    media = make_media(media_type, schema)
    assert encode_body(media, body_value(media)).startswith(start)


def test_archives_and_sounds_without_an_example_can_be_opened() -> None:
    contents = {
        name: body_value(make_media(name, FILE)) for name in ("application/zip", "application/gzip", "audio/wav")
    }
    assert zipfile.ZipFile(io.BytesIO(contents["application/zip"])).namelist() == []
    assert gzip.decompress(contents["application/gzip"]) == b""
    with wave.open(io.BytesIO(contents["audio/wav"])) as sound:
        assert sound.getframerate() == 8000


def test_an_example_comes_before_a_generated_body() -> None:
    assert body_value(make_media("image/png", FILE, example="picture")) == "picture"


@pytest.mark.parametrize(
    ("media_type", "schema", "value"),
    [
        ("application/json", None, {}),
        ("text/plain", None, "text"),
        ("text/plain", {"type": "string", "enum": ["UP"]}, "UP"),
        ("application/pdf", {"type": "string", "const": "x"}, "x"),
        ("application/x-ndjson", {"type": "object", "properties": {"n": {"const": 1}}}, {"n": 1}),
    ],
)
def test_generates_a_body_by_its_schema(media_type: str, schema: Any, value: Any) -> None:
    assert body_value(make_media(media_type, schema)) == value


@pytest.mark.parametrize(
    ("media_type", "schema", "content_type"),
    [
        ("application/json", None, "application/json"),
        ("text/csv; charset=utf-8", None, "text/csv; charset=utf-8"),
        ("*/*", None, "application/json"),
        ("*/*", FILE, "application/octet-stream"),
        ("application/*", {"type": "object"}, "application/json"),
        ("application/*", FILE, "application/octet-stream"),
        ("text/*", None, "text/plain"),
        ("audio/*", None, "audio/mpeg"),
        ("font/*", None, "application/octet-stream"),
    ],
)
def test_content_type_is_in_the_documented_range(media_type: str, schema: Any, content_type: str) -> None:
    assert concrete_media_type(make_media(media_type, schema)) == content_type


def test_an_object_in_any_other_format_is_json() -> None:
    content = encode_body(make_media("application/vnd.unknown", {"type": "object"}), {"a": [1]})
    assert json.loads(content) == {"a": [1]}
