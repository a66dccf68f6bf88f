"""What a document cannot say of one API's server: a module per API, in it a function per operation, both by name.

A function gets the exchange that the document alone has led to, and changes what is answered or remembered. `LIVES`
says, by operation, how what that reads moves on; `RESOURCES` are further paths, below the API's base URL, where a name
that ends in `_uuid` stands for one; `MAGIC` are,
by operation, values that have an effect of their own. All have to bear with any body, since a spec of one's own may
have the same names.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from caretasks.core.vendor_modules import vendor_module
from caretasks.mock.model import Exchange
from caretasks.mock.resources.state import Life
from caretasks.openapi.document import Api, Operation

Behaviour = Callable[[Exchange], None]

_UUID = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


@dataclass(frozen=True)
class Resource:
    """Something beside the operations that a server hands out: which paths, as what."""

    path: re.Pattern[str]
    media_type: str
    content: Callable[[], bytes]

    @property
    def allow(self) -> str:
        """The value of an `Allow` header."""
        return "GET, HEAD, OPTIONS"


def behaviour(operation: Operation) -> Behaviour | None:
    """The behaviour of an operation, where it has one."""
    module = _module(operation.api)
    found = vars(module).get(operation.id) if module is not None else None
    own = inspect.isfunction(found) and module is not None and found.__module__ == module.__name__
    return found if own and not operation.id.startswith("_") else None


def life(operation: Operation) -> Life | None:
    """How what an operation reads moves on, where it does."""
    lives: dict[str, Life] = getattr(_module(operation.api), "LIVES", {})
    return lives.get(operation.id)


def resources(api: Api) -> Iterator[Resource]:
    """What its server hands out beside its operations."""
    found: dict[str, tuple[str, Callable[[], bytes]]] = getattr(_module(api), "RESOURCES", {})
    for path, (media_type, content) in found.items():
        pattern = re.escape(f"/{api.name}{api.base_path}{path}")
        pattern = re.sub(r"\\\{(\w+?)(_uuid)?\\\}", lambda found: _UUID if found[2] else "[^/]+", pattern)
        yield Resource(re.compile(pattern), media_type, content)


def magic(operation: Operation) -> Iterator[tuple[str, str, str]]:
    """The values that this API alone gives a meaning: where each is sent, the value, and what happens."""
    found: dict[str, tuple[str, dict[str, str]]] = getattr(_module(operation.api), "MAGIC", {})
    if operation.id in found:
        where, values = found[operation.id]
        yield from ((where, value, what) for value, what in values.items())


def _module(api: Api) -> ModuleType | None:
    return vendor_module(api.name, "mock")
