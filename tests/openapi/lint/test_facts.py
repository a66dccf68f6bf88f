"""Lint problems with a facts file, and properties of the spec without a fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.json_pointer import resolve_pointer, walk
from caretasks.openapi.lint.document import find_api_problems, validate_documents
from caretasks.openapi.problems import SourceError
from caretasks.openapi.source import read_source
from tests.bundled_apis import bundled_names
from tests.openapi.lint.mutated_documents import VALUES
from tests.openapi.lint.notes_api import DOCUMENT, FACTS, LINE, NOTE, replace_once, with_sources


@pytest.fixture
def directory(directory: Path) -> Path:
    """Return the directory `notes` with a valid spec and a valid facts file."""
    (directory / "openapi.yaml").write_text(with_sources(DOCUMENT), "utf-8")
    (directory / "facts.yaml").write_text(FACTS, "utf-8")
    return directory


SPECS = Path(__file__).parents[3] / "specs"

INVALID_FACTS = {
    "facts that are a number": (FACTS, "facts: 3\n", "/facts", 1, "mapping from fact IDs to facts"),
    "unknown key in the file": ("readings:\n", "notes:\n", "/notes", 22, "unknown key 'notes'"),
    "reading that is a number": (
        "  - A note without lines is a note.",
        "  - 3",
        "/readings",
        22,
        "list of non-empty strings",
    ),
    "invalid ID": ("  NO-02:", "  No-02:", "/facts/No-02", 10, "invalid fact ID"),
    "no claim": ("    claim: A note has a number.\n", "", "/facts/NO-01", 2, "missing key `claim`"),
    "empty claim": ("A note has a number.", "''", "/facts/NO-01/claim", 3, "non-empty string"),
    "unknown key in a fact": (
        "    from: page\n",
        "    from: page\n    by: me\n",
        "/facts/NO-01/by",
        6,
        "unknown key 'by'",
    ),
    "unknown origin": ("    from: page\n", "    from: hearsay\n", "/facts/NO-01/from", 5, "must be `page`"),
    "source that is no URL": (
        "    source: https://notes.example.com/docs\n    from: page",
        "    source: docs\n    from: page",
        "/facts/NO-01/source",
        4,
        "URL",
    ),
    "unknown enforcement": (
        "pending: no_01_numbers_are_unique",
        "planned: no_01_unique",
        "/facts/NO-01/enforced_by/2/planned",
        9,
        "unknown key 'planned'",
    ),
    "enforcement without a value": (
        "pending: no_01_numbers_are_unique",
        "pending:",
        "/facts/NO-01/enforced_by/2/pending",
        9,
        "non-empty string",
    ),
    "rule without the ID of a fact": (
        "pending: no_01_numbers_are_unique",
        "pending: unique",
        "/facts/NO-01/enforced_by/2/pending",
        9,
        "must start with the ID of a fact",
    ),
    "enforcement that is a number": (
        "- rule: no_02_has_an_owner",
        "- 3",
        "/facts/NO-02/enforced_by/4",
        19,
        "must be a JSON pointer",
    ),
    "enforcement with two keys": (
        "- rule: no_02_has_an_owner\n      - client:",
        "- rule: no_02_owner\n        client:",
        "/facts/NO-02/enforced_by/4",
        19,
        "must be a JSON pointer",
    ),
    "pointer to nothing": (
        "- unobservable: who reads it",
        "- /components/schemas/Nota",
        "/facts/NO-02/enforced_by/6",
        21,
        "does not exist in ",
    ),
    "pointer through a reference": (
        "- unobservable: who reads it",
        "- /paths/~1notes/post/responses/201/links",
        "/facts/NO-02/enforced_by/6",
        21,
        "does not exist in ",
    ),
    "pointer as a URI fragment": (
        "- unobservable: who reads it",
        "- '#/components'",
        "/facts/NO-02/enforced_by/6",
        21,
        "starting with `/`",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "message"), [pytest.param(*case, id=name) for name, case in INVALID_FACTS.items()]
)
def test_reports_an_invalid_fact_once(
    directory: Path, old: str, new: str, pointer: str, line: int, message: str
) -> None:
    (directory / "facts.yaml").write_text(replace_once(FACTS, old, new), "utf-8")
    problems = find_api_problems(directory)
    assert [(problem.pointer, problem.line) for problem in problems] == [(pointer, line)]
    assert message in problems[0].message
    assert problems[0].file.endswith("notes/facts.yaml")


DIFFERENCE: dict[str, Any] = {
    "what": "A note has no number.",
    "since": "2026-02-16",
    "evidence": "The open backend",
    "operation": "get_note",
    "request": {"body": {"required": ["id"]}, "query": {"required": ["page"]}},
    "response": {"status": 200, "body": {"properties": {"id": {"const": 0}}}},
}


def find_difference_problems(directory: Path, differences: Any) -> list[tuple[str, str]]:
    facts = yaml.safe_load(FACTS)
    facts["facts"]["NO-01"]["known_differences"] = differences
    (directory / "facts.yaml").write_text(yaml.safe_dump(facts), "utf-8")
    return [(problem.pointer, problem.message) for problem in find_api_problems(directory)]


def test_accepts_known_differences(directory: Path) -> None:
    shortest = {name: DIFFERENCE[name] for name in ("what", "since", "evidence")} | {"response": {"status": 206}}
    assert find_difference_problems(directory, [DIFFERENCE, shortest]) == []


@pytest.mark.parametrize(
    ("changed", "location", "message"),
    [
        ({"why": "x"}, "/0/why", "unknown key 'why'"),
        ({"what": ""}, "/0/what", "non-empty string"),
        ({"evidence": [1]}, "/0/evidence", "non-empty string"),
        ({"since": "February"}, "/0/since", "a date in quotes"),
        ({"since": 2026}, "/0/since", "a date in quotes"),
        (
            {"operation": "get_nota"},
            "/0/operation",
            "no operation 'get_nota'; choose one of: create_note",
        ),
        ({"request": {"method": "POST"}}, "/0/request", "the keys `body` and `query`"),
        ({"request": {}}, "/0/request", "the keys `body` and `query`"),
        ({"request": {"query": []}}, "/0/request/query", "a JSON Schema"),
        ({"request": {"body": {"type": "no type"}}}, "/0/request/body", "a JSON Schema"),
        ({"response": 200}, "/0/response", "the key `status`"),
        ({"response": {"status": "200"}}, "/0/response/status", "a status code"),
        ({"response": {"status": 200, "headers": {}}}, "/0/response/headers", "unknown key 'headers'"),
        ({"response": {"status": 200, "media_type": "text/html; a=b"}}, "/0/response/media_type", "a media type"),
        ({"response": {"status": 200, "body": {"type": "no type"}}}, "/0/response/body", "a JSON Schema"),
        ({"response": {"status": 200, "body": {"items": {"$ref": "#/a"}}}}, "/0/response/body", "without references"),
    ],
)
def test_reports_an_invalid_known_difference(
    directory: Path, changed: dict[str, Any], location: str, message: str
) -> None:
    ((pointer, found, *_),) = find_difference_problems(directory, [{**DIFFERENCE, **changed}])
    assert pointer == f"/facts/NO-01/known_differences{location}"
    assert message in found


@pytest.mark.parametrize("key", ["what", "since", "evidence", "response"])
def test_reports_a_missing_key_of_a_known_difference(directory: Path, key: str) -> None:
    incomplete = {name: value for name, value in DIFFERENCE.items() if name != key}
    assert find_difference_problems(directory, [incomplete]) == [
        ("/facts/NO-01/known_differences/0", f"missing key `{key}`")
    ]


UNCOVERED_PROPERTIES = {
    "property": ("      - /components/schemas/Note/properties/id/type\n", f"{NOTE}/properties/id", 54),
    "property with a reference": (
        "      - /components/schemas/Note/properties/within\n",
        f"{NOTE}/properties/within",
        63,
    ),
    "property of a property": (
        "      - /components/schemas/Note/properties/meta/properties/owner\n",
        f"{NOTE}/properties/meta/properties/owner",
        61,
    ),
    "property behind a reference": (
        "      - /components/schemas/Line/properties\n",
        f"{LINE}/properties/text",
        67,
    ),
}


@pytest.mark.parametrize(
    ("old", "pointer", "line"), [pytest.param(*case, id=name) for name, case in UNCOVERED_PROPERTIES.items()]
)
def test_reports_a_property_without_a_fact_in_the_spec(directory: Path, old: str, pointer: str, line: int) -> None:
    (directory / "facts.yaml").write_text(replace_once(FACTS, old, ""), "utf-8")
    (problem,) = find_api_problems(directory)
    assert (problem.pointer, problem.line) == (pointer, line)
    assert problem.file.endswith("notes/openapi.yaml")


@pytest.mark.parametrize("pointer", ["/components/schemas", "/components", "/paths/~1notes/post", "/paths"])
def test_pointer_above_the_schemas_covers_no_property(directory: Path, pointer: str) -> None:
    text = replace_once(FACTS, "/components/schemas/Line/properties", pointer)
    (directory / "facts.yaml").write_text(text, "utf-8")
    assert [(each.pointer, each.line) for each in find_api_problems(directory)] == [(f"{LINE}/properties/text", 67)]


@pytest.mark.parametrize("suffix", ["", "/properties", "/properties/text", "/properties/text/type"])
def test_pointer_to_a_schema_or_into_a_property_covers_the_property(directory: Path, suffix: str) -> None:
    text = replace_once(FACTS, "/components/schemas/Line/properties", f"{LINE}{suffix}")
    (directory / "facts.yaml").write_text(text, "utf-8")
    assert [(each.pointer, each.line) for each in find_api_problems(directory)] == []


def test_unused_schema_needs_no_fact(directory: Path) -> None:
    text = DOCUMENT + "    Unused: {type: object, properties: {a: {type: string}}}\n"
    (directory / "openapi.yaml").write_text(with_sources(text), "utf-8")
    assert [(each.pointer, each.line) for each in find_api_problems(directory)] == []


WEBHOOK = """\
webhooks:
  note.read:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Line'}}}}
