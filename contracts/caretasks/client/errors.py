"""Every error that the client of {{ api.title | safe_for_docstring }} raises.

    ValueError
    └── ConfigurationError                 a key, an account or a URL is missing or of no use; nothing was sent
    httpx.HTTPError
    ├── httpx.HTTPStatusError
    │   └── ApiStatusError                 any answer that is no documented success
    │       ├── BadRequestError            400
    │       ├── AuthenticationError        401
    │       ├── PermissionDeniedError      403
    │       ├── NotFoundError              404
    │       ├── ConflictError              409
    │       ├── UnprocessableEntityError   422
    │       ├── RateLimitError             429
    │       ├── ServerError                5xx
    │       └── BusinessError              a documented 2xx that is an error all the same
    ├── httpx.DecodingError
    │   └── ResponseDecodeError            a success that cannot be read
    │       ├── ResponseTooLargeError      more than `max_response_bytes`
    │       └── DriftError                 not as documented, and the client is strict
    └── httpx.TransportError               no answer came: httpx's own

A write that was sent and of which it is not known what became raises one that is an `OutcomeUnknownError` as well. It
is not sent again: what it asked for may have been done. Such are the errors `OutcomeUnknown...`, each of which is also
the error above, or httpx's own, that its name ends with (`OutcomeUnknownReadTimeout` is an `httpx.ReadTimeout`).

No error shows in `str` or `repr` what a server wrote or what was sent: that may be patient data. It is in `body`,
`message` and `response`. The key is nowhere.
"""

import re
from collections.abc import Mapping
from typing import Any

import httpx

__all__ = [
    "ApiStatusError",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "ConfigurationError",
    "ConflictError",
    "DriftError",
    "InsecureTransportWarning",
    "NotFoundError",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "ServerError",
    "UnprocessableEntityError",
]


class ConfigurationError(ValueError):
    """A key, an account header or a URL is missing or of no use. Nothing was sent."""


class InsecureTransportWarning(UserWarning):
    """The key and patient data go unencrypted to another machine."""


class _Restored:
    """An error that can be pickled, as those of httpx cannot: they have keyword arguments without a default."""

    def __reduce__(self) -> Any:
        return _restored, (type(self), self.__dict__, *getattr(self, "args", ()))


def _restored(kind: type[Exception], state: dict[str, Any], *arguments: Any) -> Exception:
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(state)
    return error


class OutcomeUnknownError(_Restored, Exception):
    """A write was sent, and it is not known whether it was done: look before sending it again."""


class ApiStatusError(_Restored, httpx.HTTPStatusError):
    """The server answered, but not with a documented success.

    Attributes:
        status_code: the status.
        operation: the operation that was called, by its name in the document.
        body: the documented model of this error, else the JSON, else the text.
        message: what the vendor says, where the body has a message in one of the usual places.
        request_id: by what the vendor can trace the request: from the body (`trace_id`, `request_id`) or a header.
        retry_after: in how many seconds the server asks to be called again.
        request: what was sent, the key masked.
        response: the answer.
    """

    def __init__(
        self,
        hint: str = "",
        *,
        operation: str,
        body: Any,
        message: str | None,
        request_id: str | None,
        retry_after: float | None,
        response: httpx.Response,
    ) -> None:
        shown = f" (request id {request_id})" if request_id and _PLAIN_ID.fullmatch(request_id) else ""
        super().__init__(
            f"{operation} answered {response.status_code}{shown}{hint}", request=response.request, response=response
        )
        self.status_code = response.status_code
        self.operation = operation
        self.body = body
        self.message = message
        self.request_id = request_id
        self.retry_after = retry_after


class BadRequestError(ApiStatusError):
    """400: the request is malformed."""


class AuthenticationError(ApiStatusError):
    """401: the key is missing or wrong."""


class PermissionDeniedError(ApiStatusError):
    """403: the key may not do this."""


class NotFoundError(ApiStatusError):
    """404: there is no such thing."""


class ConflictError(ApiStatusError):
    """409: it conflicts with what is there."""


class UnprocessableEntityError(ApiStatusError):
    """422: the request fails validation."""


class RateLimitError(ApiStatusError):
    """429: too many requests. `retry_after` says when to come again, where the server did."""


class ServerError(ApiStatusError):
    """5xx: the server failed."""


class BusinessError(ApiStatusError):
    """A documented 2xx other than 200, 201, 202 and 204: an error in what was asked for, whatever its status says."""


class ResponseDecodeError(_Restored, httpx.DecodingError):
    """The answer is a success and cannot be read: it is not JSON, or not of the documented type.

    Attributes:
        status_code: the status.
        operation: the operation that was called.
        media_type: the answer's media type, without parameters; empty where it has none.
        length: how many bytes came, decompressed.
        request: what was sent, the key masked.
        response: the answer.
    """

    def __init__(self, reason: str, *, operation: str, length: int, response: httpx.Response) -> None:
        media_type: str = response.headers.get("content-type", "").split(";")[0].strip().lower()
        shown = media_type if _MEDIA_TYPE.fullmatch(media_type) else "no media type"
        super().__init__(
            f"{operation} answered {response.status_code} ({shown}, {length} bytes): {reason}",
            request=response.request,
        )
        self.status_code = response.status_code
        self.operation = operation
        self.media_type = media_type
        self.length = length
        self.response = response


class ResponseTooLargeError(ResponseDecodeError):
    """The answer is larger than `max_response_bytes`; the rest of it was not taken. `response` has no content."""


class DriftError(ResponseDecodeError):
    """The client is strict, and the answer is not as documented.

    Attributes:
        places: where, each as a pointer into the answer in which `*` stands for any item, and what it found there.
    """

    def __init__(
        self, reason: str, *, operation: str, length: int, response: httpx.Response, places: Mapping[str, str]
    ) -> None:
        super().__init__(reason, operation=operation, length=length, response=response)
        self.places = places


STATUS_ERRORS: Mapping[int, type[ApiStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}

# What is shown of what a server sent: nothing in which words could hide.
_PLAIN_ID = re.compile(r"[A-Za-z0-9._:/=+-]{1,128}")
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}")


{% set of_httpx = ["ReadTimeout", "WriteTimeout", "ReadError", "WriteError", "CloseError", "RemoteProtocolError", "LocalProtocolError", "TimeoutException", "NetworkError", "ProtocolError", "TransportError", "DecodingError", "RequestError"] %}
{% set of_ours = ["ServerError", "ApiStatusError", "ResponseTooLargeError", "DriftError", "ResponseDecodeError"] %}
{% for name in of_httpx %}
class OutcomeUnknown{{ name }}(OutcomeUnknownError, httpx.{{ name }}):
    """An `httpx.{{ name }}` after a write was sent."""


{% endfor %}
{% for name in of_ours %}
class OutcomeUnknown{{ name }}(OutcomeUnknownError, {{ name }}):
    """{{ "An" if name[0] == "A" else "A" }} `{{ name }}` after a write was sent."""


{% endfor %}
OUTCOME_UNKNOWN: Mapping[type[Exception], Any] = {
{% for name in of_ours %}
    {{ name }}: OutcomeUnknown{{ name }},
{% endfor %}
{% for name in of_httpx %}
    httpx.{{ name }}: OutcomeUnknown{{ name }},
{% endfor %}
}
"""What is raised of a write whose outcome is not known, in place of what else would be; the more specific first."""
