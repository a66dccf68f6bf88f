"""The runner: run the contract suite against the mutants and conforming variants of one API.

A run without a mutation observes which responses, locations and headers the mock server returns. A mutant of anything
else needs a setup. A failed check of the status, the media type or the body of a response counts as detecting the
mutant if they were valid before the mutation. For other checks, the suite also runs with the setup alone: the setup
causes those failures, and only additional failures count.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterator, MutableMapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from caretasks.conformance.analysis.failures import CONTENT_CHECKS
from caretasks.conformance.config import DEFAULT_MAX_EXAMPLES, Selection, Settings, Writes
from caretasks.conformance.model import CaseResult, RunError, RunItem
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import AsgiApp, Target, in_process_target
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.mutation import baseline
from caretasks.mutation.injection import ExchangeHook, with_hook
from caretasks.mutation.mutant import Mutant, MutantCategory, MutantResult, MutantStatus, Mutation, Setup, VariantResult
from caretasks.mutation.mutators.conforming_variants import VariantHook, variant_groups
from caretasks.mutation.mutators.derive import candidate_mutants
from caretasks.mutation.mutators.responses import ResponseMutation, status_for
from caretasks.mutation.mutators.rules import ConformingVariant
from caretasks.mutation.observer import Observer
from caretasks.mutation.url_server import start_server, url_target
from caretasks.openapi.document import Api, Operation

EXAMPLE_COUNTS = (4, DEFAULT_MAX_EXAMPLES)
"""Numbers of examples to generate per operation. A larger number is used only if the smaller ones detect nothing.

