"""What a fault is: one promise of a document that one stand-in breaks, and nothing else about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from caretasks.mutation.injection import Alteration
from caretasks.openapi.document import Operation
from caretasks.openapi.schema.invalid import Wrong


class Side(StrEnum):
    """What a faulty server does."""

    ANSWERS = "answers with"
    ACCEPTS = "accepts"
    REFUSES = "refuses"
    BEHAVES = "breaks a rule"


class Kind(StrEnum):
    """Of what kind a fault is. What a server answers with and what it accepts share most of them."""

    MISSING = Wrong.MISSING.value
    NULL = Wrong.NULL.value
    TYPE = Wrong.TYPE.value
    ITEM = Wrong.ITEM.value
    ENUM = Wrong.ENUM.value
    FORMAT = Wrong.FORMAT.value
    PATTERN = Wrong.PATTERN.value
    SHORT = Wrong.SHORT.value
    LONG = Wrong.LONG.value
    FURTHER = Wrong.FURTHER.value
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


MATTERS = {
    (Side.ANSWERS, Kind.MISSING): "a client that relies on it finds nothing there",
    (Side.ANSWERS, Kind.NULL): "a client that uses the value at once fails on null",
    (Side.ANSWERS, Kind.TYPE): "a client takes it for another type, and fails or misreads it",
    (Side.ANSWERS, Kind.ITEM): "a client that goes through the list fails at this item",
    (Side.ANSWERS, Kind.ENUM): "a client has no case for the value",
    (Side.ANSWERS, Kind.FORMAT): "a client cannot read the text as what it is said to be",
    (Side.ANSWERS, Kind.PATTERN): "a client that takes the text apart fails",
    (Side.ANSWERS, Kind.SHORT): "a client counts on there being more",
    (Side.ANSWERS, Kind.LONG): "a client has no room for it",
    (Side.ANSWERS, Kind.FURTHER): "a client that takes the document at its word refuses the answer",
    (Side.ANSWERS, Kind.MEDIA_TYPE): "a client cannot tell how to read the body",
    (Side.ANSWERS, Kind.STATUS): "a client does not know whether it succeeded",
    (Side.ANSWERS, Kind.EMPTY): "a client has nothing to read",
    (Side.ANSWERS, Kind.TRUNCATED): "a client cannot read the body",
    (Side.ANSWERS, Kind.HEADER): "a client that paces itself by the header cannot",
    (Side.ACCEPTS, Kind.CREDENTIALS): "whoever asks is let in",
    (Side.REFUSES, Kind.EXAMPLE): "a client that follows the documentation is refused",
}
"""Why a fault matters to a client, by side and kind; for the rest of a side see `matters`."""

_OF_A_SIDE = {
    Side.ACCEPTS: "a mistake of the caller's goes unnoticed and does harm later",
    Side.REFUSES: "a client that keeps to the document is refused",
}


def matters(side: Side, kind: Kind) -> str:
    """Why a fault of a kind matters to a client; empty for the breach of a rule, which says so itself."""
    return MATTERS.get((side, kind)) or _OF_A_SIDE.get(side, "")


@dataclass(frozen=True)
class Preparation:
    """What is done to a stand-in so that a place of its answers comes up at all; no promise is broken by it alone.

    Attributes:
        status: successes are answered with this documented status instead; None: they stay.
        grown: a place in the body that is filled in; None: none is.
        header: a header that is added; None: none is.
        choices: the alternatives, by place and pointer, that are taken in the body.
    """

    status: int | None = None
    grown: tuple[str | int, ...] | None = None
    header: str | None = None
    choices: tuple[tuple[tuple[str | int, ...], str], ...] = ()


@dataclass(frozen=True)
class Fault:
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
    side: Side
    kind: Kind
    pointer: str
    what: str
    matters: str
    alter: Callable[[Preparation], Injection] = field(repr=False)
    answer: str = ""
    path: tuple[str | int, ...] | None = None
    header: str | None = None
    choices: tuple[tuple[tuple[str | int, ...], str], ...] = ()
    noticed_by: frozenset[str] | None = None


class Injection(Alteration):
    """An alteration that injects a fault, and counts how often it did.

    Attributes:
        applied: how many exchanges it made faulty.
        without_effect: how many it changed, or might have, without anything that the document forbids coming of it.
        harmless: why nothing came of those.
    """

    harmless = "each answer that was changed is as documented all the same"

    def __init__(self) -> None:
        self.applied = 0
        self.without_effect = 0


class Outcome(StrEnum):
    """What came of running the suite against a stand-in with a fault."""

    CAUGHT = "caught"
    MISSED = "missed"
    NOT_REACHED = "not reached"
    EQUIVALENT = "equivalent"
    TROUBLED = "troubled"


@dataclass(frozen=True)
class Proof:
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
    outcome: Outcome
    check: str = ""
    why: str = ""
    applied: int = 0
    requests: int = 0
    seconds: float = 0.0
    stock: bool | None = None


@dataclass(frozen=True)
class Harm:
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
