"""One API as its OpenAPI document describes it: its operations, their parameters, bodies and answers, its words.

The words that this project adds to OpenAPI are read here and nowhere else: `x-client-class`, `x-account`, `x-own`,
`x-prefix`, `x-rate-limit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit

from caretasks.openapi.json_pointer import follow, join, resolve

MERGE_PATCH = "application/merge-patch+json"

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON = "application/json"

Location = Literal["path", "query", "header", "cookie"]


def is_json(media_type: str) -> bool:
    """Whether a media type, parameters and all, is JSON (`application/json` or a `+json` type)."""
    essence = media_type.split(";")[0].strip().lower()
    return essence == JSON or (essence.startswith("application/") and essence.endswith("+json"))


@dataclass(frozen=True)
class Place:
    """A node of an API's document and the pointer to it, references followed."""

    api: Api
    pointer: str

    @cached_property
    def node(self) -> Mapping[str, Any]:
        node = resolve(self.api.document, self.pointer)
        return node if isinstance(node, Mapping) else {}

    @property
    def own(self) -> bool:
        """Whether it names something of the caller's own at the server (`x-own`)."""
        return self.node.get("x-own") is True

    def at(self, *tokens: str | int) -> Place:
        """The place below this one, references followed, those on the way too.

        Raises:
            DanglingPointerError: there is none.
        """
        pointer = self.pointer
        for token in tokens:
            pointer = follow(self.api.document, join(pointer, token))
        return Place(self.api, pointer)

    def examples(self) -> dict[str, Any]:
        """The examples here (of a parameter or a media type) by name; a lone `example` is called `example`."""
        named = {
            name: self.at("examples", name).node["value"]
            for name in self.node.get("examples", {})
            if "value" in self.at("examples", name).node
        }
        return named or ({"example": self.node["example"]} if "example" in self.node else {})


@dataclass(frozen=True)
class Media(Place):
    """A JSON media type of a body or an answer."""

    @cached_property
    def schema(self) -> Place | None:
        return self.at("schema") if "schema" in self.node else None


@dataclass(frozen=True)
class Parameter(Place):
    """A parameter of an operation. `Accept`, `Content-Type` and `Authorization` are none (OpenAPI ignores them)."""

    @cached_property
    def name(self) -> str:
        return str(self.node["name"])

    @cached_property
    def location(self) -> Location:
        return self.node["in"]  # type: ignore[no-any-return]

    @cached_property
    def required(self) -> bool:
        return bool(self.node.get("required", False))

    @property
    def account(self) -> bool:
        """Whether it names the caller's account (`x-account`), given once for a client."""
        return self.location == "header" and self.node.get("x-account") is True

    @property
    def argument(self) -> str:
        """The snake_case name without `X-`, by which an account header is given."""
        name = re.sub(r"^[xX]-", "", self.name)
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
        return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").lower()

    @property
    def variable(self) -> str:
        """The environment variable from which an account header is taken."""
        return f"{self.api.prefix}_{self.argument.upper()}"

    @cached_property
    def schema(self) -> Place | None:
        return self.at("schema") if "schema" in self.node else None


@dataclass(frozen=True)
class Response(Place):
    """A documented answer. `status` is its key: a code, a range such as `4XX`, or `default`.

    `alone` is a `default` that is documented without any 2xx: successes are meant too.
    """

    status: str
    alone: bool = False

    @cached_property
    def media(self) -> Media | None:
        """Its JSON body, if one is documented."""
        return _json_media(self)

    @property
    def success(self) -> bool:
        """Whether it is a success: 200, 201, 202 or 204 (any other documented 2xx is an error, as Unpod's 206)."""
        return self.status in ("200", "201", "202", "204", "2XX") or self.alone

    def links(self) -> Iterator[Place]:
        """The links to operations that its body gives the parameters of."""
        for name in self.node.get("links", {}):
            yield self.at("links", name)


@dataclass(frozen=True)
class SecurityScheme(Place):
    """A way to authenticate. Schemes that are sent in a header are known: `http` and `apiKey` in a header."""

    @cached_property
    def header(self) -> str | None:
        """The header that carries the key, or None where none does."""
        if self.node.get("type") in ("http", "oauth2", "openIdConnect"):
            return "Authorization"
        return str(self.node["name"]) if self.node.get("in") == "header" else None

    @property
    def carrier(self) -> tuple[str, str]:
        """Where the key is sent (`header`, `query`, `cookie`) and under which name; empty where no request shows it."""
        if self.node.get("type") == "mutualTLS":
            return "", ""
        return ("header", self.header) if self.header is not None else (str(self.node["in"]), str(self.node["name"]))

    @cached_property
    def prefix(self) -> str:
        """What stands before the key in that header, its space included."""
        if self.node.get("type") == "apiKey":
            return str(self.node.get("x-prefix", ""))
        scheme = str(self.node.get("scheme", "bearer"))
        return scheme[:1].upper() + scheme[1:] + " "


