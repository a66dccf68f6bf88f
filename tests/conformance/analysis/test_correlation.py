"""Correlation: the cause of a failure is found by comparing the failed requests with the other requests."""

from __future__ import annotations

from caretasks.conformance.analysis.correlation import correlated_features
from caretasks.conformance.model import Feature

NULL, UNKNOWN, LONG = Feature("tags is null"), Feature("type is not one of the known values"), Feature("title is long")


def test_feature_of_a_successful_request_is_not_a_cause() -> None:
    assert correlated_features([frozenset({NULL, UNKNOWN})], {UNKNOWN.text}) == [frozenset({NULL})]


def test_most_common_feature_is_the_cause_for_all_requests_that_have_it() -> None:
    found = correlated_features([frozenset({NULL, UNKNOWN}), frozenset({NULL}), frozenset({UNKNOWN, LONG})], ())
    assert found == [frozenset({NULL}), frozenset({NULL}), frozenset({UNKNOWN, LONG})]


def test_one_of_two_equally_common_features_is_the_cause_for_a_request_with_both() -> None:
    found = correlated_features([frozenset({NULL}), frozenset({NULL, LONG}), frozenset({LONG})], ())
    assert found == [frozenset({NULL}), frozenset({NULL}), frozenset({LONG})]


def test_features_of_the_same_requests_are_causes_together() -> None:
    assert correlated_features([frozenset({NULL, LONG})] * 2, ()) == [frozenset({NULL, LONG})] * 2


def test_outermost_of_equally_common_features_is_the_cause() -> None:
    outer, inner = Feature("task_data is an object", depth=1), Feature("task_data/referral is missing", depth=2)
    assert correlated_features([frozenset({outer, inner})], ()) == [frozenset({outer})]


def test_request_without_a_remaining_feature_has_no_cause() -> None:
    assert correlated_features([frozenset({NULL})], {NULL.text}) == [frozenset()]
