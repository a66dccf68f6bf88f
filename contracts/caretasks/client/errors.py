"""The errors of all clients.

    ApiError                                   every error of every client
    ├── ConfigurationError (ValueError)        a key, an account or a URL is missing or invalid; nothing was sent
    ├── ClientStateError (RuntimeError)        the client is closed, or of another process or loop; nothing was sent
    ├── ApiStatusError (httpx.HTTPStatusError) any response that is not a documented success
    │   ├── BadRequestError                    400
    │   ├── AuthenticationError                401
    │   ├── PermissionDeniedError              403
    │   ├── NotFoundError                      404
    │   ├── ConflictError                      409
    │   ├── UnprocessableEntityError           422
    │   ├── RateLimitError                     429
    │   ├── ServerError                        5xx
    │   └── BusinessError                      a documented 2xx that is an error nevertheless
    ├── ResponseDecodeError (httpx.DecodingError)
    │   ├── ResponseTooLargeError              more than `max_response_bytes`
    │   └── DriftError                         the response differs from the spec, and the client is strict
    ├── TokenError                             no access token was obtained; nothing was sent to the API
    ├── OutcomeUnknownError                    a write was sent, and its outcome is unknown
    ├── PaginationError                        a page of a list repeats an earlier one, or has no items
    ├── WaitTimeoutError (TimeoutError)        a task was not final in time
    ├── InvalidWebhookError (ValueError)       `parse_webhook` rejected the body of a webhook
    └── httpx's own (httpx.TransportError)     no response was received

The generated package of an API has subclasses of these by the same names, which all derive from a class of the API's
own as well (`MiraMaceError`): `caretasks.client.RateLimitError` catches the error of every API,
`caretasks.miramace.RateLimitError` that of one. A connection error is httpx's own and that class.

A write that was sent and whose outcome is unknown raises an error that is an `OutcomeUnknownError` as well. It is not
retried, because the server may have processed it. Its class is `OutcomeUnknown` followed by the name of the class
above, of httpx's class, or of any other exception that it also is (`OutcomeUnknownReadTimeout` is an
`httpx.ReadTimeout`, `OutcomeUnknownRuntimeError` a `RuntimeError`). `asyncio.CancelledError`, `KeyboardInterrupt` and
others that are no `Exception` are raised as they are; a note (`__notes__`) says that the write was sent.

`str` and `repr` of an error contain nothing that a server wrote or that was sent, because that may be patient data:
see `body`, `message` and `response`. The API key is not in an error at all.
"""

import contextlib
import re
from collections.abc import Mapping
from typing import Any

import httpx


class InsecureTransportWarning(UserWarning):
    """The API key and patient data are sent to another machine unencrypted."""


class ApiError(Exception):
    """Any error of any client. Each API has a subclass, from which all of its errors derive.

    Attributes:
        attempts: how many attempts to send the request were made; 0 if nothing was sent.
    """

    attempts: int = 0

    def __reduce__(self) -> Any:
        # httpx's errors cannot be pickled: they have keyword arguments without a default.
        kind = type(self)
        return _restore, (vars(kind).get("_parts", kind), self.__dict__, *self.args)


_Parts = tuple[type[ApiError], type[Exception]]


def _restore(kind: type[Exception] | _Parts, state: dict[str, Any], *args: Any) -> Any:
    found: type[Exception] = combine(*kind) if isinstance(kind, tuple) else kind
    try:
        error = found.__new__(found)
    except TypeError:  # in a class combined with `MemoryError`
        error = Exception.__new__(found)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(ApiError, ValueError):
    """An API key, an account header or a URL is missing or invalid. Nothing was sent."""


class TokenError(ApiError):
    """No access token was obtained for the API key. Nothing was sent to the API."""


class ClientStateError(ApiError, RuntimeError):
    """The client is closed, or its `http_client` is of another process or event loop. Nothing was sent."""


