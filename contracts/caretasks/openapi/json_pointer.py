"""JSON pointers (RFC 6901) into documents, local references (`$ref`), which contain them, and edits of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from caretasks.core.missing import MISSING


class PointerNotFoundError(LookupError):
    """A JSON pointer or reference does not point to a node of the document."""


def join(pointer: str, *tokens: str | int) -> str:
    """Return the pointer extended by tokens, each escaped."""
    for token in tokens:
        text = str(token)
        if "~" in text or "/" in text:
            text = text.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{text}"
    return pointer


def split(pointer: str) -> list[str]:
    """Return the unescaped tokens of a pointer, written with or without the `#` of a URI fragment.

    Raises:
        PointerNotFoundError: The string is not a JSON pointer.
    """
    return list(_tokens(pointer))


@lru_cache(4096)
def _tokens(pointer: str) -> tuple[str, ...]:
    if pointer.startswith("#"):
        pointer = unquote(pointer[1:])
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise PointerNotFoundError(f"not a JSON pointer: {pointer!r}; it must be empty or start with '/'")
    tokens = pointer[1:].split("/")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens) if "~" in pointer else tuple(tokens)


def to_fragment(pointer: str) -> str:
    """Return the pointer as a URI fragment, the form used in `$ref`."""
    return "#" + quote(pointer)


def resolve_pointer(document: Any, pointer: str) -> Any:
    """Return the node at a pointer. References on the way are not followed.

    Raises:
        PointerNotFoundError: The document has no such node.
    """
    node = document
    for token in _tokens(pointer):
        if isinstance(node, dict | Mapping) and token in node:  # the check for `dict` is the fast one
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


# --- Edits ---


class Edit(NamedTuple):
    """A new value for the node at a JSON pointer. A node that does not exist is added to its object.

    Attributes:
        pointer: The JSON pointer of the node.
        value: Its new value, or `MISSING` to remove it.
    """

    pointer: str
    value: Any = MISSING


def accept_any_value(schema: str) -> Edit:
    """Return the edit with which the schema at a JSON pointer accepts any value, without an effect on other schemas.

    An alternative that accepts any value makes a `oneOf` reject the values of the others, and a `not` reject all.
    """
    owner, _, token = schema.rpartition("/")
    if token in ("not", "if"):
        return Edit(schema)
    return Edit(owner) if owner.endswith("/oneOf") else Edit(schema, {})


def apply_edits(document: Any, edits: Iterable[Edit]) -> Any:
    """Return a copy of a document with the edits; the document itself without any.

    All pointers are those of the original document, even if an edit removes an earlier item of the same list. An edit
    below a node that another edit removes or replaces has no effect.
    """
    paths = [(split(edit.pointer), edit.value) for edit in edits]
    if not paths:
        return document
    root = [document]
    copied: set[int] = set()  # the IDs of containers that belong to the copy
    for tokens, value in sorted(paths, key=lambda path: _order(path[0]), reverse=True):
        parent: Any = root
        for token in ["0", *tokens[:-1]] if tokens else []:
            key = _key(parent, token)
            if key is None:
                break
            child = parent[key]
            if isinstance(child, dict | list) and id(child) not in copied:
                parent[key] = child = child.copy()
                copied.add(id(child))
            parent = child
        else:
            _set(parent, tokens[-1] if tokens else "0", value)
    return root[0]


def _order(tokens: list[str]) -> tuple[int, list[tuple[int, str]]]:
    """Return a key that sorts nodes after those that contain them, and items of a list by their indexes."""
    return len(tokens), [(int(token) if token.isascii() and token.isdigit() else -1, token) for token in tokens]


def _key(parent: Any, token: str) -> str | int | None:
    """Return the key or index of an existing child, or None."""
    if isinstance(parent, dict):
        return token if token in parent else None
    if isinstance(parent, list) and token.isascii() and token.isdigit() and int(token) < len(parent):
        return int(token)
    return None


def _set(parent: Any, token: str, value: Any) -> None:
    key = _key(parent, token)
    if value is not MISSING:
        if key is not None or isinstance(parent, dict):
            parent[token if key is None else key] = value
    elif key is not None:
        del parent[key]
