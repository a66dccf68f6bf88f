"""An API with three pages of documentation, with the structures of vendors' pages, and facts with evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from caretasks.openapi.document import Api
from caretasks.pages.fact_states import ReadPage, needed_pages

# A rendered reference, as a browser copies it: names, types and flags on separate lines.
CREATE_URL = "https://docs.acme.example/visits/create"
CREATE = """\
Skip to main content
POST
/
v1
/
visits
{
  "id": "v-1",
  "room": {
    "name": "West",
    "floor": 2,
  }
}

Authorizations

X-Key
string
header
required

Body

application/json

patient
string
required

Who comes

Minimum string length: 1
room
string | null

Where

state
string
default:open

State: open, done, missed

kind
enum<string>
required

Available options:
FIRST,
FOLLOW_UP

Response

patient
string
required
created
string<date-time>
"""

# Tables without headings between them.
LIST_URL = "https://docs.acme.example/visits/list"
LIST = """\
Lists visits
| Name | Type | Required | Description |
|---|---|---|---|
| ward | string | Yes | Where |
| day | string | No | When |
See the guide.| Field | Type | Description |
|---|---|---|
| total | integer | How many |
| ward | string | Where |
| state | string | One of open, done, missed |
| Status Code | Description |
|---|---|
| 200 | Success |
| 206 | Partial |
| 404 | Ward not found |
"""

# An OpenAPI document in Markdown.
READ_URL = "https://docs.acme.example/visits/read"
READ = """\
# Read a visit

````yaml /openapi.json get /visits/{id}
openapi: 3.0.0
servers:
  - url: https://api.acme.example/v1
paths:
  /visits/{id}:
    get:
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
      responses:
        '200':
          description: Success
        '404':
          description: Unknown
components:
  schemas:
    Visit:
      type: object
      properties:
        id:
          type: string
        state:
          type: string
          enum:
            - open
            - done
        note:
          type: string
          nullable: true
      required:
        - id
        - state
````
"""

FACTS: dict[str, Any] = {
    "pages": {"create": CREATE_URL, "list": LIST_URL, "read": READ_URL, "guide": "https://docs.acme.example/guide"},
    "facts": {
        "AC-01": {
            "source": CREATE_URL,
            "evidence": [{"in": "Authorizations", "near": [["X-Key", "string", "header", "required"]]}],
        },
        "AC-02": {
            "source": CREATE_URL,
            "evidence": [
                {
                    "in": "Body",
                    "near": [
                        ["patient", "string", "required", "Minimum string length: 1"],
                        ["room", "string | null"],
                        ["kind", "required"],
                    ],
                }
            ],
        },
        "AC-03": {
            "source": CREATE_URL,
            "evidence": [{"in": "Body", "near": [["state", "string", "default:open", "open", "done", "missed"]]}],
        },
        "AC-04": {
            "source": CREATE_URL,
            "evidence": [{"in": "Body", "near": [["kind", "enum<string>", "FIRST", "FOLLOW_UP"]]}],
        },
        "AC-05": {
            "source": CREATE_URL,
            "evidence": [
                {"in": "Response", "near": [["patient", "string", "required"], ["created", "string<date-time>"]]}
            ],
        },
        "AC-06": {
            "source": CREATE_URL,
            "evidence": [
                {"text": [["POST", "v1", "visits"]]},
                {"in": ["sample", "room"], "near": [["name"], ["floor", "2"]]},
            ],
        },
        "AC-07": {
            "source": LIST_URL,
            "evidence": [{"in": "Required", "near": [["ward", "string", "required"], ["day", "string", "optional"]]}],
        },
        "AC-08": {
            "source": LIST_URL,
            "evidence": [{"in": "Field", "near": [["total", "integer"], ["ward", "string"], ["state", "string"]]}],
        },
        "AC-09": {
            "source": LIST_URL,
            "evidence": [{"in": "Field", "near": [["state", "open", "done", "missed"]]}],
        },
        "AC-10": {
            "source": LIST_URL,
            "evidence": [{"in": "Status Code", "near": [["200"], ["206"], ["404"]]}],
        },
        "AC-11": {"source": LIST_URL, "evidence": [{"in": "Status Code", "near": [["404", "Ward"]]}]},
        "AC-12": {
            "source": READ_URL,
            "evidence": [
                {"in": "paths", "near": [["/visits/{id}", "get"]]},
                {"in": "parameters", "near": [["id", "string", "path", "required"]]},
            ],
        },
        "AC-13": {
            "source": READ_URL,
            "evidence": [{"in": "Visit", "near": [["id", "string", "required"], ["state", "required"]]}],
        },
        "AC-14": {
            "source": READ_URL,
            "evidence": [
                {"in": "Visit", "near": [["state", "string", "open", "done"], ["note", "string", "nullable"]]}
            ],
        },
        "AC-15": {"source": READ_URL, "evidence": [{"in": "responses", "near": [["200"], ["404"]]}]},
        "AC-16": {
            "source": "https://docs.acme.example/guide",
            "evidence": [{"unconfirmed": True, "text": [["429", "Retry-After"]]}],
        },
        "AC-17": {
            "source": LIST_URL,
            "evidence": [
                {"in": "Field", "near": [["total", "many"]]},
                {"page": "guide", "unconfirmed": True, "text": [["total"]]},
            ],
        },
    },
}
SAVED = {CREATE_URL: CREATE, LIST_URL: LIST, READ_URL: READ}
READ_AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def make_api() -> Api:
    """Return the API. Its document does not matter for its pages."""
    return Api("acme", {"openapi": "3.1.0"}, FACTS, "")


def read_pages(**edited: str) -> list[ReadPage]:
    """Return the saved pages of the API; the keywords are the content of pages by their names."""
    return [
        ReadPage(page, edited.get(page.name, SAVED.get(page.url)), read=READ_AT) for page in needed_pages(make_api())
    ]
