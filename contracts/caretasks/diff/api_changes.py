"""Comparison of two documents: the API as a whole, its operations and its webhooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from caretasks.diff.change import CLIENTS, NO_PARTY, SERVERS, Change, Position, merge_changes
from caretasks.diff.message_changes import MessageComparison, iter_documentation_changes, with_operations
from caretasks.diff.schemas.schema_pairs import SchemaComparison
from caretasks.diff.security_changes import iter_security_changes
from caretasks.openapi.api_info import server_url
from caretasks.openapi.document import HTTP_METHODS, Api, Node, Operation, Parameter
from caretasks.openapi.json_pointer import PointerNotFoundError, join
from caretasks.openapi.webhooks import Webhook, find_callbacks, find_webhooks

_INFO = ("title", "summary", "description", "version", "termsOfService", "contact", "license")
_OPERATION = ("summary", "description", "tags", "externalDocs", "deprecated")


def compare_documents(old: Api, new: Api) -> list[Change]:
    """Return the changes between two versions of an API, the breaking ones first.

    The documents must be usable and have local references only.
    """
    return merge_changes(_Comparison(old, new).iter_changes())


class _Comparison:
    def __init__(self, old: Api, new: Api) -> None:
        self._old = old
        self._new = new
        self._schemas = SchemaComparison(old.document, new.document)
        self._operations = MessageComparison(self._schemas, Position.REQUEST, Position.RESPONSE)
        self._webhooks = MessageComparison(self._schemas, Position.RESPONSE, Position.REQUEST)

    def iter_changes(self) -> Iterator[Change]:
        yield from self._iter_info_changes()
        yield from _iter_server_changes(self._old.node(""), self._new.node(""), "")
        yield from self._iter_operation_changes()
        yield from self._iter_webhook_changes()

    def _iter_info_changes(self) -> Iterator[Change]:
        yield from iter_documentation_changes(self._old.node("/info"), self._new.node("/info"), "API", _INFO)
        yield from iter_documentation_changes(self._old.node(""), self._new.node(""), "API", ("externalDocs", "tags"))

    # --- Operations ---

    def _iter_operation_changes(self) -> Iterator[Change]:
        before, after = (_index_operations(each) for each in (self._old, self._new))
        moved = {operation.data.get("operationId"): operation for key, operation in after.items() if key not in before}
        for key, old in before.items():
            if key in after:
                identifiers = dict.fromkeys((after[key].id, old.id))
                yield from with_operations(self._iter_changes_of_operation(old, after[key]), *identifiers)
                continue
            message = f"the operation {_describe(old)} was removed"
            renamed = moved.get(old.data.get("operationId")) if "operationId" in old.data else None
            if renamed is not None:
                message += f"; {_describe(renamed)} has its ID"
            yield Change("operation-removed", message, old.pointer, None, CLIENTS, operations=(old.id,))
        for key, new in after.items():
            if key not in before:
                message = f"the operation {_describe(new)} was added"
                yield Change("operation-added", message, None, new.pointer, SERVERS, operations=(new.id,))

    def _iter_changes_of_operation(self, old: Operation, new: Operation) -> Iterator[Change]:
        if old.id != new.id:
            message = f"the operation ID changed from {old.id!r} to {new.id!r}"
            yield Change("operation-id-changed", message, old.pointer, new.pointer)
        yield from iter_documentation_changes(old, new, "operation", _OPERATION)
        yield from _iter_own_server_changes(old, new)
        yield from iter_security_changes(old, new)
        yield from self._operations.iter_parameter_changes(_index_parameters(old), _index_parameters(new))
        yield from self._operations.iter_body_changes(_body(old), _body(new))
        yield from self._operations.iter_response_changes(old, new)
        callbacks = [{(each.name, each.method): each for each in find_callbacks(operation)} for operation in (old, new)]
        yield from self._iter_message_changes(callbacks[0], callbacks[1], "callback")

    # --- Webhooks ---

    def _iter_webhook_changes(self) -> Iterator[Change]:
        webhooks = [{(each.name, each.method): each for each in find_webhooks(api)} for api in (self._old, self._new)]
        yield from self._iter_message_changes(webhooks[0], webhooks[1], "webhook")

    def _iter_message_changes(
        self, before: Mapping[tuple[str, str], Webhook], after: Mapping[tuple[str, str], Webhook], noun: str
    ) -> Iterator[Change]:
        """Yield the changes of webhooks or callbacks: the server sends the request, and a client the response."""
        for key in dict.fromkeys((*before, *after)):
            old, new = before.get(key), after.get(key)
            if old is None and new is not None:
                yield Change(
                    f"{noun}-added", f"the {noun} {new.name} was added", None, new.pointer, operations=(new.name,)
                )
            elif new is None and old is not None:
                message = f"the {noun} {old.name} was removed"
                yield Change(f"{noun}-removed", message, old.pointer, None, CLIENTS | SERVERS, operations=(old.name,))
            elif old is not None and new is not None:
                yield from with_operations(self._iter_changes_of_webhook(old, new), new.name)

    def _iter_changes_of_webhook(self, old: Webhook, new: Webhook) -> Iterator[Change]:
        yield from iter_documentation_changes(old, new, "webhook", _OPERATION)
        yield from self._webhooks.iter_body_changes(_body(old), _body(new))
        yield from self._webhooks.iter_response_changes(old, new)


def _index_operations(api: Api) -> dict[tuple[str, str], Operation]:
    """Return the operations by method and path, in which the names of parameters do not count."""
    found: dict[tuple[str, str], Operation] = {}
    for path in api.document.get("paths") or {}:
        if not path.startswith("/"):
            continue
        try:
            item = api.node(join("/paths", path))
        except PointerNotFoundError:
            continue
        for method in HTTP_METHODS:
            if method in item.data:
                found[method, _template_key(path)] = Operation(api, join(item.pointer, method), path, method)
    return found


def _template_key(path: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", path)


def _index_parameters(operation: Operation) -> dict[tuple[str, str], Parameter]:
    """Return the parameters by location and name; those of the path by their number, those of headers in lower case."""
    order = re.findall(r"\{([^{}]*)\}", operation.path)
    found = {}
    for parameter in operation.parameters:
        name = parameter.name
        if parameter.location == "path" and name in order:
            name = str(order.index(name))
        elif parameter.location == "header":
            name = name.lower()
        found[str(parameter.location), name] = parameter
    return found


def _body(owner: Node) -> Node | None:
    return owner.child("requestBody") if "requestBody" in owner.data else None


def _describe(operation: Operation) -> str:
    return f"{operation.method.upper()} {operation.path}"


# --- Servers ---


def _iter_own_server_changes(old: Operation, new: Operation) -> Iterator[Change]:
    """Yield the changes of the servers of an operation or its path."""
    if not (_has_own_servers(old) or _has_own_servers(new)):
        return
    yield from _iter_server_changes(_server_owner(old), _server_owner(new), " of the operation")


def _server_owner(operation: Operation) -> Node:
    if "servers" in operation.data:
        return operation
    item = operation.api.node(join("/paths", operation.path))
    return item if "servers" in item.data else operation.api.node("")


def _has_own_servers(operation: Operation) -> bool:
    return _server_owner(operation) is not operation.api.node("")


def _iter_server_changes(old: Node, new: Node, owner: str) -> Iterator[Change]:
    before, after = (_index_servers(each) for each in (old, new))
    for url, pointer in before.items():
        if url not in after:
            # A client uses a server that it knows; a server of the old version is at none of the new URLs.
            breaks = CLIENTS if after else NO_PARTY
            yield Change("server-removed", f"the server {url}{owner} was removed", pointer, None, breaks)
    for url, pointer in after.items():
        if url not in before:
            breaks = SERVERS if before and not before.keys() & after.keys() else NO_PARTY
            yield Change("server-added", f"the server {url}{owner} was added", None, pointer, breaks)


def _index_servers(owner: Node) -> dict[str, str]:
    servers = owner.data.get("servers")
    found: dict[str, str] = {}
    for index, server in enumerate(servers if isinstance(servers, list) else ()):
        url = server_url(server)
        if url not in ("", "/"):
            found.setdefault(url, join(owner.pointer, "servers", index))
    return found
