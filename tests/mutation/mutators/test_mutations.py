"""Tests of the mutations: each has exactly its fault, and changes no other response."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.conformance.target.model import Target, in_process_target
from caretasks.mutation.injection import ExchangeHook, with_hook
from caretasks.mutation.mutant import Mutation, Setup
from caretasks.mutation.mutators.conforming_variants import VariantHook, conforming_variants
from caretasks.mutation.mutators.derive import all_mutants
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.bundled_apis import load_api

SOLUM = in_process_target(load_api("solum"), seed="1")
MAXCARE = in_process_target(load_api("maxcare"), seed="1")
LIBRARY = in_process_target(Catalog(Path(__file__).parents[1] / "specs").load("library"), seed="1")
MUTANTS = {
    target.api.name: {mutant.id: mutant for mutant in all_mutants(target)} for target in (SOLUM, MAXCARE, LIBRARY)
}
TASK = {
    "title": "Call back",
    "description": "About the bill",
    "assigned_user_ids": ["u1"],
    "created_by_id": "u2",
    "deadline": "2026-11-07T05:31:56Z",
}
DOCUMENTED_PATH = "/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"


def build_mutation(target: Target, mutant_id: str, setup: Setup | None = None) -> Mutation:
    return MUTANTS[target.api.name][mutant_id].build(setup or Setup())


def send(
    target: Target,
    hook: ExchangeHook,
    method: str,
    path: str,
    json: Any = None,
    *,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
) -> httpx.Response:
    """Send a request with the valid key to a mock server with a hook. A header that is empty is not sent."""
    mutated_api = hook.api if isinstance(hook, Mutation) else None
    app = target.app if mutated_api is None else in_process_target(mutated_api, key=target.key, seed="1").app
    app = with_hook(app, target.api, hook)
    all_headers = {**target.key_headers, **(headers or {})}
    all_headers = {name: value for name, value in all_headers.items() if value}
    if content is not None:
        all_headers["content-type"] = "application/json"
    body = {"json": json} if content is None else {"content": content}

    async def request() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
            return await client.request(method, target.path + path, headers=all_headers, **body)

    return asyncio.run(request())


def create_task(mutant_id: str, json: Any = None, **options: Any) -> tuple[httpx.Response, Mutation]:
    """Create a task on a mutant of Solum's mock server."""
    mutation = build_mutation(SOLUM, mutant_id)
    return send(SOLUM, mutation, "POST", "/v1/tasks", json, **options), mutation


def get_task(
    mutant_id: str, path: str = DOCUMENTED_PATH, setup: Setup | None = None
) -> tuple[httpx.Response, Mutation]:
    """Read a task from a mutant of Max AI's mock server."""
    mutation = build_mutation(MAXCARE, mutant_id, setup)
    return send(MAXCARE, mutation, "GET", path, headers={"X-Organization-Id": "o"}), mutation


@pytest.fixture(scope="module")
def unmutated_response() -> httpx.Response:
    """The response of the mock server with a hook that changes nothing."""
    return send(MAXCARE, ExchangeHook(), "GET", DOCUMENTED_PATH, headers={"X-Organization-Id": "o"})


def test_hook_without_changes_returns_the_documented_example(unmutated_response: httpx.Response) -> None:
    assert unmutated_response.status_code == 200
    response = MAXCARE.api.get_operation("get_task").find_response(200)
    assert response is not None
    assert response.media is not None
    assert unmutated_response.json() == next(iter(response.media.examples().values()))


@pytest.mark.parametrize(
    ("violation", "new"),
    [
        ("type null", None),
        ("type boolean", True),
        ("type number", 5),
        ("type array", ["text"]),
        ("type object", {"text": "text"}),
    ],
)
def test_body_mutation_changes_only_the_value_at_its_path(
    unmutated_response: httpx.Response, violation: str, new: object
) -> None:
    response, mutation = get_task(f"get_task 200 /data/notes: {violation}")
    expected = unmutated_response.json()
    expected["data"]["notes"] = new
    assert response.json() == expected
    assert mutation.applied == 1


