"""Specs as data, and functions over them. Only `importing` may send requests: for a document on an allowed host.

`source` reads files and keeps line numbers, `json_pointer` addresses nodes, `document` is the view of one API and its
operations, `catalog` finds APIs, `facts` reads their documented facts. The sub-packages are `schema` (JSON Schema),
`operation` (one operation and one HTTP message), `bodies` (bodies of any media type), `importing` (documents of vendors
as 3.1) and `lint` (errors in specs). May import `caretasks.core` only.
"""