@dataclass(frozen=True)
class Operation(Place):
    """A documented operation: a method on a path."""

    path: str
    method: str

    @property
    def id(self) -> str:
        return str(
            self.node.get("operationId") or f"{self.method}_{re.sub(r'[^A-Za-z0-9]+', '_', self.path).strip('_')}"
        )

    @property
    def writes(self) -> bool:
        return self.method not in ("get", "head", "options", "trace")

    @property
    def documented_on(self) -> str | None:
        """The page that documents it."""
        return self.node.get("externalDocs", {}).get("url")  # type: ignore[no-any-return]

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        for pointer in (join("/paths", self.path), self.pointer):
            owner = Place(self.api, pointer)
            for index in range(len(owner.node.get("parameters", []))):
                parameter = Parameter(self.api, owner.at("parameters", index).pointer)
                if parameter.location == "header" and parameter.name.lower() in _NO_PARAMETERS:
                    continue
                found[parameter.location, parameter.name] = parameter
        return tuple(found.values())

    @cached_property
    def path_parameters(self) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if parameter.location == "path")

    @cached_property
    def body(self) -> Media | None:
        """The JSON request body, if one is documented."""
        return _json_media(self.at("requestBody")) if "requestBody" in self.node else None

    @property
    def body_required(self) -> bool:
        return "requestBody" in self.node and bool(self.at("requestBody").node.get("required", False))

    @cached_property
    def responses(self) -> dict[str, Response]:
        keys = {str(key).upper() if key != "default" else key: key for key in self.node.get("responses", {})}
        alone = not any(key[0] == "2" for key in keys)
        return {
            key: Response(self.api, self.at("responses", written).pointer, key, alone and key == "default")
            for key, written in keys.items()
        }

    def response(self, status: int) -> Response | None:
        """The documented answer for a status: its code's own, else its range's, else the default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                found = self.responses[key]
                return replace(found, alone=False) if found.alone and status >= 300 else found
        return None

    @cached_property
    def security(self) -> tuple[tuple[SecurityScheme, ...], ...]:
        """The alternatives of schemes of which one has to be satisfied whole; empty where no key is needed."""
        requirements = self.node.get("security", self.api.document.get("security", []))
        return tuple(
            tuple(
                SecurityScheme(self.api, follow(self.api.document, join("/components/securitySchemes", name)))
                for name in requirement
            )
            for requirement in requirements
        )


class Api:
    """An API by the name of its folder.

    Args:
        name: the folder's name, as in `caretasks check NAME`.
        document: its OpenAPI document, valid and with local references only.
        facts: its ledger (`facts.yaml`), or None where there is none.
        origin: the file that the document was read from, for messages.
    """

    def __init__(self, name: str, document: dict[str, Any], facts: dict[str, Any] | None, origin: str) -> None:
        self.name = name
        self.document = document
        self.facts = facts
        self.origin = origin

    @property
    def title(self) -> str:
        return str(self.document["info"]["title"])

    @property
    def prefix(self) -> str:
        """What its environment variables begin with."""
        return re.sub(r"[^A-Z0-9]+", "_", self.name.upper())

    @property
    def key_variable(self) -> str:
        return f"{self.prefix}_API_KEY"

    @property
    def base_url_variable(self) -> str:
        return f"{self.prefix}_BASE_URL"

    @property
    def account_variables(self) -> tuple[str, ...]:
        """The environment variables of its account headers."""
        return tuple(
            dict.fromkeys(p.variable for operation in self.operations for p in operation.parameters if p.account)
        )

    @property
    def client_class(self) -> str:
        """What its client's class is called."""
        pascal = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", self.name))
        return str(self.document["info"].get("x-client-class", pascal))

    @property
    def rate_limit(self) -> float | None:
        """How many requests a second are allowed by the documented limit; None where none is documented."""
        limit = self.document["info"].get("x-rate-limit")
        return None if limit is None else float(limit["requests"] / limit["seconds"])

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The documented servers' URLs, variables replaced by their defaults, without a closing slash."""
        urls = []
        for server in self.document.get("servers", []):
            url = str(server["url"])
            for name, variable in server.get("variables", {}).items():
                url = url.replace("{" + name + "}", str(variable["default"]))
            urls.append(url.rstrip("/"))
        return tuple(urls)

    @property
    def base_path(self) -> str:
        """The path of the first server, without a closing slash."""
        return urlsplit(self.servers[0]).path.rstrip("/") if self.servers else ""

    @cached_property
    def security_schemes(self) -> tuple[SecurityScheme, ...]:
        """The ways to authenticate that it describes."""
        names = self.document.get("components", {}).get("securitySchemes", {})
        return tuple(
            SecurityScheme(self, follow(self.document, join("/components/securitySchemes", name))) for name in names
        )

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(
            Operation(self, join("/paths", path, method), path, method)
            for path, item in self.document.get("paths", {}).items()
            for method in METHODS
            if method in item
        )

    def operation(self, operation_id: str) -> Operation:
        """The operation of that id.

        Raises:
            KeyError: there is none.
        """
        for operation in self.operations:
            if operation.id == operation_id:
                return operation
        raise KeyError(operation_id)


_NO_PARAMETERS = frozenset({"accept", "content-type", "authorization"})


def _json_media(owner: Place) -> Media | None:
    for media_type in owner.node.get("content", {}):
        if is_json(media_type) or media_type == "*/*":
            return Media(owner.api, owner.at("content", media_type).pointer)
    return None
