"""What a document cannot say of one API's server: a module per API, in it a function per operation, both by name.

A function gets the exchange that the document alone has led to, and changes what is answered or remembered. It has to
bear with any body, since a spec of one's own may have the same names.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from caretasks.mock.requests import Exchange
from caretasks.openapi.api import Operation

Behaviour = Callable[[Exchange], None]


def behaviour(operation: Operation) -> Behaviour | None:
    """The behaviour of an operation, where it has one."""
    name = operation.api.name
    if not name.isidentifier() or find_spec(f"{__name__}.{name}") is None:
        return None
    module = import_module(f"{__name__}.{name}")
    found = vars(module).get(operation.id)
    own = inspect.isfunction(found) and found.__module__ == module.__name__ and not operation.id.startswith("_")
    return found if own else None
