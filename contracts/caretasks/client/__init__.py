"""The runtime of every generated client: sending requests, retries, errors, and the conversion to and from JSON.

It is ordinary Python and knows no API: what differs between APIs is in the generated packages (`caretasks.<api>`),
which import from here. It imports nothing else of caretasks.

What is exported here is shared by all clients: `except caretasks.client.RateLimitError` catches that of every API.
"""

from typing import TYPE_CHECKING

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
    InvalidWebhookError,
    NotFoundError,
    OutcomeUnknownError,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    ResponseTooLargeError,
    ServerError,
    TokenError,
    UnprocessableEntityError,
    WaitTimeoutError,
)
from .tokens import ClientCredentials
from .transport.deadline import Timeout
from .types import UNSET, File, Hooks, Response, Unset

__all__ = (
    "UNSET",
    "ApiError",
    "ApiStatusError",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "CallEvent",
    "ClientCredentials",
    "ClientStateError",
    "ConfigurationError",
    "ConflictError",
    "DriftError",
    "DriftEvent",
    "File",
    "Hooks",
    "InsecureTransportWarning",
    "InvalidWebhookError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestEvent",
    "Response",
    "ResponseDecodeError",
    "ResponseEvent",
    "ResponseTooLargeError",
    "RetryEvent",
    "ServerError",
    "Timeout",
    "TokenError",
    "UnprocessableEntityError",
    "Unset",
    "WaitTimeoutError",
    "__version__",
)

if TYPE_CHECKING:
    from .hooks import CallEvent, DriftEvent, RequestEvent, ResponseEvent, RetryEvent

    __version__: str
else:  # a type checker takes any name to be defined in a module with `__getattr__`

    def __getattr__(name):
        """Return what takes long to import, when it is first used."""
        if name in ("CallEvent", "DriftEvent", "RequestEvent", "ResponseEvent", "RetryEvent"):
            from . import hooks

            return getattr(hooks, name)
        if name == "__version__":
            from .config import installed_version

            return installed_version() or "unknown"
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
