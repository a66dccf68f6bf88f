"""Bodies of any media type: their values as bytes, and the values that bytes have.

`encoding` writes values, `decoding` reads and `samples` invents them; `kinds` groups media types, `xml` and `files` are
single formats. Forms are in `openapi.operation.form_bodies`. Imports the other modules of `openapi`, and `core`.
"""
