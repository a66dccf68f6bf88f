"""The schemas that apply to one value."""

from __future__ import annotations

from typing import Any

from caretasks.codegen.compilation.nodes import SchemaReader

LENGTH = 2_000


def make_reader(schemas: dict[str, Any]) -> SchemaReader:
    return SchemaReader({"components": {"schemas": schemas}})


def test_the_end_of_a_long_chain_of_references_is_read_once() -> None:
    chain = {f"S{n}": {"$ref": f"#/components/schemas/S{n + 1}"} for n in range(LENGTH)}
    reader = make_reader({**chain, f"S{LENGTH}": {"type": "object"}})
    found = [reader.nodes(f"/components/schemas/S{n}") for n in range(LENGTH)]
    assert {tuple(node.pointer for node in nodes) for nodes in found} == {(f"/components/schemas/S{LENGTH}",)}


def test_a_circle_of_references_has_no_schema() -> None:
    reader = make_reader({"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}})
    assert reader.end_of_references("/components/schemas/A") == reader.end_of_references("/components/schemas/B")
    reader.nodes("/components/schemas/A")
    assert reader.unresolved


def test_a_reference_with_another_keyword_applies_as_well() -> None:
    reader = make_reader({"A": {"$ref": "#/components/schemas/B", "minLength": 1}, "B": {"type": "string"}})
    assert [node.pointer for node in reader.nodes("/components/schemas/A")] == [
        "/components/schemas/B",
        "/components/schemas/A",
    ]
