"""Generation of the client package of one API with openapi-python-client and the templates in this package.

What the generator does not pass to templates (servers, security, extensions) reaches them as `api`, the view of the
spec that the mock server and the contract suite use too.
"""

from __future__ import annotations

import contextlib
import copy
import io
import keyword
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, get_args

from openapi_python_client import Project
from openapi_python_client import schema as oai
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.property import Property
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.schema import ParameterLocation
from openapi_python_client.schema.untrusted_string import UntrustedString

import caretasks.client
from caretasks.client import errors as client_errors
from caretasks.codegen.accepted_types import accepted_type, is_parsed
from caretasks.codegen.complaints import explain
from caretasks.codegen.derived_methods import find_unsupported, iterator_of, waiter_of
from caretasks.codegen.docstrings import docstring, iterator_docstring, quoted, titled, waiter_docstring
from caretasks.codegen.operation_view import OperationView, representatives
from caretasks.codegen.operations.document import parameter_names
from caretasks.codegen.operations.parameters import (
    OTHER_ARGUMENTS,
    Argument,
    argument_name,
    fields,
    python_name,
)
from caretasks.codegen.operations.servers import own_server_names, server_code
from caretasks.codegen.preparation.client_document import ClientDocument
from caretasks.codegen.preparation.reduction import UNSUPPORTED
from caretasks.codegen.property_readers import TEMPLATE_FUNCTIONS, text_of
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import (
    CONSTRUCTOR_ARGUMENTS,
    client_arguments,
    scheme_variables,
    used_schemes,
)
from caretasks.openapi.webhooks import find_webhooks

# The generator allows few types in each location, since its own templates cannot encode others. Ours encode all.
for _type in (*get_args(Property), ListProperty, ModelProperty, PropertyProtocol):
    _type._allowed_locations = set(ParameterLocation)

# The generator copies each operation four times, with all models in its responses and all that they refer to: for a
# thousand operations, that takes minutes. It changes the names of parameters only.
ModelProperty.__deepcopy__ = lambda self, _: copy.copy(self)  # type: ignore[attr-defined]
for _node in (oai.Schema, oai.Reference, oai.Response):
    _node.__deepcopy__ = lambda self, _: self  # type: ignore[method-assign,assignment,misc]

TEMPLATES = Path(__file__).parent / "templates" / "openapi_python_client"


class _Package(Project):
    """The generator's project, with the API in the scope of its templates."""

    def __init__(self, api: Api, document: ClientDocument, openapi: GeneratorData, config: Config) -> None:
        super().__init__(openapi=openapi, config=config, custom_template_path=TEMPLATES)
        self._api = api
        operations = {_key(operation.method, operation.path): operation for operation in api.operations}
        endpoints = _find_endpoints(openapi)
        self._views = [OperationView(operations[key], endpoint) for key, endpoint in endpoints.items()]
        models = {str(model.class_info.name): model for model in openapi.models if isinstance(model, ModelProperty)}
        by_endpoint = {id(view.endpoint): view for view in self._views}
        self.env.globals.update(
            api=api,
            views=self._views,
            view_of=lambda endpoint: by_endpoint[id(endpoint)],
            errors=_ERROR_NAMES,
            error_classes=_error_classes(),
            accounts=_accounts(self._views),
            payloads=_payload_classes(api, document),
            keys=client_arguments(api),
            basic_arguments=_basic_arguments(api),
            key_texts=_key_texts(api),
            key_required=bool(self._views) and all(view.needs_key for view in self._views),
            accepted_type=accepted_type,
            docstring_of=docstring,
            fields=fields,
            own_servers=own_server_names(api),
            server_code=server_code,
            iterator_docstring=iterator_docstring,
            iterator_of=partial(iterator_of, models=models),
            waiter_docstring=waiter_docstring,
            waiter_of=waiter_of,
            is_parsed=is_parsed,
            quoted=quoted,
            repr=repr,
            representatives=representatives,
            titled=titled,
            **TEMPLATE_FUNCTIONS,
        )
        self.env.tests["parsed"] = is_parsed

    def _build_api(self) -> None:
        super()._build_api()
        # Written for a package that contains its runtime; ours is `caretasks.client`.
        (self.package_dir / "types.py").unlink()
        stub = self.env.get_template("client.py.jinja").render(stub=True)
        (self.package_dir / "client.pyi").write_text(stub, "utf-8")
        if self.env.globals["payloads"]:
            code = self.env.get_template("webhooks.py.jinja").render()
            (self.package_dir / "webhooks.py").write_text(code, "utf-8")

    def unsupported(self) -> Iterator[tuple[str, str]]:
        """Yield what the class of the client cannot support, as JSON pointers and messages."""
        methods: dict[str, str] = {}
        keys = client_arguments(self._api)
        constructor = CONSTRUCTOR_ARGUMENTS | set(keys.values())
        for scheme in used_schemes(self._api):
            for name in (keys[variable] for variable in scheme_variables(scheme)):
                if name in {"self", *CONSTRUCTOR_ARGUMENTS} or not name.isidentifier() or keyword.iskeyword(name):
                    message = f"the client's argument for its key cannot be called {name}; set its x-python-name"
                    yield scheme.pointer, message
        for view in self._views:
            seen: set[str] = set()
            for argument in sorted((*view.path, *view.keywords), key=lambda each: each.account is not None):
                reserved = seen | (constructor if argument.account is not None else OTHER_ARGUMENTS)
                seen.add(argument.name)
                if argument.name in reserved:
                    whose = "the parameter's" if argument.account is None else "the account's"
                    yield argument.pointer, f"{whose} argument {argument.name} has the name of another argument"
            yield from find_unsupported(view)
            derived = [each.method for each in (iterator_of(view, {}), waiter_of(view)) if each is not None]
            for method in (view.method, *derived):
                other = methods.setdefault(method, view.operation.id)
                if other != view.operation.id:
                    yield view.operation.pointer, f"its method {method} would be that of {other}; rename one of the two"


