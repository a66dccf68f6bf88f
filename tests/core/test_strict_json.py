"""Strict JSON: which content is decoded, and which is rejected with which message."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.core.strict_json import MAX_DEPTH, InvalidJsonError, decode_json, encode_json, is_nested_too_deeply

TEXT = st.text(st.characters(exclude_characters="\0", codec="utf-8"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
)


@given(JSON)
def test_decode_json_returns_what_encode_json_wrote(data: Any) -> None:
    assert decode_json(encode_json(data)) == data


@given(JSON)
def test_decode_json_agrees_with_the_standard_library(data: Any) -> None:
    content = json.dumps(data).encode()
    assert decode_json(content) == json.loads(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "Input data was truncated"),
        (b'{"a": NaN}', "invalid character"),
        (b'"\xff"', "it is not UTF-8"),
        (b'["\\u0000"]', "a string in it contains NUL"),
        (b'{"\\u0000": 1}', "a string in it contains NUL"),
        (b"[-1" + b"0" * 309 + b"]", "an integer in it is out of range"),
        (b"[" * 100_000 + b"]" * 100_000, "it is nested more than 200 levels deep"),
    ],
)
def test_decode_json_rejects_invalid_content(content: bytes, message: str) -> None:
    with pytest.raises(InvalidJsonError, match=message):
        decode_json(content)


@pytest.mark.parametrize("text", ["\\u0000", "1" * 400])
def test_decode_json_accepts_strings_that_only_look_invalid(text: str) -> None:
    assert decode_json(json.dumps([text]).encode()) == [text]


def test_decode_json_error_does_not_quote_the_content() -> None:
    with pytest.raises(InvalidJsonError) as caught:
        decode_json(b'{"name": Robin}')
    assert "Robin" not in str(caught.value)


@pytest.mark.parametrize("start", [b"[", b'{"a":'])
def test_depth_is_limited_to_max_depth(start: bytes) -> None:
    def nest_lists(levels: int) -> bytes:
        return start * levels + b"1" + (b"]" if start == b"[" else b"}") * levels

    assert decode_json(nest_lists(MAX_DEPTH))
    assert not is_nested_too_deeply(nest_lists(MAX_DEPTH))
    with pytest.raises(InvalidJsonError):
        decode_json(nest_lists(MAX_DEPTH + 1))
    assert is_nested_too_deeply(nest_lists(MAX_DEPTH + 1))


def test_is_nested_too_deeply_counts_levels_and_not_brackets() -> None:
    assert not is_nested_too_deeply(json.dumps([[[]]] * MAX_DEPTH).encode())


@pytest.mark.parametrize("content", [b"", b"[" * 201, b"\xff" + b"[" * 201])
def test_is_nested_too_deeply_is_false_for_content_that_is_not_json(content: bytes) -> None:
    assert not is_nested_too_deeply(content)
