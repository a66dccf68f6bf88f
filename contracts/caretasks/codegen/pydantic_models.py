"""Generation of the pydantic models of one API with datamodel-code-generator.

`schemas.py` takes its types from `caretasks.client.schemas`, which are strict and know the formats of JSON Schema;
pydantic's own are lenient. If a schema says what fields cannot, there is also a `checked.py`, whose base classes
validate models by their schemas.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import re
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datamodel_code_generator import Error, InputFileType, OpenAPIScope, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType, DefaultValueType, StrictTypes, TargetPydanticVersion

from caretasks.codegen.preparation.field_support import expressible, roots, simplify
from caretasks.core.templates import load_template
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, split
from caretasks.openapi.variants import iter_discriminators

TEMPLATES = Path(__file__).parent / "templates" / "datamodel_code_generator"

_TYPES = "caretasks.client.schemas"
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


def generate_schemas(api: Api, package: Path, header: str) -> list[tuple[str, str]]:
    """Write the models into the folder `package`, `schemas.py` with `header` as its first lines.

    Returns:
        What could not be expressed, each as a JSON pointer (empty if the generator names no location) and a message.
    """
    document = copy.deepcopy(api.document)
    complaints = simplify(document)
    variants = _replace_variants(document)
    has_checks = any(not expressible(schema) for _, schema in roots(api.document))
    output = io.StringIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stderr(output),
    ):
        warnings.simplefilter("always")
        metadata = Path(folder) / "models.json"
        try:
            code = _generate(document, f"caretasks.{api.name}", header, metadata, has_checks=has_checks)
        except Error as error:
            if "Models not found" not in str(error):
                raise
            code = f'{header}\n"""The document describes no schema."""\n'
        models = json.loads(metadata.read_text("utf-8"))["models"] if metadata.exists() else []
    complaints += [("", str(warning.message)) for warning in caught]
    complaints += [("", line) for line in output.getvalue().splitlines() if line.strip()]
    (package / "schemas.py").write_text(_with_variants(_with_extra_check(code), variants), "utf-8")
    if has_checks:
        code = load_template(TEMPLATES, "checked.py.jinja").render(pointers=repr(_checked_models(api, models)))
        (package / "checked.py").write_text(code, "utf-8")
    return complaints


def _generate(document: dict[str, Any], module: str, header: str, metadata: Path, *, has_checks: bool) -> str:
    own_names = dict.fromkeys(_OWN_NAMES, _TYPES)
    bases = f"{module}.checked" if has_checks else _TYPES
    code = generate(
        json.dumps(document),
        input_filename="openapi.yaml",
        input_file_type=InputFileType.OpenAPI,
        openapi_scopes=[OpenAPIScope.Schemas, OpenAPIScope.Paths],
        use_operation_id_as_name=True,
        use_status_code_in_response_name=True,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion.V2_14,
        base_class=f"{bases}.Model",
        import_overrides=own_names | ({"RootModel": bases} if has_checks else {}),
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


_VARIANTS = "variants"  # the module in an import that is replaced by the definitions of the types


def _replace_variants(document: dict[str, Any]) -> dict[str, str]:
    """Give each property on which a sibling decides its type, and return the definitions by the names.

    The schema of its object and those of its alternatives must be components.
    """
    found = {}
    for each in list(iter_discriminators(document)):
        name = split(each.owner)[-1] + "".join(part[:1].upper() + part[1:] for part in each.property.split("_"))
        property_ = resolve_pointer(document, join(each.owner, "properties", each.property))
        models = {value: split(reference)[-1] for value, reference in each.mapping.items()}
        alternatives = " | ".join([*dict.fromkeys(models.values()), "dict[str, object]"])
        found[name] = f"Annotated[{alternatives!r}, Variants({each.sibling!r}, {models!r})]"
        del property_["anyOf"]
        property_["customTypePath"] = f"{_VARIANTS}.{name}"
    return found


def _with_variants(code: str, definitions: Mapping[str, str]) -> str:
    """Return the code with the definitions of types, after the imports."""
    if not definitions:
        return code
    code = re.sub(rf"^from {_VARIANTS} import .*\n", f"from {_TYPES} import Variants\n", code, flags=re.MULTILINE)
    start, separator, rest = code.partition("\nclass ")
    added = "from typing import Annotated\n" + "".join(f"\n{name} = {each}\n" for name, each in definitions.items())
    return f"{start}{added}{separator}{rest}"


def _with_extra_check(code: str) -> str:
    """Return the code with an import, before that of pydantic, that checks that the extra is installed."""
    start = "from __future__ import annotations\n"
    check = "\nimport caretasks.client.schemas as _  # noqa: F401 - names the extra if it is missing\n# isort: split\n"
    return code.replace(start, start + check, 1)


def _checked_models(api: Api, models: list[dict[str, Any]]) -> dict[str, str]:
    """Return the models whose schemas say what fields cannot, with the JSON pointers to those schemas."""
    found = {}
    for model in models:
        pointer = join("", *model["source_path"])
        with contextlib.suppress(PointerNotFoundError):
            if not expressible(resolve_pointer(api.document, pointer)):
                found[model["class_name"]] = pointer
    return found
