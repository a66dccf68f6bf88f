"""Ids of errors, by which a vendor finds them again; the same in every run where that is asked for."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from itertools import count
from random import Random

_trace_ids: ContextVar[Iterator[str] | None] = ContextVar("trace_ids", default=None)


def trace_ids(seed: str) -> Iterator[str]:
    """Ids that are the same in every run, for `use_trace_ids`."""
    for number in count(1):
        chance = Random(f"{seed}/trace/{number}")  # noqa: S311 - an id, not a secret
        yield str(uuid.UUID(int=chance.getrandbits(128), version=4))


def use_trace_ids(ids: Iterator[str]) -> None:
    """Takes the ids of errors from there while this request is answered."""
    _trace_ids.set(ids)


def new_trace_id() -> str:
    """What an error is found by in a vendor's own log."""
    ids = _trace_ids.get()
    return str(uuid.uuid4()) if ids is None else next(ids)
