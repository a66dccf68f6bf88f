"""Lint a facts file: each fact must be complete, and every property of the spec must be covered by a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer
from caretasks.openapi.parts import Part, iter_children, iter_parts
from caretasks.openapi.source import Problem, Source

_FACT_KEYS = ("claim", "source", "from", "enforced_by")
_ORIGINS = ("page", "public")
_ENFORCEMENTS = ("rule", "pending", "client", "live", "unobservable")


def find_facts_problems(spec: Source, facts_file: Source) -> list[Problem]:
    """Return the problems in a facts file, and the properties of its spec that no fact covers."""
    facts = facts_file.data.get("facts")
    problems = [
        facts_file.make_problem(join("", key), f"unknown key {key!r} in a facts file: use `facts` or `readings`")
        for key in facts_file.data
        if key not in ("facts", "readings")
    ]
    readings = facts_file.data.get("readings", [])
    if not isinstance(readings, list) or not all(is_nonblank_string(reading) for reading in readings):
        problems.append(facts_file.make_problem("/readings", "must be a list of non-empty strings"))
    if not isinstance(facts, dict) or not facts:
        return [*problems, facts_file.make_problem("/facts", "must be a non-empty mapping from fact IDs to facts")]
    pointers: list[str] = []
    for identifier, fact in facts.items():
        problems += _find_fact_problems(facts_file, identifier, fact, list(facts))
        for entry_pointer, entry in _iter_entries(identifier, fact):
            if isinstance(entry, str):
                pointers.append(entry)
                problems += _find_pointer_problems(spec, facts_file, entry_pointer, entry)
    message = "no fact covers this property: add its JSON pointer to the `enforced_by` of a fact"
    return problems + [spec.make_problem(pointer, message) for pointer in _uncovered_properties(spec.data, pointers)]


def _find_fact_problems(facts_file: Source, identifier: str, fact: Any, identifiers: list[str]) -> Iterator[Problem]:
    """Yield the problems in one fact, except those of its JSON pointers."""
    pointer = join("/facts", identifier)
    if not re.fullmatch(r"[A-Z]{2,}-[0-9]{2,}", identifier):
        message = "invalid fact ID: use capital letters, a hyphen and at least two digits, for example MM-01"
        yield facts_file.make_problem(pointer, message)
    if not isinstance(fact, dict):
        yield facts_file.make_problem(pointer, f"must be a mapping with the keys {', '.join(_FACT_KEYS)}")
        return
    for key in fact:
        if key not in _FACT_KEYS:
            message = f"unknown key {key!r} in a fact: use {', '.join(_FACT_KEYS)}"
            yield facts_file.make_problem(join(pointer, key), message)
    for key in _FACT_KEYS:
        if key not in fact:
            yield facts_file.make_problem(pointer, f"missing key `{key}`")
    if "claim" in fact and not is_nonblank_string(fact["claim"]):
        yield facts_file.make_problem(join(pointer, "claim"), "must be a non-empty string")
    if "source" in fact and not (is_nonblank_string(fact["source"]) and re.match(r"https?://\S+\Z", fact["source"])):
        yield facts_file.make_problem(join(pointer, "source"), "must be the URL of the vendor documentation")
    origins = fact.get("from", "page")
    values = origins if isinstance(origins, list) and origins else [origins]
    if any(origin not in _ORIGINS for origin in values):
        message = "must be `page` (the saved vendor documentation), `public`, or a list of both"
        yield facts_file.make_problem(join(pointer, "from"), message)
    entries = fact.get("enforced_by", [None])
    if not isinstance(entries, list) or not entries:
        yield facts_file.make_problem(join(pointer, "enforced_by"), "must be a non-empty list")
        return
    for entry_pointer, entry in _iter_entries(identifier, fact):
        yield from _find_entry_problems(facts_file, entry_pointer, entry, identifiers)


def _iter_entries(identifier: str, fact: Any) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a fact's `enforced_by`, each with its JSON pointer."""
    entries = fact.get("enforced_by") if isinstance(fact, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        yield join("/facts", identifier, "enforced_by", index), entry


def _find_entry_problems(facts_file: Source, pointer: str, entry: Any, identifiers: list[str]) -> Iterator[Problem]:
    if isinstance(entry, str):
        return
    choices = ", ".join(f"`{key}: ...`" for key in _ENFORCEMENTS)
    if not isinstance(entry, dict) or len(entry) != 1:
        yield facts_file.make_problem(pointer, f"must be a JSON pointer into the spec, or one of {choices}")
        return
    key, value = next(iter(entry.items()))
    value_pointer = join(pointer, key)
    if key not in _ENFORCEMENTS:
        message = f"unknown key {key!r} in `enforced_by`: use a JSON pointer, or one of {choices}"
        yield facts_file.make_problem(value_pointer, message)
    elif not is_nonblank_string(value):
        yield facts_file.make_problem(value_pointer, "must be a non-empty string")
    elif key in ("rule", "pending"):
        names = [identifier.lower().replace("-", "_") for identifier in identifiers]
        if not re.fullmatch(r"[a-z0-9_]+", value) or not any(value.startswith(f"{name}_") for name in names):
            message = "must start with the ID of a fact in this file, for example mm_05_most_recent_call"
            yield facts_file.make_problem(value_pointer, message)


def _find_pointer_problems(spec: Source, facts_file: Source, entry_pointer: str, pointer: str) -> Iterator[Problem]:
    if not pointer.startswith("/"):
        yield facts_file.make_problem(entry_pointer, "must be a JSON pointer into the spec, starting with `/`")
        return
    try:
        resolve_pointer(spec.data, pointer)
    except PointerNotFoundError:
        yield facts_file.make_problem(entry_pointer, f"{pointer} does not exist in {spec.file}")


def _uncovered_properties(document: Any, pointers: list[str]) -> list[str]:
    """Return the JSON pointers of body properties that no fact covers, in the order of the spec.

    A fact's pointer covers a property if it names the property or a part of it, its schema, the schema's `properties`,
    or a property that contains it. A pointer above the schema (`/components`, an operation) covers nothing.
    """
    paths = document.get("paths")
    items = [
        Part(join("/paths", path), "path-item", item)
        for path, item in (paths.items() if isinstance(paths, Mapping) else ())
        if isinstance(item, Mapping)
    ]
    bodies = [part for part in iter_parts(document, items) if part.kind in ("request-body", "response")]
    media = [part for body in bodies for part in iter_children(body) if part.kind == "media-type"]
    body_schemas = [part for content in media for part in iter_children(content) if part.kind == "schema"]
    schemas = [part for part in iter_parts(document, body_schemas) if part.kind == "schema"]
    schema_pointers = {part.pointer for part in schemas}
    relevant = {pointer for pointer in pointers if not schema_pointers.isdisjoint(_iter_ancestors(pointer))}
    ancestors = {ancestor for pointer in relevant for ancestor in _iter_ancestors(pointer)}
    properties = [join(schema.pointer, "properties", name) for schema in schemas for name in _property_names(schema)]
    return [each for each in properties if each not in ancestors and relevant.isdisjoint(_iter_ancestors(each))]


def _property_names(schema: Part) -> list[str]:
    properties = schema.data.get("properties") if isinstance(schema.data, Mapping) else None
    return list(properties) if isinstance(properties, Mapping) else []


def _iter_ancestors(pointer: str) -> Iterator[str]:
    """Yield a JSON pointer and its ancestors, except the root."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def is_nonblank_string(value: Any) -> bool:
    """Return whether a value is a string with more than whitespace."""
    return isinstance(value, str) and bool(value.strip())
