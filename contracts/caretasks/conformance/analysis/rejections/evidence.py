"""Evidence that a server rejects a feature that its spec allows.

A server may reject a valid request because of a rule that no schema can express: an end before a start, a slot that is
taken, a limit per account. So a documented rejection of a generated request is a warning. It counts as a failure if one
feature causes it: a request that the server accepts, with this feature alone added to it, is rejected; the request
without the feature is accepted again after that; and with the feature, it is rejected again.

Such requests are sent only for features that no accepted request had. Each is tried with several accepted requests,
because a rule about two properties, or a block list, may reject it in one of them: the documented requests, requests
with all optional properties, and some that were accepted earlier.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import chain

from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.analysis.rejections import changes
from caretasks.conformance.analysis.rejections.experiments import (
    BaseRequest,
    Experiments,
    is_documented,
    make_experiment,
    repeat_request,
    with_other_choice,
    with_siblings,
    without_other_numbers,
    without_parameter,
)
from caretasks.conformance.analysis.rejections.isolation import Isolation
from caretasks.conformance.analysis.rejections.state import INVALID_REQUEST_STATUSES, OperationState, is_refused
from caretasks.conformance.cases import EXPERIMENT, AcceptedRequest, PhaseCase
from caretasks.conformance.config import Settings
from caretasks.conformance.model import ChangeKind, Feature
from caretasks.conformance.observation import Observation
from caretasks.conformance.target.model import Target
from caretasks.openapi.bodies.request_encoding import varied_media
from caretasks.openapi.document import Media, Operation

PHASE_NAME = "single changes"
"""The phase that sends the requests."""

RULES_OF_THE_SERVER = "a server may have rules that no schema can express"
"""Why the rejection of a valid request may be only a warning."""

REJECTION_STATUSES = frozenset({400, 402, 403, 404, 409, 410, 412, 422, 423, 424, 428, 451})
"""Statuses with which a server may reject a valid request for a reason that no schema can express."""

_MAX_FEATURES = 150  # of an operation that are tried
_MAX_REQUESTS = 6  # accepted requests that a feature is added to
_MAX_TEXTS = 8  # other strings with the feature of a rejected one


class Evidence:
    """The requests of one run, and what they show about the features of valid requests."""

    def __init__(self, target: Target, settings: Settings, attribution: Attribution) -> None:
        self._target = target
        self._experiments = Experiments(target, attribution)
        self._isolation = Isolation(target, attribution)
        self._settings = settings
        self._states = {operation.id: OperationState() for operation in target.api.operations}
        self._accepted_documented: set[Hashable] = set()  # documented requests that the server accepted
        self._deleted: set[str] = set()  # the path parameters of successful deletions
        self._has_changed_state = False

    def add(self, case: Observation, features: frozenset[Feature]) -> None:
        """Add a request; `features` is empty if it is not a valid one."""
        state, operation = self._states[case.operation.id], case.operation
        if case.experiment is not None:
            state.latest = case
        if case.is_accepted:
            self._has_changed_state = self._has_changed_state or operation.is_write
            self._deleted |= {*case.path_parameters.values()} if operation.method == "delete" else set()
        if not features or not case.is_authenticated:
            return
        if case.is_accepted:
            state.add_accepted(case, features)
            if is_documented(self._target, case):
                state.accepts_documented = True
                self._accepted_documented.add(_request_key(case))
        elif is_refused(case):
            state.add_refused(features)
        elif case.experiment is None:
            state.add_error(case, features)

    def count_rejected(self, operation: Operation) -> int:
        """Return how many valid requests to an operation were rejected, each with other features."""
        return len(self._states[operation.id].refused)

    def accepted_requests(self, operation: Operation) -> list[AcceptedRequest]:
        """Return requests that a remote server has accepted; none if it accepts a documented one.

        Those to resources that were deleted since come last.
        """
        state = self._states[operation.id]
        if self._target.url is None or state.accepts_documented:
            return []
        found = [*state.varied.values(), *([each] for each in state.accepted.values())]
        cases = dict.fromkeys(case for each in found for case in reversed(each))
        ordered = sorted(cases, key=lambda case: not self._deleted.isdisjoint(case.path_parameters.values()))
        repeated = (repeat_request(operation, case) for case in ordered)
        return [AcceptedRequest(each.parameters, each.body, each.media) for each in repeated]

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
        is_repeated = case.experiment is not None
        if not (is_lone or was_accepted or is_repeated) and is_documented(self._target, case):
            state = self._states[operation.id]
            if status not in INVALID_REQUEST_STATUSES:
                return RULES_OF_THE_SERVER if self._has_changed_state else None
            state.refused_documented.setdefault(_request_key(case), case)
            if not state.accepted or not self._has_changed_state:
                return None
        return RULES_OF_THE_SERVER

    def iter_cases(self, operation: Operation) -> Iterator[PhaseCase]:
        """Yield requests with one change each, until each rejection is explained or no feature is left.

        The result of a request must be added before the next one is taken.
        """
        state, bases = self._states[operation.id], dict[Media | None, list[BaseRequest]]()
        yield from self._isolation.iter_documented(operation, state)
        yield from self._isolation.iter_errors(operation, state)
        tried: set[str] = set()
        sent_count = 0
        while sent_count < _MAX_FEATURES:
            feature = state.most_likely(tried)
            if feature is None:
                return
            if not bases:
                for media in varied_media(operation) or (None,):
                    bases[media] = list(self._experiments.iter_bases(operation, media, state.repeatable(media)))
            tried.add(feature.text)
            media = None if feature.change is None or feature.change.kind is ChangeKind.MEDIA else feature.change.media
            same_media = bases[media] if media in bases else list(chain.from_iterable(bases.values()))
            is_sent = False
            for case in self._iter_tests(operation, state, feature, same_media):
                is_sent = True
                yield case
            sent_count += is_sent

    def _iter_tests(
        self, operation: Operation, state: OperationState, feature: Feature, bases: list[BaseRequest]
    ) -> Iterator[PhaseCase]:
        """Yield the requests that show whether the server rejects a feature by itself."""
        rejected = list[tuple[PhaseCase, BaseRequest]]()
        varied = (
            *without_parameter(operation, bases, feature.change),
            *with_other_choice(bases, feature.change),
            *without_other_numbers(operation, bases, feature),
            *with_siblings(bases, feature.change),
        )
        for base in (*varied, *bases):
            changed = self._experiments.with_change(operation, base, feature)
            if changed is None or base.is_accepted is False or len(rejected) == _MAX_REQUESTS:
                continue
            if base.is_accepted is None:
                yield make_experiment(operation, base)
                base.is_accepted = state.accepts_latest
            if not base.is_accepted:
                continue
            if feature.change is not None and not state.accepts_any_value(feature.change):
                if (other := self._experiments.with_other_value(operation, base, feature.change)) is None:
                    continue
                yield other
                if not state.accepts_latest:
                    return
            repeats_item = False
            for item, single in self._experiments.iter_other_items(operation, base, feature):
                repeats_item = True
                yield single
                if state.accepts_latest and feature.change is not None:
                    feature = replace(feature, change=replace(feature.change, items=(item,)))
                    changed = self._experiments.with_change(operation, base, feature)
                    repeats_item = False
                    break
            if repeats_item or changed is None:
                continue
            yield changed
            if not state.refuses_latest:
                return
            yield make_experiment(operation, base)
            base.is_accepted = state.accepts_latest
            if not base.is_accepted:  # the reason is the state of the server, not the feature
                return
            if not rejected:
                for other_text in changes.with_other_texts(feature, _MAX_TEXTS):
                    if (other := self._experiments.with_change(operation, base, other_text)) is not None:
                        yield other
                        if not state.refuses_latest:
                            return
            rejected.append((changed, base))
        if rejected:
            changed, base = rejected[0]
            inner = yield from self._isolation.iter_inside(operation, state, feature, changed, base)
            if inner.warning_reason is None:
                state.confirm(inner)
                yield replace(changed, notes={**changed.notes, EXPERIMENT: inner.text})


def _request_key(case: Observation) -> Hashable:
    request, parameters = case.exchange.request, case.parameters
    sent = [(location, sorted(map(repr, parameters[location].items()))) for location in ("header", "cookie")]
    return request.method, request.url, request.body, repr(sent)
