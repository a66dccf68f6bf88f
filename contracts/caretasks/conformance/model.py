"""The values that a run yields and that its results are made of: verdicts, findings, check and case results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from caretasks.core.http import SentRequest
from caretasks.openapi.facts import Fact

INTERRUPTED = "interrupted: what was found until then is shown"
"""The trouble of a run that the user has ended."""

EXAMPLES = "examples"
"""The phase that asks for what is documented, or given in its place."""

NOTES = "caretasks"
"""What an entry's comment, in JSON, has notes below on how its request came about."""


@dataclass(frozen=True)
class Mark:
    """Something about a request.

    Attributes:
        text: what it is: a place, and what was there in words.
        facts: the documented facts that say how it is taken.
        advice: why its refusal breaks no promise; None where it breaks one.
        depth: how far inside the request it is; of marks that explain as much, the outer are the cause.
    """

    text: str
    facts: tuple[Fact, ...] = ()
    advice: str | None = None
    depth: int = 0


class Verdict(StrEnum):
    """What can be said of an operation, or of an API."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_EXERCISED = "not exercised"


@dataclass(frozen=True)
class Finding:
    """A check that did not pass.

    Attributes:
        check: the check's name.
        seen: what was seen, in words, without any value of the answer.
        request: the shortest request that shows it; None where no single request does.
        advice: why this breaks no promise; None where it breaks one.
        count: how many requests showed it.
        facts: the documented facts that it is about, as far as one request tells.
        suspects: what in the request it may be about; which of it is told by the requests that fared better.
        better: how those fared; in which words `CaseResult.cleared` has it.
    """

    check: str
    message: str
    request: SentRequest | None
    advice: str | None = None
    count: int = 1
    facts: tuple[Fact, ...] = ()
    suspects: frozenset[Mark] = frozenset()
    better: str = ""

    def merged(self, other: Finding) -> Finding:
        """This and another sight of the same, with the shorter of their requests."""
        requests = [request for request in (self.request, other.request) if request is not None]
        shortest = min(requests, key=lambda request: (request.size, request.url, request.body), default=None)
        return replace(self, request=shortest, count=self.count + other.count)


@dataclass(frozen=True)
class CheckResult:
    """One check of one answer: it passed, or `finding` says what it saw."""

    name: str
    finding: Finding | None = None


@dataclass(frozen=True)
class CaseResult:
    """One request, and what was made of its answer.

    Attributes:
        operation: the id of the operation that it went to.
        phase: the phase that sent it: examples, coverage, fuzzing, stateful.
        status: the status of the answer; None where there was none.
        judged: whether this was a documented success whose body was judged by its schema.
        checks: the checks that spoke of it. None of them for a request that a check itself sent and was content with.
        places: pointers of promises that this exchange was the first to put to the test.
        cleared: how it fared and the texts of its marks, of those that were not told before.
        exchange: what was sent and came, as it may be kept; None where the run keeps nothing.
    """

    operation: str
    phase: str
    status: int | None
    judged: bool
    checks: tuple[CheckResult, ...]
    places: frozenset[str] = frozenset()
    cleared: frozenset[tuple[str, str]] = frozenset()
    exchange: Recorded | None = None


@dataclass(frozen=True)
class Trouble:
    """Something that kept the run from finding out. Never a pass, never a broken promise.

    Attributes:
        message: what happened, without any value of an answer.
        operation: the id of the operation that it concerns; None where it is the whole run.
        phase: the phase that it happened in, if one.
    """

    message: str
    operation: str | None = None
    phase: str | None = None


@dataclass(frozen=True)
class LeftOut:
    """An operation to which nothing was sent but probes of its authentication, and why."""

    operation: str
    reason: str


@dataclass(frozen=True)
class Recorded:
    """A request and its answer, as recorded.

    Attributes:
        method: in capitals.
        url: the whole URL.
        headers: of the request, in the order that they were sent.
        body: of the request; None without any.
        status: of the answer; 0 where there was none.
        reason: the words beside the status.
        answered: the headers of the answer.
        content: the body of the answer, decoded; None where it was not recorded.
        notes: how the request came about; empty in a file that is not our own.
        started: when it was sent, in ISO 8601.
        elapsed: the seconds until its answer.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    status: int
    reason: str
    answered: tuple[tuple[str, str], ...]
    content: bytes | None
    notes: Mapping[str, Any] = field(default_factory=dict)
    started: str = ""
    elapsed: float = 0.0


Item = CaseResult | Trouble | LeftOut
"""What a run finds, one after another."""
