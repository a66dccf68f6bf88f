"""What a fault is: one promise of a document that one stand-in breaks, and nothing else about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from caretasks.mutation.injection import ExchangeHook
from caretasks.openapi.document import Operation
from caretasks.openapi.schema.invalid import ViolationKind


class MutantCategory(StrEnum):
    """What a faulty server does."""

    ANSWERS = "answers with"
    ACCEPTS = "accepts"
    REFUSES = "refuses"
    BEHAVES = "breaks a rule"


class MutatorName(StrEnum):
    """Of what kind a fault is. What a server answers with and what it accepts share most of them."""

    MISSING = ViolationKind.MISSING.value
    NULL = ViolationKind.NULL.value
    TYPE = ViolationKind.TYPE.value
    ITEM = ViolationKind.ITEM.value
    ENUM = ViolationKind.ENUM.value
    FORMAT = ViolationKind.FORMAT.value
    PATTERN = ViolationKind.PATTERN.value
    SHORT = ViolationKind.TOO_SMALL.value
    LONG = ViolationKind.TOO_LARGE.value
    FURTHER = ViolationKind.EXTRA_PROPERTY.value
    MEDIA_TYPE = "another media type"
    STATUS = "an undocumented status"
    EMPTY = "an empty body"
    TRUNCATED = "truncated JSON"
    HEADER = "a header missing or malformed"
    CREDENTIALS = "a request without valid credentials"
    NULL_ALLOWED = "null where it is allowed"
    LEFT_OUT = "an optional part left out"
    EXTRA = "a field that the document does not name"
    EXAMPLE = "a documented example"
    MEMBER = "a value of the enum"
    UNICODE = "text beyond ASCII"
    SHORTEST = "the shortest value allowed"
    LONGEST = "the longest value allowed"
    RULE = "what no schema can say"


IMPACT = {
    (MutantCategory.ANSWERS, MutatorName.MISSING): "a client that relies on it finds nothing there",
    (MutantCategory.ANSWERS, MutatorName.NULL): "a client that uses the value at once fails on null",
    (MutantCategory.ANSWERS, MutatorName.TYPE): "a client takes it for another type, and fails or misreads it",
    (MutantCategory.ANSWERS, MutatorName.ITEM): "a client that goes through the list fails at this item",
    (MutantCategory.ANSWERS, MutatorName.ENUM): "a client has no case for the value",
    (MutantCategory.ANSWERS, MutatorName.FORMAT): "a client cannot read the text as what it is said to be",
    (MutantCategory.ANSWERS, MutatorName.PATTERN): "a client that takes the text apart fails",
    (MutantCategory.ANSWERS, MutatorName.SHORT): "a client counts on there being more",
    (MutantCategory.ANSWERS, MutatorName.LONG): "a client has no room for it",
    (MutantCategory.ANSWERS, MutatorName.FURTHER): "a client that takes the document at its word refuses the answer",
    (MutantCategory.ANSWERS, MutatorName.MEDIA_TYPE): "a client cannot tell how to read the body",
    (MutantCategory.ANSWERS, MutatorName.STATUS): "a client does not know whether it succeeded",
    (MutantCategory.ANSWERS, MutatorName.EMPTY): "a client has nothing to read",
    (MutantCategory.ANSWERS, MutatorName.TRUNCATED): "a client cannot read the body",
    (MutantCategory.ANSWERS, MutatorName.HEADER): "a client that paces itself by the header cannot",
    (MutantCategory.ACCEPTS, MutatorName.CREDENTIALS): "whoever asks is let in",
    (MutantCategory.REFUSES, MutatorName.EXAMPLE): "a client that follows the documentation is refused",
}
"""Why a fault matters to a client, by side and kind; for the rest of a side see `matters`."""

_CATEGORY_IMPACT = {
    MutantCategory.ACCEPTS: "a mistake of the caller's goes unnoticed and does harm later",
    MutantCategory.REFUSES: "a client that keeps to the document is refused",
}


def impact_of(side: MutantCategory, kind: MutatorName) -> str:
    """Why a fault of a kind matters to a client; empty for the breach of a rule, which says so itself."""
    return IMPACT.get((side, kind)) or _CATEGORY_IMPACT.get(side, "")


@dataclass(frozen=True)
class Setup:
    """What is done to a stand-in so that a place of its answers comes up at all; no promise is broken by it alone.

    Attributes:
        status: successes are answered with this documented status instead; None: they stay.
        grown: a place in the body that is filled in; None: none is.
        header: a header that is added; None: none is.
        choices: the alternatives, by place and pointer, that are taken in the body.
    """

    status: int | None = None
    filled_path: tuple[str | int, ...] | None = None
    added_header: str | None = None
    alternatives: tuple[tuple[tuple[str | int, ...], str], ...] = ()


@dataclass(frozen=True)
class Mutant:
    """One way to break one promise.

    Attributes:
        id: what it is called: the same for the same document.
        operation: whose promise it is.
        side: what the server does.
        kind: of what kind it is.
        pointer: the place of the document, or the name of the rule, that forbids it.
        what: what the server does, in words.
        matters: why that matters to a client.
        alter: what makes a stand-in have it, after a preparation.
        answer: the key of the documented answer that it is in; empty where it is in none.
        path: the place in the body of that answer.
        header: the header of that answer, if it is one's.
        choices: the alternatives, by place and pointer, that have to be taken in that body.
        noticed_by: the checks that would say so; None: any.
    """

    id: str
    operation: Operation
    category: MutantCategory
    mutator: MutatorName
    pointer: str
    description: str
    impact: str
    build: Callable[[Setup], Mutation] = field(repr=False)
    response: str = ""
    path: tuple[str | int, ...] | None = None
    header: str | None = None
    alternatives: tuple[tuple[tuple[str | int, ...], str], ...] = ()
    detecting_checks: frozenset[str] | None = None


class Mutation(ExchangeHook):
    """An alteration that injects a fault, and counts how often it did.

    Attributes:
        applied: how many exchanges it made faulty.
        without_effect: how many it changed, or might have, without anything that the document forbids coming of it.
        harmless: why nothing came of those.
    """

    equivalence_reason = "each answer that was changed is as documented all the same"

    def __init__(self) -> None:
        self.applied = 0
        self.without_effect = 0


class MutantStatus(StrEnum):
    """What came of running the suite against a stand-in with a fault."""

    CAUGHT = "caught"
    MISSED = "missed"
    NOT_REACHED = "not reached"
    EQUIVALENT = "equivalent"
    ERROR = "troubled"


@dataclass(frozen=True)
class MutantResult:
    """What came of one fault.

    Attributes:
        fault: its id.
        outcome: what came of it.
        check: the check that noticed it; empty where none did.
        why: what was seen, or why nothing was.
        applied: in how many exchanges the stand-in was faulty.
        requests: how many were judged until it was noticed.
        seconds: how long that took.
        stock: whether the engine by itself notices it; None where that was not asked.
    """

    fault: str
    outcome: MutantStatus
    check: str = ""
    why: str = ""
    applied: int = 0
    requests: int = 0
    seconds: float = 0.0
    stock: bool | None = None


@dataclass(frozen=True)
class VariantResult:
    """What came of a harmless variation.

    Attributes:
        variation: its name.
        what: what the stand-in did, in words.
        alarms: what the suite said of it; nothing may be there.
        applied: how many answers were other ones for it; without any, nothing was tried.
        seconds: how long it took.
    """

    variation: str
    what: str
    alarms: tuple[str, ...] = ()
    applied: int = 0
    seconds: float = 0.0
