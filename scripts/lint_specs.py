"""Checks the hand-written specs: each document is OpenAPI 3.1, its examples fit, and its ledger stands on it.

Nothing here is about style: what is reported would mislead a generator, a stand-in, a check or a reader.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema_path.paths import SchemaPath
from openapi_schema_validator import OAS31_BASE_DIALECT_ID
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import schema_v31
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    ParameterDuplicateError,
    UnresolvableParameterError,
)
from openapi_spec_validator.validation.keywords import (
    KeywordValidator,
    OpenAPIV31SchemaValidator,
    ValueValidator,
)

from caretasks.openapi.api import METHODS, Api, Place
from caretasks.openapi.catalogue import Catalogue, NoSpecsError, UnknownApiError
from caretasks.openapi.pointers import DanglingPointerError, follow, join, resolve, split
from caretasks.openapi.soundness import RATE_LIMIT
from caretasks.openapi.source import Problem, Source, SourceError, read
from caretasks.openapi.validation import violations

ROOT = Path(__file__).parents[1]
SPECS = ROOT / "specs"


def main(argv: list[str] | None = None) -> int:
    """Lints the specs and says what is wrong; 0 nothing, 1 something, 2 there is no such API or folder."""
    parser = argparse.ArgumentParser(prog="lint_specs.py", description="Check specs/<api>/openapi.yaml and facts.yaml.")
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs to check; all without any")
    parser.add_argument("--specs", type=Path, default=SPECS, metavar="DIR", help="the folder of specs")
    arguments = parser.parse_args(argv)
    try:
        known = Catalogue(arguments.specs).names
        for name in arguments.apis:
            if name not in known:
                raise UnknownApiError(name, known)
    except (NoSpecsError, UnknownApiError) as error:
        print(error, file=sys.stderr)
        return 2
    names = list(dict.fromkeys(arguments.apis)) or known
    problems = [problem for name in names for problem in api_problems(arguments.specs / name)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"nothing wrong in the specs of {', '.join(names)}")
    return 1 if problems else 0


def api_problems(folder: Path) -> list[Problem]:
    """What is wrong in the `openapi.yaml` of a folder, and in its `facts.yaml` if there is one."""
    problems: list[Problem] = []
    sources: list[Source] = []
    for file in (folder / "openapi.yaml", folder / "facts.yaml"):
        if file.name == "facts.yaml" and not file.exists():
            return problems
        try:
            sources.append(read(file, _shown(file)))
        except SourceError as error:
            problems += sorted(error.problems, key=lambda problem: problem.line or 0)
            continue
        if file.name == "openapi.yaml":
            problems += name_problems(sources[0], folder.name) + document_problems(sources[0])
    return problems + ledger_problems(*sources) if len(sources) == 2 else problems


def name_problems(source: Source, name: str) -> list[Problem]:
    """What is wrong with the name of a folder, which becomes a package beside those of the project itself."""
    taken = {path.stem for path in (ROOT / "contracts" / "caretasks").iterdir()}
    if name in taken:
        return [source.problem("", f"the folder's name {name!r} is taken by a part of caretasks; choose another")]
    if keyword.iskeyword(name):
        return [source.problem("", f"the folder's name {name!r} is a word of Python itself; choose another")]
    if not name.isidentifier() or name != name.lower():
        return [source.problem("", f"the folder's name {name!r} has to be a lower-case Python identifier")]
    return []


def document_problems(source: Source) -> list[Problem]:
    """What is wrong in an OpenAPI document, in the order of its lines; nothing where it can be relied on."""
    version = list(_version_problems(source))
    if version:
        return version
    parts = list(_walk(source.data, [Part("", "document", source.data)]))
    unsound = [
        *_structure_problems(source),
        *_reference_problems(source, parts),
        *_schema_problems(source, parts),
        *_word_problems(source, parts),
        *_error_extension_problems(source, parts),
    ]
    found = [*unsound, *_operation_problems(source, parts), *_example_problems(source, parts, sound=not unsound)]
    # These two are led astray by other mistakes, and would report them a second time.
    if not unsound:
        found += _remaining_problems(source)
    if not found:
        found += _link_problems(source, parts)
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line or 0)


def ledger_problems(document: Source, ledger: Source) -> list[Problem]:
    """What is wrong in a ledger (`facts.yaml`), and which properties of its document no fact of it reaches."""
    facts = ledger.data.get("facts")
    problems = [
        ledger.problem(join("", key), "is no word of a ledger: `facts` and `readings` are")
        for key in ledger.data
        if key not in ("facts", "readings")
    ]
    readings = ledger.data.get("readings", [])
    if not isinstance(readings, list) or not all(_is_text(reading) for reading in readings):
        problems.append(ledger.problem("/readings", "has to be a list of texts"))
    if not isinstance(facts, dict) or not facts:
        return [*problems, ledger.problem("/facts", "has to be a mapping of facts by their ids")]
    pointers: list[str] = []
    for identifier, fact in facts.items():
        problems += _fact_problems(ledger, identifier, fact, list(facts))
        for place, entry in _entries(identifier, fact):
            if isinstance(entry, str):
                pointers.append(entry)
                problems += _pointer_problems(document, ledger, place, entry)
    problems += [
        document.problem(place, "no fact reaches this property: name it, or a part of it, under some `enforced_by`")
        for place in _unreached(document.data, pointers)
    ]
    return problems


# --- the parts of a document -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """An object of OpenAPI in a document: where it stands, and which object it is."""

    pointer: str
    kind: str
    node: Any

    @property
    def reference(self) -> str | None:
        """The `$ref` here, if there may be one here."""
        if self.kind in _WITHOUT_REFERENCES or not isinstance(self.node, Mapping):
            return None
        reference = self.node.get("$ref")
        return reference if isinstance(reference, str) else None


_WITHOUT_REFERENCES = frozenset({"document", "components", "operation", "media", "encoding"})

# Which parts each kind of part has: under a key one part, or a mapping (`*`) or a list (`+`) of parts. What is not
# here, above all the value of an example, has no parts, whatever its keys are called.
_PARTS: dict[str, dict[str, str]] = {
    "document": {"paths": "*path", "webhooks": "*path", "components": "components"},
    "components": {
        "schemas": "*schema",
        "responses": "*response",
        "parameters": "*parameter",
        "examples": "*example",
        "requestBodies": "*body",
        "headers": "*header",
        "securitySchemes": "*scheme",
        "links": "*link",
        "callbacks": "*callback",
        "pathItems": "*path",
    },
    "path": {"parameters": "+parameter", **dict.fromkeys(METHODS, "operation")},
    "operation": {
        "parameters": "+parameter",
        "requestBody": "body",
        "responses": "*response",
        "callbacks": "*callback",
    },
    "body": {"content": "*media"},
    "response": {"content": "*media", "headers": "*header", "links": "*link"},
    "parameter": {"schema": "schema", "content": "*media", "examples": "*example"},
    "header": {"schema": "schema", "content": "*media", "examples": "*example"},
    "media": {"schema": "schema", "examples": "*example", "encoding": "*encoding"},
    "encoding": {"headers": "*header"},
    "schema": {
        **dict.fromkeys(("properties", "patternProperties", "$defs", "dependentSchemas"), "*schema"),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "+schema"),
        **dict.fromkeys(
            (
                "additionalProperties",
                "contains",
                "contentSchema",
                "else",
                "if",
                "items",
                "not",
                "propertyNames",
                "then",
                "unevaluatedItems",
                "unevaluatedProperties",
            ),
            "schema",
        ),
    },
}


def _walk(document: Any, start: Iterable[Part]) -> Iterator[Part]:
    """All parts from `start` on, those behind references too, each once."""
    pending = list(start)[::-1]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        yield part
        pending.extend(list(_parts(part))[::-1])
        if part.reference is not None:
            target = _target(document, part.reference)
            if target is not None:
                pending.append(Part(target, part.kind, resolve(document, target)))


def _parts(part: Part) -> Iterator[Part]:
    if not isinstance(part.node, Mapping):
        return
    if part.kind == "callback":
        shapes = {key: "path" for key in part.node if key != "$ref"}
    else:
        shapes = _PARTS.get(part.kind, {})
    for key, shape in shapes.items():
        if key not in part.node:
            continue
        kind = shape.lstrip("*+")
        for tokens, node in _members(shape[0], key, part.node[key]):
            if not (kind in ("path", "response") and str(tokens[-1]).startswith("x-")):
                yield Part(join(part.pointer, *tokens), kind, node)


def _members(shape: str, key: str, node: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if shape == "*":
        if isinstance(node, Mapping):
            yield from (((key, name), member) for name, member in node.items())
    elif shape == "+":
        if isinstance(node, list):
            yield from (((key, index), member) for index, member in enumerate(node))
    else:
        yield (key,), node


def _target(document: Any, reference: str) -> str | None:
    """The pointer that a reference within the document names, or None if it names nothing there."""
    if not reference.startswith("#"):
        return None
    try:
        pointer = join("", *split(reference))
        resolve(document, pointer)
    except DanglingPointerError:
        return None
    return pointer


# --- the document's own soundness ------------------------------------------------------------------------------------


def _version_problems(source: Source) -> Iterator[Problem]:
    version = source.data.get("openapi")
    if isinstance(version, str) and re.fullmatch(r"3\.1\.\d+", version):
        if source.data.get("jsonSchemaDialect") not in (None, OAS31_BASE_DIALECT_ID, _METASCHEMA):
            yield source.problem("/jsonSchemaDialect", "schemas in another dialect than OpenAPI 3.1's cannot be judged")
        return
    if "swagger" in source.data:
        yield source.problem("/swagger", "this is OpenAPI 2.0 (Swagger); only OpenAPI 3.1 is read here")
    elif version is None:
        yield source.problem("", "there is no `openapi: 3.1.0`; only OpenAPI 3.1 is read here")
    elif not isinstance(version, str):
        yield source.problem("/openapi", "has to be a text such as 3.1.0; only OpenAPI 3.1 is read here")
    else:
        yield source.problem("/openapi", f"this is version {version[:20]!r}; only OpenAPI 3.1 is read here")


def _structure_problems(source: Source) -> Iterator[Problem]:
    """Where the document is none of OpenAPI 3.1, by the schema that openapi-spec-validator carries."""
    validator = jsonschema_rs.Draft202012Validator(dict(schema_v31), mask="this")
    errors = list(validator.iter_errors(source.data))
    errors = [error for error in errors if not _is_echo(error, errors)]
    blamed = {
        join("", *path)
        for error in errors
        if not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.UnevaluatedProperties)
        for path in (error.instance_path, error.instance_path[:-1])
    }
    for error in errors:
        pointer = join("", *error.instance_path)
        match error.kind:
            case jsonschema_rs.ValidationErrorKind.UnevaluatedProperties(unexpected=names):
                # One mistake in an object can make its other values "unevaluated": still one mistake.
                if pointer not in blamed:
                    yield from (source.problem(join(pointer, name), "is no word of OpenAPI here") for name in names)
            case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
                yield from (source.problem(join(pointer, name), "is no word of OpenAPI here") for name in names)
            case jsonschema_rs.ValidationErrorKind.PropertyNames(error=inner):
                yield source.problem(join(pointer, str(inner.instance)), f"as a name: {inner.message}")
            case _:
                yield source.problem(pointer, error.message)


def _is_echo(error: jsonschema_rs.ValidationError, errors: list[jsonschema_rs.ValidationError]) -> bool:
    """Whether it only asks for a `default` answer, because another error tells that there is no answer of a status."""
    asks = isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required) and error.kind.property == "default"
    return asks and any(each is not error and each.instance_path == error.instance_path for each in errors)


def _reference_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """References that lead nowhere. Only those within the document are followed, so that it is whole by itself."""
    circular: set[str] = set()
    for part in parts:
        reference = part.reference
        if reference is None:
            continue
        place = join(part.pointer, "$ref")
        if not reference.startswith("#"):
            yield source.problem(place, f"refers to {reference!r}, outside this document; only `#/...` can be followed")
        elif not (reference == "#" or reference.startswith("#/")):
            yield source.problem(place, f"refers to {reference!r}, which is no JSON pointer (`#/...`)")
        elif _target(source.data, reference) is None:
            yield source.problem(place, f"refers to {reference!r}, which is not in this document")
        elif part.pointer not in circular:
            ring = _ring(source.data, part.pointer)
            circular |= ring
            if ring:
                yield source.problem(place, f"refers to {reference!r}, which leads back here and to nothing else")


def _ring(document: Any, start: str) -> set[str]:
    """The places from which references lead round in a circle to `start`; none if they lead elsewhere."""
    ring: list[str] = []
    pointer: str | None = start
    while pointer is not None and pointer not in ring:
        ring.append(pointer)
        node = resolve(document, pointer)
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        pointer = _target(document, reference) if isinstance(reference, str) else None
    return set(ring) if pointer == start else set()


def _schema_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Where a schema is none of JSON Schema 2020-12, bad regular expressions included."""
    metaschema = jsonschema_rs.Draft202012Validator({"$ref": _METASCHEMA}, validate_formats=True, mask="this")
    for part in parts:
        # What is no schema at all is reported by the structure.
        if part.kind != "schema" or not isinstance(part.node, Mapping):
            continue
        for error in metaschema.iter_errors(part.node):
            pointer = join(part.pointer, *error.instance_path)
            match error.kind:
                case jsonschema_rs.ValidationErrorKind.PropertyNames(error=inner):
                    yield source.problem(join(pointer, str(inner.instance)), f"as a name: {inner.message}")
                case jsonschema_rs.ValidationErrorKind.AnyOf() if pointer.endswith("/type"):
                    yield source.problem(pointer, f"is no type of JSON Schema, nor a list of types: {_TYPES}")
                case _:
                    yield source.problem(pointer, error.message)
        yield from _pattern_problems(source, part)


