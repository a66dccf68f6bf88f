"""The one sentinel for a value that is absent, where None is a value."""

from __future__ import annotations

from typing import Final

MISSING: Final = object()
"""In place of a body that is not there, or that is not JSON."""
