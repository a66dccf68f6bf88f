"""Faults: slow responses, 429 and 500, reset connections, truncated and malformed bodies, for a share of requests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random, getrandbits

from caretasks.mock.scenarios.latency import MAX_LATENCY_SECONDS, SYNTAX, Latency, LatencyError
from caretasks.mock.scenarios.model import Injection

FAULT_KINDS = ("latency", "429", "500", "reset", "truncated", "malformed")
DEFAULT_LATENCY = Latency("fixed", 3.0)

_SAFE_KIND = re.compile(r"[a-z0-9_-]{1,20}")  # a word that may be repeated in a message
_FAULT = re.compile(r"[a-z0-9]+(?:=(?P<latency>[^:]*))?(?::(?P<rate>[0-9]+\.?[0-9]*|\.[0-9]+)(?P<percent>%)?)?")
_COMMA = re.compile(r",(?![^(]*\))")  # not between the numbers of a latency


class FaultError(ValueError):
    """A string is not a fault. The message quotes only short plain words of it, because a client may have sent it."""


@dataclass(frozen=True)
class Fault:
    """A fault to inject.

    Attributes:
        kind: One of `FAULT_KINDS`.
        rate: The share of requests that get the fault, from 0 to 1.
        latency: The delay of the response, for the kind `latency` only.
    """

    kind: str
    rate: float = 1.0
    latency: Latency = DEFAULT_LATENCY

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Return the fault `KIND[=LATENCY][:RATE]`; the rate is a number from 0 to 1, or a percentage.

        Raises:
            FaultError: The string is not a fault, or its rate or latency is out of range.
        """
        text = text.strip().lower()
        kind = re.split("[=:]", text, maxsplit=1)[0]
        if kind not in FAULT_KINDS:
            name = f" '{kind}'" if _SAFE_KIND.fullmatch(kind) else ""
            raise FaultError(f"unknown fault{name}: use one of {', '.join(FAULT_KINDS)}")
        match = _FAULT.fullmatch(text)
        if match is None:
            raise FaultError(f"invalid {kind} fault: use KIND[={SYNTAX}][:RATE], such as latency=2 or reset:10%")
        if match["latency"] is not None and kind != "latency":
            raise FaultError("only latency has seconds, such as latency=2")
        rate = float(match["rate"] or 1) / (100 if match["percent"] else 1)
        if rate > 1:
            raise FaultError("invalid rate: use a number from 0 to 1, or a percentage")
        try:
            latency = DEFAULT_LATENCY if match["latency"] is None else Latency.parse(match["latency"])
        except LatencyError as error:
            raise FaultError(str(error)) from None
        return cls(kind, rate, latency)


def parse_faults(text: str) -> Iterator[Fault]:
    """Yield the faults of one request in a list with commas, such as `latency=1, reset`.

    Raises:
        FaultError: One of them is not a fault, or has a rate.
    """
    for part in _COMMA.split(text):
        fault = Fault.parse(part)
        if fault.rate != 1:
            raise FaultError("a fault of one request has no rate")
        yield fault


def combine_faults(faults: Sequence[Fault], random: Random) -> Injection:
    """Return the sum of the latencies and the first of the other faults."""
    latencies = [fault.latency.draw(random) for fault in faults if fault.kind == "latency"]
    kind = next((fault.kind for fault in faults if fault.kind != "latency"), None)
    names = tuple(fault.kind for fault in faults if fault.kind in ("latency", kind))
    return Injection(names, min(MAX_LATENCY_SECONDS, sum(latencies)), kind)


class Faults:
    """The faults of all requests without a fault header. `active` may change while the mock server runs.

    With a seed, the nth request gets the same faults in every run.
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
        self._header_numbers = count(1)

    def draw(self) -> Injection:
        """Return the faults of the next request."""
        random = Random(f"{self._seed}/fault/{next(self._numbers)}")  # noqa: S311 - not a secret
        return combine_faults([fault for fault in self.active if random.random() < fault.rate], random)

    def combine(self, faults: Sequence[Fault]) -> Injection:
        """Return the faults of the next request, which names them itself."""
        random = Random(f"{self._seed}/header/{next(self._header_numbers)}")  # noqa: S311 - not a secret
        return combine_faults(faults, random)
