"""The OpenTelemetry recipe of `docs/how-to/call-an-api.md`, run with the real SDK."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from caretasks.miramace import AsyncMiraMace
from tests.client.calls import GET_TASK, RUN_TASKS, TASK_ID, Call, all_calls, script_response
from tests.client.driving import KEY, Connect
from tests.client.hostile_server import HostileServer, disconnect, reset, respond, stall

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "call-an-api.md"
PLANTED = "Robin-Sample-1961"

Spans = Callable[[], tuple[ReadableSpan, ...]]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> TracerProvider:
    provider = TracerProvider()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    return provider


@pytest.fixture
def spans(provider: TracerProvider) -> Spans:
    """All spans that have ended, in the order in which they did."""
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter.get_finished_spans


@pytest.fixture
def tracing(provider: TracerProvider, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The hooks of the recipe."""
    monkeypatch.setenv("MIRAMACE_API_KEY", KEY)
    (recipe,) = (
        block
        for block in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
        if "from opentelemetry" in block
    )
    scope: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(recipe, "recipe", "exec"), scope)  # noqa: S102 - our own page
    scope["mm"].close()
    return scope["Tracing"]()


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


@all_calls
def test_call_is_a_client_span_with_method_template_and_status(
    connect: Connect, server: HostileServer, tracing: Any, spans: Spans, call: Call
) -> None:
    script_response(server, call)
    call(connect(call.api, hooks=tracing))
    (span,) = spans()
    method, _, template = span.name.partition(" ")
    assert (span.kind, method, template.count("/")) == (SpanKind.CLIENT, call.method, call.path.count("/"))
    assert attributes(span) == {
        "http.request.method": call.method,
        "url.template": template,
        "http.response.status_code": call.status,
    }
    assert span.status.status_code is StatusCode.UNSET


def test_each_attempt_is_a_span_below_that_of_the_caller(
    connect: Connect, server: HostileServer, tracing: Any, spans: Spans, provider: TracerProvider
) -> None:
    server.script(respond(503, {}), reset(), respond(200, GET_TASK.response_body))
    client = connect(hooks=tracing)
    with provider.get_tracer("test").start_as_current_span("caller") as caller:
        GET_TASK(client)
    *attempts, _ = spans()
    assert [each.parent for each in attempts] == [caller.get_span_context()] * 3
    assert [each.status.status_code for each in attempts] == [StatusCode.ERROR, StatusCode.ERROR, StatusCode.UNSET]
    assert [attributes(each).get("error.type") for each in attempts] == ["503", "ReadError", None]
    assert [attributes(each).get("http.request.resend_count") for each in attempts] == [None, 1, 2]


def test_drift_is_an_event_of_the_span_of_the_caller(
    connect: Connect, server: HostileServer, tracing: Any, spans: Spans, provider: TracerProvider
) -> None:
    server.script(respond(200, {**GET_TASK.response_body, "has_more_calls": PLANTED}))
    client = connect(hooks=tracing)
    with provider.get_tracer("test").start_as_current_span("caller"):
        GET_TASK(client)
    (event,) = spans()[-1].events
    assert dict(event.attributes or {}) == {
        "operation": "get_task",
        "pointer": "/has_more_calls",
        "expected": "boolean",
        "actual": "string",
    }


def test_concurrent_and_cancelled_calls_end_their_own_spans(server: HostileServer, tracing: Any, spans: Spans) -> None:
    server.script(stall(), respond(200, GET_TASK.response_body))

    async def call() -> None:
        async with AsyncMiraMace(KEY, base_url=server.url, hooks=tracing) as client:
            tasks = [asyncio.ensure_future(client.get_task(TASK_ID)) for _ in range(4)]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            while sum(task.done() for task in tasks) < 3:
                await asyncio.sleep(0)
            next(task for task in tasks if not task.done()).cancel()
            await asyncio.wait(tasks)

    asyncio.run(call())
    assert sorted(attributes(span).get("error.type", "") for span in spans()) == ["", "", "", "CancelledError"]
    assert tracing.spans == {}


def test_no_span_contains_what_was_sent_or_received(
    connect: Connect, server: HostileServer, tracing: Any, spans: Spans
) -> None:
    server.script(
        respond(503, {"message": PLANTED}, {"X-Request-Id": PLANTED}),
        disconnect(f"HTTP/1.1 {PLANTED}\r\n\r\n".encode()),
        respond(200, {**RUN_TASKS.response_body, "count": PLANTED, PLANTED: PLANTED}),
    )
    connect("unpod", hooks=tracing).get_run_tasks(PLANTED, PLANTED, headers={"X-Patient": PLANTED})
    written = "".join(str(span.to_json()) for span in spans())
    assert "/api/v2/platform/spaces/{space_token}/runs/{run_id}/tasks/" in written
    assert not re.search(rf"{PLANTED}|{KEY}|\b{server.port}\b", written)
