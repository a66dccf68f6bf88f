"""Mock servers with faults: ASGI wrappers that change requests or responses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

from caretasks.conformance.config import Settings
from caretasks.conformance.results import ApiResult, OperationResult, collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import AsgiApp, Message, Target, in_process_target
from caretasks.mutation.injection import with_hook
from caretasks.mutation.mutant import Setup
from caretasks.mutation.mutators.derive import RuleMutation
from caretasks.mutation.mutators.rules import RuleMutant
from tests.bundled_apis import load_api

QUICK = Settings(max_examples=4)
FEWEST = Settings(max_examples=1, max_phase_cases=10)
"""Settings for a test that needs no certain request: few of each phase are sent."""
FEW_OPERATIONS = {
    "miramace": ("get_task", "create_patient", "get_patient"),
    "unpod": ("list_spaces", "create_tasks", "get_run_tasks"),
}
"""The operations that are checked if the settings name none. A check of all operations of these APIs takes seconds."""


@dataclass
class MockExchange:
    """A request and its response, which may be changed before it is sent. Header names are in lower case."""

    method: str
    path: str
    query: str
    request_headers: dict[str, str]
    request_body: bytes
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()


def with_changed_responses(app: AsgiApp, change: Callable[[MockExchange], None]) -> AsgiApp:
    """Return the application with `change` applied to each response."""

    async def changed_app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        query, request_headers = scope["query_string"].decode(), _decode_headers(scope["headers"])
        exchange = MockExchange(scope["method"], scope["path"], query, request_headers, b"", 0, {}, b"")

        async def record_request() -> Message:
            message: Message = await receive()
            exchange.request_body += message.get("body", b"")
            return message

        async def record_response(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.headers = _decode_headers(message["headers"])
            else:
                exchange.body += message.get("body", b"")

        await app(scope, record_request, record_response)
        change(exchange)
        headers = {**exchange.headers, "content-length": str(len(exchange.body))}
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": exchange.status, "headers": raw})
        await send({"type": "http.response.body", "body": b"" if exchange.method == "HEAD" else exchange.body})
        return None

    return changed_app


def with_rule_mutant(mutant: RuleMutant) -> Callable[[Target], AsgiApp]:
    """Return a function that makes the mock server of a target violate a rule."""
    return lambda target: with_hook(target.app, target.api, RuleMutation(mutant, Setup()))


def without_authentication(target: Target) -> AsgiApp:
    """Return the mock server of a target with the valid key added to every request."""
    (name, value), *_ = target.key_headers.items()
    key = name.lower().encode(), value.encode()

    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != key[0]] + [key]}
        await target.app(scope, receive, send)

    return app


def _decode_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def checked_operations(result: ApiResult) -> list[OperationResult]:
    """Return the results of the operations that are checked if the settings name none."""
    names = FEW_OPERATIONS.get(result.api)
    return [operation for operation in result.operations if names is None or operation.id in names]


def check_app(api: str, app: Callable[[Target], AsgiApp], settings: Settings = QUICK) -> ApiResult:
    """Check the application that `app` makes of the mock server of an API, by default a few of its operations."""
    settings = replace(settings, operations=settings.operations or FEW_OPERATIONS.get(api, ()))
    target = in_process_target(load_api(api))
    return collect_result(target.api, run_checks(replace(target, server=app(target)), settings))


def check_changed_responses(api: str, change: Callable[[MockExchange], None], settings: Settings = QUICK) -> ApiResult:
    """Check the mock server of an API with `change` applied to each response."""
    return check_app(api, lambda target: with_changed_responses(target.app, change), settings)
