"""An exchange by the engine's record of it: what it shows of the facts, and what its failed checks are about."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from schemathesis import Case
from schemathesis.core.failures import AcceptedNegativeData, Failure, MalformedJson, ServerError
from schemathesis.core.transport import Response
from schemathesis.engine import Status
from schemathesis.engine.recorder import CheckNode, Interaction, ScenarioRecorder
from schemathesis.generation.meta import coverage_scenario
from schemathesis.openapi.checks import (
    EnsureResourceAvailability,
    JsonSchemaError,
    MissingContentType,
    MissingHeaderNotRejected,
    MissingHeaders,
    RejectedPositiveData,
    UndefinedContentType,
    UndefinedStatusCode,
)

from caretasks.conformance.analysis import correlation, failures
from caretasks.conformance.analysis.attribution import Blame, keyword_of
from caretasks.conformance.analysis.coverage import Part, Places
from caretasks.conformance.analysis.failures import describe_failure
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import case_metadata
from caretasks.conformance.model import CaseResult, CheckResult, Finding, Mark, Recorded
from caretasks.conformance.rules.checker import parsed
from caretasks.conformance.rules.observation import RuleBroken
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic import recording, redaction, replay
from caretasks.conformance.traffic.redaction import Hiding
from caretasks.core import http
from caretasks.core.http import SentRequest, decoded
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation, is_json
from caretasks.openapi.facts import Fact, entries
from caretasks.openapi.operation import security
from caretasks.openapi.operation.requests import fit, texts, unfit

# How requests fare, and what fares better than what fails.
_SERVED, _ANSWERED, _REFUSED = "served", "answered", "refused"
_BETTER = {RejectedPositiveData: _SERVED, ServerError: _ANSWERED, AcceptedNegativeData: _REFUSED}
# Headers that say something of the engine, and nothing of the request.
_OF_THE_ENGINE = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "user-agent", "x-schemathesis-testcaseid"}
)


class Context:
    """What the exchanges of a run share, and what was seen in those so far.

    Args:
        target: the target.
        settings: the settings of the run.
        recorded: the recording that is judged, if one is.
    """

    def __init__(self, target: Target, settings: Settings, recorded: replay.RecordedBench | None = None) -> None:
        self.target = target
        self.settings = settings
        self.recorded = recorded
        self.operations = {f"{o.method.upper()} {o.path}": o for o in target.api.operations}
        self.names = redaction.property_names(target.api.document)
        self.blame = Blame(target.api)
        self.hiding = Hiding(target, reveal=settings.reveal)
        self.served = set[str]()  # the operations that have succeeded
        self.cleared: dict[str, set[tuple[str, str]]] = {}  # by operation, how requests fared and what marks they had
        self._wanted = [pointer for entry in entries(target.api) for pointer in entry.pointers]
        self._places: dict[str, Places] = {}

    def places(self, operation: Operation) -> Places:
        """The places of the ledger that are left to be seen at an operation."""
        if operation.id not in self._places:
            self._places[operation.id] = Places(operation, self._wanted)
        return self._places[operation.id]

    def known(self, case: Case[Any]) -> bool:
        """Whether a request names what the document, or the user, says is there."""
        if self.recorded is not None:
            return self.recorded.given(case)
        operation = self.operations[case.operation.label]
        known = operation.id not in self.target.unknown
        return known and failures.names_documented(operation, case.path_parameters or {})

    @property
    def _ours(self) -> bool:
        """Whether this check sends the requests. What a recording says of itself nobody knows to be true."""
        return self.recorded is None

    def sent(self, recorded: Recorded, operation: Operation) -> SentRequest:
        """A request as a reader may send it again, without what says something of the engine alone."""
        headers = tuple(
            (name, value)
            for name, value in recorded.headers
            if name.lower() not in _OF_THE_ENGINE and (name.lower(), value) != ("accept", "*/*")
        )
        return self.hiding.sent(replace(recorded, headers=headers), operation, ours=self._ours)

    def kept(self, recorded: Recorded, operation: Operation) -> Recorded | None:
        """An exchange as it may be kept; None where the run keeps nothing."""
        return self.hiding.exchange(recorded, operation, ours=self._ours) if self.settings.record else None


class Exchange:
    """A request and its answer, by the engine's record.

    Args:
        context: what it shares with others.
        recorder: the engine's record.
        case_id: the engine's name for the request.
    """

    def __init__(self, context: Context, recorder: ScenarioRecorder, case_id: str) -> None:
        self._context = context
        self._recorder = recorder
        self._case = recorder.cases[case_id].value
        self._interaction: Interaction | None = recorder.interactions.get(case_id)
        self._checks: Sequence[CheckNode] = recorder.checks.get(case_id, [])
        self.operation = context.operations[self._case.operation.label]

    def result(self, phase: str) -> CaseResult:
        """What was made of it, in whichever phase; noted in the context as seen."""
        judged = self._judged()
        if judged:
            self._context.served.add(self.operation.id)
        return CaseResult(
            operation=self.operation.id,
            phase=phase,
            status=None if self._response is None else self._response.status_code,
            judged=judged,
            checks=tuple(
                CheckResult(check.name, self._finding(check)) for check in self._checks if check.status != Status.ERROR
            ),
            places=self._places(),
            cleared=self._newly_cleared(),
            exchange=self._kept if self._context.settings.record else None,
        )

    def broken(self) -> list[tuple[str, str]]:
        """The checks that were broken, each with what was seen, nothing hidden yet."""
        failed = [(check.name, check.failure_info.failure) for check in self._checks if check.failure_info is not None]
        told = [(name, *self._words(name, failure)) for name, failure in failed]
        return [(name, seen) for name, seen, advice in told if advice is None]

    def troubled(self) -> list[str]:
        """The names of checks that failed themselves."""
        return [check.name for check in self._checks if check.status == Status.ERROR]

    @property
    def _response(self) -> Response | None:
        return None if self._interaction is None else self._interaction.response

    @property
    def _status(self) -> int:
        return 0 if self._response is None else self._response.status_code

    def _judged(self) -> bool:
        """Whether a documented success was held against its schema. What is not JSON has none to be held against."""
        response, documented = self._response, self.operation.response(self._status)
        if response is None or documented is None or not documented.success:
            return False
        return (documented.media is None or is_json(_content_type(response))) and any(
            check.name == "response_schema_conformance" and check.status != Status.ERROR for check in self._checks
        )

    # What it shows

    def _places(self) -> frozenset[str]:
        """The places of the ledger that it is the first to put to the test."""
        if self._interaction is None or self._response is None:
            return frozenset()
        places = self._context.places(self.operation)
        if places.all_seen:
            return frozenset()
        case = self._case
        sent = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
        part = Part(
            operation=self.operation,
            sent={location: tuple(map(str, values or ())) for location, values in sent.items()},
            body=parsed(self._interaction.request.body),
            status=self._status,
            headers=frozenset(name.lower() for name in self._response.headers),
            answer=parsed(self._response.content) if is_json(_content_type(self._response)) else MISSING,
        )
        return frozenset(places.seen(part))

    def _newly_cleared(self) -> frozenset[tuple[str, str]]:
        """What it is the first to show of how requests fare."""
        scenario, fared = coverage_scenario(self._case), _fared(self.operation, self._status)
        if self._response is None or not fared or (scenario is not None and scenario.value in failures.PROBES):
            return frozenset()
        known = self._context.cleared.setdefault(self.operation.id, set())
        faults, features = self._marks
        found = {(_REFUSED, mark.text) for mark in faults if _REFUSED in fared and len(faults) == 1}
        if not faults:
            found |= {(better, mark.text) for better in fared - {_REFUSED} for mark in features}
        known |= (new := found - known)
        return frozenset(new)

    @functools.cached_property
    def _marks(self) -> tuple[frozenset[Mark], frozenset[Mark]]:
        """What of the request does not fit the document; where all does, what it is made of."""
        if self._interaction is None:
            return frozenset(), frozenset()
        case, sent, blame = self._case, self._interaction.request, self._context.blame
        parts = list(unfit(self.operation, case, sent.uri, sent.headers, sent.body))
        if parts:
            return correlation.faults(self.operation, blame, parts), frozenset()
        headers = {name: ", ".join(values) for name, values in sent.headers.items()}
        path = decoded(case.path_parameters)
        named = {"path": path, "query": case.query, "header": headers, "cookie": case.cookies}
        return frozenset(), correlation.features(self.operation, blame, named, parsed(sent.body))

    # What its failed checks are about

    def _finding(self, check: CheckNode) -> Finding | None:
        if check.failure_info is None:
            return None
        failure = check.failure_info.failure
        suspects, better = self._suspects(failure)
        seen, advice = self._words(check.name, failure)
        return Finding(
            check=check.name,
            message=self._context.hiding.text(seen),
            request=self._shown_by(failure)._sent,
            facts=self._facts(check.name, failure),
            advice=advice,
            suspects=suspects,
            better=better,
        )

    def _shown_by(self, failure: Failure) -> Exchange:
        """The exchange that shows a failure: the further read of a rule, if one does."""
        name = failure.shown_by if isinstance(failure, RuleBroken) else ""
        return Exchange(self._context, self._recorder, name) if name in self._recorder.cases else self

    def _words(self, check: str, failure: Failure) -> tuple[str, str | None]:
        """What was seen, with nothing hidden yet, and why it breaks no promise."""
        scenario = coverage_scenario(self._case)
        circumstances = failures.Circumstances(
            operation=self.operation,
            status=self._status,
            scenario=None if scenario is None else scenario.value,
            known=self._context.known(self._case),
            fit=fit(self.operation, self._case, None if self._interaction is None else self._interaction.request.body),
            whole=isinstance(failure, AcceptedNegativeData) and self._interaction is not None and not self._marks[0],
            unfit=isinstance(failure, UndefinedStatusCode) and bool(self._marks[0]),
            authentic=not isinstance(failure, UndefinedStatusCode) or self._authentic,
        )
        return describe_failure(failure, self._status, self._context.names), failures.advice(check, circumstances)

    @property
    def _authentic(self) -> bool:
        """Whether the request carries the key, if its operation asks for one; of a recorded one nobody knows."""
        if self._interaction is None or self._context.recorded is not None:
            return True
        sent = texts(self._case, self._interaction.request.uri, self._interaction.request.headers)
        return security.satisfied(self.operation, sent, self._context.target.key)

    def _suspects(self, failure: Failure) -> tuple[frozenset[Mark], str]:
        """What in the request a failure may be about, and how others fared that were not failed for it."""
        better = next((word for kind, word in _BETTER.items() if isinstance(failure, kind)), None)
        if better is None or self._interaction is None or self._told():
            return frozenset(), ""
        faults, features = self._marks
        return (faults if better == _REFUSED else frozenset() if faults else features), better

    def _facts(self, check: str, failure: Failure) -> tuple[Fact, ...]:
        """The documented facts that a failure is about."""
        operation, status, blame = self.operation, self._status, self._context.blame
        match failure:
            case RuleBroken():
                return blame.rule(check)
            case MissingHeaders():
                return blame.headers(operation, status, failure.missing_headers)
            case JsonSchemaError() if check == "response_headers_conformance":
                return blame.headers(operation, status, self._headers_with(str(failure.instance)))
            case JsonSchemaError():
                return blame.body(operation, status, failure.instance_path, keyword_of(failure.schema_path))
            case UndefinedContentType() | MissingContentType() | MalformedJson():
                return blame.content(operation, status)
            case AcceptedNegativeData() if self._interaction is not None:
                sent = self._interaction.request
                return blame.request(operation, unfit(operation, self._case, sent.uri, sent.headers, sent.body))
            case MissingHeaderNotRejected():
                return blame.header(operation, failure.header_name)
            case RejectedPositiveData() | ServerError():
                return self._told() or blame.operation(operation)
            case EnsureResourceAvailability():
                return self._told() or blame.link(operation)
            case _:
                return blame.answer(operation, status)

    def _told(self) -> tuple[Fact, ...]:
        """The facts of the rules that the same answer breaks: they know more of it than that it was no success."""
        broken = [check.name for check in self._checks if check.failure_info is not None]
        return tuple(dict.fromkeys(fact for name in broken for fact in self._context.blame.rule(name)))

    def _headers_with(self, text: str) -> list[str]:
        """The headers of the answer that have a text for their value; the engine does not say which one it means."""
        headers = {} if self._response is None else self._response.headers
        return [name for name, values in headers.items() if text in values]

    # As it may be shown

    @functools.cached_property
    def _sent(self) -> SentRequest | None:
        """The request, for a reader to send again."""
        if self._recorded is None:
            return None
        return self._context.sent(self._recorded, self.operation)

    @property
    def _kept(self) -> Recorded | None:
        """Request and answer, as they may be kept."""
        if self._recorded is None:
            return None
        return self._context.kept(self._recorded, self.operation)

    @functools.cached_property
    def _recorded(self) -> Recorded | None:
        """The exchange as it was, with notes on how it came about; of others' traffic there are none to be had."""
        if self._interaction is None:
            return None
        if self._context.recorded is not None:
            return self._context.recorded.recorded(self._case)
        known = self._context.known(self._case)
        notes = {**recording.notes(self._context.target), **case_metadata.noted(self._case), "known": known}
        if not self._checks:
            notes["asked_by_a_check"] = True
        return recording.recorded(self._context.target, self._interaction, notes)


def _fared(operation: Operation, status: int) -> frozenset[str]:
    """How a request fared: whether its answer tells that all of it was taken, that it was looked at, or refused."""
    if status in http.HTTPS_OWN or status in (401, 403):
        return frozenset()
    response = operation.response(status)
    if response is not None and response.success:
        return frozenset({_SERVED, _ANSWERED})
    return frozenset({_REFUSED, _ANSWERED} if 400 <= status < 500 else ())


def _content_type(response: Response) -> str:
    """The media type of an answer, empty without any."""
    return (response.headers.get("content-type") or [""])[0]
