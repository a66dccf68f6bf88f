"""The ASGI application that handles requests: runs the steps of each request and sends the response."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from starlette.requests import cookie_parser
from starlette.types import Receive, Scope, Send

from caretasks.mock.handler import authentication, error_bodies, negotiation, request_body, responses
from caretasks.mock.handler.extensions import (
    OperationExtension,
    iter_resource_extensions,
    operation_extension,
    operation_lifecycle,
)
from caretasks.mock.handler.magic_values import magic_status
from caretasks.mock.handler.negotiation import Negotiator
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.handler.responses import MockResponse, location_header
from caretasks.mock.model import HttpError, MockExchange, StoredResource
from caretasks.mock.resources.create import create_resource
from caretasks.mock.resources.examples import documented_resources
from caretasks.mock.resources.read import read_resource
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import StoreError
from caretasks.mock.resources.update import find_update_target, update_resource
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation import parameters
from caretasks.openapi.operation.path_templates import PathMatch, Routes, raw_path
from caretasks.openapi.operation.requests import OperationRequest
from caretasks.openapi.operation.responses import is_documented, media_type, required_headers, success_response
from caretasks.openapi.schema.keywords import without_write_only

logger = logging.getLogger("caretasks.mock")


class Engine:
    """ASGI application that serves the operations of some APIs.

    Args:
        apis: The APIs.
        key: The only API key to accept. If None, accept any key in the documented format.
        state: The stored resources and the clock.
        rate_limit: The rate limit of each caller. If None, requests are not limited.
        loaded_resources: The user's resources.
    """

    def __init__(
        self,
        apis: Sequence[Api],
        key: str | None,
        state: State,
        rate_limit: RateLimit | None = None,
        loaded_resources: Sequence[StoredResource] = (),
    ) -> None:
        self._apis = {api.name: api for api in apis}
        self._key = key
        self._negotiator = Negotiator(state.seed)
        self._rate_limit = rate_limit
        # Without a rate limit, a 429 that another step causes (such as a magic value) still has the limit's headers.
        self._limit_for_headers = RateLimit(now=state.clock.now) if rate_limit is None else rate_limit
        self._routes = Routes(apis)
        self._resource_extensions = [extension for api in apis for extension in iter_resource_extensions(api)]
        self._state = state
        self._operation_extensions: dict[Operation, OperationExtension | None] = {}
        self._loaded_resources = loaded_resources
        for operation in (operation for api in apis for operation in api.operations):
            self._operation_extensions[operation] = operation_extension(operation)
            if (lifecycle := operation_lifecycle(operation)) is not None:
                state.register_lifecycle(operation, lifecycle)
        with state.transaction():
            for api in apis:
                self._add_initial_resources(api)

    def reset(self, name: str) -> None:
        """Restore the initial resources of an API, and forget the requests that count towards its rate limit."""
        with self._state.transaction():
            self._state.clear(name)
            self._add_initial_resources(self._apis[name])
        if self._rate_limit is not None:
            self._rate_limit.reset(name)

    def _add_initial_resources(self, api: Api) -> None:
        """Store the user's resources, then the documented ones. A user's resource replaces one with the same path."""
        for resource in self._loaded_resources:
            if resource.operation.api is api:
                self._state.add_loaded(resource.operation, resource.path_values, resource.body)
        for operation in api.operations:
            if not operation.is_write:
                for values, body in documented_resources(operation):
                    self._state.add_documented(operation, values, body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._respond(scope, receive)
        except request_body.ClientDisconnectedError:
            return
        except Exception:
            logger.exception("unexpected error while handling a request")
            response = MockResponse(500, {"error": "unexpected error in the mock server; see its log"})
        await response.send_to(send)

    async def _respond(self, scope: Scope, receive: Receive) -> MockResponse:
        path = raw_path(scope)
        match = self._routes.find(path)
        if match is None:
            return self._respond_without_operation(path, scope["method"])
        operation = match.get_operation(scope["method"])
        if operation is None and scope["method"] == "OPTIONS":
            return MockResponse(204, media_type=None, headers={"Allow": match.allow_header})
        if operation is None:
            return _method_not_allowed(next(iter(match.operations.values())), match.allow_header)
        try:
            return await self._handle_operation(operation, match, scope, receive)
        except HttpError as error:
            return error_bodies.http_error_response(operation, error)
        except StoreError as error:
            logger.error("cannot handle a request: %s", error)
            message = "the mock server cannot use its database file; see its log"
            return error_bodies.http_error_response(operation, HttpError(503, message, specific=True))

    def _respond_without_operation(self, path: bytes, method: str) -> MockResponse:
        """Respond to a path without an operation; below an API's base URL, in the format of that API's errors."""
        text = path.decode("latin-1")
        api = next((api for api in self._apis.values() if text.startswith(f"/{api.name}{api.base_path}/")), None)
        operation = None if api is None else _operation_for_errors(api)
        for extension in self._resource_extensions:
            if extension.path.fullmatch(text) is None:
                continue
            match method:
                case "GET" | "HEAD":
                    return MockResponse(200, extension.content(), extension.media_type)
                case "OPTIONS":
                    return MockResponse(204, media_type=None, headers={"Allow": extension.allow_header})
            return _method_not_allowed(operation, extension.allow_header)
        message = "no operation has this path"
        if self._routes.find(path.removesuffix(b"/") if path.endswith(b"/") else path + b"/") is not None:
            message += f"; there is one {'without' if path.endswith(b'/') else 'with'} a trailing slash"
        elif operation is None:
            message += f"; the APIs are at {', '.join(f'/{name}' for name in self._apis)}"
        return error_bodies.http_error_response(operation, HttpError(404, message, specific=True))

    async def _handle_operation(
        self, operation: Operation, match: PathMatch, scope: Scope, receive: Receive
    ) -> MockResponse:
        headers = _decode_headers(scope)
        raw = {
            "path": {name: [value] for name, value in match.path_values.items()},
            "query": parameters.parse_query(scope.get("query_string", b"")),
            "header": headers,
            "cookie": {
                name: [value] for line in headers.get("cookie", ()) for name, value in cookie_parser(line).items()
            },
        }
        authentication.require_security(operation, raw, self._key)
        limit_headers = {} if self._rate_limit is None else self._rate_limit.count_request(operation, raw)
        try:
            response = await self._handle_authenticated(operation, raw, scope, receive)
        except HttpError as error:
            response = error_bodies.http_error_response(operation, error)
        response.headers = {**response.headers, **limit_headers}
        self._limit_for_headers.add_exhausted_headers(operation, response)
        return response

    async def _handle_authenticated(
        self, operation: Operation, raw: parameters.RawParameters, scope: Scope, receive: Receive
    ) -> MockResponse:
        headers = raw["header"]
        try:
            values = parameters.parse_parameters(operation, raw)
        except parameters.ParameterError as error:
            raise _invalid_parameter_error(operation, error) from None
        body = await request_body.read_body(operation, headers, receive)
        request = OperationRequest(
            operation,
            **values,
            body=body,
            media_type=request_body.media_type_essence(*headers.get("content-type", ())),
            base_url=_base_url(operation.api, scope, headers),
        )
        if "prefer" in headers:
            preferred = self._negotiator.respond(request, headers["prefer"], lambda: self._perform(request))
            if preferred is not None:
                return preferred
        if (status := magic_status(request)) is not None:
            return negotiation.error_response(operation, status)
        return self._perform(request)

    def _perform(self, request: OperationRequest) -> MockResponse:
        if not request.operation.is_write:
            return self._apply(request)
        with self._state.transaction():
            return self._apply(request)

    def _apply(self, request: OperationRequest) -> MockResponse:
        operation = request.operation
        exchange = self._make_exchange(request)
        extension = self._operation_extensions[operation]
        if extension is not None:
            extension(exchange)
        for resource in exchange.created:
            self._state.save(resource.operation, resource.path_values, resource.body)
        status, response = success_response(operation)
        media = response.media if response is not None else None
        headers = {**required_headers(response), **location_header(exchange, response)}
        if response is not None and media is None:
            return responses.non_json_response(response, status, headers)
        body = exchange.body
        if media is not None and media.schema is not None:
            body = without_write_only(media.schema, body)
        return MockResponse(status, body, None if media is None else media_type(media), headers)

    def _make_exchange(self, request: OperationRequest) -> MockExchange:
        """Return the response body and the new resources that the spec determines, before any vendor extension."""
        if not request.operation.is_write:
            return MockExchange(request, read_resource(request, self._state))
        target = find_update_target(request.operation)
        if target is None:
            return create_resource(request, self._state)
        return update_resource(request, target, self._state)


def _invalid_parameter_error(operation: Operation, error: parameters.ParameterError) -> HttpError:
    status = 422 if is_documented(operation, 422) and not is_documented(operation, 400) else 400
    return HttpError(status, error.message, param=error.parameter.name, specific=True)


def _operation_for_errors(api: Api) -> Operation | None:
    """Return the operation whose documented errors apply to unknown paths: one with a 404, if there is one."""
    ordered = sorted(api.operations, key=lambda operation: not is_documented(operation, 404))
    return ordered[0] if ordered else None


def _method_not_allowed(operation: Operation | None, allow: str) -> MockResponse:
    message = f"this path does not support the method; use one of {allow}"
    error = HttpError(405, message, specific=True, headers={"Allow": allow})
    return error_bodies.http_error_response(operation, error)


def _base_url(api: Api, scope: Scope, headers: Mapping[str, Sequence[str]]) -> str:
    """Return the API's base URL as the client addressed it."""
    host = next(iter(headers.get("host", ())), "127.0.0.1")
    return f"{scope.get('scheme', 'http')}://{host}/{api.name}{api.base_path}"


def _decode_headers(scope: Scope) -> dict[str, list[str]]:
    """Return the values of each header by its name in lower case; bytes that are not UTF-8 are decoded as Latin-1."""
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        headers.setdefault(name.decode("latin-1").lower(), []).append(text.strip(" \t"))
    return headers