def _key_texts(api: Api) -> dict[str, str]:
    """Return the descriptions of the keys by their environment variables."""
    schemes = used_schemes(api)
    texts = dict.fromkeys(client_arguments(api), "the bare API key, or a function that returns it")
    for scheme in schemes:
        variable, *password = scheme_variables(scheme)
        of_scheme = f" of {scheme.name}" if len(schemes) > 1 else ""
        texts[variable] = f"the {'user name' if password else 'bare API key'}{of_scheme}"
        if not password:
            oauth = ", or `ClientCredentials` for OAuth 2.0" if scheme.data.get("type") == "oauth2" else ""
            texts[variable] += f", a function that returns it{oauth}" if oauth else ", or a function that returns it"
        texts |= dict.fromkeys(password, f"the password{of_scheme}")
    return texts


def _basic_arguments(api: Api) -> set[str]:
    """Return the arguments for the user names and passwords of HTTP Basic."""
    names = client_arguments(api)
    variables = [scheme_variables(scheme) for scheme in used_schemes(api)]
    return {names[variable] for pair in variables if len(pair) == 2 for variable in pair}


def _accounts(views: list[OperationView]) -> list[Argument]:
    """Return the account headers of an API, each once."""
    found = {argument.name: argument for view in views for argument in view.accounts}
    return list(found.values())


