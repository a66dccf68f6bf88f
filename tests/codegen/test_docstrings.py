"""Docstrings from titles and from descriptions in Markdown."""

from __future__ import annotations

from caretasks.codegen.docstrings import titled

DESCRIPTION = """
Sends a note
to a patient.


- one
  item
- another

```json
{"a": 1,
 "b": 2}
```
| a | b |
| - | - |
"""
DOCSTRING = """Send a note.

Sends a note to a patient.

- one item
- another

```json
{"a": 1,
 "b": 2}
```
| a | b |
| - | - |"""


def test_keeps_paragraphs_lists_code_and_tables() -> None:
    assert titled("Send a note", DESCRIPTION) == DOCSTRING


def test_does_not_repeat_the_title() -> None:
    assert titled("Send a note. ", " Send a note") == "Send a note."


def test_escapes_quotes() -> None:
    assert '"""' not in titled('"""', '```\n"""\n```')
