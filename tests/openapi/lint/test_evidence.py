"""The linter's checks of evidence."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.lint.facts_file.facts import find_facts_problems


def _messages(evidence: Any, **keys: Any) -> list[str]:
    fact = {"claim": "It is so.", "source": "https://acme.example/", "from": "page", "enforced_by": ["/paths"]}
    data = {
        "pages": {"guide": "https://acme.example/guide"},
        "facts": {"AC-01": {**fact, "evidence": evidence}},
        **keys,
    }
    return [finding.message for finding in find_facts_problems(data)]


def test_accepts_literals() -> None:
    entries = [
        {
            "in": ["Body", "Fields"],
            "near": [["id", "string", "Minimum string length: 1"], ["2026-01-01 10:00:00.5+00"]],
        },
        {"page": "guide", "text": [["429"], ["Invalid task ID format"], ["etc."]], "unconfirmed": True},
    ]
    assert _messages(entries) == []


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ([], "must be a non-empty list"),
        (["id"], "must be a mapping with the key `near` or `text`"),
        ([{"in": "Body"}], "must be a mapping with the key `near` or `text`"),
        ([{"near": "id"}], "must be a non-empty list of lists of literals"),
        ([{"near": ["id"]}], "must be a non-empty list of literals"),
        ([{"near": [[404]]}], "must be a string in quotes, such as '404', not 404"),
        ([{"near": [["id"]], "page": "other"}], "'other' is not the name of a page in `pages`"),
        ([{"near": [["id"]], "within": 3}], "unknown key 'within' in evidence: use page, in, near, text, unconfirmed"),
        ([{"near": [["id"]], "unconfirmed": "yes"}], "must be true or false"),
        ([{"near": [["id"]], "in": [3]}], "must be a heading or key of the page, or a list of them"),
    ],
)
def test_rejects_evidence_in_another_form(evidence: Any, message: str) -> None:
    assert _messages(evidence) == [message]


@pytest.mark.parametrize("sentence", ["The ID of the task to retrieve", "It is gone."])
def test_rejects_sentences(sentence: str) -> None:
    (message,) = _messages([{"text": [[sentence]]}])
    assert "no sentence of the vendor" in message


def test_requires_evidence_of_all_facts_or_none() -> None:
    other = {"claim": "It is so.", "source": "https://acme.example/", "from": "page", "enforced_by": ["/paths"]}
    facts = {"AC-01": {**other, "evidence": [{"near": [["id"]]}]}, "AC-02": other}
    assert [finding.message for finding in find_facts_problems({"facts": facts})] == [
        "missing key `evidence`: other facts in this file have it"
    ]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"pages": {"Guide": "https://acme.example/"}}, "invalid name of a page"),
        ({"pages": {"guide": {"fetch": "https://acme.example/"}}}, "must be a URL, or a mapping"),
        ({"published_spec": "openapi.yaml"}, "must be the URL of an OpenAPI document"),
        ({"deviations": [{"pointer": "/paths"}]}, "must be a mapping with the keys `pointer` and `reason`, and"),
        ({"deviations": [{"pointer": "paths", "reason": "So."}]}, "must be a JSON pointer"),
    ],
)
def test_rejects_other_pages_and_deviations(keys: dict[str, Any], message: str) -> None:
    assert any(found.startswith(message) for found in _messages([{"near": [["id"]]}], **keys))
