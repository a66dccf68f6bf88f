"""Runs the engine against a target and yields what it finds, one request at a time.

Every event of the engine is either read here or named as of no account. What is neither is trouble: an engine that
says something new is never taken for one that found nothing.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.core.failures import AcceptedNegativeData, Failure, MalformedJson, ServerError
from schemathesis.core.transport import Response
from schemathesis.engine import Status, StopReason, events, from_schema
from schemathesis.engine.recorder import CaseNode, CheckNode, Interaction, Request, ScenarioRecorder
from schemathesis.engine.run import PhaseSkipReason
from schemathesis.errors import SchemathesisError
from schemathesis.generation.meta import coverage_scenario
from schemathesis.openapi.checks import (
    EnsureResourceAvailability,
    JsonSchemaError,
    MissingContentType,
    MissingHeaderNotRejected,
    MissingHeaders,
    RejectedPositiveData,
    UndefinedContentType,
)
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance import (
    accounts,
    authentication,
    configuration,
    courier,
    heartbeat,
    meta,
    noticing,
    own,
    policy,
    probes,
    recording,
    replay,
    rules,
    ruling,
    suspicion,
    widened,
    wording,
    writing,
)
from caretasks.conformance.blame import Blame, keyword_of
from caretasks.conformance.exercised import Part, Places
from caretasks.conformance.fitting import fit, unfit
from caretasks.conformance.hiding import Hiding
from caretasks.conformance.ledger import Fact, entries
from caretasks.conformance.results import (
    EXAMPLES,
    INTERRUPTED,
    CaseResult,
    CheckResult,
    Finding,
    Item,
    LeftOut,
    SentRequest,
    Trouble,
)
from caretasks.conformance.rules.seen import ABSENT
from caretasks.conformance.ruling import RuleBroken, parsed
from caretasks.conformance.settings import Settings, Writes
from caretasks.conformance.suspicion import Mark
from caretasks.conformance.target import Target
from caretasks.conformance.traffic import Recorded
from caretasks.openapi.api import JSON, Operation, is_json

# What tells the progress of a run, or what the engine will do about something that it reports elsewhere too.
_OF_NO_ACCOUNT = (
    events.EngineStarted,
    events.PhaseStarted,
    events.SuiteStarted,
    events.SuiteFinished,
    events.ScenarioStarted,
    events.SchemaAnalysisWarnings,
    events.RateLimitRetry,
)
# How requests fare, and what fares better than what fails.
_NEAR_MISSES = "near misses"
_SERVED, _ANSWERED, _REFUSED = "served", "answered", "refused"
_BETTER = {RejectedPositiveData: _SERVED, ServerError: _ANSWERED, AcceptedNegativeData: _REFUSED}
_GAVE_UP = (PhaseSkipReason.FAILURE_LIMIT_REACHED, PhaseSkipReason.SERVER_UNAVAILABLE)
# Headers that say something of the engine, and nothing of the request.
_OF_THE_ENGINE = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "user-agent", "x-schemathesis-testcaseid"}
)


def run(target: Target, settings: Settings, watched: heartbeat.Watched | None = None) -> Iterator[Item]:
    """Sends all that the settings ask for, and yields what came of it.

    `watched` hears of each request, and of each broken promise as soon as it is seen.

    A broken document, an unreachable server, an interrupt are yielded as `Trouble`, not raised.
    """
    reader, bench = _Reader(target, settings, watched=watched), ruling.Bench(target)
    with (
        _lasting(),
        configuration.storage(),
        ruling.registered(target, bench),
        noticing.at_once(reader.notice) if watched is not None else contextlib.nullcontext(),
        accounts.given(target),
        own.given(target, settings),
        heartbeat.felt(watched),
        courier.between(target, settings, bench.passed_over),
    ):
        try:
            schema = _schema(target, settings)
            yield from reader.probes(schema, settings)  # first: a server that lets anybody in is known at once
            if target.url is None:  # it is reached at once, and these are few
                yield from reader.limits(schema, settings)
            if any(settings.made_up(operation) for operation in target.api.operations):
                for event in from_schema(_made_up(schema, target, settings)).execute():
                    yield from reader.read(event)
            else:
                reader.finished = True
            if not reader.interrupted:
                yield from reader.writes(schema, settings)
            yield from reader.untold()
            if reader.interrupted:
                return
            yield from reader.near_misses(schema, settings)
            if target.url is not None:
                yield from reader.limits(schema, settings)
        except SchemathesisError as error:
            yield Trouble(reader.hiding.text(f"the engine gave up: {wording.exception(error)}"))
            return
    if not reader.finished:
        yield Trouble("the engine stopped before its end")


@contextlib.contextmanager
def _lasting() -> Iterator[None]:
    """For the while, the garbage collector passes over what is there already: it lasts longer than the run.

    Hypothesis collects all garbage in each thread that the engine begins, which takes a tenth of a second a phase.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def judge(target: Target, entries: Sequence[replay.Entry], settings: Settings) -> Iterator[CaseResult | Trouble]:
    """Holds recorded exchanges against all that a run holds its own against, and sends nothing."""
    bench = replay.RecordedBench(target, entries)
    reader = _Reader(target, settings, bench)
    with configuration.storage(), ruling.registered(target, bench):
        try:
            schema = schemathesis.openapi.from_dict(target.document, config=configuration.build(target, settings))
        except SchemathesisError as error:
            yield Trouble(f"the engine gave up: {wording.exception(error)}")
            return
        for found in replay.judge(entries, schema, bench):
            if isinstance(found, authentication.Probe):
                yield reader.probed(found)
            else:
                yield from reader.recorded(found)


