"""A part of a document: patterns, tags and exclusions, and the components that stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.core.errors import UsageError
from caretasks.openapi.importing.pipeline import ImportedSource, import_document
from caretasks.openapi.importing.selection import Selection
from tests.openapi.importing.documents import make_document, write_files


def operation(name: str, *schemas: str, **others: Any) -> dict[str, Any]:
    content = {f"application/{each}+json": {"schema": {"$ref": f"#/components/schemas/{each}"}} for each in schemas}
    return {"operationId": name, "responses": {"200": {"description": "d", "content": content}}, **others}


DOCUMENT = make_document(
    {
        "/v1/pets": {
            "get": operation("list", "Pets", tags=["pets"]),
            "post": operation("create", "Pet", tags=["pets"]),
        },
        "/v1/toys": {"get": operation("toys", "Toy", tags=["toys"], security=[{"token": []}])},
        "/v2/all": {"get": operation("all", "Union")},
    },
    tags=[{"name": "pets"}, {"name": "toys"}],
    webhooks={"done": {"post": operation("done", "Toy")}},
    security=[{"key": []}],
    components={
        "schemas": {
            "Pets": {"items": {"$ref": "#/components/schemas/Pet"}},
            "Pet": {"type": "object", "properties": {"parent": {"$ref": "#/components/schemas/Pet"}}},
            "Toy": {"type": "object"},
            "Union": {
                "discriminator": {"propertyName": "kind", "mapping": {"a": "Cat", "b": "#/components/schemas/Dog"}}
            },
            "Cat": {"type": "object"},
            "Dog": {"type": "object"},
            "Unused": {"type": "object"},
        },
        "securitySchemes": {each: {"type": "http", "scheme": "basic"} for each in ("key", "token", "none")},
    },
)


def select(folder: Path, **selection: tuple[str, ...]) -> ImportedSource:
    return import_document(write_files(folder, {"openapi.json": DOCUMENT}), selection=Selection(**selection))


@pytest.mark.parametrize(
    ("selection", "selected"),
    [
        ({"only": ("/v1/*",)}, ["create", "list", "toys"]),
        ({"only": ("GET /v1/*",)}, ["list", "toys"]),
        ({"only": ("get /v1/pets", "POST done")}, ["done", "list"]),
        ({"only": ("* /v1/pets",)}, ["create", "list"]),
        ({"tags": ("toys",)}, ["toys"]),
        ({"tags": ("toys", "pets"), "only": ("GET *",)}, ["list", "toys"]),
        ({"exclude": ("POST *",)}, ["all", "list", "toys"]),
        ({"only": ("/v1/*",), "exclude": ("GET *",)}, ["create"]),
    ],
)
def test_selects_operations(tmp_path: Path, selection: dict[str, tuple[str, ...]], selected: list[str]) -> None:
    data = select(tmp_path, **selection).data
    items = [*data["paths"].values(), *data["webhooks"].values()]
    assert sorted(each["operationId"] for item in items for each in item.values()) == selected


@pytest.mark.parametrize(
    ("only", "schemas", "schemes"),
    [
        ("GET /v1/pets", ["Pets", "Pet"], ["key"]),
        ("/v1/toys", ["Toy"], ["key", "token"]),
        ("/v2/*", ["Union", "Cat", "Dog"], ["key"]),
    ],
)
def test_components_that_are_not_used_are_removed(
    tmp_path: Path, only: str, schemas: list[str], schemes: list[str]
) -> None:
    components = select(tmp_path, only=(only,)).data["components"]
    assert (list(components["schemas"]), list(components["securitySchemes"])) == (schemas, schemes)


def test_links_to_operations_that_are_not_selected_are_removed(tmp_path: Path) -> None:
    links = {"a": {"operationId": "a"}, "b": {"operationId": "b"}, "c": {"operationRef": "#/paths/~1b/get"}}
    paths = {"/a": {"get": operation("a")}, "/b": {"get": operation("b")}}
    paths["/a"]["get"]["responses"]["200"]["links"] = links
    path = write_files(tmp_path, {"openapi.json": make_document(paths)})
    data = import_document(path, selection=Selection(only=("/a",))).data
    assert list(data["paths"]["/a"]["get"]["responses"]["200"]["links"]) == ["a"]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ({"only": ("/v9/*",)}, "leave no operation; a pattern is a path, or a method and a path"),
        ({"tags": ("none",)}, "leave no operation; the tags are pets, toys"),
        ({"only": ("FETCH /v1/*",)}, "'FETCH /v1/[*]' is not a pattern of operations"),
    ],
)
def test_selection_of_nothing_is_an_error(tmp_path: Path, selection: dict[str, tuple[str, ...]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        select(tmp_path, **selection)
