# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from caretasks.client.types import OpenStrEnum


class TaskStatus(OpenStrEnum):
    """A status to filter tasks by"""

    COMPLETED = "completed"
    IN_PROGRESS = "in_progress"
    PENDING = "pending"
