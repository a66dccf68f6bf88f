"""References by `$id` and `$anchor`, which are rewritten as JSON pointers."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.document import Api, Node
from caretasks.openapi.lint.usable import make_usable
from caretasks.openapi.schema.validation import is_valid

IDENTIFIED = {
    "$id": "https://example.com/schemas/pet",
    "type": "object",
    "properties": {
        "name": {"$ref": "#/$defs/Name"},
        "other": {"$ref": "name"},
        "tag": {"$ref": "#tag"},
        "owner": {"$ref": "#/components/schemas/Owner"},
    },
    "$defs": {"Name": {"type": "string", "maxLength": 3}, "Tag": {"$anchor": "tag", "type": "integer"}},
}


def usable(references: dict[str, Any]) -> tuple[Api, list[str]]:
    schemas = {
        "Pet": IDENTIFIED,
        "Name": {"$id": "https://example.com/schemas/name", "type": "boolean"},
        "Owner": {"type": "null"},
        "Tree": {"$dynamicAnchor": "node", "items": {"$dynamicRef": "#node"}, "type": "array"},
        "References": {"properties": references},
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": schemas}}
    found = make_usable(document)
    limitations = [each.pointer for each in found.findings if each.severity == "limitation"]
    return Api("x", found.api.document, None, ""), limitations


@pytest.mark.parametrize(
    ("reference", "valid", "invalid"),
    [
        ("#/components/schemas/Pet", {"name": "abc", "other": True, "tag": 1}, {"name": "abcd"}),
        ("https://example.com/schemas/pet", {"name": "abc"}, {"other": "abc"}),
        ("https://example.com/schemas/pet#/$defs/Name", "abc", "abcd"),
        ("https://example.com/schemas/pet#tag", 1, "a"),
        ("#/components/schemas/Tree", [[], [[]]], [[1]]),
    ],
)
def test_reference_by_identifier_applies(reference: str, valid: Any, invalid: Any) -> None:
    api, _ = usable({"a": {"$ref": reference}})
    schema = Node(api, "/components/schemas/References")
    assert is_valid(schema, {"a": valid})
    assert not is_valid(schema, {"a": invalid})


def test_reference_to_an_unknown_identifier_is_a_limitation() -> None:
    _, limitations = usable({"a": {"$ref": "https://example.com/schemas/dog"}})
    assert limitations == ["/components/schemas/References/properties/a/$ref"]


def test_pointer_of_the_file_applies_in_a_schema_with_an_id() -> None:
    api, _ = usable({})
    schema = Node(api, "/components/schemas/Pet/properties/owner")
    assert (is_valid(schema, None), is_valid(schema, 1)) == (True, False)
