"""The part of a request that its server rejects, or fails on.

Such a request may differ from an accepted one in many places. Each of them gets the value of the accepted request, one
at a time. If the server accepts the request then, or no longer fails, the reason is in this part, and the search goes
on inside it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from typing import Any

from caretasks.conformance.analysis import claims
from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.analysis.features import ANY_VALID_REQUEST, request_features
from caretasks.conformance.analysis.rejections import changes
from caretasks.conformance.analysis.rejections.experiments import BaseRequest, make_experiment, repeat_request
from caretasks.conformance.analysis.rejections.state import OperationState, Part
from caretasks.conformance.cases import SEARCH, PhaseCase
from caretasks.conformance.model import ChangeKind, Feature
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.user_values import generated_write
from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.request_encoding import is_valid_value, value_as_sent
from caretasks.openapi.document import Operation
from caretasks.openapi.schema.locations import ValuePath, find_at, with_value_at, without_value_at

DOCUMENTED_REQUEST = "a documented request"
"""The note on a documented request that the server rejected although it accepts others."""

_MAX_SIMILAR = 3  # accepted requests that are tried; the server may accept each of them only once
_MAX_PARTS = 60  # of a rejected request that are replaced
_PARAMETER_LOCATIONS = ("query", "header", "cookie")


class Isolation:
    """The requests of a run that show which part of another one is rejected, or causes a server error."""

    def __init__(self, target: Target, attribution: Attribution) -> None:
        self._target = target
        self._attribution = attribution

    def iter_documented(self, operation: Operation, state: OperationState) -> Iterator[PhaseCase]:
        """Yield documented requests that were rejected, each after one that the server still accepts."""
        rejected = list(state.refused_documented.values())
        state.refused_documented.clear()
        for case in rejected if state.accepted else ():
            documented = repeat_request(operation, case)
            for accepted in self._similar_requests(operation, state, documented):
                yield make_experiment(operation, accepted)
                if state.accepts_latest:
                    break
            else:
                return
            yield make_experiment(operation, documented)
            if not state.refuses_latest:
                continue
            part = yield from self._iter_parts(operation, state, documented, accepted, Part())
            if part is None:
                yield make_experiment(operation, documented, DOCUMENTED_REQUEST)
                continue
            feature = self._new_feature(operation, state, documented, part)
            if feature is None or feature.warning_reason is not None:
                if (other := _find_with_value(operation, state, documented, part)) is not None:
                    yield make_experiment(operation, other)
                    if not state.accepts_latest:  # the value may have to be unique
                        continue
                feature = self._value_feature(operation, documented, part, "has the documented value")
            state.confirm(feature)
            yield make_experiment(operation, documented, feature.text)

    def iter_inside(
        self, operation: Operation, state: OperationState, feature: Feature, changed: PhaseCase, base: BaseRequest
    ) -> Generator[PhaseCase, None, Feature]:
        """Yield requests that show which part of the object of a change is rejected; return its feature."""
        change = feature.change
        if change is None or change.location != "body" or change.kind is not ChangeKind.VALUE:
            return feature
        path = changes.existing_path(changed.body, change.path)
        if path is None or not isinstance(find_at(changed.body, path), dict):
            return feature
        request = BaseRequest(changed.parameters, changed.body, changed.media)
        part = yield from self._iter_parts(operation, state, request, base, Part("body", path))
        return (self._new_feature(operation, state, request, part) if part is not None else None) or feature

    def iter_errors(self, operation: Operation, state: OperationState) -> Iterator[PhaseCase]:
        """Yield valid requests on which the server failed, each after those that show the part that causes it.

        Values of one kind are accepted and others fail, if the server fails on some numbers only, for example.
        """
        errors = list(state.errors.values())
        state.errors.clear()
        for case in errors if state.accepted else ():
            request = repeat_request(operation, case)
            accepted = self._similar_requests(operation, state, request)[0]
            yield make_experiment(operation, request)
            if not state.fails_on_latest:
                continue
            part = yield from self._iter_known_parts(operation, state, request, accepted)
            if part is None:
                part = yield from self._iter_parts(operation, state, request, accepted, Part())
                if part is None:
                    continue
                state.failing_parts.append(part)
            feature = self._new_feature(operation, state, request, part)
            feature = feature or self._value_feature(operation, request, part, "has certain values")
            yield make_experiment(operation, request, feature.text)

    def _iter_known_parts(
        self, operation: Operation, state: OperationState, failing: BaseRequest, accepted: BaseRequest
    ) -> Generator[PhaseCase, None, Part | None]:
        """Yield a request with a part each of an accepted one on which the server failed in other requests.

        Return the part without which it does not fail; None if there is none.
        """
        for known in state.failing_parts:
            above = Part("body", known.path[:-1]) if known.location == "body" and len(known.path) > 1 else Part()
            for part, changed in iter_with_other_parts(self._target, operation, failing, accepted, above):
                if part == known:
                    yield _search(operation, changed)
                    if not state.fails_on_latest:
                        return part
        return None

    def _iter_parts(
        self, operation: Operation, state: OperationState, rejected: BaseRequest, accepted: BaseRequest, part: Part
    ) -> Generator[PhaseCase, None, Part | None]:
        """Yield a rejected request with one part each of an accepted one; or one that is the latest and has failed.

        Return the smallest part without which it is accepted, or does not fail; None if there is none.
        """
        found, sent_count, is_error = None, 0, state.fails_on_latest
        inner = iter_with_other_parts(self._target, operation, rejected, accepted, part)
        while sent_count < _MAX_PARTS and (changed := next(inner, None)) is not None:
            sent_count += 1
            inner_part, request = changed
            yield _search(operation, request) if is_error else make_experiment(operation, request)
            is_cause = not state.fails_on_latest if is_error else state.accepts_latest
            if is_cause:
                found = inner_part
                inner = iter_with_other_parts(self._target, operation, rejected, accepted, found)
        if found is None and is_error:
            return (yield from self._iter_several_parts(operation, state, rejected, accepted))
        return found

    def _iter_several_parts(
        self, operation: Operation, state: OperationState, failing: BaseRequest, accepted: BaseRequest
    ) -> Generator[PhaseCase, None, Part | None]:
        """Yield a request on which the server failed with more and more parts of an accepted one.

        A request may have several parts on which the server fails. Return the last of them; None if there is none.
        """
        for _ in range(_MAX_PARTS):
            changed = next(iter_with_other_parts(self._target, operation, failing, accepted, Part()), None)
            if changed is None:
                return None
            part, failing = changed
            yield _search(operation, failing)
            if not state.fails_on_latest:
                return part
        return None

    def _similar_requests(self, operation: Operation, state: OperationState, request: BaseRequest) -> list[BaseRequest]:
        """Return accepted requests: those that have most features of another one first, and the shortest one."""
        shortest, *others = state.repeatable(request.media) or list(state.accepted.values())
        features = self._features_of(operation, request)
        bases = [repeat_request(operation, each) for each in others]
        bases.sort(key=lambda each: -len(features & self._features_of(operation, each)))
        return [*bases[:_MAX_SIMILAR], repeat_request(operation, shortest)]

    def _new_feature(
        self, operation: Operation, state: OperationState, rejected: BaseRequest, part: Part
    ) -> Feature | None:
        """Return the feature of a part of a rejected request that no accepted request had: the outermost one."""
        features = (each for each in self._features_of(operation, rejected) if part.contains(each))
        return min((each for each in features if each.text not in state.cleared), key=part.rank, default=None)

    def _value_feature(self, operation: Operation, rejected: BaseRequest, part: Part, state: str) -> Feature:
        """Return a feature of a single value, for a part of a rejected request whose features were all accepted."""
        features = (each for each in self._features_of(operation, rejected) if part.contains(each))
        return claims.with_state(min(features, key=part.rank, default=Feature(ANY_VALID_REQUEST)), state)

    def _features_of(self, operation: Operation, request: BaseRequest) -> frozenset[Feature]:
        media = request.media
        body = MISSING if media is None else value_as_sent(media, request.body)
        return request_features(operation, self._attribution, request.parameters, media, body)


def _search(operation: Operation, request: BaseRequest) -> PhaseCase:
    case = make_experiment(operation, request)
    return replace(case, notes={**case.notes, SEARCH: True})


def iter_with_other_parts(
    target: Target, operation: Operation, rejected: BaseRequest, accepted: BaseRequest, above: Part
) -> Iterator[tuple[Part, BaseRequest]]:
    """Yield the parts one level below another one, each with the rejected request that has the accepted value there.

    A part that the accepted request does not have is left out. No request is invalid.
    """
    if not above.location:
        yield from _iter_with_other_parameters(operation, rejected, accepted)
    if above.location not in ("", "body") or rejected.media is None or rejected.media != accepted.media:
        return
    for inner in _inner_paths(find_at(rejected.body, above.path)):
        path = (*above.path, *inner)
        other = find_at(accepted.body, path)
        if other == find_at(rejected.body, path):
            continue
        is_left_out = other is MISSING
        body = without_value_at(rejected.body, path) if is_left_out else with_value_at(rejected.body, path, other)
        body = generated_write(target, operation, body, invalid=False, media=rejected.media)
        if body != rejected.body and is_valid_value(rejected.media, body):
            yield Part("body", path), replace(rejected, body=body, is_accepted=None)


def _iter_with_other_parameters(
    operation: Operation, rejected: BaseRequest, accepted: BaseRequest
) -> Iterator[tuple[Part, BaseRequest]]:
    required = {(each.location, each.name) for each in operation.parameters if each.required}
    for location in _PARAMETER_LOCATIONS:
        sent, others = rejected.parameters[location], accepted.parameters[location]
        for name, value in sent.items():
            other = others.get(name, MISSING)
            if other == value or (other is MISSING and (location, name) in required):
                continue
            changed = {**sent, name: other}
            changed = {key: each for key, each in changed.items() if each is not MISSING}
            parameters = {**rejected.parameters, location: changed}
            yield Part(location, (name,)), replace(rejected, parameters=parameters, is_accepted=None)


def _find_with_value(
    operation: Operation, state: OperationState, request: BaseRequest, part: Part
) -> BaseRequest | None:
    """Return an accepted request with the value of a part of another one; None if there is none."""
    others = (repeat_request(operation, each) for each in state.repeatable(request.media))
    return next((other for other in others if _value_at(other, part) == _value_at(request, part)), None)


def _value_at(request: BaseRequest, part: Part) -> Any:
    return find_at(request.body if part.location == "body" else request.parameters[part.location], part.path)


def _inner_paths(value: Any) -> Iterable[ValuePath]:
    """Yield the paths of the properties of an object, or of the objects in an array.

    An array with fewer items may be accepted because of their number.
    """
    if isinstance(value, dict):
        yield from ((name,) for name in value)
    elif isinstance(value, list):
        yield from ((index, *path) for index, item in enumerate(value) for path in _inner_paths(item))
