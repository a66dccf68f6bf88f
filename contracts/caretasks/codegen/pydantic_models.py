"""Generation of the pydantic models of one API with datamodel-code-generator.

`schemas.py` takes its types from `caretasks.client.schemas`, which are strict and know the formats of JSON Schema;
pydantic's own are lenient. If a schema says what fields cannot, there is also a `checked.py`, whose base classes
validate models by their schemas.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from datamodel_code_generator import Error, InputFileType, OpenAPIScope, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType, DefaultValueType, StrictTypes, TargetPydanticVersion

from caretasks.codegen.compilation.compiler import Compiler
from caretasks.codegen.preparation.checks import Checks
from caretasks.codegen.preparation.field_support import simplify
from caretasks.codegen.preparation.pydantic_document import ALIASES, RESERVED, PydanticDocument
from caretasks.codegen.preparation.reduction import UNSUPPORTED, Complaint
from caretasks.core.templates import load_template
from caretasks.openapi.document import Api

TEMPLATES = Path(__file__).parent / "templates" / "datamodel_code_generator"

_TYPES = "caretasks.client.schemas"
_FUTURE = "from __future__ import annotations\n"
# The names that the generated code imports from there: strict types, and the sentinel.
_OWN_NAMES = (
    "AnyUrl",
    "AwareDatetime",
    "EmailStr",
    "Enum",
    "IPv4Address",
    "IPv6Address",
    "IntEnum",
    "MISSING",
    "StrictFloat",
    "StrictInt",
    "UUID",
    "date",
    "time",
    "timedelta",
)


def generate_schemas(api: Api, package: Path, header: str) -> list[Complaint]:
    """Write the models into the folder `package`, `schemas.py` with `header` as its first lines.

    Returns:
        What could not be expressed, each as a JSON pointer (empty if the generator names no location) and a message.
    """
    document = PydanticDocument(api, Compiler(api.document, RESERVED))
    checks = Checks(api.document, document.pointers, document.classes)
    simplify(document.schemas)
    output = io.StringIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stderr(output),
    ):
        warnings.simplefilter("always")
        metadata = Path(folder) / "models.json"
        try:
            module = f"caretasks.{api.name}"
            code = _generate(document.data, module, header, metadata, has_checks=bool(checks.pointers))
        except Error as error:
            if "Models not found" not in str(error):
                raise
            code = f'{header}\n"""The document describes no schema."""\n'
        models = json.loads(metadata.read_text("utf-8"))["models"] if metadata.exists() else []
    components: dict[str, str] = {model["class_name"]: model["source_path"][-1] for model in models}
    code = _with_read_only(code, {name: document.read_only.get(each, set()) for name, each in components.items()})
    code = _with_deferred(code, {name: document.deferred.get(each, set()) for name, each in components.items()})
    code = _with_sensitive(code, {name: document.sensitive.get(each, set()) for name, each in components.items()})
    (package / "schemas.py").write_text(_with_extra_check(_with_aliases(code, document.aliases)), "utf-8")
    if checks.pointers:
        pointers = {name: checks.pointers[each] for name, each in components.items() if each in checks.pointers}
        file = "openapi.json" if checks.data is None else "schemas.json"
        code = load_template(TEMPLATES, "checked.py.jinja").render(pointers=repr(pointers), file=file)
        (package / "checked.py").write_text(code, "utf-8")
        if checks.data is not None:
            (package / "schemas.json").write_text(json.dumps(checks.data, ensure_ascii=False) + "\n", "utf-8")
    found = [str(warning.message) for warning in caught] + [
        line for line in output.getvalue().splitlines() if line.strip()
    ]
    return [("", UNSUPPORTED)] if found else []


def _generate(document: dict[str, Any], module: str, header: str, metadata: Path, *, has_checks: bool) -> str:
    own_names = dict.fromkeys(_OWN_NAMES, _TYPES)
    bases = f"{module}.checked" if has_checks else _TYPES
    code = generate(
        json.dumps(document),
        input_filename="openapi.yaml",
        input_file_type=InputFileType.OpenAPI,
        openapi_scopes=[OpenAPIScope.Schemas],
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion.V2_14,
        base_class=f"{bases}.Model",
        import_overrides=own_names | {"RootModel": bases},
        strict_types=list(StrictTypes),
        field_constraints=True,
        use_annotated=True,
        strict_nullable=True,
        use_missing_sentinel=True,
        deserialize_default_values=[DefaultValueType.Enum],
        use_schema_description=True,
        use_field_description=True,
        use_specialized_enum=True,
        use_standard_collections=True,
        use_union_operator=True,
        disable_timestamp=True,
        custom_file_header=header,
        emit_model_metadata=metadata,
        formatters=[],
    )
    if not isinstance(code, str):
        raise Error("the models are not one module")
    return code


def _with_aliases(code: str, definitions: Mapping[str, str]) -> str:
    """Return the code with the definitions of types, after the imports."""
    if not definitions:
        return code
    names = {
        name for name in ("Discriminated", "Variants") if any(f" {name}(" in each for each in definitions.values())
    }
    imports = f"from typing import Annotated\nfrom {_TYPES} import {', '.join(sorted(names))}\n"
    code = re.sub(rf"^from {ALIASES} import .*\n", "", code, flags=re.MULTILINE)
    start, separator, rest = code.partition("\nclass ")
    return (
        f"{start}{imports}" + "".join(f"\n{name} = {each}\n" for name, each in definitions.items()) + separator + rest
    )


def _with_deferred(code: str, fields: Mapping[str, set[str]]) -> str:
    """Return the code with a mark at the types of some fields, by their names in JSON."""
    if not any(fields.values()):
        return code
    lines = code.encode().splitlines(keepends=True)  # the columns of nodes are those of bytes
    for class_ in (each for each in ast.parse(code).body[::-1] if isinstance(each, ast.ClassDef)):
        for name, type_ in reversed(list(_iter_types(class_))):
            if name in fields.get(class_.name, ()):
                _mark(lines, type_)
    imports = f"\nfrom typing import Annotated\nfrom {_TYPES} import DEFERRED\n"
    return b"".join(lines).decode().replace(_FUTURE, _FUTURE + imports, 1)


def _iter_types(class_: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield the types of the fields of a class by their names in JSON, and that of its other properties."""
    for each in class_.body:
        if isinstance(each, ast.AnnAssign):
            type_ = each.annotation
            keywords = (node for node in ast.walk(type_) if isinstance(node, ast.keyword) and node.arg == "alias")
            aliases = [node.value.value for node in keywords if isinstance(node.value, ast.Constant)]
            # The mark comes before constraints of the value, which pydantic applies in their order.
            yield str([*aliases, ast.unparse(each.target)][0]), _arguments(type_, "Annotated")[0]
        elif isinstance(each, ast.Assign) and isinstance(each.value, ast.Dict):  # `__annotations__`
            yield "__pydantic_extra__", _arguments(each.value.values[0], "Dict")[-1]


