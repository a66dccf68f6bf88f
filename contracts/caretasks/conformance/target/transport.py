"""The transport for all requests to a remote server, including those of Schemathesis.

It blocks requests that the user has not allowed, keeps to the rate limit, and retries reads while the server is busy.
The rate limit of Schemathesis counts neither its own probes nor retries.
Schemathesis is configured to send no blocked requests, so blocking is a second line of defense. One case needs it:
Schemathesis repeats a request whose connection was closed, although the server may have processed the write.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import requests.sessions
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import InvalidHeader

from caretasks.conformance.cases import CASE_ID_HEADER
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.target import phone_numbers
from caretasks.conformance.target.availability import ServerMonitor, TransportError
from caretasks.conformance.target.model import Target, iter_values
from caretasks.conformance.target.network import find_proxy
from caretasks.conformance.target.response_limits import LimitedResponse, TimedHTTPResponse
from caretasks.core import interrupts, strict_json
from caretasks.core.errors import UsageError
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.form_bodies import Fields, body_schemas, is_form, read_fields
from caretasks.openapi.operation.path_templates import api_routes
from caretasks.openapi.operation.security import has_invalid_key, key_headers

RETRY_STATUSES = frozenset({429, 502, 503, 504})
"""Statuses for which a read is retried."""

MAX_RETRY_AFTER_SECONDS = 60.0
"""Maximum wait for a `Retry-After` header."""

_READ_METHODS = ("GET", "HEAD", "OPTIONS")
_MAX_ATTEMPTS = 4
_MAX_FAILED_READS = 3  # after this many consecutive reads that failed despite retries, reads are not retried
_XML_TEXT = re.compile(r"<([^\s<>/?!]+)[^<>]*>([^<]+)")
_XML_ATTRIBUTE = re.compile(r"\s([^\s<>=]+)=\"([^\"]*)\"")
_MIN_UNAMBIGUOUS_KEY_LENGTH = 8  # a shorter key is only recognized as a whole word


class RequestBlockedError(TransportError):
    """The request must not be sent."""


class SafeTransport:
    """Sends requests to the server of a target, within the limits of the settings.

    `on_discarded` is called with each response that is discarded because the request is retried.
    """

    def __init__(
        self,
        target: Target,
        settings: Settings,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = interrupts.sleep,
        on_discarded: Callable[[requests.Response], None] = lambda response: None,
    ) -> None:
        self.sends_requests = True
        self._on_discarded = on_discarded
        self._target = target
        self._host = urlsplit(target.url or "").netloc
        self.network, self.tokens = target.network, target.tokens
        self.monitor = ServerMonitor(target, settings.timeout, sleep)
        self._routes = api_routes(target.api)
        self._phone_fields = phone_numbers.phone_fields(target.api)
        self._user_values = set(iter_values(dict(target.user_values))) - phone_numbers.documented_numbers(target.api)
        self._sent_writes = set[str]()  # IDs of operations (documented writes) or of Schemathesis cases
        self._key_encodings = target.key_encodings
        self._key_headers = {"authorization": "", **key_headers(target.api)}
        self._writes = settings.writes
        self._excluded = settings.excluded_operations
        self._interval_seconds = 0.0 if settings.rate_limit is None else 1 / settings.rate_limit
        self._now, self._sleep, self._next_send_time = now, sleep, now()
        self._failed_reads = 0

    def send(self, request: requests.PreparedRequest, send_once: Callable[[], requests.Response]) -> requests.Response:
        """Send a request with `send_once`. Retry a read while the server is busy.

        Raises:
            TransportError: The request was not sent.
        """
        self._raise_if_blocked(request)
        for attempt in range(_MAX_ATTEMPTS):
            self.wait()
            with self.monitor.watching():
                response = send_once()
            if response.status_code not in RETRY_STATUSES:
                self._failed_reads = 0
                return response
            retry_after = _retry_after_seconds(response)
            self._next_send_time = max(self._next_send_time, self._now() + retry_after)
            if request.method not in _READ_METHODS or self._failed_reads >= _MAX_FAILED_READS:
                break
            if attempt == _MAX_ATTEMPTS - 1 or retry_after > MAX_RETRY_AFTER_SECONDS:
                break
            self._next_send_time = max(self._next_send_time, self._now() + (retry_after or 2.0**attempt))
            self._on_discarded(response)
            response.close()
        self._failed_reads += request.method in _READ_METHODS
        return response

    def wait(self) -> None:
        """Wait until the next request may be sent.

        Raises:
            TransportError: The server requires a longer wait than the maximum.
        """
        seconds = self._next_send_time - self._now()
        if seconds > MAX_RETRY_AFTER_SECONDS + self._interval_seconds:
            raise TransportError(
                f"rate limited: Retry-After requires a wait of {seconds:.0f} seconds, "
                f"longer than the maximum of {MAX_RETRY_AFTER_SECONDS:.0f} seconds"
            )
        if seconds > 0:
            self._sleep(seconds)
        self._next_send_time = self._now() + self._interval_seconds

    def _raise_if_blocked(self, request: requests.PreparedRequest) -> None:
        if not self.sends_requests:
            raise RequestBlockedError("request blocked: a recording is checked without sending requests")
        if urlsplit(request.url or "").netloc != self._host and self._has_key(request):
            raise RequestBlockedError("request blocked: it would send the API key to another host")
        if request.body and self._has_dialable_number(request):  # a server may read the body of a GET
            raise RequestBlockedError(
                "request blocked: it contains a phone number outside the reserved fictional range"
            )
        operation = self._find_operation(request) if self._excluded else None
        if operation is not None and operation.id in self._excluded:
            raise RequestBlockedError(f"request blocked: {operation.id} is excluded")
        if request.method in _READ_METHODS:
            return
        if self._writes is not Writes.GENERATED and not self._has_credentials(request) and self._needs_key(request):
            if request.body not in (None, b"", "", b"{}", "{}"):
                raise RequestBlockedError("request blocked: a write without a valid key must have the body {}")
            return
        if self._writes is Writes.NONE:
            raise RequestBlockedError("request blocked: writes are not allowed with --writes none")
        self._raise_if_repeated(request)

    def _raise_if_repeated(self, request: requests.PreparedRequest) -> None:
        """Block a write that was sent before: by operation for documented writes, by case for generated ones."""
        write_id = _decode(request.headers.get(CASE_ID_HEADER, ""))
        if self._writes is Writes.DOCUMENTED:
            operation = self._find_operation(request)
            if operation is None:
                raise RequestBlockedError("request blocked: the spec has no such write")
            write_id = operation.id
        if write_id and write_id in self._sent_writes:
            raise RequestBlockedError("request blocked: a write is sent only once")
        self._sent_writes.add(write_id)

    def _has_dialable_number(self, request: requests.PreparedRequest) -> bool:
        """Return whether the body of a request contains a phone number that the server could call."""
        content_type, body = _decode(request.headers.get("Content-Type", "")), _decode(request.body)
        fields: Fields | None = None
        operation = self._find_operation(request)
        schemas = () if operation is None else body_schemas(operation)
        if is_form(content_type):
            fields = read_fields(request.body if isinstance(request.body, bytes) else body.encode(), content_type)
        elif body.startswith("--") and "Content-Disposition" in body:  # its Content-Type is invalid on purpose
            boundary = body.partition("\r\n")[0].removeprefix("--")
            fields = read_fields(body.encode("latin-1", "replace"), f"multipart/form-data; boundary={boundary}")
        elif "xml" in content_type:
            fields = _xml_elements(body)
        elif any(schema.data.get("format") == "binary" for schema in schemas) and not content_type.startswith("text/"):
            return False  # the content of a file
        if fields is not None:
            return phone_numbers.is_dialable_form(fields, schemas, self._phone_fields, self._user_values)
        try:
            return phone_numbers.is_dialable(json.loads(body), self._phone_fields, self._user_values)
        except ValueError:  # not JSON: any digits may be a phone number
            return phone_numbers.has_dialable_number(body, self._user_values)

    def _find_operation(self, request: requests.PreparedRequest) -> Operation | None:
        url, base_path = urlsplit(str(request.url or "")), self._target.path
        is_below, below = url.path.startswith(base_path), url.path[len(base_path) :]
        route = self._routes.find_below(self._target.api, below, url.query) if is_below else None
        return None if route is None else route.operations.get(request.method or "")

    def _needs_key(self, request: requests.PreparedRequest) -> bool:
        """Return whether a request without a key is a probe: its operation is not public."""
        operation = self._find_operation(request)
        return operation is None or (bool(operation.security) and () not in operation.security)

    def _has_credentials(self, request: requests.PreparedRequest) -> bool:
        """Return whether a request has the API key, or any key other than those of the authentication probes."""
        return self._has_key(request) or any(
            self._is_other_key(name, _decode(value)) for name, value in request.headers.items()
        )

    def _is_other_key(self, name: str, value: str) -> bool:
        prefix = self._key_headers.get(name.lower())
        is_empty = prefix is None or value.strip() in ("", prefix.strip())
        return not is_empty and not has_invalid_key(value)

    def _has_key(self, request: requests.PreparedRequest) -> bool:
        parts = [request.url or "", *map(_decode, request.headers.values()), _decode(request.body or "")]
        words = {word for part in parts for word in re.split(r"[\s/?&=;,]+", part)}
        return any(
            key in words or (len(key) >= _MIN_UNAMBIGUOUS_KEY_LENGTH and any(key in part for part in parts))
            for key in self._key_encodings
        )


class _SafeAdapter(HTTPAdapter):
    """A `requests` adapter that sends with a `SafeTransport`, over the network that the target sets."""

    def __init__(self, transport: SafeTransport) -> None:
        super().__init__()
        self._transport = transport

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        network, proxy = self._transport.network, find_proxy(request.url or "")
        proxies = {} if proxy is None else {urlsplit(request.url or "").scheme: proxy}
        options = {**kwargs, "verify": network.verify, "cert": network.cert, "proxies": proxies}
        response = self._transport.send(request, partial(self._receive_once, request, *args, **options))
        if strict_json.is_nested_too_deeply(response.content):
            raise TransportError(f"response nested too deeply: more than {strict_json.MAX_DEPTH} levels")
        return response

    def _receive_once(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request, and receive the whole response: a server that stops in its body is not available either."""
        response = self._send_once(request, *args, **options)
        response.content  # noqa: B018 - the property reads the body
        return response

    def _send_once(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request with an access token and the headers for a gateway, which no check and no report sees."""
        sent = request.copy()
        try:
            self._transport.tokens.insert(sent.headers)
        except UsageError as error:
            raise TransportError(str(error)) from None
        sent.headers.update(self._transport.network.header_values)
        try:
            response = super().send(sent, *args, **options)
        except requests.RequestException as error:
            error.request = request
            raise
        response.request = request
        return response

    def build_response(self, req: requests.PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        response = super().build_response(req, resp)
        response.__class__ = LimitedResponse
        return response


@contextlib.contextmanager
def installed_transport(
    target: Target, settings: Settings, on_discarded: Callable[[requests.Response], None] = lambda response: None
) -> Iterator[SafeTransport]:
    """Send all requests to a remote server with a `SafeTransport` while the block runs.

    Requests to an application in this process do not use it; their sender calls `SafeTransport.wait`.
    """
    transport = SafeTransport(target, settings, on_discarded=on_discarded)
    original_netrc = os.environ.get("NETRC")
    os.environ["NETRC"] = ""  # `requests` would add the credentials in .netrc to the probes without a key
    with contextlib.ExitStack() as stack:
        # The adapter selects the proxy, and an application in this process has none. To read all environment variables
        # for each request takes a tenth of the time of a check.
        stack.enter_context(patch.object(requests.sessions, "get_environ_proxies", lambda url, no_proxy=None: {}))
        if target.url is not None:
            # Every session, also those that Schemathesis creates, takes its adapters from this module attribute.
            stack.enter_context(patch.object(requests.sessions, "HTTPAdapter", partial(_SafeAdapter, transport)))
            # The response of a proxy to `CONNECT` is one of this class, too.
            stack.enter_context(patch.object(http.client.HTTPConnection, "response_class", TimedHTTPResponse))
        try:
            yield transport
        finally:
            del os.environ["NETRC"]
            if original_netrc is not None:
                os.environ["NETRC"] = original_netrc


def _retry_after_seconds(response: requests.Response) -> float:
    """Return the value of the `Retry-After` header in seconds; 0 if there is none."""
    value = response.headers.get("Retry-After", "").strip()
    try:
        return max(0.0, float(Retry().parse_retry_after(value))) if value else 0.0
    except InvalidHeader:
        return 0.0


def _xml_elements(body: str) -> dict[str, list[str]]:
    """Return the text and the attributes of the elements of an XML body, by name."""
    found: dict[str, list[str]] = {}
    for name, text in _XML_TEXT.findall(body) + _XML_ATTRIBUTE.findall(body):
        found.setdefault(name.rpartition(":")[2], []).append(text)
    return found


def _decode(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
