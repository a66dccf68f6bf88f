"""What an answer means: the success that a method returns, or the error that it raises."""

import contextlib
import logging
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NoReturn, TypeVar

import httpx

from . import errors
from .operation import Body, Operation
from .reading import Drift, is_array, is_object, parse
from .retrying import retry_after, surely_not_sent
from .taking import Refusal
from .types import UNSET, File, Response

T = TypeVar("T")

_log = logging.getLogger("caretasks.{{ api.name }}")


class Answers:
    """Reads the answers to one client, and logs each drift once.

    Args:
        strict: whether drift is an error.
    """

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._logged: set[tuple[str, str, str]] = set()

    def read(self, operation: Operation[T], response: httpx.Response, refused: Refusal | None) -> Response[T]:
        """The success that a response is.

        Args:
            operation: what it answers.
            response: the response, its body read.
            refused: why its body was not taken; None where it was.

        Raises:
            ApiStatusError: it is no success.
            ResponseDecodeError: it is one that cannot be read.
            DriftError: it is not as documented, and the client is strict.
        """
        status = response.status_code
        body = operation.success(status)
        drift = Drift()
        if body is None and status in (200, 201, 202) and operation.successes and _is_object(response):
            # What was asked for may have been done: it is taken for the success that it reads as.
            body = next(iter(operation.successes.values()))
            drift.found[""] = f"status {status} is not documented, and was read as a documented success"
        if body is None:
            self._raise_status(operation, response)
        if refused is not None:
            kind = errors.ResponseTooLargeError if refused.too_large else errors.ResponseDecodeError
            raise _decode_error(kind, operation, response, refused.reason, length=refused.length)
        parsed = _parsed(operation, response, body, drift)
        if drift.found:
            self._log(operation, "", drift)
            if self._strict:
                found = "; ".join(f"{pointer or 'the body'}: {words}" for pointer, words in drift.found.items())
                raise _decode_error(
                    errors.DriftError, operation, response, f"not as documented: {found}", places=drift.found
                )
        return Response(status_code=status, content=response.content, headers=response.headers, parsed=parsed)

    def _raise_status(self, operation: Operation[Any], response: httpx.Response) -> NoReturn:
        status = response.status_code
        documented = operation.error(status)
        if 200 <= status <= 299 and documented is not None:
            kind: type[errors.ApiStatusError] = errors.BusinessError
        elif 500 <= status <= 599:
            kind = errors.ServerError
        else:
            kind = errors.STATUS_ERRORS.get(status, errors.ApiStatusError)
        documented = documented or operation.errors.get("default")
        raw = _json(response)
        body: Any = _text(response) if raw is UNSET else raw
        if raw is not UNSET and documented is not None and documented.kind == "json":
            drift = Drift()
            with contextlib.suppress(RecursionError):  # it stays the JSON that it is
                body = documented.read(raw, drift, "", "")
            self._log(operation, f" ({status})", drift)
        hint = ""
        if operation.writes and kind is not errors.BusinessError and (status == 408 or not 400 <= status <= 499):
            kind, hint = errors.OUTCOME_UNKNOWN[kind], _hint(operation)
        raise kind(
            hint,
            operation=operation.name,
            body=body,
            message=_message(raw) if raw is not UNSET else _plain_text(response),
            request_id=_request_id(raw, response.headers),
            retry_after=retry_after(response),
            response=response,
        )

    def _log(self, operation: Operation[Any], status: str, drift: Drift) -> None:
        for pointer, words in drift.found.items():
            if (operation.name, status, pointer) not in self._logged:
                self._logged.add((operation.name, status, pointer))
                _log.warning("%s%s is not as documented: %s: %s", operation.name, status, pointer or "the body", words)


def failure(operation: Operation[Any], request: httpx.Request, error: httpx.RequestError) -> httpx.RequestError:
    """What is raised where no answer came: the error itself, or one that says that a write may have been done.

    One that quotes what the server sent is never it: what is not HTTP may be anything.
    """
    if surely_not_sent(error):
        return error
    if not operation.writes:
        if not isinstance(error, httpx.ProtocolError):
            return error
        protocol_error = httpx.LocalProtocolError if isinstance(error, httpx.LocalProtocolError) else httpx.RemoteProtocolError
        return protocol_error(
            f"{operation.name}: the connection broke off, or what came is not HTTP", request=request
        )
    kind = next(kind for base, kind in errors.OUTCOME_UNKNOWN.items() if isinstance(error, base))
    unknown: httpx.RequestError = kind(
        f"{operation.name}: {type(error).__name__} after the request was sent{_hint(operation)}", request=request
    )
    return unknown


def _decode_error(
    kind: Any, operation: Operation[Any], response: httpx.Response, reason: str, **more: Any
) -> errors.ResponseDecodeError:
    if operation.writes:
        kind, reason = errors.OUTCOME_UNKNOWN[kind], reason + _hint(operation)
    more.setdefault("length", len(response.content))
    error: errors.ResponseDecodeError = kind(reason, operation=operation.name, response=response, **more)
    return error


def _hint(operation: Operation[Any]) -> str:
    what = "the task may exist" if operation.method == "POST" else "it may have been done"
    return f"; {what} all the same: look before sending it again"


def _parsed(operation: Operation[Any], response: httpx.Response, body: Body, drift: Drift) -> Any:
    if body.kind == "none":
        return None
    if body.kind == "text":
        return _text(response)
    if body.kind == "bytes":
        return File(BytesIO(response.content))
    noted = Drift()
    try:
        value = parse(response.content)
        read = body.read(value, noted, "", "")
    except ValueError:
        raise _decode_error(errors.ResponseDecodeError, operation, response, "the body is not JSON") from None
    except RecursionError:
        raise _decode_error(errors.ResponseDecodeError, operation, response, "the body is nested too deep") from None
    if "" in noted.found and read is value:
        raise _decode_error(errors.ResponseDecodeError, operation, response, f"the body is {noted.found['']}")
    drift.note_all(noted)
    return read


def _json(response: httpx.Response) -> Any:
    """The JSON of a body; `UNSET` where it is none."""
    try:
        return parse(response.content)
    except (ValueError, RecursionError):
        return UNSET


def _text(response: httpx.Response) -> str:
    """The text of a body. What a server calls its charset may be none that makes text (`hex`)."""
    try:
        return response.text
    except Exception:
        response.encoding = "utf-8"
        return response.text


def _is_object(response: httpx.Response) -> bool:
    return is_object(_json(response))


_MESSAGES = ("message", "detail", "error", "error_description", "description", "title", "reason", "msg", "errors")
_REQUEST_IDS = ("trace_id", "traceId", "request_id", "requestId", "correlation_id", "correlationId")
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-trace-id", "x-amzn-requestid", "cf-ray")


def _message(raw: Any, depth: int = 4) -> str | None:
    """The text at the first of the usual places that has one."""
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
    return (_text(response).strip() or None) if is_plain else None


def _request_id(raw: Any, headers: Mapping[str, str]) -> str | None:
    if is_object(raw):
        for name in _REQUEST_IDS:
            if isinstance(raw.get(name), str) and raw[name]:
                return str(raw[name])
    return next((headers[name] for name in _REQUEST_ID_HEADERS if headers.get(name)), None)
