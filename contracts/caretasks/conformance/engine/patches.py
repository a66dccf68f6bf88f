"""Changes to what Schemathesis does, while a session runs.

- Response bodies are validated by this project, with one validator for the whole spec: Schemathesis compiles one
  for each response, with a copy of all schemas that it refers to, and reads fewer media types.
- Applications in this process run in the thread that sends a request: switching threads took most of its time.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from unittest.mock import patch

from schemathesis import Case
from schemathesis.config import ChecksConfig, GenerationConfig, PhasesConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.jsonschema import resolve_with_root_bundle
from schemathesis.core.jsonschema.types import get_type
from schemathesis.core.transport import Response
from schemathesis.engine.context import EngineContext
from schemathesis.python import asgi
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks
from schemathesis.specs.openapi.schemas import OpenApiSchema
from schemathesis.specs.openapi.stateful.dependencies import schemas as dependencies
from urllib3 import filepost

from caretasks.conformance.engine.failures import BodyFailure, UnreadableBodyFailure, WriteOnlyFailure
from caretasks.conformance.response_bodies import find_write_only_properties, iter_body_problems
from caretasks.openapi.bodies.request_encoding import BOUNDARY
from caretasks.openapi.document import Operation


@contextmanager
def selected_coverage_cases(select: Callable[[str, Iterable[Case[Any]]], Iterable[Case[Any]]]) -> Iterator[None]:
    """Send only the selected cases of the coverage phase while the block runs: Schemathesis has no limit for them.

    `select` is called with the label of an operation, such as `GET /tasks`, and all its cases.
    """
    original = OpenApiSchema.iter_coverage_cases

    def iter_cases(
        schema: OpenApiSchema, operation: APIOperation[Any, Any, Any, Any], **options: Any
    ) -> Iterator[Case[Any]]:
        return iter(select(operation.label, original(schema, operation, **options)))

    with patch.object(OpenApiSchema, "iter_coverage_cases", iter_cases):
        yield


@contextmanager
def lists_in_headers() -> Iterator[None]:
    """Read lists in response headers as HTTP does while the block runs: with spaces around commas, or empty."""
    coerce_value = checks._coerce_header_value

    def coerce_list(value: str, schema: dict[str, Any], **options: Any) -> Any:
        types = get_type(schema) if "type" in schema else []
        if "array" in types and not value.strip():
            return []
        if "array" in types and isinstance(schema.get("items"), dict):  # the original does not resolve references
            schema = {**schema, "items": resolve_with_root_bundle(schema["items"], schema)}
        if {"array", "object"} & set(types):
            value = ",".join(item.strip(" \t") for item in value.split(","))
        return coerce_value(value, schema, **options)

    with patch.object(checks, "_coerce_header_value", coerce_list):
        yield


@contextmanager
def types_in_lists() -> Iterator[None]:
    """Accept `type: [object, null]` in an alternative while the block runs: Schemathesis raises a `TypeError`."""
    is_interesting = dependencies._is_interesting_schema

    def is_interesting_schema(schema: Mapping[str, Any]) -> bool:
        types = schema.get("type")
        first = next((each for each in types if each != "null"), "null") if isinstance(types, list) else types
        return is_interesting({**schema, **({} if first is None else {"type": first})})

    with patch.object(dependencies, "_is_interesting_schema", is_interesting_schema):
        yield


@contextmanager
def validated_response_bodies(find_operation: Callable[[str], Operation]) -> Iterator[None]:
    """Validate the bodies of responses while the block runs.

    `find_operation` returns the operation with a label, such as `GET /tasks`.
    """

    def validate_response(
        schema: OpenApiSchema,
        operation: APIOperation[Any, Any, Any, Any],
        response: Response,
        *,
        case: Case[Any] | None = None,
    ) -> bool | None:
        found = list(iter_failures(find_operation(operation.label), response))
        if found:
            raise FailureGroup(found)
        return None

    with patch.object(OpenApiSchema, "validate_response", validate_response):
        yield


def iter_failures(operation: Operation, response: Response) -> Iterator[Failure]:
    """Yield the failures of the body of a response; none for a status that is not documented."""
    status = response.status_code
    documented = operation.find_response(status)
    if documented is None or operation.method == "head":
        return
    content_type = next(iter(response.headers.get("content-type") or ()), None)
    for problem in iter_body_problems(documented, status, content_type, response.content or b""):
        failure = UnreadableBodyFailure if problem.violation is None else BodyFailure
        yield failure(operation, status, problem)
    for pointer in find_write_only_properties(documented, content_type, response.content or b""):
        yield WriteOnlyFailure(operation, pointer)


class _Portal:
    """Runs a function, or a coroutine function to its end, in the calling thread; those of other threads wait."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        result = function(*args)
        if not inspect.isawaitable(result):
            return result
        with self._lock:
            return self._loop.run_until_complete(result)


@contextmanager
def requests_in_calling_thread() -> Iterator[None]:
    """Run applications in the thread that sends a request while the block runs, without a lifespan."""
    with closing(asyncio.new_event_loop()) as loop:
        portal = _Portal(loop)
        with (
            patch.object(asgi, "_get_portal", lambda: portal),
            patch.object(asgi, "_start_lifespan", lambda app: None),
        ):
            yield


@contextmanager
def settings_merged_once() -> Iterator[None]:
    """Merge the settings of an operation and a phase once while the block runs.

    Schemathesis merges them several times for each request: a fifth of the time of a check of many operations.
    """
    merged: dict[tuple[Any, ...], tuple[list[Any], Any]] = {}  # with the settings, so that their IDs stay theirs
    with ExitStack() as stack:
        for kind in (ChecksConfig, GenerationConfig, PhasesConfig):

            def merge(configs: list[Any], kind: Any = kind, original: Any = kind.from_hierarchy) -> Any:
                key = (kind, *map(id, configs))
                if key not in merged:
                    merged[key] = configs, original(configs)
                return merged[key][1]

            stack.enter_context(patch.object(kind, "from_hierarchy", merge))
        yield


@contextmanager
def fixed_boundaries() -> Iterator[None]:
    """Send multipart forms with the same boundary in each run while the block runs; urllib3 makes a random one."""
    with patch.object(filepost, "choose_boundary", lambda: BOUNDARY):
        yield


@contextmanager
def documented_user_agents() -> Iterator[None]:
    """Send the `User-Agent` of each request while the block runs: an application in this process would get another."""
    make_client = asgi.get_client

    def get_client(*arguments: Any, **options: Any) -> asgi.ASGIClient:
        client = make_client(*arguments, **options)
        del client.headers["user-agent"]  # headers of the session replace those of the request
        return client

    with patch.object(asgi, "get_client", get_client):
        yield


@contextmanager
def unanalyzed_schemas() -> Iterator[None]:
    """Do not search the spec for problems while the block runs: the linter does that.

    Schemathesis raises a `ValidationError` for a path parameter with examples whose schema contains a reference.
    """
    with patch.object(OpenApiSchema, "iter_schema_warnings", lambda schema: []):
        yield


@contextmanager
def noted_time_limits() -> Iterator[set[float]]:
    """Note the time limits of operations that expired while the block runs; each is a moment."""
    expired: set[float] = set()
    original = EngineContext.is_operation_slice_expired.fget  # type: ignore[attr-defined]  # a property

    def is_expired(context: EngineContext) -> bool:
        result: bool = original(context)
        if result:
            expired.add(context._thread_local.slice_deadline)
        return result

    with patch.object(EngineContext, "is_operation_slice_expired", property(is_expired)):
        yield expired
