"""The settings of a client: headers, API key, accounts, server and timeouts, and what requests take from them."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import ssl
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.client import driving
from tests.client.calls import (
    CLINIC_TASK,
    CREATE_TASK,
    FRONT_DESK,
    GET_TASK,
    OF_API,
    RUN_TASKS,
    Call,
    all_apis,
    all_calls,
    script_response,
)
from tests.client.driving import CLASSES, IMPATIENT, KEY, Connect, package
from tests.client.hostile_server import HostileServer, stall

# Headers.


@pytest.mark.parametrize(
    ("api", "name", "value"),
    [
        ("miramace", "Authorization", f"Bearer {KEY}"),
        ("solum", "X-API-Key", KEY),
        ("unpod", "Authorization", f"Token {KEY}"),
        ("maxcare", "Authorization", f"Bearer {KEY}"),
    ],
)
def test_key_is_sent_once_in_the_documented_form(
    connect: Connect, server: HostileServer, api: str, name: str, value: str
) -> None:
    script_response(server, OF_API[api])(connect(api))
    assert [(field, one) for field, one in server.requests[0].headers.multi_items() if KEY in one] == [
        (name.lower(), value)
    ]
    assert KEY not in server.requests[0].target


@all_calls
def test_user_agent_is_caretasks_and_its_version(connect: Connect, server: HostileServer, call: Call) -> None:
    script_response(server, call)(connect(call.api))
    assert server.requests[0].headers["User-Agent"] == f"caretasks/{importlib.metadata.version('caretasks')}"


@pytest.mark.parametrize(
    ("call", "content_type"),
    [
        (GET_TASK, "application/json"),
        (CREATE_TASK, "application/json"),
        (FRONT_DESK, "application/json"),
        (RUN_TASKS, "application/json"),
        (CLINIC_TASK, None),
    ],
    ids=str,
)
def test_content_type_is_the_documented_one(
    connect: Connect, server: HostileServer, call: Call, content_type: str | None
) -> None:
    script_response(server, call)(connect(call.api))
    assert server.requests[0].headers.get("Content-Type") == content_type
    assert bool(server.requests[0].body) == (call.method == "POST")


ACCOUNT_HEADERS = {"unpod": ("Org-Handle", "org_handle"), "maxcare": ("X-Organization-Id", "organization_id")}
accounts = pytest.mark.parametrize("api", ACCOUNT_HEADERS)


@accounts
def test_account_of_the_client_is_sent_with_every_request(connect: Connect, server: HostileServer, api: str) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    client = connect(api, **{argument: "clinic-1"})
    script_response(server, OF_API[api])
    OF_API[api](client)
    OF_API[api](client)
    assert [one.headers.get_list(name) for one in server.requests] == [["clinic-1"], ["clinic-1"]]


@accounts
def test_account_of_a_request_takes_precedence(connect: Connect, server: HostileServer, api: str) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    client = connect(api, **{argument: "clinic-1"})
    script_response(server, OF_API[api])
    OF_API[api](client, **{argument: "clinic-2"})
    OF_API[api](client)
    assert [one.headers.get_list(name) for one in server.requests] == [["clinic-2"], ["clinic-1"]]


@accounts
def test_account_is_read_from_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    monkeypatch.setenv(f"{api}_{argument}".upper(), "clinic-3")
    script_response(server, OF_API[api])(connect.bare(api, api_key=KEY, base_url=server.url))
    assert server.requests[0].headers[name] == "clinic-3"


@accounts
def test_account_argument_takes_precedence_over_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    monkeypatch.setenv(f"{api}_{argument}".upper(), "clinic-3")
    script_response(server, OF_API[api])(connect(api, **{argument: "clinic-1"}))
    assert server.requests[0].headers[name] == "clinic-1"


@accounts
@pytest.mark.parametrize("value", [None, "", " ", " \t\n"])
def test_missing_account_raises_and_names_the_variable(
    connect: Connect, server: HostileServer, api: str, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, argument = ACCOUNT_HEADERS[api]
    variable = f"{api}_{argument}".upper()
    if value is not None:
        monkeypatch.setenv(variable, value)
    client = connect.bare(api, api_key=KEY, base_url=server.url)
    with pytest.raises(package(api).ConfigurationError, match=variable):
        OF_API[api](client)
    assert server.connections == 0


@accounts
@pytest.mark.parametrize("value", ["", "  "])
def test_blank_account_of_the_client_is_ignored(
    connect: Connect, server: HostileServer, api: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    with pytest.raises(package(api).ConfigurationError, match=f"{api}_{argument}".upper()):
        OF_API[api](connect(api, **{argument: value}))
    monkeypatch.setenv(f"{api}_{argument}".upper(), "clinic-3")
    script_response(server, OF_API[api])(connect(api, **{argument: value}))
    assert [one.headers[name] for one in server.requests] == ["clinic-3"]


@accounts
def test_empty_account_of_a_request_is_missing(connect: Connect, server: HostileServer, api: str) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    empty: list[dict[str, Any]] = [{argument: ""}, {"headers": {name: ""}}, {"headers": {name.lower(): ""}}]
    for blank in empty:
        with pytest.raises(package(api).ConfigurationError, match=name):
            OF_API[api](connect(api), **blank)
    assert server.connections == 0


@accounts
def test_client_without_account_uses_that_of_the_request(connect: Connect, server: HostileServer, api: str) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    script_response(server, OF_API[api])
    OF_API[api](connect.bare(api, api_key=KEY, base_url=server.url), **{argument: "clinic-2"})
    assert server.requests[0].headers[name] == "clinic-2"


@all_calls
def test_headers_of_client_and_request_are_sent(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api, headers={"X-Team": "a", "X-Tier": "b"})
    script_response(server, call)
    call(client, headers={"x-tier": "c", "X-Trace": "d"})
    call(client)
    sent = [[one.headers.get_list(name) for name in ("X-Team", "X-Tier", "X-Trace")] for one in server.requests]
    assert sent == [[["a"], ["c"], ["d"]], [["a"], ["b"], []]]


NO_VALUES = [
    *(f"s3cret{end}" for end in ("a\0b", "a\rb", "a\r\nX-Forged: 1", "\n", "caf\u00e9", " ", "\t", "\x7f", "\ud800")),
    *(" s3cret", "\ts3cret", "  s3cret s3cret  ", "\u00a0s3cret"),
]
OF_HTTPX = ["Content-Length", "content-length", "Transfer-Encoding", "TRANSFER-ENCODING"]

FORGED: dict[str, tuple[str, bool]] = {
    "the key": ("api_key", False),
    "a header": ("headers", False),
    "a header of the call": ("headers", True),
    "the account": ("org_handle", False),
    "the account of the call": ("org_handle", True),
}


@pytest.mark.parametrize("value", [1, None, b"a"])
def test_header_value_that_is_not_a_string_is_rejected_by_name(
    connect: Connect, server: HostileServer, value: Any
) -> None:
    expected = f"^the value of the header X-Count must be a string, got a value of type {type(value).__name__}$"
    with pytest.raises(TypeError, match=expected):
        connect(headers={"X-Count": value})
    with pytest.raises(TypeError, match=expected):
        GET_TASK(connect(), headers={"X-Count": value})
    assert server.requests == []


@pytest.mark.parametrize(("argument", "of_the_call"), FORGED.values(), ids=FORGED)
def test_header_value_that_would_forge_a_header_is_rejected(
    connect: Connect, server: HostileServer, argument: str, of_the_call: bool
) -> None:
    of_the_client = argument in ("api_key", "org_handle") and not of_the_call
    kind = package("unpod").ConfigurationError if of_the_client else ValueError
    named = {"api_key": "UNPOD_API_KEY", "headers": "X-Team", "org_handle": "(?i)org[-_]handle"}[argument]
    for text in NO_VALUES:
        value = {"X-Team": text} if argument == "headers" else text
        with pytest.raises(kind, match=f"{named} has a character that a header cannot carry") as caught:
            if of_the_call:
                RUN_TASKS(connect("unpod"), **{argument: value})
            else:
                RUN_TASKS(connect("unpod", **{argument: value}))
        assert not isinstance(caught.value, httpx.HTTPError)
        assert "s3cret" not in f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert server.connections == 0


@pytest.mark.parametrize("variable", ["UNPOD_API_KEY", "UNPOD_ORG_HANDLE"])
def test_environment_variable_invalid_in_a_header_is_rejected_by_name(
    connect: Connect, server: HostileServer, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNPOD_API_KEY", KEY)
    for text in ("s3cret\n", " s3cret", "s3cret\r\nX-Forged: 1", "s3cret\u00e9"):
        monkeypatch.setenv(variable, text)
        with pytest.raises(package("unpod").ConfigurationError, match=variable) as caught:
            connect.bare("unpod", base_url=server.url)
        assert "s3cret" not in f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"


@pytest.mark.parametrize("of_the_call", [False, True], ids=["of the client", "of the call"])
def test_invalid_header_name_is_rejected(connect: Connect, server: HostileServer, of_the_call: bool) -> None:
    for name in ("", " ", "X Team", "X-Team ", "X-Team:", "X-T\u00e9am", "X\r\nX-Forged", "(x)", *OF_HTTPX):
        headers: dict[str, Any] = {"headers": {name: "s3cret"}}
        with pytest.raises(ValueError, match="is not a valid header name, or a header that httpx sets") as caught:
            CREATE_TASK(connect(**({} if of_the_call else headers)), **(headers if of_the_call else {}))
        assert not isinstance(caught.value, httpx.HTTPError)
        assert "s3cret" not in f"{caught.value!s} {caught.value!r}"
    assert server.connections == 0


# API key.


@all_apis
def test_key_is_read_from_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_API_KEY".upper(), "of-the-environment")
    script_response(server, OF_API[api])(connect(api, api_key=None))
    assert "of-the-environment" in str(server.requests[0].headers.raw)


@all_apis
def test_key_argument_takes_precedence_over_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_API_KEY".upper(), "of-the-environment")
    script_response(server, OF_API[api])(connect(api))
    assert "of-the-environment" not in str(server.requests[0].headers.raw)
    assert KEY in str(server.requests[0].headers.raw)


@all_apis
@pytest.mark.parametrize("value", [None, "", " ", " \t\n"])
def test_missing_key_raises_and_names_the_variable(
    connect: Connect, server: HostileServer, api: str, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = f"{api}_API_KEY".upper()
    if value is not None:
        monkeypatch.setenv(variable, value)
    for blank in (None, "", "  "):
        with pytest.raises(package(api).ConfigurationError, match=f"{variable} is not set. Set it, or pass api_key="):
            connect.bare(api, api_key=blank, base_url=server.url)


@all_apis
@pytest.mark.parametrize("blank", ["", "  "])
def test_blank_key_is_ignored(
    connect: Connect, server: HostileServer, api: str, blank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_API_KEY".upper(), "of-the-environment")
    script_response(server, OF_API[api])(connect(api, api_key=blank))
    assert "of-the-environment" in str(server.requests[0].headers.raw)


@all_apis
def test_repr_does_not_show_the_key(connect: Connect, server: HostileServer, api: str) -> None:
    client = connect(api)
    script_response(server, OF_API[api])(client)
    assert KEY not in f"{client.client!r} {client.client!s}"
    assert CLASSES[api] in repr(client.client)


# Server.


@all_apis
def test_default_server_is_the_first_of_the_spec(connect: Connect, api: str) -> None:
    asked = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.scheme}://{request.url.host}{request.url.path}")
        return httpx.Response(200, json=OF_API[api].response_body)

    OF_API[api](connect(api, base_url=None, http_client=httpx.MockTransport(handle)))
    first = {
        "miramace": "https://api.miramace.com",
        "solum": "https://api.getsolum.com",
        "unpod": "https://unpod.ai",
        "maxcare": "https://api.maxcare.ai",
    }
    assert asked == [first[api] + OF_API[api].path]


@pytest.mark.parametrize("path", ["", "/", "/v2", "/v2/", "/a%2Fb/c"])
@pytest.mark.parametrize("call", [RUN_TASKS], ids=str)
def test_base_url_can_have_a_path_and_a_trailing_slash(
    connect: Connect, server: HostileServer, call: Call, path: str
) -> None:
    script_response(server, call)(connect(call.api, base_url=server.url + path))
    assert server.requests[0].path == path.rstrip("/") + call.path


@all_apis
def test_base_url_is_read_from_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_BASE_URL".upper(), f"{server.url}/staging")
    script_response(server, OF_API[api])(connect(api, base_url=None))
    assert server.requests[0].path == f"/staging{OF_API[api].path}"


@all_apis
def test_base_url_argument_takes_precedence_over_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_BASE_URL".upper(), "http://127.0.0.1:9")
    script_response(server, OF_API[api])(connect(api))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1",
        "file:///etc",
        "127.0.0.1:4010",
        "localhost:4010",
        "//127.0.0.1",
        "/v1",
        "http://",
        "http://robin:s3cret@127.0.0.1",
        "https://s3cret@127.0.0.1",
        "https://127.0.0.1?",
        "https://127.0.0.1/v2?",
        "https://127.0.0.1/v2?key=s3cret",
        "https://127.0.0.1#",
        "https://127.0.0.1/v2/#",
        "https://127.0.0.1/#s3cret",
    ],
)
def test_invalid_base_url_is_rejected(connect: Connect, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRAMACE_BASE_URL", url)
    blank: list[Any] = [url, None]
    with contextlib.suppress(httpx.InvalidURL):
        blank.append(httpx.URL(url))
    for one in blank:
        with pytest.raises(package("miramace").ConfigurationError, match="MIRAMACE_BASE_URL") as caught:
            connect(base_url=one)
        assert "s3cret" not in f"{caught.value!s} {caught.value!r}"


@all_calls
def test_base_url_can_be_an_httpx_url(connect: Connect, server: HostileServer, call: Call) -> None:
    script_response(server, call)(connect(call.api, base_url=httpx.URL(server.url + "/staging/")))
    assert server.requests[0].path == f"/staging{call.path}"


COUNTS: list[dict[str, Any]] = [
    *({"max_retries": count} for count in ("2", -1, 1.5, None)),
    *({"max_response_bytes": count} for count in (None, "1000", -1, 1e6)),
]


@pytest.mark.parametrize("option", COUNTS, ids=str)
def test_invalid_count_is_rejected(connect: Connect, option: dict[str, Any]) -> None:
    (name,) = option
    with pytest.raises(package("miramace").ConfigurationError, match=f"{name} must be a non-negative integer"):
        connect(**option)


@pytest.mark.parametrize("url", ["http://clinic.example", "http://10.0.0.7:8080", "HTTP://127.0.0.1.clinic.example"])
def test_http_to_another_host_warns_once(connect: Connect, url: str) -> None:
    with pytest.warns(UserWarning) as warned:
        connect(base_url=url)
    assert [warning.category for warning in warned] == [package("miramace").InsecureTransportWarning]
    assert KEY not in str(warned[0].message)
    assert warned[0].filename == driving.__file__, "it is to tell where the client was made"


def test_http_warns_for_each_client_and_not_for_requests(connect: Connect) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=GET_TASK.response_body))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for number in (1, 2):
            client = connect(base_url="http://clinic.example", http_client=transport)
            for _ in range(3):
                GET_TASK(client)
            assert [one.category.__name__ for one in warned] == ["InsecureTransportWarning"] * number


@pytest.mark.parametrize(
    "url",
    [
        "https://clinic.example",
        "http://localhost:1",
        "http://LOCALHOST",
        "http://127.0.0.1",
        "http://127.1.2.3",
        "http://[::1]:1",
    ],
)
def test_https_and_loopback_do_not_warn(connect: Connect, url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        connect(base_url=url)


def test_tls_is_verified(connect: Connect, server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[tuple[ssl.VerifyMode, bool]] = []
    for name in ("wrap_socket", "wrap_bio"):
        monkeypatch.setattr(ssl.SSLContext, name, _noting(getattr(ssl.SSLContext, name), used))
    with pytest.raises(httpx.ConnectError):
        GET_TASK(connect(base_url=server.url.replace("http", "https"), max_retries=0))
    assert used == [(ssl.CERT_REQUIRED, True)]


def _noting(wrap: Callable[..., Any], used: list[tuple[ssl.VerifyMode, bool]]) -> Callable[..., Any]:
    def noting(self: ssl.SSLContext, *arguments: Any, **named: Any) -> Any:
        used.append((self.verify_mode, self.check_hostname))
        return wrap(self, *arguments, **named)

    return noting


# Timeouts.


def test_client_has_a_default_timeout(connect: Connect) -> None:
    timeouts: list[dict[str, float | None]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        timeouts.append(request.extensions["timeout"])
        return httpx.Response(200, json=GET_TASK.response_body)

    GET_TASK(connect(http_client=httpx.MockTransport(handle)))
    assert all(seconds is not None and 0 < seconds < 120 for seconds in timeouts[0].values())


@pytest.mark.parametrize("timeout", [0.03, httpx.Timeout(10, read=0.03)], ids=["seconds", "Timeout"])
def test_timeout_of_the_client_applies(connect: Connect, server: HostileServer, timeout: float | httpx.Timeout) -> None:
    server.script(stall())
    assert isinstance(GET_TASK.failing(connect(timeout=timeout, max_retries=0)), httpx.TimeoutException)


@all_calls
def test_timeout_of_a_request_takes_precedence(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(stall())
    error = call.failing(connect(call.api, timeout=None, max_retries=0), timeout=IMPATIENT)
    assert isinstance(error, httpx.ReadTimeout)


def test_timeout_none_waits_forever(connect: Connect) -> None:
    timeouts: list[dict[str, float | None]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        timeouts.append(request.extensions["timeout"])
        return httpx.Response(200, json=GET_TASK.response_body)

    client = connect(http_client=httpx.MockTransport(handle))
    GET_TASK(client, timeout=None)
    assert set(timeouts[0].values()) == {None}
