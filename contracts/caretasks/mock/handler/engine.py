"""The ASGI application that serves APIs: takes each request through its steps, and answers it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from starlette.requests import cookie_parser
from starlette.types import Receive, Scope, Send

from caretasks.mock.handler import authentication, error_bodies, negotiation, request_body, responses
from caretasks.mock.handler.extensions import Behaviour, behaviour, life, resources
from caretasks.mock.handler.magic_values import fate
from caretasks.mock.handler.negotiation import Preferences
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.handler.responses import MockResponse, location_header
from caretasks.mock.model import Exchange, HttpError, Thing
from caretasks.mock.resources.create import create
from caretasks.mock.resources.examples import documented_things
from caretasks.mock.resources.read import read
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import StoreError
from caretasks.mock.resources.update import change, target
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation import parameters
from caretasks.openapi.operation.path_templates import Match, Routes, raw_path
from caretasks.openapi.operation.requests import Request
from caretasks.openapi.operation.responses import is_documented, media_type, required_headers, success
from caretasks.openapi.schema.keywords import told

logger = logging.getLogger("caretasks.mock")


class Engine:
    """Serves the operations of some APIs.

    Args:
        apis: the APIs.
        key: the one key to accept; without it any is, in the documented form.
        state: what there is.
        limit: how often each caller may ask; without it as often as they like.
        loaded: what a user has loaded into it.
    """

    def __init__(
        self,
        apis: Sequence[Api],
        key: str | None,
        state: State,
        limit: RateLimit | None = None,
        loaded: Sequence[Thing] = (),
    ) -> None:
        self._apis = {api.name: api for api in apis}
        self._key = key
        self._preferences = Preferences(state.seed)
        self._limit = limit
        self._reached = (RateLimit(now=state.clock.now) if limit is None else limit).reached
        self._routes = Routes(apis)
        self._resources = [resource for api in apis for resource in resources(api)]
        self._state = state
        self._behaviours: dict[Operation, Behaviour | None] = {}
        self._loaded = loaded
        for operation in (operation for api in apis for operation in api.operations):
            self._behaviours[operation] = behaviour(operation)
            if (move := life(operation)) is not None:
                state.live(operation, move)
        with state.writing():
            for api in apis:
                self._document(api)

    def reset(self, name: str) -> None:
        """Has of an API what there was at the start, what is loaded and what is documented; counts requests anew."""
        with self._state.writing():
            self._state.clear(name)
            self._document(self._apis[name])
        if self._limit is not None:
            self._limit.reset(name)

    def _document(self, api: Api) -> None:
        """Puts in what is there from the start. What is loaded comes first, and so takes a documented place."""
        for thing in self._loaded:
            if thing.operation.api is api:
                self._state.load(thing.operation, thing.path, thing.body)
        for operation in api.operations:
            if not operation.writes:
                for values, body in documented_things(operation):
                    self._state.document(operation, values, body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope, receive)
        except request_body.DisconnectedError:
            return
        except Exception:
            logger.exception("a request could not be answered")
            answer = MockResponse(500, {"error": "the stand-in failed; its log says why"})
        await answer.send_to(send, head=scope["method"] == "HEAD")

    async def _answer(self, scope: Scope, receive: Receive) -> MockResponse:
        path = raw_path(scope)
        match = self._routes.find(path)
        if match is None:
            return self._beside(path, scope["method"])
        operation = match.operation(scope["method"])
        if operation is None and scope["method"] == "OPTIONS":
            return MockResponse(204, media_type=None, headers={"Allow": match.allow})
        if operation is None:
            return _no_such_method(next(iter(match.operations.values())), match.allow)
        try:
            return await self._serve(operation, match, scope, receive)
        except HttpError as refusal:
            return error_bodies.answer(operation, refusal)
        except StoreError as error:
            logger.error("a request could not be answered: %s", error)
            message = "the stand-in cannot use its file now; its log says why"
            return error_bodies.answer(operation, HttpError(503, message, specific=True))

    def _beside(self, path: bytes, method: str) -> MockResponse:
        """The answer where no operation is: below an API's base URL in the form of its errors."""
        text = path.decode("latin-1")
        api = next((api for api in self._apis.values() if text.startswith(f"/{api.name}{api.base_path}/")), None)
        operation = None if api is None else _typical(api)
        for resource in self._resources:
            if resource.path.fullmatch(text) is None:
                continue
            match method:
                case "GET" | "HEAD":
                    return MockResponse(200, resource.content(), resource.media_type)
                case "OPTIONS":
                    return MockResponse(204, media_type=None, headers={"Allow": resource.allow})
            return _no_such_method(operation, resource.allow)
        message = "no operation has this path"
        if self._routes.find(path.removesuffix(b"/") if path.endswith(b"/") else path + b"/") is not None:
            message += f"; one has it {'without' if path.endswith(b'/') else 'with'} a closing slash"
        elif operation is None:
            message += f"; the APIs here are at {', '.join(f'/{name}' for name in self._apis)}"
        return error_bodies.answer(operation, HttpError(404, message, specific=True))

    async def _serve(self, operation: Operation, match: Match, scope: Scope, receive: Receive) -> MockResponse:
        headers = _headers(scope)
        sent = {
            "path": {name: [value] for name, value in match.values.items()},
            "query": parameters.split_query(scope.get("query_string", b"")),
            "header": headers,
            "cookie": {
                name: [value] for line in headers.get("cookie", ()) for name, value in cookie_parser(line).items()
            },
        }
        authentication.demand(operation, sent, self._key)
        said = {} if self._limit is None else self._limit.count(operation, sent)
        try:
            answer = await self._authenticated(operation, sent, scope, receive)
        except HttpError as refusal:
            answer = error_bodies.answer(operation, refusal)
        answer.headers = {**answer.headers, **said}
        self._reached(operation, answer)
        return answer

    async def _authenticated(
        self, operation: Operation, sent: parameters.Sent, scope: Scope, receive: Receive
    ) -> MockResponse:
        headers = sent["header"]
        try:
            values = parameters.read(operation, sent)
        except parameters.ParameterError as error:
            raise _bad_parameter(operation, error) from None
        body = await request_body.read(operation, headers, receive)
        request = Request(
            operation,
            **values,
            body=body,
            media_type=request_body.essence(*headers.get("content-type", ())),
            base_url=_base_url(operation.api, scope, headers),
        )
        if "prefer" in headers:
            preferred = self._preferences.answer(request, headers["prefer"], lambda: self._performed(request))
            if preferred is not None:
                return preferred
        if (status := fate(request)) is not None:
            return negotiation.error_response(operation, status)
        return self._performed(request)

    def _performed(self, request: Request) -> MockResponse:
        if not request.operation.writes:
            return self._answered(request)
        with self._state.writing():
            return self._answered(request)

    def _answered(self, request: Request) -> MockResponse:
        operation = request.operation
        exchange = self._exchange(request)
        adjust = self._behaviours[operation]
        if adjust is not None:
            adjust(exchange)
        for thing in exchange.created:
            self._state.put(thing.operation, thing.path, thing.body)
        status, response = success(operation)
        media = response.media if response is not None else None
        headers = {**required_headers(response), **location_header(exchange, response)}
        if response is not None and media is None:
            return responses.non_json_response(response, status, headers)
        body = exchange.body if media is None or media.schema is None else told(media.schema, exchange.body)
        return MockResponse(status, body, None if media is None else media_type(media), headers)

    def _exchange(self, request: Request) -> Exchange:
        """What the document alone leads to."""
        if not request.operation.writes:
            return Exchange(request, read(request, self._state))
        at = target(request.operation)
        return create(request, self._state) if at is None else change(request, at, self._state)


