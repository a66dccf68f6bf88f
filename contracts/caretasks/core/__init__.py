"""Building blocks without OpenAPI: HTTP values, strict JSON, errors, console, files, interrupts, curl.

Every other package may import from here, except the generated clients. This package imports only the standard library
and third-party packages.
"""
