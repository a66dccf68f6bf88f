"""The mock server of any spec passes the check of that spec, and its client can be generated and imported."""

from __future__ import annotations

import importlib
import itertools
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

import caretasks
from caretasks.codegen.package import generate_package
from caretasks.conformance.config import Settings
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.catalog import make_api
from caretasks.openapi.document import Api
from caretasks.openapi.problems import has_errors
from caretasks.openapi.source import Source
from tests.conformance.generated_specs import specs
from tests.conformance.published_documents import published_documents

GENERATED = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],  # a shrunk spec takes many checks; draw a failing one again by its seed
    suppress_health_check=list(HealthCheck),
)
_numbers = itertools.count()


def make_sound_api(document: dict[str, Any]) -> Api:
    """Return the API of a spec. One with an error is discarded."""
    api = make_api("generated", document, None, "generated")
    assume(not has_errors(api.findings or ()))
    return api


def assert_mock_server_passes(api: Api) -> None:
    """Check the mock server of a spec in this process."""
    result = check_target(in_process_target(api, seed="1"), Settings(max_examples=3, reveal=True))
    failures = [failure.message for operation in result.operations for failure in operation.failures]
    errors = [*result.errors, *(error for operation in result.operations for error in operation.errors)]
    assert (failures, errors) == ([], [])


def assert_client_can_be_imported(document: dict[str, Any]) -> None:
    """Generate the package of a spec, and import it."""
    name = f"generated_{next(_numbers)}"
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        namespace = Path(folder, "caretasks")
        namespace.mkdir()
        problems = generate_package(Source(f"{name}/openapi.yaml", document, "{}"), None, namespace)
        assert not has_errors(problems), list(map(str, problems))
        patch.setattr(caretasks, "__path__", [*caretasks.__path__, str(namespace)])
        importlib.import_module(f"caretasks.{name}")
        importlib.import_module(f"caretasks.{name}.client")


@pytest.mark.slow
@settings(GENERATED, max_examples=6, derandomize=True)
@given(specs())
def test_mock_servers_of_generated_specs_pass(document: dict[str, Any]) -> None:
    assert_mock_server_passes(make_sound_api(document))


@pytest.mark.long
@settings(GENERATED, max_examples=60, derandomize=True)
@given(specs())
def test_mock_servers_of_many_generated_specs_pass(document: dict[str, Any]) -> None:
    assert_mock_server_passes(make_sound_api(document))


@pytest.mark.slow
@settings(GENERATED, max_examples=2, derandomize=True)
@given(published_documents())
def test_specs_with_problems_can_be_used(document: dict[str, Any]) -> None:
    assert_mock_server_passes(make_sound_api(document))
    assert_client_can_be_imported(document)


@pytest.mark.long
@settings(GENERATED, max_examples=40, derandomize=True)
@given(published_documents())
def test_many_specs_with_problems_can_be_used(document: dict[str, Any]) -> None:
    assert_mock_server_passes(make_sound_api(document))
    assert_client_can_be_imported(document)
