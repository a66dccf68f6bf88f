"""The documents that the generators are given.

A generator supports a part of what a spec can say, and refuses or drops the rest. So it is not given the spec itself
but a document with the same meaning for Python types: `compiler` reads the schemas, and `client_document` and
`pydantic_document` write what each generator can read. It imports `openapi`, and `codegen.operations`
for the operations.
"""
