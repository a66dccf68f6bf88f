"""The change of a spec for each kind of difference, made in its text, and the facts that a difference contradicts."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from caretasks.drift.acceptance import find_facts, format_patch, propose
from caretasks.drift.drift_files import DifferenceKey
from caretasks.drift.spec_edits import SpecText
from caretasks.openapi.yaml_data import parse_text

BLOCK = """\
openapi: 3.1.0  # a comment
info: {title: Garden, version: '1'}
paths:
  /beds/{id}:
    get:
      operationId: get_bed
      responses:
        '200':
          description: A bed
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Bed'}
components:
  schemas:
    Bed:
      type: object
      required: [id, kind]  # both
      properties:
        id:
          type: string
          # a UUID since 2024
          format: uuid
        kind:
          type: string
          enum:
            - herb
            - tree  # the last one
        owner:
          $ref: '#/components/schemas/Owner'
        planted: {type: string, format: date-time}
        size:
          type: integer
        unit: {const: cm}
        plants:
          type: array
          items:
            type: object
            required:
              - name
            properties:
              name: {type: string}
        extra:
          type: object
          additionalProperties:
            anyOf:
              - type: string
              - type: integer
        whole:
          allOf:
            - $ref: '#/components/schemas/Owner'
    Owner:
      type: object
