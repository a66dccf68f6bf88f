"""The rules are those that the ledger names. That each notices what breaks it is proved in `tests/proving`."""

from __future__ import annotations

import pytest

from caretasks.conformance import rules
from caretasks.conformance.config import Settings
from caretasks.conformance.phases.auth_probes import check_name
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from tests.servers.faulty import Answer, checked_with


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
            answer.status, answer.json = 200, {"status_code": 200, "message": "", "count": 0, "data": []}

    result = checked_with("unpod", found_anyway, Settings(max_examples=1))
    (finding, *_) = (
        finding
        for finding in result.operation("get_run_tasks").failures
        if finding.check == "un_14_unknown_space_or_run"
    )
    assert finding.request is not None
    assert "/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/" not in finding.request.url
