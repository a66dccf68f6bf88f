"""A spec with one paged and filtered list of visits, for tests of `x-pagination` and `x-filter`."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

LIST_PATH = "/visits"
LIST_POINTER = "/paths/~1visits/get"
PAGINATION = {
    "page": "page",
    "page_size": "limit",
    "items": "/data/visits",
    "total": "/data/paging/total",
    "total_pages": "/data/paging/pages",
    "has_more": "/data/paging/more",
    "current_page": "/data/paging/page",
    "current_page_size": "/data/paging/limit",
}

_VISIT = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "state": {"type": ["string", "null"]},
        "room": {"type": "integer"},
        "staff": {
            "type": "array",
            "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
        },
    },
}
_PAGING = {
    "type": "object",
    "properties": {
        **{name: {"type": "integer"} for name in ("total", "pages", "page", "limit")},
        "more": {"type": "boolean"},
    },
}


def _envelope(data: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["code", "data"],
        "properties": {"code": {"type": "integer"}, "data": data},
    }
    return {"description": "", "content": {"application/json": {"schema": schema}}}


def paged_list_document() -> dict[str, Any]:
    """Return a spec with `GET` and `POST` of `/visits`, both with an envelope, and no operation that reads one visit.

    `state` filters by one state, `rooms` by several rooms, and `staff_id` by the ID of a member of the staff.
    """
    visit = {"$ref": "#/components/schemas/Visit"}
    listing = {
        "type": "object",
        "required": ["visits", "paging"],
        "properties": {"visits": {"type": "array", "items": visit}, "paging": _PAGING},
    }
    parameters = [
        {"name": "page", "in": "query", "schema": {"type": ["integer", "null"], "minimum": 1, "default": 1}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}},
        {"name": "state", "in": "query", "schema": {"type": "string"}, "x-filter": {"property": "/state"}},
        {
            "name": "rooms",
            "in": "query",
            "schema": {"type": "string"},
            "x-filter": {"property": "/room", "separator": ","},
        },
        {"name": "staff_id", "in": "query", "schema": {"type": "string"}, "x-filter": {"property": "/staff/*/id"}},
    ]
    return deepcopy(
        {
            "openapi": "3.1.0",
            "info": {"title": "Visits", "version": "1"},
            "paths": {
                LIST_PATH: {
                    "get": {
                        "operationId": "list_visits",
                        "x-pagination": PAGINATION,
                        "parameters": parameters,
                        "responses": {"200": _envelope(listing)},
                    },
                    "post": {
                        "operationId": "create_visit",
                        "requestBody": {"content": {"application/json": {"schema": visit}}},
                        "responses": {"201": _envelope(visit)},
                    },
                }
            },
            "components": {"schemas": {"Visit": _VISIT}},
        }
    )
