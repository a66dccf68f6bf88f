"""Local variables in the tracebacks of errors, which error trackers send: no key and no data of a patient."""

from __future__ import annotations

import asyncio
import datetime
import inspect
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import pytest

from caretasks.client import ClientCredentials
from caretasks.client.responses.streams import AsyncJsonLines, EventStream, JsonLines
from caretasks.client.tracebacks import hides_locals
from caretasks.client.transport.deadline import Deadline
from caretasks.miramace import CreateTaskRequest, MiraMace, Patient, parse_webhook
from caretasks.miramace.api.tasks import create_task, get_task
from tests.client.calls import CREATE_TASK, GET_TASK, Call
from tests.client.driving import Connect, package

KEY = "pl4nted-k3y"
PATIENT = "Planted Patient"
BODY = {**CREATE_TASK.arguments[0], "task": PATIENT}
RESPONSE = {"id": PATIENT, "note": PATIENT, "detail": [{"msg": PATIENT}]}


def raised(call: Callable[[], object]) -> BaseException:
    """Return what a call raises."""
    try:
        call()
    except BaseException as error:  # noqa: BLE001 - cancellation, too
        return error
    raise AssertionError("the call raised nothing")


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames of an error and its causes, except those of tests."""
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        found = pending.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        yield from (frame for frame, _ in traceback.walk_tb(found.__traceback__))
        pending += [found.__cause__, found.__context__]


def leaks(error: BaseException) -> list[str]:
    """Return the planted values in the local variables of frames outside the tests, with their locations."""
    tests = str(Path(__file__).parents[1])
    return [
        f"{frame.f_code.co_filename}:{frame.f_lineno} {name}"
        for frame in frames_of(error)
        if not frame.f_code.co_filename.startswith(tests)
        for name, value in frame.f_locals.items()
        if any(planted in repr(value) for planted in (KEY, PATIENT))
    ]


def respond_with(status: int) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(status, json=RESPONSE)


def fail(kind: type[Exception]) -> Callable[[httpx.Request], httpx.Response]:
    def respond(request: httpx.Request) -> httpx.Response:
        secret = request.headers["Authorization"]  # a local variable of the transport
        raise kind(f"no response to a key of {len(secret)} characters")

    return respond


RESPONSES: dict[str, Callable[[httpx.Request], httpx.Response]] = {
    **{str(status): respond_with(status) for status in (400, 401, 500)},
    "no JSON": lambda request: httpx.Response(200, text=PATIENT, headers={"Content-Type": "application/json"}),
    "no object": lambda request: httpx.Response(200, json=[PATIENT]),
    "bad charset": lambda request: httpx.Response(200, content=PATIENT.encode("utf-16")),
    "too large": lambda request: httpx.Response(200, json=[PATIENT] * 100),
    "bad encoding": lambda request: httpx.Response(200, content=PATIENT.encode(), headers={"Content-Encoding": "gzip"}),
    **{
        kind.__name__: fail(kind)
        for kind in (
            *(httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ProxyError),
            *(RuntimeError, UnicodeError, MemoryError),
        )
    },
}


@pytest.mark.parametrize("call", [GET_TASK, CREATE_TASK], ids=str)
@pytest.mark.parametrize("response", RESPONSES)
def test_errors_of_a_call_have_no_planted_values(connect: Connect, response: str, call: Call) -> None:
    client = connect(
        api_key=KEY,
        http_client=httpx.MockTransport(RESPONSES[response]),
        max_retries=0,
        strict=True,
        max_response_bytes=900,
    )
    arguments = (BODY,) if call is CREATE_TASK else (PATIENT,)
    error = raised(lambda: getattr(client, call.operation)(*arguments, headers={"X-Note": PATIENT}))
    assert isinstance(error, Exception)
    assert leaks(error) == []
    raw = raised(lambda: getattr(client.raw, call.operation)(*arguments))
    assert leaks(raw) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.create_task({"when": datetime.datetime(2026, 1, 1), "task": PATIENT}),
        lambda client: client.create_task({"task": PATIENT + "\ud800"}),
        lambda client: client.create_task({"task": object(), "note": PATIENT}),
        lambda client: client.create_task(task=PATIENT, phone=PATIENT),
        lambda client: client.create_task(BODY, task=PATIENT),
        lambda client: client.create_task(BODY, headers={"X-Note": PATIENT + "\n"}),
        lambda client: client.get_task(PATIENT + "\ud800"),
        lambda client: client.get_task(PATIENT * 10_000),
        lambda client: client.request("GET", f"/{PATIENT}/.."),
        lambda client: client.request("POST", "/", json={"name": PATIENT}, content=PATIENT),
        lambda client: client.with_options(headers={"X-Note": PATIENT, "X-Other": "\n"}),
        lambda client: client.wait_for_task(PATIENT, timeout=-1),
    ],
)
def test_errors_of_arguments_have_no_planted_values(connect: Connect, call: Callable[[Any], Any]) -> None:
    client = connect(api_key=KEY)
    error = raised(lambda: call(client))
    assert isinstance(error, ValueError | TypeError)
    assert leaks(error) == []


@pytest.mark.parametrize(
    "options",
    [
        {"api_key": f"{KEY}\n"},
        {"api_key": KEY, "base_url": "ftp://host"},
        {"api_key": KEY, "headers": {"X-Key": f"{KEY}\n"}},
        {"api_key": KEY, "http_client": object()},
        {"api_key": KEY, "ca_bundle": "/nowhere"},
        {"api_key": KEY, "max_retries": -1},
        {"api_key": KEY, "hooks": object()},
        {"api_key": ClientCredentials("id", KEY), "base_url": "https://clinic.example.com"},
    ],
    ids=lambda options: list(options)[-1],
)
def test_errors_of_the_constructor_have_no_planted_values(connect: Connect, options: dict[str, Any]) -> None:
    error = raised(lambda: connect.bare(**options))
    assert isinstance(error, ValueError)
    assert leaks(error) == []


def test_errors_of_tokens_have_no_planted_values(connect: Connect) -> None:
    def no_token() -> str:
        secret = KEY
        raise RuntimeError(f"no token for {len(secret)} characters")

    assert leaks(raised(lambda: connect(api_key=no_token).get_task(PATIENT))) == []
    assert leaks(raised(lambda: connect(api_key=lambda: "").create_task(BODY))) == []

    def reject(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"error": KEY, "token": KEY})

    source = ClientCredentials(
        "id",
        KEY,
        token_url="https://login.example.com",  # noqa: S106 - a URL
        http_client=httpx.Client(transport=httpx.MockTransport(reject)),
    )
    error = raised(lambda: connect(api_key=source).create_task(BODY))
    assert isinstance(error, package("miramace").TokenError)
    assert leaks(error) == []


def test_errors_of_function_modules_have_no_planted_values(connect: Connect) -> None:
    client = connect(api_key=KEY, http_client=httpx.MockTransport(RESPONSES["500"]), max_retries=0)
    for module, arguments in ((create_task, {"body": CreateTaskRequest.from_dict(BODY)}), (get_task, {})):
        positional = () if arguments else (PATIENT,)
        for detailed in (False, True):
            call = connect.function(module, detailed=detailed)
            assert leaks(raised(lambda: call(*positional, client=client, **arguments))) == []  # noqa: B023 - called at once


def test_errors_of_iterators_and_waits_have_no_planted_values(connect: Connect) -> None:
    options: dict[str, Any] = {"api_key": KEY, "http_client": httpx.MockTransport(RESPONSES["500"]), "max_retries": 0}
    items = connect("solum", **options).client.iter_tasks(patient_id=PATIENT)
    error = raised(lambda: asyncio.run(_first(items)) if connect.asynchronous else next(items))
    assert isinstance(error, package("solum").ServerError)
    assert leaks(error) == []
    waited = raised(lambda: connect(**options).wait_for_task(PATIENT, timeout=0.001, interval=0.001))
    assert isinstance(waited, package("miramace").WaitTimeoutError)
    assert leaks(waited) == []


async def _first(items: AsyncIterator[Any]) -> Any:
    return await anext(items)


class Source:
    """A stream whose values cannot be decoded."""

    max_bytes = 1000
    deadline = Deadline()

    def __init__(self, *chunks: bytes) -> None:
        async def iterate() -> AsyncIterator[bytes]:
            for chunk in chunks:
                yield chunk

        self.response = httpx.Response(200, content=iter(chunks))
        self.asynchronous = httpx.Response(200, content=iterate())

    def decode(self, text: bytes) -> Any:
        raise ValueError("not JSON")

    def failure(self, error: Exception) -> Exception:
        return error

    def too_large(self) -> Exception:
        return ValueError("too large")


def test_errors_of_streams_have_no_planted_values() -> None:
    line = PATIENT.encode() + b"\n"
    assert leaks(raised(lambda: next(JsonLines[Any](Source(line))))) == []
    assert leaks(raised(lambda: next(JsonLines[Any](Source(line * 100))))) == []
    source = Source(line)
    source.response = source.asynchronous
    assert leaks(raised(lambda: asyncio.run(_first(AsyncJsonLines[Any](source))))) == []
    event = next(EventStream[Any](Source(b"data: " + line + b"\n")))
    assert leaks(raised(lambda: event.parsed)) == []


def test_errors_of_models_and_webhooks_have_no_planted_values() -> None:
    patient = Patient.from_dict({"first_name": PATIENT, "date_of_birth": "1990-01-01"})
    patient.additional_properties["seen"] = [{"note": PATIENT}]
    patient.date_of_birth = datetime.datetime(1990, 1, 1)
    error = raised(patient.to_dict)
    assert isinstance(error, ValueError)
    assert leaks(error) == []
    for body in (PATIENT, f'["{PATIENT}"]', PATIENT * 100_000):
        rejected = raised(lambda: parse_webhook(body))  # noqa: B023 - called at once
        assert isinstance(rejected, ValueError)
        assert leaks(rejected) == []


def test_cancelled_call_has_no_planted_values() -> None:
    async def wait(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError

    async def cancel() -> BaseException:
        client = package("miramace").AsyncMiraMace(KEY, http_client=httpx.MockTransport(wait))
        task = asyncio.create_task(client.create_task(BODY))
        await asyncio.sleep(0)
        task.cancel()
        results: list[BaseException] = await asyncio.gather(task, return_exceptions=True)
        return results[0]

    error = asyncio.run(cancel())
    assert isinstance(error, asyncio.CancelledError)
    assert leaks(error) == []


def test_frames_of_the_caller_and_of_what_it_was_handling_stay() -> None:
    def handled() -> None:
        kept = "of the caller"
        raise LookupError(kept)

    client = MiraMace(KEY, http_client=httpx.MockTransport(RESPONSES["500"]), max_retries=0)
    try:
        handled()
    except LookupError:
        error = raised(lambda: client.get_task(PATIENT))
    kept = [frame.f_locals.get("kept") for frame in frames_of(error)]
    assert kept.count("of the caller") == 1
    client.close()


def test_traceback_keeps_files_and_lines() -> None:
    client = MiraMace(KEY, http_client=httpx.MockTransport(RESPONSES["500"]), max_retries=0)
    error = raised(lambda: client.get_task(PATIENT))
    names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    assert {"get_task", "request_operation", "parse_response"} <= set(names)
    client.close()


def test_wrapped_functions_keep_their_signature() -> None:
    assert list(inspect.signature(MiraMace.get_task).parameters)[:2] == ["self", "task_id"]
    assert inspect.iscoroutinefunction(package("miramace").AsyncMiraMace.get_task)
    assert "Read" in str(MiraMace.get_task.__doc__)


def test_function_returns_what_it_returned_before() -> None:
    assert hides_locals(lambda value: value + 1)(1) == 2
    assert sys.exception() is None
