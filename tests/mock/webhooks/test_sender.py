"""Deliveries of webhooks to a receiver on a loopback port, in every way in which that receiver can behave."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import StoreError
from caretasks.mock.webhooks import sender as sender_module
from caretasks.mock.webhooks.sender import ATTEMPTS, MAX_PENDING, WebhookSender
from caretasks.mock.webhooks.target import WebhookTarget, parse_target
from caretasks.mock.webhooks.watcher import Webhook, WebhookWatcher

WEBHOOK = Webhook("miramace", "task.completed", b'{"event":"task.completed"}')
LABEL = "miramace: webhook task.completed"
HANG = b"HTTP/1.1 "


def response(status: int, *headers: str) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status} Any", *headers, "Content-Length: 1000000"])
    return head.encode() + b"\r\n\r\nstart of a body that never ends"


class Receiver:
    """A receiver that responds to the first requests with these bytes, and to all others with the last of them."""

    def __init__(self, responses: Sequence[bytes]) -> None:
        self._responses = responses
        self.requests: list[bytes] = []
        self.received = asyncio.Event()
        self.connections: set[asyncio.Task[Any] | None] = set()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            self.requests.append(head + await reader.readexactly(length))
            self.received.set()
            writer.write(self._responses[min(len(self.requests), len(self._responses)) - 1])
            await writer.drain()
            await reader.read()  # until the sender closes the connection
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def receiver(*responses: bytes) -> AsyncIterator[Receiver]:
    receiving = Receiver(responses)
    server = await asyncio.start_server(receiving.serve, "127.0.0.1", 0)
    receiving.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?token=secretword"
    try:
        yield receiving
    finally:
        server.close()
        await asyncio.gather(*filter(None, receiving.connections))


class Delays:
    """The waits between attempts, which take no time."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def deliver(*responses: bytes) -> tuple[int | None, Receiver, list[str], list[float]]:
    """Deliver one webhook, and return its status, the receiver, the log, and the waits."""
    lines: list[str] = []
    delays = Delays()

    async def run() -> tuple[int | None, Receiver]:
        async with receiver(*responses) as receiving:
            sender = WebhookSender(parse_target(receiving.url), sleep=delays, write_line=lines.append)
            status = await sender.deliver(WEBHOOK)
            await sender.aclose()
            return status, receiving

    status, receiving = asyncio.run(run())
    return status, receiving, lines, delays.seconds


def test_webhook_is_sent_once_to_a_receiver_that_accepts_it() -> None:
    status, receiving, lines, delays = deliver(response(204))
    assert (status, delays) == (204, [])
    (request,) = receiving.requests
    assert request.startswith(b"POST /hook?token=secretword HTTP/1.1\r\n")
    assert request.endswith(b"\r\n\r\n" + WEBHOOK.content)
    assert lines == [f"{LABEL}: attempt 1: 204"]  # without the query


def test_webhook_is_retried_after_500() -> None:
    status, receiving, lines, delays = deliver(response(500), response(200))
    assert (status, delays) == (200, [0.5])
    assert len(receiving.requests) == 2
    assert lines == [f"{LABEL}: attempt 1: 500", f"{LABEL}: attempt 2: 200"]


def test_webhook_is_given_up_after_five_attempts() -> None:
    status, receiving, lines, delays = deliver(response(503))
    assert (status, len(receiving.requests), delays) == (503, ATTEMPTS, [0.5, 1, 2, 4])
    assert lines[-1] == f"{LABEL}: given up after 5 attempts"


def test_redirect_is_not_followed() -> None:
    async def run() -> None:
        async with receiver(response(200)) as other, receiver(response(307, f"Location: {other.url}")) as receiving:
            sender = WebhookSender(parse_target(receiving.url), sleep=Delays())
            assert await sender.deliver(WEBHOOK) == 307
            await sender.aclose()
            assert (len(receiving.requests), other.requests) == (ATTEMPTS, [])

    asyncio.run(run())


def test_cookie_of_a_response_is_not_sent_back() -> None:
    _, receiving, _, _ = deliver(response(500, "Set-Cookie: a=b"), response(200))
    assert b"cookie" not in receiving.requests[1].lower()


