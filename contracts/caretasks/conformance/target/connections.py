"""Connections to a remote server: whether it can be reached, and why not.

A message names host, port, cause and what to do. It quotes no text of an exception, which may contain a key.
"""

from __future__ import annotations

import base64
import http.client
import os
import re
import socket
import ssl
from collections.abc import Iterator
from http.client import BadStatusLine, RemoteDisconnected
from threading import Thread
from urllib.parse import unquote, urlsplit

import requests

from caretasks.conformance.target.network import Network, default_port, describe_address, find_proxy

CONNECT_SECONDS = 3.0
"""Maximum time to determine whether a server can be reached, name resolution included."""

_TUNNEL_STATUS = re.compile(r"Tunnel connection failed: (\d{3})")
_CERTIFICATE_CAUSES = {
    9: "the TLS certificate is not valid yet; check the clock of this machine",
    10: "the TLS certificate has expired; the operator of the server must renew it",
    62: "the TLS certificate is for another host name; check the host of --url",
    64: "the TLS certificate is for another IP address; use the host name that it is for in --url",
}
_TLS_CAUSES = {
    "WRONG_VERSION_NUMBER": "the server does not use TLS on this port; use http:// or another port in --url",
    "HTTP_REQUEST": "the server does not use TLS on this port; use http:// or another port in --url",
    "CERTIFICATE_REQUIRED": "the server requires a client certificate; pass one with --client-cert",
    "BAD_CERTIFICATE": "the server rejected the client certificate, or requires one; pass one with --client-cert",
    "UNKNOWN_CA": "the server does not trust the client certificate; pass another one with --client-cert",
    "CERTIFICATE_UNKNOWN": "the server does not accept the client certificate; pass another one with --client-cert",
    "PROTOCOL_VERSION": "the TLS handshake failed: server and client have no TLS version in common",
    "HANDSHAKE_FAILURE": "the TLS handshake failed: the server has no cipher in common, or requires --client-cert",
}


def find_connection_error(url: str, network: Network, timeout: float | None) -> str | None:
    """Try to connect to a server as the requests do, and return an error message; None if it accepts connections.

    No request is sent to the server. A proxy gets a `CONNECT` request if the URL is `https`.
    """
    seconds = timeout or CONNECT_SECONDS
    errors: list[str | None] = []
    attempt = _Attempt(url, network, seconds)
    thread = Thread(target=lambda: errors.append(attempt.find_error()), daemon=True)  # a resolver has no timeout
    thread.start()
    thread.join(seconds)
    return errors[0] if errors else f"{attempt.peer} cannot be reached: {attempt.step} took longer than {seconds:g} s"


class _Attempt:
    """One attempt to connect. `step` is what it does at the moment, and `peer` the server or the proxy."""

    def __init__(self, url: str, network: Network, seconds: float) -> None:
        self._url, self._network, self._seconds = url, network, seconds
        self._proxy = find_proxy(url)
        self.step = "resolving the host name"
        self.peer = describe_address(url) if self._proxy is None else _name_proxy(self._proxy)

    def find_error(self) -> str | None:
        try:
            self._connect()
        except (OSError, UnicodeError, http.client.HTTPException) as error:  # UnicodeError: a label is too long
            return _format_message(self._url, error, to_proxy=self.peer != describe_address(self._url))
        return None

    def _connect(self) -> None:
        first = self._proxy or self._url
        host, port = urlsplit(first).hostname or "", default_port(first) or 1080  # SOCKS has its own default
        socket.getaddrinfo(host, port)
        self.step = "connecting"
        connection = socket.create_connection((host, port), self._seconds)
        try:
            is_tls = urlsplit(self._url).scheme == "https"
            if self._proxy is not None and (not is_tls or urlsplit(self._proxy).scheme != "http"):
                return  # only its own requests show whether the proxy forwards them
            if self._proxy is not None:
                self.step = "the response of the proxy"
                _open_tunnel(connection, self._proxy, self._url)
                self.peer = describe_address(self._url)
            if is_tls:
                self.step = "the TLS handshake"
                connection = self._network.ssl_context().wrap_socket(
                    connection, server_hostname=urlsplit(self._url).hostname
                )
        finally:
            connection.close()


