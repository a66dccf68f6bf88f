"""Which responses are successes, which errors others raise, and what the errors contain."""

from __future__ import annotations

import datetime
import email.utils
import logging
from typing import Any

import httpx
import pytest

from tests.client.calls import CALLS, CLINIC_TASK, CREATE_TASK, FRONT_DESK, GET_TASK, RUN_TASKS, Call
from tests.client.driving import KEY, Connect, package
from tests.client.error_cases import (
    CLASS_OF_STATUS,
    DOCUMENTED_ERRORS,
    NO_CLASS_OF_THEIR_OWN,
    VENDOR_TEXT,
    classes,
)
from tests.client.hostile_server import (
    HostileServer,
    respond,
)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_each_error_status_raises_its_class(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api, max_retries=0)
    found = {}
    for status in CLASS_OF_STATUS:
        server.script(respond(status, {}))
        found[status] = classes(call.failing(client), call.api)
    assert found == {status: [name] for status, name in CLASS_OF_STATUS.items()}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_other_statuses_raise_api_status_error(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api, max_retries=0)
    for status in NO_CLASS_OF_THEIR_OWN:
        server.script(respond(status, b""))
        error = call.failing(client)
        assert isinstance(error, package(call.api).ApiStatusError), status
        assert (error.status_code, classes(error, call.api)) == (status, [])


def test_documented_206_raises_business_error(connect: Connect, server: HostileServer) -> None:
    server.script(respond(206, {"status_code": 206, "message": "Business logic error occurred"}))
    error = RUN_TASKS.failing(connect("unpod"))
    assert classes(error, "unpod") == ["BusinessError"]
    assert isinstance(error.body, package("unpod").BusinessErrorBody)
    assert (error.status_code, error.message) == (206, "Business logic error occurred")
    assert len(server.requests) == 1


@pytest.mark.parametrize("call", [RUN_TASKS, FRONT_DESK], ids=str)
def test_undocumented_2xx_raises(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api)
    for status in (203, 204, 205, 207, 226, 299):
        server.script(respond(status, b"" if status in (204, 205) else call.response_body))
        error = call.failing(client)
        assert isinstance(error, package(call.api).ApiStatusError), status
        assert error.status_code == status


def test_undocumented_206_raises(connect: Connect, server: HostileServer) -> None:
    server.script(respond(206, CLINIC_TASK.response_body))
    error = CLINIC_TASK.failing(connect("maxcare"))
    assert isinstance(error, package("maxcare").ApiStatusError)


@pytest.mark.parametrize(
    ("call", "status"),
    [(call, status) for call in CALLS for status in (201, 202) if call.method == "GET" or status == 202],
    ids=str,
)
def test_undocumented_200_201_or_202_is_decoded_as_the_success_and_logged(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture, call: Call, status: int
) -> None:
    server.script(respond(status, call.response_body))
    assert call(connect(call.api)).to_dict() == call.response_body
    (record,) = (record for record in caplog.records if record.name == f"caretasks.{call.api}")
    assert record.levelno == logging.WARNING
    assert str(status) in record.getMessage()


