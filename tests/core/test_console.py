"""Text of a spec, a file or a server in output: no terminal and no CI system acts on it."""

from __future__ import annotations

import json

import pytest

from caretasks.core.console import (
    escape_markdown,
    escape_unprintable,
    format_markdown_table,
    format_table,
    markdown_code,
    printable_json,
    write_line,
)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202e", r"\u202e"),
        ("one\r\ntwo", r"one\r\ntwo"),
        ("::error::forged", r"\::error::forged"),
        ("  ::warning::x", r"  \::warning::x"),
        ("at the end ##[error]forged", r"at the end ##\[error]forged"),
        ("##vso[task.setvariable]x", r"##vso\[task.setvariable]x"),
    ],
)
def test_controls_and_commands_are_escaped(text: str, escaped: str) -> None:
    assert escape_unprintable(text) == escaped
    assert escape_unprintable(escaped) == escaped


@pytest.mark.parametrize("text", ["::1", "std::vector", "# [a heading]", "Zoë, 你好"])
def test_other_text_is_shown_as_it_is(text: str) -> None:
    assert escape_unprintable(text) == text


def test_each_line_of_a_message_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    write_line("one\n::error::two")
    assert capsys.readouterr().out == "one\n\\::error::two\n"


def test_json_has_the_same_values_with_escapes() -> None:
    value = {"##[error]": ["\x1b\x7f\x9b\u202e\U000e0001", "::error::x", "Zoë"]}
    text = printable_json(value)
    assert json.loads(text) == value
    assert text.replace("\n", "").isprintable()
    assert "##[" not in text
    assert "Zoë" in text


def test_table_has_aligned_columns_and_one_line_per_row() -> None:
    assert format_table([("API", "note"), ("acme\n", "x"), ("a", "")]) == ["API     note", "acme\\n  x", "a"]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a `min_length` of *2* | <b>", r"a `min_length` of \*2\* \| \<b\>"),
        ("a lone ` here", r"a lone \` here"),
        ("`x|y`", r"\`x\|y\`"),
        ("[link](x)\n# heading", r"\[link\](x)\\n\# heading"),
    ],
)
def test_only_code_between_backquotes_stays_markup(text: str, escaped: str) -> None:
    assert escape_markdown(text, keep_code=True) == escaped


def test_markdown_has_no_markup_by_default() -> None:
    assert escape_markdown("`a_b` of *c*") == r"\`a\_b\` of \*c\*"


def test_markdown_table_has_code_with_a_pipe_in_one_cell() -> None:
    assert markdown_code("a|b`") == r"`a\|b`"
    assert format_markdown_table(["x", "y"], [("1", "2")]) == ["| x | y |", "|---|---|", "| 1 | 2 |"]
