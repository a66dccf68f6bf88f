# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.business_error_body import BusinessErrorBody
from ...models.error_body import ErrorBody
from ...models.run_tasks import RunTasks
from ...types import Response


def _get_kwargs(
    space_token: str,
    run_id: str,
    *,
    org_handle: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Org-Handle"] = org_handle

    headers["Content-Type"] = "application/json"

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v2/platform/spaces/{space_token}/runs/{run_id}/tasks/".format(
            space_token=quote(str(space_token), safe=""),
            run_id=quote(str(run_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BusinessErrorBody | ErrorBody | RunTasks | None:
    if response.status_code == 200:
        response_200 = RunTasks.from_dict(response.json())

        return response_200

    if response.status_code == 206:
        response_206 = BusinessErrorBody.from_dict(response.json())

        return response_206

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorBody.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorBody.from_dict(response.json())

        return response_404

    if response.status_code == 500:
        response_500 = ErrorBody.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[BusinessErrorBody | ErrorBody | RunTasks]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    space_token: str,
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    org_handle: str,
) -> Response[BusinessErrorBody | ErrorBody | RunTasks]:
    """Retrieve the tasks of a run

     Reads all tasks of a run with their input, output, transcript and analysis. A 206 is an error in the
    vendor's business logic, not a part of the answer.

    Args:
        space_token (str):
        run_id (str):
        org_handle (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BusinessErrorBody | ErrorBody | RunTasks]
    """

    kwargs = _get_kwargs(
        space_token=space_token,
        run_id=run_id,
        org_handle=org_handle,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    space_token: str,
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    org_handle: str,
) -> BusinessErrorBody | ErrorBody | RunTasks | None:
    """Retrieve the tasks of a run

     Reads all tasks of a run with their input, output, transcript and analysis. A 206 is an error in the
    vendor's business logic, not a part of the answer.

    Args:
        space_token (str):
        run_id (str):
        org_handle (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BusinessErrorBody | ErrorBody | RunTasks
    """

    return sync_detailed(
        space_token=space_token,
        run_id=run_id,
        client=client,
        org_handle=org_handle,
    ).parsed


async def asyncio_detailed(
    space_token: str,
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    org_handle: str,
) -> Response[BusinessErrorBody | ErrorBody | RunTasks]:
    """Retrieve the tasks of a run

     Reads all tasks of a run with their input, output, transcript and analysis. A 206 is an error in the
    vendor's business logic, not a part of the answer.

    Args:
        space_token (str):
        run_id (str):
        org_handle (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BusinessErrorBody | ErrorBody | RunTasks]
    """

    kwargs = _get_kwargs(
        space_token=space_token,
        run_id=run_id,
        org_handle=org_handle,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    space_token: str,
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    org_handle: str,
) -> BusinessErrorBody | ErrorBody | RunTasks | None:
    """Retrieve the tasks of a run

     Reads all tasks of a run with their input, output, transcript and analysis. A 206 is an error in the
    vendor's business logic, not a part of the answer.

    Args:
        space_token (str):
        run_id (str):
        org_handle (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BusinessErrorBody | ErrorBody | RunTasks
    """

    return (
        await asyncio_detailed(
            space_token=space_token,
            run_id=run_id,
            client=client,
            org_handle=org_handle,
        )
    ).parsed
