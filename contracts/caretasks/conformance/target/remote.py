"""Targets with user-provided values: a remote server at a URL, or the mock server.

The values replace the documented examples of parameters, so that reads use IDs that exist on the server. API keys and
account headers are read from environment variables only, because other users of a machine can see command arguments.
"""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from rich.console import Console
from rich.prompt import Confirm

from caretasks.conformance.target import phone_numbers, user_values
from caretasks.conformance.target.access_tokens import read_access_tokens
from caretasks.conformance.target.model import Target, UserValues, in_process_target, iter_values
from caretasks.conformance.target.network import Network, build_network
from caretasks.core.errors import UsageError
from caretasks.core.http import is_loopback
from caretasks.mock.data_files import parse_resource
from caretasks.mock.model import StoredResource
from caretasks.mock.operations.operation import compile_operation
from caretasks.openapi.document import Api, Operation, Parameter
from caretasks.openapi.json_pointer import resolve_pointer
from caretasks.openapi.operation.credentials import missing_variables, read_keys
from caretasks.openapi.schema.validation import is_valid

DEFAULT_REQUESTS_PER_SECOND = 5.0
"""Default rate limit for a remote server whose API documents no rate limit."""


def remote_target(
    api: Api,
    url: str,
    values: UserValues,
    environment: Mapping[str, str],
    network: Network | None = None,
    *,
    operations: Sequence[Operation] | None = None,
) -> Target:
    """Return a target for a server at a base URL, with the API keys and the account headers of the environment.

    Each of the operations to check, by default all, needs the keys of one of its security alternatives.

    Without a network it trusts the certificate authorities of the environment.

    Raises:
        UsageError: The URL is invalid, an environment variable is missing or cannot be sent in a header, or a
            value is a phone number from the vendor documentation.
    """
    _require_own_numbers(api, values)
    origin, path = split_base_url(url)
    operations = api.operations if operations is None else operations
    missing = missing_variables(operations, environment)
    missing += [name for name in api.account_variables if not environment.get(name, "").strip()]
    if missing:
        plural = "s" if len(missing) > 1 or " " in missing[0] else ""
        them = "them" if plural else "it"
        argument = api.name if Path(api.origin).parent.name == api.name else api.origin
        raise UsageError(
            f"missing environment variable{plural}: {', '.join(missing)}; set {them} (see: caretasks list {argument})"
        )
    for name in api.account_variables:
        if not (environment[name].isprintable() and environment[name].isascii()):
            message = f"invalid value of {name}: it has characters other than printable ASCII and cannot be a header"
            raise UsageError(message)
    accounts = {name: environment[name].strip() for name in api.account_variables}
    network = network or build_network(api, environment)
    tokens = read_access_tokens(api, environment, url, network)
    keys = {**read_keys(api, environment), **tokens.placeholders}
    shown = _with_user_examples(api, values, accounts)
    target = Target(shown, origin, path, keys, accounts, values, network=network, tokens=tokens)
    writes = (operation for operation in api.operations if operation.is_write)
    incomplete = frozenset(operation.id for operation in writes if user_values.missing_user_values(target, operation))
    return replace(target, incomplete_operations=incomplete)


def mock_target(api: Api, values: UserValues, *, seed: str | None = None) -> Target:
    """Return a target for the mock server, which also has the documented resources under the user-provided IDs.

    With a seed, new resources have the same IDs in every run.

    Raises:
        UsageError: The mock server cannot have a resource with a user-provided value, or a value is a phone number
            from the vendor documentation.
    """
    _require_own_numbers(api, values)
    if not values:
        return in_process_target(api, seed=seed)
    resources = [resource for operation in api.operations for resource in _iter_resources(operation, values)]
    target = in_process_target(api, resources, seed=seed)
    return replace(target, api=_with_user_examples(api, values, {}, keep_documented=True), user_values=values)


def _iter_resources(operation: Operation, values: UserValues) -> Iterator[StoredResource]:
    """Yield the documented resource for each combination of user-provided and documented path parameters."""
    if operation.is_write or not any((operation.id, each.name) in values for each in operation.path_parameters):
        return
    for documented, body in compile_operation(operation).documented_resources[:1]:
        for ids in product(*((*values.get((operation.id, name), ()), id_) for name, id_ in documented.items())):
            path = dict(zip(documented, ids, strict=True))
            replacements = {documented[name]: value for name, value in path.items()}
            try:
                yield parse_resource(operation.api, operation.id, _replace_values(body, replacements), path)
            except ValueError as error:
                raise UsageError(f"the mock server cannot use the values of --fixtures: {error}") from None


def _replace_values(body: Any, replacements: Mapping[Any, Any]) -> Any:
    """Return a body with scalar values replaced."""
    if isinstance(body, dict):
        return {name: _replace_values(value, replacements) for name, value in body.items()}
    if isinstance(body, list):
        return [_replace_values(value, replacements) for value in body]
    return replacements.get(body, body)


