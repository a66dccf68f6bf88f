"""JSON pointers and local references."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.json_pointer import (
    PointerNotFoundError,
    join,
    resolve_pointer,
    resolve_refs,
    split,
    to_fragment,
    walk,
)

TOKENS = st.lists(st.text() | st.sampled_from(["", "~", "/", "~1", "~01", "%", "#", "a b", "é"]), max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(TOKENS)
def test_split_returns_the_joined_tokens(tokens: list[str]) -> None:
    assert split(join("", *tokens)) == tokens


@given(TOKENS)
def test_split_returns_the_tokens_of_a_fragment(tokens: list[str]) -> None:
    fragment = to_fragment(join("", *tokens))
    assert fragment.isascii()
    assert split(fragment) == tokens


@given(JSON)
def test_resolve_pointer_finds_every_node(document: Any) -> None:
    for pointer, node in walk(document):
        assert resolve_pointer(document, pointer) is node


@pytest.mark.parametrize("pointer", ["/b", "/a/2", "/a/-", "/a/-1", "/a/1x", "/a/0/x", "/a/²"])
def test_resolve_pointer_missing_node_raises(pointer: str) -> None:
    with pytest.raises(PointerNotFoundError, match=f"^the document has no node at '{pointer}'$"):
        resolve_pointer({"a": [1, 2]}, pointer)


def test_resolve_pointer_not_a_pointer_raises() -> None:
    with pytest.raises(PointerNotFoundError, match=r"^not a JSON pointer: 'a'; it must be empty or start with '/'$"):
        resolve_pointer({"a": 1}, "a")


def test_resolve_refs_follows_references_to_the_end() -> None:
    document = {"a": {"$ref": "#/b~1c"}, "b/c": {"$ref": "#/d%20e"}, "d e": 1}
    assert resolve_refs(document, "/a") == "/d e"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("#/a", "circular reference at '/a'"),
        ("#/b", "circular reference at '/a'"),
        ("#/nothing", "the document has no node at '/nothing'"),
        ("#anchor", "not a JSON pointer: 'anchor'"),
        ("other.yaml#/a", "external reference: 'other.yaml#/a'"),
        ("https://example.com/a", "external reference: 'https://example.com/a'"),
    ],
)
def test_resolve_refs_unusable_reference_raises(reference: str, message: str) -> None:
    with pytest.raises(PointerNotFoundError, match=message):
        resolve_refs({"a": {"$ref": reference}, "b": {"$ref": "#/a"}}, "/a")
