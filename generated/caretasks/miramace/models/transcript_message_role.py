# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from caretasks.client.types import OpenStrEnum


class TranscriptMessageRole(OpenStrEnum):
    """The speaker"""

    ASSISTANT = "assistant"
    USER = "user"
