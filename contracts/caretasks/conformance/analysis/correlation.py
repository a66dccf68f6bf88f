"""Correlation of failures with features of requests, for failures that one request alone does not explain.

If the server rejects a valid request or fails on it, the cause is a feature that no successful request had. If it
accepts an invalid request, the cause is a violation for which it rejected no other request. The feature that explains
most requests is the cause of all of them, with those that the same requests have, and the finding is attributed to
their facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

from caretasks.conformance.analysis import claims
from caretasks.conformance.analysis.features import ANY_VALID_REQUEST
from caretasks.conformance.analysis.rejections.evidence import PHASE_NAME
from caretasks.conformance.model import Feature, Finding
from caretasks.core.http import Request

ACCEPTED = "accepted"
"""The outcome of a request that the server accepted."""

REJECTED = "rejected"
"""The outcome of an invalid request that the server rejected."""

HANDLED = "handled"
"""The outcome of a request that the server accepted, or rejected without an error."""

_MIN_FAILED_REQUESTS = 3
"""The number of requests from which a server that fails on all of them does not serve the operation."""

CauseByFeatures = dict[frozenset[Feature], frozenset[Feature]]
"""The features that caused a failure, by the features of the request."""


@dataclass(frozen=True)
class FailedRequests:
    """Requests with the same finding and the same features, and their number; `requests` has some of them."""

    finding: Finding
    requests: AbstractSet[Request]
    count: int

    @property
    def features(self) -> frozenset[Feature]:
        """The features of each request."""
        return self.finding.candidate_features


def find_causes(failed: Sequence[FailedRequests], cleared_features: Mapping[str, AbstractSet[str]]) -> CauseByFeatures:
    """Return the causes of failures; `cleared_features` has those of requests without a failure, by their outcome."""
    causes: CauseByFeatures = {}
    isolated = _isolated_causes(failed)
    for outcome in dict.fromkeys([*cleared_features, HANDLED, REJECTED]):
        cleared = cleared_features.get(outcome, frozenset())
        same = [each for each in failed if each.finding.better_outcome == outcome and not each.finding.is_warning]
        candidates = [each.features for each in same]
        if outcome == HANDLED:
            explained = _features_of_errors(same, cleared, cleared_features.get(ACCEPTED, frozenset()), isolated)
        else:
            explained = correlated_features(candidates, cleared)
        causes.update(zip(candidates, explained, strict=True))
    return causes | isolated


def _isolated_causes(failed: Sequence[FailedRequests]) -> CauseByFeatures:
    """Return the causes of the repeated requests for which those with single changes have shown it."""
    failures = [each for each in failed if each.finding.is_failure and each.finding.better_outcome]
    causes = {
        request: each.features
        for each in failures
        if PHASE_NAME in each.finding.phases and len(each.features) == 1
        for request in each.requests
    }
    found = {each.features: [causes[request] for request in each.requests & causes.keys()] for each in failures}
    return {features: min(each, key=_sorted_texts) for features, each in found.items() if each}


def _sorted_texts(features: Iterable[Feature]) -> list[str]:
    return sorted(feature.text for feature in features)


def correlated_features(
    candidates: Collection[frozenset[Feature]], cleared: Collection[str]
) -> list[frozenset[Feature]]:
    """Return for each failed request the features that caused the failure; an empty set if there is no cause.

    `candidates` has the features of each, and `cleared` the text of the features of requests without this failure.
    """
    remaining = [frozenset(feature for feature in features if feature.text not in cleared) for features in candidates]
    causes: list[frozenset[Feature]] = [frozenset()] * len(remaining)
    unexplained = [index for index, features in enumerate(remaining) if features]
    while unexplained:
        indexes = defaultdict[Feature, list[int]](list)
        for index in unexplained:
            for feature in remaining[index]:
                indexes[feature].append(index)
        first = min(indexes, key=partial(_sort_key, indexes=indexes, remaining=remaining))
        chosen = frozenset(
            each for each, found in indexes.items() if found == indexes[first] and each.depth == first.depth
        )
        for index in unexplained:
            causes[index] = remaining[index] & chosen
        unexplained = [index for index in unexplained if not causes[index]]
    return causes


def _sort_key(
    feature: Feature, indexes: Mapping[Feature, Sequence[int]], remaining: Sequence[frozenset[Feature]]
) -> tuple[int, int, int, str]:
    """Return what orders features: those of most requests, the outermost, and those of a request with no other one."""
    found = indexes[feature]
    return -len(found), feature.depth, min(len(remaining[index]) for index in found), feature.text


def _features_of_errors(
    errors: Sequence[FailedRequests], cleared: Collection[str], accepted: Collection[str], isolated: CauseByFeatures
) -> list[frozenset[Feature]]:
    """Return the features that caused server errors.

    If the server has failed on all of several valid requests, it is the operation as a whole. A server may also fail
    after it has validated a request, so that no rejected request shows the features that it handles. An error without a
    cause has one that was isolated in another request.
    """
    candidates = [each.features for each in errors]
    whole = [{each for each in features if each.text == ANY_VALID_REQUEST} for features in candidates]
    if ANY_VALID_REQUEST not in cleared and any(whole) and sum(each.count for each in errors) >= _MIN_FAILED_REQUESTS:
        return [frozenset(features) for features in whole]
    # A request that is invalid where it selects an alternative has features of none.
    explained = _features_of_locations(candidates, {*cleared, *map(claims.without_alternatives, cleared)})
    known = [isolated[features] for features in candidates if features in isolated]
    if known:
        return [found or _of_same_location(each, known) for found, each in zip(explained, candidates, strict=True)]
    is_late = ANY_VALID_REQUEST in accepted and not any(explained)
    return _features_of_locations(candidates, accepted) if is_late else explained


def _of_same_location(features: frozenset[Feature], causes: Sequence[frozenset[Feature]]) -> frozenset[Feature]:
    """Return the first of some causes that is about a value that a request has, too; an empty set without any."""
    sent = set(map(claims.location, features))
    return next((cause for cause in causes if sent.issuperset(map(claims.location, cause))), frozenset())


def _features_of_locations(
    candidates: Collection[frozenset[Feature]], cleared: Collection[str]
) -> list[frozenset[Feature]]:
    """Return for each request that the server failed on the features at the location that explains most of them.

    A server that fails on one kind of value fails on values with various features at the same location.
    """
    remaining = [
        frozenset(each for each in features if each.text not in cleared and each.text != ANY_VALID_REQUEST)
        for features in candidates
    ]
    causes: list[frozenset[Feature]] = [frozenset()] * len(remaining)
    unexplained = [index for index, features in enumerate(remaining) if features]
    while unexplained:
        counts, texts = Counter[str](), defaultdict[str, set[str]](set)
        for index in unexplained:
            by_location = {claims.location(feature): feature.text for feature in remaining[index]}
            counts.update(by_location.keys())
            for location, text in by_location.items():
                texts[location].add(text)
        chosen = min(counts, key=lambda location: (-counts[location], len(texts[location]), len(location), location))
        at_location = [
            frozenset(each for each in remaining[index] if claims.location(each) == chosen) for index in unexplained
        ]
        for index, found in zip(unexplained, correlated_features(at_location, ()), strict=True):
            causes[index] = found
        unexplained = [index for index in unexplained if not causes[index]]
    return causes
