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

from .. import models as _models

if TYPE_CHECKING:
    from ..models.run_task_input import RunTaskInput
    from ..models.task_definition import TaskDefinition
    from ..models.task_output import TaskOutput
    from ..models.user_info import UserInfo


@_define(repr=False)
class RunTask(_Model[Any]):
    """One task of a run"""

    field_id: str | Unset = UNSET
    """The vendor's internal document id"""

    thread_id: None | str | Unset = UNSET
    """The thread that the task belongs to"""

    user_info: UserInfo | Unset = UNSET
    """The person whom the task is about"""

    task_id: str | Unset = UNSET
    """The task"""

    run_id: str | Unset = UNSET
    """The run that the task belongs to"""

    task: TaskDefinition | Unset = UNSET
    """What the agent is to do"""

    input_: RunTaskInput | Unset = UNSET
    """What the agent was given"""

    output: TaskOutput | Unset = UNSET
    """What came of the task"""

    assignee: str | Unset = UNSET
    """The handle of the agent"""

    status: str | Unset = UNSET
    """How far the task has come"""

    execution_type: str | Unset = UNSET
    """How the task is carried out"""

    created: str | Unset = UNSET
    """When the task was created, without an offset"""

    modified: str | Unset = UNSET
    """When the task last changed, without an offset"""

    @staticmethod
    def _spec() -> _ModelSpec:
        return _ModelSpec(
            _Field("field_id", _decoding.string, key="_id"),
            _Field("thread_id", _decoding.nullable(_decoding.string)),
            _Field("user_info", _decoding.model(_models.UserInfo), sensitive=True),
            _Field("task_id", _decoding.string),
            _Field("run_id", _decoding.string),
            _Field("task", _decoding.model(_models.TaskDefinition), has_models=True),
            _Field("input_", _decoding.model(_models.RunTaskInput), key="input", sensitive=True),
            _Field("output", _decoding.model(_models.TaskOutput), has_models=True),
            _Field("assignee", _decoding.string),
            _Field("status", _decoding.string),
            _Field("execution_type", _decoding.string),
            _Field("created", _decoding.string),
            _Field("modified", _decoding.string),
        )
