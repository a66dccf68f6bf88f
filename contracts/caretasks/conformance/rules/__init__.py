"""Rules: checks of documented facts that a JSON Schema cannot express.

This package has the registry (`@rule`), the state that the rules of a run share, and rules shared by several APIs. The
rules of an API are in `vendors/<api>/rules.py`; its `facts.yaml` names the rule of each fact. An API without them has
the rules that follow from `x-pagination` and `x-filter`. A rule gets an `Observation`: a request and its response. May
import `conformance.target`.

A rule returns if the fact holds, raises `RuleViolation` if it does not, and raises `InconclusiveError` if the response
does not show it. It may send follow-up reads, but no writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from caretasks.conformance.observation import InconclusiveError, Observation, ReadFunction, RuleViolation
from caretasks.conformance.rules.inferred_lists import INFERRED_LIST, has_inferred_list, require_plausible_list
from caretasks.conformance.rules.lists import require_consistent_page, require_default_page, require_filtered
from caretasks.core.vendor_modules import load_vendor_module
from caretasks.openapi.document import Api
from caretasks.openapi.operation.pagination import find_filters, find_pagination
from caretasks.openapi.schema.keywords import keep_result

__all__ = ["InconclusiveError", "Observation", "ReadFunction", "Rule", "RuleViolation", "rule", "rules_for"]

RuleFunction = Callable[[Observation], None]


@dataclass(frozen=True)
class Rule:
    """A check of a documented fact.

    Attributes:
        name: The ID of its fact in lower case and a description, such as "mm_04_transcripts".
        operations: IDs of the operations that it applies to.
        check: Checks an observation. Raises `RuleViolation` or `InconclusiveError`.
    """

    name: str
    operations: frozenset[str]
    check: RuleFunction

    @property
    def fact(self) -> str:
        """The ID of the fact, such as "MM-04"."""
        prefix, number, *_ = self.name.split("_")
        return f"{prefix.upper()}-{number}"


def rule(*operations: str) -> Callable[[RuleFunction], Rule]:
    """Return a decorator that makes a rule of a function, for the operations with these IDs."""

    def decorate(check: RuleFunction) -> Rule:
        return Rule(check.__name__, frozenset(operations), check)

    return decorate


def rules_for(api: Api) -> tuple[Rule, ...]:
    """Return the rules of an API: those of its module or, if it has none, those of its paged lists."""
    module = load_vendor_module(api.name, "rules")
    if module is None:
        return _list_rules(api)
    return tuple(member for member in vars(module).values() if isinstance(member, Rule))


@keep_result
def _list_rules(api: Api) -> tuple[Rule, ...]:
    """Return the rules that `x-pagination` and `x-filter` express, and that of lists without them."""
    paged = [operation for operation in api.operations if find_pagination(operation) is not None]
    filtered = [operation for operation in paged if find_filters(operation)]
    found = (
        ("x_pagination", paged, require_consistent_page),
        ("x_pagination_defaults", paged, require_default_page),
        ("x_filter", filtered, require_filtered),
        (INFERRED_LIST, [each for each in api.operations if has_inferred_list(each)], require_plausible_list),
    )
    return tuple(
        Rule(name, frozenset(operation.id for operation in operations), check)
        for name, operations, check in found
        if operations
    )
