"""The comparison of a spec with the document that its vendor publishes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from caretasks.openapi.document import Api
from caretasks.pages.evidence import DocumentedPage
from caretasks.pages.fact_states import ReadPage
from caretasks.pages.published_spec import SpecReport, compare_with_published

URL = "https://docs.acme.example/openapi.yaml"


def _document(*statuses: str, required: list[str]) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": {"id": {"type": "string"}}}
    content = {"application/json": {"schema": schema}}
    responses = {status: {"description": "A visit", "content": content} for status in statuses}
    info = {"title": "Acme", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/visits": {"get": {"responses": responses}}}}


def _compare(tmp_path: Path, published: str, deviations: list[dict[str, Any]]) -> SpecReport:
    file = tmp_path / "openapi.yaml"
    ours = _document("200", required=["id"])
    file.write_text(yaml.safe_dump(ours))
    api = Api("acme", ours, {"facts": {}, "published_spec": URL, "deviations": deviations}, str(file))

    def read(_: str, page: DocumentedPage) -> ReadPage:
        assert page.fetch == URL
        return ReadPage(page, published)

    report = compare_with_published(api, read)
    assert report is not None
    return report


PUBLISHED = yaml.safe_dump(_document("200", required=[]))


def test_reports_a_breaking_difference(tmp_path: Path) -> None:
    (difference,) = _compare(tmp_path, PUBLISHED, []).differences
    assert difference.kind == "property-optional"


@pytest.mark.parametrize(
    "deviation",
    [
        {"pointer": "/paths/~1visits/get/responses/200"},
        {"pointer": "/paths/*/get", "kinds": ["property-optional"]},
    ],
)
def test_does_not_report_a_deliberate_deviation(tmp_path: Path, deviation: dict[str, Any]) -> None:
    report = _compare(tmp_path, PUBLISHED, [{**deviation, "reason": "So."}])
    assert (report.differences, report.deliberate, report.unused) == ((), 1, ())


@pytest.mark.parametrize(
    "deviation", [{"pointer": "/paths/~1visit"}, {"pointer": "/paths/*", "kinds": ["response-removed"]}]
)
def test_names_a_deviation_that_does_not_exist(tmp_path: Path, deviation: dict[str, Any]) -> None:
    report = _compare(tmp_path, PUBLISHED, [{**deviation, "reason": "So."}])
    assert (len(report.differences), [each.pointer for each in report.unused]) == (1, [deviation["pointer"]])


@pytest.mark.parametrize("published", ["Not found\n", "{}", "openapi: 3.1.0\n"])
def test_a_page_that_is_not_openapi_is_not_compared(tmp_path: Path, published: str) -> None:
    assert "not an OpenAPI document" in _compare(tmp_path, published, []).problem
