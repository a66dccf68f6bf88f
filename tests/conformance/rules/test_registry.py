"""Tests of the registry of rules. `tests/mutation` tests that each rule detects its violation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from caretasks.conformance import rules
from caretasks.conformance.phases.auth_probes import check_name
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.catalog import make_api
from caretasks.openapi.document import Api
from tests.bundled_apis import load_bundled_apis
from tests.openapi.operation.paged_list import paged_list_document
from tests.servers.faulty import FEWEST, QUICK, MockExchange, check_changed_responses, with_changed_responses


@pytest.mark.parametrize("api", load_bundled_apis(), ids=lambda api: api.name)
def test_facts_files_and_rules_refer_to_each_other(api: Api) -> None:
    assert api.facts is not None
    named = {
        (fact_id, entry.get("rule", "pending"))
        for fact_id, fact in api.facts["facts"].items()
        for entry in fact["enforced_by"]
        if isinstance(entry, dict) and ("rule" in entry or "pending" in entry)
    }
    authentication = {(fact_id, name) for fact_id, name in named if name == check_name(api)}
    assert len(authentication) == 1
    assert named - authentication == {(rule.fact, rule.name) for rule in rules.rules_for(api)}


@pytest.mark.parametrize("api", load_bundled_apis(), ids=lambda api: api.name)
def test_rules_name_existing_operations(api: Api) -> None:
    known = {operation.id for operation in api.operations}
    for rule in rules.rules_for(api):
        assert rule.operations
        assert rule.operations <= known


@pytest.mark.slow
def test_failure_has_the_request_of_the_follow_up_read() -> None:
    def return_empty_list(exchange: MockExchange) -> None:
        if exchange.status == 404:
            exchange.status, exchange.json = 200, {"status_code": 200, "message": "", "count": 0, "data": []}

    result = check_changed_responses("unpod", return_empty_list, FEWEST)
    (finding, *_) = (
        finding
        for finding in result.operation("get_run_tasks").failures
        if finding.check == "un_14_unknown_space_or_run"
    )
    assert finding.request is not None
    assert "/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/" not in finding.request.url


def repeat_items(exchange: MockExchange) -> None:
    if "limit=1" in exchange.query:
        body = exchange.json
        body["data"]["visits"] *= 2
        exchange.json = body


def ignore_filters(exchange: MockExchange) -> None:
    if "state=" in exchange.query:
        body = exchange.json
        body["data"]["visits"] = [{"id": "1", "state": "of no filter"}]
        exchange.json = body


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda exchange: None, set()),
        (repeat_items, {("x_pagination", "/data/visits has more items than the requested page size")}),
        (ignore_filters, {("x_filter", "/data/visits/*/state is not the value of the filter state")}),
    ],
    ids=["correct", "page size", "filter"],
)
def test_lists_of_an_api_without_rules_are_checked(
    change: Callable[[MockExchange], None], found: set[tuple[str, str]]
) -> None:
    target = in_process_target(make_api("visits", paged_list_document(), None, "visits"))
    faulty = replace(target, server=with_changed_responses(target.app, change))
    result = check_target(faulty, replace(QUICK, operations=("list_visits",)))
    failures = {(finding.check, finding.message) for finding in result.operation("list_visits").failures}
    assert found <= failures
    assert bool(found) is bool(failures)
