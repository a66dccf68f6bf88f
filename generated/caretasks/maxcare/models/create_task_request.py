# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset


@_define(repr=False)
class CreateTaskRequest(_Model[Any]):
    """A task for a visit"""

    note_id: str
    """The ID of the visit that the task belongs to"""

    provider_id: str
    """The ID of the provider who creates the task"""

    notes: str
    """The instructions of the task"""

    assignee_ids: list[str] | Unset = UNSET
    """The IDs of the providers to whom the task is assigned"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("note_id", _decoding.string, key="noteId", required="string", sensitive=True),
            _Field("provider_id", _decoding.string, key="providerId", required="string"),
            _Field("notes", _decoding.string, required="string", sensitive=True),
            _Field("assignee_ids", _decoding.array(_decoding.string), key="assigneeIds"),
        )
