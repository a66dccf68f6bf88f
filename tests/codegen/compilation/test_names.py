"""Names of classes, properties and parameters: unique, also if they are cut off or the same in Python."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from openapi_python_client.strings import PythonIdentifier

from caretasks.codegen.compilation.names import ClassNames, distinct_names


def test_long_names_are_unique() -> None:
    names = ClassNames(())
    assert len({names.allocate("Word" * 100) for _ in range(12)}) == 12


def test_names_that_are_the_same_in_python_get_words_for_their_symbols_or_numbers() -> None:
    names = ["Start", "Start<", "+1", "-1", "a.b", "a-b", "a_b_2", ""]
    found = distinct_names({name: name for name in names})
    assert list(found.values()) == ["Start", "start_lt", "+1", "field_1_minus", "a.b", "a_b_2", "a_b_2_2", ""]


@given(st.lists(st.text("ab1_-.+ é日", max_size=4), unique=True, max_size=9))
def test_names_for_the_generator_differ_in_python(names: list[str]) -> None:
    found = distinct_names({name: name for name in names})
    assert list(found) == names
    assert len({PythonIdentifier(name, "field_", skip_snake_case=True) for name in found.values()}) == len(names)
