# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from enum import StrEnum


class TaskStatus(StrEnum):
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    DELETED = "deleted"
    IN_PROGRESS = "in_progress"
    NEW = "new"
    NOT_STARTED = "not_started"

    def __str__(self) -> str:
        return str(self.value)
