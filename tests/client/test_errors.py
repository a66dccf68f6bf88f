"""What a client raises: which class for which answer, what an error tells, and what it keeps to itself."""

from __future__ import annotations

import datetime
import email.utils
import functools
import json
import logging
import pickle
import subprocess
import sys
import traceback
import zlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import caretasks.client.errors
from tests.client.calls import CALLS, CLINIC_TASK, CREATE_TASK, FRONT_DESK, GET_TASK, RUN_TASKS, Call
from tests.client.driving import CLASSES, IMPATIENT, KEY, Connect, package
from tests.client.hostile_server import (
    HALF_A_BODY,
    NO_HTTP,
    Behaviour,
    HostileServer,
    answer,
    hang_up,
    reset,
    stall,
    stream,
)

CLASS_OF_STATUS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "ServerError",
    501: "ServerError",
    502: "ServerError",
    503: "ServerError",
    504: "ServerError",
    520: "ServerError",
    599: "ServerError",
}
NO_CLASS_OF_THEIR_OWN = [300, 304, 402, 405, 410, 418, 451, 499, 600, 999]
TREE = [*dict.fromkeys(CLASS_OF_STATUS.values()), "BusinessError"]

# What a vendor may write, and no error may show.
VENDOR_TEXT = "Robin Sample, +12025550143"


def classes(error: Exception, api: str) -> list[str]:
    """The classes below `ApiStatusError` that an error is of."""
    return [name for name in TREE if isinstance(error, getattr(package(api), name))]


@pytest.mark.parametrize("api", CLASSES)
def test_status_errors_are_caught_as_those_of_httpx(api: str) -> None:
    errors = package(api)
    assert issubclass(errors.ApiStatusError, httpx.HTTPStatusError)
    assert issubclass(errors.ResponseDecodeError, httpx.DecodingError)
    assert issubclass(errors.ResponseTooLargeError, errors.ResponseDecodeError)
    assert issubclass(errors.DriftError, errors.ResponseDecodeError)
    assert issubclass(errors.ConfigurationError, ValueError)
    assert all(issubclass(getattr(errors, name), errors.ApiStatusError) for name in TREE)


def test_the_tree_of_errors_is_drawn_at_the_top_of_their_module() -> None:
    drawn = str(caretasks.client.errors.__doc__)
    names = [
        *TREE,
        "ApiStatusError",
        "ResponseDecodeError",
        "ResponseTooLargeError",
        "DriftError",
        "OutcomeUnknownError",
    ]
    assert [name for name in names if name not in drawn] == []


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_each_status_raises_its_class(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api, max_retries=0)
    found = {}
    for status in CLASS_OF_STATUS:
        server.script(answer(status, {}))
        found[status] = classes(call.failing(client), call.api)
    assert found == {status: [name] for status, name in CLASS_OF_STATUS.items()}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_any_other_status_raises_too(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api, max_retries=0)
    for status in NO_CLASS_OF_THEIR_OWN:
        server.script(answer(status, b""))
        error = call.failing(client)
        assert isinstance(error, package(call.api).ApiStatusError), status
        assert (error.status_code, classes(error, call.api)) == (status, [])


def test_a_documented_206_is_a_business_error(connect: Connect, server: HostileServer) -> None:
    server.script(answer(206, {"status_code": 206, "message": "Business logic error occurred"}))
    error = RUN_TASKS.failing(connect("unpod"))
    assert classes(error, "unpod") == ["BusinessError"]
    assert isinstance(error.body, package("unpod").BusinessErrorBody)
    assert (error.status_code, error.message) == (206, "Business logic error occurred")
    assert len(server.requests) == 1


@pytest.mark.parametrize("call", [RUN_TASKS, FRONT_DESK], ids=str)
def test_an_undocumented_2xx_raises(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api)
    for status in (203, 204, 205, 207, 226, 299):
        server.script(answer(status, b"" if status in (204, 205) else call.answer))
        error = call.failing(client)
        assert isinstance(error, package(call.api).ApiStatusError), status
        assert error.status_code == status


