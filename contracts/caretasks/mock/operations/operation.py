"""Operations, compiled: everything that the mock server needs to know about an operation, derived from its spec once.

`compile_api` makes one `MockOperation` per operation, and connects them: the read of one item of a collection, the read
of the resource that a write changes. A request only uses their attributes; it neither resolves JSON pointers nor
searches the spec. What needs a validator or a generated value is a cached property, determined when the first request
needs it: otherwise a mock server with thousands of operations would be slow to start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cached_property
from itertools import chain
from typing import Any

from caretasks.core.strict_json import encode_json
from caretasks.mock.operations.extensions import VendorExtensions
from caretasks.mock.operations.ids import find_id_pointer, resource_id, singular_id, with_resource_id
from caretasks.mock.operations.lists import (
    ListForm,
    convert_item,
    find_array,
    items_in,
    make_list_form,
    with_consistent_metadata,
)
from caretasks.mock.operations.magic_values import MagicFields, find_magic_fields
from caretasks.mock.operations.named_examples import NamedExample, find_named_examples
from caretasks.mock.operations.page_parameters import find_page_parameters
from caretasks.mock.operations.request_body import BodyReader
from caretasks.openapi.bodies.kinds import concrete_media_type, is_structured
from caretasks.openapi.document import Api, Media, Node, Operation
from caretasks.openapi.json_pointer import resolve_pointer, split
from caretasks.openapi.operation.links import read_for_write, resolve_links
from caretasks.openapi.operation.pagination import find_pagination
from caretasks.openapi.operation.parameters import parameter_reader
from caretasks.openapi.operation.path_templates import write_allow_header
from caretasks.openapi.operation.responses import (
    documented_headers,
    documents_gzip,
    is_documented,
    success_response,
)
from caretasks.openapi.schema.examples import valid_examples
from caretasks.openapi.schema.keywords import keep_result, properties
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.validation import is_valid
from caretasks.openapi.webhooks import Callback, find_callbacks

_ITEM_PATH = re.compile(r"(.*)/\{([^{}/]+)\}/?")


class MockOperation:
    """An operation as the mock server serves it.

    Attributes:
        operation: The operation of the spec.
        api: The other operations of its API.
        is_write: Whether the method may change data.
        readers: The readers of its parameters.
        body_reader: The reader of its request body, or None if it has none.
        invalid_parameter_status: The status of the response to an invalid parameter.
        unauthorized_status: The status of the response to a request without a valid key.
        status: The status of a success.
        response: The documented success response, or None.
        media_types: The media types of its body.
        media: The one whose values are the resources of the mock server, or None: JSON, otherwise XML or a form.
        schema: The schema of that media type, or None.
        content_type: The Content-Type of that media type, or None.
        links: Its links to reads.
        pagination: How its list is paged, or None if the spec does not say it.
        page_parameters: The query parameters that select a page, by their names.
        has_pages: Whether its list has pages, by one of these two.
        id_parameter: The path parameter at the end of the path, which identifies a resource, or None.
        collection_path: The path before that parameter, or None.
        uuid_parameters: The path parameters that are UUIDs.
        extension: The vendor's function that changes the exchange, or None.
        lifecycle: The vendor's function that changes the resource over time, or None.
        make_webhooks: The vendor's function that yields the webhooks about the resource, or None.
    """

    def __init__(self, operation: Operation, api: CompiledApi) -> None:
        self.operation = operation
        self.api = api
        self.is_write = operation.is_write
        self.readers = tuple(map(parameter_reader, operation.parameters))
        self.body_reader = BodyReader(operation) if "requestBody" in operation.data else None
        is_422 = is_documented(operation, 422) and not is_documented(operation, 400)
        self.invalid_parameter_status = 422 if is_422 else 400
        self.unauthorized_status = 403 if is_documented(operation, 403) and not is_documented(operation, 401) else 401
        self.status, self.response = success_response(operation)
        self.media_types = () if self.response is None else self.response.media_types
        self.media = media = next(filter(_has_resources, self.media_types), None)
        self.schema = None if media is None else media.schema
        self.content_type = None if media is None else concrete_media_type(media)
        links = () if self.response is None else resolve_links(self.response)
        self.links = tuple(link for link in links if link.target.method == "get")
        item_path = _ITEM_PATH.fullmatch(operation.path)
        if item_path is not None and item_path[2] not in {each.name for each in operation.path_parameters}:
            item_path = None  # the spec does not declare the parameter
        self.collection_path = None if item_path is None else item_path[1]
        self.id_parameter = None if item_path is None else item_path[2]
        self.uuid_parameters = frozenset(
            parameter.name
            for parameter in operation.path_parameters
            if parameter.schema is not None and parameter.schema.data.get("format") == "uuid"
        )
        self.pagination = find_pagination(operation)
        self.page_parameters = find_page_parameters(operation)
        self.has_pages = self.pagination is not None or bool(self.page_parameters)
        self._list_forms: dict[str, ListForm] = {}
        self.extension = api.vendor.functions.get(operation.id)
        self.lifecycle = api.vendor.lifecycles.get(operation.id)
        self.make_webhooks = api.vendor.webhooks.get(operation.id)

    # --- Requests and responses ---

    @cached_property
    def magic_fields(self) -> MagicFields:
        """The magic values of the request."""
        return find_magic_fields(self.operation)

    @cached_property
    def examples(self) -> Mapping[str, Any]:
        """The valid examples of its body, by name."""
        return {} if self.media is None else valid_examples(self.media)

    @cached_property
    def is_plain_read(self) -> bool:
        """True if it reads neither a resource by its ID nor a list of resources, and its vendor has no code for it."""
        is_simple = not self.operation.path_parameters and self.item is None
        return is_simple and not self.is_write and self.extension is None

    @cached_property
    def documents_gzip(self) -> bool:
        """True if its Content-Encoding header says that the success response may be compressed with gzip."""
        return self.response is not None and documents_gzip(self.response)

    @cached_property
    def named_examples(self) -> tuple[NamedExample, ...]:
        """The response examples that a request selects by its values."""
        return find_named_examples(self.operation)

    @cached_property
    def callbacks(self) -> tuple[Callback, ...]:
        """The callbacks that a successful request causes."""
        return find_callbacks(self.operation)

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """The documented headers of the success response."""
        headers = dict({} if self.response is None else documented_headers(self.response))
        for name in headers:
            if (
                self.response is not None
                and name.lower() == "allow"
                and not self.response.child("headers", name).examples()
            ):
                methods = [each.method.upper() for each in self.api.operations if each.path == self.operation.path]
                headers[name] = write_allow_header(methods)
        return headers

    @cached_property
    def location(self) -> tuple[str, Node | None] | None:
        """The name and the schema of the success response's `Location` header, if it documents one."""
        for name in {} if self.response is None else self.response.data.get("headers", {}):
            if self.response is not None and name.lower() == "location":
                header = self.response.child("headers", name)
                return name, header.child("schema") if "schema" in header.data else None
        return None

    # --- The resource ---

    @cached_property
    def item(self) -> MockOperation | None:
        """The read of one item, if this is the path of a collection: a GET of this path plus one parameter.

        Without such an operation, it is the item that a POST of this path creates and its GET lists.
        """
        path = self.operation.path.rstrip("/")
        return self.api.item_reads.get(path) or self.api.find_listed_item(path)

    def find_list_form(self, body: Any) -> ListForm | None:
        """Return the form of a body that lists items: as the spec says, otherwise around the only array in the body."""
        pointer = find_array(body) if self.pagination is None else self.pagination.items
        if pointer is None:
            return None
        if pointer not in self._list_forms:
            self._list_forms[pointer] = make_list_form(self.operation, self.schema, pointer)
        return self._list_forms[pointer]

    @cached_property
    def id_paths(self) -> frozenset[tuple[str, ...]]:
        """The locations in the success response of the IDs of the resources that it creates, as property names."""
        pointers: set[str | None] = {pointer for link in self.links for pointer in link.id_pointers}
        if not self.links and self.item is not None and self.schema is not None:
            pointers.add(find_id_pointer(str(self.item.id_parameter), self.schema))
        return frozenset(tuple(split(pointer)) for pointer in pointers if pointer is not None)

    @cached_property
    def writable(self) -> Mapping[str, Node]:
        """The schemas of the request body's properties by name, from all media types, without `readOnly`."""
        found: dict[str, Node] = {}
        for media in self.operation.body_media:
            if media.schema is not None:
                for each, schema in properties(media.schema).items():
                    found.setdefault(each, schema)
        return {name: schema for name, schema in found.items() if not schema.data.get("readOnly")}

    @cached_property
    def update_target(self) -> tuple[MockOperation, Mapping[str, str]] | None:
        """The read of the resource that a DELETE, PUT or PATCH changes: at the same path, or the one that links name.

        With it, for each of the read's path parameters, this operation's path parameter that has the same value.
        """
        if self.operation.method not in ("delete", "put", "patch"):
            return None
        if "{" in self.operation.path.rstrip("/").rpartition("/")[2]:
            read = self.api.reads.get(self.operation.path)
            if read is not None:
                return read, {each.name: each.name for each in read.operation.path_parameters}
        linked = read_for_write(self.operation)
        read = None if linked is None else self.api.operations[linked[0]]
        return None if linked is None or read is None else (read, linked[1])

    # --- Documented resources ---

    @cached_property
    def documented_resources(self) -> list[tuple[dict[str, Any], Any]]:
        """The documented resources of a read: path parameters and body of each.

        A response example belongs to the path parameter examples of the same name. An example for which a path
        parameter has no example of that name is not included.
        """
        by_name = {parameter.name: parameter.examples() for parameter in self.operation.path_parameters}
        if not by_name or self.media is None or not all(by_name.values()) or not self.media.examples():
            return []  # without a validator
        return [
            ({parameter: examples[name] for parameter, examples in by_name.items()}, body)
            for name, body in self.examples.items()
            if all(name in examples for examples in by_name.values())
        ]

    @cached_property
    def typical_body(self) -> Any:
        """The first example of the success response, a value generated from its schema, or None. Not to be changed."""
        if self.examples or self.schema is None:
            return next(iter(self.examples.values()), None if self.media is None else {})
        return with_consistent_metadata(self.schema, sample_value(self.schema, ""), self.status)

    def documented_body(self, path: Mapping[str, Any]) -> Any:
        """Return the example with the ID in these path parameters, from the read itself or from a list, or None."""
        if self.id_parameter is None:
            return None
        return deepcopy(self._documented_bodies.get(str(path[self.id_parameter]).lower()))

    @cached_property
    def _documented_bodies(self) -> dict[str, Any]:
        """The examples of a read and the items of documented lists, by lower-case ID."""
        parameter = str(self.id_parameter)
        found = {str(resource_id(parameter, body)).lower(): body for body in self.examples.values()}
        lists = [each.typical_body for each in self.api.lists.get(str(self.collection_path), ()) if each.item is self]
        arrays = [resolve_pointer(body, pointer) for body in lists if (pointer := find_array(body)) is not None]
        for item in chain.from_iterable(arrays):
            item_id = resource_id(parameter, item)
            body = None
            if isinstance(item, dict):
                body = with_resource_id(parameter, convert_item(self.schema, item), item_id)
            if item_id is not None and (self.schema is None or is_valid(self.schema, body)):
                found.setdefault(str(item_id).lower(), body)
        return found

    def with_requested_id(self, path: Mapping[str, Any], body: Any) -> Any:
        """Return the body with the ID in `path` in place of another ID, if the schema allows that value."""
        name = self.id_parameter
        if name is None or resource_id(name, body) in (None, path[name]):
            return body
        renamed = with_resource_id(name, body, path[name])
        return renamed if self.schema is None or is_valid(self.schema, renamed) else body

    @cached_property
    def is_complete(self) -> bool:
        """True if unknown IDs must return 404: the read documents a 404, and another operation creates resources."""
        return "404" in self.operation.responses and self.operation in self.api.created_reads

    def iter_created_reads(self) -> Iterator[Operation]:
        """Yield the reads of what this write creates, by its links, its path, or as a PUT to the same path."""
        operation = self.operation
        if operation.method == "put" and "201" in operation.responses and operation.path in self.api.reads:
            yield self.api.reads[operation.path].operation
        if not self.is_write or self.response is None:
            return
        for link in self.links:
            if link.is_complete and not (operation.method == "put" and link.target.path == operation.path):
                yield link.target
        if self.links or operation.method != "post" or self.item is None or isinstance(self.item, ListedItem):
            return
        parameter = str(self.item.id_parameter)
        body = self.response.media if self.response.media is not None else operation.body
        has_id = body is not None and body.schema is not None and find_id_pointer(parameter, body.schema) is not None
        if has_id or resource_id(parameter, self.typical_body) is not None:
            yield self.item.operation


