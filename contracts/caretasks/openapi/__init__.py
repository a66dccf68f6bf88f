"""OpenAPI documents as data, and pure functions over them. Nothing here sends or serves a request.

`source` reads files and knows their lines, `json_pointer` addresses nodes, `document` is the view of one API and its
operations, `catalog` finds APIs, `facts` reads their documented facts. The sub-packages are `schema` (JSON Schema),
`operation` (one operation and one HTTP message) and `lint` (errors in specs). May import `caretasks.core` only.
"""
