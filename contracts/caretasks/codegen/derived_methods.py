"""The methods of a client that call another one several times: iterators over pages, and waits for a final status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty

from caretasks.codegen.operation_view import OperationView
from caretasks.codegen.operations.parameters import Argument
from caretasks.codegen.property_readers import text_of, type_of
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation.final_values import FinalStatus, find_final_status
from caretasks.openapi.operation.pagination import Pagination, find_pagination

_HEADERS = "headers: Mapping[str, str] | None = None"
_POINTERS = ("total", "total_pages", "has_more", "current_page_size")


@dataclass(frozen=True)
class IteratorView:
    """The method `iter_...` for an operation with `x-pagination`; `models` are the models of the generator by name."""

    view: OperationView
    pagination: Pagination
    models: Mapping[str, ModelProperty]

    @property
    def method(self) -> str:
        return "iter_" + self.view.module.removeprefix("list_")

    @property
    def page(self) -> Argument:
        """The argument for the number of the page."""
        return self._argument(self.pagination.page)

    @property
    def page_size(self) -> Argument:
        return self._argument(self.pagination.page_size)

    def _argument(self, name: str) -> Argument:
        return next(each for each in self.view.get_arguments("query") if each.wire == name)

    @property
    def keywords(self) -> list[Argument]:
        return [each for each in self.view.keywords if each is not self.page]

    @property
    def signature(self) -> str:
        """The arguments of the method, as code."""
        limits = ("max_pages: int | None = None", "max_items: int | None = None")
        options = ("timeout: Timeout | Unset = UNSET", _HEADERS)
        return _signature(self.view, self.keywords, *limits, *options)

    @property
    def item_type(self) -> str:
        return "Any" if self._item is None else type_of(self._item)

    @property
    def imports(self) -> set[str]:
        """The imports for the type of the items, as for a module of an operation."""
        if self._item is None:
            return set()
        return self._item.get_imports(prefix="...") | self._item.get_lazy_imports(prefix="...")

    @cached_property
    def _item(self) -> Property | None:
        """The property of the generator for an item."""
        first = self.view.successes[0].status
        success = next(each for each in self.view.endpoint.responses if each.status_code.pattern == first)
        found: Property | None = success.prop
        for name in split(self.pagination.items):
            found = self._find_property(found, name)
        lists = [each for each in _alternatives(found) if isinstance(each, ListProperty)]
        return lists[0].inner_property if lists else None

    def _find_property(self, owner: Property | None, name: str) -> Property | None:
        for each in _alternatives(owner):
            if isinstance(each, ModelProperty):
                model = self.models[each.class_info.name]  # a reference to a model does not have its properties
                for property_ in [*(model.required_properties or []), *(model.optional_properties or [])]:
                    if text_of(property_.name) == name:
                        return property_
        return None

    @property
    def code(self) -> str:
        """The expression for the `Pagination` of the runtime."""
        documented = {name: getattr(self.pagination, name) for name in _POINTERS}
        arguments = ["OPERATION", repr(self.pagination.page), repr(self.pagination.items)]
        arguments += [f"{name}={pointer!r}" for name, pointer in documented.items() if pointer is not None]
        if self.page_size.default is not None and self.page_size.default.isdigit():
            arguments.append(f"default_page_size={self.page_size.default}")
        return f"_operation.Pagination({', '.join(arguments)})"


@dataclass(frozen=True)
class WaiterView:
    """The method `wait_for_...` of an operation `get_...` whose response has a status with `x-final-values`."""

    view: OperationView
    status: FinalStatus

    @property
    def method(self) -> str:
        return "wait_for_" + self.view.module.removeprefix("get_")

    @property
    def signature(self) -> str:
        """The arguments of the method, as code."""
        return _signature(self.view, self.view.keywords, "timeout: float = 600", "interval: float = 5", _HEADERS)

    @property
    def code(self) -> str:
        """The expression for the `FinalStatus` of the runtime."""
        return f"_operation.FinalStatus(OPERATION, {self.status.pointer!r}, {self.status.values!r})"


def iterator_of(view: OperationView, models: Mapping[str, ModelProperty]) -> IteratorView | None:
    """Return the iterator for an operation; None if it is not paged."""
    pagination = find_pagination(view.operation)
    return None if pagination is None else IteratorView(view, pagination, models)


def waiter_of(view: OperationView) -> WaiterView | None:
    """Return the method that waits for the final status of what an operation reads; None if it has none."""
    status = find_final_status(view.operation)
    is_read = view.operation.method == "get" and view.module.startswith("get_")
    return WaiterView(view, status) if is_read and status is not None else None


def find_unsupported(view: OperationView) -> Iterator[tuple[str, str]]:
    """Yield why an operation cannot have its iterator or waiter, as JSON pointers and messages."""
    iterator, waiter = iterator_of(view, {}), waiter_of(view)
    reserved: dict[str, str] = {}
    if iterator is not None:
        if view.bodies:
            yield view.operation.pointer, "it is paged and has a body, and an iterator sends none"
        reserved |= dict.fromkeys(("max_pages", "max_items"), iterator.method)
    if waiter is not None:
        if view.bodies:
            yield view.operation.pointer, f"it has a body, and {waiter.method} sends none"
        reserved["interval"] = waiter.method
    for argument in (*view.path, *view.keywords):
        if argument.name in reserved:
            yield argument.pointer, f"{reserved[argument.name]} has another argument {argument.name}"


def _signature(view: OperationView, keywords: list[Argument] | tuple[Argument, ...], *options: str) -> str:
    named = [argument.declaration for argument in keywords]
    return ", ".join([*(argument.declaration for argument in view.path), "*", *named, *options])


def _alternatives(property_: Property | None) -> list[Property]:
    return (
        list(property_.inner_properties) if isinstance(property_, UnionProperty) else [property_] if property_ else []
    )
