"""Mutants of deletions: the suite detects a server that confirms a deletion and keeps the resource."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from caretasks.core import interrupts
from caretasks.mutation.mutant import MutantStatus, MutatorName
from caretasks.mutation.mutators.deletions import deletion_mutants
from caretasks.mutation.runner import MutantRunner
from caretasks.openapi.document import Api
from tests.conformance.test_deletions import DOCUMENT, FOUND


def with_other_example() -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    item = document["paths"]["/notes/{id}"]
    (parameter,) = item.pop("parameters")
    item["get"]["parameters"] = item["patch"]["parameters"] = [parameter]
    item["delete"] = {"operationId": "remove", "parameters": [{**parameter, "example": "n2"}]}
    item["delete"]["responses"] = {"204": {"description": ""}}
    return document


def with_files() -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    item = document["paths"]["/notes/{id}"]
    del item["patch"]
    item["delete"]["responses"] = {"201": {"description": ""}}
    item["get"]["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}, "example": "hello"}}
    return document


def without_examples() -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    item = document["paths"]["/notes/{id}"]
    for each in (*item["parameters"], item["get"]["responses"]["200"]["content"]["application/json"]):
        del each["example"]
    return document


@pytest.mark.slow
@pytest.mark.parametrize(
    "document",
    [DOCUMENT, with_other_example(), without_examples(), with_files()],
    ids=["the same ID", "another ID", "no ID in an example", "a read that is not JSON"],
)
def test_suite_detects_a_deletion_without_effect(document: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "sleep", lambda seconds: None)
    runner = MutantRunner(Api("notes", document, None, ""), 1)
    (mutant,) = [mutant for mutant in runner.mutants.values() if mutant.mutator is MutatorName.RULE]
    assert mutant.id == "deletion: remove_deletes_nothing"
    assert runner.run_mutant(mutant).status is MutantStatus.CAUGHT


@pytest.mark.parametrize("responses", [{"200": FOUND}, {"202": {"description": "later"}}])
def test_deletion_that_returns_the_resource_or_is_done_later_has_no_mutant(responses: dict[str, Any]) -> None:
    document: Any = copy.deepcopy(DOCUMENT)
    document["paths"]["/notes/{id}"]["delete"]["responses"] = responses
    assert not list(deletion_mutants(Api("notes", document, None, "")))
