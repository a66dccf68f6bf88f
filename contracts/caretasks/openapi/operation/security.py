"""The security requirements of an operation, and whether a request's credentials satisfy them."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from collections.abc import Mapping, Sequence

from caretasks.openapi.document import Operation, SecurityScheme

NOBODYS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:caretasks:invented-key").hex  # the same in every run
"""The key that is wrong even where any other will do: by it a check asks whether keys are demanded."""

INVENTED = NOBODYS
"""The key of a request that is to be refused."""


def satisfied(operation: Operation, sent: Mapping[str, Mapping[str, Sequence[str]]], key: str | None) -> bool:
    """Whether one of the operation's alternatives is satisfied whole, or none is asked for; arguments as `demand`."""
    alternatives = operation.security
    return not alternatives or any(all(_satisfied(scheme, sent, key) for scheme in schemes) for schemes in alternatives)


def _satisfied(scheme: SecurityScheme, sent: Mapping[str, Mapping[str, Sequence[str]]], key: str | None) -> bool:
    if scheme.node.get("type") == "mutualTLS":
        return True  # no request shows it
    if scheme.header is not None:
        values = sent["header"].get(scheme.header.lower(), ())
    else:
        values = sent[scheme.node["in"]].get(scheme.node["name"], ())
    if len(values) != 1:
        return False
    credentials = _without_prefix(scheme, values[0])
    name = str(scheme.node.get("scheme", "")).lower() if scheme.node.get("type") == "http" else ""
    if not credentials or (name in ("", "bearer", "basic") and any(map(str.isspace, credentials))):
        return False  # a key is one word: what has two begins with the prefix of another scheme
    if name == "basic":
        return _basic(credentials, key)
    return _same(credentials, key)


def _without_prefix(scheme: SecurityScheme, value: str) -> str:
    """What stands behind the documented prefix; nothing where that is another. HTTP's own schemes have no case."""
    prefix = scheme.prefix if scheme.header is not None else ""
    begin = value[: len(prefix)]
    same = begin == prefix or (scheme.node.get("type") != "apiKey" and begin.lower() == prefix.lower())
    return value[len(prefix) :].strip(" ") if same else ""


def _basic(credentials: str, key: str | None) -> bool:
    """Basic credentials are `user:password`, encoded; a demanded key may be given so, or as it is sent."""
    try:
        decoded = base64.b64decode(credentials, validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        return False
    return ":" in decoded and (_same(decoded, key) or (key is not None and _same(credentials, key)))


def _same(sent: str, key: str | None) -> bool:
    if key is None:
        return NOBODYS not in sent
    return hmac.compare_digest(sent.encode("utf-8", "surrogateescape"), key.encode("utf-8", "surrogateescape"))
