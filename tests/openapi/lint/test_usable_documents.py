"""The usable form of a spec: what makes a spec unusable, what is left out of it, and what is only a warning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from caretasks.openapi.catalog import Catalog, load_apis
from caretasks.openapi.json_pointer import Edit, apply_edits, has_pointer, resolve_pointer
from caretasks.openapi.lint.document import find_problems, validate_documents
from caretasks.openapi.lint.usable import make_usable
from caretasks.openapi.problems import Severity

OK: dict[str, Any] = {"responses": {"200": {"description": ""}}}


def document(**keywords: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, **keywords}


def with_get(**keywords: Any) -> dict[str, Any]:
    return document(paths={"/a": {"get": {"operationId": "get_a", **OK, **keywords}}})


def with_schema(schema: Any, **keywords: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, **keywords}}
    return with_get(responses={"200": {"description": "", "content": content}})


SCHEMA = "/paths/~1a/get/responses/200/content/application~1json/schema"


def pointers(data: dict[str, Any], severity: Severity) -> list[str]:
    return [each.pointer for each in find_problems(data) if each.severity == severity]


def test_specs_of_the_project_are_valid() -> None:
    validate_documents(Catalog().load_all())


def test_spec_without_problems_is_used_as_it_is() -> None:
    data = with_get()
    usable = make_usable(data)
    assert (usable.document, usable.api.document, usable.findings) == (data, data, ())


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({}, ""),
        ({"openapi": "3.1.0", "paths": {}}, ""),
        ({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}, ""),
        ({"openapi": 3, "info": {"title": "T"}}, "/openapi"),
        ({"openapi": "3.0.0", "info": {"title": "T"}}, "/openapi"),
        ({"swagger": "2.0", "info": {"title": "T"}}, "/swagger"),
        (document(paths=[]), "/paths"),
    ],
)
def test_unsound_spec_has_an_error(data: dict[str, Any], pointer: str) -> None:
    assert pointers(data, "error") == [pointer]


@pytest.mark.parametrize(
    ("data", "pointers_found"),
    [
        (document(info={"title": 1}), ["/info", "/info/title"]),
        (document(info={"title": "T", "version": "1", "x-rate-limit": 5}), ["/info/x-rate-limit"]),
        (document(unknown={}), ["/unknown"]),
        (document(tags=3), ["/tags"]),
        (document(tags=[{"name": "a"}, {"name": "a"}]), ["/tags/1/name"]),
        (with_get(unknown=1), ["/paths/~1a/get/unknown"]),
        (document(paths={"/a": {"get": OK}}), ["/paths/~1a/get"]),
        (with_get(responses={}), ["/paths/~1a/get/responses"]),
        (with_get(responses={"200": {}}), ["/paths/~1a/get/responses/200"]),
        (with_get(parameters=[{"name": "p", "in": "query"}]), ["/paths/~1a/get/parameters/0"]),
        (document(paths={"/a/{id}": {"get": {"operationId": "a", **OK}}}), ["/paths/~1a~1{id}/get"]),
        (with_schema({"properties": {"a": {"required": True}}}), [f"{SCHEMA}/properties/a/required"]),
        (with_schema({"required": ["a", "a"]}), [f"{SCHEMA}/required"]),
        (with_schema({"minimum": 3, "exclusiveMinimum": True}), [f"{SCHEMA}/exclusiveMinimum"]),
        (with_schema({"type": "integer"}, example="x"), [SCHEMA.replace("/schema", "/example")]),
        (with_schema({"type": "integer", "default": "x"}), [f"{SCHEMA}/default"]),
        (with_schema({"x-own": "yes"}), [f"{SCHEMA}/x-own"]),
        (with_schema({"enum": []}), [f"{SCHEMA}/enum"]),
        (document(servers=[{"url": "https://{region}.example.com"}]), ["/servers/0/url"]),
        (document(servers=[{"url": "/{a}", "variables": {"a": {"type": "string"}}}]), ["/servers/0/variables/a"]),
    ],
)
def test_problem_without_which_nothing_is_left_out_is_a_warning(
    data: dict[str, Any], pointers_found: list[str]
) -> None:
    assert pointers(data, "warning") == pointers_found
    assert {each.severity for each in find_problems(data)} == {"warning"}
    assert {each.message for each in find_problems(make_usable(data).document) if each.edit} == set()


GET = "/paths/~1a/get"


@pytest.mark.parametrize(
    ("data", "pointer", "left_out"),
    [
        (document(servers=[{}]), "/servers/0", "/servers/0"),
        (document(paths={"a": {}}), "/paths/a", "/paths/a"),
        (document(paths={"/a": {"get": []}}), GET, GET),
        (with_get(responses={"2000": {}}), f"{GET}/responses/2000", f"{GET}/responses/2000"),
        (with_get(requestBody={}), f"{GET}/requestBody", f"{GET}/requestBody"),
        (with_get(responses={"200": {"description": "", "content": 1}}), f"{GET}/responses/200/content", None),
        (with_get(parameters=[{"in": "query", "schema": {}}]), f"{GET}/parameters/0", f"{GET}/parameters/0"),
        (
            with_get(parameters=[{"name": "p", "in": "body", "schema": {}}]),
            f"{GET}/parameters/0/in",
            f"{GET}/parameters/0",
        ),
        (with_get(parameters=["p"]), f"{GET}/parameters/0", f"{GET}/parameters/0"),
        (with_get(security=[{"missing": []}]), f"{GET}/security/0/missing", None),
        (
            document(components={"securitySchemes": {"s": {"type": "apiKey", "in": "header"}}}),
            "/components/securitySchemes/s",
            "/components/securitySchemes/s",
        ),
        (
            with_get(responses={"200": {"$ref": "#/components/missing"}}),
            f"{GET}/responses/200/$ref",
            f"{GET}/responses/200",
        ),
        (with_get(responses={"200": {"$ref": "a.yaml#/a"}}), f"{GET}/responses/200/$ref", f"{GET}/responses/200"),
        (
            with_get(responses={"200": {"$ref": f"#{GET}/responses/200"}}),
            f"{GET}/responses/200/$ref",
            f"{GET}/responses/200",
        ),
        (with_schema({"properties": {"v": {"$ref": "#/missing"}}}), f"{SCHEMA}/properties/v/$ref", None),
        (with_schema({"oneOf": [{"$ref": "#/missing"}, {}]}), f"{SCHEMA}/oneOf/0/$ref", f"{SCHEMA}/oneOf"),
        (with_schema({"not": {"$ref": "#/missing"}}), f"{SCHEMA}/not/$ref", f"{SCHEMA}/not"),
        (with_schema({"type": "text"}), f"{SCHEMA}/type", None),
        (with_schema({"properties": {"a": {"required": "b"}}}), f"{SCHEMA}/properties/a/required", None),
        (with_schema({"properties": {"a": 3}}), f"{SCHEMA}/properties/a", None),
        (with_schema({"pattern": "("}), f"{SCHEMA}/pattern", None),
    ],
)
def test_unusable_node_is_a_limitation_and_left_out(data: dict[str, Any], pointer: str, left_out: str | None) -> None:
    assert pointers(data, "limitation") == [pointer]
    assert pointers(data, "error") == []
    usable = make_usable(data).document
    assert not has_pointer(usable, pointer if left_out is None else left_out) or pointer.endswith("/a")
    assert [each for each in find_problems(usable) if each.edit] == []


def test_operations_without_problems_stay_as_they_are() -> None:
    data = with_get()
    data["paths"]["/b"] = {"get": {"operationId": "b", **OK, "parameters": [{"$ref": "#/missing"}]}, "put": 3}
    usable = make_usable(data).document
    assert usable["paths"]["/a"] is data["paths"]["/a"]
    assert usable["paths"]["/b"] == {"get": {"operationId": "b", **OK, "parameters": []}}


def test_reference_to_a_node_that_is_left_out_is_a_limitation() -> None:
    data = with_get(parameters=[{"$ref": "#/components/parameters/P"}])
    data["components"] = {"parameters": {"P": {"name": "p", "in": "body", "schema": {}}}}
    assert sorted(pointers(data, "limitation")) == ["/components/parameters/P/in", f"{GET}/parameters/0/$ref"]
    assert make_usable(data).document["paths"]["/a"]["get"]["parameters"] == []


def test_invalid_examples_are_left_out() -> None:
    media = {"examples": {"a": {"value": "x"}, "b": {"value": 1}}}
    data = with_schema({"type": "integer", "default": "x", "examples": ["y", 2]}, **media)
    content = make_usable(data).document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]
    assert content == {"schema": {"type": "integer", "examples": [2]}, "examples": {"b": {"value": 1}}}


def test_undeclared_path_parameters_are_strings() -> None:
    usable = make_usable(document(paths={"/a/{id}": {"get": {"operationId": "a", **OK}}})).document
    declared = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    assert usable["paths"]["/a/{id}"]["get"]["parameters"] == [declared]


def test_operations_without_a_unique_id_get_one() -> None:
    ids: dict[str, Any] = {"/a": "get_b", "/b": None, "/c": "get_b", "/c/": None}
    paths = {path: {"get": {**OK, **({"operationId": given} if given else {})}} for path, given in ids.items()}
    usable = make_usable(document(paths=paths)).document
    found = [item["get"]["operationId"] for item in usable["paths"].values()]
    assert found == ["get_b", "get_b_2", "get_c", "get_c_2"]


def test_error_behind_a_reference_has_the_pointer_of_the_target() -> None:
    data = with_schema({"$ref": "#/components/schemas/A"})
    data["components"] = {"schemas": {"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"type": 1}}}
    assert pointers(data, "limitation") == ["/components/schemas/B/type"]


def test_union_that_contains_itself_loses_this_alternative() -> None:
    data = with_schema({"$ref": "#/components/schemas/Base"})
    child = {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"a": {}}}]}
    base = {"type": "object", "oneOf": [{"$ref": "#/components/schemas/Child"}, {"required": ["b"]}]}
    data["components"] = {"schemas": {"Base": base, "Child": child}}
    assert pointers(data, "limitation") == ["/components/schemas/Base/oneOf/0/$ref"]
    assert make_usable(data).document["components"]["schemas"]["Base"]["oneOf"] == [{"required": ["b"]}]


def test_ref_key_in_an_example_is_not_a_reference() -> None:
    assert find_problems(with_schema({"examples": [{"$ref": "#/missing"}]}, example={"$ref": "#/missing"})) == []


def test_recursive_schema_is_valid() -> None:
    data = with_schema({"$ref": "#/components/schemas/Tree"}, example={"children": [{"children": []}]})
    tree = {"type": "object", "properties": {"children": {"items": {"$ref": "#/components/schemas/Tree"}}}}
    data["components"] = {"schemas": {"Tree": tree}}
    assert find_problems(data) == []


def test_every_pointer_of_a_problem_exists_in_the_document() -> None:
    data = with_schema({"type": "integer", "minimum": "x"}, example="x")
    assert len(find_problems(data)) == 2
    for each in find_problems(data):
        resolve_pointer(data, each.pointer)


def test_edits_have_the_pointers_of_the_original() -> None:
    data = {"a": [0, 1, {"b": [2, 3]}, 4], "c": {"d": 5}, "e": {}}
    edits = [
        Edit("/a/0"),
        Edit("/a/2/b/0"),
        Edit("/a/2/b/1", 6),
        Edit("/c"),
        Edit("/e/f", 7),
        Edit("/c/d", 8),
        Edit("/x/y"),
    ]
    assert apply_edits(data, edits) == {"a": [1, {"b": [6]}, 4], "e": {"f": 7}}
    assert data == {"a": [0, 1, {"b": [2, 3]}, 4], "c": {"d": 5}, "e": {}}


def test_edits_copy_only_what_they_change() -> None:
    data: dict[str, Any] = {"a": {"b": {}}, "c": {}}
    edited = apply_edits(data, [Edit("/a/b", 1)])
    assert (edited["c"] is data["c"], edited["a"] is data["a"]) == (True, False)
    assert apply_edits(data, []) is data


def test_command_prints_limitations_and_counts_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = with_get(parameters=["p"] * 7, unknown=1)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "openapi.yaml").write_text(json.dumps(data), "utf-8")
    (api,) = load_apis(["notes"], tmp_path)
    lines = capsys.readouterr().err.splitlines()
    assert (len(lines), api.operations[0].parameters) == (6, ())
    assert f"limitation: {GET}/parameters/0: " in lines[0]
    assert lines[-1].endswith("/openapi.yaml: 2 more limitations and 1 warning")
