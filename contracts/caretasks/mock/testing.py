"""Mock servers for tests: in the test process, with a clock that the test advances.

The pytest plugin creates them for each test. Other test frameworks use `Session` directly.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

try:
    from anyio.from_thread import BlockingPortal, start_blocking_portal

    from caretasks.core.errors import unknown_name
    from caretasks.core.http import is_json
    from caretasks.core.strict_json import decode_json
    from caretasks.mock.app import build_app
    from caretasks.mock.data_files import parse_resource
    from caretasks.mock.in_process import AppTransport, AsyncAppTransport, read_timeout_seconds
    from caretasks.mock.middleware.request_log import RequestLog
    from caretasks.mock.model import StoredResource
    from caretasks.mock.operations.operation import compile_operation
    from caretasks.mock.received_request import ReceivedRequest, decode_request
    from caretasks.mock.resources.clock import Clock
    from caretasks.mock.resources.state import State
    from caretasks.mock.resources.store import Store
    from caretasks.mock.scenarios.faults import Fault, Faults
    from caretasks.mock.scenarios.model import Status, StepLike
    from caretasks.mock.scenarios.reading import ScenarioError, load_scenarios, make_script
    from caretasks.mock.scenarios.scenarios import Scenarios
    from caretasks.mock.webhooks.callbacks import CallbackQueue
    from caretasks.mock.webhooks.sender import WebhookSender
    from caretasks.mock.webhooks.target import WebhookTarget, WebhookUrlError, parse_callback_target, parse_target
    from caretasks.mock.webhooks.watcher import WebhookWatcher
    from caretasks.openapi.catalog import Catalog
    from caretasks.openapi.document import Api
    from caretasks.openapi.operation.credentials import client_arguments
    from caretasks.openapi.operation.path_templates import Routes
except ModuleNotFoundError as error:
    if error.name is None or error.name.partition(".")[0] == "caretasks":
        raise
    raise ModuleNotFoundError(
        f"caretasks.mock.testing requires the 'mock' extra ({error.name} is not installed): "
        "pip install 'caretasks[mock]'",
        name=error.name,
    ) from None

__all__ = ["PLACEHOLDER", "MockServers", "ReceivedRequest", "ScenarioError", "SentWebhook", "Session", "Status"]

PLACEHOLDER = "any"
"""The API key and the account that the clients of mock servers send."""

_BASE_URL = "http://caretasks.localhost"  # only local hosts may use the control endpoints


class Session:
    """The part of the mock servers that all tests of a run share: the specs, and a thread that serves sync clients.

    Use it as a context manager.

    Args:
        documents: Your own OpenAPI documents by the names of their APIs, in addition to the installed APIs.

    Raises:
        SourceError: A document cannot be read (`caretasks.openapi.problems`).
    """

    def __init__(self, documents: Mapping[str, Path] | None = None) -> None:
        self._apis = {api.name: api for api in Catalog(documents=documents).load_all()}
        self._routes = Routes(list(self._apis.values()))
        self._stack = contextlib.ExitStack()
        self._portal: BlockingPortal

    def __enter__(self) -> Self:
        self._portal = self._stack.enter_context(start_blocking_portal())
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def create_mock_servers(self) -> MockServers:
        """Return new mock servers that contain only the documented examples."""
        return MockServers(self._apis, self._routes, self._portal)


@dataclass(frozen=True)
class SentWebhook:
    """A webhook or callback that the mock servers sent.

    Attributes:
        api: The name of the API.
        name: The name of the webhook, such as `task.completed`.
        payload: The JSON data; bytes if it is not JSON.
        status: The status of the receiver's last response; None if it did not respond.
    """

    api: str
    name: str
    payload: Any = field(repr=False)
    status: int | None


class MockServers:
    """The mock servers of all APIs, for one test.

    IDs, timestamps and outcomes are the same in every run: the first task that a test creates always ends the same way.

    Attributes:
        app: The mock servers as an ASGI application.
        transport: An httpx transport for sync clients.
        async_transport: An httpx transport for async clients.
    """

    def __init__(self, apis: Mapping[str, Api], routes: Routes, portal: BlockingPortal) -> None:
        self._apis = apis
        self._routes = routes
        self._clock = Clock(1, seeded=True, running=False)
        self._state = State(Store(), self._clock, "test")
        self._faults = Faults(seed="test", sleep=self._delay)
        self._scenarios = Scenarios(seed="test")
        self._log = RequestLog()
        self._callbacks = CallbackQueue(apis.values())
        self.app = build_app(
            list(apis.values()),
            state=self._state,
            faults=self._faults,
            scenarios=self._scenarios,
            request_log=self._log,
            callbacks=self._callbacks,
        )
        self._portal = portal
        self._webhook_watcher: WebhookWatcher | None = None
        self._webhook_sender: WebhookSender | None = None
        self._webhooks: list[SentWebhook] = []
        self.async_transport = AsyncAppTransport(self.app)
        self.transport = AppTransport(self.async_transport, portal)

    def url(self, api: str) -> str:
        """Return the base URL of an API, for a client that uses `transport` or `async_transport`.

        Args:
            api: The name of the API.

        Raises:
            ValueError: There is no API with this name.
        """
        return f"{_BASE_URL}/{api}{self._get_api(api).base_path}"

    def client(self, api: str, *, asynchronous: bool = False, **settings: Any) -> Any:
        """Return a client of an API that sends its requests to the mock server.

        It does not retry by default, so that no test waits.

        Args:
            api: The name of the API.
            asynchronous: Return the async client.
            settings: Other arguments of the client's constructor, such as `max_retries`.

        Raises:
            ValueError: There is no API with this name.
            ModuleNotFoundError: There is no package `caretasks.<api>`.
        """
        document = self._get_api(api)
        accounts = {
            p.argument_name: PLACEHOLDER
            for operation in document.operations
            for p in operation.parameters
            if p.is_account_header
        }
        package = _import_client(api)
        client_class = getattr(package, f"{'Async' if asynchronous else ''}{document.client_class}")
        transport = self.async_transport if asynchronous else self.transport
        keys = dict.fromkeys(client_arguments(document).values(), PLACEHOLDER)
        defaults = {**keys, "base_url": self.url(api), "http_client": transport, "max_retries": 0}
        return client_class(**{**defaults, **accounts, **settings})

    def advance(self, seconds: float) -> None:
        """Advance the time. After `send_webhooks`, send the webhooks of what happened, and wait for the receiver.

        Args:
            seconds: Seconds of the vendor's work.

        Raises:
            ValueError: `seconds` is negative.
        """
        if seconds < 0:
            raise ValueError(f"seconds must be non-negative, got {seconds}")
        self._clock.advance(seconds)
        if self._webhook_watcher is not None and self._webhook_sender is not None:
            for webhook in (*self._callbacks.collect(), *self._webhook_watcher.collect()):
                status = self._portal.call(self._webhook_sender.deliver, webhook)
                payload: Any = webhook.content
                if is_json(webhook.media_type or ""):
                    payload = decode_json(webhook.content)
                self._webhooks.append(SentWebhook(webhook.api, webhook.name, payload, status))

    def send_webhooks(self, url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Send the documented webhooks of all APIs to a URL from now on: `advance` sends them.

        It sends the callbacks of operations, too, to the URLs that the requests named. A receiver
        that does not accept a webhook gets it up to five times, without waits.

        Args:
            url: The URL of the receiver.
            transport: Sends the requests, for a receiver in the test process: `httpx.ASGITransport(app)`. Without it,
                the hosts must be this machine, also those of callbacks.

        Raises:
            ValueError: The URL is invalid, or its host is another machine.
        """
        target = parse_target(url) if transport is None else _unresolved_target(url)
        if self._webhook_watcher is None:
            self._webhook_watcher = WebhookWatcher(self._state, self._apis.values())
            self._callbacks.clear()
        find_receiver = parse_callback_target if transport is None else _unresolved_target
        self._webhook_sender = WebhookSender(target, find_receiver=find_receiver, transport=transport, sleep=_skip)

    def webhooks(self, api: str | None = None) -> list[SentWebhook]:
        """Return the webhooks that were sent, oldest first.

        Args:
            api: Return only those of the API of this name.

        Raises:
            ValueError: There is no API with this name.
        """
        if api is not None:
            self._get_api(api)
        return [webhook for webhook in self._webhooks if api is None or webhook.api == api]

    def set_faults(self, *faults: str) -> None:
        """Set the faults for all following requests. Call without arguments to clear them.

        Latency does not make a test wait: if it exceeds the client's timeout, the client times out at once.

        Args:
            faults: Faults in the syntax of `--fault`, such as `500` or `latency=20:50%`.

        Raises:
            FaultError: A fault is unknown or invalid.
        """
        self._faults.active = tuple(map(Fault.parse, faults))

    def script(self, target: str, steps: Iterable[StepLike], *, allow_unused: bool = False) -> None:
        """Script the responses to the next requests of an operation. Then the real responses return.

            mock.script("miramace.create_task", [Status(500), "reset", "real", "latency=uniform(0.5,2)"])

        Each request takes one step. Further scripts of the same operation follow this one. With the pytest plugin, a
        test fails if it passes and steps are left.

        Args:
            target: The API and the operation, such as `miramace.create_task`; `miramace` for any operation.
            steps: Responses (`Status`), status codes, faults in the syntax of `X-Caretasks-Fault`, and `real`.
            allow_unused: Accept steps that are left unused.

        Raises:
            ScenarioError: There is no such operation, or a step is not one or does not match the spec.
        """
        self._scenarios.add(make_script(self._apis, target, steps, allow_unused=allow_unused))

    def load_scenario(self, path: Path, *, allow_unused: bool = False) -> None:
        """Add the scripts of a scenario file; see `caretasks mock --scenario`.

        Args:
            path: The YAML or JSON file.
            allow_unused: Accept steps that are left unused.

        Raises:
            SourceError: The file cannot be read, or does not match the specs (`caretasks.openapi.problems`).
        """
        scripts = load_scenarios([path], list(self._apis.values()))
        self._scenarios.add(*(script._replace(allow_unused=allow_unused) for script in scripts))

    def clear_scripts(self) -> None:
        """Remove all scripts, so that the real responses return."""
        self._scenarios.clear()

    def unused_steps(self) -> list[str]:
        """Return a line for each script with steps that no request has taken, except those that allow it."""
        return self._scenarios.unused()

    def requests(self, api: str | None = None) -> list[ReceivedRequest]:
        """Return the last 1,000 requests that the mock servers received, oldest first.

        Args:
            api: Return only the requests to the API of this name.

        Raises:
            ValueError: There is no API with this name.
        """
        if api is not None:
            self._get_api(api)
        received = [decode_request(request, self._routes) for request in self._log.requests_after(0)]
        return [request for request in received if api is None or request.api == api]

    async def _delay(self, seconds: float) -> None:
        """Advance the time instead of waiting. If the client would not wait that long, it times out at once."""
        self._clock.advance(seconds)  # webhooks are sent by the test's next `advance`
        timeout = read_timeout_seconds.get()
        if timeout is not None and seconds > timeout:
            raise httpx.ReadTimeout(f"no response within {timeout:g} seconds: the mock server delays it by {seconds:g}")

    def add(self, api: str, operation: str, body: Any, *, checked: bool = True, **path: Any) -> None:
        """Store a resource. Like a created one, it changes over time.

        Args:
            api: The name of the API.
            operation: The operation that reads the resource, such as `get_task`.
            body: The response body of that operation: JSON data, or a model of the client.
            checked: Require the body to match the spec. False is for tests of how your code handles invalid responses.
            path: The path parameters of the operation by name. Those that the body contains may be omitted.

        Raises:
            ValueError: There is no such API or operation, or the body or a path parameter does not match the spec.
        """
        data = body.to_dict() if hasattr(body, "to_dict") else body
        document = self._get_api(api)
        if checked:
            resource = parse_resource(document, operation, data, path)
        else:
            resource = StoredResource(document.get_operation(operation), path, data)
        with self._state.transaction():
            self._state.save(compile_operation(resource.operation), resource.path_values, resource.body)

    def _get_api(self, name: str) -> Api:
        if name not in self._apis:
            raise ValueError(unknown_name("API", name, self._apis))
        return self._apis[name]


def _import_client(api: str) -> Any:
    name = f"caretasks.{api}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise ModuleNotFoundError(
            f"there is no package {name} with a client: generate it with `caretasks generate DOCUMENT --out src "
            f"--package {api}` and put src on the path, or send requests with transport and url({api!r})",
            name=name,
        ) from None


def _unresolved_target(url: str) -> WebhookTarget:
    """Return the target of a URL for a transport in this process, which resolves no names."""
    try:
        known = httpx.URL(url)
    except httpx.InvalidURL:
        raise WebhookUrlError("invalid URL") from None
    return WebhookTarget(known, (known.host,))


async def _skip(seconds: float) -> None:
    """Do not wait between two attempts to send a webhook."""
