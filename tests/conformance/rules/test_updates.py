"""The rule that an update is visible: which resources and requests it is about."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance.engine import checks
from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.rules import Rule
from caretasks.conformance.rules.updates import update_rules
from caretasks.conformance.runner import check_api
from caretasks.core import interrupts
from caretasks.openapi.document import Api
from tests.conformance.observations import make_observation
from tests.servers.faulty import QUICK


@pytest.mark.parametrize(("path", "has_rule"), [("/notes/{id}", True), ("/notes/{id}/settings", False)])
def test_only_resources_with_an_id_are_read_after_an_update(path: str, has_rule: bool) -> None:
    responses: dict[str, Any] = {"200": {"description": ""}}
    item = {method: {"operationId": method, "responses": responses} for method in ("get", "patch")}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {path: item}}
    assert bool(update_rules(Api("notes", document, None, ""))) is has_rule


def test_no_rule_sees_a_request_with_an_undocumented_method(monkeypatch: pytest.MonkeyPatch) -> None:
    methods = set()

    def note_method(observation: Observation) -> None:
        methods.add(observation.exchange.request.method)
        raise InconclusiveError

    monkeypatch.setattr(checks, "update_rules", lambda api: [Rule("note", frozenset({"read"}), note_method)])
    read = {"operationId": "read", "responses": {"200": {"description": ""}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/notes": {"get": read}}}
    check_api(Api("notes", document, None, ""), QUICK)
    assert methods == {"GET"}


def test_property_of_another_type_in_the_response_does_not_change_the_resource() -> None:
    def make_content(schema: dict[str, Any]) -> dict[str, Any]:
        part = {"type": "object", "required": ["content"], "properties": {"content": schema}}
        return {"application/json": {"schema": part}}

    text = {"type": "string"}
    item = {
        "parameters": [{"name": "name", "in": "path", "required": True, "schema": text}],
        "get": {"operationId": "read", "responses": {"200": {"description": "", "content": make_content(text)}}},
        "put": {
            "operationId": "update",
            "requestBody": {"required": True, "content": make_content(text)},
            "responses": {"200": {"description": "", "content": make_content({"type": "object"})}},
        },
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/files/{name}": item}}
    result = check_api(Api("files", document, None, ""), QUICK)
    assert [finding.title for operation in result.operations for finding in operation.failures] == []


TEXT = {"type": "string"}
STATE = {"enum": ["queued", "done"]}
BODY = {"content": {"application/json": {"schema": {"type": "object", "properties": {"text": TEXT, "state": STATE}}}}}
NOTE = {
    "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}],
    "get": {"operationId": "read", "responses": {"200": {"description": "", **BODY}}},
    "put": {"operationId": "update", "requestBody": BODY, "responses": {"200": {"description": "", **BODY}}},
}
NOTES = Api(
    "notes", {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/notes/{id}": NOTE}}, None, ""
)


def test_one_update_of_an_operation_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(interrupts, "sleep", pauses.append)
    (rule,) = update_rules(NOTES)

    def update(text: str, *reads: str) -> None:
        texts = list(reads)
        observation = make_observation(NOTES.get_operation("update"), 200, body={"text": text}, returned={"text": text})
        observation.send_read = lambda *_: read(texts.pop(0))
        rule.check(observation)

    def read(text: str) -> Observation:
        return make_observation(NOTES.get_operation("read"), 200, returned={"text": text})

    for text, reads in (("second", ["first", "second"]), ("third", ["third"])):
        with pytest.raises(InconclusiveError):
            rule.check(read("first"))
        update(text, *reads)
    assert pauses == [0.0, 1.0, 0.0]
    for reads in ["first"], ["first"]:
        with pytest.raises(InconclusiveError):
            rule.check(read("first"))
        with pytest.raises(InconclusiveError):
            update("other", *reads)
    assert pauses == [0.0, 1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("returned", "is_ignored"),
    [({"name": "a", "self": "/other"}, False), ({"name": None}, False), ({"name": "b", "self": "/notes/1"}, True)],
    ids=["another link", "null", "another name"],
)
def test_only_values_of_an_envelope_that_were_sent_have_to_be_visible(
    returned: dict[str, str | None], is_ignored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "sleep", lambda seconds: None)
    (rule,) = update_rules(NOTES)
    before = make_observation(NOTES.get_operation("read"), 200, returned={"data": {"name": "a", "self": "/notes/1"}})
    sent = {"data": {"name": "b"}}
    update = make_observation(NOTES.get_operation("update"), 200, body=sent, returned={"data": returned})
    with pytest.raises(InconclusiveError):
        rule.check(before)
    with pytest.raises(RuleViolation if is_ignored else InconclusiveError):
        rule.check(replace(update, send_read=lambda *_: before))


@pytest.mark.parametrize(
    ("sent", "returned", "read", "is_lost"),
    [
        ({"text": "b"}, {"text": "b", "at": 2}, {"text": "a", "at": 2}, True),
        ({"name": "b"}, {"name": "b", "at": 2}, {"name": "a", "at": 2}, True),
        ({"text": "b"}, {"text": "B", "at": 2}, {"text": "a", "at": 2}, False),
        ({"text": "b"}, {"text": "b", "at": 2}, {"text": "c", "at": 2}, False),
        ({"state": "queued"}, {"state": "queued", "at": 2}, {"state": "done", "at": 2}, False),
        ({"runs": 0}, {"runs": 0, "at": 2}, {"runs": 1, "at": 2}, False),
    ],
    ids=["confirmed", "not described", "normalized", "another value", "a state that is reached again", "a number"],
)
def test_text_that_a_response_confirms_must_be_visible_although_other_values_have_changed(
    sent: dict[str, Any],
    returned: dict[str, Any],
    read: dict[str, Any],
    is_lost: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(interrupts, "sleep", lambda seconds: None)
    (rule,) = update_rules(NOTES)
    before = {"text": "a", "name": "a", "state": "done", "runs": 1, "at": 1}
    with pytest.raises(InconclusiveError):
        rule.check(make_observation(NOTES.get_operation("read"), 200, returned=before))
    after = make_observation(NOTES.get_operation("read"), 200, returned=read)
    update = make_observation(NOTES.get_operation("update"), 200, body=sent, returned=returned)
    with pytest.raises(RuleViolation) if is_lost else nullcontext():
        rule.check(replace(update, send_read=lambda *_: after))
