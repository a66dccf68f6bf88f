"""The base class of generated models, which compiles its methods from a table of properties."""

from __future__ import annotations

import copy
import datetime
import pickle
import traceback
from typing import Any, Self
from uuid import UUID

import pytest
from attrs import define
from hypothesis import given
from hypothesis import strategies as st

from caretasks.client import UNSET, decoding
from caretasks.client.decoding import Drift
from caretasks.client.model import Field, Model, ModelSpec
from caretasks.client.types import Unset
from caretasks.miramace import CreateTaskRequest, PreviousVisit, Task, TaskType


@define(repr=False)
class Owner(Model[Any]):
    """A person with a sensitive name."""

    name: str | Unset = UNSET

    @staticmethod
    def _spec() -> ModelSpec:
        return ModelSpec(Field("name", decoding.string, sensitive=True))


@define(repr=False)
class Pet(Model[int]):
    """A model with every kind of field."""

    id_: int
    owner: Owner | Unset = UNSET
    tags: list[str] | Unset = UNSET
    odd: str | Unset | None = UNSET

    @staticmethod
    def _spec() -> ModelSpec:
        return ModelSpec(
            Field("id_", decoding.integer, key="id", required="integer"),
            Field("owner", decoding.model(Owner), has_models=True),
            Field("tags", decoding.array(decoding.string)),
            Field("odd", decoding.nullable(decoding.string), key="a/b~'\"\\\n{}"),
            additional=decoding.integer,
        )


@define(repr=False)
class Secret(Model[Any]):
    """A model in which all values are sensitive."""

    code: str | Unset = UNSET

    @staticmethod
    def _spec() -> ModelSpec:
        return ModelSpec(Field("code", decoding.string), sensitive=True)


ODD = "a/b~'\"\\\n{}"
PET = {"id": 1, "owner": {"name": "Robin"}, "tags": ["a"], ODD: None, "more": 7}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_decodes_and_encodes_every_property_by_its_name_in_json() -> None:
    pet = Pet.from_dict(PET)
    assert (pet.id_, pet.owner, pet.tags, pet.odd) == (1, Owner(name="Robin"), ["a"], None)
    assert pet.additional_properties == {"more": 7}
    assert pet.to_dict() == PET


def test_records_a_missing_required_property_and_a_wrong_additional_one() -> None:
    drift = Drift()
    pet = Pet.from_dict({"more": "x", ODD: 1}, drift, "/pets/*")
    assert pet.id_ is UNSET  # type: ignore[comparison-overlap]
    assert {pointer: str(each) for pointer, each in drift.found.items()} == {
        "/pets/*/id": "documented as integer, received nothing",
        "/pets/*/a~1b~0'\"\\\n{}": "documented as string, received integer",
        "/pets/*/*": "documented as integer, received string",
    }


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from([*PET, "other"]) | st.text(), json_values))
def test_loses_nothing_of_any_object(source: dict[str, Any]) -> None:
    assert Pet.from_dict(source).to_dict() == source


def test_repr_redacts_sensitive_and_additional_values() -> None:
    assert repr(Pet.from_dict(PET)) == (
        "Pet(id_=1, owner=Owner(name=..., additional_properties=...), tags=['a'], odd=None, additional_properties=...)"
    )
    assert repr(Secret(code="4711")) == "Secret(code=..., additional_properties=...)"


@pytest.mark.parametrize("value", ["Robin", {"name": "Robin"}, ["Robin", {"name": "Robin"}]])
def test_repr_redacts_a_value_that_is_not_the_documented_model(value: Any) -> None:
    assert "Robin" not in repr(Pet.from_dict({"id": 1, "owner": value}))


def test_reads_and_writes_additional_properties_by_subscription() -> None:
    pet = Pet.from_dict({"id": 1, "more": 7})
    pet["less"] = 3
    assert (pet["more"], "less" in pet, pet.additional_keys) == (7, True, ["more", "less"])
    del pet["more"]
    assert pet.to_dict() == {"id": 1, "less": 3}


def test_is_equal_to_its_copies() -> None:
    pet = Pet.from_dict(PET)
    copies = [copy.copy(pet), copy.deepcopy(pet), pickle.loads(pickle.dumps(pet))]  # noqa: S301 - our own
    assert [each for each in copies if each != pet] == []


