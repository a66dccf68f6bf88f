"""The effect of DELETE, PUT and PATCH on existing resources."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.mock.mock_servers import Connect, WriteSpec

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses: {'200': {description: All, content: {application/json: {schema: {type: array}}}}}
    delete:
      responses: {'204': {description: Emptied}}
    post:
      operationId: add
      requestBody: &new
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}
      responses:
        '201':
          description: Made
          content: &pet {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
          links:
            read: {operationId: read, parameters: {id: $response.body#/id}}
            remove: {operationId: remove, parameters: {id: $response.body#/id}}
        4XX: &error
          description: Refused
          content: {application/json: {schema: {type: object, required: [why], properties: {why: {const: so}}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: read
      responses: {'200': {description: '', content: *pet}, 4XX: *error}
    put:
      requestBody: *new
      responses: {'200': {description: '', content: *pet}, 4XX: *error}
    patch:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Changes'}}
          application/merge-patch+json: {schema: {type: object, properties: {legs: {type: [integer, 'null']}}}}
      responses: {'204': {description: Changed}, 4XX: *error}
    delete:
      operationId: remove
      requestBody: {content: {application/vnd.reason+json: {schema: {type: object}}}}
      responses: {'204': {description: Gone}, 4XX: *error}
  /shelves/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {description: '', content: &shelf {application/json: {schema:
      {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}}}}}}
    put: {requestBody: {content: *shelf}, responses: {'200': {description: '', content: *shelf}}}
  /boxes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}, examples: {red: {value: r}}}]
    get:
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema: &box
                type: object
                required: [box]
                properties:
                  box: {type: object, required: [id], properties: {id: {type: string}, size: {type: integer}}}
              examples: {red: {value: {box: {id: r, size: 1}}}}
        4XX: *error
    put:
      requestBody: {content: {application/json: {schema: {type: object, properties: {size: {type: integer}}}}}}
      responses: {'200': {description: '', content: {application/json: {schema: *box}}}, 4XX: *error}
    delete:
      responses: {'204': {description: Gone}}
components:
  schemas:
    Changes: {type: object, properties: {name: {type: string}, nick: {type: [string, 'null']}, chip: {}}}
    New:
      type: object
      required: [name]
      properties:
        name: {type: string}
        nick: {type: [string, 'null']}
        legs: {type: integer, default: 4}
        chip: {type: object, properties: {number: {type: integer}, by: {type: string}, since: {type: integer}}}
    Pet:
      allOf: [{$ref: '#/components/schemas/New'}]
      required: [id, name, added]
      properties: {id: {type: integer}, added: {type: string, format: date-time}}
"""


@pytest.fixture
def pets_api(write_spec: WriteSpec) -> Api:
    return Catalog(write_spec("pets", PETS)).load("pets")


@pytest.fixture
def client(pets_api: Api, connect: Connect) -> httpx.Client:
    return connect("pets", others=[pets_api])


def test_deleted_resource_returns_404(client: httpx.Client) -> None:
    remaining, deleted = (f"/pets/{client.post('/pets', json={'name': name}).json()['id']}" for name in ("Tom", "Rex"))
    assert client.delete(deleted).status_code == 204
    for method in ("GET", "DELETE", "PATCH"):
        response = client.request(method, deleted)
        assert (response.status_code, response.json()["why"]) == (404, "so")
    assert client.put(deleted, json={"name": "Rex"}).status_code == 404
    assert client.get(remaining).json()["name"] == "Tom"


def test_resource_that_was_never_created_can_be_deleted(client: httpx.Client) -> None:
    assert client.get("/pets/7").status_code == 200
    assert client.delete("/pets/7").status_code == 204
    assert client.get("/pets/7").status_code == 404
    assert client.get("/pets/8").status_code == 200


def test_put_cannot_change_the_id(client: httpx.Client) -> None:
    assert client.put("/shelves/1", json={"id": 2, "name": "Crime"}).json() == {"id": 1, "name": "Crime"}
    assert client.get("/shelves/1").json()["id"] == 1


def test_second_delete_succeeds_if_no_404_is_documented(client: httpx.Client) -> None:
    assert [client.delete("/boxes/r").status_code for _ in range(2)] == [204, 204]
    assert client.get("/boxes/r").status_code == 404


def test_patch_changes_only_the_sent_properties(client: httpx.Client) -> None:
    created = client.post("/pets", json={"name": "Tom", "nick": "T"}).json()
    path = f"/pets/{created['id']}"
    assert client.patch(path, json={"name": "Rex"}).status_code == 204
    assert client.get(path).json() == {**created, "name": "Rex"}
    assert client.patch(path, json={"nick": None}).status_code == 204
    assert client.get(path).json() == {**created, "name": "Rex", "nick": None}


