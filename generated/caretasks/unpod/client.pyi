# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The client of Unpod, and its async twin."""

from __future__ import annotations

from collections.abc import AsyncIterator as _AsyncIterator
from collections.abc import Iterator as _Iterator
from collections.abc import Mapping
from typing import Any, Literal
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

from .api.execution import create_tasks as _create_tasks
from .models.agent_executions import AgentExecutions
from .models.agent_tasks import AgentTasks
from .models.agents import Agents
from .models.call_log import CallLog
from .models.call_logs import CallLogs
from .models.created_tasks_response import CreatedTasksResponse
from .models.list_call_logs_call_status import ListCallLogsCallStatus
from .models.list_call_logs_call_type import ListCallLogsCallType
from .models.new_tasks import NewTasks
from .models.organizations import Organizations
from .models.run_tasks import RunTasks
from .models.runs import Runs
from .models.space_response import SpaceResponse
from .models.space_task import SpaceTask
from .models.space_tasks import SpaceTasks
from .models.spaces import Spaces

class Unpod(_base_client.BaseClient):
    """Unpod.

    Creates tasks that make a voice agent call contacts, and reads spaces, agents, runs, tasks and call
    logs.

    A context manager; `close` closes its connections. Create one client and share it: threads can use it, and so can
    child processes and several event loops, each with its own connections.

    Args:
        api_key: the bare API key, or a function that returns it (default: the environment variable `UNPOD_API_KEY`).
        base_url: the server with its path (default: the environment variable `UNPOD_BASE_URL`, else
            https://unpod.ai).
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
        org_handle: The domain handle of the organization (default: the environment variable `UNPOD_ORG_HANDLE`).

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
        org_handle: str | None = None,
    ) -> None: ...
    @property
    def with_raw_response(self) -> "UnpodWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""

    def list_organizations(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Organizations:
        """List the organizations of the token.

        Lists the organizations that the API token belongs to. The `domain_handle` of an organization is the
        value of the header `Org-Handle` of the other operations. This operation does not require the
        header, so a client that knows no handle yet may have any text as its `org_handle`.

        Args:
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The organizations.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/organizations (read on 2026-11-21)
        """

    def list_spaces(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Spaces:
        """List the spaces of the organization.

        Lists the spaces of the organization. The `token` of a space is the `space_token` of the other
        operations.

        Args:
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The spaces.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/get-all-spaces (read on 2026-11-21)
        """

    def get_space(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> SpaceResponse:
        """Retrieve a space.

        Reads a space by its public token.

        Args:
            space_token: The public token of the space.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The space.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/get-space-by-token (read on 2026-11-21)
        """

    def list_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> SpaceTasks:
        """List the tasks of a space.

        Lists the tasks of all runs in a space. Unpod sends no webhooks: poll this operation, or the tasks
        of a run, until the status of a task is `completed` or `failed`. A 206 is an error in the vendor's
        business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            page: The number of the page, from 1 (default: 1).
            page_size: The maximum number of items on a page (default: 20).
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the space.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/get-task-by-space-token (read on 2026-11-21)
        """

    def iter_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _Iterator[SpaceTask]:
        """Iterate over the items of `list_space_tasks`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            space_token: The public token of the space.
            page_size: The maximum number of items on a page (default: 20).
            org_handle: The domain handle of the organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_space_tasks` has failed, with the error that it raises.
        """

    @_overload
    def create_tasks(
        self,
        space_token: UUID | str,
        body: NewTasks | Mapping[str, Any] | PydanticModel,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedTasksResponse:
        """Create tasks that call contacts.

        Creates a run with one task for each document. For each task, the agent calls the contact of the
        document: this operation places telephone calls. A 206 is an error in the vendor's business logic:
        no task was created.

        Args:
            space_token: The public token of the space.
            body: New tasks: the agent, and a document for each contact to call; the model, a pydantic
                model, or a mapping by the names in the spec, whose values may be UUIDs, dates, datetimes
                and enums.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The run and its tasks.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/create-task (read on 2026-11-21)
        """

    @_overload
    def create_tasks(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_tasks.BodyKeywords],
    ) -> CreatedTasksResponse: ...
    def list_runs(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Runs:
        """List the runs of a space.

        Lists the runs of a space. A run is a group of tasks that were created together. A 206 is an error
        in the vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The runs of the space.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/get-all-runs (read on 2026-11-21)
        """

    def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Retrieve the tasks of a run.

        Reads the tasks of a run with their input, output, transcript and analysis. `count` is the total
        number of tasks, which may be greater than the number of tasks in the response. A 206 is an error in
        the vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the run.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or run does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/get-run-tasks (read on 2026-11-21)
        """

    def wait_for_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Call `get_run_tasks` until the status is final: completed, failed.

        Reads the tasks of a run with their input, output, transcript and analysis. `count` is the total
        number of tasks, which may be greater than the number of tasks in the response. A 206 is an error in
        the vendor's business logic, not a partial response.

        Only the items in a response are considered: there must be at least one, and all must be final.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds for the whole wait, requests included.
            interval: seconds before the second request.
            headers: additional headers for each request.

        Returns:
            What `get_run_tasks` returned last.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time; `last` is the last response.
            ApiError: `get_run_tasks` has failed for another reason, with the error that it raises.
        """

    def list_agents(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Agents:
        """List the agents of the organization.

        Lists the agents of the organization. The `handle` of an agent is the `agent_handle` of the other
        operations, and the `pilot` of new tasks.

        Args:
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The agents.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-all-agents (read on 2026-11-21)
        """

    def list_agent_tasks(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AgentTasks:
        """List the tasks of an agent.

        Lists the tasks that are assigned to an agent. A 206 is an error in the vendor's business logic, not
        a partial response.

        Args:
            agent_handle: The handle of the agent.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the agent.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-tasks-by-agent-handle (read on 2026-11-21)
        """

    def list_agent_executions(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AgentExecutions:
        """List the runs of an agent.

        Lists the runs of an agent, each with the number of its tasks.

        Args:
            agent_handle: The handle of the agent.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The runs of the agent.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-agent-executions (read on 2026-11-21)
        """

    def list_call_logs(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CallLogs:
        """List the calls of the organization.

        Lists the calls of the organization, filtered by date, direction and status.

        Args:
            page: The number of the page, from 1 (default: 1).
            page_size: The maximum number of items on a page (default: 20).
            start_date: Only calls from this date on, in ISO 8601.
            end_date: Only calls until this date, in ISO 8601.
            call_type: Only calls in this direction.
            call_status: Only calls with this status.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The calls.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/logs/get-call-logs (read on 2026-11-21)
        """

    def iter_call_logs(
        self,
        *,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _Iterator[CallLog]:
        """Iterate over the items of `list_call_logs`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            page_size: The maximum number of items on a page (default: 20).
            start_date: Only calls from this date on, in ISO 8601.
            end_date: Only calls until this date, in ISO 8601.
            call_type: Only calls in this direction.
            call_status: Only calls with this status.
            org_handle: The domain handle of the organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_call_logs` has failed, with the error that it raises.
        """

class UnpodWithRawResponse(_HidesLocals):
    """The methods of `Unpod`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: Unpod) -> None: ...
    def list_organizations(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Organizations]:
        """Like `Unpod.list_organizations`, but return the whole response."""

    def list_spaces(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Spaces]:
        """Like `Unpod.list_spaces`, but return the whole response."""

    def get_space(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[SpaceResponse]:
        """Like `Unpod.get_space`, but return the whole response."""

    def list_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[SpaceTasks]:
        """Like `Unpod.list_space_tasks`, but return the whole response."""

    @_overload
    def create_tasks(
        self,
        space_token: UUID | str,
        body: NewTasks | Mapping[str, Any] | PydanticModel,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CreatedTasksResponse]:
        """Like `Unpod.create_tasks`, but return the whole response."""

    @_overload
    def create_tasks(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_tasks.BodyKeywords],
    ) -> Response[CreatedTasksResponse]:
        """Like `Unpod.create_tasks`, but return the whole response."""

    def list_runs(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Runs]:
        """Like `Unpod.list_runs`, but return the whole response."""

    def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[RunTasks]:
        """Like `Unpod.get_run_tasks`, but return the whole response."""

    def list_agents(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Agents]:
        """Like `Unpod.list_agents`, but return the whole response."""

    def list_agent_tasks(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AgentTasks]:
        """Like `Unpod.list_agent_tasks`, but return the whole response."""

    def list_agent_executions(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AgentExecutions]:
        """Like `Unpod.list_agent_executions`, but return the whole response."""

    def list_call_logs(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CallLogs]:
        """Like `Unpod.list_call_logs`, but return the whole response."""

