"""A failure names the documented facts that it is about, and no others."""

from __future__ import annotations

import pytest

from caretasks.conformance import rules
from caretasks.conformance.analysis.attribution import Blame
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from tests.servers.faulty import Answer, checked_with

CATALOGUE = Catalogue()


@pytest.mark.parametrize(
    ("api", "operation", "status", "path", "keyword", "facts"),
    [
        ("maxcare", "get_task", 200, ["data", "status"], "enum", ["MX-07"]),  # through a reference
        ("maxcare", "get_task", 200, ["data", "assignedProviders", 0, "individualNpi"], "type", ["MX-08"]),
        ("maxcare", "get_task", 200, ["data"], "required", ["MX-06"]),
        ("maxcare", "get_task", 200, ["data"], "type", ["MX-06", "MX-05"]),  # what refers to it says that it is there
        ("unpod", "get_run_tasks", 200, ["data", 0, "output"], "type", ["UN-08", "UN-06"]),
        ("unpod", "get_run_tasks", 200, ["data", 0, "status"], "type", ["UN-07", "UN-06"]),  # both say so
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
def test_a_place_is_of_the_nearest_fact(
    api: str, operation: str, status: int, path: list[str | int], keyword: str, facts: list[str]
) -> None:
    document = CATALOGUE.load(api)
    found = Blame(document).body(document.operation(operation), status, path, keyword)
    assert [fact.id for fact in found] == facts


@pytest.mark.parametrize(
    ("api", "operation", "path", "keyword", "facts"),
    [
        ("miramace", "create_task", ["phone_number"], "pattern", ["MM-16"]),
        ("miramace", "create_task", ["task_type"], "enum", ["MM-08"]),  # through a reference
        ("miramace", "create_task", [], "required", ["MM-15"]),
        ("miramace", "create_task", ["task_data", "referral", "address", "city"], "type", ["MM-19"]),
        ("miramace", "create_task", ["task_data"], "type", ["MM-18"]),
        ("solum", "create_task", ["tags", 0], "type", ["SO-04"]),
        ("solum", "create_task", ["title"], "minLength", ["SO-03"]),
        ("solum", "create_task", ["type"], "type", ["SO-05"]),
        ("solum", "create_task", ["type"], "x-known-values", ["SO-08"]),  # an open set is a fact of its own
    ],
)
def test_a_place_of_a_request_is_of_the_nearest_fact(
    api: str, operation: str, path: list[str | int], keyword: str, facts: list[str]
) -> None:
    document = CATALOGUE.load(api)
    found = Blame(document).sent(document.operation(operation), path, keyword)
    assert [fact.id for fact in found] == facts


def test_a_missing_body_is_of_the_fact_that_requires_one() -> None:
    document = CATALOGUE.load("miramace")
    assert [fact.id for fact in Blame(document).no_body(document.operation("create_task"))] == ["MM-15"]


@pytest.mark.parametrize(
    ("api", "operation", "name", "facts"),
    [
        ("unpod", "get_run_tasks", "org-handle", ["UN-04"]),
        ("unpod", "get_run_tasks", "Authorization", ["UN-03"]),
        ("solum", "create_task", "x-api-key", ["SO-02"]),
    ],
)
def test_a_missing_header_is_of_the_fact_that_requires_it(
    api: str, operation: str, name: str, facts: list[str]
) -> None:
    document = CATALOGUE.load(api)
    found = Blame(document).header(document.operation(operation), name)
    assert [fact.id for fact in found] == facts


def test_content_that_is_no_json_is_of_the_fact_that_says_what_the_body_is() -> None:
    unpod, miramace = CATALOGUE.load("unpod"), CATALOGUE.load("miramace")
    reading, creating = unpod.operation("get_run_tasks"), miramace.operation("create_task")
    assert [fact.id for fact in Blame(unpod).content(reading, 404)] == ["UN-12"]  # and not UN-14, of the 404 itself
    assert [fact.id for fact in Blame(unpod).content(reading, 200)] == ["UN-05"]
    assert [fact.id for fact in Blame(miramace).content(creating, 400)] == ["MM-01"]  # errors are not documented


def test_a_header_of_an_answer_is_of_its_own_fact() -> None:
    document = CATALOGUE.load("maxcare")
    blame, operation = Blame(document), document.operation("get_task")
    assert [fact.id for fact in blame.headers(operation, 200, ["x-ratelimit-limit"])] == ["MX-13"]
    assert [fact.id for fact in blame.headers(operation, 200, [])] == ["MX-13"]


def test_what_was_created_and_is_not_there_is_of_the_link_that_says_so() -> None:
    document = CATALOGUE.load("miramace")
    assert [fact.id for fact in Blame(document).link(document.operation("get_task"))] == ["MM-21"]


@pytest.mark.parametrize("api", CATALOGUE.load_all(), ids=lambda api: api.name)
def test_the_failure_of_a_rule_is_of_its_fact(api: Api) -> None:
    blame = Blame(api)
    for each in rules.of(api):
        (fact,) = blame.rule(each.name)
        assert fact.id == each.fact
        assert fact.claim
        assert fact.source.startswith("https://")


def test_an_api_without_a_ledger_has_no_facts() -> None:
    known = CATALOGUE.load("solum")
    document = Api("solum", known.document, None, known.origin)
    assert Blame(document).body(document.operation("create_task"), 201, ["id"], "format") == ()


def test_a_broken_promise_is_told_with_its_fact() -> None:
    def other_status(answer: Answer) -> None:
        if answer.status == 200:
            answer.json = {**answer.json, "data": {**answer.json["data"], "status": "paused"}}

    (finding,) = checked_with("maxcare", other_status).operation("get_task").failures
    assert [fact.id for fact in finding.facts] == ["MX-07"]
