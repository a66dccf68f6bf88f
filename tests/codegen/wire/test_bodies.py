"""Bodies of a generated client as a server receives them."""

from __future__ import annotations

import io
import os
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest

from tests.client.driving import Driven
from tests.codegen.wire.recording_server import Received, RecordingServer, ScriptedResponse

Part = tuple[Any, str | None, str, Any]


def parts(request: Received) -> list[Part]:
    """Return the name, file name, media type and content of each part of a multipart form."""
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.content)
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()
    ]


def test_form_fields_are_sent_in_their_styles(client: Driven, server: RecordingServer, wire: Any) -> None:
    body = wire.Charge(
        amount=5,
        metadata=wire.ChargeMetadata.from_dict({"order": "6"}),
        lines=[wire.Line(sku="a", qty=2)],
        ids=["1", "2"],
        extra=wire.Box(left=1),
        due="2026-01-02",
    )
    client.create_charge(body)
    assert server.last.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert server.last.content.decode() == (
        "amount=5&metadata[order]=6&lines[0][sku]=a&lines[0][qty]=2&ids=1,2&extra=%7B%22left%22%3A1%7D&due=2026-01-02"
    )


def test_multipart_form_has_files_with_names_and_media_types(
    client: Driven, server: RecordingServer, wire: Any, tmp_path: Path
) -> None:
    (tmp_path / "b.png").write_bytes(b"2")
    with (tmp_path / "b.png").open("rb") as photo:
        client.upload({"file": b"0", "photos": [wire.File(io.BytesIO(b"1"), "a.png"), photo], "meta": {"a": 1}})
    assert parts(server.last) == [
        ("file", "file", "application/octet-stream", b"0"),
        ("photos", "a.png", "image/png", b"1"),
        ("photos", "b.png", "image/png", b"2"),
        ("meta", None, "application/vnd.meta+json", b'{"a":1}'),
    ]


def test_content_media_type_of_a_string_is_a_file(client: Driven, server: RecordingServer, wire: Any) -> None:
    client.upload(wire.UploadBody(file=wire.File(io.BytesIO(b"x"), "x.bin", "text/x"), note="n"))
    assert parts(server.last) == [("file", "x.bin", "text/x", b"x"), ("note", None, "text/plain", b"n")]


@pytest.mark.parametrize("payload", [b"x", "x.bin"])
def test_file_needs_an_open_file(wire: Any, payload: object) -> None:
    with pytest.raises(TypeError, match=rf"io\.BytesIO\(content\), not {type(payload).__name__}"):
        wire.File(payload)


def test_tuple_with_a_file_is_rejected_with_what_to_pass(client: Driven, server: RecordingServer) -> None:
    with pytest.raises(TypeError, match=r"^photos: pass a file with a name as File\(payload=…, file_name=…\)$"):
        client.upload({"file": b"0", "photos": [("a.png", b"1", "image/png")]})
    assert server.requests == []


def test_model_with_a_property_named_read_is_sent_as_json(client: Driven, server: RecordingServer, wire: Any) -> None:
    meta = type("Meta", (), {"read": True, "to_dict": lambda self: {"read": self.read}})()
    client.upload(wire.UploadBody(file=wire.File(io.BytesIO(b"x")), meta=meta))
    assert parts(server.last)[1] == ("meta", None, "application/vnd.meta+json", b'{"read":true}')


def test_same_file_can_be_sent_twice(client: Driven, server: RecordingServer, wire: Any) -> None:
    stream = io.BytesIO(b"skipped data")
    stream.seek(8)
    model = wire.UploadBody(file=wire.File(stream, "x.bin"))
    client.upload(model)
    client.upload(model)
    assert [parts(each)[0][3] for each in server.requests] == [b"data", b"data"]


def test_pipe_can_be_sent_twice(client: Driven, server: RecordingServer, wire: Any) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"data")
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        file = wire.File(pipe)
        client.send_image(file)
        client.send_image(file)
    assert [each.content for each in server.requests] == [b"data", b"data"]


def test_file_is_sent_whole_in_a_retry(client: Driven, server: RecordingServer, wire: Any) -> None:
    server.responses = [ScriptedResponse(429, {"Retry-After": "0"}), ScriptedResponse(204)]
    client.send_image(wire.File(io.BytesIO(b"data"), mime_type="image/png"))
    assert [each.content for each in server.requests] == [b"data", b"data"]


