# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The documented values of a text, and any other that a server sends."""

from enum import StrEnum


class TaskStatus(StrEnum):
    """The status of the task

    A value that is not documented is a member too, equal to its text: a vendor may add one overnight.
    """

    CANCELLED = "cancelled"
    COMPLETED = "completed"
    DELETED = "deleted"
    IN_PROGRESS = "in_progress"
    NEW = "new"
    NOT_STARTED = "not_started"

    @classmethod
    def _missing_(cls, value: object) -> "TaskStatus | None":
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member
