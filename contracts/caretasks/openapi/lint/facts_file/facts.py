"""Lint a facts file: each fact must be complete, and every property of the spec must be covered by a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer
from caretasks.openapi.lint.facts_file.evidence import find_evidence_problems, find_page_problems
from caretasks.openapi.lint.facts_file.known_differences import find_difference_problems
from caretasks.openapi.parts import Part, iter_children, iter_parts
from caretasks.openapi.problems import Finding, Findings

_FILE_KEYS = ("facts", "readings", "pages", "published_spec", "deviations")
_REQUIRED_KEYS = ("claim", "source", "from", "enforced_by")
_FACT_KEYS = (*_REQUIRED_KEYS, "evidence", "known_differences")
_ORIGINS = ("page", "public")
_ENFORCEMENTS = ("rule", "pending", "client", "live", "unobservable")


def find_facts_problems(data: dict[str, Any]) -> Findings:
    """Yield the problems in a facts file, except those of the JSON pointers in it."""
    for key in data:
        if key not in _FILE_KEYS:
            yield Finding(join("", key), f"unknown key {key!r} in a facts file: use {', '.join(_FILE_KEYS)}")
    yield from find_page_problems(data)
    readings = data.get("readings", [])
    if not isinstance(readings, list) or not all(_is_nonblank_string(reading) for reading in readings):
        yield Finding("/readings", "must be a list of non-empty strings")
    facts = data.get("facts")
    if not isinstance(facts, dict) or not facts:
        yield Finding("/facts", "must be a non-empty mapping from fact IDs to facts")
        return
    has_evidence = any(isinstance(fact, dict) and "evidence" in fact for fact in facts.values())
    for identifier, fact in facts.items():
        pointer = join("/facts", identifier)
        if not re.fullmatch(r"[A-Z]{2,}-[0-9]{2,}", identifier):
            yield Finding(
                pointer, "invalid fact ID: use capital letters, a hyphen and at least two digits, for example MM-01"
            )
        if isinstance(fact, dict):
            yield from _find_fact_problems(pointer, fact)
            if has_evidence and "evidence" not in fact:
                yield Finding(pointer, "missing key `evidence`: other facts in this file have it")
            yield from find_evidence_problems(pointer, fact, data.get("pages") or ())
        else:
            yield Finding(pointer, f"must be a mapping with the keys {', '.join(_REQUIRED_KEYS)}")
    for pointer, entry in _iter_entries(data):
        if not isinstance(entry, str):
            yield from _find_entry_problems(pointer, entry, facts)


def _find_fact_problems(pointer: str, fact: dict[str, Any]) -> Findings:
    for key in fact:
        if key not in _FACT_KEYS:
            yield Finding(join(pointer, key), f"unknown key {key!r} in a fact: use {', '.join(_FACT_KEYS)}")
    for key in _REQUIRED_KEYS:
        if key not in fact:
            yield Finding(pointer, f"missing key `{key}`")
    if not _is_nonblank_string(fact.get("claim", "-")):
        yield Finding(join(pointer, "claim"), "must be a non-empty string")
    source = fact.get("source", "https://-")
    if not (isinstance(source, str) and re.fullmatch(r"https?://\S+", source)):
        yield Finding(join(pointer, "source"), "must be the URL of the vendor documentation")
    origins = fact.get("from", "page")
    if any(origin not in _ORIGINS for origin in (origins if isinstance(origins, list) and origins else [origins])):
        yield Finding(
            join(pointer, "from"), "must be `page` (the saved vendor documentation), `public`, or a list of both"
        )
    entries = fact.get("enforced_by", [None])
    if not isinstance(entries, list) or not entries:
        yield Finding(join(pointer, "enforced_by"), "must be a non-empty list")
    yield from find_difference_problems(pointer, fact)


def _find_entry_problems(pointer: str, entry: Any, identifiers: Iterable[str]) -> Findings:
    choices = ", ".join(f"`{key}: ...`" for key in _ENFORCEMENTS)
    names = tuple(identifier.lower().replace("-", "_") + "_" for identifier in identifiers)
    if not isinstance(entry, dict) or len(entry) != 1:
        yield Finding(pointer, f"must be a JSON pointer into the spec, or one of {choices}")
        return
    key, value = next(iter(entry.items()))
    if key not in _ENFORCEMENTS:
        yield Finding(
            join(pointer, key), f"unknown key {key!r} in `enforced_by`: use a JSON pointer, or one of {choices}"
        )
    elif not _is_nonblank_string(value):
        yield Finding(join(pointer, key), "must be a non-empty string")
    elif key in ("rule", "pending") and not (re.fullmatch(r"[a-z0-9_]+", value) and value.startswith(names)):
        message = "must start with the ID of a fact in this file, for example mm_05_most_recent_call"
        yield Finding(join(pointer, key), message)


def _iter_entries(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the entries of `enforced_by` of all facts, each with its JSON pointer."""
    facts = data.get("facts")
    for identifier, fact in facts.items() if isinstance(facts, dict) else ():
        entries = fact.get("enforced_by") if isinstance(fact, dict) else None
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield join("/facts", identifier, "enforced_by", index), entry


