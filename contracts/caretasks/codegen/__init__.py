"""Code generation: a Python package for each spec.

`regenerate` is the command, `package` makes one package. Clients come from openapi-python-client and the templates,
pydantic models from datamodel-code-generator. What all clients share is not generated: it is in `caretasks.client`.
"""
