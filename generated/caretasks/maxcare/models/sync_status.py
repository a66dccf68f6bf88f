# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from enum import StrEnum


class SyncStatus(StrEnum):
    FAILED = "failed"
    PENDING = "pending"
    SYNCED = "synced"
    SYNCING = "syncing"

    def __str__(self) -> str:
        return str(self.value)
