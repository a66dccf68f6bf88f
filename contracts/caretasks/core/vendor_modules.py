"""Loader for vendor modules, `caretasks.vendors.<api>`, which hold everything that is specific to one vendor."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

_VENDORS = "caretasks.vendors"


def load_vendor_module(api: str, name: str) -> ModuleType | None:
    """Import the module `caretasks.vendors.<api>.<name>`.

    Args:
        api: The name of an API.
        name: The module: `mock`, `rules` or `mutants`.

    Returns:
        The module, or None if the API has no such module, as is usual for the user's own APIs.
    """
    if not api.isidentifier() or find_spec(f"{_VENDORS}.{api}") is None:
        return None
    module = f"{_VENDORS}.{api}.{name}"
    return None if find_spec(module) is None else import_module(module)
