"""The callbacks of a request: their URLs and payloads, and the hosts that are contacted."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.mock.model import MockExchange
from caretasks.mock.operations.operation import compile_operation
from caretasks.mock.webhooks.callbacks import CallbackQueue
from caretasks.mock.webhooks.target import WebhookUrlError, parse_callback_target
from caretasks.mock.webhooks.watcher import Webhook
from caretasks.openapi.document import Api

PAYLOAD = {"type": "object", "properties": {"id": {"type": "string"}, "at": {"const": 1}}, "required": ["id", "at"]}
TAKEN = {"responses": {"204": {"description": ""}}}


def collect(*urls: str, items: Any = None, **sent: Any) -> list[Webhook]:
    """Return the callbacks of a successful request to an operation with callbacks at these URLs."""
    item = {"post": {"requestBody": {"content": {"application/json": {"schema": PAYLOAD}}}, **TAKEN}}
    callbacks = {"onData": dict.fromkeys(urls, item if items is None else items)}
    document = {"paths": {"/a": {"post": {"callbacks": callbacks, "responses": {"200": {"description": ""}}}}}}
    (operation,) = Api("some", document, None, "some").operations
    queue = CallbackQueue()
    queue.add(compile_operation(operation), MockExchange(operation, **sent))
    return list(queue.collect())


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("{$request.body#/url}/data", "http://127.0.0.1/data"),
        ("$request.body#/url", "http://127.0.0.1"),
        ("{$request.query.url}?id={$response.body#/id}", "http://localhost?id=7"),
        ("{$request.header.X-Url}", "http://header"),
        ("{$request.path.host}", "http://path"),
        ("http://127.0.0.1:9/fixed", "http://127.0.0.1:9/fixed"),
    ],
)
def test_url_contains_what_the_request_named(template: str, url: str) -> None:
    (callback,) = collect(
        template,
        request_body={"url": "http://127.0.0.1"},
        query={"url": "http://localhost"},
        header={"x-url": "http://header"},
        path={"host": "http://path"},
        body={"id": "7"},
    )
    assert (callback.callback_url, callback.label) == (url, "some: callback onData")


@pytest.mark.parametrize("body", [None, {}, {"url": None}, {"url": {"a": 1}}])
def test_a_request_that_names_no_url_causes_no_callback(body: Any) -> None:
    assert collect("{$request.body#/url}", request_body=body) == []


def test_payload_has_the_values_of_the_response() -> None:
    (callback,) = collect("http://127.0.0.1", body={"id": "task-7", "at": 2, "other": 3})
    assert callback.content in (b'{"id":"task-7","at":1}', b'{"at":1,"id":"task-7"}')


def test_each_method_and_media_type_is_sent() -> None:
    xml = {"content": {"text/xml": {"example": "<a/>"}}}
    found = collect("http://127.0.0.1", items={"put": {"requestBody": xml, **TAKEN}, "get": TAKEN})
    assert [(each.method, each.media_type, each.content) for each in found] == [
        ("GET", None, b""),
        ("PUT", "text/xml", b"<a/>"),
    ]


@pytest.mark.parametrize(
    "url", ["http://api.example.com/", "http://203.0.113.5/", "ftp://127.0.0.1/", "/path", "http://["]
)
def test_refuses_a_host_that_is_not_this_machine(url: str) -> None:
    with pytest.raises(WebhookUrlError):
        parse_callback_target(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a", "http://localhost/a", "http://[::1]/a"])
def test_accepts_this_machine(url: str) -> None:
    assert str(parse_callback_target(url).url) == url
