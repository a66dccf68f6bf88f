"""Decorators for `caretasks.vendors.<api>.mutants`: mutants that break a vendor rule, and vendor-specific variants.

Each decorated function changes an exchange in place. Its docstring is the description of the mutant or variant.

    @rule_mutant("ex_01_retry_after", impact="a client does not know when to retry")
    def omits_retry_after(exchange: MutatedExchange) -> None:
        "A 429 response has no Retry-After header."
        exchange.headers.pop("retry-after", None)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from caretasks.core.http import Request
from caretasks.core.vendor_modules import load_vendor_module
from caretasks.mutation.injection import MutatedExchange
from caretasks.openapi.document import Api

__all__ = [
    "ChangeFunction",
    "ConformingVariant",
    "MutatedExchange",
    "RuleMutant",
    "conforming_variant",
    "conforming_variants_for",
    "describe",
    "is_successful_read",
    "rule_mutant",
    "rule_mutants_for",
]

ChangeFunction = Callable[[MutatedExchange], None]
"""Changes an exchange in place."""


@dataclass(frozen=True)
class RuleMutant:
    """A way to break a vendor rule.

    Attributes:
        name: Name of the function; part of the mutant's ID.
        rule: Name of the rule that has to detect it.
        description: What the server does, as a sentence without a full stop.
        impact: Why that matters to a client.
        change: Changes an exchange in place.
        operation: ID of the operation that it is about; empty for any operation of the rule.
        change_request: Returns the request to pass to the mock server; None for the unchanged one.
    """

    name: str
    rule: str
    description: str
    impact: str
    change: ChangeFunction
    operation: str = ""
    change_request: Callable[[MutatedExchange], Request] | None = None


@dataclass(frozen=True)
class ConformingVariant:
    """Behavior that differs from the mock server's and conforms to the spec.

    Attributes:
        name: Name of the function.
        description: What the server does, as a sentence without a full stop.
        change: Changes an exchange in place.
    """

    name: str
    description: str
    change: ChangeFunction


def rule_mutant(rule: str, *, impact: str) -> Callable[[ChangeFunction], RuleMutant]:
    """Declare that the decorated function breaks a rule.

    Args:
        rule: Name of the rule that has to detect it.
        impact: Why the violation matters to a client.
    """
    return lambda change: RuleMutant(change.__name__, rule, describe(change), impact, change)


def conforming_variant(change: ChangeFunction) -> ConformingVariant:
    """Declare that the decorated function is a conforming variant: no check may fail because of it."""
    return ConformingVariant(change.__name__, describe(change), change)


def describe(change: Callable[..., None]) -> str:
    """Return the docstring of a function as one line, without its full stop."""
    return " ".join((change.__doc__ or "").split()).removesuffix(".")


def rule_mutants_for(api: Api) -> tuple[RuleMutant, ...]:
    """Return the mutants that break the vendor rules of an API; empty if it has none."""
    return tuple(value for value in _module_values(api) if isinstance(value, RuleMutant))


def conforming_variants_for(api: Api) -> tuple[ConformingVariant, ...]:
    """Return the variants that conform to the spec of this API only; empty if it has none."""
    return tuple(value for value in _module_values(api) if isinstance(value, ConformingVariant))


def _module_values(api: Api) -> Iterable[object]:
    module = load_vendor_module(api.name, "mutants")
    return () if module is None else vars(module).values()


def is_successful_read(exchange: MutatedExchange) -> bool:
    """Return whether an exchange is a successful `GET`."""
    return exchange.request.method == "GET" and exchange.succeeded
