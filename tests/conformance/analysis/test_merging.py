"""One finding for each cause: the findings that are merged, and those that are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caretasks.conformance.analysis.correlation import ACCEPTED
from caretasks.conformance.analysis.features import ANY_VALID_REQUEST
from caretasks.conformance.analysis.merging import Causes
from caretasks.conformance.model import Feature, Finding
from caretasks.conformance.observation import FailureKind
from caretasks.core.http import Request

REQUEST = Request("GET", "http://127.0.0.1/tasks")
SCHEMA = Finding(
    "response_schema_conformance",
    "/status is wrong",
    REQUEST,
    pointer="response body /status",
    claim="`status` must be one of `A`",
    actual="`B`",
    topic=FailureKind.BODY,
)
RULE = replace(SCHEMA, check="mm_07_status", claim="/status is not A", topic=FailureKind.RULE)
ERROR = Finding("not_a_server_error", "500", REQUEST, topic=FailureKind.SERVER_ERROR, claim="server error", status=500)
UNDOCUMENTED = replace(ERROR, check="status_code_conformance", topic=FailureKind.UNDOCUMENTED_STATUS, claim="other")


def merge(*responses: list[Finding], cleared: dict[str, set[str]] | None = None) -> list[Finding]:
    causes = Causes()
    for findings in responses:
        causes.add(findings)
    return causes.merge(cleared or {})


def test_schema_check_and_rule_about_the_same_value_are_one_finding() -> None:
    (finding,) = merge([RULE, SCHEMA], [SCHEMA])
    assert (finding.claim, finding.count) == (SCHEMA.claim, 2)
    assert finding.checks == ("response_schema_conformance", "mm_07_status")


def test_other_values_at_the_same_location_are_one_finding_with_the_shortest_request() -> None:
    longer = replace(SCHEMA, request=Request("GET", "http://127.0.0.1/tasks?x=1"), actual="`C`")
    (finding,) = merge([longer], [SCHEMA])
    assert (finding.actual, finding.request) == ("`B`", REQUEST)


def test_values_at_two_locations_are_two_findings() -> None:
    assert len(merge([SCHEMA, replace(SCHEMA, pointer="response body /id")])) == 2


def test_checks_of_one_status_are_one_finding_about_the_server_error() -> None:
    (finding,) = merge([UNDOCUMENTED, ERROR])
    assert finding.title == "server error; received status 500" or finding.title == "server error"
    assert not finding.facts


def test_server_error_with_another_media_type_is_one_finding() -> None:
    page = replace(SCHEMA, check="content_type_conformance", pointer="response header Content-Type")
    (finding,) = merge([page, ERROR])
    assert finding.topic == FailureKind.SERVER_ERROR
    assert len(merge([page, SCHEMA])) == 2


STATUS = replace(RULE, pointer="", claim="a request without a header got status 403", status=403, documented_status=400)
CODE = replace(RULE, pointer="response body /code", claim="/code is not that of 403", status=403, documented_status=400)


def test_wrong_status_whose_body_states_the_documented_one_is_one_finding() -> None:
    (finding,) = merge([CODE], [STATUS])
    assert (finding.claim, finding.count) == (STATUS.claim, 2)
    (finding,) = merge([CODE], [replace(UNDOCUMENTED, status=403)])
    assert finding.topic == FailureKind.UNDOCUMENTED_STATUS


def test_wrong_value_in_responses_with_other_statuses_is_another_finding() -> None:
    assert [each.claim for each in merge([replace(CODE, status=404)], [STATUS])] == [STATUS.claim, CODE.claim]
    assert len(merge([replace(CODE, documented_status=401)], [STATUS])) == 2


def test_value_that_is_wrong_with_several_statuses_does_not_state_one() -> None:
    (finding,) = merge([CODE], [replace(CODE, status=404)])
    assert not finding.documented_status


def accepted(name: str) -> list[Finding]:
    features = frozenset([Feature(f"body/{name} type")])
    finding = replace(ERROR, check="negative_data_rejection", topic=FailureKind.ACCEPTED_INVALID, status=200)
    return [replace(finding, candidate_features=features, better_outcome="rejected")]


def test_request_with_two_accepted_violations_is_explained_by_one_of_them() -> None:
    (one,), (other,) = accepted("a"), accepted("b")
    both = replace(one, candidate_features=one.candidate_features | other.candidate_features)
    for cleared in {}, {"rejected": {"body/c type"}}:
        assert [each.count for each in merge([one], [both], [other], cleared=cleared)] == [2, 1]


def test_server_that_rejects_no_invalid_value_in_a_body_has_one_failure() -> None:
    (finding,) = merge(*map(accepted, "abcdef"), cleared={"rejected": {"body/ type", "path id format"}})
    assert (finding.claim, finding.count) == ("invalid values in the body must be rejected, and none is", 6)
    assert finding.also[0] == "a request whose `a` violates `type` must be rejected"
    assert len(merge(*map(accepted, "abcdef"), cleared={"rejected": {"body/g type"}})) == 6
    assert len(merge(*map(accepted, "abcde"))) == 5


def test_server_errors_are_explained_by_the_location_that_all_of_them_have() -> None:
    def error(*texts: str) -> Finding:
        return replace(ERROR, candidate_features=frozenset(map(Feature, texts)), better_outcome="handled")

    (finding,) = merge(
        [error("body/name has digits", "body/tags is null")],
        [error("body/name has letters", "body/tags is null")],
        [error("body/tags is null")],
        cleared={"handled": {"body/name has letters"}},
    )
    assert finding.claim == "server error for a request whose `tags` is null"
    assert (finding.pointer, finding.count) == ("request body /tags", 3)


@pytest.mark.parametrize(
    ("location", "claim"),
    [
        ("path id", "server error for various values of path parameter `id`"),
        ("header X-A", "server error for various values of header `X-A`"),
        ("body/tags", "server error for various values of the body `/tags`"),
        ("body/", "server error for various values of the body"),
    ],
)
def test_server_error_with_values_of_several_kinds_is_about_their_location(location: str, claim: str) -> None:
    def error(state: str) -> list[Finding]:
        return [
            replace(ERROR, candidate_features=frozenset([Feature(f"{location} {state}")]), better_outcome="handled")
        ]

    (finding,) = merge(error("has digits"), error("has letters"), error("is long"))
    assert finding.claim == claim
    (finding,) = merge(error("has digits"), error("has letters"))
    assert finding.claim != claim


def test_server_error_after_the_validation_is_explained_by_what_no_accepted_request_has() -> None:
    late = frozenset([Feature("body/name has digits"), Feature("body/context is missing")])
    cleared = {"body/context is missing", "body/name has digits", ANY_VALID_REQUEST}
    (finding,) = merge(
        [replace(ERROR, candidate_features=late, better_outcome="handled")],
        cleared={"handled": cleared, "accepted": cleared - {"body/context is missing"}},
    )
    assert finding.claim == "server error for a request without `context`"


def test_server_error_has_one_cause_although_an_invalid_request_selects_no_alternative() -> None:
    def error(*texts: str) -> Finding:
        return replace(ERROR, candidate_features=frozenset(map(Feature, texts)), better_outcome="handled")

    (finding,) = merge(
        [error("body/name of alternative 0 has digits", "body/data/tags of alternative 0 is null")],
        [error("body/name has digits")],
        cleared={"handled": {"body/name of alternative 0 has digits"}},
    )
    assert (finding.claim, finding.count) == ("server error for a request whose `/data/tags` is null", 2)


def test_accepted_violation_is_named_with_its_location() -> None:
    violations = frozenset([Feature("body/phone_number pattern")])
    accepted = Finding(
        "negative_data_rejection", "accepted", REQUEST, topic=FailureKind.ACCEPTED_INVALID, actual="status 201"
    )
    (finding,) = merge([replace(accepted, candidate_features=violations, better_outcome="rejected")])
    assert finding.title == "a request whose `phone_number` violates `pattern` must be rejected; received status 201"
    assert finding.pointer == "request body /phone_number"


def test_order_does_not_depend_on_that_of_the_requests() -> None:
    other = replace(SCHEMA, pointer="response body /id")
    assert merge([SCHEMA], [other]) == merge([other], [SCHEMA])


@pytest.mark.parametrize(
    ("sent", "accepted", "named"),
    [
        ([["body/a has letters", "body/b has letters"], ["body/a has digits"]], [], ", all with `a`"),
        ([["body/a/0/b has letters", "body/a has 1 items"], ["body/a/0/b has digits"]], [], ", all with `/a/0/b`"),
        ([["body/a has letters"]], ["body/a is null"], ", all with `a`"),
        ([["body/a has letters"]], ["body/a has digits"], ""),
        ([["body/a has letters"], ["body/a is null"]], [], ""),
        ([["body/a has letters", "body/b has letters"]], [], ""),
        ([["query limit has digits", "body/a is missing"]], [], ", all with query parameter `limit`"),
        ([["body/ is an object"]], [], ", all with a body"),
    ],
)
def test_warning_about_refused_requests_names_what_only_they_have(
    sent: list[list[str]], accepted: list[str], named: str
) -> None:
    refused = Finding(
        "positive_data_acceptance", "refused", REQUEST, "a rule", topic=FailureKind.REJECTED_VALID, refused_status=422
    )
    findings = [
        replace(refused, candidate_features=frozenset(map(Feature, sent[number % len(sent)]))) for number in range(4)
    ]
    causes = Causes()
    for finding in findings:
        causes.add([finding])
    (warning,) = causes.merge({ACCEPTED: {ANY_VALID_REQUEST, *accepted}}, valid_count=9)
    assert warning.message == f"refused 4 of 9 valid requests{named}; the spec documents 422"


def test_warning_about_few_refused_requests_names_nothing() -> None:
    refused = Finding("positive_data_acceptance", "refused", REQUEST, "a rule", refused_status=422)
    causes = Causes()
    causes.add([replace(refused, candidate_features=frozenset({Feature("body/a has letters")}))])
    (warning,) = causes.merge({}, valid_count=9)
    assert warning.message == "refused 1 of 9 valid requests; the spec documents 422"
