"""What `scripts/lint_specs.py` promises: each mistake once, at its place, whatever the file holds."""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caretasks.openapi.catalogue import Catalogue
from caretasks.openapi.pointers import join, resolve, walk
from caretasks.openapi.source import SourceError, read
from scripts import lint_specs

ROOT = Path(__file__).parents[1]
REPOSITORY = ["maxcare", "miramace", "solum", "unpod"]

DOCUMENT = """\
openapi: 3.1.0
info: {title: Notes, version: '1'}
servers: [{url: https://notes.example.com/v1}]
tags: [{name: notes}, {name: pages}]
security: [{key: []}]
paths:
  /notes:
    post:
      operationId: create_note
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Note'}
            examples:
              first: {value: {id: 1, lines: [{text: a}]}}
      responses:
        '201': {$ref: '#/components/responses/Note'}
  /notes/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}, example: 1}
    get:
      operationId: get_note
      parameters:
        - {name: day, in: query, schema: {type: string, format: date, default: '2026-01-02'}}
        - {name: lang, in: query, schema: {type: string}}
      responses:
        200: {$ref: '#/components/responses/Note'}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
  examples:
    shared: {value: {id: 2}}
  responses:
    Note:
      description: A note
      headers:
        X-Left: {schema: {type: integer}, example: 3}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Note'}
          examples:
            shared: {$ref: '#/components/examples/shared'}
      links:
        read: {operationId: get_note}
  schemas:
    Note:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        lines:
          type: array
          items: {$ref: '#/components/schemas/Line'}
        meta:
          type: object
          properties:
            owner: {type: string}
            label: {type: string, pattern: '^[a-z]+$'}
        within: {$ref: '#/components/schemas/Note'}
    Line:
      type: object
      properties:
        text: {type: string, examples: [b]}
"""

LEDGER = """\
facts:
  NO-01:
    claim: A note has a number.
    source: https://notes.example.com/docs
    from: page
    enforced_by:
      - /components/schemas/Note/properties/id/type
      - /components/schemas/Note/properties/within
      - pending: no_01_numbers_are_unique
  NO-02:
    claim: A note has lines, and somebody owns it.
    source: https://notes.example.com/docs
    from: [page, public]
    enforced_by:
      - /components/schemas/Note/properties/lines
      - /components/schemas/Note/properties/meta/properties/owner
      - /components/schemas/Note/properties/meta/properties/label/pattern
      - /components/schemas/Line/properties
      - rule: no_02_somebody_owns_it
      - client: tests/test_clients.py::test_notes
      - unobservable: who reads it
readings:
  - A note without lines is a note.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder `notes` with a sound document and a sound ledger."""
    made = tmp_path / "specs" / "notes"
    made.mkdir(parents=True)
    (made / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    (made / "facts.yaml").write_text(LEDGER, "utf-8")
    return made


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} has to stand in the text once"
    return text.replace(old, new)


def found(folder: Path) -> list[tuple[str, int | None]]:
    return [(problem.pointer, problem.line) for problem in lint_specs.api_problems(folder)]


# --- documents -------------------------------------------------------------------------------------------------------

OPERATION = "/paths/~1notes~1{id}/get"
NOTE = "/components/schemas/Note"
BODY = "/paths/~1notes/post/requestBody/content/application~1json"


def test_a_sound_document_with_a_sound_ledger_has_no_problem(folder: Path) -> None:
    assert lint_specs.api_problems(folder) == []


