"""Tests that fail if a keyword of a spec is changed, or a vendor rule or its mutant is deleted."""

from __future__ import annotations

from functools import cache

import pytest

from caretasks.conformance import rules
from caretasks.conformance.target.model import in_process_target
from caretasks.mutation.mutant import MutantCategory, MutantStatus
from caretasks.mutation.mutators.derive import all_mutants
from caretasks.mutation.mutators.rules import rule_mutants_for
from caretasks.mutation.runner import MutantRunner
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.keywords import composed_schemas
from caretasks.openapi.schema.locations import iter_all_locations
from caretasks.openapi.webhooks import find_webhook_parts
from tests.bundled_apis import load_api, load_bundled_apis
from tests.mutation.keywords import CONSTRAINT_KEYWORDS, KEYWORDS_DIRECTORY, list_keywords

APIS = load_bundled_apis()
RULE_MUTANTS = [
    pytest.param(api.name, mutant.rule, f"{mutant.rule}: {mutant.name}", id=f"{mutant.rule}-{mutant.name}")
    for api in APIS
    for mutant in rule_mutants_for(api)
]


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_spec_has_the_recorded_keywords(api: Api) -> None:
    recorded = (KEYWORDS_DIRECTORY / f"{api.name}.txt").read_text("utf-8").splitlines()
    actual = list_keywords(api)
    removed = [line for line in recorded if line not in actual]
    added = [line for line in actual if line not in recorded]
    assert (removed, added) == ([], []), "run: python -m tests.mutation.keywords"


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_constraint_of_a_spec_has_a_mutant(api: Api) -> None:
    mutants = all_mutants(in_process_target(api))
    pointers = {mutant.pointer for mutant in mutants if mutant.category is not MutantCategory.REJECTS}
    constraints = {
        line.split(" ")[0]
        for line in list_keywords(api)
        # "additionalProperties: true" constrains nothing.
        if "schema" in line and not line.endswith("/additionalProperties true")
    }
    constraints = {pointer for pointer in constraints if pointer.rsplit("/", 1)[-1] in CONSTRAINT_KEYWORDS}
    # Every value in a path, query or header is a string, so that a type cannot be violated.
    schemas = [each.schema for operation in api.operations for each in operation.parameters if each.schema is not None]
    types = {
        join(part.pointer, "type")
        for schema in schemas
        for location in iter_all_locations(schema)
        for part in composed_schemas(location.schema)
    }
    # An alternative that a property decides on (`openapi.variants`) restricts that property only to select values.
    derived = {pointer for pointer in constraints if "/anyOf/" in pointer and pointer.startswith("/components/schemas")}
    derived = {pointer for pointer in derived if pointer.endswith("/const") or "/not/properties/" in pointer}
    webhooks = {join(part, keyword) for part in find_webhook_parts(api) for keyword in CONSTRAINT_KEYWORDS}
    assert constraints - types - derived - webhooks <= pointers


@cache
def make_runner(name: str) -> MutantRunner:
    return MutantRunner(load_api(name), 1, (8,))


@pytest.mark.long
@pytest.mark.parametrize(("api", "rule", "mutant_id"), RULE_MUTANTS)
def test_rule_detects_its_mutant(api: str, rule: str, mutant_id: str) -> None:
    runner = make_runner(api)
    result = runner.run_mutant(runner.mutants[mutant_id])
    assert result.status is MutantStatus.CAUGHT, result
    assert result.check == rule


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_rule_has_a_mutant(api: Api) -> None:
    assert {mutant.rule for mutant in rule_mutants_for(api)} == {rule.name for rule in rules.rules_for(api)}
