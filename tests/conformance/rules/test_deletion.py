"""The rule that a deleted resource is gone: which resources it is about."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.rules.deletion import deletion_rules
from caretasks.openapi.document import Api


@pytest.mark.parametrize(("status", "has_rule"), [("404", True), ("410", True), ("4XX", True), ("403", False)])
def test_rule_is_about_resources_whose_read_documents_that_they_are_gone(status: str, *, has_rule: bool) -> None:
    responses: dict[str, Any] = {"200": {"description": ""}, status: {"description": ""}}
    item = {method: {"operationId": method, "responses": responses} for method in ("get", "delete")}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/notes/{id}": item}}
    assert bool(deletion_rules(Api("notes", document, None, ""))) is has_rule
