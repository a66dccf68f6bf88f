"""Invalid parameters that the suite sends, and credentials that an operation must reject."""

from __future__ import annotations

from pathlib import Path

from caretasks.conformance.phases import auth_probes
from caretasks.conformance.phases.invalid_values import iter_cases
from caretasks.conformance.target.model import in_process_target
from caretasks.core.missing import MISSING
from caretasks.openapi.catalog import Catalog
from tests.openapi.single_operation import make_operation

MARKET = in_process_target(Catalog(Path(__file__).parents[2] / "mutation" / "specs").load("market"), seed="1")
OPERATIONS = {operation.id: operation for operation in MARKET.api.operations}


def test_omits_a_required_parameter_and_sends_invalid_values_of_others() -> None:
    cases = [
        (case.notes["description"], case.parameters["query"])
        for case in iter_cases(OPERATIONS["listOrders"], is_remote=False)
    ]
    assert ("near-valid value in query: missing ids", {}) in cases
    assert any("created[from]" in query for _, query in cases)


def test_omits_each_required_property_of_an_object_in_the_query() -> None:
    schema = {
        "type": "object",
        "required": ["from", "to"],
        "properties": {"from": {"type": "string", "format": "date"}, "to": {"type": "string", "format": "date"}},
    }
    operation = make_operation({}, {"name": "range", "in": "query", "required": True, "schema": schema})
    pointer = f"{operation.parameters[0].pointer}/schema/required"
    cases = iter_cases(operation, is_remote=False, violated_keyword=pointer)
    assert [set(case.parameters["query"]) for case in cases] == [{"to"}, {"from"}]


def test_sends_only_the_violations_of_a_selected_keyword() -> None:
    operation = OPERATIONS["listOrders"]
    parameter = next(each for each in operation.parameters if each.name == "ids")
    cases = list(iter_cases(operation, is_remote=False, violated_keyword=f"{parameter.pointer}/required"))
    assert [case.notes["description"] for case in cases] == ["near-valid value in query: missing ids"]


def test_sends_no_body_where_one_is_required() -> None:
    operation = make_operation({"type": "object"})
    pointer = f"{operation.pointer}/requestBody/required"
    (case,) = iter_cases(operation, is_remote=False, violated_keyword=pointer)
    assert case.body is MISSING


def test_sends_an_invalid_header_with_quotes() -> None:
    schema = {"type": "string", "pattern": '^W/"[0-9]+"$', "examples": ['W/"2"']}
    operation = make_operation({}, {"name": "If-Match", "in": "header", "required": True, "schema": schema})
    values = {case.parameters["header"].get("If-Match") for case in iter_cases(operation, is_remote=False)}
    assert '/"2"' in values


def test_probes_each_of_two_required_keys_alone() -> None:
    probes = auth_probes._iter_invalid_credentials(MARKET, OPERATIONS["placeOrder"], use_valid_key=True)
    descriptions = {description for description, _ in probes}
    assert {"without the key key", "without the key secret", "with an invalid key secret"} <= descriptions


def test_does_not_probe_an_operation_with_optional_keys() -> None:
    operation = OPERATIONS["noteOrder"]
    for _, credentials in auth_probes._iter_invalid_credentials(MARKET, operation, use_valid_key=True):
        assert not auth_probes.is_unauthenticated(operation, credentials, {})
