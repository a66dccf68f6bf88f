"""The faults that no document implies: for each rule of an API a way to break it, and what is no fault at all.

A module per API; each function in it changes an exchange in place. `@breaks` names the rule that has to notice, and the
docstring says what the server does. `@harmless` marks what no fact speaks against, so that nothing may be said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from caretasks.core.vendor_modules import vendor_module
from caretasks.mutation.injection import Exchange
from caretasks.openapi.document import Api

__all__ = ["Breach", "Change", "Exchange", "Harmless", "breaches", "breaks", "harmless", "harmless_of", "reading"]

Change = Callable[[Exchange], None]


@dataclass(frozen=True)
class Breach:
    """A way to break a rule: what it is called, the rule's name, what the server does, and why that matters."""

    name: str
    rule: str
    what: str
    matters: str
    change: Change


@dataclass(frozen=True)
class Harmless:
    """What a server may do as well."""

    name: str
    what: str
    change: Change


def breaks(rule: str, *, matters: str) -> Callable[[Change], Breach]:
    """Makes a breach of the rule of that name of a function."""
    return lambda change: Breach(change.__name__, rule, _words(change), matters, change)


def harmless(change: Change) -> Harmless:
    """Makes of a function what a server may do as well."""
    return Harmless(change.__name__, _words(change), change)


def _words(change: Change) -> str:
    return " ".join((change.__doc__ or "").split()).removesuffix(".")


def breaches(api: Api) -> tuple[Breach, ...]:
    """The breaches of an API's rules; none where nobody wrote any."""
    return tuple(each for each in _of(api) if isinstance(each, Breach))


def harmless_of(api: Api) -> tuple[Harmless, ...]:
    """What is harmless at one API alone."""
    return tuple(each for each in _of(api) if isinstance(each, Harmless))


def _of(api: Api) -> Iterable[object]:
    module = vendor_module(api.name, "mutants")
    return () if module is None else vars(module).values()


def reading(exchange: Exchange) -> bool:
    """Whether an answer is a success to a read."""
    return exchange.sent.method == "GET" and exchange.succeeded