def test_a_206_that_no_page_documents_raises(connect: Connect, server: HostileServer) -> None:
    server.script(answer(206, CLINIC_TASK.answer))
    error = CLINIC_TASK.failing(connect("maxcare"))
    assert isinstance(error, package("maxcare").ApiStatusError)


@pytest.mark.parametrize(
    ("call", "status"),
    [(call, status) for call in CALLS for status in (201, 202) if call.method == "GET" or status == 202],
    ids=str,
)
def test_an_undocumented_200_201_or_202_is_read_as_the_success_and_logged(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture, call: Call, status: int
) -> None:
    server.script(answer(status, call.answer))
    assert call(connect(call.api)).to_dict() == call.answer
    (record,) = (record for record in caplog.records if record.name == f"caretasks.{call.api}")
    assert record.levelno == logging.WARNING
    assert str(status) in record.getMessage()


@pytest.mark.parametrize("call", [RUN_TASKS, FRONT_DESK], ids=str)
def test_an_undocumented_202_raises_for_a_strict_client(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(answer(202, call.answer))
    error = call.failing(connect(call.api, strict=True))
    assert isinstance(error, package(call.api).DriftError)
    assert error.response.json() == call.answer


@pytest.mark.parametrize("body", [b"[]", b"", b"<html></html>", b"null"], ids=str)
@pytest.mark.parametrize("call", [RUN_TASKS, FRONT_DESK], ids=str)
def test_an_undocumented_202_without_a_json_object_raises(
    connect: Connect, server: HostileServer, call: Call, body: bytes
) -> None:
    server.script(answer(202, body))
    assert isinstance(call.failing(connect(call.api)), package(call.api).ApiStatusError)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_redirect_raises_and_the_key_goes_to_no_other_host(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    client = connect(call.api)
    statuses = [301, 302, 303, 307, 308]
    with HostileServer() as other:
        for status in statuses:
            server.script(answer(status, b"", {"Location": f"http://localhost:{other.port}{call.path}"}))
            error = call.failing(client)
            assert isinstance(error, package(call.api).ApiStatusError), status
            assert error.status_code == status
        assert (len(server.requests), other.connections) == (len(statuses), 0)


@pytest.mark.parametrize("call", [GET_TASK, CREATE_TASK], ids=str)
def test_a_redirect_to_nowhere_raises_its_status(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api)
    places = ["http://[bad", "http://a:99999999/", "//", "https://:foo", "mailto:x", "", "\xff"]
    for place in places:
        server.script(answer(302, b"", {"Location": place}))
        assert getattr(call.failing(client), "status_code", None) == 302, place
    assert len(server.requests) == len(places)


def test_a_redirect_is_not_followed_by_a_client_of_httpx_that_would(connect: Connect, server: HostileServer) -> None:
    given: Any = (httpx.AsyncClient if connect.asynchronous else httpx.Client)(follow_redirects=True)
    client = connect("solum", http_client=given)
    with HostileServer() as other:
        server.script(answer(307, b"", {"Location": f"http://localhost:{other.port}/"}))
        assert FRONT_DESK.failing(client).status_code == 307
        assert other.connections == 0
    client.wait_for(given.aclose() if connect.asynchronous else given.close())


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_an_error_names_its_operation_and_keeps_request_and_response(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    server.script(answer(404, {}))
    error = call.failing(connect(call.api))
    assert (error.operation, error.status_code) == (call.operation, 404)
    assert (error.request.method, error.request.url.path) == (call.method, call.path)
    assert (error.response.status_code, error.response.content) == (404, b"{}")


DOCUMENTED_ERRORS: list[tuple[Call, int, dict[str, Any]]] = [
    (FRONT_DESK, 422, {"detail": {"type": "value_error", "message": "What was wrong", "param": "title"}}),
    (RUN_TASKS, 404, {"status_code": 404, "message": "What was wrong"}),
    (CLINIC_TASK, 404, {"code": "not_found", "message": "What was wrong", "trace_id": "t-1"}),
]


@pytest.mark.parametrize(("call", "status", "body"), DOCUMENTED_ERRORS, ids=str)
def test_a_documented_error_body_is_read_as_its_model_and_gives_the_message(
    connect: Connect, server: HostileServer, call: Call, status: int, body: dict[str, Any]
) -> None:
    server.script(answer(status, body))
    error = call.failing(connect(call.api))
    assert isinstance(error.body, package(call.api).ErrorBody)
    assert error.body.to_dict() == body
    assert error.message == "What was wrong"


@pytest.mark.parametrize(
    ("call", "status"), [(GET_TASK, 400), (CREATE_TASK, 422), (FRONT_DESK, 418), (CLINIC_TASK, 501)], ids=str
)
def test_an_undocumented_error_body_is_given_as_json(
    connect: Connect, server: HostileServer, call: Call, status: int
) -> None:
    server.script(answer(status, [{"error": "What was wrong"}, 1.5]))
    assert call.failing(connect(call.api)).body == [{"error": "What was wrong"}, 1.5]


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_an_error_body_that_is_no_json_is_given_as_text(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(answer(404, b"<h1>caf\xc3\xa9</h1>", {"Content-Type": "text/html; charset=utf-8"}))
    assert call.failing(connect(call.api)).body == "<h1>caf\u00e9</h1>"


@pytest.mark.parametrize("charset", ["nonsense", "undefined", "hex", "zip", "idna", "utf-16"])
def test_an_error_body_is_text_whatever_charset_it_claims(
    connect: Connect, server: HostileServer, charset: str
) -> None:
    server.script(answer(404, b"zz\xff", {"Content-Type": f"text/plain; charset={charset}"}))
    for call in (GET_TASK, CLINIC_TASK):
        error = call.failing(connect(call.api))
        assert classes(error, call.api) == ["NotFoundError"]
        assert isinstance(error.body, str)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "x", "gzip, gzip, gzip"])
def test_an_error_is_raised_whatever_encoding_it_claims(connect: Connect, server: HostileServer, encoding: str) -> None:
    server.script(answer(404, {}, {"Content-Encoding": encoding}))
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
def test_whatever_the_body_of_an_error_is_its_status_is_raised(
    connect: Connect, server: HostileServer, body: bytes
) -> None:
    server.script(answer(404, body))
    for call in (FRONT_DESK, CLINIC_TASK):
        error = call.failing(connect(call.api))
        assert classes(error, call.api) == ["NotFoundError"]
        assert error.message is None or isinstance(error.message, str)
        assert error.request_id is None or isinstance(error.request_id, str)
        assert str(error)


def test_the_trace_id_of_max_ai_is_the_request_id(connect: Connect, server: HostileServer) -> None:
    body = {"code": "not_found", "message": "x", "trace_id": "550e8400-e29b-41d4-a716-446655440000"}
    server.script(answer(404, body, {"X-Request-Id": "of-a-proxy"}))
    assert CLINIC_TASK.failing(connect("maxcare")).request_id == "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize("name", ["X-Request-Id", "x-request-id", "Request-Id", "X-Correlation-Id"])
@pytest.mark.parametrize("call", [CLINIC_TASK, CREATE_TASK], ids=str)
def test_the_request_id_is_else_that_of_a_usual_header(
    connect: Connect, server: HostileServer, call: Call, name: str
) -> None:
    server.script(answer(404, {}, {name: "r-1"}))
    assert call.failing(connect(call.api)).request_id == "r-1"


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_without_any_there_is_no_request_id_and_no_message(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(answer(404, {}))
    error = call.failing(connect(call.api))
    assert (error.request_id, error.message, error.retry_after) == (None, None, None)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_told_in_seconds(connect: Connect, server: HostileServer, status: int) -> None:
    server.script(answer(status, {}, {"Retry-After": "7"}))
    assert GET_TASK.failing(connect(max_retries=0)).retry_after == 7


def test_retry_after_as_a_date_is_told_in_seconds(connect: Connect, server: HostileServer) -> None:
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=300)
    server.script(answer(429, {}, {"Retry-After": email.utils.format_datetime(soon, usegmt=True)}))
    assert 200 < GET_TASK.failing(connect(max_retries=0)).retry_after <= 300


@pytest.mark.parametrize("text", ["soon", "-7", "nan", "inf", "7 s", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_a_malformed_retry_after_is_none(connect: Connect, server: HostileServer, text: str) -> None:
    server.script(answer(429, {}, {"Retry-After": text}))
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
def test_a_success_that_cannot_be_read_says_what_came(connect: Connect, server: HostileServer, body: bytes) -> None:
    server.script(answer(200, body, {"Content-Type": "text/html; charset=utf-8"}))
    error = GET_TASK.failing(connect())
    assert isinstance(error, package("miramace").ResponseDecodeError)
    assert (error.status_code, error.operation, error.length) == (200, "get_task", len(body))
    assert error.media_type.startswith("text/html")
    assert error.response.content == body
    assert all(text in str(error) for text in ("200", "text/html", str(len(body)), "GET /v1/task/{task_id}"))
    assert VENDOR_TEXT not in f"{error!s} {error!r}"
    assert len(server.requests) == 1


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_operation_refuses_a_success_that_is_no_object(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    server.script(answer(200, [call.answer]))
    assert isinstance(call.failing(connect(call.api)), package(call.api).ResponseDecodeError)


@pytest.mark.parametrize("call", [GET_TASK, FRONT_DESK], ids=str)
def test_a_success_with_a_wrong_encoding_cannot_be_read(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(answer(200, call.answer, {"Content-Encoding": "gzip"}))
    assert isinstance(call.failing(connect(call.api)), package(call.api).ResponseDecodeError)


def test_without_a_media_type_none_is_told(connect: Connect, server: HostileServer) -> None:
    server.script(answer(200, b"", {"Content-Type": ""}))
    error = GET_TASK.failing(connect())
    assert not error.media_type
    assert error.length == 0


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/problem+json", "nonsense", ""])
def test_json_is_read_whatever_its_media_type(connect: Connect, server: HostileServer, media_type: str) -> None:
    server.script(answer(200, GET_TASK.answer, {"Content-Type": media_type}))
    assert GET_TASK(connect()).to_dict() == GET_TASK.answer


# Bodies that are too large.


@functools.cache
def bomb(*, layers: int = 1) -> bytes:
    """100 MiB of spaces, compressed."""
    pack = zlib.compressobj(1, wbits=31)
    packed = b"".join([*(pack.compress(b" " * 2**20) for _ in range(100)), pack.flush()])
    for _ in range(layers - 1):
        outer = zlib.compressobj(9, wbits=31)
        packed = outer.compress(packed) + outer.flush()
    return packed


@pytest.mark.parametrize("call", [GET_TASK, FRONT_DESK], ids=str)
def test_a_body_up_to_the_limit_is_read(connect: Connect, server: HostileServer, call: Call) -> None:
    body = json.dumps(call.answer).encode().ljust(2000)
    server.script(answer(200, body), stream(body[:1000], 1, {"Content-Length": "1000"}))
    assert call(connect(call.api, max_response_bytes=2000)).to_dict() == call.answer


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "2001"}], ids=["chunked", "announced"])
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_body_over_the_limit_is_refused(
    connect: Connect, server: HostileServer, call: Call, headers: dict[str, str]
) -> None:
    server.script(stream(json.dumps(call.answer).encode().ljust(2001), 1, headers))
    error = call.failing(connect(call.api, max_response_bytes=2000))
    assert isinstance(error, package(call.api).ResponseTooLargeError)
    assert (error.status_code, error.operation) == (200, call.operation)
    assert len(server.requests) == 1


def test_an_error_of_a_body_over_the_limit_says_how_much_was_taken(connect: Connect, server: HostileServer) -> None:
    server.script(stream(b" " * 1000, 3))
    error = GET_TASK.failing(connect(max_response_bytes=2500))
    assert 2000 <= error.length <= 2500
    assert f"{error.length} bytes" in str(error)
    assert "2500 bytes that max_response_bytes allows" in str(error)
    assert error.response.content == b""


@pytest.mark.parametrize("headers", [{}, {"Content-Length": str(100 * 2**20)}], ids=["chunked", "announced"])
def test_100_mib_are_refused_while_they_arrive(
    connect: Connect, server: HostileServer, headers: dict[str, str]
) -> None:
    server.script(stream(b" " * 2**20, 100, headers))
    assert isinstance(GET_TASK.failing(connect()), package("miramace").ResponseTooLargeError)
    assert server.requests[0].answered < 90 * 2**20
    assert len(server.requests) == 1


def test_100_mib_that_come_compressed_are_refused(connect: Connect, server: HostileServer) -> None:
    server.script(answer(200, bomb(), {"Content-Encoding": "gzip"}))
    assert isinstance(GET_TASK.failing(connect()), package("miramace").ResponseTooLargeError)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,gzip", "GZIP, Deflate, gzip"])
def test_100_mib_that_come_compressed_twice_are_refused(connect: Connect, server: HostileServer, encoding: str) -> None:
    server.script(answer(200, bomb(layers=2), {"Content-Encoding": encoding}))
    assert isinstance(GET_TASK.failing(connect()), package("miramace").ResponseDecodeError)


# Prints by how many MiB the peak of its memory grows with a call that fails.
MEASURED = """
import asyncio, resource, sys
import httpx
from caretasks.miramace import AsyncMiraMace, MiraMace

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)

kind, url = sys.argv[1:]
client = (MiraMace if kind == "sync" else AsyncMiraMace)(api_key="k", base_url=url)
before = peak()
try:
    called = client.get_task("some-task")
    asyncio.run(called) if kind == "async" else None
except httpx.HTTPError as error:
    print(type(error).__name__, round(peak() - before))
"""


def test_what_comes_compressed_twice_takes_no_memory(connect: Connect, server: HostileServer) -> None:
    server.script(answer(200, bomb(layers=2), {"Content-Encoding": "gzip, gzip"}))
    kind = "async" if connect.asynchronous else "sync"
    # Linux gives the peak of the process from which one is started on to it, so that a small one stands between.
    between = ["sh", "-c", '"$0" "$@"; exit $?', sys.executable, "-c", MEASURED]
    done = subprocess.run([*between, kind, server.url], capture_output=True, text=True, check=False)
    name, mib = (done.stdout or done.stderr).split()
    assert name == "ResponseDecodeError"
    assert int(mib) < 30


def test_the_status_of_an_error_that_is_too_large_is_told(connect: Connect, server: HostileServer) -> None:
    server.script(answer(404, b"x" * 5000))
    assert GET_TASK.failing(connect(max_response_bytes=2000)).status_code == 404


# What an error does not show.

FAILURES: dict[str, Behaviour] = {
    "404": answer(404, {"message": VENDOR_TEXT, "detail": {"message": VENDOR_TEXT}}, {"X-Request-Id": "r-1"}),
    "404 as text": answer(404, VENDOR_TEXT.encode(), {"Content-Type": "text/plain", "X-Request-Id": "r-1"}),
    "500": answer(500, {"message": VENDOR_TEXT, "detail": {"message": VENDOR_TEXT}}, {"X-Request-Id": "r-1"}),
    "302": answer(302, VENDOR_TEXT.encode(), {"Location": f"/{VENDOR_TEXT}", "X-Request-Id": "r-1"}),
    "no JSON": answer(200, VENDOR_TEXT.encode(), {"X-Request-Id": "r-1"}),
    "drift": answer(200, {"id": 1, "code": {"a": VENDOR_TEXT}, "data": VENDOR_TEXT}),
    "too large": answer(200, VENDOR_TEXT.encode().ljust(5000)),
    "silence": stall(),
    "a reset": reset(HALF_A_BODY),
    "a hang-up": hang_up(),
    "no HTTP": hang_up(NO_HTTP),
}


@pytest.fixture(params=FAILURES)
def failure(request: pytest.FixtureRequest, connect: Connect, server: HostileServer) -> dict[Call, Any]:
    """The errors that one way to fail brings out of a read and a write, with the key in either header."""
    server.script(FAILURES[request.param])
    options: dict[str, Any] = {"max_retries": 0, "max_response_bytes": 4000, "strict": True}
    if request.param == "silence":
        options["timeout"] = IMPATIENT
    return {call: call.failing(connect(call.api, **options)) for call in (CLINIC_TASK, FRONT_DESK)}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def test_an_error_shows_neither_what_the_vendor_wrote_nor_what_was_sent(failure: dict[Call, Any]) -> None:
    for error in failure.values():
        shown = f"{error!s} {error!r} {''.join(traceback.format_exception(error))}"
        assert [text for text in ("Robin", "+1202555", "some-task", "Offer a later date") if text in shown] == []


def test_no_log_shows_what_the_vendor_wrote(failure: dict[Call, Any], caplog: pytest.LogCaptureFixture) -> None:
    assert failure
    records = [record for record in caplog.get_records("setup") if record.name.startswith("caretasks")]
    assert not [record for record in records if "Robin" in f"{record.getMessage()} {vars(record)!r}"]


def test_a_status_error_names_method_path_template_and_status(connect: Connect, server: HostileServer) -> None:
    server.script(answer(404, {}, {"X-Request-Id": "r-1"}))
    error = GET_TASK.failing(connect())
    summary = "GET /v1/task/{task_id} returned 404; see .message and .body"
    assert str(error) == f"NotFoundError: {summary}"
    assert repr(error) == f"NotFoundError({summary!r})"


def test_the_key_is_nowhere_in_an_error(failure: dict[Call, Any]) -> None:
    for error in failure.values():
        assert KEY.encode() not in pickle.dumps(error)
        for one in chain(error):
            assert KEY not in f"{one!s} {one!r} {vars(one)!r}"
            if isinstance(one, httpx.RequestError | httpx.HTTPStatusError):
                assert KEY not in str(one.request.headers.raw)


def test_the_key_is_in_no_log(connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for behaviour in (answer(500, {}), answer(200, {"id": 7, "data": {}}), reset()):
        for call in CALLS:
            server.script(behaviour)
            try:
                call(connect(call.api, max_retries=1))
            except httpx.HTTPError:
                logging.getLogger("a test").exception("it failed")
    assert caplog.records
    assert KEY not in caplog.text
    assert not [record for record in caplog.records if KEY in repr(vars(record))]


def test_an_error_survives_pickling(failure: dict[Call, Any]) -> None:
    for error in failure.values():
        copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert type(copied) is type(error)
        assert (str(copied), repr(copied)) == (str(error), repr(error))
        for name in (
            "status_code",
            "operation",
            "body",
            "message",
            "request_id",
            "retry_after",
            "media_type",
            "length",
        ):
            assert getattr(copied, name, None) == getattr(error, name, None)
        assert copied.request.url == error.request.url
        if hasattr(error, "response"):
            assert copied.response.status_code == error.response.status_code


@pytest.mark.parametrize(("call", "status", "body"), DOCUMENTED_ERRORS, ids=str)
def test_an_error_with_a_model_survives_pickling(
    connect: Connect, server: HostileServer, call: Call, status: int, body: dict[str, Any]
) -> None:
    server.script(answer(status, body))
    error = call.failing(connect(call.api))
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(copied), copied.body, copied.message) == (type(error), error.body, "What was wrong")