class OutcomeUnknownError(ApiError):
    """A write was sent, and it is unknown whether the server processed it: check before retrying."""


class ApiStatusError(ApiError, httpx.HTTPStatusError):
    """The server responded, but not with a documented success.

    Attributes:
        status_code: the HTTP status.
        operation: the `operationId`.
        body: the documented model of this error, else the JSON, else the text.
        message: the vendor's message, if the body has one at one of the usual locations.
        request_id: the ID by which the vendor can trace the request, from the body (`trace_id`, `request_id`) or a
            header.
        retry_after: seconds after which the server accepts another request.
        request: the request, its API key redacted.
        response: the response.
    """

    def __init__(
        self,
        summary: str,
        *,
        operation: str,
        body: Any,
        message: str | None,
        request_id: str | None,
        retry_after: float | None,
        response: httpx.Response,
    ) -> None:
        super().__init__(summary, request=response.request, response=response)
        self.status_code = response.status_code
        self.operation = operation
        self.body = body
        self.message = message
        self.request_id = request_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.args[0]}"


class BadRequestError(ApiStatusError):
    """400: the request is malformed."""


class AuthenticationError(ApiStatusError):
    """401: the API key is missing or wrong."""


class PermissionDeniedError(ApiStatusError):
    """403: the API key does not have the permission."""


class NotFoundError(ApiStatusError):
    """404: the resource does not exist."""


class ConflictError(ApiStatusError):
    """409: the request conflicts with the state of the resource."""


class UnprocessableEntityError(ApiStatusError):
    """422: the request fails validation."""


class RateLimitError(ApiStatusError):
    """429: too many requests. `retry_after` is the wait that the server requests, if it does."""


class ServerError(ApiStatusError):
    """5xx: the server failed."""


class BusinessError(ApiStatusError):
    """A 2xx that the spec documents as an error: the request failed, despite its status."""


class ResponseDecodeError(ApiError, httpx.DecodingError):
    """The response is a success and cannot be decoded: it is not JSON, or not of the documented type.

    Attributes:
        status_code: the HTTP status.
        operation: the `operationId`.
        media_type: the media type of the response, without parameters; empty if it has none.
        length: how many bytes were received, decompressed.
        request: the request, its API key redacted.
        response: the response.
    """

    def __init__(self, reason: str, *, operation: str, label: str, length: int, response: httpx.Response) -> None:
        media_type: str = response.headers.get("content-type", "").split(";")[0].strip().lower()
        unknown = "an unknown media type" if media_type else "no media type"
        known = media_type if _KNOWN_MEDIA_TYPE(media_type) else unknown
        super().__init__(
            f"{label} returned {response.status_code} ({known}, {length} bytes): {reason}", request=response.request
        )
        self.status_code = response.status_code
        self.operation = operation
        self.media_type = media_type
        self.length = length
        self.response = response


class ResponseTooLargeError(ResponseDecodeError):
    """The response is larger than `max_response_bytes`; the rest was not read. `response` has no content."""


class DriftError(ResponseDecodeError):
    """The client is strict, and the response differs from the spec.

    Attributes:
        places: what was documented and what was received, by the JSON pointer to it. `*` stands for any item.
    """

    def __init__(self, reason: str, *, places: Mapping[str, str], **attributes: Any) -> None:
        super().__init__(reason, **attributes)
        self.places = places


class PaginationError(ApiError):
    """A page of a list repeats an earlier one, or has no array of items.

    Attributes:
        operation: the `operationId`.
        page: the number of the page, from 1.
    """

    def __init__(self, message: str, *, operation: str, page: int) -> None:
        super().__init__(message)
        self.operation = operation
        self.page = page


class WaitTimeoutError(ApiError, TimeoutError):
    """The status was not final in time.

    Attributes:
        operation: the `operationId`.
        last: the last success that the operation returned; None if there was none.
        elapsed: how many seconds the wait took.
    """

    def __init__(self, message: str, *, operation: str, last: Any, elapsed: float) -> None:
        super().__init__(message)
        self.operation = operation
        self.last = last
        self.elapsed = elapsed


