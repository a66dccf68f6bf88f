"""Rule mutants and conforming variants of Unpod: wrong counts, status codes and tasks in the envelope."""

from __future__ import annotations

from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.mutators.rules import MutatedExchange, conforming_variant, is_successful_read, rule_mutant

_EMPTY_RUN: dict[str, Any] = {"status_code": 200, "message": "", "count": 0, "data": []}


@rule_mutant("un_04_organization_required", impact="an organization can read the runs of another organization")
def accepts_missing_organization(exchange: MutatedExchange) -> None:
    """A request without the header Org-Handle returns a success."""
    if (
        exchange.request.method == "GET"
        and "org-handle" not in exchange.request.header_values
        and exchange.status == 400
    ):
        exchange.status, exchange.json = 200, _EMPTY_RUN


@rule_mutant("un_09_206_is_an_error", impact="a client treats an error as a partial list of tasks")
def returns_tasks_with_206(exchange: MutatedExchange) -> None:
    """The tasks of a run are returned with status 206."""
    if is_successful_read(exchange):
        exchange.status, exchange.json = 206, {**exchange.json, "status_code": 206}


@rule_mutant("un_10_all_tasks_of_the_run", impact="a client waits for a task that does not exist")
def counts_one_more(exchange: MutatedExchange) -> None:
    """`count` is greater than the number of tasks."""
    if is_successful_read(exchange):
        exchange.json = {**exchange.json, "count": len(exchange.json["data"]) + 1}


@rule_mutant("un_10_all_tasks_of_the_run", impact="a client stops before the last task")
def counts_one_less(exchange: MutatedExchange) -> None:
    """`count` is less than the number of tasks."""
    if is_successful_read(exchange):
        exchange.json = {**exchange.json, "count": len(exchange.json["data"]) - 1}


@rule_mutant("un_10_all_tasks_of_the_run", impact="a client attributes calls to the wrong run")
def returns_task_of_another_run(exchange: MutatedExchange) -> None:
    """The last task belongs to another run."""
    if is_successful_read(exchange) and exchange.json["data"]:
        *others, last = exchange.json["data"]
        exchange.json = {**exchange.json, "data": [*others, {**last, "run_id": "another"}]}


@rule_mutant("un_10_all_tasks_of_the_run", impact="a client treats a partial list as complete")
def omits_one_task(exchange: MutatedExchange) -> None:
    """The last task is missing, but is included in `count`."""
    if is_successful_read(exchange) and exchange.json["data"]:
        exchange.json = {**exchange.json, "data": exchange.json["data"][:-1]}


@rule_mutant("un_11_status_code_is_the_http_status", impact="a client that checks the body sees another status")
def returns_another_status_code(exchange: MutatedExchange) -> None:
    """`status_code` in the body of a success is not the HTTP status."""
    if is_successful_read(exchange):
        exchange.json = {**exchange.json, "status_code": exchange.status + 1}


@rule_mutant(
    "un_11_status_code_is_the_http_status", impact="a client that checks the body treats an error as a success"
)
def returns_success_code_in_error(exchange: MutatedExchange) -> None:
    """`status_code` in the body of an error is 200."""
    body = exchange.json
    if exchange.status >= 400 and body is not MISSING and "status_code" in body:
        exchange.json = {**body, "status_code": 200}


@rule_mutant("un_14_unknown_space_or_run", impact="a client treats a mistyped ID as a run without tasks")
def returns_unknown_run(exchange: MutatedExchange) -> None:
    """Reading an unknown run returns a success."""
    if exchange.request.method == "GET" and exchange.status == 404:
        exchange.status, exchange.json = 200, _EMPTY_RUN


@conforming_variant
def has_no_tasks_yet(exchange: MutatedExchange) -> None:
    """A run has no tasks."""
    if is_successful_read(exchange):
        exchange.json = {**exchange.json, "count": 0, "data": []}


@conforming_variant
def omits_the_count(exchange: MutatedExchange) -> None:
    """The response has no `count`."""
    if is_successful_read(exchange):
        exchange.json = {name: value for name, value in exchange.json.items() if name != "count"}