def _pattern_problems(source: Source, schema: Part) -> Iterator[Problem]:
    r"""Patterns that the metaschema's `format: regex` lets pass and no schema can be made of, as `\p{Nothing}`."""
    regex = jsonschema_rs.Draft202012Validator({"format": "regex"}, validate_formats=True)
    named = schema.node.get("patternProperties")
    places = {join(schema.pointer, "pattern"): schema.node.get("pattern")}
    places |= {
        join(schema.pointer, "patternProperties", key): key for key in (named if isinstance(named, dict) else ())
    }
    for place, pattern in places.items():
        if isinstance(pattern, str) and regex.is_valid(pattern):
            try:
                jsonschema_rs.Draft202012Validator({"pattern": pattern})
            except ValueError:
                yield source.problem(place, 'this is not a "regex"')


_METASCHEMA = "https://json-schema.org/draft/2020-12/schema"  # which jsonschema-rs carries: nothing is fetched
_TYPES = "array, boolean, integer, null, number, object, string"


def _remaining_problems(source: Source) -> Iterator[Problem]:
    """What else openapi-spec-validator finds in a document whose parts are sound."""
    try:
        validator = _Remaining(source.data)
        for error in validator.root_validator(validator.schema_path):
            if not isinstance(error, (DuplicateOperationIDError, ParameterDuplicateError, UnresolvableParameterError)):
                yield source.problem(_settled(source.data, getattr(error, "parts", ())), error.message.splitlines()[0])
    except RecursionError:
        # It goes round for ever in some schemas that hold themselves, which OpenAPI allows.
        return
    except Exception as error:  # noqa: BLE001 - whatever it raises, the document has confused it, and the reader is told
        yield source.problem("", f"openapi-spec-validator cannot judge this document: {type(error).__name__}")


