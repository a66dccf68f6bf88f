"""A server elsewhere as a target: its URL, the key and account headers to it, and values that it knows.

The values stand in the place of the documented examples, so that whatever asks for a documented thing asks for one that
is there. Keys and account headers come from the environment alone: arguments are seen by other users of a machine.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from caretasks.conformance.fixtures import Fixtures
from caretasks.conformance.target import Target
from caretasks.openapi.api import Api, Parameter
from caretasks.openapi.pointers import resolve
from caretasks.openapi.validation import fits

DEFAULT_RATE = 5.0
"""Requests a second at a host that is not this machine; below half of every limit that is documented."""

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class LiveError(Exception):
    """A server cannot be asked as it is given. The message says what to do, and quotes no credentials."""


def target(api: Api, url: str, fixtures: Fixtures, environment: Mapping[str, str]) -> Target:
    """The API at a URL.

    Args:
        api: the API.
        url: the whole server URL, base path included.
        fixtures: the values that are known there.
        environment: where the key and account headers are.

    Raises:
        LiveError: the URL is none, or something is missing in the environment.
    """
    origin, path = _split(url)
    keyed = any(scheme for operation in api.operations for scheme in operation.security)
    needed = [*([api.key_variable] if keyed else []), *api.account_variables]
    if missing := [name for name in needed if not environment.get(name, "").strip()]:
        raise LiveError(f"the environment lacks {', '.join(missing)}")
    for name in needed:
        if not (environment[name].isprintable() and environment[name].isascii()):
            raise LiveError(f"{name} cannot be sent in a header")
    accounts = {name: environment[name].strip() for name in api.account_variables}
    key = environment[api.key_variable].strip() if keyed else secrets.token_hex(16)
    return Target(_with_values(api, fixtures, accounts), origin, path, key, _private(api, fixtures, accounts))


def default_rate(url: str) -> float | None:
    """How many requests a second are fair to a host unless another rate is asked for; None: as many as it answers."""
    return None if urlsplit(url).hostname in _THIS_MACHINE else DEFAULT_RATE


def _split(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or not url.isprintable() or " " in url:
        raise LiveError("--url is not the URL of a server, such as https://host/v2")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise LiveError("--url has to be without credentials, query and fragment")
    return f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")


def _with_values(api: Api, fixtures: Fixtures, accounts: Mapping[str, str]) -> Api:
    """The API, with the values known in place of the documented examples of parameters."""
    document = copy.deepcopy(api.document)
    for operation in api.operations:
        described = []
        for parameter in operation.parameters:
            given = (accounts[parameter.variable],) if parameter.account else fixtures.of(operation, parameter.name)
            if parameter.account and parameter.schema is not None and not fits(parameter.schema, given[0]):
                raise LiveError(f"{parameter.variable} does not fit the document")
            described.append(_exemplified(parameter, given) if given else dict(parameter.node))
        if described:
            resolve(document, operation.pointer)["parameters"] = described
    return Api(api.name, document, api.facts, api.origin)


def _exemplified(parameter: Parameter, values: tuple[Any, ...]) -> dict[str, Any]:
    node = {name: copy.deepcopy(value) for name, value in parameter.node.items() if name != "example"}
    for name in ("example", "examples"):
        node.get("schema", {}).pop(name, None)
    return {**node, "examples": {f"given-{number}": {"value": value} for number, value in enumerate(values, 1)}}


def _private(api: Api, fixtures: Fixtures, accounts: Mapping[str, str]) -> tuple[str, ...]:
    given = [value for (name, _, _), values in fixtures.values.items() if name == api.name for value in values]
    return (*accounts.values(), *(str(value) for value in given if type(value) in (str, int, float)))