def test_body_mutation_removes_a_required_property_of_the_last_item(unmutated_response: httpx.Response) -> None:
    response, _ = get_task("get_task 200 /data/assignedProviders/*/roles: required roles")
    expected = unmutated_response.json()
    del expected["data"]["assignedProviders"][-1]["roles"]
    assert response.json() == expected


def test_body_mutation_of_an_enum_uses_a_value_similar_to_a_valid_one(unmutated_response: httpx.Response) -> None:
    response, _ = get_task("get_task 200 /data/status: enum")
    assert response.json()["data"] == {**unmutated_response.json()["data"], "status": "new_2"}


def test_response_mutation_keeps_responses_with_another_status() -> None:
    response, mutation = get_task("get_task 200 /data/notes: type null", "/v2/tasks/unknown")
    assert response.status_code == 404
    assert mutation.applied == 0


@pytest.mark.parametrize(
    ("change", "status", "media_type", "content"),
    [
        ("a page of HTML", 200, "text/html; charset=utf-8", b"<!doctype html>"),
        ("no media type", 200, None, b'{"code"'),
        ("an empty body", 200, "application/json", b""),
        ("a body that breaks off", 200, "application/json", b'{"code"'),
        ("status 203", 203, "application/json", b'{"code"'),
    ],
)
def test_whole_response_mutation_changes_the_response(
    change: str, status: int, media_type: str | None, content: bytes
) -> None:
    response, _ = get_task(f"get_task 200: {change}")
    assert response.status_code == status
    assert response.headers.get("content-type") == media_type
    assert response.content.startswith(content)


def test_truncated_body_is_invalid_json() -> None:
    response, _ = get_task("get_task 200: a body that breaks off")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        response.json()


def test_setup_with_a_status_returns_the_documented_response() -> None:
    response, _ = get_task("get_task 403 /message: type null", setup=Setup(status=403))
    assert response.status_code == 403
    assert {**response.json(), "trace_id": ""} == {"code": "forbidden", "message": None, "trace_id": ""}


def test_setup_with_a_path_fills_it_in() -> None:
    setup = Setup(filled_path=("detail", "param"))
    mutation = build_mutation(SOLUM, "create_task 422 /detail/param: type number", setup)
    response = send(SOLUM, mutation, "POST", "/v1/tasks", {})
    assert response.status_code == 422
    assert response.json()["detail"]["param"] == 5


def test_setup_with_a_header_adds_it_before_the_mutation() -> None:
    name = "x-ratelimit-limit"
    response, mutation = get_task("get_task 200 header X-RateLimit-Limit: type", setup=Setup(added_header=name))
    assert response.headers[name] == "many"
    assert mutation.applied == 1


@pytest.mark.parametrize(
    ("violation", "invalid"),
    [
        ("/title: minLength", {"title": ""}),
        ("/title: type number", {"title": 5}),
        ("/deadline: format", {"deadline": "tomorrow"}),
        ("/assigned_user_ids: minItems", {"assigned_user_ids": []}),
        ("/tags/*: type null", {"tags": ["a", None]}),
    ],
)
def test_lenient_mutant_accepts_its_violation(violation: str, invalid: dict[str, object]) -> None:
    response, mutation = create_task(f"create_task accepts {violation}", {**TASK, **invalid})
    assert response.status_code == 201
    assert mutation.applied == 1


def test_lenient_mutant_accepts_a_missing_property() -> None:
    task = {name: value for name, value in TASK.items() if name != "title"}
    response, _ = create_task("create_task accepts /title: required title", task)
    assert response.status_code == 201


@pytest.mark.parametrize(
    "invalid",
    [
        pytest.param({"title": 5}, id="another violation at the location"),
        pytest.param({"title": "", "description": ""}, id="a second violation"),
        pytest.param({"description": ""}, id="the same violation at another location"),
    ],
)
def test_lenient_mutant_keeps_rejecting_other_violations(invalid: dict[str, object]) -> None:
    response, mutation = create_task("create_task accepts /title: minLength", {**TASK, **invalid})
    assert response.status_code == 422
    assert mutation.applied == 0


