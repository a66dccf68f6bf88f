"""What came of a fault. These are values that travel between processes and are kept in files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
