"""The result of a response: the value that a method returns, or the error that it raises."""

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import httpx

from ..decoding import Difference, Drift, any_value, is_array, is_object, parse_json, string
from ..errors import (
    ApiError,
    ApiStatusError,
    BusinessError,
    DriftError,
    ResponseDecodeError,
    ResponseTooLargeError,
    status_error,
)
from ..operation import NO_BODY, Body
from ..transport.call import Call
from ..transport.delivery import CHECK_FIRST
from ..transport.response_body import body_text
from ..transport.retries import retry_after
from ..types import UNSET, Response
from .error_summary import summarize
from .streams import AsyncEventStream, AsyncJsonLines, EventStream, JsonLines

T = TypeVar("T")

drift_observers: list[Callable[[str, str, int, str, Difference], object]] = []
"""Functions that are called with each difference of any client of the process: the API, the operation, the status, the
JSON pointer and the difference. The pytest plugin adds one."""

_is_json_media_type = re.compile(r"application/([^;]*\+)?json\s*(;|$)", re.IGNORECASE).match


def parse_response(call: Call[T]) -> Response[T]:
    """Return the success that a call has come to, or raise its error."""
    if call.failure is not None:
        raise call.failure
    try:
        return _parse(call)
    except ApiError as error:
        error.attempts = call.attempts
        raise
    except Exception as error:
        if not call.operation.is_write:
            raise
        raise call.unknown_outcome(error) from error


def _parse(call: Call[T]) -> Response[T]:
    operation, response = call.operation, call.response
    assert response is not None, "the last attempt has a response, or has raised"  # noqa: S101 - for the type checker
    status = response.status_code
    body, is_undocumented = operation.success_body(status), False
    if body is None:
        body = _undocumented_success(call, response)
        is_undocumented = body is not None
    if body is None:
        raise _status_error(call, response)
    if call.rejection is not None:
        rejection = call.rejection
        raise _decode_error(rejection.error, call, response, rejection.reason, length=rejection.length)
    body = body.select(response.headers.get("content-type", ""))
    if call.is_open:
        parsed: Any = _stream(call, response, body)
        return Response(status_code=status, content=b"", headers=response.headers, parsed=parsed)
    drift = Drift()
    parsed = None if call.is_saved else _decode(call, response, body, drift)
    if is_undocumented:
        documented = " or ".join(operation.successes)
        inside = {pointer: each for pointer, each in drift.found.items() if pointer}
        drift.found = {"": Difference(f"status {documented}", f"status {status}"), **inside}
    _check_drift(call, response, drift)
    return Response(status_code=status, content=response.content, headers=response.headers, parsed=parsed)


def _undocumented_success(call: Call[Any], response: httpx.Response) -> Body | None:
    """Return the body of a success whose status is not documented; None if it has to be an error.

    The server may have processed the request, so a JSON object is decoded as the documented success, or as it is if
    that has no body. No body is a success if a documented one has none either.
    """
    operation, status = call.operation, response.status_code
    if str(status) in operation.errors or status not in (200, 201, 202, 204, 205):
        return None
    documented = list(operation.successes.values())
    if not response.content:
        has_none = any(body.kind == "none" for body in documented)
        return NO_BODY if has_none and operation.is_write else None
    if not is_object(_json(response)) or not documented:
        return None
    return next((body for body in documented if body.kind != "none"), Body("any"))


def _check_drift(call: Call[Any], response: httpx.Response, drift: Drift) -> None:
    """Report the differences from the spec; a strict client raises an error for them."""
    if drift.found:
        _report_drift(call, "", response.status_code, drift)
        if call.config.strict:
            found = "; ".join(f"{pointer or 'the body'}: {each}" for pointer, each in drift.found.items())
            places = {pointer: str(each) for pointer, each in drift.found.items()}
            raise _decode_error(DriftError, call, response, f"it differs from the spec: {found}", places=places)


class _StreamSource:
    """An open response for its stream."""

    def __init__(self, call: Call[Any], response: httpx.Response, body: Body) -> None:
        self.response = response
        self.max_bytes = call.config.max_response_bytes
        self.deadline = call.deadline
        self._call, self._body = call, body

    def decode(self, text: bytes) -> Any:
        drift = Drift()
        decoded = _decode_json(self._call, self.response, self._body, text, drift)
        _check_drift(self._call, self.response, drift)
        return decoded

    def failure(self, error: Exception) -> Exception:
        return self._call.stream_failure(error)

    def too_large(self) -> Exception:
        reason = f"a part of it is larger than the {self.max_bytes} bytes that max_response_bytes allows"
        return _decode_error(ResponseTooLargeError, self._call, self.response, reason, length=self.max_bytes)


def _stream(call: Call[Any], response: httpx.Response, body: Body) -> Any:
    """Return the iterator over the events or lines of an open response."""
    source = _StreamSource(call, response, body)
    if body.kind == "events":
        is_text = body.decode in (string, any_value)
        if call.is_async:
            return AsyncEventStream[Any](source, is_text=is_text)
        return EventStream[Any](source, is_text=is_text)
    return AsyncJsonLines[Any](source) if call.is_async else JsonLines[Any](source)


