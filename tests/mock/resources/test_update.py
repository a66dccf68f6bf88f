"""What becomes of a thing that is deleted, replaced or patched at its own place."""

from __future__ import annotations

import json

import httpx
import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import collect
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import stand_in
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from tests.mock.mock_servers import Connect, Write

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
def pets(write: Write) -> Api:
    return Catalogue(write("pets", PETS)).load("pets")


@pytest.fixture
def client(pets: Api, connect: Connect) -> httpx.Client:
    return connect("pets", others=[pets])


def test_what_is_deleted_is_gone(client: httpx.Client) -> None:
    kept, gone = (f"/pets/{client.post('/pets', json={'name': name}).json()['id']}" for name in ("Tom", "Rex"))
    assert client.delete(gone).status_code == 204
    for method in ("GET", "DELETE", "PATCH"):
        response = client.request(method, gone)
        assert (response.status_code, response.json()["why"]) == (404, "so")
    assert client.put(gone, json={"name": "Rex"}).status_code == 404
    assert client.get(kept).json()["name"] == "Tom"


def test_what_was_never_created_is_gone_too_once_deleted(client: httpx.Client) -> None:
    assert client.get("/pets/7").status_code == 200
    assert client.delete("/pets/7").status_code == 204
    assert client.get("/pets/7").status_code == 404
    assert client.get("/pets/8").status_code == 200


def test_a_thing_keeps_the_name_of_its_place(client: httpx.Client) -> None:
    assert client.put("/shelves/1", json={"id": 2, "name": "Crime"}).json() == {"id": 1, "name": "Crime"}
    assert client.get("/shelves/1").json()["id"] == 1


def test_what_the_document_shows_can_be_deleted_again_where_no_404_is_documented(client: httpx.Client) -> None:
    assert [client.delete("/boxes/r").status_code for _ in range(2)] == [204, 204]
    assert client.get("/boxes/r").status_code == 404


def test_patch_changes_a_thing_in_place(client: httpx.Client) -> None:
    made = client.post("/pets", json={"name": "Tom", "nick": "T"}).json()
    path = f"/pets/{made['id']}"
    assert client.patch(path, json={"name": "Rex"}).status_code == 204
    assert client.get(path).json() == {**made, "name": "Rex"}
    assert client.patch(path, json={"nick": None}).status_code == 204
    assert client.get(path).json() == {**made, "name": "Rex", "nick": None}


def test_put_replaces_what_a_client_may_say(client: httpx.Client) -> None:
    made = client.post("/pets", json={"name": "Tom", "nick": "T", "legs": 3}).json()
    path = f"/pets/{made['id']}"
    assert made.pop("nick") == "T"
    put = client.put(path, json={"name": "Rex"})
    assert put.json() == {**made, "name": "Rex", "legs": 4} == client.get(path).json()


def test_a_merge_patch_takes_away_what_is_null(client: httpx.Client) -> None:
    made = client.post("/pets", json={"name": "Tom", "nick": "T", "chip": {"number": 1, "by": "vet"}}).json()
    headers = {"Content-Type": "application/merge-patch+json"}
    path = f"/pets/{made['id']}"
    changes = {"nick": None, "chip": {"by": None, "since": 2020}}
    assert client.patch(path, content=json.dumps(changes), headers=headers).status_code == 204
    del made["nick"]
    assert client.get(path).json() == {**made, "chip": {"number": 1, "since": 2020}}


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
def test_a_json_type_that_is_not_documented_is_refused(
    client: httpx.Client, method: str, media_type: str, status: int
) -> None:
    path = f"/pets/{client.post('/pets', json={'name': 'Tom'}).json()['id']}"
    answered = client.request(method, path, content=b'{"name": "Rex"}', headers={"Content-Type": media_type})
    assert answered.status_code == status


def test_each_media_type_has_a_schema_of_its_own(client: httpx.Client) -> None:
    path = f"/pets/{client.post('/pets', json={'name': 'Tom'}).json()['id']}"
    headers = {"Content-Type": "application/merge-patch+json"}
    assert client.patch(path, content=b'{"legs": 5}', headers=headers).status_code == 204
    assert client.get(path).json()["legs"] == 5
    assert client.patch(path, content=b'{"legs": "many"}', headers=headers).status_code == 400


def test_a_thing_in_an_envelope_is_changed_there(client: httpx.Client) -> None:
    changed = {"box": {"id": "r", "size": 5}}
    assert client.put("/boxes/r", json={"size": 5}).json() == changed == client.get("/boxes/r").json()


def test_there_is_nothing_to_change_where_things_have_places_and_none_is_there(client: httpx.Client) -> None:
    assert client.put("/boxes/blue", json={"size": 5}).status_code == 404
    assert client.get("/boxes/blue").status_code == 404


def test_a_list_is_not_taken_for_a_thing(client: httpx.Client) -> None:
    assert client.delete("/pets").status_code == 204
    assert client.get("/pets").status_code == 200


def test_a_check_finds_nothing_left_after_a_delete(pets: Api) -> None:
    result = collect(pets, run(stand_in(pets), Settings(20)))
    assert not any(operation.failures for operation in result.operations if operation.path == "/pets/{id}"), (
        terminal.text([result])
    )
    assert result.operation("read").verdict is Verdict.KEPT


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
def orders(write: Write, connect: Connect) -> httpx.Client:
    return connect("orders", others=[Catalogue(write("orders", ORDERS)).load("orders")])


def test_a_write_elsewhere_is_about_the_thing_that_links_say(orders: httpx.Client) -> None:
    tea, milk = (orders.post("/order", json={"what": what}).json()["order"] for what in ("tea", "milk"))
    kept, gone = tea["ref"], milk["ref"]
    assert orders.delete(f"/cancel/{gone}").status_code == 204
    assert [orders.get(f"/lookup/{each}").status_code for each in (kept, gone)] == [200, 404]
    assert orders.delete(f"/cancel/{gone}").status_code == 404
    amended = orders.patch(f"/amendments/{kept}", json={"what": "coffee"}).json()
    assert amended == {"order": {**tea, "what": "coffee"}} == orders.get(f"/lookup/{kept}").json()


def test_a_write_that_a_link_gives_another_value_is_about_something_else(orders: httpx.Client) -> None:
    kept = orders.post("/order", json={"what": "tea"}).json()["order"]["ref"]
    assert orders.delete(f"/other/{kept}").status_code == 204
    assert orders.get(f"/lookup/{kept}").status_code == 200
