"""The requests of a finding: values of earlier responses as variables, and commands that a shell can run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from caretasks.conformance.analysis.sequences import Sequences
from caretasks.conformance.model import Finding
from caretasks.conformance.observation import Observation
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.network import Network
from caretasks.conformance.traffic.display import FindingRedactor
from caretasks.core.http import Exchange, Request, Response
from caretasks.openapi.document import Api

ID = {"name": "visit-id", "in": "path", "required": True, "schema": {"type": "string"}}
ANY = {"200": {"description": ""}}
API = Api(
    "visits",
    {
        "openapi": "3.1.0",
        "paths": {
            "/visits": {"post": {"operationId": "create", "responses": ANY}},
            "/visits/{visit-id}": {
                "get": {"operationId": "read", "parameters": [ID], "responses": ANY},
                "delete": {"operationId": "remove", "parameters": [ID], "responses": ANY},
                "put": {"operationId": "update", "parameters": [ID], "responses": ANY},
            },
        },
    },
    None,
    "visits",
)


def observe(
    operation: str, url: str, body: object, parent: Observation | None = None, id_: str = "", sent: bytes = b"{}"
) -> Observation:
    found = API.get_operation(operation)
    request = Request(found.method.upper(), url, body=sent if found.is_write else b"")
    response = Response(200, (("content-type", "application/json"),), json.dumps(body).encode())
    parameters = {"path": {"visit-id": id_} if id_ else {}, "query": {}, "header": {}, "cookie": {}}
    return Observation(operation, found, parameters, Exchange(request, response), parent=parent)


@pytest.mark.parametrize(("scheme", "options"), [("https", ("--cacert", "ca.pem", "--cert", "me.pem")), ("http", ())])
def test_command_of_a_sequence_reads_the_new_id_from_the_response(scheme: str, options: tuple[str, ...]) -> None:
    origin = f"{scheme}://api.example.com"
    target = replace(Target(API, origin, "", ""), network=Network({}, Path("ca.pem"), Path("me.pem")))
    created = observe("create", f"{origin}/visits", {"visit": {"id": "v-71"}})
    read = observe("read", f"{origin}/visits/v-71", {}, created, "v-71")
    sequences = Sequences(FindingRedactor(target), target.network.curl_options)
    finding = Finding("some", "wrong", **sequences.describe(read, None))
    assert [dict(step.returned) for step in finding.steps] == [{"NEW_VISIT_ID": "/visit/id"}, {}]
    assert finding.curl_options == options
    create, assign, last = (finding.curl or "").splitlines()
    start = " ".join(["curl", *options])
    assert last == f'{start} "{origin}/visits/$NEW_VISIT_ID"'
    assert create.startswith(f"RESPONSE=$({start.replace('curl', 'curl -s', 1)} {origin}/visits")
    assert assign.startswith('NEW_VISIT_ID=$(printf %s "$RESPONSE" | python3 -c ')


def test_request_for_a_resource_that_another_one_created_is_shown_after_it() -> None:
    origin = "http://api.example.com"
    created = observe("create", f"{origin}/visits", {"id": "v-71"})
    read = observe("read", f"{origin}/visits/v-71", {}, id_="v-71")
    other = observe("read", f"{origin}/visits/v-72", {}, id_="v-72")
    sequences = Sequences(FindingRedactor(Target(API, origin, "", "")))
    for case in (created, read, other):
        sequences.add(case)
    steps = sequences.describe(read, None)["steps"]
    assert [(step.operation, dict(step.returned)) for step in steps] == [
        ("create", {"NEW_VISIT_ID": "/id"}),
        ("read", {}),
    ]
    assert sequences.describe(read, None)["request"].url == f"{origin}/visits/$NEW_VISIT_ID"
    assert [step.operation for step in sequences.describe(other, None)["steps"]] == ["read"]


def test_request_on_which_a_finding_depends_is_shown_once() -> None:
    origin = "http://api.example.com"
    created = observe("create", f"{origin}/visits", {"id": "v-71"})
    read = observe("read", f"{origin}/visits/v-71", {}, created, "v-71")
    sequences = Sequences(FindingRedactor(Target(API, origin, "", "")))
    assert [step.operation for step in sequences.describe(read, None, created)["steps"]] == ["create", "read"]


def test_read_before_a_change_is_sent_after_the_creation() -> None:
    origin = "http://api.example.com"
    created = observe("create", f"{origin}/visits", {"id": "v-71"})
    read = observe("read", f"{origin}/visits/v-71", {"id": "v-71"}, id_="v-71")
    removed = observe("remove", f"{origin}/visits/v-71", {}, created, "v-71")
    steps = Sequences(FindingRedactor(Target(API, origin, "", ""))).describe(removed, read, read)["steps"]
    assert [step.operation for step in steps] == ["create", "read", "remove"]
    assert steps[1].request.url == steps[2].request.url == f"{origin}/visits/$NEW_VISIT_ID"


def test_updates_of_a_resource_are_sent_before_the_read() -> None:
    origin = "http://api.example.com"
    url = f"{origin}/visits/v-71"
    created = observe("create", f"{origin}/visits", {"id": "v-71"})
    updates = [observe("update", url, {"note": number}, created, "v-71", b"%d" % number) for number in range(5)]
    read = observe("read", url, {"id": "v-71"}, id_="v-71")
    sequences = Sequences(FindingRedactor(Target(API, origin, "", "")))
    for case in (created, *updates):
        sequences.add(case)
    steps = sequences.describe(updates[-1], read, read)["steps"]
    assert [step.operation for step in steps] == ["create", "update", "update", "read", "update"]
    assert [step.request.body for step in steps[1:]] == [b"2", b"3", b"", b"4"]
