"""The `Location` of what a request has created, where its answer is documented with one."""

from __future__ import annotations

from urllib.parse import quote

from caretasks.mock.model import Exchange
from caretasks.openapi.document import Response
from caretasks.openapi.schema.validation import fits


def location(exchange: Exchange, response: Response | None) -> dict[str, str]:
    """The header with the URL of the thing, or its path alone where only that fits the schema; none of neither."""
    names = (
        [] if response is None else [name for name in response.node.get("headers", {}) if name.lower() == "location"]
    )
    if response is None or not names or not exchange.created:
        return {}
    thing = exchange.created[0]
    path = thing.operation.path
    for name, value in thing.path.items():
        path = path.replace("{" + name + "}", quote(str(value), safe=""))
    header = response.at("headers", names[0])
    base = exchange.request.base_url
    places = [base + path, "/" + base.partition("://")[2].partition("/")[2] + path]
    if "schema" in header.node:
        places = [place for place in places if fits(header.at("schema"), place)]
    return {names[0]: places[0]} if places else {}
