"""What in a request an answer is about, where one request alone does not tell: by comparing it with the others.

A valid request that was refused, or that the server failed at, had something that no request had which fared better; an
invalid one that was served had a fault for which no other was refused. Such a part is a `Mark`, and tells of a
request's form only, never a value. The marks that explain the most are held to be the cause, and their facts are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from caretasks.conformance.analysis.attribution import Blame
from caretasks.conformance.model import Mark
from caretasks.openapi.document import Operation, Parameter, Place
from caretasks.openapi.facts import Fact
from caretasks.openapi.operation.parameters import documented_paths
from caretasks.openapi.operation.requests import Unfit
from caretasks.openapi.schema.keywords import properties

_CLASSES = (
    ("digits", r"[0-9]"),
    ("letters", r"[A-Za-z]"),
    ("more of ASCII", r"[ -/:-@\[-`{-~]"),
    ("others", r"[^ -~]"),
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIMES = ("date", "date-time", "time")


def causes(suspects: Collection[frozenset[Mark]], cleared: Collection[str]) -> list[frozenset[Mark]]:
    """What each of some requests fared as it did for, by the marks that the others had; nothing where it is not told.

    Args:
        suspects: the marks of each of the requests.
        cleared: the texts of marks that requests had which fared better.
    """
    left = [frozenset(mark for mark in marks if mark.text not in cleared) for marks in suspects]
    found: list[frozenset[Mark]] = [frozenset()] * len(left)
    open_ = [index for index, marks in enumerate(left) if marks]
    while open_:
        counts = Counter(mark for index in open_ for mark in left[index])
        most = max(counts.values())
        chosen = frozenset(mark for mark, count in counts.items() if count == most)
        outer = min(mark.depth for mark in chosen)
        chosen = frozenset(mark for mark in chosen if mark.depth == outer)
        for index in open_:
            found[index] = left[index] & chosen
        open_ = [index for index in open_ if not found[index]]
    return found


def faults(operation: Operation, blame: Blame, parts: Iterable[Unfit]) -> frozenset[Mark]:
    """The marks of a request that does not fit the document: its faults."""
    marks = set()
    for part in parts:
        name = "body" if part.parameter is None else f"{part.parameter.location} {part.parameter.name}"
        place = "/".join("*" if isinstance(token, int) else token for token in part.path)
        marks.add(Mark(f"{name}/{place} {part.keyword}", blame.request(operation, [part])))
    return frozenset(marks)


def features(operation: Operation, blame: Blame, sent: Mapping[str, Mapping[str, Any]], body: Any) -> frozenset[Mark]:
    """The marks of a request that fits the document.

    Args:
        operation: what was asked.
        blame: the facts of its API.
        sent: the parameters sent, by location and name, those of the path decoded.
        body: the JSON data sent; an exception's class or any other object that is no JSON where there is none.
    """
    marks = set(_of_parameters(operation, blame, sent))
    if operation.body is not None and operation.body.schema is not None and isinstance(body, dict):
        examples = list(operation.body.examples().values())
        marks |= set(_Body(operation, blame, examples).marks(operation.body.schema, body, ()))
    return frozenset(marks)


def _of_parameters(operation: Operation, blame: Blame, sent: Mapping[str, Mapping[str, Any]]) -> Iterator[Mark]:
    documented = documented_paths(operation)
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        value = next((v for n, v in (sent.get(parameter.location) or {}).items() if _is(parameter, n)), None)
        if value is None:
            what = "is left out"
        elif str(value) in documented.get(parameter.name, ()):
            yield Mark(f"{name} is documented", blame.operation(operation))
            continue
        elif parameter.location == "query":
            what = f"is {value}" if str(value).lower() in ("true", "false") else _classes(str(value))
        else:
            what = _classes(str(value))
        yield Mark(f"{name} {what}", blame.parameter(parameter))
        if parameter.location == "path":
            yield Mark(f"{name} is not documented", blame.unknown(operation), depth=-1)


def _is(parameter: Parameter, name: str) -> bool:
    return name.lower() == parameter.name.lower() if parameter.location == "header" else name == parameter.name


class _Body:
    def __init__(self, operation: Operation, blame: Blame, examples: list[Any]) -> None:
        self._operation, self._blame, self._examples = operation, blame, examples

    def marks(self, schema: Place, value: Any, path: tuple[str | int, ...]) -> Iterator[Mark]:
        """The marks of a value and of all in it."""
        yield self._mark(schema, value, path)
        if isinstance(value, list):
            if "items" in schema.node:
                for index, item in enumerate(value):
                    yield from self.marks(schema.at("items"), item, (*path, index))
        elif isinstance(value, dict):
            described = properties(schema)
            for name, inner in described.items():
                if name in value:
                    yield from self.marks(inner, value[name], (*path, name))
                else:
                    yield Mark(
                        f"{_text((*path, name))} is left out", self._facts((*path, name), "type"), depth=len(path) + 1
                    )
            if value.keys() - described.keys():
                facts = self._blame.further(self._operation, path)
                advice = None if facts else "no fact says that fields are taken which are not documented"
                yield Mark(f"{_text(path)} has further fields", facts, advice, len(path) + 1)

    def _mark(self, schema: Place, value: Any, path: tuple[str | int, ...]) -> Mark:
        node, keyword, advice = schema.node, "type", None
        if value is None:
            what = "is null"
        elif isinstance(value, bool):
            what = f"is {str(value).lower()}"
        elif isinstance(value, list | dict):
            what = (
                f"has {('no', 'one')[len(value)] if len(value) < 2 else 'several'}" if isinstance(value, list) else ""
            )
            what = what or ("is empty" if not value else "is an object")
        elif not isinstance(value, str):
            what = "is a number"
        elif "enum" in node:
            what, keyword = f"is {value}", "enum"
            if self._blame.is_set_elsewhere(facts := self._facts(path, keyword)):
                return Mark(
                    f"{_text(path)} {what}", facts, "no fact says which of the words a server has to take", len(path)
                )
        elif "x-known-values" in node:
            known = value in node["x-known-values"]
            what, keyword = (
                f"is {value}" if known else "is another word than those that are documented",
                "x-known-values",
            )
        elif node.get("format") in _TIMES:
            what = "is of the form " + re.sub(r"[^\W\d_]", lambda letter: letter[0], re.sub(r"\d+", "0", value))
        elif node.get("format") == "uuid":
            shown = any(value == _at(example, path) for example in self._examples)
            what, advice = ("is documented", None) if shown else ("is made up", "no fact says which ids there are")
        else:
            what = _classes(value)
        return Mark(f"{_text(path)} {what}", self._facts(path, keyword), advice, len(path))

    def _facts(self, path: tuple[str | int, ...], keyword: str) -> tuple[Fact, ...]:
        return self._blame.sent(self._operation, path, keyword)


def _text(path: tuple[str | int, ...]) -> str:
    return "body/" + "/".join("*" if isinstance(token, int) else token for token in path)


def _classes(text: str) -> str:
    """Which kinds of letters a text is made of, and whether there is one alone."""
    if _UUID.fullmatch(text):
        return "is a UUID"
    found = [name for name, pattern in _CLASSES if re.search(pattern, text)]
    return f"has {'one of ' if len(text) == 1 else ''}{', '.join(found) or 'no letters'}"


def _at(value: Any, path: Iterable[str | int]) -> Any:
    for token in path:
        try:
            value = value[token]
        except (LookupError, TypeError):
            return None
    return value
