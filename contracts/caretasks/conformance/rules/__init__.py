"""The rules: what a vendor documents and no schema can say, a module per API, in it a function per fact.

A rule is named by its fact's id. It gets an exchange (`Seen`) and returns where the fact holds in it, raises
`BrokenError` where it does not, and `UnspokenError` where the exchange does not tell. Rules read answers and may ask
further reads; none writes. Which fact a rule stands for, and in which words, is said by the ledger (`facts.yaml`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from caretasks.conformance.rules.observation import BrokenError, Read, Seen, UnspokenError
from caretasks.core.vendor_modules import vendor_module
from caretasks.openapi.document import Api

__all__ = ["BrokenError", "Read", "Rule", "Seen", "UnspokenError", "of", "rule"]

Judge = Callable[[Seen], None]


@dataclass(frozen=True)
class Rule:
    """A rule.

    Attributes:
        name: its fact's id in small letters, and a few words.
        operations: the ids of the operations that it speaks of.
        judge: what holds an exchange against it.
    """

    name: str
    operations: frozenset[str]
    judge: Judge

    @property
    def fact(self) -> str:
        """The id of the fact, such as MM-04."""
        prefix, number, *_ = self.name.split("_")
        return f"{prefix.upper()}-{number}"


def rule(*operations: str) -> Callable[[Judge], Rule]:
    """Makes a rule of a function, for the operations of these ids."""

    def make(judge: Judge) -> Rule:
        return Rule(judge.__name__, frozenset(operations), judge)

    return make


def of(api: Api) -> tuple[Rule, ...]:
    """The rules of an API; none where nobody wrote any."""
    module = vendor_module(api.name, "rules")
    found: Iterable[object] = () if module is None else vars(module).values()
    return tuple(each for each in found if isinstance(each, Rule))
