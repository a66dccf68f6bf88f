"""A document whose strings try to become code, a template, a comment, a path or a shell command."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def make_hostile_document(marker: Path) -> dict[str, Any]:
    """Return a document with attacks in each kind of string. If one works, the file `marker` exists."""
    code = f"__import__('pathlib').Path({str(marker)!r}).touch()"
    attacks = [
        f'"""\n{code}\n"""',
        f"'''\n{code}\n'''",
        f"\n{code}\n#",
        f"\\\n{code}",
        f"{{{{ {code} }}}}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
        f"{{{code}}}",
        f"$(touch {marker})`touch {marker}`; touch {marker}",
        f"]]>-->*/\r{code}\u2028{code}\x85{code}",
        '"); ' + code + '; ("',
    ]
    text = "\n\n".join(attacks)
    schema: dict[str, Any] = {
        "type": "object",
        "title": attacks[0],
        "description": text,
        "x-python-import": {"module": "os", "name": "system"},
        "x-python-type": code,
        "customTypePath": "os.system",
        "customBasePath": "os.system",
        "$schema": f"file://{marker}",
        "properties": {
            **{attack: {"type": "string", "description": attack} for attack in attacks[4:]},
            "default": {"type": "string", "default": attacks[9], "pattern": f"^{attacks[2]}?$"},
            "choice": {"type": "string", "enum": attacks, "x-enum-varnames": attacks, "x-enumNames": attacks},
            "fixed": {"const": attacks[5]},
        },
        "example": {"default": attacks[0]},
    }
    parameters = [
        {"name": attack, "in": "query", "description": attack, "schema": {"type": "string", "default": attack}}
        for attack in attacks[:4]
    ]
    operation = {
        "operationId": attacks[9],
        "x-python-name": code,
        "summary": attacks[0],
        "description": text,
        "tags": [attacks[2], "../../escape", "os"],
        "externalDocs": {"url": f"https://example.com/{attacks[3]}", "description": text},
        "parameters": parameters,
        "requestBody": {"description": text, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "200": {
                "description": text,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}},
            },
            "404": {"description": text, "headers": {f"X-{code}": {"schema": {"type": "string"}}}},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text,
            "description": text,
            "version": attacks[0],
            "license": {"name": text, "url": text},
        },
        "servers": [{"url": f"https://example.com/{attacks[9]}", "description": text}],
        "tags": [{"name": attacks[2], "description": text}],
        "paths": {f"/a/{attacks[9]}": {"post": operation}, "/b": {"get": {"responses": operation["responses"]}}},
        "components": {
            "schemas": {"S": schema, "../../../escape": {"type": "object", "title": attacks[1]}},
            "securitySchemes": {attacks[9]: {"type": "apiKey", "in": "header", "name": "X-Key"}},
        },
        "security": [{attacks[9]: []}],
        "x-python-import": {"module": "os", "name": "system"},
    }
