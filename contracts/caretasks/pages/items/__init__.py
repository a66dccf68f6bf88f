"""The text of a page as lines, and as items in which the literals of evidence stand together.

`page_text` splits a page. An `item` is a row of a table, a field of a reference, a node of an OpenAPI document
(`openapi_items`) or a key of a sample (`sample_items`). May import `caretasks.openapi` and `caretasks.core`.
"""
