"""The operations of an API for the templates: parameters, bodies, responses, servers, and what the generator is given.

The generator knows one style of each parameter and few media types. `document` gives it the schemas of all of them in
places that it reads; the other modules describe the operations as they are. Imports `openapi`, and nothing of `codegen`
but `accepted_types`, `property_readers` and `keyword_body`.
"""
