"""Bundling: references to other files, to anchors and to unusual locations become references to components."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.openapi.importing.pipeline import ImportedSource, import_document
from caretasks.openapi.lint.usable import make_usable
from caretasks.openapi.problems import Finding, SourceError
from tests.openapi.importing.documents import RESPONSES, import_data, import_files, make_document, write_files


def make_operation(schema: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"operationId": "read", "responses": {"200": {"description": "fine", "content": content}}}


def read_schema(data: dict[str, Any]) -> Any:
    return data["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]


def import_schema(folder: Path, schema: Any, files: dict[str, Any]) -> dict[str, Any]:
    document = make_document({"/a": {"get": make_operation(schema)}})
    data: dict[str, Any] = import_files(folder, {"openapi.yaml": document, **files}).data
    return data


def test_whole_file_becomes_a_component_with_its_name(tmp_path: Path) -> None:
    data = import_schema(tmp_path, {"$ref": "models/pet.yaml"}, {"models/pet.yaml": "type: object\n"})
    assert read_schema(data) == {"$ref": "#/components/schemas/pet"}
    assert data["components"]["schemas"] == {"pet": {"type": "object"}}


def test_references_in_another_file_are_relative_to_it(tmp_path: Path) -> None:
    files = {
        "models/pets.yaml": {"Pet": {"properties": {"toy": {"$ref": "toy.yaml"}, "self": {"$ref": "#/Pet"}}}},
        "models/toy.yaml": "type: string\n",
    }
    data = import_schema(tmp_path, {"$ref": "./models/pets.yaml#/Pet"}, files)
    references = {"toy": {"$ref": "#/components/schemas/toy"}, "self": {"$ref": "#/components/schemas/Pet"}}
    assert data["components"]["schemas"] == {"Pet": {"properties": references}, "toy": {"type": "string"}}


def test_recursive_files_become_recursive_components(tmp_path: Path) -> None:
    files = {"a.yaml": {"properties": {"b": {"$ref": "b.yaml"}}}, "b.yaml": {"properties": {"a": {"$ref": "a.yaml"}}}}
    data = import_schema(tmp_path, {"$ref": "a.yaml"}, files)
    assert data["components"]["schemas"]["b"] == {"properties": {"a": {"$ref": "#/components/schemas/a"}}}


def test_components_of_equal_names_get_the_name_of_their_file(tmp_path: Path) -> None:
    files = {name: {"components": {"schemas": {"Pet": {"title": name}}}} for name in ("cats.yaml", "dogs.yaml")}
    schema = {"anyOf": [{"$ref": f"{name}#/components/schemas/Pet"} for name in files]}
    data = import_schema(tmp_path, schema, files)
    titles = {name: each["title"] for name, each in data["components"]["schemas"].items()}
    assert titles == {"Pet": "cats.yaml", "dogs_Pet": "dogs.yaml"}


def test_component_that_is_a_file_keeps_its_name(tmp_path: Path) -> None:
    document = make_document(
        {"/a": {"get": make_operation({"$ref": "pet.yaml"})}},
        components={"schemas": {"Animal": {"$ref": "pet.yaml"}}},
    )
    data = import_files(tmp_path, {"openapi.json": document, "pet.yaml": "type: object\n"}).data
    assert read_schema(data) == {"$ref": "#/components/schemas/Animal"}
    assert data["components"]["schemas"] == {"Animal": {"type": "object"}}


def test_reference_back_to_the_document_is_local(tmp_path: Path) -> None:
    document = make_document(
        {"/a": {"get": make_operation({"$ref": "pet.yaml"})}}, components={"schemas": {"Toy": {"type": "string"}}}
    )
    files = {"openapi.yaml": document, "pet.yaml": {"items": {"$ref": "openapi.yaml#/components/schemas/Toy"}}}
    data = import_files(tmp_path, files).data
    assert data["components"]["schemas"]["pet"] == {"items": {"$ref": "#/components/schemas/Toy"}}


def test_path_items_operations_and_maps_of_other_files_are_inlined(tmp_path: Path) -> None:
    files = {
        "openapi.yaml": make_document({"/a": {"$ref": "a.yaml"}, "/b": {"get": {"$ref": "b.yaml#/get"}}}),
        "a.yaml": {"post": {"operationId": "a", "responses": {"$ref": "responses.yaml"}}},
        "b.yaml": {"get": {"operationId": "b", "responses": RESPONSES}},
        "responses.yaml": RESPONSES,
    }
    assert import_files(tmp_path, files).data["paths"] == {
        "/a": {"post": {"operationId": "a", "responses": RESPONSES}},
        "/b": {"get": {"operationId": "b", "responses": RESPONSES}},
    }


def test_paths_and_descriptions_of_other_files_are_inlined(tmp_path: Path) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1", "description": {"$ref": "docs/intro.md"}},
        "paths": {"$ref": "paths.yaml"},
    }
    operation = {"operationId": "a", "responses": RESPONSES}
    files = {"openapi.yaml": document, "docs/intro.md": "# Hello\n", "paths.yaml": {"/a": {"get": operation}}}
    data = import_files(tmp_path, files).data
    assert (data["info"]["description"], list(data["paths"])) == ("# Hello\n", ["/a"])


def test_references_in_what_openapi_does_not_define_are_not_followed(tmp_path: Path) -> None:
    """Each of 20 levels has the next one twice: following all references would take hours."""
    references = [{"$ref": f"#/components/schemas/S{n + 1}"} for n in range(20)]
    schemas = {f"S{n}": {"properties": {"a": each, "b": each}} for n, each in enumerate(references)}
    shape = {"oneOf": [{"$ref": "#/components/schemas/S0"}]}
    document = make_document({"/a": {"get": {**make_operation({}), "shape": shape}}})
    document["components"] = {"schemas": {**schemas, "S20": {"type": "string"}}}
    assert import_files(tmp_path, {"openapi.yaml": document}).data["paths"]["/a"]["get"]["shape"] == shape


def test_local_path_item_is_inlined_with_the_keys_next_to_its_reference(tmp_path: Path) -> None:
    item = {"get": {"operationId": "a", "responses": RESPONSES}}
    document = make_document(
        {"/a": {"$ref": "#/components/pathItems/A", "summary": "s"}}, components={"pathItems": {"A": item}}
    )
    assert import_data(tmp_path, document)["paths"] == {"/a": {**item, "summary": "s"}}


@pytest.mark.parametrize("kind", ["parameters", "responses", "headers", "examples", "requestBodies"])
def test_parts_of_every_kind_become_components(tmp_path: Path, kind: str) -> None:
    part = {"$ref": f"parts.yaml#/{kind}/P"}
    operation: dict[str, Any] = {"operationId": "a", "responses": {"200": {"description": "d"}}}
    if kind == "parameters":
        operation["parameters"] = [part]
    elif kind == "requestBodies":
        operation["requestBody"] = part
    elif kind == "responses":
        operation["responses"]["200"] = part
    elif kind == "headers":
        operation["responses"]["200"]["headers"] = {"X-P": part}
    else:
        operation["responses"]["200"]["content"] = {"text/plain": {"examples": {"e": part}}}
    files = {"openapi.yaml": make_document({"/a": {"post": operation}}), "parts.yaml": {kind: {"P": {"summary": "p"}}}}
    data = import_files(tmp_path, files).data
    assert data["components"] == {kind: {"P": {"summary": "p"}}}
    assert f"#/components/{kind}/P" in repr(data["paths"])


def test_discriminator_of_another_file_maps_to_components(tmp_path: Path) -> None:
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "dog.yaml"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat", "dog": "./dog.yaml"}},
    }
    pets = {"components": {"schemas": {"Pet": union, "Cat": {"type": "object"}}}}
    data = import_schema(
        tmp_path, {"$ref": "pets.yaml#/components/schemas/Pet"}, {"pets.yaml": pets, "dog.yaml": "type: object\n"}
    )
    mapping = data["components"]["schemas"]["Pet"]["discriminator"]["mapping"]
    assert mapping == {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/dog"}


def test_ids_and_anchors_become_pointers(tmp_path: Path) -> None:
    schemas = {
        "Sim": {
            "$id": "Sim",
            "properties": {"plan": {"$ref": "#/$defs/Plan"}, "owner": {"$ref": "Owner"}, "b": {"$ref": "#here"}},
            "$defs": {"Plan": {"type": "object"}},
        },
        "Owner": {"$id": "Owner", "type": "object"},
        "Here": {"$anchor": "here", "$schema": "https://json-schema.org/draft/2020-12/schema"},
    }
    data = import_data(tmp_path, make_document(components={"schemas": schemas}))
    properties = {
        "plan": {"$ref": "#/components/schemas/Sim/%24defs/Plan"},
        "owner": {"$ref": "#/components/schemas/Owner"},
        "b": {"$ref": "#/components/schemas/Here"},
    }
    assert data["components"]["schemas"] == {
        "Sim": {"properties": properties, "$defs": {"Plan": {"type": "object"}}},
        "Owner": {"type": "object"},
        "Here": {},
    }


def test_reference_to_an_unusual_location_becomes_one_to_a_component(tmp_path: Path) -> None:
    document = make_document(
        {"/a": {"get": make_operation({"$ref": "#/definitions/Pet"})}},
        definitions={"Pet": {"properties": {"toy": {"$ref": "#/others/Toy"}}}},
        others={"Toy": {"type": "string"}},
    )
    data = import_data(tmp_path, document)
    assert read_schema(data) == {"$ref": "#/components/schemas/Pet"}
    assert data["components"]["schemas"]["Pet"]["properties"] == {"toy": {"$ref": "#/components/schemas/openapi_Toy"}}


def test_external_value_of_an_example_is_read(tmp_path: Path) -> None:
    operation = make_operation({})
    media = operation["responses"]["200"]["content"]["application/json"]
    media["examples"] = {
        "near": {"externalValue": "./near.json"},
        "far": {"externalValue": "https://example.com/far.json"},
        "out": {"externalValue": "../../etc/passwd"},
    }
    source = import_files(tmp_path, {"openapi.json": make_document({"/a": {"get": operation}}), "near.json": {"a": 1}})
    examples = source.data["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["examples"]
    assert examples == {**media["examples"], "near": {"value": {"a": 1}}}
    assert [each.pointer.rpartition("/")[2] for each in source.changes.left_out] == ["far", "out"]


def test_documents_without_references_are_unchanged(tmp_path: Path) -> None:
    document = make_document({"/a": {"get": make_operation({"type": "string", "default": {"$ref": "x.yaml"}})}})
    source = import_files(tmp_path, {"openapi.json": document})
    assert (source.data, bool(source.changes)) == (document, False)


def test_problems_of_bundled_parts_have_the_lines_of_their_files(tmp_path: Path) -> None:
    document = make_document({"/a": {"get": make_operation({"$ref": "pet.yaml"})}})
    source = import_files(tmp_path, {"openapi.json": document, "pet.yaml": "type: object\nproperties:\n  a: {}\n"})
    (problem,) = source.make_problems([Finding("/components/schemas/pet/properties/a", "is wrong")])
    assert (problem.file, problem.line) == (str(tmp_path / "pet.yaml"), 3)


@pytest.mark.parametrize(
    ("schema", "files", "message"),
    [
        ({"$ref": "a.yaml"}, {"a.yaml": "c: [\n"}, "a.yaml:2: is not YAML"),
        ({"$ref": "ftp://example.com/a"}, {}, "only files and http or https URLs can be read, not ftp:"),
        ({"$ref": "../a.yaml"}, {}, "it leads out of the folder"),
        ({"$ref": "https://example.com/a"}, {}, "use --allow-remote example.com"),
    ],
)
def test_reference_that_must_not_be_followed_is_an_error(
    tmp_path: Path, schema: Any, files: dict[str, Any], message: str
) -> None:
    with pytest.raises(SourceError) as caught:
        import_schema(tmp_path, schema, files)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "components", [{"$ref": "#/components/schemas/A"}, {"schemas": {"$ref": "#/components/schemas/A"}}]
)
def test_reference_through_itself_is_an_error(tmp_path: Path, components: Any) -> None:
    with pytest.raises(SourceError, match="it leads through a circular reference"):
        import_data(tmp_path, make_document(components=components))


def test_references_that_are_refused_for_the_same_reason_are_one_error(tmp_path: Path) -> None:
    schema = {"properties": {"a": {"$ref": "../a.yaml"}, "b": {"$ref": "../b.yaml"}, "c": {"$ref": "ftp://c/d"}}}
    with pytest.raises(SourceError) as caught:
        import_schema(tmp_path, schema, {})
    first, second = caught.value.problems
    assert first.message.startswith("the reference '../a.yaml' cannot be followed: it leads out of the folder")
    assert first.message.endswith(" (and 1 other reference)")
    assert "'ftp://c/d'" in second.message


def find_limitations(source: ImportedSource) -> dict[str, str]:
    """Return the messages of the limitations of an imported document by their JSON pointers."""
    found = [*source.import_findings, *make_usable(source.data).findings]
    return {each.pointer: each.message for each in found if each.severity == "limitation"}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("none.yaml", "none.yaml"),
        ("a.yaml#/b", "a.yaml#/b"),
        ("a.yaml#b", "a.yaml#b"),
        ("sub/../n%20o.yaml", "n%20o.yaml"),
    ],
)
def test_schema_without_the_file_or_node_it_refers_to_is_a_limitation(
    tmp_path: Path, reference: str, expected: str
) -> None:
    document = make_document({"/a": {"get": make_operation({"$ref": reference})}})
    source = import_files(tmp_path, {"openapi.json": document, "a.yaml": "c: 1\n"})
    ((pointer, message),) = find_limitations(source).items()
    assert pointer == "/paths/~1a/get/responses/200/content/application~1json/schema/$ref"
    assert message.startswith(f"unresolved external reference {expected!r}")


@pytest.mark.parametrize(
    ("item", "left_out"),
    [
        ({"$ref": "none.yaml"}, "/paths/~1b/$ref"),
        ({"get": {"$ref": "none.yaml"}}, "/paths/~1b/get"),
        ({"parameters": {"$ref": "none.yaml"}}, "/paths/~1b/parameters"),
        ({"get": {"requestBody": {"$ref": "none.yaml"}, "responses": RESPONSES}}, "/paths/~1b/get/requestBody/$ref"),
        ({"get": {"responses": {"200": {"$ref": "none.yaml"}}}}, "/paths/~1b/get/responses/200/$ref"),
    ],
)
def test_part_whose_file_is_missing_is_left_out_alone(tmp_path: Path, item: Any, left_out: str) -> None:
    document = make_document({"/a": {"get": {"responses": RESPONSES}}, "/b": item})
    source = import_files(tmp_path, {"openapi.json": document})
    limitations = find_limitations(source)
    assert list(limitations) == [left_out]
    assert "none.yaml" in limitations[left_out]
    assert "/a" in make_usable(source.data).document["paths"]


def test_missing_file_of_another_file_is_named_relative_to_the_document(tmp_path: Path) -> None:
    document = make_document({"/a": {"get": make_operation({"$ref": "sub/a.yaml"})}})
    properties = {"b": {"$ref": "b.yaml"}, "c": {"$ref": "#/none"}, "d": {"$ref": "../openapi.json#/none"}}
    source = import_files(tmp_path, {"openapi.json": document, "sub/a.yaml": {"properties": properties}})
    expected = {name: each["$ref"] for name, each in source.data["components"]["schemas"]["a"]["properties"].items()}
    assert expected == {"b": "sub/b.yaml", "c": "sub/a.yaml#/none", "d": "#/none"}


def test_missing_file_of_all_paths_is_an_error_with_file_and_line(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"a.yaml": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  $ref: b.yaml\n"})
    with pytest.raises(SourceError) as caught:
        import_document(path)
    assert str(caught.value).startswith(
        f"{path}:4: /paths/$ref: the reference 'b.yaml' cannot be followed: there is no"
    )


@pytest.mark.parametrize("files", [{"a.yaml": {"$ref": "b.yaml"}, "b.yaml": {"$ref": "a.yaml"}}])
def test_cycle_of_path_items_is_an_error(tmp_path: Path, files: dict[str, Any]) -> None:
    with pytest.raises(SourceError, match="it leads back to itself"):
        import_files(tmp_path, {"openapi.json": make_document({"/a": {"$ref": "a.yaml"}}), **files})
