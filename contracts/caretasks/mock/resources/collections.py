"""What a list of a collection's members shows: the documented ones first, then what was created, as each is now.

A list is an array, or an object with one array in it, at its top or one object down; beside that may stand how many
there are. Of paging what is simple is done: so many, from there or on that page; and of filters, what is
equal to a property. All else is left as documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from caretasks.mock.resources.paths import Members, answered_schema, flat, plain
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Place
from caretasks.openapi.json_pointer import join, resolve
from caretasks.openapi.operation.requests import Request
from caretasks.openapi.schema.keywords import properties, types
from caretasks.openapi.schema.sampling import sample
from caretasks.openapi.schema.validation import fits

_TOTALS = {"count", "total", "totalcount", "totalitems", "totalresults", "totalelements"}

_MORE = {"hasmore", "hasnext", "hasnextpage", "more"}

_LINKS = re.compile(
    r"(odata)?(next|prev|previous)(page|results)?(cursor|link|url|uri|href|token)?|cursor|pagetoken|continuationtoken"
)

_STATUSES = ("status_code", "statusCode")

_GONE = object()

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


def array(body: Any) -> str | None:
    """The pointer to the one array of a body, at its top or in an envelope."""
    if isinstance(body, list):
        return ""
    found = list(_arrays(body, ""))
    if not found and isinstance(body, dict):
        found = [each for name, inner in body.items() for each in _arrays(inner, join("", name))]
    return found[0] if len(found) == 1 else None


def _arrays(body: Any, pointer: str) -> list[str]:
    entries = body.items() if isinstance(body, dict) else ()
    return [join(pointer, name) for name, value in entries if isinstance(value, list)]


def with_items(schema: Place | None, body: Any, pointer: str, items: Sequence[Any], total: int, *, more: bool) -> Any:
    """A list with other items, that says the truth about them.

    Args:
        schema: of the body.
        body: the list.
        pointer: where in it the items are.
        items: the items.
        total: how many there are on all its pages.
        more: whether there are some on the pages after this one; if not, and this one has all, no links lead on.
    """
    if not pointer:
        return list(items)
    result = deepcopy(body)
    *above, last = pointer.split("/")[1:]
    envelope = result[above[0]] if above else result
    envelope[last] = list(items)
    for part in (result, *(inner for inner in result.values() if isinstance(inner, dict))):
        for name, value in list(part.items()):
            word = plain(name)
            if word in _TOTALS and isinstance(value, int) and not isinstance(value, bool):
                part[name] = total
            elif word in _MORE and isinstance(value, bool):
                part[name] = more
            elif len(items) == total and _LINKS.fullmatch(word) and not isinstance(value, bool | list):
                _cut(schema, result, part, name)
    return result


def truthful(schema: Place, body: Any, status: int) -> Any:
    """A sampled body, with its status and what it says of its own items put right, as far as the schema allows."""
    if not isinstance(body, dict):
        return body
    pointer = array(body)
    told = body
    if pointer is not None:
        items = resolve(body, pointer)
        told = with_items(schema, body, pointer, items, len(items), more=False)
    with_status = {**told, **{name: status for name in _STATUSES if name in told}}
    return next((each for each in (with_status, told) if fits(schema, each)), body)


def _cut(schema: Place | None, body: Any, part: dict[str, Any], name: str) -> None:
    """Has a link lead nowhere: null, left out or empty, whichever the schema allows."""
    before = part[name]
    for nowhere in (None, _GONE, ""):
        if nowhere is _GONE:
            del part[name]
        else:
            part[name] = nowhere
        if schema is None or fits(schema, body):
            return
    part[name] = before
