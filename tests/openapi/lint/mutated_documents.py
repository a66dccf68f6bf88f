"""Hypothesis strategies for JSON values that look like parts of a spec, and for specs with such values in them."""

from __future__ import annotations

import copy
from typing import Any

import yaml
from hypothesis import strategies as st

from caretasks.openapi.json_pointer import resolve_pointer, walk
from tests.openapi.lint.notes_api import DOCUMENT

VALID = yaml.safe_load(DOCUMENT.replace("200:", "'200':"))
POINTERS = [pointer for pointer, _ in walk(VALID) if pointer]
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.one_of(
    _SCALARS,
    st.sampled_from(["strnig", "[", "(?P<a>b)", "object", "path", "{id}", [], {}, [{}], [[]], {"$ref": 3}]),
    st.sampled_from(POINTERS).map(lambda pointer: {"$ref": f"#{pointer}"}),
    st.sampled_from(POINTERS).map(lambda pointer: copy.deepcopy(resolve_pointer(VALID, pointer))),
    st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)),
)
_KEYS = st.sampled_from(
    sorted({pointer.rpartition("/")[2].replace("~1", "/") for pointer in POINTERS} | {"$ref", "$id"})
)


@st.composite
def mutated_documents(draw: st.DrawFn) -> Any:
    """Draw the valid document with one to four values replaced, added or removed."""
    document = copy.deepcopy(VALID)
    for _ in range(draw(st.integers(1, 4))):
        pointer = draw(st.sampled_from([pointer for pointer, _ in walk(document)]))
        value = copy.deepcopy(draw(VALUES))  # a sampled value is shared between draws
        if not pointer:
            continue
        parent_pointer, _, token = pointer.rpartition("/")
        parent = resolve_pointer(document, parent_pointer)
        key: Any = int(token) if isinstance(parent, list) else token.replace("~1", "/").replace("~0", "~")
        match draw(st.sampled_from(["replace", "add", "remove"])):
            case "replace":
                parent[key] = value
            case "remove":
                del parent[key]
            case _ if isinstance(parent, dict):
                parent[draw(_KEYS)] = value
    return document
