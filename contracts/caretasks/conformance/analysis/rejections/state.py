"""State of the operations of a run: the requests that each accepted and rejected so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field

from caretasks.conformance.analysis import claims
from caretasks.conformance.analysis.features import ANY_VALID_REQUEST
from caretasks.conformance.analysis.rejections import changes
from caretasks.conformance.model import Change, ChangeKind, Feature
from caretasks.conformance.observation import Observation
from caretasks.openapi.document import Media
from caretasks.openapi.schema.locations import ValuePath

INVALID_REQUEST_STATUSES = frozenset({400, 422})
"""Statuses that are about the content of a request; any other may be about the state of the server."""

_GONE_STATUSES = frozenset({404, 410})

_MIN_ERROR_STATUS = 500

_MAX_ERRORS = 20  # requests on which the server failed that are kept
_MAX_VALUES = 2  # accepted ones at a location that are kept
_MAX_VARIED = 20  # accepted requests with a body in a media type that are kept for their features
_MAX_REFUSED = 300  # rejected requests of an operation that are kept


@dataclass(frozen=True)
class Part:
    """A part of a request: a parameter, a location in the body, or the whole request without a location."""

    location: str = ""
    path: ValuePath = ()

    def contains(self, feature: Feature) -> bool:
        """Return whether a feature is about a value in this part."""
        change = feature.change
        if change is None or change.location != self.location:
            return False
        return change.path[: len(self.path)] == self.path or self._is_extra(feature)

    def rank(self, feature: Feature) -> tuple[bool, int, bool, str]:
        """Return what orders the features of this part: those of the value itself first, then the outermost ones."""
        is_own = feature.change is not None and (feature.change.path == self.path or self._is_extra(feature))
        return not is_own, feature.depth, not feature.is_limit, feature.text

    def _is_extra(self, feature: Feature) -> bool:
        change = feature.change
        if change is None or change.kind is not ChangeKind.EXTRA or not self.path:
            return False
        return change.path == self.path[:-1] and self.path[-1] in change.value


@dataclass
class OperationState:
    """State of an operation: the requests that it accepted and rejected so far.

    Attributes:
        cleared: Descriptions of the features of accepted requests.
        confirmed: Descriptions of features that the server rejects.
        confirmed_kinds: The schemas of their values, which may be at several places.
        refused: The features of each rejected request, in order.
        refused_documented: The documented requests that were rejected, without evidence so far.
        accepted_values: The accepted values that the spec does not give, by location.
        accepted: The shortest accepted request with a body in each media type.
        fullest: The accepted request with most features, and their number.
        varied: Accepted requests, each with another feature.
        errors: Valid requests on which the server failed, without evidence so far, by their features.
        failing_parts: The parts of requests on which the server fails.
        accepts_documented: Whether the server accepts a documented request.
        latest: The latest request of the phase of single changes.
    """

    cleared: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    confirmed_kinds: set[Hashable] = field(default_factory=set)
    refused: dict[frozenset[Feature], None] = field(default_factory=dict)
    refused_documented: dict[Hashable, Observation] = field(default_factory=dict)
    accepted_values: dict[Hashable, set[str]] = field(default_factory=dict)
    accepted: dict[Media | None, Observation] = field(default_factory=dict)
    fullest: dict[Media | None, tuple[int, Observation]] = field(default_factory=dict)
    varied: dict[Media | None, list[Observation]] = field(default_factory=dict)
    errors: dict[frozenset[Feature], Observation] = field(default_factory=dict)
    failing_parts: list[Part] = field(default_factory=list)
    accepts_documented: bool = False
    latest: Observation | None = None

    @property
    def accepts_latest(self) -> bool:
        """True if the latest request was accepted; a deletion that finds no resource was not rejected as invalid."""
        case = self.latest
        if case is None:
            return False
        return case.is_accepted or (case.operation.method == "delete" and case.status in _GONE_STATUSES)

    @property
    def refuses_latest(self) -> bool:
        """True if the latest request was rejected with a documented status that is about its content."""
        return self.latest is not None and is_refused(self.latest)

    @property
    def fails_on_latest(self) -> bool:
        """True if the server failed on the latest request."""
        return self.latest is not None and self.latest.status >= _MIN_ERROR_STATUS

    def repeatable(self, media: Media | None) -> list[Observation]:
        """Return accepted requests with a body in a media type: the shortest, that with most features, and others."""
        found = [self.accepted[media], self.fullest[media][1]] if media in self.accepted else []
        found += self.varied.get(media, ())
        return list(dict.fromkeys(found))

    def add_accepted(self, case: Observation, features: frozenset[Feature]) -> None:
        """Add an accepted request with its features."""
        varied = self.varied.setdefault(case.body_media, [])
        if len(varied) < _MAX_VARIED and not {feature.text for feature in features} <= self.cleared:
            varied.append(case)
        self.cleared |= {feature.text for feature in features}
        for feature in features:
            change = feature.change
            if change is not None and changes.is_open_value(change):
                values = self.accepted_values.setdefault(_location_key(change), set())
                if len(values) < _MAX_VALUES:
                    values.add(str(change.value))
        size = case.exchange.request.size
        shortest = self.accepted.get(case.body_media)
        if shortest is None or size < shortest.exchange.request.size:
            self.accepted[case.body_media] = case
        if len(features) > self.fullest.get(case.body_media, (0,))[0]:
            self.fullest[case.body_media] = len(features), case

    def add_refused(self, features: frozenset[Feature]) -> None:
        """Add the features of a rejected request."""
        if len(self.refused) < _MAX_REFUSED:
            self.refused.setdefault(features)

    def add_error(self, case: Observation, features: frozenset[Feature]) -> None:
        """Add a request on which the server failed, with its features."""
        if case.status >= _MIN_ERROR_STATUS and len(self.errors) < _MAX_ERRORS:
            self.errors.setdefault(features, case)

    def confirm(self, feature: Feature) -> None:
        """Add a feature that the server rejects."""
        self.confirmed.add(feature.text)
        self.confirmed_kinds |= {kind} if (kind := _kind_of(feature)) is not None else set()

    def most_likely(self, tried: set[str]) -> Feature | None:
        """Return the feature that explains most of the rejected requests, of those not tried; the outermost."""
        counts: Counter[Feature] = Counter()
        for features in self.refused:
            texts = {feature.text for feature in features}
            if texts & self.confirmed or any(_kind_of(each) in self.confirmed_kinds for each in features):
                continue
            counts.update(
                feature
                for feature in features
                if feature.text not in self.cleared
                and feature.text not in tried
                and feature.text != ANY_VALID_REQUEST
                and feature.change is not None
                and feature.warning_reason is None
            )

        # A string at a limit often has other characters, too, but other characters are also sent in short strings.
        def rank(feature: Feature) -> tuple[int, int, bool, str]:
            return -counts[feature], feature.depth, not feature.is_limit, feature.text

        return min(counts, key=rank, default=None)

    def accepts_any_value(self, change: Change) -> bool:
        """Return whether the server has accepted several values at the location of a change, or the schema lists them.

        If it accepts a single one only, the reason for a rejection may be the value: the name of a time zone, or the ID
        of another resource.
        """
        return not changes.is_open_value(change) or len(self.accepted_values.get(_location_key(change), ())) > 1


def is_refused(case: Observation) -> bool:
    """Return whether a request was rejected with a documented status that is about its content."""
    return case.status in INVALID_REQUEST_STATUSES and case.operation.find_response(case.status) is not None


def _kind_of(feature: Feature) -> Hashable:
    """Return what is the same for a feature wherever its schema is used: its schema, and the description of its value.

    None for a feature without a schema, or of a parameter.
    """
    change = feature.change
    if change is None or change.schema is None or change.location != "body":
        return None
    _, _, state = claims.without_alternatives(feature.text).partition("body/")[2].partition(" ")
    return change.schema.pointer, state


def _location_key(change: Change) -> Hashable:
    """Return what is the same for all changes of a parameter, or at a location of the body, in any item of an array."""
    return change.location, change.media, changes.without_indexes(change.path)
