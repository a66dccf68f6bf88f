# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The client of Unpod, and its async twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from caretasks.client import base_client as _base_client
from caretasks.client import config as _config
from caretasks.client import operation as _operation
from caretasks.client.lazy import add_methods as _add_methods
from caretasks.client.operation import ApiInfo as _ApiInfo
from caretasks.client.operation import Server as _Server
from caretasks.client.tokens import TokenSource as _TokenSource
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.types import UNSET, Timeout, Unset
from caretasks.client.types import AsyncHttpx2Client as _AsyncHttpx2Client
from caretasks.client.types import FilePath as _FilePath
from caretasks.client.types import Hooks as _Hooks
from caretasks.client.types import Httpx2Client as _Httpx2Client

from .api.agent import list_agent_tasks as _list_agent_tasks
from .api.execution import create_tasks as _create_tasks
from .api.execution import get_run_tasks as _get_run_tasks
from .api.execution import list_runs as _list_runs
from .api.space import list_space_tasks as _list_space_tasks
from .errors import CLASSES as _CLASSES

_API = _ApiInfo(
    name="unpod",
    server=_Server("https://unpod.ai", "https://unpod.ai"),
    base_url_variable="UNPOD_BASE_URL",
    key_required=True,
    errors=_CLASSES,
    operations=(
        _operation.Operation[Any](
            "list_call_logs",
            "GET",
            "/api/v2/platform/call-logs/",
            successes={},
            errors={},
            security=((_operation.ApiKey("header", "Authorization", "Token ", ("UNPOD_API_KEY",)),),),
            accounts=(_operation.Account("Org-Handle", "org_handle", "UNPOD_ORG_HANDLE", True),),
        ),
        _list_space_tasks.OPERATION,
        _create_tasks.OPERATION,
        _list_runs.OPERATION,
        _get_run_tasks.OPERATION,
        _list_agent_tasks.OPERATION,
    ),
)

_METHODS: dict[str, str] = {
    "list_organizations": "space.list_organizations",
    "list_spaces": "space.list_spaces",
    "get_space": "space.get_space",
    "list_space_tasks": "space.list_space_tasks",
    "create_tasks": "execution.create_tasks",
    "list_runs": "execution.list_runs",
    "get_run_tasks": "execution.get_run_tasks",
    "list_agents": "agent.list_agents",
    "list_agent_tasks": "agent.list_agent_tasks",
    "list_agent_executions": "agent.list_agent_executions",
    "list_call_logs": "logs.list_call_logs",
}
_DERIVED_METHODS: dict[str, str] = {
    "iter_space_tasks": "space.list_space_tasks",
    "wait_for_run_tasks": "execution.get_run_tasks",
    "iter_call_logs": "logs.list_call_logs",
}


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
    ) -> None:
        super().__init__(
            _API,
            http_client,
            keys={"UNPOD_API_KEY": api_key},
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            strict=strict,
            max_response_bytes=max_response_bytes,
            hooks=hooks,
            ca_bundle=ca_bundle,
            client_cert=client_cert,
            accounts={"UNPOD_ORG_HANDLE": org_handle},
        )

    @property
    def with_raw_response(self) -> "UnpodWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""
        return UnpodWithRawResponse(self)


class UnpodWithRawResponse(_HidesLocals):
    """The methods of `Unpod`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: Unpod) -> None:
        self._client = client


_add_methods(Unpod, f"{__package__}.api", "SyncMethods", _METHODS | _DERIVED_METHODS)
_add_methods(UnpodWithRawResponse, f"{__package__}.api", "SyncRawMethods", _METHODS)


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
    ) -> None:
        super().__init__(
            _API,
            http_client,
            keys={"UNPOD_API_KEY": api_key},
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            strict=strict,
            max_response_bytes=max_response_bytes,
            hooks=hooks,
            ca_bundle=ca_bundle,
            client_cert=client_cert,
            accounts={"UNPOD_ORG_HANDLE": org_handle},
        )

    @property
    def with_raw_response(self) -> "AsyncUnpodWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""
        return AsyncUnpodWithRawResponse(self)


class AsyncUnpodWithRawResponse(_HidesLocals):
    """The methods of `AsyncUnpod`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: AsyncUnpod) -> None:
        self._client = client


_add_methods(AsyncUnpod, f"{__package__}.api", "AsyncMethods", _METHODS | _DERIVED_METHODS)
_add_methods(AsyncUnpodWithRawResponse, f"{__package__}.api", "AsyncRawMethods", _METHODS)