def _settled(document: Any, tokens: Iterable[str | int]) -> str:
    """The pointer to a place that is named by a way through references."""
    pointer = ""
    for token in tokens:
        pointer = follow(document, join(pointer, token))
    return pointer


def _placing(validator: type[KeywordValidator]) -> type[KeywordValidator]:
    """The validator of a part, made to say in its errors (as `parts`) which part it was judging."""

    class Placing(validator):  # type: ignore[misc, valid-type]
        def __call__(self, *arguments: Any, **options: Any) -> Iterator[Any]:
            judged = next((each for each in arguments if isinstance(each, SchemaPath)), None)
            for error in super().__call__(*arguments, **options):
                if judged is not None and not hasattr(error, "parts"):
                    error.parts = judged.parts
                yield error

    return Placing


class _NoValues(ValueValidator):
    """Defaults are judged with the examples, by the validator that all other parts of the project use."""

    def __call__(self, schema: Any, value: Any) -> Iterator[Any]:
        return iter(())


class _NoFormats(OpenAPIV31SchemaValidator):
    """Formats are judged before: this validator takes `pattern` for a regular expression of Python."""

    schema_validator_format_checker = None


class _Remaining(OpenAPIV31SpecValidator):
    keyword_validators = {  # noqa: RUF012
        **{name: _placing(validator) for name, validator in OpenAPIV31SpecValidator.keyword_validators.items()},
        "default": _NoValues,
        "schema": _placing(_NoFormats),
    }


