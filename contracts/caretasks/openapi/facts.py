"""Documented facts about an API, read from its facts file (`facts.yaml`), and what enforces each of them."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from caretasks.openapi.document import Api
from caretasks.openapi.webhooks import find_webhook_parts


@dataclass(frozen=True)
class Fact:
    """A documented fact.

    Attributes:
        id: Its ID in the facts file.
        claim: The fact as a sentence, on one line.
        source: The URL of the vendor page that states it.
    """

    id: str
    claim: str
    source: str


@dataclass(frozen=True)
class FactEntry:
    """An entry of the facts file: a fact and what enforces it.

    Attributes:
        fact: The fact.
        pointers: JSON pointers into the spec; checks of requests and responses against these nodes enforce it. Those
            into webhooks are left out: no request to the vendor's server and no response shows what it sends.
        rules: The names of the rules that enforce it.
        other_enforcement: Enforcement without a check of the server, as `kind: text`, where kind is `client`, `live`
            or `unobservable`.
    """

    fact: Fact
    pointers: tuple[str, ...]
    rules: tuple[str, ...]
    other_enforcement: tuple[str, ...]


def iter_fact_entries(api: Api) -> Iterator[FactEntry]:
    """Yield the entries of an API's facts file in order; none for an API without such a file."""
    webhook_parts = find_webhook_parts(api)
    for id_, fact in (api.facts or {}).get("facts", {}).items():
        enforced_by = fact["enforced_by"]
        others = [(kind, text) for item in enforced_by if not isinstance(item, str) for kind, text in item.items()]
        yield FactEntry(
            Fact(id_, _join_lines(fact["claim"]), str(fact["source"])),
            tuple(item for item in enforced_by if isinstance(item, str) and not _is_inside(item, webhook_parts)),
            tuple(str(text) for kind, text in others if kind == "rule"),
            tuple(f"{kind}: {_join_lines(text)}" for kind, text in others if kind != "rule"),
        )


def _is_inside(pointer: str, parts: Container[str]) -> bool:
    """Return whether a JSON pointer is that of one of the parts, or below it."""
    while pointer not in parts and pointer:
        pointer = pointer.rpartition("/")[0]
    return bool(pointer)


def _join_lines(text: object) -> str:
    return " ".join(str(text).split())