def _status_error(call: Call[Any], response: httpx.Response) -> ApiStatusError:
    operation, status = call.operation, response.status_code
    documented = operation.error_body(status)
    kind = BusinessError if 200 <= status <= 299 and documented is not None else status_error(status)
    documented = documented or operation.errors.get("default")
    raw = _json(response)
    body: Any = body_text(response) if raw is UNSET else raw
    if raw is not UNSET and documented is not None and documented.kind == "json":
        drift = Drift()
        with contextlib.suppress(RecursionError):  # then the JSON stays as it is
            body = documented.decode(raw, drift, "", "")
        _report_drift(call, f" ({status})", status, drift)
    unknown = operation.is_write and kind is not BusinessError and (status == 408 or not 400 <= status <= 499)
    summary = summarize(operation, response, raw, documented, call.config.secrets)
    error: ApiStatusError = call.config.api.errors.get_class(kind, outcome_unknown=unknown)(
        summary + (CHECK_FIRST if unknown else ""),
        operation=operation.name,
        body=body,
        message=_message(raw) if raw is not UNSET else _plain_text(response),
        request_id=_request_id(raw, response.headers, operation.request_id_headers),
        retry_after=retry_after(response),
        response=response,
    )
    return error


def _decode(call: Call[Any], response: httpx.Response, body: Body, drift: Drift) -> Any:
    """Return the value of a body; of an undocumented one its JSON, else its text, or None if it is empty."""
    if body.kind == "none" or (body.kind == "any" and not response.content):
        return None
    if body.kind == "bytes":
        return response.content
    is_json = _is_json_media_type(response.headers.get("content-type", ""))
    if body.kind == "text" or (body.kind == "any" and not is_json and _json(response) is UNSET):
        return body_text(response)
    return _decode_json(call, response, body, response.content, drift)


def _decode_json(call: Call[Any], response: httpx.Response, body: Body, content: bytes, drift: Drift) -> Any:
    try:
        value = parse_json(content)
        decoded = body.decode(value, drift, "", "")
    except ValueError:
        reason = "the body is not JSON"
    except RecursionError:
        reason = "the body is nested too deeply"
    else:
        if "" not in drift.found or decoded is not value:
            return decoded
        reason = f"the body is {drift.found['']}"
    raise _decode_error(ResponseDecodeError, call, response, reason)


def _decode_error(
    kind: type[ResponseDecodeError], call: Call[Any], response: httpx.Response, reason: str, **more: Any
) -> ResponseDecodeError:
    operation = call.operation
    if operation.is_write:
        reason += CHECK_FIRST
    if "length" not in more:
        more["length"] = 0 if call.is_open else len(response.content)
    error: ResponseDecodeError = call.config.api.errors.get_class(kind, outcome_unknown=operation.is_write)(
        reason, operation=operation.name, label=operation.label, response=response, **more
    )
    return error


def _report_drift(call: Call[Any], error: str, status: int, drift: Drift) -> None:
    """Call the hooks for each difference from the spec, and log each once."""
    name, config = call.operation.name, call.config
    for pointer, difference in drift.found.items():
        call.report("on_drift", status, pointer, *difference)
        for observe in drift_observers:
            observe(config.api.name, name, status, pointer, difference)
        if (name, error, pointer) not in config.logged_drift:
            config.logged_drift.add((name, error, pointer))
            config.log.warning(
                "%s%s: response differs from the spec at %s: %s", name, error, pointer or "the body", difference
            )


def _json(response: httpx.Response) -> Any:
    """Return the JSON of a body; `UNSET` if it is not JSON."""
    try:
        return parse_json(response.content)
    except (ValueError, RecursionError):
        return UNSET


_MESSAGES = ("message", "detail", "error", "error_description", "description", "title", "reason", "msg", "errors")
_REQUEST_IDS = ("trace_id", "traceId", "request_id", "requestId", "correlation_id", "correlationId")
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-trace-id", "x-amzn-requestid", "cf-ray")


def _message(raw: Any, depth: int = 4) -> str | None:
    """Return the first message at one of the usual locations."""
    if isinstance(raw, str):
        return raw or None
    candidates: list[Any] = []
    if is_object(raw):
        candidates = [raw[name] for name in _MESSAGES if name in raw]
    elif is_array(raw):
        candidates = raw[:1]
    return next((found for each in candidates if depth and (found := _message(each, depth - 1))), None)


def _plain_text(response: httpx.Response) -> str | None:
    is_plain = response.headers.get("content-type", "").startswith("text/plain")
    return (body_text(response).strip() or None) if is_plain else None


def _request_id(raw: Any, headers: Mapping[str, str], documented: Iterable[str]) -> str | None:
    if is_object(raw):
        for name in _REQUEST_IDS:
            if isinstance(raw.get(name), str) and raw[name]:
                return str(raw[name])
    return next((headers[name] for name in (*documented, *_REQUEST_ID_HEADERS) if headers.get(name)), None)