def test_put_replaces_all_writable_properties(client: httpx.Client) -> None:
    created = client.post("/pets", json={"name": "Tom", "nick": "T", "legs": 3}).json()
    path = f"/pets/{created['id']}"
    assert created.pop("nick") == "T"
    put = client.put(path, json={"name": "Rex"})
    assert put.json() == {**created, "name": "Rex", "legs": 4} == client.get(path).json()


def test_merge_patch_removes_null_properties(client: httpx.Client) -> None:
    created = client.post("/pets", json={"name": "Tom", "nick": "T", "chip": {"number": 1, "by": "vet"}}).json()
    headers = {"Content-Type": "application/merge-patch+json"}
    path = f"/pets/{created['id']}"
    changes = {"nick": None, "chip": {"by": None, "since": 2020}}
    assert client.patch(path, content=json.dumps(changes), headers=headers).status_code == 204
    del created["nick"]
    assert client.get(path).json() == {**created, "chip": {"number": 1, "since": 2020}}


@pytest.mark.parametrize(
    ("method", "media_type", "status"),
    [
        ("PUT", "application/json; charset=utf-8", 200),
        ("PUT", "application/vnd.pets+json", 200),
        ("PUT", "application/merge-patch+json", 400),
        ("PATCH", "application/merge-patch+json;charset=utf-8", 204),
        ("PATCH", "application/json-patch+json", 400),
        ("DELETE", "application/vnd.reason+json", 204),
        ("DELETE", "application/json", 400),
    ],
)
def test_undocumented_json_media_type_is_rejected(
    client: httpx.Client, method: str, media_type: str, status: int
) -> None:
    path = f"/pets/{client.post('/pets', json={'name': 'Tom'}).json()['id']}"
    response = client.request(method, path, content=b'{"name": "Rex"}', headers={"Content-Type": media_type})
    assert response.status_code == status


def test_body_is_validated_by_the_schema_of_its_media_type(client: httpx.Client) -> None:
    path = f"/pets/{client.post('/pets', json={'name': 'Tom'}).json()['id']}"
    headers = {"Content-Type": "application/merge-patch+json"}
    assert client.patch(path, content=b'{"legs": 5}', headers=headers).status_code == 204
    assert client.get(path).json()["legs"] == 5
    assert client.patch(path, content=b'{"legs": "many"}', headers=headers).status_code == 400


def test_put_changes_a_resource_in_an_envelope(client: httpx.Client) -> None:
    changed = {"box": {"id": "r", "size": 5}}
    assert client.put("/boxes/r", json={"size": 5}).json() == changed == client.get("/boxes/r").json()


def test_put_to_an_unknown_id_returns_404(client: httpx.Client) -> None:
    assert client.put("/boxes/blue", json={"size": 5}).status_code == 404
    assert client.get("/boxes/blue").status_code == 404


def test_delete_of_a_collection_does_not_remove_the_list(client: httpx.Client) -> None:
    assert client.delete("/pets").status_code == 204
    assert client.get("/pets").status_code == 200


def test_check_passes_use_after_delete(pets_api: Api) -> None:
    others = {each.id: "not about a pet" for each in pets_api.operations if each.id not in ("add", "read", "remove")}
    settings = Settings(20, seed=2, excluded_operations=others)
    result = collect_result(pets_api, run_checks(in_process_target(pets_api), settings))
    assert not any(operation.failures for operation in result.operations), terminal.format_table([result])
    assert result.operation("read").verdict is Verdict.PASSED


ORDERS = """\
openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /order:
    post:
      operationId: place
      requestBody: &order {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '201':
          description: Placed
          content: &placed
            application/json:
              schema:
                type: object
                required: [order]
                properties:
                  order:
                    allOf: [{$ref: '#/components/schemas/Order'}]
                    required: [ref]
                    properties: {id: {type: string, readOnly: true}, ref: {type: string, readOnly: true}}
          links:
            look: {operationId: look, parameters: {reference: '$response.body#/order/ref'}}
            cancel: {operationId: cancel, parameters: {number: '$response.body#/order/ref'}}
            other: {operationId: other, parameters: {reference: '$response.body#/order/what'}}
  /lookup/{reference}:
    parameters: &reference [{name: reference, in: path, required: true, schema: {type: string}}]
    get:
      operationId: look
      responses:
        '200':
          description: ''
          content: *placed
          links:
            amend: {operationId: amend, parameters: {reference: $request.path.reference}}
        '404': {description: None}
  /cancel/{number}:
    parameters: [{name: number, in: path, required: true, schema: {type: string}}]
    delete:
      operationId: cancel
      responses: {'204': {description: Gone}, '404': {description: None}}
  /other/{reference}:
    parameters: *reference
    delete: {operationId: other, responses: {'204': {description: Gone}}}
  /amendments/{reference}:
    parameters: *reference
    patch: {operationId: amend, requestBody: *order, responses: {'200': {description: '', content: *placed}}}
components:
  schemas:
    Order: {type: object, properties: {what: {type: string}}}
"""


