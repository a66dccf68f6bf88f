"""Names of classes: unique, also if they are cut off."""

from __future__ import annotations

from caretasks.codegen.compilation.names import ClassNames


def test_long_names_are_unique() -> None:
    names = ClassNames(())
    assert len({names.allocate("Word" * 100) for _ in range(12)}) == 12
