"""Kinds of change of operations, parameters, bodies, responses, security and servers, as edits of one document."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

from caretasks.openapi.json_pointer import Edit, apply_edits, join

C, S, CS, NONE = "clients", "servers", "clients servers", ""

TASK = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "title": {"type": "string"}},
}
ERROR = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}

PET: dict[str, Any] = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
    "discriminator": {"propertyName": "kind", "mapping": {"kitten": "#/components/schemas/Cat"}},
}


def json_of(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Tasks", "version": "1.0", "description": "An API"},
    "servers": [{"url": "https://api.example.com/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/tasks": {
            "get": {
                "operationId": "list_tasks",
                "summary": "List tasks",
                "parameters": [
                    {"name": "status", "in": "query", "schema": {"type": "string", "enum": ["open", "done"]}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 10}},
                    {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "X-Clinic", "in": "header", "required": True, "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "The tasks",
                        "headers": {
                            "X-Total": {"required": True, "schema": {"type": "integer"}},
                            "X-Page": {"schema": {"type": "integer"}},
                        },
                        "content": json_of({"type": "array", "items": {"$ref": "#/components/schemas/Task"}}),
                    },
                    "401": {"$ref": "#/components/responses/Unauthorized"},
                },
            },
            "post": {
                "operationId": "create_task",
                "requestBody": {"required": True, "content": json_of({"$ref": "#/components/schemas/NewTask"})},
                "responses": {
                    "201": {"description": "Created", "content": json_of({"$ref": "#/components/schemas/Task"})},
                    "404": {"description": "Not found", "content": json_of(ERROR)},
                },
            },
        },
        "/pets": {
            "get": {
                "operationId": "get_pets",
                "responses": {
                    "200": {"description": "Pets", "content": json_of({"$ref": "#/components/schemas/Pet"})}
                },
            }
        },
        "/vehicles": {
            "get": {
                "operationId": "get_vehicle",
                "responses": {
                    "200": {"description": "A vehicle", "content": json_of({"$ref": "#/components/schemas/Vehicle"})}
                },
            }
        },
        "/tasks/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "get_task",
                "responses": {
                    "200": {"description": "The task", "content": json_of({"$ref": "#/components/schemas/Task"})},
                    "default": {"description": "An error", "content": json_of(ERROR)},
                },
            },
            "put": {
                "operationId": "replace_task",
                "requestBody": {"content": {**json_of(TASK), "application/xml": {"schema": TASK}}},
                "responses": {"200": {"description": "Replaced", "content": {**json_of(TASK), "text/csv": {}}}},
            },
            "delete": {
                "operationId": "delete_task",
                "responses": {
                    "204": {"description": "Deleted"},
                    "4XX": {"description": "An error", "content": json_of(ERROR)},
                },
            },
        },
    },
    "webhooks": {
        "task.done": {
            "post": {
                "requestBody": {"required": True, "content": json_of({"$ref": "#/components/schemas/Event"})},
                "responses": {"200": {"description": "Received"}},
            }
        }
    },
    "components": {
        "schemas": {
            "Task": TASK,
            "NewTask": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}},
            "Pet": PET,
            "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
            "Dog": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string"}, "breed": {"type": "string"}},
            },
            "Vehicle": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"type": "string"}},
                "discriminator": {"propertyName": "type"},
            },
            "Car": {
                "allOf": [
                    {"$ref": "#/components/schemas/Vehicle"},
                    {"type": "object", "properties": {"doors": {"type": "integer"}}},
                ]
            },
            "Event": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"enum": ["created", "done"]}, "note": {"type": "string"}},
            },
        },
        "responses": {"Unauthorized": {"description": "No key", "content": json_of(ERROR)}},
        "securitySchemes": {
            "key": {"type": "http", "scheme": "bearer"},
            "token": {"type": "apiKey", "in": "header", "name": "X-Token"},
        },
    },
}  # fmt: skip

LIST = "/paths/~1tasks/get"
CREATE = "/paths/~1tasks/post"
ITEM = "/paths/~1tasks~1{id}"
PARAMETERS = f"{LIST}/parameters"
EVENT = "/components/schemas/Event"


class OperationKind(NamedTuple):
    """A kind of change.

    Attributes:
        breaks: For whom it is breaking; None if there must be no change at all.
        edits: The edits that make the new document of the old one.
        change: The kind of one of the changes.
    """

    breaks: str | None
    edits: tuple[Edit, ...]
    change: str = ""

    def apply(self) -> dict[str, Any]:
        """Return the new document."""
        return deepcopy(apply_edits(DOCUMENT, self.edits))


def kind(breaks: str | None, change: str, *edits: Edit) -> OperationKind:
    return OperationKind(breaks, edits, change)


def query(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}, **more}


def with_parameter(parameter: dict[str, Any]) -> Edit:
    return Edit(PARAMETERS, [*DOCUMENT["paths"]["/tasks"]["get"]["parameters"], parameter])


OPERATION_KINDS: dict[str, OperationKind] = {
    # --- Operations ---
    "operation removed": kind(C, "operation-removed", Edit(f"{ITEM}/delete")),
    "operation added": kind(S, "operation-added", Edit(f"{ITEM}/patch", {"responses": {"204": {"description": ""}}})),
    "path removed": kind(C, "operation-removed", Edit(ITEM)),
    "path renamed": kind(
        CS, "operation-removed", Edit(ITEM), Edit("/paths/~1todos~1{id}", DOCUMENT["paths"]["/tasks/{id}"])
    ),
    "operation ID renamed": kind(NONE, "operation-id-changed", Edit(f"{LIST}/operationId", "find_tasks")),
    "operation deprecated": kind(NONE, "deprecated", Edit(f"{LIST}/deprecated", True)),
    "summary changed": kind(NONE, "summary-changed", Edit(f"{LIST}/summary", "Find tasks")),
    "description of the API changed": kind(NONE, "description-changed", Edit("/info/description", "Another text")),
    "version of the API changed": kind(NONE, "version-changed", Edit("/info/version", "2.0")),
    "path parameter renamed": kind(
        NONE,
        "path-parameter-renamed",
        Edit(ITEM),
        Edit("/paths/~1tasks~1{task_id}", {
            **DOCUMENT["paths"]["/tasks/{id}"],
            "parameters": [{"name": "task_id", "in": "path", "required": True, "schema": {"type": "string"}}],
        }),
    ),
    # --- Parameters ---
    "optional parameter added": kind(NONE, "parameter-added", with_parameter(query("sort"))),
    "required parameter added": kind(C, "parameter-added", with_parameter(query("sort", required=True))),
    "optional parameter removed": kind(C, "parameter-removed", Edit(f"{PARAMETERS}/0")),
    "required parameter removed": kind(CS, "parameter-removed", Edit(f"{PARAMETERS}/3")),
    "parameter became required": kind(C, "parameter-required", Edit(f"{PARAMETERS}/0/required", True)),
    "parameter became optional": kind(S, "parameter-optional", Edit(f"{PARAMETERS}/3/required", False)),
    "parameter moved to a header": kind(C, "parameter-removed", Edit(f"{PARAMETERS}/0/in", "header")),
    "enum value of a parameter added": kind(
        S, "enum-value-added", Edit(f"{PARAMETERS}/0/schema/enum", ["open", "done", "late"])
    ),
    "enum value of a parameter removed": kind(C, "enum-value-removed", Edit(f"{PARAMETERS}/0/schema/enum", ["open"])),
    "default of a parameter changed": kind(CS, "default-changed", Edit(f"{PARAMETERS}/1/schema/default", 50)),
    "integer parameter became a string": kind(
        S, "type-widened", Edit(f"{PARAMETERS}/1/schema", {"type": "string", "default": 10})
    ),
    "string parameter became an integer": kind(C, "type-narrowed", Edit(f"{ITEM}/parameters/0/schema/type", "integer")),
    "style of a parameter changed": kind(CS, "parameter-style-changed", Edit(f"{PARAMETERS}/2/explode", False)),
    "default style of a parameter written out": kind(None, "", Edit(f"{PARAMETERS}/2/explode", True)),
    "header parameter in another case": kind(None, "", Edit(f"{PARAMETERS}/3/name", "x-clinic")),
    "parameters in another order": kind(
        None, "", Edit(PARAMETERS, DOCUMENT["paths"]["/tasks"]["get"]["parameters"][::-1])
    ),
    "parameter moved to the operation": kind(
        None, "",
        Edit(f"{ITEM}/parameters"),
        *(
            Edit(f"{ITEM}/{method}/parameters", DOCUMENT["paths"]["/tasks/{id}"]["parameters"])
            for method in ("get", "put", "delete")
        ),
    ),
    # --- Request bodies ---
    "request body became optional": kind(S, "request-body-optional", Edit(f"{CREATE}/requestBody/required", False)),
    "request body became required": kind(C, "request-body-required", Edit(f"{ITEM}/put/requestBody/required", True)),
    "optional request body removed": kind(C, "request-body-removed", Edit(f"{ITEM}/put/requestBody")),
    "required request body removed": kind(CS, "request-body-removed", Edit(f"{CREATE}/requestBody")),
    "required request body added": kind(
        C, "request-body-added", Edit(f"{ITEM}/delete/requestBody", {"required": True, "content": json_of(TASK)})
    ),
    "request media type added": kind(
        S, "media-type-added", Edit(f"{CREATE}/requestBody/content/application~1xml", {"schema": TASK})
    ),
    "request media type removed": kind(
        C, "media-type-removed", Edit(f"{ITEM}/put/requestBody/content/application~1xml")
    ),
    "character set of a media type": kind(
        None, "",
        Edit(f"{CREATE}/requestBody/content", {
            "application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/NewTask"}}
        }),
    ),
    # --- Responses ---
    "error response added": kind(NONE, "response-added", Edit(f"{CREATE}/responses/409", {"description": "Conflict"})),
    "success response added": kind(C, "response-added", Edit(f"{CREATE}/responses/202", {"description": "Accepted"})),
    "error response removed": kind(S, "response-removed", Edit(f"{CREATE}/responses/404")),
    "success response removed": kind(
        CS, "response-removed", Edit(f"{CREATE}/responses/201"), Edit(f"{CREATE}/responses/204", {"description": "OK"})
    ),
    "response in a known range added": kind(
        NONE, "response-added",
        Edit(f"{ITEM}/delete/responses/404", {"description": "Not found", "content": json_of(ERROR)}),
    ),
    "response in a known range with another body added": kind(
        CS, "type-changed",
        Edit(f"{ITEM}/delete/responses/404", {
            "description": "Not found",
            "content": json_of({**ERROR, "properties": {"message": {"type": "integer"}}}),
        }),
    ),
    "default response removed": kind(S, "response-removed", Edit(f"{ITEM}/get/responses/default")),
    "default response added": kind(
        NONE, "response-added", Edit(f"{CREATE}/responses/default", {"description": "An error"})
    ),
    "response body removed": kind(CS, "response-body-removed", Edit(f"{CREATE}/responses/201/content")),
    "response body added": kind(S, "response-body-added", Edit(f"{ITEM}/delete/responses/204", {
        "description": "Deleted", "content": json_of(TASK),
    })),
    "response media type added": kind(S, "media-type-added", Edit(f"{CREATE}/responses/201/content/text~1csv", {})),
    "response media type removed": kind(CS, "media-type-removed", Edit(f"{ITEM}/put/responses/200/content/text~1csv")),
    "description of a response changed": kind(
        NONE, "description-changed", Edit(f"{CREATE}/responses/201/description", "Another text")
    ),
    # --- Headers of responses ---
    "required header added": kind(S, "response-header-added", Edit(f"{LIST}/responses/200/headers/X-New", {
        "required": True, "schema": {"type": "string"},
    })),
    "optional header added": kind(NONE, "response-header-added", Edit(f"{LIST}/responses/200/headers/X-New", {
        "schema": {"type": "string"},
    })),
    "header removed": kind(C, "response-header-removed", Edit(f"{LIST}/responses/200/headers/X-Page")),
    "header became optional": kind(C, "header-optional", Edit(f"{LIST}/responses/200/headers/X-Total/required", False)),
    "header became required": kind(S, "header-required", Edit(f"{LIST}/responses/200/headers/X-Page/required", True)),
    "type of a header changed": kind(
        C, "type-widened", Edit(f"{LIST}/responses/200/headers/X-Total/schema/type", "string")
    ),
    # --- Security ---
    "security added to an operation": kind(C, "security-changed", Edit(f"{LIST}/security", [{"key": [], "token": []}])),
    "security removed from an operation": kind(S, "security-changed", Edit(f"{LIST}/security", [])),
    "alternative of security added": kind(S, "security-changed", Edit("/security", [{"key": []}, {"token": []}])),
    "scheme of security replaced": kind(CS, "security-changed", Edit("/security", [{"token": []}])),
    "security scheme changed": kind(
        CS, "security-changed",
        Edit("/components/securitySchemes/key", {"type": "apiKey", "in": "query", "name": "key"}),
    ),
    "security scheme renamed": kind(
        None, "",
        Edit("/security", [{"bearer": []}]),
        Edit("/components/securitySchemes", {"bearer": {"type": "http", "scheme": "Bearer"}}),
    ),
    "global security written at the operations": kind(
        None, "",
        Edit("/security"),
        *(
            Edit(join("/paths", path, method, "security"), [{"key": []}])
            for path, item in DOCUMENT["paths"].items() for method in item if method != "parameters"
        ),
    ),
    # --- Servers ---
    "server added": kind(
        NONE, "server-added", Edit("/servers", [*DOCUMENT["servers"], {"url": "https://eu.example.com/v1"}])
    ),
    "server replaced": kind(CS, "server-removed", Edit("/servers/0/url", "https://api.example.com/v2")),
    "server with a slash at the end": kind(None, "", Edit("/servers/0/url", "https://api.example.com/v1/")),
    # --- Webhooks: the server sends the request ---
    "enum value of a webhook added": kind(
        C, "enum-value-added", Edit(f"{EVENT}/properties/kind/enum", ["created", "done", "failed"])
    ),
    "required property of a webhook added": kind(
        S, "property-added",
        Edit(f"{EVENT}/required", ["kind", "at"]),
        Edit(f"{EVENT}/properties/at", {"type": "string"}),
    ),
    "webhook removed": kind(CS, "webhook-removed", Edit("/webhooks/task.done")),
    "webhook added": kind(NONE, "webhook-added", Edit("/webhooks/task.late", DOCUMENT["webhooks"]["task.done"])),
    # --- Discriminators ---
    "value of a discriminator removed": kind(
        CS, "discriminator-value-removed", Edit("/components/schemas/Pet/discriminator/mapping/kitten")
    ),
    "alternative of a discriminator added": kind(
        C, "alternative-added",
        Edit("/components/schemas/Pet/oneOf", [*PET["oneOf"], {"$ref": "#/components/schemas/Task"}]),
    ),
    "schema that extends another one changed": kind(
        S, "property-required", Edit("/components/schemas/Car/allOf/1/required", ["doors"])
    ),
    "schema that extends another one added": kind(
        C, "alternative-added", Edit("/components/schemas/Bus", {"allOf": [{"$ref": "#/components/schemas/Vehicle"}]})
    ),
    # --- The same, written in another way ---
    "mapping of a discriminator written out": kind(
        None, "", Edit("/components/schemas/Pet/discriminator/mapping/Dog", "#/components/schemas/Dog")
    ),
    "reference written out": kind(
        None, "", Edit(f"{CREATE}/responses/201/content/application~1json/schema", TASK)
    ),
    "component renamed": kind(
        None, "",
        Edit("/components/schemas/NewTask"),
        Edit("/components/schemas/TaskInput", DOCUMENT["components"]["schemas"]["NewTask"]),
        Edit(f"{CREATE}/requestBody/content/application~1json/schema/$ref", "#/components/schemas/TaskInput"),
    ),
    "response made a component": kind(
        None, "",
        Edit("/components/responses/Missing", DOCUMENT["paths"]["/tasks"]["post"]["responses"]["404"]),
        Edit(f"{CREATE}/responses/404", {"$ref": "#/components/responses/Missing"}),
    ),
    "path item made a component": kind(
        None, "",
        Edit(ITEM, {"$ref": "#/components/pathItems/Task"}),
        Edit("/components/pathItems", {"Task": DOCUMENT["paths"]["/tasks/{id}"]}),
    ),
    "unused component added": kind(None, "", Edit("/components/schemas/Unused", {"type": "integer"})),
    "paths in another order": kind(None, "", Edit("/paths", dict(reversed(DOCUMENT["paths"].items())))),
    "nothing": kind(None, "", Edit("/info/title", DOCUMENT["info"]["title"])),
}  # fmt: skip
