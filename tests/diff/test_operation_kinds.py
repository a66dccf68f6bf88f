"""Each kind of change of operations and their parts."""

from __future__ import annotations

from copy import deepcopy

import pytest

from caretasks.diff.api_changes import compare_documents
from caretasks.openapi.document import Api
from tests.diff.operation_kinds import DOCUMENT, OPERATION_KINDS
from tests.diff.test_schema_kinds import parties


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATION_KINDS)
def test_classes_a_change_of_an_operation(name: str) -> None:
    kind = OPERATION_KINDS[name]
    changes = compare_documents(Api("test", deepcopy(DOCUMENT), None, ""), Api("test", kind.apply(), None, ""))
    if kind.breaks is None:
        assert changes == []
    else:
        assert kind.change in {each.kind for each in changes}
        assert parties(changes) == kind.breaks, [(each.kind, each.message, each.class_name) for each in changes]
