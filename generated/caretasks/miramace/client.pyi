# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The client of Mira Mace, and its async twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from typing import Unpack as _Unpack
from typing import overload as _overload
from uuid import UUID

import httpx

from caretasks.client import base_client as _base_client
from caretasks.client import config as _config
from caretasks.client.tokens import TokenSource as _TokenSource
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.types import UNSET, PydanticModel, Response, Timeout, Unset
from caretasks.client.types import AsyncHttpx2Client as _AsyncHttpx2Client
from caretasks.client.types import FilePath as _FilePath
from caretasks.client.types import Hooks as _Hooks
from caretasks.client.types import Httpx2Client as _Httpx2Client

from .api.patients import create_patient as _create_patient
from .api.tasks import create_task as _create_task
from .models.create_patient_request import CreatePatientRequest
from .models.create_task_request import CreateTaskRequest
from .models.created_patient import CreatedPatient
from .models.created_task import CreatedTask
from .models.patient import Patient
from .models.task import Task

class MiraMace(_base_client.BaseClient):
    """Mira Mace.

    Creates patients and tasks about them, and reads the outcome. A voice agent works on a task by
    calling a payer or the patient. Creating a task places a telephone call to a person.

    A context manager; `close` closes its connections. Create one client and share it: threads can use it, and so can
    child processes and several event loops, each with its own connections.

    Args:
        api_key: the bare API key, or a function that returns it (default: the environment variable `MIRAMACE_API_KEY`).
        base_url: the server with its path (default: the environment variable `MIRAMACE_BASE_URL`, else
            https://api.miramace.com).
        timeout: seconds without progress, or a `caretasks.client.Timeout`, which can limit a whole call; None waits
            forever (default: 30, and 10 to connect).
        max_retries: how often a request is retried: a read after a 429, 502, 503, 504 or a lost connection, a write
            only after a 429 or if the connection was never made.
        headers: sent with every request.
        http_client: an `httpx.Client` or `httpx2.Client` to send requests with, or a transport of httpx. A client stays
            open, its timeout applies unless `timeout` is passed, and its `auth` is not used. A transport is closed with
            this client. Use either in one process and event loop only.
        strict: whether a response that differs from the spec raises a `DriftError`; else the difference is logged.
        max_response_bytes: how large a response may be, decompressed.
        hooks: an object with any of the methods `on_request`, `on_response`, `on_retry` and `on_drift`, each of which is
            called with an event (see `caretasks.client.hooks`).
        ca_bundle: a PEM file with the certificate authorities to trust (default: the environment variable
            `SSL_CERT_FILE`, else the public ones).
        client_cert: a PEM file with a client certificate, and its unencrypted private key.

    Raises:
        ConfigurationError: there is no API key, or the URL is invalid.
    """

    def __init__(
        self,
        api_key: str | _TokenSource | None = None,
        *,
        base_url: str | Mapping[str, str] | None = None,
        timeout: Timeout | Unset = UNSET,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | httpx.BaseTransport | _Httpx2Client | None = None,
        strict: bool = False,
        max_response_bytes: int = _config.DEFAULT_MAX_RESPONSE_BYTES,
        hooks: _Hooks | None = None,
        ca_bundle: _FilePath | None = None,
        client_cert: _FilePath | None = None,
    ) -> None: ...
    @property
    def with_raw_response(self) -> "MiraMaceWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""

    @_overload
    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedTask:
        """Create a task.

        Creates a task for the voice agent, which places a telephone call. The response contains the ID of
        the new task. Read it with `get_task`.

        Args:
            body: A task for the voice agent; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

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

        Documented at https://docs.miramace.com/api-reference/endpoint-tasks/create (read on 2026-11-21)
        """

    @_overload
    def create_task(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> CreatedTask: ...
    def get_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Retrieve a task.

        Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
        `include_transcript` to get their transcripts.

        Args:
            task_id: The ID of the task.
            include_transcript: Whether to include the transcripts of the calls (default: False).
            include_all_calls: Whether to include all calls of the task, not only the most recent one
                (default: False).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            NotFoundError: 404: No task has this ID.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-tasks/get (read on 2026-11-21)
        """

    def wait_for_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Call `get_task` until the status is final: COMPLETED, FAILED, CANCELLED.

        Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
        `include_transcript` to get their transcripts.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            task_id: The ID of the task.
            include_transcript: Whether to include the transcripts of the calls (default: False).
            include_all_calls: Whether to include all calls of the task, not only the most recent one
                (default: False).
            timeout: seconds for the whole wait, requests included.
            interval: seconds before the second request.
            headers: additional headers for each request.

        Returns:
            What `get_task` returned last.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time; `last` is the last response.
            ApiError: `get_task` has failed for another reason, with the error that it raises.
        """

    @_overload
    def create_patient(
        self,
        body: CreatePatientRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
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

    @_overload
    def create_patient(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_patient.BodyKeywords],
    ) -> CreatedPatient: ...
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

class MiraMaceWithRawResponse(_HidesLocals):
    """The methods of `MiraMace`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: MiraMace) -> None: ...
    @_overload
    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CreatedTask]:
        """Like `MiraMace.create_task`, but return the whole response."""

    @_overload
    def create_task(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> Response[CreatedTask]:
        """Like `MiraMace.create_task`, but return the whole response."""

    def get_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Task]:
        """Like `MiraMace.get_task`, but return the whole response."""

    @_overload
    def create_patient(
        self,
        body: CreatePatientRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CreatedPatient]:
        """Like `MiraMace.create_patient`, but return the whole response."""

    @_overload
    def create_patient(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_patient.BodyKeywords],
    ) -> Response[CreatedPatient]:
        """Like `MiraMace.create_patient`, but return the whole response."""

    def get_patient(
        self, patient_id: UUID | str, *, timeout: Timeout | Unset = UNSET, headers: Mapping[str, str] | None = None
    ) -> Response[Patient]:
        """Like `MiraMace.get_patient`, but return the whole response."""

class AsyncMiraMace(_base_client.AsyncBaseClient):
    """Like `MiraMace`, for asyncio and trio: its methods are coroutines, `aclose` closes its connections.

    Args:
        http_client: an `httpx.AsyncClient` or `httpx2.AsyncClient`, or an async transport; everything else as for `MiraMace`.
    """

    def __init__(
        self,
        api_key: str | _TokenSource | None = None,
        *,
        base_url: str | Mapping[str, str] | None = None,
        timeout: Timeout | Unset = UNSET,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | httpx.AsyncBaseTransport | _AsyncHttpx2Client | None = None,
        strict: bool = False,
        max_response_bytes: int = _config.DEFAULT_MAX_RESPONSE_BYTES,
        hooks: _Hooks | None = None,
        ca_bundle: _FilePath | None = None,
        client_cert: _FilePath | None = None,
    ) -> None: ...
    @property
    def with_raw_response(self) -> "AsyncMiraMaceWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""

    @_overload
    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedTask:
        """Create a task.

        Creates a task for the voice agent, which places a telephone call. The response contains the ID of
        the new task. Read it with `get_task`.

        Args:
            body: A task for the voice agent; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

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

        Documented at https://docs.miramace.com/api-reference/endpoint-tasks/create (read on 2026-11-21)
        """

    @_overload
    async def create_task(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> CreatedTask: ...
    async def get_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Retrieve a task.

        Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
        `include_transcript` to get their transcripts.

        Args:
            task_id: The ID of the task.
            include_transcript: Whether to include the transcripts of the calls (default: False).
            include_all_calls: Whether to include all calls of the task, not only the most recent one
                (default: False).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            NotFoundError: 404: No task has this ID.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-tasks/get (read on 2026-11-21)
        """

    async def wait_for_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Call `get_task` until the status is final: COMPLETED, FAILED, CANCELLED.

        Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
        `include_transcript` to get their transcripts.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            task_id: The ID of the task.
            include_transcript: Whether to include the transcripts of the calls (default: False).
            include_all_calls: Whether to include all calls of the task, not only the most recent one
                (default: False).
            timeout: seconds for the whole wait, requests included.
            interval: seconds before the second request.
            headers: additional headers for each request.

        Returns:
            What `get_task` returned last.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time; `last` is the last response.
            ApiError: `get_task` has failed for another reason, with the error that it raises.
        """

    @_overload
    async def create_patient(
        self,
        body: CreatePatientRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
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

    @_overload
    async def create_patient(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_patient.BodyKeywords],
    ) -> CreatedPatient: ...
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

class AsyncMiraMaceWithRawResponse(_HidesLocals):
    """The methods of `AsyncMiraMace`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: AsyncMiraMace) -> None: ...
    @_overload
    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CreatedTask]:
        """Like `AsyncMiraMace.create_task`, but return the whole response."""

    @_overload
    async def create_task(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> Response[CreatedTask]:
        """Like `AsyncMiraMace.create_task`, but return the whole response."""

    async def get_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Task]:
        """Like `AsyncMiraMace.get_task`, but return the whole response."""

    @_overload
    async def create_patient(
        self,
        body: CreatePatientRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CreatedPatient]:
        """Like `AsyncMiraMace.create_patient`, but return the whole response."""

    @_overload
    async def create_patient(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_patient.BodyKeywords],
    ) -> Response[CreatedPatient]:
        """Like `AsyncMiraMace.create_patient`, but return the whole response."""

    async def get_patient(
        self, patient_id: UUID | str, *, timeout: Timeout | Unset = UNSET, headers: Mapping[str, str] | None = None
    ) -> Response[Patient]:
        """Like `AsyncMiraMace.get_patient`, but return the whole response."""
