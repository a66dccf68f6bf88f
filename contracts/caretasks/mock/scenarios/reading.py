"""Scripts in Python, and scenarios: YAML or JSON files with scripts by API and operation.

    miramace:
      create_task:
        - 500
        - {fault: reset, times: 2}
        - {status: 201, body: {id: 0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11}, latency: 'uniform(0.5,2)'}
        - real

Steps of any operation of an API are a list in place of the mapping, or under `*`. Error messages contain the JSON
pointer and the line, but no value of a body: it may be about a patient.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from caretasks.core.errors import suggest_name, unknown_name
from caretasks.mock.scenarios.model import Status, StepLike
from caretasks.mock.scenarios.responses import iter_problems
from caretasks.mock.scenarios.steps import Step, StepError, read_step
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.json_pointer import join
from caretasks.openapi.problems import Finding, Problem, SourceError, count_unlisted

ALL_OPERATIONS = "*"
MAX_SCENARIO_BYTES = 10 * 1024 * 1024

_MAX_PROBLEMS = 20
_MAX_STEPS = 10_000


class ScenarioError(ValueError):
    """A script cannot be used. The message says which step breaks which rule."""


class Script(NamedTuple):
    """The steps of an operation, or of all operations of an API.

    Attributes:
        api: The name of the API.
        operation: The operation ID, or `*`.
        steps: The steps, in order.
        allow_unused: Whether some of the steps may be left unused.
    """

    api: str
    operation: str
    steps: Sequence[Step]
    allow_unused: bool = False

    @property
    def target(self) -> str:
        """The name of the API and the operation, as in `miramace.create_task`."""
        return f"{self.api}.{self.operation}"


def make_script(
    apis: Mapping[str, Api], target: str, steps: Iterable[StepLike], *, allow_unused: bool = False
) -> Script:
    """Return the script of an operation such as `miramace.create_task`, or of all operations of an API: `miramace`.

    Raises:
        ScenarioError: There is no such API or operation, or a step is not one or does not match the spec.
    """
    if not isinstance(target, str):
        raise ScenarioError("the first argument is API.OPERATION, such as miramace.create_task")
    if isinstance(steps, str | Mapping | Status) or not isinstance(steps, Iterable):
        raise ScenarioError(f"the steps of {target} must be a list, such as [Status(500), 'reset']")
    # The name of an API may contain dots, and so may an operation ID.
    names = [name for name in apis if target == name or target.startswith(f"{name}.")]
    api = max(names, key=len) if names else target.partition(".")[0]
    operation = target[len(api) + 1 :] or ALL_OPERATIONS
    reader = ScenarioReader({api: {operation: list(steps)}}, apis.values())
    scripts = list(reader.iter_scripts())
    if reader.errors:
        prefix = join("", api, operation)
        found = [(pointer.removeprefix(prefix), message) for pointer, message in reader.errors[:_MAX_PROBLEMS]]
        raise ScenarioError("\n".join(f"{_locate(target, pointer)}: {message}" for pointer, message in found))
    return scripts[0]._replace(allow_unused=allow_unused)


def _locate(target: str, pointer: str) -> str:
    """Return the location of a problem: `miramace.create_task, step 2, /body/id`."""
    index, _, rest = pointer.removeprefix("/").partition("/")
    parts = [target]
    if index.isdecimal():
        parts += [f"step {int(index) + 1}", *([f"/{rest}"] if rest else [])]
    return ", ".join(parts)


def load_scenarios(files: Sequence[Path], apis: Sequence[Api], others: Collection[str] = ()) -> list[Script]:
    """Return the scripts of some APIs in scenario files; those of the other known APIs are ignored.

    Raises:
        SourceError: A file cannot be read, or a step is not one or does not match the spec.
    """
    if not files:
        return []
    from caretasks.openapi.source import read_source  # here, since importing PyYAML takes long

    found: list[Script] = []
    problems: list[Problem] = []
    for path in files:
        try:
            size = path.stat().st_size
        except OSError as error:
            raise SourceError([Problem(str(path), "", None, f"cannot be read: {error.strerror}")]) from None
        if size > MAX_SCENARIO_BYTES:
            message = f"is larger than {MAX_SCENARIO_BYTES // 1024**2} MiB"
            raise SourceError([Problem(str(path), "", None, message)])
        source = read_source(path)
        reader = ScenarioReader(source.data, apis, others)
        found += reader.iter_scripts()
        problems += source.make_problems(Finding(*each) for each in reader.errors[:_MAX_PROBLEMS])
        problems += count_unlisted(str(path), len(reader.errors) - _MAX_PROBLEMS)
    if problems:
        raise SourceError(problems)
    return found


class ScenarioReader:
    """Reads the scripts of a scenario. `errors` has the JSON pointer and the message of each error so far."""

    def __init__(self, data: Mapping[str, Any], apis: Iterable[Api], others: Collection[str] = ()) -> None:
        self._data = data
        self._apis = {api.name: api for api in apis}
        self._others = others
        self.errors: list[tuple[str, str]] = []

    def iter_scripts(self) -> Iterator[Script]:
        """Yield the valid scripts; the others add to `errors`."""
        for name, operations in self._data.items():
            pointer = join("", name)
            if name in self._apis:
                yield from self._iter_api(self._apis[name], pointer, operations)
            elif name not in self._others:
                self.errors.append((pointer, unknown_name("API", name[:80], sorted({*self._apis, *self._others}))))

    def _iter_api(self, api: Api, pointer: str, operations: Any) -> Iterator[Script]:
        by_id = {each.id: each for each in api.operations}
        if isinstance(operations, list):
            yield from self._iter_script(api, ALL_OPERATIONS, by_id.values(), pointer, operations)
            return
        if not isinstance(operations, dict):
            message = f"must be a list of steps, or a mapping with an operation or '{ALL_OPERATIONS}' as each key"
            self.errors.append((pointer, message))
            return
        for name, steps in operations.items():
            operation_pointer = join(pointer, name)
            if name != ALL_OPERATIONS and name not in by_id:
                suggestion = suggest_name(name, by_id) or f" Choose one of: {', '.join(sorted(by_id)[:20])}."
                self.errors.append((operation_pointer, f"{api.name} has no operation {name[:80]!r}.{suggestion}"))
            else:
                concerned = by_id.values() if name == ALL_OPERATIONS else [by_id[name]]
                yield from self._iter_script(api, name, concerned, operation_pointer, steps)

    def _iter_script(
        self, api: Api, name: str, operations: Collection[Operation], pointer: str, steps: Any
    ) -> Iterator[Script]:
        if not isinstance(steps, list) or not 0 < len(steps) <= _MAX_STEPS:
            self.errors.append((pointer, f"must be a list of 1 to {_MAX_STEPS:,} steps; a step may have `times`"))
            return
        found = list(self._iter_steps(operations, pointer, steps))
        if len(found) == len(steps):
            yield Script(api.name, name, found)

    def _iter_steps(self, operations: Collection[Operation], pointer: str, steps: Sequence[Any]) -> Iterator[Step]:
        for index, value in enumerate(steps):
            step_pointer = join(pointer, index)
            try:
                step = read_step(value)
            except StepError as error:
                self.errors += [(step_pointer + inner, message) for inner, message in error.problems]
                continue
            problems = [] if step.status is None else _find_problems(operations, step.status)
            self.errors += [(step_pointer + inner, message) for inner, message in problems]
            if not problems:
                yield step


def _find_problems(operations: Collection[Operation], status: Status) -> list[tuple[str, str]]:
    """Return what is wrong with the response of a step.

    For all operations of an API, it is checked for those that document its status; one of them is enough.
    """
    concerned = [each for each in operations if each.find_response(status.status) is not None] or list(operations)[:1]
    for operation in concerned:
        problems = list(iter_problems(operation, status))
        if problems:
            where = f" (operation {operation.id})" if len(operations) > 1 else ""
            return [(pointer, message + where) for pointer, message in problems]
    return []
