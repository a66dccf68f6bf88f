"""The client package of one API, by openapi-python-client and the templates beside this package.

What the generator does not hand to templates (servers, security, extensions) reaches them as `api`, the same view of
the document that the stand-in and the suite have.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.config import ClassOverride, Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.schema.untrusted_string import UntrustedString

from caretasks.openapi.api import Api

TEMPLATES = Path(__file__).parents[1] / "templates" / "openapi_python_client"


class _Package(Project):
    """The generator's project, with the API in reach of its templates."""

    def __init__(self, api: Api, openapi: GeneratorData, config: Config) -> None:
        super().__init__(openapi=openapi, config=config, custom_template_path=TEMPLATES)
        by_place = {(operation.method, _shape(operation.path)): operation for operation in api.operations}
        self.env.globals.update(
            api=api,
            operation_of=lambda endpoint: by_place[endpoint.method, _shape(endpoint.path.get_untrusted_value())],
        )


def generate_client(api: Api, package: Path) -> list[tuple[str, str]]:
    """Writes the client package of `api` into the folder `package`, which is made.

    Returns:
        What the generator complained of, each as a JSON pointer (empty where it names no place) and a message. A
        complaint means that something of the document is not in the client.
    """
    config = Config.from_sources(
        ConfigFile(
            post_hooks=[],
            package_name_override=f"caretasks.{api.name}",
            docstrings_on_attributes=True,
            class_overrides={name: _renamed(name) for name in _MODULE_NAMES},
        ),
        MetaType.NONE,
        document_source=Path(api.origin),
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        openapi = GeneratorData.from_dict(api.document, config=config)
        if isinstance(openapi, GeneratorError):
            return [_complaint(api, openapi)]
        errors = _Package(api, openapi, config).build()
    complaints = [_complaint(api, error) for error in errors]
    return [*complaints, *_lost_operations(api, openapi), *_name_clashes(api, openapi), *_unsendable(api)]


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


# What the modules of a client call their own: a model of such a name gets another.
_MODULE_NAMES = frozenset(
    {
        *("Any", "AuthenticatedClient", "BinaryIO", "Client", "Enum", "File", "FileTypes", "Generator", "HTTPStatus"),
        *("IntEnum", "Literal", "Mapping", "Response", "Self", "StrEnum", "T", "TextIO", "TypeVar", "UNSET", "UUID"),
        *("Unset", "cast", "datetime", "errors", "httpx", "isoparse", "json", "quote", "types"),
    }
)
# What a model has beside its fields; a property cannot be renamed without losing its place.
_MODEL_MEMBERS = frozenset({"additional_keys", "additional_properties", "from_dict", "to_dict"})


def _renamed(name: str) -> ClassOverride:
    return ClassOverride.model_validate({"class_name": f"{name}Model", "module_name": f"{name.lower()}_model"})


def _name_clashes(api: Api, openapi: GeneratorData) -> Iterator[tuple[str, str]]:
    """Properties with a name that the generated model needs for itself."""
    for model in openapi.models:
        for property_ in [*(model.required_properties or []), *(model.optional_properties or [])]:
            if str(property_.python_name) in _MODEL_MEMBERS:
                place = _pointer(api, f"/components/schemas/{model.class_info.name}")
                yield place, f"a property cannot be called {property_.python_name} in the client's models"


def _unsendable(api: Api) -> Iterator[tuple[str, str]]:
    """Parameters in a style that the generator does not write."""
    for operation in api.operations:
        for parameter in operation.parameters:
            style, array = parameter.node.get("style", "form"), False
            if parameter.schema is not None:
                array = "array" in str(parameter.schema.node.get("type"))
            if parameter.location == "query" and array and not parameter.node.get("explode", style == "form"):
                yield (
                    parameter.pointer,
                    "the client sends an array as a parameter given several times; say explode: true",
                )


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
