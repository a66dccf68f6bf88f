# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from caretasks.client.types import OpenStrEnum


class WebhookEventType(OpenStrEnum):
    """A type of event"""

    PATIENT_CREATED = "patient_created"
    PATIENT_INSURANCE_VERIFICATION = "patient_insurance_verification"
    PATIENT_STAGE_CHANGED = "patient_stage_changed"
    PATIENT_UPDATED = "patient_updated"
    PATIENT_VERIFICATION_COMPLETED = "patient_verification_completed"
