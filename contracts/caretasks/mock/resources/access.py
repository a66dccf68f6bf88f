"""The methods of `MockExchange` that read stored resources and set the items of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from caretasks.mock.model import MockExchange
from caretasks.mock.operations.lists import convert_item
from caretasks.mock.operations.operation import compile_api, compile_operation
from caretasks.mock.operations.pages import with_selected_items
from caretasks.mock.resources.state import State


class StateAccess:
    """Access to the resources in a state: the methods of `ResourceAccess`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def iter_resources(self, exchange: MockExchange, operation_id: str) -> Iterator[tuple[Mapping[str, str], Any]]:
        """Yield the resources that an operation reads; see `MockExchange.resources`."""
        for operation in compile_api(exchange.operation.api).operations.values():
            if operation.operation.id == operation_id:
                for values, body in self._state.iter_resources(operation):
                    if body is not None:
                        yield values, body

    def set_items(self, exchange: MockExchange, items: Sequence[Any]) -> None:
        """Put items into the list of the response; see `MockExchange.set_items`."""
        form = compile_operation(exchange.operation).find_list_form(exchange.body)
        if form is not None:
            listed = [convert_item(form.item_schema, item) for item in items]
            exchange.body = with_selected_items(form, exchange.body, exchange.query, listed)
