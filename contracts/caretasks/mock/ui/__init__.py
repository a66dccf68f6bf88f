"""The pages of a mock server: landing page, API reference, request log, and the control endpoints.

Static files and templates are next to the modules. The APIs themselves are served by `mock.handler`.
"""
