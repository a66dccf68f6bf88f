# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from caretasks.client.types import OpenStrEnum


class RelationshipToSubscriber(OpenStrEnum):
    """The relationship of the patient to the subscriber"""

    DEPENDENT = "DEPENDENT"
    RELATIONSHIP_TO_SUBSCRIBER_UNSPECIFIED = "RELATIONSHIP_TO_SUBSCRIBER_UNSPECIFIED"
    SELF = "SELF"
    SPOUSE = "SPOUSE"
