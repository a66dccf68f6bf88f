"""The callbacks of operations: what the mock server sends to the URLs that requests name."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from caretasks.mock.model import MockExchange
from caretasks.mock.operations.operation import MockOperation
from caretasks.mock.webhooks.watcher import Webhook
from caretasks.openapi.bodies.encoding import encode_body
from caretasks.openapi.bodies.kinds import concrete_media_type
from caretasks.openapi.bodies.samples import body_value
from caretasks.openapi.document import Media
from caretasks.openapi.operation.links import evaluate
from caretasks.openapi.schema.keywords import properties
from caretasks.openapi.schema.validation import is_valid
from caretasks.openapi.webhooks import Callback

_MAX_PENDING = 1000  # until they are collected; the oldest ones are lost
_EXPRESSION = re.compile(r"\{(\$[^{}]*)\}")


class CallbackQueue:
    """The callbacks of the successful requests since the last call of `collect`."""

    def __init__(self) -> None:
        self._pending: deque[Webhook] = deque(maxlen=_MAX_PENDING)

    def add(self, operation: MockOperation, exchange: MockExchange) -> None:
        """Add the callbacks of an operation after a successful request; without those whose URL was not sent."""
        for callback in operation.callbacks:
            url = _callback_url(callback, exchange)
            if url is None:
                continue
            media = next(iter(callback.media_types), None)
            content = b"" if media is None else encode_body(media, _payload(media, exchange))
            media_type = None if media is None else concrete_media_type(media)
            name, method = callback.name, callback.method.upper()
            self._pending.append(Webhook(callback.api.name, name, content, method, media_type, url))

    def collect(self, limit: int | None = None) -> Iterator[Webhook]:
        """Yield the callbacks to send, each once, in the order of the requests; at most `limit` of them."""
        while self._pending and limit != 0:
            limit = None if limit is None else limit - 1
            yield self._pending.popleft()


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


def _payload(media: Media, exchange: MockExchange) -> Any:
    """Return the documented payload, with the values of the response for the properties of the same name."""
    payload = body_value(media)
    if media.schema is None or not isinstance(payload, dict) or not isinstance(exchange.body, dict):
        return payload
    described = properties(media.schema)
    same = {name: exchange.body[name] for name in payload.keys() & exchange.body.keys() & described.keys()}
    changed = {**payload, **{name: value for name, value in same.items() if is_valid(described[name], value)}}
    return changed if is_valid(media.schema, changed) else payload
