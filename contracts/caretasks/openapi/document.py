"""One API as its spec describes it: operations, parameters, bodies, responses and security schemes.

Only this module reads the extensions `x-account`, `x-error`, `x-own` and `x-prefix`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, TypeVar

from caretasks.core.http import BODYLESS_STATUSES, READ_METHODS, is_json, media_type_essence
from caretasks.openapi.api_info import ApiInfo, default_operation_id
from caretasks.openapi.json_pointer import join, resolve_pointer, resolve_refs, split

HTTP_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MERGE_PATCH_MEDIA_TYPE = "application/merge-patch+json"

Location = Literal["path", "query", "header", "cookie"]

NodeType = TypeVar("NodeType", bound="Node")

IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""The headers, in lower case, that OpenAPI ignores as parameters: other parts of a spec describe them."""


class Node:
    """A node of an API's spec. `Api.node` and `Node.child` return one object per node.

    Attributes:
        value: The JSON value at this node.
        data: The same value, or an empty object if it is not an object.
        derived: Results that other modules have computed from the node, by any key.
    """

    def __init__(self, api: Api, pointer: str) -> None:
        self.api = api
        self.pointer = pointer
        self.value = resolve_pointer(api.document, pointer)
        self.data: Mapping[str, Any] = self.value if isinstance(self.value, Mapping) else {}
        self.derived: dict[Any, Any] = {}
        self._children: dict[str | int, Node] = {}

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and other.pointer == self.pointer and other.api is self.api)

    def __hash__(self) -> int:
        return hash(self.pointer)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.api.name!r}, {self.pointer!r})"

    @property
    def is_user_provided(self) -> bool:
        """True if its value is user-provided (`x-own`): it names a resource in the user's account."""
        return self.data.get("x-own") is True

    def child(self, *tokens: str | int) -> Node:
        """Return the node at the tokens below this one, with references followed; see `Api.node`."""
        node = self
        for token in tokens:
            if token not in node._children:
                node._children[token] = node.api.node(join(node.pointer, token))
            node = node._children[token]
        return node

    def as_kind(self, kind: type[NodeType]) -> NodeType:
        """Return this node as a parameter, media type or security scheme."""
        if kind not in self.derived:
            self.derived[kind] = kind(self.api, self.pointer)
        return self.derived[kind]  # type: ignore[no-any-return]

    @cached_property
    def schema(self) -> Node | None:
        """The schema of a parameter, header or media type, if it has one."""
        return self.child("schema") if "schema" in self.data else None

    def examples(self) -> dict[str, Any]:
        """Return the examples of a parameter or media type by name; a single `example` is named `example`."""
        documented = {name: self.child("examples", name).data for name in self.data.get("examples", {})}
        named = {name: example["value"] for name, example in documented.items() if "value" in example}
        return named or ({"example": self.data["example"]} if "example" in self.data else {})


class Media(Node):
    """A media type of a request or response body, with its schema and examples."""

    @cached_property
    def name(self) -> str:
        """The media type as it is documented: it may have parameters, or be a range such as `text/*`."""
        return split(self.pointer)[-1]

    @cached_property
    def essence(self) -> str:
        """The media type in lower case, without parameters."""
        return media_type_essence(self.name)

    @cached_property
    def is_json(self) -> bool:
        """True if its bodies are JSON. Those of `*/*` are, unless its schema describes the bytes of a file."""
        if self.essence not in ("*/*", "application/*"):
            return is_json(self.essence)
        schema = {} if self.schema is None else self.schema.data
        return schema.get("format") != "binary" and not {"contentEncoding", "contentMediaType"} & schema.keys()


class Parameter(Node):
    """A parameter of an operation."""

    @cached_property
    def name(self) -> str:
        """The name as it is sent."""
        return str(self.data["name"])

    @cached_property
    def location(self) -> Location:
        """The part of the request in which it is sent: the value of `in`."""
        return self.data["in"]  # type: ignore[no-any-return]

    @cached_property
    def required(self) -> bool:
        """True if requests must have it."""
        return bool(self.data.get("required", False))

    @property
    def is_account_header(self) -> bool:
        """True if it is a header that names the caller's account (`x-account`). Clients take its value once."""
        return self.location == "header" and self.data.get("x-account") is True

    @property
    def argument_name(self) -> str:
        """The name as an argument of a client: in snake_case, without a leading `X-`."""
        name = re.sub(r"^[xX]-", "", self.name)
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
        return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").lower()

    @property
    def environment_variable(self) -> str:
        """The environment variable that holds the value of an account header."""
        return f"{self.api.variable_prefix}_{self.argument_name.upper()}"