MISTAKES = {
    "OpenAPI 3.0": ("openapi: 3.1.0", "openapi: 3.0.3", "/openapi", 1, "only OpenAPI 3.1"),
    "OpenAPI 2.0": ("openapi: 3.1.0", "swagger: '2.0'", "/swagger", 1, "only OpenAPI 3.1"),
    "a version as a number": ("openapi: 3.1.0", "openapi: 3.1", "/openapi", 1, "has to be a text"),
    "no version": ("openapi: 3.1.0\n", "", "", 1, "there is no `openapi"),
    "no title": ("info: {title: Notes, ", "info: {", "/info", 2, '"title" is a required'),
    "a new word": ("      operationId: create_note", "      x: 1", "/paths/~1notes/post/x", 9, "no word"),
    "no name": ("{name: lang, in: query,", "{in: query,", f"{OPERATION}/parameters/1", 25, '"name"'),
    "in body": ("{name: lang, in: query,", "{name: lang, in: body,", f"{OPERATION}/parameters/1/in", 25, "not one of"),
    "in pth": ("{name: id, in: path,", "{name: id, in: pth,", "/paths/~1notes~1{id}/parameters/0/in", 20, "not one of"),
    "no scheme": ("key: {type: http, ", "key: {type: htp, ", "/components/securitySchemes/key/type", 30, "not one of"),
    "a path without a slash": ("  /notes:", "  notes:", "/paths/notes", 7, "no word"),
    "no status": ("'201':", "20x:", "/paths/~1notes/post/responses/20x", 17, "no word"),
    "no type": (
        "        id: {type: integer}",
        "        id: {type: intger}",
        f"{NOTE}/properties/id/type",
        50,
        "no type",
    ),
    "no schema": (
        "owner: {type: string}",
        "owner: 3",
        f"{NOTE}/properties/meta/properties/owner",
        57,
        "this is not of types",
    ),
    "no regex": ("'^[a-z]+$'", "'['", f"{NOTE}/properties/meta/properties/label/pattern", 58, "regex"),
    "no class of characters": (
        "'^[a-z]+$'",
        r"'\p{Nothing}'",
        f"{NOTE}/properties/meta/properties/label/pattern",
        58,
        "regex",
    ),
    "no pattern for names": (
        "    Line:\n      type: object\n",
        "    Line:\n      type: object\n      patternProperties: {'\\p{Nothing}': {}}\n",
        "/components/schemas/Line/patternProperties/\\p{Nothing}",
        62,
        "regex",
    ),
    "required is no list": ("required: [id]", "required: id", f"{NOTE}/required", 48, '"array"'),
    "a dangling reference in a schema": (
        "schemas/Line'}",
        "schemas/Lin'}",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "not in this document",
    ),
    "a dangling reference to an answer": (
        "200: {$ref: '#/components/responses/Note'}",
        "200: {$ref: '#/responses/Note'}",
        f"{OPERATION}/responses/200/$ref",
        27,
        "not in this document",
    ),
    "a reference past the end": (
        "schemas/Line'}",
        "schemas/Line/0'}",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "not in this document",
    ),
    "a remote reference": (
        "'#/components/schemas/Line'",
        "http://127.0.0.1:9/line",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "outside this document",
    ),
    "a reference to a file": (
        "'#/components/schemas/Line'",
        "line.yaml#/Line",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "outside this document",
    ),
    "a reference to an anchor": (
        "'#/components/schemas/Line'",
        "'#line'",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "no JSON pointer",
    ),
    "an operationId twice": (
        "operationId: get_note\n",
        "operationId: create_note\n",
        f"{OPERATION}/operationId",
        22,
        "taken by /paths/~1notes/post",
    ),
    "a link with a parameter that is not there": (
        "read: {operationId: get_note}",
        "read: {operationId: get_note, parameters: {nothing: '1'}}",
        "/components/responses/Note/links/read/parameters/nothing",
        44,
        "has no parameter 'nothing'",
    ),
    "a link to nothing": (
        "{operationId: get_note}",
        "{operationId: got_note}",
        "/components/responses/Note/links/read/operationId",
        44,
        "no operation",
    ),
    "an undeclared path parameter": (
        "  /notes/{id}:",
        "  /notes/{id}/{part}:",
        "/paths/~1notes~1{id}~1{part}/get",
        21,
        "{part}",
    ),
    "a path parameter that is not in the path": (
        "  /notes/{id}:",
        "  /notes/one:",
        "/paths/~1notes~1one/parameters/0",
        20,
        "no {id}",
    ),
    "a parameter twice": ("{name: lang,", "{name: day,", f"{OPERATION}/parameters/1", 25, "twice"),
    "a header parameter twice": (
        "{name: lang, in: query, schema: {type: string}}",
        "{name: X-A, in: header, schema: {}}\n        - {name: x-a, in: header, schema: {}}",
        f"{OPERATION}/parameters/2",
        26,
        "twice",
    ),
    "an unknown scheme": ("security: [{key: []}]", "security: [{kee: []}]", "/security/0/kee", 5, "no security scheme"),
    "a tag twice": ("{name: pages}", "{name: notes}", "/tags", 4, "Duplicate tag"),
    "a parameter's example": (
        "schema: {type: integer}, example: 1}",
        "schema: {type: integer}, example: a}",
        "/paths/~1notes~1{id}/parameters/0/example",
        20,
        "does not fit",
    ),
    "inside a body's example": (
        "[{text: a}]",
        "[{text: a}, {text: 1}]",
        f"{BODY}/examples/first/value/lines/1/text",
        15,
        "does not fit",
    ),
    "a shared example": (
        "shared: {value: {id: 2}}",
        "shared: {value: {}}",
        "/components/examples/shared/value",
        32,
        '"id" is a required',
    ),
    "a header's example": (
        "example: 3}",
        "example: '3'}",
        "/components/responses/Note/headers/X-Left/example",
        37,
        "does not fit",
    ),
    "a default of another format": (
        "'2026-01-02'",
        "'2026-13-02'",
        f"{OPERATION}/parameters/0/schema/default",
        24,
        '"date"',
    ),
    "a schema's example": (
        "examples: [b]",
        "examples: [b, 4]",
        "/components/schemas/Line/properties/text/examples/1",
        63,
        "does not fit",
    ),
    "required but not defined": (
        "examples: [b]}\n",
        "examples: [b]}\n    Extra: {allOf: [{type: object}], required: [z]}\n",
        "/components/schemas/Extra",
        64,
        "not defined",
    ),
    "no description": ("      description: A note\n", "", "/components/responses/Note", 34, '"description"'),
    "a key twice": (
        "info: {title: Notes, version: '1'}",
        "info: {title: Notes, version: '1', title: N}",
        "/info/title",
        2,
        "given twice",
    ),
    "a limit without a window": (
        "version: '1'}",
        "version: '1', x-rate-limit: {requests: 5}}",
        "/info/x-rate-limit",
        2,
        '"seconds"',
    ),
    "a limit of none": (
        "version: '1'}",
        "version: '1', x-rate-limit: {requests: 0, seconds: 1}}",
        "/info/x-rate-limit/requests",
        2,
        "minimum",
    ),
    "own as a text": (
        "        id: {type: integer}",
        "        id: {type: integer, x-own: yes please}",
        f"{NOTE}/properties/id/x-own",
        50,
        "has to be true",
    ),
    "an own parameter": (
        "{name: lang, in: query,",
        "{name: lang, in: query, x-own: true,",
        f"{OPERATION}/parameters/1/x-own",
        25,
        "belongs to a property",
    ),
    "an error code at no property": (
        "    Line:\n      type: object\n",
        "    Line:\n      x-error-code: /nothing\n      type: object\n",
        "/components/schemas/Line/x-error-code",
        61,
        "to a property of this schema",
    ),
    "error fields that are no list": (
        "    Line:\n      type: object\n",
        "    Line:\n      x-error-fields: /text\n      type: object\n",
        "/components/schemas/Line/x-error-fields",
        61,
        "list of JSON pointers",
    ),
    "error fields at no property": (
        "    Note:\n      type: object\n",
        "    Note:\n      x-error-code: /id\n      x-error-fields: [/lines/*/text, /lines/text]\n      type: object\n",
        "/components/schemas/Note/x-error-fields/1",
        48,
        "to a property of this schema",
    ),
    "another dialect": (
        "tags: [",
        "jsonSchemaDialect: https://example.com/\ntags: [",
        "/jsonSchemaDialect",
        4,
        "dialect",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "words"), [pytest.param(*case, id=name) for name, case in MISTAKES.items()]
)
def test_a_mistake_is_reported_once_at_its_own_place(
    folder: Path, old: str, new: str, pointer: str, line: int, words: str
) -> None:
    (folder / "facts.yaml").unlink()
    (folder / "openapi.yaml").write_text(changed(DOCUMENT, old, new), "utf-8")
    problems = lint_specs.api_problems(folder)
    assert [(problem.pointer, problem.line) for problem in problems] == [(pointer, line)]
    assert words in problems[0].message
    assert problems[0].file.endswith("notes/openapi.yaml")


