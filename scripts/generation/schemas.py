"""The pydantic models of one API, by datamodel-code-generator.

Scalars are read by the types of `json_types.py`, which is written beside the models: strict, and with the formats of
JSON Schema, where pydantic's own types are lenient.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import warnings
from pathlib import Path
from typing import Any

from datamodel_code_generator import InputFileType, OpenAPIScope, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType, StrictTypes, TargetPydanticVersion

from caretasks.openapi.api import Api
from caretasks.openapi.pointers import walk
from scripts.generation.patterns import UntranslatablePatternError, translate

TEMPLATES = Path(__file__).parents[1] / "templates" / "datamodel_code_generator"

# The generator's names that are to come from json_types.py: types in a strict form, and the sentinel.
_OWN_NAMES = (
    "AnyUrl",
    "AwareDatetime",
    "EmailStr",
    "IPv4Address",
    "IPv6Address",
    "MISSING",
    "StrictFloat",
    "StrictInt",
    "UUID",
    "date",
    "time",
    "timedelta",
)

# OpenAPI's own formats, which JSON Schema does not assert and the generator would read as other types than strings.
_HINTS = frozenset({"binary", "byte", "password"})


def generate_schemas(api: Api, package: Path, header: str) -> list[tuple[str, str]]:
    """Writes `schemas.py` and `json_types.py` into the folder `package`, `schemas.py` with `header` at its top.

    Returns:
        What could not be expressed, each as a JSON pointer (empty where the generator names no place) and a message.
    """
    document = copy.deepcopy(api.document)
    types_module = f"caretasks.{api.name}.json_types"
    complaints = _prepare(document, types_module)
    output = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stderr(output):
        warnings.simplefilter("always")
        code = generate(
            json.dumps(document),
            input_filename="openapi.yaml",
            input_file_type=InputFileType.OpenAPI,
            openapi_scopes=[OpenAPIScope.Schemas],
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            target_pydantic_version=TargetPydanticVersion.V2_14,
            base_class=f"{types_module}.Model",
            import_overrides=dict.fromkeys(_OWN_NAMES, types_module),
            strict_types=list(StrictTypes),
            field_constraints=True,
            use_annotated=True,
            generate_schema_validators=True,
            strict_nullable=True,
            use_missing_sentinel=True,
            use_schema_description=True,
            use_field_description=True,
            use_specialized_enum=True,
            use_standard_collections=True,
            use_union_operator=True,
            disable_timestamp=True,
            custom_file_header=header,
            formatters=[],
        )
    complaints += [("", str(warning.message)) for warning in caught]
    complaints += [("", line) for line in output.getvalue().splitlines() if line.strip()]
    if not isinstance(code, str):
        complaints.append(("", "datamodel-code-generator did not give one module"))
        return complaints
    (package / "schemas.py").write_text(code, "utf-8")
    (package / "json_types.py").write_text((TEMPLATES / "json_types.py").read_text("utf-8"), "utf-8")
    return complaints


def _prepare(document: dict[str, Any], types_module: str) -> list[tuple[str, str]]:
    """Says in the generator's terms what it would read otherwise: patterns, hostnames, formats that are mere hints."""
    complaints = []
    for pointer, node in list(walk(document)):
        if not isinstance(node, dict):
            continue
        if isinstance(node.get("pattern"), str):
            try:
                node["pattern"] = translate(node["pattern"])
            except UntranslatablePatternError as error:
                complaints.append((pointer + "/pattern", f"the models cannot say this pattern: {error}"))
        if node.get("format") == "hostname":
            node["customTypePath"] = f"{types_module}.Hostname"
        if node.get("format") in _HINTS:
            del node["format"]
    return complaints