@pytest.fixture
def orders_client(write_spec: WriteSpec, connect: Connect) -> httpx.Client:
    return connect("orders", others=[Catalog(write_spec("orders", ORDERS)).load("orders")])


def test_write_at_another_path_changes_the_linked_resource(orders_client: httpx.Client) -> None:
    tea, milk = (orders_client.post("/order", json={"what": what}).json()["order"] for what in ("tea", "milk"))
    kept, gone = tea["ref"], milk["ref"]
    assert orders_client.delete(f"/cancel/{gone}").status_code == 204
    assert [orders_client.get(f"/lookup/{each}").status_code for each in (kept, gone)] == [200, 404]
    assert orders_client.delete(f"/cancel/{gone}").status_code == 404
    amended = orders_client.patch(f"/amendments/{kept}", json={"what": "coffee"}).json()
    assert amended == {"order": {**tea, "what": "coffee"}} == orders_client.get(f"/lookup/{kept}").json()


def test_write_linked_with_another_value_changes_nothing(orders_client: httpx.Client) -> None:
    kept = orders_client.post("/order", json={"what": "tea"}).json()["order"]["ref"]
    assert orders_client.delete(f"/other/{kept}").status_code == 204
    assert orders_client.get(f"/lookup/{kept}").status_code == 200


ROOMS = """\
openapi: 3.1.0
info: {title: Rooms, version: '1'}
paths:
  /rooms:
    post: {responses: {'201': {description: Made, content: &room {application/json: {schema:
      {type: object, required: [id], properties: {id: {type: string}}}}}}}}
  /rooms/{id}:
    parameters: [{name: floor, in: path, required: true, schema: {type: string}}]
    get:
      parameters: [&id {name: id, in: path, required: true, schema: {type: string}, example: red}]
      responses: {'200': {description: '', content: *room}, '404': &none {description: None}}
    patch:
      parameters: [{name: id, in: path, required: true, schema: {type: string}, example: blue}]
      responses: {'204': {description: Changed}, '404': *none}
    put:
      operationId: replace
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Replaced}, '404': *none}
"""


def test_documented_id_of_each_operation_of_a_path_exists(write_spec: WriteSpec, connect: Connect) -> None:
    api = Catalog(write_spec("rooms", ROOMS)).load("rooms")
    rooms = connect("rooms", others=[api])
    assert [rooms.get(f"/rooms/{each}").status_code for each in ("red", "blue", "green")] == [200, 200, 404]
    assert rooms.patch("/rooms/blue").status_code == 204
    floors = Catalog(write_spec("floors", ROOMS.replace("/rooms/{id}", "/{floor}/rooms/{id}"))).load("floors")
    assert connect("floors", others=[floors]).get("/2/rooms/red").status_code == 200
    replace = next(each for each in in_process_target(api).api.operations if each.id == "replace")
    assert replace.path_parameters[0].examples() == {"example": "red"}


def test_file_that_is_deleted_can_be_uploaded_again(connect: Connect) -> None:
    content = {"text/plain": {"schema": {"type": "string"}, "example": "hello"}}
    item = {
        "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {"responses": {"200": {"description": "", "content": content}, "404": {"description": ""}}},
        "put": {"requestBody": {"content": content}, "responses": {"204": {"description": ""}}},
        "delete": {"responses": {"204": {"description": ""}}},
    }
    document = {"openapi": "3.1.0", "info": {"title": "Files", "version": "1"}, "paths": {"/{name}": item}}
    files = connect("files", others=[Api("files", document, None, "")])
    assert files.get("/a").text == "hello"
    assert files.delete("/a").status_code == 204
    assert files.get("/a").status_code == 404
    assert files.put("/a", content="again", headers={"content-type": "text/plain"}).status_code == 204
    assert files.get("/a").status_code == 200


def test_response_to_an_update_has_the_id_of_the_path(connect: Connect) -> None:
    def make_content(*more: str) -> dict[str, Any]:
        text = {"type": "string"}
        item = {"type": "object", "required": ["id"], "properties": dict.fromkeys(("id", "name", *more), text)}
        return {"application/json": {"schema": {"type": "object", "properties": {"data": item}}}}

    item = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {"responses": {"200": {"description": "", "content": make_content("note")}}},
        "patch": {
            "requestBody": {"content": make_content()},
            "responses": {"200": {"description": "", "content": make_content()}},
        },
    }
    document = {"openapi": "3.1.0", "info": {"title": "Notes", "version": "1"}, "paths": {"/notes/{id}": item}}
    notes = connect("notes", others=[Api("notes", document, None, "")])
    response = notes.patch("/notes/a", json={"data": {"id": "b", "name": "new"}})
    assert response.json()["data"] == {"id": "a", "name": "new"}
    assert notes.get("/notes/a").json()["data"]["id"] == "a"
