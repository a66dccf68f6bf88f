"""A mock server at a loopback URL, which a check tests like any remote server (`caretasks prove --as-url`)."""

from __future__ import annotations

import socket
from dataclasses import replace
from threading import Thread
from typing import Any

import uvicorn

from caretasks.conformance.target import phone_numbers
from caretasks.conformance.target.model import AsgiApp, Target
from caretasks.conformance.target.user_values import missing_user_values
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation
from caretasks.openapi.schema.examples import valid_body, valid_parameter


def start_server(app: AsgiApp) -> str:
    """Serve an application at a free loopback port until the process ends, and return its origin."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def url_target(target: Target, origin: str) -> Target:
    """Return the target for the mock server of `target` at a URL, as a user has it who gives all values in fixtures."""
    remote = replace(target, server=origin)
    values = {
        (operation.id, name): (value,)
        for operation in target.api.operations
        if operation.is_write
        for name, value in _iter_values(operation, missing_user_values(remote, operation))
    }
    return replace(remote, user_values=values)


def _iter_values(operation: Operation, names: list[str]) -> list[tuple[str, Any]]:
    """Return the documented values of some parameters and properties, with fictional phone numbers."""
    body: Any = MISSING
    if operation.body is not None:
        body = phone_numbers.replace_numbers(operation, valid_body(operation.body))
    found = {parameter.name: valid_parameter(parameter) for parameter in operation.path_parameters}
    if isinstance(body, dict):
        found |= body
    return [(name, found[name]) for name in names if name in found]
