"""A change between two versions of a document, and for whom it is breaking.

Breaking for clients: a correct client of the old version may fail against a server of the new one. Such a client sends
only requests that the old version allows, uses what it documents, and understands only documented responses.

Breaking for servers: a server of the old version does not conform to the new one. A server conforms if it accepts every
request that the spec allows, and returns only responses that it documents. What a server does with other requests does
not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Flag, StrEnum, auto
from typing import NamedTuple


class Party(StrEnum):
    """Those for whom a change can be breaking."""

    CLIENTS = "clients"
    SERVERS = "servers"


class Position(StrEnum):
    """The sender of the values of a schema: a client in requests, the server in responses and webhooks."""

    REQUEST = "request"
    RESPONSE = "response"


class Effect(Flag):
    """A change of the set of the allowed values."""

    NONE = 0
    WIDENED = auto()
    NARROWED = auto()
    BOTH = WIDENED | NARROWED


NO_PARTY: frozenset[Party] = frozenset()
CLIENTS = frozenset({Party.CLIENTS})
SERVERS = frozenset({Party.SERVERS})
ALL_PARTIES = CLIENTS | SERVERS


def find_broken(effect: Effect, position: Position) -> frozenset[Party]:
    """Return for whom a change of the allowed values is breaking.

    The new side must accept what the old side sends: a request that is no longer allowed breaks clients, and one that
    is newly allowed breaks servers. With responses it is the other way round.
    """
    narrowed, widened = (CLIENTS, SERVERS) if position is Position.REQUEST else (SERVERS, CLIENTS)
    return (narrowed if Effect.NARROWED in effect else NO_PARTY) | (widened if Effect.WIDENED in effect else NO_PARTY)


@dataclass(frozen=True)
class Change:
    """A change.

    Attributes:
        kind: What kind of change it is, such as `enum-value-added`.
        message: The change as a sentence.
        old_pointer: The JSON pointer of the node in the old document; None if it has none.
        new_pointer: The same in the new document.
        breaks: For whom the change is breaking; empty for a compatible one.
        positions: Who sends the values, if the change is about values.
        operations: The IDs of the operations, and the names of the webhooks, that it is about; empty for the whole API.
        old_references: JSON pointers of the nodes in the old document that refer to the changed schema.
        new_references: The same in the new document.
        facts: The IDs of the facts that it touches.
        names: The generated names that it touches.
    """

    kind: str
    message: str
    old_pointer: str | None
    new_pointer: str | None
    breaks: frozenset[Party] = NO_PARTY
    positions: frozenset[Position] = frozenset()
    operations: tuple[str, ...] = ()
    old_references: tuple[str, ...] = ()
    new_references: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def pointer(self) -> str:
        """The JSON pointer in the new document; in the old one if the node was removed."""
        return (self.old_pointer or "") if self.new_pointer is None else self.new_pointer

    @property
    def breaking_for(self) -> tuple[Party, ...]:
        """For whom the change is breaking, in a fixed order."""
        return tuple(party for party in Party if party in self.breaks)

    @property
    def class_name(self) -> str:
        """`breaking for clients`, `breaking for servers`, `breaking for clients and servers`, or `compatible`."""
        return f"breaking for {' and '.join(self.breaking_for)}" if self.breaks else "compatible"


class SurfaceChange(NamedTuple):
    """A change of a generated name.

    Attributes:
        name: The name, such as `MiraMace.get_task` or `Task.status`; those of strict models begin with `schemas.`.
        message: The change as a sentence.
        is_breaking: Whether a program that uses the name may fail.
    """

    name: str
    message: str
    is_breaking: bool

    @property
    def breaks(self) -> frozenset[Party]:
        """For whom it is breaking: clients are programs that use the package."""
        return CLIENTS if self.is_breaking else NO_PARTY


def merge_changes(changes: Iterable[Change]) -> list[Change]:
    """Return the changes, each node's once: with all operations and positions in which it was found.

    The breaking ones come first.
    """
    merged: dict[tuple[str, str, str | None, str | None], Change] = {}
    for each in changes:
        key = each.kind, each.message, each.old_pointer, each.new_pointer
        known = merged.get(key)
        if known is not None:
            each = replace(
                known,
                breaks=known.breaks | each.breaks,
                positions=known.positions | each.positions,
                operations=tuple(dict.fromkeys((*known.operations, *each.operations))),
                old_references=tuple(dict.fromkeys((*known.old_references, *each.old_references))),
                new_references=tuple(dict.fromkeys((*known.new_references, *each.new_references))),
            )
        merged[key] = each
    return sorted(merged.values(), key=lambda change: (_rank(change.breaks), change.pointer, change.kind))


def _rank(breaks: frozenset[Party]) -> int:
    return [ALL_PARTIES, CLIENTS, SERVERS, NO_PARTY].index(breaks)
