"""Which failed checks are advice, and why; by the operations of the real documents."""

from __future__ import annotations

import pytest

from caretasks.conformance.analysis.failures import Circumstances, advice, names_documented
from caretasks.core.http import HTTPS_OWN
from caretasks.openapi.catalog import Catalogue

CATALOGUE = Catalogue()
TASK = CATALOGUE.load("maxcare").operation("get_task")
CALL = CATALOGUE.load("miramace").operation("create_task")


@pytest.mark.parametrize("status", sorted(HTTPS_OWN))
def test_https_own_statuses_break_no_promise(status: int) -> None:
    for check in ("status_code_conformance", "not_a_server_error", "positive_data_acceptance"):
        assert advice(check, Circumstances(TASK, status))


def test_the_body_of_a_status_documented_by_its_own_code_is_a_promise() -> None:
    assert advice("response_schema_conformance", Circumstances(TASK, 429)) is None
    assert advice("content_type_conformance", Circumstances(CALL, 429))  # documented as 4XX only


def test_a_500_breaks_a_promise() -> None:
    assert advice("not_a_server_error", Circumstances(TASK, 500)) is None


@pytest.mark.parametrize("scenario", ["unspecified_http_method", "malformed_content_type", "unsupported_content_type"])
def test_probes_of_no_documented_request_break_no_promise(scenario: str) -> None:
    assert advice("not_a_server_error", Circumstances(CALL, 500, scenario))


@pytest.mark.parametrize("check", ["unsupported_method", "allow_header_conformance"])
def test_manners_break_no_promise_whatever_was_asked(check: str) -> None:
    assert advice(check, Circumstances(TASK, 200))


def test_the_refusal_of_an_invented_id_breaks_no_promise_and_of_a_documented_one_does() -> None:
    assert advice("positive_data_acceptance", Circumstances(TASK, 400, known=False))
    assert advice("positive_data_acceptance", Circumstances(TASK, 400)) is None


def test_what_the_document_names_is_told_from_what_it_does_not() -> None:
    assert names_documented(TASK, {"id": "a1b2c3d4-5678-4abc-9def-0123456789ab"})
    assert not names_documented(TASK, {"id": "x"})
    assert names_documented(CALL, {})


def test_the_refusal_of_a_valid_body_breaks_a_promise() -> None:
    assert advice("positive_data_acceptance", Circumstances(CALL, 400)) is None


def test_the_refusal_of_what_does_not_fit_the_document_breaks_no_promise() -> None:
    assert advice("positive_data_acceptance", Circumstances(CALL, 400, fit=False))
    assert advice("not_a_server_error", Circumstances(CALL, 500, fit=False)) is None


def test_a_missing_header_that_is_refused_breaks_no_promise_by_its_status() -> None:
    check = "missing_required_header"
    assert advice(check, Circumstances(TASK, 403))
    assert advice(check, Circumstances(TASK, 500))  # which is a failure of the server's
    assert advice(check, Circumstances(CALL, 200)) is None


def test_an_invalid_request_that_fits_the_document_breaks_no_promise_where_it_is_served() -> None:
    assert advice("negative_data_rejection", Circumstances(CALL, 200, whole=True))
    assert advice("negative_data_rejection", Circumstances(CALL, 200, fit=False)) is None
