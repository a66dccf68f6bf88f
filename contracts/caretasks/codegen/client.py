"""The client package of one API, by openapi-python-client and the templates beside this package.

What the generator does not hand to templates (servers, security, extensions) reaches them as `api`, the same view of
the document that the stand-in and the suite have.
"""

from __future__ import annotations

import contextlib
import io
import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openapi_python_client import Project
from openapi_python_client.config import ClassOverride, Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.property import Property
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import ParameterLocation
from openapi_python_client.schema.untrusted_string import UntrustedString

from caretasks.codegen.operation_view import (
    CONSTRUCTOR,
    OTHER_ARGUMENTS,
    Argument,
    OperationView,
    argument_name,
    python_name,
)
from caretasks.codegen.property_readers import Sensitivity, declaration, documented, enum_text, reader, shows_parts
from caretasks.mock.schemas import types
from caretasks.openapi.api import Api, is_json

# The generator lets few types into headers, since its own templates write no other there. Ours write all of them.
for _type in (AnyProperty, DateProperty, DateTimeProperty, ListProperty, UnionProperty, UuidProperty):
    _type._allowed_locations = {*_type._allowed_locations, ParameterLocation.HEADER}

TEMPLATES = Path(__file__).parent / "templates" / "openapi_python_client"


# What every client has of its own, by the names of their templates: no spec changes more of them than a name.
_RUNTIME = ("answers", "calling", "operation", "reading", "retrying", "settings", "showing", "taking", "writing")


class _Package(Project):
    """The generator's project, with the API in reach of its templates."""

    def __init__(self, api: Api, openapi: GeneratorData, config: Config) -> None:
        super().__init__(openapi=openapi, config=config, custom_template_path=TEMPLATES)
        by_place = {(operation.method, _shape(operation.path)): operation for operation in api.operations}
        self._views = [
            OperationView(by_place[endpoint.method, _shape(endpoint.path.get_untrusted_value())], endpoint)
            for collection in openapi.endpoint_collections_by_tag.values()
            for endpoint in collection.endpoints
        ]
        by_endpoint = {id(view.endpoint): view for view in self._views}
        self.env.globals.update(
            api=api,
            views=self._views,
            view_of=lambda endpoint: by_endpoint[id(endpoint)],
            errors=_exported_errors(),
            accounts=_accounts(self._views),
            key_required=bool(self._views) and all(view.needs_key for view in self._views),
            reader=reader,
            declaration=declaration,
            documented=documented,
            enum_text=enum_text,
            shows_parts=shows_parts,
            sensitivity=Sensitivity(api),
        )

    def _build_api(self) -> None:
        super()._build_api()
        for name in _RUNTIME:
            code = self.env.get_template(f"{name}.py.jinja").render()
            (self.package_dir / f"{name}.py").write_text(code, self.config.file_encoding)

    def refusals(self) -> Iterator[tuple[str, str]]:
        """What the client's class has no room for."""
        methods: dict[str, str] = {}
        for view in self._views:
            if view.needs_several_keys:
                yield view.operation.pointer, "it needs several keys at once, and the client has one"
            if (
                "servers" in view.operation.node
                or "servers" in view.operation.api.document["paths"][view.operation.path]
            ):
                yield view.operation.pointer, "it has servers of its own, and the client has one for all operations"
            seen: set[str] = set()
            for argument in sorted((*view.path, *view.keywords), key=lambda each: each.account is not None):
                taken = seen | (CONSTRUCTOR if argument.account is not None else OTHER_ARGUMENTS)
                seen.add(argument.name)
                if argument.name in taken:
                    whose = "the parameter's" if argument.account is None else "the account's"
                    yield argument.pointer, f"{whose} argument {argument.name} has the name of another argument"
            other = methods.setdefault(view.method, view.operation.id)
            if other != view.operation.id:
                yield view.operation.pointer, f"its method would be that of {other}; rename one of the two"


def _plainer(node: Any) -> Any:
    """A copy of a document without what the generator passes over, said in another way.

    Of `allOf` with one part it takes that part alone, whatever stands beside it; and of several media types the first.
    """
    if isinstance(node, list):
        return [_plainer(each) for each in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _plainer(value) for key, value in node.items()}
    if isinstance(copy.get("allOf"), list) and len(copy["allOf"]) == 1 and isinstance(copy.get("properties"), dict):
        own = {key: copy.pop(key) for key in ("properties", "required", "additionalProperties") if key in copy}
        copy["allOf"].append({"type": "object", **own})
    if isinstance(copy.get("content"), dict):
        copy["content"] = dict(sorted(copy["content"].items(), key=lambda item: not is_json(str(item[0]))))
    return copy


def _accounts(views: list[OperationView]) -> list[Argument]:
    """The account headers of an API, each once, by their arguments."""
    found = {argument.name: argument for view in views for argument in view.accounts}
    return list(found.values())


