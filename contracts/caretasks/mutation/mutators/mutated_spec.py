"""The mutation that replaces the spec of the mock server by a mutated one."""

from __future__ import annotations

from typing import Any

from caretasks.mock.handler import negotiation
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import MutantCategory, Mutation, Setup
from caretasks.openapi.bodies.decoding import InvalidBodyError, decode_body
from caretasks.openapi.document import Api, Media, Operation
from caretasks.openapi.operation import parameters, security
from caretasks.openapi.operation.credentials import Keys
from caretasks.openapi.operation.form_bodies import is_form
from caretasks.openapi.operation.requests import sent_media
from caretasks.openapi.operation.responses import success_response


class SpecificationMutation(Mutation):
    """A mock server of a mutated spec. It counts the requests that only one of the two specs allows.

    Args:
        operation: The mutated operation, in the original spec.
        changes: The data of the operation that differs in the mutated spec.
        keys: The API keys.
        category: Whether the server accepts more or rejects more.
        malformed: The media type of which it accepts malformed bodies, too, which no spec can say.
        setup: Not used: no change of responses is needed.
    """

    equivalence_reason = "the mock server of the mutated spec accepts these requests, too"

    def __init__(
        self,
        operation: Operation,
        changes: dict[str, Any],
        keys: Keys,
        category: MutantCategory,
        malformed: Media | None,
        setup: Setup,
    ) -> None:
        super().__init__()
        document, path = operation.api.document, operation.path
        item = {**document["paths"][path], operation.method: {**operation.data, **changes}}
        document = {**document, "paths": {**document["paths"], path: item}}
        self.api = Api(operation.api.name, document, operation.api.facts, operation.api.origin)
        self._operation = operation
        self._mutated = Operation(self.api, operation.pointer, path, operation.method)
        self._keys = keys
        self._category = category
        self._malformed = malformed

    def on_response(self, exchange: MutatedExchange) -> None:
        """Count the response to a request that is affected, and make it a success if the server accepts more.

        Without this change, an invalid path parameter, for example, would get a 404.
        """
        if not self._is_affected(exchange):
            return
        if self._category is MutantCategory.ACCEPTS:
            self.applied += 1
            if not exchange.succeeded:
                status = success_response(self._operation)[0]
                exchange.replace_response(negotiation.documented_response(self._operation, status))
        elif exchange.succeeded:
            self.without_effect += 1
        else:
            self.applied += 1

    def _is_affected(self, exchange: MutatedExchange) -> bool:
        """Return whether only one of the two specs allows a request."""
        if exchange.operation is None or exchange.operation.pointer != self._operation.pointer:
            return False
        is_valid = _is_valid_request(self._operation, exchange, self._keys)
        return is_valid != _is_valid_request(self._mutated, exchange, self._keys, self._malformed)


def _is_valid_request(
    operation: Operation, exchange: MutatedExchange, keys: Keys, malformed: Media | None = None
) -> bool:
    """Return whether the credentials, the parameters and the body of a request conform to the spec."""
    raw, request = exchange.parameters, exchange.request
    if not security.is_authenticated(operation, raw, keys) or any(parameters.iter_parameter_violations(operation, raw)):
        return False
    media = sent_media(operation, request)
    if not request.body and not (media is not None and is_form(media.essence)):
        return not operation.body_required
    if media is None:
        return True
    try:
        return not decode_body(media, request.body, request.media_type).violations
    except InvalidBodyError:
        return malformed is not None and media.pointer == malformed.pointer
