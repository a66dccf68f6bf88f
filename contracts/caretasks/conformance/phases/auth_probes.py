"""Authentication probes: call each operation without a key, with an invalid key, and with a malformed key.

They replace Schemathesis' check, which does not know the documented format of keys. A probe of a write has the body
`{}`. With `--writes generated` it has the documented body, and the malformed key is the real one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.conformance.cases import PhaseCase
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.observation import InconclusiveError, Observation
from caretasks.conformance.phases.phase import Phase, required_parameters
from caretasks.conformance.target import user_values
from caretasks.conformance.target.model import Target, credentials_by_location
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.facts import iter_fact_entries
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation.requests import is_valid_body
from caretasks.openapi.operation.security import INVALID_KEY, is_authenticated
from caretasks.openapi.schema.examples import valid_body


def check_name(api: Api) -> str:
    """Return the name of the authentication check: that in the facts file, which includes the fact ID."""
    rule_names = (name for entry in iter_fact_entries(api) for name in entry.rules)
    return next((name for name in rule_names if name.endswith("_authentication")), "authentication")


def _make_cases(target: Target, settings: Settings, operation: Operation) -> Iterator[PhaseCase]:
    if not operation.security or not settings.is_selected(operation):
        return
    # A remote server may accept the probe of a write.
    parameters = required_parameters(operation, documented_only=target.url is not None and operation.is_write)
    body: Any = MISSING if operation.body is None else {}
    is_generated = settings.writes is Writes.GENERATED
    if operation.body is not None and is_generated:
        body = user_values.generated_write(target, operation, valid_body(operation.body), invalid=True)
    sent: list[Credentials] = []
    for description, credentials in _iter_invalid_credentials(target, operation, use_valid_key=is_generated):
        if credentials not in sent and is_unauthenticated(operation, credentials, target.key):
            sent.append(credentials)  # two security alternatives may have the same invalid credentials
            yield PhaseCase(operation, parameters, body, {"probe": description}, credentials)


AUTH_PROBES = Phase("authentication", "the authentication probe", _make_cases)


def evaluate_probe(probe: Observation, *, is_served_with_key: bool) -> str | None:
    """Return the failure message for a probe, or None if the server rejected it as documented.

    Raises:
        InconclusiveError: The response does not show whether a key is required.
    """
    operation, status = probe.operation, probe.status
    expected_statuses = (401,) if "401" in operation.responses else (401, 403)
    if status in expected_statuses:
        return None
    is_other_error = status >= 400 and status not in (401, 403)
    only_key_is_invalid = is_served_with_key and is_valid_body(operation, probe.exchange.request.body)
    if status in PROTOCOL_STATUSES or probe.has_another_path or (is_other_error and not only_key_is_invalid):
        raise InconclusiveError
    return f"a request {probe.probe} got status {status}"


Credentials = Mapping[str, Mapping[str, str]]
"""Values of the security schemes, by location and name."""


def is_unauthenticated(operation: Operation, credentials: Credentials, key: str) -> bool:
    """Return whether the credentials of a request satisfy no security alternative of an operation."""
    values_by_location = {
        location: {name.lower() if location == "header" else name: [text] for name, text in values.items()}
        for location, values in credentials.items()
    }
    return not is_authenticated(operation, values_by_location, key)


def _iter_invalid_credentials(
    target: Target, operation: Operation, *, use_valid_key: bool
) -> Iterator[tuple[str, Credentials]]:
    """Yield missing, invalid and malformed credentials, each with a description."""
    yield "without a key", credentials_by_location({})
    for schemes in operation.security:
        invalid_values = {scheme: scheme.key_prefix + INVALID_KEY for scheme in schemes}
        yield "with an invalid key", credentials_by_location(invalid_values)
        valid_values: dict[SecurityScheme, str] = {}
        if use_valid_key or not operation.is_write:
            valid_values = {scheme: target.credential_for(scheme) for scheme in schemes}
        key = target.key if valid_values else INVALID_KEY
        for scheme in schemes:
            others = {other: value for other, value in valid_values.items() if other != scheme}
            if others:
                name = split(scheme.pointer)[-1]
                yield f"without the key {name}", credentials_by_location(others)
                invalid = {**others, scheme: invalid_values[scheme]}
                yield f"with an invalid key {name}", credentials_by_location(invalid)
            if scheme.header_name is not None and scheme.key_prefix:
                prefix = "Bearer " if scheme.key_prefix.strip().lower() != "bearer" else "Token "
                yield "with a key without its documented prefix", credentials_by_location({**others, scheme: key})
                yield f"with a key as {prefix}<key>", credentials_by_location({**others, scheme: prefix + key})
            else:
                bearer_credentials = credentials_by_location(others)
                bearer_credentials["header"].setdefault("Authorization", f"Bearer {key}")
                yield "with a key as a bearer token", bearer_credentials
