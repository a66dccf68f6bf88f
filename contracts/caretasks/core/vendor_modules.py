"""Loader for vendor modules, `caretasks.vendors.<api>`, which hold everything that is specific to one vendor."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

_VENDORS = "caretasks.vendors"


def load_vendor_module(api: str, name: str) -> ModuleType | None:
    """Import the module `mock`, `rules` or `mutants` of an API; None without one, as for a user's own API."""
    if not api.isidentifier() or find_spec(f"{_VENDORS}.{api}") is None:
        return None
    module = f"{_VENDORS}.{api}.{name}"
    return None if find_spec(module) is None else import_module(module)
