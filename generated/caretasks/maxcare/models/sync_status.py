# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The documented values of a text, and any other that a server sends."""

from enum import StrEnum


class SyncStatus(StrEnum):
    """The status of the sync with the EHR

    A value that is not documented is a member too, equal to its text: a vendor may add one overnight.
    """

    FAILED = "failed"
    PENDING = "pending"
    SYNCED = "synced"
    SYNCING = "syncing"

    @classmethod
    def _missing_(cls, value: object) -> "SyncStatus | None":
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member
