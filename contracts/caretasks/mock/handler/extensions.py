"""Vendor extensions: behavior of one API that its spec cannot express.

The module `caretasks.vendors.<api>.mock` may define:

- A function with the name of an operation: it changes the `MockExchange` that results from the spec.
- `LIFECYCLES`: by operation, the `Lifecycle` that changes the resource it reads over time.
- `RESOURCES`: additional paths below the API's base URL, with the media type and a function that returns the content.
  A parameter whose name ends in `_uuid` matches UUIDs only.
- `MAGIC_VALUES`: by operation, additional magic values: the field, then each value with its effect.

A user's spec may have the name of a known API, so extensions must accept any body.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from caretasks.core.vendor_modules import load_vendor_module
from caretasks.mock.model import MockExchange
from caretasks.mock.resources.state import Lifecycle
from caretasks.openapi.document import Api, Operation

OperationExtension = Callable[[MockExchange], None]

_UUID = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


@dataclass(frozen=True)
class ResourceExtension:
    """Content that a server returns at paths without an operation, such as a recording.

    Attributes:
        path: The paths, below the root of the mock server.
        media_type: The media type of the content.
        content: Returns the content.
    """

    path: re.Pattern[str]
    media_type: str
    content: Callable[[], bytes]

    @property
    def allow_header(self) -> str:
        """The value of an `Allow` header."""
        return "GET, HEAD, OPTIONS"


def operation_extension(operation: Operation) -> OperationExtension | None:
    """Return the extension of an operation, or None if it has none."""
    module = _load_module(operation.api)
    if module is None or operation.id.startswith("_"):
        return None
    function = vars(module).get(operation.id)
    # A name that the module imports is not an extension, even if an operation has the same one.
    return function if inspect.isfunction(function) and function.__module__ == module.__name__ else None


def operation_lifecycle(operation: Operation) -> Lifecycle | None:
    """Return the lifecycle of the resource that an operation reads, or None if it does not change over time."""
    lifecycles: dict[str, Lifecycle] = getattr(_load_module(operation.api), "LIFECYCLES", {})
    return lifecycles.get(operation.id)


def iter_resource_extensions(api: Api) -> Iterator[ResourceExtension]:
    """Yield the content that an API's server returns at paths without an operation."""
    resources: dict[str, tuple[str, Callable[[], bytes]]] = getattr(_load_module(api), "RESOURCES", {})
    for path, (media_type, content) in resources.items():
        pattern = re.escape(f"/{api.name}{api.base_path}{path}")
        pattern = re.sub(r"\\\{(\w+?)(_uuid)?\\\}", lambda match: _UUID if match[2] else "[^/]+", pattern)
        yield ResourceExtension(re.compile(pattern), media_type, content)


def iter_magic_value_extensions(operation: Operation) -> Iterator[tuple[str, str, str]]:
    """Yield the magic values that only this API has: the location, the value, and its effect."""
    values_by_operation: dict[str, tuple[str, dict[str, str]]] = getattr(
        _load_module(operation.api), "MAGIC_VALUES", {}
    )
    if operation.id in values_by_operation:
        location, effects = values_by_operation[operation.id]
        yield from ((location, value, effect) for value, effect in effects.items())


def _load_module(api: Api) -> ModuleType | None:
    return load_vendor_module(api.name, "mock")