Most mutants are detected by the first request that triggers the violation. With the first number, requests are first
sent to the mutant's operation only, or to those of its rule.
"""

NO_SETUP = Setup()
FailedCheck = tuple[str, str]
"""A failed check: its name and its message."""

_RESPONSE_CHECKS = CONTENT_CHECKS | {"status_code_conformance"}
"""The checks of a response that depend on nothing else."""

_INVALID_REQUEST_RESPONSES = ("400", "422", "4XX")

_WHOLE_RUN_PHASE_CASES = 100
"""The number of requests per phase to an operation without a mutation or with conforming variants."""

_MIN_SETUP_REQUESTS = 20
_MAX_WITHOUT_EFFECT = 100
"""The exchanges without a violation after which no further one is expected to have it: a run has thousands of them."""
_WHOLE_RUN_SHARE = 0.125
"""The share of the time until the deadline that a run of the whole suite gets."""


@dataclass
class SetupRun:
    """A run of the suite with a setup alone.

    Attributes:
        request_count: Number of requests that were sent.
        failures: The checks that failed.
    """

    request_count: int = 0
    failures: set[FailedCheck] = field(default_factory=set)


class UnmutatedFailureError(Exception):
    """The mock server fails the suite without a mutation, so that mutants cannot be tested. The message lists why."""


class MutantRunner:
    """Runs the suite against the mutants and conforming variants of one API.

    Args:
        api: The API.
        seed: Seed of the data that the suite generates.
        example_counts: See `EXAMPLE_COUNTS`.
        database: Where the first run, with the fewest examples, stores failing requests (`Settings.database`).
        url_writes: What to send to operations that write, if the mutants are tested as servers at a URL; None to test
            them in this process.
        deadline: When the run ends, as in `time.time`; None for no limit. Runs of the whole suite send fewer requests
            then, so that time remains for the mutants.

    Attributes:
        api: The API.
        mutants: All mutants of the API by ID, in order, with those that are provably equivalent.
        variant_groups: All groups of conforming variants of the API by name, in order.
    """

    def __init__(
        self,
        api: Api,
        seed: int,
        example_counts: tuple[int, ...] = EXAMPLE_COUNTS,
        database: str | None = None,
        url_writes: Writes | None = None,
        deadline: float | None = None,
    ) -> None:
        self.api = api
        self._deadline = deadline
        writes = url_writes or Writes.GENERATED
        # The first run stops a phase of an operation at the first failure or warning; the later runs continue.
        first = Settings(example_counts[0], seed, database=database, continue_on_failure=False, writes=writes)
        self._settings = (first, *(Settings(count, seed, writes=writes) for count in example_counts))
        self._setup_runs: dict[tuple[tuple[str, ...], str, Setup, int], SetupRun] = {}
        self._baseline_failures: dict[tuple[str, str, Setup], frozenset[FailedCheck]] = {}
        self._observer: Observer | None = None
        self._seed = str(seed)
        self._stage = Stage()
        self._unmutated_target = in_process_target(api, seed=self._seed)
        self._tested_target = replace(self._unmutated_target, server=self._stage)
        if url_writes is not None:
            self._tested_target = url_target(self._unmutated_target, start_server(self._stage))
        self.mutants = {mutant.id: mutant for mutant in candidate_mutants(self._unmutated_target)}
        self.variant_groups = {group.name: group for group in variant_groups(api, seed)}

    def run_mutant(self, mutant: Mutant) -> MutantResult:
        """Run the suite against a mutant until a check detects it.

        Raises:
            UnmutatedFailureError: The mock server fails the suite without a mutation.
        """
        started = time.monotonic()
        self._observe()
        setup = self.setup_for(mutant)
        request_count, errors = 0, list[str]()
        mutation = mutant.build(setup)
        for number, settings in enumerate(self._settings_for(mutant, setup)):
            setup_run = self._setup_run(mutant, setup, number)
            while True:
                mutation = mutant.build(setup)
                failure, count = self._find_failure(mutation, settings, mutant, setup_run.failures, errors)
                request_count += count
                if failure is None:
                    break
                if setup != NO_SETUP and not _is_caused_by(mutation, failure):
                    self._extend_setup_run(setup_run, mutant, setup, replace(settings, database=None), count)
                if failure not in setup_run.failures:
                    seconds = round(time.monotonic() - started, 3)
                    return MutantResult(
                        mutant.id, MutantStatus.CAUGHT, *failure, mutation.applied, request_count, seconds
                    )
            if _is_without_effect(mutation):
                break
        status, reason = _undetected_status(mutation, errors)
        return MutantResult(
            mutant.id, status, "", reason, mutation.applied, request_count, round(time.monotonic() - started, 3)
        )

    def _settings_for(self, mutant: Mutant, setup: Setup) -> tuple[Settings, ...]:
        """Return the settings of the runs, in their order: first the few requests that probably detect the mutant."""
        runs: list[Settings] = []
        own = replace(self._settings[0], operations=mutant.operation_ids)
        if mutant.category is MutantCategory.ACCEPTS:
            runs.append(replace(own, selection=Selection.INVALID, violated_keyword=mutant.pointer))
        elif mutant.category is MutantCategory.REJECTS or _is_of_success(mutant, setup):
            runs.append(replace(own, selection=Selection.VALID))
        elif mutant.response in _INVALID_REQUEST_RESPONSES:
            runs.append(replace(own, selection=Selection.INVALID))
        runs.append(own)
        if mutant.category is MutantCategory.RESPONDS:
            collection = _collection(mutant.operation)
            related = tuple(each.id for each in self.api.operations if _collection(each) == collection)
            if len(related) > 1:
                runs.append(replace(own, operations=related))
        return (*runs, *map(self._with_time_limit, self._settings[1:]))

    def _find_failure(
        self, mutation: Mutation, settings: Settings, mutant: Mutant, ignored: Container[FailedCheck], errors: list[str]
    ) -> tuple[FailedCheck | None, int]:
        """Run the suite until a check fails that counts as detecting a mutant; return it and the number of requests."""
        count = 0
        with closing(self._run(mutation, settings)) as items:  # type: ignore[type-var]  # it is a generator
            for item in items:
                if isinstance(item, RunError):
                    errors.append(item.message)
                    continue
                count += 1
                for failed in sorted(_failed_checks(item), key=_is_other_check):
                    is_detecting = mutant.detecting_checks is None or failed[0] in mutant.detecting_checks
                    if is_detecting and failed not in ignored:
                        return failed, count
                if _is_without_effect(mutation):
                    break
        return None, count

    def run_variants(self, name: str) -> VariantResult:
        """Run the whole suite against a group of conforming variants; after an alarm, also against each alone.

        Raises:
            KeyError: No group has this name.
            UnmutatedFailureError: The mock server fails the suite without a mutation.
        """
        self._observe()
        group = self.variant_groups[name]
        alarms, hook = self._find_alarms(name, group.variants)
        if alarms and len(group.variants) > 1:
            alone = {each.name: self._find_alarms(name, [each])[0] for each in group.variants}
            caused = {f"{variant}: {message}": None for variant, found in alone.items() for message in found}
            alarms = caused or {f"only together: {message}": None for message in alarms}
        effective = tuple(each.name for each in group.variants if each.name in hook.effective)
        return VariantResult(name, group.description, tuple(alarms), hook.applied, effective)

    def _find_alarms(self, name: str, variants: Sequence[ConformingVariant]) -> tuple[dict[str, None], VariantHook]:
        hook = VariantHook(variants)
        alarms: dict[str, None] = {}
        settings = self._whole_run_settings()
        # Together the groups send more different requests.
        settings = replace(settings, seed=settings.seed + list(self.variant_groups).index(name))
        for item in self._run(hook, settings):
            if isinstance(item, RunError):
                alarms[item.message] = None
            else:
                alarms.update(dict.fromkeys(f"{check}: {message}" for check, message in _failed_checks(item)))
        return alarms, hook

    def is_detected_by_baseline(self, mutant: Mutant) -> bool:
        """Return whether Schemathesis alone detects a mutant."""
        setup = self.setup_for(mutant)
        key = (mutant.operation.id, mutant.response, setup)
        if key not in self._baseline_failures:
            setup_hook = (
                ResponseMutation(mutant.operation, mutant.response, setup) if mutant.response else ExchangeHook()
            )
            self._baseline_failures[key] = frozenset(self._run_baseline(setup_hook))
        with closing(self._run_baseline(mutant.build(setup))) as failures:  # type: ignore[type-var]  # it is a generator
            return any(failure not in self._baseline_failures[key] for failure in failures)

    def setup_for(self, mutant: Mutant) -> Setup:
        """Return the setup that makes the location of a mutant occur in a response."""
        if not mutant.response:
            return NO_SETUP
        observer = self._observe()
        response = (mutant.operation.id, mutant.response)
        # Statuses such as 405 occur only for undocumented requests, whose responses Schemathesis does not validate.
        occurs = (
            response in observer.responses and status_for(mutant.operation, mutant.response) not in PROTOCOL_STATUSES
        )
        has_location = mutant.path in (None, ()) or (
            not mutant.alternatives and (*response, mutant.path) in observer.locations
        )
        has_header = mutant.header is None or (*response, mutant.header) in observer.headers
        return Setup(
            status=None if occurs else status_for(mutant.operation, mutant.response),
            filled_path=None if has_location else mutant.path,
            alternatives=mutant.alternatives,
            added_header=None if has_header else mutant.header,
        )

    def _observe(self) -> Observer:
        if self._observer is None:
            observer = Observer()
            run = self._run(observer, self._whole_run_settings())
            items = [item for item in run if not isinstance(item, RunError)]
            if failures := sorted({f"{check}: {message}" for item in items for check, message in _failed_checks(item)}):
                raise UnmutatedFailureError("; ".join(failures))
            self._observer = observer
        return self._observer

    def _whole_run_settings(self) -> Settings:
        return self._with_time_limit(replace(self._settings[1], max_phase_cases=_WHOLE_RUN_PHASE_CASES))

    def _with_time_limit(self, settings: Settings) -> Settings:
        if self._deadline is None:
            return settings
        return replace(settings, max_seconds=max(1.0, (self._deadline - time.time()) * _WHOLE_RUN_SHARE))

    def _setup_run(self, mutant: Mutant, setup: Setup, settings_number: int) -> SetupRun:
        """Return what is known about the run with a setup alone that has the same settings."""
        return self._setup_runs.setdefault((mutant.operation_ids, mutant.response, setup, settings_number), SetupRun())

    def _extend_setup_run(
        self, setup_run: SetupRun, mutant: Mutant, setup: Setup, settings: Settings, count: int
    ) -> None:
        """Run the suite with a setup alone, at least up to the number of requests after which a mutant failed.

        Both runs send the same requests. The further ones are for the other mutants with this setup, and because an
        authentication probe is evaluated only after a success.
        """
        if setup_run.request_count >= count:
            return
        setup_run.request_count = max(_MIN_SETUP_REQUESTS, 2 * count)
        hook = ResponseMutation(mutant.operation, mutant.response, setup)
        with closing(self._run(hook, replace(settings, continue_on_failure=True))) as items:  # type: ignore[type-var]
            for item in islice(items, setup_run.request_count):
                setup_run.failures.update(_failed_checks(item))

    def _run(self, hook: ExchangeHook, settings: Settings) -> Iterator[RunItem]:
        return run_checks(self._target(hook), settings)

    def _run_baseline(self, hook: ExchangeHook) -> Iterator[tuple[str, str]]:
        return baseline.detected_by_schemathesis(self._target(hook), self._settings[0].seed)

    def _target(self, hook: ExchangeHook) -> Target:
        api = (hook.api if isinstance(hook, Mutation) else None) or self.api
        mock_server = in_process_target(api, key=self._unmutated_target.key, seed=self._seed)
        self._stage.app = with_hook(mock_server.app, self._unmutated_target.api, hook)
        return self._tested_target


class Stage:
    """Delegates to a replaceable application: Schemathesis keeps every application that it gets in memory."""

    app: AsgiApp

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self.app(scope, receive, send)


def _failed_checks(item: RunItem) -> Iterator[FailedCheck]:
    for check in item.checks if isinstance(item, CaseResult) else ():
        if check.finding is not None and check.finding.warning_reason is None:
            yield check.name, check.finding.message


def _is_of_success(mutant: Mutant, setup: Setup) -> bool:
    """Return whether a mutant changes the response to valid requests."""
    response = mutant.operation.responses.get(mutant.response)
    return setup.status is not None or (response is not None and response.is_success)


def _collection(operation: Operation) -> str:
    """Return the path up to the first parameter: one of these operations may create what another one reads."""
    return operation.path.partition("{")[0].rstrip("/")


def _is_caused_by(mutation: Mutation, failure: FailedCheck) -> bool:
    """Return whether the mutation caused a failure, and not its setup."""
    return not (_is_other_check(failure) or mutation.has_invalid_setup)


def _is_other_check(failure: FailedCheck) -> bool:
    return failure[0] not in _RESPONSE_CHECKS


def _is_without_effect(mutation: Mutation) -> bool:
    return not mutation.applied and mutation.without_effect >= _MAX_WITHOUT_EFFECT


def _undetected_status(mutation: Mutation, errors: list[str]) -> tuple[MutantStatus, str]:
    """Return the status of a mutant that no check detected, and the reason."""
    if errors:
        return MutantStatus.ERROR, "; ".join(dict.fromkeys(errors))
    if mutation.applied:
        return MutantStatus.MISSED, f"{mutation.applied} exchanges had the violation, and no check failed"
    if mutation.without_effect:
        return MutantStatus.EQUIVALENT, f"{mutation.equivalence_reason} ({mutation.without_effect} seen)"
    return MutantStatus.NOT_REACHED, "no request of the suite triggered the violation"
