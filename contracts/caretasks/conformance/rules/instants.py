"""The instant that a date-time of RFC 3339 names, however it is written: its offset, its digits, its letters' case."""

from __future__ import annotations

from datetime import datetime

from caretasks.conformance.rules.observation import UnspokenError


def instant(text: str) -> datetime:
    """The instant of a date-time, to the microsecond.

    Raises:
        UnspokenError: it is none that can be told, such as a leap second.
    """
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise UnspokenError from None
    if moment.tzinfo is None:
        raise UnspokenError
    return moment
