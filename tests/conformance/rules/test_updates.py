"""The rule that an update is visible: which resources it is about."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.rules.updates import update_rules
from caretasks.openapi.document import Api


@pytest.mark.parametrize(("path", "has_rule"), [("/notes/{id}", True), ("/notes/{id}/settings", False)])
def test_only_resources_with_an_id_are_read_after_an_update(path: str, has_rule: bool) -> None:
    responses: dict[str, Any] = {"200": {"description": ""}}
    item = {method: {"operationId": method, "responses": responses} for method in ("get", "patch")}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {path: item}}
    assert bool(update_rules(Api("notes", document, None, ""))) is has_rule
