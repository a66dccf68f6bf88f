# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.run_task_input import RunTaskInput
    from ..models.task_definition import TaskDefinition
    from ..models.task_output import TaskOutput
    from ..models.user_info import UserInfo

_NAMES = frozenset[str](
    (
        "_id",
        "thread_id",
        "user_info",
        "task_id",
        "run_id",
        "task",
        "input",
        "output",
        "assignee",
        "status",
        "execution_type",
        "created",
        "modified",
    )
)


@_attrs_define(repr=False)
class RunTask:
    """A task of a run"""

    field_id: str | Unset = UNSET
    """ The vendor's internal document ID """

    thread_id: None | str | Unset = UNSET
    """ The ID of the thread that the task belongs to """

    user_info: UserInfo | Unset = UNSET
    """ The person that the task is about """

    task_id: str | Unset = UNSET
    """ The ID of the task """

    run_id: str | Unset = UNSET
    """ The ID of the run that the task belongs to """

    task: TaskDefinition | Unset = UNSET
    """ The definition of the task """

    input_: RunTaskInput | Unset = UNSET
    """ The input of the agent """

    output: TaskOutput | Unset = UNSET
    """ The output of the task """

    assignee: str | Unset = UNSET
    """ The handle of the agent """

    status: str | Unset = UNSET
    """ The status of the task """

    execution_type: str | Unset = UNSET
    """ The execution type of the task """

    created: str | Unset = UNSET
    """ The creation time of the task, without an offset """

    modified: str | Unset = UNSET
    """ The time of the last update of the task, without an offset """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "RunTask",
            (
                ("field_id", _showing.scalar(self.field_id)),
                ("thread_id", _showing.scalar(self.thread_id)),
                ("user_info", _showing.HIDDEN),
                ("task_id", _showing.scalar(self.task_id)),
                ("run_id", _showing.scalar(self.run_id)),
                ("task", _showing.parts(self.task)),
                ("input_", _showing.HIDDEN),
                ("output", _showing.parts(self.output)),
                ("assignee", _showing.scalar(self.assignee)),
                ("status", _showing.scalar(self.status)),
                ("execution_type", _showing.scalar(self.execution_type)),
                ("created", _showing.scalar(self.created)),
                ("modified", _showing.scalar(self.modified)),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.field_id
        if value is not UNSET:
            result["_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.thread_id
        if value is not UNSET:
            result["thread_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.user_info
        if value is not UNSET:
            result["user_info"] = value if value.__class__ is str else _writing.written(value)
        value = self.task_id
        if value is not UNSET:
            result["task_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.run_id
        if value is not UNSET:
            result["run_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.task
        if value is not UNSET:
            result["task"] = value if value.__class__ is str else _writing.written(value)
        value = self.input_
        if value is not UNSET:
            result["input"] = value if value.__class__ is str else _writing.written(value)
        value = self.output
        if value is not UNSET:
            result["output"] = value if value.__class__ is str else _writing.written(value)
        value = self.assignee
        if value is not UNSET:
            result["assignee"] = value if value.__class__ is str else _writing.written(value)
        value = self.status
        if value is not UNSET:
            result["status"] = value if value.__class__ is str else _writing.written(value)
        value = self.execution_type
        if value is not UNSET:
            result["execution_type"] = value if value.__class__ is str else _writing.written(value)
        value = self.created
        if value is not UNSET:
            result["created"] = value if value.__class__ is str else _writing.written(value)
        value = self.modified
        if value is not UNSET:
            result["modified"] = value if value.__class__ is str else _writing.written(value)
        return result

    @classmethod
    def from_dict(cls, source: Mapping[str, Any], drift: _reading.Drift = _reading.IGNORED, at: str = "", /) -> Self:
        """Reads it from a JSON object, which keeps whatever that has.

        Args:
            source: the object, with the names of the document.
            drift: where to note what is not as documented.
            at: the pointer to the object.
        """
        read = cls.__new__(cls)
        known = 0
        if "_id" in source:
            known += 1
            value = source["_id"]
            read.field_id = value if value.__class__ is str else _reading.string(value, drift, at, "/_id")
        else:
            read.field_id = UNSET

        if "thread_id" in source:
            known += 1
            value = source["thread_id"]
            read.thread_id = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/thread_id")
            )
        else:
            read.thread_id = UNSET

        if "user_info" in source:
            known += 1
            read.user_info = _reading.model(_models.UserInfo)(source["user_info"], drift, at, "/user_info")
        else:
            read.user_info = UNSET

        if "task_id" in source:
            known += 1
            value = source["task_id"]
            read.task_id = value if value.__class__ is str else _reading.string(value, drift, at, "/task_id")
        else:
            read.task_id = UNSET

        if "run_id" in source:
            known += 1
            value = source["run_id"]
            read.run_id = value if value.__class__ is str else _reading.string(value, drift, at, "/run_id")
        else:
            read.run_id = UNSET

        if "task" in source:
            known += 1
            read.task = _reading.model(_models.TaskDefinition)(source["task"], drift, at, "/task")
        else:
            read.task = UNSET

        if "input" in source:
            known += 1
            read.input_ = _reading.model(_models.RunTaskInput)(source["input"], drift, at, "/input")
        else:
            read.input_ = UNSET

        if "output" in source:
            known += 1
            read.output = _reading.model(_models.TaskOutput)(source["output"], drift, at, "/output")
        else:
            read.output = UNSET

        if "assignee" in source:
            known += 1
            value = source["assignee"]
            read.assignee = value if value.__class__ is str else _reading.string(value, drift, at, "/assignee")
        else:
            read.assignee = UNSET

        if "status" in source:
            known += 1
            value = source["status"]
            read.status = value if value.__class__ is str else _reading.string(value, drift, at, "/status")
        else:
            read.status = UNSET

        if "execution_type" in source:
            known += 1
            value = source["execution_type"]
            read.execution_type = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/execution_type")
            )
        else:
            read.execution_type = UNSET

        if "created" in source:
            known += 1
            value = source["created"]
            read.created = value if value.__class__ is str else _reading.string(value, drift, at, "/created")
        else:
            read.created = UNSET

        if "modified" in source:
            known += 1
            value = source["modified"]
            read.modified = value if value.__class__ is str else _reading.string(value, drift, at, "/modified")
        else:
            read.modified = UNSET

        read.additional_properties = (
            {} if known == len(source) else {name: value for name, value in source.items() if name not in _NAMES}
        )
        return read

    @property
    def additional_keys(self) -> list[str]:
        """The names of the additional properties."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
