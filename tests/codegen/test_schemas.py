"""Schemas of every kind: values that clients and pydantic models read and write, and the names of their classes."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from caretasks.client.decoding import Drift
from tests.codegen.packages import generate

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def record(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


SCHEMAS: dict[str, Any] = {
    # Names.
    "Workspace-Input": {**record(name=TEXT), "title": "Workspace"},
    "Workspace-Output": {**record(name=TEXT, id=WHOLE), "title": "Workspace"},
    "user": record(a=TEXT),
    "User": record(b=TEXT),
    "com.acme.Pot": record(part=ref("com.acme.Part")),
    "com.acme.Part": record(size=WHOLE),
    "Finding": record(attribution=record(source=TEXT), other=ref("FindingAttribution")),
    "FindingAttribution": record(name=TEXT),
    "Borrowed": record(part={"$ref": "#/components/schemas/Finding/properties/attribution"}),
    # Unions.
    "Plain": record("id", "kind", id=TEXT, kind=TEXT, label=TEXT),
    "Machine": record("id", "kind", id=TEXT, kind=TEXT, label=TEXT, cores=WHOLE),
    "Item": {
        "oneOf": [ref("Plain"), ref("Machine")],
        "discriminator": {"propertyName": "kind", "mapping": {"p": "#/components/schemas/Plain", "m": "Machine"}},
    },
    "Swapped": {
        "oneOf": [ref("Plain"), ref("Machine")],
        "discriminator": {"propertyName": "kind", "mapping": {"m": "Plain", "p": "Machine"}},
    },
    "Items": record(item=ref("Item"), swapped=ref("Swapped"), many={"type": "array", "items": ref("Item")}),
    "Animal": {**record("species", species=TEXT), "discriminator": {"propertyName": "species"}},
    "Bird": {"allOf": [ref("Animal"), record("wings", wings=WHOLE)]},
    "Zoo": record(star=ref("Animal")),
    "Shape": {"oneOf": [{"type": "null"}, record(radius=WHOLE)]},
    "Either": {"oneOf": [record("a", a=WHOLE), record("b", b=TEXT)]},
    "Holder": record(shape=ref("Shape"), either=ref("Either")),
    "Contact": {**record(name=TEXT), "oneOf": [{"required": ["name"]}, {"required": ["email"]}]},
    # allOf.
    "Base": {"type": ["object", "null"], "properties": {"kind": {"type": ["string", "null"]}, "id": WHOLE}},
    "Narrow": {"allOf": [ref("Base"), record("kind", kind={"type": "string", "enum": ["x", "y"]}, extra=TEXT)]},
    "Override": {"allOf": [ref("Base"), record(id=TEXT)]},
    # Enums.
    "Level": {"type": ["integer", "null"], "enum": [0, 1, None]},
    "Mixed": {"enum": ["a", 1, None, True]},
    "Alike": {"type": "string", "enum": ["txt", "TXT", "a-b", "a_b", "count", "name", "+1", "-1"]},
    "Enums": record(
        "only",
        level=ref("Level"),
        mixed=ref("Mixed"),
        alike=ref("Alike"),
        only={"const": "one"},
        word={"type": "string", "format": "int64"},
    ),
    # Maps, arrays, recursion.
    "Scores": {"type": "object", "additionalProperties": WHOLE},
    "Dated": {
        **record("base", base=TEXT),
        "patternProperties": {r"^\d{4}$": ref("User")},
        "additionalProperties": False,
    },
    "Loose": record(bare={"type": "array"}, pair={"type": "array", "prefixItems": [TEXT, WHOLE]}),
    "Details": {"oneOf": [{"type": "object", "additionalProperties": ref("Details")}, TEXT]},
    "Tree": record(children={"type": "array", "items": ref("Tree")}, details=ref("Details")),
    "Json": {
        "anyOf": [
            *({"type": name} for name in ("string", "number", "boolean", "null")),
            {"type": "array", "items": ref("Json")},
            {"type": "object", "additionalProperties": ref("Json")},
        ]
    },
    "Document": record(value=ref("Json")),
    "Untyped": {"properties": {"a": WHOLE, "inner": {"properties": {"b": TEXT}}}},
    "Limited": record(
        share={"anyOf": [{"type": "number", "maximum": 1}, {"type": "null"}], "default": 0.5},
        either={"anyOf": [{**TEXT, "maxLength": 2}, {**WHOLE, "minimum": 2}], "default": 3},
    ),
    # Directions.
    "Bug": record("id", "name", "pin", id={**WHOLE, "readOnly": True}, name=TEXT, pin={**TEXT, "writeOnly": True}),
    "Patched": record(name={**TEXT, "default": "x"}, size={**WHOLE, "default": 3}),
    "Created": record(name={**TEXT, "default": "x"}),
}
JSON = "application/json"


def body(name: str) -> dict[str, Any]:
    return {"required": True, "content": {JSON: {"schema": ref(name)}}}


DONE = {"204": {"description": "Done"}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Kinds", "version": "1"},
    "paths": {
        "/bugs": {
            "post": {"operationId": "add_bug", "requestBody": body("Bug"), "responses": DONE},
            "patch": {"operationId": "patch_it", "requestBody": body("Patched"), "responses": DONE},
            "put": {"operationId": "create_it", "requestBody": body("Created"), "responses": DONE},
        },
        "/inline": {
            "get": {
                "operationId": "read_inline",
                "responses": {"200": {"description": "OK", "content": {JSON: {"schema": record(at=TEXT)}}}},
            }
        },
        "/changes": {
            "get": {
                "operationId": "read_changes",
                "parameters": [{"name": "stream", "in": "query", "schema": TEXT}],
                "responses": {"200": {"description": "OK", "content": {"text/event-stream": {"schema": ref("User")}}}},
            }
        },
    },
    "components": {"schemas": SCHEMAS},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kinds")
    assert generate(folder, "kindstrial", DOCUMENT) == []
    return folder


@pytest.fixture(scope="module")
def kinds(folder: Path) -> Iterator[Any]:
    sys.path.insert(0, str(folder))
    yield importlib.import_module("caretasks.kindstrial")
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def schemas(kinds: Any) -> Any:
    return importlib.import_module("caretasks.kindstrial.schemas")


ROUND_TRIPS: list[tuple[str, Any]] = [
    ("WorkspaceOutput", {"name": "a", "id": 1}),
    ("User", {"b": "x"}),
    ("User2", {"a": "x"}),
    ("ComAcmePot", {"part": {"size": 1}}),
    ("Finding", {"attribution": {"source": "s"}, "other": {"name": "n"}}),
    ("Borrowed", {"part": {"source": "s"}}),
    ("Items", {"item": {"id": "1", "kind": "m"}, "many": [{"id": "1", "kind": "p", "cores": 3}]}),
    ("Zoo", {"star": {"species": "Bird", "wings": 2}}),
    ("Holder", {"shape": {"radius": 1}, "either": {"b": "x"}}),
    ("Holder", {"shape": None}),
    ("Contact", {"name": "a"}),
    ("Narrow", {"kind": "x", "id": 1, "extra": "e"}),
    ("Enums", {"only": "one", "level": None, "mixed": 1, "alike": "TXT", "word": "7"}),
    ("Enums", {"only": "one", "level": 1, "mixed": None, "alike": "+1"}),
    ("Scores", {"ann": 3}),
    ("Dated", {"base": "EUR", "2024": {"b": "x"}}),
    ("Loose", {"bare": [1, "a", None], "pair": ["a", 1, "more"]}),
    ("Tree", {"children": [{"children": [], "details": {"a": {"b": "c"}}}]}),
    ("Document", {"value": [{"a": [1, None, True, 1.5, "x"]}]}),
    ("Untyped", {"a": 1, "inner": {"b": "x"}}),
    ("Limited", {"share": None, "either": "ab"}),
    ("Limited", {"share": 0.75, "either": 2}),
    ("ReadInlineResponse200", {"at": "x"}),
]


@pytest.mark.parametrize(("name", "value"), ROUND_TRIPS)
def test_client_model_reads_a_value_without_drift_and_writes_it_again(kinds: Any, name: str, value: Any) -> None:
    drift = Drift()
    model = getattr(kinds, name).from_dict(value, drift)
    assert (drift.found, model.to_dict()) == ({}, value)


@pytest.mark.parametrize(("name", "value"), ROUND_TRIPS)
def test_pydantic_model_accepts_a_value_and_writes_it_again(schemas: Any, name: str, value: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(schemas, name))
    for model in (adapter.validate_python(value), adapter.validate_json(json.dumps(value))):
        assert adapter.dump_python(model, mode="json", by_alias=True, exclude_unset=True) == value


REFUSED: list[tuple[str, Any]] = [
    ("Items", {"item": {"id": "1", "kind": "other"}}),
    ("Contact", {}),
    ("Narrow", {"kind": "z"}),
    ("Narrow", None),
    ("Enums", {"only": "two"}),
    ("Enums", {}),
    ("Enums", {"only": "one", "mixed": 2}),
    ("Enums", {"only": "one", "mixed": False}),
    ("Dated", {"base": "EUR", "x": 1}),
    ("Scores", {"ann": "3"}),
    ("Loose", {"pair": [1]}),
    ("Document", [1]),
    ("Limited", {"share": 1.5}),
    ("Limited", {"either": 1}),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_pydantic_model_refuses_what_its_schema_refuses(schemas: Any, name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(getattr(schemas, name)).validate_python(value)


def test_nullable_value_with_limits_has_no_class(schemas: Any) -> None:
    assert type(schemas.Limited().share) is float


@pytest.mark.parametrize(("field", "kind", "name"), [("item", "m", "Machine"), ("swapped", "m", "Plain")])
def test_discriminator_selects_the_class(kinds: Any, schemas: Any, field: str, kind: str, name: str) -> None:
    value = {field: {"id": "1", "kind": kind}}
    assert type(getattr(kinds.Items.from_dict(value), field)).__name__ == name
    assert type(getattr(schemas.Items.model_validate(value), field)).__name__ == name


def test_unknown_value_of_a_discriminator_is_drift(kinds: Any) -> None:
    drift = Drift()
    kinds.Items.from_dict({"item": {"id": "1", "kind": "new"}}, drift)
    assert list(drift.found) == ["/item/kind"]
    assert drift.found["/item/kind"].is_unknown_value


@pytest.mark.parametrize(("species", "name"), [("Bird", "Bird"), ("Animal", "Animal"), ("Newt", "Animal")])
def test_discriminator_of_a_base_selects_the_subtype(kinds: Any, species: str, name: str) -> None:
    drift = Drift()
    star = kinds.Zoo.from_dict({"star": {"species": species, "wings": 2}}, drift).star
    assert (type(star).__name__, drift.found) == (name, {})


def test_classes_have_names_without_positions(kinds: Any) -> None:
    names = set(kinds.models.__all__)
    assert {"WorkspaceInput", "WorkspaceOutput", "User", "User2", "FindingAttribution2", "Shape", "Level"} <= names
    assert not [name for name in names if "Type" in name]


def test_members_of_an_enum_have_different_names(kinds: Any, schemas: Any) -> None:
    values = SCHEMAS["Alike"]["enum"]
    assert [member.value for member in kinds.Alike] == sorted(values, key=lambda each: list(kinds.Alike).index(each))
    assert {member.value for member in kinds.Alike} == {member.value for member in schemas.Alike} == set(values)
    assert kinds.Alike.PLUS_1 == "+1"
    assert schemas.Alike("count").count("c") == 1


def test_map_has_length_iteration_and_items(kinds: Any) -> None:
    scores = kinds.Scores.from_dict({"ann": 3, "bob": 4})
    assert (len(scores), list(scores), dict(scores.items()), scores.get("eve")) == (
        2,
        ["ann", "bob"],
        dict(scores),
        None,
    )


def test_values_of_a_pattern_are_models(kinds: Any) -> None:
    assert kinds.Dated.from_dict({"base": "EUR", "2024": {"b": "x"}})["2024"] == kinds.User(b="x")


def test_read_only_property_need_not_be_passed(kinds: Any, schemas: Any) -> None:
    assert kinds.Bug(name="x", pin="s").to_dict() == {"name": "x", "pin": "s"}
    assert schemas.Bug(name="x", pin="s").model_dump() == {"name": "x", "pin": "s"}


def test_write_only_property_is_not_missing_in_a_response(kinds: Any, schemas: Any) -> None:
    drift = Drift()
    assert kinds.Bug.from_dict({"id": 1, "name": "x"}, drift).id == 1
    assert drift.found == {}
    assert schemas.Bug.model_validate({"id": 1, "name": "x"}).id == 1


def test_required_constant_need_not_be_passed(kinds: Any, schemas: Any) -> None:
    assert kinds.Enums().to_dict() == {"only": "one"}
    assert schemas.Enums().model_dump(exclude_unset=True) == {"only": "one"}


def test_body_of_patch_has_no_defaults(kinds: Any) -> None:
    assert kinds.Patched(size=1).to_dict() == {"size": 1}
    assert kinds.Created().to_dict() == {"name": "x"}


# Extensions by which datamodel-code-generator imports modules and runs code that a spec names.
HOSTILE: dict[str, Any] = {
    "x-python-import": {"module": "hostile_module", "name": "Hostile"},
    "x-python-type": "hostile_module.Hostile",
    "customTypePath": "hostile_module.Hostile",
    "customBasePath": "hostile_module.Hostile",
    "x-customBasePath": "hostile_module.Hostile",
    "x-enum-varnames": ["import hostile_module", "b = hostile_module"],
    "description": '"""\nimport hostile_module\n"""',
    "title": "__import__('hostile_module')",
    "pattern": "'''\nimport hostile_module\n'''",
    "default": "__import__('hostile_module')",
    "x-python-name": "hostile_module.Hostile",
}


def test_extensions_of_a_spec_import_and_run_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hostile_module.py").write_text("raise SystemExit('it was imported')\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    text = {**TEXT, **HOSTILE}
    schemas = {
        "Open": {**record(a=text, b={**WHOLE, **HOSTILE}), **HOSTILE},
        "Text": text,
        "Enum": {**TEXT, "enum": ["a", "b"], **HOSTILE},
        "hostile_module.Hostile": record(a=TEXT),
    }
    responses = {"200": {"description": "OK"}}
    operation: dict[str, Any] = {"operationId": "read", "tags": ["import hostile_module"], "responses": responses}
    operation["parameters"] = [{"name": "a", "in": "query", "schema": text}]
    document = {**DOCUMENT, **HOSTILE, "paths": {"/a": {"get": operation}}, "components": {"schemas": schemas}}
    generate(tmp_path, "hostiletrial", document)
    for module in ("models", "schemas", "api.import_hostile_module.read", "client"):
        importlib.import_module(f"caretasks.hostiletrial.{module}")
    assert "hostile_module" not in sys.modules
    for file in (tmp_path / "caretasks").rglob("*.py"):
        code = file.read_text("utf-8")
        assert not [line for line in code.splitlines() if line.startswith(("import hostile", "from hostile"))], file