def _open_tunnel(connection: socket.socket, proxy: str, url: str) -> None:
    """Send a `CONNECT` request to an HTTP proxy."""
    parts, server = urlsplit(proxy), describe_address(url)
    lines = [f"CONNECT {server} HTTP/1.1", f"Host: {server}"]
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(credentials.encode()).decode()}")
    connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1", "replace"))
    with http.client.HTTPResponse(connection, method="CONNECT") as response:
        response.begin()
        if response.status != 200:
            raise OSError(f"Tunnel connection failed: {response.status}")  # as `http.client` and urllib3 say it


def describe_request_error(error: requests.RequestException, *, is_first: bool = False) -> str:
    """Return the message for a request that got no response; `is_first` if no earlier one got one either."""
    url = getattr(error.request, "url", None) or ""
    message = _format_message(url, error, to_proxy=isinstance(error, requests.exceptions.ProxyError))
    is_closed = any(isinstance(each, ConnectionResetError | RemoteDisconnected) for each in _iter_causes(error))
    if is_first and is_closed and url.startswith("http:"):
        return f"{message}; if the server uses TLS, use https:// in --url"
    return message


def _format_message(url: str | None, error: BaseException, *, to_proxy: bool) -> str:
    server, proxy = describe_address(url or ""), find_proxy(url or "") if to_proxy else None
    causes = list(_iter_causes(error))
    status = next((found[1] for each in causes if (found := _TUNNEL_STATUS.search(str(each)))), None)
    if status == "407":
        return f"{server} cannot be reached: {_name_proxy(proxy)} requires a user and a password; set them in its URL"
    if status is not None:
        return (
            f"{server} cannot be reached: {_name_proxy(proxy)} refused the connection with status {status}; "
            "allow the host there, or add it to NO_PROXY"
        )
    reason = next(filter(None, (_describe_cause(each) for each in causes)), None)
    if to_proxy:
        reason = without_hint(reason or "the connection failed")
        return (
            f"{server} cannot be reached: {_name_proxy(proxy)} cannot be reached: {reason}; "
            "check HTTPS_PROXY and HTTP_PROXY, or add the host to NO_PROXY"
        )
    if isinstance(error, requests.exceptions.ReadTimeout):
        return f"{server} did not respond in time; wait longer with --timeout"
    return f"{server} cannot be reached" + (f": {reason}" if reason else "")


def without_hint(reason: str) -> str:
    """Return a message without what to do about it."""
    return reason.partition(";")[0]


def _name_proxy(proxy: str | None) -> str:
    return f"the proxy {describe_address(proxy)}" if proxy else "the proxy"


def _iter_causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those that it wraps, the innermost first. urllib3 wraps them in arguments and `reason`."""
    pending, found = [error], list[BaseException]()
    while pending:
        current = pending.pop()
        if current not in found:
            found.append(current)
            wrapped = (*current.args, getattr(current, "reason", None), current.__cause__, current.__context__)
            pending += [each for each in wrapped if isinstance(each, BaseException)]
    return reversed(found)


def _describe_cause(error: BaseException) -> str | None:
    match error:
        case socket.gaierror() | UnicodeError():
            return "the host name cannot be resolved; check the host of --url and the name server"
        case ssl.SSLCertVerificationError():
            untrusted = "the TLS certificate is not trusted; pass its certificate authority with --ca-bundle"
            return _CERTIFICATE_CAUSES.get(getattr(error, "verify_code", 0), untrusted)
        case ssl.SSLEOFError():  # also how TLS 1.3 shows that a client certificate is missing
            return (
                "the server closed the TLS connection; it may require a client certificate: pass it with --client-cert"
            )
        case ssl.SSLError():
            reason = getattr(error, "reason", None) or ""
            return next((text for name, text in _TLS_CAUSES.items() if name in reason), "the TLS handshake failed")
        case ConnectionRefusedError():
            return "connection refused; start the server, or check the port of --url"
        case TimeoutError():
            return "the connection timed out; check the address and the firewall"
        case RemoteDisconnected():
            return "the connection was closed without a response"
        case BadStatusLine():
            return (
                "what it sent is not an HTTP response; an earlier one may have had a body with status 204 or 304, or "
                "one that is longer than its Content-Length"
            )
        case OSError() if error.errno is not None and not isinstance(error, requests.RequestException):
            return os.strerror(error.errno).lower()
        case _:
            return None