class AsyncUnpod(_base_client.AsyncBaseClient):
    """Like `Unpod`, for asyncio and trio: its methods are coroutines, `aclose` closes its connections.

    Args:
        http_client: an `httpx.AsyncClient` or `httpx2.AsyncClient`, or an async transport; everything else as for `Unpod`.
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
        org_handle: str | None = None,
    ) -> None: ...
    @property
    def with_raw_response(self) -> "AsyncUnpodWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""

    async def list_organizations(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Organizations:
        """List the organizations of the token.

        Lists the organizations that the API token belongs to. The `domain_handle` of an organization is the
        value of the header `Org-Handle` of the other operations. This operation does not require the
        header, so a client that knows no handle yet may have any text as its `org_handle`.

        Args:
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The organizations.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/organizations (read on 2026-11-21)
        """

    async def list_spaces(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Spaces:
        """List the spaces of the organization.

        Lists the spaces of the organization. The `token` of a space is the `space_token` of the other
        operations.

        Args:
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The spaces.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/get-all-spaces (read on 2026-11-21)
        """

    async def get_space(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> SpaceResponse:
        """Retrieve a space.

        Reads a space by its public token.

        Args:
            space_token: The public token of the space.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The space.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/get-space-by-token (read on 2026-11-21)
        """

    async def list_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> SpaceTasks:
        """List the tasks of a space.

        Lists the tasks of all runs in a space. Unpod sends no webhooks: poll this operation, or the tasks
        of a run, until the status of a task is `completed` or `failed`. A 206 is an error in the vendor's
        business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            page: The number of the page, from 1 (default: 1).
            page_size: The maximum number of items on a page (default: 20).
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the space.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/get-task-by-space-token (read on 2026-11-21)
        """

    def iter_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _AsyncIterator[SpaceTask]:
        """Iterate over the items of `list_space_tasks`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            space_token: The public token of the space.
            page_size: The maximum number of items on a page (default: 20).
            org_handle: The domain handle of the organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_space_tasks` has failed, with the error that it raises.
        """

    @_overload
    async def create_tasks(
        self,
        space_token: UUID | str,
        body: NewTasks | Mapping[str, Any] | PydanticModel,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedTasksResponse:
        """Create tasks that call contacts.

        Creates a run with one task for each document. For each task, the agent calls the contact of the
        document: this operation places telephone calls. A 206 is an error in the vendor's business logic:
        no task was created.

        Args:
            space_token: The public token of the space.
            body: New tasks: the agent, and a document for each contact to call; the model, a pydantic
                model, or a mapping by the names in the spec, whose values may be UUIDs, dates, datetimes
                and enums.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The run and its tasks.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/create-task (read on 2026-11-21)
        """

    @_overload
    async def create_tasks(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_tasks.BodyKeywords],
    ) -> CreatedTasksResponse: ...
    async def list_runs(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Runs:
        """List the runs of a space.

        Lists the runs of a space. A run is a group of tasks that were created together. A 206 is an error
        in the vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The runs of the space.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/get-all-runs (read on 2026-11-21)
        """

    async def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Retrieve the tasks of a run.

        Reads the tasks of a run with their input, output, transcript and analysis. `count` is the total
        number of tasks, which may be greater than the number of tasks in the response. A 206 is an error in
        the vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the run.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or run does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/get-run-tasks (read on 2026-11-21)
        """

    async def wait_for_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Call `get_run_tasks` until the status is final: completed, failed.

        Reads the tasks of a run with their input, output, transcript and analysis. `count` is the total
        number of tasks, which may be greater than the number of tasks in the response. A 206 is an error in
        the vendor's business logic, not a partial response.

        Only the items in a response are considered: there must be at least one, and all must be final.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds for the whole wait, requests included.
            interval: seconds before the second request.
            headers: additional headers for each request.

        Returns:
            What `get_run_tasks` returned last.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time; `last` is the last response.
            ApiError: `get_run_tasks` has failed for another reason, with the error that it raises.
        """

    async def list_agents(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Agents:
        """List the agents of the organization.

        Lists the agents of the organization. The `handle` of an agent is the `agent_handle` of the other
        operations, and the `pilot` of new tasks.

        Args:
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The agents.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-all-agents (read on 2026-11-21)
        """

    async def list_agent_tasks(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AgentTasks:
        """List the tasks of an agent.

        Lists the tasks that are assigned to an agent. A 206 is an error in the vendor's business logic, not
        a partial response.

        Args:
            agent_handle: The handle of the agent.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the agent.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-tasks-by-agent-handle (read on 2026-11-21)
        """

    async def list_agent_executions(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AgentExecutions:
        """List the runs of an agent.

        Lists the runs of an agent, each with the number of its tasks.

        Args:
            agent_handle: The handle of the agent.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The runs of the agent.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-agent-executions (read on 2026-11-21)
        """

    async def list_call_logs(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CallLogs:
        """List the calls of the organization.

        Lists the calls of the organization, filtered by date, direction and status.

        Args:
            page: The number of the page, from 1 (default: 1).
            page_size: The maximum number of items on a page (default: 20).
            start_date: Only calls from this date on, in ISO 8601.
            end_date: Only calls until this date, in ISO 8601.
            call_type: Only calls in this direction.
            call_status: Only calls with this status.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The calls.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/logs/get-call-logs (read on 2026-11-21)
        """

    def iter_call_logs(
        self,
        *,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _AsyncIterator[CallLog]:
        """Iterate over the items of `list_call_logs`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            page_size: The maximum number of items on a page (default: 20).
            start_date: Only calls from this date on, in ISO 8601.
            end_date: Only calls until this date, in ISO 8601.
            call_type: Only calls in this direction.
            call_status: Only calls with this status.
            org_handle: The domain handle of the organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_call_logs` has failed, with the error that it raises.
        """

class AsyncUnpodWithRawResponse(_HidesLocals):
    """The methods of `AsyncUnpod`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: AsyncUnpod) -> None: ...
    async def list_organizations(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Organizations]:
        """Like `AsyncUnpod.list_organizations`, but return the whole response."""

    async def list_spaces(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Spaces]:
        """Like `AsyncUnpod.list_spaces`, but return the whole response."""

    async def get_space(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[SpaceResponse]:
        """Like `AsyncUnpod.get_space`, but return the whole response."""

    async def list_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[SpaceTasks]:
        """Like `AsyncUnpod.list_space_tasks`, but return the whole response."""

    @_overload
    async def create_tasks(
        self,
        space_token: UUID | str,
        body: NewTasks | Mapping[str, Any] | PydanticModel,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CreatedTasksResponse]:
        """Like `AsyncUnpod.create_tasks`, but return the whole response."""

    @_overload
    async def create_tasks(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_tasks.BodyKeywords],
    ) -> Response[CreatedTasksResponse]:
        """Like `AsyncUnpod.create_tasks`, but return the whole response."""

    async def list_runs(
        self,
        space_token: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Runs]:
        """Like `AsyncUnpod.list_runs`, but return the whole response."""

    async def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[RunTasks]:
        """Like `AsyncUnpod.get_run_tasks`, but return the whole response."""

    async def list_agents(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Agents]:
        """Like `AsyncUnpod.list_agents`, but return the whole response."""

    async def list_agent_tasks(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AgentTasks]:
        """Like `AsyncUnpod.list_agent_tasks`, but return the whole response."""

    async def list_agent_executions(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AgentExecutions]:
        """Like `AsyncUnpod.list_agent_executions`, but return the whole response."""

    async def list_call_logs(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CallLogs]:
        """Like `AsyncUnpod.list_call_logs`, but return the whole response."""
