"""The sentinel for an absent value."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Missing(Enum):
    """The type of `MISSING`. As a member of an enumeration it is the same object in every process."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
"""An absent value where None is a valid value, for example the data of a body that is not JSON."""