def _bad_parameter(operation: Operation, error: parameters.ParameterError) -> HttpError:
    status = 422 if is_documented(operation, 422) and not is_documented(operation, 400) else 400
    return HttpError(status, error.message, param=error.parameter.name, specific=True)


def _typical(api: Api) -> Operation | None:
    """The operation in whose form it is said that there is none: one that documents a 404, if there is one."""
    found = sorted(api.operations, key=lambda operation: not is_documented(operation, 404))
    return found[0] if found else None


def _no_such_method(operation: Operation | None, allow: str) -> MockResponse:
    headers = {"Allow": allow}
    return error_bodies.answer(operation, HttpError(405, "the path has no such method", specific=True, headers=headers))


def _base_url(api: Api, scope: Scope, headers: Mapping[str, Sequence[str]]) -> str:
    """Where the caller has found the API."""
    host = next(iter(headers.get("host", ())), "127.0.0.1")
    return f"{scope.get('scheme', 'http')}://{host}/{api.name}{api.base_path}"


def _headers(scope: Scope) -> dict[str, list[str]]:
    """The values of each header, names in small letters; bytes that are not UTF-8 are read as Latin-1, HTTP's own."""
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        found.setdefault(name.decode("latin-1").lower(), []).append(text.strip(" \t"))
    return found