def test_a_subclass_decodes_to_itself_and_may_override_both_methods() -> None:
    class Dog(Pet):
        pass

    class Cat(Pet):
        @classmethod
        def from_dict(cls, source: Any, drift: Drift = decoding.IGNORED, pointer: str = "", /) -> Self:
            return super().from_dict({**source, "id": 9}, drift, pointer)

        def to_dict(self) -> dict[str, Any]:
            return {**super().to_dict(), "cat": True}

    for _ in range(2):  # what the first call compiles must not replace an override
        assert type(Dog.from_dict(PET)) is Dog
        assert Dog.from_dict(PET).to_dict() == PET
        assert Cat.from_dict(PET).to_dict() == {**PET, "id": 9, "cat": True}
    assert Pet.from_dict(PET).to_dict() == PET


def test_an_override_stays_if_it_is_called_before_the_parent_is_compiled() -> None:
    class Loud(Model[Any]):
        @staticmethod
        def _spec() -> ModelSpec:
            return ModelSpec()

        @classmethod
        def from_dict(cls, source: Any, drift: Drift = decoding.IGNORED, pointer: str = "", /) -> Self:
            return super().from_dict({**source, "read": True}, drift, pointer)

        def to_dict(self) -> dict[str, Any]:
            return {**super().to_dict(), "sent": True}

    for _ in range(2):
        assert Loud.from_dict({}).to_dict() == {"read": True, "sent": True}


def test_documentation_survives_compilation() -> None:
    Pet.from_dict(PET).to_dict()
    assert [Pet.from_dict.__doc__, Pet.to_dict.__doc__] == [Model.from_dict.__doc__, Model.to_dict.__doc__]
    assert Pet.to_dict.__qualname__ == "Pet.to_dict"


def test_a_traceback_shows_the_compiled_line() -> None:
    with pytest.raises(AttributeError) as caught:
        Pet.to_dict(Owner())
    assert "value = self.id_" in "".join(traceback.format_exception(caught.value))


# Strings that a constructor accepts.

WIRE: dict[str, Any] = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550143",
    "project_id": str(UUID(int=1)),
    "patient_id": str(UUID(int=2)),
}


def test_constructor_parses_strings_for_enums_and_uuids() -> None:
    request = CreateTaskRequest(**WIRE)
    assert request == CreateTaskRequest.from_dict(WIRE)
    assert request.task_type is TaskType.CUSTOM_TASK
    assert (request.project_id, request.patient_id) == (UUID(int=1), UUID(int=2))
    assert request.to_dict() == WIRE


def test_constructor_parses_strings_for_dates_and_date_times() -> None:
    assert PreviousVisit(date="2024-03-15").date == datetime.date(2024, 3, 15)
    noon = datetime.datetime(2024, 3, 15, 12, tzinfo=datetime.UTC)
    assert Task(created_at="2024-03-15T12:00:00Z").created_at == noon


def test_string_is_equal_to_the_member_that_it_becomes() -> None:
    request = CreateTaskRequest(**WIRE | {"task_type": "NEW_TYPE"})
    assert isinstance(request.task_type, TaskType)
    assert (request.task_type, "NEW_TYPE") == ("NEW_TYPE", request.task_type)


@given(st.fixed_dictionaries({name: st.text() | st.just(value) for name, value in WIRE.items()}))
def test_constructor_accepts_what_from_dict_accepts(values: dict[str, Any]) -> None:
    assert CreateTaskRequest(**values) == CreateTaskRequest.from_dict(values)


@pytest.mark.parametrize("value", ["", "not-a-uuid", "12345678123456781234567812345678", 7, None, UNSET])
def test_constructor_keeps_a_value_that_is_not_a_uuid(value: Any) -> None:
    kept = Task(id=value).id
    assert (kept, type(kept)) == (value, type(value))


def test_value_that_is_set_later_is_sent_unchanged() -> None:
    task = Task()
    task.id = "123E4567-e89b-12d3-a456-426614174002"  # type: ignore[assignment]
    assert task.to_dict() == {"id": "123E4567-e89b-12d3-a456-426614174002"}
