"""Correlation of failures with features of requests, for failures that one request alone does not explain.

If the server rejects a valid request or fails on it, the cause is a feature that no successful request had. If it
accepts an invalid request, the cause is a violation for which it rejected no other request. The feature that explains
most requests is the cause of all of them, with those that the same requests have, and the finding is attributed to
their facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from caretasks.conformance.model import Feature


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
