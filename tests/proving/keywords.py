"""Every keyword by which a spec constrains what is sent and answered, a line each; what `test_keywords.py` looks for.

`python -m tests.proving.keywords` writes `keywords/<api>.txt` anew, for when a vendor has changed its page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from caretasks.openapi.api import Api, Place
from caretasks.openapi.catalogue import Catalogue
from caretasks.openapi.pointers import join, split

FOLDER = Path(__file__).parent / "keywords"
CONSTRAINING = frozenset(
    {
        *("type", "enum", "const", "format", "pattern", "required", "minLength", "maxLength", "minItems", "maxItems"),
        *("uniqueItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties"),
        *("maxProperties", "additionalProperties"),
    }
)


def lines(api: Api) -> Iterator[str]:
    """The constraints of an API: pointer and value of each keyword, and the keys of its answers."""
    for operation in api.operations:
        yield f"{join(operation.pointer, 'responses')} {json.dumps(sorted(operation.responses))}"
        for response in operation.responses.values():
            if response.media is not None and response.media.schema is not None:
                yield from _schema(response.media.schema)
            for name in response.node.get("headers", {}):
                yield from _owner(response.at("headers", name))
        for parameter in operation.parameters:
            yield from _owner(parameter)
        if operation.body is not None and operation.body.schema is not None:
            yield f"{join(operation.pointer, 'requestBody', 'required')} {json.dumps(operation.body_required)}"
            yield from _schema(operation.body.schema)
        for schemes in operation.security:
            yield from (f"{join(operation.pointer, 'security')} {split(scheme.pointer)[-1]}" for scheme in schemes)


def _owner(place: Place) -> Iterator[str]:
    yield f"{join(place.pointer, 'required')} {json.dumps(bool(place.node.get('required')))}"
    if "schema" in place.node:
        yield from _schema(place.at("schema"))


def _schema(schema: Place, above: tuple[str, ...] = ()) -> Iterator[str]:
    if schema.pointer in above:
        return
    above = (*above, schema.pointer)
    for keyword, value in schema.node.items():
        if keyword in CONSTRAINING and not isinstance(value, Mapping):
            yield f"{join(schema.pointer, keyword)} {json.dumps(value)}"
    for below in _below(schema.node):
        yield from _schema(schema.at(*below), above)


def _below(node: Mapping[str, Any]) -> Iterator[tuple[str | int, ...]]:
    yield from (("properties", name) for name in node.get("properties", {}))
    yield from ((word, index) for word in ("allOf", "oneOf", "anyOf") for index in range(len(node.get(word, []))))
    yield from ((word,) for word in ("items", "additionalProperties") if isinstance(node.get(word), Mapping))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in Catalogue().load_all():
        text = "\n".join(dict.fromkeys(lines(each)))
        (FOLDER / f"{each.name}.txt").write_text(f"{text}\n", "utf-8")
