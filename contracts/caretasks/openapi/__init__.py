"""What an OpenAPI document says, read once for every part that acts on it.

Nothing here sends or serves a request. `source` reads files and knows lines, `pointers` walks documents, `api` is the
view of one API and its operations, `catalogue` finds the APIs there are, `validation` judges values by schemas.
"""
