"""Authentication probes: call each operation without a key, with an invalid or empty key, and with a malformed key.

They replace Schemathesis' check, which does not know the documented format of keys. A probe of a write has the body
`{}`. With `--writes generated` it has the documented body, and the malformed key is the real one: in another form, or
with other characters after it.

An operation that the spec allows to be called without a key is called so, and one with several security alternatives
is called with each of them for which there are keys. Such a request may succeed, so it is sent to writes only with
`--writes generated`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.conformance.cases import ACCEPTED_NOTE, PhaseCase
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.observation import InconclusiveError, Observation
from caretasks.conformance.phases.phase import Phase, deletes_resource, required_parameters
from caretasks.conformance.rules.shared import unknown_path
from caretasks.conformance.target import user_values
from caretasks.conformance.target.model import Target, credentials_by_location
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.facts import fact_entries
from caretasks.openapi.operation.credentials import (
    Keys,
    encode_credential,
    is_basic,
    iter_alternatives,
    needs_no_key,
    share_location,
    used_schemes,
)
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.requests import is_valid_body
from caretasks.openapi.operation.security import INVALID_KEY, invalid_credential, is_authenticated
from caretasks.openapi.schema.examples import distinct_value, valid_body
from caretasks.openapi.schema.validation import is_valid

_UNKNOWN_NUMBERS = (404_404_404, 404_404_405)  # each makes the ID of an unknown resource from a generated one


def check_name(api: Api) -> str:
    """Return the name of the authentication check: that in the facts file, which includes the fact ID."""
    rule_names = (name for entry in fact_entries(api) for name in entry.rules)
    return next((name for name in rule_names if name.endswith("_authentication")), "authentication")


def _make_cases(target: Target, settings: Settings, operation: Operation) -> Iterator[PhaseCase]:
    if not settings.is_selected(operation):
        return
    # A remote server may accept the probe of a write.
    parameters = required_parameters(operation, documented_only=target.url is not None and operation.is_write)
    is_generated = settings.writes is Writes.GENERATED
    invalid = list(_iter_invalid_credentials(target, operation, use_valid_key=is_generated))
    sent: list[Credentials] = []
    for description, credentials in invalid if operation.security else ():
        if credentials not in sent and is_unauthenticated(operation, credentials, target.keys):
            sent.append(credentials)  # two security alternatives may have the same invalid credentials
            body = _probe_body(target, operation, is_generated=is_generated, invalid=True)
            yield PhaseCase(operation, parameters, body, {"probe": description}, credentials)
    if operation.is_write and not is_generated:
        return
    if deletes_resource(operation):  # later requests need the resource; a 404 shows as well that the key was accepted
        parameters = {**parameters, "path": unknown_resource_path(operation)}
    for description, schemes in _iter_valid_credentials(target, operation):
        body = _probe_body(target, operation, is_generated=is_generated, invalid=False)
        notes = {"probe": description, ACCEPTED_NOTE: [scheme.name for scheme in schemes]}
        credentials = credentials_by_location({scheme: target.credential_for(scheme) for scheme in schemes})
        if not share_location(schemes):
            yield PhaseCase(operation, parameters, body, notes, credentials)


def unknown_resource_path(operation: Operation) -> dict[str, Any]:
    """Return the path parameters of an operation with an ID of no documented resource, if the schema allows one."""
    documented = required_parameters(operation)["path"]
    last = max(operation.path_parameters, key=lambda each: operation.path.rfind(f"{{{each.name}}}"))
    values: list[Any] = [unknown_path(operation)[last.name]]
    if last.schema is not None:
        values += (distinct_value(last.schema, number) for number in _UNKNOWN_NUMBERS)
        values = [value for value in values if is_valid(last.schema, value)]
    paths = ({**documented, **serialize_parameter(last, value)} for value in values)
    return next((path for path in paths if path != documented), documented)


def _probe_body(target: Target, operation: Operation, *, is_generated: bool, invalid: bool) -> Any:
    if operation.body is None:
        return MISSING
    if not is_generated:
        return {}
    return user_values.generated_write(target, operation, valid_body(operation.body), invalid=invalid)


AUTH_PROBES = Phase("authentication", "the authentication probe", _make_cases)


def evaluate_probe(probe: Observation, *, is_served_with_key: bool) -> str | None:
    """Return the failure message for a probe without valid keys, or None if the server rejected it as documented.

    Raises:
        InconclusiveError: The response does not show whether a key is required.
    """
    operation, status = probe.operation, probe.status
    if is_rejected(probe):
        return None
    is_other_error = status >= 400 and status not in (401, 403)
    only_key_is_invalid = is_served_with_key and is_valid_body(operation, probe.exchange.request)
    if status < 500 and probe.probe.startswith(_UNUSUAL_KEYS):
        only_key_is_invalid = False  # a server may say that such a header is malformed
    if status in PROTOCOL_STATUSES or probe.has_another_path or (is_other_error and not only_key_is_invalid):
        raise InconclusiveError
    return f"a request {probe.probe} got status {status}"


def evaluate_accepted_probe(probe: Observation, *, is_key_valid: bool, is_key_required: bool) -> str | None:
    """Return the failure message for a probe that the spec says is accepted, or None if the server accepted it.

    A rejection alone shows little: the configured key may be wrong, or the operation may be a login.

    Args:
        probe: The request and its response.
        is_key_valid: Whether other requests show that its keys are right.
        is_key_required: Whether the operation accepts a request with a key.

    Raises:
        InconclusiveError: The rejection may have another reason.
    """
    operation, got = probe.operation, f"a request {probe.probe} got status {probe.status}"
    if not is_rejected(probe):
        return None
    if accepted_keys(probe):
        if not is_key_valid:
            raise InconclusiveError
        return f"{got}, although the spec says that {'this is enough' if len(operation.security) > 1 else 'it is'}"
    if not is_key_required and may_reject_other_credentials(operation, probe.status):
        raise InconclusiveError
    return f"{got}, although the spec says that {'the key is optional' if operation.security else 'it needs none'}"


def is_rejected(probe: Observation) -> bool:
    """Return whether the response to a probe is that to a request without a valid key."""
    return probe.status in rejection_statuses(probe.operation)


def rejection_statuses(operation: Operation) -> tuple[int, ...]:
    """Return the statuses of the response to a request without a valid key."""
    return (401,) if "401" in operation.responses else (401, 403)


def accepted_keys(probe: Observation) -> frozenset[str] | None:
    """Return the names of the security schemes whose keys a probe has, if the spec says that they are enough."""
    names = probe.exchange.notes.get(ACCEPTED_NOTE)
    return frozenset(names) if isinstance(names, list) else None


def may_reject_other_credentials(operation: Operation, status: int) -> bool:
    """Return whether a documented 401 or 403 to a request without a key may be about something else than the key."""
    return operation.find_response(status) is not None and (
        status == 403
        or operation.body is not None
        or any(parameter.required and parameter.location != "path" for parameter in operation.parameters)
    )


Credentials = Mapping[str, Mapping[str, str]]
"""Values of the security schemes, by location and name."""

WITHOUT_KEY = "without a key"
_EMPTY_KEY, _LONGER_KEY = "with an empty key", "with other characters after the key"
_UNUSUAL_KEYS = (_EMPTY_KEY, _LONGER_KEY)


def is_unauthenticated(operation: Operation, credentials: Credentials, keys: Keys) -> bool:
    """Return whether the credentials of a request satisfy no security alternative of an operation."""
    values_by_location = {
        location: {name.lower() if location == "header" else name: [text] for name, text in values.items()}
        for location, values in credentials.items()
    }
    return not is_authenticated(operation, values_by_location, keys)


def _iter_valid_credentials(target: Target, operation: Operation) -> Iterator[tuple[str, tuple[SecurityScheme, ...]]]:
    """Yield the security schemes of each alternative, none if a key is optional, each with a description.

    With one scheme in the API there is nothing to mix up, and all other requests have its key.
    """
    if needs_no_key(operation) and operation.api.security_schemes:
        yield WITHOUT_KEY, ()
    has_several = len(used_schemes(operation.api)) > 1
    for schemes in iter_alternatives(operation, target.keys) if has_several or len(operation.security) > 1 else ():
        names = " and ".join(scheme.name for scheme in schemes)
        only = " only" if len(operation.security) > 1 else ""
        yield f"with{only} the key{'s' if len(schemes) > 1 else ''} {names}", schemes


def _iter_invalid_credentials(
    target: Target, operation: Operation, *, use_valid_key: bool
) -> Iterator[tuple[str, Credentials]]:
    """Yield missing, invalid and malformed credentials, each with a description."""
    yield WITHOUT_KEY, credentials_by_location({})
    has_several = sum(map(len, operation.security)) > 1
    for schemes in operation.security:
        suffix = f" {' and '.join(scheme.name for scheme in schemes)}" if len(operation.security) > 1 else ""
        invalid_values = {scheme: invalid_credential(scheme) for scheme in schemes}
        yield f"with an invalid key{suffix}", credentials_by_location(invalid_values)
        is_used = all(scheme.name in target.keys for scheme in schemes if scheme.sends_key)
        valid_values: dict[SecurityScheme, str] = {}
        if is_used and (use_valid_key or not operation.is_write):
            valid_values = {scheme: target.credential_for(scheme) for scheme in schemes if scheme.sends_key}
        for scheme in schemes:
            others = {other: value for other, value in valid_values.items() if other != scheme}
            if others:
                yield f"without the key {scheme.name}", credentials_by_location(others)
                invalid = {**others, scheme: invalid_values[scheme]}
                yield f"with an invalid key {scheme.name}", credentials_by_location(invalid)
            which = f" {scheme.name}" if has_several else ""
            yield from _iter_malformed_values(target, scheme, valid_values.get(scheme), others, which)
            key = valid_values.get(scheme, invalid_values[scheme]).removeprefix(scheme.key_prefix)
            name = f"the key {scheme.name}" if has_several else "a key"
            yield from _iter_other_notations(scheme, key, others, name)


def _iter_malformed_values(
    target: Target,
    scheme: SecurityScheme,
    valid_value: str | None,
    others: Mapping[SecurityScheme, str],
    which: str,
) -> Iterator[tuple[str, Credentials]]:
    """Yield a key that is empty or too long, and an invalid password; `which` names the scheme if there are several."""
    if is_basic(scheme):
        if valid_value is not None:
            user = target.keys[scheme.name].partition(":")[0]
            invalid_password = encode_credential(scheme, f"{user}:{INVALID_KEY}")
            yield "with an invalid password", credentials_by_location({**others, scheme: invalid_password})
    elif scheme.sends_key:
        yield f"{_EMPTY_KEY}{which}", credentials_by_location({**others, scheme: scheme.key_prefix})
        if valid_value is not None:  # the slash ends a short key where keys are redacted
            longer = {**others, scheme: f"{valid_value}/{INVALID_KEY}"}
            yield f"{_LONGER_KEY}{which}", credentials_by_location(longer)


def _iter_other_notations(
    scheme: SecurityScheme, key: str, others: Mapping[SecurityScheme, str], name: str
) -> Iterator[tuple[str, Credentials]]:
    """Yield a key with another prefix than the documented one, or in another header; `name` describes the key."""
    if scheme.header_name is not None and scheme.key_prefix:
        prefix = "Bearer " if scheme.key_prefix.strip().lower() != "bearer" else "Token "
        yield f"with {name} without its documented prefix", credentials_by_location({**others, scheme: key})
        yield f"with {name} as {prefix}<key>", credentials_by_location({**others, scheme: prefix + key})
    else:
        bearer_credentials = credentials_by_location(others)
        bearer_credentials["header"].setdefault("Authorization", f"Bearer {key}")
        yield f"with {name} as a bearer token", bearer_credentials
