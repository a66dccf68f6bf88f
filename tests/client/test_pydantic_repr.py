"""The `repr` and `str` of pydantic models: no values that may be patient data."""

from __future__ import annotations

from pydantic import Field

from caretasks.client.schemas import Model, hide_fields
from caretasks.miramace.schemas import Task, TranscriptMessage

PLANTED = "Jane Planted"


class Person(Model):
    """A model with a field that has another name in JSON."""

    full_name: str = Field(alias="fullName")
    status: str = "NEW"


class Patient(Person):
    """A model that inherits the field."""


hide_fields({Person: {"fullName"}})


def test_marked_and_undocumented_values_are_hidden() -> None:
    for model in (Person, Patient):
        shown = f"{model.__name__}(full_name=..., status='NEW', note=...)"
        assert repr(model.model_validate({"fullName": PLANTED, "note": PLANTED})) == shown
    assert str(Person(fullName=PLANTED)) == "full_name=... status='NEW'"


def test_values_are_hidden_in_nested_models() -> None:
    assert PLANTED not in repr([Person(fullName=PLANTED)])


def test_generated_models_hide_what_the_spec_marks() -> None:
    assert "content=..." in repr(TranscriptMessage.model_construct(role="user", content=PLANTED))
    assert "task=..., " in repr(Task.model_construct(task=PLANTED, status="PENDING"))
    assert "status='PENDING'" in repr(Task.model_construct(task=PLANTED, status="PENDING"))
