"""Servers that break one documented fact each: the faithful ones, spoiled in one place, a module per API.

The faults are written from the facts, not from what checks for them. `every` has every field with every kind of wrong
value, and takes minutes to try: `python -m tests.conformance.breaking [API or fact …]` does, and tells where the facts
that are named are not those that are broken. `chosen` is a part of it, with each fact, for the suite.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.servers.conforming import FULL, Answer, Body, Server

GONE = object()
"""In place of a value: none at all."""
NO_TEXT: tuple[Any, ...] = (5, None, [], {})
NO_UUID: tuple[Any, ...] = ("x", "123e4567e89b12d3a456426614174002x", *NO_TEXT)
NO_TIME: tuple[Any, ...] = ("yesterday", "2026-01-01 10:00:00", "2026-01-01", 1767225600, None)
NO_FLAG: tuple[Any, ...] = ("true", 0, None)
NO_LIST: tuple[Any, ...] = (None, {}, "x", 0)
NO_OBJECT: tuple[Any, ...] = (None, [], "x", 0)
NO_NUMBER: tuple[Any, ...] = ("5", None, [], True)
NO_INTEGER: tuple[Any, ...] = (*NO_NUMBER, 1.5)


class Headers(dict[str, str]):
    """Headers by their names, whichever case they are written in."""

    def __init__(self, headers: Any) -> None:
        super().__init__({name.lower(): value for name, value in headers.items()})

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())


@dataclass
class Asked:
    """A request on its way to the faithful server."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Headers
    body: Any

    @property
    def last(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    def flag(self, name: str) -> bool:
        return self.query.get(name) == ["true"]

    def but(self, query: Mapping[str, str | None] | None = None, path: str | None = None, **headers: str) -> Asked:
        """The same with another path, and with values in query and headers replaced; None takes one away."""
        asked = {**self.query, **{name: [value or ""] for name, value in (query or {}).items()}}
        return replace(
            self,
            path=self.path if path is None else path,
            query={name: values for name, values in asked.items() if (query or {}).get(name, "") is not None},
            headers=Headers({**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}),
        )


When = Callable[[Asked, int], bool]
Spoil = Callable[[Asked, Server], Answer]
"""Answers a request in place of the faithful server, which may be asked in turn."""
Bad = Callable[[Any], bool]


@dataclass(frozen=True)
class Fault:
    """A fault.

    Attributes:
        api: the API.
        facts: the ids of the facts that it breaks: the one that it is for, then those that cannot hold with it.
        name: what is done.
        spoil: how it is done.
        reads: whether reads, and the probes of writes, show it.
    """

    api: str
    facts: tuple[str, ...]
    name: str
    spoil: Spoil
    reads: bool = True

    def __str__(self) -> str:
        return f"{self.facts[0]}: {self.name}"

    def server(self) -> Server:
        faithful = FULL[self.api]()

        def answer(method: str, path: str, query: Any, headers: Any, body: Any) -> Answer:
            return self.spoil(Asked(method, path, dict(query), Headers(headers), body), faithful)

        return answer


def ask(asked: Asked, server: Server) -> Answer:
    return server(asked.method, asked.path, asked.query, asked.headers, asked.body)


def reading(asked: Asked, status: int) -> bool:
    return asked.method == "GET" and status == 200


def creating(asked: Asked, status: int) -> bool:
    return asked.method == "POST" and status < 300


def of(*statuses: int) -> When:
    return lambda asked, status: status in statuses


def every_answer(asked: Asked, status: int) -> bool:
    return True


def changed(change: Callable[[Asked, Any], Any], when: When = reading) -> Spoil:
    """Answers with other data."""

    def spoil(asked: Asked, server: Server) -> Answer:
        status, data = ask(asked, server)
        return status, (change(asked, copy.deepcopy(data)) if when(asked, status) else data)

    return spoil


def instead(status: int, data: Any, when: When = reading) -> Spoil:
    """Answers with another status and data; a function makes the data of what there was."""

    def spoil(asked: Asked, server: Server) -> Answer:
        answer = ask(asked, server)
        if not when(asked, answer[0]):
            return answer
        return status, data(answer[1]) if callable(data) else data

    return spoil


def same(data: Any) -> Any:
    return data


def asking(other: Callable[[Asked], Asked]) -> Spoil:
    """Answers what was not asked."""
    return lambda asked, server: ask(other(asked), server)


def html(*statuses: int) -> Spoil:
    def say(asked: Asked, data: Any) -> Body:
        return Body(content=b"<p>no", headers={"Content-Type": "text/html"})

    return changed(say, of(*statuses))


def put(data: Any, path: tuple[str, ...], value: Any) -> Any:
    """The data with another value at a place; `*` stands for each item. Where there is no such place, as it was."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if first == "*":
        return [put(item, rest, value) for item in data] if isinstance(data, list) else data
    if not isinstance(data, dict) or (rest and first not in data):
        return data
    if not rest and value is GONE:
        return {name: inner for name, inner in data.items() if name != first}
    return {**data, first: put(data.get(first), rest, value)}


@dataclass(frozen=True)
class Faults:
    """Makes the faults of an API."""

    api: str

    def one(self, facts: str, name: str, spoil: Spoil, *, reads: bool = True) -> Fault:
        return Fault(self.api, tuple(facts.split()), name, spoil, reads)

    def wrong(
        self, facts: str, path: str, values: tuple[Any, ...], when: When = reading, where: str = ""
    ) -> Iterator[Fault]:
        """Wrong values at a place of an answer, such as `data/*/status`."""
        places = tuple(path.split("/")) if path else ()
        for value in values:
            shown = "gone" if value is GONE else repr(value)
            spoil = changed(lambda asked, data, value=value: put(data, places, value), when)  # type: ignore[misc]  # its default has a type
            yield self.one(
                facts,
                f"{path or 'the body'}{where} is {shown}",
                spoil,
                reads=when is not creating and self.api != "solum",
            )

    def no_key(self, fact: str, header: str, key: str, method: str, **forms: str) -> Iterator[Fault]:
        """What is no key is taken for one: none, any, and it in another form."""

        def taking(fits: Callable[[str | None], bool]) -> Spoil:
            def other(asked: Asked) -> Asked:
                taken = asked.method == method and fits(asked.headers.get(header))
                return asked.but(None, None, **{header: key}) if taken else asked

            return asking(other)

        reads = method == "GET"  # a write that is asked with {} is not told from one that is refused for that
        yield self.one(fact, f"{method} needs no key", taking(lambda sent: sent is None), reads=reads)
        yield self.one(fact, f"{method} takes any key", taking(lambda sent: sent is not None), reads=reads)
        for how, form in forms.items():
            spoil = taking(lambda sent, form=form: sent == form)  # type: ignore[misc]  # its default has a type
            yield self.one(fact, f"{method} takes a key {how.replace('_', ' ')}", spoil, reads=reads)

    def taken(self, fact: str, path: str, bad: Bad, how: str, right: Any = GONE) -> Fault:
        """A create with something bad at a place is taken, as if there were something right or nothing."""

        def spoil(asked: Asked, server: Server) -> Answer:
            if asked.method != "POST":
                return ask(asked, server)
            return ask(replace(asked, body=_mended(asked.body, path.split("/") if path else [], bad, right)), server)

        return self.one(fact, f"a create with {path or 'a body'} {how} is taken", spoil, reads=False)

    def refused(self, fact: str, path: str, bad: Bad, how: str, status: int = 422) -> Fault:
        """A create with something right at a place is refused."""

        def when(asked: Asked, found: int) -> bool:
            return creating(asked, found) and bad(_at(asked.body, path.split("/")))

        spoil = instead(status, {"detail": {"message": "no"}}, when)
        return self.one(fact, f"a create with {path} {how} is refused", spoil, reads=False)


def missing(value: Any) -> bool:
    return value is GONE


def null(value: Any) -> bool:
    return value is None


def empty(value: Any) -> bool:
    return value in ("", [])


def there(value: Any) -> bool:
    return value is not GONE


def other_than(*kinds: type) -> Bad:
    return lambda value: value is not GONE and type(value) not in kinds


def unlike(fits: Bad) -> Bad:
    """A text that is not of a form."""
    return lambda value: isinstance(value, str) and not fits(value)


def _mended(value: Any, names: list[str], bad: Bad, right: Any) -> Any:
    if not names:
        return right if bad(value) else value
    first, rest = names[0], names[1:]
    if first == "*" and isinstance(value, list):
        return [kept for item in value if (kept := _mended(item, rest, bad, right)) is not GONE]
    if isinstance(value, dict) and (first in value or (not rest and bad(GONE))):
        kept = _mended(value.get(first, GONE), rest, bad, right)
        others = {name: inner for name, inner in value.items() if name != first}
        return others if kept is GONE else {**others, first: kept}
    return value


def _at(value: Any, names: list[str]) -> Any:
    for name in names:
        if not isinstance(value, dict) or name not in value:
            return GONE
        value = value[name]
    return value