class Response(Node):
    """A documented response, under a status code, a range such as `4XX`, or `default`.

    As the `default` of an operation without a documented 2xx or redirect, it covers successes, too.
    """

    def __init__(
        self, api: Api, pointer: str, status: str, *, covers_success: bool = False, is_for_head: bool = False
    ) -> None:
        super().__init__(api, pointer)
        self.status = status
        self.covers_success = covers_success
        self.has_body = not is_for_head and status not in map(str, BODYLESS_STATUSES)

    @cached_property
    def media_types(self) -> tuple[Media, ...]:
        """All media types of its body: those of JSON first, otherwise in the order of the spec.

        There are none if it has no body in HTTP, as a 204, or any response to a `HEAD`.
        """
        return find_media_types(self) if self.has_body else ()

    @cached_property
    def media(self) -> Media | None:
        """The first JSON media type of its body, if one is documented."""
        return next((media for media in self.media_types if media.is_json), None)

    @property
    def is_success(self) -> bool:
        """True if it is a success: any 2xx, unless the spec says that it reports an error (`x-error: true`)."""
        return (self.status[0] == "2" or self.covers_success) and self.data.get("x-error") is not True

    def iter_links(self) -> Iterator[Node]:
        """Yield its OpenAPI links to operations."""
        for name in self.data.get("links", {}):
            yield self.child("links", name)


class SecurityScheme(Node):
    """A security scheme: how requests are authenticated."""

    @cached_property
    def name(self) -> str:
        """Its name in the components."""
        return split(self.pointer)[-1]

    @cached_property
    def sends_key(self) -> bool:
        """True if requests carry a key for it; with mutual TLS, the connection has a client certificate."""
        return self.data.get("type") != "mutualTLS"

    @cached_property
    def header_name(self) -> str | None:
        """The header that carries the key, or None if no header does."""
        if self.data.get("type") in ("http", "oauth2", "openIdConnect"):
            return "Authorization"
        return str(self.data["name"]) if self.data.get("in") == "header" else None

    @cached_property
    def key_location(self) -> tuple[str, str]:
        """The location of the key (`header`, `query`, `cookie`) and its name; two empty strings for mutual TLS."""
        if not self.sends_key:
            return "", ""
        if self.header_name is not None:
            return "header", self.header_name
        return str(self.data["in"]), str(self.data["name"])

    @cached_property
    def key_prefix(self) -> str:
        """The text before the key in its header, with the space: `Bearer `, or the value of `x-prefix`."""
        if self.data.get("type") == "apiKey":
            return str(self.data.get("x-prefix", ""))
        scheme = str(self.data.get("scheme", "bearer"))
        return scheme[:1].upper() + scheme[1:] + " "


class Operation(Node):
    """An operation: a method in lower case on a path template of `paths`."""

    def __init__(self, api: Api, pointer: str, path: str, method: str) -> None:
        super().__init__(api, pointer)
        self.path = path
        self.method = method

    @property
    def id(self) -> str:
        """The `operationId`, or an ID built from the method and the path."""
        return str(self.data.get("operationId") or default_operation_id(self.method, self.path))

    @property
    def python_name(self) -> str:
        """The name from which those in Python are made: `x-python-name`, or the ID, in which a `/` separates words."""
        name = str(self.data.get("x-python-name", ""))
        return name if name.isidentifier() and not keyword.iskeyword(name) else re.sub(r"[^\w .-]+", "_", self.id)

    @property
    def is_write(self) -> bool:
        """True if the method may change data."""
        return self.method.upper() not in READ_METHODS

    @property
    def documentation_url(self) -> str | None:
        """The URL of the vendor page that documents it."""
        return self.data.get("externalDocs", {}).get("url")  # type: ignore[no-any-return]

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters and those of its path item, without the headers that OpenAPI ignores as parameters."""
        found: dict[tuple[str, str], Parameter] = {}
        for owner in (self.api.node("").child("paths", self.path), self):
            for index in range(len(owner.data.get("parameters", []))):
                parameter = owner.child("parameters", index).as_kind(Parameter)
                if parameter.location != "header" or parameter.name.lower() not in IGNORED_HEADERS:
                    found[parameter.location, parameter.name] = parameter
        return tuple(found.values())

    @cached_property
    def path_parameters(self) -> tuple[Parameter, ...]:
        """Its path parameters."""
        return tuple(parameter for parameter in self.parameters if parameter.location == "path")

    @cached_property
    def body_media(self) -> tuple[Media, ...]:
        """All media types of its request body: those of JSON first, otherwise in the order of the spec."""
        return find_media_types(self.child("requestBody")) if "requestBody" in self.data else ()

    @cached_property
    def body(self) -> Media | None:
        """The first JSON media type of its request body, if one is documented."""
        return next((media for media in self.body_media if media.is_json), None)

    @property
    def body_required(self) -> bool:
        """True if requests must have a body."""
        return "requestBody" in self.data and bool(self.child("requestBody").data.get("required", False))

    @cached_property
    def responses(self) -> dict[str, Response]:
        """The documented responses by their keys; ranges in capitals."""
        documented = self.data.get("responses", {})
        has_success = any(str(key)[0] in "23" and str(key) != "304" for key in documented)
        found = {}
        for key in documented:
            status, pointer = key if key == "default" else str(key).upper(), self.child("responses", key).pointer
            options = {"covers_success": key == "default" and not has_success, "is_for_head": self.method == "head"}
            found[status] = Response(self.api, pointer, status, **options)
        return found

    def find_response(self, status: int) -> Response | None:
        """Return the documented response for a status code: that of the code, of its range, or the default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                found = self.responses[key]
                if found.covers_success and status >= 300:
                    return Response(self.api, found.pointer, key, is_for_head=self.method == "head")
                return found
        return None

    @cached_property
    def security(self) -> tuple[tuple[SecurityScheme, ...], ...]:
        """The alternative security requirements, each a tuple of schemes that apply together; empty without any."""
        requirements = self.data.get("security", self.api.document.get("security", []))
        return tuple(tuple(map(self.api.get_security_scheme, requirement)) for requirement in requirements)


