"""Delivery of webhooks and callbacks, in the background of a mock server: attempts, waits, and what the log says.

A response other than 2xx, a redirect included, is a failed attempt. The body of a response is not read.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Protocol

import httpx
import tenacity

from caretasks.mock.resources.store import StoreError
from caretasks.mock.webhooks.target import WebhookTarget, WebhookUrlError, parse_callback_target
from caretasks.mock.webhooks.watcher import Webhook

ATTEMPTS = 5
"""The attempts to send a webhook before it is given up."""

MAX_PENDING = 1000
"""The most webhooks that wait for their delivery; further ones are lost."""

_FIRST_DELAY_SECONDS = 0.5  # doubled for each further attempt
_ATTEMPT_SECONDS = 10
_TIMEOUT = {"connect": 5, "read": _ATTEMPT_SECONDS, "write": _ATTEMPT_SECONDS, "pool": _ATTEMPT_SECONDS}
_TICK_SECONDS = 0.1
_RESOURCES_PER_TICK = 200

logger = logging.getLogger("caretasks.mock")


class WebhookSource(Protocol):
    """Yields the webhooks that have to be sent: a `WebhookWatcher`, or a `CallbackQueue`."""

    def collect(self, limit: int | None = None) -> Iterator[Webhook]: ...


class WebhookSender:
    """Sends webhooks to a target and callbacks to their URLs, one after the other, and logs each attempt.

    Args:
        target: Where webhooks are sent; None if there are callbacks only.
        find_receiver: Returns the receiver of the URL of a callback; raises `WebhookUrlError` for a host that is not
            contacted. Default: this machine only.
        transport: Sends the requests. Default: HTTP without a proxy.
        sleep: Waits between two attempts.
        write_line: Called with a line of text for each attempt. Without it, only webhooks that are lost are logged.
    """

    def __init__(
        self,
        target: WebhookTarget | None,
        *,
        find_receiver: Callable[[str], WebhookTarget] = parse_callback_target,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        write_line: Callable[[str], None] | None = None,
    ) -> None:
        self._target = target
        self._find_receiver = find_receiver
        # A transport alone: a client would store cookies, and would use the proxies of the environment.
        self._transport = httpx.AsyncHTTPTransport() if transport is None else transport
        self._sleep = sleep
        self._write_line = write_line
        self._pending: deque[Webhook] = deque()
        self._has_pending = asyncio.Event()

    async def deliver(self, webhook: Webhook) -> int | None:
        """Send a webhook until the receiver accepts it, or all attempts have failed.

        Returns:
            The status of the last response, or None without one.
        """
        numbers = count(1)
        target = self._target
        if webhook.callback_url is not None:
            try:
                target = await asyncio.to_thread(self._find_receiver, webhook.callback_url)
            except WebhookUrlError as error:
                self._log(f"{webhook.label}: not sent: {error}", is_loss=True)
                return None
        if target is None:
            return None

        async def attempt() -> int | None:
            status, problem = await self._send(webhook, target)
            self._log(f"{webhook.label}: attempt {next(numbers)}: {problem or status}")
            return status

        attempts = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_exponential(multiplier=_FIRST_DELAY_SECONDS),
            retry=tenacity.retry_if_result(lambda status: not _is_accepted(status)),
            retry_error_callback=lambda state: None if state.outcome is None else state.outcome.result(),
            sleep=self._sleep,
        )
        status: int | None = await attempts(attempt)
        if not _is_accepted(status):
            self._log(f"{webhook.label}: given up after {ATTEMPTS} attempts", is_loss=True)
        return status

    async def _send(self, webhook: Webhook, target: WebhookTarget) -> tuple[int | None, str]:
        """Return the status of the response, or None and why there is none."""
        problem = ""
        for request in target.iter_requests(webhook.content, method=webhook.method, media_type=webhook.media_type):
            request.extensions["timeout"] = _TIMEOUT
            try:
                async with asyncio.timeout(_ATTEMPT_SECONDS):
                    response = await self._transport.handle_async_request(request)
                await response.aclose()
            except (httpx.TransportError, TimeoutError) as error:
                problem = type(error).__name__
                if not isinstance(error, httpx.ConnectError):
                    break  # the receiver may have got it
            else:
                return response.status_code, ""
        return None, problem

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def run(self, *sources: WebhookSource) -> None:
        """Send what happens until the task is canceled. Then log how many webhooks were not delivered."""
        delivery = asyncio.create_task(self._deliver_pending())
        try:
            while True:
                for source in sources:
                    self._collect(source)
                await asyncio.sleep(_TICK_SECONDS)
        finally:
            delivery.cancel()
            await asyncio.gather(delivery, return_exceptions=True)
            await self.aclose()
            if self._pending:
                self._log(f"webhooks not delivered before the server stopped: {len(self._pending)}", is_loss=True)

    def _collect(self, source: WebhookSource) -> None:
        try:
            for webhook in source.collect(_RESOURCES_PER_TICK):
                if len(self._pending) < MAX_PENDING:
                    self._pending.append(webhook)
                    self._has_pending.set()
                else:
                    problem = f"not sent, because {MAX_PENDING} webhooks are waiting"
                    self._log(f"{webhook.label}: {problem}", is_loss=True)
        except StoreError as error:
            logger.error("cannot look for webhooks to send: %s", error)

    async def _deliver_pending(self) -> None:
        while True:
            await self._has_pending.wait()
            while self._pending:
                await self.deliver(self._pending[0])
                self._pending.popleft()
            self._has_pending.clear()

    def _log(self, line: str, *, is_loss: bool = False) -> None:
        if self._write_line is not None:
            self._write_line(line)
        elif is_loss:
            logger.warning("%s", line)


def _is_accepted(status: int | None) -> bool:
    """Return whether a status means that the receiver has got the webhook."""
    return status is not None and 200 <= status < 300
