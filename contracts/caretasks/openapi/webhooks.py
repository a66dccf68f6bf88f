"""The webhooks and callbacks of an API: requests that its vendor sends to a URL of the user."""

from __future__ import annotations

from functools import cached_property

from caretasks.openapi.document import HTTP_METHODS, Api, Media, Node, Operation, find_media_types
from caretasks.openapi.json_pointer import join
from caretasks.openapi.parts import Part, iter_children, iter_parts
from caretasks.openapi.schema.keywords import keep_result


class Webhook(Node):
    """A webhook.

    Attributes:
        name: Its name in the spec, such as `task.completed`.
        method: The method of the request, in lower case.
    """

    def __init__(self, api: Api, pointer: str, name: str, method: str) -> None:
        super().__init__(api, pointer)
        self.name = name
        self.method = method

    @cached_property
    def media_types(self) -> tuple[Media, ...]:
        """All media types of its payload, those of JSON first."""
        return find_media_types(self.child("requestBody")) if "requestBody" in self.data else ()

    @property
    def body(self) -> Media | None:
        """The first JSON media type of its payload, if one is documented."""
        return next((media for media in self.media_types if media.is_json), None)


class Callback(Webhook):
    """A callback of an operation: a webhook whose URL depends on the request.

    Attributes:
        url_template: The URL, with runtime expressions such as `{$request.body#/callbackUrl}`.
    """

    def __init__(self, api: Api, pointer: str, name: str, method: str, url_template: str) -> None:
        super().__init__(api, pointer, name, method)
        self.url_template = url_template


@keep_result
def find_webhooks(api: Api) -> tuple[Webhook, ...]:
    """Return the webhooks of an API, in the order of the spec. Of several methods of a webhook, the first counts."""
    found = []
    for name in api.document.get("webhooks", {}):
        item = api.node(join("/webhooks", name))
        methods = [method for method in HTTP_METHODS if method in item.data]
        found += [Webhook(api, join(item.pointer, method), name, method) for method in methods[:1]]
    return tuple(found)


@keep_result
def find_callbacks(operation: Operation) -> tuple[Callback, ...]:
    """Return the callbacks of an operation, in the order of the spec."""
    found = []
    for name in operation.data.get("callbacks", {}):
        callback = operation.child("callbacks", name)
        for template in callback.data:
            item = callback.child(template)
            methods = [method for method in HTTP_METHODS if method in item.data]
            found += [Callback(item.api, join(item.pointer, method), name, method, template) for method in methods]
    return tuple(found)


@keep_result
def find_webhook_parts(api: Api) -> frozenset[str]:
    """Return the JSON pointers of the parts of webhooks that no operation shares."""
    root = list(iter_children(Part("", "document", api.document)))
    webhooks = [part for part in root if part.pointer.startswith("/webhooks/")]
    operations = [part for part in root if part.pointer.startswith("/paths/")] if webhooks else []
    shared = {part.pointer for part in iter_parts(api.document, operations)}
    return frozenset(part.pointer for part in iter_parts(api.document, webhooks) if part.pointer not in shared)
