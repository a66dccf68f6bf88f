# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""POST /v1/patient"""

import datetime
from collections.abc import Mapping
from typing import Any, NotRequired
from typing import TypedDict as _TypedDict
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, PydanticModel, Response, Timeout, Unset

from ... import models as _models
from ...models.create_patient_request import CreatePatientRequest
from ...models.created_patient import CreatedPatient

OPERATION: _operation.Operation[CreatedPatient] = _operation.Operation(
    "create_patient",
    "POST",
    "/v1/patient",
    successes={
        "201": _operation.Body("json", _decoding.model(_models.CreatedPatient)),
    },
    errors={
        "400": _operation.Body("json", _decoding.model(_models.Error)),
        "401": _operation.Body("json", _decoding.model(_models.Error)),
        "4XX": _operation.Body("json", _decoding.any_value),
        "5XX": _operation.Body("json", _decoding.any_value),
    },
    security=((_operation.ApiKey("header", "Authorization", "Bearer ", ("MIRAMACE_API_KEY",)),),),
)


class BodyKeywords(_TypedDict):
    """The properties of the body, as keyword arguments of `MiraMace.create_patient`."""

    project_id: UUID | str
    """The ID of the project that the patient belongs to"""
    first_name: str
    """First name"""
    last_name: str
    """Last name"""
    phone_number: str
    """The phone number of the patient, in E.164 format"""
    address: _models.Address | Mapping[str, Any] | PydanticModel
    """A postal address"""
    email: NotRequired[str | Unset]
    """Email address"""
    date_of_birth: NotRequired[datetime.date | str | Unset]
    """Date of birth"""
    primary_care_provider: NotRequired[_models.PrimaryCareProvider | Mapping[str, Any] | PydanticModel | Unset]
    """The primary care provider of a patient"""
    insurance: NotRequired[_models.PatientInsurance | Mapping[str, Any] | PydanticModel | Unset]
    """The insurances of a patient by kind"""


BODY = _encoding.KeywordBody(
    "create_patient",
    BodyKeywords,
    {},
    required=True,
)

BODY_TYPES: tuple[_encoding.BodyType, ...] = (_encoding.BodyType("application/json", "json", CreatePatientRequest),)


def request_parts(*, body: CreatePatientRequest | Mapping[str, Any] | PydanticModel) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts("/v1/patient")
    parts.set_body(_encoding.encode_body(body, BODY_TYPES))
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    body: CreatePatientRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[CreatedPatient]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(body=body)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    body: CreatePatientRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> CreatedPatient:
    """Like `MiraMace.create_patient`, which documents arguments and errors."""
    return sync_detailed(body=body, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    body: CreatePatientRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[CreatedPatient]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(body=body)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    body: CreatePatientRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> CreatedPatient:
    """Like `AsyncMiraMace.create_patient`, which documents arguments and errors."""
    return (await asyncio_detailed(body=body, client=client, timeout=timeout, headers=headers)).parsed


class SyncMethods(BaseClient):
    """The methods of `MiraMace`."""

    def create_patient(
        self,
        body: CreatePatientRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> CreatedPatient:
        """Create a patient.

        Creates a patient in a project. The response contains the ID of the new patient. Read it with
        `get_patient`, and use it as the `patient_id` of a task.

        Args:
            body: A patient of a project; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The patient was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The body is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-patients/create (read on 2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords))
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `MiraMaceWithRawResponse`."""

    _client: BaseClient

    def create_patient(
        self,
        body: CreatePatientRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[CreatedPatient]:
        """Like `MiraMace.create_patient`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords))
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncMiraMace`."""

    async def create_patient(
        self,
        body: CreatePatientRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> CreatedPatient:
        """Create a patient.

        Creates a patient in a project. The response contains the ID of the new patient. Read it with
        `get_patient`, and use it as the `patient_id` of a task.

        Args:
            body: A patient of a project; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The patient was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The body is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-patients/create (read on 2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords))
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncMiraMaceWithRawResponse`."""

    _client: AsyncBaseClient

    async def create_patient(
        self,
        body: CreatePatientRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[CreatedPatient]:
        """Like `AsyncMiraMace.create_patient`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords))
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
