"""Strings for regular expressions: they match, have the required length, and take little time."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.schema.pattern_strings import (
    MAX_LENGTH,
    UnsupportedPatternError,
    pattern_lengths,
    pattern_string,
)
from caretasks.openapi.schema.validation import is_valid
from tests.openapi.schema.schemas import make_schema

PATTERNS = (
    "",
    "^$",
    "[A-Z]",
    r"^\+[1-9]\d{1,14}$",
    r"^([a-z]{2}-)*[A-Z]+$",
    r"^[a-z]+(-[a-z0-9]+)*$",
    "^(a|bb|ccc){3,5}$",
    "^(true|false)$",
    "^[^ -~]+$",
    "^[\u4e00-\u9fff]{2,4}$",
    r"^\p{Lu}[\p{L}\p{N} ._-]*$",
    r"^\u{61}\/\S+$",
    "^[[a]+$",
    "^[a-f0-9]{128}$",
    r"^[\w.+-]+@[\w-]+\.[\w.-]+$",
    r"^(?!0000)\d{4}$",
    "^(a+)+$",
    "^(a?){1000}$",
    "^((ab)?c){2,}$",
)


def build(pattern: str, seed: object, *lengths: int) -> str:
    return pattern_string(pattern, Random(str(seed)), *lengths)  # noqa: S311  # not for security


def string_schema(pattern: str, **keywords: Any) -> Any:
    return make_schema({"type": "string", "pattern": pattern, **keywords})


@given(st.sampled_from(PATTERNS), st.integers())
def test_string_matches_its_pattern(pattern: str, seed: int) -> None:
    strings = (build(pattern, (seed, number)) for number in range(20))
    assert any(is_valid(string_schema(pattern), text) for text in strings)


@given(st.sampled_from([r"^[a-z]+(-[a-z0-9]+)*$", r"^([a-z]{2}-)*[A-Z]+$", "^[^/]*$", "x"]), st.integers(1, 300))
def test_string_has_the_required_length(pattern: str, length: int) -> None:
    text = build(pattern, length, length, length)
    assert len(text) == length
    assert is_valid(string_schema(pattern), text)


def test_string_is_the_same_for_the_same_seed() -> None:
    assert len({build(r"^[^<>]{20}$", "seed") for _ in range(5)}) == 1
    assert len({build(r"^[^<>]{20}$", seed) for seed in range(5)}) == 5


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        f"a{{{MAX_LENGTH + 1}}}",
        "((a{1000}){1000}){1000}",
        "a{99999999999999999999}",
        "(" * 5000 + "a" + ")" * 5000,
        r"[^\s\S]",
        r"(a)(?(1)b|c)",
    ],
    ids=lambda pattern: pattern[:20],
)
def test_unsupported_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(UnsupportedPatternError):
        build(pattern, "seed")


@pytest.mark.parametrize(
    ("pattern", "lengths"),
    [
        ("^([A-Z]{2}|C2)$", (2, 2)),
        ("^(a|bb)c?$", (1, 3)),
        ("[0-9]{7,15}", (7, math.inf)),
        ("^a|b$", (1, math.inf)),
        ("^a+$", (1, math.inf)),
        ("", (0, math.inf)),
        ("(", None),
    ],
)
def test_lengths_of_all_strings_that_match(pattern: str, lengths: tuple[float, float] | None) -> None:
    assert pattern_lengths(pattern) == lengths


@pytest.mark.parametrize("pattern", PATTERNS)
def test_lengths_include_that_of_a_built_string(pattern: str) -> None:
    lengths = pattern_lengths(pattern)
    assert lengths is not None
    assert lengths[0] <= len(build(pattern, 1)) <= lengths[1]
