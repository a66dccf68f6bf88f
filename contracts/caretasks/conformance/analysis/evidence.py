"""Evidence that a server rejects a feature that its spec allows.

A server may reject a valid request because of a rule that no schema can express: an end before a start, a slot that is
taken, a limit per account. So a documented rejection of a generated request is a warning. It counts as a failure if one
feature causes it: a request that the server accepts, with this feature alone added to it, is rejected; the request
without the feature is accepted again after that; and with the feature, it is rejected again.

Such requests are sent only for features that no accepted request had. Each is tried with several accepted requests,
because a rule about two properties may reject it in one of them: the documented requests, requests with all optional
properties, and one that was accepted earlier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from caretasks.conformance.analysis import changes
from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.analysis.correlation import ANY_VALID_REQUEST, request_features
from caretasks.conformance.cases import EXPERIMENT, Parameters, PhaseCase, generation_notes
from caretasks.conformance.config import Settings
from caretasks.conformance.model import Change, ChangeKind, Feature
from caretasks.conformance.observation import Observation
from caretasks.conformance.phases.phase import required_parameters
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.user_values import generated_write
from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.request_encoding import is_valid_value, main_media
from caretasks.openapi.document import Media, Operation, Parameter
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.requests import is_specified_value
from caretasks.openapi.schema.boundary import iter_full_values
from caretasks.openapi.schema.examples import read_examples, valid_body, valid_parameter
from caretasks.openapi.schema.keywords import enum_values, merged_keywords

PHASE_NAME = "single changes"
"""The phase that sends the requests."""

DOCUMENTED_REQUEST = "a documented request"
"""The note on a documented request that the server rejected although it accepts others."""

RULES_OF_THE_SERVER = "a server may have rules that no schema can express"
"""Why the rejection of a valid request may be only a warning."""

REJECTION_STATUSES = frozenset({400, 402, 403, 404, 409, 410, 412, 422, 423, 424, 428, 451})
"""Statuses with which a server may reject a valid request for a reason that no schema can express."""

_INVALID_REQUEST_STATUSES = frozenset({400, 422})
"""Statuses that are about the content of a request; any other may be about the state of the server."""

_ORDINARY_TEXTS = ("another", "Another one", "a", "another-value-of-a-longer-text")
_MAX_FEATURES = 150  # of an operation that are tried
_MAX_REQUESTS = 3  # accepted requests that a feature is added to
_MAX_REFUSED = 300  # rejected requests of an operation that are kept


@dataclass
class _Base:
    """A request that the server may accept; `is_accepted` is None until it was sent."""

    parameters: Parameters
    body: Any
    is_accepted: bool | None = None


@dataclass
class _OperationState:
    """State of an operation: the requests that it accepted and rejected so far."""

    cleared: set[str] = field(default_factory=set)  # descriptions of the features of accepted requests
    confirmed: set[str] = field(default_factory=set)  # descriptions of features that the server rejects
    refused: dict[frozenset[Feature], None] = field(default_factory=dict)  # the features of each, in order
    refused_documented: dict[Hashable, Observation] = field(default_factory=dict)  # without evidence so far
    accepted_texts: dict[tuple[str | int, ...], set[str]] = field(default_factory=dict)  # by path in the body
    accepted: Observation | None = None  # the shortest accepted request
    latest: Observation | None = None  # the latest request of this phase


class Evidence:
    """The requests of one run, and what they show about the features of valid requests."""

    def __init__(self, target: Target, settings: Settings, attribution: Attribution) -> None:
        self._target = target
        self._attribution = attribution
        self._settings = settings
        self._states = {operation.id: _OperationState() for operation in target.api.operations}
        self._accepted_documented: set[Hashable] = set()  # documented requests that the server accepted
        self._has_changed_state = False

    def add(self, case: Observation, features: frozenset[Feature]) -> None:
        """Add a request; `features` is empty if it is not a valid one."""
        state, operation = self._states[case.operation.id], case.operation
        if case.experiment is not None:
            state.latest = case
        if case.is_accepted:
            self._has_changed_state = self._has_changed_state or operation.is_write
        if not features or not case.is_authenticated:
            return
        if case.is_accepted:
            state.cleared |= {feature.text for feature in features}
            self._add_accepted(state, case, features)
            if is_documented(self._target, case):
                self._accepted_documented.add(_request_key(case))
        elif self._is_refused(case) and case.has_known_ids and len(state.refused) < _MAX_REFUSED:
            state.refused.setdefault(features)

    def _add_accepted(self, state: _OperationState, case: Observation, features: frozenset[Feature]) -> None:
        for feature in features:
            change = feature.change
            if change is not None and change.kind is ChangeKind.TEXT and isinstance(change.value, str):
                texts = state.accepted_texts.setdefault(changes.without_indexes(change.path), set())
                if len(texts) < _MAX_REQUESTS:
                    texts.add(change.value)
        size = case.exchange.request.size
        if case.has_known_ids and (state.accepted is None or size < state.accepted.exchange.request.size):
            state.accepted = case

    def rejection_reason(self, case: Observation) -> str | None:
        """Return why the rejection of a valid request is only a warning; None if it is a failure.

        It is a failure if the request is one that the spec or the user's fixtures contain, unless the server has
        accepted the same request before, or if the rejected feature is the only difference to an accepted request.
        After an accepted write the reason may be the state of the server, which the requests of `iter_cases` show.
        """
        operation, status = case.operation, case.status
        response = operation.find_response(status)
        if response is None or status not in REJECTION_STATUSES or case.experiment:
            return None
        is_lone = operation.is_write and not self._settings.has_generated_requests(operation)
        was_accepted = _request_key(case) in self._accepted_documented
        if not (is_lone or was_accepted) and is_documented(self._target, case):
            state = self._states[operation.id]
            if status not in _INVALID_REQUEST_STATUSES:
                return RULES_OF_THE_SERVER if self._has_changed_state else None
            if state.accepted is None or not self._has_changed_state:
                return None
            state.refused_documented.setdefault(_request_key(case), case)
        return RULES_OF_THE_SERVER

    def iter_cases(self, operation: Operation) -> Iterator[PhaseCase]:
        """Yield requests with one change each, until each rejection is explained or no feature is left.

        The result of a request must be added before the next one is taken.
        """
        state, bases = self._states[operation.id], list[_Base]()
        yield from self._iter_documented(operation, state)
        tried: set[str] = set()
        while len(tried) < _MAX_FEATURES:
            feature = _most_likely(state, tried)
            if feature is None:
                return
            if not bases:
                bases = list(self._iter_bases(operation, state))
            tried.add(feature.text)
            yield from self._iter_tests(operation, state, feature, bases)

    def _iter_documented(self, operation: Operation, state: _OperationState) -> Iterator[PhaseCase]:
        """Yield documented requests that were rejected, each after one that the server still accepts."""
        rejected = list(state.refused_documented.values())
        state.refused_documented.clear()
        if state.accepted is None:
            return
        accepted = _repeated(operation, state.accepted)
        for case in rejected:
            yield _experiment(operation, accepted.parameters, accepted.body)
            if not _is_accepted(state):
                return
            documented = _repeated(operation, case)
            yield _experiment(operation, documented.parameters, documented.body, DOCUMENTED_REQUEST)

    def _iter_tests(
        self, operation: Operation, state: _OperationState, feature: Feature, bases: list[_Base]
    ) -> Iterator[PhaseCase]:
        """Yield the requests that show whether the server rejects a feature by itself."""
        rejected = list[PhaseCase]()
        for base in [*_without_parameter(bases, feature.change), *_with_other_value(bases, feature.change), *bases]:
            changed = self._with_change(operation, base, feature)
            if changed is None or base.is_accepted is False or len(rejected) == _MAX_REQUESTS:
                continue
            if base.is_accepted is None:
                yield _experiment(operation, base.parameters, base.body)
                base.is_accepted = _is_accepted(state)
            if not base.is_accepted:
                continue
            if feature.change is not None and not _is_free_text(state, feature.change):
                if (other := self._with_other_text(operation, base, feature.change)) is None:
                    continue
                yield other
                if not _is_accepted(state):
                    return
            yield changed
            if not self._is_refused(state.latest):
                return
            yield _experiment(operation, base.parameters, base.body)
            base.is_accepted = _is_accepted(state)
            if not base.is_accepted:  # the reason is the state of the server, not the feature
                return
            rejected.append(changed)
        if rejected:
            state.confirmed.add(feature.text)
            first = rejected[0]
            yield _experiment(operation, first.parameters, first.body, feature.text)

    def _is_refused(self, case: Observation | None) -> bool:
        """Return whether a request was rejected with a documented status that is about its content."""
        return (
            case is not None
            and case.status in _INVALID_REQUEST_STATUSES
            and case.operation.find_response(case.status) is not None
        )

    def _iter_bases(self, operation: Operation, state: _OperationState) -> Iterator[_Base]:
        """Yield the requests that features are added to: documented ones first."""
        required, media = required_parameters(operation), main_media(operation)
        bodies: list[Any] = []
        if media is None:
            bodies.append(MISSING)
        else:
            examples = tuple(read_examples(media).values())
            bodies += deepcopy(examples) or [valid_body(media)]
            if media.schema is not None:
                bodies += iter_full_values(media.schema, examples)
        complete = required_parameters(operation, with_optional=True)
        for body in bodies:
            body = generated_write(self._target, operation, body, invalid=False)
            yield _Base(required, body)
            if complete != required:
                yield _Base(complete, body)
        if state.accepted is not None:
            yield _repeated(operation, state.accepted)

    def _with_change(self, operation: Operation, base: _Base, feature: Feature) -> PhaseCase | None:
        """Return a request with a feature added to it; None if it has no value there, or is not valid with it."""
        change = feature.change
        if change is None or feature.warning_reason is not None:
            return None
        if change.location != "body":
            return self._with_changed_parameter(operation, base, change)
        if not changes.has_siblings(base.body, change):
            return None
        body = changes.with_change(base.body, change)
        if body is MISSING or body == base.body:
            return None
        body = generated_write(self._target, operation, body, invalid=False)
        media = main_media(operation)
        if body == base.body or (media is not None and not is_valid_value(media, body)):
            return None
        features = request_features(operation, self._attribution, {}, body)
        if feature.text not in {each.text for each in features}:  # it is in another variant
            return None
        return _experiment(operation, base.parameters, body)

    def _with_other_text(self, operation: Operation, base: _Base, change: Change) -> PhaseCase | None:
        """Return a request with another ordinary string at the location of a change."""
        media = main_media(operation)
        for text in _ORDINARY_TEXTS:
            body = changes.with_change(base.body, replace(change, value=text))
            body = generated_write(self._target, operation, body, invalid=False)
            if body != base.body and (media is None or is_valid_value(media, body)):
                return _experiment(operation, base.parameters, body)
        return None

    def _with_changed_parameter(self, operation: Operation, base: _Base, change: Change) -> PhaseCase | None:
        (name,) = change.path
        found = (each for each in operation.parameters if (each.location, each.name) == (change.location, name))
        parameter = next(found, None)
        if parameter is None or change.location not in ("query", "header", "cookie") or parameter.is_account_header:
            return None
        values = dict(base.parameters[change.location])
        others = (each for each in operation.parameters if each.location == change.location and each.name != name)
        if not all(serialize_parameter(each, valid_parameter(each)).keys() <= values.keys() for each in others):
            return None  # see `Change.siblings`
        if change.kind is ChangeKind.MISSING:
            if values.pop(str(name), None) is None:
                return None
        elif values.get(str(name)) == change.value:
            return None
        else:
            if change.location == "query" and not is_specified_value(parameter, change.value):
                return None
            values[str(name)] = change.value
        return _experiment(operation, {**base.parameters, change.location: values}, base.body)


def _without_parameter(bases: list[_Base], change: Change | None) -> Iterator[_Base]:
    """Yield requests without the parameter that a change is about, of those that have it."""
    if change is None or change.location == "body" or change.kind is ChangeKind.MISSING:
        return
    for base in bases:
        values = base.parameters[change.location]
        if change.path[0] in values:
            others = {name: value for name, value in values.items() if name != change.path[0]}
            yield _Base({**base.parameters, change.location: others}, base.body)


def _with_other_value(bases: list[_Base], change: Change | None) -> Iterator[_Base]:
    """Yield requests with another value of an enum or a boolean, of those that have the value of a change."""
    is_varied = change is not None and change.location in ("body", "query") and change.kind is ChangeKind.VALUE
    if change is None or change.schema is None or not is_varied:
        return
    sent = change.value[0] if change.location == "query" and isinstance(change.value, list) else change.value
    values = [False, True] if isinstance(sent, bool) else enum_values(change.schema)
    other = next((value for value in values if value not in (sent, None)), MISSING)
    for base in bases if other is not MISSING else ():
        if change.location == "body" and changes.with_change(base.body, change) == base.body:
            yield _Base(base.parameters, changes.with_change(base.body, replace(change, value=other)))
        name = str(change.path[0])
        if change.location == "query" and base.parameters["query"].get(name) in (sent, [sent]):
            is_list = isinstance(base.parameters["query"][name], list)
            query = {**base.parameters["query"], name: [other] if is_list else other}
            yield _Base({**base.parameters, "query": query}, base.body)


def is_documented(target: Target, case: Observation) -> bool:
    """Return whether all values of a request are examples of the spec, or those of the user's fixtures.

    A request without any value is documented, too.
    """
    operation = case.operation
    for parameter in operation.parameters:
        values = case.path_parameters if parameter.location == "path" else case.parameters[parameter.location]
        sent = values.get(parameter.name, MISSING)
        if sent is MISSING:
            continue
        if not parameter.is_account_header and str(sent) not in map(str, _examples(parameter)):
            return False
    media = main_media(operation)
    if media is None or not case.exchange.request.body:
        return True
    for example in _examples(media):
        if case.body_value in (example, generated_write(target, operation, example, invalid=False)):
            return True
    return False


def _examples(owner: Parameter | Media) -> list[Any]:
    """Return the examples of a parameter or a body; or those of its schema if it has none."""
    own = list(owner.examples().values())
    return own or ([] if owner.schema is None else list(merged_keywords(owner.schema).get("examples", ())))


def _repeated(operation: Operation, case: Observation) -> _Base:
    """Return the parameters and the body of a request that was sent."""
    required = required_parameters(operation)
    path = dict(case.path_parameters) or required["path"]
    body = MISSING if main_media(operation) is None else case.body_value
    return _Base({**required, "path": path, "query": dict(case.parameters["query"])}, body)


def _request_key(case: Observation) -> Hashable:
    request = case.exchange.request
    return request.method, request.url, request.body


def _experiment(operation: Operation, parameters: Parameters, body: Any, text: str = "") -> PhaseCase:
    notes = generation_notes("positive", "path", "query", "header", "body")
    return PhaseCase(operation, parameters, body, {**notes, EXPERIMENT: text})


def _is_accepted(state: _OperationState) -> bool:
    return state.latest is not None and state.latest.is_accepted


def _most_likely(state: _OperationState, tried: set[str]) -> Feature | None:
    """Return the feature that explains most of the rejected requests, of those that were not tried; the outermost."""
    counts: Counter[Feature] = Counter()
    for features in state.refused:
        texts = {feature.text for feature in features}
        if texts & state.confirmed:
            continue
        counts.update(
            feature
            for feature in features
            if feature.text not in state.cleared
            and feature.text not in tried
            and feature.text != ANY_VALID_REQUEST
            and feature.change is not None
            and feature.warning_reason is None
        )

    # A string at a limit often has other characters, too, but other characters are also sent in short strings.
    def rank(feature: Feature) -> tuple[int, int, bool, str]:
        return -counts[feature], feature.depth, not feature.is_limit, feature.text

    return min(counts, key=rank, default=None)


def _is_free_text(state: _OperationState, change: Change) -> bool:
    """Return whether the server has accepted several strings at the location of a change; true for no string.

    If it accepts a single one only, the reason for a rejection may be the value: the name of a time zone, for example.
    """
    if change.kind is not ChangeKind.TEXT:
        return True
    return len(state.accepted_texts.get(changes.without_indexes(change.path), ())) > 1
