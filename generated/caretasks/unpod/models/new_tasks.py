# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.document import Document
    from ..models.schedule import Schedule


@_define(repr=False)
class NewTasks(_Model[Any]):
    """New tasks: the agent, and a document for each contact to call"""

    pilot: str
    """The handle of the agent"""

    documents: list[Document]
    """The contacts, each of which gets a task"""

    context: str | Unset = UNSET
    """Context and objective of the calls to all contacts"""

    schedule: Schedule | Unset = UNSET
    """When the tasks are executed"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.document import Document
        from ..models.schedule import Schedule

        return _ModelSpec(
            _Field("pilot", _decoding.string, required="string"),
            _Field("documents", _decoding.models(Document), required="array", sensitive=True),
            _Field("context", _decoding.string, sensitive=True),
            _Field("schedule", _decoding.model(Schedule), has_models=True),
        )
