"""The class of a change agrees with what a client and a check of one version find at a mock server of the other one."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from caretasks.codegen.package import generate_package
from caretasks.conformance.config import Settings
from caretasks.diff.api_changes import compare_documents
from caretasks.mock.testing import Session
from caretasks.openapi.document import Api
from caretasks.openapi.source import read_source
from tests.bundled_apis import load_api
from tests.diff.agreement import build_apis, find_failing_operations, operation_name, with_responses_of_difference
from tests.diff.schema_kinds import SCHEMA_KINDS, SchemaKind
from tests.diff.test_schema_kinds import parties

NO_SCHEMA_SHOWS_IT = frozenset(
    {
        "required property removed",
        "optional property removed",
        "optional property removed from a closed object",
        "property became read-only",
        "required property became read-only",
        "property became write-only",
        "property of the discriminator changed",
        "default changed",
        "default removed",
    }
)
"""Kinds in which something documented loses its meaning, but the values in requests or responses stay valid."""
RARELY_SENT = {
    ("property of a map described", True),  # that property must be sent with a value of another type
    ("not added", True),  # the one forbidden string must be sent
}
"""Kinds, and whether they are in requests, of which no generated request shows the difference."""
IMPLIED = "implied type"
"""A schema with `properties` and no `type` allows numbers, too. Its author does not mean that."""

SAMPLE = ("required property added", "enum value added")


def expected_parties(kind: SchemaKind, *, in_request: bool) -> set[str]:
    return set(((kind.request if in_request else kind.response) or "").split())


def observed_parties(kinds: dict[str, SchemaKind], settings: Settings) -> dict[str, set[str]]:
    """Return by operation for whom a check of the one version fails at a mock server of the other one."""
    old, new = build_apis(kinds)
    failing = {
        "clients": find_failing_operations(old, with_responses_of_difference(new, old), settings),
        "servers": find_failing_operations(new, with_responses_of_difference(old, new), settings),
    }
    return {
        operation: {party for party, found in failing.items() if operation in found}
        for path in old["paths"].values()
        for operation in (next(iter(path.values()))["operationId"],)
    }


def test_check_of_one_version_agrees_with_the_class_of_a_change() -> None:
    kinds = {name: SCHEMA_KINDS[name] for name in SAMPLE}
    observed = observed_parties(kinds, Settings(max_examples=1, max_phase_cases=10))
    for name, kind in kinds.items():
        for in_request in (True, False):
            expected = expected_parties(kind, in_request=in_request)
            assert observed[operation_name(name, in_request=in_request)] == expected, name


@pytest.mark.long
def test_check_of_one_version_agrees_with_the_class_of_every_kind_of_change() -> None:
    observed = observed_parties(SCHEMA_KINDS, Settings(max_examples=12))
    for name, kind in SCHEMA_KINDS.items():
        for in_request in (True, False):
            expected = expected_parties(kind, in_request=in_request)
            found = observed[operation_name(name, in_request=in_request)]
            if name in NO_SCHEMA_SHOWS_IT or (name, in_request) in RARELY_SENT:
                assert found <= expected, name
            elif name != IMPLIED:
                assert found == expected, name


# --- Clients ---


def changed_miramace(change: str) -> dict[str, Any]:
    """Return the spec of Mira Mace with a change of what a read or a create of a patient sends and returns."""
    document: dict[str, Any] = deepcopy(load_api("miramace").document)
    schemas = document["components"]["schemas"]
    match change:
        case "type":
            schemas["Patient"]["properties"]["first_name"] = {"type": "integer"}
            replace_examples(document, "first_name", 5)
        case "required":
            schemas["CreatePatientRequest"]["properties"]["nickname"] = {"type": "string"}
            schemas["CreatePatientRequest"]["required"] = ["nickname"]
        case "optional":
            schemas["Patient"]["properties"]["nickname"] = {"type": "string"}
    return document


def replace_examples(node: Any, name: str, value: Any) -> None:
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        if isinstance(each, dict) and name in each and not isinstance(each[name], dict):
            each[name] = value
        replace_examples(each, name, value)


class Drift:
    """The locations of the differences that a client has reported."""

    def __init__(self) -> None:
        self.pointers: list[str] = []

    def on_drift(self, event: Any) -> None:
        self.pointers.append(event.pointer)


@pytest.mark.slow
@pytest.mark.parametrize(("change", "breaks"), [("type", True), ("required", True), ("optional", False)])
def test_client_of_the_old_version_agrees_with_the_class_of_a_change(tmp_path: Path, change: str, breaks: bool) -> None:
    old, document = load_api("miramace").document, changed_miramace(change)
    changes = compare_documents(Api("miramace", old, None, ""), Api("miramace", document, None, ""))
    assert ("clients" in parties(changes)) is breaks
    assert is_client_broken(tmp_path, document) is breaks


def is_client_broken(folder: Path, document: dict[str, Any]) -> bool:
    """Return whether the client of Mira Mace fails at a mock server of a document, or reports a difference."""
    from caretasks.miramace import MiraMaceError

    file = folder / "miramace.json"
    file.write_text(json.dumps(document))
    drift = Drift()
    with (
        Session({"miramace": file}) as session,
        session.create_mock_servers().client("miramace", hooks=drift) as client,
    ):
        try:
            client.get_patient(read_example(["/v1/patient/{patient_id}", "get", "responses", "200"])["id"])
            client.create_patient(read_example(["/v1/patient", "post", "requestBody"]))
        except MiraMaceError:
            return True
    return bool(drift.pointers)


def read_example(path: list[str]) -> Any:
    """Return the first example of a body that the unchanged spec documents."""
    node: Any = load_api("miramace").document["paths"]
    for token in path:
        node = node[token]
    return next(iter(node["content"]["application/json"]["examples"].values()))["value"]


@pytest.fixture(scope="module")
def kinds_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Generate the client of the old version of all kinds, and yield the file of the new version."""
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "caretasks").mkdir()
    (folder / "specs" / "kinds").mkdir(parents=True)
    old, new = build_apis()
    spec = folder / "specs" / "kinds" / "openapi.yaml"
    spec.write_text(json.dumps(old))
    generate_package(read_source(spec), None, folder / "caretasks")
    file = folder / "kinds.json"
    file.write_text(json.dumps(with_responses_of_difference(new, old)))
    sys.path.insert(0, str(folder))
    yield file
    sys.path.remove(str(folder))


@pytest.mark.long
def test_client_of_the_old_version_agrees_with_the_class_of_every_kind_of_change(kinds_package: Path) -> None:
    importlib.invalidate_caches()
    broken = set()
    with Session({"kinds": kinds_package}) as session:
        for name in SCHEMA_KINDS:
            drift = Drift()
            with session.create_mock_servers().client("kinds", hooks=drift) as client:
                method = getattr(client, operation_name(name, in_request=False).lower(), None)
                if method is None:
                    continue
                method()
            if drift.pointers:
                broken.add(name)
    assert len(broken) > 15
    for name in broken - {IMPLIED}:
        assert "clients" in expected_parties(SCHEMA_KINDS[name], in_request=False), name
