# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The documented values of a text, and any other that a server sends."""

from enum import StrEnum


class EhrType(StrEnum):
    """The type of the clinic's EHR

    A value that is not documented is a member too, equal to its text: a vendor may add one overnight.
    """

    EZDERM = "ezderm"
    MODMED = "modmed"

    @classmethod
    def _missing_(cls, value: object) -> "EhrType | None":
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member
