"""Rule mutants and conforming variants of Unpod: wrong totals, status codes, tasks, runs and errors."""

from __future__ import annotations

from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.mutators import lists
from caretasks.mutation.mutators.rules import MutatedExchange, conforming_variant, is_successful_read, rule_mutant

_OTHER = "another"
_EMPTY_LIST: dict[str, Any] = {"status_code": 200, "message": "", "count": 0, "data": []}


def _is_from(exchange: MutatedExchange, operation: str) -> bool:
    return exchange.operation is not None and exchange.operation.id == operation


def _is_list(exchange: MutatedExchange, operation: str = "") -> bool:
    """Return whether an exchange is a successful read of a list, or of that list."""
    is_selected = not operation or _is_from(exchange, operation)
    return is_selected and is_successful_read(exchange) and isinstance(exchange.json.get("data"), list)


def _is_create(exchange: MutatedExchange) -> bool:
    return exchange.succeeded and _is_from(exchange, "create_tasks")


def _change_data(exchange: MutatedExchange, **changes: Any) -> None:
    exchange.json = {**exchange.json, "data": {**exchange.json["data"], **changes}}


@rule_mutant("un_04_organization_required", impact="an organization can read the data of another organization")
def accepts_missing_organization(exchange: MutatedExchange) -> None:
    """A request without the header Org-Handle returns a success."""
    if "org-handle" not in exchange.request.header_values and exchange.status == 400:
        exchange.status = 200
        exchange.json = {**_EMPTY_LIST, "data": {}} if _is_from(exchange, "get_space") else _EMPTY_LIST


@rule_mutant("un_09_206_is_an_error", impact="a client treats an error as a partial list of tasks")
def returns_tasks_with_206(exchange: MutatedExchange) -> None:
    """The tasks of a run are returned with status 206."""
    if _is_list(exchange, "get_run_tasks"):
        exchange.status, exchange.json = 206, {**exchange.json, "status_code": 206}


@rule_mutant("un_09_206_is_an_error", impact="a client treats an error as a partial list of runs")
def returns_runs_with_206(exchange: MutatedExchange) -> None:
    """The runs of a space are returned with status 206."""
    if _is_list(exchange, "list_runs"):
        exchange.status, exchange.json = 206, {**exchange.json, "status_code": 206}


def _counts_one_less(rule: str, operation: str) -> Any:
    def change(exchange: MutatedExchange) -> None:
        if _is_list(exchange, operation):
            exchange.json = {**exchange.json, "count": len(exchange.json["data"]) - 1}

    change.__name__ = f"counts_one_less_in_{operation}"
    change.__doc__ = f"In the response of {operation}, `count` is less than the number of items."
    return rule_mutant(rule, impact="a client that reads all pages stops too early")(change)


counts_one_task_less = _counts_one_less("un_10_tasks_of_the_run", "get_run_tasks")
counts_one_organization_less = _counts_one_less("un_15_count", "list_organizations")
counts_one_space_less = _counts_one_less("un_17_count", "list_spaces")
counts_one_agent_less = _counts_one_less("un_22_count", "list_agents")
counts_one_execution_less = _counts_one_less("un_23_counts", "list_agent_executions")
counts_one_agent_task_less = _counts_one_less("un_24_tasks_of_the_agent", "list_agent_tasks")
counts_one_run_less = _counts_one_less("un_26_count", "list_runs")


def _returns_other_items(rule: str, operation: str, name: str, impact: str, *, only_last: bool) -> Any:
    def change(exchange: MutatedExchange) -> None:
        if _is_list(exchange, operation) and exchange.json["data"]:
            items = exchange.json["data"]
            first_other = len(items) - 1 if only_last else 0
            others = [{**item, name: _OTHER} for item in items[first_other:]]
            exchange.json = {**exchange.json, "data": [*items[:first_other], *others]}

    change.__name__ = f"{'last' if only_last else 'each'}_item_has_another_{name}"
    change.__doc__ = f"The {name} of {'the last item' if only_last else 'each item'} is not the requested one."
    return rule_mutant(rule, impact=impact)(change)


_WRONG_RUN = "a client attributes calls to the wrong run"
task_of_another_run = _returns_other_items(
    "un_10_tasks_of_the_run", "get_run_tasks", "run_id", _WRONG_RUN, only_last=True
)
tasks_of_another_run = _returns_other_items(
    "un_10_tasks_of_the_run", "get_run_tasks", "run_id", _WRONG_RUN, only_last=False
)
task_of_another_agent = _returns_other_items(
    "un_24_tasks_of_the_agent",
    "list_agent_tasks",
    "assignee",
    "a client attributes calls to the wrong agent",
    only_last=True,
)


@rule_mutant("un_10_tasks_of_the_run", impact="a client does not read the tasks")
def counts_no_tasks(exchange: MutatedExchange) -> None:
    """`count` is 0, but there are tasks."""
    if _is_list(exchange, "get_run_tasks"):
        exchange.json = {**exchange.json, "count": 0}


