"""What the ledger (`facts.yaml`) promises of each operation: the facts about it, and what shows whether they hold.

An API without a ledger has no facts; its operations are judged by their schemas all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from caretasks.openapi.document import Api


@dataclass(frozen=True)
class Fact:
    """A documented fact: its id, its claim in words, and the URL of the page that it stands on."""

    id: str
    claim: str
    source: str


@dataclass(frozen=True)
class Entry:
    """A fact of the ledger, and what enforces it.

    Attributes:
        fact: the fact.
        pointers: places of the document that the engine's checks hold answers and requests against.
        rules: the names of rules.
        elsewhere: what no check of a server can show, in the ledger's words: `client: …`, `live: …`, `unobservable: …`.
    """

    fact: Fact
    pointers: tuple[str, ...]
    rules: tuple[str, ...]
    elsewhere: tuple[str, ...]


def entries(api: Api) -> Iterator[Entry]:
    """The facts of an API, in the order of its ledger."""
    for id_, fact in (api.facts or {}).get("facts", {}).items():
        enforced = fact["enforced_by"]
        others = [(kind, text) for entry in enforced if not isinstance(entry, str) for kind, text in entry.items()]
        yield Entry(
            Fact(id_, " ".join(str(fact["claim"]).split()), str(fact["source"])),
            tuple(entry for entry in enforced if isinstance(entry, str)),
            tuple(str(text) for kind, text in others if kind == "rule"),
            tuple(f"{kind}: {' '.join(str(text).split())}" for kind, text in others if kind != "rule"),
        )
