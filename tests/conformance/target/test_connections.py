"""Messages about servers that cannot be reached: host, port, cause and what to do, and no text of an exception."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import BadStatusLine, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, ProtocolError

from caretasks.conformance.target.connections import describe_request_error, find_connection_error
from caretasks.conformance.target.network import NO_NETWORK, Network, find_proxy
from tests.certificates import write_certificate


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


class Handler(BaseHTTPRequestHandler):
    """A server that responds to reads, and a proxy that refuses every tunnel with a status."""

    tunnel_status = 403

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_CONNECT(self) -> None:
        self.send_response(self.tunnel_status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def running_server(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run the server on a loopback port, with TLS if there is a context, and yield the port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that rejects the certificate
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that creates a PEM file with a self-signed certificate for an address, and its key."""
    directory = tmp_path_factory.mktemp("certificates")

    def create(address: str) -> Path:
        return write_certificate(directory / f"{address}.pem", address)

    return create


def server_context(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "MARKER")
    error.verify_code = code
    return error


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "MARKER")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            socket.gaierror(-2, "MARKER"),
            "the host name cannot be resolved; check the host of --url and the name server",
        ),
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "MARKER"),
            "connection refused; start the server, or check the port",
        ),
        (TimeoutError("MARKER"), "the connection timed out; check the address and the firewall"),
        (ConnectionResetError(errno.ECONNRESET, "MARKER"), "connection reset by peer"),
        (certificate_error(18), "the TLS certificate is not trusted; pass its certificate authority with --ca-bundle"),
        (certificate_error(10), "the TLS certificate has expired; the operator of the server must renew it"),
        (certificate_error(62), "the TLS certificate is for another host name; check the host of --url"),
        (tls_error("TLSV13_ALERT_CERTIFICATE_REQUIRED"), "the server requires a client certificate; pass one with"),
        (tls_error("MARKER"), "the TLS handshake failed"),
        (RemoteDisconnected("MARKER"), "the connection was closed without a response"),
        (BadStatusLine("MARKER"), "what it sent is not an HTTP response; an earlier one may have had a body"),
    ],
)
def test_connection_error_names_host_and_port_the_cause_and_what_to_do(error: Exception, reason: str) -> None:
    wrapped = MaxRetryError(HTTPConnectionPool("x"), "/v1?api_key=MARKER", ProtocolError("MARKER", error))
    request = requests.Request("GET", "https://api.example.com/v1?api_key=MARKER").prepare()
    message = describe_request_error(requests.ConnectionError(wrapped, request=request))
    assert message.startswith(f"api.example.com:443 cannot be reached: {reason}")
    assert "MARKER" not in message


def test_closed_connection_of_the_first_request_suggests_tls() -> None:
    request = requests.Request("GET", "http://api.example.com/v1").prepare()
    error = requests.ConnectionError(ProtocolError("MARKER", RemoteDisconnected("MARKER")), request=request)
    assert describe_request_error(error, is_first=True).endswith("; if the server uses TLS, use https:// in --url")


def test_untrusted_certificate_is_trusted_with_its_ca_bundle(certificate: Callable[[str], Path]) -> None:
    path = certificate("127.0.0.1")
    with running_server(server_context(path)) as port:
        url = f"https://127.0.0.1:{port}"
        assert "is not trusted; pass its certificate authority" in (find_connection_error(url, NO_NETWORK, None) or "")
        assert find_connection_error(url, Network(ca_bundle=path), None) is None


def test_certificate_of_another_host_is_named_as_such(certificate: Callable[[str], Path]) -> None:
    path = certificate("127.0.0.2")
    with running_server(server_context(path)) as port:
        message = find_connection_error(f"https://127.0.0.1:{port}", Network(ca_bundle=path), None)
    assert message is not None
    assert "the TLS certificate is for another IP address" in message


def test_plain_server_at_an_https_url_is_named_as_such() -> None:
    with running_server() as port:
        message = find_connection_error(f"https://127.0.0.1:{port}", NO_NETWORK, None)
    assert message is not None
    assert message.endswith("the server does not use TLS on this port; use http:// or another port in --url")


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (403, "refused the connection with status 403; allow the host there, or add it to NO_PROXY"),
        (407, "requires a user and a password; set them in its URL"),
    ],
)
def test_proxy_that_refuses_is_named_without_its_password(
    status: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "tunnel_status", status)
    with running_server() as port:
        monkeypatch.setenv("https_proxy", f"http://robin:MARKER@127.0.0.1:{port}")
        found = find_connection_error("https://api.example.com", NO_NETWORK, None)
    assert found == f"api.example.com:443 cannot be reached: the proxy 127.0.0.1:{port} {message}"


def test_unreachable_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "127.0.0.1:1")
    assert find_connection_error("http://api.example.com", NO_NETWORK, None) == (
        "api.example.com:80 cannot be reached: the proxy 127.0.0.1:1 cannot be reached: connection refused; "
        "check HTTPS_PROXY and HTTP_PROXY, or add the host to NO_PROXY"
    )


def test_name_resolution_that_hangs_is_reported_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    released = Event()

    def resolve(*_: object) -> None:
        released.wait(10)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    message = find_connection_error("https://api.example.com", NO_NETWORK, 0.05)
    released.set()
    assert message == "api.example.com:443 cannot be reached: resolving the host name took longer than 0.05 s"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "[::1]", "api.localhost"])
def test_loopback_has_no_proxy(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert find_proxy(f"http://{host}:4010/x") is None


def test_no_proxy_lists_hosts_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example.com:3128")
    monkeypatch.setenv("no_proxy", "internal.example.com")
    assert find_proxy("https://api.example.com") == "http://proxy.example.com:3128"
    assert find_proxy("https://internal.example.com") is None
