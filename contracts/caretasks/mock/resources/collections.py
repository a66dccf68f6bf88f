"""What a list of a collection's members shows: the documented ones first, then what was created, as each is now.

A list is an array, or an object with one array in it, at its top or one object down; beside that may stand how many
there are. Of paging what is simple is done: so many, from there or on that page; and of filters, what is
equal to a property. All else is left as documented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from caretasks.mock.envelopes import array, with_items
from caretasks.mock.model import Request
from caretasks.mock.resources.paths import Members, answered_schema, flat, plain
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Place
from caretasks.openapi.json_pointer import resolve
from caretasks.openapi.schema.keywords import properties, types
from caretasks.openapi.schema.sampling import sample
from caretasks.openapi.schema.validation import fits

_LIMITS = ("limit", "pagesize", "perpage", "size", "maxresults")
_OFFSETS = ("offset", "skip")
_PAGES = ("page", "pagenumber")
_SIMPLE = ("string", "integer", "number", "boolean")


def listed(
    request: Request, members: Members, body: Any, documented: Mapping[str, Any], state: State, *, sampled: bool
) -> Any:
    """What a list answers.

    Args:
        request: what was asked, of the operation that lists.
        members: the collection's.
        body: what the document alone leads to.
        documented: the members that are documented at places of their own, by what names them.
        state: what there is.
        sampled: whether `body` is made up, so that anything that there is takes its place.
    """
    pointer = array(body)
    if pointer is None:
        return body
    everywhere = list(state.all(members.read))
    shown = [] if sampled and everywhere else resolve(body, pointer)
    known = _at(request.path, members, everywhere)
    form = _form(answered_schema(request.operation), pointer)
    items = _matching(request, list(_items(form, members, shown, known, documented)), form)
    page = _page(request, items)
    if page == resolve(body, pointer):
        return body
    schema = answered_schema(request.operation)
    result = with_items(schema, body, pointer, page, len(items), more=bool(page) and page[-1] is not items[-1])
    return result if schema is None or fits(schema, result) else body


def _at(path: Mapping[str, Any], members: Members, everywhere: Sequence[tuple[dict[str, str], Any]]) -> dict[str, Any]:
    """What stands at the places of one collection by what names it there, None where it was removed."""
    where = {name: str(value).lower() for name, value in path.items()}
    return {
        place[members.parameter]: thing
        for place, thing in everywhere
        if all(where.get(name) == value.lower() for name, value in place.items() if name != members.parameter)
    }


def _items(
    form: Place | None,
    members: Members,
    shown: Sequence[Any],
    known: Mapping[str, Any],
    documented: Mapping[str, Any],
) -> Iterator[Any]:
    there = set()
    for item in shown:
        key = str(members.key(item))
        there.add(key)
        if key not in known or known[key] == documented.get(key, members):
            yield item
        elif known[key] is not None:
            now = flat(known[key])
            yield {name: now.get(name, value) for name, value in item.items()}
    for key, thing in known.items():
        if thing is not None and key not in there:
            yield filled(form, thing)


def filled(form: Place | None, thing: Any) -> Any:
    """A thing in another form: as it is, if that fits, else with the values that both have, and others made up."""
    if form is None or fits(form, thing):
        return thing
    own = {name: value for name, value in flat(thing).items() if name in properties(form)}
    if fits(form, own):
        return own
    other = sample(form, "")
    return {**other, **own} if isinstance(other, dict) else thing


def _form(schema: Place | None, pointer: str) -> Place | None:
    """The schema of the items of the array at a pointer."""
    for name in pointer.split("/")[1:]:
        schema = None if schema is None else properties(schema).get(name)
    return schema.at("items") if schema is not None and isinstance(schema.node.get("items"), dict) else None


def _matching(request: Request, items: Sequence[Any], form: Place | None) -> Sequence[Any]:
    """The items that a query asks for by parameters that are called as properties of theirs, and are of their type."""
    described = {} if form is None else properties(form)
    asked = {
        parameter.name: request.query[parameter.name]
        for parameter in request.operation.parameters
        if parameter.location == "query" and parameter.name in described.keys() & request.query.keys()
        if plain(parameter.name) not in (*_LIMITS, *_OFFSETS, *_PAGES) and parameter.schema is not None
        if set(_SIMPLE) & set(types(parameter.schema)) & set(types(described[parameter.name]))
    }
    if not asked:
        return items
    return [item for item in items if isinstance(item, dict) and all(item.get(n) == v for n, v in asked.items())]


def _page(request: Request, items: Sequence[Any]) -> Sequence[Any]:
    """The part of some items that was asked for."""
    asked = {plain(name): value for name, value in request.query.items() if isinstance(value, int)}
    limit = next((asked[name] for name in _LIMITS if name in asked), None)
    start = next((asked[name] for name in _OFFSETS if name in asked), 0)
    page = next((asked[name] for name in _PAGES if name in asked), 1)
    if limit is None or limit < 0 or start < 0:
        return items[max(start, 0) :]
    start = start or max(page - 1, 0) * limit
    return items[start : start + limit]
