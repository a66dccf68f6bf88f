"""`client.request`: any path of the server, with the key, errors and retries of the methods."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.client.encoding.validation import checked_path
from caretasks.client.operation import READS
from caretasks.miramace import Subscriber, TaskStatus
from tests.client.calls import GET_TASK, TASK_ID, Call, all_calls
from tests.client.calls import READS as READ_CALLS
from tests.client.driving import ACCOUNTS, KEY, Connect, package
from tests.client.hostile_server import Behaviour, HostileServer, disconnect, reset, respond

PATH = "/v1/beta/tasks"
WRITE_METHODS = ["POST", "PUT", "PATCH", "DELETE", "PURGE"]

# What is sent.


@all_calls
def test_request_is_sent_with_key_and_headers_of_the_methods(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    client = connect(call.api, headers={"X-Client": "1"})
    server.script(respond(200, call.response_body))
    call(client)
    client.request(call.method, call.path)
    by_method, by_request = (one.headers for one in server.requests)
    key = next(name for name, value in by_method.items() if KEY in value)
    for name in (key, "user-agent", "accept-encoding", "x-client"):
        assert by_request[name] == by_method[name]
    assert (server.requests[1].method, server.requests[1].target) == (call.method, call.path)


@pytest.mark.parametrize("api", ACCOUNTS)
def test_request_has_the_account_of_the_client(connect: Connect, server: HostileServer, api: str) -> None:
    server.script(respond(200, {}))
    connect(api).request("GET", PATH)
    (account,) = ACCOUNTS[api].values()
    assert account in server.requests[0].headers.values()


@pytest.mark.parametrize("api", ACCOUNTS)
def test_request_does_not_require_an_account(connect: Connect, server: HostileServer, api: str) -> None:
    server.script(respond(200, {}))
    client = connect.bare(api, api_key=KEY, base_url=server.url)
    assert client.request("GET", PATH).status_code == 200


def test_request_goes_below_the_path_of_the_server(connect: Connect, server: HostileServer) -> None:
    server.script(respond(200, {}))
    connect(base_url=f"{server.url}/miramace/").request("get", "/a:b/@c/%2F/ü")
    assert (server.requests[0].method, server.requests[0].target) == ("GET", "/miramace/a:b/@c/%2F/%C3%BC")


def test_query_of_path_and_params_is_sent(connect: Connect, server: HostileServer) -> None:
    server.script(respond(200, {}))
    params = {
        "status": [TaskStatus.PENDING, "NEW"],
        "id": UUID(int=1),
        "day": date(2026, 11, 23),
        "all": True,
        "no": None,
    }
    connect().request("GET", f"{PATH}?cursor=a%26b&page=1&flag=&next=/../x", params={**params, "page": 2})
    query = httpx.QueryParams(server.requests[0].target.partition("?")[2])
    assert query.multi_items() == [
        ("cursor", "a&b"),
        ("page", "2"),
        ("flag", ""),
        ("next", "/../x"),
        ("status", "PENDING"),
        ("status", "NEW"),
        ("id", str(UUID(int=1))),
        ("day", "2026-11-23"),
        ("all", "true"),
    ]


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (Subscriber(first_name="Jane"), {"first_name": "Jane"}),
        ({"id": UUID(int=1), "day": date(2026, 11, 23)}, {"id": str(UUID(int=1)), "day": "2026-11-23"}),
        ([1, None], [1, None]),
        ({}, {}),
        (0, 0),
        (False, False),
    ],
)
def test_json_is_sent_as_json(connect: Connect, server: HostileServer, value: Any, sent: Any) -> None:
    server.script(respond(201, {}))
    connect().request("POST", PATH, json=value)
    assert server.requests[0].headers["Content-Type"] == "application/json"
    assert server.requests[0].json == sent


@pytest.mark.parametrize("content", [b"a,b", "a,b"])
def test_content_is_sent_unchanged(connect: Connect, server: HostileServer, content: bytes | str) -> None:
    server.script(respond(201, {}))
    connect().request("PUT", PATH, content=content, headers={"Content-Type": "text/csv"})
    assert (server.requests[0].headers["Content-Type"], server.requests[0].body) == ("text/csv", b"a,b")


def test_headers_and_timeout_of_a_request_apply(connect: Connect, server: HostileServer) -> None:
    server.script(lambda exchange: exchange.freeze())
    with pytest.raises(httpx.ReadTimeout):
        connect(max_retries=0).request("GET", PATH, headers={"X-Call": "1"}, timeout=httpx.Timeout(10, read=0.03))
    assert server.requests[0].headers["X-Call"] == "1"


# What is rejected before anything is sent.

OUTSIDE = [
    "http://evil.example/v1",
    "https:evil.example",
    "HTTP://evil.example",
    "//evil.example/v1",
    "/%2Fevil.example",
    "/%252Fevil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/%5Cevil.example",
    "/a\\..\\b",
    "@evil.example/",
    ":8080/",
    ".evil.example/",
    "evil.example/v1",
    "v1/tasks",
    "",
    "?a=1",
    "/..",
    "/../v1",
    "/v1/../../x",
    "/v1/..",
    "/v1/./x",
    "/v1/%2e%2e/x",
    "/v1/.%2E/x",
    "/v1/%252e%252e/x",
    "/v1%2F..%2Fx",
    "/v1/..%5cx",
    "/v1/..;a=b/x",
    "/v1/..?a=1",
    "/v1/%c0%ae%c0%ae/x",
    "/v1/\ud800",
    "/v1#x",
    "/v1?a=1#x",
    *(f"/v1/{chr(code)}x" for code in [*range(32), 127, 0x85, 0x2028]),
    "/v1/x\r\nX-Injected: 1",
    "/v1/x%0d%0aX-Injected:%201",
    "/v1/%00",
    "/v1?a=\nb",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_path_that_leaves_the_server_is_rejected(connect: Connect, server: HostileServer, path: str) -> None:
    server.script(respond(200, {}))
    with pytest.raises(ValueError, match=r"^path must ") as caught:
        connect().request("GET", path)
    assert server.requests == []
    assert len(path) < 5 or path not in str(caught.value)
    assert caught.value.__context__ is None


def test_whole_url_as_an_httpx_url_is_rejected(connect: Connect) -> None:
    with pytest.raises(ValueError, match=r"^path must start with '/'"):
        connect().request("GET", httpx.URL("https://evil.example"))


TRICKY = [".", "..", "...", "%2e", "%2E%2e", "%252e%252e", "..;", "a..", "%2F", "%2f..", "%5c..", ":", "@", "a:80"]
segments = st.sampled_from(TRICKY) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\\#?")
)


@given(st.lists(segments).map(lambda found: "/" + "/".join(found)))
def test_accepted_path_stays_on_the_host_and_below_the_path_of_the_server(path: str) -> None:
    try:
        checked, _ = checked_path(path)
    except ValueError:
        return
    url = httpx.URL(f"https://host.example/base{checked}")
    assert (url.scheme, url.netloc) == ("https", b"host.example")
    assert url.raw_path.startswith(b"/base/")
    assert len(url.raw_path.split(b"/")) == len(path.split("/")) + 1


@given(st.text(st.characters(categories=["L", "N"]), min_size=1), st.sampled_from([".", ".."]), st.integers(0, 5))
def test_dot_segment_is_rejected_at_any_level_of_percent_encoding(before: str, dots: str, levels: int) -> None:
    encoded = dots.replace(".", f"%{'25' * (levels - 1)}2e") if levels else dots
    with pytest.raises(ValueError, match=r"'\.\.' as a segment"):
        checked_path(f"/{before}/{encoded}/x")


@given(st.lists(st.text(min_size=1), min_size=1))
def test_any_quoted_segments_without_control_characters_and_dots_are_accepted(names: list[str]) -> None:
    plain = [re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\%/.;]", "x", name) for name in names]
    path = "".join(f"/{quote(name)}" for name in plain)
    checked, query = checked_path(path)
    assert ([unquote(each) for each in checked.split("/")[1:]], query) == (plain, {})


@pytest.mark.parametrize("method", ["", "GE T", "GET\r\n", "GET /x", "GÉT", "1"])
def test_invalid_method_is_rejected(connect: Connect, server: HostileServer, method: str) -> None:
    with pytest.raises(ValueError, match="method must"):
        connect().request(method, PATH)
    assert server.requests == []


def test_json_with_content_is_rejected(connect: Connect) -> None:
    with pytest.raises(ValueError, match="pass json= or content=, not both"):
        connect().request("POST", PATH, json={}, content=b"")


def test_invalid_header_is_rejected(connect: Connect, server: HostileServer) -> None:
    with pytest.raises(ValueError, match="X-Call"):
        connect().request("GET", PATH, headers={"X-Call": "a\r\nb"})
    assert server.requests == []


# What is returned and raised.


@pytest.mark.parametrize(
    ("behaviour", "parsed"),
    [
        (respond(200, {"id": 1, "more": [None]}), {"id": 1, "more": [None]}),
        (respond(201, b"null"), None),
        (respond(202, b'{"a": 1}', {"Content-Type": "text/plain"}), {"a": 1}),
        (respond(200, "né".encode("latin-1"), {"Content-Type": "text/plain; charset=latin-1"}), "né"),
        (respond(200, b"id,name\n", {"Content-Type": "text/csv"}), "id,name\n"),
        (respond(204), None),
        (respond(200, b"", {"Content-Type": ""}), None),
    ],
)
def test_parsed_is_json_or_text_or_none(
    connect: Connect, server: HostileServer, behaviour: Behaviour, parsed: object
) -> None:
    server.script(behaviour)
    assert connect().request("GET", PATH).parsed == parsed


def test_response_has_status_headers_and_content(connect: Connect, server: HostileServer) -> None:
    server.script(respond(200, b"\x00\xff", {"Content-Type": "application/pdf", "X-Request-Id": "r-1"}))
    response = connect().request("GET", PATH)
    assert (response.status_code, response.content, response.headers["X-Request-Id"]) == (200, b"\x00\xff", "r-1")


@pytest.mark.parametrize("media_type", ["application/json", "application/problem+json; charset=utf-8"])
def test_invalid_json_raises_decode_error(connect: Connect, server: HostileServer, media_type: str) -> None:
    server.script(respond(200, b'{"id": ', {"Content-Type": media_type}))
    with pytest.raises(package("miramace").ResponseDecodeError) as caught:
        connect().request("GET", PATH)
    assert (caught.value.operation, str(caught.value).partition(" (")[0]) == ("request", "GET * returned 200")


@pytest.mark.parametrize("call", READ_CALLS, ids=str)
@pytest.mark.parametrize(
    ("status", "name"),
    [(400, "BadRequestError"), (404, "NotFoundError"), (500, "ServerError"), (302, "ApiStatusError")],
)
def test_status_raises_the_error_of_the_methods(
    connect: Connect, server: HostileServer, call: Call, status: int, name: str
) -> None:
    server.script(respond(status, {"message": "Robin Sample"}))
    with pytest.raises(package(call.api).ApiStatusError) as caught:
        connect(call.api).request("GET", call.path)
    assert type(caught.value) is getattr(package(call.api), name)
    assert (caught.value.operation, caught.value.body) == ("request", {"message": "Robin Sample"})
    assert str(caught.value) == f"{name}: GET * returned {status}; see .message and .body"


def test_2xx_is_a_success_unless_an_operation_documents_it_as_an_error(connect: Connect, server: HostileServer) -> None:
    server.script(respond(207, {"a": 1}))
    assert connect("unpod").request("GET", "/x").parsed == {"a": 1}
    server.script(respond(206, {"message": "Business logic error occurred"}))
    with pytest.raises(package("unpod").BusinessError):
        connect("unpod").request("GET", "/x")


def test_error_redacts_the_key(connect: Connect, server: HostileServer) -> None:
    server.script(respond(404, {}))
    with pytest.raises(package("miramace").NotFoundError) as caught:
        connect().request("GET", PATH)
    assert KEY not in str(caught.value.request.headers.raw)


# Retries.


@pytest.mark.parametrize("method", sorted([*READS, "get"]))
@pytest.mark.parametrize("failure", [respond(503), reset()], ids=["503", "reset"])
def test_read_is_retried(connect: Connect, server: HostileServer, method: str, failure: Behaviour) -> None:
    server.script(failure, respond(204))
    assert connect().request(method, PATH).status_code == 204
    assert len(server.requests) == 2


@pytest.mark.parametrize("method", [*WRITE_METHODS, "post"])
@pytest.mark.parametrize("failure", [respond(503, {}), disconnect(), reset()], ids=["503", "hang-up", "reset"])
def test_write_is_not_retried_once_sent(
    connect: Connect, server: HostileServer, method: str, failure: Behaviour
) -> None:
    server.script(failure, respond(200, {}))
    with pytest.raises(package("miramace").OutcomeUnknownError) as caught:
        connect().request(method, PATH, json={})
    assert (len(server.requests), caught.value.attempts) == (1, 1)


def test_undocumented_write_is_not_retried_after_429(connect: Connect, server: HostileServer) -> None:
    server.script(respond(429, {}), respond(201, {}))
    with pytest.raises(package("miramace").RateLimitError) as caught:
        connect().request("POST", PATH, json={"a": 1})
    assert (len(server.requests), caught.value.attempts) == (1, 1)


def test_request_of_a_documented_path_returns_its_json(connect: Connect, server: HostileServer) -> None:
    server.script(respond(200, GET_TASK.response_body))
    assert connect().request("GET", f"/v1/task/{TASK_ID}").parsed == GET_TASK.response_body
