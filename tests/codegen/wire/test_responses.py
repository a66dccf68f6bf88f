"""Responses of a server as a generated client returns them."""

from __future__ import annotations

import datetime
import io
import itertools
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.client.driving import Driven
from tests.codegen.wire.recording_server import RecordingServer, ScriptedResponse

JSON = {"Content-Type": "application/json"}
LINE = b'{"sku":"a"}'


@pytest.mark.parametrize(
    ("method", "status", "body", "expected"),
    [
        ("write_statuses", 200, b"", None),
        ("write_statuses", 207, LINE, "a"),
        ("write_statuses", 204, b"", None),
        ("write_statuses", 201, b'{"sku":"b"}', "b"),
        ("read_range", 203, LINE, "a"),
        ("read_range", 226, LINE, "a"),
        ("read_range", 204, b"", None),
        ("read_default", 206, LINE, "a"),
    ],
)
def test_any_documented_success_is_returned(
    client: Driven, server: RecordingServer, method: str, status: int, body: bytes, expected: str | None
) -> None:
    server.respond(status, body, headers=JSON)
    assert getattr(getattr(client, method)(), "sku", None) == expected


def test_2xx_that_is_documented_as_an_error_raises(client: Driven, server: RecordingServer, wire: Any) -> None:
    server.respond(206, LINE, headers=JSON)
    with pytest.raises(wire.BusinessError) as caught:
        client.write_statuses()
    assert caught.value.body == wire.Line(sku="a")


@pytest.mark.parametrize(
    ("status", "body", "expected"), [(204, b"", None), (200, b'{"a":1}', {"a": 1}), (202, b"done", "done")]
)
def test_operation_without_a_documented_success_returns_what_it_gets(
    client: Driven, server: RecordingServer, status: int, body: bytes, expected: Any
) -> None:
    server.respond(status, body)
    assert client.drop() == expected


def test_response_to_a_head_request_has_no_body(client: Driven, server: RecordingServer) -> None:
    server.respond(200, headers={"Content-Type": "application/json"})
    assert client.probe_line() is None


@pytest.mark.parametrize("method", ["read_moved", "read_moved_or_failed"])
def test_documented_redirect_is_returned_and_not_followed(client: Driven, server: RecordingServer, method: str) -> None:
    server.respond(302, headers={"Location": "https://other.example/x"})
    response = getattr(client.raw, method)()
    assert (response.status_code, response.parsed) == (302, None)
    assert response.typed_headers["Location"] == "https://other.example/x"
    assert len(server.requests) == 1


def test_binary_body_is_bytes(client: Driven, server: RecordingServer) -> None:
    server.respond(200, b"%PDF\xff", headers={"Content-Type": "application/pdf"})
    assert client.read_pdf() == b"%PDF\xff"
    assert server.last.headers["Accept"] == "application/pdf"


def test_binary_body_is_written_to_a_path(client: Driven, server: RecordingServer, tmp_path: Path) -> None:
    server.respond(200, b"x" * 100_000)
    assert client.with_options(max_retries=0).read_pdf(save_to=tmp_path / "a.pdf") is None
    assert [(each.name, each.stat().st_size) for each in tmp_path.iterdir()] == [("a.pdf", 100_000)]


def test_body_larger_than_the_limit_can_be_written(connect: Any, server: RecordingServer) -> None:
    server.respond(200, b"x" * 100)
    file = io.BytesIO()
    connect(max_response_bytes=10).read_pdf(save_to=file)
    assert file.getvalue() == b"x" * 100