"""
JSON = json.dumps(parse_text(BLOCK).data, indent=2)
GOOD = {"id": "0b6a3a2e-7c1c-4a57-9d0e-2f6a3c7d9b11", "kind": "herb"}

KINDS: list[tuple[str, str, str, Any]] = [
    ("/id", "uuid", "nothing", {"kind": "herb"}),
    ("/id", "uuid", "string", {**GOOD, "id": "bed-7"}),
    ("/id", "uuid", "integer", {**GOOD, "id": 7}),
    ("/kind", "a known BedKind", "string", {**GOOD, "kind": "moss"}),
    ("/kind", "BedKind", "null", {**GOOD, "kind": None}),
    ("/kind", "BedKind", "integer", {**GOOD, "kind": 3}),
    ("/owner", "object", "null", {**GOOD, "owner": None}),
    ("/owner", "object", "string", {**GOOD, "owner": "x"}),
    ("/planted", "date-time", "string", {**GOOD, "planted": "today"}),
    ("/planted", "date-time", "null", {**GOOD, "planted": None}),
    ("/size", "integer", "number", {**GOOD, "size": 1.5}),
    ("/unit", "the one documented value", "string", {**GOOD, "unit": "inch"}),
    ("/unit", "the one documented value", "null", {**GOOD, "unit": None}),
    ("/plants", "array", "object", {**GOOD, "plants": {}}),
    ("/plants/*", "object", "string", {**GOOD, "plants": ["rose"]}),
    ("/plants/*/name", "string", "nothing", {**GOOD, "plants": [{}]}),
    ("/plants/*/name", "string", "integer", {**GOOD, "plants": [{"name": 1}]}),
    ("/extra/*", "integer", "boolean", {**GOOD, "extra": {"x": True}}),
    ("/whole", "object", "array", {**GOOD, "whole": []}),
    ("", "object", "array", []),
]


def make_key(pointer: str, expected: str, actual: str, status: int = 200) -> DifferenceKey:
    return DifferenceKey("garden", "get_bed", "GET", "/beds/{id}", status, pointer, expected, actual)


def is_valid(text: str, value: Any) -> bool:
    document = parse_text(text).data
    path = document["paths"]["/beds/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema = {**path, "components": document["components"]}
    return bool(jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(value))


@pytest.mark.parametrize("text", [BLOCK, JSON], ids=["yaml", "json"])
@pytest.mark.parametrize(("pointer", "expected", "actual", "body"), KINDS)
def test_edited_spec_accepts_what_was_received(text: str, pointer: str, expected: str, actual: str, body: Any) -> None:
    assert not is_valid(text, body)
    spec = SpecText(text)
    proposal = propose(spec, make_key(pointer, expected, actual))
    edited = spec.apply(proposal.edits)
    assert proposal.changes
    assert is_valid(edited.text, body)
    assert is_valid(edited.text, GOOD)


@pytest.mark.parametrize(("pointer", "expected", "actual", "body"), KINDS)
def test_edit_keeps_all_comments_and_is_made_once(pointer: str, expected: str, actual: str, body: Any) -> None:
    spec = SpecText(BLOCK)
    key = make_key(pointer, expected, actual)
    edited = spec.apply(propose(spec, key).edits)
    assert [each for each in ("# a comment", "# both", "# a UUID", "# the last") if each not in edited.text] == []
    again = propose(edited, key)
    assert again.edits == []


def test_patch_changes_only_the_lines_of_the_change() -> None:
    spec = SpecText(BLOCK)
    edited = spec.apply(propose(spec, make_key("/kind", "a known BedKind", "string")).edits)
    changed = [line for line in format_patch("garden.yaml", BLOCK, edited.text).splitlines() if line[0] in "+-"]
    assert changed == [
        "--- a/garden.yaml",
        "+++ b/garden.yaml",
        "-          enum:",
        "+          x-known-values:",
    ]


def test_undocumented_status_gets_the_body_of_the_documented_one() -> None:
    spec = SpecText(BLOCK)
    edited = spec.apply(propose(spec, make_key("", "status 200", "status 202", status=202)).edits)
    responses = parse_text(edited.text).data["paths"]["/beds/{id}"]["get"]["responses"]
    assert responses["202"] == responses["200"]


def test_openapi_3_0_uses_its_own_keywords() -> None:
    spec = SpecText(BLOCK.replace("3.1.0", "3.0.3"))
    nullable = spec.apply(propose(spec, make_key("/size", "integer", "null")).edits)
    assert "          type: integer\n          nullable: true\n" in nullable.text
    wider = spec.apply(propose(spec, make_key("/size", "integer", "string")).edits)
    assert "          anyOf:\n            - type: integer\n            - type: string\n" in wider.text


def test_nullable_false_becomes_true_in_openapi_3_0() -> None:
    size = "          type: integer\n        unit"
    text = BLOCK.replace("3.1.0", "3.0.3").replace(size, f"          nullable: false\n{size}")
    key = make_key("/size", "integer", "null")
    spec = SpecText(text)
    edited = spec.apply(propose(spec, key).edits)
    assert edited.text == text.replace("nullable: false", "nullable: true")
    assert propose(edited, key).edits == []


@pytest.mark.parametrize("key", [make_key("/nowhere", "string", "null"), make_key("/id", "a known X", "string")])
def test_no_change_is_proposed_for_a_location_without_its_schema(key: DifferenceKey) -> None:
    assert propose(SpecText(BLOCK), key).changes == []


def test_discriminator_is_not_edited() -> None:
    text = BLOCK.replace("    Bed:\n", "    Bed:\n      discriminator: {propertyName: kind}\n")
    assert propose(SpecText(text), make_key("/kind", "a known kind", "string")).edits == []


FACTS = {
    "facts": {
        "G-1": {"enforced_by": ["/components/schemas/Bed/properties/kind"]},
        "G-2": {"enforced_by": ["/components/schemas/Bed/required/0", {"rule": "x"}]},
        "G-3": {"enforced_by": ["/components/schemas/Bed"]},
        "G-4": {"enforced_by": ["/paths/~1beds~1{id}/get"]},
        "G-5": {"enforced_by": ["/components/schemas/Bed/properties/plants/items/properties/name/description"]},
    }
}


@pytest.mark.parametrize(
    ("pointer", "expected", "actual", "facts"),
    [
        ("/kind", "a known BedKind", "string", ["G-1"]),
        ("/id", "uuid", "nothing", ["G-2"]),
        ("/size", "integer", "string", ["G-3"]),  # none is about it: the nearest one around it
    ],
)
def test_facts_of_the_location_are_named(pointer: str, expected: str, actual: str, facts: list[str]) -> None:
    proposal = propose(SpecText(BLOCK), make_key(pointer, expected, actual))
    assert find_facts(FACTS, proposal.pointers) == facts
