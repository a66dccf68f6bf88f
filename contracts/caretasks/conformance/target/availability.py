"""Detection of a server that stops responding, and of a gateway that responds in place of the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

import requests

from caretasks.conformance.target.connections import describe_request_error, find_connection_error, without_hint
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.network import describe_address, find_proxy
from caretasks.core.http import Response, is_json
from caretasks.openapi.document import Api, Operation

_RETRY_PAUSES_SECONDS = (0.2, 1.0, 2.0)
"""Pauses before the attempts to reach a server that dropped a connection: it may be about to end, or restart."""
_TIMEOUT_SECONDS = 10.0
_UNKNOWN_PATH = "unknown-4b1d7c1e"
_MAX_TIMEOUTS = 3
_MAX_DROPPED_CONNECTIONS = 10
_REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
_SERVER_FAULT_STATUSES = frozenset({405, 500, 501})  # an HTML page with one of these is a response of the API's server
_TEMPORARY_STATUSES = frozenset({408, 425, 429})
_PROXY_STATUSES = frozenset({403, 502, 503, 504})
_LOGIN = re.compile(r"\b(?:log|sign)[-_]?(?:in|on)\b|\b(?:sso|saml2?|oauth2?|auth|authorize|accounts)\b", re.IGNORECASE)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_METHOD_NAME = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b")
_VARIABLE_WORD = re.compile(r"[\w.:+-]*\d[\w.:+-]*")  # such as a time or the ID of a request
_PASSWORD_FIELD = re.compile(rb"""type=["']?password\b""", re.IGNORECASE)


class TransportError(Exception):
    """A request was not sent, or its response was not accepted. The message contains no data of either."""


class SlowResponseError(TransportError):
    """The response took longer than the maximum time, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"response too slow: longer than {seconds:g} seconds")
        self.seconds = seconds


class ServerLostError(TransportError):
    """The server stopped responding. No more requests are sent."""


class ServerMonitor:
    """Counts requests without a response. `lost` is the reason why no more are sent, or None."""

    def __init__(self, target: Target, timeout: float | None, sleep: Callable[[float], None]) -> None:
        self.lost: str | None = None
        self._target = target
        self._timeout = timeout
        self._sleep = sleep
        self._failures = 0

    def raise_if_lost(self) -> None:
        """Raise an error if the server stopped responding.

        Raises:
            ServerLostError: It did.
        """
        if self.lost is not None:
            raise ServerLostError(self.lost)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Send one request in the block.

        Raises:
            ServerLostError: The server stopped responding.
        """
        self.raise_if_lost()
        try:
            yield
        except (requests.ConnectionError, requests.Timeout, SlowResponseError) as error:
            self._failures += 1
            self.lost = self._find_reason(error)
            self.raise_if_lost()
            raise
        self._failures = 0

    def _find_reason(self, error: requests.RequestException | SlowResponseError) -> str | None:
        """Return why the server is lost; None if it may respond to another request."""
        is_timeout = isinstance(error, requests.exceptions.ReadTimeout | SlowResponseError)
        message = None if is_timeout else self._try_to_connect()
        if message is None and self._failures < (_MAX_TIMEOUTS if is_timeout else _MAX_DROPPED_CONNECTIONS):
            return None
        times = "" if message else f" {self._failures} times in a row"
        if isinstance(error, SlowResponseError):
            message = f"{describe_address(self._target.url or '')} took longer than {error.seconds:g} s for a response"
        else:
            message = without_hint(message or describe_request_error(error))
        return f"the run ended early, because {message}{times}; the results so far are reported"

    def _try_to_connect(self) -> str | None:
        message = None
        for pause in _RETRY_PAUSES_SECONDS:
            self._sleep(pause)
            message = find_connection_error(self._target.url or "", self._target.network, self._timeout)
            if message is None:
                return None
        return message


def describe_gateway(url: str, operation: Operation, response: Response) -> str | None:
    """Return why the response to a read is not one of the API, but of a gateway, a proxy or a website; None if it is.

    Args:
        url: The URL of the request.
        operation: The operation.
        response: The response.
    """
    server, status, documented = describe_address(url), response.status, operation.find_response(response.status)
    if status == 407:
        return f"{server}: the proxy requires a user and a password (status 407); set them in the URL of the proxy"
    if status in _REDIRECT_STATUSES and (documented is None or documented.status == "default"):
        return _describe_redirect(url, status, response.header("location") or "")
    proxy = find_proxy(url)
    sender = f"the proxy {describe_address(proxy)}, or {server} behind it," if proxy else server
    if proxy and status in _PROXY_STATUSES and not is_json(response.media_type):
        return f"{sender} refused the request with status {status}; allow the host there, or add it to NO_PROXY"
    if status in _SERVER_FAULT_STATUSES or not _is_html(response):
        return None
    if documented is not None and any("html" in name for name in documented.data.get("content", {})):
        return None
    page = "a login page" if _PASSWORD_FIELD.search(response.body or b"") else "an HTML page"
    hint = "pass the header that its gateway requires with --header" if "login" in page else "check --url"
    if status in (401, 403):
        hint = "check the API key, or pass the header that its gateway requires with --header"
    return f"{sender} returned {page} (status {status}) to {operation.id}, where the spec documents JSON; {hint}"


