"""The keys of an API: the environment variables that hold them, and what a request sends for an operation.

An API with one security scheme has the variable `<API>_API_KEY`. One with several has a variable for each scheme,
`<API>_<SCHEME>`, so that no key is sent instead of another. HTTP Basic has a user name and a password.
"""

from __future__ import annotations

import base64
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping

from caretasks.core.errors import UsageError
from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.schema.keywords import keep_result

Keys = Mapping[str, str]
"""Keys by the names of security schemes. That of HTTP Basic is `user:password`."""

CONSTRUCTOR_ARGUMENTS = frozenset(
    {
        *("base_url", "ca_bundle", "client_cert", "headers", "hooks", "http_client", "max_response_bytes"),
        *("max_retries", "strict", "timeout"),
    }
)
"""The arguments of the constructor of a client, besides keys and accounts. No key can have the name of one."""

_MAX_NAMED_OPERATIONS = 3


def is_basic(scheme: SecurityScheme) -> bool:
    """Return whether a scheme is HTTP Basic, whose key is a user name and a password."""
    return scheme.data.get("type") == "http" and str(scheme.data.get("scheme")).lower() == "basic"


@keep_result
def used_schemes(api: Api) -> tuple[SecurityScheme, ...]:
    """Return the security schemes that an operation lists and that send a key: all but mutual TLS."""
    listed = (scheme for operation in api.operations for schemes in operation.security for scheme in schemes)
    return tuple(dict.fromkeys(scheme for scheme in listed if scheme.sends_key))


@keep_result
def scheme_variables(scheme: SecurityScheme) -> tuple[str, ...]:
    """Return the environment variables of a scheme's key: one, or the user name and the password of HTTP Basic."""
    prefix, others = scheme.api.variable_prefix, [each for each in used_schemes(scheme.api) if each != scheme]
    own = f"{prefix}_{key_argument(_python_name(scheme)).upper()}"
    if is_basic(scheme):
        start = own if any(is_basic(other) for other in others) else prefix
        return f"{start}_USERNAME", f"{start}_PASSWORD"
    return (own if others else f"{prefix}_API_KEY",)


def _python_name(scheme: SecurityScheme) -> str:
    name = str(scheme.data.get("x-python-name", ""))
    return name if name.isidentifier() and not keyword.iskeyword(name) else scheme.name


def key_argument(name: str) -> str:
    """Return the name of a security scheme as an argument of a client. In capitals, it is a part of its variable."""
    return re.sub("[^A-Z0-9_]", "_", name.upper()).lower()


def key_variables(api: Api) -> tuple[str, ...]:
    """Return the environment variables of all keys of an API."""
    return tuple(variable for scheme in used_schemes(api) for variable in scheme_variables(scheme))


def token_variables(api: Api) -> tuple[str, ...]:
    """Return the environment variables from which a client takes OAuth 2.0 client credentials in place of a key."""
    return tuple(name for scheme in used_schemes(api) for name in client_credentials_variables(scheme))


def client_credentials_variables(scheme: SecurityScheme) -> tuple[str, ...]:
    """Return the environment variables of a client ID, its secret, the token URL and the scopes.

    A scheme without the flow of OAuth 2.0 client credentials has none.
    """
    flows = scheme.data.get("flows")
    if scheme.data.get("type") != "oauth2" or not isinstance(flows, Mapping) or "clientCredentials" not in flows:
        return ()
    prefix = scheme_variables(scheme)[0].removesuffix("_API_KEY")
    return tuple(f"{prefix}_{name}" for name in ("CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL", "SCOPE"))


def has_client_credentials(scheme: SecurityScheme, environment: Mapping[str, str]) -> bool:
    """Return whether the environment has what a request for an access token needs."""
    required = client_credentials_variables(scheme)[:3]
    return bool(required) and all(environment.get(name, "").strip() for name in required)


@keep_result
def client_arguments(api: Api) -> Mapping[str, str]:
    """Return the arguments of a client for the keys, by environment variable: the variable without the API's name.

    A client without keys has the argument `api_key`, too.
    """
    variables = key_variables(api) or (f"{api.variable_prefix}_API_KEY",)
    return {variable: variable.removeprefix(f"{api.variable_prefix}_").lower() for variable in variables}


def keys_by_scheme(api: Api, key: str | Keys | None) -> Keys:
    """Return keys by security scheme: a single key as that of every scheme, and no keys for None."""
    if isinstance(key, str):
        return {scheme.name: key for scheme in api.security_schemes}
    return {} if key is None else key


