"""The `repr` and `str` of pydantic models: no values that may be patient data."""

from __future__ import annotations

import pytest
from pydantic import Field, StrictStr, ValidationError

from caretasks.client.schemas import Model, RootModel, hide_fields
from caretasks.miramace.schemas import Task, TranscriptMessage

PLANTED = "Jane Planted"


class Person(Model):
    """A model with a field that has another name in JSON."""

    full_name: str = Field(alias="fullName")
    status: str = "NEW"


class Patient(Person):
    """A model that inherits the field."""


class Name(RootModel[StrictStr]):
    """A model of a string."""


class Names(RootModel[list[Person]]):
    """A model of a list."""


hide_fields({Person: {"fullName"}, Name: {"root"}})


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


def test_marked_value_of_a_root_model_is_hidden() -> None:
    assert f"{Name(PLANTED)!r} {Name(PLANTED)}" == "Name(root=...) root=..."
    assert repr(Names([Person(fullName=PLANTED)])) == "Names(root=[Person(full_name=..., status='NEW')])"


@pytest.mark.parametrize(
    ("model", "value"), [(Person, {"status": PLANTED}), (Task, {"task": [PLANTED]}), (Name, [PLANTED])]
)
def test_text_of_a_validation_error_has_no_values(model: type[Model], value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(value)
    assert PLANTED not in str(caught.value)
    assert PLANTED not in repr(caught.value)
    assert PLANTED in str(caught.value.errors())
