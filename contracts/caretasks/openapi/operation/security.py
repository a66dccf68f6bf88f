"""Security requirements: check whether a request's credentials satisfy those of an operation."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.operation.credentials import Keys, encode_credential, is_basic
from caretasks.openapi.operation.parameters import RawParameters

INVALID_KEY = uuid.uuid5(uuid.NAMESPACE_URL, "urn:caretasks:invented-key").hex  # the same in every run
"""The key that a mock server rejects even if it accepts any other. The suite sends it to test authentication."""


def key_headers(api: Api) -> dict[str, str]:
    """Return the headers that carry an API key, in lower case, with the text before the key."""
    schemes = api.security_schemes
    return {scheme.header_name.lower(): scheme.key_prefix for scheme in schemes if scheme.header_name is not None}


def invalid_credential(scheme: SecurityScheme) -> str:
    """Return a value in the form of a scheme's credentials, with the invalid key."""
    return encode_credential(scheme, f"{INVALID_KEY}:{INVALID_KEY}" if is_basic(scheme) else INVALID_KEY)


def has_invalid_key(credential: str) -> bool:
    """Return whether a value has the invalid key, also in the base64 of HTTP Basic."""
    return INVALID_KEY in credential or INVALID_KEY in _decode_basic(credential.rpartition(" ")[2])


def issues_tokens(operation: Operation) -> bool:
    """Return whether the path of an operation is that of a token URL in the spec."""
    flows = [flow for each in operation.api.security_schemes for flow in (each.data.get("flows") or {}).values()]
    paths = [urlsplit(url).path for flow in flows if isinstance(url := flow.get("tokenUrl"), str)]
    return any(f"/{path.lstrip('/')}".endswith(operation.path) for path in paths if path)


def is_authenticated(
    operation: Operation,
    raw: RawParameters,
    keys: Keys,
    *,
    find_token: Callable[[str], bool | None] = lambda token: None,
    is_strict: bool = False,
) -> bool:
    """Return whether a request satisfies one of the operation's security requirements, or there are none.

    For a scheme without a key in `keys`, any key but `INVALID_KEY` is valid.

    Args:
        operation: The operation.
        raw: The parameters of the request.
        keys: The keys of the security schemes.
        find_token: Whether an access token is still valid; None if it was not issued.
        is_strict: Reject invalid credentials also if none are required.
    """
    for schemes in operation.security:
        if not schemes and is_strict and _has_credentials(operation, raw):
            continue
        satisfied: dict[tuple[str, str], bool] = {}
        for scheme in schemes:
            # No request satisfies two schemes in one header: then they are alternatives.
            is_satisfied = _is_scheme_satisfied(scheme, raw, keys.get(scheme.name), find_token)
            satisfied[scheme.key_location] = satisfied.get(scheme.key_location, False) or is_satisfied
        if all(satisfied.values()):
            return True
    return not operation.security


def _has_credentials(operation: Operation, raw: RawParameters) -> bool:
    """Return whether a request has credentials for a scheme of an operation, valid or not."""
    return any(
        sent_credentials(scheme, raw) for schemes in operation.security for scheme in schemes if scheme.sends_key
    )


def _is_scheme_satisfied(
    scheme: SecurityScheme, raw: RawParameters, key: str | None, find_token: Callable[[str], bool | None]
) -> bool:
    if not scheme.sends_key:
        return True  # the client certificate is not part of the request
    values = sent_credentials(scheme, raw)
    if len(values) != 1:
        return False
    prefix = scheme.key_prefix if scheme.header_name is not None else ""
    start, credentials = values[0][: len(prefix)], values[0][len(prefix) :].strip(" ")
    # The names of HTTP authentication schemes are case-insensitive (RFC 9110, 11.1).
    if start != prefix and (scheme.data.get("type") == "apiKey" or start.lower() != prefix.lower()):
        return False
    http_scheme = str(scheme.data.get("scheme", "")).lower() if scheme.data.get("type") == "http" else ""
    # A key has no spaces: this one begins with the prefix of another scheme. Without a documented prefix, a prefix may
    # be part of the key, as in `Token token=...`.
    is_one_word = http_scheme in ("bearer", "basic") or (not http_scheme and bool(prefix))
    if not credentials or (is_one_word and any(map(str.isspace, credentials))):
        return False
    if http_scheme == "basic":
        return _is_basic_accepted(credentials, key)
    is_valid_token = find_token(credentials) if scheme.data.get("type") == "oauth2" else None
    return _is_key_accepted(credentials, key) if is_valid_token is None else is_valid_token


def sent_credentials(scheme: SecurityScheme, raw: RawParameters) -> Sequence[str]:
    """Return the values of the header, query parameter or cookie that carries the key of a scheme."""
    location, name = scheme.key_location
    return raw.get(location, {}).get(name.lower() if location == "header" else name, ())


def _is_basic_accepted(credentials: str, key: str | None) -> bool:
    """Return whether basic credentials are `user:password` and have the key.

    The key may be given in either form. Without a colon it is the password, and any user name is accepted.
    """
    decoded = _decode_basic(credentials)
    if ":" not in decoded:
        return False
    accepted = decoded if key is None or ":" in key else decoded.partition(":")[2]
    return _is_key_accepted(accepted, key) or (key is not None and _is_key_accepted(credentials, key))


def _decode_basic(credentials: str) -> str:
    """Return the text that is encoded in base64; an empty string if it is not base64."""
    try:
        return base64.b64decode(credentials, validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        return ""


def _is_key_accepted(credentials: str, key: str | None) -> bool:
    if key is None:
        return INVALID_KEY not in credentials
    return hmac.compare_digest(credentials.encode("utf-8", "surrogateescape"), key.encode("utf-8", "surrogateescape"))
