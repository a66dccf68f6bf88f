"""Features of requests: they describe the form of values, and have the facts that are about them."""

from __future__ import annotations

import pytest

from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.analysis.features import failing_features, request_features
from caretasks.core.http import Request
from caretasks.openapi.document import Api
from caretasks.openapi.operation.requests import iter_request_violations
from tests.bundled_apis import load_api


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


@pytest.mark.parametrize(
    ("content", "feature"), [(b'{"', "body/ is malformed"), (b"[]", "body/ type"), (b"", "body/ required")]
)
def test_body_that_cannot_be_decoded_is_malformed(content: bytes, feature: str) -> None:
    solum = load_api("solum")
    operation = solum.get_operation("create_task")
    request = Request("POST", "http://127.0.0.1/v1/tasks", (("Content-Type", "application/json"),), content)
    violations = iter_request_violations(operation, {"path": {}, "query": {}, "header": {}, "cookie": {}}, request)
    found = failing_features(operation, Attribution(solum), violations, operation.body)
    assert feature in {each.text for each in found}
