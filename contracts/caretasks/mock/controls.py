"""What a program of this machine asks the stand-ins themselves: what an API has received, and to begin anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from caretasks.mock.places import Handler, Place
from caretasks.mock.ui.request_view import Listing
from caretasks.openapi.document import Api

Reset = Callable[[str], None]


def controls(apis: Sequence[Api], listing: Listing, reset: Reset) -> dict[str, Place]:
    """The controls of each API by path: `/<api>/_requests` and `/<api>/_state`.

    Args:
        apis: the APIs.
        listing: what they have received.
        reset: clears an API, given by its name, of all but what is documented and loaded.
    """
    found: dict[str, Place] = {}
    for api in apis:
        found[f"/{api.name}/_requests"] = Place({"GET": _requests(api.name, listing)}, local=True)
        found[f"/{api.name}/_state"] = Place({"DELETE": _resetting(api.name, reset)}, local=True)
    return found


def _requests(api: str, listing: Listing) -> Handler:
    def answer(request: Request) -> Response:
        text = request.query_params.get("limit", "")
        if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
            return JSONResponse({"error": "limit is the number of requests to list, 0 or more"}, 400)
        found = listing.requests(api, limit=int(text) if text else None)
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    return answer


def _resetting(api: str, reset: Reset) -> Handler:
    def answer(request: Request) -> Response:
        reset(api)
        return Response(status_code=204)

    return answer
