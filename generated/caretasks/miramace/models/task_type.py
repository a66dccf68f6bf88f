# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The documented values of a text, and any other that a server sends."""

from enum import StrEnum


class TaskType(StrEnum):
    """The type of the task. It must be enabled for the project.

    A value that is not documented is a member too, equal to its text: a vendor may add one overnight.
    """

    CUSTOM_TASK = "CUSTOM_TASK"
    REIMBURSEMENT = "REIMBURSEMENT"
    SCHEDULE_APPOINTMENT = "SCHEDULE_APPOINTMENT"
    VERIFY_INSURANCE = "VERIFY_INSURANCE"

    @classmethod
    def _missing_(cls, value: object) -> "TaskType | None":
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member
