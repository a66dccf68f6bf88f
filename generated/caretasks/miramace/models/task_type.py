# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from caretasks.client.types import OpenStrEnum


class TaskType(OpenStrEnum):
    """What kind of task it is. A type has to be enabled for the project."""

    CUSTOM_TASK = "CUSTOM_TASK"
    REIMBURSEMENT = "REIMBURSEMENT"
    SCHEDULE_APPOINTMENT = "SCHEDULE_APPOINTMENT"
    VERIFY_INSURANCE = "VERIFY_INSURANCE"