def _schema(target: Target, settings: Settings) -> OpenApiSchema:
    document = widened.widened(target.document, _made_up_writes(target, settings))
    schema = schemathesis.openapi.from_dict(document, config=configuration.build(target, settings))
    if not isinstance(target.server, str):
        schema.app = target.app
    return schema


def _made_up_writes(target: Target, settings: Settings) -> list[Operation]:
    """The operations that write for which requests are made up."""
    return [
        operation
        for operation in target.api.operations
        if operation.writes and settings.writes is Writes.GENERATED and settings.left_out(operation) is None
    ]


def _made_up(schema: OpenApiSchema, target: Target, settings: Settings) -> BaseSchema:
    """The document's part for which requests are made up."""
    left_out = {f"{o.method.upper()} {o.path}" for o in target.api.operations if not settings.made_up(o)}
    return schema.exclude(name=sorted(left_out)) if left_out else schema


class _Reader:
    """Turns events into results. `finished` is true once the engine has said that it is through, `interrupted` once the
    user has ended it."""

    def __init__(
        self,
        target: Target,
        settings: Settings,
        recording: replay.RecordedBench | None = None,
        watched: heartbeat.Watched | None = None,
    ) -> None:
        self.finished = False
        self.interrupted = False
        self._target = target
        self._settings = settings
        self._recording = recording
        self._watched = watched
        self._untold: list[authentication.Probe] = []
        self._operations = {f"{o.method.upper()} {o.path}": o for o in target.api.operations}
        self._names = wording.property_names(target.api.document)
        self._troubled: set[str | None] = set()  # the phases of which trouble has been told
        self._authentication = authentication.check_name(target.api)
        self._blame = Blame(target.api)
        self._wanted = [pointer for entry in entries(target.api) for pointer in entry.pointers]
        self._places: dict[str, Places] = {}  # by operation, made when it is first asked for
        self._served: set[str] = set()  # the operations that have succeeded
        self._cleared: dict[str, set[tuple[str, str]]] = {}  # by operation, how requests fared and what marks they had
        self.hiding = Hiding(target, reveal=settings.reveal)

    def _known(self, case: Case[Any]) -> bool:
        """Whether a request names what the document, or the user, says is there."""
        if self._recording is not None:
            return self._recording.given(case)
        operation = self._operations[case.operation.label]
        known = operation.id not in self._target.unknown
        return known and policy.names_documented(operation, case.path_parameters or {})

    def recorded(self, found: replay.Judged) -> Iterator[CaseResult | Trouble]:
        """Reads what the checks found of a recorded exchange."""
        phase = str(found.entry.recorded.notes.get("made_by", "recorded"))
        yield from self._checked(phase, found.recorder)

    def limits(self, schema: OpenApiSchema, settings: Settings) -> Iterator[CaseResult | Trouble]:
        """Sends the requests that go to the limits of what is allowed, and yields what came of them."""
        try:
            for recorder in probes.ask(self._target, schema, settings):
                for node in recorder.cases.values() if self._watched is not None else ():
                    self.notice(recorder, node.value)
                yield from self._checked(probes.PHASE, recorder)
                yield from self.untold(lambda probe: probe.operation.id in self._served)
        except Exception as error:  # noqa: BLE001 - as the engine has it: a server in this process raises anything
            yield self._trouble(f"limits were not tried: {wording.exception(error)}", probes.PHASE)

    def _checked(self, phase: str, recorder: ScenarioRecorder) -> Iterator[CaseResult | Trouble]:
        """Reads what checks found of exchanges that the engine did not make."""
        for case_id, node in recorder.cases.items():
            yield self._case(phase, recorder, case_id, node)
            for check in recorder.checks.get(case_id, []):
                if check.status == Status.ERROR:
                    yield self._trouble(f"the check {check.name} failed", phase, node.value.operation.label)

    def read(self, event: events.EngineEvent) -> Iterator[CaseResult | Trouble]:
        match event:
            case events.ScenarioFinished():
                yield from self._scenario(event)
                yield from self.untold(lambda probe: probe.operation.id in self._served)
            case events.NonFatalError():
                yield self._trouble(wording.trouble(event), event.phase, event.label)
            case events.FatalError():
                yield self._trouble(f"the engine failed: {wording.exception(event.exception)}")
            case events.Interrupted():
                self.interrupted = True
                yield self._trouble(INTERRUPTED, event.phase)
            case events.PhaseFinished():
                yield from self._phase(event)
            case events.EngineFinished():
                self.finished = True
                if event.stop_reason != StopReason.COMPLETED and not self.interrupted:
                    yield self._trouble(f"the engine stopped early: {event.stop_reason.value.replace('_', ' ')}")
                for failure in event.failures:
                    yield self._trouble(f"a check of the whole run failed: {failure.title}")
            case _ if not isinstance(event, _OF_NO_ACCOUNT):
                yield self._trouble(f"the engine said something unknown: {type(event).__name__}")

    def _trouble(self, message: str, phase: str | None = None, label: str | None = None) -> Trouble:
        self._troubled.add(phase)
        operation = self._operations.get(label or "")
        return Trouble(self.hiding.text(message), None if operation is None else operation.id, phase)

    def _phase(self, event: events.PhaseFinished) -> Iterator[Trouble]:
        phase = event.phase.name
        if event.phase.skip_reason in _GAVE_UP:
            yield self._trouble(f"the {phase} phase was skipped: {event.phase.skip_reason.display}", phase)
        elif event.status in (Status.ERROR, Status.INTERRUPTED) and phase not in self._troubled:
            yield self._trouble(f"the {phase} phase ended with {event.status}", phase)

    def _scenario(self, event: events.ScenarioFinished) -> Iterator[CaseResult | Trouble]:
        recorder, failed = event.recorder, False
        for case_id, node in recorder.cases.items():
            result = self._case(event.phase.value, recorder, case_id, node)
            failed = failed or any(check.finding for check in result.checks)
            yield result
            for check in recorder.checks.get(case_id, []):
                if check.status == Status.ERROR:
                    yield self._trouble(f"the check {check.name} failed", event.phase, node.value.operation.label)
        if event.status == Status.FAILURE and not failed:
            yield self._trouble(f"a failure in the {event.phase} phase was not recorded", event.phase, event.label)
        elif event.status in (Status.ERROR, Status.INTERRUPTED) and event.phase not in self._troubled:
            yield self._trouble(f"the {event.phase} phase ended with {event.status}", event.phase, event.label)

    def _case(self, phase: str, recorder: ScenarioRecorder, case_id: str, node: CaseNode) -> CaseResult:
        operation = self._operations[node.value.operation.label]
        interaction = recorder.interactions.get(case_id)
        checks = recorder.checks.get(case_id, [])
        response = None if interaction is None else interaction.response
        judged = interaction is not None and _judged(operation, interaction, checks)
        if judged:
            self._served.add(operation.id)
        exchange = _Exchange(self, operation, node, interaction, checks)
        return CaseResult(
            operation=operation.id,
            phase=phase,
            status=None if response is None else response.status_code,
            judged=judged,
            checks=tuple(
                CheckResult(check.name, self._finding(operation, node, interaction, check, checks, exchange))
                for check in checks
                if check.status != Status.ERROR
            ),
            places=frozenset() if interaction is None else self._seen(operation, node, interaction),
            cleared=self._newly_cleared(operation, node, interaction),
            exchange=exchange.kept if self._settings.record else None,
        )

    def _newly_cleared(
        self, operation: Operation, node: CaseNode, interaction: Interaction | None
    ) -> frozenset[tuple[str, str]]:
        """What an exchange is the first to show of how requests fare."""
        if interaction is None or interaction.response is None:
            return frozenset()
        known, scenario = self._cleared.setdefault(operation.id, set()), coverage_scenario(node.value)
        if scenario is not None and scenario.value in policy.PROBES:
            return frozenset()
        fared = _fared(operation, interaction.response.status_code)
        if not fared:
            return frozenset()
        faults, features = self._marks(operation, node, interaction)
        found = {(_REFUSED, mark.text) for mark in faults if _REFUSED in fared and len(faults) == 1}
        if not faults:
            found |= {(better, mark.text) for better in fared - {_REFUSED} for mark in features}
        known |= (new := found - known)
        return frozenset(new)

    def _marks(
        self, operation: Operation, node: CaseNode, interaction: Interaction
    ) -> tuple[frozenset[Mark], frozenset[Mark]]:
        """What of a request does not fit the document; where all does, what it is made of."""
        case, sent = node.value, interaction.request
        parts = list(unfit(operation, case, sent.uri, sent.headers, sent.body))
        if parts:
            return suspicion.faults(operation, self._blame, parts), frozenset()
        headers = {name: ", ".join(values) for name, values in sent.headers.items()}
        named = {"path": case.path_parameters, "query": case.query, "header": headers, "cookie": case.cookies}
        return frozenset(), suspicion.features(operation, self._blame, named, parsed(sent.body))

    def as_it_was(self, node: CaseNode, interaction: Interaction, checks: Sequence[CheckNode]) -> Recorded:
        """An exchange as it was, with notes on how it came about; of others' traffic there are none to be had."""
        if self._recording is not None:
            return self._recording.recorded(node.value)
        notes = {**recording.notes(self._target), **meta.noted(node.value), "known": self._known(node.value)}
        return recording.recorded(self._target, interaction, notes if checks else {**notes, "asked_by_a_check": True})

    def _seen(self, operation: Operation, node: CaseNode, interaction: Interaction) -> frozenset[str]:
        """The places of the ledger that an exchange is the first to put to the test."""
        if operation.id not in self._places:
            self._places[operation.id] = Places(operation, self._wanted)
        places, response = self._places[operation.id], interaction.response
        if response is None or places.all_seen:
            return frozenset()
        case = node.value
        sent = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
        part = Part(
            operation=operation,
            sent={location: tuple(map(str, values or ())) for location, values in sent.items()},
            body=parsed(interaction.request.body),
            status=response.status_code,
            headers=frozenset(name.lower() for name in response.headers),
            answer=parsed(response.content) if is_json(content_type(response)) else ABSENT,
        )
        return frozenset(places.seen(part))

    def notice(self, recorder: ScenarioRecorder, case: Case[Any]) -> None:
        """Tells who watches what of a request breaks a promise."""
        node, interaction = recorder.cases[case.id], recorder.interactions.get(case.id)
        operation, checks = self._operations[case.operation.label], recorder.checks.get(case.id, [])
        for check in checks:
            if check.failure_info is not None:
                seen, advice = self._words(operation, node, interaction, check.name, check.failure_info.failure)
                if advice is None:
                    self._tell(operation, check.name, seen)

    def _tell(self, operation: Operation, check: str, seen: str) -> None:
        if self._watched is not None:
            self._watched.broke(operation.id, check, seen)

    def _words(
        self, operation: Operation, node: CaseNode, interaction: Interaction | None, check: str, failure: Failure
    ) -> tuple[str, str | None]:
        """What was seen, with nothing hidden yet, and why it breaks no promise."""
        status = 0 if interaction is None or interaction.response is None else interaction.response.status_code
        body = None if interaction is None else interaction.request.body
        whole = (
            isinstance(failure, AcceptedNegativeData)
            and interaction is not None
            and not self._marks(operation, node, interaction)[0]
        )
        circumstances = _circumstances(operation, node, status, body, known=self._known(node.value), whole=whole)
        return wording.failure(failure, status, self._names), policy.advice(check, circumstances)

    def _finding(
        self,
        operation: Operation,
        node: CaseNode,
        interaction: Interaction | None,
        check: CheckNode,
        checks: Sequence[CheckNode],
        exchange: _Exchange,
    ) -> Finding | None:
        if check.failure_info is None:
            return None
        failure = check.failure_info.failure
        suspects, better = self._suspects(operation, node, interaction, failure, checks)
        seen, advice = self._words(operation, node, interaction, check.name, failure)
        return Finding(
            check=check.name,
            seen=self.hiding.text(seen),
            request=exchange.sent,
            facts=self._facts(operation, node, interaction, check, checks),
            advice=advice,
            suspects=suspects,
            better=better,
        )

    def _suspects(
        self,
        operation: Operation,
        node: CaseNode,
        interaction: Interaction | None,
        failure: Failure,
        checks: Sequence[CheckNode],
    ) -> tuple[frozenset[Mark], str]:
        """What in a request a failure may be about, and how others fared that were not failed for it."""
        better = next((word for kind, word in _BETTER.items() if isinstance(failure, kind)), None)
        if better is None or interaction is None or self._told(checks):
            return frozenset(), ""
        faults, features = self._marks(operation, node, interaction)
        return (faults if better == _REFUSED else frozenset() if faults else features), better

    def _facts(
        self,
        operation: Operation,
        node: CaseNode,
        interaction: Interaction | None,
        check: CheckNode,
        checks: Sequence[CheckNode],
    ) -> tuple[Fact, ...]:
        """The documented facts that a failure is about."""
        failure = None if check.failure_info is None else check.failure_info.failure
        status = 0 if interaction is None or interaction.response is None else interaction.response.status_code
        match failure:
            case RuleBroken():
                return self._blame.rule(check.name)
            case MissingHeaders():
                return self._blame.headers(operation, status, failure.missing_headers)
            case JsonSchemaError() if check.name == "response_headers_conformance":
                return self._blame.headers(operation, status, _headers_with(interaction, str(failure.instance)))
            case JsonSchemaError():
                return self._blame.body(operation, status, failure.instance_path, keyword_of(failure.schema_path))
            case UndefinedContentType() | MissingContentType() | MalformedJson():
                return self._blame.content(operation, status)
            case AcceptedNegativeData() if interaction is not None:
                sent = interaction.request
                return self._blame.request(operation, unfit(operation, node.value, sent.uri, sent.headers, sent.body))
            case MissingHeaderNotRejected():
                return self._blame.header(operation, failure.header_name)
            case RejectedPositiveData():
                return self._told(checks) or self._blame.operation(operation)
            case EnsureResourceAvailability():
                return self._told(checks) or self._blame.link(operation)
            case ServerError():
                return self._told(checks) or self._blame.operation(operation)
            case _:
                return self._blame.answer(operation, status)

    def _told(self, checks: Sequence[CheckNode]) -> tuple[Fact, ...]:
        """The facts of the rules that the same answer breaks: they know more of it than that it was no success."""
        broken = [check.name for check in checks if check.failure_info is not None]
        return tuple(dict.fromkeys(fact for name in broken for fact in self._blame.rule(name)))

    def near_misses(self, schema: OpenApiSchema, settings: Settings) -> Iterator[CaseResult | Trouble]:
        """Sends bodies that only just do not fit, where bodies are made up, and yields what came of each."""
        names = (*replay.CHECKED, *(rule.name for rule in rules.of(self._target.api)))
        for operation in _made_up_writes(self._target, settings):
            try:
                for body in widened.near_misses(operation, elsewhere=self._target.url is not None):
                    with contextlib.suppress(courier.HeldBackError):  # what calls somebody is not tried
                        yield from self._checked(_NEAR_MISSES, self._near_miss(schema, operation, body, names))
            except Exception as error:  # noqa: BLE001 - as the engine has it: a server in this process raises anything
                message = self.hiding.text(f"a body that does not fit was not answered: {wording.exception(error)}")
                yield Trouble(message, operation.id, _NEAR_MISSES)

    def _near_miss(
        self, schema: OpenApiSchema, operation: Operation, body: Any, names: Sequence[str]
    ) -> ScenarioRecorder:
        asked = {
            location: {
                parameter.name: next(iter(parameter.examples().values()), "any")
                for parameter in operation.parameters
                if parameter.required and parameter.location == location
            }
            for location in ("path", "query", "header", "cookie")
        }
        make = functools.partial(
            schema[operation.path][operation.method.upper()].Case,
            path_parameters=asked["path"],
            query=asked["query"],
            headers={**asked["header"], **self._target.key_headers},
            cookies=asked["cookie"],
            body=body,
            media_type=JSON,
        )
        # What is known to be invalid has its digits taken out on the way; here they are the point, and nobody's number.
        response = make().call()
        case: Case[Any] = make(_meta=meta.invalid("body"))
        recorder = ScenarioRecorder(label=case.operation.label)
        recorder.record_case(case=case)
        recorder.record_response(case_id=case.id, response=response)
        replay.check(case, response, recorder, names)
        return recorder

    def writes(self, schema: OpenApiSchema, settings: Settings) -> Iterator[Item]:
        """Sends the documented writes, if they are asked for, and yields what came of each."""
        for sent in writing.send(self._target, schema, settings):
            if isinstance(sent, writing.Unsent):
                yield LeftOut(sent.operation.id, sent.reason)
            elif isinstance(sent, writing.Failed):
                message = self.hiding.text(f"the documented write was not answered: {wording.exception(sent.error)}")
                yield Trouble(message, sent.operation.id, EXAMPLES)
            else:
                yield from self._checked(EXAMPLES, sent)

    def probes(self, schema: OpenApiSchema, settings: Settings) -> Iterator[CaseResult | Trouble]:
        """Probes the authentication, and yields what came of it."""
        try:
            for probe in authentication.probe(self._target, schema, settings):
                result = self.probed(probe)
                if result.checks:
                    yield result
                else:
                    self._untold.append(probe)
        except Exception as error:  # noqa: BLE001 - as the engine has it: a server in this process raises anything
            yield self._trouble(f"authentication was not probed: {wording.exception(error)}", "authentication")

    def untold(self, telling: Callable[[authentication.Probe], bool] = lambda probe: True) -> Iterator[CaseResult]:
        """Judges once more the probes whose answers told nothing before it was known whether a key is served."""
        for probe in [probe for probe in self._untold if telling(probe)]:
            self._untold.remove(probe)
            yield self.probed(probe)

    def probed(self, probe: authentication.Probe) -> CaseResult:
        """Judges the answer to a probe of the authentication."""
        operation, status = probe.operation, probe.response.status_code
        recorded = probe.recorded or self._of_probe(probe)
        checks: tuple[CheckResult, ...] = ()
        with contextlib.suppress(authentication.UntoldError):
            seen = authentication.judge(probe, served=operation.id in self._served)
            facts = self._blame.rule(self._authentication)
            sent = self.sent(recorded, operation, ours=True)
            finding = None if seen is None else Finding(self._authentication, seen, sent, facts=facts)
            if seen is not None:
                self._tell(operation, self._authentication, seen)
            checks = (CheckResult(self._authentication, finding),)
        kept = self.hiding.exchange(recorded, operation, ours=True) if self._settings.record else None
        return CaseResult(operation.id, "authentication", status, judged=False, checks=checks, exchange=kept)

    def _of_probe(self, probe: authentication.Probe) -> Recorded:
        request = Request.from_prepared_request(probe.response.request)
        notes = {**recording.notes(self._target), "probe": probe.how}
        return recording.exchanged(self._target, request, probe.response, time.time(), notes)

    def sent(self, recorded: Recorded, operation: Operation, *, ours: bool) -> SentRequest:
        """The request as a reader may send it again, without what says something of the engine alone."""
        headers = tuple(
            (name, value)
            for name, value in recorded.headers
            if name.lower() not in _OF_THE_ENGINE and (name.lower(), value) != ("accept", "*/*")
        )
        return self.hiding.sent(replace(recorded, headers=headers), operation, ours=ours)


