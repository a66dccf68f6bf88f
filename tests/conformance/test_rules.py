"""A server that breaks a fact which no schema can say is found, and the rule of that fact says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from caretasks.conformance import rules, table
from caretasks.conformance.authentication import check_name
from caretasks.conformance.results import Verdict
from caretasks.conformance.settings import Settings
from caretasks.openapi.api import Api
from caretasks.openapi.catalogue import Catalogue
from tests.conformance.faulty import Answer, checked_with

OTHER = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"
CALL = {"id": OTHER, "created_at": "2020-01-01T00:00:00Z"}
LATER = {"id": OTHER, "created_at": "2999-01-01T00:00:00Z"}


def on(*statuses: int, **replaced: Any) -> Callable[[Answer], None]:
    """Replaces fields of the answers with some of these statuses; a function gets what was there."""

    def change(answer: Answer) -> None:
        if answer.status in statuses and answer.method in ("GET", "POST"):
            body = answer.json
            for name, value in replaced.items():
                body[name] = value(body.get(name)) if callable(value) else value
            answer.json = body

    return change


def reads(**replaced: Any) -> Callable[[Answer], None]:
    change = on(200, **replaced)
    return lambda answer: change(answer) if answer.method == "GET" else None


def found_where_there_is_nothing(body: Mapping[str, Any]) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        if answer.status == 404 and answer.method == "GET":
            answer.status, answer.json = 200, body

    return change


def shows_the_oldest_call(answer: Answer) -> None:
    if answer.method == "GET" and answer.status == 200:
        every = "include_all_calls=true" in answer.query
        calls: list[dict[str, Any]] = [CALL, LATER] if every else [CALL]
        if "include_transcript=true" in answer.query:
            calls = [{**call, "transcripts": []} for call in calls]
        answer.json = {**answer.json, "calls": calls, "has_more_calls": not every}


def shows_all_calls(answer: Answer) -> None:
    if answer.method == "GET" and answer.status == 200:
        answer.json = {**answer.json, "calls": [CALL, LATER], "has_more_calls": False}


def drops_transcripts(answer: Answer) -> None:
    if answer.method == "GET" and answer.status == 200:
        calls = [
            {name: value for name, value in call.items() if name != "transcripts"} for call in answer.json["calls"]
        ]
        answer.json = {**answer.json, "calls": calls}


def forgets_what_was_created(answer: Answer) -> None:
    if answer.status == 201:
        answer.json = {**answer.json, "id": OTHER}


def answers_further_fields(answer: Answer) -> None:
    if answer.status == 201:
        answer.json = {**json.loads(answer.sent), **answer.json}


def partial_content(answer: Answer) -> None:
    if answer.status == 200:
        answer.status, answer.json = 206, {**answer.json, "status_code": 206}


def no_default(name: str) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        if answer.status == 201 and name not in json.loads(answer.sent):
            answer.json = {**answer.json, name: "other"}

    return change


def answers_without(header: str, status: int, body: Mapping[str, Any]) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        if header not in answer.sent_headers and answer.status == 400 and answer.method == "GET":
            answer.status, answer.json = status, body

    return change


def some_limits(answer: Answer) -> None:
    answer.headers["x-ratelimit-limit"] = "1000"


def example(api: str, operation: str) -> Any:
    response = Catalogue().load(api).operation(operation).response(200)
    assert response is not None
    assert response.media is not None
    return next(iter(response.media.examples().values()))


RUN = {"status_code": 200, "message": "", "count": 0, "data": []}
TRANSCRIPTS = [{"role": "user", "content": "Yes."}]
BREAKS: list[tuple[str, Callable[[Answer], None]]] = [
    ("mm_01_unknown_task", found_where_there_is_nothing({})),
    ("mm_03_task_asked_for", reads(id=OTHER)),
    ("mm_04_transcripts_on_request", reads(calls=[{**CALL, "transcripts": TRANSCRIPTS}])),
    ("mm_04_transcripts_on_request", drops_transcripts),
    ("mm_05_most_recent_call", shows_the_oldest_call),
    ("mm_05_most_recent_call", shows_all_calls),
    ("mm_14_has_more_calls", reads(has_more_calls=lambda more: not more)),
    ("mm_21_created_task_is_read_back", forgets_what_was_created),
    ("mm_21_created_task_is_read_back", reads(task="Something else")),
    ("mm_21_created_task_is_read_back", reads(patient_id=OTHER)),
    ("so_06_default_status", no_default("status")),
    ("so_07_default_priority", no_default("priority")),
    ("so_09_further_fields_ignored", answers_further_fields),
    ("so_12_values_sent", on(201, title="Something else")),
    ("so_12_values_sent", on(201, tags=["other"])),
    ("so_12_values_sent", on(201, deadline="2001-01-01T00:00:00Z")),
    ("so_12_values_sent", on(201, patient_id=None)),
    ("un_04_organization_required", answers_without("org-handle", 200, RUN)),
    ("un_09_206_is_an_error", partial_content),
    ("un_10_all_tasks_of_the_run", on(200, count=lambda count: count + 1)),
    ("un_10_all_tasks_of_the_run", on(200, data=lambda data: [{**task, "run_id": "another"} for task in data])),
    ("un_11_status_code_is_the_http_status", on(200, status_code=201)),
    ("un_11_status_code_is_the_http_status", on(400, 401, status_code=200)),
    ("un_14_unknown_space_or_run", found_where_there_is_nothing(RUN)),
    ("mx_01_unknown_task", found_where_there_is_nothing(example("maxcare", "get_task"))),
    ("mx_10_trace_id_in_errors", on(404, trace_id="")),
    ("mx_12_code_of_the_error", on(404, code="bad_request")),
    ("mx_11_task_asked_for", on(200, data=lambda data: {**data, "id": OTHER})),
    ("mx_13_rate_limit_headers", some_limits),
    ("mx_14_missing_parameter", answers_without("x-organization-id", 404, example("maxcare", "get_task"))),
]
APIS = {"mm": "miramace", "so": "solum", "un": "unpod", "mx": "maxcare"}


@pytest.mark.parametrize(("rule", "change"), BREAKS, ids=[name for name, _ in BREAKS])
def test_the_rule_of_a_broken_fact_says_so(rule: str, change: Callable[[Answer], None]) -> None:
    result = checked_with(APIS[rule[:2]], change, Settings(max_examples=8))
    broken = {finding.check for operation in result.operations for finding in operation.failures}
    assert rule in broken, table.text([result])
    assert result.verdict is Verdict.BROKEN


def test_every_rule_is_seen_to_be_broken() -> None:
    written = {each.name for api in Catalogue().load_all() for each in rules.of(api)}
    assert written == {name for name, _ in BREAKS}


@pytest.mark.parametrize("api", Catalogue().load_all(), ids=lambda api: api.name)
def test_ledger_and_rules_name_one_another(api: Api) -> None:
    assert api.facts is not None
    told = {
        (fact_id, entry.get("rule", "pending"))
        for fact_id, fact in api.facts["facts"].items()
        for entry in fact["enforced_by"]
        if isinstance(entry, dict) and ("rule" in entry or "pending" in entry)
    }
    authentication = {(fact_id, name) for fact_id, name in told if name == check_name(api)}
    assert len(authentication) == 1
    assert told - authentication == {(each.fact, each.name) for each in rules.of(api)}


@pytest.mark.parametrize("api", Catalogue().load_all(), ids=lambda api: api.name)
def test_every_rule_speaks_of_operations_that_there_are(api: Api) -> None:
    known = {operation.id for operation in api.operations}
    for each in rules.of(api):
        assert each.operations
        assert each.operations <= known


def test_the_request_that_is_shown_is_the_further_read_that_shows_it() -> None:
    def found_anyway(answer: Answer) -> None:
        if answer.status == 404:
            answer.status, answer.json = 200, RUN

    result = checked_with("unpod", found_anyway, Settings(max_examples=1))
    (finding, *_) = (
        finding
        for finding in result.operation("get_run_tasks").failures
        if finding.check == "un_14_unknown_space_or_run"
    )
    assert finding.request is not None
    assert "/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/" not in finding.request.url
