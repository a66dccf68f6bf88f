"""The keyword arguments of an operation that stand for its body."""

from collections.abc import Mapping
from typing import Any

from ..types import UNSET

_OTHER_KEYWORDS = ("body", "headers", "timeout")


class KeywordBody:
    """The keyword arguments of an operation that stand for its body: `mm.create_task(task_type=..., task=...)`.

    `keywords` is their `TypedDict`, `names` has the properties whose keyword argument has another name, and `constants`
    those with one possible value, which are sent with the others.
    """

    def __init__(
        self,
        operation: str,
        keywords: Any,
        names: Mapping[str, str],
        *,
        required: bool,
        constants: Mapping[str, str | int | bool] | None = None,
    ) -> None:
        self._constants = constants or {}
        self._operation = operation
        self._required_keywords: frozenset[str] = keywords.__required_keys__
        self._known: frozenset[str] = keywords.__required_keys__ | keywords.__optional_keys__
        self._names = names
        self._required = required

    def select(self, body: Any, keywords: dict[str, Any]) -> Any:
        """Return the body of a call: the one that was passed, or an object of the properties that were."""
        if not keywords and (body is not UNSET or not self._required):
            return body
        for name in keywords:
            if name not in self._known:
                raise TypeError(f"{self._operation}() got an unexpected keyword argument {name!r}{self._hint(name)}")
        if body is not UNSET:
            raise TypeError(
                f"{self._operation}() got both body and {next(iter(keywords))}, which is a property of the body: "
                "pass either the body or its properties"
            )
        missing = sorted(self._required_keywords - keywords.keys())
        if missing:
            raise TypeError(
                f"{self._operation}() is missing the keyword arguments {', '.join(missing)}: "
                "pass them, or pass a model or a mapping as body"
            )
        names = self._names
        given = {names.get(name, name): value for name, value in keywords.items() if value is not UNSET}
        return {**self._constants, **given} if self._constants else given

    def _hint(self, name: str) -> str:
        from difflib import get_close_matches  # here, since it is not needed otherwise

        found = get_close_matches(name[:100], [*self._known, *_OTHER_KEYWORDS], n=1)
        return f"; did you mean {found[0]!r}?" if found else "; pass other properties in body"
