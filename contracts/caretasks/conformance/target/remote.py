"""A server as a target, with values that it knows: one elsewhere, by its URL, key and account headers, or a stand-in.

The values stand in the place of the documented examples, so that whatever asks for a documented thing asks for one that
is there. Keys and account headers come from the environment alone: arguments are seen by other users of a machine.
"""

from __future__ import annotations

import copy
import ipaddress
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import requests

from caretasks.conformance.target import phone_numbers, user_values
from caretasks.conformance.target.fixtures import Fixtures, leaves
from caretasks.conformance.target.model import Target, stand_in
from caretasks.mock.data_files import thing
from caretasks.mock.model import Thing
from caretasks.mock.resources.examples import documented_things
from caretasks.openapi.document import Api, Operation, Parameter
from caretasks.openapi.json_pointer import resolve
from caretasks.openapi.schema.validation import fits

DEFAULT_RATE = 5.0
"""Requests a second at a host that is not this machine, of an API whose documents name no limit."""


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
    origin, path = split(url)
    keyed = any(scheme for operation in api.operations for scheme in operation.security)
    needed = [*([api.key_variable] if keyed else []), *api.account_variables]
    if missing := [name for name in needed if not environment.get(name, "").strip()]:
        raise LiveError(f"the environment lacks {', '.join(missing)}")
    for name in needed:
        if not (environment[name].isprintable() and environment[name].isascii()):
            raise LiveError(f"{name} cannot be sent in a header")
    accounts = {name: environment[name].strip() for name in api.account_variables}
    key = environment[api.key_variable].strip() if keyed else secrets.token_hex(16)
    found = Target(
        _with_values(api, fixtures, accounts),
        origin,
        path,
        key,
        _private(api, fixtures, accounts),
        _given(api, fixtures),
    )
    writes = (operation for operation in api.operations if operation.writes)
    return replace(
        found, unknown=frozenset(operation.id for operation in writes if user_values.lacking(found, operation))
    )


def at_stand_in(api: Api, fixtures: Fixtures) -> Target:
    """The stand-in of an API, which knows what the fixtures name: what is documented, under the names given too.

    Raises:
        LiveError: a value cannot be known there, or is a telephone number that the document shows.
    """
    given = _given(api, fixtures)
    things = [thing for operation in api.operations for thing in _things(operation, fixtures)]
    target = stand_in(api, things)
    return replace(
        target, api=_with_values(api, fixtures, {}, documented=True), private=_private(api, fixtures, {}), given=given
    )


def _things(operation: Operation, fixtures: Fixtures) -> Iterator[Thing]:
    """What a read finds: the documented thing, for each combination of the path parameters given and documented."""
    if operation.writes or not any(fixtures.of(operation, each.name) for each in operation.path_parameters):
        return
    for documented, body in documented_things(operation)[:1]:
        names = list(documented)
        for values in product(*((*fixtures.of(operation, name), documented[name]) for name in names)):
            renamed = {documented[name]: value for name, value in zip(names, values, strict=True)}
            try:
                yield thing(operation.api, operation.id, _renamed(body, renamed), dict(zip(names, values, strict=True)))
            except ValueError as error:
                raise LiveError(f"the stand-in cannot know what --fixtures names: {error}") from None


def _renamed(body: Any, names: Mapping[Any, Any]) -> Any:
    """A body with other values for some of its own."""
    if isinstance(body, dict):
        return {name: _renamed(value, names) for name, value in body.items()}
    if isinstance(body, list):
        return [_renamed(value, names) for value in body]
    return names.get(body, body)


def default_rate(api: Api, url: str) -> float | None:
    """How many requests a second are fair to a host unless another rate is asked for; None: as many as it answers.

    Half of the documented limit: whoever checks a server is seldom alone there.
    """
    if _is_here(urlsplit(split(url)[0]).hostname or ""):
        return None
    return DEFAULT_RATE if api.rate_limit is None else api.rate_limit / 2


def _is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def split(url: str) -> tuple[str, str]:
    """The origin and the path of a server's URL.

    Raises:
        LiveError: it is none.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        # As it will be sent: a host in lower case and in ASCII, a path without `..`.
        sent = urlsplit(requests.Request("GET", url).prepare().url or "") if sound else parts
    except (ValueError, requests.RequestException):
        sound = False
    if not sound or not url.isprintable() or " " in url:
        raise LiveError("--url is not the URL of a server, such as https://host/v2")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise LiveError("--url has to be without credentials, query and fragment")
    return f"{sent.scheme}://{sent.netloc}", sent.path.rstrip("/")


def _with_values(api: Api, fixtures: Fixtures, accounts: Mapping[str, str], *, documented: bool = False) -> Api:
    """The API, with the values known in place of the documented examples of parameters, or before them."""
    document = copy.deepcopy(api.document)
    for operation in api.operations:
        described = []
        for parameter in operation.parameters:
            own_account = (accounts[parameter.variable],) if parameter.variable in accounts else ()
            given = own_account if parameter.account else fixtures.of(operation, parameter.name)
            if parameter.account and given and parameter.schema is not None and not fits(parameter.schema, given[0]):
                raise LiveError(f"{parameter.variable} does not fit the document")
            shown = tuple(parameter.examples().values()) if documented else ()
            described.append(_exemplified(parameter, (*given, *shown)) if given else dict(parameter.node))
        if described:
            resolve(document, operation.pointer)["parameters"] = described
    return Api(api.name, document, api.facts, api.origin)


def _exemplified(parameter: Parameter, values: tuple[Any, ...]) -> dict[str, Any]:
    node = {name: copy.deepcopy(value) for name, value in parameter.node.items() if name != "example"}
    for name in ("example", "examples"):
        node.get("schema", {}).pop(name, None)
    return {**node, "examples": {f"given-{number}": {"value": value} for number, value in enumerate(values, 1)}}


def _given(api: Api, fixtures: Fixtures) -> dict[tuple[str, str], tuple[Any, ...]]:
    """The values of the fixtures.

    Raises:
        LiveError: one is a telephone number that the document shows.
    """
    given, pages = fixtures.of_api(api), phone_numbers.shown(api)
    for (operation, name), values in given.items():
        if any(str(value) in pages for value in leaves(values)):
            raise LiveError(f"the {name} of {api.name}.{operation} in --fixtures has the page's own number: give yours")
    return given


def _private(api: Api, fixtures: Fixtures, accounts: Mapping[str, str]) -> tuple[str, ...]:
    given = leaves(fixtures.of_api(api))
    return (*accounts.values(), *(str(value) for value in given if type(value) in (str, int, float)))
