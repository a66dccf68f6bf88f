"""Specs of the vendors with some of their operations only, for tests that need an API of one kind."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer
from tests.bundled_apis import load_api


def with_operations(api: Api, *operation_ids: str) -> Api:
    """Return an API with only these operations, and with the facts about them."""
    document = copy.deepcopy(api.document)
    for operation in api.operations:
        if operation.id not in operation_ids:
            del document["paths"][operation.path][operation.method]
    facts: dict[str, Any] = copy.deepcopy(api.facts) if api.facts is not None else {"facts": {}}
    for fact in facts["facts"].values():
        fact["enforced_by"] = [entry for entry in fact["enforced_by"] if _is_resolvable(document, entry)]
    facts["facts"] = {name: fact for name, fact in facts["facts"].items() if fact["enforced_by"]}
    return Api(api.name, document, facts, api.origin)


def write_only_specs(directory: Path) -> Path:
    """Write a specs directory with Solum, which only has its create operation, and return its path."""
    (directory / "solum").mkdir(parents=True)
    document = with_operations(load_api("solum"), "create_task").document
    (directory / "solum" / "openapi.yaml").write_text(json.dumps(document), "utf-8")
    return directory


def _is_resolvable(document: dict[str, Any], entry: Any) -> bool:
    if not isinstance(entry, str):
        return True
    try:
        resolve_pointer(document, entry)
    except PointerNotFoundError:
        return False
    return True
