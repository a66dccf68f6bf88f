"""Connections to a remote server: whether it can be reached, and why not. Messages name host and port only."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from http.client import RemoteDisconnected
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy

_CONNECT_SECONDS = 10.0
_DEFAULT_PORTS = {"http": 80, "https": 443}


def find_connection_error(url: str, timeout: float | None) -> str | None:
    """Try to connect to a server, and return an error message; None if it accepts connections.

    A server behind a proxy is not tried, because only the proxy is known to be reachable.
    """
    if select_proxy(url, get_environ_proxies(url)):
        return None
    parts = urlsplit(url)
    try:
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        socket.create_connection((parts.hostname or "", port), timeout or _CONNECT_SECONDS).close()
    except (OSError, UnicodeError) as error:  # UnicodeError: a label of the host name is too long
        return _format_message(url, error)
    return None


def describe_connection_error(error: requests.ConnectionError) -> str:
    """Return the message for a request that got no response. It quotes no text of the exception."""
    return _format_message(getattr(error.request, "url", None), error)


def _format_message(url: str | None, error: BaseException) -> str:
    parts = urlsplit(url or "")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    server = f"{host}:{parts.port or _DEFAULT_PORTS.get(parts.scheme)}" if host else "the server"
    reason = next(filter(None, map(_describe_cause, _iter_causes(error))), None)
    return f"{server} cannot be reached" + (f": {reason}" if reason else "")


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
            return "the host name cannot be resolved"
        case ssl.SSLCertVerificationError():
            return "the TLS certificate is not trusted, or is for another host"
        case ssl.SSLError():
            return "the TLS handshake failed"
        case TimeoutError():
            return "the connection timed out"
        case RemoteDisconnected():
            return "the connection was closed without a response"
        case OSError() if error.errno is not None and not isinstance(error, requests.RequestException):
            return os.strerror(error.errno).lower()
        case _:
            return None