def generate_client(api: Api, document: ClientDocument, folder: Path) -> list[tuple[str, str]]:
    """Write the client package of `api` into `folder`, which is created.

    Args:
        api: the API.
        document: its spec as the generator can read it.
        folder: the folder of the package.

    Returns:
        The warnings and errors of the generator, each as a JSON pointer (empty if it names no location) and a message.
        Each means that a part of the spec is not in the client.
    """
    name = api.client_class
    if not name.isidentifier() or keyword.iskeyword(name) or name in {*_MODULE_NAMES, *_ERROR_NAMES}:
        return [("/info", f"the client's class cannot be called {name}; set another name in x-client-class")]
    config = Config.from_sources(
        ConfigFile(
            post_hooks=[],
            package_name_override=f"caretasks.{api.name}",
            docstrings_on_attributes=True,
        ),
        MetaType.NONE,
        document_source=Path(api.origin),
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        openapi = GeneratorData.from_dict(document.data, config=config)
        if isinstance(openapi, GeneratorError):
            return list(explain(api, document, openapi))
        collections = openapi.endpoint_collections_by_tag.values()
        errors = [*openapi.errors, *(error for collection in collections for error in collection.parse_errors)]
        lost = [*_unsupported_webhooks(api, document)]
        lost += [found for error in errors for found in explain(api, document, error)]
        lost += _lost_operations(api, openapi, {pointer for pointer, _ in lost})
        if lost:
            return lost
        _rename(api, document, openapi, config)
        package = _Package(api, document, openapi, config)
        return list(package.unsupported()) or [
            found for error in package.build() for found in explain(api, document, error)
        ]


def _key(method: str, path: str) -> tuple[str, str]:
    """Return the key of an operation: its path template has no names of parameters, which the generator rewrites."""
    return method, re.sub(r"\{[^}]*\}", "{}", path)


def _find_endpoints(openapi: GeneratorData) -> dict[tuple[str, str], Endpoint]:
    """Return the operations as the generator has them."""
    return {
        _key(endpoint.method, endpoint.path.get_untrusted_value()): endpoint
        for collection in openapi.endpoint_collections_by_tag.values()
        for endpoint in collection.endpoints
    }


def _lost_operations(api: Api, openapi: GeneratorData, known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield operations without a module, about which nothing else is known."""
    modules: dict[tuple[str, str], str] = {}
    endpoints = _find_endpoints(openapi)
    for operation in api.operations:
        endpoint = endpoints.get(_key(operation.method, operation.path))
        if endpoint is None:
            if not any(f"{pointer}/".startswith(f"{operation.pointer}/") for pointer in known):
                yield operation.pointer, UNSUPPORTED
            continue
        other = modules.setdefault((str(endpoint.tags[0]), endpoint.name), operation.id)
        if other != operation.id:
            yield operation.pointer, f"its module would be that of {other}; rename one of the two"


_ERROR_NAMES = [name for name in caretasks.client.__all__ if name.endswith(("Error", "Warning"))]

# The names that the modules of a client import besides models: a model of such a name is renamed.
_MODULE_NAMES = frozenset(
    {
        *("Any", "BinaryIO", "Enum", "File", "FileTypes", "Generator", "IntEnum", "Literal", "Mapping", "Response"),
        *("Self", "StrEnum", "TYPE_CHECKING", "T", "TextIO", "TypeVar", "UNSET", "UUID", "Unset", "cast", "datetime"),
        *("AsyncEventStream", "AsyncJsonLines", "EventStream", "JsonLines", "ResponseHeaders"),
        *("Model", "errors", "httpx", "json", "types"),
        *("AsyncMethods", "AsyncRawMethods", "SyncMethods", "SyncRawMethods"),
        *("AsyncBaseClient", "BaseClient", "BodyKeywords", "NotRequired", "PydanticModel", "Sequence", "Timeout"),
    }
)


def reserved_names(api: Api) -> set[str]:
    """Return the names that a model cannot have: those above, and what its package exports besides models."""
    name = api.client_class
    clients = (name, f"Async{name}", f"{name}WithRawResponse", f"Async{name}WithRawResponse")
    return {*_MODULE_NAMES, *_ERROR_NAMES, *clients, f"{name}Error"}


class _ErrorClass(NamedTuple):
    """An error class that each package has its own of, and the one that it extends; empty if that is the package's."""

    name: str
    base: str
    summary: str


def _error_classes() -> list[_ErrorClass]:
    """Return the error classes that each package has its own of, in the order of their definition."""
    kinds: list[type[Exception]] = [
        each
        for each in vars(client_errors).values()
        if isinstance(each, type) and issubclass(each, client_errors.ApiError) and each is not client_errors.ApiError
    ]
    return [
        _ErrorClass(
            kind.__name__,
            next((base.__name__ for base in kind.__bases__ if base in kinds), ""),
            str(kind.__doc__).partition("\n")[0],
        )
        for kind in kinds
    ]


# The members of a model besides its fields.
_MODEL_MEMBERS = frozenset({"additional_keys", "additional_properties", "from_dict", "to_dict"})


def _rename(api: Api, document: ClientDocument, openapi: GeneratorData, config: Config) -> None:
    """Rename account headers to their arguments, and properties whose name is that of a member of all models.

    Properties with another name for the generator get the one in JSON, which has no effect on that in Python.
    """
    for model in openapi.models:
        for property_ in [*(model.required_properties or []), *(model.optional_properties or [])]:
            name = text_of(property_.name)
            key = document.keys[model.class_info.name].get(name, name)
            if key != name and model.data.properties is not None:
                model.data.properties[UntrustedString(key)] = model.data.properties.pop(property_.name)
                property_.name = UntrustedString(key)
            if property_.python_name in _MODEL_MEMBERS:
                _name(property_, f"{property_.python_name}_field", config)
    endpoints = _find_endpoints(openapi)
    for operation in api.operations:
        names = parameter_names(operation)
        parameters = {(each.location, names[each.location, each.name]): each for each in operation.parameters}
        for location, property_ in endpoints[_key(operation.method, operation.path)].iter_all_parameters():
            parameter = parameters.get((location.value, text_of(property_.name)))
            if parameter is not None and argument_name(parameter) != python_name(parameter.name):
                _name(property_, argument_name(parameter), config)


def _name(property_: Property, name: str, config: Config) -> None:
    property_.set_python_name(UntrustedString(name), config)


def _payload_classes(api: Api, document: ClientDocument) -> dict[str, str]:
    """Return the names of the model classes of an API's webhooks, by the names of the webhooks."""
    webhooks = find_webhooks(api)
    return {each.name: document.payloads[each.pointer] for each in webhooks if each.pointer in document.payloads}


def _unsupported_webhooks(api: Api, document: ClientDocument) -> Iterator[tuple[str, str]]:
    """Yield webhooks without a model, as JSON pointers and messages."""
    for webhook in find_webhooks(api):
        if webhook.pointer not in document.payloads:
            yield webhook.pointer, "its payload is not a JSON object"
