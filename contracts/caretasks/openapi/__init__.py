"""Specs as data, and pure functions over them. This package neither sends nor serves requests.

`source` reads files and keeps line numbers, `json_pointer` addresses nodes, `document` is the view of one API and its
operations, `catalog` finds APIs, `facts` reads their documented facts. The sub-packages are `schema` (JSON Schema),
`operation` (one operation and one HTTP message) and `lint` (errors in specs). May import `caretasks.core` only.
"""
