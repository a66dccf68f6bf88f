"""The public names of each client package: adding or removing one changes what users can import."""

from __future__ import annotations

import importlib
import inspect
from types import ModuleType

import pytest

from caretasks.codegen.operation_view import CLIENT_MEMBERS
from caretasks.openapi.operation.credentials import CONSTRUCTOR_ARGUMENTS

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
    "InvalidWebhookError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "ServerError",
    "TokenError",
    "UnprocessableEntityError",
    "WaitTimeoutError",
]
BASES = {"maxcare": "MaxCareError", "miramace": "MiraMaceError", "solum": "SolumError", "unpod": "UnpodError"}
SHARED_NAMES = ["UNSET", "File", "Response", "Unset", *ERRORS]
PACKAGE_NAMES = {
    "maxcare": [
        "App",
        "AppContext",
        "AppContextResponse",
        "AssignedProvider",
        "AsyncMaxCare",
        "CreateTaskRequest",
        "EhrType",
        "ErrorBody",
        "MaxCare",
        "Organization",
        "Pagination",
        "SyncStatus",
        "Task",
        "TaskList",
        "TaskListResponse",
        "TaskResponse",
        "TaskStatus",
    ],
    "miramace": [
        "Address",
        "AsyncMiraMace",
        "Bill",
        "BillAddress",
        "Call",
        "CallStatus",
        "CaseInfo",
        "CreatePatientRequest",
        "CreateTaskRequest",
        "CreatedPatient",
        "CreatedTask",
        "CustomTaskData",
        "Error",
        "Insurance",
        "MiraMace",
        "Patient",
        "PatientInsurance",
        "PreviousVisit",
        "PrimaryCareProvider",
        "Provider",
        "Question",
        "ReimbursementData",
        "RelationshipToSubscriber",
        "ScheduleAppointmentData",
        "Service",
        "Subscriber",
        "Task",
        "TaskStatus",
        "TaskType",
        "TranscriptMessage",
        "TranscriptMessageRole",
        "VerifyInsuranceData",
        "WebhookPayload",
        "parse_webhook",
    ],
    "solum": [
        "AsyncSolum",
        "CreateTaskRequest",
        "CreateWebhookRequest",
        "ErrorBody",
        "ErrorDetail",
        "Pagination",
        "Solum",
        "Task",
        "TaskExternalMessageIds",
        "TaskList",
        "TaskPriority",
        "TaskStatus",
        "WebhookEventType",
        "WebhookSubscription",
    ],
    "unpod": [
        "Agent",
        "AgentExecution",
        "AgentExecutions",
        "AgentTask",
        "AgentTasks",
        "Agents",
        "AsyncUnpod",
        "BusinessErrorBody",
        "CallLog",
        "CallLogs",
        "CreatedTasks",
        "CreatedTasksResponse",
        "Document",
        "ErrorBody",
        "ListCallLogsCallStatus",
        "ListCallLogsCallType",
        "NewTasks",
        "Organization",
        "Organizations",
        "PostCallData",
        "Run",
        "RunTask",
        "RunTaskInput",
        "RunTasks",
        "Runs",
        "Schedule",
        "Space",
        "SpaceOrganization",
        "SpaceResponse",
        "SpaceTask",
        "SpaceTasks",
        "Spaces",
        "TaskDefinition",
        "TaskOutput",
        "TranscriptMessage",
        "Unpod",
        "UserInfo",
    ],
}
MEMBERS = [
    "base_url",
    "close",
    "iterate_pages",
    "poll_until_final",
    "request",
    "request_operation",
    "with_options",
    "with_raw_response",
]
OPERATIONS = {
    "maxcare.MaxCare": ["create_task", "get_app_context", "get_task", "list_tasks"],
    "miramace.MiraMace": ["create_patient", "create_task", "get_patient", "get_task"],
    "solum.Solum": ["create_task", "create_webhook", "list_tasks"],
    "unpod.Unpod": [
        "create_tasks",
        "get_run_tasks",
        "get_space",
        "list_agent_executions",
        "list_agent_tasks",
        "list_agents",
        "list_call_logs",
        "list_organizations",
        "list_runs",
        "list_space_tasks",
        "list_spaces",
    ],
}
ITERATORS_AND_WAITS: dict[str, list[str]] = {
    "maxcare.MaxCare": ["iter_tasks", "wait_for_task"],
    "miramace.MiraMace": ["wait_for_task"],
    "solum.Solum": ["iter_tasks"],
    "unpod.Unpod": ["iter_call_logs", "iter_space_tasks", "wait_for_run_tasks"],
}
FUNCTIONS = {
    "maxcare": [
        "api.marketplace.get_app_context",
        "api.tasks.create_task",
        "api.tasks.get_task",
        "api.tasks.list_tasks",
    ],
    "miramace": [
        "api.patients.create_patient",
        "api.patients.get_patient",
        "api.tasks.create_task",
        "api.tasks.get_task",
    ],
    "solum": [
        "api.tasks.create_task",
        "api.tasks.list_tasks",
        "api.webhooks.create_webhook",
    ],
    "unpod": [
        "api.agent.list_agent_executions",
        "api.agent.list_agent_tasks",
        "api.agent.list_agents",
        "api.execution.create_tasks",
        "api.execution.get_run_tasks",
        "api.execution.list_runs",
        "api.logs.list_call_logs",
        "api.space.get_space",
        "api.space.list_organizations",
        "api.space.list_space_tasks",
        "api.space.list_spaces",
    ],
}