# --- operations ------------------------------------------------------------------------------------------------------


def _word_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Words of ours that decide what is sent to a server elsewhere, and say nothing that can be acted on."""
    info = source.data.get("info")
    if isinstance(info, Mapping) and "x-rate-limit" in info:
        for error in jsonschema_rs.Draft202012Validator(RATE_LIMIT).iter_errors(info["x-rate-limit"]):
            yield source.problem(join("/info/x-rate-limit", *error.instance_path), error.message)
    for part in parts:
        if isinstance(part.node, Mapping) and "x-own" in part.node:
            if part.kind != "schema":
                yield source.problem(join(part.pointer, "x-own"), "belongs to a property of a request's body")
            elif part.node["x-own"] is not True:
                yield source.problem(join(part.pointer, "x-own"), "has to be true, or left out")


def _error_extension_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Yield problems with `x-error-code` and `x-error-fields`: pointers that lead to no property of the schema."""
    for part in parts:
        if part.kind != "schema" or not isinstance(part.node, Mapping):
            continue
        pointers = [("x-error-code", part.node["x-error-code"])] if "x-error-code" in part.node else []
        fields = part.node.get("x-error-fields", [])
        if isinstance(fields, list):
            pointers += [(f"x-error-fields/{index}", pointer) for index, pointer in enumerate(fields)]
        else:
            yield source.problem(join(part.pointer, "x-error-fields"), "must be a list of JSON pointers")
        for place, pointer in pointers:
            if not isinstance(pointer, str) or not _is_property(source.data, part.pointer, pointer):
                message = "must be a JSON pointer to a property of this schema, with * for the items of an array"
                yield source.problem(f"{part.pointer}/{place}", message)