"""


def test_property_of_a_webhook_needs_a_fact(directory: Path) -> None:
    schema = "    Reader: {type: object, properties: {name: {type: string}}}\n"
    text = replace_once(DOCUMENT, "components:\n", WEBHOOK.replace("Line", "Reader") + "components:\n") + schema
    (directory / "openapi.yaml").write_text(with_sources(text), "utf-8")
    (problem,) = find_api_problems(directory)
    assert problem.pointer == "/components/schemas/Reader/properties/name"
    assert problem.message.startswith("no fact covers this property")
    pointer = "/webhooks/note.read/post"
    facts = FACTS.replace("- unobservable: who reads it", f"- {problem.pointer}\n      - {pointer}")
    (directory / "facts.yaml").write_text(facts, "utf-8")
    assert [(each.pointer, each.line) for each in find_api_problems(directory)] == []


def test_reports_an_unreadable_facts_file_after_the_problems_of_the_spec(directory: Path) -> None:
    (directory / "facts.yaml").write_text("facts: [\n", "utf-8")
    (directory / "openapi.yaml").write_text(
        with_sources(replace_once(DOCUMENT, "example: 3}", "example: '3'}")), "utf-8"
    )
    assert [Path(problem.file).name for problem in find_api_problems(directory)] == ["openapi.yaml", "facts.yaml"]


@pytest.mark.parametrize("name", bundled_names())
def test_facts_files_of_the_project_list_each_pointer_once(name: str) -> None:
    facts = read_source(SPECS / name / "facts.yaml").data["facts"]
    pointers = [entry for fact in facts.values() for entry in fact["enforced_by"] if isinstance(entry, str)]
    assert len(pointers) == len(set(pointers))


@pytest.mark.parametrize("facts", [{"facts": 3}, {"facts": {"NO-01": {"claim": "A note."}}}])
def test_command_reports_an_invalid_facts_file(directory: Path, facts: Any) -> None:
    (directory / "facts.yaml").write_text(yaml.safe_dump(facts), "utf-8")
    with pytest.raises(SourceError, match=r"facts\.yaml:[12]: /facts"):
        validate_documents([Catalog(directory.parent).load("notes")])


FACT_POINTERS = [pointer for pointer, _ in walk(yaml.safe_load(FACTS)) if pointer]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES, pointer=st.sampled_from(FACT_POINTERS))
def test_linting_a_mutated_facts_file_never_raises(directory: Path, value: Any, pointer: str) -> None:
    facts = yaml.safe_load(FACTS)
    parent_pointer, _, token = pointer.rpartition("/")
    parent = resolve_pointer(facts, parent_pointer)
    parent[int(token) if isinstance(parent, list) else token] = value
    (directory / "facts.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")
    find_api_problems(directory)
