"""Mutants and their results: each mutant is one way in which a server can violate its spec."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from caretasks.mutation.injection import ExchangeHook
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.schema.invalid import ViolationKind


class MutantCategory(StrEnum):
    """The behavior of the mutant."""

    RESPONDS = "returns"
    ACCEPTS = "accepts"
    REJECTS = "rejects"
    BREAKS_RULE = "breaks a rule"


class MutatorName(StrEnum):
    """The kind of violation that a mutant has. Mutants of responses and of accepted requests share most kinds."""

    MISSING = ViolationKind.MISSING.value
    NULL = ViolationKind.NULL.value
    TYPE = ViolationKind.TYPE.value
    ITEM = ViolationKind.ITEM.value
    ENUM = ViolationKind.ENUM.value
    FORMAT = ViolationKind.FORMAT.value
    PATTERN = ViolationKind.PATTERN.value
    TOO_SMALL = ViolationKind.TOO_SMALL.value
    TOO_LARGE = ViolationKind.TOO_LARGE.value
    FORBIDDEN_PROPERTY = ViolationKind.EXTRA_PROPERTY.value
    MEDIA_TYPE = "another media type"
    UNDOCUMENTED_STATUS = "an undocumented status"
    EMPTY_BODY = "an empty body"
    TRUNCATED_JSON = "truncated JSON"
    HEADER = "a missing or malformed header"
    CREDENTIALS = "a request without valid credentials"
    ALLOWED_CREDENTIALS = "a documented key, or none where it is optional"
    ALLOWED_NULL = "null where it is allowed"
    OMITTED = "a missing optional property or parameter"
    EXTRA_PROPERTY = "a property that the spec does not name"
    EXAMPLE = "a documented example"
    ENUM_VALUE = "a value of the enum"
    NON_ASCII = "non-ASCII text"
    SHORTEST = "the shortest allowed value"
    LONGEST = "the longest allowed value"
    RULE = "a violated rule that no schema expresses"


IMPACT = {
    (MutantCategory.RESPONDS, MutatorName.MISSING): "a client that relies on the property does not find it",
    (MutantCategory.RESPONDS, MutatorName.NULL): "a client that uses the value without a check fails on null",
    (MutantCategory.RESPONDS, MutatorName.TYPE): "a client fails on the value, or misreads it as another type",
    (MutantCategory.RESPONDS, MutatorName.ITEM): "a client that iterates over the list fails at this item",
    (MutantCategory.RESPONDS, MutatorName.ENUM): "a client has no case for the value",
    (MutantCategory.RESPONDS, MutatorName.FORMAT): "a client cannot parse the string in its documented format",
    (MutantCategory.RESPONDS, MutatorName.PATTERN): "a client that parses the string fails",
    (MutantCategory.RESPONDS, MutatorName.TOO_SMALL): "a client that relies on the minimum fails",
    (MutantCategory.RESPONDS, MutatorName.TOO_LARGE): "a client that relies on the maximum has no room for the value",
    (MutantCategory.RESPONDS, MutatorName.FORBIDDEN_PROPERTY): "a client that validates strictly rejects the response",
    (MutantCategory.RESPONDS, MutatorName.MEDIA_TYPE): "a client does not know how to decode the body",
    (MutantCategory.RESPONDS, MutatorName.UNDOCUMENTED_STATUS): "a client does not know whether the request succeeded",
    (MutantCategory.RESPONDS, MutatorName.EMPTY_BODY): "a client has no body to decode",
    (MutantCategory.RESPONDS, MutatorName.TRUNCATED_JSON): "a client cannot decode the body",
    (MutantCategory.RESPONDS, MutatorName.HEADER): "a client that relies on the header fails",
    (MutantCategory.ACCEPTS, MutatorName.CREDENTIALS): "anyone can call the API without valid credentials",
    (MutantCategory.REJECTS, MutatorName.EXAMPLE): "a client that follows the documentation is rejected",
}
"""Why a violation matters to a client, by category and mutator. `get_impact` has a default for the others."""

_CATEGORY_IMPACT = {
    MutantCategory.ACCEPTS: "a mistake in the request stays hidden and causes an error later",
    MutantCategory.REJECTS: "a client that follows the spec is rejected",
}


def get_impact(category: MutantCategory, mutator: MutatorName) -> str:
    """Return why a kind of violation matters to a client; empty for rule mutants, which describe their own impact."""
    return IMPACT.get((category, mutator)) or _CATEGORY_IMPACT.get(category, "")


@dataclass(frozen=True)
class Setup:
    """Changes to the server's responses that make a mutant's location occur. They violate nothing themselves.

    Attributes:
        status: Documented status that replaces every success; None to keep the server's status.
        filled_path: Path in the body where a value is filled in; None to fill in nothing.
        added_header: Name of a header that is added, in lower case; None to add none.
        alternatives: `anyOf` and `oneOf` alternatives that the body has to use: pairs of path and JSON pointer.
    """

    status: int | None = None
    filled_path: tuple[str | int, ...] | None = None
    added_header: str | None = None
    alternatives: tuple[tuple[tuple[str | int, ...], str], ...] = ()


def is_never_equivalent() -> bool:
    """Return False: the `is_equivalent` of mutants that always violate the spec."""
    return False


@dataclass(frozen=True)
class Mutant:
    """A server with exactly one violation.

    Attributes:
        id: Unique ID within the API; the same for the same spec.
        operation: Operation that has the violation.
        category: The behavior of the mutant.
        mutator: Kind of the violation.
        pointer: JSON pointer into the spec, or name of the rule, that forbids the violation.
        description: What the mutant does, for reports.
        impact: Why the violation matters to a client.
        build: Returns the mutation to inject, after a setup.
        response: Key of the documented response that has the violation, such as `200` or `default`; empty if none has.
        path: Path of the violation in the body of that response; None if it is not in the body.
        header: Name of the header of that response that has the violation, in lower case; None if no header has.
        alternatives: Alternatives that the body has to use, as in `Setup`.
        rule_operations: IDs of the operations of the rule that it breaks; empty if it breaks none.
        detecting_checks: Names of the checks that count as detecting the violation; None for any check.
        is_equivalent: Returns whether the spec provably allows what the mutant does. It may take a while.
    """

    id: str
    operation: Operation
    category: MutantCategory
    mutator: MutatorName
    pointer: str
    description: str
    impact: str
    build: Callable[[Setup], Mutation] = field(repr=False)
    response: str = ""
    path: tuple[str | int, ...] | None = None
    header: str | None = None
    alternatives: tuple[tuple[tuple[str | int, ...], str], ...] = ()
    rule_operations: tuple[str, ...] = ()
    detecting_checks: frozenset[str] | None = None
    is_equivalent: Callable[[], bool] = field(default=is_never_equivalent, repr=False)

    @property
    def operation_ids(self) -> tuple[str, ...]:
        """IDs of the operations whose requests are most likely to detect the mutant."""
        return self.rule_operations or (self.operation.id,)


class Mutation(ExchangeHook):
    """Hook that causes the violation of a mutant and counts how often it did.

    Attributes:
        api: The API that the mock server implements; None for the unmutated one.
        applied: Number of exchanges that violated the spec because of it.
        without_effect: Number of exchanges in which it applied without a violation of the spec.
        equivalence_reason: Why those exchanges violated nothing.
        has_invalid_setup: True if a response violated the spec after the setup, before the mutation.
    """

    equivalence_reason = "every changed response still conforms to the spec"

    api: Api | None = None

    def __init__(self) -> None:
        self.applied = 0
        self.without_effect = 0
        self.has_invalid_setup = False


class MutantStatus(StrEnum):
    """Outcome of running the suite against a mutant."""

    CAUGHT = "caught"
    MISSED = "missed"
    NOT_REACHED = "not reached"
    EQUIVALENT = "equivalent"
    ERROR = "error"


class MutantResult(
    msgspec.Struct,
    frozen=True,
    rename={"mutant_id": "id", "status": "outcome", "detail": "why", "detected_by_baseline": "stock"},
):
    """Result of running the suite against a mutant. It is stored with the field names of `prove.json`.

    Attributes:
        mutant_id: ID of the mutant.
        status: Outcome of the run.
        check: Name of the check that detected the mutant; empty if none did.
        detail: Message of that check, or why the mutant was not detected.
        applied: Number of exchanges that had the violation.
        requests: Number of requests until the mutant was detected, or in all.
        seconds: Duration in seconds.
        detected_by_baseline: Whether Schemathesis alone detects it; None if that was not tested.
    """

    mutant_id: str
    status: MutantStatus
    check: str
    detail: str
    applied: int
    requests: int
    seconds: float
    detected_by_baseline: bool | None = None


class VariantResult(msgspec.Struct, frozen=True, rename={"description": "what"}):
    """Result of running the suite against a group of conforming variants.

    It is stored with the field names of `prove.json`.

    Attributes:
        name: Name of the group.
        description: What the server did, for reports.
        alarms: False alarms: the failures that the suite reported.
        applied: Number of responses that differed because of the variants; 0 if they had nothing to change.
        effective: Names of the variants that changed a response.
    """

    name: str
    description: str
    alarms: tuple[str, ...]
    applied: int
    effective: tuple[str, ...] = ()
