"""Access to the log and the controls from other machines: the token, `Host` and `Origin`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message

from caretasks.core.errors import UsageError
from caretasks.mock.app import build_app
from caretasks.mock.ui.control_access import ControlAccess, read_control_token
from caretasks.openapi.document import Api

TOKEN = "0123456789abcdef-token"  # noqa: S105 - of a test
BEARER = ("authorization", f"Bearer {TOKEN}")
OTHER = "192.0.2.1"
HOST = ("host", "mock:4010")
CONTROLS = [
    ("GET", "/solum/_requests"),
    ("GET", "/_requests"),
    ("DELETE", "/solum/_state"),
    ("DELETE", "/_state"),
    ("GET", "/_scenario"),
    ("POST", "/_clock"),
    ("POST", "/_data"),
]
Headers = list[tuple[str, str]]


@pytest.fixture(scope="module")
def app(apis: dict[str, Api]) -> ASGIApp:
    origins = ["http://localhost:3000"]
    return build_app([apis["solum"]], access=ControlAccess(TOKEN, "mock.example.com"), cors_origins=origins)


def call(
    app: ASGIApp, method: str, path: str, *headers: tuple[str, str], peer: str = OTHER
) -> tuple[int, str, set[str]]:
    """Send a request of another machine, and return the status, the body and the names of the headers."""
    sent: list[Message] = []
    scope = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        "client": (peer, 50000),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b'{"advance": 1}' if "clock" in path else b"{}"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]  # Starlette's type is Awaitable
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], body.decode(), {name.decode().lower() for name, _ in sent[0]["headers"]}


@pytest.mark.parametrize(("method", "path"), CONTROLS)
def test_token_gives_access_to_each_control(app: ASGIApp, method: str, path: str) -> None:
    assert call(app, method, path, HOST, BEARER)[0] in (200, 204)
    status, body, _ = call(app, method, path, HOST)
    assert (status, json.loads(body)["error"][:35]) == (403, "the control token is missing or wro")


@pytest.mark.parametrize(("method", "path"), CONTROLS)
def test_without_a_token_controls_return_403_and_say_why(apis: dict[str, Api], method: str, path: str) -> None:
    app = build_app([apis["solum"]])
    for headers in ([HOST], [HOST, BEARER], [("host", "localhost:4010")]):
        status, body, _ = call(app, method, path, *headers)
        assert status == 403
        assert "CARETASKS_CONTROL_TOKEN" in body


@pytest.mark.parametrize(
    "headers",
    [
        [("authorization", TOKEN)],
        [("authorization", f"Basic {TOKEN}")],
        [("authorization", f"Bearer {TOKEN}x")],
        [("authorization", f"Bearer {TOKEN[:-1]}")],
        [("authorization", f"Bearer {TOKEN.upper()}")],
        [("authorization", "Bearer ")],
        [("authorization", "Bearer \xff")],
        [BEARER, BEARER],
        [("x-control-token", TOKEN)],
    ],
)
def test_other_credentials_are_refused(app: ASGIApp, headers: Headers) -> None:
    status, body, _ = call(app, "GET", "/solum/_requests", HOST, *headers)
    assert status == 403
    assert TOKEN not in body


@pytest.mark.parametrize(
    "host",
    [
        *("mock:4010", "MOCK", "192.0.2.7:4010", "[2001:db8::1]:4010", "localhost:4010", "caretasks.localhost"),
        *("mock.default.svc.cluster.local", "host.docker.internal:4010", "my_service:80", "mock.example.com"),
    ],
)
def test_hosts_that_no_other_site_can_have_are_accepted(app: ASGIApp, host: str) -> None:
    assert call(app, "GET", "/_requests", ("host", host), BEARER)[0] == 200


@pytest.mark.parametrize(
    "hosts",
    [
        *([], [""], ["example.org"], ["mock.example.com.evil.example"], ["192.0.2.7.example.org"]),
        *(["mock@evil.example"], ["mock", "mock"], ["evil.example:4010"], ["mock:x"], ["evil.example", "mock"]),
    ],
)
def test_other_hosts_are_refused_with_the_token(app: ASGIApp, hosts: list[str]) -> None:
    assert call(app, "DELETE", "/_state", *(("host", host) for host in hosts), BEARER)[0] == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("origin", "http://mock:4010")], 200),
        ([("origin", "http://localhost:3000")], 403),
        ([("origin", "null")], 403),
        ([("origin", "http://mock:4010"), ("origin", "http://mock:4010")], 403),
        ([("origin", "http://mock:4010"), ("origin", "http://evil.example")], 403),
        ([("sec-fetch-site", "cross-site")], 403),
        ([("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], 403),
    ],
)
def test_pages_of_other_sites_are_refused_with_the_token(app: ASGIApp, headers: Headers, status: int) -> None:
    assert call(app, "GET", "/_requests", HOST, BEARER, *headers)[0] == status


@pytest.mark.parametrize("peer", [OTHER, "127.0.0.1"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("path", ["/solum/_requests", "/_requests", "/_scenario", "/_clock"])
def test_cors_never_covers_the_log_and_the_controls(app: ASGIApp, peer: str, method: str, path: str) -> None:
    origin = [("host", "localhost:4010"), ("origin", "http://localhost:3000"), ("access-control-request-method", "GET")]
    status, _, headers = call(app, method, path, *origin, peer=peer)
    assert status in (403, 404)
    assert not [name for name in headers if name.startswith("access-control")]
    assert "access-control-allow-origin" in call(app, "GET", "/solum/v1/tasks", *origin, peer=peer)[2]


def test_requests_of_this_machine_need_no_token(app: ASGIApp) -> None:
    assert call(app, "GET", "/_requests", ("host", "localhost:4010"), peer="127.0.0.1")[0] == 200
    assert call(app, "GET", "/_requests", ("host", "evil.example"), peer="127.0.0.1")[0] == 404


def test_refused_token_is_not_in_the_request_log(app: ASGIApp) -> None:
    call(app, "GET", "/_requests", ("host", "evil.example"), BEARER, peer="127.0.0.1")
    log = call(app, "GET", "/_requests", HOST, BEARER)[1]
    assert TOKEN not in log
    assert "_requests" not in {each["path"] for each in json.loads(log)["requests"]}


def test_token_is_read_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARETASKS_CONTROL_TOKEN", raising=False)
    assert read_control_token(None) is None
    monkeypatch.setenv("CARETASKS_CONTROL_TOKEN", "")
    assert read_control_token(None) is None
    monkeypatch.setenv("CARETASKS_CONTROL_TOKEN", TOKEN)
    assert read_control_token(None) == TOKEN
    file = tmp_path / "token"
    for end in ("", "\n", "\r\n"):
        file.write_bytes(f"of-a-file-{TOKEN}{end}".encode())
        assert read_control_token(file) == f"of-a-file-{TOKEN}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "at least 16 characters"),
        (b"0123456789abcde", "at least 16 characters"),
        (b"0123456789abcdef\n0123456789abcdef", "one line of ASCII characters"),
        (b"0123456789abcdef\n\n", "one line of ASCII characters"),
        (b"0123456789 abcdef", "one line of ASCII characters"),
        (b"0123456789abcdef\xc3\xa4", "one line of ASCII characters"),
        (b"0123456789abcdef\0", "one line of ASCII characters"),
        (b"0" * 1025, "longer than 1024 characters"),
        (b"0" * 5_000_000, "longer than 1024 characters"),
    ],
)
def test_unusable_token_is_refused_and_not_repeated(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=message) as raised:
        read_control_token(file)
    assert "0123456789" not in str(raised.value)


def test_missing_token_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--control-token-file: .*token cannot be read: No such file"):
        read_control_token(tmp_path / "token")


def test_short_token_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARETASKS_CONTROL_TOKEN", "0123456789abcde")
    with pytest.raises(UsageError, match="CARETASKS_CONTROL_TOKEN: the token must have at least 16 characters"):
        read_control_token(None)
