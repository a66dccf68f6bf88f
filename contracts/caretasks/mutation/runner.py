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
from caretasks.conformance.model import CaseResult, RunError, RunItem
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import AsgiApp, Target, in_process_target
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.core.missing import MISSING
from caretasks.mutation import baseline
from caretasks.mutation.injection import ExchangeHook, MutatedExchange, with_hook
from caretasks.mutation.mutant import Mutant, MutantResult, MutantStatus, Mutation, Setup, VariantResult
from caretasks.mutation.mutators.conforming_variants import VariantHook, conforming_variants
from caretasks.mutation.mutators.derive import all_mutants
from caretasks.mutation.mutators.responses import Prepared, status_for
from caretasks.openapi.document import Api
from caretasks.openapi.schema.locations import ValuePath, find_occurrences

EXAMPLE_COUNTS = (4, DEFAULT_MAX_EXAMPLES)
"""How many examples are made up for an operation; the next more only where fewer have not noticed a fault."""

NO_SETUP = Setup()
FailedChecks = frozenset[tuple[str, str]]
"""Checks that were not content, each with what it has seen."""


class UnmutatedFailureError(Exception):
    """The stand-in breaks promises without any fault, so that nothing can be proved with it."""


class MutantRunner:
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

    def __init__(self, api: Api, seed: int, depths: tuple[int, ...] = EXAMPLE_COUNTS, database: str | None = None) -> None:
        self.api = api
        # The first look ends an operation's phase at whatever is not in order, be it advice; the next do not.
        first = Settings(depths[0], seed, database=database, continue_on_failure=False)
        self._settings = (first, *(Settings(depth, seed) for depth in depths))
        self._controls: dict[tuple[str, str, Setup, int], FailedChecks] = {}
        self._stock: dict[tuple[str, str, Setup], FailedChecks] = {}
        self._watched: Observer | None = None
        self._seed = str(seed)
        self._stage = Stage()
        self._plain = in_process_target(api, seed=self._seed)
        self.mutants = {fault.id: fault for fault in all_mutants(self._plain)}
        self.variants = {variation.name: variation for variation in conforming_variants(api, seed)}

    def run_mutant(self, fault: Mutant) -> MutantResult:
        """Runs the suite against the stand-in with a fault.

        Raises:
            NotKeptError: it is not content with the stand-in without any.
        """
        began = time.monotonic()
        preparation = self.setup_for(fault)
        requests, troubles = 0, list[str]()
        injection = fault.build(preparation)
        for depth, settings in enumerate(self._settings):
            known = self._failures_of_setup(fault, preparation, depth)
            injection = fault.build(preparation)
            for item in self._run(injection, settings):
                if isinstance(item, RunError):
                    troubles.append(item.message)
                    continue
                requests += 1
                for check in _failed_checks(item):
                    if check not in known and (fault.detecting_checks is None or check[0] in fault.detecting_checks):
                        return MutantResult(
                            fault.id, MutantStatus.CAUGHT, *check, injection.applied, requests, time.monotonic() - began
                        )
        outcome, why = _undetected_status(injection, troubles)
        return MutantResult(fault.id, outcome, "", why, injection.applied, requests, time.monotonic() - began)

    def run_variant(self, name: str) -> VariantResult:
        """Runs the suite against the stand-in with a harmless variation, to its end.

        Raises:
            KeyError: there is none of that name.
            NotKeptError: it is not content with the stand-in without any.
        """
        self._observe()
        began = time.monotonic()
        variation = self.variants[name]
        varying = VariantHook(variation)
        alarms: dict[str, None] = {}
        for item in self._run(varying, self._settings[1]):
            if isinstance(item, RunError):
                alarms[item.message] = None
            else:
                alarms.update(dict.fromkeys(f"{check}: {seen}" for check, seen in _failed_checks(item)))
        return VariantResult(name, variation.what, tuple(alarms), varying.applied, time.monotonic() - began)

    def is_detected_by_baseline(self, fault: Mutant) -> bool:
        """Whether the engine notices a fault by itself."""
        preparation = self.setup_for(fault)
        key = (fault.operation.id, fault.response, preparation)
        if key not in self._stock:
            prepared = Prepared(fault.operation, fault.response, preparation) if fault.response else ExchangeHook()
            self._stock[key] = frozenset(baseline.detected_by_schemathesis(self._target(prepared), self._settings[0].seed))
        with closing(baseline.detected_by_schemathesis(self._target(fault.build(preparation)), self._settings[0].seed)) as found:  # type: ignore[type-var]  # it is a generator
            return any(each not in self._stock[key] for each in found)

    def setup_for(self, fault: Mutant) -> Setup:
        """What has to be done for the place of a fault to come up."""
        if not fault.response:
            return NO_SETUP
        watched = self._observe()
        seen = (fault.operation.id, fault.response)
        # What HTTP gives of its own accord comes up where the engine asks what no document speaks of, and looks away.
        came_up = seen in watched.responses and status_for(fault.operation, fault.response) not in PROTOCOL_STATUSES
        return Setup(
            status=None if came_up else status_for(fault.operation, fault.response),
            filled_path=None
            if fault.path in (None, ()) or (not fault.alternatives and (*seen, fault.path) in watched.locations)
            else fault.path,
            alternatives=fault.alternatives,
            added_header=None if fault.header is None or (*seen, fault.header) in watched.headers else fault.header,
        )

    def _observe(self) -> Observer:
        if self._watched is None:
            watching = Observer()
            found = [item for item in self._run(watching, self._settings[1]) if not isinstance(item, RunError)]
            if broken := sorted({f"{check}: {seen}" for item in found for check, seen in _failed_checks(item)}):
                raise UnmutatedFailureError("; ".join(broken))
            self._watched = watching
        return self._watched

    def _failures_of_setup(self, fault: Mutant, preparation: Setup, depth: int) -> FailedChecks:
        """What the suite notices of the preparation alone."""
        if preparation == NO_SETUP:
            self._observe()
            return frozenset()
        key = (fault.operation.id, fault.response, preparation, max(depth, 1))
        if key not in self._controls:
            prepared = Prepared(fault.operation, fault.response, preparation)
            items = self._run(prepared, self._settings[max(depth, 1)])
            self._controls[key] = frozenset(noticed for item in items for noticed in _failed_checks(item))
        return self._controls[key]

    def _run(self, alteration: ExchangeHook, settings: Settings) -> Iterator[RunItem]:
        with closing(run_checks(self._target(alteration), settings)) as found:  # type: ignore[type-var]  # it is a generator
            yield from found

    def _target(self, alteration: ExchangeHook) -> Target:
        target = in_process_target(self.api, key=self._plain.key, seed=self._seed)
        self._stage.app = with_hook(target.app, self.api, alteration)
        return replace(target, server=self._stage)


