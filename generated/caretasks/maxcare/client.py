# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The client of Max AI, and its async twin."""

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

from .errors import CLASSES as _CLASSES

_API = _ApiInfo(
    name="maxcare",
    server=_Server("https://api.maxcare.ai", "https://api.maxcare.ai"),
    base_url_variable="MAXCARE_BASE_URL",
    key_required=True,
    has_versioned_paths=True,
    errors=_CLASSES,
    operations=(
        _operation.Operation[Any](
            "get_app_context",
            "GET",
            "/v2/marketplace/me",
            successes={},
            errors={},
            security=((_operation.ApiKey("header", "Authorization", "Bearer ", ("MAXCARE_API_KEY",)),),),
            accounts=(_operation.Account("X-Organization-Id", "organization_id", "MAXCARE_ORGANIZATION_ID", True),),
        ),
    ),
)

_METHODS: dict[str, str] = {
    "get_task": "tasks.get_task",
    "list_tasks": "tasks.list_tasks",
    "create_task": "tasks.create_task",
    "get_app_context": "marketplace.get_app_context",
}
_DERIVED_METHODS: dict[str, str] = {
    "wait_for_task": "tasks.get_task",
    "iter_tasks": "tasks.list_tasks",
}


class MaxCare(_base_client.BaseClient):
    """Max AI.

    Creates, lists and reads tasks that are synced with the clinic's electronic health record (EHR). The
    vendor's versions v1 to v4 exist side by side on one host. A task has different IDs in v2 and v4.

    A context manager; `close` closes its connections. Create one client and share it: threads can use it, and so can
    child processes and several event loops, each with its own connections.

    Args:
        api_key: the bare API key, or a function that returns it (default: the environment variable `MAXCARE_API_KEY`).
        base_url: the server with its path (default: the environment variable `MAXCARE_BASE_URL`, else
            https://api.maxcare.ai).
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
        organization_id: The ID of the clinic's organization (default: the environment variable `MAXCARE_ORGANIZATION_ID`).

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
        organization_id: str | None = None,
    ) -> None:
        super().__init__(
            _API,
            http_client,
            keys={"MAXCARE_API_KEY": api_key},
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            strict=strict,
            max_response_bytes=max_response_bytes,
            hooks=hooks,
            ca_bundle=ca_bundle,
            client_cert=client_cert,
            accounts={"MAXCARE_ORGANIZATION_ID": organization_id},
        )

    @property
    def with_raw_response(self) -> "MaxCareWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""
        return MaxCareWithRawResponse(self)


class MaxCareWithRawResponse(_HidesLocals):
    """The methods of `MaxCare`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: MaxCare) -> None:
        self._client = client


_add_methods(MaxCare, f"{__package__}.api", "SyncMethods", _METHODS | _DERIVED_METHODS)
_add_methods(MaxCareWithRawResponse, f"{__package__}.api", "SyncRawMethods", _METHODS)


class AsyncMaxCare(_base_client.AsyncBaseClient):
    """Like `MaxCare`, for asyncio and trio: its methods are coroutines, `aclose` closes its connections.

    Args:
        http_client: an `httpx.AsyncClient` or `httpx2.AsyncClient`, or an async transport; everything else as for `MaxCare`.
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
        organization_id: str | None = None,
    ) -> None:
        super().__init__(
            _API,
            http_client,
            keys={"MAXCARE_API_KEY": api_key},
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            strict=strict,
            max_response_bytes=max_response_bytes,
            hooks=hooks,
            ca_bundle=ca_bundle,
            client_cert=client_cert,
            accounts={"MAXCARE_ORGANIZATION_ID": organization_id},
        )

    @property
    def with_raw_response(self) -> "AsyncMaxCareWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""
        return AsyncMaxCareWithRawResponse(self)


class AsyncMaxCareWithRawResponse(_HidesLocals):
    """The methods of `AsyncMaxCare`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: AsyncMaxCare) -> None:
        self._client = client


_add_methods(AsyncMaxCare, f"{__package__}.api", "AsyncMethods", _METHODS | _DERIVED_METHODS)
_add_methods(AsyncMaxCareWithRawResponse, f"{__package__}.api", "AsyncRawMethods", _METHODS)