@pytest.mark.parametrize("call", [RUN_TASKS, FRONT_DESK], ids=str)
def test_undocumented_202_raises_in_a_strict_client(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(respond(202, call.response_body))
    error = call.failing(connect(call.api, strict=True))
    assert isinstance(error, package(call.api).DriftError)
    assert error.response.json() == call.response_body


@pytest.mark.parametrize("body", [b"[]", b"", b"<html></html>", b"null"], ids=str)
@pytest.mark.parametrize("call", [RUN_TASKS, FRONT_DESK], ids=str)
def test_undocumented_202_without_a_json_object_raises(
    connect: Connect, server: HostileServer, call: Call, body: bytes
) -> None:
    server.script(respond(202, body))
    assert isinstance(call.failing(connect(call.api)), package(call.api).ApiStatusError)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_redirect_raises_and_sends_the_key_to_no_other_host(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    client = connect(call.api)
    statuses = [301, 302, 303, 307, 308]
    with HostileServer() as other:
        for status in statuses:
            server.script(respond(status, b"", {"Location": f"http://localhost:{other.port}{call.path}"}))
            error = call.failing(client)
            assert isinstance(error, package(call.api).ApiStatusError), status
            assert error.status_code == status
        assert (len(server.requests), other.connections) == (len(statuses), 0)


@pytest.mark.parametrize("call", [GET_TASK, CREATE_TASK], ids=str)
def test_redirect_to_an_invalid_location_raises_its_status(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api)
    places = ["http://[bad", "http://a:99999999/", "//", "https://:foo", "mailto:x", "", "\xff"]
    for place in places:
        server.script(respond(302, b"", {"Location": place}))
        assert getattr(call.failing(client), "status_code", None) == 302, place
    assert len(server.requests) == len(places)


def test_redirect_is_not_followed_by_an_httpx_client_that_follows_redirects(
    connect: Connect, server: HostileServer
) -> None:
    given: Any = (httpx.AsyncClient if connect.asynchronous else httpx.Client)(follow_redirects=True)
    client = connect("solum", http_client=given)
    with HostileServer() as other:
        server.script(respond(307, b"", {"Location": f"http://localhost:{other.port}/"}))
        assert FRONT_DESK.failing(client).status_code == 307
        assert other.connections == 0
    client.wait_for(given.aclose() if connect.asynchronous else given.close())


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_error_has_operation_request_and_response(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(respond(404, {}))
    error = call.failing(connect(call.api))
    assert (error.operation, error.status_code) == (call.operation, 404)
    assert (error.request.method, error.request.url.path) == (call.method, call.path)
    assert (error.response.status_code, error.response.content) == (404, b"{}")


@pytest.mark.parametrize(("call", "status", "body"), DOCUMENTED_ERRORS, ids=str)
def test_documented_error_body_is_decoded_as_its_model(
    connect: Connect, server: HostileServer, call: Call, status: int, body: dict[str, Any]
) -> None:
    server.script(respond(status, body))
    error = call.failing(connect(call.api))
    assert isinstance(error.body, package(call.api).ErrorBody)
    assert error.body.to_dict() == body
    assert error.message == "What was wrong"


@pytest.mark.parametrize(
    ("call", "status"), [(GET_TASK, 400), (CREATE_TASK, 422), (FRONT_DESK, 418), (CLINIC_TASK, 501)], ids=str
)
def test_undocumented_error_body_is_json(connect: Connect, server: HostileServer, call: Call, status: int) -> None:
    server.script(respond(status, [{"error": "What was wrong"}, 1.5]))
    assert call.failing(connect(call.api)).body == [{"error": "What was wrong"}, 1.5]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_error_body_that_is_not_json_is_text(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(respond(404, b"<h1>caf\xc3\xa9</h1>", {"Content-Type": "text/html; charset=utf-8"}))
    assert call.failing(connect(call.api)).body == "<h1>caf\u00e9</h1>"


@pytest.mark.parametrize("charset", ["nonsense", "undefined", "hex", "zip", "idna", "utf-16"])
def test_error_body_is_text_for_any_charset(connect: Connect, server: HostileServer, charset: str) -> None:
    server.script(respond(404, b"zz\xff", {"Content-Type": f"text/plain; charset={charset}"}))
    for call in (GET_TASK, CLINIC_TASK):
        error = call.failing(connect(call.api))
        assert classes(error, call.api) == ["NotFoundError"]
        assert isinstance(error.body, str)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "x", "gzip, gzip, gzip"])
def test_error_is_raised_for_any_content_encoding(connect: Connect, server: HostileServer, encoding: str) -> None:
    server.script(respond(404, {}, {"Content-Encoding": encoding}))
    assert classes(GET_TASK.failing(connect()), "miramace") == ["NotFoundError"]


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b'{"detail": ',
        b'{"detail": 7, "message": {"a": 1}, "trace_id": []}',
        b'{"detail": {"message": null}, "message": null, "trace_id": null}',
        b'{"detail": {"message": ["a"]}, "status_code": "x"}',
        b'{"message": NaN, "code": 1e400, "trace_id": "\\ud800"}',
        pytest.param(nested(100_000), id="nested"),
        pytest.param(b'{"detail": ' + nested(100_000) + b"}", id="nested below"),
    ],
)
def test_status_is_raised_for_any_error_body(connect: Connect, server: HostileServer, body: bytes) -> None:
    server.script(respond(404, body))
    for call in (FRONT_DESK, CLINIC_TASK):
        error = call.failing(connect(call.api))
        assert classes(error, call.api) == ["NotFoundError"]
        assert error.message is None or isinstance(error.message, str)
        assert error.request_id is None or isinstance(error.request_id, str)
        assert str(error)


def test_trace_id_of_max_ai_is_the_request_id(connect: Connect, server: HostileServer) -> None:
    body = {"code": "not_found", "message": "x", "trace_id": "550e8400-e29b-41d4-a716-446655440000"}
    server.script(respond(404, body, {"X-Request-Id": "of-a-proxy"}))
    assert CLINIC_TASK.failing(connect("maxcare")).request_id == "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize("name", ["X-Request-Id", "x-request-id", "Request-Id", "X-Correlation-Id"])
