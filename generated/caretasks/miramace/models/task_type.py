# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from caretasks.client.types import OpenStrEnum


class TaskType(OpenStrEnum):
    """The type of the task. It must be enabled for the project."""

    CUSTOM_TASK = "CUSTOM_TASK"
    REIMBURSEMENT = "REIMBURSEMENT"
    SCHEDULE_APPOINTMENT = "SCHEDULE_APPOINTMENT"
    VERIFY_INSURANCE = "VERIFY_INSURANCE"
