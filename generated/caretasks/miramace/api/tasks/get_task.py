# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.task import Task
from ...types import UNSET, Response, Unset


def _get_kwargs(
    task_id: UUID,
    *,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
) -> dict[str, Any]:

    headers: dict[str, Any] = {}
    headers["Content-Type"] = "application/json"

    params: dict[str, Any] = {}

    params["include_transcript"] = include_transcript

    params["include_all_calls"] = include_all_calls

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/task/{task_id}".format(
            task_id=quote(str(task_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Task | None:
    if response.status_code == 200:
        response_200 = Task.from_dict(response.json())

        return response_200

    if 400 <= response.status_code <= 499:
        response_4xx = response.json()
        return response_4xx

    if 500 <= response.status_code <= 599:
        response_5xx = response.json()
        return response_5xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Task]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    task_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
) -> Response[Any | Task]:
    """Retrieve a task

     Reads a task with the calls made for it: the most recent call unless all are asked for, without
    transcripts unless they are asked for.

    Args:
        task_id (UUID):
        include_transcript (bool | Unset):  Default: False.
        include_all_calls (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Task]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
        include_transcript=include_transcript,
        include_all_calls=include_all_calls,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
) -> Any | Task | None:
    """Retrieve a task

     Reads a task with the calls made for it: the most recent call unless all are asked for, without
    transcripts unless they are asked for.

    Args:
        task_id (UUID):
        include_transcript (bool | Unset):  Default: False.
        include_all_calls (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Task
    """

    return sync_detailed(
        task_id=task_id,
        client=client,
        include_transcript=include_transcript,
        include_all_calls=include_all_calls,
    ).parsed


async def asyncio_detailed(
    task_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
) -> Response[Any | Task]:
    """Retrieve a task

     Reads a task with the calls made for it: the most recent call unless all are asked for, without
    transcripts unless they are asked for.

    Args:
        task_id (UUID):
        include_transcript (bool | Unset):  Default: False.
        include_all_calls (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Task]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
        include_transcript=include_transcript,
        include_all_calls=include_all_calls,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
) -> Any | Task | None:
    """Retrieve a task

     Reads a task with the calls made for it: the most recent call unless all are asked for, without
    transcripts unless they are asked for.

    Args:
        task_id (UUID):
        include_transcript (bool | Unset):  Default: False.
        include_all_calls (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Task
    """

    return (
        await asyncio_detailed(
            task_id=task_id,
            client=client,
            include_transcript=include_transcript,
            include_all_calls=include_all_calls,
        )
    ).parsed