def _is_property(document: Any, schema: str, pointer: str) -> bool:
    """Whether a pointer into a value, in which `*` stands for any item, leads to a property of its schema."""
    try:
        tokens = split(pointer)
        for name in tokens:
            place = follow(document, schema)
            schema = join(place, "items") if name == "*" else join(place, "properties", name)
        resolve(document, schema)
    except DanglingPointerError:
        return False
    return bool(tokens)


def _operation_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    operations = [part for part in parts if part.kind == "operation" and isinstance(part.node, Mapping)]
    yield from _operation_id_problems(source, operations)
    for part in parts:
        if part.kind in ("path", "operation"):
            yield from _doubled_parameter_problems(source, part)
    yield from _path_parameter_problems(source)
    for pointer, node in [("", source.data), *((part.pointer, part.node) for part in operations)]:
        yield from _security_problems(source, pointer, node)


def _operation_id_problems(source: Source, operations: list[Part]) -> Iterator[Problem]:
    """Ids given twice, reported where the second one stands."""
    first: dict[str, str] = {}
    for part in operations:
        identifier = part.node.get("operationId")
        if not isinstance(identifier, str):
            continue
        if identifier in first:
            place = join(part.pointer, "operationId")
            yield source.problem(place, f"the operationId {identifier!r} is taken by {first[identifier]}")
        first.setdefault(identifier, part.pointer)


