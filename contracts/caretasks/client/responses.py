"""The result of a response: the value that a method returns, or the error that it raises."""

import contextlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from logging import Logger
from typing import Any, NoReturn, TypeVar

import httpx

from .decoding import Difference, Drift, is_array, is_object, parse_json
from .encoding import is_json_media_type
from .error_summary import summarize
from .errors import (
    STATUS_ERRORS,
    ApiStatusError,
    BusinessError,
    DriftError,
    ResponseDecodeError,
    ResponseTooLargeError,
    ServerError,
)
from .operation import ApiInfo, Body, Operation
from .transport.attempts import Call
from .transport.delivery import check_first
from .transport.response_body import BodyRejection, body_text
from .transport.retries import retry_after
from .types import UNSET, File, Response

T = TypeVar("T")


class ResponseParser:
    """Parses the responses to one client, and logs each difference from the spec once.

    Args:
        api: the API.
        log: the log of the API.
        strict: whether a difference is an error.
        api_key: the API key of the client, which no message may contain.
    """

    def __init__(self, api: ApiInfo, log: Logger, *, strict: bool, api_key: str | None) -> None:
        self._errors = api.errors
        self._log = log
        self._strict = strict
        self._api_key = api_key
        self._logged: set[tuple[str, str, str]] = set()

    def parse(self, call: Call[T], response: httpx.Response, rejection: BodyRejection | None) -> Response[T]:
        """Return the success that a response is.

        Args:
            call: the call of the operation, to which differences from the spec are reported.
            response: the response, its body read.
            rejection: why its body was not read; None if it was.

        Raises:
            ApiStatusError: the response is not a success.
            ResponseDecodeError: it is a success that cannot be decoded.
            DriftError: it differs from the spec, and the client is strict.
        """
        operation, status = call.operation, response.status_code
        body = operation.success_body(status)
        drift = Drift()
        if body is None and status in (200, 201, 202) and operation.successes and is_object(_json(response)):
            # The server may have processed the request, so the response is decoded as the documented success.
            body = next(iter(operation.successes.values()))
            documented = " or ".join(operation.successes)
            drift.found[""] = Difference(f"status {documented}", f"status {status}")
        if body is None:
            self._raise_status(call, response)
        if rejection is not None:
            kind = ResponseTooLargeError if rejection.too_large else ResponseDecodeError
            raise self._decode_error(kind, operation, response, rejection.reason, length=rejection.length)
        parsed = self._decode(operation, response, body, drift)
        if drift.found:
            self._report_drift(call, "", status, drift)
            if self._strict:
                found = "; ".join(f"{pointer or 'the body'}: {each}" for pointer, each in drift.found.items())
                places = {pointer: str(each) for pointer, each in drift.found.items()}
                raise self._decode_error(
                    DriftError, operation, response, f"it differs from the spec: {found}", places=places
                )
        return Response(status_code=status, content=response.content, headers=response.headers, parsed=parsed)

    def _raise_status(self, call: Call[Any], response: httpx.Response) -> NoReturn:
        operation, status = call.operation, response.status_code
        documented = operation.error_body(status)
        if 200 <= status <= 299 and documented is not None:
            kind: type[ApiStatusError] = BusinessError
        elif 500 <= status <= 599:
            kind = ServerError
        else:
            kind = STATUS_ERRORS.get(status, ApiStatusError)
        documented = documented or operation.errors.get("default")
        raw = _json(response)
        body: Any = body_text(response) if raw is UNSET else raw
        if raw is not UNSET and documented is not None and documented.kind == "json":
            drift = Drift()
            with contextlib.suppress(RecursionError):  # then the JSON stays as it is
                body = documented.decode(raw, drift, "", "")
            self._report_drift(call, f" ({status})", status, drift)
        unknown = operation.is_write and kind is not BusinessError and (status == 408 or not 400 <= status <= 499)
        summary = summarize(operation, response, raw, documented, self._api_key)
        raise self._errors.get_class(kind, outcome_unknown=unknown)(
            summary + (check_first(operation) if unknown else ""),
            operation=operation.name,
            body=body,
            message=_message(raw) if raw is not UNSET else _plain_text(response),
            request_id=_request_id(raw, response.headers, operation.request_id_headers),
            retry_after=retry_after(response),
            response=response,
        )

    def _decode(self, operation: Operation[Any], response: httpx.Response, body: Body, drift: Drift) -> Any:
        if body.kind == "none":
            return None
        if body.kind == "text":
            return body_text(response)
        if body.kind == "any":
            return self._decode_any(operation, response)
        if body.kind == "bytes":
            return File(BytesIO(response.content))
        differences = Drift()
        try:
            value = parse_json(response.content)
            decoded = body.decode(value, differences, "", "")
        except ValueError:
            reason = "the body is not JSON"
        except RecursionError:
            reason = "the body is nested too deeply"
        else:
            if "" not in differences.found or decoded is not value:
                drift.update(differences)
                return decoded
            reason = f"the body is {differences.found['']}"
        raise self._decode_error(ResponseDecodeError, operation, response, reason)

    def _decode_any(self, operation: Operation[Any], response: httpx.Response) -> Any:
        """Return the JSON value of an undocumented body, else its text; None if it is empty."""
        if not response.content:
            return None
        value = _json(response)
        if value is not UNSET:
            return value
        if is_json_media_type(response.headers.get("content-type", "")):
            raise self._decode_error(ResponseDecodeError, operation, response, "the body is not JSON")
        return body_text(response)

    def _decode_error(
        self,
        kind: type[ResponseDecodeError],
        operation: Operation[Any],
        response: httpx.Response,
        reason: str,
        **more: Any,
    ) -> ResponseDecodeError:
        if operation.is_write:
            reason += check_first(operation)
        more.setdefault("length", len(response.content))
        error: ResponseDecodeError = self._errors.get_class(kind, outcome_unknown=operation.is_write)(
            reason, operation=operation.name, label=operation.label, response=response, **more
        )
        return error

    def _report_drift(self, call: Call[Any], error: str, status: int, drift: Drift) -> None:
        name = call.operation.name
        for pointer, difference in drift.found.items():
            call.differs(status, pointer, difference)
            if (name, error, pointer) not in self._logged:
                self._logged.add((name, error, pointer))
                self._log.warning(
                    "%s%s: response differs from the spec at %s: %s",
                    name,
                    error,
                    pointer or "the body",
                    difference,
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
