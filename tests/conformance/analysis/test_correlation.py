"""Correlation: the cause of a failure is found by comparing the failed requests with the other requests."""

from __future__ import annotations

from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.analysis.correlation import correlated_features, request_features
from caretasks.conformance.model import Feature
from caretasks.openapi.document import Api
from tests.bundled_apis import load_api

NULL, UNKNOWN, LONG = Feature("tags is null"), Feature("type is not one of the known values"), Feature("title is long")


def test_feature_of_a_successful_request_is_not_a_cause() -> None:
    assert correlated_features([frozenset({NULL, UNKNOWN})], {UNKNOWN.text}) == [frozenset({NULL})]


def test_most_common_feature_is_the_cause_for_all_requests_that_have_it() -> None:
    found = correlated_features([frozenset({NULL, UNKNOWN}), frozenset({NULL, LONG}), frozenset({LONG})], ())
    assert found == [frozenset({NULL, LONG}) & features for features in ({NULL, UNKNOWN}, {NULL, LONG}, {LONG})]


def test_outermost_of_equally_common_features_is_the_cause() -> None:
    outer, inner = Feature("task_data is an object", depth=1), Feature("task_data/referral is missing", depth=2)
    assert correlated_features([frozenset({outer, inner})], ()) == [frozenset({outer})]


def test_request_without_a_remaining_feature_has_no_cause() -> None:
    assert correlated_features([frozenset({NULL})], {NULL.text}) == [frozenset()]


def test_feature_contains_no_value_of_the_request() -> None:
    solum = load_api("solum")
    body = {"title": "MARKER", "tags": ["MARKER"], "deadline": "2031-05-06T07:08:09Z", "type": "MARKER", "MARKER": 1}
    operation = solum.get_operation("create_task")
    features = request_features(operation, Attribution(solum), {}, operation.body, body)
    texts = " ".join(feature.text for feature in features)
    assert "MARKER" not in texts
    assert "2031" not in texts


def test_unknown_value_and_extra_property_have_their_facts() -> None:
    solum = load_api("solum")
    operation = solum.get_operation("create_task")
    features = request_features(operation, Attribution(solum), {}, operation.body, {"type": "new", "new": 1})
    facts = {feature.text: [fact.id for fact in feature.facts] for feature in features}
    assert facts["body/type is unknown, and has letters"] == ["SO-08"]
    assert facts["body/ has extra properties"] == ["SO-09"]


def test_features_of_a_later_alternative_are_about_the_properties_that_it_describes() -> None:
    link = {"type": "object", "required": ["href"], "properties": {"href": {"type": "string"}, "text": {}}}
    image = {"type": "object", "required": ["src"], "properties": {"src": {"type": "string"}, "alt": {}}}
    schema = {"type": "array", "items": {"oneOf": [link, {"anyOf": [link, image]}]}}
    body = {"content": {"application/json": {"schema": schema}}}
    paths = {"/": {"post": {"operationId": "add", "requestBody": body, "responses": {}}}}
    api = Api("small", {"openapi": "3.1.0", "info": {}, "paths": paths}, None, "")
    (operation,) = api.operations

    def found(item: dict[str, str]) -> set[str]:
        features = request_features(operation, Attribution(api), {}, operation.body, [item])
        return {feature.text for feature in features if "/*/" in feature.text}

    second = "of alternative 1, 1"
    assert found({"href": "a"}) == {"body/*/href has one of letters", "body/*/text is missing"}
    assert found({"src": "a"}) == {f"body/*/src {second} has one of letters", f"body/*/alt {second} is missing"}
    assert not any("text" in each for each in found({"src": "a", "text": "b"}))