class InvalidWebhookError(ApiError, ValueError):
    """A webhook is too large, not a JSON object, or differs from the spec. The error contains none of its values.

    Attributes:
        places: what is wrong, by the JSON pointer to it; that of the whole body is empty. `*` stands for any item.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{pointer or 'the body'}: {problem}" for pointer, problem in places.items()))
        self.places = places


_STATUS_ERRORS: Mapping[int, type[ApiStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(status: int) -> type[ApiStatusError]:
    """Return the class of the error for a status that is not a success."""
    return ServerError if 500 <= status <= 599 else _STATUS_ERRORS.get(status, ApiStatusError)


# The media types that messages show. Any other may be text that a server wrote.
_KNOWN_MEDIA_TYPE = re.compile(
    r"application/(json|octet-stream|pdf|problem\+json|x-ndjson|xhtml\+xml|xml|zip)|image/(jpeg|png)"
    r"|text/(csv|event-stream|html|plain|xml)"
).fullmatch

_COMBINED: dict[_Parts, type[Exception]] = {}


def combine(kind: type[ApiError], other: type[Exception]) -> Any:
    """Return the class of errors that are both a `kind`, whose module it seems to be in, and an `other`."""
    parts = kind, other
    if parts not in _COMBINED:
        prefix = "OutcomeUnknown" if issubclass(kind, OutcomeUnknownError) else ""
        doc = f"{kind.__doc__} It is also an `{other.__name__}`."
        # Pickles name the parts, since the class is not in the module.
        namespace: dict[str, Any] = {"__module__": kind.__module__, "__doc__": doc, "_parts": parts}
        if not issubclass(other, ApiError | httpx.HTTPError):  # its message may quote what was sent or received
            namespace |= {"__str__": Exception.__str__, "__repr__": Exception.__repr__}
        return _COMBINED.setdefault(parts, type(prefix + other.__name__, parts, namespace))
    return _COMBINED[parts]


class ErrorClasses:
    """The error classes of one API, which all derive from `base` and have to be defined before this is created."""

    def __init__(self, base: type[ApiError]) -> None:
        self._base = base
        self._by_shared: dict[type[Exception], type[ApiError]] = {}
        found: list[type[ApiError]] = [base]
        while found:
            own = found.pop()
            shared = next(each for each in own.__mro__ if each.__module__ == __name__)
            self._by_shared[shared] = own
            found += own.__subclasses__()

    def get_class(self, kind: type[Exception], *, outcome_unknown: bool = False) -> Any:
        """Return the API's class for a class of this module or of httpx, or for a subclass of one of httpx's.

        With `outcome_unknown`, its errors are `OutcomeUnknownError`s too.
        """
        while kind not in self._by_shared and kind.__module__.partition(".")[0] != "httpx":
            kind = kind.__mro__[1]
        own = self._by_shared.get(kind, kind)
        if outcome_unknown:
            return combine(self._by_shared[OutcomeUnknownError], own)
        return own if issubclass(own, ApiError) else combine(self._base, own)

    def unknown_outcome(self, error: Exception, message: str) -> OutcomeUnknownError:
        """Return the error for an exception of any class after a write was sent, with another message.

        If its class cannot be combined with another, its superclass is.
        """
        unknown: Any = self._by_shared[OutcomeUnknownError]
        state = {name: value for name, value in vars(error).items() if name != "__notes__"}
        for kind in type(error).__mro__:
            if issubclass(kind, Exception) and kind is not Exception:
                with contextlib.suppress(TypeError):  # an `ExceptionGroup` cannot be created without exceptions
                    found: OutcomeUnknownError = _restore((unknown, kind), state, message)
                    return found
        outcome: OutcomeUnknownError = unknown(message)
        return outcome
