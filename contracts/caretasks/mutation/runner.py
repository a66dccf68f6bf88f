"""The suite against stand-ins of one API that have one fault each, each until the fault is noticed.

First the stand-in is watched without any fault: what it answers with, and with what in it. What does not come up by
itself is brought about by a preparation, and the suite is run once with the preparation alone: what it says then is
said of the preparation, and only what it says beyond that counts as having noticed the fault.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, MutableMapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from caretasks.conformance.config import DEFAULT_MAX_EXAMPLES, Settings
from caretasks.conformance.model import CaseResult, Item, Trouble
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import AsgiApp, Target, stand_in
from caretasks.core.http import HTTPS_OWN
from caretasks.core.missing import MISSING
from caretasks.mutation import baseline
from caretasks.mutation.injection import Alteration, Exchange, altered
from caretasks.mutation.mutant import Fault, Harm, Injection, Outcome, Preparation, Proof
from caretasks.mutation.mutators.conforming_variants import Varying, variations
from caretasks.mutation.mutators.derive import derive
from caretasks.mutation.mutators.responses import Prepared, status_for
from caretasks.openapi.document import Api
from caretasks.openapi.schema.locations import Path, occurrences

DEPTHS = (4, DEFAULT_MAX_EXAMPLES)
"""How many examples are made up for an operation; the next more only where fewer have not noticed a fault."""

NOTHING = Preparation()
Noticed = frozenset[tuple[str, str]]
"""Checks that were not content, each with what it has seen."""


class NotKeptError(Exception):
    """The stand-in breaks promises without any fault, so that nothing can be proved with it."""


class Bench:
    """The suite and the stand-ins of one API.

    Args:
        api: the API.
        seed: where the suite's made-up data begins.
        depths: as `DEPTHS`.
        database: where the first look, which costs least, keeps what broke a promise (`Settings.database`).

    Attributes:
        api: see above.
        faults: every fault of the API by its id, in order.
        variations: its harmless variations by name, in order.
    """

    def __init__(self, api: Api, seed: int, depths: tuple[int, ...] = DEPTHS, database: str | None = None) -> None:
        self.api = api
        # The first look ends an operation's phase at whatever is not in order, be it advice; the next do not.
        first = Settings(depths[0], seed, database=database, to_the_end=False)
        self._settings = (first, *(Settings(depth, seed) for depth in depths))
        self._controls: dict[tuple[str, str, Preparation, int], Noticed] = {}
        self._stock: dict[tuple[str, str, Preparation], Noticed] = {}
        self._watched: Watching | None = None
        self._seed = str(seed)
        self._stage = _Stage()
        self._plain = stand_in(api, seed=self._seed)
        self.faults = {fault.id: fault for fault in derive(self._plain)}
        self.variations = {variation.name: variation for variation in variations(api, seed)}

    def prove(self, fault: Fault) -> Proof:
        """Runs the suite against the stand-in with a fault.

        Raises:
            NotKeptError: it is not content with the stand-in without any.
        """
        began = time.monotonic()
        preparation = self.preparation(fault)
        requests, troubles = 0, list[str]()
        injection = fault.alter(preparation)
        for depth, settings in enumerate(self._settings):
            known = self._control(fault, preparation, depth)
            injection = fault.alter(preparation)
            for item in self._run(injection, settings):
                if isinstance(item, Trouble):
                    troubles.append(item.message)
                    continue
                requests += 1
                for check in _noticed(item):
                    if check not in known and (fault.noticed_by is None or check[0] in fault.noticed_by):
                        return Proof(
                            fault.id, Outcome.CAUGHT, *check, injection.applied, requests, time.monotonic() - began
                        )
        outcome, why = _unnoticed(injection, troubles)
        return Proof(fault.id, outcome, "", why, injection.applied, requests, time.monotonic() - began)

    def vary(self, name: str) -> Harm:
        """Runs the suite against the stand-in with a harmless variation, to its end.

        Raises:
            KeyError: there is none of that name.
            NotKeptError: it is not content with the stand-in without any.
        """
        self._watch()
        began = time.monotonic()
        variation = self.variations[name]
        varying = Varying(variation)
        alarms: dict[str, None] = {}
        for item in self._run(varying, self._settings[1]):
            if isinstance(item, Trouble):
                alarms[item.message] = None
            else:
                alarms.update(dict.fromkeys(f"{check}: {seen}" for check, seen in _noticed(item)))
        return Harm(name, variation.what, tuple(alarms), varying.applied, time.monotonic() - began)

    def stock_notices(self, fault: Fault) -> bool:
        """Whether the engine notices a fault by itself."""
        preparation = self.preparation(fault)
        key = (fault.operation.id, fault.answer, preparation)
        if key not in self._stock:
            prepared = Prepared(fault.operation, fault.answer, preparation) if fault.answer else Alteration()
            self._stock[key] = frozenset(baseline.noticed(self._target(prepared), self._settings[0].seed))
        with closing(baseline.noticed(self._target(fault.alter(preparation)), self._settings[0].seed)) as found:  # type: ignore[type-var]  # it is a generator
            return any(each not in self._stock[key] for each in found)

    def preparation(self, fault: Fault) -> Preparation:
        """What has to be done for the place of a fault to come up."""
        if not fault.answer:
            return NOTHING
        watched = self._watch()
        seen = (fault.operation.id, fault.answer)
        # What HTTP gives of its own accord comes up where the engine asks what no document speaks of, and looks away.
        came_up = seen in watched.answers and status_for(fault.operation, fault.answer) not in HTTPS_OWN
        return Preparation(
            status=None if came_up else status_for(fault.operation, fault.answer),
            grown=None
            if fault.path in (None, ()) or (not fault.choices and (*seen, fault.path) in watched.places)
            else fault.path,
            choices=fault.choices,
            header=None if fault.header is None or (*seen, fault.header) in watched.headers else fault.header,
        )

    def _watch(self) -> Watching:
        if self._watched is None:
            watching = Watching()
            found = [item for item in self._run(watching, self._settings[1]) if not isinstance(item, Trouble)]
            if broken := sorted({f"{check}: {seen}" for item in found for check, seen in _noticed(item)}):
                raise NotKeptError("; ".join(broken))
            self._watched = watching
        return self._watched

    def _control(self, fault: Fault, preparation: Preparation, depth: int) -> Noticed:
        """What the suite notices of the preparation alone."""
        if preparation == NOTHING:
            self._watch()
            return frozenset()
        key = (fault.operation.id, fault.answer, preparation, max(depth, 1))
        if key not in self._controls:
            prepared = Prepared(fault.operation, fault.answer, preparation)
            items = self._run(prepared, self._settings[max(depth, 1)])
            self._controls[key] = frozenset(noticed for item in items for noticed in _noticed(item))
        return self._controls[key]

    def _run(self, alteration: Alteration, settings: Settings) -> Iterator[Item]:
        with closing(run(self._target(alteration), settings)) as found:  # type: ignore[type-var]  # it is a generator
            yield from found

    def _target(self, alteration: Alteration) -> Target:
        target = stand_in(self.api, key=self._plain.key, seed=self._seed)
        self._stage.app = altered(target.app, self.api, alteration)
        return replace(target, server=self._stage)


class _Stage:
    """One application after another: the engine keeps every one that it has seen until its process ends."""

    app: AsgiApp

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self.app(scope, receive, send)


def _noticed(item: Item) -> Iterator[tuple[str, str]]:
    for check in item.checks if isinstance(item, CaseResult) else ():
        if check.finding is not None and check.finding.advice is None:
            yield check.name, check.finding.message


def _unnoticed(injection: Injection, troubles: list[str]) -> tuple[Outcome, str]:
    if troubles:
        return Outcome.TROUBLED, "; ".join(dict.fromkeys(troubles))
    if injection.applied:
        return Outcome.MISSED, f"the stand-in was faulty {injection.applied} times, and no check objected"
    if injection.without_effect:
        return Outcome.EQUIVALENT, f"{injection.harmless} ({injection.without_effect} seen)"
    return Outcome.NOT_REACHED, "no request of the suite made the stand-in faulty"


class Watching(Alteration):
    """Watches what a stand-in answers with, and changes nothing.

    Attributes:
        answers: the documented answers that came up: operation and key.
        places: the places in their bodies where something was.
        headers: their headers.
    """

    def __init__(self) -> None:
        self.answers: set[tuple[str, str]] = set()
        self.places = _Places()
        self.headers: set[tuple[str, str, str]] = set()

    def after(self, exchange: Exchange) -> None:
        """Notes an answer."""
        operation = exchange.sent.operation
        response = None if operation is None else operation.response(exchange.status)
        if operation is None or response is None:
            return
        self.answers.add((operation.id, response.status))
        self.headers.update((operation.id, response.status, name) for name in exchange.headers)
        if (body := exchange.json) is not MISSING:
            self.places.add(operation.id, response.status, body)


class _Places:
    """Bodies of answers, one of each shape, and whether anything was at a place."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, str], dict[str, object]] = {}
        self._known: dict[tuple[str, str, Path], bool] = {}

    def add(self, operation: str, key: str, body: object) -> None:
        """Notes a body."""
        self._shapes.setdefault((operation, key), {}).setdefault(_shape(body), body)

    def __contains__(self, place: tuple[str, str, Path]) -> bool:
        if place not in self._known:
            operation, key, path = place
            bodies = self._shapes.get((operation, key), {}).values()
            self._known[place] = any(occurrences(body, path) for body in bodies)
        return self._known[place]


def _shape(value: object) -> str:
    """A text that is the same for values with the same places."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}:{_shape(inner)}" for name, inner in sorted(value.items())) + "}"
    if isinstance(value, list):
        return f"[{','.join(sorted(set(map(_shape, value))))}]"
    return ""
