# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.run_task_input import RunTaskInput
    from ..models.task_definition import TaskDefinition
    from ..models.task_output import TaskOutput
    from ..models.user_info import UserInfo


T = TypeVar("T", bound="RunTask")


@_attrs_define
class RunTask:
    """One task of a run"""

    field_id: str | Unset = UNSET
    """ The vendor's internal document id """
    thread_id: None | str | Unset = UNSET
    """ The thread that the task belongs to """
    user_info: UserInfo | Unset = UNSET
    """ The person whom the task is about """
    task_id: str | Unset = UNSET
    """ The task """
    run_id: str | Unset = UNSET
    """ The run that the task belongs to """
    task: TaskDefinition | Unset = UNSET
    """ What the agent is to do """
    input_: RunTaskInput | Unset = UNSET
    """ What the agent was given """
    output: TaskOutput | Unset = UNSET
    """ What came of the task """
    assignee: str | Unset = UNSET
    """ The handle of the agent """
    status: str | Unset = UNSET
    """ How far the task has come """
    execution_type: str | Unset = UNSET
    """ How the task is carried out """
    created: str | Unset = UNSET
    """ When the task was created, without an offset """
    modified: str | Unset = UNSET
    """ When the task last changed, without an offset """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        field_id = self.field_id

        thread_id: None | str | Unset
        if isinstance(self.thread_id, Unset):
            thread_id = UNSET
        else:
            thread_id = self.thread_id

        user_info: dict[str, Any] | Unset = UNSET
        if not isinstance(self.user_info, Unset):
            user_info = self.user_info.to_dict()

        task_id = self.task_id

        run_id = self.run_id

        task: dict[str, Any] | Unset = UNSET
        if not isinstance(self.task, Unset):
            task = self.task.to_dict()

        input_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.input_, Unset):
            input_ = self.input_.to_dict()

        output: dict[str, Any] | Unset = UNSET
        if not isinstance(self.output, Unset):
            output = self.output.to_dict()

        assignee = self.assignee

        status = self.status

        execution_type = self.execution_type

        created = self.created

        modified = self.modified

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if field_id is not UNSET:
            FIELDS["_id"] = field_id
        if thread_id is not UNSET:
            FIELDS["thread_id"] = thread_id
        if user_info is not UNSET:
            FIELDS["user_info"] = user_info
        if task_id is not UNSET:
            FIELDS["task_id"] = task_id
        if run_id is not UNSET:
            FIELDS["run_id"] = run_id
        if task is not UNSET:
            FIELDS["task"] = task
        if input_ is not UNSET:
            FIELDS["input"] = input_
        if output is not UNSET:
            FIELDS["output"] = output
        if assignee is not UNSET:
            FIELDS["assignee"] = assignee
        if status is not UNSET:
            FIELDS["status"] = status
        if execution_type is not UNSET:
            FIELDS["execution_type"] = execution_type
        if created is not UNSET:
            FIELDS["created"] = created
        if modified is not UNSET:
            FIELDS["modified"] = modified

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.run_task_input import RunTaskInput  # noqa: PLC0415
        from ..models.task_definition import TaskDefinition  # noqa: PLC0415
        from ..models.task_output import TaskOutput  # noqa: PLC0415
        from ..models.user_info import UserInfo  # noqa: PLC0415

        REST = dict(SOURCE)
        field_id = REST.pop("_id", UNSET)

        def _parse_thread_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        thread_id = _parse_thread_id(REST.pop("thread_id", UNSET))

        _user_info = REST.pop("user_info", UNSET)
        user_info: UserInfo | Unset
        if isinstance(_user_info, Unset):
            user_info = UNSET
        else:
            user_info = UserInfo.from_dict(_user_info)

        task_id = REST.pop("task_id", UNSET)

        run_id = REST.pop("run_id", UNSET)

        _task = REST.pop("task", UNSET)
        task: TaskDefinition | Unset
        if isinstance(_task, Unset):
            task = UNSET
        else:
            task = TaskDefinition.from_dict(_task)

        _input_ = REST.pop("input", UNSET)
        input_: RunTaskInput | Unset
        if isinstance(_input_, Unset):
            input_ = UNSET
        else:
            input_ = RunTaskInput.from_dict(_input_)

        _output = REST.pop("output", UNSET)
        output: TaskOutput | Unset
        if isinstance(_output, Unset):
            output = UNSET
        else:
            output = TaskOutput.from_dict(_output)

        assignee = REST.pop("assignee", UNSET)

        status = REST.pop("status", UNSET)

        execution_type = REST.pop("execution_type", UNSET)

        created = REST.pop("created", UNSET)

        modified = REST.pop("modified", UNSET)

        READ = CLS(
            field_id=field_id,
            thread_id=thread_id,
            user_info=user_info,
            task_id=task_id,
            run_id=run_id,
            task=task,
            input_=input_,
            output=output,
            assignee=assignee,
            status=status,
            execution_type=execution_type,
            created=created,
            modified=modified,
        )

        READ.additional_properties = REST
        return READ

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
