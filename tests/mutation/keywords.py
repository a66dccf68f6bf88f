"""Everything of a spec but its prose, a line each; what `test_keywords.py` looks for.

`python -m tests.mutation.keywords` writes `keywords/<api>.txt` anew, for when a vendor has changed its page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import join

FOLDER = Path(__file__).parent / "keywords"
CONSTRAINING = frozenset(
    {
        *("type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minItems", "maxItems"),
        *("uniqueItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties"),
        *("maxProperties", "additionalProperties"),
    }
)
_PROSE = frozenset(
    {"description", "summary", "title", "info", "externalDocs", "example", "examples", "x-documented-on"}
)
_OF_NAMES = frozenset({"properties", "schemas", "responses", "parameters", "headers", "links", "securitySchemes"})
"""Whatever is in these is named by the vendor: a property may be called a description."""


def lines(api: Api) -> list[str]:
    """The pointer and value of all that a document says in a word, or in a list of words; what has prose alone, or
    nothing, in it is there too."""
    return list(_below("", api.document, named=False))


def _below(pointer: str, node: Any, *, named: bool) -> Iterator[str]:
    inner: list[str] = []
    if isinstance(node, dict):
        for word, below in node.items():
            if named or word not in _PROSE:
                inner += _below(join(pointer, word), below, named=not named and word in _OF_NAMES)
    elif isinstance(node, list) and any(isinstance(each, dict) for each in node):
        for index, below in enumerate(node):
            inner += _below(join(pointer, index), below, named=False)
    else:
        inner = [f"{pointer} {json.dumps(node)}"]
    yield from inner or [f"{pointer} {{}}"]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in Catalogue().load_all():
        text = "\n".join(lines(each))
        (FOLDER / f"{each.name}.txt").write_text(f"{text}\n", "utf-8")
