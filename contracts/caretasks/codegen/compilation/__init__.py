"""Schemas compiled to types: what Python can say of each schema of a spec, with names for classes.

The generators of clients and of pydantic models work from the same types. It imports `openapi`, and nothing of
`codegen` around it.
"""
