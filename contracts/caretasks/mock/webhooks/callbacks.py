"""The callbacks and webhooks that successful requests cause: their URLs and payloads."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from caretasks.mock.model import MockExchange
from caretasks.mock.operations.operation import MockOperation, compile_api
from caretasks.mock.webhooks.watcher import Webhook
from caretasks.mock.webhooks.write_webhooks import find_initial_webhooks, find_write_webhooks
from caretasks.openapi.bodies.encoding import encode_body
from caretasks.openapi.bodies.kinds import concrete_media_type
from caretasks.openapi.bodies.samples import body_value
from caretasks.openapi.document import Api, Media, Node
from caretasks.openapi.operation.links import evaluate
from caretasks.openapi.schema.keywords import properties
from caretasks.openapi.schema.validation import is_valid
from caretasks.openapi.webhooks import Callback, find_webhooks
from caretasks.openapi.webhooks import Webhook as DocumentedWebhook

_MAX_PENDING = 1000  # until they are collected; the oldest ones are lost
_EXPRESSION = re.compile(r"\{(\$[^{}]*)\}")


class CallbackQueue:
    """The callbacks and webhooks that requests have caused since the last call of `collect`.

    Args:
        webhooks_of: The APIs whose webhooks are sent, too, if the vendor module does not say when.
    """

    def __init__(self, webhooks_of: Iterable[Api] = ()) -> None:
        self._pending: deque[Webhook] = deque(maxlen=_MAX_PENDING)
        self._apis = frozenset(api for api in webhooks_of if causes_webhooks(api))
        self.clear()

    def add(self, operation: MockOperation, exchange: MockExchange) -> None:
        """Add what a successful request causes; no callback whose URL was not sent."""
        if operation.operation.api in self._apis:
            caused = find_write_webhooks(operation.operation.api).get(operation.operation.id, ())
            self._pending += (_make_webhook(each, exchange) for each in caused)
        for callback in operation.callbacks:
            url = _callback_url(callback, exchange)
            if url is not None:
                self._pending.append(_make_webhook(callback, exchange, url))

    def clear(self) -> None:
        """Forget what requests have caused so far."""
        self._pending.clear()
        for api in self._apis:
            self._pending += (_make_webhook(each, None) for each in find_initial_webhooks(api))

    def collect(self, limit: int | None = None) -> Iterator[Webhook]:
        """Yield the callbacks to send, each once, in the order of the requests; at most `limit` of them."""
        while self._pending and limit != 0:
            limit = None if limit is None else limit - 1
            yield self._pending.popleft()


def causes_webhooks(api: Api) -> bool:
    """Return whether an API documents webhooks, and its vendor module does not say when they are sent."""
    return bool(find_webhooks(api)) and not compile_api(api).vendor.webhooks


def _make_webhook(documented: DocumentedWebhook, exchange: MockExchange | None, url: str | None = None) -> Webhook:
    media = next(iter(documented.media_types), None)
    content = b"" if media is None else encode_body(media, _payload(media, exchange))
    media_type = None if media is None else concrete_media_type(media)
    return Webhook(documented.api.name, documented.name, content, documented.method.upper(), media_type, url)


def _callback_url(callback: Callback, exchange: MockExchange) -> str | None:
    """Return the URL of a callback, or None if a part of it was not sent."""
    sent = {"path": exchange.path, "query": exchange.query, "header": exchange.header}

    def evaluate_here(expression: str) -> str | None:
        value = evaluate(expression, sent, exchange.request_body, exchange.body)
        return None if value is None or isinstance(value, dict | list) else str(value)

    template = callback.url_template
    if template.startswith("$"):
        return evaluate_here(template)
    values = {expression: evaluate_here(expression) for expression in _EXPRESSION.findall(template)}
    if None in values.values():
        return None
    return _EXPRESSION.sub(lambda found: str(values[found[1]]), template)


def _payload(media: Media, exchange: MockExchange | None) -> Any:
    """Return the documented payload, with the values of the response for the properties of the same name.

    In a payload such as `{"event": ..., "data": {...}}`, these are properties of the object inside.
    """
    payload = body_value(media)
    if media.schema is None or exchange is None or not isinstance(exchange.body, dict):
        return payload
    changed = _with_values(media.schema, payload, exchange.body)
    return changed if is_valid(media.schema, changed) else payload


def _with_values(schema: Node, payload: Any, values: dict[str, Any]) -> Any:
    if not isinstance(payload, dict):
        return payload
    described = {name: each for name, each in properties(schema).items() if name in payload}
    inner = [name for name in described if len(_same_names(payload[name], values)) > len(_same_names(payload, values))]
    if inner:
        return {**payload, inner[0]: _with_values(described[inner[0]], payload[inner[0]], values)}
    same = {name: values[name] for name in described if name in values}
    return {**payload, **{name: value for name, value in same.items() if is_valid(described[name], value)}}


def _same_names(payload: Any, values: dict[str, Any]) -> set[str]:
    return payload.keys() & values.keys() if isinstance(payload, dict) else set()