def generate_client(api: Api, folder: Path) -> list[tuple[str, str]]:
    """Writes the client package of `api` into `folder`, which is made.

    Returns:
        What the generator complained of, each as a JSON pointer (empty where it names no place) and a message. A
        complaint means that something of the document is not in the client.
    """
    name = api.client_class
    if not name.isidentifier() or keyword.iskeyword(name) or name in {*_MODULE_NAMES, *_exported_errors()}:
        return [("/info", f"the client's class cannot be called {name}; say another in x-client-class")]
    config = Config.from_sources(
        ConfigFile(
            post_hooks=[],
            package_name_override=f"caretasks.{api.name}",
            docstrings_on_attributes=True,
            class_overrides={name: _renamed(name) for name in _taken_names(api)},
        ),
        MetaType.NONE,
        document_source=Path(api.origin),
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        openapi = GeneratorData.from_dict(_plainer(api.document), config=config)
        if isinstance(openapi, GeneratorError):
            return [_complaint(api, openapi)]
        lost = [*_lost_operations(api, openapi), *_unsendable(api)]
        if lost:
            collections = openapi.endpoint_collections_by_tag.values()
            reasons = [*openapi.errors, *(error for collection in collections for error in collection.parse_errors)]
            return [*(_complaint(api, error) for error in reasons), *lost]
        _rename(api, openapi, config)
        package = _Package(api, openapi, config)
        return list(package.refusals()) or [_complaint(api, error) for error in package.build()]


def _shape(path: str) -> str:
    """A path template without the names of its parameters, which the generator rewrites."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def _lost_operations(api: Api, openapi: GeneratorData) -> list[tuple[str, str]]:
    """Operations that have no module of their own, though the generator did not complain."""
    modules: dict[tuple[str, str], str] = {}
    lost = []
    found = {
        (endpoint.method, _shape(endpoint.path.get_untrusted_value())): (collection.tag, endpoint.name)
        for collection in openapi.endpoint_collections_by_tag.values()
        for endpoint in collection.endpoints
    }
    for operation in api.operations:
        module = found.get((operation.method, _shape(operation.path)))
        if module is None:
            lost.append((operation.pointer, "the operation is not in the client"))
        elif module in modules:
            lost.append((operation.pointer, f"its module would be that of {modules[module]}; rename one of the two"))
        else:
            modules[module] = operation.id
    return lost


# What the modules of a client import by name beside models: a model of such a name gets another.
_MODULE_NAMES = frozenset(
    {
        *("Any", "BinaryIO", "Enum", "File", "FileTypes", "Generator", "IntEnum", "Literal", "Mapping", "Response"),
        *("Self", "StrEnum", "TYPE_CHECKING", "T", "TextIO", "TypeVar", "UNSET", "UUID", "Unset", "cast", "datetime"),
        *("errors", "httpx", "json", "types"),
    }
)


def _taken_names(api: Api) -> set[str]:
    """The names that a model cannot have: those above, and those of what its package exports beside models."""
    return {*_MODULE_NAMES, *_exported_errors(), api.client_class, f"Async{api.client_class}"}


def _exported_errors() -> list[str]:
    """What the errors' own template exports."""
    return re.findall(r'^    "(\w+)",$', (TEMPLATES / "errors.py.jinja").read_text("utf-8"), re.MULTILINE)


def _renamed(name: str) -> ClassOverride:
    return ClassOverride.model_validate({"class_name": f"{name}Model", "module_name": f"{name.lower()}_model"})


# What a model has beside its fields.
_MODEL_MEMBERS = frozenset({"additional_keys", "additional_properties", "from_dict", "to_dict"})


def _rename(api: Api, openapi: GeneratorData, config: Config) -> None:
    """Gives account headers the names of their arguments, and others to what would take a name of the client's own."""
    for model in openapi.models:
        for property_ in [*(model.required_properties or []), *(model.optional_properties or [])]:
            if property_.python_name in _MODEL_MEMBERS:
                _name(property_, f"{property_.python_name}_field", config)
    parameters = {
        (operation.method, _shape(operation.path), parameter.location, parameter.name): parameter
        for operation in api.operations
        for parameter in operation.parameters
    }
    for collection in openapi.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            shape = _shape(endpoint.path.get_untrusted_value())
            for location, property_ in endpoint.iter_all_parameters():
                parameter = parameters.get((endpoint.method, shape, location.value, _text(property_.name)))
                if parameter is not None and argument_name(parameter) != python_name(parameter.name):
                    _name(property_, argument_name(parameter), config)


def _name(property_: Property, name: str, config: Config) -> None:
    property_.set_python_name(UntrustedString(name), config)


# How each place has its parameters unless they say otherwise, which is how the client writes them.
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def _unsendable(api: Api) -> Iterator[tuple[str, str]]:
    """What a client that has one way to write a parameter of each place would send otherwise."""
    for operation in api.operations:
        for parameter in operation.parameters:
            style = _STYLES[parameter.location]
            if parameter.schema is None:
                yield parameter.pointer, "the client writes parameters by their schema, and it has none"
                continue
            kinds = types(parameter.schema)
            if parameter.node.get("style", style) != style:
                yield (
                    parameter.pointer,
                    f"the client writes a {parameter.location} parameter in the style {style} alone",
                )
            elif "array" in kinds and parameter.location == "query" and not parameter.node.get("explode", True):
                yield (
                    parameter.pointer,
                    "the client sends an array as a parameter given several times; say explode: true",
                )
            elif "object" in kinds and parameter.location != "query":
                yield parameter.pointer, "the client sends objects in queries alone"
            elif "array" in kinds and parameter.location == "cookie":
                yield parameter.pointer, "the client sends no arrays in cookies"


def _complaint(api: Api, error: GeneratorError) -> tuple[str, str]:
    text = " ".join(part.strip() for part in map(_text, (error.header, error.detail or "")) if part.strip())
    return _pointer(api, text), " ".join(text.split())


def _text(part: object) -> str:
    return str(part.get_untrusted_value()) if isinstance(part, UntrustedString) else str(part)


def _pointer(api: Api, text: str) -> str:
    for operation in api.operations:
        if f"{operation.method.upper()} {operation.path} " in text:
            return operation.pointer
    named = re.search(r"/components/\w+/[\w.-]+", text)
    return named[0] if named else ""