def default_rate_limit(api: Api, url: str) -> float | None:
    """Return the default rate limit for a server in requests per second; None for no limit.

    It is half of the documented limit, because other clients use the server too. A loopback server has no limit.
    """
    if is_loopback(urlsplit(split_base_url(url)[0]).hostname or ""):
        return None
    return DEFAULT_REQUESTS_PER_SECOND if api.rate_limit is None else api.rate_limit / 2


def split_server_name(url: str) -> tuple[str, str]:
    """Return the name of a server and its base URL from `NAME=URL`; the name is empty for a base URL alone."""
    named = re.fullmatch("(.+)=(https?://.*)", url, re.IGNORECASE)
    return ("", url) if named is None else (named[1], named[2])


def split_base_url(url: str) -> tuple[str, str]:
    """Return the origin and the path of a base URL, normalized.

    Raises:
        UsageError: It is not the base URL of a server.
    """
    try:
        parts = urlsplit(url)
        is_valid_url = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        # As `requests` sends it: host in lower case and ASCII, path without `..`.
        normalized = urlsplit(requests.Request("GET", url).prepare().url or "") if is_valid_url else parts
    except (ValueError, requests.RequestException):
        is_valid_url = False
    if not is_valid_url or not url.isprintable() or " " in url:
        raise UsageError("invalid --url: expected an HTTP base URL such as https://host/api, or NAME=URL")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise UsageError("invalid --url: it must not have credentials, a query or a fragment")
    return f"{normalized.scheme}://{normalized.netloc}", normalized.path.rstrip("/")


def require_no_version(api: Api, url: str) -> None:
    """Raise an error if a base URL ends with a version that the paths of the API have too.

    Raises:
        UsageError: The base URL is invalid, or ends with a version.
    """
    origin, path = split_base_url(url)
    version = re.search(r"/v\d+$", path, re.IGNORECASE)
    if version is not None and api.has_versioned_paths:
        raise UsageError(
            f"invalid --url: it ends with {version[0]}, but each operation has its version in its path; "
            f"use {origin}{path.removesuffix(version[0])}"
        )


def _with_user_examples(
    api: Api, user_values: UserValues, accounts: Mapping[str, str], *, keep_documented: bool = False
) -> Api:
    """Return the API with user-provided values as parameter examples, instead of or before the documented ones."""
    document = copy.deepcopy(api.document)
    for operation in api.operations:
        parameters = []
        for parameter in operation.parameters:
            variable, schema = parameter.environment_variable, parameter.schema
            values = user_values.get((operation.id, parameter.name), ())
            if parameter.is_account_header:
                values = (accounts[variable],) if variable in accounts else ()
                if values and schema is not None and not is_valid(schema, values[0]):
                    raise UsageError(f"invalid value of {variable}: it does not match the schema of the header")
            examples = tuple(parameter.examples().values()) if keep_documented else ()
            parameters.append(_replace_examples(parameter, (*values, *examples)) if values else dict(parameter.data))
        if parameters:
            resolve_pointer(document, operation.pointer)["parameters"] = parameters
    return Api(api.name, document, api.facts, api.origin)


def _replace_examples(parameter: Parameter, values: tuple[Any, ...]) -> dict[str, Any]:
    node = {name: copy.deepcopy(value) for name, value in parameter.data.items() if name != "example"}
    for name in ("example", "examples"):
        node.get("schema", {}).pop(name, None)
    return {**node, "examples": {f"given-{number}": {"value": value} for number, value in enumerate(values, 1)}}


def _require_own_numbers(api: Api, user_values: UserValues) -> None:
    documented_numbers = phone_numbers.documented_numbers(api)
    for (operation, name), values in user_values.items():
        if any(str(value) in documented_numbers for value in iter_values(values)):
            raise UsageError(
                f"{api.name}.{operation}.{name} in --fixtures is a phone number from the vendor documentation; "
                "use your own number"
            )


def confirm_generated_writes(url: str, *, confirmed: bool) -> None:
    """Return if generated writes may be sent to a server: by `confirmed`, or by a prompt on a terminal.

    Raises:
        UsageError: The user did not confirm.
    """
    if confirmed:
        return
    effect = f"--writes generated sends any number of writes to {urlsplit(url).netloc}"
    if not sys.stdin.isatty():
        raise UsageError(f"{effect}; use --yes to confirm that it is a sandbox")
    question = f"caretasks: {effect}. Is it a sandbox?"
    try:
        answer = Confirm.ask(question, console=Console(stderr=True, highlight=False, markup=False), default=False)
    except EOFError:
        answer = False
    if not answer:
        raise UsageError("not confirmed; no request was sent")
