"""Attribution: each kind of failure is about exactly the documented facts of the failing location."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance import rules
from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.phases.phase import required_parameters
from caretasks.core.http import Request
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.facts import Fact
from caretasks.openapi.operation.requests import iter_request_violations
from tests.servers.faulty import QUICK, MockExchange, check_changed_responses

CATALOG = Catalog()


def fact_ids(facts: Iterable[Fact]) -> list[str]:
    return [fact.id for fact in facts]


@pytest.mark.parametrize(
    ("api", "operation", "status", "path", "keyword", "facts"),
    [
        ("maxcare", "get_task", 200, ["data", "status"], "enum", ["MX-07"]),  # through a reference
        ("maxcare", "get_task", 200, ["data", "assignedProviders", 0, "individualNpi"], "type", ["MX-08"]),
        ("maxcare", "get_task", 200, ["data"], "required", ["MX-06"]),
        ("maxcare", "get_task", 200, ["data"], "type", ["MX-06", "MX-05"]),  # the reference states that it is present
        ("unpod", "get_run_tasks", 200, ["data", 0, "output"], "type", ["UN-08", "UN-06"]),
        ("unpod", "get_run_tasks", 200, ["data", 0, "status"], "type", ["UN-07", "UN-06"]),  # both facts are about it
        ("unpod", "get_run_tasks", 200, ["data", 0, "output", "transcript", 0], "type", ["UN-13"]),
        ("maxcare", "get_task", 200, ["code"], "type", ["MX-05"]),
        ("maxcare", "get_task", 404, [], "required", ["MX-10"]),
        ("miramace", "get_task", 200, ["calls", 1, "transcripts", 0, "role"], "type", ["MM-13"]),
        ("miramace", "get_task", 200, ["status"], "enum", ["MM-07"]),
        ("miramace", "create_task", 201, ["id"], "format", ["MM-20"]),
        ("solum", "create_task", 201, ["tags", 3], "type", ["SO-10"]),
        ("unpod", "get_run_tasks", 200, ["data", 0, "output", "duration"], "type", ["UN-08"]),
        ("unpod", "get_run_tasks", 200, ["count"], "type", ["UN-05"]),
    ],
)
def test_response_body_location_has_the_nearest_facts(
    api: str, operation: str, status: int, path: list[str | int], keyword: str, facts: list[str]
) -> None:
    document = CATALOG.load(api)
    found = Attribution(document).response_body_facts(document.get_operation(operation), status, path, keyword)
    assert fact_ids(found) == facts


@pytest.mark.parametrize(
    ("api", "operation", "path", "keyword", "facts"),
    [
        ("miramace", "create_task", ["phone_number"], "pattern", ["MM-16"]),
        ("miramace", "create_task", ["task_type"], "enum", ["MM-08"]),  # through a reference
        ("miramace", "create_task", [], "required", ["MM-15"]),
        ("miramace", "create_task", ["task_data", "referral", "address", "city"], "type", ["MM-26"]),
        ("miramace", "create_task", ["task_data"], "type", ["MM-18"]),
        ("solum", "create_task", ["tags", 0], "type", ["SO-04"]),
        ("solum", "create_task", ["title"], "minLength", ["SO-03"]),
        ("solum", "create_task", ["type"], "type", ["SO-05"]),
        ("solum", "create_task", ["type"], "x-known-values", ["SO-08"]),  # the known values are a separate fact
    ],
)
def test_request_body_location_has_the_nearest_facts(
    api: str, operation: str, path: list[str | int], keyword: str, facts: list[str]
) -> None:
    document = CATALOG.load(api)
    called = document.get_operation(operation)
    found = Attribution(document).request_body_facts(called, called.body, tuple(path), keyword)
    assert fact_ids(found) == facts


@pytest.mark.parametrize(
    ("task_type", "data", "facts"),
    [
        ("VERIFY_INSURANCE", {"service": 5}, ["MM-27"]),
        ("REIMBURSEMENT", {"bill": {"amount": 5}}, ["MM-28"]),
        ("CUSTOM_TASK", {"questions_to_ask": [{"index": -1, "question": "?"}]}, ["MM-29"]),
        ("REIMBURSEMENT", {"secondary_insurance": {"plan_name": None}}, ["MM-30"]),
        ("REIMBURSEMENT", {"additional_context": 5}, ["MM-28"]),
    ],
)
def test_invalid_data_has_the_facts_of_the_variant(task_type: str, data: Any, facts: list[str]) -> None:
    document = CATALOG.load("miramace")
    operation = document.get_operation("create_task")
    assert operation.body is not None
    body = {**operation.body.examples()["custom_task"], "task_type": task_type, "task_data": data}
    request = Request("POST", "", (("content-type", "application/json"),), json.dumps(body).encode())
    violations = iter_request_violations(operation, required_parameters(operation), request)
    assert fact_ids(Attribution(document).request_facts(operation, violations)) == facts


def test_missing_body_has_the_fact_that_requires_it() -> None:
    document = CATALOG.load("miramace")
    operation = document.get_operation("create_task")
    violations = iter_request_violations(operation, required_parameters(operation), Request("POST", ""))
    assert fact_ids(Attribution(document).request_facts(operation, violations)) == ["MM-15"]


@pytest.mark.parametrize(
    ("api", "operation", "name", "facts"),
    [
        ("unpod", "get_run_tasks", "org-handle", ["UN-04"]),
        ("unpod", "get_run_tasks", "Authorization", ["UN-03"]),
        ("solum", "create_task", "x-api-key", ["SO-02"]),
    ],
)
def test_missing_header_has_the_fact_that_requires_it(api: str, operation: str, name: str, facts: list[str]) -> None:
    document = CATALOG.load(api)
    assert fact_ids(Attribution(document).required_header_facts(document.get_operation(operation), name)) == facts


def test_content_that_is_not_json_has_the_facts_about_the_body() -> None:
    unpod, miramace = CATALOG.load("unpod"), CATALOG.load("miramace")
    read, create = unpod.get_operation("get_run_tasks"), miramace.get_operation("create_task")
    for api, operation, status, facts in [
        (unpod, read, 404, ["UN-12"]),  # not UN-14: it is about the status
        (unpod, read, 200, ["UN-05"]),
        (miramace, create, 400, ["MM-22"]),
    ]:
        assert fact_ids(Attribution(api).response_body_facts(operation, status, (), "type")) == facts


def test_response_header_has_its_own_fact() -> None:
    document = CATALOG.load("maxcare")
    attribution, operation = Attribution(document), document.get_operation("get_task")
    assert fact_ids(attribution.response_header_facts(operation, 200, ["x-ratelimit-limit"])) == ["MX-13"]
    assert fact_ids(attribution.response_header_facts(operation, 200, [])) == ["MX-13"]


def test_created_resource_that_cannot_be_read_has_the_fact_of_the_link() -> None:
    document = CATALOG.load("miramace")
    assert fact_ids(Attribution(document).link_facts(document.get_operation("get_task"))) == ["MM-21"]


@pytest.mark.parametrize("api", CATALOG.load_all(), ids=lambda api: api.name)
def test_each_rule_has_its_fact(api: Api) -> None:
    attribution = Attribution(api)
    for rule in rules.rules_for(api):
        (fact,) = attribution.rule_facts(rule.name)
        assert fact.id == rule.fact
        assert fact.claim
        assert fact.source.startswith("https://")


def test_api_without_a_facts_file_has_no_facts() -> None:
    solum = CATALOG.load("solum")
    api = Api("solum", solum.document, None, solum.origin)
    assert Attribution(api).response_body_facts(api.get_operation("create_task"), 201, ["id"], "format") == ()


@pytest.mark.slow
def test_failure_in_a_run_has_its_fact() -> None:
    def return_unknown_status(exchange: MockExchange) -> None:
        if exchange.status == 200:
            exchange.json = {**exchange.json, "data": {**exchange.json["data"], "status": "paused"}}

    (finding,) = check_changed_responses("maxcare", return_unknown_status).operation("get_task").failures
    assert fact_ids(finding.facts) == ["MX-07"]


def test_undocumented_status_of_an_invalid_request_has_the_facts_of_its_violation() -> None:
    def refuse_missing_organization(exchange: MockExchange) -> None:
        if "org-handle" not in exchange.request_headers and exchange.status == 400:
            exchange.status = 418

    settings = replace(QUICK, operations=("list_spaces",))
    result = check_changed_responses("unpod", refuse_missing_organization, settings).operation("list_spaces")
    (finding,) = (each for each in result.failures if "status_code_conformance" in each.checks)
    assert fact_ids(finding.facts) == ["UN-04"]
