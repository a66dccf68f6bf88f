"""Building blocks that know nothing of OpenAPI: HTTP values, strict JSON, errors, console, files, interrupts, curl.

Everything here may be imported by any other package. It imports only the standard library and third-party packages.
"""
