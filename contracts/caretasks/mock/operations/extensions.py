"""Vendor extensions: behavior of one API that its spec cannot express.

The module `caretasks.vendors.<api>.mock` may define:

- A function with the name of an operation: it changes the `MockExchange` that results from the spec. To show what
  other operations created, it can read their resources with `exchange.resources` and list them with
  `exchange.set_items`.
- `LIFECYCLES`: by operation, the `Lifecycle` that changes the resource it reads over time.
- `WEBHOOKS`: by operation, the function that yields the webhooks about the resource it reads; see `MakeWebhooks`.
- `RESOURCES`: additional paths below the API's base URL, with the media type and a function that returns the content.
  A parameter whose name ends in `_uuid` matches UUIDs only.
- `MAGIC_VALUES`: by operation, additional magic values: the field, then each value with its effect.

A user's spec may have the name of a known API, so extensions must accept any body.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping

from caretasks.core.vendor_modules import load_vendor_module
from caretasks.mock.model import Lifecycle, MakeWebhooks, MockExchange
from caretasks.openapi.document import Api

_UUID = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


class VendorExtensions:
    """The extensions of one API; all are empty for an API without a vendor module.

    Attributes:
        functions: The functions that change a `MockExchange`, by the ID of the operation.
        lifecycles: The lifecycles, by the ID of the operation that reads the resource.
        webhooks: The functions that yield webhooks, by the ID of the operation.
        contents: What the server returns at paths without an operation, such as a recording: the paths below its root,
            the media type, and a function that returns the content.
        magic_values: The additional magic values, by the ID of the operation: the location, and the effect of each.
    """

    def __init__(self, api: Api) -> None:
        module = load_vendor_module(api.name, "mock")
        self.functions: Mapping[str, Callable[[MockExchange], None]] = {
            name: function
            for name, function in ({} if module is None else vars(module)).items()
            # A name that the module imports is not an extension, even if an operation has the same one.
            if inspect.isfunction(function) and function.__module__ == getattr(module, "__name__", "")
            if not name.startswith("_")
        }
        self.lifecycles: Mapping[str, Lifecycle] = getattr(module, "LIFECYCLES", {})
        self.webhooks: Mapping[str, MakeWebhooks] = getattr(module, "WEBHOOKS", {})
        self.magic_values: Mapping[str, tuple[str, Mapping[str, str]]] = getattr(module, "MAGIC_VALUES", {})
        resources: Mapping[str, tuple[str, Callable[[], bytes]]] = getattr(module, "RESOURCES", {})
        self.contents = [
            (_compile_path(f"/{api.name}{api.base_path}{path}"), media_type, content)
            for path, (media_type, content) in resources.items()
        ]


def _compile_path(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+?)(_uuid)?\\\}", lambda match: _UUID if match[2] else "[^/]+", re.escape(path)))
