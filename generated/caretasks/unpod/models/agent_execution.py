# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
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
class AgentExecution(_Model[Any]):
    """A run of an agent"""

    run_id: str | Unset = UNSET
    """The ID of the run"""

    status: str | Unset = UNSET
    """The status of the run"""

    total_tasks: int | Unset = UNSET
    """The number of tasks of the run"""

    completed_tasks: int | Unset = UNSET
    """The number of completed tasks"""

    created: str | Unset = UNSET
    """The creation time of the run"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("run_id", _decoding.string),
            _Field("status", _decoding.string),
            _Field("total_tasks", _decoding.integer),
            _Field("completed_tasks", _decoding.integer),
            _Field("created", _decoding.string),
        )
