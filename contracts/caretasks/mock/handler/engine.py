"""The ASGI application that handles requests: runs the steps of each request and sends the response."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from caretasks.core.errors import suggest_name
from caretasks.core.http import media_type_essence
from caretasks.mock.handler.error_responses import error_response
from caretasks.mock.handler.media_types import select_media
from caretasks.mock.handler.negotiation import Negotiator, documented_response, example_response
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.handler.responses import MockResponse, compress, success_response
from caretasks.mock.handler.tokens import MAX_TOKEN_REQUEST_BYTES, IssuedTokens, TokenEndpoint, find_token_endpoints
from caretasks.mock.model import REJECTION_SCOPE_KEY, HttpError, MockExchange, StoredResource, ViolationDetails
from caretasks.mock.operations.named_examples import NamedExample
from caretasks.mock.operations.operation import MockOperation, compile_api, compile_operation
from caretasks.mock.operations.request_body import receive_body
from caretasks.mock.operations.violations import (
    describe_keys,
    parameter_violations,
    security_violations,
    sent_header,
    shorten_value,
)
from caretasks.mock.resources.access import StateAccess
from caretasks.mock.resources.create import create_resource
from caretasks.mock.resources.read import read_resource
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import StoreError
from caretasks.mock.resources.update import update_resource
from caretasks.mock.webhooks.callbacks import CallbackQueue
from caretasks.openapi.document import Api, Media, Operation
from caretasks.openapi.operation.credentials import Keys, keys_by_scheme
from caretasks.openapi.operation.parameters import ParameterError, RawParameters, parse_parameters, scope_parameters
from caretasks.openapi.operation.path_templates import Routes, api_routes, raw_path
from caretasks.openapi.operation.responses import is_documented
from caretasks.openapi.operation.security import is_authenticated

logger = logging.getLogger("caretasks.mock")

# A similar path is searched in quadratic time.
_MAX_SUGGESTION_CHARACTERS = 200


class Engine:
    """ASGI application that serves the operations of some APIs. Its arguments are those of `build_app`."""

    def __init__(
        self,
        apis: Sequence[Api],
        key: str | Keys | None,
        state: State,
        rate_limit: RateLimit | None = None,
        loaded_resources: Sequence[StoredResource] = (),
        callbacks: CallbackQueue | None = None,
    ) -> None:
        self._apis = {api.name: compile_api(api) for api in apis}
        self._operations = {
            (operation.api.name, operation.pointer): compiled
            for api in self._apis.values()
            for operation, compiled in api.operations.items()
        }
        self.routes = api_routes(apis[0]) if len(apis) == 1 else Routes(apis)
        self._keys = {api.name: keys_by_scheme(api, key) for api in apis}
        self._tokens = IssuedTokens(state.clock.now)
        self._token_endpoints = find_token_endpoints(apis, self._keys, self._tokens)
        self._state = state
        self._access = StateAccess(state)
        self._loaded_resources = loaded_resources
        self._callbacks = callbacks
        self._negotiator = Negotiator(state)
        self._rate_limit = rate_limit
        # Without a rate limit, a 429 that another step causes (such as a magic value) still has the limit's headers.
        self._limit_for_headers = RateLimit(now=state.clock.now) if rate_limit is None else rate_limit
        with state.transaction():
            for name in self._apis:
                self._add_initial_resources(name)

    def reset(self, name: str) -> None:
        """Restore the initial resources of an API, and forget the requests that count towards its rate limit."""
        with self._state.transaction():
            self._state.clear(name)
            self._add_initial_resources(name)
        if self._rate_limit is not None:
            self._rate_limit.reset(name)

    def _add_initial_resources(self, name: str) -> None:
        """Store the user's resources, then the documented ones. A user's resource replaces one with the same path."""
        operations = self._apis[name].operations
        for resource in self._loaded_resources:
            if resource.operation in operations:
                self._state.add_loaded(operations[resource.operation], resource.path_values, resource.body)
        for operation in operations.values():
            if not operation.is_write:
                for values, body in operation.documented_resources:
                    self._state.add_documented(operation, values, body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(scope, receive)
        await response.send_to(send)

    def error_response(self, operation: Operation | None, error: HttpError, accept: Sequence[str] = ()) -> MockResponse:
        """Return the response to a request that was rejected here or by a middleware."""
        if isinstance(error, StoreError):
            logger.error("cannot handle a request: %s", error)
        response = error_response(operation, error, self._state.new_trace_id, accept)
        if response.status == 429 and operation is not None and not error.headers:
            self._limit_for_headers.add_exhausted_headers(operation, response)
        return response

    def documented_response(self, operation: Operation, status: int, accept: Sequence[str] = ()) -> MockResponse:
        """Return the response that an operation documents for a status, without performing the request."""
        if status >= 400:
            return self.error_response(operation, HttpError(status), accept)
        return documented_response(operation, status, self._state.new_trace_id, accept)

    async def _respond(self, scope: Scope, receive: Receive) -> MockResponse:
        path, method = raw_path(scope), scope["method"]
        match = self.routes.find(path, scope.get("query_string", b""))
        if match is None:
            endpoint = self._token_endpoints.get(path.decode("latin-1"))
            if endpoint is not None:
                return await self._respond_to_token_request(endpoint, scope, receive)
            return self._respond_without_operation(path, scope)
        operation = match.get_operation(method)
        if operation is None:
            return self._respond_to_other_method(scope, next(iter(match.operations.values())), match.allow_header)
        raw = scope_parameters(scope, match.sent_values)
        try:
            compiled = self._operations[operation.api.name, operation.pointer]
            return await self._respond_to_operation(compiled, raw, scope, receive)
        except HttpError as error:
            scope[REJECTION_SCOPE_KEY] = error
            return self.error_response(operation, error, raw["header"].get("accept", ()))

    async def _respond_to_token_request(self, endpoint: TokenEndpoint, scope: Scope, receive: Receive) -> MockResponse:
        if scope["method"] != "POST":
            return self._respond_to_other_method(scope, None, "POST, OPTIONS")
        content = await receive_body(receive, MAX_TOKEN_REQUEST_BYTES)
        if content is None:
            error = HttpError(413, f"the body is larger than {MAX_TOKEN_REQUEST_BYTES} bytes")
            return self._reject(scope, None, error)
        response = endpoint.respond(scope_parameters(scope, {})["header"], content)
        if response.status >= 400:
            scope[REJECTION_SCOPE_KEY] = HttpError(response.status, response.body.get("error_description"))
        return response

    def _reject(self, scope: Scope, operation: Operation | None, error: HttpError) -> MockResponse:
        scope[REJECTION_SCOPE_KEY] = error
        return self.error_response(operation, error)

    def _respond_to_other_method(self, scope: Scope, operation: Operation | None, allow: str) -> MockResponse:
        """Respond to a method that a path does not support, or to OPTIONS."""
        if scope["method"] == "OPTIONS":
            return MockResponse(204, media_type=None, headers={"Allow": allow})
        message = f"this path does not support the method; use one of {allow}"
        other = ViolationDetails("method", "", "method", f"one of {allow}", scope["method"])
        error = HttpError(405, message, specific=True, headers={"Allow": allow}, violations=[other])
        return self._reject(scope, operation, error)

    def _respond_without_operation(self, path: bytes, scope: Scope) -> MockResponse:
        """Respond to a path without an operation; below an API's base URL, in the format of that API's errors."""
        text = path.decode("latin-1")
        api = next((api for api in self._apis.values() if text.startswith(f"{api.path}/")), None)
        operations = [] if api is None else [*api.operations]
        # The documented errors of this operation apply: one with a 404, if there is one.
        operation = next((each for each in operations if is_documented(each, 404)), next(iter(operations), None))
        for pattern, media_type, make_content in () if api is None else api.vendor.contents:
            if pattern.fullmatch(text) is not None:
                if scope["method"] in ("GET", "HEAD"):
                    return MockResponse(200, make_content(), media_type)
                return self._respond_to_other_method(scope, operation, "GET, HEAD, OPTIONS")
        message = (
            "this API documents no operations" if api is not None and not operations else "no operation has this path"
        )
        if self.routes.find(path.removesuffix(b"/") if path.endswith(b"/") else path + b"/") is not None:
            message += f"; there is one {'without' if path.endswith(b'/') else 'with'} a trailing slash"
        elif api is None:
            message += f"; the APIs are at {', '.join(f'/{name}' for name in self._apis)}"
        elif len(text) <= _MAX_SUGGESTION_CHARACTERS:
            paths = {api.path + each.path for each in operations}
            suggestion = suggest_name(text, [each for each in paths if each.count("/") == text.count("/")])
            message += f".{suggestion}" if suggestion else ""
        unknown = ViolationDetails("path", "", "paths", "a documented path", shorten_value(unquote(text)))
        return self._reject(scope, operation, HttpError(404, message, specific=True, violations=[unknown]))

    async def _respond_to_operation(
        self, operation: MockOperation, raw: RawParameters, scope: Scope, receive: Receive
    ) -> MockResponse:
        keys = self._keys[operation.operation.api.name]
        if not is_authenticated(operation.operation, raw, keys, find_token=self._tokens.find, is_strict=True):
            violations = security_violations(operation.operation, raw)
            raise HttpError(operation.unauthorized_status, describe_keys(operation.operation), violations=violations)
        limit_headers = {} if self._rate_limit is None else self._rate_limit.count_request(operation.operation, raw)
        try:
            response = await self._respond_to_authenticated(operation, raw, scope, receive)
        except HttpError as error:
            scope[REJECTION_SCOPE_KEY] = error
            response = self.error_response(operation.operation, error, raw["header"].get("accept", ()))
        if operation.documents_gzip and response.status == operation.status:
            compress(response, raw["header"].get("accept-encoding", ()))
        response.headers |= limit_headers
        if response.status == 429:
            self._limit_for_headers.add_exhausted_headers(operation.operation, response)
        return response

    async def _respond_to_authenticated(
        self, operation: MockOperation, raw: RawParameters, scope: Scope, receive: Receive
    ) -> MockResponse:
        """Respond to a request with a valid key, or raise `HttpError`."""
        headers = raw["header"]
        try:
            values = parse_parameters(operation.readers, raw)
        except ParameterError as error:
            message, violations = str(error), parameter_violations(operation.operation.api, error)
            if operation.body_reader is not None:
                other = await operation.body_reader.find_violations(headers, receive)
                if other is not None:
                    message, violations = f"{message}; {other.message}", [*violations, *other.violations]
            raise HttpError(
                operation.invalid_parameter_status, message, param=error.name, specific=True, violations=violations
            ) from None
        host = next(iter(headers.get("host", ())), "127.0.0.1")
        base_url = f"{scope.get('scheme', 'http')}://{host}{operation.api.path}"
        exchange = MockExchange(
            operation.operation,
            path=values["path"],
            query=values["query"],
            header=values["header"],
            cookie=values["cookie"],
            base_url=base_url,
            access=self._access,
        )
        if operation.body_reader is not None:
            try:
                exchange.request_body = await operation.body_reader.read(headers, receive)
            except HttpError as error:
                exchange.request_body = error.request_body
                documented = _find_example(operation, exchange, str(error.status))
                if documented is None:
                    raise
                return example_response(documented.response, documented.name, headers.get("accept", ()))
            exchange.media_type = media_type_essence(next(iter(headers.get("content-type", ())), ""))
        accept = headers.get("accept", ())
        media = select_media(operation.media_types, accept)

        def perform() -> MockResponse:
            if operation.status >= 300:  # it documents no success: only a redirect, for example, or that it is gone
                return documented_response(operation.operation, operation.status, self._state.new_trace_id, accept)
            if operation.media_types and media is None:
                names = ", ".join(each.name for each in operation.media_types)
                message = f"the Accept header accepts none of the media types: {names}"
                unacceptable = ViolationDetails("header", "accept", "content", names, sent_header(accept))
                raise HttpError(406, message, specific=True, violations=[unacceptable])
            response = self._perform(operation, exchange, media)
            if self._callbacks is not None:
                self._callbacks.add(operation, exchange)
            return response

        if "prefer" in headers:
            preferred = self._negotiator.respond(
                operation.operation, headers["prefer"], exchange.query, perform, accept
            )
            if preferred is not None:
                if preferred.status >= 400:
                    scope[REJECTION_SCOPE_KEY] = HttpError(preferred.status, "the Prefer header selects this response")
                return preferred
        status = operation.magic_fields.select_status(exchange)
        if status is not None:
            raise HttpError(status, reason=f"a magic value of the request selects status {status}")
        named = _find_example(operation, exchange) if operation.is_plain_read else None
        return perform() if named is None else example_response(named.response, named.name, accept)

    def _perform(self, operation: MockOperation, exchange: MockExchange, media: Media | None) -> MockResponse:
        """Read or change a resource, and return the success response in a documented media type."""
        if not operation.is_write:
            exchange.body = read_resource(operation, exchange, self._state)
            if operation.extension is not None:
                operation.extension(exchange)
            return success_response(operation, exchange, media)
        with self._state.transaction():
            exchange.time = self._state.now()
            target = operation.update_target
            if target is None:
                create_resource(operation, exchange, self._state)
            else:
                update_resource(operation, exchange, target, self._state)
            if operation.extension is not None:
                operation.extension(exchange)
            for resource in exchange.created:
                self._state.save(compile_operation(resource.operation), resource.path_values, resource.body)
            return success_response(operation, exchange, media)


def _find_example(operation: MockOperation, exchange: MockExchange, status: str | None = None) -> NamedExample | None:
    """Return the response example that a request selects, of any status or of one."""
    found = (each for each in operation.named_examples if status is None or each.response.status == status)
    return next((each for each in found if each.matches(exchange)), None)
