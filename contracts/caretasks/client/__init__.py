"""The runtime of every generated client: sending requests, retries, errors, and the conversion to and from JSON.

It is ordinary Python and knows no API: what differs between APIs is in the generated packages (`caretasks.<api>`),
which import from here. It imports nothing else of caretasks.

What is exported here is shared by all clients: `except caretasks.client.RateLimitError` catches that of every API.
"""

from .errors import (
    ApiError,
    ApiStatusError,
    AuthenticationError,
    BadRequestError,
    BusinessError,
    ClientStateError,
    ConfigurationError,
    ConflictError,
    DriftError,
    InsecureTransportWarning,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    ResponseTooLargeError,
    ServerError,
    UnprocessableEntityError,
)
from .hooks import CallEvent, DriftEvent, Hooks, RequestEvent, ResponseEvent, RetryEvent
from .types import UNSET, File, Response, Unset

__all__ = (
    "UNSET",
    "ApiError",
    "ApiStatusError",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "CallEvent",
    "ClientStateError",
    "ConfigurationError",
    "ConflictError",
    "DriftError",
    "DriftEvent",
    "File",
    "Hooks",
    "InsecureTransportWarning",
    "NotFoundError",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestEvent",
    "Response",
    "ResponseDecodeError",
    "ResponseEvent",
    "ResponseTooLargeError",
    "RetryEvent",
    "ServerError",
    "UnprocessableEntityError",
    "Unset",
    "__version__",
)


__version__: str


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .config import installed_version  # here, since importlib.metadata takes long to import

    return installed_version() or "unknown"
