"""Large cycles of models: which properties are deferred, and that the models behave as those of small cycles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from pydantic import ValidationError

from caretasks.codegen.preparation import cycles
from caretasks.codegen.preparation.cycles import deferred_properties, find_cycles
from caretasks.codegen.pydantic_models import generate_schemas
from caretasks.openapi.document import Api


def test_a_cycle_contains_the_nodes_that_reach_each_other() -> None:
    graph = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": ["e"], "e": ["d"], "f": ["f", "a"]}
    assert set(find_cycles(graph)) == {frozenset("abc"), frozenset("de"), frozenset("f")}


def test_a_chain_of_a_thousand_nodes_has_no_cycle_of_two() -> None:
    chain = {str(number): [str(number + 1)] for number in range(999)} | {"999": []}
    assert all(len(each) == 1 for each in find_cycles(chain))


def ref(number: int, count: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/M{number % count}"}


def ring(count: int) -> dict[str, Any]:
    """Return schemas of which each refers to the next, in the ways that a property can."""

    def schema(number: int) -> dict[str, Any]:
        following = ref(number + 1, count)
        if number == 3:
            return {"type": "array", "items": following}
        properties = {
            "id": {"type": "integer"},
            "next": following,
            "class": {"type": "array", "items": following, "minItems": 1},
            "any": {"anyOf": [ref(number + 2, count), following, {"type": "null"}]},
            "leaf": {"$ref": "#/components/schemas/Leaf"},
            "due": {"type": "string", "format": "date"},
        }
        return {"type": "object", "required": ["id"], "properties": properties, "additionalProperties": following}

    leaf = {"type": "object", "properties": {"size": {"type": "integer"}}}
    return {"Leaf": leaf, **{f"M{number}": schema(number) for number in range(count)}}


def test_a_large_cycle_defers_the_properties_that_lead_back_to_it() -> None:
    deferred = deferred_properties(ring(cycles.MAX_MODELS + 1), {})
    assert deferred["M0"] == {"next", "class", "any", "__pydantic_extra__"}
    assert deferred["M3"] == {"root"}
    assert "Leaf" not in deferred
    assert deferred_properties(ring(cycles.MAX_MODELS), {}) == {}


def test_an_alias_leads_to_the_models_in_its_definition() -> None:
    schemas = ring(cycles.MAX_MODELS + 1)
    schemas["M0"]["properties"] = {"union": {"customTypePath": "caretasks_aliases.Choice"}}
    assert deferred_properties(schemas, {"Choice": "Annotated['M1 | Leaf', None]"})["M0"] >= {"union"}


def models(count: int, name: str, tmp_path: Path) -> ModuleType:
    """Return the module of the models of a ring."""
    document = {"openapi": "3.1.0", "info": {"title": "Ring", "version": "1"}, "components": {"schemas": ring(count)}}
    folder = tmp_path / name
    folder.mkdir()
    assert not generate_schemas(Api(name, document, None, ""), folder, "")
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile((folder / "schemas.py").read_text("utf-8"), name, "exec"), module.__dict__)  # noqa: S102 - generated here
    return module


@pytest.fixture(scope="module")
def rings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ModuleType, ModuleType]]:
    """Return the models of a ring that are deferred, and the same models that are not."""
    folder = tmp_path_factory.mktemp("rings")
    deferred = models(22, "deferred_ring", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cycles, "MAX_MODELS", 100)
        native = models(22, "native_ring", folder)
    yield deferred, native
    del sys.modules["deferred_ring"], sys.modules["native_ring"]


VALUES: list[Any] = [
    {"id": 1},
    {"id": 1, "next": {"id": 2, "class": [{"id": 3, "due": "2026-11-29", "more": [{"id": 4}]}]}},
    {"id": 1, "any": {"id": 2, "leaf": {"size": 3}}},
    {"id": 1, "any": None, "extra": {"id": 5}},
    {"id": 1, "next": {"id": "x", "class": []}},
    {"id": 1, "next": None},
    {"id": 1, "extra": {"id": None}},
    {"id": 1, "any": {"next": 3}},
]


def outcome(module: ModuleType, value: Any, *, as_json: bool) -> Any:
    try:
        model = module.M0.model_validate_json(json.dumps(value)) if as_json else module.M0.model_validate(value)
    except ValidationError as error:
        return [(each["type"], each["loc"]) for each in error.errors()]
    return repr(model), model.model_dump(), model.model_dump_json(by_alias=True, exclude_unset=True)


@pytest.mark.parametrize("value", VALUES, ids=str)
@pytest.mark.parametrize("as_json", [False, True], ids=["python", "json"])
def test_a_deferred_model_reads_and_writes_what_any_other_does(
    rings: tuple[ModuleType, ModuleType], value: Any, as_json: bool
) -> None:
    deferred, native = rings
    assert outcome(deferred, value, as_json=as_json) == outcome(native, value, as_json=as_json)


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_json_schema_of_a_deferred_model_defines_all_models(
    rings: tuple[ModuleType, ModuleType], mode: Any
) -> None:
    schemas = [module.M0.model_json_schema(mode=mode) for module in rings]
    assert schemas[0]["$defs"].keys() == schemas[1]["$defs"].keys()
    validators = [jsonschema_rs.validator_for(schema) for schema in schemas]
    assert [validators[0].is_valid(each) for each in VALUES] == [validators[1].is_valid(each) for each in VALUES]


def test_models_of_a_cycle_deeper_than_the_recursion_limit_can_be_used(tmp_path: Path) -> None:
    module = models(110, "deep_ring", tmp_path)
    value = {"id": 1, "next": {"id": 2}}
    assert module.M57.model_validate(value).model_dump(exclude_unset=True) == value
    assert len(module.M57.model_json_schema()["$defs"]) == 110  # each but the array, and the leaf
    del sys.modules["deep_ring"]
