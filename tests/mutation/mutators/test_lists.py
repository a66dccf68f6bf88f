"""Mutants of paged and filtered lists: each violates its rule."""

from __future__ import annotations

import json
from typing import Any

import pytest

from caretasks.conformance.observation import RuleViolation
from caretasks.conformance.rules.lists import require_consistent_page
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import MutantStatus, MutatorName, Setup
from caretasks.mutation.mutators import lists
from caretasks.mutation.mutators.derive import RuleMutation
from caretasks.mutation.mutators.lists import PageMutantFactory
from caretasks.mutation.runner import MutantRunner
from caretasks.openapi.document import Api
from caretasks.openapi.operation.parameters import RawParameters
from tests.conformance.rules.test_lists import make_page, read_list
from tests.openapi.operation.paged_list import LIST_PATH, paged_list_document

VISITS = [{"id": str(number)} for number in range(5)]
FACTORIES = [
    lists.one_item_too_many,
    lists.total_of_the_page,
    lists.total_too_low,
    lists.opposite_of_more,
    lists.one_page_too_many,
    lists.next_page_number,
    lists.another_page_size,
]


def make_exchange(query: dict[str, Any], visits: list[Any], paging: dict[str, Any]) -> MutatedExchange:
    observation = read_list(query, visits, paging)
    sent = {name: [str(value)] for name, value in query.items()}
    response = observation.exchange.response
    assert response is not None
    parameters: RawParameters = {"path": {}, "query": sent, "header": {}, "cookie": {}}
    exchange = MutatedExchange(observation.exchange.request, observation.operation, parameters, response.status)
    exchange.headers, exchange.content = dict(response.headers), response.body or b""
    return exchange


@pytest.mark.parametrize("factory", FACTORIES)
def test_mutant_violates_the_rule(factory: PageMutantFactory) -> None:
    query, visits, paging = make_page(5, 2, 2)
    require_consistent_page(read_list(query, visits, paging))
    exchange = make_exchange(query, visits, paging)
    mutation = RuleMutation(factory("ex_05_pages", "list_visits", impact=""), Setup())
    mutation.on_response(exchange)
    assert mutation.applied
    data = json.loads(exchange.content)["data"]
    with pytest.raises(RuleViolation):
        require_consistent_page(read_list(query, data["visits"], data["paging"]))


@pytest.mark.parametrize("factory", FACTORIES)
def test_mutant_changes_nothing_of_another_operation(factory: PageMutantFactory) -> None:
    exchange = make_exchange(*make_page(5, 2, 2))
    mutation = RuleMutation(factory("ex_05_pages", "another", impact=""), Setup())
    mutation.on_response(exchange)
    assert not mutation.applied


def test_mutant_removes_the_filter_from_the_request() -> None:
    mutant = lists.ignored_filter("ex_06_filters", "list_visits", "state", impact="")
    mutation = RuleMutation(mutant, Setup())
    exchange = make_exchange({"page": 1, "state": "a b"}, VISITS, {})
    assert mutation.on_request(exchange).url.endswith("?page=1")
    assert mutation.applied == 1
    unfiltered = make_exchange({"page": 1}, VISITS, {})
    assert mutation.on_request(unfiltered) is unfiltered.request


@pytest.mark.slow
def test_suite_detects_the_mutants_of_an_api_without_rules() -> None:
    document = paged_list_document()
    del document["paths"][LIST_PATH]["post"]
    pagination = document["paths"][LIST_PATH]["get"]["x-pagination"]
    pagination["max_page_size"] = 60
    del pagination["has_more"], pagination["total_pages"]
    runner = MutantRunner(Api("visits", document, None, ""), 1)
    mutants = [mutant for mutant in runner.mutants.values() if mutant.mutator is MutatorName.RULE]
    assert [mutant.id for mutant in mutants] == [
        "x_pagination: list_visits_one_item_too_many",
        "x_pagination: list_visits_total_too_low",
        "x_pagination: list_visits_next_page_number",
        "x_pagination: list_visits_another_page_size",
        "x_pagination: list_visits_page_size_above_maximum",
        "x_pagination_defaults: list_visits_page_after_the_last",
        "x_filter: list_visits_ignores_state",
        "x_filter: list_visits_ignores_rooms",
        "x_filter: list_visits_ignores_staff_id",
    ]
    assert {runner.run_mutant(mutant).status for mutant in mutants} == {MutantStatus.CAUGHT}