def _link_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Links to operations that are not there, or with parameters that those do not have."""
    parts = [part for part in parts if isinstance(part.node, Mapping)]
    operations = [part for part in parts if part.kind == "operation"]
    for part in parts:
        if part.kind != "link" or "operationId" not in part.node:
            continue
        target = next((one for one in operations if one.node.get("operationId") == part.node["operationId"]), None)
        if target is None:
            message = f"no operation has the id {part.node['operationId']!r}"
            yield source.problem(join(part.pointer, "operationId"), message)
            continue
        path = Part(target.pointer.rpartition("/")[0], "path", resolve(source.data, target.pointer.rpartition("/")[0]))
        taken = [(place, name) for owner in (path, target) for _, place, name in _parameters(source, owner)]
        names = {form for place, name in taken for form in (name, f"{place}.{name}")}
        given = part.node.get("parameters")
        for name in given if isinstance(given, Mapping) else ():
            if name not in names:
                message = f"{part.node['operationId']} has no parameter {name!r}"
                yield source.problem(join(part.pointer, "parameters", name), message)


def _parameters(source: Source, owner: Part) -> Iterator[tuple[str, str, str]]:
    """Where each parameter of a path or an operation stands, what it is in, and its name."""
    listed = owner.node.get("parameters") if isinstance(owner.node, Mapping) else None
    for index in range(len(listed) if isinstance(listed, list) else 0):
        place = join(owner.pointer, "parameters", index)
        try:
            node = resolve(source.data, follow(source.data, place))
        except DanglingPointerError:
            continue
        if not isinstance(node, Mapping):
            continue
        if node.get("in") in ("path", "query", "header", "cookie") and isinstance(node.get("name"), str):
            yield place, node["in"], node["name"]


def _doubled_parameter_problems(source: Source, owner: Part) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for place, location, name in _parameters(source, owner):
        key = (location, name.lower() if location == "header" else name)
        if key in seen:
            yield source.problem(place, f"the {location} parameter {name!r} is given twice")
        seen.add(key)


def _path_parameter_problems(source: Source) -> Iterator[Problem]:
    """Parameters in a path that are not declared, and declared ones that are not in the path."""
    paths = source.data.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        names = set(re.findall(r"\{([^{}]+)\}", path))
        owner = Part(join("/paths", path), "path", item)
        shared = [(place, name) for place, location, name in _parameters(source, owner) if location == "path"]
        everywhere = list(shared)
        for part in _parts(owner):
            if part.kind != "operation" or not isinstance(part.node, Mapping):
                continue
            own = [(place, name) for place, location, name in _parameters(source, part) if location == "path"]
            everywhere += own
            missing = sorted(names - {name for _, name in (*shared, *own)})
            # A parameter that cannot be read is reported elsewhere, and may be the one that is missing here.
            if missing and not _has_unreadable_parameter(source, owner, part):
                listed = ", ".join(f"{{{name}}}" for name in missing)
                yield source.problem(part.pointer, f"the path has {listed}, which no parameter declares")
        for place, name in everywhere:
            if name not in names:
                yield source.problem(place, f"the path has no {{{name}}} for this path parameter")


def _has_unreadable_parameter(source: Source, *owners: Part) -> bool:
    for owner in owners:
        listed = owner.node.get("parameters") if isinstance(owner.node, Mapping) else []
        if listed is not None and (not isinstance(listed, list) or len(listed) != len([*_parameters(source, owner)])):
            return True
    return False


def _security_problems(source: Source, pointer: str, node: Any) -> Iterator[Problem]:
    """Security requirements that name no scheme."""
    components = source.data.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    known = schemes if isinstance(schemes, Mapping) else {}
    requirements = node.get("security")
    for index, requirement in enumerate(requirements if isinstance(requirements, list) else ()):
        for name in requirement if isinstance(requirement, Mapping) else ():
            if name not in known:
                place = join(pointer, "security", index, name)
                yield source.problem(place, f"there is no security scheme {name!r} in the components")


# --- examples --------------------------------------------------------------------------------------------------------


def _example_problems(source: Source, parts: list[Part], *, sound: bool) -> Iterator[Problem]:
    """Examples and defaults that do not fit their schema, at the exact place inside the example."""
    api = Api("", source.data, None, source.file)
    unusable: set[str] = set()
    for part in parts:
        for schema, place in _examples(source.data, part):
            if schema in unusable:
                continue
            try:
                for violation in violations(Place(api, schema), resolve(source.data, place)):
                    yield source.problem(place + violation.pointer, f"does not fit its schema: {violation.message}")
            except (ValueError, RecursionError) as error:
                unusable.add(schema)
                # In a document with broken schemas or references this is one of those, reported at its own place.
                if sound:
                    reason = str(error).partition("\n")[0]
                    yield source.problem(schema, f"cannot be used as a schema: {reason}")


def _examples(document: Any, part: Part) -> Iterator[tuple[str, str]]:
    """The schema and the example, as pointers, of all that exemplifies a part."""
    node = part.node
    if not isinstance(node, Mapping):
        return
    if part.kind == "schema":
        yield from ((part.pointer, join(part.pointer, word)) for word in ("default", "example") if word in node)
        listed = node.get("examples")
        for index in range(len(listed) if isinstance(listed, list) else 0):
            yield part.pointer, join(part.pointer, "examples", index)
    elif part.kind in ("parameter", "header", "media") and isinstance(node.get("schema"), (Mapping, bool)):
        if part.kind == "media" and "xml" in part.pointer.rpartition("/")[2]:
            return  # an example of XML is a text, whatever its schema describes
        schema = join(part.pointer, "schema")
        if "example" in node:
            yield schema, join(part.pointer, "example")
        named = node.get("examples")
        for name in named if isinstance(named, Mapping) else ():
            try:
                place = follow(document, join(part.pointer, "examples", name))
            except DanglingPointerError:
                continue
            example = resolve(document, place)
            if isinstance(example, Mapping) and "value" in example:
                yield schema, join(place, "value")


# --- ledgers ---------------------------------------------------------------------------------------------------------

_WORDS = ("rule", "pending", "client", "live", "unobservable")
_FACT_KEYS = ("claim", "source", "from", "enforced_by")
_ORIGINS = ("page", "public")


def _fact_problems(ledger: Source, identifier: str, fact: Any, identifiers: list[str]) -> Iterator[Problem]:
    """What is wrong in one fact, but for its pointers."""
    place = join("/facts", identifier)
    if not re.fullmatch(r"[A-Z]{2,}-[0-9]{2,}", identifier):
        yield ledger.problem(place, "an id of a fact is capitals, a hyphen and a number of two digits, as in MM-01")
    if not isinstance(fact, dict):
        yield ledger.problem(place, f"a fact has to be a mapping with {', '.join(_FACT_KEYS)}")
        return
    for key in fact:
        if key not in _FACT_KEYS:
            yield ledger.problem(join(place, key), f"is no word of a fact: {', '.join(_FACT_KEYS)} are")
    for key in _FACT_KEYS:
        if key not in fact:
            yield ledger.problem(place, f"has no `{key}`")
    if "claim" in fact and not _is_text(fact["claim"]):
        yield ledger.problem(join(place, "claim"), "has to be a text")
    if "source" in fact and not (_is_text(fact["source"]) and re.match(r"https?://\S+\Z", fact["source"])):
        yield ledger.problem(join(place, "source"), "has to be the URL of the page")
    origins = fact.get("from", "page")
    listed = origins if isinstance(origins, list) and origins else [origins]
    if any(origin not in _ORIGINS for origin in listed):
        yield ledger.problem(join(place, "from"), "has to be `page` (the saved page), `public`, or a list of both")
    entries = fact.get("enforced_by", [None])
    if not isinstance(entries, list) or not entries:
        yield ledger.problem(join(place, "enforced_by"), "has to be a list that is not empty")
        return
    for where, entry in _entries(identifier, fact):
        yield from _entry_problems(ledger, where, entry, identifiers)


def _entries(identifier: str, fact: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a fact's `enforced_by`, each with its place."""
    entries = fact.get("enforced_by") if isinstance(fact, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        yield join("/facts", identifier, "enforced_by", index), entry


def _entry_problems(ledger: Source, place: str, entry: Any, identifiers: list[str]) -> Iterator[Problem]:
    if isinstance(entry, str):
        return
    words = " or ".join(f"`{word}: ...`" for word in _WORDS)
    if not isinstance(entry, dict) or len(entry) != 1:
        yield ledger.problem(place, f"has to be a JSON pointer into the document, or {words}")
        return
    word, value = next(iter(entry.items()))
    inside = join(place, word)
    if word not in _WORDS:
        yield ledger.problem(inside, f"is no word of `enforced_by`: a JSON pointer, or {words}")
    elif not _is_text(value):
        yield ledger.problem(inside, "has to be a text")
    elif word in ("rule", "pending"):
        names = [identifier.lower().replace("-", "_") for identifier in identifiers]
        if not re.fullmatch(r"[a-z0-9_]+", value) or not any(value.startswith(f"{name}_") for name in names):
            yield ledger.problem(inside, "a rule is named by a fact of this ledger, as in mm_05_most_recent_call")


def _pointer_problems(document: Source, ledger: Source, place: str, pointer: str) -> Iterator[Problem]:
    if not pointer.startswith("/"):
        yield ledger.problem(place, "has to be a JSON pointer into the document, beginning with `/`")
        return
    try:
        resolve(document.data, pointer)
    except DanglingPointerError:
        yield ledger.problem(place, f"points at {pointer}, which is not in {document.file}")


def _unreached(document: Any, pointers: list[str]) -> list[str]:
    """The properties of request and response bodies that no pointer reaches, in the order of the document.

    A pointer reaches a property by naming it or a part of it, or by naming the schema that it is in, that schema's
    `properties`, or a property that holds it. What lies above the schema (`/components`, an operation) reaches nothing.
    """
    paths = document.get("paths")
    items = [
        Part(join("/paths", path), "path", item)
        for path, item in (paths.items() if isinstance(paths, Mapping) else ())
        if isinstance(item, Mapping)
    ]
    bodies = [part for part in _walk(document, items) if part.kind in ("body", "response")]
    contents = [part for body in bodies for part in _parts(body) if part.kind == "media"]
    starts = [part for content in contents for part in _parts(content) if part.kind == "schema"]
    schemas = [part for part in _walk(document, starts) if part.kind == "schema"]
    within = {part.pointer for part in schemas}
    reaching = {pointer for pointer in pointers if not within.isdisjoint(_upwards(pointer))}
    on_the_way = {place for pointer in reaching for place in _upwards(pointer)}
    places = [join(schema.pointer, "properties", name) for schema in schemas for name in _property_names(schema)]
    return [place for place in places if place not in on_the_way and reaching.isdisjoint(_upwards(place))]


def _property_names(schema: Part) -> list[str]:
    properties = schema.node.get("properties") if isinstance(schema.node, Mapping) else None
    return list(properties) if isinstance(properties, Mapping) else []


def _upwards(pointer: str) -> Iterator[str]:
    """A pointer, and the pointers to all places above it but the document itself."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _shown(file: Path) -> str:
    """A file as messages name it: from here if it is below, else whole."""
    path = file.resolve()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


if __name__ == "__main__":
    sys.exit(main())
