"""Tests of the division of mutants and groups of variants into tasks."""

from __future__ import annotations

from caretasks.mutation import scheduler
from tests.bundled_apis import load_api


def test_tasks_contain_every_mutant_and_group_of_variants_once() -> None:
    mutant_ids, group_names = [str(number) for number in range(20)], ["a", "b"]
    tasks = list(scheduler.make_tasks(load_api("unpod"), mutant_ids, group_names))
    assert [mutant_id for task in tasks for mutant_id in task.mutant_ids] == mutant_ids
    assert [name for task in tasks for name in task.group_names] == group_names
