"""Patterns of JSON Schema: the models match the same strings as jsonschema-rs."""

from __future__ import annotations

from typing import Annotated

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from caretasks.codegen.preparation.patterns import UntranslatablePatternError, engine_for, translate

PATTERNS = [
    r"^\+[1-9]\d{1,14}$",
    r"^[\d.]+$",
    r"^\D$",
    r"^[^\d]$",
    r"^\w+\W\s\S$",
    r"^a.b$",
    r"a$",
    r"^(?!a)[0-9]*$",
    r"^(?<letter>\w)\d$",
    r"\bx\b",
    r"^a\/b$",
    r"^[[&~]+$",
    r"^\cJ$",
    r"^\$\.$",
]
TEXTS = ["1", "\u0665", "a", "\u00e9", "a\n", "a\nb", "a\u2028b", "x", "\u00e9x", "+12025550123\n", "ab \u00a0", "[&~"]


def taken_by_pydantic(pattern: str, text: str) -> bool:
    engine = {"rust": "rust-regex", "python": "python-re"}[engine_for(pattern)]
    adapter = TypeAdapter(
        Annotated[str, Field(pattern=translate(pattern, engine_for(pattern)))],
        config=ConfigDict(regex_engine=engine),  # type: ignore[typeddict-item]
    )
    try:
        adapter.validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.sampled_from(TEXTS) | st.text(alphabet="a1.x/ \n\b\u0665\u00e9+[&~$", max_size=4))
def test_pattern_matches_what_it_matches_in_json_schema(pattern: str, text: str) -> None:
    expected = jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid(text)
    assert taken_by_pydantic(pattern, text) == expected


def test_untranslatable_pattern_is_rejected() -> None:
    with pytest.raises(UntranslatablePatternError):
        translate(r"(?=a)[\D]", "python")
