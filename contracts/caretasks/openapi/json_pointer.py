"""JSON pointers (RFC 6901) into documents, and the local references of OpenAPI that are written with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote


class DanglingPointerError(LookupError):
    """A pointer names a place that its document does not have."""


def join(pointer: str, *tokens: str | int) -> str:
    """`pointer` extended by `tokens`, each escaped."""
    return pointer + "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def split(pointer: str) -> list[str]:
    """The unescaped tokens of a pointer, with or without the `#` of a URI fragment.

    Raises:
        DanglingPointerError: the text is no JSON pointer.
    """
    if pointer.startswith("#"):
        pointer = unquote(pointer[1:])
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise DanglingPointerError(pointer)
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def fragment(pointer: str) -> str:
    """The pointer as the fragment of a URI, which is what a `$ref` holds."""
    return "#" + quote(pointer)


def resolve(document: Any, pointer: str) -> Any:
    """What `pointer` names in `document`; references on the way are not followed.

    Raises:
        DanglingPointerError: there is no such place.
    """
    node = document
    for token in split(pointer):
        if isinstance(node, Mapping) and token in node:
            node = node[token]
        elif isinstance(node, list) and token.isascii() and token.isdigit() and int(token) < len(node):
            node = node[int(token)]
        else:
            raise DanglingPointerError(pointer)
    return node


def follow(document: Any, pointer: str) -> str:
    """The pointer that is reached from `pointer` by following `$ref` for as long as the place there has one.

    Raises:
        DanglingPointerError: a reference names no place in this document, or goes round in a circle.
    """
    seen: set[str] = set()
    while True:
        if pointer in seen:
            raise DanglingPointerError(pointer)
        seen.add(pointer)
        node = resolve(document, pointer)
        if not (isinstance(node, Mapping) and isinstance(node.get("$ref"), str)):
            return pointer
        if not node["$ref"].startswith("#"):
            raise DanglingPointerError(node["$ref"])
        pointer = join("", *split(node["$ref"]))


def walk(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every place in a document with its pointer, parents first."""
    yield pointer, node
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from walk(value, join(pointer, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, join(pointer, index))
