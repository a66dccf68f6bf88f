"""JSON pointers (RFC 6901) into documents, and local references (`$ref`), which contain them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote


class PointerNotFoundError(LookupError):
    """A JSON pointer or reference does not point to a node of the document."""


def join(pointer: str, *tokens: str | int) -> str:
    """Return the pointer extended by tokens, each escaped."""
    return pointer + "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def split(pointer: str) -> list[str]:
    """Return the unescaped tokens of a pointer, written with or without the `#` of a URI fragment.

    Raises:
        PointerNotFoundError: The string is not a JSON pointer.
    """
    if pointer.startswith("#"):
        pointer = unquote(pointer[1:])
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise PointerNotFoundError(f"not a JSON pointer: {pointer!r}; it must be empty or start with '/'")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def to_fragment(pointer: str) -> str:
    """Return the pointer as a URI fragment, the form used in `$ref`."""
    return "#" + quote(pointer)


def resolve_pointer(document: Any, pointer: str) -> Any:
    """Return the node at a pointer. References on the way are not followed.

    Raises:
        PointerNotFoundError: The document has no such node.
    """
    node = document
    for token in split(pointer):
        if isinstance(node, Mapping) and token in node:
            node = node[token]
        elif isinstance(node, list) and token.isascii() and token.isdigit() and int(token) < len(node):
            node = node[int(token)]
        else:
            raise PointerNotFoundError(f"the document has no node at {pointer!r}")
    return node


def has_pointer(document: Any, pointer: str) -> bool:
    """Return whether the document has a node at a pointer."""
    try:
        resolve_pointer(document, pointer)
    except PointerNotFoundError:
        return False
    return True


def follow_refs(document: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield the node at a pointer and those reached by following `$ref` until a node has none, with their pointers.

    Raises:
        PointerNotFoundError: A reference is external, circular, or points to a node that does not exist.
    """
    visited: set[str] = set()
    while True:
        if pointer in visited:
            raise PointerNotFoundError(f"circular reference at {pointer!r}")
        visited.add(pointer)
        node = resolve_pointer(document, pointer)
        yield pointer, node
        if not (isinstance(node, Mapping) and isinstance(node.get("$ref"), str)):
            return
        if not node["$ref"].startswith("#"):
            raise PointerNotFoundError(f"external reference: {node['$ref']!r}")
        pointer = join("", *split(node["$ref"]))


def resolve_refs(document: Any, pointer: str) -> str:
    """Return the last pointer of `follow_refs`."""
    *_, (last, _) = follow_refs(document, pointer)
    return last


def walk(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every node of a document with its pointer, parents before children."""
    yield pointer, node
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from walk(value, join(pointer, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, join(pointer, index))