@rule_mutant("un_11_status_code_is_the_http_status", impact="a client that checks the body sees another status")
def returns_another_status_code(exchange: MutatedExchange) -> None:
    """`status_code` in the body of a success is not the HTTP status."""
    if is_successful_read(exchange):
        exchange.json = {**exchange.json, "status_code": exchange.status + 1}


@rule_mutant(
    "un_11_status_code_is_the_http_status", impact="a client that checks the body treats a success as an error"
)
def returns_another_status_code_on_create(exchange: MutatedExchange) -> None:
    """`status_code` in the body of a created run is not the HTTP status."""
    if _is_create(exchange):
        exchange.json = {**exchange.json, "status_code": 206}


@rule_mutant(
    "un_11_status_code_is_the_http_status", impact="a client that checks the body treats an error as a success"
)
def returns_success_code_in_error(exchange: MutatedExchange) -> None:
    """`status_code` in the body of an error is 200."""
    body = exchange.json
    if exchange.status >= 400 and body is not MISSING and "status_code" in body:
        exchange.json = {**body, "status_code": 200}


def _returns_unknown(rule: str, *operations: str, impact: str) -> Any:
    def change(exchange: MutatedExchange) -> None:
        if (
            exchange.request.method == "GET"
            and exchange.status == 404
            and any(_is_from(exchange, o) for o in operations)
        ):
            exchange.status = 200
            exchange.json = {**_EMPTY_LIST, "data": {}} if _is_from(exchange, "get_space") else _EMPTY_LIST

    change.__name__ = f"returns_success_for_{rule[6:]}"
    change.__doc__ = f"An unknown ID in a request to {' or '.join(operations)} returns a success."
    return rule_mutant(rule, impact=impact)(change)


returns_unknown_run = _returns_unknown(
    "un_14_unknown_space_or_run", "get_run_tasks", impact="a client treats a mistyped ID as a run without tasks"
)
returns_unknown_space = _returns_unknown(
    "un_21_unknown_space", "get_space", impact="a client uses a mistyped token as a space"
)
returns_executions_of_unknown_agent = _returns_unknown(
    "un_23_unknown_agent", "list_agent_executions", impact="a client treats a mistyped handle as an agent without runs"
)
returns_tasks_of_unknown_agent = _returns_unknown(
    "un_25_unknown_agent", "list_agent_tasks", impact="a client treats a mistyped handle as an agent without tasks"
)


@rule_mutant("un_14_unknown_space_or_run", impact="a client treats a mistyped token as a space without runs")
def returns_runs_of_unknown_space(exchange: MutatedExchange) -> None:
    """The runs and tasks of an unknown space are returned as an empty list."""
    if exchange.status == 404 and (_is_from(exchange, "list_runs") or _is_from(exchange, "list_space_tasks")):
        exchange.status, exchange.json = 200, _EMPTY_LIST


@rule_mutant("un_20_requested_space", impact="a client creates tasks in the wrong space")
def returns_another_space(exchange: MutatedExchange) -> None:
    """Reading a space returns a space with another token."""
    if is_successful_read(exchange) and _is_from(exchange, "get_space"):
        _change_data(exchange, token=_OTHER)


@rule_mutant("un_23_counts", impact="a client shows a progress of more than 100 %")
def completes_more_tasks_than_exist(exchange: MutatedExchange) -> None:
    """A run has more completed tasks than tasks."""
    if _is_list(exchange, "list_agent_executions"):
        runs = [{**run, "completed_tasks": run["total_tasks"] + 1} for run in exchange.json["data"]]
        exchange.json = {**exchange.json, "data": runs}


@rule_mutant("un_32_initially_pending", impact="a client believes that the calls were made")
def creates_completed_tasks(exchange: MutatedExchange) -> None:
    """New tasks are completed."""
    if _is_create(exchange):
        _change_data(exchange, status="completed")


@rule_mutant("un_33_one_task_per_document", impact="a client does not notice that a contact is not called")
def omits_one_task_id(exchange: MutatedExchange) -> None:
    """The response to the creation of tasks omits the ID of the last task."""
    if _is_create(exchange):
        _change_data(exchange, task_ids=exchange.json["data"]["task_ids"][:-1])


@rule_mutant("un_33_one_task_per_document", impact="a client waits for the wrong tasks")
def repeats_a_task_id(exchange: MutatedExchange) -> None:
    """All IDs of new tasks are the same."""
    if _is_create(exchange) and exchange.json["data"]["task_ids"]:
        task_ids = exchange.json["data"]["task_ids"]
        _change_data(exchange, task_ids=[task_ids[0]] * len(task_ids))


@rule_mutant("un_33_one_task_per_document", impact="a client does not find the outcomes of its calls")
def returns_other_task_ids(exchange: MutatedExchange) -> None:
    """The IDs of new tasks are not those of the tasks in the run."""
    if _is_create(exchange):
        _change_data(exchange, task_ids=[f"{_OTHER}-{task_id}" for task_id in exchange.json["data"]["task_ids"]])