class _Exchange:
    """An exchange as it may be shown and kept, made of the engine's record only if somebody asks."""

    def __init__(
        self,
        reader: _Reader,
        operation: Operation,
        node: CaseNode,
        interaction: Interaction | None,
        checks: Sequence[CheckNode],
    ) -> None:
        self._reader, self._operation, self._node = reader, operation, node
        self._interaction, self._checks = interaction, checks

    @functools.cached_property
    def sent(self) -> SentRequest | None:
        """The request, for a reader to send again."""
        recorded = self._recorded
        return None if recorded is None else self._reader.sent(recorded, self._operation, ours=self._ours)

    @property
    def kept(self) -> Recorded | None:
        """Request and answer, as they may be kept."""
        recorded = self._recorded
        return None if recorded is None else self._reader.hiding.exchange(recorded, self._operation, ours=self._ours)

    @functools.cached_property
    def _recorded(self) -> Recorded | None:
        if self._interaction is None:
            return None
        return self._reader.as_it_was(self._node, self._interaction, self._checks)

    @property
    def _ours(self) -> bool:
        """Whether a check sent it; others' requests have no notes."""
        return self._recorded is not None and bool(self._recorded.notes)


def _fared(operation: Operation, status: int) -> frozenset[str]:
    """How a request fared: whether its answer tells that all of it was taken, that it was looked at, or refused."""
    if status in policy.HTTPS_OWN or status in (401, 403):
        return frozenset()
    response = operation.response(status)
    if response is not None and response.success:
        return frozenset({_SERVED, _ANSWERED})
    return frozenset({_REFUSED, _ANSWERED} if 400 <= status < 500 else ())


def _headers_with(interaction: Interaction | None, text: str) -> list[str]:
    """The headers of an answer that have a text for their value; the engine does not say which one it means."""
    if interaction is None or interaction.response is None:
        return []
    return [name for name, values in interaction.response.headers.items() if text in values]


def _judged(operation: Operation, interaction: Interaction, checks: list[CheckNode]) -> bool:
    """Whether a documented success was held against its schema. What is not JSON has none to be held against."""
    response = interaction.response
    documented = None if response is None else operation.response(response.status_code)
    if response is None or documented is None or not documented.success:
        return False
    return (documented.media is None or is_json(content_type(response))) and any(
        check.name == "response_schema_conformance" and check.status != Status.ERROR for check in checks
    )


def content_type(response: Response) -> str:
    """The media type of an answer, empty without any."""
    return (response.headers.get("content-type") or [""])[0]


def _circumstances(
    operation: Operation, node: CaseNode, status: int, body: bytes | None, *, known: bool, whole: bool
) -> policy.Circumstances:
    case = node.value
    scenario = coverage_scenario(case)
    return policy.Circumstances(
        operation=operation,
        status=status,
        scenario=None if scenario is None else scenario.value,
        known=known,
        fit=fit(operation, case, body),
        whole=whole,
    )