def find_fact_pointer_problems(data: dict[str, Any], document: Any, spec: str) -> Findings:
    """Yield the JSON pointers in a facts file that do not exist in the spec. `spec` is its name for messages."""
    for entry_pointer, pointer in _iter_entries(data):
        if isinstance(pointer, str) and not pointer.startswith("/"):
            yield Finding(entry_pointer, "must be a JSON pointer into the spec, starting with `/`")
        elif isinstance(pointer, str):
            try:
                resolve_pointer(document, pointer)
            except PointerNotFoundError:
                yield Finding(entry_pointer, f"{pointer} does not exist in {spec}")


def find_unknown_operations(data: dict[str, Any], document: Any, spec: str) -> Findings:
    """Yield the operations of known differences that do not exist in the spec. `spec` is its name for messages."""
    operations = (part for part in iter_parts(document, [Part("", "document", document)]) if part.kind == "operation")
    known = {name for part in operations if isinstance(name := part.data.get("operationId"), str)}
    facts = data.get("facts")
    for identifier, fact in facts.items() if isinstance(facts, dict) else ():
        differences = fact.get("known_differences") if isinstance(fact, dict) else None
        for index, difference in enumerate(differences if isinstance(differences, list) else ()):
            name = difference.get("operation") if isinstance(difference, dict) else None
            if isinstance(name, str) and name.strip() and name not in known:
                yield Finding(
                    join("/facts", identifier, "known_differences", index, "operation"),
                    f"{spec} has no operation {name!r}; choose one of: {', '.join(sorted(known))}",
                )


def find_uncovered_properties(data: dict[str, Any], document: Any) -> Findings:
    """Yield the properties of bodies and webhooks that no fact covers, in the order of the spec.

    A fact's pointer covers a property if it names the property or a part of it, its schema, the schema's `properties`,
    or a property that contains it. A pointer above the schema (`/components`, an operation) covers nothing.
    """
    if not isinstance(data.get("facts"), dict) or not data["facts"]:
        return  # the facts file is invalid
    root = Part("", "document", document)
    sent = [part for part in iter_children(root) if part.pointer.startswith(("/paths/", "/webhooks/"))]
    bodies = [part for part in iter_parts(document, sent) if part.kind in ("request-body", "response")]
    media = [part for body in bodies for part in iter_children(body) if part.kind == "media-type"]
    body_schemas = [part for content in media for part in iter_children(content) if part.kind == "schema"]
    schemas = {part.pointer: part for part in iter_parts(document, body_schemas) if part.kind == "schema"}
    pointers = [entry for _, entry in _iter_entries(data) if isinstance(entry, str)]
    relevant = {pointer for pointer in pointers if not schemas.keys().isdisjoint(_iter_ancestors(pointer))}
    covered = {ancestor for pointer in relevant for ancestor in _iter_ancestors(pointer)}
    for schema in schemas.values():
        for name in schema.mapping("properties"):
            pointer = join(schema.pointer, "properties", name)
            if pointer not in covered and relevant.isdisjoint(_iter_ancestors(pointer)):
                yield Finding(
                    pointer, "no fact covers this property: add its JSON pointer to the `enforced_by` of a fact"
                )


def _iter_ancestors(pointer: str) -> Iterator[str]:
    """Yield a JSON pointer and its ancestors, except the root."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _is_nonblank_string(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