def read_keys(api: Api, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the keys in the environment; a scheme without its variables has none.

    Raises:
        UsageError: A value cannot be sent.
    """
    keys: dict[str, str] = {}
    for scheme in used_schemes(api):
        variables = scheme_variables(scheme)
        if _missing_key(scheme, environment):
            continue
        if is_basic(scheme):
            name, password = variables
            _require(name, ":" not in environment[name], "the user name of HTTP Basic has no colon")
            for variable in variables:
                message = "it has control characters and cannot be sent"
                _require(variable, environment[variable].isprintable(), message)
            keys[scheme.name] = f"{environment[name].strip()}:{environment[password]}"
        else:
            key = environment[variables[0]]
            message = "it has characters other than printable ASCII and cannot be a header"
            _require(variables[0], key.isprintable() and key.isascii(), message)
            keys[scheme.name] = key.strip()
    return keys


def _require(variable: str, is_valid: object, message: str) -> None:
    if not is_valid:
        raise UsageError(f"invalid value of {variable}: {message}")


def missing_variables(operations: Iterable[Operation], environment: Mapping[str, str]) -> list[str]:
    """Return the variables of the operations that cannot be called with those that are set.

    One entry names the alternatives of an operation, any of which is enough, and the operations if not all need it.
    """
    affected: dict[str, list[str]] = {}
    secured = [operation for operation in operations if operation.security]
    for operation in secured:
        alternatives = [_missing_of(schemes, environment) for schemes in operation.security]
        if all(alternatives):
            text = " or ".join(dict.fromkeys(" and ".join(variables) for variables in alternatives))
            affected.setdefault(text, []).append(operation.id)
    return [text if len(ids) == len(secured) else f"{text} (for {_join_names(ids)})" for text, ids in affected.items()]


def _missing_of(schemes: Iterable[SecurityScheme], environment: Mapping[str, str]) -> list[str]:
    """Return the variables of some schemes that have no value: those of the keys, or of client credentials."""
    missing: dict[str, None] = {}
    for scheme in (each for each in schemes if each.sends_key):
        if has_client_credentials(scheme, environment):
            continue
        of_key = _missing_key(scheme, environment)
        credentials = client_credentials_variables(scheme)[:3]
        has_some = any(environment.get(name, "").strip() for name in credentials[:2])
        of_credentials = [name for name in credentials if not environment.get(name, "").strip()]
        missing |= dict.fromkeys(of_credentials if of_key and has_some else of_key)
    return list(missing)


def _missing_key(scheme: SecurityScheme, environment: Mapping[str, str]) -> list[str]:
    """Return the variables of a scheme's key that have no value. A password may be empty."""
    first, *password = scheme_variables(scheme)
    missing = [first] if not environment.get(first, "").strip() else []
    return [*missing, *(each for each in password if each not in environment)]


def _join_names(names: list[str]) -> str:
    if len(names) <= _MAX_NAMED_OPERATIONS + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_MAX_NAMED_OPERATIONS])} and {len(names) - _MAX_NAMED_OPERATIONS} other operations"


def unused_variables(operations: Iterable[Operation], environment: Mapping[str, str]) -> list[str]:
    """Return the variables of the alternatives for which there are no keys, each with the operations.

    Such an alternative cannot be checked, though the operation can be called with another one, or without a key.
    """
    affected: dict[str, list[str]] = {}
    for operation in operations:
        for schemes in operation.security:
            if variables := _missing_of(schemes, environment):
                affected.setdefault(" and ".join(variables), []).append(operation.id)
    return [f"{text} (for {_join_names(ids)})" for text, ids in affected.items()]


def needs_no_key(operation: Operation) -> bool:
    """Return whether an operation may be called without a key: it lists no scheme, or `{}` as an alternative."""
    return not operation.security or not all(any(s.sends_key for s in schemes) for schemes in operation.security)


def share_location(schemes: Iterable[SecurityScheme]) -> bool:
    """Return whether two schemes send their keys in the same header, query parameter or cookie: no request has both."""
    locations = [scheme.key_location for scheme in schemes if scheme.sends_key]
    return len(set(locations)) < len(locations)


def iter_alternatives(operation: Operation, keys: Keys) -> Iterator[tuple[SecurityScheme, ...]]:
    """Yield the alternatives of an operation for which there are keys, without those that need none."""
    for schemes in operation.security:
        with_key = tuple(scheme for scheme in schemes if scheme.sends_key)
        if with_key and all(scheme.name in keys for scheme in with_key):
            yield with_key


def select_alternative(operation: Operation, keys: Keys) -> tuple[SecurityScheme, ...]:
    """Return the schemes whose keys are sent: the first alternative for which there are keys, or else none.

    An operation with an alternative without a key (`{}`) gets the key of another one if there is one. An operation
    that lists no scheme gets no key.
    """
    return next(iter_alternatives(operation, keys), ())


def encode_credential(scheme: SecurityScheme, key: str) -> str:
    """Return the value that carries a key: with the prefix of the scheme, for HTTP Basic in base64."""
    return scheme.key_prefix + (encode_basic(key) if is_basic(scheme) else key)


def encode_basic(key: str) -> str:
    """Return `user:password` in base64, without the name of the scheme."""
    return base64.b64encode(key.encode("utf-8", "surrogateescape")).decode()
