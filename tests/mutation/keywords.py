"""Write the keywords of each spec, without its prose, to `keywords/<api>.txt` for `test_keywords.py`.

Run `python -m tests.mutation.keywords` after a vendor has changed its documentation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import join
from tests.bundled_apis import load_bundled_apis

KEYWORDS_DIRECTORY = Path(__file__).parent / "keywords"
CONSTRAINT_KEYWORDS = frozenset(
    {
        *("type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minItems", "maxItems"),
        *("uniqueItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties"),
        *("maxProperties", "additionalProperties"),
    }
)
_PROSE_KEYWORDS = frozenset(
    {"description", "summary", "title", "info", "externalDocs", "example", "examples", "x-documented-on"}
)
_NAME_MAPS = frozenset({"properties", "schemas", "responses", "parameters", "headers", "links", "securitySchemes"})
"""Keywords whose value has names as keys: a property may be called `description`."""


def list_keywords(api: Api) -> list[str]:
    """Return the JSON pointer and value of each keyword that has no objects in it.

    An object without keywords, or with prose only, is listed with the value `{}`.
    """
    return list(_iter_keywords("", api.document, has_names=False))


def _iter_keywords(pointer: str, node: Any, *, has_names: bool) -> Iterator[str]:
    lines: list[str] = []
    if isinstance(node, dict):
        for key, value in node.items():
            if has_names or key not in _PROSE_KEYWORDS:
                lines += _iter_keywords(join(pointer, key), value, has_names=not has_names and key in _NAME_MAPS)
    elif isinstance(node, list) and any(isinstance(item, dict) for item in node):
        for index, item in enumerate(node):
            lines += _iter_keywords(join(pointer, index), item, has_names=False)
    else:
        lines = [f"{pointer} {json.dumps(node)}"]
    yield from lines or [f"{pointer} {{}}"]


if __name__ == "__main__":
    KEYWORDS_DIRECTORY.mkdir(exist_ok=True)
    for api in load_bundled_apis():
        text = "\n".join(list_keywords(api))
        (KEYWORDS_DIRECTORY / f"{api.name}.txt").write_text(f"{text}\n", "utf-8")
