"""Faults on demand: a stand-in that is slow, refuses, fails, hangs up or answers with half of what it should.

One ASGI layer makes them. It decides nothing about what is asked: what is below it has answered as always, or was never
asked. So a write that is answered late, in part or unreadably has happened; one that got 429, 500 or a reset has not.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random, getrandbits

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.handler import negotiation
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.middleware.connections import hang_up, reset
from caretasks.mock.middleware.request_log import MET
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.path_templates import Routes, raw_path

HEADER = "X-Caretasks-Fault"
KINDS = ("latency", "429", "500", "reset", "truncated", "malformed")
SECONDS = 3.0
"""How late an answer is unless it is said."""

_LONGEST = 3600.0
_NAME = HEADER.lower().encode()
_FAULT = re.compile(r"(?P<kind>[a-z0-9]+)(?:=(?P<seconds>[0-9]{1,9}(?:\.[0-9]{1,9})?))?(?::(?P<rate>[0-9.]{1,12}%?))?")


class FaultError(ValueError):
    """A text names no fault; the message says which there are, and quotes nothing."""


@dataclass(frozen=True)
class Fault:
    """A fault that requests meet.

    Attributes:
        kind: one of `KINDS`.
        rate: how many of them meet it: 0 none, 1 all.
        seconds: of `latency`, how late the answer is.
    """

    kind: str
    rate: float = 1.0
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FaultError(f"no such fault; there are {', '.join(KINDS)}")
        if not 0 <= self.rate <= 1:
            raise FaultError("the rate of a fault is from 0 to 1")
        if not 0 <= self.seconds <= _LONGEST:
            raise FaultError(f"an answer may be up to {_LONGEST:.0f} seconds late")

    @classmethod
    def parse(cls, text: str) -> Fault:
        """The fault that `KIND[=SECONDS][:RATE]` names; a rate is a number from 0 to 1, or a percentage.

        Raises:
            FaultError: none, or its rate or seconds are out of range.
        """
        match = _FAULT.fullmatch(text.strip().lower())
        kind, seconds, rate = match.group("kind", "seconds", "rate") if match is not None else ("", None, None)
        if kind not in KINDS:
            raise FaultError(f"no such fault; there are {', '.join(KINDS)}")
        if seconds is not None and kind != "latency":
            raise FaultError("only latency takes seconds, such as latency=2")
        return cls(kind, 1.0 if rate is None else _rate(rate), SECONDS if seconds is None else float(seconds))


class Faults:
    """The faults that requests meet, which may change while a stand-in runs.

    Args:
        active: those of all requests; a request with a header of its own meets what that says, and no other.
        seed: makes the same requests meet them in every run, counted as they arrive.
        sleep: waits.

    Attributes:
        active: see above.
    """

    def __init__(
        self,
        active: Sequence[Fault] = (),
        *,
        seed: str | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.active: Sequence[Fault] = tuple(active)
        self.sleep = sleep
        self._seed = f"{getrandbits(64):x}" if seed is None else seed
        self._numbers = count(1)

    def drawn(self) -> list[Fault]:
        """Those that the next request meets."""
        chance = Random(f"{self._seed}/fault/{next(self._numbers)}")  # noqa: S311 - no secret
        return [fault for fault in self.active if chance.random() < fault.rate]


def with_faults(app: ASGIApp, apis: Sequence[Api], faults: Faults, limit: RateLimit) -> ASGIApp:
    """The application, of which requests for operations of the APIs meet faults; a 429 tells of the limit."""
    routes = Routes(apis)

    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        asked = [value for name, value in scope["headers"] if name == _NAME] if scope["type"] == "http" else []
        operation = _operation(routes, scope) if asked or (faults.active and scope["type"] == "http") else None
        if operation is None:
            await app(scope, receive, send)
            return
        try:
            met = list(_asked(asked)) if asked else faults.drawn()
        except FaultError as error:
            answer = negotiation.error_response(operation, 400, f"{HEADER}: {error}")
            await answer.send_to(send, head=scope["method"] == "HEAD")
            return
        await _meet(app, operation, met, faults, limit, scope, receive, send)

    return faulty


async def _meet(
    app: ASGIApp,
    operation: Operation,
    met: Sequence[Fault],
    faults: Faults,
    limit: RateLimit,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Answers a request with its faults: it is kept waiting, and of the others the first comes true."""
    seconds = min(_LONGEST, sum(fault.seconds for fault in met if fault.kind == "latency"))
    kind = next((fault.kind for fault in met if fault.kind != "latency"), None)
    _say(scope, met, kind)

    async def late(message: Message) -> None:
        if message["type"] == "http.response.start":
            if seconds:
                await faults.sleep(seconds)
            if scope[MET]:
                MutableHeaders(scope=message)[HEADER] = scope[MET]
        await send(message)

    match kind:
        case "429" | "500":
            await _read_all(receive)  # so that it is in the log, and the connection can be used again
            answer = negotiation.error_response(operation, int(kind))
            limit.reached(operation, answer)
            await answer.send_to(late, head=scope["method"] == "HEAD")
        case "reset":
            await _read_all(receive)
            if seconds:
                await faults.sleep(seconds)
            await reset(scope, receive)
        case "truncated" | "malformed":
            start, body = await _answered(app, scope, receive)
            if start is not None:
                _say(scope, met, kind if body else None)
                await late(start)
                await _spoil(kind, body, scope, receive, send)
        case _:
            await app(scope, receive, late)


def _say(scope: Scope, met: Sequence[Fault], kind: str | None) -> None:
    """Notes for the log which faults come true."""
    scope[MET] = ", ".join(fault.kind for fault in met if fault.kind in ("latency", kind))


async def _spoil(kind: str, body: bytes, scope: Scope, receive: Receive, send: Send) -> None:
    """Sends half of a body, or all of one that is no JSON and as long. What has no body cannot be spoilt."""
    if kind == "truncated" and body:
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await hang_up(scope, receive)
    else:
        await send({"type": "http.response.body", "body": body[:-1] + b"," if body else b""})


def _operation(routes: Routes, scope: Scope) -> Operation | None:
    match = routes.find(raw_path(scope))
    return None if match is None else match.operation(scope["method"])


def _asked(values: Sequence[bytes]) -> Iterator[Fault]:
    """The faults that a header names. A rate is nothing for a single request."""
    for text in b",".join(values).decode("latin-1").split(","):
        fault = Fault.parse(text)
        if fault.rate != 1:
            raise FaultError(f"a rate is nothing for one request; there are {', '.join(KINDS)}")
        yield fault


async def _answered(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message | None, bytes]:
    """The answer of an application: how it starts, None if there is none, and its body."""
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, keep)
    start = next((message for message in sent if message["type"] == "http.response.start"), None)
    return start, b"".join(message.get("body", b"") for message in sent)


async def _read_all(receive: Receive) -> None:
    """Lets a request come to its end, so that its sender waits for the answer when the connection is cut."""
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)


def _rate(text: str) -> float:
    number = text.removesuffix("%")
    try:
        return float(number) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise FaultError("the rate of a fault is from 0 to 1, or a percentage") from None
