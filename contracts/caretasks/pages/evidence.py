"""Evidence of facts, read from a facts file: the literals by which a fact is found on the pages of its vendor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from caretasks.openapi.document import Api


@dataclass(frozen=True)
class DocumentedPage:
    """A page of a vendor that facts are about.

    Attributes:
        name: Its name, which saved copies have: `<api>-<name>.<suffix>`.
        url: The URL that `source` of the facts has.
        fetch: The URL to fetch it from: that of a Markdown version, for example.
    """

    name: str
    url: str
    fetch: str


@dataclass(frozen=True)
class LiteralGroup:
    """Literals of a fact that are near each other on a page.

    Attributes:
        fact: The ID of the fact.
        page: The URL of the page.
        literals: The literals. That of an item begins with its name.
        sections: Headings, table headers, schemas or keys that the literals are below; all of them.
        is_text: Whether they are in running text or code, instead of one row, field or node.
        is_confirmed: Whether they were found on the page; otherwise only another source has them.
    """

    fact: str
    page: str
    literals: tuple[str, ...]
    sections: tuple[str, ...] = ()
    is_text: bool = False
    is_confirmed: bool = True


@dataclass(frozen=True)
class Deviation:
    """A deliberate difference between a spec and the document that its vendor publishes.

    Attributes:
        pointer: The JSON pointer of the node in either document; nodes below it are meant, too. `*` is any key.
        reason: Why the spec differs.
        kinds: The kinds of changes that are meant, as `caretasks diff --format json` names them; empty for all.
    """

    pointer: str
    reason: str
    kinds: tuple[str, ...] = ()


def read_documented_pages(facts: Mapping[str, Any]) -> dict[str, DocumentedPage]:
    """Return the pages that the evidence in a facts file is about, by their URLs."""
    pages = {}
    for name, value in (facts.get("pages") or {}).items():
        url, fetch = (value, value) if isinstance(value, str) else (value["url"], value.get("fetch", value["url"]))
        pages[url] = DocumentedPage(name, url, fetch)
    for fact in (facts.get("facts") or {}).values():
        if fact.get("evidence") and (url := str(fact["source"])) not in pages:
            pages[url] = DocumentedPage(_name_from(url), url, url)
    return pages


def _name_from(url: str) -> str:
    parts = urlsplit(url)
    return "-".join(parts.path.strip("/").split("/")[-2:]) or str(parts.hostname)


def iter_evidence(api: Api) -> Iterator[LiteralGroup]:
    """Yield the evidence of all facts of an API in the order of the facts file."""
    urls = {page.name: page.url for page in read_documented_pages(api.facts or {}).values()}
    for identifier, fact in (api.facts or {}).get("facts", {}).items():
        for entry in fact.get("evidence", ()):
            page = urls[entry["page"]] if "page" in entry else str(fact["source"])
            sections = entry.get("in", ())
            sections = (sections,) if isinstance(sections, str) else tuple(sections)
            for key in ("near", "text"):
                for literals in entry.get(key, ()):
                    yield LiteralGroup(
                        identifier,
                        page,
                        tuple(map(str, literals)),
                        tuple(map(str, sections)),
                        key == "text",
                        not entry.get("unconfirmed", False),
                    )


def read_published_spec(api: Api) -> tuple[str, list[Deviation]]:
    """Return the URL of the OpenAPI document that the vendor publishes, or an empty string, and the deviations."""
    facts = api.facts or {}
    deviations = [
        Deviation(each["pointer"], " ".join(each["reason"].split()), tuple(each.get("kinds", ())))
        for each in facts.get("deviations", ())
    ]
    return str(facts.get("published_spec", "")), deviations
