"""Load what is special to one vendor: a module of the package `caretasks.vendors.<api>`, by the name of the API."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

_VENDORS = "caretasks.vendors"


def vendor_module(api: str, name: str) -> ModuleType | None:
    """Return the module `caretasks.vendors.<api>.<name>`, or None if the API has no such module.

    Args:
        api: the name of an API; a user's own API usually has no package there.
        name: which of its modules: `mock`, `rules` or `mutants`.
    """
    if not api.isidentifier() or find_spec(f"{_VENDORS}.{api}") is None:
        return None
    module = f"{_VENDORS}.{api}.{name}"
    return None if find_spec(module) is None else import_module(module)
