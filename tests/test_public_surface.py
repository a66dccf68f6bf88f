"""What each client package offers by name: a name that comes or goes here is a change that users notice."""

from __future__ import annotations

import importlib
import inspect
from types import ModuleType

import pytest

from caretasks.codegen.operation_view import CLIENT_MEMBERS, CONSTRUCTOR

ERRORS = [
    "ApiStatusError",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "ClientStateError",
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
MEMBERS = ["base_url", "close", "request", "request_operation", "with_options", "with_raw_response"]
OPERATIONS = {
    "maxcare.MaxCare": ["get_task"],
    "miramace.MiraMace": ["create_task", "get_task"],
    "solum.Solum": ["create_task"],
    "unpod.Unpod": ["get_run_tasks"],
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


def public_members(path: str) -> list[str]:
    api, _, name = path.partition(".")
    members = inspect.getmembers(getattr(module(f"{api}.client"), name))
    return [member for member, _ in members if not member.startswith("_")]


@pytest.mark.parametrize("path", OPERATIONS)
def test_a_client_has_these_methods_and_no_others(path: str) -> None:
    assert public_members(path) == sorted([*MEMBERS, *OPERATIONS[path]])
    assert public_members(path.replace(".", ".Async")) == sorted(["aclose", *MEMBERS, *OPERATIONS[path]])


@pytest.mark.parametrize("path", OPERATIONS)
def test_with_raw_response_has_the_methods_of_all_operations_and_no_others(path: str) -> None:
    for name in (path, path.replace(".", ".Async")):
        assert public_members(f"{name}WithRawResponse") == OPERATIONS[path]


def test_the_generator_reserves_the_names_of_members_and_constructor_arguments() -> None:
    assert {"aclose", *MEMBERS} == CLIENT_MEMBERS
    assert set(inspect.signature(module("solum").Solum).parameters) == CONSTRUCTOR


def test_the_shared_runtime_exports_these_names_and_no_others() -> None:
    events = ["CallEvent", "DriftEvent", "Hooks", "RequestEvent", "ResponseEvent", "RetryEvent"]
    runtime = module("client")
    assert sorted(runtime.__all__) == sorted([*OF_EVERY_PACKAGE, *events, "ApiError", "__version__"])
    assert [name for name in runtime.__all__ if not hasattr(runtime, name)] == []


@pytest.mark.parametrize("api", FUNCTIONS)
def test_an_operation_is_four_functions_too(api: str) -> None:
    for path in FUNCTIONS[api]:
        functions = vars(module(f"{api}.{path}"))
        for name in ("sync", "sync_detailed", "asyncio", "asyncio_detailed"):
            assert inspect.isfunction(functions[name])
