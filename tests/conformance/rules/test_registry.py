"""Tests of the registry of rules. `tests/mutation` tests that each rule detects its violation."""

from __future__ import annotations

import pytest

from caretasks.conformance import rules
from caretasks.conformance.phases.auth_probes import check_name
from caretasks.openapi.document import Api
from tests.bundled_apis import load_bundled_apis
from tests.servers.faulty import FEWEST, MockExchange, check_changed_responses


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
