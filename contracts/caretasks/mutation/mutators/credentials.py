"""Mutants that accept requests without valid credentials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from urllib.parse import urlencode

from caretasks.conformance.phases import auth_probes
from caretasks.conformance.target.model import Target, credentials_by_location
from caretasks.core.http import Request
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import Mutant, MutantCategory, Mutation, MutatorName, Setup, get_impact
from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.operation import security
from caretasks.openapi.operation.credentials import share_location
from caretasks.openapi.operation.parameters import RawParameters, parse_query


def acceptance_checks(api: Api) -> frozenset[str]:
    """Return the names of the checks that detect an accepted invalid request."""
    return frozenset({"negative_data_rejection", "missing_required_header", auth_probes.check_name(api)})


class CredentialState(Enum):
    """The state of a credential in a request."""

    VALID = auto()
    MISSING = auto()
    INVALID = auto()
    MALFORMED = auto()


def credential_mutants(operation: Operation, target: Target) -> Iterator[Mutant]:
    """Yield the mutants that accept requests without valid credentials.

    For each security alternative, a mutant accepts missing, invalid or malformed credentials: of all its schemes, and,
    if it has several, of each scheme alone.
    """
    for number, schemes in enumerate(operation.security):
        names = {scheme: scheme.name for scheme in schemes}
        suffix = f" for {' and '.join(names.values())} alone" if number else ""
        # The ID, the description, the state of the credential, and its scheme; None for all schemes.
        defects: list[tuple[str, str, CredentialState, SecurityScheme | None]] = []
        if number == 0:
            defects.append(("no key", "no key", CredentialState.MISSING, None))
        defects.append((f"an invented key{suffix}", f"an invalid key{suffix}", CredentialState.INVALID, None))
        for scheme, name in names.items():
            target_suffix = suffix
            if len(schemes) > 1:
                target_suffix = f" for {name}"
                no_key = f"no key{target_suffix}"
                defects.append((no_key, no_key, CredentialState.MISSING, scheme))
                defects.append(
                    (
                        f"an invented key{target_suffix}",
                        f"an invalid key{target_suffix}",
                        CredentialState.INVALID,
                        scheme,
                    )
                )
            if _has_another_form(scheme, schemes):
                malformed = f"a malformed key{target_suffix}"
                defects.append((f"a key in another form{target_suffix}", malformed, CredentialState.MALFORMED, scheme))
        for id_part, description, state, affected in defects:
            if not _is_rejected(target, operation, state, affected, schemes):
                continue
            yield Mutant(
                id=f"{operation.id} accepts {id_part}",
                operation=operation,
                category=MutantCategory.ACCEPTS,
                mutator=MutatorName.CREDENTIALS,
                pointer=(affected or schemes[0]).pointer,
                description=f"a request with {description} is accepted",
                impact=get_impact(MutantCategory.ACCEPTS, MutatorName.CREDENTIALS),
                build=partial(AcceptsInvalidCredentials, operation, target, schemes, affected, state),
                detecting_checks=acceptance_checks(operation.api),
            )


def _has_another_form(scheme: SecurityScheme, schemes: tuple[SecurityScheme, ...]) -> bool:
    """Return whether a key can be sent in another form: without its prefix, or in a free `Authorization` header."""
    others = (each.key_location[1].lower() for each in schemes if each != scheme)
    return bool(scheme.key_prefix) or "authorization" not in others


def _is_rejected(
    target: Target,
    operation: Operation,
    state: CredentialState,
    affected: SecurityScheme | None,
    schemes: tuple[SecurityScheme, ...],
) -> bool:
    """Return whether the spec requires a request with such credentials to be rejected."""
    if not all(scheme.sends_key for scheme in schemes):
        return False
    if state is not CredentialState.MISSING and share_location(schemes):
        return False  # a header has one of their keys, whose state the others do not have
    valid = {scheme: target.credential_for(scheme) for scheme in schemes if affected is not None and scheme != affected}
    invalid = {scheme: security.invalid_credential(scheme) for scheme in ([affected] if affected else schemes)}
    if state is CredentialState.MISSING:
        invalid = {}
    credentials = credentials_by_location({**valid, **invalid})
    return auth_probes.is_unauthenticated(operation, credentials, target.keys)


@dataclass
class AcceptsInvalidCredentials(Mutation):
    """Accepts missing, invalid or malformed credentials of one operation: it replaces them by valid ones.

    It does not change requests with another violation, so that the server has no other violation.

    Attributes:
        operation: The operation.
        target: The mock server, for its API key.
        schemes: The schemes of the security alternative.
        affected: The scheme whose credential is not valid; None for all of them.
        state: The state of the credential that is accepted.
        setup: Not used: no change of responses is needed.
    """

    operation: Operation
    target: Target
    schemes: tuple[SecurityScheme, ...]
    affected: SecurityScheme | None
    state: CredentialState
    setup: Setup

    def __post_init__(self) -> None:
        super().__init__()
        self._is_repaired = False

    def on_request(self, exchange: MutatedExchange) -> Request:
        """Return the request with valid credentials if it has those that are accepted, or else the request itself."""
        self._is_repaired = (
            exchange.operation is not None
            and exchange.operation.pointer == self.operation.pointer
            and not security.is_authenticated(self.operation, exchange.parameters, self.target.keys)
            and all(
                self._credential_state(scheme, exchange.parameters)
                is (self.state if self.affected in (None, scheme) else CredentialState.VALID)
                for scheme in self.schemes
            )
        )
        request = exchange.request
        for scheme in self.schemes if self._is_repaired else ():
            request = self._with_credential(scheme, request, exchange.parameters)
        return request

    def on_response(self, exchange: MutatedExchange) -> None:
        """Keep the response: the server treats the request like any authenticated one, and may reject its content."""
        self.applied += self._is_repaired

    def _with_credential(self, scheme: SecurityScheme, request: Request, raw: RawParameters) -> Request:
        location, name = scheme.key_location
        credential = self.target.credential_for(scheme)
        if location == "query":
            url, _, query = request.url.partition("?")
            values = {**parse_query(query.encode("latin-1")), name: [credential]}
            return replace(request, url=f"{url}?{urlencode(values, doseq=True, errors='surrogateescape')}")
        if location == "cookie":
            cookies = {**{other: strings[0] for other, strings in raw["cookie"].items()}, name: credential}
            name, credential = "cookie", "; ".join(f"{other}={value}" for other, value in cookies.items())
        others = [(other, value) for other, value in request.headers if other.lower() != name.lower()]
        return replace(request, headers=(*others, (name.lower(), credential)))

    def _credential_state(self, scheme: SecurityScheme, raw: RawParameters) -> CredentialState:
        """Return the state of the credential for a scheme."""
        location, name = scheme.key_location
        values = raw[location].get(name.lower() if location == "header" else name, [])
        if not values:
            uses_authorization = any(each.key_location[1].lower() == "authorization" for each in self.schemes)
            is_in_wrong_header = not uses_authorization and "authorization" in raw["header"]
            return CredentialState.MALFORMED if is_in_wrong_header else CredentialState.MISSING
        credential, prefix = values[0], scheme.key_prefix
        if credential == self.target.credential_for(scheme):
            return CredentialState.VALID
        key = credential.removeprefix(prefix)
        is_well_formed = credential.startswith(prefix) and key and " " not in key
        return CredentialState.INVALID if is_well_formed else CredentialState.MALFORMED
