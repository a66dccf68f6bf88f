"""Large input takes linear time. With quadratic time, each of these tests would take minutes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.client import decoding
from caretasks.client.encoding import DEEP_OBJECT, path_segment, query
from caretasks.client.encoding.json_values import encode_json, to_plain_value
from caretasks.client.encoding.validation import checked_path, fully_decoded, header_value
from caretasks.client.responses.streams import EventStream, JsonLines
from caretasks.client.transport.deadline import Deadline
from caretasks.client.transport.response_body import body_text
from caretasks.client.transport.retries import retry_after
from caretasks.client.workflows.pagination import _has_same_items

MANY = 200_000
FEWER = 20_000


@given(st.text(alphabet="%25eE.aé", max_size=40))
def test_text_is_decoded_as_by_decoding_until_nothing_changes(text: str) -> None:
    decoded = text.encode()
    while (again := unquote_to_bytes(decoded)) != decoded:
        decoded = again
    assert fully_decoded(text) == decoded


NESTED_DOTS = "%" + "25" * MANY + "2e"


@pytest.mark.slow
@pytest.mark.parametrize("value", ["%" + "25" * MANY + "41", "%" * MANY, "a/" * MANY, "é" * MANY])
def test_large_path_segment_is_encoded(value: str) -> None:
    assert "/" not in path_segment("task_id", value)


def test_dots_in_many_layers_of_encoding_are_rejected_in_a_short_message() -> None:
    with pytest.raises(ValueError, match=r"^task_id: cannot be '\.': it would change the path of the request$"):
        path_segment("task_id", NESTED_DOTS)
    with pytest.raises(ValueError, match=r"must not contain '\.' or '\.\.' as a segment"):
        checked_path(f"/{NESTED_DOTS}")


def test_large_path_and_query_of_a_request_are_checked() -> None:
    path = "/" + "%" + "25" * MANY + "41/" + "a;" * MANY
    assert checked_path(f"{path}?{'a=1&' * MANY}")[0] == path


@pytest.mark.parametrize("value", ["a" + " " * MANY + "a", "a\t" * MANY + "a"])
def test_large_header_value_is_checked(value: str) -> None:
    assert header_value("X-Note", value) == value


def test_large_query_is_encoded() -> None:
    value = {"ids": list(range(FEWER)), "names": {str(n): "x" for n in range(FEWER)}}
    assert len(query([("filter", value, DEEP_OBJECT)])) == 2 * FEWER


def test_leaves_of_nested_arrays_are_converted_once() -> None:
    value: Any = list(range(MANY))
    for _ in range(200):
        value = [value]
    assert len(json.dumps(to_plain_value(value))) > MANY
    assert len(encode_json(value)) > MANY


def deep(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("encode", [lambda value: query([("filter", value)]), lambda value: path_segment("id", value)])
def test_argument_that_is_nested_too_deeply_is_rejected(encode: Callable[[Any], object]) -> None:
    with pytest.raises(ValueError, match="is nested too deeply"):
        encode(deep(100_000))


class Received:
    """A response that arrives in small chunks."""

    max_bytes = 64 * 2**20
    deadline = Deadline()

    def __init__(self, chunk: bytes, times: int) -> None:
        self.response = httpx.Response(200, content=(chunk for _ in range(times)))

    def decode(self, text: bytes) -> Any:
        return len(text)

    def failure(self, error: Exception) -> Exception:
        return error

    def too_large(self) -> Exception:
        return OverflowError("too large")


def test_line_that_arrives_in_many_chunks_is_read() -> None:
    assert list(JsonLines[int](Received(b"x" * 200, MANY))) == [200 * MANY]


def test_event_that_arrives_in_many_chunks_is_read() -> None:
    received = Received(b"", 0)
    received.response = httpx.Response(
        200, content=(each for each in (b"data: ", *[b"x" * 99] * MANY, b"\r", b"\n\r\n"))
    )
    assert [len(event.data) for event in EventStream[Any](received)] == [99 * MANY]


def test_event_of_empty_lines_is_limited() -> None:
    received = Received(b"data\n" * 1000, MANY)
    received.max_bytes = 2**20
    with pytest.raises(OverflowError):
        list(EventStream[Any](received))


def test_text_with_a_large_media_type_is_utf_8() -> None:
    media_type = 'text/plain; a="' + ";" * MANY
    response = httpx.Response(200, headers={"Content-Type": media_type}, content="é".encode())
    assert body_text(response) == "é"
    assert body_text(response) == "é"


@pytest.mark.parametrize("value", ["1" * MANY, "1" * MANY + ".", "Mon, " * MANY, ", " * MANY, "(" * MANY])
def test_large_retry_after_is_read_or_ignored(value: str) -> None:
    assert retry_after(httpx.Response(429, headers={"Retry-After": value})) in (None, float("inf"))


@pytest.mark.parametrize(
    "content", [b"1" * MANY, b"[" + b"1e999999999," * MANY + b"1]", b'"' + b"\\u0041" * MANY + b'"']
)
def test_large_json_is_parsed(content: bytes) -> None:
    assert decoding.parse_json(content)


@pytest.mark.slow
def test_differences_in_a_large_array_are_recorded_once() -> None:
    item = decoding.union(decoding.union(decoding.string, decoding.date), decoding.array(decoding.uuid))
    drift = decoding.Drift()
    decoding.array(item)([[n] for n in range(FEWER)], drift, "", "")
    assert list(drift.found) == ["/*"]


def test_pages_in_another_order_are_compared() -> None:
    items: list[Any] = [{"id": str(n), "note": "x"} for n in range(FEWER)]
    assert _has_same_items(items, items[::-1])
    assert not _has_same_items(items, [*items[:0:-1], {"id": "another"}])