@pytest.mark.parametrize(("violation", "content"), [("no body", b""), ("a body that breaks off", b'{"title"')])
def test_lenient_mutant_accepts_an_unreadable_body(violation: str, content: bytes) -> None:
    response, _ = create_task(f"create_task accepts {violation}", content=content)
    assert response.status_code == 201


CREDENTIALS = {"no key": "", "an invented key": "mine", "a key in another form": "Bearer mine"}


@pytest.mark.parametrize("accepted", CREDENTIALS)
@pytest.mark.parametrize("sent", CREDENTIALS)
def test_credential_mutant_accepts_only_its_kind_of_credentials(accepted: str, sent: str) -> None:
    response, _ = create_task(f"create_task accepts {accepted}", TASK, headers={"X-API-Key": CREDENTIALS[sent]})
    assert response.status_code == (201 if sent == accepted else 401)


def test_lenient_mutant_accepts_a_missing_header() -> None:
    mutation = build_mutation(MAXCARE, "get_task accepts header X-Organization-Id: required")
    assert send(MAXCARE, mutation, "GET", DOCUMENTED_PATH).status_code == 200


def test_lenient_mutant_accepts_an_invalid_query_parameter() -> None:
    mutation = build_mutation(LIBRARY, "list_books accepts query limit: maximum")
    assert send(LIBRARY, mutation, "GET", "/books?limit=51").status_code == 200
    assert send(LIBRARY, mutation, "GET", "/books?limit=0").status_code == 400
    assert mutation.applied == 1


@pytest.mark.parametrize(
    ("rejected", "properties"),
    [
        ("/tags: null", {"tags": None}),
        ("no /tags", {}),
        ("/: a further field", {"further": 1}),
        ("/title: non-ASCII text", {"title": "é"}),
        ("/title: 1 characters", {"title": "x"}),
    ],
)
def test_strict_mutant_rejects_only_requests_with_its_value(rejected: str, properties: dict[str, object]) -> None:
    response, mutation = create_task(f"create_task rejects {rejected}", {**TASK, **properties})
    assert response.status_code == 422
    assert mutation.applied == 1
    response, _ = create_task(f"create_task rejects {rejected}", {**TASK, "tags": ["a"]})
    assert response.status_code == 201


@pytest.mark.parametrize("target", [SOLUM, MAXCARE], ids=lambda target: target.api.name)
def test_variants_keep_responses_successful_and_readable(target: Target) -> None:
    method, path, body = ("POST", "/v1/tasks", TASK) if target is SOLUM else ("GET", DOCUMENTED_PATH, None)
    for variant in conforming_variants(target.api):
        response = send(target, VariantHook([variant]), method, path, body, headers={"X-Organization-Id": "o"})
        assert response.status_code in (200, 201), variant.name
        assert response.json(), variant.name


def test_variant_with_null_keeps_what_a_client_may_have_updated() -> None:
    text = {"type": ["string", "null"]}
    note = {"type": "object", "properties": {"text": text, "owner": text}}
    content = {"application/json": {"schema": note, "example": {"text": "hello", "owner": "me"}}}
    changes = {"application/json": {"schema": {"type": "object", "properties": {"text": text}}}}
    responses = {"200": {"description": "", "content": content}}
    item = {"get": {"responses": responses}, "patch": {"requestBody": {"content": changes}, "responses": responses}}
    document = {"openapi": "3.1.0", "info": {"title": "Note", "version": "1"}, "paths": {"/note": item}}
    target = in_process_target(Api("note", document, None, "note"), seed="1")
    variant = next(each for each in conforming_variants(target.api) if each.name == "null_where_allowed")
    assert send(target, VariantHook([variant]), "GET", "/note").json() == {"text": "hello", "owner": None}
