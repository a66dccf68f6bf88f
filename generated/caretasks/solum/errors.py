# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The errors of Solum: each is also the error of its name in `caretasks.client.errors`, which draws their tree."""

from caretasks.client import errors as _errors
from caretasks.client.errors import InsecureTransportWarning

__all__ = [
    "ApiStatusError",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "ClientStateError",
    "ConfigurationError",
    "ConflictError",
    "DriftError",
    "InsecureTransportWarning",
    "InvalidWebhookError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "ServerError",
    "SolumError",
    "TokenError",
    "UnprocessableEntityError",
    "WaitTimeoutError",
]


class SolumError(_errors.ApiError):
    """Any error of Solum."""


class ConfigurationError(SolumError, _errors.ConfigurationError):
    """An API key, an account header or a URL is missing or invalid. Nothing was sent."""


class TokenError(SolumError, _errors.TokenError):
    """No access token was obtained for the API key. Nothing was sent to the API."""


class ClientStateError(SolumError, _errors.ClientStateError):
    """The client is closed, or its `http_client` is of another process or event loop. Nothing was sent."""


class OutcomeUnknownError(SolumError, _errors.OutcomeUnknownError):
    """A write was sent, and it is unknown whether the server processed it: check before retrying."""


class ApiStatusError(SolumError, _errors.ApiStatusError):
    """The server responded, but not with a documented success."""


class BadRequestError(ApiStatusError, _errors.BadRequestError):
    """400: the request is malformed."""


class AuthenticationError(ApiStatusError, _errors.AuthenticationError):
    """401: the API key is missing or wrong."""


class PermissionDeniedError(ApiStatusError, _errors.PermissionDeniedError):
    """403: the API key does not have the permission."""


class NotFoundError(ApiStatusError, _errors.NotFoundError):
    """404: the resource does not exist."""


class ConflictError(ApiStatusError, _errors.ConflictError):
    """409: the request conflicts with the state of the resource."""


class UnprocessableEntityError(ApiStatusError, _errors.UnprocessableEntityError):
    """422: the request fails validation."""


class RateLimitError(ApiStatusError, _errors.RateLimitError):
    """429: too many requests. `retry_after` is the wait that the server requests, if it does."""


class ServerError(ApiStatusError, _errors.ServerError):
    """5xx: the server failed."""


class BusinessError(ApiStatusError, _errors.BusinessError):
    """A 2xx that the spec documents as an error: the request failed, despite its status."""


class ResponseDecodeError(SolumError, _errors.ResponseDecodeError):
    """The response is a success and cannot be decoded: it is not JSON, or not of the documented type."""


class ResponseTooLargeError(ResponseDecodeError, _errors.ResponseTooLargeError):
    """The response is larger than `max_response_bytes`; the rest was not read. `response` has no content."""


class DriftError(ResponseDecodeError, _errors.DriftError):
    """The client is strict, and the response differs from the spec."""


class PaginationError(SolumError, _errors.PaginationError):
    """A page of a list repeats an earlier one, or has no array of items."""


class WaitTimeoutError(SolumError, _errors.WaitTimeoutError):
    """The status was not final in time."""


class InvalidWebhookError(SolumError, _errors.InvalidWebhookError):
    """A webhook is too large, not a JSON object, or differs from the spec. The error contains none of its values."""


CLASSES = _errors.ErrorClasses(SolumError)
"""The classes above, by those of `caretasks.client.errors`."""