@dataclass(frozen=True)
class FirstResponse:
    """The response to one of the first requests.

    Attributes:
        operation: The operation of the request.
        url: The URL of the request.
        response: The response.
    """

    operation: Operation
    url: str
    response: Response

    @property
    def is_client_error(self) -> bool:
        """True for a client error that lasts, as a server returns for a path that it does not have."""
        return 400 <= self.response.status < 500 and self.response.status not in _TEMPORARY_STATUSES


def read_unknown_path(target: Target, timeout: float | None) -> FirstResponse | None:
    """Return the response to a path that the API does not have; None without one.

    Call it with the transport installed.
    """
    url = f"{target.url}/{_UNKNOWN_PATH}"
    try:
        received = requests.get(
            url, headers=target.key_headers, timeout=timeout or _TIMEOUT_SECONDS, allow_redirects=False
        )
    except (requests.RequestException, TransportError):
        return None
    response = Response(received.status_code, tuple(received.headers.items()), received.content)
    return FirstResponse(target.api.operations[0], url, response)


def is_gateway_everywhere(unknown: FirstResponse | None, url: str) -> bool:
    """Return whether a path that the API does not have gets the response of a gateway, too.

    If it does not, the response to the documented read is a failure of the API.
    """
    return unknown is None or describe_gateway(url, unknown.operation, unknown.response) is not None


def describe_absence(
    api: Api, received: Sequence[FirstResponse], unknown: FirstResponse | None, *, has_writes: bool
) -> str | None:
    """Return the message that the API is not at the URL: each request got the response to an unknown path.

    Documented IDs may not exist on a server. So with requests for resources only, None if writes will be sent, which
    may create them.
    """
    lists = [each for each in received if not each.operation.path_parameters]
    if unknown is None or not received or not (lists or not has_writes):
        return None
    if any(_without_variable_parts(each) != _without_variable_parts(unknown) for each in received):
        return None
    status = unknown.response.status
    hints = ["check the API key"] if status in (401, 403) else []
    documented = api.servers[0] if api.servers else "none"
    hints.append(f"check the path of --url (the server URL in the spec is {documented})")
    if not lists:
        hints.append("list existing IDs in a --fixtures file")
    return (
        f"{describe_address(unknown.url)} returned status {status} to every request, also to a path that the API does "
        f"not have; {', or '.join(hints)}"
    )


def _without_variable_parts(received: FirstResponse) -> tuple[int, str, str]:
    """Return the status, media type and body of a response, without the path, IDs and times."""
    url, response = urlsplit(received.url), received.response
    body = (response.body or b"").decode("utf-8", "replace").replace("\\/", "/")
    targets = [f"{url.path}?{url.query}" if url.query else url.path, url.path]
    for text in [each for target in targets for each in (target, unquote(target), target.lstrip("/"))]:
        body = body.replace(text, "") if text.strip("/") else body
    body = _METHOD_NAME.sub("", body)
    return response.status, response.media_type, _VARIABLE_WORD.sub("", body)


def _describe_redirect(url: str, status: int, location: str) -> str | None:
    try:
        source, destination = urlsplit(url), urlsplit(urljoin(url, location))
        host, is_same_host = destination.hostname or "", destination.hostname == source.hostname
    except ValueError:  # a malformed location is a matter of the checks
        return None
    start = f"{describe_address(url)} redirects to"
    if _LOGIN.search(destination.path) or (_LOGIN.search(host) and not is_same_host):
        return (
            f"{start} a login page on {host} (status {status}); pass the header that its gateway requires with "
            "--header, or use a URL behind it"
        )
    if is_same_host and destination.scheme == source.scheme:
        return None
    return f"{start} {destination.scheme}://{host} (status {status}), and redirects are not followed; use that in --url"


def _is_html(response: Response) -> bool:
    return _HTML.match(response.body or b"") is not None
