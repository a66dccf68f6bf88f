"""A Hypothesis strategy for small specs that combine the constructs of OpenAPI.

Each schema comes with a valid value, from which examples are taken. A composition may make a spec that the linter
rejects, such as an example that is valid against two alternatives of a `oneOf`; tests discard these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
NAMES = ("id", "name", "kind", "count", "tags", "state", "created_at", "items", "owner", "size")
KEY_SCHEMES: dict[str, dict[str, str]] = {
    "HeaderKey": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "QueryKey": {"type": "apiKey", "in": "query", "name": "key"},
    "Bearer": {"type": "http", "scheme": "bearer"},
    "Basic": {"type": "http", "scheme": "basic"},
}
_STRINGS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "text"),
    ({"minLength": 2, "maxLength": 5}, "abc"),
    ({"maxLength": 3}, ""),
    ({"minLength": 1}, "a, b"),
    ({"pattern": "^[A-Z]{2}-[0-9]{2}$"}, "AB-12"),
    ({"pattern": "[a-z]"}, "z"),
    ({"format": "uuid"}, "6f1c7d1e-6c58-4a8e-9a3d-0d5f4f1f2a3b"),
    ({"format": "date"}, "2024-02-29"),
    ({"format": "date-time"}, "2024-02-29T10:00:00Z"),
    ({"format": "email"}, "someone@example.com"),
    ({"format": "uri"}, "https://example.com/a?b=c"),
    ({"format": "ipv4"}, "192.0.2.1"),
    ({"format": "byte"}, "dGV4dA=="),
    ({"format": "password"}, "secret"),
    ({"enum": ["red", "green", "a,b"]}, "green"),
    ({"enum": ["on", "off", None], "type": ["string", "null"]}, "on"),
    ({"const": "fixed"}, "fixed"),
    ({"x-known-values": ["draft", "done"]}, "done"),
)
_NUMBERS: tuple[tuple[dict[str, Any], float], ...] = (
    ({"type": "integer"}, 3),
    ({"type": "integer", "format": "int32"}, 2147483647),
    ({"type": "integer", "format": "int64"}, -9223372036854775808),
    ({"type": "integer", "minimum": 1, "maximum": 9}, 5),
    ({"type": "integer", "exclusiveMinimum": 0, "multipleOf": 5}, 10),
    ({"type": "integer", "enum": [1, 2, 3]}, 2),
    ({"type": "number"}, 0.5),
    ({"type": "number", "format": "float", "minimum": -1}, 1),
    ({"type": "number", "format": "double", "maximum": 100.5}, -7.25),
    ({"type": "number", "multipleOf": 0.25}, 1.25),
)


@dataclass
class Described:
    """A schema, and a value that is valid against it."""

    schema: dict[str, Any]
    value: Any


@dataclass
class Builder:
    """The schemas in the components of a spec that is being drawn."""

    draw: st.DrawFn
    components: dict[str, Any] = field(default_factory=dict)

    def chance(self, percent: int) -> bool:
        """Draw True with a probability."""
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def choose(self, *choices: Any) -> Any:
        """Draw one of the choices."""
        return self.draw(st.sampled_from(choices))

    def names(self, least: int, most: int) -> list[str]:
        """Draw distinct property names."""
        return self.draw(st.lists(st.sampled_from(NAMES), min_size=least, max_size=most, unique=True))

    def scalar(self, *, nullable: bool = True) -> Described:
        """Draw a schema of strings, numbers or booleans."""
        kind = self.draw(st.integers(0, 9))
        if kind < 6:
            keywords, value = self.choose(*_STRINGS)
            found = Described({"type": "string", **keywords}, value)
        elif kind < 9:
            keywords, value = self.choose(*_NUMBERS)
            found = Described(dict(keywords), value)
        else:
            found = Described({"type": "boolean"}, True)
        if (
            nullable
            and self.chance(15)
            and isinstance(found.schema["type"], str)
            and not {"enum", "const"} & {*found.schema}
        ):
            found.schema["type"] = [found.schema["type"], "null"]
        if self.chance(10):
            found.schema["default"] = found.value
        return found

    def schema(self, depth: int = 0) -> Described:
        """Draw any schema; it may be a reference."""
        kind = self.draw(st.integers(0, 13)) if depth < 3 else 0
        if kind < 5:
            found = self.scalar()
        elif kind < 7:
            found = self.array(depth)
        elif kind < 8:
            found = self.map(depth)
        elif kind < 11:
            found = self.object(depth)
        elif kind < 12:
            found = self.all_of(depth)
        elif kind < 13:
            found = self.alternatives(depth)
        else:
            found = self.discriminated(depth)
        return self.reference(found) if self.chance(20) else found

    def reference(self, described: Described) -> Described:
        """Move a schema to the components."""
        name = f"Schema{len(self.components)}"
        self.components[name] = described.schema
        return Described({"$ref": f"#/components/schemas/{name}"}, described.value)

    def array(self, depth: int) -> Described:
        """Draw a schema of arrays."""
        items = self.schema(depth + 1)
        schema: dict[str, Any] = {"type": "array", "items": items.schema}
        least = self.choose(0, 0, 1)
        if least:
            schema["minItems"] = least
        if self.chance(20):
            schema["maxItems"] = 3
        if self.chance(15):
            schema["uniqueItems"] = True
        return Described(schema, [items.value] if least or self.chance(60) else [])

    def map(self, depth: int) -> Described:
        """Draw a schema of objects with arbitrary names."""
        values = self.schema(depth + 1)
        schema: dict[str, Any] = {"type": "object", "additionalProperties": values.schema}
        if self.chance(20):
            schema["minProperties"] = 1
        return Described(schema, {"first": values.value})

    def object(self, depth: int, names: list[str] | None = None) -> Described:
        """Draw a schema of objects with documented properties."""
        described = {name: self.schema(depth + 1) for name in (self.names(1, 4) if names is None else names)}
        required = [name for name in described if self.chance(50)]
        for each in described.values():
            if "$ref" not in each.schema and self.chance(15):
                each.schema[self.choose("readOnly", "writeOnly")] = True
        hidden = ("readOnly", "writeOnly")
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: each.schema for name, each in described.items()},
        }
        if required:
            schema["required"] = required
        if self.chance(25):
            schema["additionalProperties"] = False
        value = {name: each.value for name, each in described.items() if not any(key in each.schema for key in hidden)}
        return Described(schema, value)

    def all_of(self, depth: int) -> Described:
        """Draw an `allOf` of objects, of which one may require a property of another."""
        names = self.names(2, 4)
        half = len(names) // 2
        parts = [self.object(depth + 1, names[:half]), self.object(depth + 1, names[half:])]
        for part in parts:
            part.schema.pop("additionalProperties", None)
        schemas = [self.reference(part).schema if self.chance(40) else part.schema for part in parts]
        if self.chance(50):
            schemas.append({"required": [self.choose(*names)]})
        return Described({"allOf": schemas}, {**parts[0].value, **parts[1].value})

    def alternatives(self, depth: int) -> Described:
        """Draw an `anyOf` or `oneOf`."""
        found = [self.schema(depth + 1) for _ in range(self.choose(2, 2, 3))]
        if self.chance(25):
            found.append(Described({"type": "null"}, None))
        return Described({self.choose("anyOf", "oneOf"): [each.schema for each in found]}, found[0].value)

    def discriminated(self, depth: int) -> Described:
        """Draw a `oneOf` or `anyOf` with a discriminator."""
        references, mapping, values = [], {}, []
        for index in range(2):
            part = self.object(depth + 1, [name for name in self.names(0, 2) if name != "kind"])
            reference = self.reference(part).schema
            name = reference["$ref"].rpartition("/")[2]
            value = f"kind{index}" if self.chance(60) else name
            own: dict[str, Any] = (
                {"type": "string"} if self.chance(40) else {"type": "string", self.choose("enum", "const"): value}
            )
            if "enum" in own:
                own["enum"] = [value]
            part.schema["properties"]["kind"] = own
            part.schema["required"] = [*part.schema.get("required", []), "kind"]
            part.value["kind"] = value
            if value != name:
                mapping[value] = reference["$ref"]
            references.append(reference)
            values.append(part.value)
        discriminator = {"propertyName": "kind", **({"mapping": mapping} if mapping else {})}
        return Described({self.choose("oneOf", "anyOf"): references, "discriminator": discriminator}, values[0])

    def media(self, described: Described) -> dict[str, Any]:
        """Draw a media type with a schema, and perhaps an example."""
        media: dict[str, Any] = {"schema": described.schema}
        kind = self.draw(st.integers(0, 3))
        if kind == 1:
            media["example"] = described.value
        elif kind == 2:
            media["examples"] = {"first": {"value": described.value}}
        return media

    def parameter(self, name: str, location: str) -> dict[str, Any]:
        """Draw a parameter."""
        styles = {
            "path": ("simple", "label", "matrix"),
            "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
            "header": ("simple",),
            "cookie": ("form",),
        }[location]
        found: dict[str, Any] = {"name": name, "in": location}
        if location == "path" or self.chance(50):
            found["required"] = True
        if self.chance(10) and location != "path":
            return {**found, "content": {JSON: {"schema": self.object(2).schema}}}
        style = self.choose(styles[0], *styles)
        kind = self.choose("scalar", "array", "object") if style in ("form", "simple", "label", "matrix") else "array"
        if style == "deepObject":
            kind = "object"
        described = self.scalar(nullable=location == "query")
        if kind == "array":
            items = self.scalar(nullable=False)
            least = {"minItems": 1} if location == "path" or self.chance(30) else {}
            most = {"maxItems": 4} if self.chance(30) else {}
            described = Described({"type": "array", "items": items.schema, **least, **most}, [items.value])
        elif kind == "object":
            inner = {each: self.scalar(nullable=False) for each in self.names(1, 3)}
            schema: dict[str, Any] = {
                "type": "object",
                "properties": {each: one.schema for each, one in inner.items()},
            }
            if location == "path" or self.chance(50):
                schema["required"] = list(inner)
            if self.chance(50):
                schema["additionalProperties"] = False
            described = Described(schema, {each: one.value for each, one in inner.items()})
        found["schema"] = described.schema
        if style != styles[0]:
            found["style"] = style
        if self.chance(40) and style != "deepObject":
            found["explode"] = self.chance(50)
        if style == "deepObject":
            found["explode"] = True
        if location == "query" and self.chance(15):
            found["allowEmptyValue"] = self.chance(50)
        if self.chance(30):
            found["example"] = described.value
        return found

    def request_body(self) -> dict[str, Any]:
        """Draw a request body."""
        kind = self.choose(JSON, JSON, JSON, FORM, MULTIPART, "text/plain", "application/xml")
        content = {kind: self._request_media(kind)}
        if self.chance(15) and kind != JSON:
            content[JSON] = self._request_media(JSON)
        body: dict[str, Any] = {"content": content}
        if self.chance(70):
            body["required"] = True
        return body

    def _request_media(self, kind: str) -> dict[str, Any]:
        if kind == JSON:
            return self.media(self.schema() if self.chance(30) else self.object(0))
        if kind in (FORM, MULTIPART):
            described = {
                name: self.scalar(nullable=False) if self.chance(75) else self.array(3) for name in self.names(1, 3)
            }
            schema: dict[str, Any] = {
                "type": "object",
                "properties": {name: each.schema for name, each in described.items()},
                "required": [name for name in described if self.chance(50)],
            }
            value = {name: each.value for name, each in described.items()}
            if kind == MULTIPART and self.chance(50):
                schema["properties"]["file"] = {"type": "string", "format": "binary"}
                value["file"] = "content"
            if self.chance(40):
                schema["additionalProperties"] = False
            return self.media(Described(schema, value))
        if kind == "text/plain":
            return self.media(Described({"type": "string"}, "some text"))
        return (
            self.media(Described(self.object(2).schema, "<root/>"))
            if self.chance(0)
            else {"schema": self.object(2).schema}
        )

    def response(self, status: str) -> dict[str, Any]:
        """Draw a response."""
        found: dict[str, Any] = {"description": status}
        if status not in ("204", "304") and not (status[0] == "3" and self.chance(60)) and self.chance(85):
            kind = self.choose(
                JSON,
                JSON,
                JSON,
                JSON,
                "application/problem+json",
                "text/plain",
                "application/octet-stream",
                "application/xml",
                "*/*",
            )
            if "json" in kind or kind == "*/*":
                found["content"] = {kind: self.media(self.schema() if self.chance(50) else self.object(0))}
            elif kind == "application/xml":
                found["content"] = {kind: {"schema": self.object(2).schema}}
            else:
                found["content"] = {kind: self.media(Described({"type": "string"}, "some text"))}
        if self.chance(30):
            described = self.scalar(nullable=False) if self.chance(60) else self.array(2)
            header: dict[str, Any] = {"schema": described.schema}
            if self.chance(50):
                header["required"] = True
            found["headers"] = {"X-Value": header}
        return found

    def operation(self, path: str, method: str) -> dict[str, Any]:
        """Draw an operation."""
        locations = self.draw(st.lists(st.sampled_from(("query", "query", "header", "cookie")), max_size=3))
        parameters = [
            self.parameter(f"{'X-' if location == 'header' else ''}P{index}", location)
            for index, location in enumerate(locations)
        ]
        success = self.choose("200", "200", "200", "201", "202", "204", "2XX", "default", "302", "410")
        statuses = [
            success,
            *self.draw(st.lists(st.sampled_from(("400", "404", "422", "409", "4XX", "default", "303")), max_size=3)),
        ]
        found: dict[str, Any] = {
            "operationId": f"{method}_{'item' if '{' in path else 'notes'}",
            "responses": {status: self.response(status) for status in dict.fromkeys(statuses)},
        }
        if parameters:
            found["parameters"] = parameters
        if method in ("post", "put", "patch") and self.chance(85):
            found["requestBody"] = self.request_body()
        if self.chance(10):
            found["security"] = self.choose([], [{}, {"HeaderKey": []}])
        return found


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a spec with one to three operations. It may be one that the linter rejects."""
    builder = Builder(draw)
    paths: dict[str, Any] = {}
    chosen = draw(
        st.lists(
            st.sampled_from(
                [
                    *((path, method) for path in ("/notes",) for method in ("get", "post", "put")),
                    *(("/notes/{item_id}", method) for method in ("get", "put", "patch", "delete")),
                ]
            ),
            min_size=1,
            max_size=3,
            unique=True,
        )
    )
    for path, method in chosen:
        if path not in paths:
            item = {} if "{" not in path else {"parameters": [builder.parameter("item_id", "path")]}
            paths[path] = item
        paths[path][method] = builder.operation(path, method)
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Generated", "version": "1"},
        "paths": paths,
        "components": {"schemas": builder.components},
    }
    requirements: list[dict[str, list[str]]] = draw(
        st.lists(
            st.lists(st.sampled_from(sorted(KEY_SCHEMES)), max_size=2, unique=True).map(
                lambda names: {name: [] for name in names}
            ),
            max_size=2,
        )
    )
    document["components"]["securitySchemes"] = KEY_SCHEMES
    if requirements:
        document["security"] = requirements
    return document