class Api(ApiInfo):
    """An API: its spec and its facts.

    Args:
        name: The name of its directory, as in `caretasks check NAME`.
        document: The data of its spec, which must be valid and have local references only.
        facts: The content of its facts file (`facts.yaml`), or None without one.
        origin: The file of the spec, for messages.

    Attributes:
        derived: Results that other modules have computed from the document, by any key.
    """

    def __init__(self, name: str, document: dict[str, Any], facts: dict[str, Any] | None, origin: str) -> None:
        super().__init__(name, document, facts, origin)
        self.derived: dict[Any, Any] = {}
        self._nodes: dict[str, Node] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Api, (self.name, self.document, self.facts, self.origin)  # without what is derived from the document

    def node(self, pointer: str) -> Node:
        """Return the node at a JSON pointer, with references at its end followed; one object per node.

        Raises:
            PointerNotFoundError: The spec has no such node, or a reference is external or circular.
        """
        found = self._nodes.get(pointer)
        if found is None:
            target = resolve_refs(self.document, pointer)
            found = self._nodes.get(target) or Node(self, target)
            self._nodes[pointer] = self._nodes[target] = found
        return found

    @property
    def account_variables(self) -> tuple[str, ...]:
        """The environment variables of its account headers."""
        parameters = [parameter for operation in self.operations for parameter in operation.parameters]
        return tuple(dict.fromkeys(each.environment_variable for each in parameters if each.is_account_header))

    @cached_property
    def security_schemes(self) -> tuple[SecurityScheme, ...]:
        """The security schemes in its components."""
        return tuple(map(self.get_security_scheme, self.document.get("components", {}).get("securitySchemes", {})))

    def get_security_scheme(self, name: str) -> SecurityScheme:
        """Return the security scheme with a name in the components."""
        return self.node(join("/components/securitySchemes", name)).as_kind(SecurityScheme)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, in the order of the spec."""
        return tuple(
            Operation(self, join("/paths", path, method), path, method)
            for path, item in self.document.get("paths", {}).items()
            if path.startswith("/")  # the others are extensions
            for method in HTTP_METHODS
            if method in item
        )

    def get_operation(self, operation_id: str) -> Operation:
        """Return the operation with an ID, or raise KeyError."""
        for operation in self.operations:
            if operation.id == operation_id:
                return operation
        raise KeyError(operation_id)


def find_media_types(owner: Node) -> tuple[Media, ...]:
    """Return the media types in the `content` of a request body or a response, those of JSON first."""
    found = [owner.child("content", name).as_kind(Media) for name in owner.data.get("content") or {}]
    return tuple(sorted(found, key=lambda media: not media.is_json))


def match_media_type(documented: Iterable[Media], content_type: str) -> Media | None:
    """Return the documented media type of a Content-Type header, or None.

    The most specific one counts: the same with its parameters, the same without them, a range such as `text/*`, `*/*`.
    """
    sent, essence = _normalize_media_type(content_type), media_type_essence(content_type)
    names = (essence, f"{essence.partition('/')[0]}/*", "*/*")
    documented = tuple(documented)
    exact = (media for media in documented if _normalize_media_type(media.name) == sent)
    found = (media for name in names for media in documented if media.essence == name)
    return next(exact, None) or next(found, None)


def _normalize_media_type(text: str) -> str:
    essence, *parameters = (part.strip() for part in text.split(";"))
    return ";".join([essence.lower(), *sorted(each.lower().replace('"', "") for each in parameters)])
