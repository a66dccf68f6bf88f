"""Correlation of failures with features of requests, for failures that one request alone does not explain.

If the server rejects a valid request or fails on it, the cause is a feature that no successful request had. If it
accepts an invalid request, the cause is a violation for which it rejected no other request. The features that explain
most requests are the causes, and the finding is attributed to their facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

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
        counts = Counter(feature for index in unexplained for feature in remaining[index])
        highest = max(counts.values())
        most_common = [feature for feature, count in counts.items() if count == highest]
        outermost = min(feature.depth for feature in most_common)
        chosen = frozenset(feature for feature in most_common if feature.depth == outermost)
        for index in unexplained:
            causes[index] = remaining[index] & chosen
        unexplained = [index for index in unexplained if not causes[index]]
    return causes
