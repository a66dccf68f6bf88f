"""A valid spec and facts file of a small notes API, and an assertion that a change causes exactly one problem."""

from __future__ import annotations

import re
from pathlib import Path

from caretasks.openapi.lint.document import find_document_problems
from caretasks.openapi.problems import Problem, SourceError
from caretasks.openapi.source import read_source

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

FACTS = """\
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
    claim: A note has lines, and an owner.
    source: https://notes.example.com/docs
    from: [page, public]
    enforced_by:
      - /components/schemas/Note/properties/lines
      - /components/schemas/Note/properties/meta/properties/owner
      - /components/schemas/Note/properties/meta/properties/label/pattern
      - /components/schemas/Line/properties
      - rule: no_02_has_an_owner
      - client: tests/test_clients.py::test_notes
      - unobservable: who reads it
readings:
  - A note without lines is a note.
"""

GET_NOTE = "/paths/~1notes~1{id}/get"
BODY = "/paths/~1notes/post/requestBody/content/application~1json"
NOTE = "/components/schemas/Note"
LINE = "/components/schemas/Line"


SOURCES = """\
      externalDocs: {url: 'https://notes.example.com/docs'}
      x-documented-on: '2026-01-02'
"""


def with_sources(text: str) -> str:
    """Return the spec with the keys that a spec with a facts file has in each operation."""
    return re.sub(r"^( +operationId: .*\n)(?=      [a-z])", rf"\1{SOURCES}", text, flags=re.MULTILINE)


def replace_once(text: str, old: str, new: str) -> str:
    """Replace a substring that must occur exactly once."""
    assert text.count(old) == 1, f"{old!r} must occur once"
    return text.replace(old, new)


def find_spec_problems(directory: Path) -> list[Problem]:
    """Return the problems of the spec as it is written, without an import."""
    try:
        return find_document_problems(read_source(directory / "openapi.yaml"))
    except SourceError as error:
        return error.problems


def find_locations(directory: Path) -> list[tuple[str, int | None]]:
    """Return the JSON pointer and the line of each problem of the spec as it is written."""
    return [(problem.pointer, problem.line) for problem in find_spec_problems(directory)]


def assert_one_problem(directory: Path, old: str, new: str, pointer: str, line: int, message: str) -> None:
    """Replace a part of the spec, and assert that the linter reports this problem and no other.

    Args:
        directory: The directory of the API.
        old: The part to replace.
        new: Its replacement.
        pointer: The JSON pointer of the problem.
        line: The line of the problem.
        message: A part of the message.
    """
    (directory / "openapi.yaml").write_text(replace_once(DOCUMENT, old, new), "utf-8")
    problems = find_spec_problems(directory)
    assert [(problem.pointer, problem.line) for problem in problems] == [(pointer, line)], list(map(str, problems))
    assert message in problems[0].message
    assert problems[0].file.endswith("notes/openapi.yaml")
