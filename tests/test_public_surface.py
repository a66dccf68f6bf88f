"""What each client package offers by name: a name that comes or goes here is a change that users notice."""

from __future__ import annotations

import importlib
import inspect
from types import ModuleType

import pytest

ERRORS = [
    "ApiStatusError",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "ConfigurationError",
    "ConflictError",
    "DriftError",
    "InsecureTransportWarning",
    "NotFoundError",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "ServerError",
    "UnprocessableEntityError",
]
BASES = {"maxcare": "MaxCareError", "miramace": "MiraMaceError", "solum": "SolumError", "unpod": "UnpodError"}
OF_EVERY_PACKAGE = ["UNSET", "File", "Response", "Unset", *ERRORS]
OF_ONE = {
    "maxcare": [
        "AssignedProvider",
        "AsyncMaxCare",
        "EhrType",
        "ErrorBody",
        "MaxCare",
        "SyncStatus",
        "Task",
        "TaskResponse",
        "TaskStatus",
    ],
    "miramace": [
        "Address",
        "AsyncMiraMace",
        "Call",
        "CreateTaskRequest",
        "CreatedTask",
        "MiraMace",
        "PreviousVisit",
        "Referral",
        "ScheduleAppointmentData",
        "ScheduleAppointmentDataExistingAppointmentType0",
        "Task",
        "TaskStatus",
        "TaskType",
        "TranscriptMessage",
    ],
    "solum": [
        "AsyncSolum",
        "CreateTaskRequest",
        "ErrorBody",
        "ErrorDetail",
        "Solum",
        "Task",
        "TaskExternalMessageIds",
    ],
    "unpod": [
        "AsyncUnpod",
        "BusinessErrorBody",
        "ErrorBody",
        "PostCallData",
        "RunTask",
        "RunTaskInput",
        "RunTasks",
        "TaskDefinition",
        "TaskOutput",
        "TranscriptMessage",
        "Unpod",
        "UserInfo",
    ],
}
METHODS = {
    "maxcare.MaxCare": ["close", "get_task", "request_operation"],
    "maxcare.AsyncMaxCare": ["aclose", "close", "get_task", "request_operation"],
    "miramace.MiraMace": ["close", "create_task", "get_task", "request_operation"],
    "miramace.AsyncMiraMace": ["aclose", "close", "create_task", "get_task", "request_operation"],
    "solum.Solum": ["close", "create_task", "request_operation"],
    "solum.AsyncSolum": ["aclose", "close", "create_task", "request_operation"],
    "unpod.Unpod": ["close", "get_run_tasks", "request_operation"],
    "unpod.AsyncUnpod": ["aclose", "close", "get_run_tasks", "request_operation"],
}
FUNCTIONS = {
    "maxcare": ["api.tasks.get_task"],
    "miramace": ["api.tasks.create_task", "api.tasks.get_task"],
    "solum": ["api.tasks.create_task"],
    "unpod": ["api.execution.get_run_tasks"],
}


def module(name: str) -> ModuleType:
    return importlib.import_module(f"caretasks.{name}")


@pytest.mark.parametrize("api", OF_ONE)
def test_a_package_exports_these_names_and_no_others(api: str) -> None:
    package = module(api)
    assert sorted(package.__all__) == sorted([*OF_EVERY_PACKAGE, *OF_ONE[api], BASES[api]])
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


@pytest.mark.parametrize("api", OF_ONE)
def test_every_error_is_listed_in_its_module_and_exported(api: str) -> None:
    errors = module(f"{api}.errors")
    assert sorted(errors.__all__) == sorted([*ERRORS, BASES[api]])
    assert all(getattr(module(api), name) is getattr(errors, name) for name in ERRORS)


@pytest.mark.parametrize("path", METHODS)
def test_a_client_has_these_methods_and_no_others(path: str) -> None:
    api, _, name = path.partition(".")
    members = inspect.getmembers(getattr(module(api), name))
    assert [member for member, _ in members if not member.startswith("_")] == METHODS[path]


@pytest.mark.parametrize("api", FUNCTIONS)
def test_an_operation_is_four_functions_too(api: str) -> None:
    for path in FUNCTIONS[api]:
        functions = vars(module(f"{api}.{path}"))
        for name in ("sync", "sync_detailed", "asyncio", "asyncio_detailed"):
            assert inspect.isfunction(functions[name])