def import_caretasks(name: str) -> ModuleType:
    return importlib.import_module(f"caretasks.{name}")


@pytest.mark.parametrize("api", PACKAGE_NAMES)
def test_package_exports_exactly_these_names(api: str) -> None:
    package = import_caretasks(api)
    assert sorted(package.__all__) == sorted([*SHARED_NAMES, *PACKAGE_NAMES[api], BASES[api]])
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


@pytest.mark.parametrize("api", PACKAGE_NAMES)
def test_every_error_is_listed_in_its_module_and_exported(api: str) -> None:
    errors = import_caretasks(f"{api}.errors")
    assert sorted(errors.__all__) == sorted([*ERRORS, BASES[api]])
    assert all(getattr(import_caretasks(api), name) is getattr(errors, name) for name in ERRORS)


def list_public_members(path: str) -> list[str]:
    api, _, name = path.partition(".")
    members = inspect.getmembers(getattr(import_caretasks(f"{api}.client"), name))
    return [member for member, _ in members if not member.startswith("_")]


@pytest.mark.parametrize("path", OPERATIONS)
def test_client_has_exactly_these_methods(path: str) -> None:
    methods = [*OPERATIONS[path], *ITERATORS_AND_WAITS[path]]
    assert list_public_members(path) == sorted([*MEMBERS, *methods])
    assert list_public_members(path.replace(".", ".Async")) == sorted(["aclose", *MEMBERS, *methods])


@pytest.mark.parametrize("path", OPERATIONS)
def test_with_raw_response_has_exactly_the_methods_of_the_operations(path: str) -> None:
    for name in (path, path.replace(".", ".Async")):
        assert list_public_members(f"{name}WithRawResponse") == OPERATIONS[path]


def test_generator_reserves_the_names_of_members_and_constructor_arguments() -> None:
    assert {"aclose", *MEMBERS} == CLIENT_MEMBERS
    assert set(inspect.signature(import_caretasks("solum").Solum).parameters) == {"api_key", *CONSTRUCTOR_ARGUMENTS}


def test_client_runtime_exports_exactly_these_names() -> None:
    events = ["CallEvent", "DriftEvent", "RequestEvent", "ResponseEvent", "RetryEvent"]
    others = ["ApiError", "ClientCredentials", "Hooks", "Timeout", "__version__"]
    runtime = import_caretasks("client")
    assert sorted(runtime.__all__) == sorted([*SHARED_NAMES, *events, *others])
    assert [name for name in runtime.__all__ if not hasattr(runtime, name)] == []


@pytest.mark.parametrize("api", FUNCTIONS)
def test_operation_is_available_as_four_functions(api: str) -> None:
    for path in FUNCTIONS[api]:
        functions = vars(import_caretasks(f"{api}.{path}"))
        for name in ("sync", "sync_detailed", "asyncio", "asyncio_detailed"):
            assert inspect.isfunction(functions[name])
