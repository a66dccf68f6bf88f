"""The targets of references in and between files: JSON pointers, anchors and `$id`s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from caretasks.openapi.importing.reading import DocumentReader, MissingTargetError, RefusedReferenceError
from caretasks.openapi.json_pointer import PointerNotFoundError, join, split, walk

_MAX_CHAIN = 100
_ANY_BASE = "https://base.invalid/"
"""A base for relative `$id`s, so that they can be compared. Nothing is requested from it."""


class Target(NamedTuple):
    """A node of a file: its location and its JSON pointer."""

    location: str
    pointer: str


class Base(NamedTuple):
    """Base of references: a file, and the pointer of the schema with an `$id` around them, or an empty one."""

    location: str
    resource: str = ""


@dataclass
class _Identifiers:
    ids: dict[str, str]
    anchors: dict[str, str]


class TargetFinder:
    """Finds the targets of references."""

    def __init__(self, reader: DocumentReader) -> None:
        self._reader = reader
        self._identifiers: dict[str, _Identifiers] = {}
        self._followed: list[tuple[str, Base]] = []  # on the way to the target that is searched

    def find(self, reference: str, base: Base) -> Target:
        """Return the node that a reference leads to.

        Raises:
            MissingTargetError: There is no such file or node.
            RefusedReferenceError: The file is not read, or the reference leads through itself.
            SourceError: The file is not YAML or JSON.
        """
        if (reference, base) in self._followed:
            raise RefusedReferenceError("it leads through a circular reference")
        self._followed.append((reference, base))
        try:
            return self._find(reference, base)
        finally:
            self._followed.pop()

    def _find(self, reference: str, base: Base) -> Target:
        path, _, fragment = reference.partition("#")
        location, resource = base.location, base.resource
        if path:
            known = self._find_id(path, base)
            if known is None:
                location, resource = self._reader.resolve(base.location, path), ""
            else:
                resource = known
        if fragment and not fragment.startswith("/"):
            anchors = self._identify(location).anchors
            name = unquote(fragment)
            if name not in anchors:
                raise MissingTargetError(f"{self._reader.display(location)} has no anchor {name[:50]!r}")
            return Target(location, anchors[name])
        tokens = split("#" + fragment)
        if resource and (path or tokens):
            try:
                return self._follow(Target(location, resource), tokens)
            except RefusedReferenceError:
                if path:
                    raise
        return self._follow(Target(location, ""), tokens)

    def get(self, target: Target) -> Any:
        """Return the node of a target that was found."""
        node = self._reader.read(target.location).data
        for token in split(target.pointer):
            node = node[int(token)] if isinstance(node, list) else node[token]
        return node

    def _follow(self, start: Target, tokens: list[str]) -> Target:
        """Return the node at tokens below a node; references on the way are followed."""
        target, node = start, self.get(start)
        for token in tokens:
            for _ in range(_MAX_CHAIN):
                reference = node.get("$ref") if isinstance(node, Mapping) and token not in node else None
                if not isinstance(reference, str):
                    break
                target = self.find(reference, Base(target.location))
                node = self.get(target)
            else:
                raise RefusedReferenceError("it leads through a circular reference")
            if isinstance(node, Mapping) and token in node:
                node = node[token]
            elif isinstance(node, list) and token.isascii() and token.isdigit() and int(token) < len(node):
                node = node[int(token)]
            else:
                raise MissingTargetError(
                    f"{self._reader.display(start.location)} has no node at {join(start.pointer, *tokens)!r}"
                )
            target = Target(target.location, join(target.pointer, token))
        return target

    def _find_id(self, path: str, base: Base) -> str | None:
        ids = self._identify(base.location).ids
        if not ids:
            return None
        resource = next((each for each, pointer in ids.items() if pointer == base.resource), _ANY_BASE)
        try:
            return ids.get(urljoin(resource, path))
        except ValueError:
            return None

    def _identify(self, location: str) -> _Identifiers:
        if location not in self._identifiers:
            found = _Identifiers({}, {})
            data = self._reader.read(location).data
            for pointer, node in walk(data) if isinstance(data, Mapping) else ():
                if not isinstance(node, Mapping):
                    continue
                for keyword in ("$anchor", "$dynamicAnchor"):
                    if isinstance(node.get(keyword), str):
                        found.anchors.setdefault(node[keyword], pointer)
                if isinstance(node.get("$id"), str) and pointer:
                    try:
                        found.ids.setdefault(urljoin(_ANY_BASE, node["$id"]).removesuffix("#"), pointer)
                    except ValueError:
                        continue
            self._identifiers[location] = found
        return self._identifiers[location]


def split_reference(reference: str) -> tuple[str, list[str] | None]:
    """Return the path of a reference and the tokens of its JSON pointer; None if its fragment is not one."""
    path, _, fragment = reference.partition("#")
    try:
        return path, split("#" + fragment)
    except PointerNotFoundError:
        return path, None