class Stage:
    """One application after another: the engine keeps every one that it has seen until its process ends."""

    app: AsgiApp

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self.app(scope, receive, send)


def _failed_checks(item: RunItem) -> Iterator[tuple[str, str]]:
    for check in item.checks if isinstance(item, CaseResult) else ():
        if check.finding is not None and check.finding.warning_reason is None:
            yield check.name, check.finding.message


def _undetected_status(injection: Mutation, troubles: list[str]) -> tuple[MutantStatus, str]:
    if troubles:
        return MutantStatus.ERROR, "; ".join(dict.fromkeys(troubles))
    if injection.applied:
        return MutantStatus.MISSED, f"the stand-in was faulty {injection.applied} times, and no check objected"
    if injection.without_effect:
        return MutantStatus.EQUIVALENT, f"{injection.equivalence_reason} ({injection.without_effect} seen)"
    return MutantStatus.NOT_REACHED, "no request of the suite made the stand-in faulty"


class Observer(ExchangeHook):
    """Watches what a stand-in answers with, and changes nothing.

    Attributes:
        answers: the documented answers that came up: operation and key.
        places: the places in their bodies where something was.
        headers: their headers.
    """

    def __init__(self) -> None:
        self.responses: set[tuple[str, str]] = set()
        self.locations = _SeenLocations()
        self.headers: set[tuple[str, str, str]] = set()

    def on_response(self, exchange: MutatedExchange) -> None:
        """Notes an answer."""
        operation = exchange.request.operation
        response = None if operation is None else operation.find_response(exchange.status)
        if operation is None or response is None:
            return
        self.responses.add((operation.id, response.status))
        self.headers.update((operation.id, response.status, name) for name in exchange.headers)
        if (body := exchange.json) is not MISSING:
            self.locations.add(operation.id, response.status, body)


class _SeenLocations:
    """Bodies of answers, one of each shape, and whether anything was at a place."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, str], dict[str, object]] = {}
        self._known: dict[tuple[str, str, ValuePath], bool] = {}

    def add(self, operation: str, key: str, body: object) -> None:
        """Notes a body."""
        self._shapes.setdefault((operation, key), {}).setdefault(_shape_key(body), body)

    def __contains__(self, place: tuple[str, str, ValuePath]) -> bool:
        if place not in self._known:
            operation, key, path = place
            bodies = self._shapes.get((operation, key), {}).values()
            self._known[place] = any(find_occurrences(body, path) for body in bodies)
        return self._known[place]


def _shape_key(value: object) -> str:
    """A text that is the same for values with the same places."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}:{_shape_key(inner)}" for name, inner in sorted(value.items())) + "}"
    if isinstance(value, list):
        return f"[{','.join(sorted(set(map(_shape_key, value))))}]"
    return ""
