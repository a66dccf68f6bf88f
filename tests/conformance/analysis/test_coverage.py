"""Each fact has a verdict of its own at each operation it is about: kept only where something put it to the test."""

from __future__ import annotations

import json

import pytest

from caretasks.conformance.analysis.coverage import Part, Places, promises
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import json_report, terminal
from caretasks.conformance.results import ApiResult, empty
from caretasks.core.missing import MISSING
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from caretasks.openapi.facts import entries
from tests.servers.faulty import Answer, checked_with

CATALOGUE = Catalogue()
APIS = CATALOGUE.load_all()


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_fact_is_about_an_operation(api: Api) -> None:
    about = {promise.fact for operation in api.operations for promise in promises(operation)}
    assert about == {entry.fact for entry in entries(api)}


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_pointer_of_the_ledger_is_at_a_place_of_an_operation(api: Api) -> None:
    known = {pointer for o in api.operations for promise in promises(o) for pointer in promise.pointers}
    assert known == {pointer for entry in entries(api) for pointer in entry.pointers}


def seen(api: str, operation: str, status: int, answer: object, **sent: tuple[str, ...]) -> set[str]:
    """The ids of facts that an exchange puts to the test by their pointers."""
    found = CATALOGUE.load(api).operation(operation)
    wanted = {pointer: entry.fact.id for entry in entries(found.api) for pointer in entry.pointers}
    part = Part(found, sent, MISSING, status, frozenset(), answer)
    return {wanted[pointer] for pointer in Places(found, wanted).seen(part)}


def test_a_property_that_is_not_there_puts_nothing_to_the_test() -> None:
    task = {"code": "success", "data": {"status": "NEW"}}
    assert "MX-07" in seen("maxcare", "get_task", 200, task)
    assert not {"MX-07", "MX-08", "MX-09"} & seen("maxcare", "get_task", 200, {"code": "success", "data": {}})


def test_a_refusal_of_the_key_tells_nothing_of_what_was_sent() -> None:
    assert "MX-04" in seen("maxcare", "get_task", 200, {}, path=("id",))
    assert "MX-04" in seen("maxcare", "get_task", 400, {}, path=("id",))
    assert "MX-04" not in seen("maxcare", "get_task", 401, {}, path=("id",))


def test_a_status_that_http_gives_on_its_own_account_tells_nothing() -> None:
    assert not seen("solum", "create_task", 503, MISSING)


def test_a_place_is_seen_once() -> None:
    operation = CATALOGUE.load("unpod").operation("get_run_tasks")
    places = Places(operation, ["/components/schemas/RunTasks/properties/count"])
    part = Part(operation, {}, MISSING, 200, frozenset(), {"count": 1})
    assert places.seen(part)
    assert places.all_seen
    assert not places.seen(part)


def verdicts(result: ApiResult, operation: str) -> dict[str, Verdict]:
    return {found.fact.id: found.verdict for found in result.operation(operation).facts}


def test_before_anything_was_sent_no_fact_is_kept() -> None:
    result = empty(CATALOGUE.load("miramace"))
    assert {found.verdict for operation in result.operations for found in operation.facts} == {Verdict.NOT_EXERCISED}


def test_a_rule_that_needs_a_value_that_does_not_fit_is_not_exercised() -> None:
    def count_as_text(answer: Answer) -> None:
        if answer.status == 200:
            answer.json = {**answer.json, "count": "2", "data": answer.json["data"]}

    result = checked_with("unpod", count_as_text)
    found = verdicts(result, "get_run_tasks")
    assert found["UN-05"] is Verdict.BROKEN, terminal.text([result])
    assert found["UN-10"] is Verdict.NOT_EXERCISED
    assert found["UN-11"] is Verdict.KEPT


def test_what_was_left_out_is_the_reason() -> None:
    result = empty(CATALOGUE.load("solum"), Settings(writes=Writes.NONE))
    reasons = {found.fact.id: found.reason for found in result.operation("create_task").facts}
    assert reasons["SO-12"] == "--writes none"
    assert (reasons["SO-15"] or "").startswith("unobservable: ")


def test_table_and_document_have_each_fact_of_each_operation() -> None:
    result = checked_with("miramace", lambda answer: None, Settings(max_examples=1))
    lines = terminal.text([result]).splitlines()
    facts = [
        (operation["id"], fact["id"], fact["verdict"])
        for operation in json_report.build([result])["apis"][0]["operations"]
        for fact in operation["facts"]
    ]
    assert ("create_task", "MM-21", "kept") in facts
    for operation, fact, verdict in facts:
        assert any(line.startswith(f"{fact}  miramace {operation} ") and f" {verdict} " in line for line in lines)
    assert lines[-1] == f"2 operations: 2 kept; {len(facts)} facts: {len(facts)} kept"


def test_a_place_that_nothing_showed_is_told() -> None:
    result = checked_with("maxcare", lambda answer: None, Settings(max_examples=1))
    (errors,) = (found for found in result.operation("get_task").facts if found.fact.id == "MX-10")
    assert errors.verdict is Verdict.KEPT
    assert errors.unseen == ("/paths/~1tasks~1{id}/get/responses/403", "/paths/~1tasks~1{id}/get/responses/429")
    assert "responses/403" in json.dumps(json_report.build([result]))
