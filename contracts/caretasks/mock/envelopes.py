"""What stands beside a list in its envelope: how many there are, and where there are more; beside any body, its status.

A list is an array, or an object with one array in it, at its top or one object down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from caretasks.mock.resources.paths import plain
from caretasks.openapi.document import Place
from caretasks.openapi.json_pointer import join, resolve
from caretasks.openapi.schema.validation import fits

_TOTALS = {"count", "total", "totalcount", "totalitems", "totalresults", "totalelements"}
_MORE = {"hasmore", "hasnext", "hasnextpage", "more"}
_LINKS = re.compile(
    r"(odata)?(next|prev|previous)(page|results)?(cursor|link|url|uri|href|token)?|cursor|pagetoken|continuationtoken"
)
_STATUSES = ("status_code", "statusCode")
_GONE = object()


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
