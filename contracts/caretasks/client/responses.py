"""The result of a response: the value that a method returns, or the error that it raises."""

import contextlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, TypeVar

import httpx

from .decoding import Difference, Drift, is_array, is_object, parse_json
from .encoding import is_json_media_type
from .error_summary import summarize
from .errors import ApiError, ApiStatusError, BusinessError, DriftError, ResponseDecodeError, status_error
from .operation import Body
from .transport.call import Call
from .transport.delivery import check_first
from .transport.response_body import body_text
from .transport.retries import retry_after
from .types import UNSET, File, Response

T = TypeVar("T")


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
    body = operation.success_body(status)
    is_undocumented = body is None and status in (200, 201, 202) and is_object(_json(response))
    if is_undocumented:
        # The server may have processed the request, so the response is decoded as the documented success.
        body = next(iter(operation.successes.values()), None)
    if body is None:
        raise _status_error(call, response)
    if call.rejection is not None:
        rejection = call.rejection
        raise _decode_error(rejection.error, call, response, rejection.reason, length=rejection.length)
    drift = Drift()
    parsed = _decode(call, response, body, drift)
    if is_undocumented:
        documented = " or ".join(operation.successes)
        inside = {pointer: each for pointer, each in drift.found.items() if pointer}
        drift.found = {"": Difference(f"status {documented}", f"status {status}"), **inside}
    if drift.found:
        _report_drift(call, "", status, drift)
        if call.config.strict:
            found = "; ".join(f"{pointer or 'the body'}: {each}" for pointer, each in drift.found.items())
            places = {pointer: str(each) for pointer, each in drift.found.items()}
            raise _decode_error(DriftError, call, response, f"it differs from the spec: {found}", places=places)
    return Response(status_code=status, content=response.content, headers=response.headers, parsed=parsed)


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
        summary + (check_first(operation) if unknown else ""),
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
        return File(BytesIO(response.content))
    is_json = is_json_media_type(response.headers.get("content-type", ""))
    if body.kind == "text" or (body.kind == "any" and not is_json and _json(response) is UNSET):
        return body_text(response)
    try:
        value = parse_json(response.content)
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
        reason += check_first(operation)
    more.setdefault("length", len(response.content))
    error: ResponseDecodeError = call.config.api.errors.get_class(kind, outcome_unknown=operation.is_write)(
        reason, operation=operation.name, label=operation.label, response=response, **more
    )
    return error


def _report_drift(call: Call[Any], error: str, status: int, drift: Drift) -> None:
    """Call the hooks for each difference from the spec, and log each once."""
    name, config = call.operation.name, call.config
    for pointer, difference in drift.found.items():
        call.report("on_drift", status, pointer, *difference)
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
