"""The resources of a mock server: the store, their state over time, and how to read, create, update and list them.

Not in here: HTTP, which is in `mock.handler`. Modules import `mock.model` and the `openapi` package.
"""