def _arguments(type_: ast.expr, name: str) -> list[ast.expr]:
    """Return the arguments of a type of some name; else the type itself."""
    if isinstance(type_, ast.Subscript) and isinstance(type_.slice, ast.Tuple) and ast.unparse(type_.value) == name:
        return type_.slice.elts
    return [type_]


def _mark(lines: list[bytes], type_: ast.expr) -> None:
    """Add a mark to a type in some lines."""
    end, start = (type_.end_lineno or type_.lineno) - 1, type_.lineno - 1
    column = type_.end_col_offset or 0
    lines[end] = lines[end][:column] + b", DEFERRED]" + lines[end][column:]
    lines[start] = lines[start][: type_.col_offset] + b"Annotated[" + lines[start][type_.col_offset :]


def _with_sensitive(code: str, fields: Mapping[str, set[str]]) -> str:
    """Return the code with the fields that `repr` does not show, by their names in JSON."""
    marked = [f"{name}: {{{', '.join(map(repr, sorted(names)))}}}" for name, names in sorted(fields.items()) if names]
    if not marked:
        return code
    imported = code.replace(f"\nfrom {_TYPES} import ", f"\nfrom {_TYPES} import hide_fields\nfrom {_TYPES} import ", 1)
    return f"{imported}\n\nhide_fields({{{', '.join(marked)}}})\n"


_CLASS = re.compile(r"^class (\w+)\(.*\n(?:(?!class ).*\n)*", re.MULTILINE)
_OPTIONAL = re.compile(r"^    (\w+): (.*) \| MISSING = MISSING$", re.MULTILINE)


def _with_read_only(code: str, fields: Mapping[str, set[str]]) -> str:
    """Return the code with fields that need not be passed, and whose type is that of a value that was received."""
    if not any(fields.values()):
        return code

    def rewrite_class(match: re.Match[str]) -> str:
        names = fields.get(match[1], set())
        return _OPTIONAL.sub(lambda field: rewrite_field(field, names), match[0])

    def rewrite_field(match: re.Match[str], names: set[str]) -> str:
        alias = re.search(r"alias='([^']*)'", match[2])
        is_one_way = (alias[1] if alias else match[1]) in names
        return f"    {match[1]}: {match[2]} = READ_ONLY" if is_one_way else match[0]

    code = _CLASS.sub(rewrite_class, code)
    return (
        code.replace(f"\nfrom {_TYPES} import ", f"\nfrom {_TYPES} import READ_ONLY\nfrom {_TYPES} import ", 1)
        if " = READ_ONLY\n" in code
        else code
    )


def _with_extra_check(code: str) -> str:
    """Return the code with an import, before that of pydantic, that checks that the extra is installed."""
    check = "\nimport caretasks.client.schemas as _  # noqa: F401 - names the extra if it is missing\n# isort: split\n"
    return code.replace(_FUTURE, _FUTURE + check, 1)
