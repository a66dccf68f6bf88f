# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from enum import StrEnum


class TaskType(StrEnum):
    CUSTOM_TASK = "CUSTOM_TASK"
    REIMBURSEMENT = "REIMBURSEMENT"
    SCHEDULE_APPOINTMENT = "SCHEDULE_APPOINTMENT"
    VERIFY_INSURANCE = "VERIFY_INSURANCE"

    def __str__(self) -> str:
        return str(self.value)
