"""The sentinel for an absent value."""

from __future__ import annotations

from typing import Final

MISSING: Final = object()
"""An absent value where None is a valid value, for example the data of a body that is not JSON."""