def test_incomplete_body_leaves_the_path_as_it_was(client: Driven, server: RecordingServer, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")
    server.respond(200, [b"half"], headers={"Content-Length": "8"})
    with pytest.raises(httpx.TransportError):
        client.with_options(max_retries=0).read_pdf(save_to=tmp_path / "a.pdf")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.pdf", b"old")]


def test_error_is_not_written(client: Driven, server: RecordingServer, wire: Any, tmp_path: Path) -> None:
    server.respond(404, LINE, headers=JSON)
    with pytest.raises(wire.NotFoundError):
        client.read_pdf(save_to=tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_any_media_type_is_read_as_the_documented_json(client: Driven, server: RecordingServer, wire: Any) -> None:
    server.respond(200, b"[" + LINE + b"]", headers=JSON)
    assert client.read_any() == [wire.Line(sku="a")]
    assert server.last.headers["Accept"] == "application/json, */*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "content_type", "body", "expected"),
    [
        (None, "application/json", LINE, {"sku": "a"}),
        ("application/xml", "application/xml; charset=utf-8", b"<a/>", "<a/>"),
        ("text/csv", "text/csv", b"a,b", "a,b"),
        ("application/pdf", "application/pdf", b"%PDF", b"%PDF"),
        ("text/csv", "application/json", LINE, {"sku": "a"}),
    ],
)
def test_body_is_decoded_by_the_media_type_that_the_server_chose(
    client: Driven, server: RecordingServer, accept: str | None, content_type: str, body: bytes, expected: Any
) -> None:
    server.respond(200, body, headers={"Content-Type": content_type})
    found = client.read_formats(**({} if accept is None else {"accept": accept}))
    assert (found if isinstance(found, str | bytes) else found.to_dict()) == expected
    all_types = "application/json, application/xml;q=0.9, text/csv;q=0.9, application/pdf;q=0.9"
    assert server.last.headers["Accept"] == (accept or all_types)


def test_headers_have_their_types(client: Driven, server: RecordingServer) -> None:
    headers = {"X-Count": "3", "X-Until": "2026-01-02T00:00:00Z", "X-Tags": "a, b", "X-Last": "true"}
    server.respond(200, LINE, headers={**JSON, **headers})
    assert client.raw.read_formats().typed_headers == {
        "X-Count": 3,
        "X-Until": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
        "X-Tags": ["a", "b"],
        "X-Last": True,
    }


def test_header_of_another_type_stays_a_string(client: Driven, server: RecordingServer) -> None:
    server.respond(200, LINE, headers={**JSON, "X-Count": "many"})
    assert client.raw.read_formats().typed_headers == {"X-Count": "many"}


def take_items(client: Driven, stream: Any, count: int | None = None) -> list[Any]:
    """Return the next items of a stream, all of them without a count."""
    if hasattr(stream, "__next__"):
        return list(itertools.islice(stream, count))

    async def collect() -> list[Any]:
        found: list[Any] = []
        while count is None or len(found) < count:
            try:
                found.append(await anext(stream))
            except StopAsyncIteration:
                break
        return found

    found: list[Any] = client.wait_for(collect())
    return found


def close(client: Driven, stream: Any) -> None:
    client.wait_for(stream.aclose() if hasattr(stream, "aclose") else stream.close())


def test_events_arrive_one_by_one(client: Driven, server: RecordingServer) -> None:
    gate = threading.Event()
    body = [b"\xef\xbb\xbfdata: on", b"e\r\n\r\n: comment\nid: 7\nevent: end\ndata: two\ndata:three\n\n", b"data: lost"]
    server.respond(200, body, headers={"Content-Type": "text/event-stream"}, gates=[gate, gate, threading.Event()])
    gate.set()
    stream = client.read_events()
    found = take_items(client, stream, 2)  # the server holds the rest back
    assert [(each.event, each.data, each.id, each.parsed) for each in found] == [
        ("message", "one", "", "one"),
        ("end", "two\nthree", "7", "two\nthree"),
    ]
    close(client, stream)
    assert server.last.headers["Accept"] == "text/event-stream"


def test_events_of_a_choice_have_their_own_type(client: Driven, server: RecordingServer, wire: Any) -> None:
    body = [b'data: {"text":"a"}\n\n', b"data: [DONE]\n\n"]
    server.respond(200, body, headers={"Content-Type": "text/event-stream; charset=utf-8"})
    found = take_items(client, client.chat({"sku": "a"}, accept="text/event-stream"))
    assert found[0].parsed == wire.Delta(text="a")
    assert found[1].data == "[DONE]"
    with pytest.raises(wire.ResponseDecodeError):
        _ = found[1].parsed


def test_json_of_the_same_operation_is_its_model(client: Driven, server: RecordingServer, wire: Any) -> None:
    server.respond(200, LINE, headers=JSON)
    assert client.chat({"sku": "a"}) == wire.Line(sku="a")


def test_lines_arrive_one_by_one(client: Driven, server: RecordingServer, wire: Any) -> None:
    body = [b'{"sku":"a"}\n\n{"sk', b'u":"b"}\r\n{"sku":"c"}']
    server.respond(200, body, headers={"Content-Type": "application/jsonl"})
    assert take_items(client, client.read_rows()) == [wire.Line(sku=each) for each in "abc"]


def test_line_that_is_not_json_raises(client: Driven, server: RecordingServer, wire: Any) -> None:
    server.respond(200, [b'{"sku":"a"}\nnope\n'], headers={"Content-Type": "application/jsonl"})
    stream = client.read_rows()
    assert take_items(client, stream, 1) == [wire.Line(sku="a")]
    with pytest.raises(wire.ResponseDecodeError, match="not JSON"):
        take_items(client, stream)


def test_stream_that_breaks_raises(client: Driven, server: RecordingServer, wire: Any) -> None:
    server.respond(200, [b'{"sku":"a"}\n'], headers={"Content-Type": "application/jsonl", "Content-Length": "99"})
    stream = client.read_rows()
    assert take_items(client, stream, 1) == [wire.Line(sku="a")]
    with pytest.raises(httpx.TransportError) as caught:
        take_items(client, stream)
    assert isinstance(caught.value, wire.WireError)


def test_line_beyond_the_limit_raises(connect: Any, server: RecordingServer, wire: Any) -> None:
    client = connect(max_response_bytes=50)
    server.respond(200, [b'"' + b"x" * 40, b"x" * 40], headers={"Content-Type": "application/jsonl"})
    with pytest.raises(wire.ResponseTooLargeError):
        take_items(client, client.read_rows())


def test_error_in_place_of_a_stream_raises(client: Driven, server: RecordingServer, wire: Any) -> None:
    server.responses = [ScriptedResponse(503), ScriptedResponse(404)]
    with pytest.raises(wire.NotFoundError):
        client.read_rows()
