"""The sentinel for an absent value."""

from __future__ import annotations

from typing import Final

MISSING: Final = object()
"""Stands for a value that is absent where None is a valid value, for example for a body that is not JSON."""
