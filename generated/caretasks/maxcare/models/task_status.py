# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from caretasks.client.types import OpenStrEnum


class TaskStatus(OpenStrEnum):
    """The status of the task"""

    CANCELLED = "cancelled"
    COMPLETED = "completed"
    DELETED = "deleted"
    IN_PROGRESS = "in_progress"
    NEW = "new"
    NOT_STARTED = "not_started"
