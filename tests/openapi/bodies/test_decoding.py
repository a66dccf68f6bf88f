"""Request bodies of other media types than JSON, and the violations in them."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.decoding import InvalidBodyError, decode_body
from tests.openapi.bodies.bodies import make_media

ITEM = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}, "m": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("media_type", "schema", "content", "value"),
    [
        ("application/json", ITEM, b'{"n":1}', {"n": 1}),
        ("application/xml", ITEM, b"<a><n>1</n></a>", {"n": 1}),
        ("application/xml", {"type": "string"}, b"<a/>", "<a/>"),
        ("application/x-ndjson", ITEM, b'{"n":1}\n\n{"n":2}\n', [{"n": 1}, {"n": 2}]),
        ("application/x-ndjson", {"type": "string"}, b'{"n":1}\n{"n":2}\n', '{"n":1}\n{"n":2}\n'),
        ("application/x-ndjson", {"type": "string"}, b'"a"\n"b"\n', ["a", "b"]),
        ("application/jsonl", {"type": "array", "items": ITEM}, b'{"n":1}', [{"n": 1}]),
        ("application/json-seq", ITEM, b'\x1e{"n":1}\n\x1e{"n":2}\n', [{"n": 1}, {"n": 2}]),
        ("application/x-www-form-urlencoded", ITEM, b"n=1", {"n": 1}),
        ("text/plain", {"type": "string"}, "é".encode(), "é"),
        ("text/plain; charset=latin-1", {"type": "string"}, "é".encode("latin-1"), "é"),
        ("image/png", {"type": "string", "format": "binary"}, b"\xff", MISSING),
        ("application/octet-stream", None, b"\xff", MISSING),
        ("application/vnd.unknown", {"type": "object"}, b"\xff", MISSING),
    ],
)
def test_reads_a_valid_body(media_type: str, schema: Any, content: bytes, value: Any) -> None:
    decoded = decode_body(make_media(media_type, schema), content, media_type)
    assert (decoded.value, list(decoded.violations)) == (value, [])


@pytest.mark.parametrize(
    ("media_type", "content", "pointers"),
    [
        ("application/json", b'{"m":"x"}', ["", "/m"]),
        ("application/xml", b"<a><m>x</m></a>", ["", "/m"]),
        ("application/x-ndjson", b'{"n":1}\n{"n":"x"}\n{}', ["/1/n", "/2"]),
        ("application/x-www-form-urlencoded", b"m=x", ["", "/m"]),
    ],
)
def test_finds_all_violations(media_type: str, content: bytes, pointers: list[str]) -> None:
    decoded = decode_body(make_media(media_type, ITEM), content, media_type)
    assert sorted(violation.pointer for violation in decoded.violations) == pointers


def test_a_text_is_valid_against_its_schema() -> None:
    media = make_media("text/plain", {"type": "string", "maxLength": 2})
    (violation,) = decode_body(media, b"word", "text/plain").violations
    assert violation.keyword == "maxLength"


@pytest.mark.parametrize(
    ("media_type", "content", "message"),
    [
        ("application/json", b"{", "not valid JSON"),
        ("application/xml", b"<a>", "not valid XML"),
        ("application/x-ndjson", b'{"n":1}\n{', "not valid JSON"),
        ("text/plain; charset=utf-8", b"\xff", "not text in its charset"),
        ("text/plain; charset=hex", b"00", "in an unknown charset"),
    ],
)
def test_refuses_a_body_in_another_format(media_type: str, content: bytes, message: str) -> None:
    with pytest.raises(InvalidBodyError, match=message):
        decode_body(make_media(media_type, {"type": ["string", "object"]}), content, media_type)