def _has_resources(media: Media) -> bool:
    """Return whether the values of a media type are resources: an example may instead be the text of the body."""
    return media.is_json or (
        is_structured(media) and not any(isinstance(each, str) for each in media.examples().values())
    )


class ListedItem(MockOperation):
    """The read of an item that only a list shows: no operation of the spec reads it.

    The items are stored under the operation of the list, with the ID as an additional path parameter. So the lifecycle
    of the list's operation applies to each item.
    """

    def __init__(self, listing: MockOperation, form: ListForm, id_parameter: str) -> None:
        super().__init__(listing.operation, listing.api)
        self.schema = form.item_schema
        self._items = {str(index): item for index, item in enumerate(items_in(form, listing.typical_body))}
        self.id_parameter = id_parameter
        self.documented_resources = []

    @cached_property
    def examples(self) -> Mapping[str, Any]:
        """The items of the list by their index."""
        return self._items


class CompiledApi:
    """The operations of an API, compiled.

    Attributes:
        path: The path of its base URL on the mock server.
        vendor: The vendor extensions.
        operations: The compiled operations, by operation.
        reads: The GET operations by path.
        item_reads: The GET operations of an item, by the path of its collection.
        lists: The GET operations of collections, by path without a trailing slash.
        has_write_only: Whether a schema may have properties that are never in a response (`writeOnly`).
    """

    def __init__(self, api: Api) -> None:
        self.path = f"/{api.name}{api.base_path}"
        self.vendor = VendorExtensions(api)
        self.operations = {operation: MockOperation(operation, self) for operation in api.operations}
        self.has_write_only = b'"writeOnly":' in encode_json(api.document)
        gets = [each for each in self.operations.values() if each.operation.method == "get"]
        self.reads = {each.operation.path: each for each in gets}
        self.item_reads: dict[str, MockOperation] = {}
        self.lists: dict[str, list[MockOperation]] = {}
        self._listed_items: dict[str, ListedItem | None] = {}
        posts = [each for each in self.operations.values() if each.operation.method == "post"]
        self._posts = {each.operation.path.rstrip("/"): each for each in posts}
        for each in gets:
            self.lists.setdefault(each.operation.path.rstrip("/"), []).append(each)
            if each.collection_path is not None and each.schema is not None:
                self.item_reads.setdefault(each.collection_path, each)

    def find_listed_item(self, path: str) -> ListedItem | None:
        """Return the item that a POST of a path without a trailing slash creates and its GET lists, or None.

        The list has `x-pagination`, or the POST responds with an item of it, possibly in an envelope.
        """
        if path not in self._listed_items:
            listing, post = next(iter(self.lists.get(path, ())), None), self._posts.get(path)
            found = None if listing is None or post is None else _find_listed_item(listing, post)
            self._listed_items[path] = found
        return self._listed_items[path]

    @cached_property
    def created_reads(self) -> frozenset[Operation]:
        """The reads of the resources that any operation creates."""
        return frozenset(read for each in self.operations.values() for read in each.iter_created_reads())


def _find_listed_item(listing: MockOperation, post: MockOperation) -> ListedItem | None:
    form = listing.find_list_form(listing.typical_body)
    if form is None or form.item_schema is None or post.schema is None:
        return None
    id_parameter = singular_id(listing.operation.path)
    created = [post.schema.data, *(schema.data for schema in properties(post.schema).values())]
    is_collection = listing.pagination is not None or form.item_schema.data in created
    is_path_parameter = id_parameter in {each.name for each in listing.operation.path_parameters}
    return ListedItem(listing, form, id_parameter) if is_collection and not is_path_parameter else None


@keep_result
def compile_api(api: Api) -> CompiledApi:
    """Return the compiled operations of an API; they are compiled once."""
    return CompiledApi(api)


def compile_operation(operation: Operation) -> MockOperation:
    """Return the compiled form of an operation."""
    return compile_api(operation.api).operations[operation]
