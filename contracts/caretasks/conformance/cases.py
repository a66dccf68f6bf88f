"""Requests that the suite sends itself, and notes on how a request was generated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise
from random import Random
from typing import Any, Generic, NamedTuple, TypeVar

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Media, Operation

CASE_ID_HEADER = "X-Schemathesis-TestCaseId"
"""The request header with the ID of the case. A request that the engine repeats has the same ID."""

EXPERIMENT = "experiment"
"""The note on a request that shows whether the server rejects a feature, or fails on it (`analysis.rejections`).

Its value is the text of the feature if the other requests about it agree, so that its rejection is a failure, and empty
for these other requests.
"""

SEARCH = "search"
"""The note on a request that only shows whether a part of another one, on which the server failed, is the cause."""

GENERATED_PHASES = frozenset({"coverage", "fuzzing"})
"""The phases of Schemathesis that send generated requests."""

PHASE = "phase"
"""The note with the name of the phase that sent the request."""

REJECTION = "rejection"
"""The note on a valid request that was rejected: why that is only a warning, and empty if it is a failure.

It depends on the settings of the run and on values that a recording redacts, so a recording cannot show it otherwise.
"""

ACCEPTED_NOTE = "accepted"
"""The note on an authentication probe that the spec says is accepted: the names of the schemes whose keys it has."""

_NEAR_VALID = "near-valid value in "

_Case = TypeVar("_Case")

Parameters = Mapping[str, Mapping[str, Any]]
"""Parameters by location (`path`, `query`, `header`, `cookie`) and name."""


class AcceptedRequest(NamedTuple):
    """The parameters, the body and its media type of a request that the server has accepted."""

    parameters: Parameters
    body: Any
    media: Media | None


def generation_notes(
    mode: str, *locations: str, phase: str = "fuzzing", description: str | None = None
) -> dict[str, Any]:
    """Return notes on how a request was generated, which decide what checks apply. They contain no generated values.

    The mode is "positive" for a valid request, and "negative" for one that is invalid on purpose at the locations.
    """
    return {
        "mode": mode,
        "parts": dict.fromkeys(locations, mode),
        "made_by": phase,
        "scenario": None,
        "description": description,
        "parameter": None,
        "location": None,
    }


def near_valid_notes(location: str, violation: str) -> dict[str, Any]:
    """Return notes on a request with a single violation at a location, which the description names."""
    return generation_notes("negative", location, description=f"{_NEAR_VALID}{location}: {violation}")


def is_near_valid(description: str | None) -> bool:
    """Return whether the description of a request is that of `near_valid_notes`."""
    return (description or "").startswith(_NEAR_VALID)


@dataclass(frozen=True)
class Deferred(Generic[_Case]):
    """A case that is made when it is sent, because making those that are left out would take most of the time.

    Attributes:
        make: Returns the case; None if there is none after all.
    """

    make: Callable[[], _Case | None]


def iter_made(cases: Iterable[_Case | Deferred[_Case]]) -> Iterator[_Case]:
    """Yield the cases, and make the deferred ones."""
    for each in cases:
        case = each.make() if isinstance(each, Deferred) else each
        if case is not None:
            yield case


def select_cases(
    cases: Iterable[_Case | Deferred[_Case]], limit: int | None, seed: str, *, are_large: bool = False
) -> tuple[Iterator[_Case], int]:
    """Return at most `limit` cases, or all without a limit, and the number of those left out.

    If there are more, one is chosen from each of `limit` equal parts, so that no part of a phase is left out. Only
    cases that are chosen are made. Of large cases, no more than twice the limit are kept in memory for the choice.
    """
    if limit is None:
        return iter_made(cases), 0
    random = Random(seed)  # noqa: S311 - not a secret
    found, count = _thin_out(cases, 2 * limit if are_large else None, random)
    if count <= limit:
        return iter_made(found), 0
    bounds = [number * len(found) // limit for number in range(limit + 1)]
    chosen = [(start, random.randrange(start, end), end) for start, end in pairwise(bounds)]
    # Where the chosen one cannot be made, the next one of its part is.
    parts = (iter_made([*found[index:end], *found[start:index]]) for start, index, end in chosen)
    return (case for part in parts for case in islice(part, 1)), count - limit


def _thin_out(cases: Iterable[_Case], limit: int | None, random: Random) -> tuple[list[_Case], int]:
    """Return all cases or, of more than `limit`, one of each group of consecutive ones, and the number of all.

    The groups have the same size. Never more than `limit`, an even number, are kept.
    """
    kept: list[_Case] = []
    count, size, chosen = 0, 1, 0  # the size of a group, and the index of the chosen case of the current one
    for count, case in enumerate(cases, 1):
        index = (count - 1) % size
        if index == 0:
            chosen = random.randrange(size) if size > 1 else 0
        if index == chosen:
            kept.append(case)
        if index == size - 1 and len(kept) == limit:
            kept = [random.choice(pair) for pair in zip(kept[::2], kept[1::2], strict=True)]
            size *= 2
    return kept, count


@dataclass(frozen=True)
class PhaseCase:
    """A request that a phase of the suite sends.

    Attributes:
        operation: The operation.
        parameters: Parameters without an API key; those in the path are not encoded.
        body: JSON data, or bytes that are not JSON; `MISSING` for no body.
        media: The media type in which the body is sent; None for the first documented one, JSON if there is one.
        notes: How the request was generated, or the credentials of an authentication probe.
        credentials: Credentials by location and name; None for the API key.
    """

    operation: Operation
    parameters: Parameters
    body: Any = MISSING
    notes: Mapping[str, Any] = field(default_factory=dict)
    credentials: Parameters | None = None
    media: Media | None = None

    @property
    def is_valid(self) -> bool:
        """True unless the request is invalid on purpose."""
        return self.notes.get("mode") != "negative"
