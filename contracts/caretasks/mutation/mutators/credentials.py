"""Mutants that accept requests without valid credentials, and the base of all mutants that accept too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial

from caretasks.conformance.phases import auth_probes
from caretasks.conformance.target.model import Target, credentials_by_location
from caretasks.mock.handler import negotiation
from caretasks.mutation.injection import MutatedExchange, SentRequest
from caretasks.mutation.mutant import Mutant, MutantCategory, Mutation, MutatorName, get_impact
from caretasks.mutation.mutators.sent_requests import with_cookies
from caretasks.openapi.document import Operation, SecurityScheme
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation import security
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.operation.security import INVALID_KEY

_DETECTING_CHECKS = frozenset({"negative_data_rejection", "missing_required_header"})


class CredentialState(Enum):
    """The state of a credential in a request."""

    VALID = auto()
    MISSING = auto()
    INVALID = auto()
    MALFORMED = auto()


def lenient_mutant(
    operation: Operation,
    name: str,
    mutator: MutatorName,
    pointer: str,
    request_part: str,
    build: Callable[[], Mutation],
) -> Mutant:
    """Return a mutant that accepts invalid requests.

    Args:
        operation: The operation that accepts them.
        name: The last part of the mutant's ID.
        mutator: Kind of the violation.
        pointer: JSON pointer to what the requests violate.
        request_part: What the requests have, as a noun phrase.
        build: Returns the mutation.
    """
    return Mutant(
        id=f"{operation.id} accepts {name}",
        operation=operation,
        category=MutantCategory.ACCEPTS,
        mutator=mutator,
        pointer=pointer,
        description=f"a request with {request_part} is accepted",
        impact=get_impact(MutantCategory.ACCEPTS, mutator),
        build=lambda _: build(),
        detecting_checks=_DETECTING_CHECKS | {auth_probes.check_name(operation.api)},
    )


def credential_mutants(operation: Operation, target: Target) -> Iterator[Mutant]:
    """Yield the mutants that accept requests without valid credentials.

    For each security alternative, a mutant accepts missing, invalid or malformed credentials: of all its schemes, and,
    if it has several, of each scheme alone.

    Args:
        operation: The operation.
        target: The mock server, for its API key.
    """
    for number, schemes in enumerate(operation.security):
        names = {scheme: split(scheme.pointer)[-1] for scheme in schemes}
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
            malformed = f"a malformed key{target_suffix}"
            defects.append((f"a key in another form{target_suffix}", malformed, CredentialState.MALFORMED, scheme))
        for id_part, description, state, affected in defects:
            if not _is_rejected(target, operation, state, affected, schemes):
                continue
            build = partial(AcceptsInvalidCredentials, operation, target, schemes, affected, state)
            pointer = (affected or schemes[0]).pointer
            yield lenient_mutant(operation, id_part, MutatorName.CREDENTIALS, pointer, description, build)


def _is_rejected(
    target: Target,
    operation: Operation,
    state: CredentialState,
    affected: SecurityScheme | None,
    schemes: tuple[SecurityScheme, ...],
) -> bool:
    """Return whether the spec requires a request with such credentials to be rejected."""
    if not all(scheme.key_location[0] for scheme in schemes):
        return False
    valid = {scheme: target.credential_for(scheme) for scheme in schemes if affected is not None and scheme != affected}
    invalid = {scheme: scheme.key_prefix + INVALID_KEY for scheme in ([affected] if affected else schemes)}
    if state is CredentialState.MISSING:
        invalid = {}
    credentials = credentials_by_location({**valid, **invalid})
    return auth_probes.is_unauthenticated(operation, credentials, target.key)


@dataclass
class LenientMutation(Mutation):
    """Makes an operation accept one kind of invalid request.

    It repairs such a request before the mock server receives it. It does not change requests with another violation, so
    that the server has no other violation.
    """

    operation: Operation

    def __post_init__(self) -> None:
        super().__init__()
        self._is_repaired = False

    def on_request(self, request: SentRequest) -> SentRequest:
        """Return the repaired request, or the request itself if it is valid or has another violation."""
        self._is_repaired = False
        if request.operation is None or request.operation.pointer != self.operation.pointer:
            return request
        repaired = self.repair(request)
        if repaired is None:
            return request
        self._is_repaired = True
        return repaired

    def on_response(self, exchange: MutatedExchange) -> None:
        """Make the response to a repaired request a success."""
        if not self._is_repaired:
            return
        if not exchange.succeeded:
            exchange.replace_response(
                negotiation.documented_response(self.operation, success_response(self.operation)[0])
            )
        self.applied += 1

    def repair(self, request: SentRequest) -> SentRequest | None:
        """Return the request as a valid one; None if it is valid or has another violation."""
        raise NotImplementedError


@dataclass
class AcceptsInvalidCredentials(LenientMutation):
    """Accepts missing, invalid or malformed credentials.

    Attributes:
        target: The mock server, for its API key.
        schemes: The schemes of the security alternative.
        affected: The scheme whose credential is not valid; None for all of them.
        state: The state of the credential that is accepted.
    """

    target: Target
    schemes: tuple[SecurityScheme, ...]
    affected: SecurityScheme | None
    state: CredentialState

    def repair(self, request: SentRequest) -> SentRequest | None:
        if security.is_authenticated(self.operation, request.raw_parameters, self.target.key):
            return None
        for scheme in self.schemes:
            accepted = self.state if self.affected in (None, scheme) else CredentialState.VALID
            if self._credential_state(scheme, request) is not accepted:
                return None
        for scheme in self.schemes:
            location, name = scheme.key_location
            credential = self.target.credential_for(scheme)
            match location:
                case "header":
                    request = replace(request, headers={**request.headers, name.lower(): credential})
                case "query":
                    others = tuple((other, value) for other, value in request.query if other != name)
                    request = replace(request, query=(*others, (name, credential)))
                case "cookie":
                    request = with_cookies(request, {name: credential})
        return request

    def on_response(self, exchange: MutatedExchange) -> None:
        """Keep the response: the server treats the request like any authenticated one, and may reject its content."""
        self.applied += self._is_repaired

    def _credential_state(self, scheme: SecurityScheme, request: SentRequest) -> CredentialState:
        """Return the state of the credential for a scheme."""
        location, name = scheme.key_location
        values = request.raw_parameters[location].get(name.lower() if location == "header" else name, [])
        if not values:
            uses_authorization = any(each.key_location[1].lower() == "authorization" for each in self.schemes)
            is_in_wrong_header = not uses_authorization and "authorization" in request.headers
            return CredentialState.MALFORMED if is_in_wrong_header else CredentialState.MISSING
        credential, prefix = values[0], scheme.key_prefix
        if credential == self.target.credential_for(scheme):
            return CredentialState.VALID
        key = credential.removeprefix(prefix)
        is_well_formed = credential.startswith(prefix) and key and " " not in key
        return CredentialState.INVALID if is_well_formed else CredentialState.MALFORMED
