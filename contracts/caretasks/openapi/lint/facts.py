"""Lint a facts file: each fact must be complete, and every property of the spec must have one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.openapi.json_pointer import DanglingPointerError, join, resolve
from caretasks.openapi.lint.parts import Part, is_text, parts, walk
from caretasks.openapi.source import Problem, Source

_WORDS = ("rule", "pending", "client", "live", "unobservable")

_FACT_KEYS = ("claim", "source", "from", "enforced_by")

_ORIGINS = ("page", "public")


def ledger_problems(document: Source, ledger: Source) -> list[Problem]:
    """What is wrong in a ledger (`facts.yaml`), and which properties of its document no fact of it reaches."""
    facts = ledger.data.get("facts")
    problems = [
        ledger.problem(join("", key), "is no word of a ledger: `facts` and `readings` are")
        for key in ledger.data
        if key not in ("facts", "readings")
    ]
    readings = ledger.data.get("readings", [])
    if not isinstance(readings, list) or not all(is_text(reading) for reading in readings):
        problems.append(ledger.problem("/readings", "has to be a list of texts"))
    if not isinstance(facts, dict) or not facts:
        return [*problems, ledger.problem("/facts", "has to be a mapping of facts by their ids")]
    pointers: list[str] = []
    for identifier, fact in facts.items():
        problems += _fact_problems(ledger, identifier, fact, list(facts))
        for place, entry in _entries(identifier, fact):
            if isinstance(entry, str):
                pointers.append(entry)
                problems += _pointer_problems(document, ledger, place, entry)
    problems += [
        document.problem(place, "no fact reaches this property: name it, or a part of it, under some `enforced_by`")
        for place in _unreached(document.data, pointers)
    ]
    return problems


def _fact_problems(ledger: Source, identifier: str, fact: Any, identifiers: list[str]) -> Iterator[Problem]:
    """What is wrong in one fact, but for its pointers."""
    place = join("/facts", identifier)
    if not re.fullmatch(r"[A-Z]{2,}-[0-9]{2,}", identifier):
        yield ledger.problem(place, "an id of a fact is capitals, a hyphen and a number of two digits, as in MM-01")
    if not isinstance(fact, dict):
        yield ledger.problem(place, f"a fact has to be a mapping with {', '.join(_FACT_KEYS)}")
        return
    for key in fact:
        if key not in _FACT_KEYS:
            yield ledger.problem(join(place, key), f"is no word of a fact: {', '.join(_FACT_KEYS)} are")
    for key in _FACT_KEYS:
        if key not in fact:
            yield ledger.problem(place, f"has no `{key}`")
    if "claim" in fact and not is_text(fact["claim"]):
        yield ledger.problem(join(place, "claim"), "has to be a text")
    if "source" in fact and not (is_text(fact["source"]) and re.match(r"https?://\S+\Z", fact["source"])):
        yield ledger.problem(join(place, "source"), "has to be the URL of the page")
    origins = fact.get("from", "page")
    listed = origins if isinstance(origins, list) and origins else [origins]
    if any(origin not in _ORIGINS for origin in listed):
        yield ledger.problem(join(place, "from"), "has to be `page` (the saved page), `public`, or a list of both")
    entries = fact.get("enforced_by", [None])
    if not isinstance(entries, list) or not entries:
        yield ledger.problem(join(place, "enforced_by"), "has to be a list that is not empty")
        return
    for where, entry in _entries(identifier, fact):
        yield from _entry_problems(ledger, where, entry, identifiers)


def _entries(identifier: str, fact: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a fact's `enforced_by`, each with its place."""
    entries = fact.get("enforced_by") if isinstance(fact, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        yield join("/facts", identifier, "enforced_by", index), entry


def _entry_problems(ledger: Source, place: str, entry: Any, identifiers: list[str]) -> Iterator[Problem]:
    if isinstance(entry, str):
        return
    words = " or ".join(f"`{word}: ...`" for word in _WORDS)
    if not isinstance(entry, dict) or len(entry) != 1:
        yield ledger.problem(place, f"has to be a JSON pointer into the document, or {words}")
        return
    word, value = next(iter(entry.items()))
    inside = join(place, word)
    if word not in _WORDS:
        yield ledger.problem(inside, f"is no word of `enforced_by`: a JSON pointer, or {words}")
    elif not is_text(value):
        yield ledger.problem(inside, "has to be a text")
    elif word in ("rule", "pending"):
        names = [identifier.lower().replace("-", "_") for identifier in identifiers]
        if not re.fullmatch(r"[a-z0-9_]+", value) or not any(value.startswith(f"{name}_") for name in names):
            yield ledger.problem(inside, "a rule is named by a fact of this ledger, as in mm_05_most_recent_call")


def _pointer_problems(document: Source, ledger: Source, place: str, pointer: str) -> Iterator[Problem]:
    if not pointer.startswith("/"):
        yield ledger.problem(place, "has to be a JSON pointer into the document, beginning with `/`")
        return
    try:
        resolve(document.data, pointer)
    except DanglingPointerError:
        yield ledger.problem(place, f"points at {pointer}, which is not in {document.file}")


def _unreached(document: Any, pointers: list[str]) -> list[str]:
    """The properties of request and response bodies that no pointer reaches, in the order of the document.

    A pointer reaches a property by naming it or a part of it, or by naming the schema that it is in, that schema's
    `properties`, or a property that holds it. What lies above the schema (`/components`, an operation) reaches nothing.
    """
    paths = document.get("paths")
    items = [
        Part(join("/paths", path), "path", item)
        for path, item in (paths.items() if isinstance(paths, Mapping) else ())
        if isinstance(item, Mapping)
    ]
    bodies = [part for part in walk(document, items) if part.kind in ("body", "response")]
    contents = [part for body in bodies for part in parts(body) if part.kind == "media"]
    starts = [part for content in contents for part in parts(content) if part.kind == "schema"]
    schemas = [part for part in walk(document, starts) if part.kind == "schema"]
    within = {part.pointer for part in schemas}
    reaching = {pointer for pointer in pointers if not within.isdisjoint(_upwards(pointer))}
    on_the_way = {place for pointer in reaching for place in _upwards(pointer)}
    places = [join(schema.pointer, "properties", name) for schema in schemas for name in _property_names(schema)]
    return [place for place in places if place not in on_the_way and reaching.isdisjoint(_upwards(place))]


def _property_names(schema: Part) -> list[str]:
    properties = schema.node.get("properties") if isinstance(schema.node, Mapping) else None
    return list(properties) if isinstance(properties, Mapping) else []


def _upwards(pointer: str) -> Iterator[str]:
    """A pointer, and the pointers to all places above it but the document itself."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