@rule_mutant("un_34_unknown_space", impact="calls are made from a mistyped space")
def creates_tasks_in_unknown_space(exchange: MutatedExchange) -> None:
    """Tasks are created in an unknown space."""
    if exchange.status == 404 and _is_from(exchange, "create_tasks") and isinstance(exchange.request.json, dict):
        documents = exchange.request.json.get("documents")
        ids = [f"T{number}" for number, _ in enumerate(documents if isinstance(documents, list) else ())]
        exchange.status = 200
        exchange.json = {"status_code": 200, "message": "", "data": {"task_ids": ids, "status": "pending"}}


_PAGES = (("un_29_consistent_page", "list_space_tasks"), ("un_36_consistent_page", "list_call_logs"))
too_many_tasks, too_many_calls = (
    lists.one_item_too_many(*each, impact="a client reads an item twice") for each in _PAGES
)
total_of_page_of_tasks, total_of_page_of_calls = (
    lists.total_of_the_page(*each, impact="a client reads the first page only") for each in _PAGES
)
total_of_tasks_too_low, total_of_calls_too_low = (
    lists.total_too_low(*each, impact="a client stops before the last item") for each in _PAGES
)
no_default_page_of_tasks = lists.page_after_the_last(
    "un_28_default_page", "list_space_tasks", impact="a client reads no tasks"
)
no_default_page_of_calls = lists.page_after_the_last(
    "un_36_default_page", "list_call_logs", impact="a client reads no calls"
)
ignores_call_type, ignores_call_status = (
    lists.ignored_filter("un_36_filters", "list_call_logs", name, impact="a client counts the wrong calls")
    for name in ("call_type", "call_status")
)
ignores_start_date, ignores_end_date = (
    lists.ignored_filter("un_36_dates", "list_call_logs", name, impact="a client counts the wrong calls")
    for name in ("start_date", "end_date")
)


@conforming_variant
def has_no_items_yet(exchange: MutatedExchange) -> None:
    """All lists are empty."""
    if _is_list(exchange):
        exchange.json = {**exchange.json, "count": 0, "data": []}


@conforming_variant
def omits_the_count(exchange: MutatedExchange) -> None:
    """No list has a `count`."""
    if _is_list(exchange):
        exchange.json = {name: value for name, value in exchange.json.items() if name != "count"}


@conforming_variant
def returns_first_page_only(exchange: MutatedExchange) -> None:
    """Lists without parameters for a page have more items than they return, and `count` includes them."""
    if _is_list(exchange) and not (_is_from(exchange, "list_space_tasks") or _is_from(exchange, "list_call_logs")):
        exchange.json = {**exchange.json, "count": exchange.json["count"] + 50}


@conforming_variant
def has_the_form_of_older_pages(exchange: MutatedExchange) -> None:
    """Spaces and organizations have the form of older pages, and tasks other times, roles and summaries."""
    if is_successful_read(exchange) and _is_from(exchange, "get_space"):
        _change_data(exchange, **_OLDER_SPACE)
    if _is_list(exchange, "list_spaces"):
        spaces = [{**_OLDER_SPACE, "token": each["token"]} for each in exchange.json["data"]]
        exchange.json = {**exchange.json, "data": spaces}
    if _is_list(exchange, "get_run_tasks") or _is_list(exchange, "list_space_tasks"):
        tasks = [{**task, "output": {**task.get("output", {}), **_OLDER_OUTPUT}} for task in exchange.json["data"]]
        exchange.json = {**exchange.json, "data": tasks}


_OLDER_SPACE: dict[str, Any] = {
    "name": "Sales",
    "slug": "sales",
    "description": "",
    "logo": None,
    "privacy_type": "shared",
    "space_type": "knowledge_base",
    "content_type": "table",
    "organization": {"name": "Unpod TV", "domain_handle": "unpod.tv"},
}
_OLDER_OUTPUT: dict[str, Any] = {
    "start_time": "2026-01-31 11:47:38.067021",
    "call_end_reason": None,
    "call_summary": None,
    "transcript": [{"role": "assistant", "content": "Hello.", "timestamp": 1.5}],
    "post_call_data": {"summary": {"status": "done"}, "classification": {"labels": []}, "call_back": None},
}


@conforming_variant
def returns_errors_in_data_of_206(exchange: MutatedExchange) -> None:
    """The tasks of a run cannot be read: a 206 with the errors also in `data`."""
    if is_successful_read(exchange) and _is_from(exchange, "get_run_tasks"):
        body = {"status_code": 206, "message": "Runs Fetch Failed", "data": {"errors": "failed"}, "errors": "failed"}
        exchange.status, exchange.json = 206, body


@conforming_variant
def omits_the_status_code_of_errors(exchange: MutatedExchange) -> None:
    """An error has only a message."""
    if exchange.status >= 400 and exchange.json is not MISSING:
        exchange.json = {"message": exchange.json.get("message", "")}
