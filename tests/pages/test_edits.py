"""Edits of pages: the facts that an edit is about are named, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caretasks.pages.fact_states import FactState, evaluate
from tests.pages.acme import CREATE, LIST, make_api, read_pages
from tests.pages.edits import (
    Change,
    add_row,
    evaluate_edit,
    in_turn,
    named_facts,
    remove_field,
    remove_key,
    remove_line,
    remove_row,
    replace_once,
)

EDITS: list[tuple[str, str, Change, str]] = [
    ("create", "field removed", remove_field("patient", "string", "\nBody\n"), "AC-02"),
    ("create", "the same field removed from the response", remove_field("patient", "string", "\nResponse\n"), "AC-05"),
    ("create", "field renamed", replace_once("\nroom\n", "\nlocation\n"), "AC-02"),
    ("create", "optional field required", replace_once("string | null\n", "string | null\nrequired\n"), "AC-02"),
    ("create", "required field optional", replace_once("enum<string>\nrequired\n", "enum<string>\n"), "AC-02"),
    ("create", "value added to a sentence", replace_once("done, missed", "done, missed, late"), "AC-03"),
    ("create", "value removed from a sentence", replace_once("open, done, missed", "open, done"), "AC-03"),
    ("create", "default changed", replace_once("default:open", "default:done"), "AC-03"),
    ("create", "value added to an enum", replace_once("FOLLOW_UP\n", "FOLLOW_UP,\nURGENT\n"), "AC-04"),
    ("create", "value removed from an enum", replace_once("FIRST,\n", ""), "AC-04"),
    ("create", "type changed", replace_once("string<date-time>", "string<date>"), "AC-05"),
    ("create", "header renamed", replace_once("X-Key", "X-Token"), "AC-01"),
    ("create", "constraint removed", remove_line("Minimum string length"), "AC-02"),
    ("create", "field added", replace_once("created\n", "closed\nstring\ncreated\n", "\nResponse\n"), "AC-05"),
    ("create", "path changed", replace_once("\nv1\n", "\nv2\n"), "AC-06"),
    ("create", "key of a sample removed", remove_line('    "floor"'), "AC-06"),
    ("create", "key of a sample added", replace_once('    "floor"', '    "wing": "B",\n    "floor"'), "AC-06"),
    ("list", "row removed", remove_row("total"), "AC-08 AC-17"),
    ("list", "the same row removed from another table", replace_once("| ward | string | Where |\n", ""), "AC-08"),
    ("list", "parameter optional", replace_once("| Yes |", "| No |"), "AC-07"),
    ("list", "parameter required", replace_once("| No |", "| Yes |"), "AC-07"),
    ("list", "row added", add_row("| note | string | What |", "state"), "AC-08"),
    ("list", "value added", replace_once("open, done, missed", "open, late, done, missed"), "AC-09"),
    ("list", "status dropped", remove_row("206"), "AC-10"),
    ("list", "status added", add_row("| 409 | Conflict |", "404"), "AC-10"),
    ("read", "property removed", remove_key("note", "    Visit:"), "AC-14"),
    ("read", "property required", replace_once("        - state\n", "        - state\n        - note\n"), "AC-14"),
    ("read", "property optional", replace_once("        - state\n", ""), "AC-13"),
    ("read", "value added", replace_once("            - done\n", "            - done\n            - late\n"), "AC-14"),
    ("read", "not null any more", remove_line("          nullable"), "AC-14"),
    ("read", "status dropped", remove_key("'404'", "responses"), "AC-15"),
    ("read", "parameter renamed", in_turn(replace_once("name: id", "name: visit_id")), "AC-12"),
]


def test_all_facts_are_found_on_unchanged_pages() -> None:
    report = evaluate(make_api(), read_pages())
    states = {fact.fact: fact.state for fact in report.facts}
    assert {fact for fact, state in states.items() if state is not FactState.FOUND} == {"AC-16"}
    assert named_facts(report) == set()


@pytest.mark.parametrize(
    ("page", "change", "facts"), [(page, change, facts) for page, _, change, facts in EDITS], ids=[e[1] for e in EDITS]
)
def test_names_the_facts_of_an_edit_and_no_other(page: str, change: Change, facts: str) -> None:
    report = evaluate_edit(make_api(), read_pages(), page, change)
    assert named_facts(report) == set(facts.split())


def test_a_renamed_heading_moves_the_evidence_below_it() -> None:
    report = evaluate(make_api(), read_pages(create=CREATE.replace("\nBody\n", "\nRequest\n")))
    assert {fact.fact for fact in report.facts if fact.state is FactState.MOVED} == {"AC-02", "AC-03", "AC-04"}


def test_a_field_that_two_sections_have_does_not_move_to_the_other_one() -> None:
    report = evaluate_edit(make_api(), read_pages(), "create", remove_field("patient", "string", "\nBody\n"))
    assert next(fact.state for fact in report.facts if fact.fact == "AC-02") is FactState.GONE


def test_a_page_that_permanently_redirects_has_moved() -> None:
    pages = [
        replace(page, moved_to="https://acme.example/list") if page.page.name == "list" else page
        for page in read_pages()
    ]
    facts = evaluate(make_api(), pages).facts
    assert not any(fact.lost for fact in facts)
    assert {fact.fact for fact in facts if fact.state is FactState.MOVED} == {
        *(f"AC-{number:02}" for number in range(7, 12)),
        "AC-17",
    }


def test_a_page_with_another_layout_is_noted() -> None:
    report = evaluate(make_api(), read_pages(list=LIST.replace("| Field |", "| Key |").replace("| Status", "| Code")))
    (page,) = (page for page in report.pages if page.note)
    assert page.note == "9 of 11 groups of evidence are not where they were: it may have another layout"


def test_unconfirmed_evidence_is_never_gone() -> None:
    report = evaluate(
        make_api(), read_pages(guide="# Guide\n\nNothing about limits, or about any of the other subjects.\n")
    )
    assert next(fact.state for fact in report.facts if fact.fact == "AC-16") is FactState.UNCONFIRMED


def test_unconfirmed_evidence_that_a_fetch_finds_is_confirmed() -> None:
    report = evaluate(make_api(), read_pages(guide="A 429 has the header Retry-After. The total is on each page."))
    fact = next(fact for fact in report.facts if fact.fact == "AC-16")
    assert (fact.state, fact.confirmed) == (FactState.FOUND, True)


def test_a_page_with_no_expected_literal_is_unreachable() -> None:
    report = evaluate(make_api(), read_pages(create="Please wait while the application loads its content for you."))
    states = {fact.fact: fact.state for fact in report.facts}
    assert states["AC-02"] is FactState.UNREACHABLE
    assert FactState.GONE not in states.values()


def test_literals_of_running_text_must_be_near_each_other() -> None:
    far = CREATE.replace("\nv1\n", "\n" + "word " * 60 + "\nv1\n")
    assert named_facts(evaluate(make_api(), read_pages(create=far))) == {"AC-06"}
