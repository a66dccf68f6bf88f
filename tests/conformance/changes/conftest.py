"""Results of a run of Unpod with the findings of a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from caretasks.conformance.model import CaseResult, CheckResult, Finding
from caretasks.conformance.results import ApiResult, empty_result
from caretasks.openapi.facts import fact_entries
from tests.bundled_apis import load_api

API = load_api("unpod")
FACTS = {entry.fact.id: entry for entry in fact_entries(API)}

MakeResult = Callable[..., ApiResult]


@pytest.fixture
def make_result() -> MakeResult:
    """A function that returns the result of a run in which `get_run_tasks` had the findings.

    All facts of the operation and the check of each finding are covered, in one phase.
    """

    def make(*findings: Finding, phase: str = "fuzzing") -> ApiResult:
        result = empty_result(API)
        operation = result.operation("get_run_tasks")
        pointers = frozenset().union(*(requirement.pointers for requirement in operation.requirements))
        rules = {rule for requirement in operation.requirements for rule in requirement.rules}
        found = [replace(each, operation=operation.id, phases=frozenset({phase})) for each in findings]
        checks = [CheckResult(name) for name in sorted({*rules, "passing"} - {each.check for each in findings})]
        checks += [CheckResult(each.check, each) for each in found]
        result.add(CaseResult(operation.id, phase, 200, True, tuple(checks), pointers))
        return result

    return make


@pytest.fixture
def failure() -> Finding:
    """A failure about a documented fact."""
    fact = FACTS["UN-05"].fact
    return Finding(
        "response_schema_conformance", "/count is a string", None, facts=(fact,), pointer="response body /count"
    )


@pytest.fixture
def other_failure() -> Finding:
    """A failure that no fact names."""
    return Finding("missing_header", "no X-Total", None, pointer="response header X-Total")