@pytest.mark.parametrize("call", [CLINIC_TASK, CREATE_TASK], ids=str)
def test_request_id_is_taken_from_a_common_header(
    connect: Connect, server: HostileServer, call: Call, name: str
) -> None:
    server.script(respond(404, {}, {name: "r-1"}))
    assert call.failing(connect(call.api)).request_id == "r-1"


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_request_id_and_message_default_to_none(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(respond(404, {}))
    error = call.failing(connect(call.api))
    assert (error.request_id, error.message, error.retry_after) == (None, None, None)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_in_seconds(connect: Connect, server: HostileServer, status: int) -> None:
    server.script(respond(status, {}, {"Retry-After": "7"}))
    assert GET_TASK.failing(connect(max_retries=0)).retry_after == 7


def test_retry_after_as_a_date_is_in_seconds(connect: Connect, server: HostileServer) -> None:
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=300)
    server.script(respond(429, {}, {"Retry-After": email.utils.format_datetime(soon, usegmt=True)}))
    assert 200 < GET_TASK.failing(connect(max_retries=0)).retry_after <= 300


@pytest.mark.parametrize("text", ["soon", "-7", "nan", "inf", "7 s", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_malformed_retry_after_is_ignored(connect: Connect, server: HostileServer, text: str) -> None:
    server.script(respond(429, {}, {"Retry-After": text}))
    assert GET_TASK.failing(connect(max_retries=0)).retry_after is None


UNREADABLE: dict[str, bytes] = {
    "HTML": b"<!doctype html><title>Robin Sample, +12025550143</title>",
    "nothing": b"",
    "spaces": b"  \r\n",
    "an array": b"[]",
    "an array of objects": b'[{"id": "x"}]',
    "a string": b'"Robin Sample, +12025550143"',
    "a number": b"7",
    "null": b"null",
    "a cut-off object": b'{"id": "Robin Sample, +12025550143',
    "an object and more": b'{"id": "x"} {"id": "y"}',
    "invalid UTF-8": b'{"id": "Robin Sample, +12025550143 \xff"}',
    "nesting": nested(100_000),
    "nesting without an end": b'{"a":' * 100_000,
    "nesting in a field": b'{"a": ' + nested(100_000) + b"}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_success_that_cannot_be_decoded_names_status_media_type_and_length(
    connect: Connect, server: HostileServer, body: bytes
) -> None:
    server.script(respond(200, body, {"Content-Type": "text/html; charset=utf-8"}))
    error = GET_TASK.failing(connect())
    assert isinstance(error, package("miramace").ResponseDecodeError)
    assert (error.status_code, error.operation, error.length) == (200, "get_task", len(body))
    assert error.media_type.startswith("text/html")
    assert error.response.content == body
    assert all(text in str(error) for text in ("200", "text/html", str(len(body)), "GET /v1/task/{task_id}"))
    assert VENDOR_TEXT not in f"{error!s} {error!r}"
    assert len(server.requests) == 1


@pytest.mark.parametrize("media_type", ["text/robin-sample", f"application/{KEY}", "Robin Sample", "image/12025550143"])
def test_unknown_media_type_is_an_attribute_and_not_shown(
    connect: Connect, server: HostileServer, media_type: str
) -> None:
    server.script(respond(200, b"<html>", {"Content-Type": media_type}))
    error = GET_TASK.failing(connect())
    assert error.media_type == media_type.lower()
    assert str(error) == "GET /v1/task/{task_id} returned 200 (an unknown media type, 6 bytes): the body is not JSON"


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_operation_rejects_a_success_that_is_not_an_object(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    server.script(respond(call.status, [call.response_body]))
    assert isinstance(call.failing(connect(call.api)), package(call.api).ResponseDecodeError)


@pytest.mark.parametrize("call", [GET_TASK, FRONT_DESK], ids=str)
def test_success_with_a_wrong_content_encoding_raises_decode_error(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    server.script(respond(200, call.response_body, {"Content-Encoding": "gzip"}))
    assert isinstance(call.failing(connect(call.api)), package(call.api).ResponseDecodeError)


def test_missing_media_type_is_an_empty_string(connect: Connect, server: HostileServer) -> None:
    server.script(respond(200, b"", {"Content-Type": ""}))
    error = GET_TASK.failing(connect())
    assert not error.media_type
    assert error.length == 0


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/problem+json", "nonsense", ""])
def test_json_is_decoded_for_any_media_type(connect: Connect, server: HostileServer, media_type: str) -> None:
    server.script(respond(200, GET_TASK.response_body, {"Content-Type": media_type}))
    assert GET_TASK(connect()).to_dict() == GET_TASK.response_body
