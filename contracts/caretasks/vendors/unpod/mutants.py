"""Unpod: envelopes that do not say the truth of what is in them."""

from __future__ import annotations

from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.mutators.rules import Exchange, breaks, harmless, reading

_RUN: dict[str, Any] = {"status_code": 200, "message": "", "count": 0, "data": []}


@breaks("un_04_organization_required", matters="one organization's runs are read by another")
def asks_for_no_organization(exchange: Exchange) -> None:
    """A request without Org-Handle is answered with a success."""
    if exchange.sent.method == "GET" and "org-handle" not in exchange.sent.headers and exchange.status == 400:
        exchange.status, exchange.json = 200, _RUN


@breaks("un_09_206_is_an_error", matters="a client takes an error for a part of the tasks")
def answers_in_part(exchange: Exchange) -> None:
    """The tasks of a run come with a 206."""
    if reading(exchange):
        exchange.status, exchange.json = 206, {**exchange.json, "status_code": 206}


@breaks("un_10_all_tasks_of_the_run", matters="a client waits for a task that never comes")
def counts_one_more(exchange: Exchange) -> None:
    """More tasks are counted than there are."""
    if reading(exchange):
        exchange.json = {**exchange.json, "count": len(exchange.json["data"]) + 1}


@breaks("un_10_all_tasks_of_the_run", matters="a client stops before the last task")
def counts_one_less(exchange: Exchange) -> None:
    """Fewer tasks are counted than there are."""
    if reading(exchange):
        exchange.json = {**exchange.json, "count": len(exchange.json["data"]) - 1}


@breaks("un_10_all_tasks_of_the_run", matters="a client reads one run's calls for another's")
def shows_another_run(exchange: Exchange) -> None:
    """The last of the tasks is of another run."""
    if reading(exchange) and exchange.json["data"]:
        *others, last = exchange.json["data"]
        exchange.json = {**exchange.json, "data": [*others, {**last, "run_id": "another"}]}


@breaks("un_10_all_tasks_of_the_run", matters="a client takes a part for the whole")
def leaves_one_out(exchange: Exchange) -> None:
    """The last of the tasks is left out, and counted."""
    if reading(exchange) and exchange.json["data"]:
        exchange.json = {**exchange.json, "data": exchange.json["data"][:-1]}


@breaks("un_11_status_code_is_the_http_status", matters="a client that reads the body takes a success for another")
def another_status_in_a_success(exchange: Exchange) -> None:
    """A success says another status in its body than in HTTP."""
    if reading(exchange):
        exchange.json = {**exchange.json, "status_code": exchange.status + 1}


@breaks("un_11_status_code_is_the_http_status", matters="a client that reads the body takes an error for a success")
def success_in_an_error(exchange: Exchange) -> None:
    """An error says in its body that it is a success."""
    body = exchange.json
    if exchange.status >= 400 and body is not MISSING and "status_code" in body:
        exchange.json = {**body, "status_code": 200}


@breaks("un_14_unknown_space_or_run", matters="a client takes a mistyped run for one without tasks")
def finds_what_is_not_there(exchange: Exchange) -> None:
    """An unknown run is answered with a success."""
    if exchange.sent.method == "GET" and exchange.status == 404:
        exchange.status, exchange.json = 200, _RUN


@harmless
def has_no_tasks_yet(exchange: Exchange) -> None:
    """A run has no tasks."""
    if reading(exchange):
        exchange.json = {**exchange.json, "count": 0, "data": []}


@harmless
def does_not_count(exchange: Exchange) -> None:
    """The tasks are not counted."""
    if reading(exchange):
        exchange.json = {name: value for name, value in exchange.json.items() if name != "count"}
