"""Events of the resources of a mock server since they were stored, as webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from caretasks.core.http import JSON_MEDIA_TYPE
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import encode_json
from caretasks.mock.operations.operation import MockOperation, compile_api
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer
from caretasks.openapi.operation.final_values import find_final_status
from caretasks.openapi.webhooks import find_webhooks


@dataclass(frozen=True)
class Webhook:
    """A webhook or callback to send.

    Attributes:
        api: The name of the API.
        name: The name of the webhook in the spec.
        content: The payload.
        method: The method of the request.
        media_type: The media type of the payload; None for a request without a body.
        callback_url: The URL that a request named for a callback; None for a webhook.
    """

    api: str
    name: str
    content: bytes = field(repr=False)
    method: str = "POST"
    media_type: str | None = JSON_MEDIA_TYPE
    callback_url: str | None = field(default=None, repr=False)

    @property
    def label(self) -> str:
        """The API, the kind and the name, for the log."""
        return f"{self.api}: {'webhook' if self.callback_url is None else 'callback'} {self.name}"


@dataclass
class _Watched:
    """A resource that has not ended, and the webhooks that were already collected for it."""

    read: MockOperation
    values: Mapping[str, Any]
    collected: set[Webhook]


class WebhookWatcher:
    """Watches the resources that change over time, from when they are stored until they end.

    A resource ends when its status is a final value (`x-final-values`). What had happened before it was watched is not
    collected.

    Args:
        state: The stored resources. Those that exist already are watched, too.
        apis: The APIs whose resources are watched.
    """

    def __init__(self, state: State, apis: Iterable[Api]) -> None:
        self._state = state
        self._watched: dict[tuple[Any, ...], _Watched] = {}
        documenting = [api for api in apis if find_webhooks(api)]
        reads = [read for api in documenting for read in compile_api(api).operations.values() if read.make_webhooks]
        for read in reads:
            for values, body in state.iter_resources(read):
                self._watch(read, values, body)
        self._reads = frozenset(reads)
        state.on_new_resource.append(self._watch_new)

    @property
    def can_send(self) -> bool:
        """True if any of the APIs documents webhooks, and its vendor module says when they are sent."""
        return bool(self._reads)

    def _watch_new(self, read: MockOperation, values: Mapping[str, Any], body: Any) -> None:
        if read in self._reads:
            self._watch(read, values, body)

    def _watch(self, read: MockOperation, values: Mapping[str, Any], body: Any) -> None:
        key = (read, *sorted((name, str(value)) for name, value in values.items()))
        self._watched[key] = _Watched(read, dict(values), set(_iter_webhooks(read, body)))

    def collect(self, limit: int | None = None) -> Iterator[Webhook]:
        """Yield what has happened since the last call, each webhook once, for a resource in the order of the events.

        Args:
            limit: The most resources to look at. The next call looks at the others first.

        Raises:
            StoreError: The database file of the resources cannot be read. Nothing is lost.
        """
        for key in list(islice(self._watched, limit)):
            watched = self._watched[key]
            body = self._state.get(watched.read, watched.values)
            del self._watched[key]
            if body is MISSING:
                continue  # it was removed
            if not _has_ended(watched.read, body):
                self._watched[key] = watched
            for webhook in _iter_webhooks(watched.read, body):
                if webhook not in watched.collected:
                    watched.collected.add(webhook)
                    yield webhook


def _iter_webhooks(read: MockOperation, body: Any) -> Iterator[Webhook]:
    """Yield everything that has happened to a resource so far."""
    if read.make_webhooks is None or not isinstance(body, dict):
        return
    api = read.operation.api
    documented = {webhook.name for webhook in find_webhooks(api)}
    for name, payload in read.make_webhooks(body, has_ended=_has_ended(read, body)):
        if name in documented:
            yield Webhook(api.name, name, encode_json(payload))


def _has_ended(read: MockOperation, body: Any) -> bool:
    """Return whether the status of a resource is a final value. A status in the items of an array is not one."""
    status = find_final_status(read.operation)
    try:
        return status is not None and resolve_pointer(body, status.pointer) in status.values
    except PointerNotFoundError:
        return False
