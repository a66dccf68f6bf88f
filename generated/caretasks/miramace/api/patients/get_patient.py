# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v1/patient/{patient_id}"""

from collections.abc import Mapping
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.patient import Patient

OPERATION: _operation.Operation[Patient] = _operation.Operation(
    "get_patient",
    "GET",
    "/v1/patient/{patient_id}",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.Patient)),
    },
    errors={
        "400": _operation.Body("json", _decoding.model(_models.Error)),
        "401": _operation.Body("json", _decoding.model(_models.Error)),
        "404": _operation.Body("json", _decoding.model(_models.Error)),
        "4XX": _operation.Body("json", _decoding.any_value),
        "5XX": _operation.Body("json", _decoding.any_value),
    },
    security=((_operation.ApiKey("header", "Authorization", "Bearer ", ("MIRAMACE_API_KEY",)),),),
)


def request_parts(patient_id: UUID | str) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts("/v1/patient/" + _encoding.path_segment("patient_id", patient_id))
    parts.headers["Content-Type"] = "application/json"
    return parts


def sync_detailed(
    patient_id: UUID | str,
    *,
    client: BaseClient,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Patient]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(patient_id)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    patient_id: UUID | str,
    *,
    client: BaseClient,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Patient:
    """Like `MiraMace.get_patient`, which documents arguments and errors."""
    return sync_detailed(patient_id, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    patient_id: UUID | str,
    *,
    client: AsyncBaseClient,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Patient]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(patient_id)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    patient_id: UUID | str,
    *,
    client: AsyncBaseClient,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Patient:
    """Like `AsyncMiraMace.get_patient`, which documents arguments and errors."""
    return (await asyncio_detailed(patient_id, client=client, timeout=timeout, headers=headers)).parsed


class SyncMethods(BaseClient):
    """The methods of `MiraMace`."""

    def get_patient(
        self, patient_id: UUID | str, *, timeout: Timeout | Unset = UNSET, headers: Mapping[str, str] | None = None
    ) -> Patient:
        """Retrieve a patient.

        Reads a patient by its ID.

        Args:
            patient_id: The ID of the patient.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The patient.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            NotFoundError: 404: No patient has this ID.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-patients/get (read on 2026-11-21)
        """
        parts = request_parts(patient_id)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `MiraMaceWithRawResponse`."""

    _client: BaseClient

    def get_patient(
        self, patient_id: UUID | str, *, timeout: Timeout | Unset = UNSET, headers: Mapping[str, str] | None = None
    ) -> Response[Patient]:
        """Like `MiraMace.get_patient`, but return the whole response."""
        parts = request_parts(patient_id)
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncMiraMace`."""

    async def get_patient(
        self, patient_id: UUID | str, *, timeout: Timeout | Unset = UNSET, headers: Mapping[str, str] | None = None
    ) -> Patient:
        """Retrieve a patient.

        Reads a patient by its ID.

        Args:
            patient_id: The ID of the patient.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The patient.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            NotFoundError: 404: No patient has this ID.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-patients/get (read on 2026-11-21)
        """
        parts = request_parts(patient_id)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncMiraMaceWithRawResponse`."""

    _client: AsyncBaseClient

    async def get_patient(
        self, patient_id: UUID | str, *, timeout: Timeout | Unset = UNSET, headers: Mapping[str, str] | None = None
    ) -> Response[Patient]:
        """Like `AsyncMiraMace.get_patient`, but return the whole response."""
        parts = request_parts(patient_id)
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