def test_receiver_that_is_down_is_logged() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    lines: list[str] = []

    async def run() -> int | None:
        target = parse_target(f"http://127.0.0.1:{port}/")
        return await WebhookSender(target, sleep=Delays(), write_line=lines.append).deliver(WEBHOOK)

    assert asyncio.run(run()) is None
    assert lines[0] == f"{LABEL}: attempt 1: ConnectError"
    assert lines[-1] == f"{LABEL}: given up after 5 attempts"


def test_receiver_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "_ATTEMPT_SECONDS", 0.01)
    status, _, lines, _ = deliver(HANG)
    assert status is None
    assert lines[0] == f"{LABEL}: attempt 1: TimeoutError"
    assert lines[-1] == f"{LABEL}: given up after 5 attempts"


def test_second_address_is_used_if_the_first_refuses_the_connection() -> None:
    async def run() -> None:
        async with receiver(response(200)) as receiving:
            url = httpx.URL(receiving.url)
            sender = WebhookSender(WebhookTarget(url, ("127.0.0.2", "127.0.0.1")), sleep=Delays())
            assert await sender.deliver(WEBHOOK) == 200
            await sender.aclose()
            assert len(receiving.requests) == 1

    asyncio.run(run())


def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert deliver(response(200))[0] == 200


def test_host_is_not_resolved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        async with receiver(response(500), response(200)) as receiving:
            target = parse_target(receiving.url.replace("127.0.0.1", "localhost"))
            resolved: list[Any] = []
            resolve = socket.getaddrinfo

            def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
                resolved.append(host)
                return resolve(host, *args, **options)

            monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
            sender = WebhookSender(target, sleep=Delays())
            assert await sender.deliver(WEBHOOK) == 200
            await sender.aclose()
            assert b"Host: localhost:" in receiving.requests[0]
            assert not {"localhost", b"localhost"} & set(resolved)

    asyncio.run(run())


# The task in the background.


class FakeWatcher(WebhookWatcher):
    """A watcher with webhooks to collect, or an error."""

    def __init__(self, *found: Webhook, error: Exception | None = None) -> None:
        super().__init__(State(clock=Clock(running=False)), [])
        self.found = list(found)
        self.error = error

    def collect(self, limit: int | None = None) -> Any:
        error, self.error = self.error, None
        if error is not None:
            raise error
        while self.found:
            yield self.found.pop(0)


async def run_until(sender: WebhookSender, watcher: WebhookWatcher, condition: asyncio.Event) -> None:
    """Run the background task until a condition, then stop it. It must not end by itself."""
    task = asyncio.create_task(sender.run(watcher))
    waiting = asyncio.create_task(condition.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    ended = task.done()
    for each in (task, waiting):
        each.cancel()
    await asyncio.gather(task, waiting, return_exceptions=True)
    assert not ended


def test_background_task_sends_what_the_watcher_collects() -> None:
    async def run() -> None:
        async with receiver(response(200)) as receiving:
            error = StoreError("the file is locked")
            await run_until(
                WebhookSender(parse_target(receiving.url)), FakeWatcher(WEBHOOK, error=error), receiving.received
            )
            assert len(receiving.requests) == 1

    asyncio.run(run())


def test_shutdown_says_how_many_webhooks_were_not_delivered(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with receiver(HANG) as receiving:
            sender = WebhookSender(parse_target(receiving.url))
            await run_until(sender, FakeWatcher(WEBHOOK, WEBHOOK, WEBHOOK), receiving.received)

    asyncio.run(run())
    assert [record.message for record in caplog.records] == ["webhooks not delivered before the server stopped: 3"]


def test_webhook_beyond_the_longest_queue_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with receiver(HANG) as receiving:
            sender = WebhookSender(parse_target(receiving.url))
            await run_until(sender, FakeWatcher(*[WEBHOOK] * (MAX_PENDING + 1)), receiving.received)

    asyncio.run(run())
    assert caplog.records[0].message == f"{LABEL}: not sent, because 1000 webhooks are waiting"
