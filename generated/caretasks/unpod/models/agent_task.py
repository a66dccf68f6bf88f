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
    from ..models.run_task_input import RunTaskInput
    from ..models.task_definition import TaskDefinition
    from ..models.task_output import TaskOutput
    from ..models.user_info import UserInfo


@_define(repr=False)
class AgentTask(_Model[Any]):
    """A task of an agent"""

    field_id: str | Unset = UNSET
    """The vendor's internal document ID"""

    thread_id: None | str | Unset = UNSET
    """The ID of the thread that the task belongs to"""

    user_info: UserInfo | Unset = UNSET
    """The person that the task is about"""

    task_id: str | Unset = UNSET
    """The ID of the task"""

    run_id: str | Unset = UNSET
    """The ID of the run that the task belongs to"""

    task: TaskDefinition | Unset = UNSET
    """The definition of the task"""

    input_: RunTaskInput | Unset = UNSET
    """The input of the agent"""

    output: TaskOutput | Unset = UNSET
    """The output of the task"""

    assignee: str | Unset = UNSET
    """The handle of the agent"""

    status: str | Unset = UNSET
    """The status of the task"""

    execution_type: str | Unset = UNSET
    """The execution type of the task"""

    created: str | Unset = UNSET
    """The creation time of the task"""

    modified: str | Unset = UNSET
    """The time of the last update of the task"""

    attachments: list[Any] | Unset = UNSET
    """The attachments of the task"""

    ref_id: str | Unset = UNSET
    """The ID of the document of the task"""

    failure_count: int | Unset = UNSET
    """The number of failed attempts"""

    last_failure_reason: None | str | Unset = UNSET
    """Why the last attempt failed"""

    retry_attempt: int | Unset = UNSET
    """The number of the current attempt, 0 for the first"""

    last_status_change: str | Unset = UNSET
    """The time of the last change of the status"""

    scheduled_timestamp: None | str | Unset = UNSET
    """The time for which the task is scheduled; null for now"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.run_task_input import RunTaskInput
        from ..models.task_definition import TaskDefinition
        from ..models.task_output import TaskOutput
        from ..models.user_info import UserInfo

        return _ModelSpec(
            _Field("field_id", _decoding.string, key="_id"),
            _Field("thread_id", _decoding.nullable(_decoding.string)),
            _Field("user_info", _decoding.model(UserInfo), sensitive=True),
            _Field("task_id", _decoding.string),
            _Field("run_id", _decoding.string),
            _Field("task", _decoding.model(TaskDefinition), has_models=True),
            _Field("input_", _decoding.model(RunTaskInput), key="input", sensitive=True),
            _Field("output", _decoding.model(TaskOutput), has_models=True),
            _Field("assignee", _decoding.string),
            _Field("status", _decoding.string),
            _Field("execution_type", _decoding.string),
            _Field("created", _decoding.string),
            _Field("modified", _decoding.string),
            _Field("attachments", _decoding.array(_decoding.any_value), sensitive=True),
            _Field("ref_id", _decoding.string),
            _Field("failure_count", _decoding.integer),
            _Field("last_failure_reason", _decoding.nullable(_decoding.string)),
            _Field("retry_attempt", _decoding.integer),
            _Field("last_status_change", _decoding.string),
            _Field("scheduled_timestamp", _decoding.nullable(_decoding.string)),
        )
