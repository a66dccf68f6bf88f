"""What a request was refused or served for is told by comparing it with the others."""

from __future__ import annotations

from caretasks.conformance.analysis.attribution import Blame
from caretasks.conformance.analysis.correlation import causes, features
from caretasks.conformance.model import Mark
from caretasks.openapi.catalog import Catalogue

NULL, WORD, LONG = Mark("tags is null"), Mark("type is another word"), Mark("title is long")


def test_what_requests_had_that_fared_better_is_no_cause() -> None:
    assert causes([frozenset({NULL, WORD})], {WORD.text}) == [frozenset({NULL})]


def test_the_mark_that_explains_the_most_is_the_cause_of_all_that_have_it() -> None:
    found = causes([frozenset({NULL, WORD}), frozenset({NULL, LONG}), frozenset({LONG})], ())
    assert found == [frozenset({NULL, LONG}) & marks for marks in ({NULL, WORD}, {NULL, LONG}, {LONG})]


def test_of_marks_that_explain_as_much_the_outer_is_the_cause() -> None:
    outer, inner = Mark("task_data is there", depth=1), Mark("task_data/referral is left out", depth=2)
    assert causes([frozenset({outer, inner})], ()) == [frozenset({outer})]


def test_without_a_mark_left_there_is_no_cause() -> None:
    assert causes([frozenset({NULL})], {NULL.text}) == [frozenset()]


def test_a_mark_has_no_value_of_the_request_in_it() -> None:
    solum = Catalogue().load("solum")
    body = {"title": "MARKER", "tags": ["MARKER"], "deadline": "2031-05-06T07:08:09Z", "type": "MARKER", "MARKER": 1}
    marks = features(solum.operation("create_task"), Blame(solum), {}, body)
    told = " ".join(mark.text for mark in marks)
    assert "MARKER" not in told
    assert "2031" not in told
    named = {fact.id for mark in marks if "another word" in mark.text for fact in mark.facts}
    assert named == {"SO-08"}
    assert {fact.id for mark in marks if "further" in mark.text for fact in mark.facts} == {"SO-09"}
