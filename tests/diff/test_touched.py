"""The facts and the generated names that a change touches."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from caretasks.diff.api_changes import compare_documents
from caretasks.diff.touched import add_touched
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import Edit, apply_edits
from tests.diff.operation_kinds import DOCUMENT

TASK = "/components/schemas/Task"
EVENT = "/components/schemas/Event"
CREATE = "/paths/~1tasks/post"
FACTS = {
    "F-TITLE": [f"{TASK}/properties/title"],
    "F-ID": [f"{TASK}/properties/id/type"],
    "F-TASK": [f"{TASK}/type", f"{TASK}/required"],
    "F-KIND": [f"{EVENT}/properties/kind"],
    "F-CREATE": [CREATE],
    "F-404": [f"{CREATE}/responses/404"],
}


def touched(*edits: Edit) -> tuple[set[str], set[str]]:
    """Return the facts and the names that edits of the document touch."""
    facts = {"facts": {name: {"claim": "", "source": "", "enforced_by": each} for name, each in FACTS.items()}}
    old: dict[str, Any] = deepcopy(DOCUMENT)
    apis = Api("acme", old, facts, ""), Api("acme", deepcopy(apply_edits(old, edits)), facts, "")
    changes = add_touched(compare_documents(*apis), *apis)
    return {name for each in changes for name in each.facts}, {name for each in changes for name in each.names}


@pytest.mark.parametrize(
    ("edit", "facts", "names"),
    [
        (Edit(f"{TASK}/properties/title"), {"F-TITLE"}, {"Task.title"}),
        (Edit(f"{TASK}/properties/title/maxLength", 5), {"F-TITLE"}, {"Task.title"}),
        (Edit(f"{TASK}/properties/id/type", "integer"), {"F-ID"}, {"Task.id"}),
        (Edit(f"{TASK}/properties/owner", {"type": "string"}), set(), {"Task.owner"}),
        (Edit(f"{EVENT}/properties/kind/enum", ["created", "done", "late"]), {"F-KIND"}, {"Event.kind"}),
        (Edit(f"{CREATE}/responses/404"), {"F-404"}, {"Acme.create_task"}),
        (Edit(CREATE), {"F-CREATE", "F-404"}, {"Acme.create_task"}),
        (Edit("/paths/~1tasks/get/operationId", "find_tasks"), set(), {"Acme.list_tasks", "Acme.find_tasks"}),
    ],
)
def test_names_facts_and_generated_names(edit: Edit, facts: set[str], names: set[str]) -> None:
    assert touched(edit) == (facts, names)


def test_required_property_touches_its_own_facts_only() -> None:
    facts, names = touched(Edit(f"{TASK}/required", ["id", "title"]))
    assert facts == {"F-TITLE", "F-TASK"}
    assert names == {"Task.title"}


def test_documents_without_facts_touch_none() -> None:
    apis = Api("acme", deepcopy(DOCUMENT), None, ""), Api("acme", deepcopy(DOCUMENT), {"facts": []}, "")
    assert add_touched(compare_documents(*apis), *apis) == []