@pytest.mark.parametrize("pattern", [r"^\p{L}+$", r"^(?<letters>[a-z]+)$", r"^\u0061(?=b)"])
def test_a_pattern_is_one_of_ecma_not_of_python(folder: Path, pattern: str) -> None:
    extra = (
        f"    Word: {{type: string, pattern: '{pattern}'}}\n    Words: {{patternProperties: {{'{pattern}': {{}}}}}}\n"
    )
    (folder / "openapi.yaml").write_text(changed(DOCUMENT, "'^[a-z]+$'", f"'{pattern}'") + extra, "utf-8")
    assert found(folder) == []


NAMES = {
    "my-api": "has to be a lower-case Python identifier",
    "Api": "has to be a lower-case Python identifier",
    "class": "is a word of Python itself",
    "async": "is a word of Python itself",
    "mock": "is taken by a part of caretasks",
    "cli": "is taken by a part of caretasks",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_that_cannot_become_a_package_is_reported(folder: Path, name: str) -> None:
    (problem,) = lint_specs.api_problems(folder.rename(folder.with_name(name)))
    assert (problem.pointer, problem.line) == ("", 1)
    assert f"the folder's name {name!r} {NAMES[name]}" in problem.message


def test_every_one_of_several_mistakes_is_reported_in_the_order_of_lines(folder: Path) -> None:
    (folder / "facts.yaml").unlink()
    text = changed(DOCUMENT, "operationId: get_note\n", "operationId: create_note\n")
    text = changed(text, "example: 3}", "example: '3'}")
    (folder / "openapi.yaml").write_text(changed(text, "schemas/Line'}", "schemas/Lin'}"), "utf-8")
    assert found(folder) == [
        (f"{OPERATION}/operationId", 22),
        ("/components/responses/Note/headers/X-Left/example", 37),
        (f"{NOTE}/properties/lines/items/$ref", 53),
    ]


def test_a_circle_of_references_is_reported_once(folder: Path) -> None:
    (folder / "facts.yaml").unlink()
    old = "    Line:\n      type: object\n      properties:\n        text: {type: string, examples: [b]}\n"
    new = "    Line: {$ref: '#/components/schemas/Row'}\n    Row: {$ref: '#/components/schemas/Line'}\n"
    (folder / "openapi.yaml").write_text(changed(DOCUMENT, old, new), "utf-8")
    assert found(folder) == [("/components/schemas/Line/$ref", 60)]


def test_a_schema_that_holds_itself_is_no_mistake(folder: Path) -> None:
    new = "        within: {allOf: [{$ref: '#/components/schemas/Note'}]}\n"
    text = changed(DOCUMENT, "        within: {$ref: '#/components/schemas/Note'}\n", new)
    (folder / "openapi.yaml").write_text(text, "utf-8")
    assert found(folder) == []


def test_a_schema_in_which_the_validator_goes_round_for_ever_is_no_mistake(folder: Path) -> None:
    extra = "    Tree: {allOf: [{type: array, items: {$ref: '#/components/schemas/Tree'}}]}\n"
    (folder / "openapi.yaml").write_text(DOCUMENT + extra, "utf-8")
    assert found(folder) == []


def test_what_an_example_holds_is_no_reference(folder: Path) -> None:
    text = changed(DOCUMENT, "{id: 1, lines: [{text: a}]}", "{id: 1, lines: [{$ref: '#/nowhere', schema: 3}]}")
    (folder / "openapi.yaml").write_text(text, "utf-8")
    assert found(folder) == []


def test_an_example_is_not_quoted(folder: Path) -> None:
    (folder / "openapi.yaml").write_text(changed(DOCUMENT, "example: 1}", "example: Robin Sample}"), "utf-8")
    assert "Robin" not in str(lint_specs.api_problems(folder)[0])


# --- ledgers ---------------------------------------------------------------------------------------------------------


LEDGER_MISTAKES = {
    "no facts": (LEDGER, "facts: 3\n", "/facts", 1, "mapping of facts"),
    "an unknown part": ("readings:\n", "notes:\n", "/notes", 22, "no word of a ledger"),
    "a reading": ("  - A note without lines is a note.", "  - 3", "/readings", 22, "list of texts"),
    "an id of another form": ("  NO-02:", "  No-02:", "/facts/No-02", 10, "an id"),
    "no claim": ("    claim: A note has a number.\n", "", "/facts/NO-01", 2, "no `claim`"),
    "an empty claim": ("A note has a number.", "''", "/facts/NO-01/claim", 3, "a text"),
    "an unknown key": ("    from: page\n", "    from: page\n    by: me\n", "/facts/NO-01/by", 6, "no word"),
    "an unknown origin": ("    from: page\n", "    from: hearsay\n", "/facts/NO-01/from", 5, "`page`"),
    "no URL": (
        "    source: https://notes.example.com/docs\n    from: page",
        "    source: docs\n    from: page",
        "/facts/NO-01/source",
        4,
        "URL",
    ),
    "an unknown word": (
        "pending: no_01_numbers_are_unique",
        "planned: no_01_unique",
        "/facts/NO-01/enforced_by/2/planned",
        9,
        "no word",
    ),
    "a word without a value": (
        "pending: no_01_numbers_are_unique",
        "pending:",
        "/facts/NO-01/enforced_by/2/pending",
        9,
        "a text",
    ),
    "a rule of no fact": (
        "pending: no_01_numbers_are_unique",
        "pending: unique",
        "/facts/NO-01/enforced_by/2/pending",
        9,
        "named by a fact",
    ),
    "a number": ("- rule: no_02_somebody_owns_it", "- 3", "/facts/NO-02/enforced_by/4", 19, "JSON pointer"),
    "two words": (
        "- rule: no_02_somebody_owns_it\n      - client:",
        "- rule: no_02_owner\n        client:",
        "/facts/NO-02/enforced_by/4",
        19,
        "JSON pointer",
    ),
    "a dangling pointer": (
        "- unobservable: who reads it",
        "- /components/schemas/Nota",
        "/facts/NO-02/enforced_by/6",
        21,
        "not in ",
    ),
    "a pointer through a reference": (
        "- unobservable: who reads it",
        "- /paths/~1notes/post/responses/201/links",
        "/facts/NO-02/enforced_by/6",
        21,
        "not in ",
    ),
    "a fragment": (
        "- unobservable: who reads it",
        "- '#/components'",
        "/facts/NO-02/enforced_by/6",
        21,
        "beginning with `/`",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "words"), [pytest.param(*case, id=name) for name, case in LEDGER_MISTAKES.items()]
)
def test_a_mistake_in_a_ledger_is_reported_once_at_its_own_place(
    folder: Path, old: str, new: str, pointer: str, line: int, words: str
) -> None:
    (folder / "facts.yaml").write_text(changed(LEDGER, old, new), "utf-8")
    problems = lint_specs.api_problems(folder)
    assert [(problem.pointer, problem.line) for problem in problems] == [(pointer, line)]
    assert words in problems[0].message
    assert problems[0].file.endswith("notes/facts.yaml")


UNREACHED = {
    "a property": ("      - /components/schemas/Note/properties/id/type\n", "/id", 50),
    "one that refers": ("      - /components/schemas/Note/properties/within\n", "/within", 59),
    "one in a property": (
        "      - /components/schemas/Note/properties/meta/properties/owner\n",
        "/meta/properties/owner",
        57,
    ),
    "one behind a reference": ("      - /components/schemas/Line/properties\n", "", 63),
}


@pytest.mark.parametrize(("old", "pointer", "line"), [pytest.param(*case, id=name) for name, case in UNREACHED.items()])
def test_a_property_that_no_fact_reaches_is_reported_at_the_property(
    folder: Path, old: str, pointer: str, line: int
) -> None:
    (folder / "facts.yaml").write_text(changed(LEDGER, old, ""), "utf-8")
    expected = f"{NOTE}/properties{pointer}" if pointer else "/components/schemas/Line/properties/text"
    (problem,) = lint_specs.api_problems(folder)
    assert (problem.pointer, problem.line) == (expected, line)
    assert problem.file.endswith("notes/openapi.yaml")


@pytest.mark.parametrize("place", ["/components/schemas", "/components", "/paths/~1notes/post", "/paths"])
def test_a_place_above_the_schemas_reaches_no_property(folder: Path, place: str) -> None:
    text = changed(LEDGER, "/components/schemas/Line/properties", place)
    (folder / "facts.yaml").write_text(text, "utf-8")
    assert found(folder) == [("/components/schemas/Line/properties/text", 63)]


@pytest.mark.parametrize("place", ["", "/properties", "/properties/text", "/properties/text/type"])
def test_a_schema_its_properties_a_property_and_a_part_of_it_reach_the_property(folder: Path, place: str) -> None:
    text = changed(LEDGER, "/components/schemas/Line/properties", f"/components/schemas/Line{place}")
    (folder / "facts.yaml").write_text(text, "utf-8")
    assert found(folder) == []


def test_a_schema_that_no_request_and_no_answer_has_needs_no_fact(folder: Path) -> None:
    text = DOCUMENT + "    Unused: {type: object, properties: {a: {type: string}}}\n"
    (folder / "openapi.yaml").write_text(text, "utf-8")
    assert found(folder) == []


def test_a_ledger_that_is_no_yaml_is_reported_beside_the_problems_of_the_document(folder: Path) -> None:
    (folder / "facts.yaml").write_text("facts: [\n", "utf-8")
    (folder / "openapi.yaml").write_text(changed(DOCUMENT, "example: 3}", "example: '3'}"), "utf-8")
    assert [Path(problem.file).name for problem in lint_specs.api_problems(folder)] == ["openapi.yaml", "facts.yaml"]


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_repository_keeps_its_own_specs_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_specs.main([]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", REPOSITORY)
def test_no_pointer_is_claimed_by_two_facts(name: str) -> None:
    ledger = read(ROOT / "specs" / name / "facts.yaml").data
    pointers = [entry for fact in ledger["facts"].values() for entry in fact["enforced_by"] if isinstance(entry, str)]
    assert len(pointers) == len(set(pointers))


def test_the_command_names_file_line_pointer_and_mistake(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "openapi.yaml").write_text(changed(DOCUMENT, "example: 3}", "example: '3'}"), "utf-8")
    assert lint_specs.main(["--specs", str(folder.parent)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    place = "/components/responses/Note/headers/X-Left/example"
    message = 'does not fit its schema: the value is not of type "integer"'
    assert output.err == f"{folder}/openapi.yaml:37: {place}: {message}\n"


def test_only_the_named_apis_are_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = folder.with_name("other")
    other.mkdir()
    (other / "openapi.yaml").write_text("3", "utf-8")
    assert lint_specs.main(["--specs", str(folder.parent), "notes"]) == 0
    assert lint_specs.main(["--specs", str(folder.parent)]) == 1
    assert "other/openapi.yaml:1: /: the top level has to be a mapping" in capsys.readouterr().err


def test_an_unknown_api_is_a_mistake_in_the_command_and_the_known_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert lint_specs.main(["nobody"]) == 2
    assert capsys.readouterr().err == f"unknown API 'nobody': known are {', '.join(Catalogue().names)}\n"


def test_a_folder_without_specs_is_a_mistake_in_the_command(tmp_path: Path) -> None:
    assert lint_specs.main(["--specs", str(tmp_path)]) == 2
    assert lint_specs.main(["--specs", str(tmp_path / "nowhere")]) == 2


def test_it_runs_as_a_script_from_any_folder(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "lint_specs.py"
    done = subprocess.run([sys.executable, str(script), "solum"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


# --- whatever the file holds -----------------------------------------------------------------------------------------

FILES = {
    "no file": None,
    "an empty file": b"",
    "no YAML": b"a: [",
    "no UTF-8": b"\xff\xfe\x00",
    "a control character": b"a: \x07",
    "a list": b"- 1",
    "two documents": b"a: 1\n---\nb: 2\n",
    "a tab": b"a:\n\t- b",
    "a tag of Python": b"a: !!python/object/apply:os.getcwd []",
    "a type that JSON has not": b"a: !!timestamp 2020-01-01",
    "a bool that is none": b"a: !!bool perhaps",
    "an endless number": b"a: 1e999",
    "a huge number": b"a: " + b"9" * 5000,
    "a mapping as a key": b"? {a: 1}\n: 2",
    "an alias of itself": b"a: &a [*a]",
    "a hundred thousand levels": b"a: " + b"[" * 100_000,
    "a thousand levels": b"openapi: 3.1.0\na: " + b"[" * 1_000 + b"]" * 1_000,
    "aliases that blow up": b"a0: &a0 [1,1,1,1,1,1,1,1,1]\n"
    + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)),
    "a version alone": b"openapi: 3.1.0",
    "paths that are a number": b"openapi: 3.1.0\ninfo: {title: a, version: b}\npaths: 3",
    "a schema in a schema, deep": b"openapi: 3.1.0\ninfo: {title: a, version: b}\ncomponents: {schemas: {A: "
    + b"{items: " * 150
    + b"3"
    + b"}" * 152,
}


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in FILES.items()])
def test_no_file_makes_it_crash_or_pass(folder: Path, content: bytes | None) -> None:
    (folder / "facts.yaml").unlink()
    if content is None:
        (folder / "openapi.yaml").unlink()
    else:
        (folder / "openapi.yaml").write_bytes(content)
    assert lint_specs.api_problems(folder) != []


SOUND = yaml.safe_load(DOCUMENT.replace("200:", "'200':"))
PLACES = [pointer for pointer, _ in walk(SOUND) if pointer]
POINTERS = [f"#{pointer}" for pointer in PLACES]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.one_of(
    SCALARS,
    st.sampled_from(["strnig", "[", "(?P<a>b)", "object", "path", "{id}", [], {}, [{}], [[]], {"$ref": 3}]),
    st.sampled_from(POINTERS).map(lambda pointer: {"$ref": pointer}),
    st.sampled_from(PLACES).map(lambda pointer: copy.deepcopy(resolve(SOUND, pointer))),
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)),
)
KEYS = st.sampled_from(sorted({pointer.rpartition("/")[2].replace("~1", "/") for pointer in PLACES} | {"$ref", "$id"}))


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """The sound document with a few places replaced, added or taken away."""
    document = copy.deepcopy(SOUND)
    for _ in range(draw(st.integers(1, 4))):
        pointer = draw(st.sampled_from([pointer for pointer, _ in walk(document)]))
        value = copy.deepcopy(draw(VALUES))  # what is sampled is shared between draws
        if not pointer:
            continue
        above, _, token = pointer.rpartition("/")
        parent = resolve(document, above)
        key: Any = int(token) if isinstance(parent, list) else token.replace("~1", "/").replace("~0", "~")
        match draw(st.sampled_from(["replace", "add", "remove"])):
            case "replace":
                parent[key] = value
            case "remove":
                del parent[key]
            case _ if isinstance(parent, dict):
                parent[draw(KEYS)] = value
    return document


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=mutated())
def test_no_mutated_document_makes_it_crash(folder: Path, document: Any) -> None:
    (folder / "openapi.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    for problem in lint_specs.api_problems(folder):
        assert "\n" not in str(problem)
        assert problem.line is None or problem.line >= 1


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES, pointer=st.sampled_from([pointer for pointer, _ in walk(yaml.safe_load(LEDGER)) if pointer]))
def test_no_mutated_ledger_makes_it_crash(folder: Path, value: Any, pointer: str) -> None:
    ledger = yaml.safe_load(LEDGER)
    above, _, token = pointer.rpartition("/")
    parent = resolve(ledger, above)
    parent[int(token) if isinstance(parent, list) else token] = value
    (folder / "facts.yaml").write_text(yaml.safe_dump(ledger, allow_unicode=True), "utf-8")
    lint_specs.api_problems(folder)


def test_the_document_of_these_tests_has_each_place_it_says(folder: Path) -> None:
    source = read(folder / "openapi.yaml")
    assert source.data == SOUND
    assert all(source.line(pointer) >= 1 for pointer in PLACES)
    with pytest.raises(SourceError):
        read(folder / "nothing.yaml")
    assert join("", "a/b") == "/a~1b"
