"""A user's spec: served from its examples and schemas, without any Python code."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import httpx
import pytest

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.lint.document import validate_documents
from caretasks.openapi.schema.validation import is_valid
from tests.mock.mock_servers import Connect, WriteSpec

LIBRARY = """\
openapi: 3.1.0
info: {title: Library, version: '1'}
servers:
  - url: https://{region}.example.com/api/{version}/
    variables:
      region: {default: eu}
      version: {default: v3}
security: [{queryKey: []}]
paths:
  /shelves/{shelf}/books:
    parameters:
      - {name: shelf, in: path, required: true, schema: {type: integer}, example: 7}
    get:
      operationId: listBooks
      parameters:
        - {name: genre, in: query, schema: {type: array, items: {enum: [crime, poetry]}}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, default: 10}}
      responses:
        '200':
          description: The books
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Book'}}
              example: [{number: 1, title: Emma, status: shelved}]
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: addBook
      requestBody:
        content:
          application/json:
            schema:
              oneOf: [{$ref: '#/components/schemas/NewBook'}, {type: 'null'}]
      responses:
        '200':
          description: The new book
          headers:
            X-Remaining: {required: true, schema: {type: integer, minimum: 3}}
            X-Note: {required: true, example: "a\\r\\nb: \u2713", schema: {type: string}}
          content:
            application/json:
              schema:
                type: object
                required: [book]
                properties: {book: {$ref: '#/components/schemas/Book'}}
          links:
            read:
              operationRef: '#/paths/~1shelves~1{shelf}~1books~1{number}/get'
              parameters: {shelf: $request.path.shelf, path.number: $response.body#/book/number}
        default: {$ref: '#/components/responses/Error'}
  /shelves/{shelf}/books/{number}:
    parameters:
      - {name: shelf, in: path, required: true, schema: {type: integer}, examples: {emma: {value: 7}}}
      - {name: number, in: path, required: true, schema: {type: integer}, examples: {emma: {value: 1}}}
    get:
      operationId: readBook
      responses:
        '200':
          description: The book
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Book'}
              examples: {emma: {value: {number: 1, title: Emma, status: shelved}}}
        default: {$ref: '#/components/responses/Error'}
    delete:
      responses:
        '204': {description: Gone}
        default: {$ref: '#/components/responses/Error'}
  /hours/{day}:
    get:
      security: []
      parameters: [{name: day, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: '', content: {application/json: {example: {open: '9'}}}}
  /catalog:
    get:
      security: []
      responses:
        '2XX':
          description: ''
          content:
            application/hal+json:
              schema:
                type: object
                required: [name, size, parts, since]
                properties:
                  name: {type: string, minLength: 12}
                  size: {type: number, exclusiveMinimum: 5, multipleOf: 2}
                  since: {type: string, format: date}
                  parts: {type: array, minItems: 2, items: {anyOf: [{type: 'null'}, {type: string}]}}
  /old:
    get:
      security: []
      responses: {'400': {description: ''}}
components:
  securitySchemes:
    queryKey: {type: apiKey, in: query, name: api_key}
  schemas:
    NewBook:
      type: object
      required: [title]
      properties:
        title: {type: string, minLength: 1}
        status: {type: string, default: ordered}
        tags: {type: [array, 'null'], items: {type: string}}
    Book:
      allOf:
        - $ref: '#/components/schemas/NewBook'
        - type: object
          required: [number, tags_seen]
          properties:
            number: {type: integer}
            shelf: {type: integer}
            added: {type: string, format: date-time}
            tags_seen: {type: array, default: []}
          unevaluatedProperties: true
  responses:
    Error:
      description: Something was wrong
      content:
        application/problem+json:
          schema:
            type: object
            required: [status_code, kind, problem]
            properties:
              status_code: {type: integer}
              kind: {const: error}
              problem:
                type: object
                required: [message]
                properties: {message: {type: string}}
"""
LIBRARY = LIBRARY.replace("required: [number, tags_seen]", "required: [number]")
KEY = {"api_key": "k"}


@pytest.fixture
def library_api(write_spec: WriteSpec) -> Api:
    api = Catalog(write_spec("our-library", LIBRARY)).load("our-library")
    validate_documents([api])
    return api


@pytest.fixture
def client(library_api: Api, connect: Connect) -> httpx.Client:
    return connect("our-library/api/v3", others=[library_api])


def test_list_returns_its_first_example(client: httpx.Client) -> None:
    response = client.get("/shelves/7/books", params={**KEY, "genre": ["crime", "poetry"], "limit": 3})
    assert response.status_code == 200
    assert response.json() == [{"number": 1, "title": "Emma", "status": "shelved"}]


def test_documented_resource_is_read_by_its_path_only(client: httpx.Client) -> None:
    assert client.get("/shelves/7/books/1", params=KEY).json()["title"] == "Emma"
    assert client.get("/shelves/1/books/7", params=KEY).status_code == 404


def test_example_without_path_examples_is_read_at_any_path(client: httpx.Client) -> None:
    assert client.get("/hours/monday").json() == {"open": "9"}


def test_response_without_an_example_is_sampled_from_its_schema(client: httpx.Client, library_api: Api) -> None:
    response = client.get("/catalog")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/hal+json")
    media = next(each for each in library_api.operations if each.path == "/catalog").responses["2XX"].media
    assert media is not None
    assert media.schema is not None
    assert is_valid(media.schema, response.json())


def test_documented_header_is_percent_encoded_if_needed(client: httpx.Client) -> None:
    response = client.post("/shelves/9/books", params=KEY, json={"title": "Ulysses"})
    assert response.headers["X-Note"] == "a%0D%0Ab: %E2%9C%93"


def test_created_resource_is_read_through_its_link(client: httpx.Client) -> None:
    response = client.post("/shelves/9/books", params=KEY, json={"title": "Ulysses", "tags": ["long"]})
    assert (response.status_code, response.headers["X-Remaining"]) == (200, "3")
    book = response.json()["book"]
    assert (book["title"], book["tags"], book["status"], book["shelf"]) == ("Ulysses", ["long"], "ordered", 9)
    second = client.post("/shelves/9/books", params=KEY, json={"title": "Dubliners"}).json()["book"]
    assert second["number"] != book["number"]
    read = client.get(f"/shelves/9/books/{book['number']}", params=KEY)
    assert read.json() == {**read.json(), **book}
    assert client.get(f"/shelves/8/books/{book['number']}", params=KEY).status_code == 404


@pytest.mark.parametrize("content", [b"", b"null"])
def test_optional_body_may_be_missing_or_null(client: httpx.Client, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/shelves/9/books", params=KEY, content=content, headers=headers)
    assert response.status_code == 200
    assert isinstance(response.json()["book"]["number"], int)


def test_response_without_content_has_no_body(client: httpx.Client) -> None:
    response = client.delete("/shelves/7/books/1", params=KEY)
    assert (response.status_code, response.content) == (204, b"")
    assert "Content-Type" not in response.headers


@pytest.mark.parametrize(
    ("path", "params", "status", "message_part"),
    [
        ("/shelves/7/books", {}, 401, "key"),
        ("/shelves/x/books", KEY, 400, "'shelf'"),
        ("/shelves/7/books", {**KEY, "genre": "prose"}, 400, "'genre'"),
        ("/shelves/7/books", {**KEY, "limit": "0"}, 400, "'limit'"),
        ("/shelves/7/books/2", KEY, 404, "path parameters"),
    ],
)
def test_error_has_the_schema_of_the_default_response(
    client: httpx.Client, path: str, params: dict[str, str], status: int, message_part: str
) -> None:
    response = client.get(path, params=params)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    message = response.json()["problem"].pop("message")
    assert message_part in message
    assert response.json() | {"problem": {}} == {"status_code": status, "kind": "error", "problem": {}}


def test_undocumented_error_has_an_error_property(client: httpx.Client) -> None:
    assert set(client.post("/old").json()) == {"error"}


def test_operation_without_a_documented_success_returns_an_empty_200(client: httpx.Client) -> None:
    response = client.get("/old")
    assert (response.status_code, response.content) == (200, b"")


def test_spec_with_the_name_of_a_known_api_may_differ(write_spec: WriteSpec, connect: Connect) -> None:
    text = """\
openapi: 3.1.0
info: {title: Other, version: '1'}
paths:
  /:
    post:
      operationId: create_task
      responses:
        '201':
          description: ''
          content: {application/json: {schema: {type: array, items: {type: string}}, example: [a]}}
    get:
      operationId: get_task
      responses: {'200': {description: '', content: {application/json: {example: {calls: [1]}}}}}
"""
    for name in ("miramace", "solum"):
        api = Catalog(write_spec(name, text)).load(name)
        client = connect(name, others=[api])
        assert client.post("/").json() == ["a"]
        assert client.get("/").status_code == 200


def test_unsatisfiable_schema_is_logged(
    write_spec: WriteSpec, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    text = """\
openapi: 3.1.0
info: {title: Hard, version: '1'}
paths:
  /:
    get:
      responses:
        '200': {description: '', content: {application/json: {schema: {type: string, minLength: 5, maxLength: 1}}}}
"""
    client = connect("hard", others=[Catalog(write_spec("hard", text)).load("hard")])
    assert client.get("/").status_code == 200
    pointer = "/paths/~1/get/responses/200/content/application~1json/schema"
    assert f"no valid value found for the schema at {pointer}" in caplog.text


def test_created_ids_are_unique_even_without_a_format(write_spec: WriteSpec, connect: Connect) -> None:
    schema = "{type: object, required: [id], properties: {id: {type: string}}, example: {id: x1}}"
    text = f"""\
openapi: 3.1.0
info: {{title: Ids, version: '1'}}
paths:
  /:
    post:
      responses: {{'201': {{description: '', content: {{application/json: {{schema: {schema}}}}}}}}}
"""
    client = connect("ids", others=[Catalog(write_spec("ids", text)).load("ids")])
    first, second = (client.post("/").json()["id"] for _ in range(2))
    assert UUID(first) != UUID(second)


def test_spec_needs_no_facts_file(write_spec: WriteSpec, tmp_path: Path) -> None:
    assert Catalog(write_spec("our-library", LIBRARY)).load("our-library").facts is None
