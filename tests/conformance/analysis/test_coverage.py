"""Coverage of facts: a fact passes only if a request covered it, and has a verdict at each operation it is about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from caretasks.conformance.analysis.coverage import CoverageTargets, fact_requirements
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import json_report, terminal
from caretasks.conformance.results import ApiResult, empty_result
from caretasks.core.http import Exchange, Request, Response
from caretasks.core.missing import MISSING
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.facts import fact_entries
from tests.bundled_apis import load_api
from tests.servers.faulty import MockExchange, check_changed_responses

CATALOG = Catalog()
APIS = CATALOG.load_all()


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_each_fact_is_about_an_operation(api: Api) -> None:
    facts = {requirement.fact for operation in api.operations for requirement in fact_requirements(operation)}
    assert facts == {entry.fact for entry in fact_entries(api)}


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_each_pointer_in_the_facts_file_belongs_to_an_operation(api: Api) -> None:
    requirements = [requirement for operation in api.operations for requirement in fact_requirements(operation)]
    pointers = {pointer for requirement in requirements for pointer in requirement.pointers}
    assert pointers == {pointer for entry in fact_entries(api) for pointer in entry.pointers}


def make_exchange(status: int, body: Any = MISSING, url: str = "http://127.0.0.1/") -> Exchange:
    content = b"" if body is MISSING else json.dumps(body).encode()
    return Exchange(Request("GET", url), Response(status, (("content-type", "application/json"),), content))


def covered_facts(api: str, operation_id: str, exchange: Exchange) -> set[str]:
    """Return the IDs of the facts whose pointers an exchange covers."""
    operation = CATALOG.load(api).get_operation(operation_id)
    facts = {pointer: entry.fact.id for entry in fact_entries(operation.api) for pointer in entry.pointers}
    return {facts[pointer] for pointer in CoverageTargets(operation, facts).cover(exchange)}


def test_missing_property_is_not_covered() -> None:
    task = {"code": "success", "data": {"status": "NEW"}}
    assert "MX-07" in covered_facts("maxcare", "get_task", make_exchange(200, task))
    without_status = {"code": "success", "data": {}}
    assert not {"MX-07", "MX-08", "MX-09"} & covered_facts("maxcare", "get_task", make_exchange(200, without_status))


@pytest.mark.parametrize(("status", "is_covered"), [(200, True), (400, True), (401, False)])
def test_parameter_is_covered_unless_the_key_was_rejected(status: int, is_covered: bool) -> None:
    assert ("MX-04" in covered_facts("maxcare", "get_task", make_exchange(status, {}))) is is_covered


def test_parameter_is_covered_if_it_was_sent() -> None:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": name, "schema": {}} for name in ("query", "header", "cookie")
    ]
    paths = {"/a": {"get": {"operationId": "a", "parameters": parameters, "responses": {"200": {}}}}}
    operation = Api("any", {"paths": paths}, None, "").get_operation("a")
    pointers = [f"/paths/~1a/get/parameters/{index}" for index in range(3)]
    request = Request("GET", "http://127.0.0.1/a?query=", (("Header", ""), ("Cookie", "other=1; cookie=2")))
    for left_out, url, headers in (
        ((), request.url, request.headers),
        ((0,), "http://127.0.0.1/a?other=query", request.headers),
        ((1,), request.url, request.headers[1:]),
        ((2,), request.url, request.headers[:1]),
    ):
        exchange = Exchange(Request("GET", url, headers), Response(200))
        expected = {pointer for index, pointer in enumerate(pointers) if index not in left_out}
        assert CoverageTargets(operation, pointers).cover(exchange) == expected


def test_undocumented_protocol_status_covers_nothing() -> None:
    assert not covered_facts("solum", "create_task", make_exchange(503))


def test_pointer_is_covered_once() -> None:
    operation = CATALOG.load("unpod").get_operation("get_run_tasks")
    targets = CoverageTargets(operation, ["/components/schemas/RunTasks/properties/count"])
    assert targets.cover(make_exchange(200, {"count": 1}))
    assert targets.is_complete
    assert not targets.cover(make_exchange(200, {"count": 1}))


def verdicts_by_fact(result: ApiResult, operation: str) -> dict[str, Verdict]:
    return {fact_result.fact.id: fact_result.verdict for fact_result in result.operation(operation).facts}


def test_no_fact_is_covered_before_the_first_request() -> None:
    result = empty_result(CATALOG.load("miramace"))
    verdicts = {fact_result.verdict for operation in result.operations for fact_result in operation.facts}
    assert verdicts == {Verdict.NOT_COVERED}


@pytest.mark.slow
def test_rule_on_an_invalid_value_is_not_covered() -> None:
    def return_string_count(exchange: MockExchange) -> None:
        if exchange.status == 200:
            exchange.json = {**exchange.json, "count": "2", "data": exchange.json["data"]}

    settings = Settings(max_examples=4, operations=("get_run_tasks",))
    result = check_changed_responses("unpod", return_string_count, settings)
    verdicts = verdicts_by_fact(result, "get_run_tasks")
    assert verdicts["UN-05"] is Verdict.FAILED, terminal.format_table([result])
    assert verdicts["UN-10"] is Verdict.NOT_COVERED
    assert verdicts["UN-11"] is Verdict.PASSED


def test_not_covered_reason_is_the_skip_option_or_the_facts_file_entry() -> None:
    result = empty_result(CATALOG.load("solum"), Settings(writes=Writes.NONE))
    reasons = {fact_result.fact.id: fact_result.reason for fact_result in result.operation("create_task").facts}
    assert reasons["SO-12"] == "--writes none"
    assert (reasons["SO-15"] or "").startswith("unobservable: ")


@pytest.mark.slow
def test_table_and_json_report_have_each_fact_of_each_operation() -> None:
    operations = tuple(operation.id for operation in load_api("miramace").operations)
    settings = Settings(max_examples=1, max_phase_cases=20, operations=operations)
    result = check_changed_responses("miramace", lambda exchange: None, settings)
    lines = terminal.format_table([result]).splitlines()
    facts = [
        (operation["id"], fact["id"], fact["verdict"])
        for operation in json_report.build_report([result])["apis"][0]["operations"]
        for fact in operation["facts"]
    ]
    assert ("create_task", "MM-21", "passed") in facts
    for operation, fact, verdict in facts:
        assert any(line.startswith(f"{fact}  miramace {operation} ") and f" {verdict} " in line for line in lines)
    not_covered = [fact for _, fact, verdict in facts if verdict == "not covered"]
    passed = len(facts) - len(not_covered)
    summary = f"{len(facts)} facts: {passed} passed, {len(not_covered)} not covered"
    assert lines[-1] == f"4 operations: 4 passed; {summary}"
    assert set(not_covered) == {"MM-24", "MM-25"}  # about webhooks


def test_fact_about_a_webhook_is_not_covered_at_any_operation() -> None:
    operations = empty_result(CATALOG.load("miramace"), Settings()).operations
    reasons = [fact.reason for operation in operations for fact in operation.facts if fact.fact.id == "MM-24"]
    assert len(reasons) == len(operations)
    assert all("unobservable: webhooks are sent to a URL of the user" in (reason or "") for reason in reasons)


@pytest.mark.slow
def test_passed_fact_lists_its_uncovered_pointers() -> None:
    result = check_changed_responses("maxcare", lambda exchange: None, Settings(max_examples=1))
    (errors,) = (found for found in result.operation("get_task").facts if found.fact.id == "MX-10")
    expected = ("/components/responses/Forbidden", "/components/responses/TooManyRequests")
    assert errors.verdict is Verdict.PASSED
    assert errors.uncovered_pointers == expected
    report = json_report.build_report([result])
    (fact,) = (fact for fact in report["apis"][0]["operations"][0]["facts"] if fact["id"] == "MX-10")
    assert fact["not_covered"] == list(expected)
