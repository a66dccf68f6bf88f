"""An exchange as rules see it: what was asked, what was answered, and a way to ask further reads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemathesis.core.failures import Failure

from caretasks.core.http import HTTPS_OWN
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation, Place
from caretasks.openapi.schema.validation import fits


class BrokenError(Exception):
    """A fact does not hold. The message says what was seen, and quotes no value of an answer.

    `shown_by` is the further read that shows it; None where it is the exchange that the rule was given.
    """

    def __init__(self, message: str, shown_by: Seen | None = None) -> None:
        super().__init__(message)
        self.shown_by = shown_by


class UnspokenError(Exception):
    """An exchange does not tell whether a fact holds."""


Read = Callable[[str, Mapping[str, str], Mapping[str, str], Mapping[str, str | None]], "Seen | None"]
"""Asks a read: the operation's id, the path parameters, the query, and headers (None takes one away)."""


def _nothing(*_: object) -> None:
    return None


@dataclass(frozen=True)
class Seen:
    """One request and its answer.

    Attributes:
        operation: what was asked.
        path: the path parameters as texts.
        query: the texts of the query by name.
        sent_headers: the headers sent, names in small letters.
        sent: the JSON data sent, or `ABSENT`.
        valid: whether the request fits the document, its key included.
        known: whether what it names is known to be there: documented, given by the user, or created in this run. A
            write to a server elsewhere that is to name what is the user's own does not, unless they have given it.
        status: the status of the answer.
        headers: its headers, names in small letters.
        body: its JSON data, or `ABSENT`.
        memory: what rules have noted in this run.
        name: what the engine calls it.
    """

    operation: Operation
    path: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    sent_headers: Mapping[str, str]
    sent: Any
    valid: bool
    known: bool
    status: int
    headers: Mapping[str, str]
    body: Any
    read: Read = field(default=_nothing, repr=False)
    memory: set[Hashable] = field(default_factory=set, repr=False)
    name: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether it was answered with a documented success."""
        response = self.operation.response(self.status)
        return response is not None and response.success

    def demand_success(self) -> None:
        """Goes on with successes alone.

        Raises:
            UnspokenError: it is none.
        """
        if not self.succeeded:
            raise UnspokenError

    def value(self, *names: str) -> Any:
        """The value at a place of the body, `ABSENT` where it is left out.

        Raises:
            UnspokenError: the body has no such place, or what is there does not fit its own schema.
        """
        response = self.operation.response(self.status)
        schema = response.media.schema if response is not None and response.media is not None else None
        value = self.body
        for name in names:
            if not isinstance(value, dict) or schema is None:
                raise UnspokenError
            value, schema = value.get(name, MISSING), _property(schema, name)
            if value is MISSING:
                return MISSING
        if value is MISSING or (schema is not None and not fits(schema, value)):
            raise UnspokenError
        return value

    def present(self, *names: str) -> Any:
        """The value at a place of the body.

        Raises:
            UnspokenError: it is left out, or does not fit its own schema.
        """
        value = self.value(*names)
        if value is MISSING:
            raise UnspokenError
        return value

    def flag(self, name: str) -> bool:
        """A boolean of the query, false where it is not sent.

        Raises:
            UnspokenError: it is sent as something else.
        """
        texts = self.query.get(name, ())
        if list(texts) not in ([], ["true"], ["false"]):
            raise UnspokenError
        return list(texts) == ["true"]

    def once(self, *of: Hashable) -> None:
        """Goes on the first time in a run alone, so that not every exchange leads to further requests.

        Raises:
            UnspokenError: it was asked before.
        """
        if of in self.memory:
            raise UnspokenError
        self.memory.add(of)

    def ask(
        self,
        operation: str = "",
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Seen:
        """The answer to a further read, by default to the same one.

        Raises:
            UnspokenError: nothing can be asked, as of a recorded exchange; or the answer is one that HTTP and the
                machines between give on their own account.
        """
        asked = operation or self.operation.id
        same = {name: texts[0] for name, texts in self.query.items() if texts}
        seen = self.read(asked, self.path if path is None else path, same if query is None else query, headers or {})
        if seen is None or seen.status in HTTPS_OWN:
            raise UnspokenError
        return seen


def _property(schema: Place, name: str) -> Place | None:
    if name in schema.node.get("properties", {}):
        return schema.at("properties", name)
    return None


class RuleBroken(Failure):
    """A rule's fact does not hold. The message is in words that quote nothing.

    `shown_by` is the engine's name of the further read that shows it, empty without any.
    """

    def __init__(self, *, operation: str, title: str, message: str, shown_by: str = "") -> None:
        super().__init__(operation=operation, title=title, message=message)
        self.shown_by = shown_by
