"""A part of a document: some operations and what they need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import translate
from typing import Any

from caretasks.core.errors import UsageError
from caretasks.openapi.document import HTTP_METHODS
from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.json_pointer import has_pointer, join, split
from caretasks.openapi.parts import PART_CHILDREN, Part, find_target, iter_children, iter_parts


@dataclass(frozen=True)
class Selection:
    """Which operations to take. Webhooks are selected like operations, with their names as paths.

    Attributes:
        only: Patterns of operations, each a path or a method and a path, such as `GET /v1/*`: `*` is any text, and
            an operation must match one of them.
        tags: Names of tags: an operation must have one of them.
        exclude: Patterns of operations that are left out.
    """

    only: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.only or self.tags or self.exclude)


def select(document: dict[str, Any], selection: Selection, changes: ChangeLog) -> None:
    """Remove the operations that are not selected, and the components that only these need, in place.

    Raises:
        UsageError: A pattern is malformed, or nothing is left.
    """
    only, exclude = [[_compile(each) for each in patterns] for patterns in (selection.only, selection.exclude)]
    kept = removed = 0
    for section in ("paths", "webhooks"):
        items: Any = document.get(section)
        for path, item in list(items.items()) if isinstance(items, dict) else ():
            if not isinstance(item, dict) or (section == "paths" and not path.startswith("/")):
                continue
            for method in [method for method in HTTP_METHODS if method in item]:
                if _is_selected(item[method], method, path, only, exclude, selection.tags):
                    kept += 1
                else:
                    del item[method]
                    removed += 1
            if not any(method in item for method in HTTP_METHODS):
                del items[path]
    if not kept:
        raise UsageError("--only, --tag and --exclude leave no operation; " + _describe(document, selection))
    changes.add("operations that were not selected were removed", "/paths", f"{removed:,}")
    _remove_links(document)
    _remove_unused(document, changes)


def _describe(document: Mapping[str, Any], selection: Selection) -> str:
    tags = [each.get("name") for each in document.get("tags") or () if isinstance(each, Mapping)]
    if selection.tags and tags:
        return f"the tags are {', '.join(map(str, tags[:20]))}"
    return "a pattern is a path, or a method and a path, such as 'GET /v1/*'"


def _compile(pattern: str) -> tuple[str, re.Pattern[str]]:
    method, _, path = pattern.strip().rpartition(" ")
    if method and (method != "*" and method.lower() not in HTTP_METHODS):
        raise UsageError(f"{pattern!r} is not a pattern of operations: write a method and a path, such as 'GET /v1/*'")
    return "" if method == "*" else method.lower(), re.compile(translate(path.strip()))


def _is_selected(
    operation: Any,
    method: str,
    path: str,
    only: list[tuple[str, re.Pattern[str]]],
    exclude: list[tuple[str, re.Pattern[str]]],
    tags: tuple[str, ...],
) -> bool:
    def matches(patterns: list[tuple[str, re.Pattern[str]]]) -> bool:
        return any(each in ("", method) and pattern.match(path) for each, pattern in patterns)

    own = operation.get("tags") if isinstance(operation, Mapping) else None
    has_tag = not tags or any(tag in tags for tag in (own if isinstance(own, list) else ()))
    return has_tag and (not only or matches(only)) and not matches(exclude)


def _remove_links(document: dict[str, Any]) -> None:
    """Remove links to operations that were removed."""
    parts = list(iter_parts(document, [Part("", "document", document)]))
    ids = {part.data.get("operationId") for part in parts if part.kind == "operation"}
    for part in parts:
        links = part.data.get("links")
        if part.kind == "response" and isinstance(links, dict):
            for name, link in list(links.items()):
                if isinstance(link, Mapping) and not _leads_to_operation(document, link, ids):
                    del links[name]


def _leads_to_operation(document: Mapping[str, Any], link: Mapping[str, Any], ids: set[Any]) -> bool:
    reference = link.get("operationRef")
    if isinstance(reference, str) and reference.startswith("#/"):
        return has_pointer(document, reference)
    return "operationId" not in link or link["operationId"] in ids


def _remove_unused(document: dict[str, Any], changes: ChangeLog) -> None:
    """Remove the components that nothing refers to."""
    components = document.get("components")
    if not isinstance(components, dict):
        return
    used = _find_used(document)
    removed = 0
    for section, entries in list(components.items()):
        if not isinstance(entries, dict) or section.startswith("x-"):
            continue
        for name in list(entries):
            if (section, name) not in used:
                del entries[name]
                removed += 1
        if not entries:
            del components[section]
    if removed:
        changes.add("components that are no longer used were removed", "/components", f"{removed:,}")


def _find_used(document: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the sections and names of the components that the operations need."""
    used = {("securitySchemes", requirement) for requirement in _iter_requirements(document)}
    root = Part("", "document", {key: value for key, value in document.items() if key != "components"})
    pending = [*iter_children(root), *(_component(document, *each) for each in used)]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        for pointer in (part.pointer, *_mapped(part)):
            tokens = split(pointer)
            if tokens[:1] == ["components"] and len(tokens) >= 3 and (tokens[1], tokens[2]) not in used:
                used.add((tokens[1], tokens[2]))
                pending.append(_component(document, tokens[1], tokens[2]))
        pending += iter_children(part)
        if (target := find_target(document, part)) is not None:
            pending.append(target)
    return used


def _component(document: Mapping[str, Any], section: str, name: str) -> Part:
    """Return a component. It is kept as a whole, even if a reference leads to a part of it."""
    entries = document["components"].get(section)
    data = entries.get(name) if isinstance(entries, Mapping) else None
    kind = PART_CHILDREN["components"].get(section, "*")[1:]
    return Part(join("/components", section, name), kind, data if isinstance(data, Mapping) else {})


def _mapped(part: Part) -> Iterator[str]:
    """Yield the JSON pointers in the discriminator of a schema."""
    discriminator = part.data.get("discriminator") if part.kind == "schema" else None
    mapping = discriminator.get("mapping") if isinstance(discriminator, Mapping) else None
    for target in mapping.values() if isinstance(mapping, Mapping) else ():
        if isinstance(target, str):
            yield target.removeprefix("#") if target.startswith("#/") else join("/components/schemas", target)


def _iter_requirements(document: Mapping[str, Any]) -> Iterator[str]:
    for part in iter_parts(document, [Part("", "document", document)]):
        if part.kind in ("document", "operation"):
            requirements = part.data.get("security")
            for requirement in requirements if isinstance(requirements, list) else ():
                yield from requirement if isinstance(requirement, Mapping) else ()