class LargeFile(io.BytesIO):
    """A file of which only parts are read, from its position 8."""

    def __init__(self) -> None:
        super().__init__(b"skipped " + b"data" * 300_000)
        self.seek(8)
        self.largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.largest = max(self.largest, len(content))
        return content


def test_large_file_is_not_read_into_memory(client: Driven, server: RecordingServer, wire: Any) -> None:
    file = LargeFile()
    client.send_image(wire.File(file))
    client.upload({"file": wire.File(file, "x.bin"), "note": "n"})
    assert server.requests[0].content == b"data" * 300_000
    assert server.requests[0].headers["Content-Length"] == "1200000"
    assert parts(server.requests[1])[0] == ("file", "x.bin", "application/octet-stream", b"data" * 300_000)
    assert (file.tell(), file.largest) == (8, 65536)


@pytest.mark.parametrize("form", [True, False])
def test_large_file_is_sent_whole_in_a_retry(client: Driven, server: RecordingServer, wire: Any, form: bool) -> None:
    server.responses = [ScriptedResponse(429, {"Retry-After": "0"}), ScriptedResponse(204)]
    if form:
        client.upload({"file": wire.File(LargeFile(), "x.bin")})
    else:
        client.send_image(wire.File(LargeFile()))
    first, second = (each.content for each in server.requests)
    assert first == second
    assert b"data" * 300_000 in first


def test_open_file_that_is_used_up_is_an_error(client: Driven, server: RecordingServer) -> None:
    class Pipe(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            return b""

    with pytest.raises(ValueError, match="cannot be read a second time"):
        client.send_image(Pipe())
    assert server.requests == []


@pytest.mark.parametrize(
    ("method", "body", "media_type", "content"),
    [
        ("send_text", "caf\u00e9", "text/plain", "caf\u00e9".encode()),
        ("send_xml", "<a/>", "application/xml", b"<a/>"),
        ("send_lines", [{"sku": "a"}, {"sku": "b"}], "application/x-ndjson", b'{"sku":"a"}\n{"sku":"b"}\n'),
        ("send_vendor", {"sku": "a"}, "application/vnd.api+json", b'{"sku":"a"}'),
        ("send_image", b"\x89PNG", "application/octet-stream", b"\x89PNG"),
    ],
)
def test_body_has_its_media_type(
    client: Driven, server: RecordingServer, method: str, body: Any, media_type: str, content: bytes
) -> None:
    server.respond(200, b"{}" if method == "send_vendor" else b"")
    getattr(client, method)(body)
    assert (server.last.headers["Content-Type"], server.last.content) == (media_type, content)


def test_file_of_a_range_of_media_types_names_its_own(client: Driven, server: RecordingServer, wire: Any) -> None:
    client.send_image(wire.File(io.BytesIO(b"x"), mime_type="image/webp"))
    assert server.last.headers["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("body", "options", "media_type"),
    [
        ({"sku": "a"}, {}, "application/json"),
        ({"sku": "a"}, {"content_type": "application/x-www-form-urlencoded"}, "application/x-www-form-urlencoded"),
        ({"sku": "a"}, {"content_type": "multipart/form-data"}, "multipart/form-data"),
        ({"sku": b"a"}, {}, "multipart/form-data"),
        ({"sku": io.BytesIO(b"a")}, {}, "multipart/form-data"),
        ("a,b", {}, "text/csv"),
        (b"%PDF", {}, "application/pdf"),
        (io.BytesIO(b"%PDF"), {}, "application/pdf"),
        (b"a,b", {"content_type": "text/csv"}, "text/csv"),
    ],
)
def test_media_type_follows_the_body_or_the_choice(
    client: Driven, server: RecordingServer, body: Any, options: dict[str, str], media_type: str
) -> None:
    client.send_either(body, **options)
    assert server.last.headers["Content-Type"].split(";")[0] == media_type


def test_undocumented_choice_is_an_error(client: Driven, server: RecordingServer) -> None:
    with pytest.raises(ValueError, match="content_type must be one of: application/json, "):
        client.send_either({}, content_type="text/html")
    assert server.requests == []
